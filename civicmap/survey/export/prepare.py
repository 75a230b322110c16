"""From a survey to the columns of its export, in an order that the framework fixes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.survey.export.fields import Export, Field, Kind, coded, constant
from civicmap.survey.export.public import public_group, public_questions, public_rows
from civicmap.survey.export.questions import question_fields, remark_fields
from civicmap.survey.groups import group_values
from civicmap.survey.respondents import ids_of
from civicmap.survey.words.vocabulary import vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from civicmap.framework.types import Framework, Group
    from civicmap.model import Survey

NAME: Final = "civicmap_name"
MARK: Final = "civicmap_mark"
SYNTHETIC: Final = "civicmap_synthetic"


def prepare(
    survey: Survey, framework: Framework, *, public: bool = False, labels: bool = False, marks: Sequence[str] = ()
) -> Export:
    """Return a wave's columns: who, the groups, each question with its state, weights, where the row stands, the marks.

    Columns that are no questions have names that `ingest` knows and leaves out. With `labels` a choice is told by the
    labels of its answers and not by their ids. Raises RequestError for a public export of what may not be public.
    """
    rows = public_rows(survey, framework) if public else None
    fields = (
        *_who(survey, framework),
        *_groups(survey, framework, public=public),
        *_questions(survey, framework, public=public, labels=labels),
        *(() if public else _beside(survey)),
        *_marks(survey, marks),
    )
    return Export(fields, survey.block.rows if rows is None else len(rows), rows)


def entity_column(framework: Framework) -> str:
    """Return what the column is called that says who answered: as the framework asks for it."""
    return framework.entity.question or framework.entity.name or "civicmap_entity"


def _who(survey: Survey, framework: Framework) -> Iterator[Field]:
    take = coded(survey.row_entity)
    ids = tuple(ids_of(survey.entities))
    yield Field(entity_column(framework), "entity", Kind.CODED, take, ids, said="The entity's id.")
    if survey.register is not None:
        names = tuple(entity.name for entity in survey.entities)
        yield Field(NAME, "name", Kind.CODED, take, names, said="The entity's name, as the register has it.")


def _groups(survey: Survey, framework: Framework, *, public: bool) -> Iterator[Field]:
    """Yield a column for each group that no question holds, and for those that the register says too."""
    asked = {question.id for question in framework.questions}
    for group in framework.groups:
        own = group.question not in asked
        if (own or (group.register and survey.register is not None)) and (not public or public_group(group, framework)):
            yield _group(survey, framework, group, group.id if own else f"civicmap_group_{group.id}")


def _group(survey: Survey, framework: Framework, group: Group, name: str) -> Field:
    found = group_values(survey, framework, group.id)
    places = (found.index + 1)[survey.row_entity]
    said = f"{group.title or group.id}: as the register says, else the answer."
    labels = ("", *found.labels) if group.labels else ()
    return Field(name, "group", Kind.CODED, coded(places), ("", *found.values), said=said, labels=labels)


def _questions(survey: Survey, framework: Framework, *, public: bool, labels: bool) -> Iterator[Field]:
    words = vocabularies(framework, (), ())
    allowed = public_questions(framework) if public else frozenset(question.id for question in framework.questions)
    who = entity_column(framework)
    for question in framework.questions:
        if question.id in allowed and question.id != who:
            yield from question_fields(survey, question, words[question.id], labels=labels)
            yield from () if public else remark_fields(question, survey.remarks)


def _beside(survey: Survey) -> Iterator[Field]:
    """Yield the weights, and where each row stands in which file."""
    for weight in survey.weights:
        yield Field(weight.header, "weight", Kind.NUMBER, coded(weight.values), said="The row's weight.")
    files = tuple("!".join(filter(None, (source.name, source.sheet))) for source in survey.sources)
    yield Field("civicmap_file", "file", Kind.CODED, coded(survey.row_source), files, said="The file and sheet.")
    numbers = survey.row_number.astype(np.float64)
    yield Field("civicmap_row", "row", Kind.NUMBER, coded(numbers), said="The row in the file.")


def _marks(survey: Survey, marks: Sequence[str]) -> Iterator[Field]:
    """Yield the columns that say what each row is, which no reader of one row can miss."""
    take = constant(survey.block.rows)
    if survey.synthetic:
        said = "The answers are made up."
        yield Field(SYNTHETIC, "mark", Kind.CODED, take, ("", "yes"), said=said)
    if marks:
        yield Field(MARK, "mark", Kind.CODED, take, ("", "; ".join(marks)), said="What the data are.")
