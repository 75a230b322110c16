"""The right of reply by file: sheets go out with each answer as read, and come back as a stage of review."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import jsonschema
import pytest

from civicmap.errors import Code

FRAMEWORK = """
civicmap: 1
id: bridges
version: "1"
title: Bridges
language: en
stages: [self_report, reply, final]
entity: {question: bridge}
scales:
  yn: {answers: {yes: {label: "Yes", points: 100}, partly: {label: Partly, points: 50}, no: {label: "No", points: 0}}}
  kinds: {multi: count, answers: {rope: {label: Rope}, stone: {label: Stone}}}
profile: {who: {questions: {bridge: {text: Which bridge?, type: text}}}}
pillars:
  p: {title: P, dimensions: {d: {title: D, indicators: {I: {title: I, questions: {
    open: {text: Is it open?, scale: yn}, safe: {text: Is it safe?, scale: yn}, lit: {text: Is it lit?, scale: yn},
    hidden: {text: Is it secret?, scale: yn, tier: confidential}, length: {text: How long?, type: number}, kinds: {text: Of what?, scale: kinds}}}}}}}
"""
ANSWERS = "bridge,open,safe,lit,hidden,length\nB1,Yes,No,No,No,12\nB2,No,Partly,Yes,No,30\nB3,Yes,Yes,Yes,Yes,7\n"
SHEET = "Reply"


@pytest.fixture
def sent(run, text_file, tmp_path):
    """Return the folder of reply sheets of a wave of three bridges."""
    text_file(FRAMEWORK, "bridges.yaml")
    text_file(ANSWERS, "bridges.csv")
    ran = run("ingest", "bridges.csv", "--framework", "bridges.yaml")
    assert ran.code == 0, ran.err
    ran = run("card", "--all", "--format", "xlsx", "-o", "replies")
    assert ran.code == 0, ran.err
    return tmp_path / "replies"


def fill(path, replies, *, change=None):
    """Write replies as a person would: question -> {column: text}; `change` gets the book before it is saved."""
    from openpyxl import load_workbook

    book = load_workbook(path)
    page = book[SHEET]
    header = next(row for row in page.iter_rows() if any(cell.value == "reply" for cell in row))
    columns = {cell.value: cell.column for cell in header}
    for row in page.iter_rows(min_row=header[0].row + 1):
        for name, text in replies.get(row[0].value, {}).items():
            page.cell(row[0].row, columns[name]).value = text
    if change is not None:
        change(book, page, {row[0].value: row[0].row for row in page.iter_rows(min_row=header[0].row + 1)})
    book.save(path)


def ingest(run, *more):
    """Return what reading the folder as the stage reply gives."""
    return run("ingest", "replies", "--stage", "reply", *more)


def score_of(run, entity):
    """Return an entity's score of the pillar."""
    found = run("score", "--entity", entity, "--format", "json").json["entities"][0]
    return found["scores"]["p"]["score"]


CORRECTED = {"reply": "correct", "corrected answer": "Yes", "reason": "repaired in May", "evidence": "report 7"}


def test_a_sheet_shows_each_answer_as_read_but_confidential_ones(sent):
    """A reply sheet holds question, answer, cell and points; R8: a confidential question is not on it."""
    from openpyxl import load_workbook

    page = load_workbook(sent / "reply-B1.xlsx")[SHEET]
    rows = {row[0]: row[1:5] for row in page.iter_rows(min_row=8, values_only=True)}

    assert rows["open"] == ("Is it open?", "Yes", "bridges.csv!B2", "100")
    assert rows["length"][1] == "12"
    assert "hidden" not in rows
    assert not [cell for row in page.iter_rows(values_only=True) for cell in row if "secret" in str(cell)]


def test_what_is_corrected_counts_and_what_was_read_stays(sent, run):
    """A correction is the answer of its stage; the answer before it stays in the store and is seen as of its stage."""
    before = score_of(run, "B1")
    fill(
        sent / "reply-B1.xlsx",
        {"safe": CORRECTED, "open": {"reply": "agree"}, "lit": {"reply": "contest", "reason": "dusk"}},
    )

    ran = ingest(run)

    assert ran.code == 0, ran.err
    assert score_of(run, "B1") > before
    then = run("score", "--entity", "B1", "--until", "self_report", "--format", "json").json["entities"][0]
    assert then["scores"]["p"]["score"] == before
    said = run("explain", "--entity", "B1", "--pillar", "p", "--format", "json").json["parts"]
    safe = next(part for part in said if part["question"] == "safe")
    assert [one["answer"] for one in safe["stages"]] == ["No", "Yes"]
    assert {one["kind"]: one["text"] for one in safe["beside"]} == {
        "comment": "repaired in May",
        "evidence": "report 7",
    }
    assert safe["address"].startswith("reply-B1.xlsx!")


def test_corrected_numbers_and_multiple_choices_count(sent, run):
    """A corrected multiple choice takes the place of all ticks, a corrected number that of the number."""
    fill(
        sent / "reply-B1.xlsx",
        {
            "kinds": CORRECTED | {"corrected answer": "Rope; Stone"},
            "length": CORRECTED | {"corrected answer": 14},
        },
    )

    ran = ingest(run)

    assert ran.code == 0, ran.err
    changes = run("stages", "--changes", "--format", "json").json["changes"]
    assert {one["question"]: one["after"] for one in changes} == {"kinds": "Rope; Stone", "length": "14"}


def test_reading_the_same_sheets_again_changes_nothing(sent, run):
    """The stage takes its own place: a second reading gives the same scores."""
    fill(sent / "reply-B1.xlsx", {"safe": CORRECTED})
    assert ingest(run).code == 0
    first = run("score", "--format", "json").out

    assert ingest(run).code == 0
    assert run("score", "--format", "json").out == first


def test_a_sheet_that_nobody_filled_in_is_no_reply(sent, run):
    """Sheets without a reply leave everything as it was, and are named."""
    ran = ingest(run, "--format", "json")

    assert [problem["code"] for problem in ran.json["problems"] if problem["code"] == "return-untouched"] != []


def lose(book, _page, _rows):
    """Delete the hidden sheet."""
    del book["civicmap"]


def rename(_book, page, _rows):
    """Write another entity above the replies."""
    page["B2"] = "Entity code: B2"


def twice(_book, page, rows):
    """Copy a row below the last."""
    for at in range(1, 11):
        page.cell(max(rows.values()) + 1, at).value = page.cell(rows["open"], at).value


def unknown_key(_book, page, rows):
    """Change a hidden key."""
    page.cell(rows["open"], 1).value = "opne"


def overwrite(_book, page, rows):
    """Change what was read."""
    page.cell(rows["open"], 3).value = "No"


def of_another(name, value):
    """Return a change of the hidden sheet."""

    def change(book, _page, _rows):
        page = book["civicmap"]
        for row in page.iter_rows():
            if row[0].value == name:
                row[1].value = value

    return change


@pytest.mark.parametrize(
    ("replies", "change", "code", "where"),
    [
        ({}, lose, "reply-facts", "reply-B1.xlsx"),
        ({}, rename, "reply-entity", "reply-B1.xlsx!Reply"),
        ({}, twice, "reply-twice", "reply-B1.xlsx!Reply!A13"),
        ({}, unknown_key, "reply-row", "reply-B1.xlsx!Reply!A8"),
        ({}, overwrite, "reply-overwritten", "reply-B1.xlsx!Reply!C8"),
        ({}, of_another("wave", "2"), "reply-wave", "reply-B1.xlsx!Reply"),
        ({}, of_another("framework", "x"), "return-framework", "reply-B1.xlsx!Reply"),
        ({}, of_another("set open", "No"), "reply-stale", "reply-B1.xlsx!Reply"),
        ({"open": {"reply": "maybe"}}, None, "reply-unknown", "reply-B1.xlsx!Reply!G8"),
        ({"open": {"reply": "correct", "reason": "x"}}, None, "reply-half", "reply-B1.xlsx!Reply!H8"),
        ({"open": {"reply": "agree", "corrected answer": "No"}}, None, "reply-half", "reply-B1.xlsx!Reply!H8"),
        ({"open": {"reply": "contest"}}, None, "reply-reason", "reply-B1.xlsx!Reply!I8"),
        ({"length": CORRECTED | {"corrected answer": "long"}}, None, "reply-answer", "reply-B1.xlsx!Reply!H11"),
        ({"kinds": CORRECTED | {"corrected answer": "Rope; Glue"}}, None, "reply-answer", "reply-B1.xlsx!Reply!H12"),
        ({"open": CORRECTED | {"corrected answer": "Oui oui"}}, None, "reply-answer", "reply-B1.xlsx!Reply!H8"),
    ],
)
def test_a_spoilt_sheet_is_named_and_nothing_is_stored(sent, run, replies, change, code, where):
    """Each fault of one sheet is named by its place; no sheet of the folder is stored, and the exit code is 1."""
    fill(sent / "reply-B1.xlsx", replies, change=change)
    fill(sent / "reply-B2.xlsx", {"open": CORRECTED})
    before = run("score", "--format", "json").out

    ran = ingest(run, "--format", "json")

    assert ran.code == 1
    assert (code, where) in [(problem["code"], problem["where"]) for problem in ran.json["problems"]]
    assert run("score", "--format", "json").out == before


def test_a_foreign_entity_is_named(sent, run):
    """A sheet of an entity that the wave does not hold is named."""

    def foreign(book, page, rows):
        page["B2"] = "Entity code: B9"
        of_another("entity", "B9")(book, page, rows)

    fill(sent / "reply-B1.xlsx", {}, change=foreign)

    ran = ingest(run, "--format", "json")

    assert (ran.code, "reply-nobody") == (1, next(p["code"] for p in ran.json["problems"] if p["severity"] == "error"))


def test_a_sheet_needs_a_stage(sent, run):
    """A reply sheet that is read without a stage, or into no stored wave, is refused: it would replace the wave."""
    ran = run("ingest", "replies", "--framework", "bridges.yaml", "--format", "json")

    assert (ran.code, {problem["code"] for problem in ran.json["problems"]} >= {"reply-stage"}) == (1, True)


def test_two_sheets_of_one_entity_that_differ_stop(sent, run):
    """Nothing is overwritten in silence: two replies of one entity that differ are a problem."""
    shutil.copy(sent / "reply-B1.xlsx", sent / "reply-B1-again.xlsx")
    fill(sent / "reply-B1.xlsx", {"safe": CORRECTED})
    fill(sent / "reply-B1-again.xlsx", {"safe": CORRECTED | {"corrected answer": "Partly"}})

    assert ingest(run).code == 1


def test_filled_sheets_are_not_overwritten(sent, run):
    """Writing the sheets again leaves those that were filled in alone, and says so."""
    fill(sent / "reply-B1.xlsx", {"safe": CORRECTED})
    held = (sent / "reply-B1.xlsx").read_bytes()

    ran = run("card", "--all", "--format", "xlsx", "-o", "replies")

    assert ran.code != 0
    assert "reply-B1.xlsx" in ran.err
    assert (sent / "reply-B1.xlsx").read_bytes() == held


def test_every_reply_is_listed_before_and_after(sent, run):
    """Corrections, agreements and contests each have a line: who, why, before, after, and the cell that says so."""
    contest = {"reply": "contest", "reason": "dusk"}
    fill(sent / "reply-B1.xlsx", {"safe": CORRECTED, "open": {"reply": "agree"}, "lit": contest})
    assert ingest(run).code == 0

    document = run("stages", "--changes", "--format", "json").json
    schema = Path(__file__).parents[2] / "docs" / "reference" / "schemas" / "stages.schema.json"
    jsonschema.validate(document, json.loads(schema.read_text(encoding="utf-8")))
    lines = [
        [one[name] for name in ("entity", "question", "stage", "outcome", "before", "after", "why")]
        for one in document["changes"]
    ]
    assert lines == [
        ["B1", "open", "reply", "accepted", "Yes", "Yes", None],
        ["B1", "safe", "reply", "changed", "No", "Yes", "repaired in May"],
        ["B1", "lit", "reply", "open", "No", "No", "dusk"],
    ]
    assert all(one["cell"].startswith("reply-B1.xlsx!") for one in document["changes"])
    assert run("stages", "--entity", "B2", "--format", "json").json["changes"] == []


def test_an_unknown_entity_has_no_changes(sent, run):
    """An entity that is not there is named, with exit code 2."""
    ran = run("stages", "--entity", "B9")

    assert (ran.code, "B9" in ran.err) == (2, True)


def test_a_correction_to_what_was_read_changes_nothing(sent, run):
    """A corrected answer that equals the answer as read is a note with its cell, is listed as such, and changes no value."""
    before = run("score", "--format", "json").out
    texts = {"open": "yes", "length": "12.0"}
    fill(sent / "reply-B1.xlsx", {name: CORRECTED | {"corrected answer": text} for name, text in texts.items()})

    ran = ingest(run, "--format", "json")

    assert ran.code == 0, ran.err
    notes = [(one["where"], one["severity"]) for one in ran.json["problems"] if one["code"] == Code.REPLY_SAME.id]
    assert notes == [("reply-B1.xlsx!Reply!H8", "note"), ("reply-B1.xlsx!Reply!H11", "note")]
    changes = run("stages", "--changes", "--format", "json").json["changes"]
    assert [(one["question"], one["outcome"], one["before"], one["after"], one["why"]) for one in changes] == [
        ("open", "same", "Yes", "Yes", "repaired in May"),
        ("length", "same", "12", "12", "repaired in May"),
    ]
    assert run("score", "--format", "json").out == before


def test_a_deleted_row_is_named_and_the_rest_is_merged(sent, run):
    """A row that is gone from a sheet is a warning that names it; what the other rows say is stored."""

    def delete(_book, page, rows):
        page.delete_rows(rows["lit"])

    fill(sent / "reply-B1.xlsx", {"safe": CORRECTED}, change=delete)

    ran = ingest(run, "--format", "json")

    assert ran.code == 0, ran.err
    [lacking] = [one for one in ran.json["problems"] if one["code"] == Code.REPLY_LACKING.id]
    assert (lacking["where"], lacking["severity"]) == ("reply-B1.xlsx!Reply", "warning")
    assert lacking["message"].endswith(": lit")
    assert [one["question"] for one in run("stages", "--changes", "--format", "json").json["changes"]] == ["safe"]


@pytest.mark.parametrize(
    ("lang", "sheet", "titles", "replies"),
    [
        ("en", "Reply", ("reply", "corrected answer", "reason"), ("agree", "correct", "contest")),
        ("fr", "Réponse", ("réponse", "réponse corrigée", "motif"), ("d’accord", "corriger", "contester")),
        ("es", "Respuesta", ("respuesta", "respuesta corregida", "motivo"), ("de acuerdo", "corregir", "impugnar")),
    ],
)
def test_a_sheet_is_read_back_in_the_language_it_was_made_in(sent, run, tmp_path, lang, sheet, titles, replies):
    """The sheet's own words are in the language asked for, and replies in it are read back as in any other."""
    from openpyxl import load_workbook

    shutil.rmtree(sent)
    assert run("card", "--all", "--format", "xlsx", "--lang", lang, "-o", "replies").code == 0
    path = sent / "reply-B1.xlsx"
    book = load_workbook(path)
    page = book[sheet]
    at = {cell.value: cell.column for cell in page[7]}
    rows = {row[0].value: row[0].row for row in page.iter_rows(min_row=8)}
    reply, corrected, reason = (at[title] for title in titles)
    for question, (said, answer, why) in {
        "open": (replies[0], None, None),
        "safe": (replies[1], "Yes", "x"),
        "lit": (replies[2], None, "y"),
    }.items():
        for column, text in ((reply, said), (corrected, answer), (reason, why)):
            page.cell(rows[question], column).value = text
    book.save(path)

    ran = ingest(run)

    assert ran.code == 0, ran.err
    changes = run("stages", "--changes", "--format", "json").json["changes"]
    assert [(one["question"], one["outcome"]) for one in changes] == [
        ("open", "accepted"),
        ("safe", "changed"),
        ("lit", "open"),
    ]


def test_labels_of_another_language_come_back(run, text_file, tmp_path):
    """A sheet in a language that the framework speaks shows its labels, and a correction by such a label counts."""
    from openpyxl import load_workbook

    text_file(FRAMEWORK.replace("language: en", "language: en\ntranslations: {fr: fr.csv}"), "bridges.yaml")
    text_file(
        "where,en,fr\nscales.yn.yes,Yes,Oui\nscales.yn.no,No,Non\nquestions.open.text,Is it open?,Ouvert ?\n", "fr.csv"
    )
    text_file(ANSWERS, "bridges.csv")
    assert run("ingest", "bridges.csv", "--framework", "bridges.yaml").code == 0
    assert run("card", "B1", "--format", "xlsx", "--lang", "fr", "-o", "replies/reply-B1.xlsx").code == 0
    path = tmp_path / "replies" / "reply-B1.xlsx"
    book = load_workbook(path)
    page = book["Réponse"]
    assert [cell.value for cell in page[8]][1:3] == ["Ouvert ?", "Oui"]
    for column, text in (("G", "corriger"), ("H", "Non"), ("I", "fermé")):
        page[f"{column}8"] = text
    book.save(path)

    assert ingest(run).code == 0
    [change] = run("stages", "--changes", "--format", "json").json["changes"]
    assert (change["before"], change["after"], change["why"]) == ("Yes", "No", "fermé")


def spans(run, text_file, *, key="[span]", tier="", answers="B1,north,Yes,No\nB1,south,No,No\nB2,west,Yes,Yes\n"):
    """Ingest bridges of several spans, with their sheets written."""
    framework = FRAMEWORK.replace(
        "entity: {question: bridge}",
        f"entity: {{question: bridge}}\ninstances: {{key: {key}, roll_up: {{at: question, by: mean}}}}",
    ).replace(
        "{text: Which bridge?, type: text}",
        f"{{text: Which bridge?, type: text}}, span: {{text: Which span?, type: text{tier}}}, "
        "side: {text: Which side?, type: text}",
    )
    text_file(framework, "bridges.yaml")
    header = "bridge,span,open,safe" if key == "[span]" else "bridge,span,side,open,safe"
    text_file(f"{header}\n{answers}", "bridges.csv")
    ran = run("ingest", "bridges.csv", "--framework", "bridges.yaml")
    assert ran.code == 0, ran.err
    return run("card", "--all", "--format", "xlsx", "-o", "replies")


def test_each_instance_has_its_rows_and_its_replies(run, text_file, tmp_path):
    """A sheet names the instance of each row; a correction changes that instance alone, with its cells as addresses."""
    assert spans(run, text_file).code == 0
    path = tmp_path / "replies" / "reply-B1.xlsx"
    contest = {"reply": "contest", "reason": "dusk"}
    fill(path, {"open#2": CORRECTED, "safe#1": contest, "open#1": {"reply": "agree"}})

    ran = ingest(run)

    assert ran.code == 0, ran.err
    changes = run("stages", "--changes", "--format", "json").json["changes"]
    assert [(one["instance"], one["question"], one["outcome"], one["before"], one["after"]) for one in changes] == [
        ("north", "open", "accepted", "Yes", "Yes"),
        ("north", "safe", "open", "No", "No"),
        ("south", "open", "changed", "No", "Yes"),
    ]
    rows = run("score", "--entity", "B1", "--level", "question", "--format", "json").json["rows"]
    assert {row["score"] for row in rows if row["id"] == "open"} == {100}
    assert changes[2]["cell"].startswith("reply-B1.xlsx!Reply!I")


def test_one_instance_with_a_name_is_replied_to_as_itself(run, text_file, tmp_path):
    """An entity with one named instance replies about that instance: no second one comes to be."""
    assert spans(run, text_file).code == 0
    fill(tmp_path / "replies" / "reply-B2.xlsx", {"open#1": CORRECTED | {"corrected answer": "No"}})

    assert ingest(run).code == 0
    [change] = run("stages", "--changes", "--format", "json").json["changes"]
    assert (change["instance"], change["outcome"], change["after"]) == ("west", "changed", "No")


def test_instances_named_by_two_answers_come_back(run, text_file, tmp_path):
    """An instance that two answers name is told apart from one that shares the first of them."""
    answers = "B1,north,left,Yes,No\nB1,north,right,No,No\n"
    assert spans(run, text_file, key="[span, side]", answers=answers).code == 0
    fill(tmp_path / "replies" / "reply-B1.xlsx", {"open#2": CORRECTED})

    assert ingest(run).code == 0
    [change] = run("stages", "--changes", "--format", "json").json["changes"]
    assert (change["instance"], change["before"], change["after"]) == ("north / right", "No", "Yes")


def test_a_changed_name_of_an_instance_stops(run, text_file, tmp_path):
    """An instance's name that was written over is named by its cell, and nothing is stored."""
    assert spans(run, text_file).code == 0

    def rename_instance(_book, page, rows):
        page.cell(rows["open#1"], 2).value = "east"

    fill(tmp_path / "replies" / "reply-B1.xlsx", {"open#1": {"reply": "agree"}}, change=rename_instance)

    ran = ingest(run, "--format", "json")

    assert ran.code == 1
    assert ("reply-overwritten", "reply-B1.xlsx!Reply!B8") in [(p["code"], p["where"]) for p in ran.json["problems"]]


def test_a_confidential_name_is_on_no_sheet(run, text_file, tmp_path):
    """R8: where a confidential question names instances, no sheet is written, and the message says so."""
    ran = spans(run, text_file, tier=", tier: confidential")

    assert ran.code == 2
    assert Code.REPLY_INSTANCES.value.message.partition("{entity}")[2] in " ".join(ran.err.split())
    assert not (tmp_path / "replies").exists()


def test_what_is_wrong_with_every_sheet_is_said_in_one_run(sent, run):
    """A sheet that cannot be opened does not keep back what is wrong with the others; nothing is stored."""
    fill(sent / "reply-B1.xlsx", {"open": {"reply": "perhaps"}})
    (sent / "reply-B2.xlsx").write_bytes((sent / "reply-B2.xlsx").read_bytes()[:500])
    before = Path("civicmap.duckdb").read_bytes()
    ran = run("ingest", "replies", "--stage", "reply")
    assert ran.code == 2
    assert "reply-B2.xlsx: " in ran.err
    assert "this is no reply" in ran.err
    assert Path("civicmap.duckdb").read_bytes() == before
