"""Composites of the file -> nodes as types, each after those that it is made of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from civicmap.framework.compile_tree import OVERALL, make_node
from civicmap.framework.inherit import below, merge_missing
from civicmap.framework.types import Condition, Level, Missing, Node

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from civicmap.framework.conditions import Conditions
    from civicmap.framework.faults import Faults
    from civicmap.framework.inherit import Inherited
    from civicmap.framework.reader import Path
    from civicmap.framework.schema import FrameworkFile
    from civicmap.framework.schema_tree import CompositeEntry
    from civicmap.framework.types import Question

_KINDS = ("questions", "indicators", "dimensions", "pillars", "composites")


class Composites:
    """Builds composites out of members that are known: questions, and nodes by level."""

    def __init__(
        self, file: FrameworkFile, questions: Sequence[Question], nodes: Sequence[Node], conditions: Conditions
    ) -> None:
        self.file, self.conditions, self.faults = file, conditions, conditions.faults
        self.questions = [question.id for question in questions]
        self.scored = [question.id for question in questions if question.scored]
        placed = {child for node in nodes if node.of_questions for child in node.children}
        self.asked = [question for question in questions if question.id in placed]
        self.by_level = {level: [node.id for node in nodes if node.level is level] for level in Level}
        self.bands = {node.id: node.bands for node in nodes}
        self.idle = {q.id for q in questions if q.weight == 0} | {node.id for node in nodes if node.weight == 0}

    def nodes(self, top: Inherited, taken: Mapping[str, Path]) -> tuple[Node, ...]:
        """Return every composite, children first. Names circles, and ids of the tree."""
        made: dict[str, Node] = {}
        for name, entry in self.file.composites.items():
            path: Path = ("composites", name)
            if name in taken or name == OVERALL:
                self.faults.logic(
                    path, f"the id {name!r} is taken by {'.'.join(map(str, taken.get(name, (OVERALL,))))}", "rename it"
                )
                continue
            made[name] = self._node(name, entry, path, _without_gate(top))
        self._check_bands(made)
        return self._ordered(made)

    def _node(self, name: str, entry: CompositeEntry, path: Path, top: Inherited) -> Node:
        kind, members = self._members(name, entry, path)
        here = below(top, entry, path, self.conditions)
        node = make_node(name, entry, path, Level.COMPOSITE, (None, members, kind == "questions"), here, self.faults)
        missing = (
            None if entry.missing is None else merge_missing(merge_missing(Missing(), self.file.missing), entry.missing)
        )
        gate: Condition | None = here.asked_if
        return replace(node, missing=missing, by_band=entry.use == "band", asked_if=gate)

    def _members(self, name: str, entry: CompositeEntry, path: Path) -> tuple[str, tuple[str, ...]]:
        """Return what a composite is made of: the kind, and the ids."""
        said = [kind for kind in _KINDS if getattr(entry, kind) is not None]
        if len(said) != 1:
            self.faults.key(path, f"should have one of {', '.join(_KINDS)}", f"it has {' and '.join(said) or 'none'}")
            return "questions", ()
        kind = said[0]
        asked: Sequence[str] | str = getattr(entry, kind)
        if not asked:
            self.faults.value((*path, kind), "is empty", "write at least 1, or `all`")
        before = list(self.file.composites)[: list(self.file.composites).index(name)]
        known: Sequence[str] = {
            "questions": self.questions,
            "indicators": self.by_level[Level.INDICATOR],
            "dimensions": self.by_level[Level.DIMENSION],
            "pillars": self.by_level[Level.PILLAR],
            "composites": list(self.file.composites),
        }[kind]
        if isinstance(asked, str):
            everything = {"questions": self._every_question(entry), "composites": before}.get(kind, known)
            return kind, tuple(everything)
        counts = {*self.scored, *self._that_offer(entry)}
        for place, member in enumerate(asked):
            if member not in known:
                self.faults.reference((*path, kind, place), kind[:-1], member, known)
            elif kind == "questions" and member not in counts:
                self.faults.logic((*path, kind, place), f"{member!r} is not scored", "leave it out, or give it points")
            elif member in self.idle:
                what = f"{member!r} has weight 0, so that nothing of it would count"
                self.faults.logic((*path, kind, place), what, "leave it out, or take what stands below it")
        return kind, tuple(dict.fromkeys(member for member in asked if member in known))

    def _every_question(self, entry: CompositeEntry) -> Sequence[str]:
        """Return what `questions: all` is: the scored ones; where none is, those that a share counts."""
        return self.scored or self._that_offer(entry)

    def _that_offer(self, entry: CompositeEntry) -> list[str]:
        """Return the questions that a share counts, scored or not: those that offer an accepted answer."""
        accepted = frozenset(entry.in_ or ())
        return [one.id for one in self.asked if any(answer.id in accepted for answer in one.answers)]

    def _check_bands(self, made: Mapping[str, Node]) -> None:
        """Name members that are taken by band and have none that is worth something."""
        bands = self.bands | {name: node.bands for name, node in made.items()}
        for name, node in made.items():
            if not node.by_band:
                continue
            if node.of_questions:
                self.faults.logic(
                    ("composites", name, "use"), "questions have no bands", "take indicators, say, or use scores"
                )
            for member in () if node.of_questions else node.children:
                worth = bands.get(member)
                if worth is None or not worth.points:
                    how = "say `bands: {…, points: {…}}` there or above"
                    self.faults.logic(("composites", name, "use"), f"the bands of {member!r} are worth no points", how)

    def _ordered(self, made: Mapping[str, Node]) -> tuple[Node, ...]:
        """Return composites with members first. Names a circle."""
        done: dict[str, Node] = {}
        waiting = dict(made)
        while waiting:
            ready = [
                name for name, node in waiting.items() if not set(node.children) & set(waiting) or node.of_questions
            ]
            if not ready:
                name = next(iter(waiting))
                self.faults.logic(
                    ("composites", name), f"is made of itself: {' → '.join(waiting)} → {name}", "break the circle"
                )
                break
            for name in ready:
                done[name] = waiting.pop(name)
        return tuple(done.values())


def _without_gate(top: Inherited) -> Inherited:
    return replace(top, asked_if=None)


def check_accepted(node: Node, answers: Sequence[str], path: Path, faults: Faults) -> None:
    """Name an accepted answer of an `aggregate: share` that no question below can give."""
    for place, answer in enumerate(node.accepted):
        if answer not in answers:
            faults.reference((*path, "in", place), "answer below it", answer, answers)
