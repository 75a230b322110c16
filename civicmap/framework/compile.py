"""A file that fits the schema -> the framework that the rest of civicmap reads, with every inheritance settled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from civicmap.framework import check_logic
from civicmap.framework.compile_answers import settle_scales
from civicmap.framework.compile_coding import compile_codings
from civicmap.framework.compile_composites import Composites, check_accepted
from civicmap.framework.compile_findings import Findings
from civicmap.framework.compile_questions import asked_of, compile_question, place_questions
from civicmap.framework.compile_top import compile_groups, compile_top
from civicmap.framework.compile_tree import OVERALL, Tree, check_weights
from civicmap.framework.conditions import GATE, Conditions
from civicmap.framework.inherit import of_file
from civicmap.framework.names import Names, check_names
from civicmap.framework.types import Aggregate, Framework, Level, Tier

if TYPE_CHECKING:
    from collections.abc import Mapping

    from civicmap.framework.compile_answers import Scale
    from civicmap.framework.compile_questions import Placed
    from civicmap.framework.faults import Faults
    from civicmap.framework.inherit import Inherited
    from civicmap.framework.reader import Path
    from civicmap.framework.schema import FrameworkFile
    from civicmap.framework.types import Node, Question


@dataclass(frozen=True, slots=True)
class Draft:
    """A framework while it is compiled."""

    file: FrameworkFile
    faults: Faults
    placed: dict[str, Placed]
    scales: dict[str, Scale]
    conditions: Conditions


def compile_framework(file: FrameworkFile, faults: Faults, sha256: str) -> Framework:
    """Return the framework; as much of it as can be had, where there are faults. Names every fault."""
    draft = _draft(file, faults)
    top = of_file(file, draft.conditions)
    tree = Tree(file, top, draft.conditions)
    questions = _questions(draft, tree)
    nodes = tree.nodes(top)
    composites = Composites(file, questions, nodes, draft.conditions).nodes(top, tree.paths)
    _check_nodes((*nodes, *composites), questions, tree, draft)
    framework = replace(
        compile_top(file, faults, draft.conditions.names),
        sha256=sha256,
        questions=questions,
        nodes=(*nodes, *composites),
        groups=compile_groups(file, questions),
        codings=compile_codings(file, draft.scales, questions, draft.conditions),
        tier=Tier(file.tier),
        under_review=None
        if file.under_review is None
        else draft.conditions.read(file.under_review, ("under_review",), GATE),
    )
    paths = {name: one.path for name, one in draft.placed.items()}
    if not faults.found:  # these walk what hangs together, and a fault may have cut it
        check_logic.check_gates(framework, paths, faults)
        check_logic.check_products(framework, paths, faults)
    if not any(problem.severity == "error" for problem in faults.found.values()) or _tree_holds(framework):
        framework = replace(framework, findings=Findings(file, framework, draft.conditions).all())
        check_logic.check_findings(framework, faults)
    return framework


def _tree_holds(framework: Framework) -> bool:
    """Tell whether every node's children are there, so that the tree can be walked."""
    known = {node.id for node in framework.nodes}
    return all(node.of_questions or set(node.children) <= known for node in framework.nodes)


def _draft(file: FrameworkFile, faults: Faults) -> Draft:
    """Return what must be known before any condition can be read."""
    placed = place_questions(file, faults)
    scales = settle_scales(file, faults)
    names = Names()
    seen: dict[str, list[tuple[str, Path]]] = {}
    for name, one in placed.items():
        names.questions[name] = asked_of(one, file, scales, faults)
        seen.setdefault(name, []).append(("question", one.path))
    for name, group in file.groups.items():
        asked = names.questions.get(group.question or "")
        names.groups[name] = asked.answers if asked is not None and asked.type == "choice" else ()
        kind = "question" if group.question == name else "group"
        seen.setdefault(name, []).append((kind, ("groups", name)))
    top = tuple(file.bands.cuts) if file.bands else ()
    for kind, entries in (("pillar", file.pillars), ("composite", file.composites), (OVERALL, {OVERALL: file.overall})):
        for name, entry in entries.items():
            names.nodes[name] = tuple(entry.bands.cuts) if entry.bands else top
            seen.setdefault(name, []).append((kind, (f"{kind}s" if kind != OVERALL else kind, name)))
    check_names(seen, faults)
    return Draft(file, faults, placed, scales, Conditions(names, faults))


def _questions(draft: Draft, tree: Tree) -> tuple[Question, ...]:
    """Return every question, the profile first."""
    return tuple(
        compile_question(one, _above(one, tree), draft.file, draft.scales, draft.conditions)
        for one in draft.placed.values()
    )


def _above(one: Placed, tree: Tree) -> Inherited:
    if one.section is not None:
        return tree.sections[one.section]
    return tree.inherited[one.indicator or ""]


def _check_nodes(nodes: tuple[Node, ...], questions: tuple[Question, ...], tree: Tree, draft: Draft) -> None:
    """Name weights that are all zero, and accepted answers that nobody can give."""
    paths = tree.paths | {node.id: ("composites", node.id) for node in nodes if node.level is Level.COMPOSITE}
    weights = {question.id: question.weight for question in questions}
    for node in nodes:
        if node.level is not Level.COMPOSITE:  # those bear weights of their own only within another composite
            weights[node.id] = node.weight
    check_weights(nodes, weights, paths, draft.faults)
    _check_extra(nodes, questions, paths, draft)
    by_id = {node.id: node for node in nodes}
    answers = {question.id: [answer.id for answer in question.answers] for question in questions}
    for node in nodes:
        if node.accepted:
            below = [answer for name in _below(node, by_id, set()) for answer in answers.get(name, ())]
            check_accepted(node, below, paths[node.id], draft.faults)


def _check_extra(
    nodes: tuple[Node, ...], questions: tuple[Question, ...], paths: Mapping[str, Path], draft: Draft
) -> None:
    """Name questions that add to their sisters where there are none, or where nothing is added."""
    extra = {question.id for question in questions if question.extra}
    for node in nodes:
        own = [child for child in node.children if child in extra] if node.of_questions else []
        if own and node.aggregate in (Aggregate.GEOMETRIC, Aggregate.MIN):
            what = f"nothing is added where the aggregate is `{node.aggregate}`, and {own[0]} is `extra`"
            draft.faults.logic((*paths[node.id], "aggregate"), what, "take another aggregate, or leave `extra` out")
        elif own and len(own) == len(node.children):
            what = "all its questions are `extra`, and there is nothing that they could add to"
            draft.faults.logic(paths[node.id], what, "leave `extra` out at one of them, or move them beside others")


def _below(node: Node, nodes: dict[str, Node], seen: set[str]) -> list[str]:
    """Return the questions below a node, circles or not."""
    if node.of_questions:
        return list(node.children)
    seen.add(node.id)
    return [
        name
        for child in node.children
        if child in nodes and child not in seen
        for name in _below(nodes[child], nodes, seen)
    ]
