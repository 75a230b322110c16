"""What other rules make of the scores, as lines below a table and as JSON."""

from __future__ import annotations

from dataclasses import replace
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

from civicmap.framework.types import Level
from civicmap.measure.what_if import what_if
from civicmap.report import numbers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from civicmap.cli.output import Listing
    from civicmap.cli.score_tables import Asked
    from civicmap.cli.session import Session
    from civicmap.measure.what_if import Moved, WhatIf

_MOST: Final = 8  # entities named in a line; JSON has all
_WIDTH: Final = 80


def beside(listing: Listing, own: Session, rules: list[str], asked: Asked) -> Listing:
    """Add to a listing of scores under other rules how they depart from the framework's own."""
    (found,) = what_if(own.survey, own.framework, [rules], asked.nodes)
    entities = {own.survey.entities[place].id for place in asked.entities}
    lines = [line for one in found for line in _lines(one, entities)]
    return replace(
        listing,
        document=listing.as_json() | {"what_if": [_document(one, entities) for one in found]},
        notes=[*listing.notes, "", f"Beside the framework's own rules ({', '.join(rules)}):", *lines],
    )


def _lines(one: WhatIf, entities: set[str]) -> Iterator[str]:
    """Yield a node's departure in words, no wider than a table."""
    departure = one.departure
    if not departure.compared or departure.mean_shift is None or departure.max_shift is None:
        yield f"{one.node.title}: no entity is rated under both."
        return
    said = [f"{departure.compared} rated under both"]
    if departure.up is not None:
        said.append(f"{departure.up} in a higher band, {departure.down} in a lower one")
    said.append(f"points change by {numbers.score(departure.mean_shift)} on average")
    if one.furthest is not None and departure.max_shift:
        said.append(f"most for {one.furthest.id} ({numbers.score(departure.max_shift)})")
    moved = [move for move in one.moved if move.entity.id in entities]
    named = "; ".join(map(_named, moved[:_MOST]))
    more = f"; and {len(moved) - _MOST} more" if len(moved) > _MOST else ""
    text = f"{one.node.title}: {'; '.join(said)}." + (f" {named}{more}." if named else "")
    yield from wrap(text, _WIDTH, subsequent_indent="  ")


def _named(move: Moved) -> str:
    """Return an entity's change as it stands in a line."""
    change = numbers.figure(move.after - move.before, 1, sign=True)
    return f"{move.entity.id} {move.band_before} → {move.band_after} ({change})"


def _document(one: WhatIf, entities: set[str]) -> dict[str, Any]:
    """Return a node's departure as JSON."""
    departure = one.departure
    return {
        "id": one.node.id,
        "level": Level(one.node.level).value,
        "compared": departure.compared,
        "up": departure.up,
        "down": departure.down,
        "median_before": one.median_before,
        "median_after": one.median_after,
        "mean_shift": departure.mean_shift,
        "max_shift": departure.max_shift,
        "furthest": None if one.furthest is None else one.furthest.id,
        "spearman": departure.spearman,
        "moved": [
            {
                "entity": move.entity.id,
                "before": move.before,
                "after": move.after,
                "band_before": move.band_before,
                "band_after": move.band_after,
            }
            for move in one.moved
            if move.entity.id in entities
        ],
    }
