"""The page on comparing waves: its commands run, and what it prints is what they print."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from civicmap.cli.main import main
from civicmap.resources import sample

PAGE = (Path(__file__).parents[2] / "docs" / "how-to" / "compare.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Stand in a folder with the sample's files."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CIVICMAP_STORE", raising=False)
    for name in ("survey_wave1.xlsx", "survey_wave2.xlsx", "register.csv", "framework.yaml"):
        (tmp_path / name).write_bytes((sample() / name).read_bytes())
    return tmp_path


def test_commands_run_and_print_what_the_page_shows(folder, capsysbinary):
    """Each command line ends with 0; the table that follows one is its output, to the letter."""
    out = ""
    for kind, text in BLOCKS:
        if kind == "":
            assert text == out
        for line in text.splitlines() if kind == "sh" else ():
            assert main(shlex.split(line)[1:]) == 0, line
            out = capsysbinary.readouterr().out.decode()


def test_the_python_of_the_page_runs(folder):
    """The lines for Python give both tables."""
    [code] = [text for kind, text in BLOCKS if kind == "python"]
    names = {}
    exec(code, names)

    assert len(names["changes"].to_frame()) == len(names["framework"].findings)
    assert len(names["changes"].scores.to_frame())
