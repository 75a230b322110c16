"""Who stands in which base (rule R2), read off a tally for one finding in one group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from civicmap.framework.types import Base, Unit
from civicmap.measure.counting import Tallied
from civicmap.measure.results import EVERYONE, Bases

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from civicmap.framework.types import Finding
    from civicmap.measure.results import GroupKey
    from civicmap.measure.tally import Tally


@dataclass(frozen=True, slots=True)
class Standing:
    """One finding in one group, counted.

    `columns` (Tallied,) and `answers` (codes,) int64. `responded` and `frame` are entities, `among` or not; `frame` is
    None where it is not known. `silent_must` and `silent_may` are those that did not respond and do, or may, meet
    `among`.
    """

    finding: Finding
    group: GroupKey
    columns: NDArray[np.int64]
    answers: NDArray[np.int64]
    responded: int
    frame: int | None
    silent_must: int = 0
    silent_may: int = 0

    def count(self, column: Tallied) -> int:
        """Return one column."""
        return int(self.columns[column])

    @property
    def entities(self) -> bool:
        """Whether entities are counted, and not instances or cells."""
        return self.finding.unit is Unit.ENTITY


def standings(tally: Tally, finding: Finding) -> Iterator[Standing]:
    """Yield a finding's counts for everyone, then for each value of the group."""
    place = tally.finding_ids.index(finding.id)
    columns, answers, heard = tally.findings[place], tally.answers[place], tally.heard[place]
    frame = tally.frame if finding.unit is Unit.ENTITY else None
    slices = [(EVERYONE, slice(None))]
    slices += [(key, slice(number, number + 1)) for number, key in enumerate(tally.groups)]
    for key, part in slices:
        responded = int(tally.respondents[part].sum())
        own = (finding, key, columns[part].sum(0), answers[part].sum(0), responded)
        # Over everyone the frame is known even where it does not know the group.
        if frame is None or not (key == EVERYONE or frame.by_group):
            yield Standing(*own, None)
            continue
        must, may = (frame.narrowed[place, part] - heard[part]).sum(0).tolist()
        # Who responded was asked, in the register or not.
        yield Standing(*own, max(int(frame.invited[part].sum()), responded), must, may)


def bases(standing: Standing) -> Bases:
    """Return how many stand in each base. Under `among`, the frame is known only where the register tells who meets it."""
    respondents = int(standing.columns[: Tallied.SURE].sum())
    applicable = respondents - standing.count(Tallied.NOT_APPLICABLE) - standing.count(Tallied.NOT_ASKED)
    given = applicable - standing.count(Tallied.NOT_KNOWN)
    frame = standing.frame
    if frame is not None and standing.finding.among is not None:
        told = standing.silent_must == standing.silent_may and not standing.count(Tallied.UNSURE)
        frame = respondents + standing.silent_may if told else None
    return Bases(frame, respondents, applicable, given, given - standing.count(Tallied.DONT_KNOW))


def size(of: Bases, base: Base) -> int | None:
    """Return the number in one base; None for a frame that is not known."""
    number: int | None = getattr(of, base.value)
    return number
