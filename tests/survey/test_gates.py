"""Routing as rule R1 has it, each case of a gate by itself and down a chain."""

from __future__ import annotations

from itertools import product

import pytest
from raw_builders import cells, register, survey

from civicmap.errors import Code

FRAMEWORK = """
civicmap: 1
id: gates
version: "1"
title: Gates
language: en
entity: {question: entity_id}
groups: {level: {title: Level, question: level}}
answers:
  dont_know: {label: "Don't know", state: dont_know}
  not_applicable: {label: Not applicable, state: not_applicable}
  hq_applies: {label: Headquarters policy applies, points: 50, asked_if: {level: field}}
scales:
  level: {answers: {hq: {label: Headquarters}, field: {label: Field}}}
  policy:
    answers: {yes: {label: "Yes", points: 100}, partial: {label: Partly, points: 50}, no: {label: "No", points: 0}}
    plus: [hq_applies, not_applicable, dont_know]
  routes:
    multi: {sum: 100}
    answers: {review: {label: Review, points: 50}, none: {label: None of these, points: 0, exclusive: true}}
    plus: [dont_know]
profile: {respondent: {questions: {entity_id: {text: Code?, type: text}, level: {text: Level?, scale: level}}}}
pillars:
  p:
    title: P
    dimensions:
      d:
        title: D
        indicators:
          i:
            title: I
            questions:
              grandchild: {text: Grandchild?, scale: policy, asked_if: {asked: yes}}
              asked: {text: Asked?, scale: policy, asked_if: {policy: [yes, partial]}}
              policy: {text: "Is there a policy?", title: Written policy, scale: policy}
              closed: {text: Closed?, scale: policy, closed_by: {policy: no}}
              below_closed: {text: Below?, scale: policy, asked_if: {closed: yes}}
              both: {text: Both?, scale: policy, closed_by: {policy: no}, asked_if: {level: field}}
              either: {text: Either?, scale: policy, asked_if: {any_of: [{policy: yes}, {closed: yes}]}}
              reason: {text: Why?, type: text, asked_if: {policy: not_applicable}}
              number: {text: How many?, type: number, asked_if: {policy: yes}}
              routes: {text: Routes?, scale: routes, closed_by: {policy: no}}
              link: {text: Where?, type: text, closed_by: {policy: no}}
"""
UNKNOWN = ("", "Perhaps", "Don't know")


def state(question, doubt=None, **given):
    """Return a question's cell for one row of answers, or whether it is in doubt."""
    header = "| entity | " + " | ".join(given) + " |\n|---|" + "---|" * len(given)
    resolved = survey(f"{header}\n| E1 | " + " | ".join(given.values()) + " |", FRAMEWORK)
    if doubt is not None:
        return bool(resolved.block.doubtful[resolved.code_row(question), 0])
    return cells(resolved, FRAMEWORK, question)[0]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [("Yes", "BLANK"), ("Partly", "BLANK"), ("No", "NOT_ASKED"), ("Not applicable", "NOT_APPLICABLE")]
    + [(text, "NOT_ASKED") for text in UNKNOWN],
)
def test_an_empty_child_of_asked_if(policy, expected):
    """Behind a false or unknown `asked_if` an empty child is not asked; behind not applicable it is not applicable."""
    assert state("asked", policy=policy) == expected


@pytest.mark.parametrize(
    ("policy", "expected"),
    [("Yes", "BLANK"), ("No", "CLOSED"), ("Not applicable", "NOT_APPLICABLE")] + [(text, "BLANK") for text in UNKNOWN],
)
def test_an_empty_child_of_closed_by(policy, expected):
    """`closed_by` closes where it holds; an unknown parent closes nothing."""
    assert state("closed", policy=policy) == expected


@pytest.mark.parametrize("question", ["asked", "closed", "below_closed", "grandchild"])
@pytest.mark.parametrize("policy", ["Yes", "No", "Not applicable", *UNKNOWN])
def test_doubt_stands_behind_unknown_parents_alone(question, policy):
    """An empty child of an unknown parent is in doubt, down the whole chain; a known parent leaves none."""
    known_parent_is_blank = policy == "Yes" and question in ("grandchild", "below_closed")

    assert state(question, doubt=True, policy=policy) is (policy in UNKNOWN or known_parent_is_blank)


def test_states_are_inherited_down_a_chain():
    """Not asked and closed pass to what depends on it, whatever the order of the questions in the file."""
    assert state("grandchild", policy="No") == "NOT_ASKED"
    assert state("below_closed", policy="No") == "CLOSED"
    assert state("grandchild", policy="Not applicable") == "NOT_APPLICABLE"
    assert state("grandchild", policy="Yes", asked="Yes") == "BLANK"


def test_closed_comes_before_not_asked():
    """A question that is closed and not asked is closed."""
    assert state("both", policy="No", level="Headquarters") == "CLOSED"
    assert state("both", policy="Yes", level="Headquarters") == "NOT_ASKED"
    assert state("both", policy="", level="Headquarters") == "NOT_ASKED"
    assert state("both", doubt=True, policy="", level="Headquarters") is False
    assert state("both", doubt=True, policy="", level="Field") is True


def test_any_of_opens_by_one_part():
    """A gate of `any_of` hands down a parent's state only where every part does."""
    assert state("either", policy="No") == "NOT_ASKED"
    assert state("either", policy="No", closed="Yes") == "BLANK"


@pytest.mark.parametrize(("policy", "closed", "doubt"), [("Partly", "", False), ("Yes", "", True), ("", "", True)])
def test_a_part_that_fails_for_certain_leaves_no_doubt(policy, closed, doubt):
    """Where every part of a gate must hold, one that fails settles it, whatever an unknown part may turn out to be."""
    text = FRAMEWORK.replace(
        "asked_if: {any_of: [{policy: yes}, {closed: yes}]}", "asked_if: {policy: yes, closed: yes}"
    )
    resolved = survey(f"| entity | policy | closed |\n|---|---|---|\n| E1 | {policy} | {closed} |", text)

    assert cells(resolved, text, "either") == ["NOT_ASKED"]
    assert bool(resolved.block.doubtful[resolved.code_row("either"), 0]) is doubt


def test_an_answer_that_the_gate_names_opens_it():
    """A gate may ask for an answer with a state: the reason box of not applicable."""
    assert state("reason", policy="Not applicable") == "BLANK"
    assert state("reason", policy="Yes") == "NOT_ASKED"


@pytest.mark.parametrize(
    ("question", "answer"), [("closed", "Yes"), ("asked", "Partly"), ("number", "3"), ("routes", "Review")]
)
def test_what_stands_behind_a_gate_is_kept_with_a_warning(question, answer):
    """An answer behind a closed or false gate stays and counts, and is a warning that names the gate."""
    header = f"| entity | policy | {question} |\n|---|---|---|\n"
    resolved = survey(f"{header}| E1 | No | {answer} |\n| E2 | No | {answer} |", FRAMEWORK)

    (found,) = resolved.problems
    assert cells(resolved, FRAMEWORK, question)[0] not in ("CLOSED", "NOT_ASKED", "BLANK")
    assert (found.code, found.severity, found.count) == (Code.ANSWER_BEHIND_GATE, "warning", 2)
    assert (found.where, "Written policy is “" in found.message) == ("survey.xlsx!Responses!C2", True)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("closed", "No"),
        ("asked", "Don't know"),
        ("number", "0"),
        ("routes", "None of these"),
        ("link", "https://example.org"),
    ],
)
def test_what_is_worth_nothing_behind_a_gate_is_no_problem(question, answer):
    """Zero points, a state or a text behind a gate says nothing that contradicts it."""
    resolved = survey(f"| entity | policy | {question} |\n|---|---|---|\n| E1 | No | {answer} |", FRAMEWORK)

    assert resolved.problems == ()


def test_an_answer_that_is_not_offered_is_kept_with_a_warning():
    """An answer offered to others only is kept and counts; an unknown condition accuses nobody."""
    rows = "| E1 | Headquarters | hq_applies |\n| E2 | Field | hq_applies |\n| E3 | | hq_applies |"
    resolved = survey(f"| entity | level | policy |\n|---|---|---|\n{rows}", FRAMEWORK)

    assert cells(resolved, FRAMEWORK, "policy") == ["hq_applies"] * 3
    assert [(p.code, p.where, p.count) for p in resolved.problems] == [
        (Code.ANSWER_NOT_OFFERED, "survey.xlsx!Responses!C2", 1)
    ]


def test_a_gate_may_read_a_group():
    """A gate on a group follows the group's value, the register's included."""
    text = (
        FRAMEWORK.replace("asked_if: {level: field}}\nscales", "}\nscales")
        .replace("groups: {level: {title: Level, question: level}}", "groups: {tier: {title: Tier, register: tier}}")
        .replace(
            "both: {text: Both?, scale: policy, closed_by: {policy: no}, asked_if: {level: field}}",
            "both: {text: Both?, scale: policy, asked_if: {tier: high}}",
        )
    )
    frame = register("| id | name | tier |\n|---|---|---|\n| E1 | A | high |\n| E2 | B | low |\n| E3 | C | |")
    resolved = survey("| entity | policy |\n|---|---|\n| E1 | Yes |\n| E2 | Yes |\n| E3 | Yes |", text, register=frame)

    assert cells(resolved, text, "both") == ["BLANK", "NOT_ASKED", "NOT_ASKED"]
    assert resolved.block.doubtful[resolved.code_row("both")].tolist() == [False, False, True]


def by_the_rule(policy, child, *, closes):
    """Return a child's state as the words of rule R1 have it, one cell at a time."""
    if child:
        return {"Yes": "yes", "No": "no", "Perhaps": "UNRESOLVED", "Don't know": "dont_know"}[child]
    if policy == "Not applicable":
        return "NOT_APPLICABLE"
    if closes:
        return "CLOSED" if policy == "No" else "BLANK"
    return "BLANK" if policy in ("Yes", "Partly") else "NOT_ASKED"


@pytest.mark.parametrize(("question", "closes"), [("asked", False), ("closed", True)])
def test_every_pair_of_parent_and_child_follows_the_rule(question, closes):
    """Vectorized gates agree with a slow reading of R1 for every pair of a parent's and a child's text."""
    parents = ["Yes", "Partly", "No", "Not applicable", "Don't know", "Perhaps", ""]
    pairs = list(product(parents, ["Yes", "No", "Perhaps", "Don't know", ""]))
    rows = "\n".join(f"| E{n:02} | {policy} | {child} |" for n, (policy, child) in enumerate(pairs))
    resolved = survey(f"| entity | policy | {question} |\n|---|---|---|\n{rows}", FRAMEWORK)

    assert cells(resolved, FRAMEWORK, question) == [by_the_rule(*pair, closes=closes) for pair in pairs]
