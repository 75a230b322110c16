"""What there is to judge in one wave: for each item, entity and instance what was written, and a key that names nobody."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from civicmap.framework.types import QuestionType
from civicmap.model import FIRST_ANSWER, AnswerState, Role
from civicmap.survey.coding.items import Item, Kind, coding_items
from civicmap.survey.folding import clean, fold
from civicmap.survey.resolve import examine

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from civicmap.framework.types import Framework, Question
    from civicmap.model import Entity, Survey
    from civicmap.store.stored import StoredWave
    from civicmap.survey.canvas import Canvas

# No spreadsheet program takes these letters for a number, as it does 12e4.
_LETTERS: Final = str.maketrans("0123456789abcdef", "bcdfghjklmnpqrst")
_KEY: Final = 12  # letters
_NOT_SAID: Final = frozenset({AnswerState.NOT_ASKED, AnswerState.CLOSED})


class Remark(NamedTuple):
    """Something that an entity wrote beside what is judged: what it is, and the text."""

    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Unit:
    """One thing that each coder judges once.

    `answer` is the text to judge, "" for a self-rating; `rating` the id of the entity's own answer, None where there
    is none. `material` is a hash of all that is judged, so that a code given for another text is known.
    """

    key: str
    item: str
    entity: str
    instance: str
    row: int  # of the survey
    answer: str
    beside: tuple[Remark, ...]
    rating: str | None
    material: str


@dataclass(frozen=True, slots=True)
class Coded:
    """A wave with all that can be judged in it: units in the order of items, then of the survey's rows."""

    survey: Survey
    framework: Framework
    items: tuple[Item, ...]
    units: tuple[Unit, ...]

    def item(self, name: str) -> Item:
        """Return an item by id. Raises KeyError if there is none."""
        for item in self.items:
            if item.id == name:
                return item
        raise KeyError(name)

    def entity(self, unit: Unit) -> Entity:
        """Return the entity of a unit."""
        return self.survey.entities[int(self.survey.row_entity[unit.row])]

    @property
    def fingerprint(self) -> str:
        """What tells the sheets of this wave and these answers from others; says nothing of the answers."""
        return _letters("wave", self.survey.wave, self.survey.content_sha256)


def coded(stored: StoredWave, framework: Framework | None = None) -> Coded:
    """Resolve a stored wave, and return what can be judged in it."""
    chosen = framework or stored.framework
    survey, read = examine(stored.raw, chosen, wave=stored.wave, register=stored.register, closed_on=stored.closed_on)
    items = coding_items(chosen)
    written = _Written(survey, read.canvas)
    return Coded(survey, chosen, items, tuple(unit for item in items for unit in written.units(item)))


def _letters(*parts: str) -> str:
    """Return a short hash in letters that every program leaves as they are, in groups of four."""
    digest = hashlib.sha256("\x1f".join(("civicmap coding", *parts)).encode("utf-8", "backslashreplace")).hexdigest()
    text = digest[:_KEY].translate(_LETTERS)
    return "-".join(text[at : at + 4] for at in range(0, _KEY, 4))


@dataclass(frozen=True, slots=True)
class _Written:
    """What stands in the rows of a wave."""

    survey: Survey
    canvas: Canvas

    def units(self, item: Item) -> Iterator[Unit]:
        """Yield a unit for each row that holds something to judge."""
        answers = self._answers(item)
        beside = self._beside(item)
        ratings = self._ratings(item)
        for row in range(self.canvas.rows):
            answer = answers[row]
            remarks = tuple(Remark(title, texts[row]) for title, texts in beside if texts[row])
            if not self._there(item, row, answer, ratings[row], remarks):
                continue
            yield self._unit(item, row, answer, remarks, ratings[row])

    def _there(self, item: Item, row: int, answer: str, rating: str | None, remarks: Sequence[Remark]) -> bool:
        if item.kind is not Kind.RATING:
            return bool(answer)
        said = self.canvas.codes(item.question.id)[row] not in _NOT_SAID
        return bool(said and (rating is not None or remarks))

    def _unit(self, item: Item, row: int, answer: str, remarks: tuple[Remark, ...], rating: str | None) -> Unit:
        entity = self.survey.entities[int(self.survey.row_entity[row])].id
        instance = self.survey.row_instance[row]
        judged = (answer, rating or "", *(part for remark in remarks for part in remark))
        key = _letters("unit", self.survey.content_sha256, item.id, entity, instance)
        material = hashlib.sha256("\x1f".join((item.id, *judged)).encode("utf-8", "backslashreplace")).hexdigest()
        return Unit(key, item.id, entity, instance, row, answer, remarks, rating, material)

    def _answers(self, item: Item) -> list[str]:
        """Return the text to judge of each row."""
        if item.kind is Kind.OPEN:
            held = self.survey.texts.get(item.question.id)
            return list(held) if held is not None else [""] * self.canvas.rows
        return self._own_words(item.question) if item.kind is Kind.OTHER else [""] * self.canvas.rows

    def _own_words(self, question: Question) -> list[str]:
        """Return what each row says in words of its own: in a column for it, else in the cell of the question."""
        found = [""] * self.canvas.rows
        known = self.canvas.vocabularies[question.id]
        for texts in self._columns(question, Role.OTHER):
            found = [a or b for a, b in zip(found, texts, strict=True)]
        open_rows = self._open(question)
        for texts in self._columns(question, Role.QUESTION):
            found = [
                a or (b if open_rows[row] and known.code(b) is None else "")
                for row, (a, b) in enumerate(zip(found, texts, strict=True))
            ]
        labels = {fold(answer.label) for answer in question.answers if answer.other}
        return ["" if fold(text) in labels else text for text in found]

    def _open(self, question: Question) -> list[bool]:
        """Return which rows chose `other`, or wrote what is no answer."""
        codes = self.canvas.codes(question.id)
        chosen = codes == AnswerState.UNRESOLVED
        for place, answer in enumerate(question.answers, start=FIRST_ANSWER):
            if answer.other:
                chosen = chosen | (codes == place)
        if question.type is QuestionType.MULTI:
            for row, (owner, option) in enumerate(self.canvas.layout.options):
                if owner == question.id and any(a.other and a.id == option for a in question.answers):
                    chosen = chosen | (self.canvas.block.ticks[row] > 0)
        return [bool(one) for one in chosen.tolist()]

    def _beside(self, item: Item) -> list[tuple[str, list[str]]]:
        """Return the texts of each row that belong to what is judged, with what they are."""
        found = [
            (title, texts)
            for role, title in ((Role.COMMENT, "Comment"), (Role.EVIDENCE, "Evidence"))
            for texts in self._columns(item.question, role)
        ]
        if item.kind is Kind.RATING:
            found += [("In own words", texts) for texts in self._columns(item.question, Role.OTHER)]
        for question in item.beside:
            held = self.survey.texts.get(question.id)
            if held is not None:
                found.append((question.text, [clean(text) and text for text in held]))
        return found

    def _ratings(self, item: Item) -> list[str | None]:
        """Return the entity's own answer to the question that a code settles, None where there is none."""
        target = item.into
        if target is None or (item.kind is Kind.OTHER and target == item.question.id):
            return [None] * self.canvas.rows
        question = self.canvas.framework.question(target)
        ids = {place: answer.id for place, answer in enumerate(question.answers, start=FIRST_ANSWER)}
        return [ids.get(code) for code in self.canvas.codes(target).tolist()]

    def _columns(self, question: Question, role: Role) -> Iterator[list[str]]:
        """Yield the texts of each column of a question in a role, a text for each row."""
        for held in self.canvas.raw.columns:
            if held.column.role is role and held.column.question == question.id:
                stripped = [text.strip() if clean(text) else "" for text in held.texts]
                yield list(map(stripped.__getitem__, self.canvas.places(held).tolist()))


def sampled(units: Iterable[Unit], size: int | None, seed: int) -> list[Unit]:
    """Return at most `size` units of each item, the same for every coder: those whose key the seed draws first."""
    if size is None:
        return list(units)
    by_item: dict[str, list[Unit]] = {}
    for unit in units:
        by_item.setdefault(unit.item, []).append(unit)
    return [
        unit
        for held in by_item.values()
        for unit in sorted(held, key=lambda one: drawn(seed, "sample", one.key))[:size]
    ]


def drawn(seed: int, *parts: str) -> str:
    """Return a number that only the seed and these words decide, to put things in an order that nobody chose."""
    return hashlib.sha256("\x1f".join((str(seed), *parts)).encode("utf-8", "backslashreplace")).hexdigest()
