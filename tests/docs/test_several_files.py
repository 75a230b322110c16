"""The page on several files: its files, written as it shows them, and its commands, run in their order."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from civicmap.cli.main import main
from civicmap.store.store import Store

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "several-files.md"
SHOWN = re.compile(r"^`([\w.]+)`[^\n]*:\n\n```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^civicmap .*$", re.MULTILINE)


def test_the_examples_run_as_they_stand(tmp_path, monkeypatch, capsysbinary):
    """Every command ends with 0, and at the end the wave holds each entity of the examples once."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CIVICMAP_STORE", raising=False)
    text = PAGE.read_text(encoding="utf-8")
    shown = SHOWN.findall(text)
    for name, content in shown:
        (tmp_path / name).write_text(content, encoding="utf-8")
    commands = COMMAND.findall(text)

    assert (len(shown), len(commands)) == (5, 3)
    for command in commands:
        assert main(shlex.split(command)[1:]) == 0, capsysbinary.readouterr().err.decode()
    raw = Store(tmp_path / "civicmap.duckdb").read("2019").raw
    assert (raw.rows, raw.count.read, raw.count.blank, raw.count.not_responses) == (5, 7, 0, 2)
