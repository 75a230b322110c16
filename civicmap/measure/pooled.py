"""Pooled cells as one condition for each question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicmap.framework.types import Cells, Is

if TYPE_CHECKING:
    from civicmap.framework.types import Condition, Framework


def shares(share: Condition, framework: Framework) -> list[tuple[Condition, str | None]]:
    """Return a finding's condition, or one for each question whose cells it pools, with the question's id."""
    if not isinstance(share, Cells):
        return [(share, None)]
    found: list[tuple[Condition, str | None]] = []
    for name in share.questions:
        own = {answer.id for answer in framework.question(name).answers}
        found.append((Is(name, tuple(answer for answer in share.answers if answer in own)), name))
    return found
