"""What stands on an entity's reply sheet: each answer as it was read, its cell, its points, the evidence given."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from civicmap.measure.score import score
from civicmap.measure.trace import beside, cell_address
from civicmap.model import Role
from civicmap.survey.reply.sheet import ReplyRow, ReplySheet
from civicmap.survey.reply.texts import asked_of, id_text, names_openly, rows_of, shown_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from civicmap.framework.types import Framework
    from civicmap.model import Survey
    from civicmap.survey.reply.words import ReplyWords


class Replies:
    """Makes reply sheets of one wave: what all of them share is counted once."""

    def __init__(self, survey: Survey, framework: Framework, words: ReplyWords, marks: Sequence[str]) -> None:
        self.survey, self.framework, self.words, self.marks = survey, framework, words, tuple(marks)
        self._scores, self._held = score(survey, framework), rows_of(survey)
        self._open = names_openly(framework)

    def sheet(self, entity: int) -> ReplySheet | None:
        """Return the sheet of an entity, given by its place; None where its instances may not be named on one."""
        survey, held = self.survey, self._held[entity]
        named = tuple(survey.row_instance[row] for row in held)
        alone = named == ("",)
        if not alone and not self._open:
            return None
        rows = [one for at, row in enumerate(held) for one in self._rows(entity, row, None if alone else at)]
        return ReplySheet(
            self.framework,
            survey.entities[entity],
            survey.wave,
            rows,
            self.marks,
            survey.synthetic,
            self.words,
            () if alone else named,
        )

    def _rows(self, entity: int, row: int, instance: int | None) -> Iterator[ReplyRow]:
        survey = self.survey
        for question in asked_of(survey, self.framework):
            earned = self._scores.questions.get(question.id)
            points = math.nan if earned is None else float(earned.points[row])
            found = beside(survey, question, entity, survey.row_instance[row])
            given = [one.text for one in found if one.kind == str(Role.EVIDENCE)]
            yield ReplyRow(
                question,
                shown_text(survey, question, row, self.words.states),
                id_text(survey, question, row),
                cell_address(survey, question.id, row),
                None if math.isnan(points) else points,
                "; ".join(given),
                instance,
            )
