"""How coders judge open answers: entries of the file -> types, with what does not fit named by its line."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from civicmap.framework.compile_answers import compile_answers
from civicmap.framework.types import Coding, QuestionType

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from civicmap.framework.compile_answers import Scale
    from civicmap.framework.conditions import Conditions
    from civicmap.framework.reader import Path
    from civicmap.framework.schema import FrameworkFile
    from civicmap.framework.types import Question


def compile_codings(
    file: FrameworkFile, scales: Mapping[str, Scale], questions: Sequence[Question], conditions: Conditions
) -> tuple[Coding, ...]:
    """Return every coding that can be read. Names questions and scales that are not there or do not fit."""
    faults = conditions.faults
    asked = {question.id: question for question in questions}
    made = []
    for name, entry in file.coding.items():
        path: Path = ("coding", name)
        if name in asked:
            faults.logic(path, f"{name!r} is a question and a coding", "give the coding another id")
        question, scale = asked.get(entry.question), scales.get(entry.scale)
        if question is None:
            faults.reference((*path, "question"), "question", entry.question, asked)
        elif not _has_texts(question):
            what = f"{entry.question} is a {question.type} without words of its own"
            faults.logic((*path, "question"), what, "take a text, or a choice with an answer `other`")
        if scale is None:
            faults.reference((*path, "scale"), "scale", entry.scale, scales)
        if entry.into is not None and entry.into not in asked:
            faults.reference((*path, "into"), "question", entry.into, asked)
        if question is None or scale is None:
            continue
        answers = compile_answers(scale.answers, scale.reverse, False, conditions)  # noqa: FBT003 - no sum of options
        if scale.type is not QuestionType.CHOICE:  # points of options are parts of a sum, and no order
            answers = tuple(replace(answer, points=None) for answer in answers)
        coding = Coding(
            name,
            entry.title or question.title or question.text,
            question.id,
            entry.scale,
            answers,
            entry.into,
            entry.help,
        )
        _check_target(coding, asked, (*path, "into"), conditions)
        made.append(coding)
    return tuple(made)


def _has_texts(question: Question) -> bool:
    """Tell whether people write words of their own into a question."""
    return question.type is QuestionType.TEXT or any(answer.other for answer in question.answers)


def _check_target(coding: Coding, asked: Mapping[str, Question], path: Path, conditions: Conditions) -> None:
    """Name a question that cannot take every code."""
    target = asked.get(coding.into or "")
    if target is None:
        return
    if target.type is not QuestionType.CHOICE:
        conditions.faults.logic(path, f"{target.id} is a {target.type}", "take a question with one answer of a scale")
        return
    offered = {answer.id for answer in target.answers}
    lacking = [answer.id for answer in coding.answers if answer.id not in offered]
    if lacking:
        how = f"use its scale {target.scale!r} for the coding, or leave `into` out"
        conditions.faults.logic(path, f"{target.id} does not offer {', '.join(map(repr, lacking))}", how)
