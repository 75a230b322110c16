"""A wording file: YAML of texts by section, checked against the keys and placeholders that civicmap uses."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from civicmap.errors import CivicmapError, Code, Problem
from civicmap.framework.faults import suggest
from civicmap.framework.plain_yaml import read_texts
from civicmap.report.numbers import Style
from civicmap.report.plurals import CATEGORIES, EXACT, single, used
from civicmap.report.rungs import read_rungs

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from civicmap.report.rungs import Rung

PLACEHOLDER: Final = re.compile(r"\{([a-z_]+)(:capital)?\}")
_LARGEST: Final = 1_000_000  # bytes
_LADDER: Final = "ladder"
_EXACT: Final = (EXACT, "zero", "two")  # forms of one number alone, which may say it in a word of their own
_FREE: Final = ("numbers", "spaces", "language")  # no text to be read out: their braces are checked by what reads them
_EMPTY: Final = ("spaces.no_break_before", "spaces.no_break_after", "list.other_before", "numbers.thousands")
_SMALL: Final = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


class Read(NamedTuple):
    """What a wording file says."""

    ladder: tuple[Rung, ...]
    phrases: Mapping[str, str]
    numbers: Style
    own: frozenset[str] = frozenset()  # keys of texts that stand in the file itself, and not below it


@dataclass(slots=True)
class _File:
    """A file's texts by key, the line of each, and what is wrong so far."""

    path: Path
    texts: dict[str, str] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    rungs: list[Any] = field(default_factory=list)
    rung_lines: list[int] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def fault(self, line: int, what: str, how: str) -> None:
        """Remember a fault."""
        self.problems.append(Problem.of(Code.TEMPLATE_FAULT, f"{self.path.name}:{line}", what=what, how=how))

    def refuse(self) -> None:
        """Raise CivicmapError if anything is wrong."""
        if self.problems:
            raise CivicmapError(*self.problems)


def read_wording(
    path: Path, measure: Path, *, base: Path | None = None, ground: Path | None = None, language: str = ""
) -> Read:
    """Read a wording file. Raises CivicmapError with every fault, by file and line.

    It must have every key that `measure` has, unless `base` has what it leaves out (and `ground` what that leaves out), no
    other key, and in each text the placeholders of `measure`. A text with forms for counts has those of its language.
    Where `language` is given, the file must be in it.
    """
    file = _load(path)
    if path != measure:
        wanted = _load(measure)
        wanted.refuse()
        _compare(file, wanted.texts, whole=base is None)
    if language and file.texts.get("language", language) != language:
        said = file.texts["language"]
        file.fault(
            file.lines["language"],
            f"the words are in {said!r}, and the report in {language!r}",
            f"ask for --lang {said}",
        )
    given = bool(file.rungs) or base is None
    rungs = read_rungs(file.rungs, lambda place, what, how: file.fault(_line(file, place), what, how)) if given else ()
    below = None if base is None else read_wording(base, measure, base=ground)
    if base is not None and measure.parent not in path.parents:  # a user's file: those that are shipped lie together
        _fixed(file, _load(ground or base).texts | _load(base).texts)
    file.refuse()
    texts, ladder = file.texts, rungs
    if below is not None:
        texts, ladder = {**below.phrases, **file.texts}, rungs or below.ladder
    own = frozenset(file.texts) | (below.own if below is not None and ground is not None else frozenset())
    return Read(ladder, {key: _spaced(text, texts) for key, text in texts.items()}, _style(texts), own)


def _line(file: _File, place: int) -> int:
    """Return the line of a rung, or where the ladder should stand."""
    return file.rung_lines[place] if 0 <= place < len(file.rung_lines) else file.lines.get(_LADDER, 1)


def _load(path: Path) -> _File:
    """Read a file's texts, without looking at what they say."""
    file = _File(path)
    try:
        text = path.read_bytes()
        document = read_texts(text.decode("utf-8-sig")) if len(text) <= _LARGEST else None
    except OSError:
        raise CivicmapError(Problem.of(Code.FILE_MISSING, str(path))) from None
    except UnicodeDecodeError as fault:
        file.fault(text.count(b"\n", 0, fault.start) + 1, "the text is not UTF-8", "save it as UTF-8")
        return file
    if document is None:
        file.fault(1, "the file is too large to be one of words", "check the file")
        return file
    for line, what, how in document.faults:
        file.fault(line, what, how)
    if isinstance(document.data, dict):
        _sort_out(file, document.data, document.lines)
    elif not document.faults:
        file.fault(1, "this is no map of texts", "begin with a copy of the file that civicmap ships")
    return file


def _sort_out(file: _File, data: dict[str, Any], lines: Mapping[tuple[str | int, ...], int]) -> None:
    """Put the ladder aside, and flatten the rest: `base: {frame: …}` is the key `base.frame`."""
    rungs = data.get(_LADDER, [])
    file.rungs = rungs if isinstance(rungs, list) else []
    file.rung_lines = [lines[_LADDER, place] for place in range(len(file.rungs))]
    file.lines[_LADDER] = lines.get((_LADDER,), 1)
    if not isinstance(rungs, list):
        file.fault(file.lines[_LADDER], "the ladder is no list", "begin each rung with `- `")
    for path, value in _texts((), {key: part for key, part in data.items() if key != _LADDER}):
        line = next(lines[path[:length]] for length in range(len(path), -1, -1) if path[:length] in lines)
        key = ".".join(map(str, path))
        if isinstance(value, str) and (value.strip() or key in _EMPTY):
            file.texts[key], file.lines[key] = value, line
        else:
            file.fault(line, f"{key}: {value!r} is no text", "put it in double quotes")


def _texts(path: tuple[str, ...], value: Any) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield every text with its path."""
    if isinstance(value, dict):
        for key, part in value.items():
            yield from _texts((*path, str(key)), part)
    else:
        yield path, value


def _compare(file: _File, wanted: Mapping[str, str], *, whole: bool) -> None:
    """Name keys that are unknown or missing, and placeholders that are not those of the measure."""
    broken = bool(file.problems)
    language = file.texts.get("language", "")
    for key, text in file.texts.items():
        measured = _of_form(key, wanted) or wanted.get(key)
        if measured is None:
            file.fault(file.lines[key], f"{key}: there is no text of this name", suggest(key, wanted))
        elif key.split(".", 1)[0] not in _FREE:
            _placeholders(file, key, text, measured)
    for key in () if broken or not whole else _required(wanted, language):
        if key not in file.texts:
            english = wanted.get(key) or _of_form(key, wanted)
            file.fault(_nearest(file, key), f"{key}: this text is missing", f"add it; in English it is {english!r}")


def _of_form(key: str, wanted: Mapping[str, str]) -> str | None:
    """Return the text of the measure that a form for counts is a form of: `noun.row.few` is one of `noun.row.other`."""
    stem, _, form = key.rpartition(".")
    return wanted.get(f"{stem}.other") if form in (EXACT, *CATEGORIES) else None


def _required(wanted: Mapping[str, str], language: str) -> Iterator[str]:
    """Yield the keys that a whole file has: where a text has forms for counts, those of its language."""
    forms = used(language)
    for key in wanted:
        stem, _, form = key.rpartition(".")
        if form == "other" and f"{stem}.one" in wanted:
            yield from (f"{stem}.{one}" for one in forms)
        elif not (form == "one" and f"{stem}.other" in wanted):
            yield key


def _fixed(file: _File, shipped: Mapping[str, str]) -> None:
    """Name what no user's file may change: the marks that say what data are."""
    for key, text in file.texts.items():
        if key.startswith("marks.") and text != shipped[key]:
            file.fault(file.lines[key], f"{key}: no report does without this mark as it is", "leave it out")


def _placeholders(file: _File, key: str, text: str, wanted: str) -> None:
    """Compare the placeholders of a text with those of the measure."""
    own, there = (sorted({at[1] for at in PLACEHOLDER.finditer(one)}) for one in (text, wanted))
    form = key.rsplit(".", 1)[-1]
    if form in _EXACT or (form == "one" and single(file.texts.get("language", ""))):
        own, there = [name for name in own if name != "count"], [name for name in there if name != "count"]
    rest = PLACEHOLDER.sub("", text)
    says = ", ".join(f"{{{name}}}" for name in there) or "none"
    if own != there or "{" in rest or "}" in rest:
        file.fault(
            file.lines[key], f"{key}: the placeholders are not those that are filled in", f"use each of these: {says}"
        )


def _nearest(file: _File, key: str) -> int:
    """Return the line of a text in the same section, the last one; else the file's first."""
    section = key.split(".", 1)[0]
    return max((line for name, line in file.lines.items() if name.split(".", 1)[0] == section), default=1)


def _style(texts: Mapping[str, str]) -> Style:
    """Return how numbers are written."""
    said = {key.removeprefix("numbers."): text for key, text in texts.items() if key.startswith("numbers.")}
    small = tuple(said[name] for name in _SMALL)
    return Style(said["decimal"], said["thousands"], said["per_cent"], said["percent"], said["no"], small)


def _spaced(text: str, texts: Mapping[str, str]) -> str:
    """Return a text in which no line breaks before and after the signs that the language sets apart."""
    for sign in texts["spaces.no_break_before"].split():
        text = text.replace(f" {sign}", f"\u00a0{sign}")
    for sign in texts["spaces.no_break_after"].split():
        text = text.replace(f"{sign} ", f"{sign}\u00a0")
    return text
