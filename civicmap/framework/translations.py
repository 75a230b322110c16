"""Translation files: rows of a CSV -> texts by language and place. What is wrong with them is a warning."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from civicmap.errors import Code, Problem
from civicmap.framework.faults import suggest
from civicmap.framework.places import places, scale_answers
from civicmap.framework.reader import LARGEST

if TYPE_CHECKING:
    import _csv
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from civicmap.framework.schema import FrameworkFile

Read = tuple[dict[str, dict[str, str]], tuple[str, ...], tuple[Problem, ...]]


def read_translations(files: Sequence[tuple[str, Path, bool]], file: FrameworkFile) -> Read:
    """Return language -> place -> text, the languages that are not official, and warnings."""
    texts: dict[str, dict[str, str]] = {}
    problems: list[Problem] = []
    original = places(file)
    taken = scale_answers(file)
    for language, path, _official in files:
        rows, found = _rows(path, file.language, language)
        problems += found
        here = texts.setdefault(language, {})
        for line, where, source, text in rows:
            what, how = _check(
                where, source, original | {place: original.get(at, "") for place, at in taken.items()}, file
            )
            if what:
                problems.append(_warning(path, line, f"{where}: {what}", how))
            elif text:
                here[where] = text
    for here in texts.values():
        # A scale's label is looked up under the scale alone, so that a scale's own words win over shared ones.
        here.update({place: here[at] for place, at in taken.items() if at in here and place not in here})
    unofficial = {language for language, _, official in files if not official}
    return texts, tuple(language for language in texts if language in unofficial), tuple(problems)


def _check(where: str, source: str, original: Mapping[str, str], file: FrameworkFile) -> tuple[str, str]:
    """Return what is wrong with a row, and the repair; empty where nothing is."""
    if where not in original:
        return "there is no such text in the framework", suggest(where, original)
    if _plain(source) != _plain(original[where]):
        return (
            f"out of date, and not used: the framework now says {original[where]!r}",
            f"translate it again, and copy the new text into the column {file.language!r}",
        )
    return "", ""


def _plain(text: str) -> str:
    return " ".join(text.split())


def _rows(path: Path, source: str, language: str) -> tuple[list[tuple[int, str, str, str]], list[Problem]]:
    """Return rows as (line, where, text in the framework's language, translation)."""
    try:
        if path.stat().st_size > LARGEST:
            return [], [_warning(path, 1, "the file is too large to be a translation", "check the file")]
        text = path.read_text(encoding="utf-8-sig")
    except OSError:
        return [], [_warning(path, 1, f"there is no such file; texts stay as they are in {language!r}", "add it")]
    except UnicodeDecodeError:
        return [], [_warning(path, 1, "the text is not UTF-8", "save it as UTF-8")]
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return _columns(reader, path, source, language)
    except csv.Error as fault:
        return [], [_warning(path, reader.line_num, f"not readable as CSV: {fault}", "save it as CSV with commas")]


def _columns(
    reader: _csv.Reader, path: Path, source: str, language: str
) -> tuple[list[tuple[int, str, str, str]], list[Problem]]:
    header = [title.strip() for title in next(reader, [])]
    wanted = ["where", source, language]
    lacking = [title for title in wanted if title not in header]
    if lacking:
        return [], [_warning(path, 1, f"there is no column {lacking[0]!r}", f"begin with {','.join(wanted)}")]
    at = [header.index(title) for title in wanted]
    rows = []
    for row in reader:
        cells = [_unguarded(row[place].strip()) if place < len(row) else "" for place in at]
        if cells[0]:
            rows.append((reader.line_num, cells[0], cells[1], cells[2]))
    return rows, []


def _unguarded(cell: str) -> str:
    """Return a cell without the apostrophe that keeps spreadsheet programs from running it."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in tuple("=+-@") else cell


def _warning(path: Path, line: int, what: str, how: str) -> Problem:
    return Problem.of(Code.FRAMEWORK_TRANSLATION, f"{path.name}:{line}", what=what, how=how)
