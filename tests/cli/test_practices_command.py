"""`civicmap practices`: the catalogue, what the public sees of it, and answers put forward for it."""

from __future__ import annotations

import csv
import io
import json
import re
from pathlib import Path

import jsonschema
import pytest

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs" / "reference" / "schemas" / "practices.schema.json").read_text(encoding="utf-8")
)
HEAD = "id,pillar,actor_as_named,country,theme,groups,summary,paragraph,publishable,wave,entity,answer\n"


def _listed(ran):
    assert ran.code == 0, ran.err
    jsonschema.validate(ran.json, SCHEMA)
    return ran.json["practices"]


def test_the_bundled_practices_are_cited_by_paragraph(run):
    """Without a store the default framework's are listed: each of the 181 with its document, year and paragraph."""
    listed = _listed(run("practices", "--format", "json"))

    assert len(listed) == 181
    assert {one["document"] for one in listed} == {"A/HRC/44/25"}
    assert {one["year"] for one in listed} == {2020}
    assert all(one["cited"] == f"A/HRC/44/25, para. {one['paragraph']}" for one in listed)
    assert all(one["publishable"] and not one["synthetic"] for one in listed)


@pytest.mark.parametrize(
    ("option", "value", "key", "told"),
    [
        ("--pillar", "Protection", "pillar", lambda v: v == "protection"),
        ("--pillar", "cross-cutting", "pillar", lambda v: v == "cross_cutting"),
        ("--theme", "Reprisals", "theme", lambda v: "reprisals" in v),
        ("--country", "ken", "countries", lambda v: "KEN" in v),
        ("--group", "youth", "groups", lambda v: any("youth" in group for group in v)),
    ],
)
def test_filters_keep_what_they_say(run, option, value, key, told):
    """Each filter keeps the practices that have it, and those alone; capitals and hyphens make no difference."""
    everything = _listed(run("practices", "--format", "json"))
    kept = _listed(run("practices", option, value, "--format", "json"))

    assert 0 < len(kept) < len(everything)
    assert kept == [one for one in everything if told(one[key])]


def test_an_unknown_pillar_is_refused_and_an_unknown_theme_finds_nothing(run):
    """A pillar is one of the framework's; of a theme the answer is that there is none, and which there are."""
    refused, none = run("practices", "--pillar", "protecion"), run("practices", "--theme", "nothing of the kind")

    assert (refused.code, none.code) == (2, 0)
    assert "did you mean 'protection'?" in refused.err
    assert "Theme: SDG entry points, access to information" in " ".join(none.out.split())


@pytest.mark.parametrize("kind", ["table", "json", "csv", "md"])
def test_the_public_sees_what_is_released(run, tmp_path, kind):
    """What is not released, an entity's id, its answer and its wave are in no public format; inside they are."""
    rows = (
        "a1,participation,Some entity,,,,Told summary,,yes,2019,E-77,Secret answer\n"
        "a2,participation,Other entity,,,,Untold summary,,no,2019,E-88,Other answer\n"
        "a3,participation,,,,,,,,2019,E-99,Third answer\n"
    )
    (tmp_path / "own.csv").write_text(HEAD + rows, encoding="utf-8")
    public = run("practices", "--practices", "own.csv", "--format", kind)
    inside = run("practices", "--practices", "own.csv", "--format", kind, "--audience", "internal")

    assert "Told summary" in " ".join(public.out.split())
    for hidden in ("E-77", "E-88", "Secret", "Untold", "Other entity", "Third", "2019"):
        assert hidden not in public.out.replace("2019.1", "")
    assert "a3" in inside.out
    assert "Third" in inside.out


def test_every_fault_of_a_catalogue_is_named_by_its_line(run, tmp_path):
    """Unknown columns, pillars and words, ids that are missing or taken, and a release without a summary: exit 2."""
    (tmp_path / "bad.csv").write_text(
        "id,pillar,summary,publishable,sumary,synthetic\n"
        "p1,participation,Fine,yes,,\n"
        "p1,nowhere,Taken,maybe,,perhaps\n"
        ",promotion,No id,no,,\n"
        "p 4,promotion,,yes,,\n",
        encoding="utf-8",
    )
    ran = run("practices", "--practices", "bad.csv")

    assert ran.code == 2
    for line, what in (
        (1, "there is no column 'sumary': did you mean 'summary'?"),
        (3, "the id 'p1' stands there twice, first in line 2"),
        (3, "there is no pillar 'nowhere'"),
        (3, "publishable is 'maybe': write yes or no"),
        (3, "synthetic is 'perhaps': write yes or no"),
        (4, "the id is empty"),
        (5, "'p 4' is no id"),
        (5, "the summary is empty"),
    ):
        found, _, cure = what.partition(": ")
        assert re.search(rf"bad\.csv:{line}: {re.escape(found)} .*{re.escape(cure)}", ran.err), ran.err


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "the file is empty"),
        (b"PK\x03\x04rest", "a workbook"),
        (b"id,summary\xff\n", "not UTF-8"),
        (b'id,pillar,summary\n"open', "no CSV"),
        (b"summary\nx\n", "there is no column 'id'"),
    ],
)
def test_a_file_that_is_no_catalogue_is_refused(run, tmp_path, content, what):
    """An empty file, a workbook, other bytes and a table without ids: a message that names the file, exit 2."""
    (tmp_path / "bad.csv").write_bytes(content)
    ran = run("practices", "--practices", "bad.csv")

    assert ran.code == 2
    assert "bad.csv" in ran.err
    assert what in ran.err


def test_a_missing_catalogue_is_named(run):
    """A file that is not there is a problem of the request."""
    ran = run("practices", "--practices", "none.csv")

    assert ran.code == 2
    assert "none.csv: there is no such file" in ran.err


def test_formulas_and_markup_stay_text(run, tmp_path):
    """What a spreadsheet or a page would run comes out literal; the apostrophe that guards a formula is no part of it."""
    (tmp_path / "own.csv").write_text(
        'id,pillar,summary,publishable\np1,promotion,"\'=1+1 | <b>x</b> {{7*7}}",yes\n', encoding="utf-8"
    )
    run_one = ("practices", "--practices", "own.csv", "--format")

    assert _listed(run(*run_one, "json"))[0]["summary"] == "=1+1 | <b>x</b> {{7*7}}"
    assert "\\|" in run(*run_one, "md").out
    assert "\\<b\\>" in run(*run_one, "md").out
    [row] = csv.DictReader(io.StringIO(run(*run_one, "csv").out))
    assert row["summary"] == "'=1+1 | <b>x</b> {{7*7}}"


def test_a_language_is_told_where_a_catalogue_has_it(run, tmp_path):
    """A column of a further language stands for the text; where its cell is empty, the text stays and says its language."""
    (tmp_path / "own.csv").write_text(
        "id;pillar;summary;summary::fr;publishable\np1;promotion;One;Une;yes\np2;promotion;Two;;yes\n", encoding="utf-8"
    )
    listed = _listed(run("practices", "--practices", "own.csv", "--lang", "fr", "--format", "json"))

    assert [(one["summary"], one["language"]) for one in listed] == [("Une", "fr"), ("Two", "en")]
    assert listed[0]["pillar_title"] == "Promotion"


# --- promote --------------------------------------------------------------------------------------------------------


def _rows(path):
    return list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"))))


def test_answers_are_promoted_once_and_released_by_nobody(sampled, tmp_path):
    """Each answer is a row with who gave it, marked as invented, without a summary and not released; again adds nothing."""
    first = sampled("practices", "promote", "-o", "own.csv")
    before = (tmp_path / "own.csv").read_bytes()
    again = sampled("practices", "promote", "-o", "own.csv")
    rows = _rows(tmp_path / "own.csv")

    assert (first.code, again.code) == (0, 0)
    assert (tmp_path / "own.csv").read_bytes() == before
    assert {row["question"] for row in rows} == {"participation_example", "promotion_example", "protection_example"}
    assert all(row["answer"] and row["entity"] and row["wave"] == "2019" for row in rows)
    assert {(row["publishable"], row["summary"], row["synthetic"], row["actor_as_named"]) for row in rows} == {
        ("no", "", "yes", "")
    }
    assert f"{len(rows)} answers added" in first.err
    assert f"0 answers added, {len(rows)} were there already" in again.err
    assert _listed(sampled("practices", "--practices", "own.csv", "--format", "json")) == []


def test_what_a_person_wrote_stays(sampled, tmp_path):
    """Rows that were edited, given other ids or columns of the person's own stay as they are; new ones follow."""
    assert sampled("practices", "promote", "--question", "promotion_example", "-o", "own.csv").code == 0
    lines = (tmp_path / "own.csv").read_text(encoding="utf-8").splitlines()
    edited = [f"{lines[0]},x_by", f"{lines[1].replace(lines[1].split(',')[0], 'mine', 1)},Ann", *lines[2:]]
    (tmp_path / "own.csv").write_text("\n".join(edited), encoding="utf-8")
    ran = sampled("practices", "promote", "-o", "own.csv")
    after = (tmp_path / "own.csv").read_text(encoding="utf-8")

    assert ran.code == 0, ran.err
    assert after.startswith("\n".join(edited) + "\n")
    assert len(_rows(tmp_path / "own.csv")) == len({row["id"] for row in _rows(tmp_path / "own.csv")})
    assert sum(row["question"] == "promotion_example" for row in _rows(tmp_path / "own.csv")) == len(lines) - 1


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("--question", "protection_na_reason"), "it is confidential"),
        (("--question", "overall_policy"), "it is no text on a pillar"),
        (("--question", "promotion_exampel"), "did you mean 'promotion_example'?"),
        (("--entity", "nobody"), "there is no entity 'nobody'"),
    ],
)
def test_what_may_not_be_promoted_is_refused(sampled, tmp_path, arguments, what):
    """A confidential answer that was not asked for as a practice, one that is no text, and unknown names: nothing written."""
    ran = sampled("practices", "promote", *arguments, "-o", "own.csv")

    assert ran.code == 2
    assert what in ran.err
    assert not (tmp_path / "own.csv").exists()


def test_a_file_that_lacks_a_column_is_left_alone(sampled, tmp_path):
    """A catalogue without a column that an answer needs, or with faults, is not written to."""
    for content in ("id,pillar,summary\np1,promotion,One\n", "id,pillar,summary\np1,nowhere,One\n"):
        (tmp_path / "own.csv").write_text(content, encoding="utf-8")
        assert sampled("practices", "promote", "-o", "own.csv").code == 2
        assert (tmp_path / "own.csv").read_text(encoding="utf-8") == content


def test_a_framework_that_asks_for_no_practice_says_so(run, tmp_path):
    """Where no question asks for a practice to share, one has to be named."""
    (tmp_path / "mine.yaml").write_text(
        "civicmap: 1\nid: mine\nversion: '1'\ntitle: Mine\nlanguage: en\nentity: {question: code}\n"
        "answers: {yes: {label: 'Yes', points: 100}, no: {label: 'No', points: 0}}\n"
        "scales: {policy: {answers: {}, plus: [yes, no]}}\n"
        "profile: {respondent: {questions: {code: {text: Code, type: text}}}}\n"
        "pillars:\n  voice:\n    title: Voice\n    dimensions:\n      d:\n        title: D\n        indicators:\n"
        "          i: {title: I, questions: {has: {text: Has, scale: policy}, told: {text: Told, type: text}}}\n",
        encoding="utf-8",
    )
    (tmp_path / "s.csv").write_text("code,has,told\nE1,Yes,We did it\n", encoding="utf-8")
    assert run("ingest", "s.csv", "--framework", "mine.yaml").code == 0

    asked, named = run("practices", "promote"), run("practices", "promote", "--question", "told")

    assert asked.code == 2
    assert "no question of the framework asks for a practice to share" in asked.err
    assert named.code == 0
    assert [row["answer"] for row in _rows(tmp_path / "practices.csv")] == ["We did it"]
