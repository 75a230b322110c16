"""`civicmap report` and `civicmap tables`: where they write, and what `--check` says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from civicmap.framework.load import load_framework
from civicmap.resources import templates
from civicmap.store.store import Store, StoredWave
from civicmap.survey.ingest import read_waves
from civicmap.survey.synthetic.survey import synthesize

FRAMEWORK = """
civicmap: 1
id: tiny
version: "1"
title: Tiny
language: en
scales:
  yn: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}}}
pillars:
  voice: {title: Voice, dimensions: {d: {title: D, indicators: {V1: {title: A voice, questions: {q1: {text: "One?", scale: yn}}}}}}}
findings: {has_voice: {title: A voice, pillar: voice, share: {q1: yes}}}
"""


@pytest.fixture
def stored(run, tmp_path):
    """Return `run`, in a folder with a store that holds one small wave."""
    Path("framework.yaml").write_text(FRAMEWORK, encoding="utf-8")
    framework = load_framework(tmp_path / "framework.yaml")
    Path("survey.xlsx").write_bytes(synthesize(framework, 40, 1).xlsx())
    (wave,) = read_waves([tmp_path / "survey.xlsx"], framework)
    with Store(tmp_path / "civicmap.duckdb") as store:
        store.write([StoredWave(wave.wave, wave.raw, framework, None, None, wave.survey.content_sha256)])
    return run


@pytest.mark.parametrize("kind", ["md", "json"])
def test_text_goes_to_stdout_with_a_hint(stored, kind):
    """Without -o, Markdown and JSON are the whole of stdout, and stderr says how to get a file."""
    ran = stored("report", "--format", kind)

    assert ran.code == 0
    assert ran.out.startswith("# " if kind == "md" else "{")
    assert f"-o report.{kind}" in ran.err
    if kind == "json":
        assert json.loads(ran.out)["schema_version"] == 1


@pytest.mark.parametrize("kind", ["docx", "html"])
def test_what_no_terminal_shows_goes_to_a_file(stored, kind):
    """Without -o, Word and HTML are written to a file of the report's name."""
    ran = stored("report", "--format", kind)

    assert (ran.code, ran.out) == (0, "")
    assert Path(f"report.{kind}").stat().st_size > 0
    assert f"Wrote report.{kind}" in ran.err


def test_check_compares_the_report_with_its_file(stored):
    """`--check` exits 0 where nothing would change, 1 where it would, says what, and writes nothing."""
    missing = stored("report", "-o", "report.md", "--check")
    stored("report", "-o", "report.md")
    same = stored("report", "-o", "report.md", "--check")
    Path("report.md").write_text(Path("report.md").read_text() + "an edit\n")
    other = stored("report", "-o", "report.md", "--check")

    assert [missing.code, same.code, other.code] == [1, 0, 1]
    assert "it is not there" in missing.out
    assert "-an edit" in other.out
    assert Path("report.md").read_text().endswith("an edit\n")


@pytest.mark.parametrize("kind", ["md", "csv", "xlsx", "json"])
def test_tables_are_written_and_checked(stored, kind):
    """Each table is a file; a second run with `--check` finds nothing, and a changed file is named."""
    assert stored("tables", "--format", kind, "-o", "out").code == 0
    assert stored("tables", "--format", kind, "-o", "out", "--check").code == 0
    Path(f"out/gaps.{kind}").write_bytes(b"other")

    ran = stored("tables", "--format", kind, "-o", "out", "--check")

    assert ran.code == 1
    assert f"gaps.{kind}: it would change" in ran.out


@pytest.mark.parametrize(
    "arguments",
    [("--format", "pdf"), ("--audience", "all"), ("--lang", "xx"), ("--by", "nothing"), ("--template", "none.md.j2")],
)
def test_a_request_for_what_is_not_there_cannot_run(stored, arguments):
    """An unknown format, audience, language, group or template exits 2 with one plain line."""
    ran = stored("report", *arguments)

    assert ran.code == 2
    assert ran.err.startswith("error: ")
    assert "Traceback" not in ran.err


def test_the_internal_report_says_so(stored):
    """R8: an internal report bears its mark."""
    assert "Internal: self-reported, not verified" in stored("report", "--audience", "internal").out


def test_a_report_is_whole_in_another_language(stored):
    """`--lang fr` writes the report in French; a framework without French says so and keeps its own texts."""
    ran = stored("report", "--format", "md", "--lang", "fr")

    assert ran.code == 0
    assert ran.out.startswith("# Rapport sur l’enquête")
    assert "tels qu’ils ont été écrits" in ran.out
    assert "entities" not in ran.out


def test_a_user_gives_words_of_their_own(stored):
    """`--wording` takes some texts from a file; a fault in it exits 2 with its line."""
    Path("own.yaml").write_text("base: {applicable: organizations that replied}\n", encoding="utf-8")
    Path("bad.yaml").write_text("language: en\nbase: {aplicable: organizations}\n", encoding="utf-8")

    ran = stored("report", "--format", "md", "--wording", "own.yaml")
    refused = stored("report", "--format", "md", "--wording", "bad.yaml")
    absent = stored("report", "--format", "md", "--wording", "none.yaml")

    assert "organizations that replied (" in ran.out
    assert (refused.code, absent.code) == (2, 2)
    assert "bad.yaml:2" in refused.err
    assert "none.yaml" in absent.err


def test_a_language_of_ones_own(stored):
    """A whole wording file brings a language that civicmap has no words in."""
    spanish = (templates() / "wording" / "es.yaml").read_text(encoding="utf-8")
    Path("pt.yaml").write_text(spanish.replace("language: es", "language: pt"), encoding="utf-8")

    ran = stored("report", "--format", "html", "--lang", "pt", "--wording", "pt.yaml", "-o", "-")

    assert ran.code == 0
    assert '<html lang="pt"' in ran.out


def test_tables_are_written_in_the_language_asked_for(stored):
    """`tables --lang fr` heads its tables in French,."""
    for language in ("en", "fr"):
        assert stored("tables", "--format", "md", "--lang", language, "-o", language).code == 0
    english, french = (Path(language, "gaps.md").read_text(encoding="utf-8") for language in ("en", "fr"))

    assert english.startswith("**Findings,")
    assert french.startswith("**Constatations,")
    assert stored("tables", "--lang", "xx", "-o", "out").code == 2


def test_a_second_wave_has_a_chapter_on_change(sampled):
    """The wave ingested before is compared by default; another can be named, or none."""
    assert (
        sampled(
            "ingest",
            "survey_wave2.xlsx",
            "--framework",
            "framework.yaml",
            "--register",
            "register.csv",
            "--wave",
            "2021",
        ).code
        == 0
    )
    ran = sampled("report", "--format", "md")
    assert ran.code == 0, ran.err
    assert "## Change since wave 2019" in ran.out
    assert "change since an earlier wave was not compared" in ran.err
    assert "## Change since" not in sampled("report", "--since", "none").out
    assert "## Change since" not in sampled("report", "--wave", "2019").out
    refused = sampled("report", "--since", "1999")
    assert (refused.code, refused.out) == (2, "")


def test_scores_under_other_rules_stand_in_the_annex(sampled):
    """Each --with is one alternative, of one or more rules; a rule that is not known cannot run."""
    ran = sampled("report", "--with", "dont_know=exclude", "--with", "blank=zero aggregate=min", "--format", "json")
    assert {tuple(one["rules"]) for one in ran.json["alternatives"]} == {
        ("dont_know=exclude",),
        ("blank=zero", "aggregate=min"),
    }
    assert all(one["max_shift"] is None for one in ran.json["alternatives"])
    refused = sampled("report", "--with", "dont_know")
    assert refused.code == 2
    assert refused.err.startswith("error: ")


def test_several_formats_are_the_same_as_one_by_one(sampled, tmp_path):
    """Formats with commas between are made of the same facts, and each file is what it is alone; a check compares all."""
    ran = sampled("report", "--format", "md,docx,html,json", "-o", "together/report", "--facts", "facts.csv")
    assert ran.code == 0, ran.err
    assert ran.err.count("Disclosure: ") == 1
    for one in ("md", "docx", "html", "json"):
        assert sampled("report", "--format", one, "-o", f"alone/report.{one}").code == 0
        assert (tmp_path / f"together/report.{one}").read_bytes() == (tmp_path / f"alone/report.{one}").read_bytes()
    pictures = sorted((tmp_path / "together" / "report-figures").iterdir())
    assert pictures
    assert all(
        path.read_bytes() == (tmp_path / "alone" / "report-figures" / path.name).read_bytes() for path in pictures
    )
    assert sampled("report", "--format", "md,docx", "-o", "together/report", "--check").code == 0
    (tmp_path / "together" / "report.md").write_text("changed", encoding="utf-8")
    assert sampled("report", "--format", "docx,md", "-o", "together/report.docx", "--check").code == 1
    assert sampled("report", "--format", "md,odt").code == 2
    assert sampled("report", "--format", "md,docx", "-o", "-").code == 2
