"""The page on weights: its commands run, and its framework and mapping say what it promises."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from civicmap.cli.main import main
from civicmap.framework.load import load_framework
from civicmap.resources import sample

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "weights.md"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


def blocks(kind):
    """Return the code blocks of a kind."""
    return [text for name, text in BLOCK.findall(PAGE.read_text(encoding="utf-8")) if name == kind]


@pytest.fixture
def ingested(tmp_path, monkeypatch):
    """Return a folder with the bundled sample ingested."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CIVICMAP_STORE", raising=False)
    for name in ("survey_wave1.xlsx", "register.csv", "framework.yaml"):
        (tmp_path / name).write_bytes((sample() / name).read_bytes())
    assert (
        main(["ingest", "survey_wave1.xlsx", "--framework", "framework.yaml", "--register", "register.csv", "-q"]) == 0
    )
    return tmp_path


@pytest.mark.usefixtures("ingested")
def test_the_first_commands_run(capsys):
    """The three ways to weigh stand in the first block; those of the register run on the bundled sample."""
    lines = [line.split("#")[0].strip() for line in blocks("")[0].splitlines()]

    assert [line.split()[2] for line in lines] == ["--weight", "--post-stratify", "--rake"]
    for line in lines[1:]:
        assert main(shlex.split(line)[1:]) == 0, capsys.readouterr().err


def test_the_framework_key_is_as_shown(tmp_path):
    """What the page writes under `weighting` is a part of a sound framework."""
    key = next(text for text in blocks("yaml") if text.startswith("weighting:"))
    (tmp_path / "f.yaml").write_text(
        'civicmap: 1\nid: f\nversion: "1"\ntitle: F\n' + key + "groups:\n"
        + "".join(f"  {name}: {{register: {name}}}\n" for name in ("level", "region", "country"))
        + "pillars: {p: {title: P, dimensions: {d: {title: D, indicators: {i: {title: I, questions: "
        "{q: {text: Q, type: number}}}}}}}}\n",
        encoding="utf-8",
    )  # fmt: skip

    rules = load_framework(tmp_path / "f.yaml").weighting

    assert list(rules) == ["design", "frame", "raked"]
    assert (rules["design"].clusters, rules["raked"].rake) == ("country", ("level", "region"))
