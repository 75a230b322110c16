"""The frame of every command: help, exit codes, and what goes to which stream."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from civicmap.cli import main as main_module
from civicmap.cli.main import COMMANDS
from civicmap.cli.summaries import SUMMARIES
from civicmap.errors import Code, ExitCode


def test_version_is_printed(run):
    """`--version` prints the version and exits 0."""
    ran = run("--version")

    assert (ran.code, ran.out) == (ExitCode.DONE, "civicmap 0.1.0\n")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_examples(run, name):
    """Each command explains itself, with an example, within 80 columns."""
    ran = run(name, "-h")

    assert ran.code == ExitCode.DONE
    assert f"civicmap {name}" in ran.out
    assert "Example" in ran.out
    assert max(map(len, ran.out.splitlines())) <= 80


def test_the_list_of_commands_says_what_each_says_itself(run, monkeypatch):
    """Help lists the commands without importing them, and reads as if it had."""
    listed = run("--help").out, run("-h").out
    monkeypatch.setattr(main_module, "_LISTS", ())

    assert sorted(SUMMARIES) == sorted(COMMANDS)
    assert listed == (run("--help").out,) * 2


def test_help_imports_no_command():
    """`--help` answers from the names alone: what it imports does not grow with the commands."""
    script = "import sys; from civicmap.cli.main import main; main(['--help']); print([*sys.modules], file=sys.stderr)"
    ran = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    loaded = set(ast.literal_eval(ran.stderr))

    assert not {f"civicmap.cli.{name}" for name in COMMANDS} & loaded
    assert not {"numpy", "pydantic", "duckdb", "rich.console", "pandas"} & loaded


def test_an_unknown_command_is_a_usage_error(run):
    """A command that is not there exits 2, and nothing goes to stdout."""
    ran = run("scroe")

    assert (ran.code, ran.out) == (ExitCode.CANNOT, "")
    assert "score" in ran.err


def test_a_fault_of_its_own_is_told_apart(run, monkeypatch):
    """A fault of civicmap exits 70 with one line and no traceback."""
    monkeypatch.delenv("CIVICMAP_DEBUG", raising=False)
    monkeypatch.setattr(main_module, "make_app", lambda *_asked, **_how: 1 / 0)

    ran = run("score")

    assert ran.code == ExitCode.FAULT
    assert "Traceback" not in ran.err
    assert "CIVICMAP_DEBUG" in ran.err


def test_a_command_without_a_store_says_what_to_do(run):
    """Without a store the message names it and the command that makes one; exit 2."""
    ran = run("score")

    assert ran.code == ExitCode.CANNOT
    assert "civicmap.duckdb" in ran.err
    assert "civicmap ingest" in ran.err


def test_every_problem_code_is_worded_once():
    """Ids are unique and kebab-case; every message says what, every repair says how."""
    ids = [code.id for code in Code]

    assert len(ids) == len(set(ids))
    assert all(code.value.message and code.value.repair for code in Code)
    assert all(part.isalpha() for name in ids for part in name.split("-"))
