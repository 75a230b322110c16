"""A form explains an export: names of columns, spellings of answers, who was not asked; it guesses nothing."""

from __future__ import annotations

import pytest
from raw_builders import framework

from civicmap.errors import Code
from civicmap.framework.types import AllOf, AtMost, Is, Not
from civicmap.model import Role
from civicmap.survey.forms.explain import explain
from civicmap.survey.forms.routes import with_routes
from civicmap.survey.forms.xlsform import read_form
from civicmap.survey.headers import Target, header_key

FRAMEWORK = framework("""
civicmap: 1
id: f
version: "1"
title: F
answers:
  dont_know: {label: Not known here, state: dont_know}
scales:
  s: {answers: {yes: {label: "Yes, in force"}, partly: {label: Partly}, no: {label: "No"}}, plus: [dont_know]}
  m: {multi: true, answers: {web: {label: Website}, radio: {label: Radio}, other: {label: Other, other: true}}}
profile: {who: {questions: {entity: {text: Which entity is it?, type: text}}}}
pillars: {p: {title: P, dimensions: {d: {title: D, indicators: {i: {title: Policy, questions: {
  policy: {text: Is there a policy?, scale: s}, published: {text: Is it published?, scale: s, closed_by: {policy: no}},
  reviewed: {text: Was it reviewed?, scale: s, asked_if: {policy: yes}},
  channels: {text: Which channels?, scale: m}, staff: {text: How many staff?, type: number}}}}}}}}
""")

FORM = """
## survey
| type | name | label::English (en) | label::Français (fr) | relevant |
|---|---|---|---|---|
| text | entity | Who are you? | Qui êtes-vous ? | |
| begin_group | main | The main part | La partie principale | ${entity_kind} = 'x' |
| select_one yn | q1 | Is there a policy? | Existe-t-il une politique ? | |
| select_one yn | published | Published? | Publiée ? | not(${q1} = '2') |
| select_one yn | reviewed | Reviewed? | Revue ? | ${q1} = '3' |
| end_group | | | | |
| select_multiple ch | q4 | Which channels? | Quels canaux ? | ${q1} = '1' and ${staff} > 2 |
| text | q4_other | Which other? | Quel autre ? | selected(${q4}, 'other') |
| integer | staff | How many staff? | | |
| text | extra | Anything else? | Autre chose ? | |
| note | thanks | Thank you | Merci | |
## choices
| list_name | name | label::English (en) | label::Français (fr) |
|---|---|---|---|
| yn | 1 | Yes, in force | Oui, en vigueur |
| yn | 2 | No | Non |
| yn | 3 | Partly | En partie |
| yn | 8 | Don't know | Ne sait pas |
| yn | 9 | Perhaps | Peut-être |
| ch | web | Website | Site |
| ch | radio | Radio | Radio |
| ch | other | Other | Autre |
"""


@pytest.fixture
def explained(workbook):
    """Return a function that explains a form's text against the framework."""
    return lambda text=FORM, fw=FRAMEWORK: explain(read_form(workbook(text, "form.xlsx")), fw)


def found(explained, header):
    """Return what a header means by the form alone: as it stands, else as headers are compared."""
    for same in (str, header_key):
        targets = {target for text, target in explained.headers if same(text) == same(header)}
        if targets:
            return targets.pop() if len(targets) == 1 else None
    return None


@pytest.mark.parametrize(
    ("header", "target"),
    [
        ("q1", Target(Role.QUESTION, "policy")),
        ("main/q1", Target(Role.QUESTION, "policy")),
        ("main-q1", Target(Role.QUESTION, "policy")),
        ("Existe-t-il une politique ?", Target(Role.QUESTION, "policy")),
        ("La partie principale/Existe-t-il une politique ?", Target(Role.QUESTION, "policy")),
        ("entity", Target(Role.QUESTION, "entity")),
        ("Qui êtes-vous ?", Target(Role.QUESTION, "entity")),
        ("q4/web", Target(Role.OPTION, "channels", "web")),
        ("Quels canaux ?/Site", Target(Role.OPTION, "channels", "web")),
        ("q4_other", Target(Role.OTHER, "channels", "other")),
        ("Quel autre ?", Target(Role.OTHER, "channels", "other")),
        ("staff", Target(Role.QUESTION, "staff")),
        ("extra", None),
        ("thanks", None),
    ],
)
def test_names_and_labels_in_every_language_name_a_column(explained, header, target):
    """A question matched by id or text is found under its name, its group's, and every label."""
    assert found(explained(), header) == target


def test_choices_name_answers_by_name_and_every_label(explained):
    """Codes and labels of a matched choice mean its answer; what stands for a state means the answer of that state."""
    answers = {(question, text): answer for question, text, answer in explained().answers}

    assert [answers["policy", text] for text in ("1", "Oui, en vigueur", "2", "3", "En partie", "8")] == [
        "yes", "yes", "no", "partly", "partly", "dont_know",
    ]  # fmt: skip
    assert answers["channels", "Site"] == "web"
    assert ("policy", "9") not in answers


def test_routing_becomes_conditions_where_it_can_be_followed(explained):
    """A gate that every name is known in is a route; the framework's own gates stay, and the rest is noted."""
    one = explained(FORM.replace("${entity_kind} = 'x'", ""))

    assert one.routes == (("channels", AllOf((Is("policy", ("yes",)), Not(AtMost("staff", 2.0))))),)
    lost = [p.where.split("!")[-1] for p in explained().notes if p.code is Code.FORM_RELEVANCE]
    assert lost == ["4", "5"]  # the group's gate rests on a question that is not in the form


def test_what_the_framework_does_not_know_is_noted(explained):
    """Questions and choices without a counterpart are named with their rows; notes and computed fields are not."""
    notes = [(p.code, p.where.split("!", 1)[1]) for p in explained().notes]

    assert (Code.FORM_QUESTION_UNKNOWN, "survey!11") in notes
    assert (Code.FORM_CHOICE_UNKNOWN, "choices!6") in notes
    assert sum(code is Code.FORM_QUESTION_UNKNOWN for code, _ in notes) == 1


def test_a_name_and_a_label_that_disagree_mean_nothing(explained):
    """A choice called `no` that reads "Partly" is taken for neither."""
    one = explained(FORM.replace("| yn | 3 | Partly |", "| yn | no | Partly |"))

    assert not [
        text for question, text, _ in one.answers if question == "policy" and text in ("no", "Partly", "En partie")
    ]
    assert "different answers" in next(p.message for p in one.notes if p.code is Code.FORM_CHOICE_UNKNOWN)


def test_a_text_of_two_choices_means_neither(explained):
    """Two choices with one label leave the label out; their names stay."""
    one = explained(FORM.replace("| En partie |", "| Non |"))
    answers = {(question, text): answer for question, text, answer in one.answers}

    assert ("policy", "Non") not in answers
    assert (answers["policy", "2"], answers["policy", "3"]) == ("no", "partly")


def test_two_questions_with_one_label_are_neither(explained):
    """A text that two questions of the form bear names none of them."""
    one = explained(FORM.replace("Anything else?", "Is there a policy?"))

    assert found(one, "q1") is None


def test_routes_are_laid_over_a_framework():
    """Only questions without a gate take a route; what is not there, or would go round in a circle, is passed over."""
    yes = Is("policy", ("yes",))
    laid = with_routes(
        FRAMEWORK,
        [
            ("channels", yes),
            ("reviewed", Is("channels", ("web",))),
            ("policy", Is("channels", ("web",))),
            ("policy", Is("published", ("yes",))),
            ("policy", Is("policy", ("yes",))),
            ("staff", Is("gone", ("yes",))),
            ("staff", Is("policy", ("gone",))),
            ("gone", yes),
        ],
    )

    assert {q.id: q.asked_if for q in laid.questions if q.asked_if} == {"channels": yes, "reviewed": yes}
    assert [q.id for q in laid.questions] == [q.id for q in FRAMEWORK.questions]


def test_a_circle_is_noted(explained):
    """Routing by which two questions wait for each other is followed once."""
    text = FORM.replace(
        "| Is there a policy? | Existe-t-il une politique ? | |",
        "| Is there a policy? | Existe-t-il une politique ? | selected(${q4}, 'web') |",
    )
    one = explained(text.replace("${entity_kind} = 'x'", ""))

    assert [name for name, _ in one.routes] == ["policy"]
    assert "depend on itself" in next(p.message for p in one.notes if p.code is Code.FORM_RELEVANCE)
