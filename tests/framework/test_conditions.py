"""Conditions: every form of the grammar, what they read, and how they are said in words (R3)."""

from __future__ import annotations

import pytest

from civicmap.errors import FrameworkError
from civicmap.framework.reading import reads
from civicmap.framework.types import (
    AllOf,
    AnyOf,
    AtLeast,
    AtLeastOf,
    AtMost,
    Cells,
    HasAll,
    InBand,
    InGroup,
    Is,
    Not,
    Tier,
    WithinMonths,
)
from civicmap.framework.words import describe

SHARE = "in force, share: {info_policy: yes}}"
POLICY, COMPLAINT = Is("info_policy", ("yes",)), Is("complaint", ("yes",))

FORMS = [
    ("{info_policy: yes}", POLICY, "A policy on access to information is “Yes, written and in force”"),
    (
        "{info_policy: [yes, partly]}",
        Is("info_policy", ("yes", "partly")),
        "A policy on access to information is “Yes, written and in force” or “In force, but covers part only”",
    ),
    (
        "{info_policy: yes, complaint: yes}",
        AllOf((POLICY, COMPLAINT)),
        "A policy on access to information is “Yes, written and in force” and A way to complain is “Yes, written and in force”",
    ),
    ("{info_channels: website}", Is("info_channels", ("website",)), "Channels includes “Website”"),
    (
        "{info_channels: {all: [website, office]}}",
        HasAll("info_channels", ("website", "office")),
        "Channels includes “Website” and “Public office”",
    ),
    ("{info_channels: {at_least: 2}}", AtLeast("info_channels", 2), "Channels: at least 2 chosen"),
    (
        "{info_channels: {at_least: 1, at_most: 2}}",
        AllOf((AtLeast("info_channels", 1), AtMost("info_channels", 2))),
        "Channels: at least 1 chosen and Channels: at most 2 chosen",
    ),
    (
        "{complaint_reviewed: {within_months: 24}}",
        WithinMonths("complaint_reviewed", 24),
        "When was the procedure last reviewed lies within 24 months of the closing day",
    ),
    ("{level: field}", InGroup("level", ("field",)), "Level is “Field”"),
    ("{remedy: {band: [middle, high]}}", InBand("remedy", ("middle", "high")), "Remedy is rated “middle” or “high”"),
    ("{overall: {band: low}}", InBand("overall", ("low",)), "Overall is rated “low”"),
    (
        "{any_of: [{info_policy: yes}, {level: field}]}",
        AnyOf((POLICY, InGroup("level", ("field",)))),
        "A policy on access to information is “Yes, written and in force” or Level is “Field”",
    ),
    (
        "{all_of: [{info_channels: website}, {info_channels: radio}, {level: field}]}",
        AllOf((Is("info_channels", ("website",)), Is("info_channels", ("radio",)), InGroup("level", ("field",)))),
        "Channels includes “Website”; Channels includes “Radio”; and Level is “Field”",
    ),
    (
        "{at_least: {n: 2, of: [{info_policy: yes}, {complaint: yes}, {level: field}]}}",
        AtLeastOf(2, (POLICY, COMPLAINT, InGroup("level", ("field",)))),
        (
            "at least 2 of these hold: A policy on access to information is “Yes, written and in force”; "
            "A way to complain is “Yes, written and in force”; Level is “Field”"
        ),
    ),
    ("{not: {level: field}}", Not(InGroup("level", ("field",))), "not the case: Level is “Field”"),
    (
        "{level: field, any_of: [{info_policy: yes}, {complaint: yes}]}",
        AllOf((InGroup("level", ("field",)), AnyOf((POLICY, COMPLAINT)))),
        (
            "Level is “Field” and (A policy on access to information is “Yes, written and in force” or "
            "A way to complain is “Yes, written and in force”)"
        ),
    ),
]


@pytest.mark.parametrize(("written", "condition", "words"), FORMS, ids=[form[0] for form in FORMS])
def test_each_form_compiles_and_is_said_in_words(starter, written, condition, words):
    """A condition's lines become types, and types become words that hold labels and not ids."""
    framework = starter((SHARE, f"in force, share: {written}}}"))

    assert framework.finding("info_policy").share == condition
    assert describe(condition, framework) == words


def test_cells_pool_questions(starter):
    """`cells` stands alone in `share`, with `unit: cell`."""
    framework = starter(
        (SHARE, "in force, unit: cell, share: {cells: {questions: [info_policy, complaint], in: [yes]}}}")
    )

    share = framework.finding("info_policy").share
    assert share == Cells(("info_policy", "complaint"), ("yes",))
    assert describe(share, framework) == "2 questions together: “Yes, written and in force”"


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("{}", "should be a condition"),
        ("yes", "should be a condition"),
        ("{info_policy: []}", "should name an answer"),
        ("{info_policy: 1.5}", "should name an answer"),
        ("{info_policy: [yes, maybe]}", "no answer to info_policy 'maybe'"),
        ("{level: nowhere}", "no value of the group level 'nowhere'"),
        ("{remedy: high}", "only its band can be looked at"),
        ("{remedy: {band: highest}}", "did you mean 'high'?"),
        ("{entity_code: x}", "is a text and has no answer"),
        ("{complaint_reviewed: yes}", "is a date and has no answer"),
        ("{complaint_reviewed: {within_months: 1.5}}", "whole number of months"),
        ("{info_channels: {at_least: two}}", "should be a number"),
        ("{info_channels: {at_least: 3, at_most: 1}}", "cannot be at least 3 and at most 1"),
        ("{any_of: {info_policy: yes}}", "should be a list of conditions"),
        ("{at_least: 2}", "should say how many of which"),
        ("{at_least: {n: 3, of: [{info_policy: yes}]}}", "3 of 1"),
        ("{at_least: {n: 0, of: [{info_policy: yes}]}}", "a whole number from 1 on"),
        ("{cells: {questions: [info_policy], in: [yes]}}", "`unit: cell` and `cells` go together"),
        ("{not: {cells: {questions: [info_policy], in: [yes]}}}", "cells can only be pooled"),
        ("{nothing: yes}", "no question, group, pillar or composite 'nothing'"),
        ("{not: " * 14 + "{level: field}" + "}" * 14, "nested too deeply"),
    ],
)
def test_a_condition_that_cannot_be_read_is_named(starter, written, words):
    """Every fault of a condition is told by its path and what would be right."""
    with pytest.raises(FrameworkError) as raised:
        starter((SHARE, f"in force, share: {written}}}"))

    assert words in str(raised.value)


def test_a_group_may_bear_its_questions_name(starter):
    """A group named as its own question is no clash: a choice is read as the question, a text as the group."""
    framework = starter(
        (
            "  level: {title: Level, question: entity_level}",
            "  entity_level: {question: entity_level}\n  entity_code: {question: entity_code}",
        ),
        (SHARE, "in force, share: {entity_level: field, entity_code: E1}}"),
    )

    assert framework.finding("info_policy").share == AllOf(
        (Is("entity_level", ("field",)), InGroup("entity_code", ("E1",)))
    )


def test_reads_names_each_thing_once():
    """What a condition looks at: questions, groups and nodes, each once, in order."""
    condition = AnyOf(
        (POLICY, Not(AllOf((COMPLAINT, POLICY))), InGroup("level", ("field",)), InBand("remedy", ("low",)))
    )

    read = reads(condition, None)

    assert (read.questions, read.groups, read.nodes) == (("info_policy", "complaint"), ("level",), ("remedy",))


def test_a_finding_takes_over_what_it_does_not_say(starter):
    """Title and pillar come from the first question read, the benchmark's source from the finding, the tier from all."""
    framework = starter(
        ("language: en\n", "language: en\nsource: A/HRC/44/25\n"),
        ("refusal?, scale: policy", "refusal?, scale: policy, tier: confidential"),
        (
            "  info_policy: {title: A policy in force, share: {info_policy: yes}}",
            (
                "  info_policy: {share: {info_public: yes}, among: {complaint: yes}, source: [26, 27(a)],\n"
                "    benchmark: {words: a third, from: 0.3, to: 1/3}}"
            ),
        ),
    )

    finding = framework.finding("info_policy")
    assert (finding.title, finding.pillar) == ("Is the policy itself public?", "information")
    assert finding.among_title == "A way to complain is “Yes, written and in force”"
    assert finding.tier is Tier.CONFIDENTIAL
    assert (finding.benchmark.from_, finding.benchmark.to) == ("3/10", "1/3")
    assert finding.benchmark.source == "A/HRC/44/25, paras. 26, 27(a)"


def test_a_finding_on_a_band_has_the_strictest_tier_below(starter):
    """A share of bands gives away what the scored questions below would."""
    framework = starter(
        ("refusal?, scale: policy", "refusal?, scale: policy, tier: aggregate"),
        (SHARE, "in force, share: {remedy: {band: high}}}"),
    )

    assert framework.finding("info_policy").tier is Tier.AGGREGATE
