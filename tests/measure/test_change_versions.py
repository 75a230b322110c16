"""Waves of two versions of a framework: what a crosswalk grades, what an edit does, and what no trend is drawn on."""

from __future__ import annotations

from dataclasses import replace

import pytest
import score_builders
from change_worlds import IDS, ONE, said, versions
from gap_worlds import framework
from score_builders import choice

from civicmap.errors import Code, Problem
from civicmap.framework.types import Absent, AllOf, InGroup, Instances, Is, RollUp
from civicmap.measure.change import compare
from civicmap.measure.change_grades import Grades, read_through
from civicmap.measure.change_match import Lens
from civicmap.measure.change_nodes import grade_node
from civicmap.measure.change_results import Grade

A = choice("a")
OLD = replace(A, id="old_a")
BEFORE = {e: ("yes" if n < 12 else "no") for n, e in enumerate(IDS[:40])}
AFTER = {e: ("yes" if n < 30 else "no") for n, e in enumerate(IDS[10:50])}


def old_wave(fw):
    """Return the earlier wave under the older framework, whatever its question is called."""
    made = said(BEFORE, framework((A,), (ONE,)), "1")
    names = tuple(question.id for question in fw.questions)
    return replace(made, layout=replace(made.layout, questions=names))


def change(older, newer):
    """Compare the two waves across versions."""
    [found] = compare(old_wave(older), said(AFTER, newer, "2"), newer, earlier=older).findings
    return found


def test_a_renamed_question_graded_exact_is_compared_whole():
    """The crosswalk says that it is the same question: its pairs are those of one framework, and no part is wording."""
    older, newer = versions(A, OLD, {"old_a": ("a", "exact")})
    found = change(older, newer)
    plain = compare(said(BEFORE, newer, "1"), said(AFTER, newer, "2"), newer).findings[0]

    assert found.grade is Grade.EXACT
    assert (found.panel, found.everyone, found.decomposition) == (plain.panel, plain.everyone, plain.decomposition)


def test_comparable_puts_the_panels_part_under_wording():
    """Through a reworded question, change and rewording cannot be told apart; the parts still add up."""
    older, newer = versions(A, OLD, {"old_a": ("a", "comparable")})
    found = change(older, newer)

    assert found.grade is Grade.COMPARABLE
    assert "comparable with 1" in found.why[0]
    assert found.panel.change is not None
    assert found.decomposition.panel == 0
    assert found.decomposition.wording != 0
    assert found.decomposition.composition + found.decomposition.wording == pytest.approx(found.everyone.change)


def test_not_comparable_has_no_trend_and_both_shares():
    """R7.6: no change, test or part on a question graded not comparable; each with the reason, both shares shown."""
    older, newer = versions(A, OLD, {"old_a": ("a", "not_comparable")})
    found = change(older, newer)

    assert found.grade is Grade.NOT_COMPARABLE
    assert found.why
    assert (found.everyone.before, found.everyone.after) == (12 / 40, 30 / 40)
    assert (found.everyone.change, found.everyone.z, found.everyone.p, found.panel.n, found.panel.change) == (None,) * 5
    assert (found.entrants.n, found.leavers.n, found.decomposition.panel) == (None,) * 3
    assert found.panel.why == found.everyone.why == found.decomposition.why


def test_a_question_without_a_crosswalk_is_not_comparable():
    """A question that the earlier version did not ask has no share there, and the reason names it."""
    older, newer = versions(A, OLD)
    found = change(older, newer)

    assert found.grade is Grade.NOT_COMPARABLE
    assert (found.everyone.before, found.everyone.before_denominator, found.everyone.after) == (None, None, 30 / 40)
    assert "a is not in version 1" in found.why[0]


def test_a_crosswalk_from_another_version_does_not_hold():
    """What a crosswalk says of version 0 says nothing of version 1."""
    older, newer = versions(A, OLD, {"old_a": ("a", "exact")}, version="0")

    assert change(older, newer).grade is Grade.NOT_COMPARABLE


EDITS = (
    ({}, Grade.EXACT),
    ({"weight": 3.0}, Grade.EXACT),
    ({"text": "A  "}, Grade.EXACT),
    ({"text": "Another text"}, Grade.COMPARABLE),
    ({"help": "Yes: in force today"}, Grade.COMPARABLE),
    ({"asked_if": InGroup("level", ("hq",))}, Grade.COMPARABLE),
    ({"answers": A.answers[:3]}, Grade.NOT_COMPARABLE),
    ({"answers": (*A.answers, replace(A.answers[0], id="mostly", label="mostly"))}, Grade.NOT_COMPARABLE),
)


@pytest.mark.parametrize(("edit", "grade"), EDITS)
def test_what_an_edit_does_where_no_crosswalk_grades_it(edit, grade):
    """An edited scale is not comparable, edited words or gates are comparable, and points make no difference to a share."""
    older, newer = versions(replace(A, **edit), A)
    found = change(older, newer)

    assert found.grade is grade
    assert bool(found.why) == (grade is not Grade.EXACT)


def test_a_crosswalk_grades_an_edit_of_a_kept_id():
    """A crosswalk may say that an edited scale compares all the same."""
    mostly = replace(A.answers[0], id="mostly", label="mostly")
    older, newer = versions(replace(A, answers=(*A.answers, mostly)), A, {"a": ("a", "comparable")})

    assert change(older, newer).grade is Grade.COMPARABLE


def test_answers_are_found_by_id_or_by_spelling():
    """An answer with another id stands for the one that is spelt the same; one that nobody could give is said."""
    spelt = replace(OLD, answers=tuple(replace(answer, id=f"old_{answer.id}") for answer in OLD.answers))
    older, newer = versions(A, spelt, {"old_a": ("a", "exact")})
    gone = replace(OLD, answers=OLD.answers[1:])
    none_older, none_newer = versions(A, gone, {"old_a": ("a", "exact")})

    assert Lens(newer, older).finding(ONE).share == Is("old_a", ("old_yes",))
    assert change(older, newer).grade is Grade.EXACT
    found = change(none_older, none_newer)
    assert found.grade is Grade.NOT_COMPARABLE
    assert "did not offer" in " ".join(found.why)


def test_a_finding_compares_no_further_than_its_worst_question():
    """All of two questions, one of them not asked before, has no trend."""
    both = replace(ONE, share=AllOf((Is("a", ("yes",)), Is("b", ("yes",)))))
    older = replace(framework((A,), (ONE,)), sha256="1" * 64)
    newer = replace(framework((A, choice("b")), (both,)), version="2", sha256="2" * 64)
    [found] = compare(said(BEFORE, older, "1"), said(AFTER, newer, "2"), newer, earlier=older).findings

    assert found.grade is Grade.NOT_COMPARABLE
    assert found.everyone.before is None
    assert found.everyone.after is not None


def test_versions_may_be_given_in_either_order():
    """The crosswalk says which is newer: its findings are compared, and turning the waves round negates them."""
    older, newer = versions(A, OLD, {"old_a": ("a", "exact")})
    first, second = old_wave(older), said(AFTER, newer, "2")
    [there] = compare(first, second, newer, earlier=older).findings
    [back] = compare(second, first, older, earlier=newer).findings

    assert there.everyone.change == pytest.approx(-back.everyone.change)
    assert there.panel.yes_no == back.panel.no_yes
    assert back.grade is Grade.EXACT


def test_a_wave_read_through_the_crosswalk_is_graded_by_it():
    """An old export that the present framework read has the grade of its header; two of them have one question."""
    _, newer = versions(A, OLD, {"old_a": ("a", "not_comparable")})
    words = "not comparable with 1, so that no trend may be drawn"
    note = Problem.of(Code.COLUMN_CROSSWALK, "old.csv!B1", header="old_a", question="a", words=words)
    before = replace(said(BEFORE, newer, "1"), problems=(note,))
    after = said(AFTER, newer, "2")

    assert list(read_through(before, newer)) == ["a"]
    [found] = compare(before, after, newer).findings
    assert found.grade is Grade.NOT_COMPARABLE
    assert found.everyone.before == 12 / 40
    [same] = compare(before, replace(after, problems=(note,)), newer).findings
    assert same.grade is Grade.EXACT


def test_scores_of_other_points_are_not_compared():
    """A score that is made otherwise now is shown in both waves and has no change, with the reason."""
    older, newer = versions(choice("a", {"yes": 100, "partly": 20, "no": 0}), A)
    found = compare(old_wave(older), said(AFTER, newer, "2"), newer, earlier=older).scores
    [summary] = found.summary

    assert summary.grade is Grade.NOT_COMPARABLE
    assert (summary.n, summary.change) == (None, None)
    assert "made otherwise" in " ".join(summary.why)
    assert all(one.change is None and one.why and one.before is not None for one in found.entities)


def test_scores_of_renamed_questions_are_compared():
    """The same points from a question under another name are the same score."""
    older, newer = versions(A, OLD, {"old_a": ("a", "exact")})
    [summary] = compare(old_wave(older), said(AFTER, newer, "2"), newer, earlier=older).scores.summary

    assert summary.grade is Grade.EXACT
    assert summary.n == 30


INSTANCES = Instances(("a",), Absent.BLANK, "indicator", RollUp.MEAN)


@pytest.mark.parametrize(
    ("changed", "grade"),
    [
        ({}, Grade.EXACT),
        ({"by": RollUp.BEST}, Grade.NOT_COMPARABLE),
        ({"at": "pillar"}, Grade.NOT_COMPARABLE),
        ({"absent": Absent.NOT_ASKED}, Grade.NOT_COMPARABLE),
        ({"fixed_base": {"": 3.0}}, Grade.NOT_COMPARABLE),
        ({"within": "a"}, Grade.NOT_COMPARABLE),
        (None, Grade.NOT_COMPARABLE),
    ],
)
def test_scores_of_instances_that_become_one_otherwise_are_not_compared(changed, grade):
    """A roll-up that changed between two versions, or is new, leaves no trend in any score; a renamed key does."""
    newer = score_builders.framework([A], crosswalk={"old_a": ("a", "exact")}, instances=INSTANCES)
    older = score_builders.framework(
        [OLD], instances=None if changed is None else replace(INSTANCES, key=("old_a",), **changed)
    )
    lens = Lens(replace(newer, sha256="1" * 64), older)

    found = grade_node(Grades(lens, ({}, {})), "p")

    assert found.grade is grade
    assert ("an entity's instances become one otherwise now" in found.why) == (grade is Grade.NOT_COMPARABLE)


def test_a_gate_that_was_renamed_is_the_same_gate():
    """A question asked of the same entities is exact though the question it hangs on has another id now."""
    gated = Is("b", ("yes",))
    older = replace(
        framework((choice("old_b"), replace(A, asked_if=Is("old_b", ("yes",)))), (ONE,)), version="1", sha256="1" * 64
    )
    newer = replace(
        framework((choice("b"), replace(A, asked_if=gated)), (ONE,)),
        version="2",
        sha256="2" * 64,
        crosswalk_from="1",
        crosswalk={"old_b": ("b", "comparable")},
    )

    assert Lens(newer, older).match("a").grade is Grade.EXACT
    assert Lens(newer, older).match("b").grade is Grade.COMPARABLE
