"""Return workbooks as they are written: what stands in them, what is locked, and under which names they lie."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from return_builders import GARDENS, LAST, REGISTER, ROSE, Edited

from civicmap.errors import CivicmapError, Code
from civicmap.framework.load import load_framework
from civicmap.model import Entity, Policy
from civicmap.survey.ingest import read_waves
from civicmap.survey.returns.given import Previous, previous_answers
from civicmap.survey.returns.words import WORDS
from civicmap.survey.returns.workbook import file_names, return_workbook, write_returns


def _column(edited, name):
    """Return the texts of a column of answers, below the header."""
    at = edited.place(name)
    return [edited.sheet.cell(row, at).value for row in range(edited.header + 1, edited.sheet.max_row + 1)]


def test_every_question_has_a_row_in_order_under_its_part():
    """Headings, questions by number, and the options of a multiple choice by letter stand in the framework's order."""
    numbers = [text for text in _column(Edited(), "no.") if text]

    assert numbers[:8] == ["Who answers", "1", "2", "3", "4", "Access", "Rules", "5"]
    assert numbers[8:16] == ["6", "7", "7a", "7b", "7c", "7d", "7e", "8"]


def test_routing_is_said_in_words_with_numbers():
    """A question that depends on another says so by that question's number, before its help."""
    edited = Edited()

    assert edited.cell("told", "help").value == "Only if question 5 is “Yes, in force” or “=Partly”."
    assert edited.cell("rules_text", "help").value == "Leave empty if question 5 is “No”."
    assert "Choose “A neighbour's” only if question 5 is “No”." in [
        cell.value for cell in edited.book.worksheets[0]["B"]
    ]


def test_only_boxes_are_unlocked_and_no_password_is_set():
    """Sheets are protected without a password; answers, comments and evidence can be written, all else cannot."""
    edited = Edited()
    free = {
        (row[0].value, edited.sheet.cell(edited.header, cell.column).value)
        for row in edited.sheet.iter_rows(min_row=edited.header + 1)
        for cell in row
        if not cell.protection.locked
    }

    assert all(sheet.protection.sheet and not sheet.protection.password for sheet in edited.book.worksheets)
    assert {("rules", "Answer"), ("rules", "Comment"), ("rules", "Evidence"), ("told/web", "Answer")} <= free
    assert ("told/other", "Comment") in free
    assert not {("told", "Answer"), ("told/web", "Comment"), ("garden", "Answer"), ("rules", "Question")} & free
    assert not edited.sheet.protection.formatColumns
    assert not edited.sheet.protection.formatRows


def test_drop_downs_name_lists_of_labels():
    """A choice takes its labels from a range of the hidden sheet; an option takes Yes; a number and a date are checked."""
    edited = Edited()
    checks = {str(one.sqref): one for one in edited.sheet.data_validations.dataValidation}

    def check(key):
        return checks[edited.cell(key, "answer").coordinate]

    source = check("rules").formula1.removeprefix("Lists!").replace("$", "")
    assert [row[0].value for row in edited.book["Lists"][source]] == ["Yes, in force", "=Partly", "No", "Don't know"]
    assert check("rules").prompt == "A text in force. Anyone can ask for it."
    option = check("told/web").formula1.removeprefix("Lists!").replace("$", "")
    assert [row[0].value for row in edited.book["Lists"][option]] == ["Yes"]
    assert check("visitors").type == "custom"
    assert check("visitors").formula1.startswith("OR(ISNUMBER(")
    assert check("since").type == "custom"
    assert edited.book["Lists"].sheet_state == "hidden"
    assert edited.book["civicmap"].sheet_state == "veryHidden"


def test_a_help_longer_than_a_message_is_cut_between_words():
    """Beside a cell no more than 255 characters can stand; the help itself is whole."""
    long = "word " * 120
    longer = replace(
        GARDENS, questions=tuple(replace(q, help=long) if q.id == "rules" else q for q in GARDENS.questions)
    )
    edited = Edited(return_workbook(longer, ROSE))
    checks = {str(one.sqref): one for one in edited.sheet.data_validations.dataValidation}

    prompt = checks[edited.cell("rules", "answer").coordinate].prompt
    assert len(prompt) <= 255
    assert prompt.endswith("word…")
    assert edited.cell("rules", "help").value == long


def test_no_text_is_a_formula():
    """Names and labels that look like formulas are texts, in every sheet."""
    evil = Entity("=1+1", '=cmd|"/c calc"!A1')
    previous = Previous("1", {"rules_text": "@SUM(A1)"}, (Policy("=1+1", "A1", "=2+2", None, "+3"),))
    content = return_workbook(GARDENS, evil, previous=previous)

    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
    assert len(sheets) == 5
    assert not any(re.search(rb"<f[ >]", sheet) for sheet in sheets)
    assert Edited(content).cell("garden", "answer").value == "=1+1"


def test_the_same_facts_give_the_same_bytes():
    """Two workbooks of one entity are equal byte for byte; nothing in them tells when they were made."""
    first, second = (return_workbook(GARDENS, ROSE, wave="2", previous=LAST) for _ in range(2))

    assert first == second


def test_rows_have_a_height_that_is_not_fixed():
    """Rows are as high as their texts, and stay free to grow with a longer one."""
    with zipfile.ZipFile(io.BytesIO(return_workbook(GARDENS, ROSE))) as archive:
        sheet = archive.read("xl/worksheets/sheet2.xml").decode()

    assert " ht=" in sheet
    assert "customHeight" not in sheet


def test_the_register_and_last_time_stand_in_the_cells():
    """What the register says and last time's answers are filled in; last time's stand beside them too, in a column of their own."""
    edited = Edited(previous=LAST)

    assert edited.cell("garden", "answer").value == "G-1"
    assert edited.cell("garden_size", "answer").value == "Large"
    assert edited.cell("rules", "answer").value == edited.cell("rules", "last").value == "Yes, in force"
    assert edited.cell("told/gate", "answer").value == "Yes"
    assert edited.cell("visitors", "answer").value == 120
    assert edited.cell("since", "answer").value.date().isoformat() == "1999-05-31"
    assert edited.cell("review_rules", "last").value is None
    assert edited.sheet.cell(edited.header, edited.place("last")).value == "Last time (1)"


def test_an_answer_that_is_no_longer_offered_is_shown_only():
    """Last time's answer that no drop-down has now is not filled in, nor is that of a question that only compares."""
    crosswalk = replace(GARDENS, crosswalk={"old_rules": ("rules", "comparable"), "old_told": ("told", "exact")})
    previous = Previous("1", {"review_rules": "Perhaps", "old_rules": "No", "old_told/web": "Yes"})
    edited = Edited(return_workbook(crosswalk, ROSE, previous=previous))

    assert (edited.cell("review_rules", "answer").value, edited.cell("review_rules", "last").value) == (None, "Perhaps")
    assert (edited.cell("rules", "answer").value, edited.cell("rules", "last").value) == (None, "No")
    assert edited.cell("told/web", "answer").value == "Yes"


def test_a_language_gives_words_texts_and_labels():
    """In French the sheets, headers, questions and drop-downs are French; a text without a translation stays."""
    edited = Edited(return_workbook(GARDENS, ROSE, language="fr"))

    assert edited.book.sheetnames[:3] == ["À lire", "Réponses", "Politiques"]
    assert edited.sheet.cell(edited.row("rules"), 3).value == "Y a-t-il des règles ?"
    assert edited.sheet.cell(edited.row("visitors"), 3).value == "How many visitors?"
    assert "Oui, en vigueur" in [cell.value for row in edited.book["Lists"] for cell in row]


@pytest.mark.parametrize("language", WORDS)
def test_words_fit_where_they_stand(language):
    """In every language sheets have names that workbooks take, and no two headers are the same."""
    said = WORDS[language]
    headers = [said.number, said.question, said.help, said.answer, said.last, said.comment, said.evidence]

    assert all(len(name) <= 31 for name in (said.read_me, said.answers, said.policies))
    assert len(set(headers)) == len(headers)
    assert len(said.checked) <= 32  # a message may have so long a title
    assert len(said.pick) <= 255
    assert all("{" not in text.format(answers="", policies="") for text in said.steps)


def test_synthetic_answers_are_marked_on_every_sheet():
    """A workbook that holds made-up answers of last time says so on each sheet, and on paper."""
    edited = Edited(previous=replace(LAST, synthetic=True))
    mark = WORDS["en"].synthetic

    for sheet in edited.book.worksheets[:3]:
        assert mark in [cell.value for row in sheet.iter_rows(max_row=6) for cell in row]
        assert mark in sheet.oddFooter.center.text
    assert mark not in [cell.value for row in Edited().sheet.iter_rows() for cell in row]


def test_printing_is_set():
    """The answers print across A4, landscape, with their header on every page and a frozen header on the screen."""
    sheet = Edited().sheet

    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth or 1, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.print_title_rows == "$4:$4"
    assert sheet.freeze_panes == "A5"


def test_policies_of_last_time_are_listed():
    """The list of policies begins with those of last time, by the title of their indicator."""
    previous = Previous("1", {}, (Policy("G-1", "A1", "Charter", 2020, "https://example.org", public=True, own=False),))
    sheet = Edited(previous=previous).book["Policies"]

    row = next(row for row in sheet.iter_rows(values_only=True) if "Charter" in row)
    assert row == ("Written rules", "Charter", 2020, "https://example.org", "Yes", "No")


def test_previous_answers_come_from_a_wave(workbook):
    """What a stored wave holds is found again by key: labels, options, numbers, dates, texts; nothing confidential."""
    survey = workbook(
        """
        | garden | rules | told | visitors | since | rules_text | keeper |
        |---|---|---|---|---|---|---|
        | G-1 | partly | At the gate; None of these | 12.5 | 2001-02-03 | On paper | Gardener |
        | G 2 | dont_know | At the gate; On the web | | | | |
        """
    )
    (wave,) = read_waves([survey], GARDENS, register=REGISTER)

    found = previous_answers(wave.survey, GARDENS, "fr")

    assert found["G-1"].answers == {
        "garden": "G-1",
        "rules": "=Partly",
        "visitors": "12.5",
        "since": "2001-02-03",
        "rules_text": "On paper",
    }
    assert found["G 2"].answers["rules"] == "Don't know"
    assert {key: text for key, text in found["G 2"].answers.items() if key.startswith("told")} == {
        "told/gate": "Oui",
        "told/web": "Oui",
    }
    assert found["G-1"].wave == wave.survey.wave


def test_a_workbook_for_each_entity(tmp_path):
    """Each entity of the register gets a file by its id, in the language that the register says."""
    paths = write_returns(tmp_path / "returns", GARDENS, REGISTER, wave="2")

    assert [path.name for path in paths] == ["return-G-1.xlsx", "return-G-2-0866c2e4.xlsx"]
    assert [Edited(path.read_bytes()).sheet.title for path in paths] == ["Réponses", "Answers"]
    assert sorted(tmp_path.joinpath("returns").iterdir()) == sorted(paths)


def test_a_return_that_was_filled_in_is_not_written_over(tmp_path):
    """Writing again over untouched workbooks is harmless; over a changed one nothing at all is written."""
    first, second = write_returns(tmp_path, GARDENS, REGISTER)
    assert write_returns(tmp_path, GARDENS, REGISTER) == [first, second]
    second.write_bytes(b"filled in")
    first.unlink()

    with pytest.raises(CivicmapError) as fault:
        write_returns(tmp_path, GARDENS, REGISTER)

    assert [(one.code, one.where) for one in fault.value.problems] == [(Code.RETURN_EXISTS, str(second))]
    assert not first.exists()
    write_returns(tmp_path, GARDENS, REGISTER, overwrite=True)
    assert second.read_bytes() != b"filled in"


HOSTILE = [
    "../../etc/passwd",
    "a/b",
    "a\\b",
    "CON",
    "..",
    ".",
    "",
    "x" * 300,
    "é",
    "e",
    "É",
    "a b",
    "a-b",
    "C:",
    "ن",
    "\0",
]


def test_file_names_are_safe_and_apart():
    """Whatever an id holds, its name has plain letters, no folder in it, no two are alike in any case, and order is no matter."""
    entities = tuple(Entity(one, "") for one in HOSTILE)

    names = file_names(entities)

    assert all(re.fullmatch(r"return-[A-Za-z0-9_-]{1,150}\.xlsx", name) for name in names.values())
    assert len({name.lower() for name in names.values()}) == len(HOSTILE)
    assert file_names(entities[::-1]) == names
    assert all(Path(name).name == name for name in names.values())


def _soffice(folder, source, target):
    """Convert a file by LibreOffice and return the new one."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", target, "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return folder / f"{source.stem}.{target}"


@pytest.mark.libreoffice
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not on the PATH")
def test_libreoffice_keeps_drop_downs_locks_and_pages(tmp_path):
    """LibreOffice opens the workbook of the shipped framework: every drop-down and lock is kept, and it prints on some pages."""
    source = tmp_path / "return.xlsx"
    source.write_bytes(return_workbook(load_framework("three-ps"), ROSE))
    boxes = len(Edited(source.read_bytes()).sheet.data_validations.dataValidation)

    with zipfile.ZipFile(_soffice(tmp_path, source, "ods")) as archive:
        content = archive.read("content.xml").decode()
    pdf = _soffice(tmp_path, source, "pdf").read_bytes()

    assert content.count("<table:content-validation ") >= boxes
    assert "cell-content-is-in-list([$Lists." in content
    assert content.count('table:protected="true"') == 5
    assert 5 <= len(re.findall(rb"/Type\s*/Page\b", pdf)) <= 20
