"""Scores drawn in characters below their tables: how entities divide into bands, and a heat map of groups and scores."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Final

from civicmap.cli.bars import SHADES, parts_bar, shade, signs
from civicmap.report import numbers
from civicmap.report.escape import clean

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from civicmap.cli.session import Session
    from civicmap.measure.results import GroupKey, ScoreSummary

_LABEL: Final = 20  # characters of what a line is about
_CELL: Final = 10  # characters of a cell of the heat map: a gap, a score, a blank, two signs
_HEADS: Final = 3  # lines of a column's name
_BAR: Final = 36
_WIDTH: Final = 80
_RANGE: Final = (0.0, 100.0)


def band_bars(session: Session, summary: Sequence[ScoreSummary]) -> list[str]:
    """Return a bar for each score of all entities that is put into bands, and what the signs stand for."""
    banded = [one for one in summary if one.group.by is None and sum(one.bands.values()) > 0]
    lines: list[str] = []
    last: tuple[str, ...] = ()
    for one in banded:
        names = tuple(one.bands)
        if names != last:
            key = "   ".join(f"{sign} {name}" for sign, name in zip(signs(len(names)), names, strict=True))
            lines += ["", *wrap(f"Bands: {key}", _WIDTH, subsequent_indent="       ")]
            last = names
        counts = list(one.bands.values())
        said = "·".join(map(str, counts))
        lines.append(f"{_cut(session.framework.node(one.node).title, _LABEL)}  {parts_bar(counts, _BAR)}  {said}")
    return lines[1:]


def heat_map(session: Session, summary: Sequence[ScoreSummary]) -> list[str]:
    """Return the means of groups and scores with a shade each: groups side by side, in as many blocks as they need."""
    groups = list(dict.fromkeys(one.group for one in summary))
    titles = {one.node: session.framework.node(one.node).title for one in summary}
    means = {(one.group, one.node): one.mean for one in summary}
    known = [mean for mean in means.values() if mean is not None]
    low, high = min([_RANGE[0], *known]), max([_RANGE[1], *known])
    longest = max(map(len, titles.values()), default=0)
    label = max(_LABEL, min(longest, _WIDTH - _CELL * len(groups)))
    across = (_WIDTH - label) // _CELL
    lines = [f"Means, shaded from {numbers.figure(low)} {' '.join(SHADES)} to {numbers.figure(high)}; – no mean"]
    for start in range(0, len(groups), across):
        some = groups[start : start + across]
        lines += ["", *_heads([_name(group) for group in some], label)]
        for node, title in titles.items():
            cells = "".join(_cell(means.get((group, node)), low, high) for group in some)
            lines.append(f"{_cut(title, label)}{cells}".rstrip())
    return lines


def _heads(names: Sequence[str], label: int) -> list[str]:
    """Return the names of columns on as many lines as they need, at most three, standing to the right."""
    width = _CELL - 1
    parts = [wrap("".join(_visible(clean(name))), width) or ["–"] for name in names]
    parts = [
        lines if len(lines) <= _HEADS else [*lines[: _HEADS - 1], _cut(lines[_HEADS - 1], width - 1) + "…"]
        for lines in parts
    ]
    deep = max(map(len, parts))
    rows = ([""] * (deep - len(lines)) + lines for lines in parts)
    return [(" " * label + "".join(part.rjust(_CELL) for part in row)).rstrip() for row in zip(*rows, strict=True)]


def _cell(mean: float | None, low: float, high: float) -> str:
    """Return a mean beside its shade."""
    said = "–" if mean is None else numbers.score(mean)
    return f"{said} {shade(mean, low, high) * 2}".rjust(_CELL)


def _name(group: GroupKey) -> str:
    return "everyone" if group.by is None else group.label or group.value or "–"


def _cut(text: str, width: int) -> str:
    """Return a text in so many characters, filled up or cut off with …."""
    line = "".join(_visible(clean(text)))
    return line.ljust(width) if len(line) <= width else line[: width - 1] + "…"


def _visible(text: str) -> Iterator[str]:
    """Yield the characters of a text that a terminal prints."""
    yield from (char if char.isprintable() else "\ufffd" for char in text)
