"""The answers of some rows, by question: what the points rules read, and nothing else of a survey."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from civicmap.model import Block

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    import numpy as np
    from numpy.typing import NDArray

    from civicmap.framework.types import Framework, Question
    from civicmap.model import Layout, Survey


@dataclass(frozen=True, slots=True)
class Answers:
    """A block of rows with an index into its arrays. `closing` is the wave's closing day, None when nobody said."""

    block: Block
    questions: Mapping[str, Question]
    code_rows: Mapping[str, int]
    tick_rows: Mapping[tuple[str, str], int]
    value_rows: Mapping[str, int]
    closing: date | None

    def codes(self, question: str) -> NDArray[np.uint8]:
        """Return a question's canonical codes, (rows,)."""
        codes: NDArray[np.uint8] = self.block.codes[self.code_rows[question]]
        return codes

    def doubtful(self, question: str) -> NDArray[np.bool_]:
        """Return where a question is empty behind a gate that is itself unknown, (rows,)."""
        doubtful: NDArray[np.bool_] = self.block.doubtful[self.code_rows[question]]
        return doubtful

    def values(self, question: str) -> NDArray[np.float64]:
        """Return a number's values or a date's ordinals, (rows,), NaN where there is none."""
        values: NDArray[np.float64] = self.block.values[self.value_rows[question]]
        return values

    def ticks(self, question: str, options: tuple[str, ...]) -> NDArray[np.bool_]:
        """Return which of some options are ticked, (options, rows)."""
        return self.block.ticks[[self.tick_rows[question, option] for option in options]].astype(bool)

    def part(self, start: int, stop: int) -> Answers:
        """Return the rows from `start` up to `stop`, as views."""
        whole, rows = self.block, slice(start, stop)
        return replace(
            self,
            block=Block(whole.codes[:, rows], whole.ticks[:, rows], whole.values[:, rows], whole.doubtful[:, rows]),
        )


def answers_of(survey: Survey, framework: Framework) -> Answers:
    """Index a survey's block by question."""
    layout: Layout = survey.layout
    return Answers(
        block=survey.block,
        questions={question.id: question for question in framework.questions},
        code_rows={question: row for row, question in enumerate(layout.questions)},
        tick_rows={option: row for row, option in enumerate(layout.options)},
        value_rows={question: row for row, question in enumerate(layout.numbers)},
        closing=survey.closed_on or _closing(framework, survey.wave),
    )


def _closing(framework: Framework, wave: str) -> date | None:
    """Return the closing day that a framework gives a wave."""
    from datetime import date  # noqa: PLC0415 - a class of the same name is only a type above

    text = framework.closes.get(wave) or framework.closes.get("")
    return date.fromisoformat(text) if text else None
