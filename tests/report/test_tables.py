"""The tables of a report as files."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from report_builders import FIELD, GROUP, HEAD, NASTY, finding, framework, report, share

from civicmap.errors import RequestError
from civicmap.report.catalogue.contents import all_tables
from civicmap.report.disclosure import disclose
from civicmap.report.tables import FORMATS, table_files


def _divided(**changes):
    """Return a report with a finding by group, of which one count is small."""
    shares = (share(), share(31, 60, group=FIELD), share(3, 41, group=HEAD))
    return report(group=GROUP, findings=(finding(*shares, title=NASTY),), **changes)


def _rows(content):
    return list(csv.DictReader(io.StringIO(content.decode())))


@pytest.mark.parametrize("kind", FORMATS)
def test_every_table_is_a_file_of_its_id(kind):
    """Every table has one file, named by its id, in every format; the ids are unique and safe as names."""
    files = table_files(_divided(), kind)

    together = ["tables"] if kind == "xlsx" else []  # one workbook more, with all of them
    assert [name.removesuffix(f".{kind}") for name in files] == [
        *(table.id for table in all_tables(_divided())),
        *together,
    ]
    assert all(name.replace("_", "").split(".")[0].isalpha() for name in files)
    assert all(files.values())


def _unpadded(file):
    """Return a Markdown table without what aligns its columns."""
    return re.sub(" +", " ", file.decode())


def test_numbers_are_unrounded_for_programs_and_rounded_for_people():
    """R5: CSV and JSON hold the share as it is, Markdown as a percentage."""
    made = report()

    assert _rows(table_files(made, "csv")["gaps.csv"])[0]["share"] == repr(34 / 101)
    assert json.loads(table_files(made, "json")["gaps.json"])["rows"][0]["share"] == 34 / 101
    assert "| 34 of 101 | 34% | 49 (49%) |" in _unpadded(table_files(made, "md")["gaps.md"])


def test_no_percentage_of_a_small_base():
    """R7.5: under thirty a table for people gives counts and no percentage."""
    text = _unpadded(table_files(report(findings=(finding(share(3, 12, lacks=2)),)), "md")["gaps.md"])

    assert "| 3 of 12 | – | 2 |" in text
    assert "%" not in text.split("| :-")[1].split("\n\n")[0]


@pytest.mark.parametrize("kind", ["md", "csv", "json"])
def test_withheld_counts_are_in_no_format(kind):
    """R8: what disclosure withheld is in no file; one sign stands for all of it."""
    content = table_files(disclose(_divided(), framework()), kind)[f"gaps_by_group.{kind}"].decode()

    assert "31" not in content
    assert "41" not in content.replace("0.41", "")
    if kind == "md":
        assert _unpadded(content.encode()).count("| .. | .. | .. |") == 2


def test_names_are_literal_in_csv():
    """A name that looks like a formula or markup is a text in CSV, with nothing that a spreadsheet would run."""
    rows = _rows(
        table_files(report(findings=(finding(title="=cmd|' /C calc'!A0"), finding(title=NASTY, id_="n"))), "csv")[
            "gaps.csv"
        ]
    )

    assert [row["title"] for row in rows] == ["'=cmd|' /C calc'!A0", NASTY]


@pytest.mark.parametrize("kind", ["md", "csv", "json"])
def test_the_synthetic_mark_is_in_every_table(kind):
    """R9: each file says that it is synthetic."""
    files = table_files(_divided(synthetic=True), kind)

    assert all("Synthetic data" in content.decode() for content in files.values())


def test_another_format_is_refused_with_those_there_are():
    """An unknown format names the ones that there are."""
    with pytest.raises(RequestError, match="md, csv, xlsx, json"):
        table_files(report(), "pdf")


@pytest.mark.parametrize("kind", FORMATS)
def test_the_same_report_is_the_same_bytes(kind):
    """Two makings of a report's tables are equal byte for byte."""
    assert table_files(_divided(), kind) == table_files(_divided(), kind)
