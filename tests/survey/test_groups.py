"""Divisions of the entities: groups of the framework, columns of the register, answers of a choice."""

from __future__ import annotations

import pytest
from raw_builders import framework, register, survey

from civicmap.errors import RequestError
from civicmap.survey.groups import group_values

FRAMEWORK = """
civicmap: 1
id: groups
version: "1"
title: Groups
language: en
entity: {question: entity_id}
groups:
  level: {title: Level, question: level, register: level}
  country: {title: Country, question: country, place: true}
scales:
  level: {answers: {hq: {label: Headquarters}, field: {label: Field}}}
  yes_no: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}}}
profile:
  respondent:
    questions:
      entity_id: {text: Code?, type: text}
      level: {text: Level?, scale: level}
      country: {text: Country?, type: text, tier: aggregate}
pillars: {p: {title: P, dimensions: {d: {title: D, indicators: {i: {title: I, questions: {q: {text: Q?, scale: yes_no}}}}}}}}
"""
FRAME = "| id | name | level | size |\n|---|---|---|---|\n| E1 | A | field | small |\n| E2 | B | Headquarters | large |\n| E3 | C | Field | small |\n| E4 | D | | large |"
TABLE = "| entity | level | country | q |\n|---|---|---|---|\n| E4 | hq | FRANCE | yes |\n| E2 | | france | no |\n| E1 | Field | | yes |"


def test_a_group_counts_the_register_by_the_same_values():
    """A group's values stand in the order of its scale; the register's texts are read by the same words."""
    found = group_values(survey(TABLE, FRAMEWORK, register=register(FRAME)), framework(FRAMEWORK), "level")

    assert (found.values, found.labels) == (("hq", "field"), ("Headquarters", "Field"))
    assert found.index.tolist() == [1, 0, 0]
    assert (found.frame, found.frame_unknown) == ((1, 2), 1)
    assert found.frame_index.tolist() == [1, 0, 1, -1]


def test_a_group_without_register_has_no_frame():
    """Where the register says nothing about a group, its frame is unknown and not zero."""
    framed = group_values(survey(TABLE, FRAMEWORK, register=register(FRAME)), framework(FRAMEWORK), "country")
    alone = group_values(survey(TABLE, FRAMEWORK), framework(FRAMEWORK), "level")

    assert (framed.values, framed.index.tolist(), framed.frame, framed.place) == (("FRANCE",), [-1, 0, 0], None, True)
    assert framed.tier == "aggregate"
    assert (alone.frame, alone.index.tolist()) == (None, [1, -1, 0])


def test_a_column_of_the_register_divides_too():
    """Any column of the register is a division, its values by name."""
    found = group_values(survey(TABLE, FRAMEWORK, register=register(FRAME)), framework(FRAMEWORK), "size")

    assert (found.values, found.index.tolist(), found.frame) == (("large", "small"), [1, 0, 0], (2, 2))


def test_a_choice_divides_by_its_answers():
    """A choice question is a division by its answers, without a frame."""
    found = group_values(survey(TABLE, FRAMEWORK), framework(FRAMEWORK), "q")

    assert (found.values, found.labels, found.index.tolist(), found.frame) == (
        ("yes", "no"),
        ("Yes", "No"),
        [0, 1, 0],
        None,
    )


def test_an_unknown_division_names_those_there_are():
    """A name that is no division is refused with the names that are, and the closest of them."""
    with pytest.raises(
        RequestError, match=r"no group 'levels' \(did you mean 'level'\?\).*level, country, size, or any question"
    ):
        group_values(survey(TABLE, FRAMEWORK, register=register(FRAME)), framework(FRAMEWORK), "levels")
