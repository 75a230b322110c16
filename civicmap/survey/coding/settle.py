"""The settled coding as a table of answers, which an ingest reads as a stage of review."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from civicmap.errors import CivicmapError, Code, Problem
from civicmap.framework.types import QuestionType
from civicmap.model import FIRST_ANSWER
from civicmap.spreadsheet import csv_text
from civicmap.survey.header_words import SYNTHETIC
from civicmap.survey.words.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from civicmap.framework.types import Answer, Question
    from civicmap.survey.coding.gather import Gathered
    from civicmap.survey.coding.items import Item
    from civicmap.survey.coding.units import Coded, Unit


@dataclass(frozen=True, slots=True)
class Settlement:
    """A table of settled answers, and how its cells came about, counted."""

    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    agreed: int  # units on which all coders agree
    settled: int  # by people
    single: int  # by the only coder
    open: int  # coders differ, and nobody has settled it
    once: int  # coded by one coder, which does not count by itself
    no_question: int  # settled, for an item that is no question

    @property
    def csv(self) -> bytes:
        """The table as CSV."""
        return csv_text(self.header, self.rows).encode()


def settlement(
    coded: Coded,
    gathered: Gathered,
    settled: Mapping[str, str],
    items: Collection[str] | None = None,
    *,
    single: bool = False,
) -> Settlement:
    """Return what coders agree on and what people settled, a row for each entity and instance.

    With `single` the code of a unit's only coder counts too. Raises CivicmapError where two items settle one question
    in two ways, or rows belong to no named entity.
    """
    if _entity_column(coded) is None:
        raise CivicmapError(Problem.of(Code.CODING_NO_ENTITY))
    counts: Counter[str] = Counter()
    cells: dict[int, dict[str, tuple[str, str]]] = {}
    clashes: list[Problem] = []
    for at, unit in enumerate(coded.units):
        if items is not None and unit.item not in items:
            continue
        how, code = _code(gathered.codes[:, at].tolist(), coded.item(unit.item), settled.get(unit.key), single=single)
        counts[how] += 1
        if code is None:
            continue
        item = coded.item(unit.item)
        if item.into is None:
            counts["no_question"] += 1
            continue
        cell = _cell(coded, item, unit, code)
        if cell is None:
            continue
        by, before = cells.setdefault(unit.row, {}).setdefault(item.into, (item.id, cell))
        if before != cell:
            where = "/".join(part for part in (unit.entity, unit.instance) if part)
            clashes.append(Problem.of(Code.CODING_CLASH, where, first=by, second=item.id, question=item.into))
    if clashes:
        raise CivicmapError(*clashes)
    header, rows = _table(coded, cells)
    return Settlement(
        header, rows, counts["agreed"], counts["settled"], counts["single"], counts["open"], counts["once"],
        counts["no_question"],
    )  # fmt: skip


def _code(codes: list[int], item: Item, settled: str | None, *, single: bool) -> tuple[str, Answer | None]:
    """Return how a unit came by its code, and the code; None where it has none yet."""
    given = [code for code in codes if code >= 0]
    if settled is not None:
        return "settled", next(answer for answer in item.answers if answer.id == settled)
    if not given:
        return "none", None
    if len(set(given)) > 1:
        return "open", None
    if len(given) == 1 and not single:
        return "once", None
    return "single" if len(given) == 1 else "agreed", item.answers[given[0]]


def _cell(coded: Coded, item: Item, unit: Unit, code: Answer) -> str | None:
    """Return what a settled code makes of a question's cell; None where it stays as the entity answered."""
    question = coded.framework.question(item.into or "")
    answer = next(one for one in question.answers if one.id == code.id)
    if answer.other and item.question.id == question.id:
        return None
    if question.type is not QuestionType.MULTI:
        return _word(question, answer)
    if answer.exclusive:
        return _word(question, answer)
    survey = coded.survey
    ticked = {
        option for row, (owner, option) in enumerate(survey.layout.options)
        if owner == question.id and survey.block.ticks[row, unit.row]
    }  # fmt: skip
    kept = [one for one in question.options if one.id == answer.id or (one.id in ticked and not one.other)]
    return "; ".join(_word(question, one) for one in kept if one.id == answer.id or not one.exclusive)


def _word(question: Question, answer: Answer) -> str:
    """Return what names an answer beyond doubt: its id, else its label."""
    words = vocabulary(question)
    code = FIRST_ANSWER + question.answers.index(answer)
    return answer.id if words.code(answer.id) == code else answer.label


def _entity_column(coded: Coded) -> str | None:
    return coded.framework.entity.question or coded.framework.entity.name


def _table(
    coded: Coded, cells: Mapping[int, Mapping[str, tuple[str, str]]]
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Return the header and rows: entity, the instance's key, and every question that a cell settles."""
    framework, survey = coded.framework, coded.survey
    keys = framework.instances.key if framework.instances is not None else ()
    asked = [question.id for question in framework.questions if any(question.id in held for held in cells.values())]
    synthetic = (SYNTHETIC,) if survey.synthetic else ()
    header = (_entity_column(coded) or "", *keys, *asked, *synthetic)
    rows = [
        (
            survey.entities[int(survey.row_entity[row])].id,
            *_instance(coded, row, keys),
            *(cells[row].get(question, ("", ""))[1] for question in asked),
            *("yes" for _ in synthetic),
        )
        for row in sorted(cells)
    ]
    return header, tuple(rows)


def _instance(coded: Coded, row: int, keys: tuple[str, ...]) -> tuple[str, ...]:
    """Return the texts of an instance's key."""
    name = coded.survey.row_instance[row]
    if len(keys) < 2:
        return (name,) * len(keys)
    parts = name.split(" / ")
    if len(parts) == len(keys):
        return tuple(parts)
    # A key that holds the sign between keys: its own text tells.
    held = [coded.survey.texts.get(key) for key in keys]
    return tuple(texts[row] if texts is not None else "" for texts in held)
