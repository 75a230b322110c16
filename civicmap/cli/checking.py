"""What `--check` does: compares what a command would write with what is there, byte for byte, and says what differs."""

from __future__ import annotations

from difflib import unified_diff
from typing import TYPE_CHECKING, Final

from civicmap.errors import ExitCode

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from civicmap.cli.terminal import Terminal

_MOST_LINES: Final = 12


def differences(terminal: Terminal, wanted: Mapping[Path, bytes]) -> ExitCode | None:
    """Say which files would be new or change; return 1 if any would."""
    stale = [path for path, content in wanted.items() if not _equal(path, content)]
    for path in stale:
        terminal.result(f"{path}: {_how(path, wanted[path])}")
    if stale:
        terminal.say(f"{len(stale)} of {len(wanted)} would change; run it without --check to write.")
        return ExitCode.NO
    terminal.say(f"Nothing would change ({len(wanted)} compared).")
    return None


def _equal(path: Path, content: bytes) -> bool:
    return path.is_file() and path.read_bytes() == content


def _how(path: Path, content: bytes) -> str:
    """Return how a file would change: the first lines, where it is text."""
    if not path.is_file():
        return "it is not there"
    before = path.read_bytes()
    try:
        old, new = before.decode().splitlines(), content.decode().splitlines()
    except UnicodeDecodeError:
        return f"it would change ({len(before)} bytes now, {len(content)} then)"
    lines = [line for line in unified_diff(old, new, n=0, lineterm="") if not line.startswith(("---", "+++", "@@"))]
    shown = [f"  {line}" for line in lines[:_MOST_LINES]]
    more = [f"  … and {len(lines) - _MOST_LINES} more lines"] if len(lines) > _MOST_LINES else []
    return "\n".join(["it would change", *shown, *more])
