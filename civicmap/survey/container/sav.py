"""SPSS files: the names of the variables, their labels, then the cases, as rows of text.

Another process reads them: a library in C meets what strangers send, and may crash or ask for all memory there is.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import closing, suppress
from io import UnsupportedOperation
from typing import TYPE_CHECKING, Any, Final

from civicmap.errors import Code, Problem, UnreadableError
from civicmap.survey.container.door import too_large, unreadable
from civicmap.survey.container.text import known_encoding
from civicmap.survey.tables import Container, MultipleSet, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable, Iterator

    from civicmap.survey.container.origin import Origin
    from civicmap.survey.tables import Row

MOST_CELLS: Final = 200_000_000
_CHILD: Final = "civicmap.survey.container.sav_child"
_NAMES_ROW, _LABELS_ROW = -1, 0  # so that case 12 is row 12
_AGAIN: Final = "export it again from the survey tool"
_SPLIT: Final = "save the responses alone in a new file, or as .csv"
# The names by which the reader's library knows what Python calls otherwise.
_ENCODINGS: Final = {"mac-roman": "MACINTOSH", "mac-cyrillic": "MAC-CYRILLIC", "utf-8-sig": "utf-8"}


def open_sav(origin: Origin, sha256: Callable[[], str], encoding: str | None) -> Container:
    """Open an SPSS file. Raises UnreadableError, or RequestError for an unknown encoding."""
    known = None if encoding is None else known_encoding(encoding)
    named = None if known is None else _ENCODINGS.get(known, known)
    with closing(_told(origin, named)) as messages:
        head = next(messages)
        first = next(messages)

    def rows() -> Iterator[Row]:
        yield _NAMES_ROW, head["names"]
        yield _LABELS_ROW, _trimmed(head["labels"])
        yield from _numbered(_cases(origin, named) if first["more"] else [first["rows"]])

    sets = tuple(
        MultipleSet(one["name"], one["label"], one["kind"], tuple(one["counted"]), tuple(one["variables"]))
        for one in head["sets"]
    )
    table = Table(None, hidden=False, rows=rows, kind="sav", sets=sets)
    return Container(origin.name, sha256, known or head["encoding"], (table,), (), lambda: None)


def _cases(origin: Origin, encoding: str | None) -> Iterator[list[list[str]]]:
    """Yield the cases, some at a time."""
    with closing(_told(origin, encoding)) as messages:
        next(messages)
        cells = 0
        for message in messages:
            cells += sum(map(len, message["rows"]))
            if cells > MOST_CELLS:
                raise too_large(origin.name, "the file", f"{MOST_CELLS // 1_000_000} million cells", _SPLIT)
            yield message["rows"]


def _numbered(parts: Iterable[list[list[str]]]) -> Iterator[Row]:
    """Yield the cases by number, without blank ones at the end."""
    number = blank = 0
    for part in parts:
        for case in part:
            number += 1
            row = _trimmed(case)
            if not row:
                blank += 1
                continue
            yield from ((gap, []) for gap in range(number - blank, number))
            blank = 0
            yield number, row


def _trimmed(cells: list[str]) -> list[str]:
    """Return cells without the empty ones at their end."""
    end = len(cells)
    while end and not cells[end - 1].strip():
        end -= 1
    return cells[:end]


def _told(origin: Origin, encoding: str | None) -> Generator[dict[str, Any]]:
    """Yield what the other process says: the variables, then the cases, some at a time. Raises UnreadableError."""
    with origin.open() as stream:
        try:
            child = _begin(stream, encoding)
        except OSError as fault:
            how = "try again, or save the file as .xlsx or .csv with value labels"
            raise unreadable(origin.name, "its reader cannot be started", how) from fault
        assert child.stdout is not None
        try:
            _feed(child, stream)
            for line in child.stdout:
                message = json.loads(line)
                if "fault" in message:
                    raise _fault(origin.name, message["fault"], encoding)
                yield message
                if message.get("more") is False:
                    return
            raise unreadable(origin.name, _end_of(child.wait()), _AGAIN)
        finally:
            child.kill()
            child.stdout.close()
            child.wait()


def _begin(stream: Any, encoding: str | None) -> subprocess.Popen[bytes]:
    """Begin the other process. An open file is its input; anything else is handed over by `_feed`."""
    try:
        given: int = stream.fileno()
    except (UnsupportedOperation, AttributeError):
        given = subprocess.PIPE
    # It finds the packages where this process does, uses one core, and nothing of the working folder.
    paths = os.pathsep.join(path or os.getcwd() for path in sys.path)  # noqa: PTH109 - a text is wanted
    return subprocess.Popen(  # noqa: S603 - this program itself
        [sys.executable, "-P", "-m", _CHILD, encoding or ""],
        stdin=given,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": paths, "OPENBLAS_NUM_THREADS": "1"},
    )


def _feed(child: subprocess.Popen[bytes], stream: Any) -> None:
    """Hand a member of an archive over. The other process reads all of it before it says anything."""
    if child.stdin is None:
        return
    with suppress(BrokenPipeError), child.stdin:
        while piece := stream.read(1 << 20):
            child.stdin.write(piece)


def _fault(name: str, kind: str, encoding: str | None) -> UnreadableError:
    """Return the error for what the other process could not read."""
    if kind == "encoding":
        said = "the encoding that it states" if encoding is None else encoding
        how = "name its encoding: --encoding cp1252, for example"
        return unreadable(name, f"its texts are not in {said}", how)
    if kind == "large":
        return too_large(name, "the file", "32,767 variables, or 1 GB of memory", _SPLIT)
    if kind == "absent":
        how = "install pyreadstat, or save the file as .xlsx or .csv with value labels"
        return UnreadableError(Problem.of(Code.FILE_TYPE, name, what="an SPSS file (.sav)", how=how))
    return unreadable(name, "the SPSS file is damaged or cut off", f"{_AGAIN}: a download may have been cut off")


def _end_of(code: int) -> str:
    """Return why the other process ended without a last word."""
    if code == -24:  # SIGXCPU, by the limit that it set itself
        return "reading it takes longer than any survey should"
    return "the SPSS file is damaged: its reader stopped"
