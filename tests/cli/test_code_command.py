"""`civicmap code` and `civicmap agreement`: out to coders, back, how far they agree, and what is settled."""

from __future__ import annotations

import csv
import json
import re
import zipfile
from pathlib import Path

import jsonschema
import openpyxl
import pytest

from civicmap.errors import Code
from civicmap.spreadsheet import Sheet, xlsx_bytes
from civicmap.stats import krippendorff_alpha

SCHEMAS = Path(__file__).parents[2] / "docs" / "reference" / "schemas"
FRAMEWORK = """\
civicmap: 1
id: small
version: "1"
title: Small
entity: {question: code, name: called}
stages: [self_report, reviewer]
answers: {dont_know: {label: "Don't know", state: dont_know}}
scales:
  policy: {answers: {yes: {label: "Yes", points: 100}, partly: {label: Partly, points: 50}, no: {label: "No", points: 0}}, plus: [dont_know]}
  kinds: {answers: {training: {label: Training}, funds: {label: Funds}}}
profile:
  who: {questions: {code: {text: Code?, type: text}, called: {text: Name?, type: text}}}
pillars:
  one:
    title: One
    dimensions:
      a:
        title: A
        indicators:
          X1:
            title: X
            questions:
              has_policy: {text: Is there a policy?, help: "Yes: in force.", scale: policy}
              policy_link: {text: Where is it?, type: text, closed_by: {has_policy: no}}
              practice: {text: What do you do?, type: text}
              practice_kind: {text: Which kind?, scale: kinds}
coding:
  kind: {title: Kind of practice, question: practice, scale: kinds, into: practice_kind}
"""
ROWS = [
    ["E-100", "Agency of Lakes", "Yes", "https://e-100.example.org", "=1+1 training at the Agency of Lakes"],
    ["E-200", "Office of Hills", "Partly", "page 3", "<b>funds</b>"],
    ["E-300", "Centre of Plains", "Yes", "on paper", "courses"],
    ["E-400", "House of Ports", "No", "", "money"],
]


@pytest.fixture
def small(run, tmp_path):
    """Return `run` in a folder where a small wave is ingested."""
    (tmp_path / "f.yaml").write_text(FRAMEWORK, encoding="utf-8")
    header = ["code", "called", "has_policy", "policy_link", "practice"]
    (tmp_path / "s.xlsx").write_bytes(xlsx_bytes([Sheet("Responses", header, ROWS)]))
    ran = run("ingest", "s.xlsx", "--framework", "f.yaml")
    assert ran.code == 0, ran.err
    return run


def says(code, text):
    """Tell whether a text holds the words of a problem, whatever stands in their gaps."""
    words = max(re.split(r"{[^}]*}", code.value.message), key=len)
    return words.strip() in text


def exported(run, *more):
    """Write a sheet for each of two coders."""
    ran = run("code", "export", "--coder", "Ann", "--coder", "Ben", "-o", "sheets", *more)
    assert ran.code == 0, ran.err


def fill(path, codes, change=None):
    """Write codes by the text or link of a row, and return key -> code; `change(sheet, header)` does more."""
    book = openpyxl.load_workbook(path)
    sheet = book["Codes"]
    header = [cell.value for cell in sheet[1]]
    written = {}
    for row in range(2, sheet.max_row + 1):
        text = " ".join(str(cell.value or "") for cell in sheet[row])
        code = next((code for part, code in codes.items() if part in text), None)
        sheet.cell(row, header.index("code") + 1).value = code
        written[sheet.cell(row, 1).value] = code
    if change is not None:
        change(sheet, header)
    book.save(path)
    return written


ANN = {"on paper": "Partly", "page 3": "Partly", "[name]-": "x", "example": "Yes", "training": "Training", "funds": "Funds",
       "courses": "training", "money": "Funds"}  # fmt: skip
BEN = {**ANN, "on paper": "No", "courses": "Funds"}


def put(sheet, header, row, column, value):
    """Write into a cell by the header of its column."""
    sheet.cell(row, header.index(column) + 1).value = value


def twice(sheet, header):
    """Repeat the first row with another code."""
    last = sheet.max_row + 1
    for column in range(1, len(header) + 1):
        sheet.cell(last, column).value = sheet.cell(2, column).value
    answers = {"Training": "Funds", "training": "Funds", "Funds": "Training"}
    code = sheet.cell(2, header.index("code") + 1).value
    put(sheet, header, last, "code", answers.get(code, "Don't know"))


def both(run, tmp_path):
    """Have two coders code everything, and import it."""
    exported(run)
    fill(tmp_path / "sheets/codes-Ann.xlsx", ANN)
    fill(tmp_path / "sheets/codes-Ben.xlsx", BEN)
    ran = run("code", "import", "sheets/codes-Ann.xlsx", "sheets/codes-Ben.xlsx", "--format", "json")
    assert ran.code == 0, ran.out + ran.err
    return ran


def check(document, name):
    """Hold a JSON object against its schema."""
    jsonschema.validate(document, json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8")))


def test_a_round_trip_gives_the_statistics_of_the_codes(small, tmp_path):
    """Exported, filled, imported: agreement is that of the lists of codes; the JSON fits its schema."""
    check(both(small, tmp_path).json, "code")
    made = small("agreement", "--format", "json").json
    check(made, "agreement")
    items = {item["id"]: item for item in made["items"]}

    assert items["has_policy"]["agreement"] == {"share": 2 / 3, "same": 2, "pairs": 3, "why": None}
    assert items["has_policy"]["alpha"]["ordinal"]["value"] == krippendorff_alpha([[2, 1, 1], [2, 1, 0]], "ordinal")
    assert items["kind"]["alpha"]["nominal"]["value"] == krippendorff_alpha(["tftf", "tfff"])
    assert items["has_policy"]["coders"][1]["self_rating"] == {
        "units": 3, "same": 2, "lower": 1, "higher": 0, "share": 2 / 3, "why": None}  # fmt: skip
    assert small("agreement").code == 0


def test_a_blind_sheet_names_nobody(small, tmp_path):
    """No id and no name of an entity stands in any part of the workbook; with --names they do. Rows differ in order, not in keys."""
    exported(small)
    for coder, other in (("Ann", "Ben"), ("Ben", "Ann")):
        with zipfile.ZipFile(tmp_path / f"sheets/codes-{coder}.xlsx") as parts:
            text = " ".join(parts.read(name).decode("utf-8", "replace") for name in parts.namelist()).lower()
        assert not [part for row in ROWS for part in row[:2] if part.lower() in text]
        assert f">{other.lower()}<" not in text
        assert "internal, self-reported, not verified" in text
    keys = [
        [row[0].value for row in openpyxl.load_workbook(tmp_path / f"sheets/codes-{coder}.xlsx")["Codes"].rows]
        for coder in ("Ann", "Ben")
    ]
    assert sorted(keys[0]) == sorted(keys[1])
    assert keys[0] != keys[1]
    small("code", "export", "--coder", "Ann", "--names", "-o", "named")
    with zipfile.ZipFile(tmp_path / "named/codes-Ann.xlsx") as parts:
        assert "E-100" in parts.read("xl/sharedStrings.xml").decode()


def test_hostile_texts_stay_texts(small, tmp_path):
    """What looks like a formula or markup is a text in the sheet of codes and in the list to settle."""
    both(small, tmp_path)
    small("agreement", "--disagreements", "settle.xlsx")
    for name in ("sheets/codes-Ann.xlsx", "settle.xlsx"):
        cells = [cell for sheet in openpyxl.load_workbook(tmp_path / name) for row in sheet.rows for cell in row]
        assert not [cell.value for cell in cells if cell.data_type == "f"]


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("coding-unknown", lambda sheet, header: put(sheet, header, 2, "code", "Tranining")),
        ("coding-key", lambda sheet, header: put(sheet, header, 2, "key", "bbbb-bbbb-bbbb")),
        ("coding-twice", twice),
        ("coding-sheet", lambda sheet, header: sheet.delete_rows(1, sheet.max_row)),
    ],
)
def test_what_is_wrong_with_a_sheet_is_named_and_nothing_stored(small, tmp_path, code, change):
    """A code, key, contradiction or header that is wrong ends with 1 and a problem at its place."""
    exported(small)
    fill(tmp_path / "sheets/codes-Ann.xlsx", ANN, change)
    ran = small("code", "import", "sheets/codes-Ann.xlsx", "--format", "json")

    assert ran.code == 1
    assert [problem["code"] for problem in ran.json["problems"]] == [code]
    assert ran.json["problems"][0]["where"].startswith("codes-Ann.xlsx")
    assert not ran.json["stored"]
    assert small("agreement").code == 2


def test_sheets_of_other_waves_and_answers_are_refused(small, tmp_path):
    """A sheet of another wave (`coding-wave`), or of answers that are no more (`coding-answers`), is an error."""
    exported(small)
    fill(tmp_path / "sheets/codes-Ann.xlsx", ANN)
    rows = [[*ROWS[0][:2], "No", *ROWS[0][3:]], *ROWS[1:]]
    header = ["code", "called", "has_policy", "policy_link", "practice"]
    (tmp_path / "t.xlsx").write_bytes(xlsx_bytes([Sheet("Responses", header, rows)]))
    for wave, code in (("2", "coding-wave"), ("1", "coding-answers")):
        small("ingest", "t.xlsx", "--framework", "f.yaml", "--wave", wave)
        ran = small("code", "import", "sheets/codes-Ann.xlsx", "--wave", wave, "--format", "json")
        assert (ran.code, [problem["code"] for problem in ran.json["problems"]]) == (1, [code])


def test_codes_of_answers_that_changed_do_not_count(small, tmp_path):
    """After another ingest, codes of unchanged answers count, and `coding-changed` says how many do not."""
    both(small, tmp_path)
    rows = [[*row[:4], "other words"] if row[0] == "E-400" else row for row in ROWS]
    header = ["code", "called", "has_policy", "policy_link", "practice"]
    (tmp_path / "t.xlsx").write_bytes(xlsx_bytes([Sheet("Responses", header, rows)]))
    small("ingest", "t.xlsx", "--framework", "f.yaml")
    made = small("agreement", "--format", "json").json

    assert [problem["code"] for problem in made["problems"]] == ["coding-changed"]
    assert {item["id"]: item["units"] for item in made["items"]} == {"has_policy": 3, "kind": 3}


def test_settled_codes_become_a_table_of_answers(small, tmp_path):
    """Agreed codes and those that people settled stand in a table that an ingest reads without a warning; the rest is said."""
    both(small, tmp_path)
    small("agreement", "--disagreements", "settle.csv")
    with (tmp_path / "settle.csv").open(encoding="utf-8") as stream:
        held = list(csv.DictReader(stream))
    held[0] |= {"settled": "No" if held[0]["item"] == "has_policy" else "Funds", "who": "", "why": "seen"}
    with (tmp_path / "settle.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, held[0].keys())
        writer.writeheader()
        writer.writerows(held)
    ran = small("code", "settle", "settle.csv", "-o", "settled.csv")
    read = small("ingest", "settled.csv", "--framework", "f.yaml", "--wave", "r", "--format", "json").json
    with (tmp_path / "settled.csv").open(encoding="utf-8") as stream:
        table = {row["code"]: row for row in csv.DictReader(stream)}

    assert ran.code == 0
    assert says(Code.CODING_OPEN, ran.err)
    assert says(Code.CODING_UNSIGNED, ran.err)
    assert table["E-200"] == {"code": "E-200", "has_policy": "partly", "practice_kind": "funds"}
    assert table["E-300"]["has_policy"] == "no"
    assert [p for p in read["problems"] if p["severity"] != "note"] == []
    assert [column["question"] for column in read["columns"]] == ["code", "has_policy", "practice_kind"]
    assert small("agreement", "--disagreements", "settle.csv").code == 2  # never over what people wrote


def test_what_is_settled_is_a_stage_of_review(small, tmp_path):
    """Settled codes are laid over the answers cell by cell; what is not settled stays as the entities answered."""
    both(small, tmp_path)
    small("agreement", "--disagreements", "settle.csv")
    small("code", "settle", "settle.csv", "-o", "settled.csv")
    ran = small("ingest", "settled.csv", "--stage", "reviewer")
    assert ran.code == 0, ran.err
    before, after = (
        {
            (row["question"], row["answer"]): row["numerator"]
            for row in small("crosstab", "has_policy", "practice_kind", "--format", "json", *until).json["findings"]
        }
        for until in (("--until", "self_report"), ())
    )

    # Ann and Ben agree on all but E-300: on E-200 as the entity says, on the kinds of two practices that had none.
    assert before["practice_kind", "funds"] == 0
    assert after["practice_kind", "funds"] == 2
    assert after["practice_kind", "training"] == 1
    assert after["has_policy", "yes"] == before["has_policy", "yes"] == 2


def test_a_second_import_replaces_a_coders_codes(small, tmp_path):
    """A coder's codes take the place of all earlier ones, which `coding-replaced` says; --dry-run stores nothing."""
    both(small, tmp_path)
    fill(tmp_path / "sheets/codes-Ann.xlsx", {"money": "Funds"})
    dry = small("code", "import", "sheets/codes-Ann.xlsx", "--dry-run", "--format", "json").json
    assert [problem["code"] for problem in dry["problems"]] == ["coding-replaced"]
    assert small("agreement", "--format", "json").json["overall"]["units"] == 7
    small("code", "import", "sheets/codes-Ann.xlsx")
    counts = {c["coder"]: c["units"] for c in small("agreement", "--format", "json").json["overall"]["coders"]}

    assert counts == {"Ann": 1, "Ben": 7}


def test_requests_that_cannot_be_met_are_refused(small, tmp_path):
    """No folder, coders of one name, nothing to judge, files that are there, nobody named: each a reason and exit 2 or 1."""
    for arguments, said in (
        (("code", "export"), "written into a folder"),
        (("code", "export", "--coder", "A", "--coder", "a", "-o", "x"), "name of their own"),
        (("code", "export", "--question", "pratice", "-o", "x"), "did you mean"),
        (("code", "import"), "no file"),
        (("code", "settle"), "nobody has coded"),
        (("agreement",), "nobody has coded"),
        (("code", "prnt"), "there is no action"),
    ):
        ran = small(*arguments)
        assert (ran.code, said in ran.err) == (2, True), (arguments, ran.err)
    assert says(Code.CODING_WHERE, small("code", "export").err)
    assert says(Code.CODING_NONE, small("agreement").err)
    exported(small)
    fill(tmp_path / "sheets/codes-Ann.xlsx", ANN)
    again = small("code", "export", "--coder", "Ann", "-o", "sheets")
    assert (again.code, says(Code.CODING_EXISTS, again.err)) == (2, True)
    (tmp_path / "bare.csv").write_text("key,code\n", encoding="utf-8")
    bare = small("code", "import", "bare.csv", "--format", "json")
    assert (bare.code, bare.json["problems"][0]["code"]) == (1, "coding-coder")


def test_two_items_that_settle_one_question_in_two_ways_are_named(small, tmp_path):
    """`coding-clash`: a rating and a coding into the same question disagree about one row."""
    header = ["code", "called", "has_policy", "policy_link", "practice", "practice_kind"]
    rows = [[*row, "Training"] for row in ROWS]
    (tmp_path / "g.yaml").write_text(FRAMEWORK, encoding="utf-8")
    (tmp_path / "u.xlsx").write_bytes(xlsx_bytes([Sheet("Responses", header, rows)]))
    small("ingest", "u.xlsx", "--framework", "g.yaml", "--store", "g.duckdb")
    small(
        "code",
        "export",
        "--question",
        "practice_kind",
        "--question",
        "kind",
        "--coder",
        "A",
        "-o",
        "s",
        "--store",
        "g.duckdb",
    )

    def clash(sheet, header):
        for row in range(2, sheet.max_row + 1):
            answer = sheet.cell(row, header.index("answer") + 1).value
            sheet.cell(row, header.index("code") + 1).value = "Funds" if answer else "Training"

    fill(tmp_path / "s/codes-A.xlsx", {}, clash)
    assert small("code", "import", "s/codes-A.xlsx", "--store", "g.duckdb").code == 0
    ran = small("code", "settle", "--single", "--store", "g.duckdb")

    assert (ran.code, says(Code.CODING_CLASH, ran.err)) == (2, True)


def test_a_wave_without_anything_to_judge_says_so(run, tmp_path):
    """`coding-nothing`: without texts beside ratings nothing is exported; `coding-no-entity`: rows of nobody settle nothing."""
    text = FRAMEWORK.replace("entity: {question: code, name: called}\n", "")
    (tmp_path / "f.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "s.xlsx").write_bytes(xlsx_bytes([Sheet("Responses", ["has_policy"], [["Yes"], ["No"]])]))
    assert run("ingest", "s.xlsx", "--framework", "f.yaml").code == 0
    assert says(Code.CODING_NOTHING, run("code", "export", "-o", "x").err)
    run("code", "export", "--question", "has_policy", "--coder", "A", "-o", "x")
    fill(tmp_path / "x/codes-A.xlsx", {"policy": "Yes"})
    run("code", "import", "x/codes-A.xlsx")
    ran = run("code", "settle", "--single")

    assert (ran.code, says(Code.CODING_NO_ENTITY, ran.err)) == (2, True)
