"""Make the bundled sample from `source/`, or with --check compare, cell by cell, what is there with what would be made.

python data/sample/build.py [--check]
"""

from __future__ import annotations

import csv
import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from kobo import kobo_files
from units import HEADER, SEED, read, register_rows
from waves import Wave, answers, waves

from civicmap.files import write_whole
from civicmap.framework.load import load_framework
from civicmap.framework.types import QuestionType
from civicmap.spreadsheet import Sheet, csv_text, xlsx_bytes
from civicmap.survey.synthetic.cells import MARK_COLUMN, about, cells_of
from civicmap.survey.synthetic.draw import Drawn, stream

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civicmap.framework.types import Framework, Question
    from civicmap.survey.synthetic.cells import Cell

HERE = Path(__file__).parent
ENTITY = "Entity code"
CONTACT = "Email address"
BLANK_ROWS = (17, 61)  # rows left empty in the sheet, as people leave them
POLICY_HEADER = ("Entity", "Topic", "Title", "Year", "Link", "Public", "Own")
_BY_ID = (QuestionType.TEXT, QuestionType.NUMBER, QuestionType.DATE)  # columns headed by the question's id

Row = dict[str, "Cell"]


def header_of(question: Question) -> str:
    """Return what a question's column is headed with: the text as asked for most, the id for some."""
    if question.id == "entity_id":
        return ENTITY
    return question.id if question.type in _BY_ID else question.text


def responses(framework: Framework, wave: Wave, drawn: Drawn) -> Sheet:
    """Return the sheet of responses: one header row, one row a form, in the order in which they came in."""
    headers = [header_of(question) for question in framework.questions]
    columns = {question.id: cells_of(drawn, question) for question in framework.questions}
    rows: list[Row] = [{name: cells[place] for name, cells in columns.items()} for place in range(len(wave.answering))]
    for row in rows:
        _reasons(framework, row)
    rows += [{"entity_id": unit.id, "entity_name": unit.name} for unit in wave.silent]
    by_entity = {str(row["entity_id"]): row for row in rows}
    for oddity in read("oddities.csv"):
        if oddity["wave"] == wave.name:
            by_entity[oddity["entity"]][oddity["question"]] = oddity["text"]
    order = stream(SEED, f"order of {wave.name}").permutation(len(rows))
    lines = [_line(framework, rows[place]) for place in order]
    lines.append(lines[3])  # sent twice
    for place in BLANK_ROWS:
        lines.insert(place, [""] * len(lines[0]))
    return Sheet("Responses", [headers[0], CONTACT, *headers[1:], MARK_COLUMN], lines)


def _reasons(framework: Framework, row: Row) -> None:
    """Give the reasons for "not applicable" in the box of each pillar."""
    for pillar in framework.pillars:
        below = framework.questions_below(pillar.id)
        out = [
            question.title
            for question in below
            if any(answer.id == "not_applicable" and row[question.id] == answer.label for answer in question.answers)
        ]
        if out:
            row[f"{pillar.id}_na_reason"] = "; ".join(f"{title}: no part of our mandate" for title in out)


def _line(framework: Framework, row: Row) -> list[Cell]:
    """Return a row of cells. An entity's own words come as its code, a role address and its answers."""
    code, *rest = (row.get(question.id, "") for question in framework.questions)
    address = f"focal.point.{str(row['entity_id']).replace('-', '').replace(' ', '').lower()}@example.org"
    return [code, address, *rest, "yes"]


def policies(framework: Framework, wave: Wave, drawn: Drawn) -> Sheet:
    """Return the sheet on which units listed their policies: six in ten of those that they say they have."""
    labels = {"yes": "yes", "partial": "yes", "hq_policy_applies": "no"}
    lines: list[list[Cell]] = []
    for question in framework.questions:
        if not question.id.endswith("_link") or question.indicator is None:
            continue
        parent = framework.question(question.id.removesuffix("_link"))
        whose = {answer.label: labels[answer.id] for answer in parent.answers if answer.id in labels}
        draws = stream(SEED, f"policies on {parent.id} {wave.name}").random((3, len(wave.answering)))
        for place, (unit, cell) in enumerate(zip(wave.answering, cells_of(drawn, parent), strict=True)):
            listed, year, shown = draws[:, place]
            if cell in whose and listed < 0.6:
                topic = question.indicator if year < 0.7 else framework.node(question.indicator).title
                link = f"https://example.org/{unit.id.lower()}/{parent.id.replace('_', '-')}"
                title = f"{framework.node(question.indicator).title} of {unit.id}"
                public = "yes" if shown < 0.6 else "no"
                own = whose[str(cell)]
                lines.append([unit.id, topic, title, wave.closing.year - int(9 * year), link, public, own])
    lines.sort(key=lambda line: str(line[0]))
    return Sheet("Policies", POLICY_HEADER, lines)


def files() -> dict[str, bytes]:
    """Return every file of the sample that is made, by name."""
    framework = load_framework(HERE / "framework.yaml")
    labels = {question.id: {answer.id: answer.label for answer in question.answers} for question in framework.questions}
    made = {"register.csv": csv_text(HEADER, register_rows(labels)).encode()}
    for number, wave in enumerate(waves(), start=1):
        drawn = answers(framework, wave, number)
        said = about(
            [f"Bundled sample, wave {wave.name}. Units, answers and addresses are invented.", "Made by build.py."]
        )
        if number == 1:
            made |= kobo_files(framework, _texts(framework, wave, drawn))
        made[wave.file] = xlsx_bytes([responses(framework, wave, drawn), policies(framework, wave, drawn), said])
    return made


def _texts(framework: Framework, wave: Wave, drawn: Drawn) -> list[dict[str, str]]:
    """Return the forms of a wave as texts, without the oddities of the workbook, in the order of the units."""
    columns = {question.id: cells_of(drawn, question) for question in framework.questions}
    rows: list[Row] = [{name: cells[place] for name, cells in columns.items()} for place in range(len(wave.answering))]
    for row in rows:
        _reasons(framework, row)
    rows += [{"entity_id": unit.id, "entity_name": unit.name} for unit in wave.silent]
    return [{name: "" if cell is None else str(cell) for name, cell in row.items()} for row in rows]


def tables(name: str, content: bytes) -> dict[str, list[tuple[object, ...]]]:
    """Return a file's sheets as rows of cells."""
    if name.endswith(".csv"):
        mark = ";" if content.startswith(b'"') else ","
        return {"": [tuple(row) for row in csv.reader(io.StringIO(content.decode(), newline=""), delimiter=mark)]}
    from openpyxl import load_workbook  # noqa: PLC0415 - only to compare

    book = load_workbook(io.BytesIO(content))
    return {sheet.title: list(sheet.iter_rows(values_only=True)) for sheet in book.worksheets}


def differences(name: str, made: bytes) -> list[str]:
    """Return where the file that is there differs from what would be made."""
    path = HERE / name
    if not path.is_file():
        return [f"{name}: is not there"]
    old, new = tables(name, path.read_bytes()), tables(name, made)
    if list(old) != list(new):
        return [f"{name}: sheets {list(old)}, not {list(new)}"]
    return [line for sheet in new for line in _differing(f"{name}!{sheet}", old[sheet], new[sheet])]


def _differing(where: str, old: Sequence[tuple[object, ...]], new: Sequence[tuple[object, ...]]) -> list[str]:
    found = [] if len(old) == len(new) else [f"{where}: {len(old)} rows, not {len(new)}"]
    for number, (before, after) in enumerate(zip(old, new, strict=False), start=1):
        for column, (one, other) in enumerate(zip(before, after, strict=True), start=1):
            if one != other:
                found.append(f"{where} row {number} column {column}: {one!r}, not {other!r}")
    return found


def main(arguments: Sequence[str]) -> int:
    """Write the sample, or compare. Return 1 if it differs."""
    made = files()
    if "--check" in arguments:
        found = [line for name, content in made.items() for line in differences(name, content)]
        print("\n".join(found[:50]) if found else "The sample is what its sources make.")
        return 1 if found else 0
    for name, content in made.items():
        write_whole(HERE / name, content)
        print(f"Wrote {HERE / name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
