"""Several rows of one entity: under different spellings, in several files, and merged question by question."""

from __future__ import annotations

import pytest

from civicmap.errors import Code, Severity
from civicmap.framework.load import load_framework
from civicmap.survey.ingest import read
from civicmap.survey.options import ReadOptions
from civicmap.survey.register.load import examine_register

FRAMEWORK = """
civicmap: 1
id: barns
version: "1"
title: Barns
language: en
entity: {question: barn}
scales:
  plan: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}}}
  uses: {multi: count, answers: {hay: {label: Hay}, corn: {label: Corn}, other: {label: Other, other: true}}}
profile: {who: {questions: {barn: {text: Barn, type: text}}}}
pillars:
  p: {title: P, dimensions: {d: {title: D, indicators: {B: {title: B, questions: {plan: {text: Plan?, scale: plan}, uses: {text: Uses?, scale: uses}}}}}}}
"""
REGISTER = "| id | name | aliases |\n|---|---|---|\n| B1 | Barns & Stables Office | BSO |\n| B2 | Silo Office | |"


@pytest.fixture
def barns(text_file):
    """Return the framework."""
    return load_framework(text_file(FRAMEWORK, "barns.yaml"))


@pytest.fixture
def known(workbook):
    """Return a register of two offices."""
    return examine_register(workbook(REGISTER, "register.csv"))[0]


def told(reading):
    """Return (code, place) of every problem."""
    return [(problem.code, problem.where.split("!")[-1]) for problem in reading.problems]


def ticked(reading):
    """Return the options that the first row ticks."""
    survey = reading.waves[0].survey
    rows = survey.tick_rows("uses")
    return [survey.layout.options[row][1] for row in rows if survey.block.ticks[row, 0]]


def test_two_spellings_of_one_entity_are_doubles(barns, known, workbook):
    """With a register an id, a name and an acronym of one entity are its rows: refused, with both row numbers."""
    path = workbook("| barn | plan |\n|---|---|\n| B1 | Yes |\n| B.S.O. | No |\n| barns and stables office | Yes |")

    reading = read([path], barns, register=known, options=ReadOptions())

    assert sorted(told(reading), key=str) == [(Code.ENTITY_TWICE, "3"), (Code.ROW_EQUAL, "4")]
    twice = next(problem for problem in reading.problems if problem.code is Code.ENTITY_TWICE)
    assert twice.message == "B1 answered already in row 2, otherwise"


def test_without_a_register_only_the_form_makes_no_difference(barns, workbook):
    """Without a register "Bso" and "BSO." are one entity; "B.S.O." counts as another, and the two are named."""
    same = workbook("| barn | plan |\n|---|---|\n| BSO. | Yes |\n| Bso | No |", "same.xlsx")
    alike = workbook("| barn | plan |\n|---|---|\n| BSO | Yes |\n| B.S.O. | No |", "alike.xlsx")

    assert told(read([same], barns, options=ReadOptions())) == [(Code.ENTITY_TWICE, "3")]
    [problem] = read([alike], barns, options=ReadOptions()).problems
    assert (problem.code, problem.where) == (Code.ENTITY_ALIKE, "alike.xlsx!Responses!A2")
    assert "'BSO' and 'B.S.O.' are spelt alike" in problem.message


@pytest.mark.parametrize("named", [True, False])
def test_doubles_of_two_files_are_told_with_both_places(barns, known, workbook, named):
    """Rows of one entity in two files are refused, the other file's row with its file; equal ones count once."""
    one = workbook("| barn | plan |\n|---|---|\n| B1 | Yes |\n| B2 | No |", "one.xlsx")
    two = workbook(f"| plan | barn |\n|---|---|\n| No | {'BSO' if named else 'b1'} |\n| No | B2 |", "two.xlsx")

    reading = read([one, two], barns, register=known if named else None, options=ReadOptions())

    assert [(problem.code, problem.where) for problem in reading.problems] == [
        (Code.ENTITY_TWICE, "two.xlsx!Responses!2"),
        (Code.ROW_EQUAL, "two.xlsx!Responses!3"),
    ]
    assert "answered already in one.xlsx!Responses!2" in reading.problems[0].message


def test_merging_takes_a_multiple_choice_whole(barns, workbook):
    """What the last row ticks is its answer: an option that only an earlier row ticks is not added to it."""
    path = workbook(
        """
| barn | plan | uses/hay | uses/corn | uses/other |
|---|---|---|---|---|
| B1 | Yes | 1 | | |
| B1 | | | 1 | |
"""
    )

    reading = read([path], barns, options=ReadOptions(duplicates="merge"))

    assert ticked(reading) == ["corn"]
    assert told(reading) == [(Code.ROW_SUPERSEDED, "2"), (Code.ROW_MERGED_OTHERWISE, "3")]
    [differs] = [problem for problem in reading.problems if problem.code is Code.ROW_MERGED_OTHERWISE]
    assert differs.severity is Severity.WARNING
    assert "differ in C2, D3;" in differs.message


def test_merging_rows_that_complete_one_another_is_no_contradiction(barns, workbook):
    """Rows that each say what the other leaves open, or the same in other letters, are merged without a warning."""
    path = workbook(
        """
| barn | plan | uses/hay | uses/corn |
|---|---|---|---|
| B1 | Yes | | |
| B1 | YES | 1 | 1 |
| B1 | | | |
"""
    )

    reading = read([path], barns, options=ReadOptions(duplicates="merge"))

    assert ticked(reading) == ["hay", "corn"]
    assert Code.ROW_MERGED_OTHERWISE not in {problem.code for problem in reading.problems}


def test_merging_rows_of_two_files_takes_each_question_from_one(barns, workbook):
    """A question that stands in another column of each file is one question: the last file's answer counts."""
    one = workbook("| barn | plan | uses/hay | uses/corn |\n|---|---|---|---|\n| B1 | Yes | 1 | 0 |", "one.xlsx")
    two = workbook("| barn | uses/corn | uses/hay | plan |\n|---|---|---|---|\n| b1 | 1 | 0 | No |", "two.xlsx")

    reading = read([one, two], barns, options=ReadOptions(duplicates="merge"))
    survey = reading.waves[0].survey
    code = int(survey.block.codes[survey.code_row("plan"), 0])

    assert barns.question("plan").answer(code).id == "no"
    assert ticked(reading) == ["corn"]
    assert "one.xlsx!Responses!B2" in reading.problems[-1].message


def test_many_contradictions_are_told_once(barns, workbook):
    """One message names the first cells in which merged rows differ, and counts the others."""
    rows = "\n".join(f"| B1 | plan {number} |" for number in range(9))
    reading = read([workbook(f"| barn | plan |\n|---|---|\n{rows}")], barns, options=ReadOptions(duplicates="merge"))

    [problem] = [problem for problem in reading.problems if problem.code is Code.ROW_MERGED_OTHERWISE]
    assert problem.where.endswith("!10")
    assert "differ in B2, B3, B4, B5, B6, B7 and 3 more;" in problem.message
