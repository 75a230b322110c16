"""What a header is taken for: questions in every spelling, options, personal data, and what is unknown."""

from __future__ import annotations

import pytest

from civicmap.errors import Code, SurveyError
from civicmap.framework.load import load_framework
from civicmap.model import Role
from civicmap.survey.headers import Headers
from civicmap.survey.ingest import read, read_waves
from civicmap.survey.options import ReadOptions

FRAMEWORK = """
civicmap: 1
id: libraries
version: "1"
title: Libraries
language: en
translations: {fr: libraries.fr.csv}
entity: {question: unit, name: unit_name, headers: ["Library code"]}
groups:
  size: {title: Size class, question: unit_size, register: size}
  district: {title: District, register: district}
scales:
  plan: {answers: {yes: {label: "Yes, adopted", points: 100}, no: {label: "No", points: 0}, dont_know: {label: "Don't know", state: dont_know}}}
  size: {answers: {small: {label: Small}, large: {label: Large}}}
  routes: {multi: count, answers: {letter: {label: "By letter, on paper"}, web_form: {label: Web form}, other: {label: Other, other: true}}}
profile:
  who: {questions: {unit: {text: Which library is yours?, type: text}, unit_name: {text: What is it called?, type: text}, unit_size: {text: How large is it?, scale: size}}}
pillars:
  access:
    title: Access
    dimensions:
      d:
        title: D
        indicators:
          L1: {title: Complaints, questions: {complaints: {text: "Can readers complain?", scale: plan}, complaint_routes: {text: "By which routes?", scale: routes}}}
          L2: {title: Hours, questions: {opening_hours: {text: "How many hours is it open?", type: number}}}
"""
FRENCH = """where,en,fr
questions.complaints.text,Can readers complain?,Les lecteurs peuvent-ils se plaindre ?
scales.routes.web_form,Web form,Formulaire en ligne
"""


@pytest.fixture
def framework(text_file):
    """Return a framework with an entity, a group, a multiple choice and a translation."""
    text_file(FRENCH, "libraries.fr.csv")
    return load_framework(text_file(FRAMEWORK, "libraries.yaml"))


def taken(framework, header):
    """Return role, question and option that a header is taken for."""
    target = Headers(framework).find(header)
    return None if target is None else (str(target.role), target.question, target.option)


@pytest.mark.parametrize(
    "header",
    [
        "complaints",
        "COMPLAINTS",
        "Can readers complain?",
        "  can   readers\u00a0complain ",
        "Can readers complain",
        "Can readers\ncomplain?",
        "<p>Can <b>readers</b> complain?</p>",
        "\ufeffCan readers\u200b complain?*",
        "Ｃａｎ readers complain?",
        "Q7. Can readers complain?",
        "12) Can readers complain?",
        "Can.readers.complain.",
        "Les lecteurs peuvent-ils se plaindre ?",
        "complaints. Can readers complain?",
    ],
)
def test_a_question_is_known_in_every_spelling(framework, header):
    """Id, text and translation are known, whatever case, spaces, markup, number or punctuation surround them."""
    assert taken(framework, header) == ("question", "complaints", None)


@pytest.mark.parametrize(
    "header",
    [
        "complaint_routes/web_form",
        "complaint_routes/Web form",
        "complaint_routes[web_form]",
        "complaint_routes_web_form",
        "complaint_routes.web_form",
        "complaint_routes___web_form",
        "By which routes? [Web form]",
        "By which routes?/Web form",
        "By which routes? - Web form",
        "By which routes? (choice=Web form)",
        "By which routes? [Formulaire en ligne]",
    ],
)
def test_an_option_has_a_column_of_its_own(framework, header):
    """The forms in which survey tools write an option's header are one."""
    assert taken(framework, header) == ("option", "complaint_routes", "web_form")


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("By which routes? [By letter, on paper]", ("option", "complaint_routes", "letter")),
        ("complaint_routes_other_text", ("other", "complaint_routes", "other")),
        ("By which routes? - Please specify", ("other", "complaint_routes", "other")),
        ("complaints_comment", ("comment", "complaints", None)),
        ("Can readers complain? [Comment]", ("comment", "complaints", None)),
        ("complaints_evidence", ("evidence", "complaints", None)),
        ("Library code", ("entity", "unit", None)),
        ("unit", ("entity", "unit", None)),
        ("Entity code", ("entity", "unit", None)),
        ("size", ("question", "unit_size", None)),
        ("Size class", ("question", "unit_size", None)),
        ("District", ("group", "district", None)),
        ("Weight", ("weight", None, None)),
        ("Can readers complain loudly?", None),
        ("complaint_routes/fax", None),
        ("opening_hours/web_form", None),
        ("Complaints No.", None),
        ("", None),
    ],
)
def test_other_columns(framework, header, expected):
    """Texts beside a question, the entity, groups and weights are known; what is not known is not guessed."""
    assert taken(framework, header) == expected


def test_a_text_that_two_questions_share_means_neither(text_file):
    """Where two questions have one text, a header with it is named as ambiguous; their ids still tell them apart."""
    shared = FRAMEWORK.replace("How many hours is it open?", "Can readers complain?")
    framework = load_framework(text_file(shared.replace("translations: {fr: libraries.fr.csv}\n", ""), "shared.yaml"))
    headers = Headers(framework)

    assert headers.find("Can readers complain?") is None
    assert "several" in headers.hint("Can readers complain?")
    assert taken(framework, "opening_hours") == ("question", "opening_hours", None)


def test_an_exact_text_wins_over_another_id_in_other_letters(text_file):
    """A header that is one question's text and another's id but for case is taken for the text."""
    changed = FRAMEWORK.replace("How many hours is it open?", "Complaints").replace(
        "translations: {fr: libraries.fr.csv}\n", ""
    )
    framework = load_framework(text_file(changed, "exact.yaml"))

    assert taken(framework, "Complaints") == ("question", "opening_hours", None)
    assert taken(framework, "complaints") == ("question", "complaints", None)


def roles(reading):
    """Return header -> role of the first file."""
    return {column.header: str(column.role) for column in reading.columns[0]}


def codes(reading):
    """Return the codes of every problem."""
    return [problem.code for problem in reading.problems]


PERSONAL = """
| Library code | E-mail address | IP | Start time | respondent name | deviceid | _gps_latitude | Reach us | complaints | civicmap_synthetic |
|---|---|---|---|---|---|---|---|---|---|
| L1 | a@example.org | 10.0.0.1 | 2024-01-01 | N. N. | x9 | 46.2 | b@example.org | No | no |
| L2 | c@example.org | 10.0.0.2 | 2024-01-02 | M. M. | x8 | 46.3 | d@example.org | No | yes |
"""


def test_personal_data_is_not_kept(framework, workbook):
    """R8: e-mail, IP, GPS, device and names are recognised by header or look, named, and not stored."""
    reading = read([workbook(PERSONAL)], framework, options=ReadOptions())

    found = roles(reading)
    assert [header for header, role in found.items() if role == "not_kept"] == [
        "E-mail address", "IP", "respondent name", "deviceid", "_gps_latitude", "Reach us",
    ]  # fmt: skip
    assert codes(reading).count(Code.COLUMN_NOT_KEPT) == 6
    raw = reading.waves[0].raw
    assert [held.column.header for held in raw.columns] == ["Library code", "complaints"]
    assert "example.org" not in repr(raw.columns)
    assert all("example.org" not in str(problem) for problem in reading.problems)


def test_personal_data_is_kept_where_it_is_asked_for(framework, workbook):
    """With keep_personal the columns are stored, as metadata, and no note is made."""
    reading = read([workbook(PERSONAL)], framework, options=ReadOptions(keep_personal=True))

    stored = [held.column for held in reading.waves[0].raw.columns]
    assert "E-mail address" in [column.header for column in stored if column.role is Role.METADATA]
    assert Code.COLUMN_NOT_KEPT not in codes(reading)


def test_the_synthetic_mark_is_read_and_not_stored(framework, workbook):
    """R9: one "yes" in the column of the mark makes the wave synthetic; without one it is not."""
    marked = read([workbook(PERSONAL)], framework, options=ReadOptions()).waves[0]
    plain = read([workbook(PERSONAL.replace("| yes |", "| no |"))], framework, options=ReadOptions()).waves[0]

    assert (marked.raw.synthetic, marked.survey.synthetic) == (True, True)
    assert (plain.raw.synthetic, plain.survey.synthetic) == (False, False)


def test_an_unknown_column_is_named_with_what_was_most_likely_meant(framework, workbook):
    """R10: an unmapped column is a warning with a near miss; its cells are not stored."""
    reading = read(
        [
            workbook(
                "| unit | complaints | Can readers complian? | Favourite colour |\n|---|---|---|---|\n| L1 | No | x | red |"
            )
        ],
        framework,
        options=ReadOptions(),
    )

    unmapped = [problem for problem in reading.problems if problem.code is Code.COLUMN_UNMAPPED]
    assert [problem.where for problem in unmapped] == ["survey.xlsx!Responses!C1", "survey.xlsx!Responses!D1"]
    assert "did you mean 'Can readers complain?'" in unmapped[0].message
    assert "did you mean" not in unmapped[1].message
    assert roles(reading)["Favourite colour"] == "ignored"


def test_no_known_column_is_an_error_that_names_the_framework(framework, workbook):
    """R10: a file without any known column stops the ingest."""
    with pytest.raises(SurveyError) as caught:
        read_waves([workbook("| alpha | beta |\n|---|---|\n| 1 | 2 |")], framework)

    assert Code.NO_KNOWN_COLUMN in [problem.code for problem in caught.value.problems]
    assert "libraries" in str(caught.value)


def test_no_entity_column_is_an_error(framework, workbook):
    """Where the framework says who answers, a file that does not is an error, unless it gives the name."""
    without = read([workbook("| complaints |\n|---|\n| No |")], framework, options=ReadOptions())
    named = read([workbook("| unit_name | complaints |\n|---|---|\n| North | No |")], framework, options=ReadOptions())

    assert Code.NO_ENTITY_COLUMN in codes(without)
    assert Code.NO_ENTITY_COLUMN not in codes(named)
    assert [entity.id for entity in named.waves[0].survey.entities] == ["North"]


def test_two_columns_for_one_question(framework, workbook):
    """R10: two columns for one question are an error; where they are equal in every row, a note."""
    table = "| unit | complaints | Can readers complain? |\n|---|---|---|\n| L1 | No | {} |\n| L2 | Yes, adopted | Yes, adopted |"
    equal = read([workbook(table.format("No"))], framework, options=ReadOptions())
    differing = read([workbook(table.format("Don't know"))], framework, options=ReadOptions())

    assert codes(equal) == [Code.COLUMN_REPEATED]
    assert roles(equal)["Can readers complain?"] == "ignored"
    assert codes(differing) == [Code.QUESTION_TWICE]
    assert "B and C" in str(differing.problems[0])


def test_a_column_of_other_that_holds_words_is_its_text(framework, workbook):
    """An `other` column is a tick where its cells are ticks, and the text of `other` where they are words."""
    table = "| unit | complaint_routes | complaint_routes/other |\n|---|---|---|\n| L1 | Web form | {} |\n| L2 | | {} |"
    ticks = read([workbook(table.format(1, 0))], framework, options=ReadOptions())
    words = read([workbook(table.format("by fax", ""))], framework, options=ReadOptions())

    assert roles(ticks)["complaint_routes/other"] == "option"
    assert roles(words)["complaint_routes/other"] == "other"


def test_the_header_may_stand_below_titles(framework, workbook):
    """The header is the first row that names a good part of the questions; a number of rows overrules it."""
    table = "| Survey of libraries | |\n|---|---|\n| | |\n| unit | complaints |\n| L1 | No |"
    found = read([workbook(table)], framework, options=ReadOptions())
    overruled = read([workbook(table)], framework, options=ReadOptions(header_rows=1))

    assert found.sources[0].header_rows == 3
    assert found.count.read == 1
    assert Code.NO_KNOWN_COLUMN in codes(overruled)


SHEETS = """
## Read me
| unit | hello |
|---|---|
| L9 | there |
## Answers
| unit | complaints | opening_hours |
|---|---|---|
| L1 | No | 3 |
"""


def test_the_sheet_with_the_most_known_headers_is_read(framework, workbook):
    """Of several sheets the best known is read, the others are named, and a name overrules."""
    found = read([workbook(SHEETS)], framework, options=ReadOptions())
    overruled = read([workbook(SHEETS)], framework, options=ReadOptions(sheet="read me"))

    assert found.sources[0].sheet == "Answers"
    assert "'Read me' is not read" in next(p.message for p in found.problems if p.code is Code.SHEET_NOT_READ)
    assert overruled.sources[0].sheet == "Read me"
