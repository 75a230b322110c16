"""The pages on practices and recommendations: their commands run, and their tables name every column."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from civicmap.cli.main import main
from civicmap.framework import practices, recommendations
from civicmap.resources import sample

DOCS = Path(__file__).parents[2] / "docs" / "how-to"
FENCED = re.compile(r"^```\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.mark.parametrize("page", ["practices", "recommendations"])
def test_every_command_line_runs(page, tmp_path, monkeypatch, capsysbinary):
    """The commands of a page, one after the other on the bundled sample, all end with 0."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CIVICMAP_STORE", raising=False)
    for name in ("survey_wave1.xlsx", "register.csv", "framework.yaml"):
        (tmp_path / name).write_bytes((sample() / name).read_bytes())
    text = (DOCS / f"{page}.md").read_text(encoding="utf-8")
    commands = [line for block in FENCED.findall(text) for line in block.splitlines() if line.startswith("civicmap ")]

    assert len(commands) > 3
    for command in commands:
        assert main(shlex.split(command)[1:]) == 0, (command, capsysbinary.readouterr().err.decode())


@pytest.mark.parametrize("catalogue", [practices, recommendations], ids=lambda module: module.FORM.kind)
def test_the_table_of_a_page_names_every_column(catalogue):
    """A reader finds each column of the file, and no other."""
    text = (DOCS / f"{catalogue.FORM.kind}.md").read_text(encoding="utf-8")
    cells = [line.split("|")[1] for line in text.splitlines() if line.startswith("| `")]

    assert sorted(name for cell in cells for name in re.findall(r"`(\w+)`", cell)) == sorted(catalogue.FORM.columns)
