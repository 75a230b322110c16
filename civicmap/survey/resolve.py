"""The raw layer and a framework -> a survey. Pure: the same raw wave and framework always give the same survey."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from civicmap.errors import Code, Problem
from civicmap.framework.evaluate import Rows
from civicmap.framework.layout import layout
from civicmap.framework.reading import leaves
from civicmap.framework.types import InGroup, QuestionType
from civicmap.model import Survey
from civicmap.survey.arrange import arrange
from civicmap.survey.canvas import blank_canvas, letters, letters_by_file, staged_cells
from civicmap.survey.cells import read_cells
from civicmap.survey.dialects import words_of
from civicmap.survey.divisions import divide
from civicmap.survey.entities import make_entities
from civicmap.survey.hashing import content_sha256
from civicmap.survey.log import Log
from civicmap.survey.people import entity_column, find_people
from civicmap.survey.register.validity import invited, is_valid, successor_of, why_not
from civicmap.survey.remarks import check_evidence, remarks
from civicmap.survey.settle import given_cells, settle
from civicmap.survey.stages import Stages, stage_places, until
from civicmap.survey.weights import read_weights
from civicmap.survey.words.vocabulary import answer_code, vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Condition, Framework
    from civicmap.model import Entity, Layers, Policy, Raw, Register
    from civicmap.survey.arrange import Arrangement
    from civicmap.survey.canvas import Canvas
    from civicmap.survey.divisions import Division
    from civicmap.survey.people import People


@dataclass(frozen=True, slots=True)
class Read:
    """A wave whose texts are read and whose rows are in order. Its canvas holds the raw layer, corrected, and the log."""

    canvas: Canvas
    people: People
    arranged: Arrangement
    divisions: list[Division]
    content: str  # the hash of the answers as they were written, all stages included
    layers: Layers | None  # the stages of review, before they were laid over one another


def resolve(
    raw: Raw,
    framework: Framework,
    *,
    wave: str,
    register: Register | None = None,
    closed_on: date | None = None,
    last: str | None = None,
    content: str | None = None,
) -> Survey:
    """Return a wave, resolved: texts to answers, then review and gates (rule R1), in an order that no file changes.

    The raw layer's corrections are laid over it first. `closed_on` is the wave's closing day; where it is None, the
    framework's. `last` is the last stage of review that counts; RequestError where there is no such stage, or nothing
    up to it. `content` is the hash of the answers, where it is known. Problems of answers come after the raw layer's own; none is raised here.
    """
    return examine(raw, framework, wave=wave, register=register, closed_on=closed_on, last=last, content=content)[0]


def examine(
    raw: Raw,
    framework: Framework,
    *,
    wave: str,
    register: Register | None = None,
    closed_on: date | None = None,
    last: str | None = None,
    content: str | None = None,
) -> tuple[Survey, Read]:
    """Resolve a wave as `resolve` does, and return beside it what it was resolved from: where each problem stands."""
    raw = _corrected(raw)
    if last is not None:
        raw = until(raw, Stages(framework), last)
    framework = _routed(framework, raw)
    read = _read(raw, framework, register, content)
    canvas, arranged = read.canvas, read.arranged
    entities = make_entities(canvas, read.people, arranged.row_entity, read.divisions, register)
    respondent = _respondents(canvas, arranged.row_entity, len(entities))
    _report_silent(canvas, read.people, arranged.row_entity, respondent)
    closing = closed_on or _closing_day(framework, wave)
    _report_not_valid(read, respondent, register, closing)
    groups = _groups_by_row(framework, read.divisions, arranged.row_entity)
    check_evidence(canvas)
    settle(canvas, Rows(framework, canvas.layout, canvas.block, groups, {}, closing))
    weights = read_weights(canvas, arranged.row_entity)
    numbers, sources = staged_cells(canvas)
    survey = Survey(
        wave=wave,
        layout=canvas.layout,
        block=canvas.block,
        entities=entities,
        row_entity=arranged.row_entity,
        row_instance=arranged.row_instance,
        respondent=respondent,
        texts=canvas.texts,
        register=None if register is None else invited(register, closing, _answered(entities, respondent)),
        policies=_policies(raw, read.people),
        sources=raw.sources,
        cells=letters(raw, framework),
        row_source=np.take(raw.row_source, arranged.order),
        row_number=np.take(raw.row_number, arranged.order),
        count=raw.count,
        problems=tuple(dict.fromkeys((*raw.problems, *_mapping_faults(raw, framework), *canvas.log.problems))),
        content_sha256=read.content,
        synthetic=raw.synthetic,
        closed_on=closing,
        cell_numbers=numbers,
        cells_by_file=letters_by_file(raw, framework),
        weights=weights,
        cell_sources=sources,
        remarks=remarks(canvas),
        layers=read.layers,
    )
    return survey, read


def _answered(entities: Sequence[Entity], respondent: NDArray[np.bool_]) -> set[str]:
    """Return the ids of those that gave an answer."""
    return {entity.id for entity, gave in zip(entities, respondent.tolist(), strict=True) if gave}


def _corrected(raw: Raw) -> Raw:
    """Return the raw layer with its corrections laid over it, where it has any."""
    if not raw.corrections:
        return raw
    from civicmap.survey.corrections.overlay import corrected  # noqa: PLC0415 - few waves have any

    return corrected(raw)


def _routed(framework: Framework, raw: Raw) -> Framework:
    """Return the framework with the routing of the form that the wave was asked with, where it has none of its own."""
    if not raw.routes:
        return framework
    from civicmap.framework.codec import condition_from_json  # noqa: PLC0415 - only where a form routed
    from civicmap.survey.forms.routes import with_routes  # noqa: PLC0415

    return with_routes(framework, [(question, condition_from_json(text)) for question, text in raw.routes])


def _read(raw: Raw, framework: Framework, register: Register | None, content: str | None) -> Read:
    """Find who sent the rows, put them in order, and read their texts; `content` is the hash of them, where it is known."""
    log = Log(raw)
    tool = words_of(source.dialect for source in raw.sources)
    words = vocabularies(framework, raw.answers, raw.missing, tool.answers)
    people = find_people(raw, framework, register, log)
    stages = Stages(framework)
    places = stage_places(raw, stages, log)
    arranged = arrange(raw, framework, people, words, places)
    canvas = blank_canvas(raw, layout(framework), arranged.order, framework, words, log, tool)
    read_cells(canvas)
    if content is None:
        content = _content(canvas, people, arranged, None if places is None else places[arranged.order], stages)
    layers = None
    if places is not None:
        from civicmap.survey.stages_overlay import overlay  # noqa: PLC0415 - only for a wave that was reviewed

        canvas, arranged, layers = overlay(canvas, arranged, places, stages)
    return Read(canvas, people, arranged, divide(canvas, people, arranged.row_entity, register), content, layers)


def _content(
    canvas: Canvas, people: People, arranged: Arrangement, places: NDArray[np.int64] | None, stages: Stages
) -> str:
    """Return the hash of the answers as they were written; rows without a named entity have no name in it.

    A row of a later stage is named by it, one of the first as if there were no stages.
    """
    ids = people.ids if entity_column(canvas.raw, canvas.framework) is not None else ()
    instances: Sequence[str] = arranged.row_instance
    if places is not None:
        tags = ["", *(f"\x1d{stage}" for stage in stages.ids[1:])]
        instances = [name + tags[place] for name, place in zip(instances, places.tolist(), strict=True)]
    return content_sha256(canvas, ids, arranged.row_entity, instances)


def _respondents(canvas: Canvas, row_entity: NDArray[np.int32], entities: int) -> NDArray[np.bool_]:
    """Return who gave at least one choice, number or date (rule R2). Keys of entity, wave and instance say nothing."""
    framework = canvas.framework
    keys = {framework.entity.question, framework.entity.name, framework.entity.parent, framework.wave}
    keys |= set(framework.instances.key if framework.instances is not None else ())
    # The rows that have given nothing so far: few after the first question.
    silent: NDArray[np.int64] | slice = slice(None)
    for question in framework.questions:
        if question.type is not QuestionType.TEXT and question.id not in keys:
            left = np.flatnonzero(~given_cells(canvas.codes(question.id)[silent]))
            silent = left if isinstance(silent, slice) else silent[left]
            canvas.done(question.id)
    gave = np.ones(canvas.rows, dtype=np.bool_)
    gave[silent] = False
    found = np.zeros(entities, dtype=np.bool_)
    found[row_entity[gave]] = True
    return found


def _report_silent(
    canvas: Canvas, people: People, row_entity: NDArray[np.int32], respondent: NDArray[np.bool_]
) -> None:
    """Say which entities sent a form without an answer."""
    for entity in np.flatnonzero(~respondent).tolist():
        row = int(np.searchsorted(row_entity, entity))
        canvas.log.rows(Code.ROW_NO_ANSWER, "", canvas.order[row : row + 1], entity=people.ids[entity])


def _report_not_valid(
    read: Read, respondent: NDArray[np.bool_], register: Register | None, closing: date | None
) -> None:
    """Say which entities answered that did not exist on the closing day, and who took their place."""
    if register is None or closing is None:
        return
    canvas = read.canvas
    column = entity_column(canvas.raw, canvas.framework)
    for entity in np.flatnonzero(respondent).tolist():
        member = read.people.members[entity]
        if member is None or is_valid(member, closing):
            continue
        row = int(np.searchsorted(read.arranged.row_entity, entity))
        successor = successor_of(member, register, closing)
        canvas.log.rows(Code.ENTITY_NOT_VALID, column.column.letter if column is not None else "",
                        canvas.order[row : row + 1], entity=member.id, why=why_not(member, closing),
                        successor=f"; its successor is {successor}" if successor else "")  # fmt: skip


def _closing_day(framework: Framework, wave: str) -> date | None:
    """Return the closing day that the framework gives the wave."""
    said = framework.closes.get(wave) or framework.closes.get("")
    return None if said is None else date.fromisoformat(said)


def _groups_by_row(
    framework: Framework, divisions: Sequence[Division], row_entity: NDArray[np.int32]
) -> dict[str, tuple[str, ...]]:
    """Return the groups that gates read: group -> value of each row's entity, "" where nobody says."""
    wanted = {leaf.group for condition in _gates(framework) for leaf in leaves(condition) if isinstance(leaf, InGroup)}
    return {
        division.group: tuple(map((*division.values, "").__getitem__, division.index[row_entity].tolist()))
        for division in divisions
        if division.group in wanted
    }


def _gates(framework: Framework) -> Iterable[Condition]:
    """Yield every condition that routing reads."""
    for question in framework.questions:
        offered = (answer.asked_if for answer in question.answers)
        yield from (found for found in (question.closed_by, question.asked_if, *offered) if found is not None)
    if framework.under_review is not None:
        yield framework.under_review


def _policies(raw: Raw, people: People) -> tuple[Policy, ...]:
    """Return the policies in the order of the entities."""
    place = {name: number for number, name in enumerate(people.ids)} if raw.policies else {}
    return tuple(
        sorted(raw.policies, key=lambda p: (place.get(p.entity, len(place)), p.entity, p.topic, p.title, p.year or 0))
    )


def _mapping_faults(raw: Raw, framework: Framework) -> list[Problem]:
    """Return what the mapping file says of answers that the framework does not have."""
    known = {question.id: question for question in framework.questions}
    faults = []
    for owner, _, answer in raw.answers:
        asked = [known[owner]] if owner in known else []
        asked = list(known.values()) if not owner else asked
        if not any(answer_code(question, answer) is not None for question in asked):
            what = f"the answer {answer!r}" + (f" of {owner!r}" if owner else "")
            faults.append(
                Problem.of(Code.MAPPING_UNKNOWN, what=what, how="use the ids of questions and answers of the framework")
            )
    return faults
