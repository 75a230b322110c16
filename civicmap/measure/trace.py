"""Where a finding comes from: what each entity says, and the cells that say it. Reads cells, never counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from civicmap.framework.evaluate import Verdict, evaluate
from civicmap.framework.reading import reads
from civicmap.framework.types import QuestionType, Tier
from civicmap.measure.pooled import shares
from civicmap.measure.sight import per_entity, rows_of
from civicmap.model import AnswerState
from civicmap.survey.addresses import address

if TYPE_CHECKING:
    from collections.abc import Iterator

    from civicmap.framework.types import Finding, Framework, Question
    from civicmap.model import Entity, Survey

SAYS = {
    Verdict.HAS: "has it",
    Verdict.LACKS: "lacks it",
    Verdict.NEITHER: "neither",
    Verdict.DONT_KNOW: "don't know",
    Verdict.NOT_KNOWN: "not known",
    Verdict.NOT_APPLICABLE: "not applicable",
    Verdict.NOT_ASKED: "not asked",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer of one row: where it stands, and what it was taken for. `address` is "" where no column holds it."""

    question: str
    instance: str
    address: str
    answer: str


@dataclass(frozen=True, slots=True)
class Traced:
    """What one entity says to a finding, and the cells that the finding reads. `question` is set for pooled cells."""

    entity: Entity
    verdict: Verdict
    cells: tuple[Cell, ...]
    question: str | None = None


def trace(survey: Survey, framework: Framework, finding: Finding) -> tuple[Traced, ...]:
    """Return what each responding entity within the finding's base says, has it first, then in the survey's order."""
    rows = rows_of(survey, framework, [finding])
    inside = survey.respondent.copy()
    if finding.among is not None:
        inside &= per_entity(survey, framework, evaluate(finding.among, rows)).verdict == Verdict.HAS
    traced: list[Traced] = []
    for share, pooled in shares(finding.share, framework):
        verdicts = per_entity(survey, framework, evaluate(share, rows, finding.not_in)).verdict
        read = reads(share, finding.not_in, finding.among).questions
        for entity in np.flatnonzero(inside).tolist():
            cells = tuple(cells_of(survey, framework, entity, read))
            traced.append(Traced(survey.entities[entity], Verdict(verdicts[entity]), cells, pooled))
    return tuple(sorted(traced, key=lambda one: one.verdict))


def cells_of(survey: Survey, framework: Framework, entity: int, questions: tuple[str, ...]) -> Iterator[Cell]:
    """Yield the cells of some questions in every row of one entity, given by its place in the survey."""
    for row in np.flatnonzero(survey.row_entity == entity).tolist():
        for name in questions:
            question = framework.question(name)
            yield Cell(
                name, survey.row_instance[row], cell_address(survey, name, row), answer_text(survey, question, row)
            )


def cell_address(survey: Survey, question: str, row: int) -> str:
    """Return where a question's cell stands; from the first to the last column where options have their own."""
    place = int(survey.cell_sources.get(question, survey.row_source)[row])
    of_file = survey.cells_by_file.get((question, place))
    letters = of_file or survey.cells.get(question, ())
    if not letters or not survey.sources:
        return ""
    source, number = survey.sources[place], int(survey.row_number[row])
    own = survey.cell_numbers.get(question)
    number = number if own is None else int(own[row]) or number
    first = address(source, number, letters[0])
    return first if len(letters) == 1 else f"{first}:{letters[-1]}{number}"


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside an answer: a comment, evidence, a page, how sure somebody is; where it stands."""

    kind: str
    text: str
    address: str


def beside(survey: Survey, question: Question, entity: int, instance: str = "") -> tuple[Beside, ...]:
    """Return what stands beside a question in an entity's rows of an instance ("": any); "given" if it is confidential."""
    rows = [
        row for row in np.flatnonzero(survey.row_entity == entity).tolist()
        if instance in ("", survey.row_instance[row])
    ]  # fmt: skip
    found = []
    for remark in survey.remarks:
        for row in rows if remark.column.question == question.id else ():
            text = remark.texts[int(remark.codes[row])].strip()
            if text:
                source = survey.sources[int(remark.row_source[row])]
                where = address(source, int(remark.row_number[row]), remark.column.letter)
                shown = "given" if question.tier is Tier.CONFIDENTIAL else text
                found.append(Beside(str(remark.column.role), shown, where))
    return tuple(found)


def answer_text(survey: Survey, question: Question, row: int) -> str:
    """Return what a cell was taken for, by the framework's labels."""
    code = int(survey.block.codes[survey.code_row(question.id), row])
    answer = question.answer(code)
    if answer is not None:
        return answer.label
    if code != AnswerState.ANSWERED:
        return AnswerState(code).name.lower().replace("_", " ")
    return _GIVEN.get(question.type, _text)(survey, question, row)


def _ticked(survey: Survey, question: Question, row: int) -> str:
    ticks = survey.block.ticks[survey.tick_rows(question.id), row]
    return "; ".join(o.label for o, tick in zip(question.options, ticks, strict=True) if tick) or "no option"


def _number(survey: Survey, question: Question, row: int) -> str:
    value = float(survey.block.values[survey.layout.numbers.index(question.id), row])
    if question.type is QuestionType.DATE:
        return date.fromordinal(int(value)).isoformat()
    return repr(int(value)) if value.is_integer() else repr(value)


def _text(_survey: Survey, _question: Question, _row: int) -> str:
    return "given"


_GIVEN = {QuestionType.MULTI: _ticked, QuestionType.NUMBER: _number, QuestionType.DATE: _number}
