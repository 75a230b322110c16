"""Scores of entities and their summary, laid out as rows and as JSON."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, overload

from civicmap.cli.output import Heading, Listing
from civicmap.cli.score_columns import columns, lowest_pillars
from civicmap.cli.score_pictures import band_bars
from civicmap.cli.score_summary import full_group_listing, group_listing, in_words, summary_json
from civicmap.cli.session import envelope, marks
from civicmap.framework.types import Level
from civicmap.report import numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from civicmap.cli.output import Value
    from civicmap.cli.score_columns import Columns
    from civicmap.cli.session import Session
    from civicmap.framework.types import Node
    from civicmap.measure.results import NodeScores, Scores, ScoreSummary
    from civicmap.model import Entity

AUDIENCE = "internal"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which nodes and which entities, by place, a command was asked for."""

    nodes: tuple[Node, ...]
    entities: Sequence[int]
    everyone: bool
    one: bool  # one node was named


def known(value: float) -> float | None:
    """Return a number, or None for NaN."""
    return None if math.isnan(value) else float(value)


@lru_cache(maxsize=65_536)  # a score is one of few, whatever the number of entities
def points(value: Value) -> str:
    """Show points to people."""
    return "–" if value is None else numbers.score(float(value))


@lru_cache(maxsize=65_536)
def part(value: Value) -> str:
    """Show a part of 1 to people."""
    return "–" if value is None else numbers.percent(float(value))


def listing(
    session: Session,
    scores: Scores,
    summary: Sequence[ScoreSummary],
    asked: Asked,
    by: str | None,
    *,
    compact: bool,
) -> Listing:
    """Return entities with their scores, or with `by` the summary by group; JSON has both.

    `compact` is for people: fewer columns, rounded. Else each number has a column of its own.
    """

    def document() -> dict[str, Any]:
        laid = _lay_out(session, scores, asked)
        entities, groups = list(_entities_json(laid)), [summary_json(one) for one in summary]
        return envelope(session, AUDIENCE, entities=entities, summary=groups)

    said = marks(session, AUDIENCE)
    if by is not None:
        return (
            group_listing(session, summary, document, said) if compact else full_group_listing(summary, document, said)
        )
    rows = _Rows(session, scores, asked, _compact if compact else _full)
    notes = [line for one in summary for line in in_words(session, one)] if asked.everyone else []
    headings = _COMPACT if compact else _FULL
    picture = band_bars(session, summary) if asked.everyone and compact else []
    return Listing(headings, rows, document, marks=said, notes=notes, picture=picture)


def band_of(node: Node, result: NodeScores, place: int) -> str | None:
    """Return the id of a score's band, None where it has none."""
    index = int(result.band[place])
    return node.bands.names[index] if node.bands is not None and index >= 0 else None


@dataclass(frozen=True, slots=True)
class _Laid:
    """What is shown of the entities asked for: of each node, and of each entity, in their order."""

    entities: Sequence[Entity]
    nodes: Sequence[tuple[Node, Columns]]
    lowest: Sequence[Node | None]
    ranks: Sequence[int | None]
    ranked: bool  # whether the framework asks for ranks

    def __iter__(self) -> Iterator[tuple[int, Entity]]:
        """Yield each entity with its place in the columns."""
        return enumerate(self.entities)


def _lay_out(session: Session, scores: Scores, asked: Asked) -> _Laid:
    from civicmap.measure.ranks import rank  # noqa: PLC0415 - numpy, which help need not pay

    ranks = rank(scores, session.survey, session.framework)
    return _Laid(
        [scores.entities[place] for place in asked.entities],
        [(node, columns(node, scores.nodes[node.id], asked.entities)) for node in asked.nodes],
        lowest_pillars(session.framework, scores, asked.entities),
        [ranks[place] for place in asked.entities],
        session.framework.ranks is not None,
    )


@dataclass(frozen=True, slots=True)
class _Rows(Sequence[tuple[Any, ...]]):
    """A row for each entity and node, made when somebody reads it: of very many, a terminal shows the first."""

    session: Session
    scores: Scores
    asked: Asked
    made: Callable[[_Laid], Iterator[tuple[Value, ...]]]

    def __len__(self) -> int:
        return len(self.asked.entities) * len(self.asked.nodes)

    @overload
    def __getitem__(self, at: int) -> tuple[Value, ...]: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[tuple[Value, ...]]: ...
    def __getitem__(self, at: int | slice) -> tuple[Value, ...] | Sequence[tuple[Value, ...]]:
        places = range(len(self))[at]
        if isinstance(places, int):
            return self[places : places + 1][0]
        each = max(len(self.asked.nodes), 1)
        first, last = min(places, default=0) // each, -(-(max(places, default=-1) + 1) // each)
        some = replace(self.asked, entities=self.asked.entities[first:last])
        rows = list(self.made(_lay_out(self.session, self.scores, some)))
        return [rows[place - first * each] for place in places]

    def __iter__(self) -> Iterator[tuple[Value, ...]]:
        return iter(self[:])


# --- rows -----------------------------------------------------------------------------------------------------------

_COMPACT = (
    Heading("Entity"),
    Heading("Score of"),
    Heading("Score", points, right=True),
    Heading("Low–high", right=True),
    Heading("Answered", part, right=True),
    Heading("Band"),
)
_FULL = (
    *(Heading(title) for title in ("entity", "name", "id")),
    *(Heading(title, right=True) for title in ("score", "low", "high", "coverage", "applicable")),
    *(Heading(title) for title in ("band", "rated", "why", "lowest", "rank")),
)


def _compact(laid: _Laid) -> Iterator[tuple[Value, ...]]:
    """Yield a row for each entity and node; the entity is named once."""
    for place, entity in laid:
        name = entity.id if entity.name in ("", entity.id) else f"{entity.id} {entity.name}"
        for node, found in laid.nodes:
            low, high = found.low[place], found.high[place]
            span = "–" if low is None or high is None else f"{points(low)}–{points(high)}"
            shown = found.score[place] if found.rated[place] else None  # the rest is for JSON
            yield name, node.title, shown, span, found.answered[place], _remark(laid, node, found, place)
            name = ""


def _remark(laid: _Laid, node: Node, found: Columns, place: int) -> str:
    """Return a score's band, or why it is not rated; beside the overall, the lowest pillar, and the rank if it has one."""
    why = found.why[place]
    if why is not None:
        return why if why.startswith("not rated") else f"not rated: {why}"
    overall = node.level is Level.OVERALL
    lowest, rank = (laid.lowest[place], laid.ranks[place]) if overall else (None, None)
    said = [
        found.band[place],
        None if lowest is None else f"lowest: {lowest.title}",
        None if rank is None else f"rank {rank}",
    ]
    return "; ".join(text for text in said if text)


def _full(laid: _Laid) -> Iterator[tuple[Value, ...]]:
    """Yield a row for each entity and node, every number unrounded."""
    for place, entity in laid:
        for node, found in laid.nodes:
            overall = node.level is Level.OVERALL
            lowest = laid.lowest[place] if overall else None
            yield (
                entity.id,
                entity.name,
                node.id,
                found.score[place],
                found.low[place],
                found.high[place],
                found.answered[place],
                found.applicable[place],
                found.band[place],
                "yes" if found.rated[place] else "no",
                found.why[place],
                None if lowest is None else lowest.id,
                laid.ranks[place] if overall else None,
            )


# --- JSON -----------------------------------------------------------------------------------------------------------


def _entities_json(laid: _Laid) -> Iterator[dict[str, Any]]:
    """Yield each entity as the interface has it."""
    for place, entity in laid:
        lowest = laid.lowest[place]
        made: dict[str, Any] = {
            "entity": entity.id,
            "name": entity.name,
            "groups": dict(entity.groups),
            "scores": {node.id: _score_json(found, place) for node, found in laid.nodes},
            "lowest": None if lowest is None else lowest.id,
        }
        yield made | {"rank": laid.ranks[place]} if laid.ranked else made


def _score_json(found: Columns, place: int) -> dict[str, Any]:
    return {
        "score": found.score[place],
        "low": found.low[place],
        "high": found.high[place],
        "coverage": found.answered[place],
        "applicable": found.applicable[place],
        "band": found.band[place],
        "rated": found.rated[place],
        "why": found.why[place],
    }
