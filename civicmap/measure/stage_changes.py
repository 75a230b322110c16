"""What the stages of review did to each answer, one by one: before and after, in which file, and why."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from civicmap.framework.types import Tier
from civicmap.measure.rounds import as_layers
from civicmap.measure.trace import answer_text, cell_address
from civicmap.model import Role
from civicmap.survey.addresses import address
from civicmap.survey.reply.read import AGREED, AS_READ, CONTESTED
from civicmap.survey.stages_overlay import VALUE, worth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from civicmap.framework.types import Framework, Question
    from civicmap.model import Entity, Layers, Remark, Survey


class Outcome(StrEnum):
    """What became of an answer in a stage."""

    CHANGED = "changed"
    FIRST = "first"  # it had no value before
    ACCEPTED = "accepted"  # on a reply sheet: the entity agrees
    SAME = "same"  # on a reply sheet: the entity corrects it to what was read; nothing changes
    OPEN = "open"  # on a reply sheet: the entity contests it, and it stands


@dataclass(frozen=True, slots=True)
class StageChange:
    """One answer in one stage. `after` is what stood before too where nothing changed; `why` is "" where nobody says.

    `cell` is where the stage says it, `cell_before` where the value before it stands, "" for none.
    """

    entity: Entity
    instance: str
    question: str
    stage: str
    outcome: Outcome
    before: str
    after: str
    why: str
    cell: str
    cell_before: str


def stage_changes(survey: Survey, framework: Framework, entity: int | None = None) -> tuple[StageChange, ...]:
    """Return what the stages did, by entity, question and stage; of one entity, given by its place, or of all.

    Confidential questions are left out. Empty where no row says a stage.
    """
    layered, layers = as_layers(survey), survey.layers
    if layered is None or layers is None:
        return ()
    asked = [question for question in framework.questions if question.tier is not Tier.CONFIDENTIAL]
    known = [question for question in asked if question.indicator is not None]
    found = [one for question in known for one in _of_question(survey, layered, layers, question)]
    places = {known.id: place for place, known in enumerate(survey.entities)}
    order = {question.id: place for place, question in enumerate(framework.questions)}
    wanted = [one for one in found if entity is None or places[one.entity.id] == entity]
    return tuple(sorted(wanted, key=lambda one: (places[one.entity.id], one.instance, order[one.question])))


def _of_question(survey: Survey, layered: Survey, layers: Layers, question: Question) -> Iterator[StageChange]:
    """Yield what each layer does to one question."""
    worths = worth(layered.block.codes[layered.code_row(question.id)]) == VALUE
    comments = [one for one in survey.remarks if one.column.question == question.id and one.column.role is Role.COMMENT]
    row, last = -1, -1  # the row at hand, and the layer of its last value
    for at in range(len(worths)):
        if int(layers.row[at]) != row:
            row, last, first = int(layers.row[at]), -1, True
        else:
            first = False
        why, cell = _comment(survey, layered, comments, row, at)
        if worths[at]:
            if not first:
                yield from _valued(layered, layers, question, at, last, why)
            last = at
        elif not first and cell and (outcome := _outcome(why)) is not None:
            before = "" if last < 0 else answer_text(layered, question, last)
            reason = "" if outcome is Outcome.ACCEPTED else why.partition(":")[2].strip()
            yield _change(layered, layers, question, at, last, outcome, (before, before, reason, cell))


def _valued(layered: Survey, layers: Layers, question: Question, at: int, last: int, why: str) -> Iterator[StageChange]:
    """Yield what a layer's value changes; nothing where it says what was said."""
    after = answer_text(layered, question, at)
    before = "" if last < 0 else answer_text(layered, question, last)
    if last < 0 or after != before or _texts_differ(layered, question, at, last):
        outcome = Outcome.FIRST if last < 0 else Outcome.CHANGED
        texts = (before, after, why, cell_address(layered, question.id, at))
        yield _change(layered, layers, question, at, last, outcome, texts)


def _texts_differ(layered: Survey, question: Question, at: int, last: int) -> bool:
    """Whether two texts in free words differ, which are not shown."""
    held = layered.texts.get(question.id)
    return held is not None and held[at] != held[last]


def _change(
    layered: Survey,
    layers: Layers,
    question: Question,
    at: int,
    last: int,
    outcome: Outcome,
    texts: tuple[str, str, str, str],
) -> StageChange:
    before, after, why, cell = texts
    return StageChange(
        layered.entities[int(layered.row_entity[at])],
        layered.row_instance[at],
        question.id,
        layers.stages[int(layers.stage[at])],
        outcome,
        before,
        after,
        why,
        cell,
        "" if last < 0 else cell_address(layered, question.id, last),
    )


def _comment(survey: Survey, layered: Survey, comments: list[Remark], row: int, at: int) -> tuple[str, str]:
    """Return the comment that stands in a layer's file beside its row, and its cell; "" for none."""
    for one in comments:
        text = one.texts[int(one.codes[row])].strip()
        if text and int(one.row_source[row]) == int(layered.row_source[at]):
            source = survey.sources[int(one.row_source[row])]
            return text, address(source, int(one.row_number[row]), one.column.letter)
    return "", ""


def _outcome(comment: str) -> Outcome | None:
    """Return what a reply without a corrected answer says."""
    if comment == AGREED:
        return Outcome.ACCEPTED
    opened = {CONTESTED: Outcome.OPEN, AS_READ: Outcome.SAME}
    return next((outcome for word, outcome in opened.items() if comment.startswith(f"{word}:")), None)
