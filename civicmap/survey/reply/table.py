"""A reply sheet as a table with a response for each instance, each cell with its own row for an address."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from civicmap.model import Source
from civicmap.survey.addresses import address
from civicmap.survey.dialects.returned import RETURN
from civicmap.survey.filetable import FileTable
from civicmap.survey.long_plain import widen_plain
from civicmap.survey.reply.read import read_reply

if TYPE_CHECKING:
    from civicmap.framework.types import Framework
    from civicmap.survey.reply.find import Found
    from civicmap.survey.reply.read import Expected
    from civicmap.survey.tables import Container


def replied(container: Container, found: Found, framework: Framework, expected: Expected | None) -> FileTable:
    """Return the response that a file holds as a reply sheet."""
    cells = read_reply(found, framework, expected)
    source = Source(
        name=container.name,
        sha256=container.sha256,
        dialect=RETURN.id,
        why="the workbook is a reply sheet",
        encoding=None,
        sheet=found.table.name,
        header_rows=found.header,
        rows=0,
    )
    pivoted, numbers = widen_plain(cells, framework, lambda number, letter: address(source, number, letter))
    return FileTable(
        source=replace(source, rows=len(numbers)),
        columns=pivoted.columns,
        all_columns=(),
        numbers=numbers,
        blank=0,
        known=max(len(pivoted.columns), 1),
        absent=(),
        policies=(),
        synthetic=cells.synthetic,
        problems=(*container.problems, *cells.problems, *pivoted.problems),
        wave=cells.wave,
    )
