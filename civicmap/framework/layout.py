"""Which row of a survey's arrays holds what: fixed by the framework alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicmap.framework.types import QuestionType
from civicmap.model import Layout

if TYPE_CHECKING:
    from civicmap.framework.types import Framework


def layout(fw: Framework) -> Layout:
    """Return the layout of the blocks that the framework's surveys are held in."""
    return Layout(
        tuple(question.id for question in fw.questions),
        tuple(
            (question.id, option.id)
            for question in fw.questions
            if question.type is QuestionType.MULTI
            for option in question.options
        ),
        tuple(question.id for question in fw.questions if question.type in (QuestionType.NUMBER, QuestionType.DATE)),
    )
