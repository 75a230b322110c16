"""Corrections: raw cells stay, and raw cells with the log give exactly what a person would have typed."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civicmap.errors import CivicmapError, Code, Severity
from civicmap.framework.load import load_framework
from civicmap.spreadsheet import csv_text
from civicmap.store.encode import decode_reading, documents
from civicmap.store.store import Store, StoredWave
from civicmap.survey.combine import combine
from civicmap.survey.corrections import lines as corrections_lines
from civicmap.survey.corrections.cleaning_log import CleaningLog, Line, load_cleaning_log, log_bytes
from civicmap.survey.corrections.lines import cleaning_lines
from civicmap.survey.corrections.overlay import corrected
from civicmap.survey.corrections.settle import settle_corrections
from civicmap.survey.filetable import read_file
from civicmap.survey.headers import Headers
from civicmap.survey.ingest import read
from civicmap.survey.options import ReadOptions
from civicmap.survey.register.load import load_register
from civicmap.survey.resolve import resolve

FRAMEWORK = """
civicmap: 1
id: parks
version: "1"
title: Parks
language: en
entity: {question: park}
wave: {question: year}
scales:
  plan: {answers: {yes: {label: "Yes", points: 100}, partly: {label: Partly, points: 50}, no: {label: "No", points: 0}, dont_know: {label: "Don't know", state: dont_know}}}
  kinds: {multi: true, answers: {trees: {label: Trees}, lawn: {label: Lawn}, lake: {label: Lake}}}
profile: {who: {questions: {park: {text: Park, type: text}, year: {text: Year, type: text}}}}
pillars:
  p: {title: P, dimensions: {d: {title: D, indicators: {I: {title: I, questions: {
    plan: {text: Plan?, scale: plan}, secret: {text: Secret?, scale: plan, tier: confidential},
    kinds: {text: Kinds, scale: kinds}, staff: {text: Staff, type: number},
    opened: {text: Opened, type: date}, note_text: {text: Note, type: text}}}}}}}
"""
HEADER = ["park", "year", "secret", "kinds", "staff", "opened", "note_text", "Colour"]
ROWS = """
| park | plan | secret | kinds | staff | opened | note_text | Colour |
|---|---|---|---|---|---|---|---|
| A | Yess | Partly so | Treees; Lawn | 3 | 2019-05-31 | fine | red |
| B | No | No | Lake | many | soon | | |
| C | Yess | Yes | Trees | 5 | | =1+1 | |
"""
REGISTER = """
| id | name |
|---|---|
| A | Abbey park |
| B | Bridge park |
| C | Castle park |
"""


@pytest.fixture
def fw(text_file):
    """Return the framework of the parks."""
    return load_framework(text_file(FRAMEWORK, "parks.yaml"))


def log_of(*lines, name="c.csv"):
    """Return a log of lines, each a dict; signed unless they say otherwise, and of the only file."""
    signed = {"who": "Ada", "why": "asked the park"}
    made = [Line(**(signed | line), number=at) for at, line in enumerate(lines, start=2)]
    return CleaningLog(name, name, tuple(made), 0)


def cell(where, new="", **more):
    """Return what a line says of a cell."""
    return {"cell": where, "new": new, **more}


def read_one(paths, framework, *lines, register=None, **options):
    """Read files with the lines of a log."""
    log = log_of(*lines) if lines else None
    paths = paths if isinstance(paths, list) else [paths]
    return read(paths, framework, register=register, options=ReadOptions(corrections=log, **options))


def found(reading, *codes):
    """Return (code, place) of the problems of cleaning logs, notes aside; or those of some codes."""
    wanted = codes or [code for code in Code if code.id.startswith("correction-")]
    return [(p.code, p.where) for p in reading.problems if p.code in wanted]


def texts(columns):
    """Return every column's texts by row."""
    return [(held.column, [held.texts[code] for code in held.codes.tolist()]) for held in columns]


def same(one, other):
    """Say whether two surveys hold the same answers, entities and problems of answers."""
    pairs = [
        (getattr(one.block, name), getattr(other.block, name)) for name in ("codes", "ticks", "values", "doubtful")
    ]
    return (
        one.content_sha256 == other.content_sha256
        and one.entities == other.entities
        and dict(one.texts) == dict(other.texts)
        and all(np.array_equal(a, b, equal_nan=a.dtype.kind == "f") for a, b in pairs)
    )


def untouched(raw, path):
    """Say whether every cell of the raw layer is what stands in the CSV file at its address."""
    with path.open(encoding="utf-8", newline="") as stream:
        sheet = list(csv.reader(stream))
    for held in raw.columns:
        numbers = raw.row_number if held.numbers is None else np.where(held.numbers, held.numbers, raw.row_number)
        place = ord(held.column.letter) - ord("A")
        if [sheet[number - 1][place] for number in numbers.tolist()] != [
            held.texts[code] for code in held.codes.tolist()
        ]:
            return False
    return True


def test_raw_cells_stay_and_the_wave_is_as_if_typed(fw, workbook):
    """The columns keep the file's texts; resolved, they give what a file would in which a person typed the corrections."""
    path = workbook(ROWS)
    before = read_one(path, fw).waves[0]

    one = read_one(path, fw, cell("B2", "Yes", old="Yess"), cell("E3", "12"), cell("D2", "Trees; Lawn")).waves[0]
    typed = read_one(
        workbook(ROWS.replace("A | Yess", "A | Yes").replace("many", "12").replace("Treees", "Trees"), "typed.xlsx"), fw
    ).waves[0]

    assert texts(one.raw.columns) == texts(before.raw.columns)
    assert same(one.survey, typed.survey)
    assert one.survey.content_sha256 != before.survey.content_sha256
    assert [(c.cell, c.new, c.who) for c in one.raw.corrections][:2] == [("B2", "Yes", "Ada"), ("E3", "12", "Ada")]


CELLS = st.sampled_from(
    ["", "Yes", "yes", "No", "Yess", "A", "B", "b", "C", "3", "2019-05-31", "Trees; Lake", "=1", "x y"]
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    rows=st.lists(st.lists(CELLS, min_size=7, max_size=7), min_size=1, max_size=5),
    changes=st.dictionaries(st.tuples(st.integers(0, 4), st.integers(0, 6)), CELLS, max_size=6),
    rule=st.sampled_from(["first", "last", "merge"]),
)
def test_any_corrections_give_what_typing_them_gives(fw, tmp_path, rows, changes, rule):
    """A property: random cells, corrected at random, keys and doubled rows included, resolve to what typing them gives."""
    table = [[f"P{at}" if not row[0] else row[0], *row[1:], "always"] for at, row in enumerate(rows)]
    typed = [list(row) for row in table]
    lines = []
    for (row, column), text in changes.items():
        if row < len(table):
            typed[row][column] = text
            lines.append(cell(f"{'ABCDEFG'[column]}{row + 2}", text, state="" if text else "blank"))
    paths = [tmp_path / "raw.csv", tmp_path / "typed.csv"]
    for path, held in zip(paths, (table, typed), strict=True):
        path.write_text(csv_text(HEADER, held).replace("'=1", "=1"), encoding="utf-8")
    options = {"keep_personal": True, "duplicates": rule}

    one, other = read_one(paths[0], fw, *lines, **options), read_one(paths[1], fw, **options)

    assert [c for c, _ in found(one)] == []
    assert len(one.waves) == len(other.waves)
    for mine, theirs in zip(one.waves, other.waves, strict=True):
        assert untouched(mine.raw, paths[0])
        assert same(mine.survey, theirs.survey)
        again = resolve(mine.raw, fw, wave=mine.wave)
        assert same(again, mine.survey)


def test_a_stored_wave_is_raw_and_log(fw, workbook, tmp_path):
    """A store gives the corrections back, and the wave resolves from it to the same answers; an older one has none."""
    one = read_one(workbook(ROWS), fw, cell("B2", "Yes", old="Yess", date="2021"), cell("A3", "Z")).waves[0]
    store = Store(tmp_path / "s.duckdb")
    wave = StoredWave("1", one.raw, fw, None, None, one.survey.content_sha256)

    assert store.write([wave]) is True
    assert store.write([wave]) is False
    held = store.read().raw

    assert held.corrections == one.raw.corrections
    assert same(resolve(held, fw, wave="1"), one.survey)
    assert [entity.id for entity in one.survey.entities] == ["A", "C", "Z"]
    assert store.write([replace(wave, raw=replace(one.raw, corrections=()))]) is True
    older = json.loads(documents(wave)["reading"])
    del older["corrections"]
    assert decode_reading(json.dumps(older)).corrections == ()


def test_applying_a_log_twice_changes_nothing_more(fw, workbook):
    """Laying the same corrections over corrected columns gives those columns."""
    raw = read_one(workbook(ROWS), fw, cell("B2", "Yes"), cell("B3", state="blank"), cell("G4", "new")).waves[0].raw

    once = corrected(raw)

    assert texts(corrected(once).columns) == texts(once.columns)
    assert corrected(replace(raw, corrections=())).columns is raw.columns


def test_an_entity_and_a_wave_can_be_corrected(fw, workbook, text_file):
    """Ids and waves are corrected before rows are divided: two entities become one, a row moves to another wave."""
    path = workbook(
        "| park | year | plan |\n| --- | --- | --- |\n| A | 2019 | Yes |\n| Ä | 2091 | No |\n| B | 2019 | No |"
    )

    reading = read_one(path, fw, cell("B3", "2021"), cell("A3", "A"))

    assert [(one.wave, [entity.id for entity in one.survey.entities]) for one in reading.waves] == [
        ("2019", ["A", "B"]),
        ("2021", ["A"]),
    ]
    assert [len(one.raw.corrections) for one in reading.waves] == [0, 2]


def test_a_correction_can_settle_two_rows_of_one_entity(fw, workbook):
    """What is refused for its doubled entity is read once the log says whose row it is."""
    path = workbook("| park | plan |\n| --- | --- |\n| A | Yes |\n| A | No |")

    assert found(read_one(path, fw), Code.ENTITY_TWICE)
    assert not read_one(path, fw, cell("A3", "B")).stops()


@pytest.mark.parametrize("state", ["dont_know", "Dont know", "blank"])
def test_a_state_stands_in_the_place_of_an_answer(fw, workbook, state):
    """A line may say that a cell is blank or a don't know, by the state's id."""
    one = read_one(workbook(ROWS), fw, cell("B2", state=state)).waves[0]

    assert one.raw.corrections[0].new == ("" if state == "blank" else "dont_know")
    assert not [p for p in one.survey.problems if "B2" in p.where]


BAD = [
    (cell("F99", "x"), Code.CORRECTION_PLACE, "no response stands in row 99"),
    (cell("Z2", "x"), Code.CORRECTION_PLACE, "no column Z"),
    (cell("H2", "x"), Code.CORRECTION_PLACE, "is not stored"),
    (cell("B1", "x"), Code.CORRECTION_PLACE, "no response stands in row 1"),
    (cell("B2", "x", file="other.xlsx"), Code.CORRECTION_PLACE, "no file 'other.xlsx' was read"),
    (cell("B2", "Yes", old="Maybe"), Code.CORRECTION_STALE, "B2 holds 'Yess', and not 'Maybe'"),
    (cell("G2", "x", old="private words"), Code.CORRECTION_STALE, "G2 holds another text"),
    (cell("B2", "Yes", state="blank"), Code.CORRECTION_FAULT, "both a new text and a state"),
    (cell("B2", state="dont_knw"), Code.CORRECTION_FAULT, "did you mean 'dont_know'"),
    (cell("A2", state="dont_know"), Code.CORRECTION_FAULT, "A2 is no answer"),
    (cell("G2", state="not_applicable"), Code.CORRECTION_FAULT, "no answer that can be not_applicable"),
    (cell("", "x"), Code.CORRECTION_FAULT, "the line says no cell"),
    (cell("R1C1", "x"), Code.CORRECTION_FAULT, "'R1C1' is no cell"),
    (cell("B2", "x", row="x"), Code.CORRECTION_FAULT, "another row or column"),
    (cell("B2", "x", row="3"), Code.CORRECTION_FAULT, "another row or column"),
    (cell("B2", "x", column="C"), Code.CORRECTION_FAULT, "another row or column"),
    (cell("B2", "????"), Code.CORRECTION_FAULT, "letters under new were lost"),
]


@pytest.mark.parametrize(("line", "code", "words"), BAD, ids=[f"{line['cell']}-{code.id}" for line, code, _ in BAD])
def test_a_line_that_cannot_be_followed_stops(fw, workbook, line, code, words):
    """Each is an error at its line of the log, and names the cell; nothing is changed by it."""
    reading = read_one(workbook(ROWS), fw, line)

    problem = next(p for p in reading.problems if p.code is code)
    assert (problem.where, words in problem.message, reading.stops()) == ("c.csv!2", True, True)
    assert "private words" not in str(problem)
    assert (reading.applied, reading.waves[0].raw.corrections) == (0, ())


def test_two_lines_that_differ_stop_and_equal_ones_count_once(fw, workbook):
    """A conflict names both lines; a line that is there twice is one correction."""
    path = workbook(ROWS)

    conflict = read_one(path, fw, cell("B2", "Yes"), cell("E3", "1"), cell("B2", "No"))
    twice = read_one(path, fw, cell("B2", "Yes"), {"cell": "2-Feb", "row": "2", "column": "b", "new": "Yes "})

    problem = next(p for p in conflict.problems if p.code is Code.CORRECTION_CONFLICT)
    assert (problem.where, "row 2 of the log" in problem.message, conflict.stops()) == ("c.csv!4", True, True)
    assert (twice.applied, twice.stops()) == (1, False)


def test_who_and_why_are_asked_for(fw, workbook):
    """A correction that nobody signed is applied, with a warning."""
    reading = read_one(workbook(ROWS), fw, cell("B2", "Yes", who=""), cell("B4", "Yes"))

    assert found(reading) == [(Code.CORRECTION_UNSIGNED, "c.csv!2")]
    assert (reading.applied, reading.stops(), reading.stops(strict=True)) == (2, False, True)


def test_a_log_says_what_it_did_and_what_is_open(fw, workbook):
    """Notes count the cells that are read otherwise and the lines that decide nothing."""
    log = replace(log_of(cell("B2", "Yes"), cell("B4")), untouched=3, recoded=True)

    reading = read([workbook(ROWS)], fw, options=ReadOptions(corrections=log))

    said = {p.code: p.message for p in reading.problems if p.code.id.startswith("correction")}
    assert (reading.applied, reading.ignored) == (1, 4)
    assert said[Code.CORRECTIONS_APPLIED].endswith(": 1")
    assert said[Code.CORRECTIONS_OPEN].endswith(": 4")
    assert Code.CORRECTION_ENCODING in said


def test_mangled_letters_of_an_old_text_are_explained(fw, workbook):
    """Where only the letters beyond ASCII differ, the message says to keep the log as a workbook."""
    path = workbook("| park | plan |\n| --- | --- |\n| A | Privé |")

    told = [
        next(
            p.repair for p in read_one(path, fw, cell("B2", "Yes", old=old)).problems if p.code is Code.CORRECTION_STALE
        )
        for old in ("Priv?", "PrivÃ©", "Prive")
    ]

    assert [".xlsx" in repair for repair in told] == [True, True, False]


def test_many_faults_are_named_up_to_a_limit(fw, workbook):
    """Twenty lines are named one by one, the rest as one problem with a count."""
    reading = read_one(workbook(ROWS), fw, *[cell(f"B{row}", "x") for row in range(10, 60)])

    counts = [p.count for p in reading.problems if p.code is Code.CORRECTION_PLACE]
    assert counts == [1] * 20 + [30]


def test_corrections_of_several_files_find_their_columns(fw, workbook):
    """Each line goes to its own file, by the letter that the column has there; a name that two files bear is refused."""
    one = workbook("| park | plan |\n| --- | --- |\n| A | Yess |", "one.csv")
    two = workbook("| staff | plan | park |\n| --- | --- | --- |\n| 3 | Noo | Q |", "two.csv")

    reading = read_one([one, two], fw, cell("B2", "Yes", file="one.csv"), cell("C2", "B", file="two.csv"),
                       cell("B2", "No", file="two.csv"))  # fmt: skip
    unnamed = read_one([one, two], fw, cell("B2", "Yes"))

    wave = reading.waves[0]
    assert [entity.id for entity in wave.survey.entities] == ["A", "B"]
    assert not [p for p in reading.problems if p.severity is not Severity.NOTE]
    assert found(unnamed) == [(Code.CORRECTION_PLACE, "c.csv!2")]


def test_cells_of_merged_rows_keep_their_addresses(fw, workbook):
    """A cell that was merged into another row is logged where it stands, and corrected there."""
    path = workbook("| park | plan | staff |\n| --- | --- | --- |\n| A | Yess | |\n| A | | 3 |")
    reading = read_one(path, fw, duplicates="merge")

    assert [line.cell for line in cleaning_lines(reading, fw)] == ["B2"]
    mended = read_one(path, fw, cell("B2", "Yes", old="Yess"), duplicates="merge")
    assert cleaning_lines(mended, fw) == []
    assert same(resolve(mended.waves[0].raw, fw, wave="1"), mended.waves[0].survey)


def test_every_cell_has_a_line_in_the_order_of_the_file(fw, workbook):
    """Each cell of a counted problem has its line; texts that may not be told are withheld; near answers are proposed."""
    lines = cleaning_lines(read_one(workbook(ROWS), fw), fw)

    assert [(line.cell, line.question, line.entity, line.old, line.proposed, line.problem) for line in lines] == [
        ("B2", "plan", "A", "Yess", "Yes", "answer-unknown"),
        ("C2", "secret", "A", "", "", "answer-unknown"),
        ("D2", "kinds", "A", "Treees; Lawn", "Trees; Lawn", "answer-unknown"),
        ("E3", "staff", "B", "", "", "number-unreadable"),
        ("F3", "opened", "B", "", "", "date-unreadable"),
        ("B4", "plan", "C", "Yess", "Yes", "answer-unknown"),
    ]
    assert {line.file for line in lines} == {"survey.xlsx!Responses"}
    assert ["withheld" in line.message for line in lines] == [False, True, False, True, True, False]
    assert "Partly so" not in log_bytes(lines, ".csv").decode()


def test_what_is_proposed_mends(fw, workbook, text_file, tmp_path):
    """Every proposal, taken over, leaves a cell without that problem: answers, joined answers and entities."""
    rows = ROWS.replace("| B |", "| Bridge parc |").replace("| C |", "| Casttle park |")
    path, register = workbook(rows), load_register(workbook(REGISTER, "register.csv"))
    lines = cleaning_lines(read_one(path, fw, register=register), fw, register)
    filled = [replace(line, new=line.proposed, who="Ada", why="near") for line in lines if line.proposed]
    written = tmp_path / "log.xlsx"
    written.write_bytes(log_bytes(filled, ".xlsx"))

    reading = read([path], fw, register=register, options=ReadOptions(corrections=load_cleaning_log(written)))

    assert [line.cell for line in filled] == ["B2", "D2", "A3", "A4", "B4"]
    assert {line.cell for line in cleaning_lines(reading, fw, register)} == {"C2", "E3", "F3"}
    assert [entity.id for entity in reading.waves[0].survey.entities] == ["A", "B", "C"]


def test_a_second_log_keeps_what_people_wrote(fw, workbook):
    """Signed lines stay as they are, mended or not; what is still wrong is said beside them, and new lines join them."""
    path = workbook(ROWS)
    log = log_of(
        cell("B2", "Yes", file="survey.xlsx"),
        cell("E3", "lots"),
        cell("F3", why="asked"),
        cell("B2", "x", file="gone.csv"),
    )

    lines = cleaning_lines(read([path], fw, options=ReadOptions(corrections=log)), fw, log=log)

    assert [(line.cell, line.new, line.why, line.problem) for line in lines] == [
        ("B2", "Yes", "asked the park", ""),
        ("C2", "", "", "answer-unknown"),
        ("D2", "", "", "answer-unknown"),
        ("E3", "lots", "asked the park", "number-unreadable"),
        ("F3", "", "asked", "date-unreadable"),
        ("B4", "", "", "answer-unknown"),
        ("B2", "x", "asked the park", ""),
    ]


def test_rows_that_are_wrong_as_a_whole_have_a_line(fw, workbook):
    """A row without an entity is logged at the entity's cell, a doubled one as a row; notes have no line."""
    path = workbook("| park | plan |\n| --- | --- |\n| A | Yes |\n| A | No |\n| | No |\n| | |\n| B | No |")

    lines = cleaning_lines(read_one(path, fw), fw)

    assert [(line.cell, line.row, line.problem) for line in lines] == [
        ("", "3", "entity-twice"),
        ("A4", "4", "row-no-entity"),
    ]


def test_rows_without_a_wave_are_logged_where_it_belongs(fw, workbook):
    """Of several rows that say no wave, the first has a line at the cell that should, with how many there are."""
    path = workbook("| park | year | plan |\n| --- | --- | --- |\n| A | 2019 | Yes |\n| B | | No |\n| C | | No |")

    lines = cleaning_lines(read_one(path, fw), fw)

    assert [(line.cell, line.problem, "2 rows" in line.message) for line in lines] == [("B3", "row-no-wave", True)]


def test_cells_with_rows_of_their_own_are_logged_and_found(fw, workbook):
    """Where responses were put together from several rows, a cell goes by its own row in the file."""
    reading = read_one(workbook(ROWS), fw)
    wave = reading.waves[0]
    columns = tuple(
        replace(held, numbers=np.array([50, 51, 52], dtype=np.uint32)) if held.column.letter == "B" else held
        for held in wave.raw.columns
    )
    moved = replace(wave, raw=replace(wave.raw, columns=columns))

    lines = cleaning_lines(replace(reading, waves=(moved,)), fw)

    assert [line.cell for line in lines if line.question == "plan"] == ["B50", "B52"]


def test_a_log_that_nobody_could_read_is_not_written(fw, workbook, monkeypatch):
    """Above the most lines there is an error that says how to go on."""
    monkeypatch.setattr(corrections_lines, "MOST_LINES", 3)
    reading = read_one(workbook(ROWS), fw)

    with pytest.raises(CivicmapError) as caught:
        cleaning_lines(reading, fw)

    assert [p.code for p in caught.value.problems] == [Code.LOG_TOO_LONG]


def test_corrections_that_were_kept_hold_when_rows_are_read_again(fw, workbook):
    """What a stored wave was corrected by is laid over its rows again; a newer log says otherwise where it says anything."""
    path = workbook(ROWS)
    kept = read_one(path, fw, cell("B2", "Yes"), cell("B4", "No")).waves[0].raw.corrections
    with_kept = _combined(path, fw)

    alone = settle_corrections(None, with_kept[1], with_kept[0], fw, before=kept)
    newer = settle_corrections(log_of(cell("B4", "Partly")), with_kept[1], with_kept[0], fw, before=kept)

    assert [(change.where, change.text) for change in alone.changes] == [("B2", "Yes"), ("B4", "No")]
    assert alone.problems == ()
    assert [(change.where, change.text) for change in newer.changes] == [("B2", "Yes"), ("B4", "Partly")]
    assert newer.applied == 1


def _combined(path, framework):
    """Return the combined columns of a file, and its header."""
    file = read_file(path, framework, Headers(framework), ReadOptions())
    return combine([file]), [file.all_columns]


def test_a_cell_is_found_by_its_own_row(fw, workbook):
    """Of a response that was put together from several rows, a cell is corrected by its own row, not the response's."""
    combined, headers = _combined(workbook(ROWS), fw)
    numbers = np.array([50, 0, 52], dtype=np.uint32)
    columns = tuple(replace(held, numbers=numbers) if held.column.letter == "B" else held for held in combined.columns)
    long = replace(combined, columns=columns)

    settled = settle_corrections(log_of(cell("B50", "Yes"), cell("B3", "Yes"), cell("B4", "Yes")), headers, long, fw)

    assert [(change.where, change.cell.row) for change in settled.changes] == [("B50", 0), ("B3", 1)]
    assert [(p.code, p.where) for p in settled.problems if p.severity is Severity.ERROR] == [
        (Code.CORRECTION_PLACE, "c.csv!4")
    ]
