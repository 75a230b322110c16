"""Whether a score was made the same way in two waves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicmap.measure.change_results import Grade, Verdicts

if TYPE_CHECKING:
    from civicmap.framework.types import Framework, Node, Question
    from civicmap.measure.change_grades import Grades


def grade_node(grades: Grades, node: str) -> Verdicts:
    """Return how far a node's scores compare: no further than its questions, and only where it is made the same way."""
    newer, older = grades.lens.newer, grades.lens.older
    if not any(one.id == node for one in older.nodes):
        return Verdicts(Grade.NOT_COMPARABLE, (f"{node} is not in version {older.version}",))
    found = [grades.question(question.id) for question in newer.questions_below(node)]
    if not grades.lens.same and not _same_node(grades, newer.node(node), older.node(node)):
        found.append(Verdicts(Grade.NOT_COMPARABLE, (f"the score of {node} is made otherwise now",)))
    if not grades.lens.same and not _same_instances(grades):
        found.append(Verdicts(Grade.NOT_COMPARABLE, ("an entity's instances become one otherwise now",)))
    return Verdicts.worst(found)


def _same_instances(grades: Grades) -> bool:
    """Say whether instances are named by the same questions and become one by the same rules; every score hangs on those."""
    new, old = grades.lens.newer.instances, grades.lens.older.instances
    if new is None or old is None:
        return new is old

    def older(question: str | None) -> str | None:
        return None if question is None else grades.lens.match(question).old

    rules = [(one.absent, one.at, one.by, dict(one.fixed_base)) for one in (new, old)]
    return rules[0] == rules[1] and older(new.within) == old.within and tuple(map(older, new.key)) == old.key


def _same_node(grades: Grades, new: Node, old: Node) -> bool:
    """Say whether two nodes are made of the same things by the same rules."""
    newer, older = grades.lens.newer, grades.lens.older
    if _rules(new) != _rules(old) or len(new.children) != len(old.children):
        return False
    if not new.of_questions:
        return new.children == old.children and all(
            _same_node(grades, newer.node(child), older.node(child)) for child in new.children
        )
    pairs = [(child, grades.lens.match(child).old) for child in new.children]
    if [name for _, name in pairs] != list(old.children):
        return False
    return all(_same_points(newer, older, one, two) for one, two in pairs if two is not None)


def _rules(node: Node) -> tuple[object, ...]:
    made = (node.level, node.of_questions, node.weight, node.aggregate, node.accepted, dict(node.fixed_base))
    return (*made, node.coverage, node.bands, node.by_band, node.missing)


def _same_points(newer: Framework, older: Framework, one: str, two: str) -> bool:
    return _earns(newer.question(one)) == _earns(older.question(two))


def _earns(question: Question) -> tuple[object, ...]:
    points = {answer.id: answer.points for answer in question.answers}
    return question.type, points, question.points, question.multi, question.missing, question.weight, question.extra
