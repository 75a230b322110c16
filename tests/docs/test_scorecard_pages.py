"""The pages on scorecards of one's own: their files and commands run, and what they print is what the pages show."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from civicmap.cli.main import main

PAGES = Path(__file__).parents[2] / "docs" / "how-to"
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("name", ["levels", "letters"])
def test_commands_run_and_print_what_the_page_shows(name, tmp_path, monkeypatch, capsysbinary):
    """The page's framework and answers are read; each command ends with 0, and an output below one is its own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CIVICMAP_STORE", raising=False)
    page = {"levels": "scorecard-meets-exceeds.md", "letters": "scorecard-letters.md"}[name]
    out, shown = "", 0
    for kind, text in BLOCK.findall((PAGES / page).read_text(encoding="utf-8")):
        if kind in ("yaml", "csv"):
            (tmp_path / f"{name}.{kind}").write_text(text, encoding="utf-8")
        elif kind == "":
            assert text.splitlines() == out.splitlines()
            shown += 1
        for line in text.splitlines() if kind == "sh" else ():
            assert main(shlex.split(line)[1:]) == 0, line
            out = capsysbinary.readouterr().out.decode()

    assert shown == {"levels": 2, "letters": 1}[name]
