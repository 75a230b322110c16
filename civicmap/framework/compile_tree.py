"""Pillars, dimensions, indicators and the overall of the file -> nodes as types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicmap.framework.inherit import below
from civicmap.framework.types import Aggregate, Level, Node

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from civicmap.framework.conditions import Conditions
    from civicmap.framework.faults import Faults
    from civicmap.framework.inherit import Inherited
    from civicmap.framework.reader import Path
    from civicmap.framework.schema import FrameworkFile
    from civicmap.framework.schema_tree import BranchEntry, CompositeEntry, NodeEntry

OVERALL = "overall"
_BELOW: Mapping[Level, tuple[str, Level | None]] = {
    Level.PILLAR: ("dimensions", Level.DIMENSION),
    Level.DIMENSION: ("indicators", Level.INDICATOR),
    Level.INDICATOR: ("questions", None),
}


class Tree:
    """The nodes of a framework with their inheritance, and what holds at each section of the profile."""

    def __init__(self, file: FrameworkFile, top: Inherited, conditions: Conditions) -> None:
        self.file, self.conditions = file, conditions
        self.levels: dict[Level, list[Node]] = {Level.INDICATOR: [], Level.DIMENSION: [], Level.PILLAR: []}
        self.paths: dict[str, Path] = {}
        self.inherited: dict[str, Inherited] = {}  # node -> what holds there
        self.sections: dict[str, Inherited] = {
            name: below(_ungated(top), section, ("profile", name), conditions) for name, section in file.profile.items()
        }
        for name, pillar in file.pillars.items():
            self._branch(name, pillar, ("pillars", name), Level.PILLAR, OVERALL, top)

    def _branch(self, name: str, entry: BranchEntry, path: Path, level: Level, parent: str, above: Inherited) -> None:
        """Add a node after all that stands below it."""
        here = below(above, entry, path, self.conditions)
        if name in self.paths or name == OVERALL:
            what = (
                "is the name of the overall"
                if name == OVERALL
                else f"stands twice: see {'.'.join(map(str, self.paths[name]))}"
            )
            self.conditions.faults.logic(path, f"the id {name!r} {what}", "rename one; ids of the tree stand once")
            return
        self.paths[name], self.inherited[name] = path, here
        key, next_level = _BELOW[level]
        children = getattr(entry, key)
        if next_level is not None:
            for child, child_entry in children.items():
                self._branch(child, child_entry, (*path, key, child), next_level, name, here)
        self.levels[level].append(
            make_node(
                name, entry, path, level, (parent, tuple(children), next_level is None), here, self.conditions.faults
            )
        )

    def nodes(self, top: Inherited) -> tuple[Node, ...]:
        """Return indicators, dimensions, pillars and the overall, children first."""
        entry = self.file.overall
        here = below(top, entry, (OVERALL,), self.conditions)
        links = (None, tuple(self.file.pillars), False)
        overall = make_node(OVERALL, entry, (OVERALL,), Level.OVERALL, links, here, self.conditions.faults)
        self.paths[OVERALL] = (OVERALL,)
        return (*(node for nodes in self.levels.values() for node in nodes), overall)


def _ungated(top: Inherited) -> Inherited:
    """Return what holds at the top without the gate of the overall, which does not rule the profile."""
    from dataclasses import replace  # noqa: PLC0415 - one line needs it

    return replace(top, asked_if=None)


Links = tuple[str | None, tuple[str, ...], bool]  # parent, children, whether they are questions


def make_node(
    name: str,
    entry: NodeEntry | CompositeEntry,
    path: Path,
    level: Level,
    links: Links,
    here: Inherited,
    faults: Faults,
) -> Node:
    """Return a node. Names keys that do not go together."""
    adds = entry.aggregate == "sum"
    aggregate = Aggregate.FLAT_MEAN if adds else Aggregate(entry.aggregate)
    if (aggregate is Aggregate.SHARE) != (entry.in_ is not None):
        how = "write `aggregate: share` and `in: [answer]`, or neither"
        faults.logic((*path, "aggregate"), "`share` and `in` go together", how)
    if entry.of is not None and aggregate in (Aggregate.GEOMETRIC, Aggregate.MIN):
        faults.logic((*path, "of"), f"nothing is divided where the aggregate is `{aggregate}`", "leave it out")
    parent, children, of_questions = links
    return Node(
        name,
        level,
        entry.title,  # type: ignore[union-attr] # every kind of node but the bare base has one
        parent,
        children,
        of_questions,
        weight=entry.weight,
        aggregate=aggregate,
        accepted=tuple(entry.in_ or ()),
        fixed_base=fixed_base(1 if adds and entry.of is None else entry.of),
        coverage=here.coverage,
        bands=here.bands,
        source=tuple(getattr(entry, "source", ())),
        recommendations=tuple(getattr(entry, "recommendations", ())),
        tier=here.tier,
    )


def fixed_base(said: float | Mapping[str, float] | None) -> dict[str, float]:
    """Return `of` as wave -> N; "" is any wave."""
    if said is None:
        return {}
    return dict(said) if not isinstance(said, (int, float)) else {"": float(said)}


def check_weights(
    nodes: Iterable[Node], weights: Mapping[str, float], paths: Mapping[str, Path], faults: Faults
) -> None:
    """Name a node whose children all weigh nothing. `weights` has questions and nodes."""
    for node in nodes:
        if node.children and all(weights.get(child, 1.0) == 0 for child in node.children):
            faults.logic(paths[node.id], "everything below it has weight 0", "give one of them a weight")
