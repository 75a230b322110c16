"""Synthetic answers for any framework: shares that hold by construction, strong entities strong throughout.

Each question draws from a stream of random numbers of its own, so that a change to one leaves the others as they were.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from zlib import crc32

import numpy as np

from civicmap.framework.evaluate import Rows, Verdict, evaluate
from civicmap.framework.layout import layout
from civicmap.framework.reading import reads
from civicmap.framework.types import QuestionType
from civicmap.model import AnswerState, Block
from civicmap.survey.synthetic.values import draw_values, take_values
from civicmap.survey.synthetic.weights import BLANK, Weights, counts_of, default_weights

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import date

    from numpy.typing import NDArray

    from civicmap.framework.types import Answer, Condition, Framework, Question
    from civicmap.model import Layout

_SPREAD = 3.0  # how much more often a strong row ticks an option: odds per unit of strength


@dataclass(frozen=True, slots=True)
class Plan:
    """Who answers, and how strongly. Arrays and sequences hold one entry per row.

    `lean` gives how strongly each row leans to a good answer of a question, about standard normal. `given` settles
    questions beforehand: an answer's id, a text, a number or a day in figures; "" leaves the row blank. `silent` rows
    leave a question blank; of the others the `careless` (from 0, not at all, to 1) are the likelier to leave one out.
    """

    seed: int
    rows: int
    closing: date
    lean: Callable[[Question], NDArray[np.float64]]
    weights: Mapping[str, Weights] = field(default_factory=dict)
    given: Mapping[str, Sequence[str]] = field(default_factory=dict)
    groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    silent: Mapping[str, NDArray[np.bool_]] = field(default_factory=dict)
    careless: NDArray[np.float64] | None = None


@dataclass(frozen=True, slots=True)
class Drawn:
    """Canonical answers, and the texts of text questions: question -> one per row."""

    framework: Framework
    held: Layout
    block: Block
    texts: dict[str, list[str]]


def stream(seed: int, name: str) -> np.random.Generator:
    """Return the random numbers of one name, the same on every machine."""
    return np.random.Generator(np.random.PCG64([seed, crc32(name.encode())]))


def draw(framework: Framework, plan: Plan) -> Drawn:
    """Return an answer of every row to every question that it is asked."""
    held = layout(framework)
    block = Block(
        np.zeros((len(held.questions), plan.rows), np.uint8),
        np.zeros((len(held.options), plan.rows), np.uint8),
        np.full((len(held.numbers), plan.rows), np.nan),
        np.zeros((len(held.questions), plan.rows), np.bool_),
    )
    drawn = Drawn(framework, held, block, {})
    for question in in_order(framework):
        _Question(question, framework, plan, drawn).draw()
    return drawn


def in_order(framework: Framework) -> tuple[Question, ...]:
    """Return the questions, each after those that its gates and answers read."""
    by_id = {question.id: question for question in framework.questions}
    sources = {group.id: group.question for group in framework.groups}
    done: dict[str, Question] = {}
    open_: set[str] = set()

    def visit(question: Question) -> None:
        if question.id in done or question.id in open_:
            return
        open_.add(question.id)
        looked = reads(question.closed_by, question.asked_if, *(answer.asked_if for answer in question.answers))
        for name in (*looked.questions, *(sources.get(group) for group in looked.groups)):
            if name is not None:
                visit(by_id[name])
        done[question.id] = question

    for question in framework.questions:
        visit(question)
    return tuple(done.values())


@dataclass(frozen=True, slots=True)
class _Question:
    """One question while its rows are drawn."""

    question: Question
    framework: Framework
    plan: Plan
    drawn: Drawn

    @property
    def codes(self) -> NDArray[np.uint8]:
        row: NDArray[np.uint8] = self.drawn.block.codes[self.drawn.held.questions.index(self.question.id)]
        return row

    def draw(self) -> None:
        """Fill the question's row of codes, and what stands beside it."""
        question, codes = self.question, self.codes
        codes[:] = self._gates()
        open_ = np.flatnonzero(codes == AnswerState.BLANK)
        if question.id in self.plan.given:
            self._take(open_)
        elif question.type is QuestionType.TEXT:
            self.drawn.texts[question.id] = [""] * self.plan.rows
        else:
            self._spread(open_)

    def _verdict(self, condition: Condition) -> NDArray[np.uint8]:
        """Return a gate's verdict on every row, by what has been drawn so far."""
        groups = {name: self._group(name) for name in reads(condition).groups}
        held, block = self.drawn.held, self.drawn.block
        return evaluate(condition, Rows(self.framework, held, block, groups, {}, self.plan.closing)).verdict

    def _group(self, name: str) -> tuple[str, ...]:
        """Return each row's value in a group: what the plan says, else what the row answered."""
        group = self.framework.group(name)
        if name in self.plan.groups or group is None or group.question is None:
            return self.plan.groups.get(name, ("",) * self.plan.rows)
        if group.question in self.drawn.texts:
            return tuple(self.drawn.texts[group.question])
        source = self.framework.question(group.question)
        row = self.drawn.block.codes[self.drawn.held.questions.index(source.id)]
        return tuple(answer.id if (answer := source.answer(int(code))) else "" for code in row)

    def _gates(self) -> NDArray[np.uint8]:
        """Return the state of rows that are not asked; blank for those that are."""
        codes = np.zeros(self.plan.rows, np.uint8)
        if self.question.asked_if is not None:
            codes[self._verdict(self.question.asked_if) != Verdict.HAS] = AnswerState.NOT_ASKED
        if self.question.closed_by is not None:
            verdict = self._verdict(self.question.closed_by)
            codes[verdict == Verdict.NOT_ASKED] = AnswerState.NOT_ASKED
            codes[verdict == Verdict.NOT_APPLICABLE] = AnswerState.NOT_APPLICABLE
            codes[verdict == Verdict.HAS] = AnswerState.CLOSED
        return codes

    def _take(self, open_: NDArray[np.int64]) -> None:
        """Take what the plan settles."""
        given = self.plan.given[self.question.id]
        if self.question.type is QuestionType.TEXT:
            asked = set(open_.tolist())
            texts = [text if row in asked else "" for row, text in enumerate(given)]
            self.drawn.texts[self.question.id] = texts
            self.codes[[row for row, text in enumerate(texts) if text]] = AnswerState.ANSWERED
        elif self.question.type in (QuestionType.NUMBER, QuestionType.DATE):
            take_values(self.question, open_, given, self.drawn.block, self.drawn.held)
        else:
            for row in open_:
                self.codes[row] = self.question.code(given[row]) if given[row] else AnswerState.BLANK

    def _spread(self, open_: NDArray[np.int64]) -> None:
        """Give each row asked a state or an answer, so that the shares hold."""
        question, plan = self.question, self.plan
        weights = plan.weights.get(question.id) or default_weights(self.framework, question)
        random = stream(plan.seed, question.id)
        silent = plan.silent.get(question.id, np.zeros(plan.rows, np.bool_))
        free = [int(row) for row in random.permutation(open_) if not silent[row]]
        if plan.careless is not None:
            chance = random.random(plan.rows) - plan.careless
            free.sort(key=lambda row: float(chance[row]))  # the careless first: they leave out what is left out
        counts = counts_of(question, weights, len(open_))
        counts[BLANK] -= min(counts[BLANK], len(open_) - len(free))
        free = [int(row) for row in random.permutation(free[counts[BLANK] :])]
        for answer in question.answers:
            if answer.asked_if is not None or answer.state is not None:
                chosen = self._able(answer, free)[: counts.get(answer.id, 0)]
                self._set(chosen, answer.id)
                taken = set(chosen)
                free = [row for row in free if row not in taken]
        lean = plan.lean(question)
        free.sort(key=lambda row: (-lean[row], row))  # the strongest first
        if question.type is QuestionType.CHOICE:
            self._rank(free, counts)
        elif question.type is QuestionType.MULTI:
            self._tick(free, counts, weights, random)
        else:
            draw_values(question, free, lean, plan.closing, self.drawn.block, self.drawn.held, random)

    def _able(self, answer: Answer, free: list[int]) -> list[int]:
        """Return the rows that an answer is offered to."""
        if answer.asked_if is None:
            return free
        offered = self._verdict(answer.asked_if) == Verdict.HAS
        return [row for row in free if offered[row]]

    def _set(self, rows: Sequence[int], answer: str) -> None:
        """Give rows one answer: a code, or a tick that stands alone."""
        if self.question.type is QuestionType.MULTI and answer in {option.id for option in self.question.options}:
            self.codes[rows] = AnswerState.ANSWERED
            self.drawn.block.ticks[self.drawn.held.options.index((self.question.id, answer)), rows] = 1
        else:
            self.codes[rows] = self.question.code(answer)

    def _rank(self, free: list[int], counts: Mapping[str, int]) -> None:
        """Give the best answers to the strongest rows; the last answer takes what rounding leaves."""
        plain = [answer for answer in self.question.answers if answer.state is None and answer.asked_if is None]
        ranked = sorted(plain, key=lambda answer: -(answer.points or 0.0))
        place = 0
        for answer in ranked:
            upto = len(free) if answer is ranked[-1] else place + counts.get(answer.id, 0)
            self._set(free[place:upto], answer.id)
            place = upto

    def _tick(self, free: list[int], counts: Mapping[str, int], weights: Weights, random: np.random.Generator) -> None:
        """Let the weakest rows say "none of these", and the others tick the more, the stronger they are."""
        alone = [answer.id for answer in self.question.options if answer.exclusive and answer.asked_if is None]
        for answer in alone:
            count = counts.get(answer, 0)
            self._set(free[len(free) - count :], answer)
            free = free[: len(free) - count]
        options = [answer.id for answer in self.question.options if not answer.exclusive and answer.asked_if is None]
        if not options:
            return
        chance = np.clip([weights.shares.get(option, 0.3) for option in options], 0.001, 0.999)
        odds = np.log(chance / (1 - chance))
        standing = np.linspace(0.5, -0.5, len(free)) if len(free) > 1 else np.zeros(len(free))
        for row, place in zip(free, standing, strict=True):
            noise = random.logistic(size=len(options))
            wanted = odds + _SPREAD * place + noise
            ticked = set(np.flatnonzero(wanted > 0).tolist()) | set(np.argsort(-wanted)[: weights.fewest].tolist())
            for option in sorted(ticked):
                self._set([row], options[option])
