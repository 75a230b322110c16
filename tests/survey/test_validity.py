"""From when to when an entity exists: renamed and merged bodies, and who was invited on the closing day."""

from __future__ import annotations

from datetime import date

import pytest

from civicmap.errors import Code
from civicmap.framework.load import load_framework
from civicmap.survey.ingest import read
from civicmap.survey.options import ReadOptions
from civicmap.survey.register.load import examine_register
from civicmap.survey.register.validity import day_of

FRAMEWORK = """
civicmap: 1
id: mills
version: "1"
title: Mills
language: en
entity: {question: mill}
scales:
  plan: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}}}
profile: {who: {questions: {mill: {text: Mill, type: text}}}}
pillars:
  p: {title: P, dimensions: {d: {title: D, indicators: {M: {title: M, questions: {plan: {text: Plan?, scale: plan}}}}}}}
"""
REGISTER = """
| id | name | valid_from | valid_to | successor |
|---|---|---|---|---|
| M1 | Old Mill | | 2018-12-31 | Middle Mill |
| M2 | Middle Mill | 2019-01-01 | 2019-03-31 | M3 |
| M3 | New Mill | 2019-04-01 | | |
| M4 | Silent Mill | | 2018 | m3 |
| M5 | Later Mill | 2020 | | |
"""
ANSWERS = "| mill | plan |\n|---|---|\n| M1 | Yes |\n| M3 | No |"


def answered(workbook, text_file, day, framework=FRAMEWORK, answers=ANSWERS):
    """Return what the answers give with the register and a closing day."""
    register, problems = examine_register(workbook(REGISTER, "register.csv"))
    assert problems == ()
    closes = None if day is None else date.fromisoformat(day)
    mills = load_framework(text_file(framework, "mills.yaml"))
    return read([workbook(answers)], mills, register=register, options=ReadOptions(closed_on=closes))


def test_an_answer_of_an_entity_that_is_no_more_names_its_successor(workbook, text_file):
    """Whoever answers after its last day is told at its row, with the successor that exists on the closing day."""
    [problem] = answered(workbook, text_file, "2019-05-31").problems

    assert (problem.code, problem.where) == (Code.ENTITY_NOT_VALID, "survey.xlsx!Responses!A2")
    assert "ended on 2018-12-31" in problem.message
    assert "successor is M3" in problem.message


def test_the_frame_is_of_those_that_exist_on_the_closing_day(workbook, text_file):
    """Who has ended, or not begun, was not invited; who answered all the same is counted beside its answer."""
    survey = answered(workbook, text_file, "2019-05-31").waves[0].survey

    assert [entity.id for entity in survey.register.entities] == ["M1", "M3"]
    assert [entity.id for entity in survey.entities] == ["M1", "M3"]


def test_the_first_and_the_last_day_are_of_an_entity(workbook, text_file):
    """An entity exists from its first to its last day, both among them."""
    on = {
        day: [one.id for one in answered(workbook, text_file, day, answers="| mill | plan |\n|---|---|\n| M3 | No |")
              .waves[0].survey.register.entities]
        for day in ("2018-12-31", "2019-01-01", "2019-03-31", "2019-04-01", "2020-01-01")
    }  # fmt: skip

    assert on == {
        "2018-12-31": ["M1", "M3", "M4"],
        "2019-01-01": ["M2", "M3"],
        "2019-03-31": ["M2", "M3"],
        "2019-04-01": ["M3"],
        "2020-01-01": ["M3", "M5"],
    }


def test_the_closing_day_of_the_framework_counts_too(workbook, text_file):
    """Where no day is given, the framework's is taken; without any, everyone of the register was invited."""
    told = FRAMEWORK + 'closes: {"1": 2019-05-31}\n'

    by_framework = answered(workbook, text_file, None, told)
    without = answered(workbook, text_file, None)

    assert [problem.code for problem in by_framework.problems] == [Code.ENTITY_NOT_VALID]
    assert without.problems == ()
    assert len(without.waves[0].survey.register.entities) == 5


def test_faults_of_days_and_successors_are_told(workbook):
    """A day that is none, an end before the beginning and a successor that is not there are warnings with a place."""
    _, problems = examine_register(
        workbook(
            """
| id | name | valid_from | valid_to | successor |
|---|---|---|---|---|
| A | Alpha | 31/12/2018 | 2019-02-30 | |
| B | Beta | 2019 | 2018 | Zeta |
""",
            "register.csv",
        )
    )

    assert [(problem.code, problem.where) for problem in problems] == [
        (Code.REGISTER_DAY, "register.csv!C2"),
        (Code.REGISTER_DAY, "register.csv!D2"),
        (Code.REGISTER_SUCCESSOR, "register.csv"),
        (Code.REGISTER_VALIDITY, "register.csv"),
    ]


def test_successors_in_a_circle_come_to_an_end(workbook, text_file):
    """Two entities that name each other as successor are followed once."""
    register, _ = examine_register(
        workbook(
            "| id | valid_to | successor |\n|---|---|---|\n| A | 2010 | B |\n| B | 2011 | A |\n| C | 2012 | C |",
            "register.csv",
        )
    )
    mills = load_framework(text_file(FRAMEWORK, "mills.yaml"))
    path = workbook("| mill | plan |\n|---|---|\n| A | Yes |\n| C | Yes |")

    reading = read([path], mills, register=register, options=ReadOptions(closed_on=date(2019, 5, 31)))

    assert ["successor is" in problem.message for problem in reading.problems] == [True, False]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("", "", ""),
        ("2019", "2019-01-01", "2019-12-31"),
        ("2019-02", "2019-02-01", "2019-02-28"),
        ("2020-2", "2020-02-01", "2020-02-29"),
        ("2019-05-31", "2019-05-31", "2019-05-31"),
        ("2019-05-31 00:00:00", "2019-05-31", "2019-05-31"),
        ("2019-13", None, None),
        ("0000", None, None),
        ("31 May", None, None),
        ("٢٠١٩", None, None),
    ],
)
def test_days_of_a_register(text, first, last):
    """A year or month alone is its first day, or its last."""
    assert (day_of(text, last=False), day_of(text, last=True)) == (first, last)
