"""A scorecard as a stranger would bring it: a framework's text and a table of answers, scored, one entity and node at a time."""

from __future__ import annotations

import math
from typing import NamedTuple

import pytest

from civicmap.framework.load import load_framework
from civicmap.measure.ranks import rank
from civicmap.measure.score import score
from civicmap.survey.ingest import read_survey


class Found(NamedTuple):
    """What civicmap says of one entity and node. NaN is None."""

    score: float | None
    low: float | None
    high: float | None
    coverage: float | None
    applicable: float | None
    rated: bool
    band: str | None


class Card:
    """A scored survey."""

    def __init__(self, survey, framework):
        self.survey, self.framework = survey, framework
        self.scores = score(survey, framework)
        self.ids = [entity.id for entity in self.scores.entities]
        self.ranks = dict(zip(self.ids, rank(self.scores, survey, framework), strict=True))
        self.problems = survey.problems

    def __call__(self, entity, node):
        """Return what is found of an entity's node."""
        at, made = self.ids.index(entity), self.scores.nodes[node]
        bands = self.framework.node(node).bands
        numbers = (made.score, made.low, made.high, made.answered, made.applicable)
        place = int(made.band[at])
        return Found(
            *(None if math.isnan(held[at]) else float(held[at]) for held in numbers),
            bool(made.rated[at]),
            bands.names[place] if bands is not None and place >= 0 else None,
        )

    def must_be(self, entity, node, expected, **more):
        """Assert a score's low, score and high to the last bits, and what else is named of it."""
        found = self(entity, node)
        for name, value in zip(("score", "low", "high"), expected, strict=True):
            told = getattr(found, name)
            near = None if value is None else pytest.approx(float(value), rel=1e-15, abs=1e-13)
            assert told == near, (entity, node, name, found, expected)
        for name, value in more.items():
            told = getattr(found, name)
            assert told == (None if value is None else value), (entity, node, name, found, value)


@pytest.fixture
def carded(text_file):
    """Return a function from a framework's text and rows (a list of lists, the header first) to a card."""

    def make(framework, rows, wave="2024", name="answers.csv"):
        made = load_framework(text_file(framework, "card.yaml"))
        lines = "".join(",".join(f'"{cell}"' for cell in row) + "\n" for row in rows)
        return Card(read_survey([text_file(lines, name)], made, wave=wave), made)

    return make
