"""A pass over the rows of a survey, block by block, that fills in the scores of some nodes."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from civicmap.framework.types import Level
from civicmap.measure.bands import place_in_bands
from civicmap.measure.fold import Fold
from civicmap.measure.missing import enclose
from civicmap.measure.reasons import Reasons, words, words_of_overall
from civicmap.measure.results import NodeScores

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Node
    from civicmap.measure.answers import Answers
    from civicmap.measure.gates import Gate
    from civicmap.measure.plan import NodePlan, Plan
    from civicmap.measure.tables import Tables

BLOCK_ROWS: Final = 16_384
"""Rows folded at a time: a column of them fits the processor's cache, and the values of 100 questions fit memory."""


class Span(NamedTuple):
    """A block: whole entities only. `starts` holds the first row of each, counted from the block's own first row."""

    rows: slice
    entities: slice
    starts: NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Columns:
    """What one node's scores are filled into, n places each: an entity each, or a row each.

    `unrated` and `cases`, a pair for each block, are the places without a rating and what decides the words of the reason,
    (k, m): the four counts, or for the overall which pillars lack a rating. Most scores have none.
    """

    values: NDArray[np.float64]  # (3, n): score, low, high
    shares: NDArray[np.float64]  # (2, n): answered, applicable
    rated: NDArray[np.bool_]
    band: NDArray[np.int16]
    unrated: list[NDArray[np.intp]]
    cases: list[NDArray[np.int32]]


@dataclass(frozen=True, slots=True)
class Pass:
    """A survey laid out for passes. `answers` and `gates` are of all its rows, which stand by entity."""

    plan: Plan
    answers: Answers
    gates: Mapping[str, Gate]
    tables: Tables
    row_entity: NDArray[np.int32]

    def fill(self, nodes: Sequence[str], *, rows: bool) -> dict[str, NodeScores]:
        """Return the scores of some nodes, a value for each row or for each entity."""
        plans = [self.plan.nodes[node] for node in nodes]
        spans = list(_spans(self.row_entity))
        size = len(self.row_entity) if rows else sum(len(span.starts) for span in spans)
        columns = [_empty(plan, size) for plan in plans]
        for span in spans:
            fold = self._fold(span)
            for plan, own in zip(plans, columns, strict=True):
                _put(own, span.rows if rows else span.entities, fold, plan.node, rows=rows)
        return {plan.node.id: self._scores(plan, own) for plan, own in zip(plans, columns, strict=True)}

    def fill_rated(self, nodes: Sequence[str], *, rows: bool) -> dict[str, NDArray[np.float64]]:
        """Return the scores of some nodes alone, NaN where they are not rated: a sixth of the memory."""
        spans = list(_spans(self.row_entity))
        size = len(self.row_entity) if rows else sum(len(span.starts) for span in spans)
        filled = {node: np.empty(size) for node in nodes}
        for span in spans:
            fold = self._fold(span, score_only=True)
            for node, own in filled.items():
                score, rated = fold.values(node, rows=rows).score, fold.rated(node, rows=rows)
                own[span.rows if rows else span.entities] = np.where(rated, score, np.nan)
        return filled

    @property
    def small(self) -> bool:
        """Whether one block holds all rows: columns cost less then than a second pass."""
        return len(self.row_entity) <= BLOCK_ROWS

    def _fold(self, span: Span, *, score_only: bool = False) -> Fold:
        start, stop = span.rows.start, span.rows.stop
        gates = {node: gate.part(start, stop) for node, gate in self.gates.items()}
        return Fold(self.plan, self.answers.part(start, stop), span.starts, gates, self.tables, score_only)

    def _scores(self, plan: NodePlan, filled: Columns) -> NodeScores:
        """Return a node's columns by their names."""
        node = plan.node
        if node.level is Level.OVERALL:
            word = partial(words_of_overall, titles=[self.plan.nodes[child].node.title for child in plan.needed])
        else:
            word = partial(words, coverage=node.coverage)
        score, low, high = filled.values
        answered, applicable = filled.shares
        reasons = Reasons(filled.rated, np.concatenate(filled.unrated), np.concatenate(filled.cases, axis=1), word)
        return NodeScores(
            node.id, node.level, score, low, high, answered, applicable, filled.rated, filled.band, reasons
        )


def _spans(row_entity: NDArray[np.int32]) -> Iterator[Span]:
    """Yield the blocks of a survey: as many whole entities as fit, and at least one."""
    firsts = np.flatnonzero(np.diff(row_entity, prepend=-1))
    begin = 0
    while begin < len(firsts):
        start = int(firsts[begin])
        end = max(begin + 1, int(np.searchsorted(firsts, start + BLOCK_ROWS)))
        stop = int(firsts[end]) if end < len(firsts) else len(row_entity)
        yield Span(slice(start, stop), slice(begin, end), firsts[begin:end] - start)
        begin = end


def _empty(plan: NodePlan, size: int) -> Columns:
    """Return columns to be filled."""
    cases = len(plan.needed) if plan.node.level is Level.OVERALL else 4
    return Columns(
        np.empty((3, size)),
        np.empty((2, size)),
        np.empty(size, np.bool_),
        np.empty(size, np.int16),
        [np.zeros(0, np.intp)],
        [np.zeros((cases, 0), np.int32)],
    )


def _put(filled: Columns, at: slice, fold: Fold, node: Node, *, rows: bool) -> None:
    """Put in what one block says of a node."""
    values, rated = enclose(fold.values(node.id, rows=rows)), fold.rated(node.id, rows=rows)
    lanes = (*values, *fold.shares(node.id, rows=rows))
    for lane, made in zip((*filled.values, *filled.shares), lanes, strict=True):
        lane[at] = made
    filled.rated[at] = rated
    filled.band[at] = place_in_bands(values.score, rated, node.bands)
    unrated = np.flatnonzero(~rated)
    if unrated.size:
        cases = fold.lacking if node.level is Level.OVERALL else fold.counts
        filled.unrated.append(unrated + at.start)
        filled.cases.append(np.array([case[unrated] for case in cases(node.id, rows=rows)], np.int32))
