"""What public output may hold: by tier, by group, by size."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from report_builders import FIELD, GROUP, HEAD, finding, framework, node, report, score, share

from civicmap.framework.types import Disclosure, Tier
from civicmap.measure.results import EVERYONE, GroupKey, GroupTest
from civicmap.report import facts_about as about
from civicmap.report.disclosure import disclose
from civicmap.report.suppression import hide_groups

SMALL = GroupKey("level", "small", "Small")
PLACE = replace(GROUP, id="country", title="Country", place=True)
THRESHOLD = 5


def _public(made, **rules):
    """Return what the public sees of a report."""
    return disclose(made, framework(**rules))


def _divided(tier=Tier.PUBLIC, group=GROUP, sizes=((20, 60), (14, 41))):
    """Return a report whose one finding is divided by a group."""
    keys = (FIELD, HEAD, SMALL)
    shares = [share(*size, group=key) for key, size in zip(keys, sizes, strict=False)]
    everyone = share(sum(x for x, _ in sizes), sum(n for _, n in sizes))
    responses = [about.ResponseFact(EVERYONE, 180, everyone.denominator)]
    responses += [about.ResponseFact(key, 90, n) for key, (_, n) in zip(keys, sizes, strict=False)]
    return report(group=group, responses=tuple(responses), findings=(finding(everyone, *shares, tier=tier),))


def _keys(finding_fact):
    return [each.group.value for each in finding_fact.shares]


@pytest.mark.parametrize(
    ("tier", "group", "shown"),
    [
        (Tier.PUBLIC, GROUP, True),
        (Tier.PUBLIC, PLACE, True),
        (Tier.AGGREGATE, GROUP, True),
        (Tier.AGGREGATE, PLACE, False),
        (Tier.CONFIDENTIAL, GROUP, False),
        (Tier.CONFIDENTIAL, PLACE, False),
        (Tier.PUBLIC, replace(GROUP, tier=Tier.CONFIDENTIAL), False),
        (Tier.PUBLIC, replace(PLACE, tier=Tier.AGGREGATE), False),
    ],
)
def test_tiers_rule_what_is_divided(tier, group, shown):
    """R8: confidential answers appear in one total for all; aggregate ones never by country or region."""
    (found,) = _public(_divided(tier, group)).findings

    assert _keys(found) == ([None, "field", "head"] if shown else [None])


@pytest.mark.parametrize("tier", list(Tier))
def test_scores_follow_the_tier_of_their_answers(tier):
    """R8: an indicator made of confidential answers is not divided by any group."""
    made = report(group=GROUP, indicators=(node(score(), score(60, group=FIELD), score(37, group=HEAD), tier=tier),))

    (shown,) = _public(made).indicators

    assert len(shown.scores) == (1 if tier is Tier.CONFIDENTIAL else 3)


def test_a_group_is_not_told_by_who_responded_where_its_own_answer_is_confidential():
    """R8: to count respondents by a confidential answer is to publish it by group."""
    responses = (
        about.ResponseFact(EVERYONE, 180, 101),
        about.ResponseFact(FIELD, 90, 60),
        about.ResponseFact(HEAD, 90, 41),
    )
    made = report(group=replace(GROUP, tier=Tier.CONFIDENTIAL), responses=responses)

    assert _public(made).responses == responses[:1]


def test_internal_output_is_left_as_it_is():
    """R8: an internal report withholds nothing."""
    made = replace(_divided(sizes=((1, 3), (2, 3))), audience="internal")

    assert disclose(made, framework()) is made


def test_a_groups_share_tells_nothing_else_of_the_group():
    """R8: beside n of N and its interval, a group's row holds no gap, bounds or other counts."""
    (found,) = _public(_divided()).findings
    everyone, *groups = found.shares

    assert everyone.counts is not None
    for each in groups:
        assert each.numerator is not None
        assert (each.gap_numerator, each.counts, each.bases, each.item_bounds, each.frame_bounds) == (None,) * 5


@pytest.mark.parametrize("sizes", [((3, 60), (31, 41)), ((57, 60), (20, 41))])
def test_small_shares_and_their_partners_are_withheld(sizes):
    """R8: a part, a rest or a base under the threshold is withheld, and another with it, without a telling sign."""
    (found,) = _public(_divided(sizes=sizes)).findings
    groups = found.shares[1:]

    assert all(each.withheld for each in groups)
    assert len({replace(each, group=FIELD) for each in groups}) == 1
    assert groups[0].numerator is groups[0].denominator is groups[0].share is groups[0].interval is None


def test_tests_go_with_the_counts():
    """R8: where a count of a finding is withheld, so is the test that was made of it."""
    made = _divided(sizes=((3, 60), (31, 41)))
    tested = replace(made.findings[0], tests=(GroupTest("level", "boschloo", 0.01, 0.02, "level"),))

    assert _public(replace(made, findings=(tested,))).findings[0].tests == ()


def test_a_share_of_very_few_is_withheld_for_everyone():
    """R8: where fewer than the threshold answered at all, not even the share of everyone is shown."""
    made = report(findings=(finding(share(1, 4, lacks=1)),))
    (found,) = _public(made).findings

    assert found.everyone.withheld
    assert found.everyone.counts is None


def test_scores_of_small_groups_are_withheld_with_a_partner():
    """R8: a group with few rated entities is withheld whole, and another so that it cannot be subtracted."""
    scores = (
        score(),
        score(3, (0, 1, 1, 1), group=SMALL),
        score(40, (10, 10, 10, 10), group=FIELD),
        score(54, group=HEAD),
    )
    (shown,) = _public(report(group=GROUP, pillars=(node(*scores),))).pillars

    assert [each.withheld for each in shown.scores] == [False, True, True, False]
    assert shown.scores[1].mean is shown.scores[1].median is shown.scores[1].rated is None


def test_small_bands_are_withheld_cell_by_cell():
    """R8: a count of one to four in a band by group is withheld, with what would give it away."""
    scores = (
        score(97, (20, 40, 30, 7)),
        score(60, (10, 25, 20, 5), group=FIELD),
        score(37, (10, 15, 10, 2), group=HEAD),
    )
    (shown,) = _public(report(group=GROUP, pillars=(node(*scores),))).pillars
    cells = [[band.entities for band in each.bands] for each in shown.scores]

    assert cells[0] == [20, 40, 30, 7]
    assert cells[2][3] is None
    assert all(sum(cell is None for cell in line) != 1 for line in (*cells[1:], *zip(*cells[1:], strict=True)))


@pytest.mark.parametrize(
    ("release", "tier", "named"), [(True, Tier.PUBLIC, 1), (True, Tier.CONFIDENTIAL, 0), (False, Tier.PUBLIC, 0)]
)
def test_policies_are_named_only_where_names_are_released(release, tier, named):
    """R8: an entity stands beside a policy only if names are released, and then only beside a public one."""
    policies = tuple(
        about.PolicyFact(f"Entity {public}", "Topic", "Policy", 2019, "", public=public, tier=Tier.PUBLIC)
        for public in (True, False, None)
    )
    rules = {"disclosure": Disclosure(THRESHOLD, release_names=release), "tier": tier}

    assert len(_public(report(policies=policies), **rules).policies) == named


def test_no_cell_address_and_no_file_name_is_public():
    """R8: problems are counted by kind; places, texts and file names stay inside."""
    problems = (about.ProblemFact("answer-unknown", "warning", 3, ("s.xlsx!A!F2: 'maybe'",)),)
    data = about.DataFact(1, 1, 0, 0, "x", problems, (about.SourceFact("s.xlsx", "0", "plain", 1),))

    shown = _public(report(data=data)).data

    assert shown.problems == (about.ProblemFact("answer-unknown", "warning", 3),)
    assert shown.sources == ()


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 12), max_size=6))
def test_withheld_groups_are_not_small_together(sizes):
    """R8: groups withheld whole are at least two, and together not small, unless there are no more."""
    hidden = hide_groups(sizes, THRESHOLD)
    others = [size for place, size in enumerate(sizes) if place not in hidden]

    assert not any(0 < size < THRESHOLD for size in others)
    if hidden and any(others):
        assert len(hidden) > 1
        assert sum(sizes[place] for place in hidden) >= THRESHOLD
