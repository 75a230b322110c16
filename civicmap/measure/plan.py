"""The tree as the fold walks it: members of each node in a fixed order, the questions it counts, its place and base."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from civicmap.errors import Code, FrameworkError, Problem
from civicmap.framework import types as f
from civicmap.framework.reading import leaves, reads

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from civicmap.framework.types import Framework, Node

LEVELS: Final = ("question", "indicator", "dimension", "pillar", "overall")
"""The levels, the lowest first; a place in this table is the height of a node."""


@dataclass(frozen=True, slots=True)
class Member:
    """What a node is made of: a question, or another node."""

    id: str
    weight: float
    is_question: bool
    extra: bool = False


@dataclass(frozen=True, slots=True)
class NodePlan:
    """How one node is made. `members` stand by id, so that the order of the file shows in no last digit."""

    node: Node
    members: tuple[Member, ...]  # only those with weight
    needed: tuple[str, ...]  # child nodes with weight, in file order: the overall needs a rating of each
    counted: tuple[str, ...]  # the questions that its coverage is over
    adds: tuple[str, ...]  # the nodes whose counts add up to its own; none where they may not
    height: int
    base: float | None  # of this wave


@dataclass(frozen=True, slots=True)
class Plan:
    """Every node's plan, children first. Nodes up to `rolled` are made in each row and then rolled up."""

    nodes: Mapping[str, NodePlan]
    rolled: int | None  # the height at which instances become one; None where each row is an entity
    by: f.RollUp
    base: float | None  # of the roll-up, in this wave
    within: str | None  # the question whose answers divide instances: those of one answer become one first
    groups_only: frozenset[str]  # questions asked of some groups only, for no other reason
    gates: Mapping[str, tuple[str, ...]]  # question -> the questions in its gates
    leaving: frozenset[str]  # questions that are not for some groups at all, or hang on one that is not


def make_plan(framework: Framework, wave: str) -> Plan:
    """Lay out how every node is made in a wave. Raises FrameworkError where a fixed base is given for other waves."""
    plans: dict[str, NodePlan] = {}
    for node in _children_first(framework):
        members = _members(framework, node)
        plans[node.id] = NodePlan(
            node=node,
            members=members,
            needed=() if node.of_questions else tuple(c for c in node.children if framework.node(c).weight > 0),
            counted=_counted(plans, members),
            adds=_adds(plans, node, members),
            height=1 + max((0 if m.is_question else plans[m.id].height for m in members), default=0)
            if node.level is f.Level.COMPOSITE
            else LEVELS.index(node.level),
            base=_base(framework, node.fixed_base, node.id, wave),
        )
    instances = framework.instances
    groups_only = frozenset(
        question.id
        for question in framework.questions
        if question.asked_if is not None and all(isinstance(leaf, f.InGroup) for leaf in leaves(question.asked_if))
    )
    gates = {question.id: reads(question.asked_if, question.closed_by).questions for question in framework.questions}
    return Plan(
        nodes=plans,
        rolled=None if instances is None else LEVELS.index(instances.at),
        by=f.RollUp.MEAN if instances is None else instances.by,
        base=None if instances is None else _base(framework, instances.fixed_base, "roll_up", wave),
        within=None if instances is None else instances.within,
        groups_only=groups_only,
        gates=gates,
        leaving=_hanging_on(groups_only, gates),
    )


def _hanging_on(found: frozenset[str], gates: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """Return some questions with all those that one of them is a gate of, however far up."""
    more = found | {question for question, read in gates.items() if not found.isdisjoint(read)}
    return more if more == found else _hanging_on(more, gates)


def _children_first(framework: Framework) -> list[Node]:
    """Return the nodes so that each stands after what it is made of, composites of composites too."""
    ordered: dict[str, Node] = {}

    def visit(node: Node) -> None:
        if not node.of_questions:
            for child in node.children:
                visit(framework.node(child))
        ordered.setdefault(node.id, node)

    for node in framework.nodes:
        visit(node)
    return list(ordered.values())


def _members(framework: Framework, node: Node) -> tuple[Member, ...]:
    """Return what a node is made of: its children, or the questions below where its rule is over those."""
    if node.aggregate in (f.Aggregate.FLAT_MEAN, f.Aggregate.SHARE):
        below = dict.fromkeys(_weighted_below(framework, node))
        found = [framework.question(question) for question in below]
        scored = [question for question in found if question.scored]
        listed = node.level is f.Level.COMPOSITE and node.of_questions
        if node.aggregate is f.Aggregate.SHARE and (listed or not scored):
            # A scale without points can still be counted by its accepted answers, and is where the question is named.
            scored = [q for q in found if q.scored or any(answer.id in node.accepted for answer in q.answers)]
        members = [_asked(question) for question in scored]
    elif node.of_questions:
        children = [framework.question(child) for child in node.children]
        members = [_asked(child) for child in children if child.scored]
    else:
        members = [Member(child, framework.node(child).weight, is_question=False) for child in node.children]
    return tuple(sorted((member for member in members if member.weight > 0), key=lambda member: member.id))


def _asked(question: f.Question) -> Member:
    return Member(question.id, question.weight, is_question=True, extra=question.extra)


def _weighted_below(framework: Framework, node: Node) -> Iterator[str]:
    """Yield the questions below a node, those below a child without weight left out."""
    if node.of_questions:
        yield from node.children
    else:
        for child in map(framework.node, node.children):
            if child.weight > 0:
                yield from _weighted_below(framework, child)


def _counted(plans: Mapping[str, NodePlan], members: tuple[Member, ...]) -> tuple[str, ...]:
    """Return the questions that a node is made of in the end, each once."""
    below = (q for m in members for q in ((m.id,) if m.is_question else plans[m.id].counted))
    return tuple(dict.fromkeys(below))


def _adds(plans: Mapping[str, NodePlan], node: Node, members: tuple[Member, ...]) -> tuple[str, ...]:
    """Return a node's members where they are nodes that count each question once, in the way that the node does."""
    if any(member.is_question for member in members):
        return ()
    below = [plans[member.id] for member in members]
    once = sum(len(one.counted) for one in below) == len(_counted(plans, members))
    alike = all(one.node.accepted == node.accepted and one.node.missing in (None, node.missing) for one in below)
    return tuple(member.id for member in members) if once and alike else ()


def _base(framework: Framework, bases: Mapping[str, float], place: str, wave: str) -> float | None:
    """Return the fixed base of a wave; None where there is none for any wave."""
    if not bases:
        return None
    found = bases.get(wave, bases.get(""))
    if found is None:
        known = ", ".join(sorted(bases))
        what = f"`of` at {place} has a base for the waves {known} and none for {wave!r}"
        raise FrameworkError(
            Problem.of(Code.FRAMEWORK_LOGIC, framework.id, what=what, how="add one, or name the wave with --wave")
        )
    return found
