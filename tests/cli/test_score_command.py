"""`civicmap score`, on a survey that stands in for the store's."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from civicmap.cli import score as command
from civicmap.cli.main import main
from civicmap.cli.session import Session
from civicmap.framework.layout import layout
from civicmap.framework.load import load_framework
from civicmap.framework.types import Group, Ranks
from civicmap.model import FIRST_ANSWER, AnswerState, Block, Entity, RowCount, Survey

FRAMEWORK = """\
civicmap: 1
id: small
version: "1"
title: Small
coverage: {answered: 0.75, applicable: 0.5}
bands: {cuts: {low: 0, high: 50}}
scales:
  yes_no: {answers: {"yes": {label: "Yes", points: 100}, "no": {label: "No", points: 0}}}
pillars:
  access:
    title: Access
    dimensions:
      d1: {title: D1, indicators: {i1: {title: I1, questions: {a: {text: A?, scale: yes_no}, b: {text: B?, scale: yes_no}}}}}
  voice:
    title: Voice
    dimensions:
      d2: {title: D2, indicators: {i2: {title: I2, questions: {c: {text: C?, scale: yes_no}}}}}
"""
YES, NO, BLANK = FIRST_ANSWER, FIRST_ANSWER + 1, AnswerState.BLANK


@pytest.fixture
def session(tmp_path, monkeypatch):
    """Give the command three entities with answers to three questions."""
    path = tmp_path / "small.yaml"
    path.write_text(FRAMEWORK, encoding="utf-8")
    framework = load_framework(path)
    codes = np.array([[YES, NO, YES], [NO, NO, BLANK], [NO, YES, YES]], np.uint8)
    block = Block(codes, np.zeros((0, 3), np.uint8), np.zeros((0, 3)), np.zeros((3, 3), bool))
    survey = Survey(
        wave="1",
        layout=layout(framework),
        block=block,
        entities=(Entity("E2", "Second | office"), Entity("E1", "=First"), Entity("E3", "E3")),
        row_entity=np.arange(3, dtype=np.int32),
        row_instance=("",) * 3,
        respondent=np.ones(3, bool),
        texts={},
        register=None,
        policies=(),
        sources=(),
        cells={},
        row_source=np.zeros(3, np.uint16),
        row_number=np.arange(2, 5, dtype=np.uint32),
        count=RowCount(3, 3, 0, 0),
        problems=(),
        content_sha256="",
    )
    made = Session(survey, framework)
    monkeypatch.setattr(command, "open_session", lambda *_: made)
    return made


def run(capsys, *arguments):
    """Run the command and return (exit code, what it printed)."""
    code = main(["score", *arguments])
    return code, capsys.readouterr().out


def test_json(session, capsys):
    """JSON has what the interface names: entities in register order, numbers unrounded, a reason beside each null."""
    code, out = run(capsys, "--format", "json")
    document = json.loads(out)

    assert code == 0
    assert (document["schema_version"], document["wave"], document["audience"]) == (1, "1", "internal")
    assert [entity["entity"] for entity in document["entities"]] == ["E2", "E1", "E3"]
    first = document["entities"][0]
    assert list(first["scores"]) == ["access", "voice", "overall"]
    assert first["scores"]["overall"] == {
        "score": 25.0,
        "low": 25.0,
        "high": 25.0,
        "coverage": 1.0,
        "applicable": 1.0,
        "band": "low",
        "rated": True,
        "why": None,
    }
    assert first["lowest"] == "voice"
    assert document["entities"][2]["scores"]["overall"]["why"] == "not rated: Access"
    assert document["entities"][2]["scores"]["access"] == {
        "score": 100.0,
        "low": 50.0,
        "high": 100.0,
        "coverage": 0.5,
        "applicable": 1.0,
        "band": None,
        "rated": False,
        "why": "1 of 2 answers given; 75 per cent needed",
    }
    assert document["summary"][1] == {
        "group": {"by": None, "value": None},
        "pillar": "voice",
        "rated": 3,
        "not_rated": 0,
        "mean": pytest.approx(200 / 3),
        "median": 100.0,
        "q1": 50.0,
        "q3": 100.0,
        "bands": {"low": 1, "high": 2},
    }


def test_the_table_fits_80_columns(session, capsys):
    """People read scores with their span, coverage, band or reason, the lowest pillar, and that nobody verified them."""
    code, out = run(capsys)

    assert code == 0
    assert max(map(len, out.splitlines())) <= 80
    assert "lowest:" in out
    assert "not rated:" in out
    assert "E2 Second" in out
    assert re.search(r"– +50\.0–100\.0", out)  # a score that is not rated is not shown to people
    assert "Access: 2 rated, 1 not rated; mean 25.0" in out
    assert "internal, self-reported, not verified" in out


def test_one_pillar_and_one_entity(session, capsys):
    """A pillar goes by id or title, an entity by code or name; a summary is of everyone only."""
    _, out = run(capsys, "--pillar", "Voice", "--entity", "=First", "--format", "json")
    document = json.loads(out)

    assert [(entity["entity"], list(entity["scores"])) for entity in document["entities"]] == [("E1", ["voice"])]
    assert [summary["pillar"] for summary in document["summary"]] == ["voice"]


@pytest.mark.parametrize(("option", "name", "near"), [("--pillar", "overal", "'overall'"), ("--entity", "E9", "E1")])
def test_an_unknown_name_is_refused(session, capsys, option, name, near):
    """A name that is not there ends with exit code 2 and what is near or known."""
    assert main(["score", option, name]) == 2
    assert near in capsys.readouterr().err


@pytest.mark.parametrize(
    ("level", "rows", "first"),
    [
        ("overall", 3, {"id": "overall", "score": 25.0, "state": None, "weight": 1.0}),
        ("indicator", 6, {"id": "i1", "score": 50.0, "state": None, "weight": 1.0}),
        ("question", 9, {"id": "a", "score": 100.0, "state": "answered", "weight": 1.0}),
        ("instance", 0, None),
    ],
)
def test_levels(session, capsys, level, rows, first):
    """`--level` gives a row for each entity and node, or question with its state."""
    _, out = run(capsys, "--level", level, "--format", "json")
    document = json.loads(out)

    assert len(document["rows"]) == rows
    if first is not None:
        row = document["rows"][0]
        assert {key: row[key] for key in first} == first
        assert (row["entity"], row["instance"], row["level"]) == ("E2", None, level)


def test_a_level_below_one_pillar(session, capsys):
    """`--pillar` narrows a level to what stands below it."""
    _, out = run(capsys, "--level", "question", "--pillar", "voice", "--format", "json")

    assert {row["id"] for row in json.loads(out)["rows"]} == {"c"}


def test_csv_is_unrounded_and_holds_no_formula(session, capsys):
    """CSV has a column for each number, and a name that looks like a formula stays a text."""
    _, out = run(capsys, "--format", "csv")

    header, *rows = out.splitlines()
    assert header == "entity,name,id,score,low,high,coverage,applicable,band,rated,why,lowest,rank,mark"
    assert not any(",=First" in row for row in rows)


def test_against(session, capsys, tmp_path):
    """Equal scores end with 0, a difference with 1 and its reason."""
    path = tmp_path / "published.csv"
    path.write_text("entity,id,score\nE2,overall,25\nE1,voice,100.0\n", encoding="utf-8")
    equal, _ = run(capsys, "--against", str(path))
    path.write_text("entity,score\nE2,26\n", encoding="utf-8")
    differs, out = run(capsys, "--against", str(path), "--format", "json")

    assert (equal, differs) == (0, 1)
    assert json.loads(out)["against"] == {
        "compared": 1,
        "equal": 0,
        "tolerance": 0.0,
        "differing": [
            {"entity": "E2", "id": "overall", "instance": None, "published": "26", "computed": 25.0, "why": "differs"}
        ],
    }


def test_a_difference_can_be_seen(session, capsys, tmp_path):
    """A computed score is shown with the decimals of the published one that it differs from."""
    path = tmp_path / "published.csv"
    path.write_text("entity,score\nE2,25.01\n", encoding="utf-8")

    _, out = run(capsys, "--against", str(path))

    assert ["E2", "overall", "25.01", "25.00", "differs"] in [line.split() for line in out.splitlines()]


def test_nothing_to_compare_is_no_success(session, capsys, tmp_path):
    """A file of published scores without a row cannot be compared with: exit 2, and the file is named."""
    path = tmp_path / "published.csv"
    path.write_text("entity,score\n", encoding="utf-8")

    assert main(["score", "--against", str(path)]) == 2
    assert "published.csv: the file holds no published score" in capsys.readouterr().err


def test_an_option_without_effect_is_named(session, capsys, tmp_path):
    """What another option leaves without effect is said, not passed over."""
    path = tmp_path / "published.csv"
    path.write_text("entity,score\nE2,25\n", encoding="utf-8")

    assert main(["score", "--against", str(path), "--entity", "E2", "--level", "question"]) == 0
    assert "Without effect here: --entity, --level." in capsys.readouterr().err


def test_a_rank_stands_beside_the_overall(session, capsys, monkeypatch):
    """R5: where the framework asks for ranks, people see them too, and none where there is no rating."""
    ranked = replace(session, framework=replace(session.framework, ranks=Ranks("competition")))
    monkeypatch.setattr(command, "open_session", lambda *_: ranked)

    lines = [line for line in run(capsys, "--format", "md")[1].splitlines() if "| Overall" in line]

    assert [re.findall(r"rank \d", line) for line in lines] == [["rank 2"], ["rank 1"], []]


def test_a_synthetic_survey_says_so(session, capsys, monkeypatch):
    """R9: the mark stands beside every table and in JSON."""
    marked = replace(session, survey=replace(session.survey, synthetic=True))
    monkeypatch.setattr(command, "open_session", lambda *_: marked)

    assert "synthetic" in run(capsys)[1]
    assert json.loads(run(capsys, "--format", "json")[1])["synthetic"] is True


def test_by_group(session, capsys, monkeypatch):
    """`--by` gives the summary of everyone and of each group: a line for people, a column a number in CSV."""
    kinds = ("field", "field", "seat")
    entities = tuple(replace(e, groups={"c_kind": k}) for e, k in zip(session.survey.entities, kinds, strict=True))
    framework = replace(session.framework, groups=(Group("c_kind", "Kind"),))
    made = replace(session, survey=replace(session.survey, entities=entities), framework=framework)
    monkeypatch.setattr(command, "open_session", lambda *_: made)

    _, table = run(capsys, "--by", "c_kind", "--pillar", "voice")
    _, rows = run(capsys, "--by", "c_kind", "--pillar", "voice", "--format", "csv")

    assert "Bands: low · high" in table
    assert [row.split(",")[:6] for row in rows.splitlines()[2:]] == [
        ["c_kind", "field", "voice", "2", "0", "50.0"],
        ["c_kind", "seat", "voice", "1", "0", "100.0"],
    ]


def test_other_rules_are_marked(session, capsys):
    """A run under other rules says so in every output, and an unknown rule is refused."""
    _, out = run(capsys, "--with", "blank=zero", "--format", "json")
    document = json.loads(out)

    assert document["with"] == ["blank=zero"]
    assert document["entities"][2]["scores"]["access"]["score"] == 50.0
    assert "blank=zero" in run(capsys, "--with", "blank=zero")[1]
    assert main(["score", "--with", "silence=zero"]) == 2


def test_other_rules_name_who_changes_bands(sampled):
    """`--with` says beside the framework's own rules which entities change bands and by how much; several rules add up."""
    own = sampled("score", "--format", "json").json
    ran = sampled(
        "score", "--with", "dont_know=exclude aggregate=flat", "--with", "weights=participation:2", "--format", "json"
    ).json
    assert ran["with"] == ["dont_know=exclude", "aggregate=flat", "weights=participation:2"]
    before = {entity["entity"]: entity["scores"] for entity in own["entities"]}
    after = {entity["entity"]: entity["scores"] for entity in ran["entities"]}
    for one in ran["what_if"]:
        scores = {
            code: (before[code][one["id"]], after[code][one["id"]])
            for code in before
            if before[code][one["id"]]["rated"] and after[code][one["id"]]["rated"]
        }
        changed = {code: pair for code, pair in scores.items() if pair[0]["band"] != pair[1]["band"]}
        assert one["compared"] == len(scores)
        assert one["up"] + one["down"] == len(changed) == len(one["moved"])
        assert [(m["entity"], m["band_before"], m["band_after"]) for m in one["moved"]] == [
            (code, pair[0]["band"], pair[1]["band"]) for code, pair in changed.items()
        ]
        furthest = max(abs(pair[1]["score"] - pair[0]["score"]) for pair in scores.values())
        assert one["max_shift"] == pytest.approx(furthest)
    assert "in a higher band" in sampled("score", "--with", "dont_know=exclude").out


@pytest.mark.parametrize(
    "rule", ["weights=nothing:2", "weights=participation", "weights=participation:-1", "weights=participation:nan"]
)
def test_weights_of_what_is_not_there_are_refused(sampled, rule):
    """A weight names a node or a question and is a number that is not negative."""
    ran = sampled("score", "--with", rule)
    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("error: ")
