"""Tables as workbooks: one sheet each, a sheet that explains them, numbers as numbers. docs/how-to/tables.md tells why so."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from civicmap.report.facts import words_of
from civicmap.report.tabulate import HIDDEN, NONE
from civicmap.spreadsheet import ONE_PLACE, P_VALUE, PERCENT, WHOLE, Sheet, sheet_names, xlsx_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from civicmap.report.facts import Report
    from civicmap.report.ladder import Wording
    from civicmap.report.tabulate import Table, Value

ALL: Final = "tables"
"""The name of the workbook that holds every table."""
NOTES: Final = "notes"
_YEARS: Final = ("year",)  # names of years, not counts
_SHARES: Final = ("share", "gap_share", "rate", "from", "to", "over", "under")
_SCORES: Final = ("mean", "median", "q1", "q3")
_TESTS: Final = ("p", "p_adjusted")
_BASES: Final = ("frame", "respondents", "applicable", "given", "answered")


def workbook(tables: Sequence[Table], report: Report) -> bytes:
    """Return tables as one workbook: a sheet for each, and at the end one that says what words, signs and columns mean."""
    words = words_of(report)
    *names, notes = sheet_names([*(table.id for table in tables), NOTES])
    sheets = [_sheet(name, table, words) for name, table in zip(names, tables, strict=True)]
    explained = dict(zip(names, tables, strict=True))
    title = tables[0].caption if len(tables) == 1 else words.say("sheet.sheets")
    properties = {
        "title": title,
        "subject": report.framework.title,
        "author": "civicmap",
        "keywords": ", ".join([report.framework.id, report.wave, *names]),
        "comments": " ".join([_made(report, words), *report.marks]),
    }
    return xlsx_bytes([*sheets, _notes(notes, explained, report, words)], properties)


def _sheet(name: str, table: Table, words: Wording) -> Sheet:
    """Return a table as a sheet: its values for programs, each shown as people read it."""
    shown = {field: place for place, heading in enumerate(table.headings) for field in heading.fields}
    rows = [
        [_cell(value, cells, shown.get(field)) for field, value in zip(table.fields, record, strict=True)]
        for cells, record in zip(table.rows, table.records, strict=True)
    ]
    formats = [_format(field, [record[place] for record in table.records]) for place, field in enumerate(table.fields)]
    return Sheet(name, table.fields, rows, (), table.caption, words.say("sheet.about"), formats)


def _cell(value: Value, cells: Sequence[str], place: int | None) -> Value:
    """Return a value, or the sign of why there is none: no cell is left empty.

    True and false are texts: LibreOffice makes formulas of them.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is not None and value != "":
        return value
    return HIDDEN if place is not None and HIDDEN in cells[place] else NONE


def _format(field: str, values: Sequence[Value]) -> str:
    """Return how a column's numbers are shown; "" for one that holds none."""
    numbers = [value for value in values if isinstance(value, (int, float)) and not isinstance(value, bool)]
    if not numbers or field in _YEARS:
        return ""
    if field in _SHARES or field.endswith(("_low", "_high")):
        return PERCENT
    if field in _TESTS:
        return P_VALUE
    return ONE_PLACE if field in _SCORES or any(isinstance(number, float) for number in numbers) else WHOLE


def _notes(name: str, tables: Mapping[str, Table], report: Report, words: Wording) -> Sheet:
    """Return the sheet that explains the others, which is a table too."""
    rows = [*_about_all(tables, report, words)]
    for sheet, table in tables.items():
        rows += [(sheet, words.say("sheet.table"), table.caption)]
        rows += [(sheet, words.say("sheet.note"), note) for note in table.notes if not note.startswith((HIDDEN, NONE))]
        rows += [(sheet, f"{words.say('sheet.column')} {field}", text) for field, text in _columns(table, words)]
    header = [words.say(f"sheet.head_{part}") for part in ("subject", "item", "meaning")]
    return Sheet(name, header, rows, (22, 34, 100), words.say("sheet.notes"), words.say("sheet.about_notes"))


def _about_all(tables: Mapping[str, Table], report: Report, words: Wording) -> Iterator[tuple[str, str, str]]:
    """Yield what holds for every sheet: how it was made, marks, signs, numbers, and the bases that occur."""
    everything = words.say("sheet.sheets")
    yield everything, words.say("sheet.made"), _made(report, words)
    for mark in report.marks:
        yield everything, words.say("sheet.mark"), mark
    yield everything, f"{words.say('sheet.sign')} {HIDDEN}", words.say("sheet.withheld")
    yield everything, f"{words.say('sheet.sign')} {NONE}", words.say("sheet.none")
    yield everything, words.say("sheet.number"), words.say("sheet.shares")
    for base in _bases(tables):
        yield everything, f"{words.say('sheet.base')} {base}", words.say(f"rules.base_{base}")


def _bases(tables: Mapping[str, Table]) -> tuple[str, ...]:
    """Return the bases that a table names, in their order."""
    named = {
        record[place]
        for table in tables.values()
        for place, field in enumerate(table.fields)
        if field == "base"
        for record in table.records
    }
    return tuple(base for base in _BASES if base in named)


def _columns(table: Table, words: Wording) -> Iterator[tuple[str, str]]:
    """Yield each column with the heading that it has in the report."""
    shown = {field: heading.title for heading in table.headings for field in heading.fields}
    for field in table.fields:
        yield field, shown.get(field) or words.say("sheet.unprinted")


def _made(report: Report, words: Wording) -> str:
    framework = report.framework
    return words.say(
        "sheet.made_of",
        content=report.data.content_sha256,
        framework=framework.id,
        version=framework.version,
        sha=framework.sha256,
        wave=report.wave,
        audience=words.say(f"audience.{report.audience}"),
    )
