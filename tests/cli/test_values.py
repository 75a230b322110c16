"""Plain values of options and arguments are what typer makes of them, and what is wrong is said by typer."""

from __future__ import annotations

import contextlib
import io
from enum import Enum, StrEnum
from pathlib import Path  # noqa: TC003 - typer reads the annotations
from typing import Annotated

import pytest
import typer
from typer.core import TyperCommand, TyperGroup

from civicmap.cli.values import PlainCommand, PlainGroup


class Word(StrEnum):
    """Some words."""

    ONE = "one"
    TWO = "two"


class Number(Enum):
    """Names of other values."""

    FIRST = "1st"


def outcome(arguments, command, group):
    """Return what a command gets from its arguments, what is printed, and how it ends."""
    got = []
    app = typer.Typer(cls=group, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    app.callback()(lambda: None)

    def run(  # noqa: PLR0913, PLR0917 - one of each kind
        files: list[Path],
        title: Annotated[str, typer.Option()] = "none",
        place: Annotated[Path | None, typer.Option()] = None,
        word: Annotated[Word | None, typer.Option()] = None,
        told: Annotated[Word, typer.Option()] = Word.TWO,
        number: Annotated[Number, typer.Option()] = Number.FIRST,
        count: Annotated[int, typer.Option(min=1)] = 3,
        rules: Annotated[list[str] | None, typer.Option("--rule")] = None,
        loud: Annotated[bool, typer.Option("--loud/--soft")] = False,
        seen: Annotated[str, typer.Option(callback=lambda value: f"<{value}>", envvar="CIVICMAP_TEST_SEEN")] = "x",
    ) -> None:
        got.append((files, title, place, word, told, number, count, rules, loud, seen))

    app.command("run", cls=command)(run)
    app.command("other", cls=command)(lambda: None)
    out = io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(out):
        try:
            app(["run", *arguments], standalone_mode=True)
        except SystemExit as end:
            return got, out.getvalue(), end.code
    return got, out.getvalue(), 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["a.csv"],
        ["a.csv", "b c.csv", "é"],
        [],
        ["a", "--title", "", "--place", "x/../y", "--word", "one", "--told", "one", "--number", "1st", "--loud"],
        ["a", "--count", "7", "--rule", "p=1", "--rule", "q=2", "--soft", "--seen", "y"],
        ["a", "--word", "three"],
        ["a", "--word", "ONE"],
        ["a", "--number", "FIRST"],
        ["a", "--count", "0"],
        ["a", "--count", "many"],
        ["a", "--title"],
        ["a", "--nothing"],
        ["--help"],
    ],
    ids=" ".join,
)
def test_values_are_those_of_typer(arguments, monkeypatch):
    """Values, messages and exit codes are the same, with and without a value from the environment."""
    for seen in (None, "from outside"):
        if seen is not None:
            monkeypatch.setenv("CIVICMAP_TEST_SEEN", seen)

        assert outcome(arguments, PlainCommand, PlainGroup) == outcome(arguments, TyperCommand, TyperGroup)
