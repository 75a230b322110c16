"""The report's chapter on change and its table of other rules: what they say, and what the public may see of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from civicmap.framework.types import Base, Tier, Unit
from civicmap.measure.results import EVERYONE, GroupTest, Span
from civicmap.report import facts_change as fc
from civicmap.report.catalogue.contents import all_tables
from civicmap.report.disclosure_change import protect_alternatives, protect_change
from civicmap.report.markdown import to_markdown
from civicmap.report.sentences import differs, moved
from tests.report.report_builders import finding, node, report, score, share

PANEL = fc.PanelFact((20, 6, 30, 24), 0.3, Span(0.15, 0.42), 0.0002)


def fact(panel=PANEL, *, before=(30, 92), after=(62, 100), **changes):
    """Return the change of one finding; the panel leaves 12 leavers and 20 entrants, many yes and no among each."""
    made = fc.ChangeFact(
        "contest",
        "Mechanism to contest",
        "voice",
        Tier.PUBLIC,
        Base.RESPONDENTS,
        Unit.ENTITY,
        "exact",
        (),
        fc.WaveShare(*before, before[0] / before[1]),
        fc.WaveShare(*after, after[0] / after[1]),
        panel,
    )
    return replace(made, **changes)


def waves(*findings, scores=()):
    """Return two waves."""
    return fc.WavesFact("2019", "2021", 92, 100, 80, 20, 12, findings, scores)


def two_reports(change, **changes):
    """Return this wave's report and the earlier one's, whose shares are those of the change."""
    (one,) = change.findings
    now = report(change=change, findings=(finding(share(one.after.numerator, one.after.denominator)),), **changes)
    then = report(findings=(finding(share(one.before.numerator, one.before.denominator)),))
    return now, then


def protected(one, **changes):
    """Return what the public sees of a change."""
    (shown,) = protect_change(*two_reports(waves(one), **changes)).findings
    return shown


def test_a_change_of_many_is_published_as_it_is() -> None:
    """Where those who stayed, came, left and changed are many, nothing is withheld."""
    one = fact(fc.PanelFact((20, 6, 30, 24), 0.3, Span(0.15, 0.42), 0.0002), before=(32, 92), after=(60, 100))
    assert protected(one) == one


@pytest.mark.parametrize(
    ("panel", "before", "after", "why"),
    [
        (fc.PanelFact((20, 2, 30, 28), 0.35, None, 0.1), (28, 92), (60, 100), "two lost it"),
        (fc.PanelFact((20, 6, 3, 51), 0.0, None, 0.1), (32, 92), (33, 100), "three gained it"),
        (fc.PanelFact((4, 0, 30, 46), 0.3, None, 0.1), (10, 92), (44, 100), "all of a few kept it"),
        (fc.PanelFact((20, 6, 30, 24), 0.3, None, 0.1), (28, 92), (60, 100), "two of those who left had it"),
        (fc.PanelFact((20, 6, 30, 24), 0.3, None, 0.1), (32, 92), (52, 100), "two of those who came have it"),
        (fc.PanelFact((20, 6, 30, 24), 0.3, None, 0.1), (26, 80), (53, 83), "three came"),
    ],
)
def test_a_panel_that_tells_of_few_is_withheld(panel, before, after, why) -> None:
    """Rule R8: the waves' own shares stay, and what two waves together would tell goes, interval and test with it."""
    shown = protected(fact(panel, before=before, after=after))
    assert shown.panel is None, why
    assert shown.withheld
    assert (shown.before.numerator, shown.after.numerator) == (before[0], after[0])


@pytest.mark.parametrize("tier", [Tier.AGGREGATE, Tier.CONFIDENTIAL])
def test_what_may_not_be_divided_has_no_panel(tier) -> None:
    """To be in both waves is a division; rule R8 gives a confidential answer in one total for all."""
    assert protected(fact(before=(32, 92), after=(60, 100), tier=tier)).panel is None


def test_a_share_that_its_own_report_withholds_is_withheld_here() -> None:
    """A later report cannot tell what an earlier one kept."""
    one = fact(before=(32, 92), after=(60, 100))
    now, then = two_reports(waves(one))
    hidden = replace(then.findings[0], shares=(replace(then.findings[0].everyone, withheld=True),))
    (shown,) = protect_change(now, replace(then, findings=(hidden,))).findings
    assert shown.before == fc.WaveShare(None, None, None)
    assert shown.panel is None


def test_scores_of_those_in_both_need_means_in_both_reports_and_many_who_are_not() -> None:
    """Three rated in one wave alone would be told by the two means."""
    change = fc.ScoreChangeFact("voice", "Voice", "exact", (), 80, 50.0, 55.0, 5.0, 40, 10, 30)
    for rated, kept in ((80, True), (85, True), (83, False)):
        now = report(change=waves(scores=(change,)), pillars=(node(score(rated=rated)),))
        then = report(pillars=(node(score(rated=80)),))
        (shown,) = protect_change(now, then).scores
        assert (shown.before is not None) is kept
    (few,) = protect_change(
        report(change=waves(scores=(replace(change, rose=3),)), pillars=(node(score(rated=80)),)), then
    ).scores
    assert (few.rose, few.same, few.fell, few.after) == (None, None, None, 55.0)


def test_other_rules_tell_the_public_of_no_one_entity() -> None:
    """The largest change is one entity's; few that change bands are withheld; a withheld mean withholds it all."""
    made = fc.AlternativeFact(("a=b",), "voice", "Voice", 97, 8, 6, 50.0, 52.0, 2.0, 31.0, 0.98)
    (shown,) = protect_alternatives(report(alternatives=(made,)))
    assert shown == replace(made, max_shift=None)
    (few,) = protect_alternatives(report(alternatives=(replace(made, down=2),)))
    assert (few.up, few.down, few.withheld) == (None, None, True)
    (none,) = protect_alternatives(report(alternatives=(made,), pillars=(node(replace(score(), mean=None)),)))
    assert (none.compared, none.median_after, none.mean_shift, none.withheld) == (None, None, None, True)


def test_the_chapter_says_rose_and_fell_of_the_panel_alone() -> None:
    """Rule R7.6: of entities in both waves, where the interval leaves zero out and the base is no small one."""
    down = fc.PanelFact((20, 30, 6, 24), -0.3, Span(-0.42, -0.15), 0.0002)
    still = fc.PanelFact((20, 6, 7, 47), 0.01, Span(-0.1, 0.1), 0.9)
    small = fc.PanelFact((2, 1, 15, 2), 0.7, Span(0.3, 0.9), 0.001)
    none = fact(None, id="d", title="Other words", grade="not_comparable", why=("the question changed",))
    text = to_markdown(
        report(
            audience="internal",
            change=waves(
                fact(),
                fact(down, id="b", title="Door"),
                fact(still, id="c", title="Still"),
                fact(small, id="e", title="Small"),
                none,
            ),
        )
    )
    assert "(a) Mechanism to contest: rose from 26 to 50 of 80;" in text
    assert "(b) Door: fell from 50 to 26 of 80." in text
    assert "Still: " not in text
    assert "Small: " not in text
    assert "For one finding no trend is drawn" in text
    (table,) = [table for table in all_tables(report(change=waves(none))) if table.id == "change"]
    assert table.rows[0][0] == "Other words (no trend: a question changed)"
    assert not moved(fact(small))


def test_differences_that_hold_are_told_with_their_counts() -> None:
    """A finding whose adjusted p is under 0.05 is named with n of N of each group, the highest first."""
    from civicmap.measure.results import GroupKey
    from civicmap.report.facts_about import GroupFact

    hq, field = GroupKey("level", "hq", "Headquarters"), GroupKey("level", "field", "Field")
    test = GroupTest("level", "boschloo", 0.001, 0.01, "f")
    divided = finding(share(), share(10, 64, group=field), share(24, 37, group=hq), tests=(test,))
    text = to_markdown(report(findings=(divided,), group=GroupFact("level", "Level", place=False, tier=Tier.PUBLIC)))
    assert "(a) Mechanism to contest: 24 of 37 in “Headquarters” and 10 of 64 in “Field”." in text
    assert differs(divided)
    assert not differs(replace(divided, tests=(replace(test, p_adjusted=0.05),)))
    assert EVERYONE.by is None


def test_rising_and_falling_are_said_in_every_language() -> None:
    """The chapter's words come from the catalogue."""
    told = {
        lang: to_markdown(report(language=lang, audience="internal", change=waves(fact()), words=None))
        for lang in ("fr", "es")
    }
    assert "hausse, de 26 à 50 sur 80" in told["fr"]
    assert "subió de 26 a 50 de 80" in told["es"]
