"""What a framework's names stand for while it is compiled: the things that a condition can look at."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from civicmap.framework.faults import Faults
    from civicmap.framework.reader import Path
    from civicmap.framework.types import QuestionType

RESERVED = frozenset({"any_of", "all_of", "at_least", "not", "cells", "all"})


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as a condition sees it."""

    type: QuestionType
    answers: tuple[str, ...]
    ordinary: int = 0  # options neither exclusive nor `other`
    exclusive: frozenset[str] = frozenset()
    known: bool = True  # False: its scale is missing, so nothing can be said of its answers


@dataclass(slots=True)
class Names:
    """Questions, groups (with their values, where a scale gives them) and nodes (with their bands)."""

    questions: dict[str, Asked] = field(default_factory=dict)
    groups: dict[str, tuple[str, ...]] = field(default_factory=dict)
    group_questions: dict[str, str | None] = field(default_factory=dict)
    nodes: dict[str, tuple[str, ...]] = field(default_factory=dict)  # pillars, composites and the overall

    def all(self) -> list[str]:
        """Return every name, for a near miss."""
        return [*self.questions, *self.groups, *self.nodes]


def check_names(paths: Mapping[str, list[tuple[str, Path]]], faults: Faults) -> None:
    """Name each name that means two things, or a word of the grammar.

    `paths` is name -> (kind of thing, where) for everything that a condition can look at. A group may bear the name of
    the question that it comes from: its kind is then "question" too.
    """
    for name, things in paths.items():
        kinds = list(dict.fromkeys(kind for kind, _ in things))
        if len(kinds) > 1:
            faults.logic(
                things[-1][1],
                f"{name!r} is a {kinds[0]} and a {kinds[-1]}",
                "give one of them another id: conditions look things up by it",
            )
        if name in RESERVED:
            faults.logic(things[0][1], f"{name!r} is a word of conditions", "choose another id")
