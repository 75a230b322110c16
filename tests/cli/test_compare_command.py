"""`civicmap compare` on the bundled sample and on small waves, as a person types it."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import jsonschema
import pytest

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs" / "reference" / "schemas" / "compare.schema.json").read_text(encoding="utf-8")
)
OLD = """
civicmap: 1
id: doors
version: "1"
title: Doors
language: en
entity: {question: code}
answers:
  no: {label: "No", points: 0}
  dont_know: {label: "Don't know", state: dont_know}
scales:
  open: {answers: {yes: {label: "Yes", points: 100}}, plus: [no, dont_know]}
profile:
  who: {questions: {code: {text: Code, type: text}}}
pillars:
  access:
    title: Access
    dimensions:
      doors:
        title: Doors
        indicators:
          D1:
            title: The door is open
            questions:
              door: {text: Is the door open?, scale: open}
          D2:
            title: The window is open
            questions:
              window: {text: Is the window open?, scale: open}
findings:
  door_open: {title: Open door, share: {door: yes}, base: applicable}
  window_open: {title: Open window, share: {window: yes}, base: applicable}
"""
NEW = (
    OLD.replace('version: "1"', 'version: "2"').replace(
        "door: {text: Is the door open?", "gate: {text: Is the gate open?"
    )
    + 'crosswalk: {from: "1", questions: {door: {to: gate, grade: GRADE}}}\n'
).replace("share: {door: yes}", "share: {gate: yes}")


def _table(column, yes, no, start=0):
    """Return a survey of some entities that say yes, then some that say no."""
    rows = [f"| E{start + n:02} | {'Yes' if n < yes else 'No'} | {'No' if n % 2 else 'Yes'} |" for n in range(yes + no)]
    return "\n".join([f"| code | {column} | window |", "|---|---|---|", *rows])


@pytest.fixture
def both(sampled):
    """Return `run`, in a folder where both waves of the bundled sample are ingested."""
    done = sampled(
        *("ingest", "survey_wave2.xlsx", "--framework", "framework.yaml"),
        *("--register", "register.csv", "--wave", "2021"),
    )
    assert done.code == 0, done.err
    return sampled


@pytest.fixture
def versions(run, workbook, text_file):
    """Return a function that ingests two waves by two versions of a framework; the crosswalk has the grade given."""

    def make(grade):
        text_file(OLD, "old.yaml")
        text_file(NEW.replace("GRADE", grade), "new.yaml")
        workbook(_table("door", 10, 30), "one.xlsx")
        workbook(_table("gate", 25, 15, start=5), "two.xlsx")
        for file, framework, wave in (("one.xlsx", "old.yaml", "1"), ("two.xlsx", "new.yaml", "2")):
            done = run("ingest", file, "--framework", framework, "--wave", wave)
            assert done.code == 0, done.err
        return run

    return make


@pytest.mark.parametrize("extra", [(), ("--by", "level"), ("--finding", "contest_participation")])
def test_json_keeps_to_its_schema(both, extra):
    """What it prints as JSON validates, has the envelope of the later wave, and says that it is synthetic."""
    made = both("compare", "2019", "2021", *extra, "--format", "json").json

    jsonschema.validate(made, SCHEMA)
    assert (made["wave"], made["audience"], made["synthetic"]) == ("2021", "internal", True)
    assert made["waves"]["before"]["responded"] == made["responding"]["both"] + made["responding"]["leavers"]
    for finding in made["findings"]:
        parts = finding["decomposition"]
        if finding["everyone"]["change"] is not None:
            whole = parts["panel"] + parts["composition"] + parts["wording"]
            assert whole == pytest.approx(finding["everyone"]["change"], abs=1e-12)


def test_both_shares_are_those_of_gaps(both):
    """`compare` and `gaps` say the same of each wave."""
    findings = both("compare", "2019", "2021", "--format", "json").json["findings"]
    for wave, name in (("2019", "before"), ("2021", "after")):
        gaps = both("gaps", "--wave", wave, "--format", "json").json["findings"]
        assert [f["everyone"][name] for f in findings] == [g["share"] for g in gaps]


@pytest.mark.parametrize("extra", [(), ("--by", "level"), ("--scores",)])
def test_tables_fit_80_columns(both, extra):
    """No line is longer than 80 characters where there is no terminal, and the marks stand below."""
    ran = both("compare", "2019", "2021", *extra)

    assert ran.code == 0, ran.err
    assert max(map(len, ran.out.splitlines())) <= 80
    assert "not verified" in ran.out
    assert "synthetic" in ran.out


@pytest.mark.parametrize("extra", [(), ("--scores",)])
def test_every_format_has_the_rows(both, tmp_path, extra):
    """CSV, Markdown and a workbook are written as by other commands; each row of a CSV carries the marks."""
    asked = ("compare", "2019", "2021", *extra, "--format")
    rows = list(csv.DictReader(io.StringIO(both(*asked, "csv").out)))

    assert rows
    assert all("not verified" in row["mark"] for row in rows)
    assert "nan" not in both(*asked, "csv").out.lower().replace("finan", "")
    assert both(*asked, "md").out.count("| ") > len(rows)
    assert both(*asked, "xlsx", "-o", "changes.xlsx").code == 0
    assert (tmp_path / "changes.xlsx").read_bytes()[:2] == b"PK"


def test_rose_only_where_comparable(versions):
    """R7.6: "rose" is said of entities in both waves where the crosswalk grades the question comparable or exact."""
    exact = versions("comparable")("compare", "1", "2", "--finding", "door_open")
    said = " ".join(exact.out.split())

    assert exact.code == 0, exact.err
    assert "rose" in said
    assert "*" in said


def test_no_trend_where_not_comparable(versions):
    """R7.6: a question graded not comparable has both shares and no word, number or test of a change."""
    run = versions("not_comparable")
    said = " ".join(run("compare", "1", "2", "--finding", "door_open").out.split())
    [finding] = run("compare", "1", "2", "--finding", "door_open", "--format", "json").json["findings"]
    before_notes = said.split("entities responded")[0]

    assert "rose" not in before_notes
    assert "fell" not in before_notes
    assert "10/40 → 25/40" in said
    assert "no trend" in said
    assert (finding["everyone"]["before"], finding["everyone"]["after"]) == (10 / 40, 25 / 40)
    assert (finding["panel"]["change"], finding["everyone"]["change"], finding["decomposition"]["panel"]) == (None,) * 3
    assert finding["panel"]["why"]


def test_the_crosswalk_pairs_old_answers_with_new(versions):
    """The earlier wave keeps its own framework; its door is the later one's gate: 35 entities are in both."""
    made = versions("exact")("compare", "1", "2", "--format", "json").json
    door, window = made["findings"]

    assert (made["waves"]["before"]["framework"]["version"], made["framework"]["version"]) == ("1", "2")
    panel = door["panel"]
    assert [panel[k] for k in ("n", "yes_yes", "yes_no", "no_yes", "no_no")] == [35, 5, 0, 20, 10]
    assert panel["mcnemar_exact"] == pytest.approx(2 / 2**20)
    assert panel["mcnemar_midp"] == pytest.approx(1 / 2**20)
    assert window["grade"] == "exact"


@pytest.mark.parametrize("grade", ["exact", "comparable", "not_comparable"])
def test_one_framework_for_both_reads_by_the_crosswalk(versions, grade):
    """With --framework both waves are read with it; an old column is its successor's, and has the crosswalk's grade."""
    made = versions(grade)("compare", "1", "2", "--framework", "new.yaml", "--format", "json").json
    door = made["findings"][0]

    assert door["grade"] == grade
    assert door["everyone"]["before"] == 10 / 40
    assert made["waves"]["before"]["framework"]["version"] == "2"


def test_an_old_export_read_with_the_new_framework_is_graded(versions):
    """R7.6: a wave that was ingested through the crosswalk stays graded by it, though both waves have one framework."""
    run = versions("not_comparable")
    assert run("ingest", "one.xlsx", "--framework", "new.yaml", "--wave", "1n").code == 0
    door, window = run("compare", "1n", "2", "--format", "json").json["findings"]

    assert (door["grade"], door["panel"]["change"]) == ("not_comparable", None)
    assert window["grade"] == "exact"


def test_small_bases_are_told_in_counts(run, workbook, text_file):
    """R7.5: under 30 the table has counts and no percentages."""
    text_file(OLD, "old.yaml")
    for wave, yes in (("1", 3), ("2", 6)):
        workbook(_table("door", yes, 10 - yes), f"{wave}.xlsx")
        assert run("ingest", f"{wave}.xlsx", "--framework", "old.yaml", "--wave", wave).code == 0
    said = run("compare", "1", "2").out
    row = said.split("10 entities responded")[0]

    assert "rose from 3" in " ".join(row.split())
    assert "+" not in row
    assert "%" not in row.replace("95%", "")


def test_waves_without_a_common_entity(run, workbook, text_file):
    """R10: nobody in both is a stated result, exit 0, with n 0 and reasons."""
    text_file(OLD, "old.yaml")
    for wave, start in (("1", 0), ("2", 50)):
        workbook(_table("door", 4, 4, start=start), f"{wave}.xlsx")
        assert run("ingest", f"{wave}.xlsx", "--framework", "old.yaml", "--wave", wave).code == 0
    made = run("compare", "1", "2", "--format", "json").json

    jsonschema.validate(made, SCHEMA)
    assert {f["panel"]["n"] for f in made["findings"]} == {0}
    assert all(f["panel"]["why"] and f["panel"]["change"] is None for f in made["findings"])
    assert "nobody in both" in " ".join(run("compare", "1", "2").out.split())


UNKNOWN = (
    (("compare", "2019", "nought"), "no wave 'nought'"),
    (("compare", "2019", "2019", "--finding", "nought"), "no finding 'nought'"),
    (("compare", "2019", "2019", "--by", "nought"), "no group 'nought'"),
    (("compare", "2019", "2019", "--base", "nought"), "no base 'nought'"),
    (("compare", "2019", "2019", "--format", "nought"), "no format 'nought'"),
)


@pytest.mark.parametrize(("arguments", "said"), UNKNOWN)
def test_what_is_not_there_ends_with_2(sampled, arguments, said):
    """R10: a request for what is not there names it, on stderr, and exits 2."""
    ran = sampled(*arguments)

    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_waves_of_two_frameworks_are_refused(sampled, workbook, text_file):
    """Another framework's questions do not compare: exit 2, and the message names --framework."""
    text_file(OLD, "old.yaml")
    workbook(_table("door", 4, 4), "doors.xlsx")
    assert sampled("ingest", "doors.xlsx", "--framework", "old.yaml", "--wave", "d").code == 0
    ran = sampled("compare", "2019", "d")

    assert ran.code == 2
    assert "doors" in ran.err
    assert "--framework" in ran.err


def test_a_wave_against_itself(sampled):
    """Nothing rose or fell in a wave since itself."""
    made = sampled("compare", "2019", "2019", "--format", "json").json

    assert {f["everyone"]["change"] for f in made["findings"]} <= {0, None}
    assert {s["change"] for s in made["scores"]["entities"]} <= {0, None}
