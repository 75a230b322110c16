"""A framework as a form: what form tools accept, in every language, and what reads back as it went out."""

from __future__ import annotations

from dataclasses import replace

import pytest
from raw_builders import framework

from civicmap.errors import Code
from civicmap.framework.catalogue import shipped
from civicmap.framework.load import examine, load_framework
from civicmap.framework.texts import languages, translate
from civicmap.framework.types import AtLeastOf, InBand, InGroup, Is, QuestionType, WithinMonths
from civicmap.survey.forms.explain import explain
from civicmap.survey.forms.form import FormType
from civicmap.survey.forms.framework import framework_text
from civicmap.survey.forms.questionnaire import form_of
from civicmap.survey.forms.questionnaire_expression import CannotSayError, Wording
from civicmap.survey.forms.questionnaire_names import FormNames
from civicmap.survey.forms.xlsform import read_form
from civicmap.survey.forms.xlsform_write import xlsform_bytes
from civicmap.survey.ingest import read
from civicmap.survey.options import ReadOptions

SMALL = """
civicmap: 1
id: small
version: "1"
title: "A small one: <b>bold</b> & ${odd}"
language: en
entity: {question: entity_code}
closes: "2024-05-31"
groups: {level: {title: Level, question: level}, size: {title: Size, register: size}}
answers:
  none: {label: None of these, exclusive: true, points: 0}
  dont_know: {label: Don't know, state: dont_know}
scales:
  level: {answers: {hq: {label: Headquarters}, field: {label: Field}}}
  yes_no: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}, inherited: {label: Inherited, points: 50, asked_if: {level: field}}}, plus: [dont_know]}
  ways: {multi: count, answers: {web: {label: "=Web"}, radio: {label: Radio}, other: {label: Other, other: true}}, plus: [none, dont_know]}
profile: {who: {title: Who, questions: {entity_code: {text: What is your code?, type: text}, level: {text: Which level?, scale: level}}}}
pillars:
  p:
    title: P
    dimensions:
      d:
        title: D
        indicators:
          "1a":
            title: I
            questions:
              policy: {text: "Is there a policy on ${x}?", help: "=1+1, and in force", scale: yes_no}
              "2nd": {text: Second?, scale: yes_no, closed_by: {policy: no}}
              ways: {text: Which ways?, scale: ways, asked_if: {any_of: [{policy: yes}, {2nd: [yes, inherited]}]}}
              many: {text: How many?, type: number, asked_if: {ways: {at_least: 2}}}
              when: {text: When?, type: date, asked_if: {many: {at_least: 3, at_most: 9.5}, not: {level: hq}}}
              why: {text: Why?, type: text, asked_if: {when: {within_months: 15}}, closed_by: {policy: no}}
              big: {text: Big?, scale: yes_no, asked_if: {size: large}}
"""
STRAIGHT = str.maketrans("‘’“”", "''\"\"")  # pyxform writes plain quotes
SOURCES = [one.id for one in shipped()]


def stripped(form):
    """Return a form without places and notes, which a file has and a framework has not."""
    return replace(
        form,
        groups=tuple(replace(group, where="") for group in form.groups),
        questions=tuple(replace(question, where="") for question in form.questions),
        lists={name: tuple(replace(c, where="") for c in choices) for name, choices in form.lists.items()},
        notes=(),
    )


@pytest.fixture(params=[*SOURCES, "small"])
def fw(request):
    """Return each shipped framework, and a small one with every kind of gate."""
    return framework(SMALL) if request.param == "small" else load_framework(request.param)


@pytest.fixture
def filed(tmp_path):
    """Return a function that writes a framework's form and gives the file."""

    def write(fw):
        path = tmp_path / "form.xlsx"
        path.write_bytes(xlsform_bytes(form_of(fw)))
        return path

    return write


def test_pyxform_accepts_the_form(fw, filed):
    """The form converts to an XForm without a warning, and the XForm holds the labels of every language."""
    from pyxform.xls2xform import convert

    made = convert(str(filed(fw)))

    assert made.warnings == []
    texts = "".join(made.xform.split())
    for language in languages(fw):
        spoken = translate(fw, language)
        for text in [question.text for question in spoken.questions] + [node.title for node in spoken.pillars]:
            plain = text.replace("${", "$ {").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            assert "".join(plain.translate(STRAIGHT).split()) in texts


def test_a_form_reads_back_as_it_went_out(fw, filed):
    """Writing a form to a workbook and reading it loses and changes nothing."""
    assert stripped(read_form(filed(fw))) == stripped(form_of(fw))


def test_a_form_explains_every_question_and_option_of_its_framework(fw, filed):
    """All that went out is recognised: each question, each option, no route that the framework has not."""
    one = explain(read_form(filed(fw)), fw)

    assert one.notes == ()
    assert {target.question for _, target in one.headers} == {question.id for question in fw.questions}
    closed = [question for question in fw.questions if question.type in (QuestionType.CHOICE, QuestionType.MULTI)]
    assert {(q, answer) for q, _, answer in one.answers} == {(q.id, a.id) for q in closed for a in q.answers}
    assert one.routes == ()


def test_a_framework_made_from_its_form_is_sound_and_the_same(fw, filed, tmp_path):
    """`framework new --from` on the form: sound, with the same questions, types, options, tree and languages."""
    made = framework_text(read_form(filed(fw)), "form.xlsx", "again")
    (tmp_path / "again.yaml").write_text(made.text, encoding="utf-8")
    for name, text in made.translations.values():
        (tmp_path / name).write_text(text, encoding="utf-8")

    again, problems = examine(tmp_path / "again.yaml")

    assert [str(problem) for problem in problems] == []
    names = {question.id: name.name for question, name in zip(fw.questions, asked_of(fw), strict=True)}
    assert [q.id for q in again.questions] == [names[q.id] for q in fw.questions]
    assert [q.type for q in again.questions] == [q.type for q in fw.questions]
    assert [[a.id for a in q.answers] for q in again.questions if q.scale] == [
        [a.id for a in q.answers] for q in fw.questions if q.scale
    ]
    assert languages(again) == languages(fw)
    for language in languages(fw):
        assert [q.text for q in translate(again, language).questions] == [
            q.text.replace("${", "$ {") for q in translate(fw, language).questions
        ]
    # A form does not say which question names the entity; only some names of questions do.
    assert again.entity.question in {fw.entity.question, None}
    assert again.entity.question or fw.entity.question in {None, "place", "company"}


def asked_of(fw):
    """Return the form's questions without the texts beside "other"."""
    form = form_of(fw)
    known = {FormNames().give(question.id) for question in fw.questions}
    return [question for question in form.questions if question.name in known]


def test_routing_is_said_as_expressions():
    """Gates become `relevant`, answers' gates a filter, exclusive answers a constraint."""
    form = form_of(framework(SMALL))
    asked = {question.name: question for question in form.questions}

    assert asked["_2nd"].relevant == "not(${policy} = 'no')"
    assert asked["ways"].relevant == "${policy} = 'yes' or (${_2nd} = 'yes' or ${_2nd} = 'inherited')"
    assert asked["many"].relevant == "(if(selected(${ways}, 'web'), 1, 0) + if(selected(${ways}, 'radio'), 1, 0)) >= 2"
    assert asked["when"].relevant == "(${many} >= 3 and ${many} <= 9.5) and not(${level} = 'hq')"
    assert asked["why"].relevant == "${when} >= date('2023-02-28') and not(${policy} = 'no')"
    assert asked["policy"].choice_filter == "offered = 'always' or (offered = 'inherited' and ${level} = 'field')"
    assert asked["ways"].constraint == "count-selected(.) <= 1 or not(selected(., 'none') or selected(., 'dont_know'))"
    assert "None of these" in asked["ways"].constraint_messages["en"]
    assert (asked["ways_other"].type, asked["ways_other"].relevant) == (FormType.TEXT, "selected(${ways}, 'other')")


def test_what_no_expression_says_stands_in_the_hint():
    """A gate that only the register knows is said in words, and noted; the question is always shown."""
    form = form_of(framework(SMALL))
    big = next(question for question in form.questions if question.name == "big")

    assert (big.relevant, big.hints["en"]) == ("", "Answer only if: Size is “large”.")
    assert [(p.code, "big" in p.message) for p in form.notes] == [(Code.FORM_ROUTE_IN_WORDS, True)]


def test_an_answers_gate_that_no_expression_says_stands_in_the_hint():
    """An answer that only some entities of the register may choose is shown to all, with its condition in words."""
    form = form_of(framework(SMALL.replace("asked_if: {level: field}", "asked_if: {size: small}")))
    policy = next(question for question in form.questions if question.name == "policy")

    assert policy.choice_filter == ""
    assert policy.hints["en"].endswith("“Inherited” only if: Size is “small”.")
    assert {p.code for p in form.notes} == {Code.FORM_ROUTE_IN_WORDS}


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        (
            AtLeastOf(2, (Is("policy", ("yes",)), Is("level", ("hq",)))),
            "(if(${policy} = 'yes', 1, 0) + if(${level} = 'hq', 1, 0)) >= 2",
        ),
        (InGroup("level", ("hq",)), "${level} = 'hq'"),
        (WithinMonths("when", 1), "${when} >= date('2024-04-30')"),
        (InBand("p", ("low",)), None),
        (InGroup("size", ("large",)), None),
        (Is("many", ("dont_know",)), None),
    ],
)
def test_each_kind_of_condition_is_said_or_refused(condition, said):
    """What has no expression is refused, with the reason."""
    fw = framework(SMALL)
    wording = Wording(fw, {question.id: question.id for question in fw.questions})
    if said is None:
        with pytest.raises(CannotSayError):
            wording.say(condition)
    else:
        assert wording.say(condition) == said


def test_names_are_names_of_xml_and_stand_once():
    """Ids that XML cannot take are bent; no two names differ by case alone, and none is one that forms need."""
    names = FormNames("f")

    assert [names.give(one) for one in ("q", "Q", "2nd", "-x", "a²b", "meta", "F", "été", "q_2")] == [
        "q", "Q_2", "_2nd", "_-x", "a_b", "meta_2", "F_2", "été", "q_2_2",
    ]  # fmt: skip
    assert names.give("q", "q_group") == "q_group"


def test_texts_never_become_formulas(filed):
    """A label or help that begins with = stays a text in the workbook."""
    form = read_form(filed(framework(SMALL)))

    assert form.lists["ways"][0].labels["en"] == "=Web"
    assert next(q for q in form.questions if q.name == "policy").hints["en"] == "=1+1, and in force"


def test_an_export_with_the_forms_names_needs_no_mapping(workbook):
    """A Kobo-like export of the form, XML names with a summary and split columns, is read without a mapping."""
    fw = framework(SMALL.replace('"2nd"', "second").replace("2nd:", "second:"))
    path = workbook(
        """
| start | entity_code | level | policy | second | ways | ways/web | ways/radio | ways/other | ways/none | ways/dont_know | ways_other | many | when | why | big | _id | _uuid | _submission_time | _index |
|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
| 2024-05-01 | E1 | field | yes | inherited | web radio other | 1 | 1 | 1 | 0 | 0 | By post | 4 | 2024-01-31 | | no | 1 | u1 | 2024-05-01 | 1 |
| 2024-05-02 | E2 | field | no | | | | | | | | | | | | yes | 2 | u2 | 2024-05-02 | 2 |
""",
        "export.xlsx",
    )

    reading = read([path], fw, options=ReadOptions())
    block = reading.waves[0].survey.block

    assert [str(p) for p in reading.problems if p.severity in ("error", "warning")] == []
    told = {q.id: [q.state(int(code)).name for code in block.codes[place]] for place, q in enumerate(fw.questions)}
    assert told["policy"] == ["ANSWERED", "ANSWERED"]
    assert told["second"] == ["ANSWERED", "CLOSED"]
    assert told["ways"][0] == "ANSWERED"
    assert told["big"] == ["ANSWERED", "ANSWERED"]


def test_ids_that_differ_by_case_alone_are_told_apart(filed):
    """Names of a form may not differ by case alone; the questions are recognised all the same."""
    fw = framework(SMALL.replace("big: {text: Big?", "MANY: {text: Big?"))
    one = explain(read_form(filed(fw)), fw)

    assert one.notes == ()
    assert {target.question for _, target in one.headers} == {question.id for question in fw.questions}
