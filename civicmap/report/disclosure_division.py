"""How a public report may be divided: by which group, which tiers may be, and which groups are withheld throughout."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from civicmap.framework.types import Level, Tier
from civicmap.report.suppression import hide_groups

if TYPE_CHECKING:
    from civicmap.report.facts import NodeFact, Report
    from civicmap.report.facts_about import GroupFact

_STRICTNESS: Final = tuple(Tier)  # the strictest last


@dataclass(frozen=True, slots=True)
class Division:
    """How a report may be divided. `small` are the places of groups that few belong to, and of those that hide them."""

    group: GroupFact | None
    threshold: int
    small: frozenset[int] = frozenset()

    def serves(self, tier: Tier) -> bool:
        """Whether what has this tier may be shown by the group. To divide by a group is to tell who belongs to it."""
        if self.group is None:
            return False
        strictest = max(tier, self.group.tier, key=_STRICTNESS.index)
        return strictest is Tier.PUBLIC or (strictest is Tier.AGGREGATE and not self.group.place)

    def divides(self, node: NodeFact) -> bool:
        """Whether a node's scores may be shown by the group."""
        return node.level != Level.INDICATOR and self.serves(node.tier)


def divide(report: Report, threshold: int) -> Division:
    """Return how the report is divided: not at all where no group is large enough to be shown."""
    sizes = [response.responded or 0 for response in report.responses[1:]]
    small = hide_groups(sizes, threshold)
    shown = not sizes or any(size for place, size in enumerate(sizes) if place not in small)
    return Division(report.group if shown else None, threshold, small)
