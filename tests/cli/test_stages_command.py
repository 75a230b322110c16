"""Review stages on the command line: `--stage`, `--until`, `civicmap stages`, and each stage in `explain`."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
from test_returns_command import fill

SCHEMAS = Path(__file__).parents[2] / "docs" / "reference" / "schemas"
FRAMEWORK = """
civicmap: 1
id: wells
version: "1"
title: Wells
language: en
entity: {question: well}
stages: [own, review, final]
scales:
  plan: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}}}
profile: {who: {questions: {well: {text: Well, type: text}}}}
pillars:
  p: {title: P, dimensions: {d: {title: D, indicators: {W: {title: W, questions: {plan: {text: Is there a plan?, scale: plan}, deep: {text: How deep?, type: number, points: value}}}}}}}
"""


@pytest.fixture
def wells(run, text_file, workbook):
    """Return `run`, in a folder where a self-report is stored as wave 2019."""
    text_file(FRAMEWORK, "wells.yaml")
    workbook("| Well | plan | deep |\n|---|---|---|\n| A | Yes | 4 |\n| B | No | 50 |", "own.csv")
    done = run("ingest", "own.csv", "--framework", "wells.yaml", "--wave", "2019")
    assert done.code == 0, done.err
    return run


@pytest.fixture
def reviewed(wells, workbook):
    """Return `run`, where a reviewer's file is stored beside it."""
    workbook("| Well | plan |\n|---|---|\n| A | no |\n| B | |", "review.csv")
    done = wells("ingest", "review.csv", "--wave", "2019", "--stage", "review")
    assert done.code == 0, done.err
    assert "2 entities gave an answer (own 2, review 2)" in done.err
    return wells


def valid(ran, schema):
    """Return the object of a command, once it keeps to its schema."""
    assert ran.code == 0, ran.err
    jsonschema.validate(ran.json, json.loads((SCHEMAS / f"{schema}.schema.json").read_text(encoding="utf-8")))
    return ran.json


def scores(ran):
    """Return entity -> score of the one pillar."""
    return {one["entity"]: one["scores"]["p"]["score"] for one in valid(ran, "score")["entities"]}


def test_scores_use_what_counts_in_the_end(reviewed):
    """Scores read the last value of each cell; with --until those up to a stage, and the output says so."""
    assert scores(reviewed("score", "--format", "json")) == {"A": 2, "B": 25}
    early = reviewed("score", "--until", "own", "--format", "json")
    assert scores(early) == {"A": 52, "B": 25}
    assert early.json["until"] == "own"
    assert "as of the stage own" in reviewed("score", "--until", "own").out


@pytest.mark.parametrize("command", [("responses",), ("crosstab", "plan"), ("explain", "--entity", "A"), ("gaps",)])
def test_other_commands_look_back_too(reviewed, command):
    """Every working command takes --until, marks its output, and refuses a stage that is not there with a near one."""
    ran = reviewed(*command, "--until", "own", "--format", "json")
    assert ran.json["until"] == "own"
    assert "as of the stage own" in reviewed(*command, "--until", "own").out
    wrong = reviewed(*command, "--until", "reveiw")
    assert (wrong.code, wrong.out) == (2, "")
    assert "did you mean 'review'?" in wrong.err


def test_explain_lists_every_stage(reviewed):
    """Below the answer that counts stands what each stage says, with its cell; JSON marks the one that counts."""
    out = reviewed("explain", "--entity", "A", "--pillar", "p").out
    assert "· own" in out
    parts = valid(reviewed("explain", "--entity", "A", "--pillar", "p", "--format", "json"), "explain")["parts"]
    plan = next(part for part in parts if part["question"] == "plan")
    assert plan["stages"] == [
        {"stage": "own", "answer": "Yes", "address": "own.csv!B2", "counts": False},
        {"stage": "review", "answer": "No", "address": "review.csv!B2", "counts": True},
    ]
    assert plan["address"] == "review.csv!B2"


def test_stages_counts_what_changed(reviewed):
    """One of the four values before the review was lowered; the table says of how many, JSON keeps to its schema."""
    found = valid(reviewed("stages", "--format", "json"), "stages")["stages"]
    review = next(one for one in found if one["stage"] == "review" and one["pillar"] is None)
    assert (review["held"], review["changed"], review["lowered"], review["left"]) == (4, 1, 1, 3)
    assert review["rate"] == 0.25
    first = found[0]
    assert (first["rate"], bool(first["rate_why"])) == (None, True)
    out = reviewed("stages", "--questions").out
    assert "1 of 4" in out
    assert "plan" in out
    assert max(map(len, out.splitlines())) <= 80
    assert reviewed("stages", "--format", "csv").out.startswith("stage,pillar,question,responses")


def test_stages_without_any_says_how_to_name_them(wells):
    """A wave without stages is no fault: there is nothing to show, and what would make it so is said."""
    ran = wells("stages")
    assert ran.code == 0
    assert "--stage" in ran.out
    assert "--stage" in valid(wells("stages", "--format", "json"), "stages")["why"]


def test_a_stage_joins_a_wave_that_is_not_there_yet(run, text_file, workbook):
    """The first file may be of any stage; the others join it in any order, and the hash is that of the other order."""
    text_file(FRAMEWORK, "wells.yaml")
    workbook("| Well | plan | deep |\n|---|---|---|\n| A | Yes | 4 |", "own.csv")
    workbook("| Well | plan |\n|---|---|\n| A | no |", "review.csv")
    hashes = []
    for store, order in (("one.duckdb", ("own", "review")), ("two.duckdb", ("review", "own"))):
        for stage in order:
            ran = run("ingest", f"{stage}.csv", "--stage", stage, "--framework", "wells.yaml", "--store", store,
                      "--format", "json")  # fmt: skip
            assert ran.code == 0, ran.err
        hashes.append(valid(ran, "ingest")["content_sha256"])
    assert len(set(hashes)) == 1


def test_ingest_without_a_stage_replaces_the_wave(reviewed):
    """Only --stage and --append keep what is stored: a plain ingest begins anew."""
    assert reviewed("ingest", "own.csv", "--wave", "2019", "--framework", "wells.yaml").code == 0
    assert scores(reviewed("score", "--format", "json")) == {"A": 52, "B": 25}


def test_a_faulty_stage_leaves_the_store_as_it_was(reviewed, workbook):
    """Problems of a stage's file stop it alone: exit 1, and the wave is what it was; an unknown stage is exit 2."""
    workbook("| Well | stage | plan |\n|---|---|---|\n| A | own | yes |", "wrong.csv")
    ran = reviewed("ingest", "wrong.csv", "--wave", "2019", "--stage", "final")
    assert ran.code == 1
    assert "wrong.csv!B2" in ran.err
    assert reviewed("ingest", "own.csv", "--wave", "2019", "--stage", "finale").code == 2
    assert scores(reviewed("score", "--format", "json")) == {"A": 2, "B": 25}


def test_check_looks_at_a_stage_with_the_wave(reviewed, workbook):
    """`check --stage` says what `ingest --stage` would, and stores nothing."""
    workbook("| Well | plan |\n|---|---|\n| A | perhaps |", "final.csv")
    ran = reviewed("check", "final.csv", "--wave", "2019", "--stage", "final")
    assert ran.code == 0
    assert "still counts" in ran.err
    assert "final" not in reviewed("stages").out


def test_a_folder_of_returned_workbooks_may_be_a_stage(wells, workbook, tmp_path):
    """Workbooks that were sent for a reply and came back are a stage of the wave like any table."""
    workbook("| id | name |\n|---|---|\n| A | Alpha |\n| B | Beta |", "register.csv")
    made = wells("questionnaire", "--format", "xlsx", "--framework", "wells.yaml", "--each-entity", "sent",
                 "--register", "register.csv", "--wave", "2019")  # fmt: skip
    assert made.code == 0, made.err
    fill(tmp_path / "sent" / "return-A.xlsx", {"plan": "No"})
    ran = wells("ingest", "sent", "--wave", "2019", "--stage", "final")

    assert ran.code == 0, ran.err
    assert "(own 2, final 1)" in ran.err
    assert scores(wells("score", "--format", "json")) == {"A": 2, "B": 25}


def test_duplicates_of_a_stage_are_settled_by_the_rule(reviewed, workbook):
    """`--duplicates` decides within the stage that is read; the rows of other stages are no duplicates."""
    workbook("| Well | plan | deep |\n|---|---|---|\n| A | yes | |\n| A | | 8 |", "final.csv")
    assert reviewed("ingest", "final.csv", "--wave", "2019", "--stage", "final").code == 1
    ran = reviewed("ingest", "final.csv", "--wave", "2019", "--stage", "final", "--duplicates", "merge")

    assert ran.code == 0, ran.err
    assert scores(reviewed("score", "--format", "json")) == {"A": 54, "B": 25}
