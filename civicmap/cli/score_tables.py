"""Scores of entities and their summary, laid out as rows and as JSON."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from civicmap.cli.output import Heading, Listing
from civicmap.cli.score_pictures import band_bars
from civicmap.cli.score_summary import full_group_listing, group_listing, in_words, summary_json
from civicmap.cli.session import envelope, marks
from civicmap.framework.types import Level
from civicmap.report import numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from civicmap.cli.output import Value
    from civicmap.cli.session import Session
    from civicmap.framework.types import Node
    from civicmap.measure.results import NodeScores, Scores, ScoreSummary

AUDIENCE = "internal"


@dataclass(frozen=True, slots=True)
class Asked:
    """Which nodes and which entities, by place, a command was asked for."""

    nodes: tuple[Node, ...]
    entities: tuple[int, ...]
    everyone: bool
    one: bool  # one node was named


def known(value: float) -> float | None:
    """Return a number, or None for NaN."""
    return None if math.isnan(value) else float(value)


def points(value: Value) -> str:
    """Show points to people."""
    return "–" if value is None else numbers.score(float(value))


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
    ranks = _ranks(session, scores)
    document = envelope(
        session,
        AUDIENCE,
        entities=[_entity_json(session, scores, asked, place, ranks[place]) for place in asked.entities],
        summary=[summary_json(one) for one in summary],
    )
    said = marks(session, AUDIENCE)
    if by is not None:
        return (
            group_listing(session, summary, document, said) if compact else full_group_listing(summary, document, said)
        )
    rows = list(_compact(session, scores, asked, ranks) if compact else _full(session, scores, asked, ranks))
    notes = [line for one in summary for line in in_words(session, one)] if asked.everyone else []
    headings = _COMPACT if compact else _FULL
    picture = band_bars(session, summary) if asked.everyone and compact else []
    return Listing(headings, rows, document, marks=said, notes=notes, picture=picture)


def band_of(node: Node, result: NodeScores, place: int) -> str | None:
    """Return the id of a score's band, None where it has none."""
    index = int(result.band[place])
    return node.bands.names[index] if node.bands is not None and index >= 0 else None


def _ranks(session: Session, scores: Scores) -> tuple[int | None, ...]:
    from civicmap.measure.ranks import rank  # noqa: PLC0415 - numpy, which help need not pay

    return rank(scores, session.survey, session.framework)


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


def _compact(
    session: Session, scores: Scores, asked: Asked, ranks: Sequence[int | None]
) -> Iterator[tuple[Value, ...]]:
    """Yield a row for each entity and node; the entity is named once."""
    for place in asked.entities:
        entity = scores.entities[place]
        name = entity.id if entity.name in ("", entity.id) else f"{entity.id} {entity.name}"
        for node in asked.nodes:
            result = scores.nodes[node.id]
            low, high = known(result.low[place]), known(result.high[place])
            span = "–" if low is None or high is None else f"{points(low)}–{points(high)}"
            remark = _remark(session, scores, node, place, ranks[place])
            shown = known(result.score[place]) if result.rated[place] else None  # the rest is for JSON
            yield name, node.title, shown, span, known(result.answered[place]), remark
            name = ""


def _remark(session: Session, scores: Scores, node: Node, place: int, rank: int | None) -> str:
    """Return a score's band, or why it is not rated; beside the overall, the lowest pillar, and the rank if it has one."""
    result = scores.nodes[node.id]
    why = result.why[place]
    if why is not None:
        return why if why.startswith("not rated") else f"not rated: {why}"
    overall = node.level is Level.OVERALL
    lowest = lowest_pillar(session, scores, place) if overall else None
    said = [
        band_of(node, result, place),
        None if lowest is None else f"lowest: {lowest.title}",
        f"rank {rank}" if overall and rank is not None else None,
    ]
    return "; ".join(text for text in said if text)


def lowest_pillar(session: Session, scores: Scores, place: int) -> Node | None:
    """Return the rated pillar with the lowest score, the first of equals; None where there is but one."""
    pillars = [node for node in session.framework.pillars if node.weight > 0 and scores.nodes[node.id].rated[place]]
    if len(pillars) < 2:
        return None
    return min(pillars, key=lambda node: float(scores.nodes[node.id].score[place]))


def _full(session: Session, scores: Scores, asked: Asked, ranks: Sequence[int | None]) -> Iterator[tuple[Value, ...]]:
    """Yield a row for each entity and node, every number unrounded."""
    for place in asked.entities:
        entity = scores.entities[place]
        for node in asked.nodes:
            result = scores.nodes[node.id]
            numbers_ = (result.score, result.low, result.high, result.answered, result.applicable)
            overall = node.level is Level.OVERALL
            lowest = lowest_pillar(session, scores, place) if overall else None
            yield (
                entity.id,
                entity.name,
                node.id,
                *(known(values[place]) for values in numbers_),
                band_of(node, result, place),
                "yes" if result.rated[place] else "no",
                result.why[place],
                None if lowest is None else lowest.id,
                ranks[place] if overall else None,
            )


# --- JSON -----------------------------------------------------------------------------------------------------------


def _entity_json(session: Session, scores: Scores, asked: Asked, place: int, rank: int | None) -> dict[str, Any]:
    entity = scores.entities[place]
    lowest = lowest_pillar(session, scores, place)
    found: dict[str, Any] = {
        "entity": entity.id,
        "name": entity.name,
        "groups": dict(entity.groups),
        "scores": {node.id: _score_json(node, scores.nodes[node.id], place) for node in asked.nodes},
        "lowest": None if lowest is None else lowest.id,
    }
    return found if session.framework.ranks is None else found | {"rank": rank}


def _score_json(node: Node, result: NodeScores, place: int) -> dict[str, Any]:
    return {
        "score": known(result.score[place]),
        "low": known(result.low[place]),
        "high": known(result.high[place]),
        "coverage": known(result.answered[place]),
        "applicable": known(result.applicable[place]),
        "band": band_of(node, result, place),
        "rated": bool(result.rated[place]),
        "why": result.why[place],
    }
