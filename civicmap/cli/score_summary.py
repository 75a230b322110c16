"""Scores summarized over everyone and by group: as lines, as rows and as JSON."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Any

from civicmap.cli.output import Heading, Listing
from civicmap.cli.score_pictures import heat_map
from civicmap.report import numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from civicmap.cli.output import Value
    from civicmap.cli.session import Session
    from civicmap.measure.results import ScoreSummary

_COMPACT = (
    Heading("Group"),
    Heading("Score of"),
    Heading("Rated", right=True),
    Heading("Mean", right=True),
    Heading("Median", right=True),
    Heading("Quartiles", right=True),
    Heading("Bands", right=True),
)
_FULL = (
    *(Heading(title) for title in ("by", "value", "id")),
    *(Heading(title, right=True) for title in ("rated", "not_rated", "mean", "median", "q1", "q3")),
    Heading("bands"),
)


def points(value: float | None) -> str:
    """Show points to people."""
    return "–" if value is None else numbers.score(value)


def group_listing(
    session: Session, summary: Sequence[ScoreSummary], document: Callable[[], dict[str, Any]], marks: Sequence[str]
) -> Listing:
    """Return the summary by group for people; each group is named once."""
    rows, legend = list(_compact(session, summary)), _legend(session, summary)
    return Listing(_COMPACT, rows, document, marks=marks, notes=legend, picture=heat_map(session, summary))


def full_group_listing(
    summary: Sequence[ScoreSummary], document: Callable[[], dict[str, Any]], marks: Sequence[str]
) -> Listing:
    """Return the summary by group with a column for each number, unrounded."""
    rows = [
        (
            *(one.group.by, one.group.value, one.node, one.rated, one.not_rated, one.mean, one.median, one.q1, one.q3),
            "; ".join(f"{band} {count}" for band, count in one.bands.items()),
        )
        for one in summary
    ]
    return Listing(_FULL, rows, document, marks=marks)


def in_words(session: Session, one: ScoreSummary) -> list[str]:
    """Return a summary as lines below the table, no wider than it."""
    said = f"{session.framework.node(one.node).title}: {one.rated} rated, {one.not_rated} not rated"
    if one.mean is not None:
        said += (
            f"; mean {points(one.mean)}, median {points(one.median)}, quartiles {points(one.q1)} and {points(one.q3)}"
        )
        said += "".join(f"; {band} {count}" for band, count in one.bands.items())
    return wrap(said, 80, subsequent_indent="  ")


def summary_json(one: ScoreSummary) -> dict[str, Any]:
    """Return a summary as the interface has it."""
    return {
        "group": {"by": one.group.by, "value": one.group.value},
        "pillar": one.node,
        "rated": one.rated,
        "not_rated": one.not_rated,
        "mean": one.mean,
        "median": one.median,
        "q1": one.q1,
        "q3": one.q3,
        "bands": dict(one.bands),
    }


def _compact(session: Session, summary: Sequence[ScoreSummary]) -> Iterator[tuple[Value, ...]]:
    """Yield a row for each group and node."""
    last: object = None
    for one in summary:
        group = "everyone" if one.group.by is None else one.group.label or one.group.value
        quartiles = "–" if one.q1 is None else f"{points(one.q1)}–{points(one.q3)}"
        yield (
            "" if one.group == last else group,
            session.framework.node(one.node).title,
            f"{one.rated}/{one.rated + one.not_rated}",
            points(one.mean),
            points(one.median),
            quartiles,
            "·".join(map(str, one.bands.values())) or "–",
        )
        last = one.group


def _legend(session: Session, summary: Sequence[ScoreSummary]) -> list[str]:
    """Say what the counts in the bands' column stand for, where bands differ for which score."""
    orders: dict[str, list[str]] = {}
    for one in summary:
        if one.bands:
            titles = orders.setdefault(" · ".join(one.bands), [])
            titles += [title for title in [session.framework.node(one.node).title] if title not in titles]
    if len(orders) == 1:
        return [line for order in orders for line in wrap(f"Bands: {order}", 80, subsequent_indent="  ")]
    lines = (f"Bands of {', '.join(titles)}: {order}" for order, titles in orders.items())
    return [part for line in lines for part in wrap(line, 80, subsequent_indent="  ")]
