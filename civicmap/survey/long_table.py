"""A long table, in which each row answers one question of one response, as a table with a row for each response."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from civicmap.errors import Code, Problem
from civicmap.framework.types import QuestionType
from civicmap.model import Column, RawColumn, Role
from civicmap.survey.addresses import address
from civicmap.survey.columns import of_past
from civicmap.survey.container.door import too_large
from civicmap.survey.folding import fold
from civicmap.survey.headers import Target
from civicmap.survey.long import Cells, pivot
from civicmap.survey.near import did_you_mean, nearest
from civicmap.survey.titles import plain_title

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Framework
    from civicmap.model import Source
    from civicmap.survey.headers import Headers

_KEYS: Final = (Role.ENTITY, Role.INSTANCE, Role.WAVE, Role.STAGE)
_MOST_NAMED: Final = 50  # texts that are no questions
_MOST_SPREAD: Final = 20_000_000  # rows
_BESIDE: Final = {str(role): role for role in (Role.COMMENT, Role.EVIDENCE, Role.PAGE, Role.CONFIDENCE)}
_PARTS: Final = ("question", "option", "answer", *_BESIDE)
# What a row may repeat of its response, and a row of its own may say too.
_ANSWERS: Final = (Role.QUESTION, Role.OPTION, Role.OTHER)


class Widened(NamedTuple):
    """A row for each response: columns, the first row of each in the file, rows that were folded, and problems."""

    columns: tuple[RawColumn, ...]
    numbers: NDArray[np.uint32]
    problems: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class LongRows:
    """The rows of a long table. `parts` are the columns that say what is answered; `beside` the others."""

    source: Source
    numbers: NDArray[np.uint32]
    parts: Mapping[str, RawColumn]
    beside: Sequence[RawColumn]

    def where(self, number: int, letter: str = "") -> str:
        """Return a cell's address."""
        return address(self.source, number, letter)


def part_places(long: Mapping[str, int]) -> dict[int, str]:
    """Return the places of the columns that say what is answered, with their names."""
    return {at: name for name, at in long.items() if name in _PARTS}


def widen(rows: LongRows, framework: Framework, index: Headers) -> Widened:
    """Return a row for each entity, instance, wave and stage, in the order of first sight."""
    rows = spread(rows)
    group, first = _groups(rows)
    asked = _Asked(rows, framework, index)
    main = _joined([*asked.cells(group), *(_cells(rows, held, group) for held in rows.beside
                                          if held.column.role in _ANSWERS)])  # fmt: skip
    others = [_cells(rows, held, group) for held in rows.beside if held.column.role not in _ANSWERS]
    found = [pivot(cells, len(first), framework, rows.where) for cells in (main, *others)]
    problems = [*asked.problems, *(problem for one in found for problem in one.problems)]
    folded = np.setdiff1d(rows.numbers, rows.numbers[first])
    if len(folded):
        problems.append(Problem.of(Code.ROW_FOLDED, rows.where(int(folded[0])), len(folded)))
    columns = [column for one in found for column in one.columns]
    columns.sort(key=lambda held: held.column.role in _ANSWERS)  # who, when and what first
    return Widened(tuple(columns), rows.numbers[first], tuple(problems))


def _groups(rows: LongRows) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return each row's response, numbered in the order of first sight, and the first row of each."""
    key = numbered(rows, _KEYS)
    _, first, group = np.unique(key, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    return rank[group.reshape(-1)], np.sort(first)


def numbered(rows: LongRows, roles: Sequence[Role]) -> NDArray[np.int64]:
    """Return a number for each row, the same for rows that say the same in all columns of some roles."""
    key = np.zeros(len(rows.numbers), dtype=np.int64)
    for held in rows.beside:
        if held.column.role in roles:
            place: dict[str, int] = {}
            table = np.array([place.setdefault(fold(text), len(place)) for text in held.texts], dtype=np.int64)
            key = np.unique(key * len(held.texts) + table[held.codes], return_inverse=True)[1].reshape(-1)
    return key


def spread(rows: LongRows) -> LongRows:
    """Return rows in which those of an entity that name no instance are of each of its instances.

    So they are in a table with a row for each instance, which repeats what is said of the entity. Raises UnreadableError
    where that makes more rows than any survey has.
    """
    named = next((held for held in rows.beside if held.column.role is Role.INSTANCE), None)
    if named is None or not (named.codes == 0).any():
        return rows
    whose = numbered(rows, [role for role in _KEYS if role is not Role.INSTANCE])
    _, one_of_each = np.unique(numbered(rows, _KEYS), return_index=True)
    instances = one_of_each[named.codes[one_of_each] != 0]
    instances = instances[np.argsort(whose[instances], kind="stable")]
    unnamed = np.flatnonzero(named.codes == 0)
    begin, end = (np.searchsorted(whose[instances], whose[unnamed], side) for side in ("left", "right"))
    times = end - begin
    if times.sum() > _MOST_SPREAD:
        what = f"the {len(unnamed)} rows that name no instance, for each instance of their entity,"
        raise too_large(rows.source.name, what, f"{_MOST_SPREAD} rows", "name the instance in each row")
    kept = np.setdiff1d(np.arange(len(rows.numbers)), unnamed[times > 0])
    within = np.arange(times.sum()) - np.repeat(np.cumsum(times) - times, times)
    at = instances[np.repeat(begin, times) + within]
    order = np.concatenate([kept, np.repeat(unnamed, times)])  # an instance's own rows come first
    codes = named.codes[np.concatenate([kept, at])]
    beside = [replace(held, kept=codes) if held is named else held.take(order) for held in rows.beside]
    return LongRows(
        rows.source, rows.numbers[order], {name: held.take(order) for name, held in rows.parts.items()}, beside
    )


def _cells(rows: LongRows, held: RawColumn, group: NDArray[np.int64]) -> Cells:
    """Return a column whose cells are about their response."""
    at = np.zeros(len(group), dtype=np.int32)
    return Cells(group, at, held.codes, rows.numbers, (held.column,), held.texts)


def _joined(parts: Sequence[Cells]) -> Cells:
    """Return several cells as one, in the order of the rows."""
    texts: dict[str, int] = {"": 0}
    columns: dict[Column, int] = {}
    text, column = [], []
    for one in parts:
        known = np.array([texts.setdefault(said, len(texts)) for said in one.texts], dtype=np.int64)
        text.append(known[one.text])
        places = np.array([columns.setdefault(held, len(columns)) for held in one.columns], dtype=np.int64)
        column.append(places[one.column] if len(places) else one.column)
    number = np.concatenate([one.number for one in parts])
    order = np.argsort(number, kind="stable")
    return Cells(
        np.concatenate([one.group for one in parts])[order],
        np.concatenate(column)[order],
        np.concatenate(text)[order],
        number[order],
        tuple(columns),
        tuple(texts),
    )


class _Asked:
    """What each row of a long table answers, found once for each text of its question and option."""

    def __init__(self, rows: LongRows, framework: Framework, index: Headers) -> None:
        self.problems: list[Problem] = []
        self._rows, self._framework, self._index = rows, framework, index
        question, option = rows.parts["question"], rows.parts.get("option")
        width = 1 if option is None else len(option.texts)
        pair = question.codes.astype(np.int64) * width + (0 if option is None else option.codes)
        pairs, first, place = np.unique(pair, return_index=True, return_inverse=True)
        self._place = place.reshape(-1)
        self._first = dict(zip(pairs.tolist(), first.tolist(), strict=True))
        self._counts = dict(zip(pairs.tolist(), np.bincount(self._place, minlength=len(pairs)).tolist(), strict=True))
        self._questions = self._find_questions(question, width)
        self.targets = [self._target(value, width, option) for value in pairs.tolist()]

    def cells(self, group: NDArray[np.int64]) -> Iterator[Cells]:
        """Yield the cells of answers, of ticks that a row is by itself, and of what stands beside them."""
        answer = self._rows.parts["answer"]
        self._report_unasked(answer)
        option = self._rows.parts.get("option")
        alone = self._alone(answer)
        yield self._cells(group, answer, self.targets, ~alone)
        if option is not None and alone.any():
            yield self._cells(group, option, self.targets, alone)
        for name, role in _BESIDE.items():
            if name in self._rows.parts:
                beside = [self._remark(target, role) for target in self.targets]
                yield self._cells(group, self._rows.parts[name], beside, np.ones(len(group), dtype=np.bool_))

    def _cells(
        self,
        group: NDArray[np.int64],
        held: RawColumn,
        targets: Sequence[Target | None],
        rows: NDArray[np.bool_],
    ) -> Cells:
        """Return the cells of a column that are of some targets."""
        own = held.column
        columns = tuple(Column(own.letter, own.header, *(target or Target(Role.IGNORED))) for target in targets)
        known = np.array([target is not None for target in targets], dtype=np.bool_)
        kept = np.flatnonzero(known[self._place] & rows) if len(targets) else np.zeros(0, dtype=np.int64)
        numbers = self._rows.numbers[kept]
        return Cells(group[kept], self._place[kept], held.codes[kept].astype(np.int64), numbers, columns, held.texts)

    def _alone(self, answer: RawColumn) -> NDArray[np.bool_]:
        """Return the rows that are ticks by themselves: those of options, where no such row of the question answers."""
        of_option = [target.question if target and target.role is Role.OPTION else None for target in self.targets]
        alone = np.zeros(len(answer.codes), dtype=np.bool_)
        for question in dict.fromkeys(filter(None, of_option)):
            rows = np.array([name == question for name in of_option], dtype=np.bool_)[self._place]
            if not answer.codes[rows].any():
                alone |= rows
        return alone

    def _remark(self, target: Target | None, role: Role) -> Target | None:
        """Return what a comment or evidence in a row of this target is."""
        if target is None or target.question is None or target.role is Role.GROUP:
            return None
        answers = self._framework.question(target.question).answers
        if role is Role.COMMENT and any(one.id == target.option and one.other for one in answers):
            return Target(Role.OTHER, target.question, target.option)
        return Target(role, target.question)

    def _find_questions(self, question: RawColumn, width: int) -> list[Target | None]:
        """Return what each text of the column of questions means."""
        first: dict[int, int] = {}
        counts: dict[int, int] = {}
        for pair, row in self._first.items():
            code = pair // width
            first[code] = min(row, first.get(code, row))
            counts[code] = counts.get(code, 0) + self._counts[pair]
        found = [self._index.find_title(plain_title(text)) for text in question.texts]
        unknown: list[tuple[str, int, int]] = []
        for code, text in enumerate(question.texts):
            past = self._index.past(plain_title(text)) if code in first else None
            if past is not None:
                place = self._where(first[code], question)
                self.problems.append(replace(of_past(past, place, text), count=counts[code]))
            elif text and found[code] is None and code in first:
                unknown.append((text, first[code], counts[code]))
        self._report_unknown(question, unknown)
        return found

    def _report_unknown(self, question: RawColumn, unknown: Sequence[tuple[str, int, int]]) -> None:
        """Name the texts that are no questions, the last of very many together."""
        for text, row, count in unknown[:_MOST_NAMED]:
            facts = {"text": text, "hint": self._index.hint(text)}
            self.problems.append(Problem.of(Code.LONG_QUESTION, self._where(row, question), count, **facts))
        rest = unknown[_MOST_NAMED:]
        if rest:
            count = sum(count for _, _, count in rest)
            facts = {"text": rest[0][0], "hint": f", as are {len(rest) - 1} more texts"}
            self.problems.append(Problem.of(Code.LONG_QUESTION, self._where(rest[0][1], question), count, **facts))

    def _where(self, row: int, held: RawColumn) -> str:
        return self._rows.where(int(self._rows.numbers[row]), held.column.letter)

    def _target(self, pair: int, width: int, option: RawColumn | None) -> Target | None:
        """Return what a row with this question and option answers; an option is looked for in closed questions only."""
        target = self._questions[pair // width]
        text = "" if option is None else option.texts[pair % width]
        if not text or target is None or target.role is not Role.QUESTION or target.question is None or option is None:
            return target
        asked = self._framework.question(target.question)
        if asked.type not in (QuestionType.CHOICE, QuestionType.MULTI):
            return target
        found = self._index.option(asked.id, text)
        if found is None:
            hint = did_you_mean(nearest(text, [name for one in asked.answers for name in (one.id, one.label)]))
            where = self._where(self._first[pair], option)
            facts = {"text": text, "question": asked.id, "hint": hint}
            self.problems.append(Problem.of(Code.LONG_OPTION, where, self._counts[pair], **facts))
        return found

    def _report_unasked(self, answer: RawColumn) -> None:
        """Name the rows that answer and do not say what."""
        question = self._rows.parts["question"]
        rows = np.flatnonzero((question.codes == 0) & (answer.codes != 0))
        if len(rows):
            self.problems.append(Problem.of(Code.LONG_NO_QUESTION, self._where(int(rows[0]), answer), len(rows)))
