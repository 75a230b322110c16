"""The page on review stages: its files, written as it shows them, and its commands, run in their order."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path

from civicmap.cli.main import main

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "review-stages.md"
SHOWN = re.compile(r"`([\w.]+)`[^\n`]*:\n\n```\w+\n(.*?)^```", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^civicmap .*$", re.MULTILINE)


def test_the_examples_run_as_they_stand(tmp_path, monkeypatch, capsysbinary):
    """Every command ends with 0, and at the end the last value of each cell counts."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CIVICMAP_STORE", raising=False)
    text = PAGE.read_text(encoding="utf-8")
    shown = SHOWN.findall(text)
    for name, content in shown:
        (tmp_path / name).write_text(content, encoding="utf-8")
    commands = COMMAND.findall(text)

    assert [name for name, _ in shown][:4] == ["scorecard.yaml", "own.csv", "review.csv", "reply.csv"]
    assert len(commands) >= 6
    for command in commands:
        assert main(shlex.split(command)[1:]) == 0, capsysbinary.readouterr().err.decode()
    capsysbinary.readouterr()
    assert main(["score", "--format", "json"]) == 0
    scores = json.loads(capsysbinary.readouterr().out)["entities"]
    assert {one["entity"]: one["scores"]["access"]["score"] for one in scores} == {"E001": 100, "E002": 25, "E003": 50}
