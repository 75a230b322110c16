"""Who answered, and what entities listed beside what they said."""

from __future__ import annotations

import pytest
from raw_builders import framework, register, survey

from civicmap.errors import Code
from civicmap.model import Policy
from civicmap.survey.groups import group_values
from civicmap.survey.policy_check import check_policies, topic_counts
from civicmap.survey.responses import Standing, count_responses, responses

FRAMEWORK = """
civicmap: 1
id: responses
version: "1"
title: Responses
language: en
entity: {question: entity_id}
groups: {level: {title: Level, register: level}}
answers: {dont_know: {label: "Don't know", state: dont_know}}
scales:
  yes_no: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}}, plus: [dont_know]}
  opinion: {answers: {good: {label: Good}, bad: {label: Bad}}}
profile: {respondent: {questions: {entity_id: {text: Code?, type: text}}}}
pillars:
  p:
    title: P
    dimensions:
      d:
        title: D
        indicators:
          i: {title: Policy on information, questions: {q: {text: Q?, scale: yes_no}, child: {text: Child?, scale: yes_no, asked_if: {q: yes}}}}
          j: {title: Second, questions: {view: {text: View?, scale: opinion, tier: confidential}, note: {text: Note?, type: text}}}
"""
FRAME = "| id | name | level | contact |\n|---|---|---|---|\n| E1 | A | hq | a@example.org |\n| E2 | B | field | |\n| E3 | C | field | |\n| E4 | D | | |"


@pytest.mark.parametrize(
    ("row", "standing", "left"),
    [
        ("Yes | No | Good |", Standing.COMPLETE, ()),
        ("No | | Good |", Standing.COMPLETE, ()),
        ("Don't know | | Bad |", Standing.COMPLETE, ()),
        ("Yes | | Good |", Standing.PARTIAL, ("child",)),
        ("Maybe | | Good |", Standing.PARTIAL, ("q",)),
        ("No | | | text", Standing.PARTIAL, ("view",)),
        (" | | | text", Standing.NONE, ("q", "view")),
    ],
)
def test_complete_means_every_asked_question(row, standing, left):
    """Complete is every scored or choice question that was asked, in any state but blank and unresolved."""
    resolved = survey(f"| entity | q | child | view | note |\n|---|---|---|---|---|\n| E1 | {row} |", FRAMEWORK)

    (found,) = responses(resolved, framework(FRAMEWORK))
    assert (found.standing, found.open) == (standing, left)
    assert found.asked - found.answered == len(left)


def test_the_silent_are_in_the_register_alone():
    """With a register, who is silent is listed in its order, with the columns for a reminder."""
    resolved = survey(
        "| entity | q | view |\n|---|---|---|\n| E2 | No | Good |\n| E4 | | Bad |", FRAMEWORK, register=register(FRAME)
    )
    found = responses(resolved, framework(FRAMEWORK))

    assert [(each.entity.id, each.standing) for each in found] == [
        ("E1", "none"),
        ("E2", "complete"),
        ("E3", "none"),
        ("E4", "partial"),
    ]
    assert found[0].entity.contacts == {"contact": "a@example.org"}


def test_counts_by_group_add_up_to_everyone():
    """Counts by group, the unknown included, add up to everyone, and everyone to the register."""
    resolved = survey(
        "| entity | q | view |\n|---|---|---|\n| E2 | No | Good |\n| E4 | | Bad |", FRAMEWORK, register=register(FRAME)
    )
    found = responses(resolved, framework(FRAMEWORK))
    everyone, *groups = count_responses(found, resolved, group_values(resolved, framework(FRAMEWORK), "level"))

    assert (everyone.invited, everyone.complete, everyone.partial, everyone.none) == (4, 1, 1, 2)
    assert [(each.value, each.invited, each.complete, each.partial, each.none) for each in groups] == [
        ("field", 2, 1, 0, 1),
        ("hq", 1, 0, 0, 1),
        ("", 1, 0, 1, 0),
    ]


def listed(entity, topic="i", public=True):
    """Return a policy that an entity listed."""
    return Policy(entity, topic, f"Policy of {entity}", 2018, "https://example.org", public, True)


def test_policies_and_answers_are_held_against_each_other():
    """Who says yes and lists nothing, and who lists something and says no, is noted; others are not."""
    rows = "| E1 | Yes |\n| E2 | Yes |\n| E3 | No |\n| E4 | Don't know |"
    resolved = survey(
        f"| entity | q |\n|---|---|\n{rows}", FRAMEWORK, policies=(listed("E1"), listed("E3"), listed("E4"))
    )

    (found,) = check_policies(resolved, framework(FRAMEWORK))
    assert (found.topic, found.lists_none, found.says_no) == ("i", ("E2",), ("E3",))
    assert [problem.code for problem in found.problems()] == [Code.POLICY_MISSING, Code.POLICY_UNSAID]


def test_no_list_is_no_silence():
    """Where nobody lists a policy, nobody is reminded of one."""
    assert check_policies(survey("| entity | q |\n|---|---|\n| E1 | Yes |", FRAMEWORK), framework(FRAMEWORK)) == ()


def test_topics_are_counted_in_the_order_of_the_questionnaire():
    """Counts by topic give policies, entities and public ones; what is no indicator comes last."""
    policies = (
        listed("E1", "Zoo"),
        listed("E1", "j"),
        listed("E1"),
        listed("E1", public=False),
        listed("E2", public=None),
    )

    assert [
        (c.topic, c.title, c.policies, c.entities, c.public) for c in topic_counts(policies, framework(FRAMEWORK))
    ] == [
        ("i", "Policy on information", 3, 2, 1),
        ("j", "Second", 1, 1, 1),
        ("Zoo", "Zoo", 1, 1, 1),
    ]
