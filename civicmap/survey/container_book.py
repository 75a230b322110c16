"""openpyxl, told to read no more than answers need: values and number formats of worksheets, row by row.

Import this lazily: openpyxl takes half a second.
"""

from __future__ import annotations

from typing import IO, Any

from openpyxl.reader.excel import ExcelReader
from openpyxl.styles.stylesheet import apply_stylesheet
from openpyxl.worksheet._read_only import ReadOnlyWorksheet


class _Sheet(ReadOnlyWorksheet):
    """A worksheet that does not believe, nor look for, the dimension that its file claims."""

    def _get_size(self) -> None:
        """Do nothing: without a claim the library would read the whole sheet for its size."""


def load_book(stream: IO[bytes], *, data_only: bool) -> tuple[Any, list[tuple[str, bool, Any]]]:
    """Return a workbook, and the name, hiddenness and rows of each of its worksheets. Raises whatever openpyxl does.

    Document properties, defined names, charts and comments are not read: files are refused for faults in them that
    touch no answer.
    """
    reader: Any = ExcelReader(stream, read_only=True, data_only=data_only, keep_links=False)
    reader.read_manifest()
    reader.read_strings()
    reader.read_workbook()
    apply_stylesheet(reader.archive, reader.wb)
    sheets = [
        (sheet.name, sheet.state != "visible", _Sheet(reader.wb, sheet.name, relation.target, reader.shared_strings))
        for sheet, relation in reader.parser.find_sheets()
        if relation.target in reader.valid_files and "chartsheet" not in relation.Type
    ]
    return reader.wb, sheets
