"""What the public may see of review: no entity, no count of few, and no mean that tells what few of them changed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from civicmap.framework.types import Tier

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civicmap.report.facts import NodeFact
    from civicmap.report.facts_about import ReviewCount, ReviewFact, ReviewScore


def public_review(review: ReviewFact | None, nodes: Sequence[NodeFact], threshold: int) -> ReviewFact | None:
    """Return the summary of review. `nodes` are the report's as they may be shown.

    A mean from before stands only beside one that is shown, of a node that is not confidential, and where no scores or
    at least the threshold's changed: the difference of two means tells the change of few.
    """
    if review is None:
        return None
    shown = {node.id: node for node in nodes}
    return replace(
        review,
        counts=tuple(_count(one, threshold) for one in review.counts),
        scores=tuple(_score(one, shown.get(one.node), threshold) for one in review.scores),
        entities=(),
    )


def _few(number: int | None, threshold: int) -> bool:
    return number is not None and 0 < number < threshold


def _count(one: ReviewCount, threshold: int) -> ReviewCount:
    return replace(one, answers=None, entities=None, withheld=True) if _few(one.entities, threshold) else one


def _score(one: ReviewScore, node: NodeFact | None, threshold: int) -> ReviewScore:
    mean = None if node is None or node.tier is Tier.CONFIDENTIAL else node.everyone.mean
    if mean is None or _few(one.changed, threshold):
        return replace(one, before=None, after=None, changed=None, withheld=True)
    return one
