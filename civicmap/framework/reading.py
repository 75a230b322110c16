"""What a condition reads: its parts, and the questions, groups and nodes that they look at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from civicmap.framework.types import AllOf, AnyOf, AtLeastOf, Cells, Condition, InBand, InGroup, Not

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Reads:
    """Names that a condition looks at, each once, in its order."""

    questions: tuple[str, ...]
    groups: tuple[str, ...]
    nodes: tuple[str, ...]


def leaves(condition: Condition) -> Iterator[Condition]:
    """Give every part of a condition that combines no others."""
    match condition:
        case AllOf(parts) | AnyOf(parts) | AtLeastOf(_, parts):
            for part in parts:
                yield from leaves(part)
        case Not(part):
            yield from leaves(part)
        case _:
            yield condition


def reads(*conditions: Condition | None) -> Reads:
    """Return what conditions look at."""
    questions: dict[str, None] = {}
    groups: dict[str, None] = {}
    nodes: dict[str, None] = {}
    for condition in conditions:
        for leaf in leaves(condition) if condition is not None else ():
            match leaf:
                case InGroup(group, _):
                    groups[group] = None
                case InBand(node, _):
                    nodes[node] = None
                case Cells(pooled, _):
                    questions.update(dict.fromkeys(pooled))
                case AllOf() | AnyOf() | AtLeastOf() | Not():
                    raise AssertionError("leaves combine nothing")
                case _:
                    questions[leaf.question] = None
    return Reads(tuple(questions), tuple(groups), tuple(nodes))
