"""The pages for readers: links that lead somewhere, and command lines that run."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from civicmap.cli.main import main
from civicmap.resources import sample

TOP = Path(__file__).parents[2]
PAGES = [TOP / "README.md", TOP / "CONTRIBUTING.md", *sorted((TOP / "docs").rglob("*.md"))]
LINK = re.compile(r"\[[^\]\n]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
STARTED = (
    "README.md",
    "docs/tutorial.md",
    "docs/how-to/write-a-framework.md",
    "docs/how-to/exports.md",
    "docs/how-to/mapping.md",
    "docs/how-to/register.md",
    "docs/how-to/questionnaire.md",
    "docs/how-to/clean.md",
    "docs/how-to/publish.md",
    "docs/how-to/tables.md",
    "docs/how-to/responses.md",
    "docs/how-to/check-numbers.md",
)


def _prose(page):
    return FENCED.sub("", page.read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(TOP).as_posix())
def test_every_relative_link_leads_to_a_file(page):
    """A link of a page that is no web address names a file of the project."""
    links = [link.split("#")[0] for link in LINK.findall(_prose(page)) if not re.match(r"[a-z]+:|#", link)]

    assert [link for link in links if not (page.parent / link).exists()] == []


def _commands(page):
    """Return the lines of a page's code blocks that call civicmap, without a remark or a pipe."""
    blocks = FENCED.findall((TOP / page).read_text(encoding="utf-8"))
    lines = [line.strip() for block in blocks for line in block.splitlines()]
    return [line.split("#")[0].split("|")[0].strip() for line in lines if line.startswith("civicmap ")]


@pytest.mark.parametrize("page", STARTED)
def test_every_command_line_of_a_page_runs(page, tmp_path, monkeypatch, capsysbinary):
    """The commands of a page, one after the other as they stand, on the bundled sample: all end with 0."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CIVICMAP_STORE", raising=False)
    for name in ("survey_wave1.xlsx", "register.csv", "framework.yaml", "kobo_export.csv", "kobo_form.xlsx"):
        (tmp_path / name).write_bytes((sample() / name).read_bytes())
    (tmp_path / "survey.xlsx").write_bytes((sample() / "survey_wave1.xlsx").read_bytes())
    commands = [command for command in _commands(page) if not command.startswith("civicmap demo")]

    assert commands
    for command in commands:
        code = main(shlex.split(command)[1:])
        err = capsysbinary.readouterr().err.decode()
        assert code == 0, f"{command}: {err}"
