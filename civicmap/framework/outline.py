"""A framework as an outline for people: the tree with types, points, gates and tiers, and the findings in words."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING

from civicmap.framework.types import Level, MultiRule, PointsRule, Tier
from civicmap.framework.words import describe

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from civicmap.framework.types import Framework, Node, Question


def outline(fw: Framework, width: int = 80) -> list[str]:
    """Return the lines of the outline, none wider than `width`."""
    lines = [*_wrap(f"{fw.id} {fw.version}: {fw.title}", 0, width), *_wrap(_facts(fw), 0, width), ""]
    for section, title in fw.sections.items():
        lines += _wrap(f"profile {section}: {title}", 0, width)
        for question in fw.questions:
            if question.section == section:
                lines += _question(question, fw, 2, width)
    for pillar in fw.pillars:
        lines += ["", *_branch(pillar, fw, 0, width)]
    lines += _composites(fw, width)
    if fw.findings:
        lines += ["", "findings"]
    for finding in fw.findings:
        lines += _wrap(f"{finding.id}: {finding.title} ({finding.base}{_tier(finding.tier)})", 2, width)
        lines += _wrap(describe(finding.share, fw), 6, width)
        if finding.among_title:
            lines += _wrap(f"among: {finding.among_title}", 6, width)
    return lines


def _facts(fw: Framework) -> str:
    scored = sum(question.scored for question in fw.questions)
    languages = [f"{one} (unofficial)" if one in fw.unofficial else one for one in fw.translations]
    groups = ", ".join(group.id for group in fw.groups)
    said = [
        f"{_many(len(fw.questions), 'question')}, {scored} scored; {_many(len(fw.pillars), 'pillar')}; {_many(len(fw.findings), 'finding')}",
        f"groups: {groups}" if groups else "",
        f"languages: {', '.join([fw.language, *languages])}",
        f"sha256 {fw.sha256[:12]}",
    ]
    return "; ".join(part for part in said if part)


def _many(count: int, word: str) -> str:
    return f"{count} {word}{'' if count == 1 else 's'}"


def _branch(node: Node, fw: Framework, indent: int, width: int) -> Iterator[str]:
    """Give a node with all below it."""
    weight = "" if node.weight == 1 else f" (weight {node.weight:g})"
    yield from _wrap(f"{node.level} {node.id}: {node.title}{weight}", indent, width)
    for child in node.children:
        if node.of_questions:
            yield from _question(fw.question(child), fw, indent + 2, width)
        else:
            yield from _branch(fw.node(child), fw, indent + 2, width)


def _question(question: Question, fw: Framework, indent: int, width: int) -> Iterator[str]:
    """Give a question: its id, type, points, tier and gates, then its text."""
    weight = "" if question.weight == 1 else f", weight {question.weight:g}"
    weight += ", extra" if question.extra else ""
    yield from _wrap(f"{question.id} [{question.type}{_points(question)}{weight}{_tier(question.tier)}]", indent, width)
    yield from _wrap(question.text, indent + 4, width)
    for word, gate in (("asked if", question.asked_if), ("closed by", question.closed_by)):
        if gate is not None:
            yield from _wrap(f"{word}: {describe(gate, fw)}", indent + 4, width)


def _points(question: Question) -> str:
    """Return where points come from, in a few words."""
    points = question.points
    if not question.scored:
        return ""
    match points.rule:
        case PointsRule.ANSWER if question.multi is not None and question.multi.rule is not MultiRule.SUM:
            return f", points by {question.multi.rule}"
        case PointsRule.ANSWER:
            worth = [f"{answer.points:g}" for answer in question.options if answer.points is not None]
            return f", points {' '.join(worth)}"
        case PointsRule.PRODUCT:
            return f", product of {' and '.join(points.factors)}"
        case PointsRule.VALUE:
            return ", points: the number"
        case _:
            return f", 100 if {str(points.rule).replace('_', ' ')} {points.limit:g}"


def _tier(tier: Tier) -> str:
    return "" if tier is Tier.PUBLIC else f", {tier}"


def _composites(fw: Framework, width: int) -> list[str]:
    nodes: Sequence[Node] = [node for node in fw.nodes if node.level is Level.COMPOSITE]
    lines = ["", "composites"] if nodes else []
    for node in nodes:
        lines += _wrap(f"{node.id}: {node.title} ({node.aggregate} of {', '.join(node.children)})", 2, width)
    return lines


def _wrap(text: str, indent: int, width: int) -> list[str]:
    """Return a text in lines, the second and later ones indented further."""
    first = " " * indent
    return textwrap.wrap(text, width, initial_indent=first, subsequent_indent=first + "  ", break_on_hyphens=False)
