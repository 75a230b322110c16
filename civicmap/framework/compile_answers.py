"""Scales of the file -> the answers that a question offers, with shared answers taken over and points turned round."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from civicmap.framework.names import Asked
from civicmap.framework.schema_questions import MultiMap
from civicmap.framework.types import Answer, Multi, MultiRule, QuestionType, Step
from civicmap.model import AnswerState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civicmap.framework.conditions import Conditions
    from civicmap.framework.faults import Faults
    from civicmap.framework.reader import Path
    from civicmap.framework.schema import FrameworkFile
    from civicmap.framework.schema_questions import AnswerEntry, ScaleEntry

MOST_ANSWERS: Final = 240  # codes are one byte, and the first eight are states


@dataclass(frozen=True, slots=True)
class Offered:
    """An answer as a scale offers it, and where it is said."""

    id: str
    entry: AnswerEntry
    path: Path
    points_path: Path  # where its points are said, which may be at the shared answer


@dataclass(frozen=True, slots=True)
class Scale:
    """A scale with its answers settled."""

    id: str
    type: QuestionType
    answers: tuple[Offered, ...]
    multi: Multi | None
    reverse: bool

    @property
    def asked(self) -> Asked:
        """The scale as a condition sees it."""
        ordinary = [one for one in self.answers if _ordinary(one.entry)]
        alone = frozenset(one.id for one in self.answers if one.entry.exclusive or one.entry.state)
        return Asked(self.type, tuple(one.id for one in self.answers), len(ordinary), alone)


def _ordinary(entry: AnswerEntry) -> bool:
    return not (entry.state or entry.exclusive or entry.other)


def settle_scales(file: FrameworkFile, faults: Faults) -> dict[str, Scale]:
    """Return every scale by id. Names what does not fit within it."""
    for answer, entry in file.answers.items():
        _check_answer(Offered(answer, entry, ("answers", answer), ("answers", answer)), faults)
    return {name: _scale(file, name, entry, faults) for name, entry in file.scales.items()}


def stated(file: FrameworkFile) -> tuple[Offered, ...]:
    """Return the shared answers with a state, which numbers and dates accept too."""
    return tuple(
        Offered(name, entry, ("answers", name), ("answers", name))
        for name, entry in file.answers.items()
        if entry.state
    )


def _scale(file: FrameworkFile, name: str, entry: ScaleEntry, faults: Faults) -> Scale:
    path: Path = ("scales", name)
    answers = [_own(file, answer, own, (*path, "answers", answer)) for answer, own in entry.answers.items()]
    for place, shared in enumerate(entry.plus):
        if shared not in file.answers:
            faults.reference((*path, "plus", place), "shared answer", shared, file.answers)
        elif shared not in entry.answers:
            answers.append(Offered(shared, file.answers[shared], ("answers", shared), ("answers", shared)))
        if shared in entry.plus[:place]:
            faults.logic((*path, "plus", place), f"{shared!r} stands there twice", "keep one")
    _check_scale(path, answers, faults)
    for one in answers:
        _check_answer(one, faults)
    return Scale(
        name,
        QuestionType.CHOICE if entry.multi is None else QuestionType.MULTI,
        tuple({one.id: one for one in answers}.values()),
        _multi(entry, (*path, "multi"), answers, faults),
        entry.reverse,
    )


def _own(file: FrameworkFile, name: str, own: AnswerEntry, path: Path) -> Offered:
    """Return a scale's own answer; one with the id of a shared answer extends it."""
    shared = file.answers.get(name)
    if shared is None:
        return Offered(name, own, path, path)
    said = {key: getattr(own, key) for key in own.model_fields_set if getattr(own, key) is not None}
    if own.also and shared.also:
        said["also"] = [*shared.also, *own.also]
    return Offered(name, shared.model_copy(update=said), path, path if "points" in said else ("answers", name))


def _check_scale(path: Path, answers: Sequence[Offered], faults: Faults) -> None:
    """Name a scale without answers, with too many, or with two that read the same."""
    if not [one for one in answers if one.entry.state is None]:
        faults.logic(path, "has no answer without a state", "give it `answers`, or shared ones by `plus`")
    if len(answers) > MOST_ANSWERS:
        faults.logic(path, f"has {len(answers)} answers", f"keep at most {MOST_ANSWERS}, or ask for a text")
    seen: dict[str, str] = {}
    for one in answers:
        for words in (one.entry.label or "", *(one.entry.also or ())):
            first = seen.setdefault(" ".join(words.casefold().split()), one.id)
            if words and first != one.id:
                faults.logic(one.path, f"reads {words!r}, as {first!r} does", "word one of them differently")


def _check_answer(one: Offered, faults: Faults) -> None:
    """Name an answer without a label, or with points beside a state."""
    if one.entry.label is None and (*one.path, "label") not in faults.broken:
        faults.key(
            one.path, "the key 'label' is missing", "add it; only an answer that extends a shared one may do without"
        )
    if one.entry.state is not None and one.entry.points is not None:
        how = f"leave them out; `missing: {{{one.entry.state}: {one.entry.points:g}}}` gives a state a value"
        faults.logic((*one.path, "points"), "an answer with a state has no points of its own", how)


def _multi(entry: ScaleEntry, path: Path, answers: Sequence[Offered], faults: Faults) -> Multi | None:
    """Return the points rule of a multiple choice."""
    rule = entry.multi
    if rule is None:
        return None
    if not isinstance(rule, MultiMap):
        return Multi(MultiRule.NONE if rule is True else MultiRule(rule))
    if (rule.sum is None) == (rule.ladder is None):
        faults.value(path, "should hold one of `sum` and `ladder`", "write {sum: 100}, say")
        return Multi(MultiRule.NONE)
    if rule.ladder is None:
        return Multi(MultiRule.SUM, cap=rule.sum or 0.0)
    options = [one.id for one in answers if one.entry.state is None]
    for step, rung in enumerate(rule.ladder):
        for place, need in enumerate(rung.needs):
            if need not in options:
                faults.reference((*path, "ladder", step, "needs", place), "option of this scale", need, options)
    return Multi(MultiRule.LADDER, steps=tuple(Step(tuple(rung.needs), rung.points) for rung in rule.ladder))


def compile_answers(
    offered: Sequence[Offered], reverse: bool, nothing: bool, conditions: Conditions
) -> tuple[Answer, ...]:
    """Return answers as types. `nothing`: options without points are worth 0, as in a sum."""
    from civicmap.framework.conditions import GATE  # noqa: PLC0415 - the two files know each other

    points = {one.id: one.entry.points for one in offered if one.entry.state is None}
    if nothing:
        points = {name: value or 0.0 for name, value in points.items()}
    if reverse:
        highest = max((value for value in points.values() if value is not None), default=0.0)
        points = {name: None if value is None else highest - value for name, value in points.items()}
    return tuple(
        Answer(
            one.id,
            one.entry.label or one.id,
            points.get(one.id),
            None if one.entry.state is None else AnswerState[one.entry.state.upper()],
            exclusive=bool(one.entry.exclusive or one.entry.state),
            other=bool(one.entry.other),
            also=tuple(one.entry.also or ()),
            asked_if=None
            if one.entry.asked_if is None
            else conditions.read(one.entry.asked_if, (*one.path, "asked_if"), GATE),
        )
        for one in offered
    )
