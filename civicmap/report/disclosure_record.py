"""What is settled before anything is chosen: numbers released by name, and what an earlier publication told or would tell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from civicmap.errors import Code, Problem, RequestError
from civicmap.report.disclosure_findings import EVERYONE, Cell, Guarded

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from civicmap.report.disclosure_division import Division
    from civicmap.report.disclosure_scores import Band
    from civicmap.report.facts import FindingFact, NodeFact, Report
    from civicmap.report.published import Record
    from civicmap.report.releases import Release


@dataclass(slots=True)
class Fixed:
    """Cells that are withheld (True) or published (False) whatever is chosen, and why."""

    shares: dict[Cell, bool] = field(default_factory=dict)
    bands: dict[tuple[str, int, int], bool] = field(default_factory=dict)  # node, place, band
    released: set[tuple[str, int]] = field(default_factory=set)  # finding or node, place
    differing: int = 0  # numbers that would differ by few from what was published
    other_wave: bool = False  # what was published is of another wave

    def bands_of(self, node: str) -> dict[Band, bool]:
        """Return what is settled of a node's bands."""
        return {(place, band): value for (own, place, band), value in self.bands.items() if own == node}

    def releases(self, what: Guarded) -> bool:
        """Whether a secret was released by name: a number itself, not its difference to another."""
        return (what.finding, what.place) in self.released and what.what != "difference"


def settled(report: Report, division: Division, published: Record | None, releases: Sequence[Release]) -> Fixed:
    """Return what is settled. Raises RequestError naming every release that releases nothing."""
    fixed = Fixed()
    if published is not None and published.framework == report.framework.id:
        if published.wave == report.wave:
            _compare(report, published, division.threshold, fixed)
        else:
            fixed.other_wave = True
    problems = [problem for release in releases for problem in _release(report, division, release, fixed)]
    if problems:
        raise RequestError(*problems)
    return fixed


# --- what was published ---------------------------------------------------------------------------------------------


def _compare(report: Report, published: Record, threshold: int, fixed: Fixed) -> None:
    """Settle what a reader of both publications could subtract.

    A number that stays as it was is known already. One that changed by few would tell what the few answered.
    """
    same = report.group is not None and published.group == report.group.id
    for number, finding in enumerate(report.findings):
        for place, share in enumerate(finding.shares, start=EVERYONE):
            before = published.shares.get((finding.id, share.group.value))
            if before is None or (place != EVERYONE and not same):
                continue
            after = (share.numerator or 0, share.denominator or 0)
            _settle_share(Cell(number, place), before, after, threshold, fixed)
        lacked, now = published.lacks.get(finding.id), finding.everyone.gap_numerator
        if lacked is not None and now is not None and _few(now - lacked, threshold):
            fixed.shares[Cell(number, EVERYONE, beside=True)] = True
            fixed.differing += 1
    for node in _nodes(report):
        for place, score in enumerate(node.scores, start=EVERYONE):
            counts = published.bands.get((node.id, score.group.value), ()) if place == EVERYONE or same else ()
            for band, (old, new) in enumerate(zip(counts, score.bands, strict=False)):
                if old is not None and _few((new.entities or 0) - old, threshold):
                    fixed.bands[node.id, place, band] = True
                    fixed.differing += 1


def _settle_share(cell: Cell, before: tuple[int, int], after: tuple[int, int], threshold: int, fixed: Fixed) -> None:
    if before == after:
        fixed.shares.setdefault(cell, False)
        return
    part, whole = after[0] - before[0], after[1] - before[1]
    if any(_few(number, threshold) for number in (part, whole, whole - part)):
        fixed.shares[cell] = True
        fixed.differing += 1


def _few(difference: int, threshold: int) -> bool:
    return 0 < abs(difference) < threshold


def _nodes(report: Report) -> Iterator[NodeFact]:
    yield from (*report.pillars, *([report.overall] if report.overall else []), *report.composites, *report.indicators)


# --- what is released by name ---------------------------------------------------------------------------------------


def _release(report: Report, division: Division, release: Release, fixed: Fixed) -> Iterator[Problem]:
    """Settle one release; yield what is wrong with it."""
    groups = {key.value: place for place, key in enumerate(r.group for r in report.responses[1:])}
    place = EVERYONE if not release.group else groups.get(release.group, len(groups))
    if place == len(groups) and release.group:
        yield _nothing(release, f"the report is not divided into {release.group!r}")
        return
    if place in division.small:
        yield _nothing(release, "the group is withheld throughout, because few belong to it")
        return
    finding = next(((n, own) for n, own in enumerate(report.findings) if own.id == release.finding), None)
    node = next((own for own in _nodes(report) if own.id == release.finding), None)
    if finding is not None:
        yield from _release_finding(*finding, place, division, release, fixed)
    elif node is not None:
        yield from _release_node(node, place, division, release, fixed)
    else:
        yield _nothing(release, f"there is no finding and no score {release.finding!r}")


def _release_finding(
    number: int, finding: FindingFact, place: int, division: Division, release: Release, fixed: Fixed
) -> Iterator[Problem]:
    if finding.crosses or (place != EVERYONE and not division.serves(finding.tier)):
        yield _nothing(release, "the tier of its questions does not allow it")
        return
    fixed.shares[Cell(number, place)] = False
    if place == EVERYONE:
        fixed.shares[Cell(number, place, beside=True)] = False
    fixed.released.add((finding.id, place))


def _release_node(node: NodeFact, place: int, division: Division, release: Release, fixed: Fixed) -> Iterator[Problem]:
    if place != EVERYONE and not division.divides(node):
        yield _nothing(release, "the tier of its questions does not allow it")
        return
    for band in range(len(node.everyone.bands)):
        fixed.bands[node.id, place, band] = False
    fixed.released.add((node.id, place))


def _nothing(release: Release, why: str) -> Problem:
    return Problem.of(Code.EXCEPTION_UNKNOWN, release.where, why=why)
