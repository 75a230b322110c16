"""Scores at one level, a row each, and the comparison with published ones."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from civicmap.cli.output import Heading, Listing
from civicmap.cli.score_columns import columns
from civicmap.cli.score_summary import full_group_listing, group_listing, summary_json
from civicmap.cli.score_tables import AUDIENCE, known, points
from civicmap.cli.session import envelope, marks
from civicmap.measure.against import DIFFERS, MOST_DECIMALS
from civicmap.report import numbers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from civicmap.cli.output import Value
    from civicmap.cli.score_tables import Asked
    from civicmap.cli.session import Session
    from civicmap.measure.against import Against
    from civicmap.measure.results import Scores, ScoreSummary

    Row = tuple[Value, ...]

_LEVEL = (
    Heading("entity"),
    Heading("instance"),
    Heading("level"),
    Heading("id"),
    Heading("score", points, right=True),
    Heading("low", points, right=True),
    Heading("high", points, right=True),
    Heading("state"),
    Heading("weight", right=True),
)


def level_listing(session: Session, scores: Scores, asked: Asked, level: str) -> Listing:
    """Return a row for each node or question at a level, or with `instance` for each instance's nodes."""
    rows = list(_ROWS.get(level, _of_nodes)(session, scores, asked, level))
    keys = [heading.title for heading in _LEVEL]
    document = envelope(session, AUDIENCE, rows=[dict(zip(keys, row, strict=True)) for row in rows])
    notes = () if rows else (f"There is nothing at the level {level}.",)
    return Listing(_LEVEL, rows, document, marks=marks(session, AUDIENCE), notes=notes)


def nodes_at(session: Session, asked: Asked, level: str) -> list[str]:
    """Return the ids of the nodes at a level, of those asked for."""
    wanted = _below(session, asked)
    return [node.id for node in session.framework.nodes if node.level == level and node.id in wanted]


def divided_listing(session: Session, rows: Listing, summary: Sequence[ScoreSummary], *, compact: bool) -> Listing:
    """Return the nodes of a level by group, with a heat map; JSON has them beside the rows of the entities."""

    def document() -> dict[str, Any]:  # large, and for one format only
        return rows.as_json() | {"summary": [summary_json(one) for one in summary]}

    if compact:
        return group_listing(session, summary, document, rows.marks)
    return full_group_listing(summary, document, rows.marks)


def against_listing(session: Session, result: Against) -> Listing:
    """Return the published scores that were not reached."""
    headings = (
        *(Heading(title) for title in ("entity", "id", "instance")),
        Heading("published", right=True),
        Heading("computed", _as_printed(result), right=True),
        Heading("why"),
    )
    differing = [asdict(difference) for difference in result.differing]
    document = envelope(
        session,
        AUDIENCE,
        against={
            "compared": result.compared,
            "equal": result.equal,
            "tolerance": result.tolerance,
            "differing": differing,
        },
    )
    rows = [tuple(d[heading.title] for heading in headings) for d in differing]
    said = f"{result.equal} of {result.compared} published scores equal (rounded half up as printed, tolerance 0)."
    return Listing(headings, rows, document, marks=marks(session, AUDIENCE), notes=(said,))


def _as_printed(result: Against) -> Callable[[Value], str]:
    """Show computed scores with the decimals of the published ones, so that a difference can be seen."""
    decimals = max(
        (len(one.published.partition(".")[2]) for one in result.differing if one.why.startswith(DIFFERS)), default=0
    )
    digits = min(max(decimals, 1), MOST_DECIMALS)
    return lambda value: "–" if value is None else numbers.figure(float(value), digits)


def _below(session: Session, asked: Asked) -> set[str]:
    """Return the nodes asked for, with all nodes below them where one was named, and every node where none was."""
    if not asked.one:
        return {node.id for node in session.framework.nodes}
    found: set[str] = set()
    waiting = [node.id for node in asked.nodes]
    while waiting:
        node = session.framework.node(waiting.pop())
        found.add(node.id)
        waiting += [] if node.of_questions else node.children
    return found


def _of_nodes(session: Session, scores: Scores, asked: Asked, level: str) -> Iterator[Row]:
    """Yield each entity's score of each node at a level."""
    nodes = [session.framework.node(node) for node in nodes_at(session, asked, level)]
    found = [(node, columns(node, scores.nodes[node.id], asked.entities)) for node in nodes]
    for at, place in enumerate(asked.entities):
        entity = scores.entities[place].id
        for node, own in found:
            yield (entity, None, level, node.id, own.score[at], own.low[at], own.high[at], None, node.weight)


def _of_instances(session: Session, scores: Scores, asked: Asked, _level: str) -> Iterator[Row]:
    """Yield each instance's score of each node that is made before the instances become one."""
    wanted = _below(session, asked)
    nodes = [node for node in session.framework.nodes if node.id in scores.rows and node.id in wanted]
    for row, entity in _rows_of(scores, asked):
        for node in nodes:
            found = scores.rows[node.id]
            numbers = (known(values[row]) for values in (found.score, found.low, found.high))
            yield (entity, scores.row_instance[row], str(node.level), node.id, *numbers, None, node.weight)


def _of_questions(session: Session, scores: Scores, asked: Asked, level: str) -> Iterator[Row]:
    """Yield the points of each scored question, of each instance where there are several."""
    below = {question.id for node in asked.nodes for question in session.framework.questions_below(node.id)}
    found = [scores.questions[question] for question in scores.questions if question in below or not asked.one]
    for row, entity in _rows_of(scores, asked):
        instance = scores.row_instance[row] or None
        for question in found:
            numbers = (known(values[row]) for values in (question.points, question.low, question.high))
            state = question.state[row].name.lower()
            yield (entity, instance, level, question.question, *numbers, state, question.weight)


def _rows_of(scores: Scores, asked: Asked) -> Iterator[tuple[int, str]]:
    """Yield the rows of the entities asked for, with the entity's id."""
    wanted = set(asked.entities)
    for row, owner in enumerate(scores.row_entity.tolist()):
        if owner in wanted:
            yield row, scores.entities[owner].id


_ROWS: dict[str, Callable[[Session, Scores, Asked, str], Iterator[Row]]] = {
    "instance": _of_instances,
    "question": _of_questions,
}
