"""The robustness of scores laid out as rows and as JSON."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from civicmap.cli.output import Heading, Listing
from civicmap.cli.score_tables import AUDIENCE, band_of, known, points
from civicmap.cli.session import envelope, marks
from civicmap.report import numbers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from civicmap.cli.output import Value
    from civicmap.cli.session import Session
    from civicmap.measure.robust_compare import Departure
    from civicmap.measure.robustness import Check, Drawing, NodeRobustness, Robustness

_KINDS = {
    "low": "every unknown answer the worst",
    "high": "every unknown answer the best",
    "mean": "mean at each level",
    "flat_mean": "flat mean of all questions",
    "geometric": "geometric mean",
    "dirichlet": "weights of any size",
    "around": "weights ± 25%",
}
_COMPACT = (
    Heading("Score of"),
    Heading("If instead"),
    *(Heading(title, right=True) for title in ("Change band", "of", "Mean shift", "Largest", "Spearman")),
)
_FULL = (
    *(Heading(title) for title in ("id", "kind", "name")),
    *(Heading(title) for title in ("compared", "up", "down", "mean_shift", "max_shift", "furthest")),
    *(Heading(title) for title in ("changing", "changed", "spearman", "spearman_low", "spearman_high")),
)
_ENTITIES = (
    *(Heading(title) for title in ("Entity", "Score of")),
    *(Heading(title, right=True) for title in ("Score", "Any weights", "± 25%", "Keeps band", "Rank")),
)
_ENTITIES_FULL = tuple(
    Heading(title)
    for title in (
        *("entity", "name", "id", "score", "low", "high", "band", "weights"),
        *("score_low", "score_median", "score_high", "kept", "rank", "rank_low", "rank_median", "rank_high"),
    )
)


def listing(session: Session, found: Robustness, *, entities: bool, compact: bool) -> Listing:
    """Return the robustness as a listing, a row for each check or with `entities` for each entity; JSON has both."""
    document = envelope(
        session,
        AUDIENCE,
        draws=found.draws,
        seed=found.seed,
        ranks=any(node.ranks is not None for node in found.nodes),
        within=found.within,
        scores=[_node_json(session, found, node) for node in found.nodes],
    )
    said = marks(session, AUDIENCE)
    if entities:
        rows = list(_entity_rows(session, found) if compact else _full_entity_rows(session, found))
        ranked = any(node.ranks is not None for node in found.nodes)
        headings = [one for one in _ENTITIES if ranked or one.title != "Rank"] if compact else _ENTITIES_FULL
        shown = [row if ranked or not compact else row[:-1] for row in rows]
        return Listing(headings, shown, document, marks=said, notes=_entity_notes(found) if compact else [])
    if not compact:
        return Listing(_FULL, list(_full_rows(found)), document, marks=said)
    return Listing(_COMPACT, list(_rows(session, found)), document, marks=said, notes=_notes(found))


# --- a row for each check -------------------------------------------------------------------------------------------


def _rows(session: Session, found: Robustness) -> Iterator[list[Value]]:
    """Yield a row for each check; of the parts left out, the one that moves most entities."""
    for node in found.nodes:
        title = session.framework.node(node.node).title
        for text, one in _checked(node):
            yield [title, text, _changes(one), one.compared, points(one.mean_shift), points(one.max_shift), _rho(one)]
            title = ""
        for drawing in node.drawings:
            changing = "–" if drawing.changing is None else str(drawing.changing)
            rho = "–" if drawing.spearman is None else numbers.figure(drawing.spearman[1], 3)
            yield [title, _KINDS[drawing.weights], changing, int(node.baseline.rated.sum()), "–", "–", rho]
            title = ""


def _checked(node: NodeRobustness) -> Iterator[tuple[str, Departure]]:
    parts = [check for check in node.checks if check.kind == "without"]
    for check in node.checks:
        if check.kind != "without":
            yield _KINDS[check.name], check.departure
        elif check is parts[0]:
            worst = max(parts, key=_moved)
            yield f"without one of {len(parts)} parts, at worst {worst.name}", worst.departure


def _moved(check: Check) -> tuple[int, float]:
    return (check.departure.up or 0) + (check.departure.down or 0), check.departure.mean_shift or 0.0


def _changes(one: Departure) -> str:
    """Return how many move to another band, up and down."""
    if one.up is None or one.down is None:
        return "–"
    total = one.up + one.down
    return f"{total} ({one.up} up, {one.down} down)" if total else "0"


def _rho(one: Departure) -> str:
    return "–" if one.spearman is None else numbers.figure(one.spearman, 3)


def _notes(found: Robustness) -> list[str]:
    return [
        "Change band: rated entities that another choice puts into another band; shifts in points.",
        f"Drawn weights: {found.draws:,} sets each, seed {found.seed}; change band: in more than one of 20 sets.",
        "Weights of any size: every division of a weight is as likely; at every level above the instances.",
        "Spearman: how alike the order stays, 1 for the same; of drawn weights the median.",
        "A mean that hangs on the choice is a reason to publish bands with their low and high, and no order.",
    ]


def _full_rows(found: Robustness) -> Iterator[list[Value]]:
    for node in found.nodes:
        for check in node.checks:
            one = check.departure
            furthest = None if one.furthest is None else found.entities[one.furthest].id
            moved = (one.compared, one.up, one.down, one.mean_shift, one.max_shift, furthest)
            yield [node.node, check.kind, check.name, *moved, None, None, one.spearman, None, None]
        for drawing in node.drawings:
            low, median, high = drawing.spearman or (None, None, None)
            compared = int(node.baseline.rated.sum())
            yield [
                *(node.node, "weights", drawing.weights, compared, *(None,) * 5),
                *(drawing.changing, drawing.changed, median, low, high),
            ]


# --- a row for each entity ------------------------------------------------------------------------------------------


def _entity_rows(session: Session, found: Robustness) -> Iterator[list[Value]]:
    """Yield a row for each rated entity and node, in register order; the entity is named once."""
    for place, entity in enumerate(found.entities):
        name = entity.id if entity.name in ("", entity.id) else f"{entity.id} {entity.name}"
        for node in found.nodes:
            if not node.baseline.rated[place]:
                continue
            wide, near = node.drawings
            kept = "–" if wide.kept is None else numbers.percent(float(wide.kept[place]))
            title = session.framework.node(node.node).title
            spans = (_points_range(wide, place), _points_range(near, place))
            yield [name, title, points(known(node.baseline.score[place])), *spans, kept, _rank_range(near, place)]
            name = ""


def _points_range(drawing: Drawing, place: int) -> str:
    return f"{points(float(drawing.scores[0, place]))}–{points(float(drawing.scores[2, place]))}"


def _rank_range(drawing: Drawing, place: int) -> str:
    """Return the ranks that an entity has in nine of ten draws."""
    if drawing.ranks is None or math.isnan(drawing.ranks[0, place]):
        return ""
    first, last = (numbers.figure(float(drawing.ranks[end, place])) for end in (0, 2))
    return first if first == last else f"{first}–{last}"


def _entity_notes(found: Robustness) -> list[str]:
    notes = [
        f"Ranges hold nine of ten scores under drawn weights ({found.draws:,} sets, seed {found.seed}).",
        "Keeps band: in how many of the sets of any size the entity stays in its band. Who is not rated is left out.",
    ]
    if any(node.ranks is not None for node in found.nodes):
        among = f"within {found.within}" if found.within else "among all"
        notes.append(
            f"Rank: {among}, what nine of ten sets of weights ± 25% give; where ranges overlap there is no order."
        )
    return notes


def _full_entity_rows(session: Session, found: Robustness) -> Iterator[list[Value]]:
    for place, entity in enumerate(found.entities):
        for node in found.nodes:
            own = node.baseline
            band = band_of(session.framework.node(node.node), own, place)
            head = (entity.id, entity.name, node.node, *(known(part[place]) for part in (own.score, own.low, own.high)))
            for drawing in node.drawings:
                rank = None if node.ranks is None else node.ranks[place]
                yield [
                    *(*head, band, drawing.weights, *_quantiles(drawing.scores, place)),
                    *(None if drawing.kept is None else known(drawing.kept[place]), rank),
                    *((None,) * 3 if drawing.ranks is None else _quantiles(drawing.ranks, place)),
                ]


def _quantiles(values: Any, place: int) -> Sequence[float | None]:
    return [known(value) for value in values[:, place].tolist()]


# --- JSON -----------------------------------------------------------------------------------------------------------


def _node_json(session: Session, found: Robustness, node: NodeRobustness) -> dict[str, Any]:
    """Return a node as its JSON object."""
    return {
        "id": node.node,
        "rated": int(node.baseline.rated.sum()),
        "uncertain": node.uncertain,
        "checks": [
            {
                "kind": check.kind,
                "name": check.name,
                **check.departure._asdict(),
                "furthest": None if check.departure.furthest is None else found.entities[check.departure.furthest].id,
            }
            for check in node.checks
        ],
        "weights": [_drawing_json(drawing) for drawing in node.drawings],
        "entities": [_entity_json(session, found, node, place) for place in range(len(found.entities))],
    }


def _drawing_json(drawing: Drawing) -> dict[str, Any]:
    return {
        "weights": drawing.weights,
        "changing": drawing.changing,
        "changed": drawing.changed,
        "spearman": None if drawing.spearman is None else _named(drawing.spearman),
    }


def _entity_json(session: Session, found: Robustness, node: NodeRobustness, place: int) -> dict[str, Any]:
    own = node.baseline
    made: dict[str, Any] = {
        "entity": found.entities[place].id,
        "score": known(own.score[place]),
        "band": band_of(session.framework.node(node.node), own, place),
        "why": own.why[place],
    }
    for drawing in node.drawings:
        kept = None if drawing.kept is None else known(drawing.kept[place])
        ranks = None if drawing.ranks is None else _named(_quantiles(drawing.ranks, place))
        made[drawing.weights] = {"score": _named(_quantiles(drawing.scores, place)), "kept": kept, "rank": ranks}
    return made if node.ranks is None else made | {"rank": node.ranks[place]}


def _named(quantiles: Sequence[float | None]) -> dict[str, float | None] | None:
    """Return three quantiles by name; None where there are none."""
    low, median, high = quantiles
    return None if median is None else {"low": low, "median": median, "high": high}
