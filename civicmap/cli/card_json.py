"""The card of an entity as JSON: every line unrounded, confidential questions as a count alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from civicmap.cli.output import json_bytes
from civicmap.cli.session import envelope

if TYPE_CHECKING:
    from civicmap.cli.session import Session
    from civicmap.measure.card import Card, Line, Raise
    from civicmap.measure.results import ScoreSummary


def card_json(session: Session, card: Card) -> bytes:
    """Return a card as one JSON object."""
    return json_bytes(envelope(session, "internal", card=_card(card)))


def _card(card: Card) -> dict[str, Any]:
    return {
        "entity": card.entity.id,
        "name": card.entity.name,
        "groups": dict(card.entity.groups),
        "kind": None if card.kind is None else {"by": card.by, "value": card.kind},
        "scores": [_line(line) for line in card.lines],
        "weakest": [_line(line) for line in card.weakest],
        "raises": [_raise(one) for one in card.raises],
        "confidential": card.apart,
    }


def _line(line: Line) -> dict[str, Any]:
    """Return a line: `score` is null where it is not rated, with the reason in `why`."""
    return {
        "id": line.node.id,
        "title": line.node.title,
        "level": line.node.level.value,
        "score": line.score,
        "low": line.low,
        "high": line.high,
        "coverage": line.coverage,
        "band": line.band_id,
        "rated": line.why is None,
        "why": line.why,
        "kind": None if line.kind is None else _summary(line.kind),
        "all": _summary(line.everyone),
    }


def _summary(summary: ScoreSummary) -> dict[str, Any]:
    """Return what a line stands beside: over the rated entities of its kind, or of all."""
    names = ("rated", "not_rated", "mean", "median")
    return {name: getattr(summary, name) for name in names}


def _raise(one: Raise) -> dict[str, Any]:
    return {
        "pillar": one.pillar.id,
        "question": one.question.id,
        "text": one.question.title or one.question.text,
        "instance": one.instance or None,
        "answer": one.answer,
        "points": one.points,
        "best": one.best,
        "gain": one.gain,
    }
