"""What stands on an entity's reply sheet: each answer as it was read, its cell, its points, the evidence given."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from civicmap.measure.score import score
from civicmap.measure.trace import beside, cell_address
from civicmap.model import Role
from civicmap.survey.reply.sheet import ReplyRow, ReplySheet
from civicmap.survey.reply.texts import read_texts, replied_to

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from civicmap.framework.types import Framework
    from civicmap.model import Survey


class Replies:
    """Makes reply sheets of one wave: what all of them share is counted once."""

    def __init__(self, survey: Survey, framework: Framework, marks: Sequence[str]) -> None:
        self.survey, self.framework, self.marks = survey, framework, tuple(marks)
        self._scores, self._texts = score(survey, framework), read_texts(survey, framework)

    def sheet(self, entity: int) -> ReplySheet | None:
        """Return the sheet of an entity, given by its place; None where it answered about several instances."""
        who = self.survey.entities[entity]
        if who.id not in self._texts:
            return None
        rows = tuple(self._rows(entity))
        return ReplySheet(self.framework, who, self.survey.wave, rows, self.marks, self.survey.synthetic)

    def _rows(self, entity: int) -> Iterator[ReplyRow]:
        survey = self.survey
        row = int(np.flatnonzero(survey.row_entity == entity)[0])
        texts = self._texts[survey.entities[entity].id]
        for question in replied_to(self.framework):
            if question.id in texts:
                earned = self._scores.questions.get(question.id)
                points = math.nan if earned is None else float(earned.points[row])
                given = (one.text for one in beside(survey, question, entity) if one.kind == str(Role.EVIDENCE))
                yield ReplyRow(
                    question,
                    texts[question.id],
                    cell_address(survey, question.id, row),
                    None if math.isnan(points) else points,
                    "; ".join(given),
                )
