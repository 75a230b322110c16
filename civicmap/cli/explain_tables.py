"""Where numbers come from, laid out as rows and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from textwrap import wrap
from typing import TYPE_CHECKING, Any

from civicmap.cli.gaps_tables import AUDIENCE, bases_json, gap_json, share_text, span_text
from civicmap.cli.output import Heading, Listing
from civicmap.cli.session import envelope, marks
from civicmap.framework.words import describe
from civicmap.measure.trace import SAYS, beside
from civicmap.report import numbers
from civicmap.report.escape import clean, escape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from civicmap.cli.output import Value
    from civicmap.cli.session import Session
    from civicmap.measure.contributions import Explained, Part
    from civicmap.measure.results import Gap
    from civicmap.measure.rounds import Said
    from civicmap.measure.trace import Beside, Traced
    from civicmap.model import Entity

WIDTH = 80
FOR_PEOPLE = ("table", "md")


# --- findings -------------------------------------------------------------------------------------------------------

_TRACED = (Heading("Entity"), Heading("Says"), Heading("Question"), Heading("Answer"), Heading("Cell"))


def finding_listing(session: Session, gap: Gap, traced: Sequence[Traced], fmt: str) -> Listing:
    """Return a finding with the cells of each entity in its base; for people, a single sheet is named once."""
    document = envelope(
        session,
        AUDIENCE,
        finding=gap_json(gap, session.framework),
        rule=dict(_rule(session, gap)),
        entities=[_traced_json(one) for one in traced],
    )
    rows = [row for one in traced for row in _traced_rows(one)]
    sheet = _one_sheet(rows) if fmt in FOR_PEOPLE else []
    title = _title([("", gap.finding.title), *_rule(session, gap), *_numbers(gap), *sheet], fmt)
    return Listing(_TRACED, rows, document, title=title, marks=marks(session, AUDIENCE))


def _rule(session: Session, gap: Gap) -> Iterator[tuple[str, str]]:
    """Yield the conditions of a finding in words."""
    finding = gap.finding
    for name, condition in (("has it", finding.share), ("lacks it", finding.not_in), ("among", finding.among)):
        if condition is not None:
            yield name, describe(condition, session.framework)


def _numbers(gap: Gap) -> Iterator[tuple[str, str]]:
    """Yield the numbers of a finding, each with its name."""
    yield "share", f"{share_text(gap.share)} ({gap.numerator} of {gap.denominator}, base {gap.base})"
    if gap.gap_numerator is None:
        yield "gap", gap.gap_why or "–"
    else:
        yield "gap", f"{share_text(gap.gap_share)} ({gap.gap_numerator} of {gap.denominator}) clearly lack it"
    yield "item bounds", span_text(gap.item_bounds)
    yield "frame bounds", span_text(gap.frame_bounds)
    yield "interval", f"{span_text(gap.interval)} ({gap.method})" if gap.method else gap.interval_why or "–"
    yield "bases", ", ".join(f"{name} {'–' if n is None else n}" for name, n in bases_json(gap.bases).items())


def _title(lines: Sequence[tuple[str, str]], fmt: str) -> str:
    """Return named lines: a paragraph each in Markdown, else none wider than a table. Texts stay texts in both."""
    texts = [f"{name}: {text}" if name else text for name, text in lines]
    if fmt == "md":
        return "\n\n".join(map(escape, texts))
    return "\n".join("\n".join(wrap(clean(text), WIDTH, subsequent_indent="  ")) for text in texts)


def _one_sheet(rows: Sequence[list[Value]]) -> list[tuple[str, str]]:
    """Take the sheet out of the last column where all cells stand in one, and return its name to be said once."""
    places = [str(row[-1]).rpartition("!") for row in rows if row[-1]]
    sheets = {sheet for sheet, _, _ in places}
    if len(sheets) != 1:
        return []
    for row in rows:
        row[-1] = str(row[-1]).rpartition("!")[2]
    return [("cells of", sheet) for sheet in sheets]


def _traced_rows(one: Traced) -> Iterator[list[Value]]:
    """Yield a row for each cell of an entity; its name and verdict stand in the first."""
    named: list[Value] = [one.entity.id, SAYS[one.verdict]]
    for cell in one.cells:
        question = f"{cell.question} ({cell.instance})" if cell.instance else cell.question
        yield [*named, question, cell.answer, cell.address]
        named = ["", ""]
    if not one.cells:
        yield [*named, "", "", ""]


def _traced_json(one: Traced) -> dict[str, Any]:
    """Return what an entity says, with its cells."""
    return {
        "entity": one.entity.id,
        "name": one.entity.name,
        "says": one.verdict.name.lower(),
        "question": one.question,
        "cells": [
            asdict(cell) | {"instance": cell.instance or None, "address": cell.address or None} for cell in one.cells
        ],
    }


# --- scores ---------------------------------------------------------------------------------------------------------


def _points(value: Value) -> str:
    """Show points to people."""
    return "–" if value is None else "" if value == "" else numbers.score(float(value))


def _percent(value: Value) -> str:
    """Show a part of 1 to people."""
    return "–" if value is None else "" if value == "" else numbers.percent(float(value), 1)


_PARTS = (
    Heading("Question"),
    Heading("Answer"),
    Heading("Points", _points, right=True),
    Heading("Weight", _percent, right=True),
    Heading("Adds", _points, right=True),
    Heading("Cell"),
)


def score_listing(session: Session, entity: Entity, found: Explained, fmt: str) -> Listing:
    """Return a score with the answers behind it; what they add is the score."""
    said = {id(part): _stages(session, entity, part) for part in found.parts}
    held = {id(part): _beside(session, entity, part) for part in found.parts}
    document = envelope(
        session,
        AUDIENCE,
        entity=entity.id,
        name=entity.name,
        id=found.node.id,
        score=found.score,
        low=found.low,
        high=found.high,
        why=found.why,
        parts=[_part_json(part, said[id(part)], held[id(part)]) for part in found.parts],
    )
    name = entity.id if entity.name in ("", entity.id) else f"{entity.id} {entity.name}"
    score = f"{_points(found.score)} (low {_points(found.low)}, high {_points(found.high)})"
    why = [("why", found.why)] if found.why else []
    rows: list[list[Value]] = []
    for p in found.parts:
        rows.append([_asked(p), p.answer, p.points, p.part, p.adds, p.address])
        rows += [[f"· {one.stage}", one.answer, "", "", "", one.address] for one in said[id(p)]]
        rows += [[f"· {one.kind}", one.text, "", "", "", one.address] for one in held[id(p)]]
    sheet = _one_sheet(rows) if fmt in FOR_PEOPLE else []
    title = _title([("", f"{name}: {found.node.title}"), ("score", score), *why, *sheet], fmt)
    notes = [] if all(p.part is not None or p.points is None for p in found.parts) else [_NO_SUM]
    return Listing(_PARTS, rows, document, title=title, marks=marks(session, AUDIENCE), notes=notes)


_NO_SUM = "The score is no plain sum of these answers: a geometric mean or points of bands."


def _asked(part: Part) -> str:
    return f"{part.question} ({part.instance})" if part.instance else part.question


def _stages(session: Session, entity: Entity, part: Part) -> tuple[Said, ...]:
    """Return what each stage of review says in the cells of an answer; nothing where there are no stages."""
    survey = session.survey
    if survey.layers is None:
        return ()
    from civicmap.measure.rounds import said_by_stage  # noqa: PLC0415 - only where there are stages

    question = session.framework.question(part.question)
    return said_by_stage(survey, question, survey.entities.index(entity), part.instance)


def _beside(session: Session, entity: Entity, part: Part) -> tuple[Beside, ...]:
    """Return the comment, evidence, page and confidence beside an answer."""
    survey = session.survey
    question = session.framework.question(part.question)
    return beside(survey, question, survey.entities.index(entity), part.instance) if survey.remarks else ()


def _part_json(part: Part, said: Sequence[Said], held: Sequence[Beside]) -> dict[str, Any]:
    """Return an answer behind a score as its JSON object, with what each stage of review says of it."""
    return {
        "question": part.question,
        "instance": part.instance or None,
        "state": part.state.name.lower(),
        "answer": part.answer,
        "address": part.address or None,
        "points": part.points,
        "weight": part.part,
        "adds": part.adds,
        "stages": [
            {"stage": one.stage, "answer": one.answer, "address": one.address or None, "counts": one.counts}
            for one in said
        ],
        "beside": [asdict(one) for one in held],
    }
