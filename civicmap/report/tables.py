"""Each table of a report as a file of its own, named by the table's id."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from civicmap.errors import Code, Problem, RequestError
from civicmap.report.catalogue.contents import all_tables
from civicmap.report.escape import escape
from civicmap.report.tabulate import grid

if TYPE_CHECKING:
    from collections.abc import Callable

    from civicmap.report.facts import Report
    from civicmap.report.tabulate import Table


def table_files(report: Report, format: str) -> dict[str, bytes]:  # noqa: A002 - the word users type
    """Return every table of a report by file name, in the order of the document. Raises RequestError for a format.

    As XLSX there is one workbook more, with all of them.
    """
    if format not in FORMATS:
        known = ", ".join(FORMATS)
        raise RequestError(Problem.of(Code.NAME_UNKNOWN, kind="format", name=format, hint="", known=known))
    tables = all_tables(report)
    files = {f"{table.id}.{format}": FORMATS[format](table, report) for table in tables}
    if format == "xlsx":
        from civicmap.report.workbook import ALL, workbook  # noqa: PLC0415 - xlsxwriter, only for this format

        files[f"{ALL}.xlsx"] = workbook(tables, report)
    return files


def _md(table: Table, _report: Report) -> bytes:
    notes = [" ".join(map(escape, table.notes))] if table.notes else []
    return ("\n\n".join([f"**{escape(table.caption)}**", grid(table), *notes]) + "\n").encode()


def _csv(table: Table, _report: Report) -> bytes:
    from civicmap.spreadsheet import csv_text  # noqa: PLC0415 - only for this format

    return csv_text(table.fields, table.records).encode()


def _xlsx(table: Table, report: Report) -> bytes:
    from civicmap.report.workbook import workbook  # noqa: PLC0415 - xlsxwriter, only for this format

    return workbook([table], report)


def _json(table: Table, report: Report) -> bytes:
    return (json.dumps(table_document(table, report), ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def table_document(table: Table, report: Report) -> dict[str, Any]:
    """Return a table as plain values, with what every JSON object carries."""
    framework = report.framework
    return {
        "schema_version": 1,
        "framework": {"id": framework.id, "version": framework.version, "sha256": framework.sha256},
        "wave": report.wave,
        "audience": report.audience,
        "synthetic": report.synthetic,
        "table": table.id,
        "caption": table.caption,
        "notes": list(table.notes),
        "rows": [dict(zip(table.fields, record, strict=True)) for record in table.records],
    }


FORMATS: Final[dict[str, Callable[[Table, Report], bytes]]] = {"md": _md, "csv": _csv, "xlsx": _xlsx, "json": _json}
