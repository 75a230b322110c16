"""Answers put forward as practices: which may be, and that nothing in a file is lost or said twice."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicmap.errors import CivicmapError, Code
from civicmap.framework.load import load_framework
from civicmap.framework.practices import FORM, practice
from civicmap.framework.rows import known_of, read_catalogue
from civicmap.framework.types import Disclosure
from civicmap.survey.ingest import read_survey
from civicmap.survey.promote import added, candidates, promoted

FRAMEWORK = """
civicmap: 1
id: small
version: "1"
title: Small
language: en
entity: {question: code, name: called}
scales: {yn: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}}}}
profile: {who: {questions: {code: {text: Code, type: text}, called: {text: Called, type: text}}}}
pillars:
  voice:
    title: Voice
    dimensions:
      d:
        title: D
        indicators:
          V1:
            title: A voice
            questions:
              has: {text: "Has?", scale: yn}
              told: {text: "Told?", type: text, practice: true, tier: confidential}
              open: {text: "Open?", type: text}
              secret: {text: "Secret?", type: text, tier: confidential}
"""
SURVEY = "code,called,has,told,open,secret\nE2,Second,Yes,We shared it,Out,Hidden\nE1,First,No,,Also out,\n"


@pytest.fixture
def framework(tmp_path):
    """Return a framework with a question that asks for a practice."""
    path = tmp_path / "small.yaml"
    path.write_text(FRAMEWORK, encoding="utf-8")
    return load_framework(path)


@pytest.fixture
def survey(tmp_path, framework):
    """Return two responses."""
    path = tmp_path / "survey.csv"
    path.write_text(SURVEY, encoding="utf-8")
    return read_survey([path], framework, wave="1")


def test_questions_that_may_be_promoted(framework):
    """Those that ask for a practice, confidential or not, and other texts that are not confidential."""
    assert [question.id for question in candidates(framework)] == ["told", "open"]


def test_a_practice_can_only_be_asked_for_in_a_text_on_a_pillar(tmp_path):
    """`practice` at a choice or in the profile is a fault of the framework."""
    for old, new in (
        ("scale: yn}", "scale: yn, practice: true}"),
        ("{text: Called, ", "{text: Called, practice: true, "),
    ):
        path = tmp_path / "bad.yaml"
        path.write_text(FRAMEWORK.replace(old, new), encoding="utf-8")
        with pytest.raises(CivicmapError) as raised:
            load_framework(path)
        assert [one.code for one in raised.value.problems] == [Code.FRAMEWORK_LOGIC]


def test_rows_hold_the_answer_and_no_name(survey, framework):
    """Without a question named, those that ask for a practice; the name stands only where names may be released."""
    open_ = replace(framework, disclosure=Disclosure(5, release_names=True))

    [row] = promoted(survey, framework, [])

    assert (row["entity"], row["answer"], row["pillar"], row["publishable"]) == ("E2", "We shared it", "voice", "no")
    assert [r["actor_as_named"] for r in promoted(survey, framework, ["told", "open"])] == ["", "", ""]
    assert [r["actor_as_named"] for r in promoted(survey, open_, ["told", "open"])] == ["", "First", "Second"]


@pytest.mark.parametrize(
    ("questions", "entities", "code"),
    [
        (["secret"], [], Code.PROMOTE_NOT),
        (["has"], [], Code.PROMOTE_NOT),
        (["called"], [], Code.PROMOTE_NOT),
        (["nothing"], [], Code.NAME_UNKNOWN),
        (["open"], ["E3"], Code.NAME_UNKNOWN),
    ],
)
def test_what_may_not_be_promoted(survey, framework, questions, entities, code):
    """A confidential text, a choice, a profile's text, and names that are not there are refused."""
    with pytest.raises(CivicmapError) as raised:
        promoted(survey, framework, questions, entities)

    assert [one.code for one in raised.value.problems] == [code]


def test_a_framework_without_such_a_question(survey, framework):
    """Where nothing asks for a practice, the refusal names the texts that could be."""
    without = replace(framework, questions=tuple(replace(q, practice=False) for q in framework.questions))

    with pytest.raises(CivicmapError) as raised:
        promoted(survey, without, [])

    [problem] = raised.value.problems
    assert problem.code is Code.PROMOTE_QUESTION
    assert "open" in problem.repair


def test_a_catalogue_without_a_needed_column(tmp_path, survey, framework):
    """A file that cannot hold the answer is refused, with the column."""
    path = tmp_path / "p.csv"
    path.write_text("id,pillar,summary\np1,voice,One\n", encoding="utf-8")

    with pytest.raises(CivicmapError) as raised:
        added(path, promoted(survey, framework, []), framework)

    [problem] = raised.value.problems
    assert (problem.code, problem.where) == (Code.PROMOTE_COLUMN, "p.csv")


@given(texts=st.lists(st.text(max_size=60), max_size=6), separator=st.sampled_from([",", ";", "\t"]))
def test_whatever_was_answered_is_read_back_once(tmp_path_factory, texts, separator):
    """Any text, formula or markup comes back from the file as it was; added again it changes no byte."""
    folder = tmp_path_factory.mktemp("promote")
    (folder / "small.yaml").write_text(FRAMEWORK, encoding="utf-8")
    framework = load_framework(folder / "small.yaml")
    rows = [
        dict.fromkeys(("actor_as_named", "country", "theme", "groups", "summary", "instance"), "")
        | {"id": f"A{place}", "pillar": "voice", "publishable": "no", "synthetic": "no"}
        | {"entity": f"E{place}", "wave": "1", "question": "told", "answer": text.strip()}
        for place, text in enumerate(texts)
    ]
    path = folder / "p.csv"
    if separator != ",":
        titles = ("id", "pillar", "summary", "publishable", "entity", "wave", "question", "answer", "synthetic")
        path.write_text(separator.join(titles), encoding="utf-8")
    content, fresh = added(path, rows, framework)
    path.write_bytes(content)
    again = added(path, rows, framework)
    read = read_catalogue(path, FORM, known_of(framework), practice)

    assert (fresh, again) == (len(rows), (content, 0))
    assert read.problems == ()
    assert [_plain(one.answer) for one in read.entries] == [_plain(row["answer"]) for row in rows]


def _plain(text):
    """Return a text as CSV can hold it: one kind of line end, no NUL, and no space around it."""
    return text.replace("\0", "\ufffd").replace("\r\n", "\n").replace("\r", "\n").strip()
