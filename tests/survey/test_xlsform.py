"""Forms are read whatever spelling of XLSForm they use, and every fault is named with its row."""

from __future__ import annotations

import pytest

from civicmap.errors import Code, Severity, UnreadableError
from civicmap.survey.forms.form import FormType
from civicmap.survey.forms.xlsform import read_form

FORM = """
## survey
| type | name | label::English (en) | label::Français (fr) | hint | relevant | required |
|---|---|---|---|---|---|---|
| begin group | main | Main part | Partie principale | | ${who} != '' | |
| select_one yn | policy | Is there a policy? | Existe-t-il une politique ? | In force today. | | yes |
| begin repeat | visit | Visits | Visites | | | |
| select_multiple kinds or_other | kinds_used | Which kinds? | Quels types ? | | selected(${policy}, 'yes') | |
| end repeat | | | | | | |
| end group | | | | | | |
| | | | | | | |
| integer | staff | How many staff? | Combien ? | | | |

## choices
| list name | name | label::English (en) | label::Français (fr) |
|---|---|---|---|
| yn | yes | Yes | Oui |
| yn | no | No | Non |
| kinds | web | Website | Site |

## settings
| form_title | form_id | version | default_language |
|---|---|---|---|
| A form | a_form | 3 | English (en) |
"""


def faults(path):
    """Return (code, sheet and row) of every fault."""
    with pytest.raises(UnreadableError) as caught:
        read_form(path)
    return [(p.code, p.where.split("!", 1)[-1]) for p in caught.value.problems if p.severity is Severity.ERROR]


def test_a_form_is_read_whole(workbook):
    """Texts by language, lists, groups, repeats, routing and settings all arrive."""
    form = read_form(workbook(FORM, "form.xlsx"))

    assert (form.id, form.title, form.version) == ("a_form", "A form", "3")
    assert form.languages == ("en", "fr")
    policy, kinds, staff = form.questions
    assert policy.labels == {"en": "Is there a policy?", "fr": "Existe-t-il une politique ?"}
    assert (policy.type, policy.list_name, policy.path, policy.required) == (
        FormType.SELECT_ONE,
        "yn",
        ("main",),
        True,
    )
    assert policy.hints == {"en": "In force today."}
    assert (kinds.or_other, kinds.repeat, kinds.path) == (True, "visit", ("main", "visit"))
    assert kinds.relevant == "selected(${policy}, 'yes')"
    assert (staff.type, staff.path, staff.where) == (FormType.INTEGER, (), "form.xlsx!survey!9")
    assert [choice.labels["fr"] for choice in form.choices(policy)] == ["Oui", "Non"]
    assert form.groups[0].relevant == "${who} != ''"


@pytest.mark.parametrize(
    "header",
    [
        "| type | name | label |",
        "| Type | NAME | Label |",
        "| command | tag | caption |",
        "| type | value | label::English (en) |",
        "| type | name | label:en |",
        "| type | name | Label :: English |",
    ],
)
@pytest.mark.parametrize(
    "kind",
    [
        "select_one yn",
        "select one yn",
        "select one from yn",
        "SELECT_ONE yn",
        "select1 yn",
        "add select one prompt using yn",
    ],
)
def test_headers_and_types_may_be_spelt_in_many_ways(workbook, header, kind):
    """Every spelling of a column and of a type that form tools accept gives the same question."""
    text = f"## Survey\n{header}\n|---|---|---|\n| {kind} | policy | Policy? |\n## Choices\n| list_name | value | caption |\n|---|---|---|\n| yn | yes | Yes |"

    (question,) = read_form(workbook(text, "form.xlsx")).questions

    assert (question.name, question.type, question.list_name) == ("policy", FormType.SELECT_ONE, "yn")
    assert list(question.labels.values()) == ["Policy?"]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("select_multiple a", FormType.SELECT_MULTIPLE),
        ("select all that apply from a", FormType.SELECT_MULTIPLE),
        ("select multiple from a", FormType.SELECT_MULTIPLE),
        ("rank a", FormType.ELSE),
        ("int", FormType.INTEGER),
        ("range", FormType.DECIMAL),
        ("dateTime", FormType.DATE),
        ("string", FormType.TEXT),
        ("note", FormType.NOTE),
        ("calculate", FormType.HIDDEN),
        ("deviceid", FormType.HIDDEN),
        ("geopoint", FormType.ELSE),
    ],
)
def test_types_are_told_apart(workbook, kind, expected):
    """What is asked, only read, computed, or of no use to a framework is told by the type."""
    text = f"## survey\n| type | name | label |\n|---|---|---|\n| {kind} | q | Q |\n## choices\n| list_name | name | label |\n|---|---|---|\n| a | x | X |"

    assert read_form(workbook(text, "form.xlsx")).questions[0].type is expected


def test_a_text_file_names_its_sheets_in_column_a(workbook):
    """A CSV form gives what the workbook gives."""
    rows = "| survey | | | |\n| | type | name | label |\n| | select_one yn | policy | Policy? |\n| choices | | | |\n| | list_name | name | label |\n| | yn | yes | Yes |\n| settings | | | |\n| | form_title | form_id | |\n| | T | t | |"

    form = read_form(workbook(rows, "form.csv"))

    assert (form.title, form.questions[0].list_name) == ("T", "yn")
    assert form.questions[0].where == "form.csv!3"
    assert [choice.name for choice in form.choices(form.questions[0])] == ["yes"]


def test_all_faults_are_named_in_one_run(workbook):
    """Unknown lists, doubles, nameless rows, spaces and groups left open stand together, each with its row."""
    path = workbook(
        """
## survey
| type | name | label |
|---|---|---|
| begin_group | g | G |
| select_one ynn | policy | Policy? |
| text | policy | Again |
| select_multiple kinds | kinds | Kinds |
| text | | No name |
| | typeless | No type |
| end_repeat | | |
| end_group | | |
| begin_group | open | Open |
## choices
| list_name | name | label |
|---|---|---|
| yn | yes | Yes |
| yn | yes | Yes again |
| kinds | web site | Website |
| | lost | Lost |
""",
        "form.xlsx",
    )

    assert faults(path) == [
        (Code.FORM_NAME_TWICE, "choices!3"),
        (Code.FORM_NAME_MISSING, "choices!5"),
        (Code.FORM_LIST_UNKNOWN, "survey!3"),
        (Code.FORM_NAME_TWICE, "survey!4"),
        (Code.FORM_CHOICE_SPACES, "choices!4"),
        (Code.FORM_NAME_MISSING, "survey!6"),
        (Code.FORM_NAME_MISSING, "survey!7"),
        (Code.FORM_GROUP_UNBALANCED, "survey!8"),
        (Code.FORM_GROUP_UNBALANCED, "survey!9"),
        (Code.FORM_GROUP_UNBALANCED, "survey!10"),
    ]


def test_a_near_miss_of_a_list_is_suggested(workbook):
    """The message names the list that was most likely meant."""
    path = workbook(FORM.replace("select_one yn", "select_one kinsd"), "form.xlsx")

    with pytest.raises(UnreadableError, match="did you mean 'kinds'"):
        read_form(path)


@pytest.mark.parametrize(
    "text", ["## Responses\n| a | b |\n|---|---|\n| 1 | 2 |", "## survey\n| a | b |\n|---|---|\n| 1 | 2 |"]
)
def test_a_file_that_is_no_form_is_refused(workbook, text):
    """A workbook without a survey sheet of types and names is named as no form."""
    assert faults(workbook(text, "x.xlsx")) == [(Code.FORM_NO_SURVEY, "x.xlsx")]


def test_names_may_stand_again_in_another_group(workbook):
    """The same name in two groups is two questions, as form tools allow."""
    text = "## survey\n| type | name | label |\n|---|---|---|\n| begin_group | a | A |\n| text | q | Q |\n| end_group | | |\n| begin_group | b | B |\n| text | q | Q |\n| end_group | | |"

    assert [q.path for q in read_form(workbook(text, "form.xlsx")).questions] == [("a",), ("b",)]


def test_choices_in_another_file_are_noted(workbook):
    """A select from a file, or from answers, is read without its choices, and said so."""
    text = "## survey\n| type | name | label |\n|---|---|---|\n| select_one_from_file towns.csv | town | Town |\n| select_one ${names} | who | Who |"

    form = read_form(workbook(text, "form.xlsx"))

    assert [(p.code, p.where) for p in form.notes] == [
        (Code.FORM_LIST_ELSEWHERE, "form.xlsx!survey!2"),
        (Code.FORM_LIST_ELSEWHERE, "form.xlsx!survey!3"),
    ]
    assert form.choices(form.questions[0]) == ()


def test_disabled_rows_are_not_read(workbook):
    """A row that the form switches off asks nothing."""
    text = (
        "## survey\n| type | name | label | disabled |\n|---|---|---|---|\n| text | a | A | yes |\n| text | b | B | |"
    )

    assert [q.name for q in read_form(workbook(text, "form.xlsx")).questions] == ["b"]


def test_a_form_without_languages_has_one_without_a_name(workbook):
    """Plain labels stand under no language; beside named ones they are the default's."""
    plain = "## survey\n| type | name | label |\n|---|---|---|\n| text | a | A |"
    mixed = "## survey\n| type | name | label | label::Русский (ru) |\n|---|---|---|---|\n| text | a | A | Б |\n## settings\n| default_language |\n|---|\n| English |"

    assert read_form(workbook(plain, "plain.xlsx")).questions[0].labels == {"": "A"}
    form = read_form(workbook(mixed, "mixed.xlsx"))
    assert (form.default_language, form.questions[0].labels) == ("en", {"en": "A", "ru": "Б"})


def test_groups_without_end_are_refused(workbook):
    """Groups opened one within the other, without end, stop the reading; so do languages without number."""
    rows = "\n".join(f"| begin_group | g{n} | G |" for n in range(40))
    path = workbook(f"## survey\n| type | name | label |\n|---|---|---|\n{rows}", "deep.xlsx")
    assert faults(path) == [(Code.FORM_GROUP_UNBALANCED, "survey!32")]

    languages = " | ".join(f"label::L{n}" for n in range(150))
    wide = workbook(f"## survey\n| type | name | {languages} |\n|---|\n| text | a | A |", "wide.xlsx")
    assert faults(wide) == [(Code.FILE_TOO_LARGE, "survey!1")]
