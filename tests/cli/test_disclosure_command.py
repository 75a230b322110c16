"""`civicmap disclosure`, and what `report` and `tables` say of disclosure control."""

from __future__ import annotations

import json

import pytest

from civicmap.cli.main import main
from civicmap.resources import sample


@pytest.fixture
def stored(tmp_path, monkeypatch, capsysbinary):
    """Work in a folder where the sample is stored."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CIVICMAP_STORE", raising=False)
    where = sample()
    options = ["--framework", str(where / "framework.yaml"), "--register", str(where / "register.csv")]
    assert main(["ingest", str(where / "survey_wave1.xlsx"), *options, "--wave", "2019", "-q"]) == 0
    capsysbinary.readouterr()
    return tmp_path


def test_every_protected_count_of_the_sample_keeps_five_values(stored, capsysbinary):
    """R8: of the sample's report no protected count is narrowed to fewer than five values, and it passes."""
    assert main(["disclosure", "--by", "level", "--format", "json"]) == 0
    found = json.loads(capsysbinary.readouterr().out)

    assert found["assessment"] == "pass"
    assert found["audience"] == "internal"
    assert found["secrets"]
    assert {secret["candidates"] for secret in found["secrets"]} == {5}


def test_the_report_says_its_assessment_on_stderr(stored, capsysbinary):
    """R8: a public report says pass, review or fail; an internal one withholds nothing and says nothing."""
    assert main(["report", "--format", "json", "-o", "r.json"]) == 0
    assert b"Disclosure: pass (threshold 5" in capsysbinary.readouterr().err
    assert json.loads((stored / "r.json").read_bytes())["disclosure"]["assessment"] == "pass"

    assert main(["report", "--format", "json", "--audience", "internal", "-o", "r.json"]) == 0
    assert b"Disclosure:" not in capsysbinary.readouterr().err
    assert json.loads((stored / "r.json").read_bytes())["disclosure"] is None


def test_the_same_numbers_again_tell_nothing_new(stored, capsysbinary):
    """R8: beside the report itself as last published, the report is the same."""
    assert main(["report", "--format", "json", "-o", "r.json"]) == 0
    assert main(["report", "--format", "json", "--published", "r.json", "-o", "again.json"]) == 0

    assert (stored / "r.json").read_bytes() == (stored / "again.json").read_bytes()


def test_a_release_by_name_is_said(stored, capsysbinary):
    """R8: who released a small number stands on stderr."""
    (stored / "e.csv").write_text(
        "finding,group,name,date,reason\nreview_or_appeal,,Head of section,2026-03-01,agreed\n", encoding="utf-8"
    )

    assert main(["tables", "-o", "t", "--exceptions", "e.csv"]) == 0
    assert b"Released: review_or_appeal, by Head of section on 2026-03-01: agreed" in capsysbinary.readouterr().err
