"""What each review stage of a wave changed: how many of the values that stood before it, and which way."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from civicmap.framework.types import PointsRule, QuestionType
from civicmap.measure.answers import answers_of
from civicmap.measure.points import earn
from civicmap.measure.trace import answer_text, cell_address
from civicmap.model import AnswerState
from civicmap.survey.stages_overlay import VALUE, worth

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Framework, Question
    from civicmap.measure.answers import Answers
    from civicmap.model import Survey

    Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Round:
    """What one stage did to the cells of some questions; `pillar` and `question` are None for all of them.

    `responses` are its rows, from `entities`. Of the `held` cells of these rows that had a value before, it `changed`
    some (`raised` and `lowered` in points, `other` where points do not tell), `confirmed` some by the same value, and
    left the rest blank, which withdraws nothing. `first` cells had no value before and have one now.
    """

    stage: str
    pillar: str | None
    question: str | None
    responses: int
    entities: int
    held: int
    raised: int
    lowered: int
    other: int
    confirmed: int
    first: int

    @property
    def changed(self) -> int:
        """The cells whose value is another than before."""
        return self.raised + self.lowered + self.other

    @property
    def left(self) -> int:
        """The cells with a value that the stage says nothing of."""
        return self.held - self.changed - self.confirmed

    @property
    def rate(self) -> float | None:
        """The part of the held cells that changed; None where nothing was held."""
        return self.changed / self.held if self.held else None


@dataclass(frozen=True, slots=True)
class Said:
    """What one stage says in a cell, and where."""

    stage: str
    answer: str
    address: str
    counts: bool  # whether it is the value that counts


def rounds(survey: Survey, framework: Framework, *, each: bool = False) -> tuple[Round, ...]:
    """Return what each stage did, for all questions of the pillars and for each pillar; with `each`, for each question.

    Empty where no row of the wave says a stage.
    """
    layered = as_layers(survey)
    if layered is None or survey.layers is None:
        return ()
    asked = [question for question in framework.questions if framework.pillar_of(question.id) is not None]
    answers = answers_of(layered, framework)
    before = _row_starts(survey.layers.row)
    compared = {question.id: _compare(question, answers, layered, before) for question in asked}
    scopes: list[tuple[str | None, str | None, Sequence[Question]]] = [(None, None, asked)]
    for pillar in dict.fromkeys(framework.pillar_of(question.id) for question in asked):
        within = [question for question in asked if framework.pillar_of(question.id) == pillar]
        scopes.append((pillar, None, within))
        scopes += [(pillar, question.id, [question]) for question in within if each]
    found = []
    for place, stage in enumerate(survey.layers.stages):
        here = survey.layers.stage == place
        entities = len(np.unique(layered.row_entity[here]))
        found += [
            _round(stage, pillar, question, int(here.sum()), entities, [_at(compared[q.id], here) for q in within])
            for pillar, question, within in scopes
        ]
    return tuple(found)


def as_layers(survey: Survey) -> Survey | None:
    """Return a survey with a row for each row and stage, as they were written; None where no row says a stage."""
    layers = survey.layers
    if layers is None:
        return None
    return replace(
        survey,
        block=layers.block,
        texts=layers.texts,
        row_entity=survey.row_entity[layers.row],
        row_instance=tuple(survey.row_instance[row] for row in layers.row.tolist()),
        row_source=layers.row_source,
        row_number=layers.row_number,
        cell_numbers=layers.cell_numbers,
        cell_sources={},
        layers=None,
    )


def said_by_stage(survey: Survey, question: Question, entity: int, instance: str = "") -> tuple[Said, ...]:
    """Return what every stage says of a question, first to last, in an entity's rows of an instance ("": any).

    The entity is given by its place in the survey. A stage that says nothing is left out.
    """
    layered, layers = as_layers(survey), survey.layers
    if layered is None or layers is None:
        return ()
    codes = layered.block.codes[layered.code_row(question.id)]
    found = []
    for at in np.flatnonzero((layered.row_entity == entity) & (codes != AnswerState.BLANK)).tolist():
        if instance in ("", layered.row_instance[at]):
            address = cell_address(layered, question.id, at)
            counts = address == cell_address(survey, question.id, int(layers.row[at]))
            found.append(Said(layers.stages[layers.stage[at]], answer_text(layered, question, at), address, counts))
    return tuple(found)


# --- comparing ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Compared:
    """What each layer's cell does to the value before it, each (layers,) bool. `held`: there is one."""

    held: Flags
    raised: Flags
    lowered: Flags
    other: Flags
    confirmed: Flags
    first: Flags


def _row_starts(row: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return for each layer the place of the first layer of its row."""
    return np.searchsorted(row, row)


def _compare(question: Question, answers: Answers, layered: Survey, starts: NDArray[np.int64]) -> _Compared:
    """Compare each layer's cell of a question with the last value of the stages before it."""
    has = worth(answers.codes(question.id)) == VALUE
    count = len(has)
    places = np.arange(count)
    last = np.maximum.accumulate(np.where(has, places, -1)) if count else places
    previous = np.concatenate([np.full(min(count, 1), -1), last[:-1]])
    held = previous >= starts
    both = has & held
    at, then = places[both], previous[both]
    differ = np.zeros(count, dtype=np.bool_)
    differ[at] = _differ(question, answers, layered, then, at)
    points = _points(question, answers)
    step = np.full(count, np.nan)
    step[at] = points[at] - points[then]
    raised, lowered = differ & (step > 0), differ & (step < 0)
    return _Compared(held, raised, lowered, differ & ~raised & ~lowered, both & ~differ, has & ~held)


def _differ(
    question: Question, answers: Answers, layered: Survey, then: NDArray[np.int64], at: NDArray[np.int64]
) -> Flags:
    """Say whether pairs of cells hold different values."""
    codes = answers.codes(question.id)
    differ: Flags = codes[then] != codes[at]
    if question.type is QuestionType.MULTI:
        rows = [row for (owner, _), row in answers.tick_rows.items() if owner == question.id]
        ticks = answers.block.ticks[rows]
        differ |= (ticks[:, then] != ticks[:, at]).any(axis=0)
    elif question.id in answers.value_rows:
        values = answers.values(question.id)
        differ |= (values[then] != values[at]) & ~(np.isnan(values[then]) & np.isnan(values[at]))
    elif question.type is QuestionType.TEXT and question.id in layered.texts:
        texts = layered.texts[question.id]
        pairs = zip(then.tolist(), at.tolist(), strict=True)
        differ |= np.array([texts[one] != texts[two] for one, two in pairs], dtype=np.bool_)
    return differ


def _points(question: Question, answers: Answers) -> NDArray[np.float64]:
    """Return each cell's points, (layers,), NaN where it has none; a product's are those of its factors, not its own."""
    if question.type is QuestionType.TEXT or question.points.rule is PointsRule.PRODUCT:
        return np.full(answers.block.rows, np.nan)
    return earn(question, answers).points


def _at(compared: _Compared, here: Flags) -> tuple[int, ...]:
    """Return the counts of one stage, in the order of the fields."""
    flags = (
        compared.held, compared.raised, compared.lowered, compared.other, compared.confirmed, compared.first
    )  # fmt: skip
    return tuple(int((flag & here).sum()) for flag in flags)


def _round(
    stage: str,
    pillar: str | None,
    question: str | None,
    responses: int,
    entities: int,
    counts: Sequence[tuple[int, ...]],
) -> Round:
    """Add the counts of some questions."""
    held, raised, lowered, other, confirmed, first = (sum(part) for part in zip((0,) * 6, *counts, strict=True))
    return Round(stage, pillar, question, responses, entities, held, raised, lowered, other, confirmed, first)
