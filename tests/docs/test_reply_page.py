"""The page on cards and replies: its commands, run in their order on the bundled sample."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from civicmap.cli.main import main
from civicmap.resources import sample

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "reply.md"
COMMAND = re.compile(r"^civicmap .*$", re.MULTILINE)


def _agree(folder):
    """Agree with the first answer of every sheet, as a person would."""
    from openpyxl import load_workbook

    for path in sorted(folder.iterdir()):
        book = load_workbook(path)
        page = book["Reply"]
        page["G8"] = "agree"
        book.save(path)


def test_the_commands_run_as_they_stand(tmp_path, monkeypatch, capsysbinary):
    """Every command of the page ends with 0, with every sheet answered before the replies are read."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CIVICMAP_STORE", raising=False)
    for name, of in (("survey.xlsx", "survey_wave1.xlsx"), ("register.csv",) * 2, ("framework.yaml",) * 2):
        (tmp_path / name).write_bytes((sample() / of).read_bytes())
    commands = COMMAND.findall(PAGE.read_text(encoding="utf-8"))

    assert len(commands) == 12
    for command in commands:
        if command.startswith("civicmap ingest replies"):
            _agree(tmp_path / "replies")
        assert main(shlex.split(command)[1:]) == 0, capsysbinary.readouterr().err.decode()
    capsysbinary.readouterr()
    assert main(["stages", "--changes", "--format", "csv"]) == 0
    assert capsysbinary.readouterr().out.decode().count(",accepted,") == len(list((tmp_path / "replies").iterdir()))
