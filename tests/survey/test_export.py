"""The clean responses as a file: nothing is lost on the way out, and what comes back is what went out."""

from __future__ import annotations

import csv
import io
import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civicmap.errors import Code, RequestError
from civicmap.framework.load import load_framework
from civicmap.model import FIRST_ANSWER, AnswerState
from civicmap.spreadsheet import csv_text
from civicmap.survey.export import workbook as sheets
from civicmap.survey.export.codebook import entries
from civicmap.survey.export.prepare import prepare
from civicmap.survey.export.public import public_questions
from civicmap.survey.export.text import csv_pieces, json_pieces
from civicmap.survey.ingest import read, read_survey
from civicmap.survey.options import ReadOptions
from civicmap.survey.states import state_codes, state_texts

# A scale whose answers are called like states, gates upon gates, and every type of question.
FRAMEWORK = """
civicmap: 1
id: doors
version: "1"
title: Doors
language: en
entity: {question: house}
groups: {kind: {title: Kind, register: kind}}
answers:
  dont_know: {label: "Don't know", state: dont_know}
  not_applicable: {label: Not applicable, state: not_applicable}
  no_case: {label: No case arose, state: not_applicable}
scales:
  door: {answers: {open: {label: Open, points: 100}, closed: {label: Shut for good, points: 0}, blank: {label: A blank wall}}, plus: [dont_know]}
  plan: {answers: {yes: {label: "Yes", points: 100}, no: {label: "=No", points: 0}}, plus: [not_applicable, no_case]}
  keys: {multi: count, answers: {brass: {label: "Brass, old"}, iron: {label: Iron}, none: {label: None of these, exclusive: true}, other: {label: Other, other: true}}, plus: [dont_know]}
profile: {who: {questions: {house: {text: House, type: text}}}}
pillars:
  p:
    title: P
    dimensions:
      d:
        title: D
        indicators:
          I:
            title: I
            questions:
              plan: {text: Is there a plan?, scale: plan}
              door: {text: How is the door?, scale: door, asked_if: {plan: yes}}
              keys: {text: Which keys?, scale: keys, closed_by: {plan: no}}
              steps: {text: How many steps?, type: number, asked_if: {door: open}}
              built: {text: When was it built?, type: date, asked_if: {plan: yes}}
              story: {text: What is its story?, type: text, tier: confidential}
"""
HEADER = ("house", "plan", "door", "keys", "steps", "built", "story", "story_comment")


@pytest.fixture(scope="module")
def framework(tmp_path_factory):
    """Return the framework."""
    path = tmp_path_factory.mktemp("framework") / "doors.yaml"
    path.write_text(FRAMEWORK, encoding="utf-8")
    return load_framework(path)


def surveyed(framework, folder, rows, header=HEADER, name="survey.csv"):
    """Return the survey of some rows."""
    path = folder / name
    path.write_bytes(csv_text(header, rows).encode())
    return read_survey(path, framework)


def again(framework, folder, export, ending):
    """Return the survey that an exported file holds, and the problems in it."""
    path = folder / f"exported.{ending}"
    path.write_bytes(b"".join(csv_pieces(export)) if ending == "csv" else sheets.workbook(export))
    reading = read([path], framework, options=ReadOptions())
    return reading.waves[0].survey, {problem.code for problem in reading.problems}


def told(survey):
    """Return everything that a survey says of its answers; the text of who answers is the entity's id in an export."""
    block = survey.block
    values = np.nan_to_num(block.values, nan=-1e300).tolist()
    texts = {key: held for key, held in survey.texts.items() if key != "house"}
    who = [survey.entities[place].id for place in survey.row_entity.tolist()]
    return who, block.codes.tolist(), block.ticks.tolist(), values, block.doubtful.tolist(), texts


ANSWERS = st.sampled_from(("", "Yes", "=No", "Not applicable", "No case arose", "n/a", "perhaps", "not_asked"))
DOORS = st.sampled_from(("", "Open", "Shut for good", "A blank wall", "Don't know", "not applicable", "ajar"))
KEYS = st.lists(st.sampled_from(("Brass, old", "Iron", "None of these", "Other", "Don't know")), max_size=3)
STEPS = st.one_of(
    st.sampled_from(("", "many", "Don't know")),
    st.decimals(-(10**6), 10**6, places=4).map(str),
    st.integers(-(10**12), 10**12).map(str),
)
BUILT = st.one_of(st.sampled_from(("", "soon", "n/a")), st.dates().map(str))
STORY = st.text(alphabet="ab =+-@'\",;\n\té\u202e", max_size=12)
ROW = st.tuples(ANSWERS, DOORS, KEYS.map("; ".join), STEPS, BUILT, STORY, STORY)


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROW, min_size=1, max_size=8), labels=st.booleans())
def test_what_was_exported_is_read_as_it_was(framework, tmp_path, ending, rows, labels):
    """For any survey, an exported CSV or workbook gives the same codes, ticks, values, doubts and texts again."""
    survey = surveyed(framework, tmp_path, [(f"H{place}", *row) for place, row in enumerate(rows)])

    back, problems = again(framework, tmp_path, prepare(survey, framework, labels=labels, marks=("mark",)), ending)

    mine, others = told(survey), told(back)
    assert others[:-1] == mine[:-1]
    assert {key: [guarded(text) for text in held] for key, held in mine[-1].items()} == {
        key: [guarded(text) for text in held] for key, held in others[-1].items()
    }
    assert Code.COLUMN_UNMAPPED not in problems
    assert Code.ANSWER_UNKNOWN not in problems


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1, max_size=20))
def test_numbers_keep_every_digit(framework, tmp_path, values):
    """For any numbers, an exported CSV gives the same ones again, to the last bit."""
    header = ("house", "plan", "door", "steps")
    rows = [(f"H{place:02}", "Yes", "Open", value) for place, value in enumerate(values)]

    back, _ = again(framework, tmp_path, prepare(surveyed(framework, tmp_path, rows, header), framework), "csv")

    assert back.block.values[back.layout.numbers.index("steps")].tolist() == values


def guarded(text):
    """Return a text without what keeps a spreadsheet program from running it, and with one kind of line end."""
    return text.lstrip("'").replace("\r\n", "\n").strip()


def test_every_state_has_a_text_of_its_own(framework):
    """Of each question, no two states are written alike, and each text is read as the state that it was written for."""
    for question in framework.questions:
        texts = state_texts(question)
        codes = [
            code for code in texts if texts[code] and (code < FIRST_ANSWER or question.scale not in ("door", "plan"))
        ]
        known = state_codes(question)

        assert [known[texts[code]] for code in codes] == codes
        assert texts[AnswerState.ANSWERED] == ""


def test_a_state_that_is_none_is_named(framework, tmp_path):
    """A text in the column of states that says no state is unresolved, and a problem with what may stand there."""
    path = tmp_path / "survey.csv"
    path.write_bytes(csv_text(["house", "plan", "plan/answer_state"], [["A", "", "asleep"], ["B", "yes", ""]]).encode())

    reading = read([path], framework, options=ReadOptions())

    survey = reading.waves[0].survey
    assert survey.block.codes[survey.code_row("plan")].tolist() == [AnswerState.UNRESOLVED, FIRST_ANSWER]
    (problem,) = (one for one in reading.problems if one.code is Code.ANSWER_UNKNOWN)
    assert problem.where.endswith("C2")
    assert "not_asked" in str(problem)


def test_blocks_change_nothing(framework, tmp_path, monkeypatch):
    """Rows written one at a time give the bytes that they give all at once."""
    rows = [(f"H{place}", "Yes", "Open", "Iron", place / 3, "2019-05-31", "told", "") for place in range(7)]
    export = prepare(surveyed(framework, tmp_path, rows), framework)
    whole = b"".join(csv_pieces(export)), b"".join(json_pieces(export))
    blocks = type(export).blocks
    monkeypatch.setattr(type(export), "blocks", lambda self, _size=1: blocks(self, 1))

    assert (b"".join(csv_pieces(export)), b"".join(json_pieces(export))) == whole
    assert json.loads(whole[1])[1]["steps"] == 1 / 3


def test_the_codebook_names_every_value(framework, tmp_path):
    """What stands in a column of answers, options or states is in the codebook, with its label."""
    rows = [
        ("A", "Yes", "Open", "Iron", "3", "", "", ""),
        ("B", "=No", "", "", "", "", "", ""),
        ("C", "", "", "Iron; Other", "Don't know", "", "", ""),
    ]
    export = prepare(surveyed(framework, tmp_path, rows), framework)
    table = list(csv.DictReader(io.StringIO(b"".join(csv_pieces(export)).decode())))
    listed = {entry["column"]: {value["value"] for value in entry["values"]} for entry in entries(export)}

    for entry in entries(export):
        assert entry["text"]
        assert all(value["label"] for value in entry["values"])
        if entry["role"] in ("option", "state") or entry["type"] == "choice":
            assert {row[entry["column"]] for row in table} - {""} <= listed[entry["column"]]


def test_too_much_for_a_sheet_is_refused(framework, tmp_path, monkeypatch):
    """A workbook of more rows than a sheet has is refused, and the message says which formats hold them."""
    export = prepare(surveyed(framework, tmp_path, [("A", "Yes", *[""] * 6), ("B", "Yes", *[""] * 6)]), framework)
    monkeypatch.setattr(sheets, "MOST_ROWS", 2)

    with pytest.raises(RequestError) as refused:
        sheets.workbook(export)

    assert refused.value.problems[0].code is Code.EXPORT_TOO_LARGE
    assert "parquet" in str(refused.value)


def test_a_large_workbook_is_the_same_workbook(framework, tmp_path, monkeypatch):
    """A workbook whose cells are not held in memory is read as the one whose are."""
    rows = [(f"H{place}", "Yes", "Open", "Iron", place, "2019-05-31", "=1+1", "") for place in range(5)]
    export = prepare(surveyed(framework, tmp_path, rows), framework)
    usual, _ = again(framework, tmp_path, export, "xlsx")
    monkeypatch.setattr(sheets, "_MANY", 1)

    assert told(again(framework, tmp_path, export, "xlsx")[0]) == told(usual)


@pytest.mark.parametrize(
    ("changed", "kept"),
    [
        ("", {"plan", "door", "keys", "steps", "built"}),
        ("plan: {text: Is there a plan?, tier: confidential,", set()),
        ("plan: {text: Is there a plan?, tier: aggregate,", set()),
    ],
)
def test_a_state_tells_no_answer_that_is_not_public(tmp_path, changed, kept):
    """What is asked or closed by an answer that is not public is not public either, nor what hangs on that; texts never are."""
    path = tmp_path / "doors.yaml"
    path.write_text(
        FRAMEWORK.replace("plan: {text: Is there a plan?,", changed or "plan: {text: Is there a plan?,"),
        encoding="utf-8",
    )

    assert public_questions(load_framework(path)) == kept


def test_a_public_export_needs_names_that_are_released(framework, tmp_path):
    """Where the framework releases no names, nothing is prepared for the public, whatever the tiers of its questions."""
    survey = surveyed(framework, tmp_path, [("A", "Yes", *[""] * 6)])

    with pytest.raises(RequestError) as refused:
        prepare(survey, framework, public=True)

    assert [problem.code for problem in refused.value.problems] == [Code.EXPORT_NOT_PUBLIC]
