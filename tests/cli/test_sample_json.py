"""JSON output on the bundled sample, against the published schemas."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import jsonschema
import pytest

SCHEMAS = Path(__file__).parents[2] / "docs" / "reference" / "schemas"
RUNS = (
    (
        "ingest",
        (
            "ingest",
            "survey_wave2.xlsx",
            "--framework",
            "framework.yaml",
            "--register",
            "register.csv",
            "--wave",
            "2021",
        ),
    ),
    ("ingest", ("check", "survey_wave2.xlsx", "--framework", "framework.yaml")),
    ("score", ("score",)),
    ("score", ("score", "--by", "level")),
    ("score", ("score", "--level", "question", "--entity", "ENTITY")),
    ("gaps", ("gaps",)),
    ("gaps", ("gaps", "--by", "level")),
    ("gaps", ("gaps", "--by", "level", "--post-stratify", "level")),
    ("crosstab", ("crosstab", "all", "--by", "level")),
    ("crosstab", ("crosstab", "all", "--by", "level", "--rake", "level,region")),
    ("crosstab", ("crosstab", "contest_participation", "--by", "region")),
    ("robustness", ("robustness", "--pillar", "protection", "--draws", "10")),
    ("robustness", ("robustness", "--draws", "10", "--ranks")),
    ("responses", ("responses", "--by", "level")),
    ("export", ("export",)),
    ("policies", ("policies",)),
    ("policies", ("policies", "--audience", "public")),
    ("explain", ("explain", "contest_participation")),
    ("explain", ("explain", "--entity", "ENTITY", "--pillar", "protection")),
    ("card", ("card", "ENTITY")),
    ("report", ("report", "--by", "kind")),
    ("report", ("report", "--audience", "internal")),
)


@pytest.mark.parametrize(
    ("schema", "arguments"), RUNS, ids=lambda value: value if isinstance(value, str) else " ".join(value)
)
def test_json_keeps_to_its_schema(sampled, schema, arguments):
    """What a command prints as JSON validates against the schema in the docs, and says that it is synthetic."""
    if "ENTITY" in arguments:
        first = sampled("score", "--format", "json").json["entities"][0]["entity"]
        arguments = tuple(first if argument == "ENTITY" else argument for argument in arguments)
    ran = sampled(*arguments, "--format", "json")

    assert ran.code == 0, ran.err
    jsonschema.validate(ran.json, json.loads((SCHEMAS / f"{schema}.schema.json").read_text(encoding="utf-8")))
    assert ran.json["synthetic"] is True


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_every_table_keeps_to_its_schema(sampled, tmp_path, audience):
    """Each table as a JSON file validates against the schema in the docs, and carries its mark."""
    assert sampled("tables", "--format", "json", "-o", "tables", "--audience", audience).code == 0
    schema = json.loads((SCHEMAS / "table.schema.json").read_text(encoding="utf-8"))
    tables = [json.loads(path.read_text(encoding="utf-8")) for path in (tmp_path / "tables").iterdir()]

    assert len(tables) > 5
    for table in tables:
        jsonschema.validate(table, schema)
        assert "Synthetic data" in table["caption"]
        assert (table["synthetic"], table["audience"]) == (True, audience)


@pytest.mark.parametrize("action", ["list", "show", "check"])
def test_what_is_said_of_frameworks_keeps_to_its_schema(run, action):
    """The JSON of `civicmap framework` validates too, without any survey."""
    ran = run("framework", action, "--format", "json")

    assert ran.code == 0, ran.err
    jsonschema.validate(ran.json, json.loads((SCHEMAS / "framework.schema.json").read_text(encoding="utf-8")))


@pytest.mark.parametrize("command", ["score", "gaps", "responses", "policies"])
def test_every_row_of_a_csv_carries_the_marks(sampled, command):
    """R8, R9: CSV has no place for a remark, so a last column says that the data are synthetic and internal."""
    rows = list(csv.DictReader(io.StringIO(sampled(command, "--format", "csv").out)))

    assert rows
    assert all("synthetic data" in row["mark"] and "not verified" in row["mark"] for row in rows)


def test_row_accounting_holds(sampled):
    """Rows read are responses + blank + not_responses."""
    rows = sampled("check", "survey_wave1.xlsx", "--framework", "framework.yaml", "--format", "json").json["rows"]

    assert rows["read"] == rows["responses"] + rows["blank"] + rows["not_responses"]


def test_published_claims_hold_and_the_invented_one_fails(sampled):
    """Every benchmark of the shipped framework holds on the sample; the one labelled invented does not."""
    findings = sampled("gaps", "--format", "json").json["findings"]
    judged = {
        f["id"]: f["benchmark"]["holds"] for f in findings if f["benchmark"] and f["benchmark"]["holds"] is not None
    }

    assert len(judged) == 11
    assert [name for name, holds in judged.items() if not holds] == [
        f["id"] for f in findings if f["benchmark"] and f["benchmark"].get("invented")
    ]


@pytest.mark.parametrize(
    ("finding", "least", "below"),
    [
        ("contest_participation", 0.30, 0.36 + 1e-12),
        ("exceptions_and_contest", 0, 1 / 3),
        ("often_and_openly", 0, 1 / 5),
        ("protection_policy", 0, 1 / 3),
    ],
)
def test_the_four_shares_that_name_the_mapping(sampled, finding, least, below):
    """The shares of paras. 26, 34, 42 and 50 lie where the report puts them, with their n of N in the sentence."""
    [found] = sampled("gaps", "--finding", finding, "--format", "json").json["findings"]

    assert least <= found["share"] < below
    assert f"({found['numerator']} of {found['denominator']})" in found["phrase"]
    assert found["base"] == "respondents"


def test_the_three_lines_work_as_typed_in_an_empty_folder(run, tmp_path):
    """With only a survey file there: ingest, score a pillar, report, with the default framework."""
    from civicmap.resources import sample

    (tmp_path / "survey.xlsx").write_bytes((sample() / "survey_wave1.xlsx").read_bytes())

    assert run("ingest", "survey.xlsx").code == 0
    scored = run("score", "--pillar", "protection")
    assert scored.code == 0
    assert "not verified" in scored.out
    reported = run("report", "--format", "md")
    assert reported.code == 0
    assert reported.out.startswith(("#", "<!--"))


def test_the_same_file_twice_changes_nothing(sampled, tmp_path):
    """A second ingest of the same file leaves the store as it was, byte for byte, and says so."""
    before = (tmp_path / "civicmap.duckdb").read_bytes()
    again = sampled(
        "ingest", "survey_wave1.xlsx", "--framework", "framework.yaml", "--register", "register.csv", "--wave", "2019"
    )

    assert again.code == 0
    assert "nothing changed" in again.err.lower()
    assert before == (tmp_path / "civicmap.duckdb").read_bytes()


@pytest.mark.parametrize("command", ["score", "gaps", "responses", "policies"])
def test_tables_fit_80_columns_in_a_pipe(sampled, command):
    """No line of a table is longer than 80 characters where there is no terminal."""
    ran = sampled(command)

    assert ran.code == 0, ran.err
    assert max(map(len, ran.out.splitlines())) <= 80


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_list_of_printed_numbers_keeps_to_its_schema(sampled, tmp_path, language):
    """`report --facts` writes a list that validates, beside a report that is the same as without it."""
    assert sampled("report", "-o", "plain/report.md", "--lang", language).code == 0
    ran = sampled("report", "-o", "report.md", "--facts", "facts.json", "--lang", language)
    listed = json.loads((tmp_path / "facts.json").read_text(encoding="utf-8"))

    assert ran.code == 0, ran.err
    assert "facts.json" in ran.err
    assert (tmp_path / "report.md").read_bytes() == (tmp_path / "plain" / "report.md").read_bytes()
    jsonschema.validate(listed, json.loads((SCHEMAS / "facts.schema.json").read_text(encoding="utf-8")))
    shares = [
        fact for fact in listed["facts"] if fact["kind"] == "share" and fact["part"] == "paragraph" and fact["id"]
    ]
    assert shares
    assert all(fact["rule"] and fact["questions"] and fact["denominator"] for fact in shares)
