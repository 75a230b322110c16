"""Return workbooks as they come back: what people do to them, and what is read all the same."""

from __future__ import annotations

import random
import shutil
import subprocess
from dataclasses import replace

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from return_builders import GARDENS, LAST, ROSE, Edited, codes, found, problem, read, said

from civicmap.errors import Code
from civicmap.framework.types import QuestionType
from civicmap.survey.container.door import open_file
from civicmap.survey.folding import fold
from civicmap.survey.headers import Headers, header_key
from civicmap.survey.policies import list_policies
from civicmap.survey.returns.find import find_return
from civicmap.survey.returns.layout import Kind, lines
from civicmap.survey.returns.policies import policy_table
from civicmap.survey.returns.words import WORDS
from civicmap.survey.returns.workbook import return_workbook
from civicmap.survey.words.sets import TICKED

FILLED = {
    "rules": "Yes, in force",
    "told/gate": "Yes",
    "told/other": "Yes",
    "visitors": 120,
    "review_rules": "No",
    "review_days": "A neighbour's",
}
READ = {key: str(value) for key, value in FILLED.items()}
# What the register and the workbook itself say, which stands there from the start.
GIVEN = {"garden_name": "Rose garden", "garden_size": "Large"}


def _filled(content=None, **changes):
    """Return a workbook with some answers."""
    edited = Edited(content, **changes)
    for key, value in FILLED.items():
        edited[key, "answer"] = value
    return edited


def test_what_was_filled_in_is_read(tmp_path):
    """Answers, comments and evidence come back with the cell that they stand in."""
    edited = _filled()
    edited["rules", "comment"] = "Since last spring"
    edited["told/other", "comment"] = "By post"
    edited["rules", "evidence"] = "Annex 1"
    place = edited.cell("visitors", "answer")

    cells = read(edited.save(tmp_path / "any name.xlsx"))

    assert said(cells) == GIVEN | READ
    assert said(cells, "comment") == {"rules": "Since last spring", "told/other": "By post"}
    assert said(cells, "evidence") == {"rules": "Annex 1"}
    assert set(cells.entities) == {"G-1"}
    assert (cells.entity, cells.wave, cells.synthetic) == ("G-1", "2", False)
    at = cells.questions.index("visitors")
    assert f"{cells.letters[at]}{cells.rows[at]}" == place.coordinate
    assert cells.sheets[at] == "Answers"
    assert codes(cells) == []


@pytest.mark.parametrize("language", ["en", "fr"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_filling_comes_back(tmp_path, language, data):
    """Whatever is chosen and written, in whatever language and order of rows, each text comes back under its question."""
    edited = Edited(language=language)
    head = lines(GARDENS, language)
    labels = {line.key: [answer.label for answer in line.question.answers] for line in head if line.question}
    wanted = {}
    for line in head:
        if (line.kind is Kind.QUESTION and line.question.type is QuestionType.MULTI) or line.key in {"garden", ""}:
            continue
        texts = st.sampled_from(["Yes"] if line.option else labels[line.key] or ["x", "=1+1", "{{7*7}}", "Yes | no"])
        text = data.draw(st.one_of(st.none(), texts), label=line.key)
        cell = edited.sheet.cell(edited.row(line.key), 5)
        cell.value, cell.data_type = text, "s" if text else "n"
        if text:
            wanted[line.key] = text
    seed = data.draw(st.integers(0, 99), label="order")
    if seed % 2:
        edited.sort(lambda rows: random.Random(seed).sample(rows, len(rows)))
        for row in edited.sheet.iter_rows(min_row=edited.header + 1):
            for cell in row:
                cell.data_type = "s" if isinstance(cell.value, str) else cell.data_type

    cells = read(edited.save(tmp_path / "r.xlsx"))

    changed = {key: text for key, text in wanted.items() if key != "garden_name"} != {"garden_size": "Large"}
    assert said(cells) == (wanted if changed else {})
    assert codes(cells) == ([] if changed else ["return-untouched"])


def test_moved_and_renamed_sheets(tmp_path):
    """Sheets under other names and in another order are known by what they hold."""
    edited = _filled()
    edited.sheet.title = "Our work"
    edited.book["civicmap"].title = "Sheet9"
    edited.book["Policies"].title = "List"
    edited.book.move_sheet("Our work", offset=3)

    cells = read(edited.save(tmp_path / "r.xlsx"))

    assert said(cells) == GIVEN | READ
    assert codes(cells) == []
    assert set(cells.sheets) == {"Our work"}


def test_rows_put_in_and_taken_out(tmp_path):
    """Rows between and above are passed over with a note for what stands in them; a question without a row is named."""
    edited = _filled()
    edited.sheet.insert_rows(edited.row("visitors"), 2)
    edited.sheet.cell(edited.row("visitors") - 1, 3).value = "to be asked again"
    edited.sheet.insert_rows(1, 3)
    edited.sheet.cell(2, 2).value = "draft of Tuesday"
    edited.sheet.delete_rows(edited.row("review_rules"))

    cells = read(edited.save(tmp_path / "r.xlsx"))

    assert said(cells) == {key: text for key, text in (GIVEN | READ).items() if key != "review_rules"}
    notes = [one for one in cells.problems if one.code is Code.RETURN_NOT_READ]
    assert [one.where for one in notes] == ["r.xlsx!Answers!B2", f"r.xlsx!Answers!C{edited.row('visitors') - 1}"]
    assert "review_rules" in problem(cells, Code.RETURN_ROWS_MISSING).message
    assert problem(cells, Code.RETURN_ROWS_MISSING).where == "r.xlsx!Answers"


@pytest.mark.parametrize("seed", range(5))
def test_sorted_rows(tmp_path, seed):
    """Rows sorted in any way, headings among them, are read as they were, even those of two questions of one text."""
    edited = _filled()
    edited.sort(lambda rows: random.Random(seed).sample(rows, len(rows)))

    cells = read(edited.save(tmp_path / "r.xlsx"))

    assert said(cells) == GIVEN | READ
    assert codes(cells) == []


def test_rows_sorted_without_their_hidden_key(tmp_path):
    """Where only what people see was sorted, number and text say the question, and each such row is warned of."""
    edited = _filled()
    first = edited.header + 1
    rows = [[cell.value for cell in row][1:] for row in edited.sheet.iter_rows(min_row=first)]
    for number, values in enumerate(rows[::-1], start=first):
        for at, value in enumerate(values, start=2):
            edited.sheet.cell(number, at).value = value

    cells = read(edited.save(tmp_path / "r.xlsx"))

    assert said(cells) == GIVEN | READ
    moved = [one for one in cells.problems if one.code is Code.RETURN_ROW_MOVED]
    assert moved
    assert {one.code for one in cells.problems} == {Code.RETURN_ROW_MOVED}
    assert all(one.where.startswith("r.xlsx!Answers!") for one in moved)


def test_columns_put_in_and_notes_beside(tmp_path):
    """Columns are found by their headers; texts in a column of one's own and beside the table are named, a note per column."""
    edited = _filled()
    edited.sheet.insert_cols(3)
    edited.sheet.cell(edited.header, 3).value = "Who will ask"
    edited.sheet.cell(edited.row("rules"), 3).value = "Desk 1"
    edited.sheet.cell(edited.row("visitors"), 12).value = "estimate"

    cells = read(edited.save(tmp_path / "r.xlsx"))

    assert said(cells) == GIVEN | READ
    notes = [one for one in cells.problems if one.code is Code.RETURN_NOT_READ]
    assert [(one.where, one.count) for one in notes] == [
        (f"r.xlsx!Answers!C{edited.header}", 2),
        (f"r.xlsx!Answers!L{edited.row('visitors')}", 1),
    ]
    assert "estimate" not in str(cells.problems)


def test_rows_typed_below(tmp_path):
    """An answer typed in a row that is no question is a warning with its cell; a remark below is a note."""
    edited = _filled()
    last = edited.sheet.max_row
    edited.sheet.cell(last + 2, 3).value = "Did we forget the fountain?"
    edited.sheet.cell(last + 2, 5).value = "Yes"
    edited.sheet.cell(last + 4, 2).value = "Thank you"

    cells = read(edited.save(tmp_path / "r.xlsx"))

    assert said(cells) == GIVEN | READ
    assert problem(cells, Code.RETURN_ROW_UNKNOWN).where == f"r.xlsx!Answers!E{last + 2}"
    assert problem(cells, Code.RETURN_NOT_READ).where == f"r.xlsx!Answers!B{last + 4}"


@pytest.mark.parametrize("gone", [[1], [1, 2], [1, 4], [2], [3], [2, 3], [2, 4]])
def test_columns_taken_out(tmp_path, gone):
    """Of key, number, question and help any one may be gone, and the rows are still known."""
    edited = _filled()
    for at in reversed(gone):
        edited.sheet.delete_cols(at)

    cells = read(edited.save(tmp_path / "r.xlsx"))

    wanted = GIVEN | READ
    if gone == [1, 2]:  # two questions have one text, and nothing else tells them apart
        wanted = {key: text for key, text in wanted.items() if not key.startswith("review_")}
        assert [one.code for one in cells.problems].count(Code.RETURN_ROW_UNKNOWN) == 2
    assert said(cells) == wanted


def test_the_sheet_of_facts_is_gone(tmp_path):
    """Without the hidden sheet, what stands above the header says whose return it is and of which framework."""
    edited = _filled(previous=replace(LAST, synthetic=True))
    del edited.book["civicmap"]

    cells = read(edited.save(tmp_path / "r.xlsx"))

    assert (cells.entity, cells.wave, cells.synthetic) == ("G-1", "2", True)
    assert READ.items() <= said(cells).items()


def test_a_sheet_of_answers_alone(tmp_path, text_file):
    """The sheet of answers saved as CSV is still a return."""
    edited = _filled()
    rows = [[cell.value for cell in row] for row in edited.sheet.iter_rows()]
    text = "\n".join(",".join('"' + str(cell or "").replace('"', '""') + '"' for cell in row) for row in rows)

    cells = read(text_file(text, "answers.csv"))

    assert said(cells) == GIVEN | READ
    assert cells.entity == "G-1"
    assert set(cells.sheets) == {None}


def test_a_return_that_does_not_say_whose_it_is(tmp_path):
    """Without the hidden sheet and what stands above the header, nothing says whose it is: an error."""
    edited = _filled()
    del edited.book["civicmap"]
    edited.sheet.delete_rows(1, 3)

    assert problem(read(edited.save(tmp_path / "r.xlsx")), Code.RETURN_NO_ENTITY).where == "r.xlsx!Answers"


@pytest.mark.parametrize("where", ["block", "name", "answer"])
def test_another_entity_written_over_it(tmp_path, where):
    """Where a person wrote another entity into it, the hidden sheet wins, with a warning at the place."""
    edited = _filled()
    if where == "answer":
        edited["garden", "answer"] = "G 2"
    else:
        cell = edited.sheet.cell(2, 4 if where == "block" else 2)
        cell.value = cell.value.partition(":")[0] + ": G 2"

    cells = read(edited.save(tmp_path / "r.xlsx"))

    told = problem(cells, Code.RETURN_ENTITY_EDITED)
    assert told.where == ("r.xlsx!Answers!E6" if where == "answer" else "r.xlsx!Answers")
    assert "G 2" in told.message
    assert set(cells.entities) == {"G-1"}


def test_another_framework_and_another_version(tmp_path):
    """A return of another framework is an error, one of another version a warning; each names both."""
    path = _filled().save(tmp_path / "r.xlsx")

    other = problem(read(path, replace(GARDENS, id="parks")), Code.RETURN_FRAMEWORK)
    newer = problem(read(path, replace(GARDENS, version="4")), Code.RETURN_VERSION)

    assert other.where == newer.where == "r.xlsx!Answers"
    assert "gardens" in other.message
    assert "parks" in other.message
    assert "3" in newer.message
    assert "4" in newer.message


def test_a_question_more_since_the_workbook_was_made(tmp_path):
    """Where numbers have moved since, the key tells two questions of one text apart, and texts find the others."""
    path = _filled().save(tmp_path / "r.xlsx")
    first, second = (q for q in GARDENS.questions if q.id.startswith("review_"))
    others = tuple(q for q in GARDENS.questions if not q.id.startswith("review_"))

    swapped = read(path, replace(GARDENS, questions=(*others, second, first)))
    more = read(path, replace(GARDENS, questions=(replace(first, id="new", text="New?"), *GARDENS.questions)))

    assert said(swapped) == said(more) == GIVEN | READ
    assert codes(swapped) == []
    assert codes(more) == ["return-rows-missing"]


def test_one_question_answered_twice(tmp_path):
    """Two rows of one question that say otherwise are an error with both cells; two that say the same count once."""
    edited = _filled()
    last = edited.sheet.max_row
    for row, answer in ((last + 1, "No"), (last + 2, "yes, in force")):
        for at in range(1, 5):
            edited.sheet.cell(row, at).value = edited.sheet.cell(edited.row("rules"), at).value
        edited.sheet.cell(row, 5).value = answer

    cells = read(edited.save(tmp_path / "r.xlsx"))

    told = problem(cells, Code.RETURN_ROW_TWICE)
    assert told.where == f"r.xlsx!Answers!E{last + 1}"
    assert edited.cell("rules", "answer").coordinate in told.message
    assert said(cells)["rules"] == "Yes, in force"


def test_two_sheets_of_answers(tmp_path):
    """A copy of the sheet of answers is not read, with a warning; a sheet of one's own is a note."""
    edited = _filled()
    edited.book.copy_worksheet(edited.sheet).title = "Backup"
    edited.book.create_sheet("To do")["A1"] = "ask the gardener"

    cells = read(edited.save(tmp_path / "r.xlsx"))

    assert said(cells) == GIVEN | READ
    assert "'Backup'" in problem(cells, Code.RETURN_SHEETS).message
    assert problem(cells, Code.SHEET_NOT_READ).where == "r.xlsx!To do"


def test_a_return_without_its_answers(tmp_path):
    """Where the header of the answers is gone, an error says what to put back."""
    edited = _filled()
    edited.sheet.delete_rows(edited.header)

    cells = read(edited.save(tmp_path / "r.xlsx"))

    assert problem(cells, Code.RETURN_SHEET).where == "r.xlsx"
    assert len(cells) == 0


def test_typed_over_last_time(tmp_path):
    """What is typed into the column of last time is no answer, and a note says where it stands."""
    edited = _filled(previous=LAST)
    edited["review_rules", "answer"] = None
    edited["review_rules", "last"] = "Yes"

    cells = read(edited.save(tmp_path / "r.xlsx"))

    assert "review_rules" not in said(cells)
    place = edited.cell("review_rules", "last").coordinate
    assert problem(cells, Code.RETURN_NOT_READ).where == f"r.xlsx!Answers!{place}"


@pytest.mark.parametrize("previous", [None, LAST])
def test_an_untouched_workbook_is_no_return(tmp_path, previous):
    """What nobody changed gives no answer, though last time's answers stand in it."""
    cells = read(Edited(previous=previous).save(tmp_path / "r.xlsx"))

    assert len(cells) == 0
    assert problem(cells, Code.RETURN_UNTOUCHED).where == "r.xlsx"


def test_an_untouched_workbook_without_its_facts_is_no_return(tmp_path):
    """Also without the hidden sheet last time's answers alone are no return."""
    edited = Edited(return_workbook(GARDENS, replace(ROSE, groups={}), previous=LAST))
    del edited.book["civicmap"]

    assert len(read(edited.save(tmp_path / "r.xlsx"))) == 0


@pytest.mark.parametrize("change", ["confirm", "answer", "clear", "comment", "policy"])
def test_a_touched_workbook_gives_all_its_answers(tmp_path, change):
    """One change, or the word that all answers were checked, and everything that stands there counts."""
    edited = Edited(previous=LAST)
    if change == "confirm":
        edited.sheet["E4"] = "Yes"
    elif change == "policy":
        edited.book["Policies"]["B5"] = "Charter"
    else:
        edited["rules", "comment" if change == "comment" else "answer"] = {"answer": "No", "clear": None}.get(
            change, "!"
        )

    cells = read(edited.save(tmp_path / "r.xlsx"))

    assert said(cells)["told/gate"] == "Yes"
    assert said(cells).get("rules") == {"answer": "No", "clear": None}.get(change, "Yes, in force")


def test_several_ways_in_the_row_of_a_multiple_choice(tmp_path):
    """Options typed into the question's own row, which is locked, are an answer; civicmap's own words there are none."""
    edited = Edited()
    edited["told", "answer"] = "At the gate; On the web"

    assert said(read(edited.save(tmp_path / "r.xlsx"))) == GIVEN | {"told": "At the gate; On the web"}


def test_policies_that_were_listed(tmp_path):
    """The list of policies is read under the return's entity, its topics as ids whatever the language."""
    edited = Edited(language="fr")
    page = edited.book["Politiques"]
    for at, value in enumerate(["Règles écrites", "Charte", 2020, None, "Oui", "Non"], start=1):
        page.cell(5, at).value = value
    path = edited.save(tmp_path / "r.xlsx")

    with open_file(path) as container:
        table = policy_table(find_return(container), GARDENS)
        (listed,), problems = list_policies(container, table, Headers(GARDENS))

    assert (listed.entity, listed.topic, listed.title, listed.year) == ("G-1", "A1", "Charte", 2020)
    assert (listed.public, listed.own) == (True, False)
    assert listed.where == "r.xlsx!Politiques!5"
    assert problems == ()


def test_other_files_are_no_returns(workbook):
    """Exports, lists of policies and long tables with columns of the same names are not taken for a return."""
    wide = "| garden | rules | Comment |\n|---|---|---|\n| G-1 | Yes | x |"
    long = "| entity | Question | Answer | Comment |\n|---|---|---|---|\n| G-1 | rules | Yes | x |"
    policies = "| entity | Topic | Title | Own policy |\n|---|---|---|---|\n| G-1 | A1 | Charter | Yes |"

    assert [found(workbook(text)) for text in (wide, long, policies)] == [None, None, None]


def test_a_header_word_means_one_column():
    """No header of any language is that of another column in another language."""
    known = {}
    for said_ in WORDS.values():
        for name in ("number", "question", "help", "answer", "last", "comment", "evidence"):
            assert known.setdefault(header_key(getattr(said_, name)), name) == name


@pytest.mark.parametrize("language", WORDS)
def test_a_yes_beside_an_option_ticks_it(language):
    """What the drop-down of an option says is read as a tick everywhere."""
    assert fold(WORDS[language].yes) in TICKED


def test_saved_by_a_spreadsheet_program_without_its_looks(tmp_path):
    """A workbook of values alone, as some programs save it, is read the same."""
    edited = _filled()
    plain = openpyxl.Workbook()
    plain.remove(plain.active)
    for sheet in edited.book.worksheets:
        page = plain.create_sheet(sheet.title)
        for row in sheet.iter_rows(values_only=True):
            page.append(row)
    plain.save(tmp_path / "r.xlsx")

    assert said(read(tmp_path / "r.xlsx")) == GIVEN | READ


@pytest.mark.libreoffice
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not on the PATH")
def test_saved_by_libreoffice(tmp_path):
    """A return that LibreOffice saved as ODS, and that as XLSX again, gives the same answers."""
    path = _filled(previous=LAST).save(tmp_path / "r.xlsx")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    for source, target in ((path, "ods"), (tmp_path / "again" / "r.ods", "xlsx")):
        command = ["soffice", "--headless", profile, "--convert-to", target, "--outdir", str(tmp_path / "again")]
        subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=120)

    cells = read(tmp_path / "again" / "r.xlsx")

    assert said(cells) == said(read(path))
    assert codes(cells) == []


def test_a_table_of_very_many_columns_is_soon_found_to_be_no_return(text_file):
    """However wide a table is, a small part of it is looked at."""
    row = ",".join(f"Question {at}: Answer" for at in range(20_000))

    assert found(text_file("\n".join([row] * 50), "wide.csv")) is None
