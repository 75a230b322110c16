"""Findings: the share and the gap of each, on a named base, with its bounds, its interval and its benchmark."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from civicmap.errors import RequestError
from civicmap.framework.types import Base
from civicmap.measure.bases import bases, size, standings
from civicmap.measure.bounds import frame_bounds, interval, item_bounds
from civicmap.measure.counting import Tallied
from civicmap.measure.lacking import why_no_gap
from civicmap.measure.listed import counts
from civicmap.measure.results import Gap, Gaps
from civicmap.measure.tally import tally
from civicmap.measure.unknown import unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from civicmap.framework.types import Benchmark, Finding, Framework
    from civicmap.measure.bases import Standing
    from civicmap.measure.tally import Tally
    from civicmap.measure.weighting import Weights
    from civicmap.model import Survey


def find_gaps(
    survey: Survey,
    framework: Framework,
    by: str | None = None,
    base: Base | str | None = None,
    only: Sequence[str] | None = None,
    weights: Weights | None = None,
) -> Gaps:
    """Return every finding (or `only` those named) for everyone, then for each value of the group `by`.

    `base` takes the place of each finding's own; `weights` make shares and intervals weighted. Raises RequestError for a
    finding, group or base that is not there.
    """
    findings = choose(framework, only)
    counted = tally(survey, framework, by, findings)
    folded = survey.block.rows > len(survey.entities)
    gaps = gaps_of(counted, framework, findings, base=None if base is None else as_base(base), folded=folded)
    if weights is None:
        return gaps
    from civicmap.measure.weighted import weigh_gaps  # noqa: PLC0415 - most runs weigh nothing

    return weigh_gaps(gaps, survey, framework, by, weights)


def gaps_of(
    counted: Tally,
    framework: Framework,
    findings: Sequence[Finding],
    *,
    base: Base | None = None,
    folded: bool = False,
) -> Gaps:
    """Return the findings of a tally. `folded`: some entities have several instances."""
    made = []
    for finding in findings:
        made += [
            gap(standing, framework, base or finding.base, folded=folded) for standing in standings(counted, finding)
        ]
    if counted.by is not None:
        from civicmap.measure.testing import with_tests  # noqa: PLC0415 - tests are made only between groups

        made = with_tests(made)
    invited = None if counted.frame is None else int(counted.frame.invited.sum())
    return Gaps(invited, int(counted.respondents.sum()), tuple(made))


def gap(standing: Standing, framework: Framework, base: Base, *, folded: bool = False) -> Gap:
    """Return one finding in one group."""
    finding = standing.finding
    of = bases(standing)
    has, lacks = standing.count(Tallied.HAS), standing.count(Tallied.LACKS)
    whole = size(of, base) or 0
    why = why_no_gap(finding, framework)
    found = interval(standing, of, base)
    return Gap(
        finding,
        standing.group,
        base,
        finding.unit,
        has,
        whole,
        has / whole if whole else None,
        None if why else lacks,
        None if why or not whole else lacks / whole,
        why,
        found.interval,
        found.method,
        found.why,
        item_bounds(standing, base),
        frame_bounds(standing, base),
        of,
        counts(standing, framework, folded=folded),
        holds(finding.benchmark, has, whole),
        population=found.population,
    )


# How each bound of a benchmark reads: `from` and `to` are included, `over` and `under` are not.
_READINGS: tuple[tuple[str, Callable[[Fraction, Fraction], bool]], ...] = (
    ("from_", lambda share, bound: share >= bound),
    ("to", lambda share, bound: share <= bound),
    ("over", lambda share, bound: share > bound),
    ("under", lambda share, bound: share < bound),
)


def holds(benchmark: Benchmark | None, numerator: int, denominator: int) -> bool | None:
    """Return whether a share lies within a benchmark, by exact fractions; None without bounds or without a base."""
    if benchmark is None or not denominator:
        return None
    share = Fraction(numerator, denominator)
    read = [
        reads(share, Fraction(bound)) for name, reads in _READINGS if (bound := getattr(benchmark, name)) is not None
    ]
    return all(read) if read else None


def choose(framework: Framework, only: Sequence[str] | None) -> tuple[Finding, ...]:
    """Return the findings asked for, in framework order. Raises RequestError naming every one that is not there."""
    if only is None:
        return framework.findings
    known = [finding.id for finding in framework.findings]
    missing = [name for name in only if name not in known]
    if missing:
        raise RequestError(*(unknown("finding", name, known) for name in missing))
    return tuple(finding for finding in framework.findings if finding.id in only)


def as_base(name: Base | str) -> Base:
    """Return a base by name. Raises RequestError for one that is not there."""
    try:
        return Base(name)
    except ValueError:
        raise RequestError(unknown("base", name, list(Base))) from None
