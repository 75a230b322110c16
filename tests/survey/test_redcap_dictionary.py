"""A REDCap data dictionary is a form too."""

from __future__ import annotations

import pytest

from civicmap.errors import Code, UnreadableError
from civicmap.framework.load import load_framework
from civicmap.framework.types import Is
from civicmap.model import Role
from civicmap.survey.forms.explain import explain
from civicmap.survey.forms.form import FormType
from civicmap.survey.forms.framework import framework_text
from civicmap.survey.forms.xlsform import read_form
from civicmap.survey.headers import Target

HEADER = (
    "Variable / Field Name|Form Name|Section Header|Field Type|Field Label|Choices, Calculations, OR Slider Labels|Field Note"
    "|Text Validation Type OR Show Slider Number|Text Validation Min|Text Validation Max|Identifier?"
    "|Branching Logic (Show field only if...)|Required Field?|Custom Alignment|Question Number (surveys only)"
    "|Matrix Group Name|Matrix Ranking?|Field Annotation"
)


def dictionary(*rows):
    """Return a dictionary as a Markdown table: name, form, type, label, choices, note, validation, logic."""
    lines = [f"| {' | '.join(HEADER.split('|'))} |"]
    for name, form, kind, label, choices, note, valid, logic in rows:
        cells = [name, form, "", kind, label, choices, note, valid, "", "", "", logic, "y", "", "", "", "", ""]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def test_fields_become_questions(workbook):
    """Types, choices with commas in their labels, notes, forms and branching logic are read."""
    form = read_form(
        workbook(
            dictionary(
                ("record_id", "about", "text", "Record", "", "", "", ""),
                (
                    "policy",
                    "about",
                    "radio",
                    "<b>Is there</b> a policy?",
                    r"1, Yes, in force \| 2, No",
                    "Today.",
                    "",
                    "",
                ),
                ("kinds", "more", "checkbox", "Which kinds?", r"1, Web \| 2, Radio", "", "", "[policy] = '1'"),
                ("open", "more", "yesno", "Open?", "", "", "", "[kinds(2)] = '1'"),
                ("staff", "more", "text", "Staff", "", "", "integer", ""),
                ("day", "more", "text", "Day", "", "", "date_ymd", ""),
                ("sum", "more", "calc", "Sum", "[staff]*2", "", "", ""),
            ),
            "dict.csv",
        )
    )

    assert [question.type for question in form.questions] == [
        FormType.TEXT,
        FormType.SELECT_ONE,
        FormType.SELECT_MULTIPLE,
        FormType.SELECT_ONE,
        FormType.INTEGER,
        FormType.DATE,
        FormType.HIDDEN,
    ]
    policy = form.questions[1]
    assert (policy.labels, policy.hints, policy.path) == ({"": "Is there a policy?"}, {"": "Today."}, ("about",))
    assert [(c.name, c.labels[""]) for c in form.choices(policy)] == [("1", "Yes, in force"), ("2", "No")]
    assert [c.name for c in form.choices(form.questions[3])] == ["1", "0"]
    assert form.questions[2].relevant == "[policy] = '1'"
    assert [group.labels[""] for group in form.groups] == ["About", "More"]


def test_faults_are_named_with_their_rows(workbook):
    """A field that stands twice, has no type, or has no choices is named."""
    path = workbook(
        dictionary(
            ("a", "f", "radio", "A", "", "", "", ""),
            ("b", "f", "text", "B", "", "", "", ""),
            ("b", "f", "text", "B", "", "", "", ""),
            ("c", "f", "", "C", "", "", "", ""),
        ),
        "dict.csv",
    )

    with pytest.raises(UnreadableError) as caught:
        read_form(path)

    assert [(p.code, p.where) for p in caught.value.problems] == [
        (Code.FORM_LIST_UNKNOWN, "dict.csv!2"),
        (Code.FORM_NAME_TWICE, "dict.csv!4"),
        (Code.FORM_NAME_MISSING, "dict.csv!5"),
    ]


def test_a_dictionary_makes_a_framework_and_explains_its_export(workbook, text_file):
    """Branching logic becomes routing, codes become answers, and checkboxes have a column per code."""
    form = read_form(
        workbook(
            dictionary(
                ("policy", "rules", "radio", "Is there a policy?", r"1, Yes \| 2, No", "", "", ""),
                ("kinds", "rules", "checkbox", "Which kinds?", r"1, Web \| 2, Radio", "", "", "[policy] = '1'"),
                ("reach", "rules", "text", "How many?", "", "", "integer", "[kinds(2)] = '1'"),
            ),
            "dict.csv",
        )
    )

    fw = load_framework(text_file(framework_text(form, "dict.csv").text, "made.yaml"))

    assert fw.question("kinds").asked_if == Is("policy", ("1",))
    assert fw.question("reach").asked_if == Is("kinds", ("2",))
    told = explain(form, fw)
    assert ("kinds/2", Target(Role.OPTION, "kinds", "2")) in told.headers
    assert ("policy", "Yes", "1") in told.answers
    assert told.notes == ()
