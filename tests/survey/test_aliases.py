"""The aliases file: what a person confirms counts as an alias, what a person refuses is not asked again."""

from __future__ import annotations

import pytest

from civicmap.errors import Code, UnreadableError
from civicmap.survey.container.door import open_file
from civicmap.survey.register.aliases import aliases_bytes, propose_aliases, read_aliases, with_aliases
from civicmap.survey.register.load import examine_register, load_register
from civicmap.survey.register.namebook import NameBook

REGISTER = """
| id | name | aliases |
|---|---|---|
| M1 | City Museum | CM |
| M2 | Harbour Museum | |
| M3 | Rail Museum | |
"""


@pytest.fixture
def known(workbook):
    """Return a register of three museums."""
    return examine_register(workbook(REGISTER, "register.csv"))[0]


def lines_of(workbook, table, name="aliases.csv"):
    """Return the lines of an aliases file."""
    return read_aliases(workbook(table, name))


@pytest.mark.parametrize("yes", ["yes", "YES", "Oui", "sí", "نعم", "да", "是", "x"])
@pytest.mark.parametrize("name", ["aliases.csv", "aliases.xlsx"])
def test_a_confirmed_line_is_an_alias(known, workbook, yes, name):
    """A yes in any of the six languages makes the text an alias, in the register that is stored with the wave."""
    lines = lines_of(workbook, f"| text | entity | confirmed |\n|---|---|---|\n| Citty Mus. | M1 | {yes} |", name)

    register, problems = with_aliases(known, lines)

    assert problems == ()
    assert register.entities[0].aliases == ("CM", "Citty Mus.")
    assert NameBook(register).find("citty mus").entity.id == "M1"


@pytest.mark.parametrize("no", ["", "no", "Non", "нет", "لا", "否", "perhaps"])
def test_any_other_line_is_none(known, workbook, no):
    """Without a yes a text stays unknown; what is neither yes nor no is told, by line."""
    lines = lines_of(workbook, f"| text | entity | confirmed |\n|---|---|---|\n| Citty Mus. | M1 | {no} |")

    register, problems = with_aliases(known, lines)

    assert register.entities == known.entities
    expected = [(Code.ALIAS_UNCLEAR, "aliases.csv!2")] if no == "perhaps" else []
    assert [(problem.code, problem.where) for problem in problems] == expected


def test_every_fault_of_an_aliases_file_is_told_by_line(known, workbook):
    """Entities that are not there, texts that name another entity, and lines that contradict one another are told."""
    lines = lines_of(
        workbook,
        """
| text | entity | confirmed |
|---|---|---|
| The Docks | M9 | |
| The Quay | | yes |
| Harbour Museum | M1 | yes |
| Old House | M1 | yes |
| old house | M2 | yes |
| Tram Hall | M3 | yes |
| Tram Hall | M3 | no |
""",
    )

    _, problems = with_aliases(known, lines)

    assert [(problem.code, problem.where) for problem in problems] == [
        (Code.ALIAS_ENTITY, "aliases.csv!2"),
        (Code.ALIAS_ENTITY, "aliases.csv!3"),
        (Code.ALIAS_CONFLICT, "aliases.csv!4"),
        (Code.ALIAS_CONFLICT, "aliases.csv!6"),
        (Code.ALIAS_CONFLICT, "aliases.csv!7"),
    ]


def test_a_shared_name_cannot_be_confirmed_for_one(workbook):
    """A name that two entities have stays theirs: a yes for one of them is a contradiction."""
    register, _ = examine_register(workbook("| id | name |\n|---|---|\n| A | Same |\n| B | Same |", "register.csv"))
    lines = lines_of(workbook, "| text | entity | confirmed |\n|---|---|---|\n| same | A | yes |")

    assert [problem.code for problem in with_aliases(register, lines)[1]] == [Code.ALIAS_CONFLICT]


def test_no_file_yet_is_an_empty_one(tmp_path):
    """The file that a first run is to write need not be there to be read."""
    assert read_aliases(tmp_path / "aliases.csv") == ()


def test_another_table_is_no_aliases_file(workbook):
    """A table without the columns text, entity and confirmed is refused, by the column, and so never written over."""
    with pytest.raises(UnreadableError) as caught:
        read_aliases(workbook("| text | confirmed |\n|---|---|\n| a | yes |", "aliases.csv"))

    [problem] = caught.value.problems
    assert (problem.code, problem.where) == (Code.ALIAS_COLUMN, "aliases.csv")


@pytest.mark.parametrize("name", ["aliases.csv", "aliases.xlsx"])
def test_writing_keeps_what_a_person_filled_in(known, workbook, tmp_path, name):
    """Lines stay as they are, columns that a person added too; new texts come below, and a second run adds nothing."""
    lines = lines_of(
        workbook,
        "| text | remark | entity | confirmed | who | date |\n|---|---|---|---|---|---|\n"
        "| Citty Mus. | seen | M1 | yes | desk 1 | 2019-05-31 |\n| Harbr Museum | | M3 | | | |",
        name,
    )
    written = propose_aliases(["Rial Museum", "harbr museum", "=1+1"], known, lines)
    path = tmp_path / name
    path.write_bytes(aliases_bytes(written, path.suffix))
    again = read_aliases(path)

    assert [(line.text, line.cells["entity"]) for line in again] == [
        ("Citty Mus.", "M1"),
        ("Harbr Museum", "M3"),
        ("Rial Museum", "M3"),
        ("=1+1", ""),
    ]
    assert (again[0].cells["who"], again[0].cells["date"], again[0].cells["remark"]) == ("desk 1", "2019-05-31", "seen")
    assert again[2].cells["confirmed"] == ""
    assert int(again[2].cells["score"]) - int(again[2].cells["margin"]) >= 0
    assert propose_aliases(["Rial Museum", "=1+1"], known, again) == again
    assert aliases_bytes(again, path.suffix) == path.read_bytes()


def test_no_cell_of_the_file_is_a_formula(known):
    """A name that a spreadsheet program would run is written with an apostrophe before it."""
    lines = propose_aliases(["=cmd|' /C calc'!A0", "@SUM(A1)"], known, ())

    rows = aliases_bytes(lines, ".csv").decode().splitlines()

    assert [row[:2] for row in rows[1:]] == ["'=", "'@"]


def test_a_refused_proposal_gives_way_to_the_next(known, workbook):
    """After a no the text is proposed again, for another entity; the line with the no stays."""
    [first] = propose_aliases(["Citty Museum"], known, ())
    refused = lines_of(
        workbook, f"| text | entity | confirmed |\n|---|---|---|\n| Citty Museum | {first.cells['entity']} | no |"
    )

    lines = propose_aliases(["Citty Museum"], known, refused)

    assert first.cells["entity"] == "M1"
    assert lines[0] == refused[0]
    assert lines[1].cells["entity"] in ("M2", "M3", "")


def test_a_register_is_loaded_with_its_aliases(workbook):
    """`load_register` takes the file of aliases beside the register."""
    path = workbook(REGISTER, "register.csv")
    aliases = workbook("| text | entity | confirmed |\n|---|---|---|\n| Docks | Harbour Museum | yes |", "aliases.csv")

    assert load_register(path, aliases=aliases).entities[1].aliases == ("Docks",)


def test_an_aliases_workbook_has_a_sheet_of_its_own(known, tmp_path):
    """The workbook has one sheet, with the columns in the order that the page says."""
    path = tmp_path / "aliases.xlsx"
    path.write_bytes(aliases_bytes(propose_aliases(["Citty Museum"], known, ()), ".XLSX"))

    with open_file(path) as container:
        [table] = container.tables
        header, line = (cells for _, cells in table.rows())

    assert header == ["text", "entity", "name", "score", "margin", "second", "confirmed", "who", "date"]
    assert line[:3] == ["Citty Museum", "M1", "City Museum"]
