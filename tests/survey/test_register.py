"""The register: who was invited, under which names and in which groups."""

from __future__ import annotations

import pytest

from civicmap.errors import Code, SurveyError, UnreadableError
from civicmap.framework.load import load_framework
from civicmap.survey.ingest import read
from civicmap.survey.options import ReadOptions
from civicmap.survey.register.load import examine_register, load_register

FRAMEWORK = """
civicmap: 1
id: museums
version: "1"
title: Museums
language: en
entity: {question: museum}
groups:
  size: {title: Size, question: museum_size, register: class}
scales:
  plan: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}}}
  size: {answers: {small: {label: Small house}, large: {label: Large house}}}
profile: {who: {questions: {museum: {text: Museum, type: text}, museum_size: {text: How large?, scale: size}}}}
pillars:
  p: {title: P, dimensions: {d: {title: D, indicators: {I: {title: I, questions: {plan: {text: Is there a plan?, scale: plan}}}}}}}
"""
REGISTER = """
| id | name | name::fr | aliases | class | parent | country | contact | contact_email | valid_from |
|---|---|---|---|---|---|---|---|---|---|
| M1 | City Museum | Musée de la ville | CM; The City Museum | Large house | | NA | Desk 1 | a@example.org | 2001 |
| M2 | Harbour Museum | | HM | Small house | M1 | FR | Desk 2 | b@example.org | |
| | | | | | | | | | |
"""


@pytest.fixture
def framework(text_file):
    """Return a framework whose group has a column in the register."""
    return load_framework(text_file(FRAMEWORK, "museums.yaml"))


@pytest.mark.parametrize("name", ["register.csv", "register.xlsx", "register.tsv"])
def test_a_register_of_any_container(framework, workbook, name):
    """Ids, names, aliases, parents, contacts and groups are read; a country called NA is Namibia's code."""
    register = load_register(workbook(REGISTER, name), framework)

    first, second = register.entities
    assert (first.id, first.name, first.parent) == ("M1", "City Museum", None)
    assert first.aliases == ("Musée de la ville", "CM", "The City Museum")
    assert first.groups == {"class": "Large house", "size": "large", "country": "NA"}
    assert first.contacts == {"contact": "Desk 1", "contact_email": "a@example.org"}
    assert second.parent == "M1"
    assert register.columns == ("class", "country")
    assert register.name == name


@pytest.mark.parametrize("written", ["M1", "m1", " M1 ", "City Museum", "city  museum.", "CM", "musée de la ville"])
def test_an_entity_is_known_by_id_name_or_alias(framework, workbook, written):
    """Case, spaces and closing punctuation make no difference; names in other languages count."""
    register = load_register(workbook(REGISTER, "register.csv"))
    path = workbook(f"| museum | plan |\n|---|---|\n| {written} | Yes |")

    reading = read([path], framework, register=register, options=ReadOptions())

    assert [entity.id for entity in reading.waves[0].survey.entities] == ["M1"]
    assert reading.problems == ()


def test_a_near_name_is_proposed_and_never_taken(framework, workbook):
    """R10: an entity that the register lacks is an error, with the near name as a hint."""
    register = load_register(workbook(REGISTER, "register.csv"))
    path = workbook("| museum | plan |\n|---|---|\n| City Musem | Yes |")

    [problem] = read([path], framework, register=register, options=ReadOptions()).problems

    assert problem.code is Code.ENTITY_UNKNOWN
    assert "did you mean 'City Museum'" in problem.message
    assert problem.where == "survey.xlsx!Responses!A2"


def test_every_fault_of_a_register_is_told(workbook):
    """Ids that are blank or stand twice, shared names and parents that are not there come in one run."""
    path = workbook(
        """
| id | name | aliases | parent |
|---|---|---|---|
| M1 | City Museum | | M9 |
| m1 | Other | | |
| | Nameless | | |
| M2 | Harbour | city museum | |
""",
        "register.csv",
    )

    register, problems = examine_register(path)

    assert [(problem.code, problem.where) for problem in problems] == [
        (Code.REGISTER_TWICE, "register.csv!3"),
        (Code.REGISTER_BLANK, "register.csv!4"),
        (Code.REGISTER_PARENT, "register.csv"),
        (Code.REGISTER_NAME_TWICE, "register.csv"),
    ]
    assert [entity.id for entity in register.entities] == ["M1", "M2"]
    with pytest.raises(SurveyError):
        load_register(path)


def test_a_parent_may_be_written_by_its_name(workbook):
    """A parent by name, alias or another spelling of its id becomes the id; one that names two entities is told."""
    register, problems = examine_register(
        workbook(
            """
| id | name | aliases | parent |
|---|---|---|---|
| M1 | City Museums | CM | |
| M2 | Harbour | | city museums |
| M3 | Rail | | C.M. |
| M4 | Rail | | m1 |
| M5 | Tram | | Rail |
""",
            "register.csv",
        )
    )

    assert [entity.parent for entity in register.entities] == [None, "M1", "M1", "M1", "Rail"]
    assert [problem.code for problem in problems] == [Code.REGISTER_PARENT, Code.REGISTER_NAME_TWICE]
    assert "M3 or M4" in problems[0].message


def test_a_parent_that_an_answer_names_in_other_signs_is_the_same(text_file, workbook):
    """A parent that a response writes by an alias or acronym does not differ from the register's."""
    told = FRAMEWORK.replace("entity: {question: museum}", "entity: {question: museum, parent: head}").replace(
        "museum_size: {", "head: {text: Head, type: text}, museum_size: {"
    )
    register = load_register(
        workbook(
            "| id | name | aliases | parent |\n|---|---|---|---|\n| M1 | City | C.M. | |\n| M2 | Dock | | M1 |", "r.csv"
        )
    )
    path = workbook("| museum | Head | plan |\n|---|---|---|\n| M2 | CM | Yes |\n| M1 | Elsewhere | Yes |")

    reading = read([path], load_framework(text_file(told, "m.yaml")), register=register, options=ReadOptions())

    assert [(problem.code, problem.where) for problem in reading.problems] == [
        (Code.PARENT_DIFFERS, "survey.xlsx!Responses!B3")
    ]


def test_a_table_without_ids_is_no_register(workbook):
    """A file without a column of ids is refused, by the name of the column."""
    with pytest.raises(UnreadableError) as caught:
        load_register(workbook("| title of work | colour |\n|---|---|\n| x | red |", "register.csv"))

    assert caught.value.problems[0].code is Code.REGISTER_COLUMN


def test_a_name_that_two_entities_share_means_neither(framework, workbook):
    """An answer by a shared name stops with both entities named, rather than being given to the first."""
    register, _ = examine_register(workbook("| id | name |\n|---|---|\n| A1 | Same |\n| A2 | Same |", "register.csv"))
    reading = read(
        [workbook("| museum | plan |\n|---|---|\n| Same | Yes |")], framework, register=register, options=ReadOptions()
    )

    [problem] = reading.problems
    assert problem.code is Code.ENTITY_AMBIGUOUS
    assert "'Same' [A1] or 'Same' [A2]" in problem.message
    assert problem.where == "survey.xlsx!Responses!A2"


def test_the_encoding_of_the_survey_serves_where_the_register_is_not_utf_8(text_file):
    """A register that is not UTF-8 is read in the encoding that was named; one that is UTF-8 stays so."""
    old = text_file("id,name\na,Gen\xe8ve\n", "old.csv", encoding="cp1252")
    new = text_file("id,name\na,Gen\xe8ve\n", "new.csv")

    assert [examine_register(path, None, "cp1252")[0].entities[0].name for path in (old, new)] == ["Gen\xe8ve"] * 2
    with pytest.raises(UnreadableError):
        examine_register(old)
