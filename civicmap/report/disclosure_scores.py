"""Scores as linked numbers: the bands of a node over everyone and over each group, and which of them to withhold."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from civicmap.report.disclosure_findings import EVERYONE, NAMED, REST, Guarded
from civicmap.stats.linked import Item, Row, System, protect

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from civicmap.report.facts import NodeFact, ScoreFact
    from civicmap.stats.linked import Protected, Sum

_COST_GROUP, _COST_EVERYONE = 10, 200

Band = tuple[int, int]
"""A group's place, EVERYONE among them, and a band's."""


class Hidden(NamedTuple):
    """The bands of a node to withhold, what was protected and how well."""

    bands: frozenset[Band]
    guarded: tuple[Guarded, ...]
    found: Protected


def hide_bands(
    node: NodeFact, groups: Sequence[int], threshold: int, fixed: Mapping[Band, bool], *, single: bool
) -> Hidden:
    """Return which bands to withhold, where the rated of everyone and of the `groups` by place are published.

    A node of a `single` question is that question once more: where one band is withheld, all are.
    """
    scores = [node.everyone, *node.scores[1:]]
    rows = [scores[place + 1] for place in groups]
    cells = [[band.entities or 0 for band in score.bands] for score in rows]
    rest = [max((band.entities or 0) - sum(row[n] for row in cells), 0) for n, band in enumerate(node.everyone.bands)]
    if sum(rest) or not rows:
        cells.append(rest)
    linked = _Bands(cells, groups, fixed, threshold)
    guarded = dict(linked.secrets(node.id))
    system = linked.system(tuple(guarded))
    found = protect(system, threshold)
    hidden = {linked.places[item] for item in found.hidden}
    if single and hidden:
        hidden = {band for band in linked.places if fixed.get(band) is not False}
    return Hidden(frozenset(hidden), tuple(guarded.values()), found)


class _Bands:
    """A table of groups by bands; the last row may be those of no group shown."""

    def __init__(
        self, cells: Sequence[Sequence[int]], groups: Sequence[int], fixed: Mapping[Band, bool], threshold: int
    ) -> None:
        self.cells, self.groups, self.fixed, self.threshold = cells, groups, fixed, threshold
        self.width = len(cells[0])
        self.places = [(EVERYONE, band) for band in range(self.width)]
        self.places += [(group, band) for group in groups for band in range(self.width)]

    def _sum(self, row: int, band: int) -> Sum:
        """Return a cell; that of everyone for the row EVERYONE."""
        rows = range(len(self.cells)) if row == EVERYONE else (row,)
        return tuple((one * self.width + band, 1) for one in rows)

    def system(self, secrets: tuple[Sum, ...]) -> System:
        """Return the table as linked numbers."""
        items = []
        for group, band in self.places:
            row = EVERYONE if group == EVERYONE else list(self.groups).index(group)
            cost = _COST_EVERYONE if group == EVERYONE else _COST_GROUP
            items.append(Item((self._sum(row, band),), cost, self.fixed.get((group, band))))
        totals = [sum(row) for row in self.cells]
        return System(
            tuple(count for row in self.cells for count in row),
            tuple(total for total in totals for _ in range(self.width)),
            tuple(
                Row(tuple((row * self.width + band, 1) for band in range(self.width)), total, total)
                for row, total in enumerate(totals)
            ),
            tuple(items),
            secrets,
        )

    def secrets(self, node: str) -> Iterator[tuple[Sum, Guarded]]:
        """Yield the counts to protect: small ones, those whose rest is small, and none or all of a small group."""
        for row in (EVERYONE, *range(len(self.cells))) if self.groups else (EVERYONE,):
            total = sum(map(sum, self.cells)) if row == EVERYONE else sum(self.cells[row])
            place = row if row == EVERYONE else self.groups[row] if row < len(self.groups) else REST
            for band in range(self.width):
                sum_ = self._sum(row, band)
                count = sum(self.cells[variable // self.width][band] for variable, _ in sum_)
                if self._secret(count, total, everyone=row == EVERYONE) and self.fixed.get((place, band)) is not False:
                    yield sum_, Guarded(node, place, "has")

    def _secret(self, count: int, total: int, *, everyone: bool) -> bool:
        small = 0 < count < self.threshold or 0 < total - count < self.threshold
        return small or (not everyone and 0 < total < NAMED * self.threshold and count in (0, total))


def without_telling_means(scores: Sequence[ScoreFact], telling: Collection[int], *, rest: bool) -> set[int]:
    """Return the places whose means go: those `telling`, and all groups' where one alone could be had by subtraction."""
    groups = [place for place, score in enumerate(scores) if place and not score.withheld]
    gone = {place for place in telling if place in groups}
    missing = len(gone) + int(rest or any(score.withheld for score in scores[1:]))
    if gone and missing == 1:
        gone |= set(groups)
    return gone | ({0} & set(telling))
