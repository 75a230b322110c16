"""A raw wave and a framework give a survey: rules R1, R2 and R10, and what order does not change."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from raw_builders import cells, codes_of, framework, raw, raw_of, read_markdown, register, survey, ticks

from civicmap.errors import Code
from civicmap.survey.resolve import resolve

FRAMEWORK = """
civicmap: 1
id: small
version: "1"
title: Small
language: en
entity: {question: entity_id, name: entity_name, parent: parent_id}
groups:
  level: {title: Level, question: entity_level, register: level}
answers:
  dont_know: {label: "Don't know", state: dont_know}
  not_applicable: {label: Not applicable (give the reason), state: not_applicable}
scales:
  level: {answers: {hq: {label: Headquarters}, field: {label: Field}}}
  policy:
    answers:
      yes: {label: "Yes, written and in force", points: 100, also: ["in place"]}
      partial: {label: "In force, but covers part only", points: 50}
      no: {label: "No", points: 0}
    plus: [not_applicable, dont_know]
  routes:
    multi: {sum: 100}
    answers:
      review: {label: Review inside the entity, points: 50}
      appeal: {label: "Appeal, independent", points: 50}
      other: {label: Other (specify), points: 0, other: true}
      none: {label: None of these, points: 0, exclusive: true}
    plus: [dont_know]
profile:
  respondent:
    questions:
      entity_id: {text: Code?, type: text}
      entity_name: {text: Name?, type: text}
      parent_id: {text: Parent?, type: text}
      entity_level: {text: Level?, scale: level}
      cleared: {text: Cleared?, scale: level, scored: false}
pillars:
  p:
    title: P
    dimensions:
      d:
        title: D
        indicators:
          i:
            title: I
            questions:
              policy: {text: Policy?, scale: policy}
              routes: {text: Routes?, scale: routes}
              secret: {text: Secret?, scale: policy, tier: confidential}
              staff: {text: How many?, type: number}
              reviewed: {text: When?, type: date}
              link: {text: Where?, type: text}
"""


def problem(resolved, code):
    """Return the only problem of a code."""
    (found,) = [problem for problem in resolved.problems if problem.code is code]
    return found


def test_rows_are_ordered_by_entity():
    """Without a register entities stand by id, whatever the order of the file."""
    resolved = survey("| entity | policy |\n|---|---|\n| E2 | no |\n| E1 | yes |", FRAMEWORK)

    assert [entity.id for entity in resolved.entities] == ["E1", "E2"]
    assert cells(resolved, FRAMEWORK, "policy") == ["yes", "no"]
    assert resolved.row_number.tolist() == [3, 2]


def test_register_orders_names_and_groups():
    """With a register its order, names and groups hold; an alias leads to its entity."""
    frame = register(
        "| id | name | level | aliases |\n|---|---|---|---|\n| Z | Zulu | Headquarters | zz |\n| A | Alfa | Field | |"
    )
    resolved = survey("| entity | policy |\n|---|---|\n| a | no |\n| ZZ | yes |", FRAMEWORK, register=frame)

    assert [(entity.id, entity.name, entity.groups["level"]) for entity in resolved.entities] == [
        ("Z", "Zulu", "hq"),
        ("A", "Alfa", "field"),
    ]
    assert resolved.problems == ()


def test_unknown_entity_is_an_error_with_a_suggestion():
    """An entity that the register does not have is an error (R10) that names the closest one."""
    frame = register("| id | name |\n|---|---|\n| E001 | Alfa |\n| E002 | Bravo |")
    resolved = survey("| entity | policy |\n|---|---|\n| E01 | no |", FRAMEWORK, register=frame)

    found = problem(resolved, Code.ENTITY_UNKNOWN)
    assert found.severity == "error"
    assert found.where == "survey.xlsx!Responses!A2"
    assert "did you mean 'E001'" in found.message


def test_a_group_that_differs_from_the_register_is_reported():
    """The register wins over an answer, and the difference is a warning at the answer's cell."""
    frame = register("| id | name | level |\n|---|---|---|\n| E1 | Alfa | hq |")
    resolved = survey("| entity | entity_level |\n|---|---|\n| E1 | Field |", FRAMEWORK, register=frame)

    found = problem(resolved, Code.GROUP_DIFFERS)
    assert resolved.entities[0].groups["level"] == "hq"
    assert (found.where, "'Field'" in found.message, "'Headquarters'" in found.message) == (
        "survey.xlsx!Responses!B2",
        True,
        True,
    )


def test_a_parent_that_the_register_does_not_have_is_reported():
    """A parent is kept by its id; one that is nowhere is a warning."""
    frame = register("| id | name |\n|---|---|\n| E1 | Alfa |\n| E2 | Bravo |")
    table = "| entity | parent_id | policy |\n|---|---|---|\n| E1 | bravo | yes |\n| E2 | Nobody | yes |"
    resolved = survey(table, FRAMEWORK, register=frame)

    assert [entity.parent for entity in resolved.entities] == ["E2", "Nobody"]
    assert problem(resolved, Code.PARENT_DIFFERS).where == "survey.xlsx!Responses!B3"


def test_an_unknown_answer_is_unresolved_and_counted_once():
    """A text that is no answer is unresolved: one problem for its column, at its first cell, with a count (R10)."""
    table = "| entity | policy |\n|---|---|\n| E1 | Maybe |\n| E2 | yes |\n| E3 | Maybe |\n| E4 | In plce |"
    resolved = survey(table, FRAMEWORK)

    first, second = [found for found in resolved.problems if found.code is Code.ANSWER_UNKNOWN]
    assert cells(resolved, FRAMEWORK, "policy") == ["UNRESOLVED", "yes", "UNRESOLVED", "UNRESOLVED"]
    assert (first.where, first.count) == ("survey.xlsx!Responses!B5", 1)
    assert (second.where, second.count) == ("survey.xlsx!Responses!B2", 2)
    assert "'Maybe'" in second.message


@pytest.mark.parametrize(
    ("question", "told"), [("policy", True), ("secret", False), ("staff", False), ("reviewed", False)]
)
def test_messages_quote_only_closed_questions(question, told):
    """A message quotes a cell of a closed question that is not confidential, and of no other (R8)."""
    resolved = survey(f"| entity | {question} |\n|---|---|\n| E1 | Zebra 77 |", FRAMEWORK)

    assert cells(resolved, FRAMEWORK, question) == ["UNRESOLVED"]
    assert ("Zebra" in str(resolved.problems[0])) is told


def test_a_respondent_gave_a_choice_a_number_or_a_date():
    """Don't know and unreadable texts count as responding; names and other texts do not (R2)."""
    table = """
    | entity | entity_name | policy | staff | link |
    |---|---|---|---|---|
    | E1 | Alfa | | | somewhere |
    | E2 | Bravo | Don't know | | |
    | E3 | Charlie | | 4 | |
    | E4 | Delta | Perhaps | | |
    | E5 | Echo | | | |
    """
    resolved = survey(table, FRAMEWORK)

    assert resolved.respondent.tolist() == [False, True, True, True, False]
    assert [p.where for p in resolved.problems if p.code is Code.ROW_NO_ANSWER] == [
        "survey.xlsx!Responses!2",
        "survey.xlsx!Responses!6",
    ]


def test_numbers_dates_and_texts_keep_their_values():
    """A value stands beside its state; a state's words are a state there too."""
    table = """
    | entity | staff | reviewed | link |
    |---|---|---|---|
    | E1 | 4,5 | 2019-05-31 | https://example.org |
    | E2 | don’t know | 2019-05-31T10:00:00 | |
    | E3 | 1,500 | 31/05/2019 | =cmd|x |
    | E4 | 12 | 04/05/2019 | NA |
    """.replace("=cmd|x", r"=cmd\|x")
    resolved = survey(table, FRAMEWORK)

    staff, reviewed = resolved.block.values
    day = date(2019, 5, 31).toordinal()
    np.testing.assert_array_equal(staff, [4.5, np.nan, np.nan, 12])
    # Another date of the column says that the day comes first.
    np.testing.assert_array_equal(reviewed, [day, day, day, date(2019, 5, 4).toordinal()])
    assert cells(resolved, FRAMEWORK, "staff") == ["ANSWERED", "dont_know", "UNRESOLVED", "ANSWERED"]
    assert resolved.texts["link"] == ("https://example.org", "", "=cmd|x", "NA")
    assert [found.where[-2:] for found in resolved.problems] == ["B4"]


def test_rows_without_entity_are_an_error():
    """A row with answers and no entity is an error (R10) and counts for nobody."""
    resolved = survey("| entity | policy |\n|---|---|\n| | yes |\n| E1 | no |", FRAMEWORK)

    assert problem(resolved, Code.ROW_NO_ENTITY).where == "survey.xlsx!Responses!2"
    assert cells(resolved, FRAMEWORK, "policy") == ["no"]


def test_a_framework_without_entities_takes_every_row():
    """Where nothing says who answers, every row is an entity of its own, and row order does not change the hash."""
    text = FRAMEWORK.replace("entity: {question: entity_id, name: entity_name, parent: parent_id}", "")
    one = survey("| policy | staff |\n|---|---|\n| yes | 1 |\n| no | 2 |\n| yes | 3 |", text)
    two = survey("| policy | staff |\n|---|---|\n| yes | 3 |\n| yes | 1 |\n| no | 2 |", text)
    three = survey("| policy | staff |\n|---|---|\n| yes | 3 |\n| yes | 2 |\n| no | 1 |", text)

    assert len(one.entities) == 3
    assert one.content_sha256 == two.content_sha256 != three.content_sha256


TABLE = """
| entity | entity_level | policy | routes | staff | link |
|---|---|---|---|---|---|
| E1 | Headquarters | Yes, written and in force | Review inside the entity; Appeal, independent | 4 | a |
| E2 | Field | No | None of these | | |
| E3 | Field | Don't know | Don't know | 0 | b |
| E4 | Field | Maybe | | -1 | |
| E5 | | | Other (specify) | 7.25 | c |
"""
CODED = """
| link | routes=none | routes=appeal | routes=review | routes=other | routes=dont_know | entity | staff | policy | entity_level |
|---|---|---|---|---|---|---|---|---|---|
| c | 0 | 0 | 0 | 1 | 0 | E5 | 7.25 | | |
| b | 0 | 0 | 0 | 0 | 1 | E3 | 0 | dont_know | field |
| a | 0 | 1 | 1 | 0 | 0 | E1 | 4 | yes | hq |
| | 1 | 0 | 0 | 0 | 0 | E2 | | no | field |
| | 0 | 0 | 0 | 0 | 0 | E4 | -1 | perhaps | field |
"""


def test_labels_and_codes_give_one_survey():
    """An export of labels and one of codes, in other orders of rows and columns, give the same answers and hash."""
    labels, coded = survey(TABLE, FRAMEWORK), survey(CODED, FRAMEWORK)

    np.testing.assert_array_equal(labels.block.codes, coded.block.codes)
    np.testing.assert_array_equal(labels.block.ticks, coded.block.ticks)
    np.testing.assert_array_equal(labels.block.values, coded.block.values)
    assert (labels.texts["link"], labels.content_sha256) == (coded.texts["link"], coded.content_sha256)


@pytest.mark.parametrize(
    "change",
    [
        ("No | None", "Yes, written and in force | None"),
        ("| 4 |", "| 5 |"),
        ("| a |", "| d |"),
        ("; Appeal, independent", ""),
    ],
)
def test_the_hash_tells_answers_apart(change):
    """One answer, number, text or tick that differs changes the hash."""
    assert survey(TABLE, FRAMEWORK).content_sha256 != survey(TABLE.replace(*change), FRAMEWORK).content_sha256


def without_addresses(resolved):
    """Return a survey with nothing left of where its rows stood."""
    problems = tuple(replace(found, where=re.sub(r"\d+$", "", found.where)) for found in resolved.problems)
    return replace(resolved, problems=problems, row_source=0, row_number=0)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_row_and_column_order_change_nothing(seed):
    """Any order of rows and columns gives the same survey, addresses apart."""
    header, *body = read_markdown(TABLE)[0][1]
    shuffler = random.Random(seed)
    columns = shuffler.sample(range(len(header)), len(header))
    rows = shuffler.sample(body, len(body))
    mixed = [[row[place] for place in columns] for row in [header, *rows]]
    known, other = (
        without_addresses(resolve(raw_of(table), framework(FRAMEWORK), wave="1")) for table in ([header, *body], mixed)
    )

    np.testing.assert_array_equal(known.block.codes, other.block.codes)
    np.testing.assert_array_equal(known.block.ticks, other.block.ticks)
    np.testing.assert_array_equal(known.respondent, other.respondent)
    assert (known.entities, known.texts, known.content_sha256) == (other.entities, other.texts, other.content_sha256)
    assert [p.message for p in known.problems] == [p.message for p in other.problems]


def test_instances_stand_in_the_order_of_their_scale():
    """Several rows of an entity are named by their key and stand in the scale's order; absent cells are not asked."""
    text = FRAMEWORK.replace(
        "answers:\n  dont_know",
        "instances: {key: [entity_level], absent: not_asked, roll_up: {at: indicator, by: best}}\nanswers:\n  dont_know",
        1,
    )
    table = "| entity | entity_level | policy | staff |\n|---|---|---|---|\n| E1 | Field | yes | |\n| E1 | hq | | 3 |"
    resolved = survey(table, text)

    assert resolved.row_instance == ("hq", "field")
    assert resolved.row_entity.tolist() == [0, 0]
    assert cells(resolved, text, "policy") == ["NOT_ASKED", "yes"]


def test_mapping_answers_come_first():
    """What the mapping file says of a text wins over labels; an answer that is nowhere is an error."""
    table = "| entity | policy |\n|---|---|\n| E1 | N/A |\n| E2 | Ja |\n| E3 | -99 |"
    changes = {"answers": (("policy", "Ja", "yes"), ("policy", "Nein", "nope")), "missing": (("-99", "blank"),)}
    resolved = survey(table, FRAMEWORK, **changes)

    assert cells(resolved, FRAMEWORK, "policy") == ["not_applicable", "yes", "BLANK"]
    assert codes_of(resolved) == ["mapping-unknown", "answer-assumed", "row-no-answer"]


def test_under_review_covers_what_a_row_answered():
    """Where a row is not cleared, everything that it holds outside the profile is under review; blanks stay blank."""
    text = FRAMEWORK.replace("answers:\n  dont_know", "under_review: {cleared: field}\nanswers:\n  dont_know", 1)
    table = "| entity | cleared | policy | routes | staff | link |\n|---|---|---|---|---|---|\n| E1 | field | no | review | 3 | |"
    resolved = survey(table, text)

    states = {question: cells(resolved, text, question)[0] for question in resolved.layout.questions}
    assert states["cleared"] == "field"
    assert [states[q] for q in ("policy", "routes", "staff", "link")] == ["UNDER_REVIEW"] * 3 + ["BLANK"]
    assert ticks(resolved, "routes") == [""]
    assert np.isnan(resolved.block.values).all()
    assert resolved.respondent.tolist() == [True]


def test_resolving_is_pure():
    """Resolving a wave twice gives the same survey, and leaves the raw layer as it was."""
    held = raw(TABLE)
    before = [column.codes.tobytes() for column in held.columns]
    first, second = (resolve(held, framework(FRAMEWORK), wave="1") for _ in range(2))

    assert first.block.codes.tobytes() == second.block.codes.tobytes()
    assert first.problems == second.problems
    assert before == [column.codes.tobytes() for column in held.columns]


@pytest.mark.parametrize("header", [["entity", "policy", "routes", "staff"], ["policy"], ["entity"], ["elsewhere"]])
def test_no_rows_are_an_empty_survey(header):
    """A header without rows resolves to a survey of nobody, not to a fault."""
    resolved = resolve(raw_of([header]), framework(FRAMEWORK), wave="1")

    assert (resolved.entities, resolved.block.rows, resolved.respondent.tolist()) == ((), 0, [])
