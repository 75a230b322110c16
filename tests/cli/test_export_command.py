"""`civicmap export`: the clean responses in every format, with their codebook."""

from __future__ import annotations

import csv
import io
import math

import pyreadstat
import pytest

from civicmap.errors import Code
from civicmap.store.parquet import Parquet

FORMATS = ("csv", "parquet", "xlsx", "sav", "json")
NAMED = """
civicmap: 1
id: named
version: "1"
title: Named
language: en
tier: public
disclosure: {threshold: 5, release_names: true}
entity: {question: body}
answers: {no: {label: "No", points: 0}}
scales: {yes_no: {answers: {yes: {label: "Yes", points: 100}}, plus: [no]}}
profile: {who: {questions: {body: {text: Body, type: text}}}}
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
              shown: {text: Shown?, scale: yes_no}
              hidden: {text: Hidden?, scale: yes_no, tier: confidential}
              summed: {text: Summed?, scale: yes_no, tier: aggregate}
              behind: {text: Behind what is hidden?, scale: yes_no, asked_if: {hidden: yes}}
              words: {text: In words, type: text}
"""
ANSWERS = (
    "body,shown,hidden,summed,behind,words,shown_comment\nA,Yes,Yes,No,No,secret words,a remark\nB,No,No,Yes,,=1+1,\n"
)


@pytest.fixture
def named(run, tmp_path):
    """Return `run`, in a folder where a survey is ingested whose framework releases names."""
    (tmp_path / "named.yaml").write_text(NAMED, encoding="utf-8")
    (tmp_path / "answers.csv").write_text(ANSWERS, encoding="utf-8")
    done = run("ingest", "answers.csv", "--framework", "named.yaml")
    assert done.code == 0, done.err
    return run


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_scores_of_an_export_are_the_same(sampled, ending):
    """What was exported, ingested again into a new store, has the scores, bounds and coverage that it had."""
    assert sampled("export", "--format", ending, "-o", f"out.{ending}").code == 0
    ingested = sampled(
        *("ingest", f"out.{ending}", "--framework", "framework.yaml", "--register", "register.csv"),
        *("--wave", "2019", "--store", "again.duckdb", "--format", "json"),
    )
    assert ingested.code == 0, ingested.err
    assert not [one for one in ingested.json["problems"] if one["code"] in ("column-unmapped", "answer-unknown")]

    before, after = (
        sampled("score", "--format", "json", "--store", store).json for store in ("civicmap.duckdb", "again.duckdb")
    )

    assert after == before


@pytest.mark.parametrize("ending", FORMATS)
def test_the_same_wave_gives_the_same_bytes(sampled, tmp_path, ending):
    """Exported twice, a wave gives the same file, to a file and to stdout alike; the codebook stands beside a table."""
    for name in ("one", "two"):
        assert sampled("export", "--format", ending, "-o", f"{name}.{ending}").code == 0
    one, two = ((tmp_path / f"{name}.{ending}").read_bytes() for name in ("one", "two"))

    assert one == two
    assert (tmp_path / "one.codebook.csv").exists() == (ending in ("csv", "parquet"))


@pytest.mark.parametrize("ending", ["parquet", "xlsx", "sav"])
def test_a_format_for_programs_has_a_file_of_its_own(named, tmp_path, ending):
    """Without -o a format that no terminal shows is written to a file named after what it holds."""
    done = named("export", "--format", ending)

    assert (done.code, done.out) == (0, "")
    assert (tmp_path / f"responses.{ending}").exists()


def test_csv_goes_to_stdout_with_a_hint(named):
    """Without -o CSV goes to stdout, with the mark in each row, and stderr says how to get the codebook."""
    done = named("export")

    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert "responses.csv" in done.err
    assert [row["civicmap_mark"] for row in rows] == ["internal, self-reported, not verified"] * 2
    assert [row["behind/answer_state"] for row in rows] == ["", "not_asked"]
    assert [row["words"] for row in rows] == ["secret words", "'=1+1"]
    assert [row["shown/comment"] for row in rows] == ["a remark", ""]


def test_labels_take_the_place_of_ids(named):
    """With --labels a choice is told by its label."""
    rows = list(csv.DictReader(io.StringIO(named("export", "--labels").out)))

    assert [row["shown"] for row in rows] == ["Yes", "No"]


def test_json_holds_rows_and_codebook(named):
    """The JSON object has the codebook and a row for each response, null where there is no value."""
    done = named("export", "--format", "json").json

    assert [column["column"] for column in done["columns"]] == list(done["rows"][0])
    assert [row["behind"] for row in done["rows"]] == ["no", None]


def test_parquet_holds_what_csv_holds(sampled, tmp_path):
    """A Parquet file has the columns and cells of the CSV file; numbers and days are no texts there."""
    sampled("export", "--format", "parquet", "-o", "out.parquet")
    rows = list(csv.reader(io.StringIO(sampled("export").out)))
    table = Parquet(tmp_path / "out.parquet")

    assert list(table.columns) == rows[0]
    for cells, found in zip(rows[1:], table.rows(), strict=True):
        for text, value in zip(cells, found, strict=True):
            shown = (
                ""
                if value is None
                else str(int(value))
                if isinstance(value, float) and value.is_integer()
                else str(value)
            )
            assert shown == text.removeprefix("'")


def test_spss_knows_what_is_missing(sampled, tmp_path):
    """In an SPSS file a choice is a number with a label, and each state a missing value with a label of its own."""
    sampled("export", "--format", "sav", "-o", "out.sav")
    rows = list(csv.DictReader(io.StringIO(sampled("export", "--labels").out)))
    everything, meta = pyreadstat.read_sav(str(tmp_path / "out.sav"), user_missing=True)
    given, _ = pyreadstat.read_sav(str(tmp_path / "out.sav"))
    question = "contest_participation"
    labels = meta.variable_value_labels[question]

    for row, code, shown in zip(rows, everything[question], given[question], strict=True):
        state = row[f"{question}/answer_state"]
        own = labels[code] == row[question]
        assert own or labels[code] == state
        assert math.isnan(shown) == bool(state)  # a missing value is no number
    assert meta.missing_ranges[question] == [{"lo": -999.0, "hi": -1.0}]
    days = [day.isoformat() if hasattr(day, "isoformat") else "" for day in given["cleared_on"]]
    assert days == [row["cleared_on"] for row in rows]


@pytest.mark.parametrize("ending", FORMATS)
def test_nothing_public_where_names_are_not_released(sampled, tmp_path, ending):
    """Where the framework releases no names, a public export is refused, and nothing is written."""
    before = sorted(tmp_path.iterdir())
    done = sampled("export", "--audience", "public", "--format", ending, "-o", f"out.{ending}")

    assert (done.code, done.out) == (2, "")
    assert "an export has answers beside entities" in done.err
    assert sorted(tmp_path.iterdir()) == before


def test_a_public_export_holds_what_is_public(named):
    """A public export has the public answers of who may be named: no confidential or aggregate one, no text, no remark, no place."""
    done = named("export", "--audience", "public", "--format", "json")

    assert list(done.json["rows"][0]) == ["body", "shown", "shown/answer_state"]
    assert done.json["audience"] == "public"
    for word in ("hidden", "summed", "behind", "secret", "remark", "answers.csv"):
        assert word not in done.out


def test_nobody_is_public_before_a_reply(named, tmp_path):
    """Where names wait for a reply that nobody has sent, there is no public export."""
    waiting = "disclosure: {threshold: 5, release_names: true, reply: {stage: reply}}\nstages: [self_report, reply]"
    (tmp_path / "waiting.yaml").write_text(
        NAMED.replace("disclosure: {threshold: 5, release_names: true}", waiting), encoding="utf-8"
    )
    done = named("export", "--audience", "public", "--framework", "waiting.yaml")

    assert done.code == 2
    assert "names nobody yet" in done.err


@pytest.mark.parametrize("arguments", [("--format", "ods"), ("--audience", "everyone"), ("--wave", "3")])
def test_what_there_is_not_is_refused(named, arguments):
    """An unknown format, audience or wave exits 2 and says what there is."""
    done = named("export", *arguments)

    assert (done.code, done.out) == (2, "")
    assert "choose one of" in done.err


def test_a_failed_export_leaves_the_old_file(named, tmp_path, monkeypatch):
    """A file that was there stays as it was where the new one could not be finished."""
    (tmp_path / "out.csv").write_bytes(b"old")

    def stopped(_export):
        yield b"new"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("civicmap.survey.export.text.csv_pieces", stopped)
    done = named("export", "-o", "out.csv")

    assert done.code == 2
    assert "No space left" in done.err
    assert (tmp_path / "out.csv").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir() if path.name.startswith(".civicmap")) == []


def test_the_codebook_is_on_the_second_sheet(named, tmp_path):
    """A workbook has the responses first and the codebook second; no text in it is a formula."""
    import openpyxl

    named("export", "--format", "xlsx", "-o", "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")

    assert book.sheetnames == ["Responses", "Codebook"]
    cells = [cell for row in book["Responses"].iter_rows() for cell in row]
    assert "=1+1" in [cell.value for cell in cells]
    assert "f" not in {cell.data_type for cell in cells}
    values = [row[7].value for row in book["Codebook"].iter_rows() if row[0].value == "shown"]
    assert values == ["yes", "no"]


@pytest.mark.parametrize(("ending", "cut"), [("csv", False), ("json", False), ("xlsx", True), ("sav", True)])
def test_a_text_that_is_too_long_is_not_cut_in_silence(named, tmp_path, ending, cut):
    """A text longer than a cell of the format holds is cut there, and a warning names the column."""
    (tmp_path / "long.csv").write_text(f"body,shown,words\nA,Yes,{'é' * 33_000}\n", encoding="utf-8")
    named("ingest", "long.csv", "--framework", "named.yaml", "--wave", "2")

    done = named("export", "--format", ending, "-o", f"out.{ending}")

    assert done.code == 0
    assert (str(Code.EXPORT_CUT.severity) + ": words: a text of more than 32,767" in done.err) == cut
