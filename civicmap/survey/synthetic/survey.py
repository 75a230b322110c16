"""A synthetic survey for any framework, marked as such: dummy tables before fieldwork, examples, tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from civicmap.framework.types import QuestionType
from civicmap.spreadsheet import Sheet, csv_text, xlsx_bytes
from civicmap.survey.synthetic.cells import MARK_COLUMN, about, cells_of
from civicmap.survey.synthetic.draw import Plan, draw, stream
from civicmap.survey.synthetic.who import Who, who

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from civicmap.framework.types import Framework, Question
    from civicmap.survey.synthetic.cells import Cell
    from civicmap.survey.synthetic.draw import Drawn

_CLOSING: Final = date(2019, 5, 31)  # where the framework says no closing day; any fixed one would do
_NOISE: Final = 0.6  # of a single answer, beside an entity's own strength of 1
_MOST_POLICIES: Final = 3  # that one entity lists


@dataclass(frozen=True, slots=True)
class Synthetic:
    """A made-up survey: a header, rows of cells, and the policies that entities list."""

    responses: Sheet
    policies: Sheet
    about: Sheet

    def xlsx(self) -> bytes:
        """Return it as a workbook."""
        return xlsx_bytes([self.responses, self.policies, self.about])

    def csv(self) -> bytes:
        """Return the responses as CSV; every row bears the mark."""
        return csv_text(self.responses.header, self.responses.rows).encode()


def synthesize(framework: Framework, entities: int = 100, seed: int = 1) -> Synthetic:
    """Return a synthetic survey: the same for the same framework, entities and seed, on every machine.

    Raises ValueError for fewer than one entity.
    """
    if entities < 1:
        raise ValueError("at least one entity must answer")
    answering, closing = who(framework, entities, seed), _closing(framework)
    owners = answering.owners
    plan = Plan(seed, len(owners), closing, _lean(owners, seed), given=answering.given)
    drawn = draw(framework, plan)
    columns = {} if framework.entity.question else _entity_column(framework, answering)
    columns |= {question.id: cells_of(drawn, question) for question in framework.questions}
    columns[MARK_COLUMN] = ["yes"] * len(owners)
    rows = list(zip(*columns.values(), strict=True))
    return Synthetic(
        Sheet("Responses", list(columns), rows),
        Sheet("Policies", _POLICY_HEADER, _policies(drawn, answering, closing)),
        about([f"Made by civicmap sample for the framework {framework.id} {framework.version}, seed {seed}."]),
    )


def _closing(framework: Framework) -> date:
    """Return the day from which dates are drawn back: the earliest closing day that the framework says."""
    days = sorted(framework.closes.values())
    return date.fromisoformat(days[0]) if days else _CLOSING


def _lean(owners: Sequence[int], seed: int) -> Callable[[Question], NDArray[np.float64]]:
    """Return how strongly each row leans to a good answer: its entity's strength, with some noise."""
    strength = stream(seed, "strength").normal(size=max(owners) + 1)

    def lean(question: Question) -> NDArray[np.float64]:
        noise: NDArray[np.float64] = stream(seed, f"noise of {question.id}").normal(size=len(owners))
        return strength[list(owners)] + _NOISE * noise

    return lean


def _entity_column(framework: Framework, answering: Who) -> dict[str, Sequence[Cell]]:
    """Return the column of entities where no question asks for it, if the framework knows a header for it."""
    codes: list[Cell] = [answering.codes[owner] for owner in answering.owners]
    return dict.fromkeys(framework.entity.headers[:1], codes)


_POLICY_HEADER: Final = ("entity", "topic", "title", "year", "link", "public", "own")


def _policies(drawn: Drawn, answering: Who, closing: date) -> list[list[Cell]]:
    """Return a few policies of each entity, on indicators where it gave a choice's best answer."""
    codes = answering.codes
    best = [_best_rows(drawn, question) for question in drawn.framework.questions]
    listed: dict[int, list[str]] = {}
    for question, rows in zip(drawn.framework.questions, best, strict=True):
        for row in rows:
            topics = listed.setdefault(answering.owners[row], [])
            if question.indicator and question.indicator not in topics and len(topics) < _MOST_POLICIES:
                topics.append(question.indicator)
    return [
        [
            codes[owner],
            topic,
            f"Synthetic policy {codes[owner]}-{topic}",
            closing.year - (owner + number) % 8,
            f"https://example.org/{codes[owner]}/{topic}",
            "yes" if (owner + number) % 3 else "no",
            "yes",
        ]
        for owner, topics in sorted(listed.items())
        for number, topic in enumerate(topics)
    ]


def _best_rows(drawn: Drawn, question: Question) -> list[int]:
    """Return the rows that gave a scored choice's best answer."""
    if question.type is not QuestionType.CHOICE or not question.scored:
        return []
    best = max((answer for answer in question.answers if answer.points is not None), key=lambda a: a.points or 0.0)
    return [row for row, cell in enumerate(cells_of(drawn, question)) if cell == best.label]
