"""A return workbook as a table of one response, each cell with its own row for an address."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from civicmap.model import Source
from civicmap.survey.addresses import address
from civicmap.survey.dialects.returned import RETURN
from civicmap.survey.filetable import FileTable
from civicmap.survey.long_plain import widen_plain
from civicmap.survey.policies import list_policies
from civicmap.survey.returns.find import find_return
from civicmap.survey.returns.policies import policy_table
from civicmap.survey.returns.read import read_return

if TYPE_CHECKING:
    from civicmap.framework.types import Framework
    from civicmap.survey.headers import Headers
    from civicmap.survey.returns.find import ReturnTable
    from civicmap.survey.tables import Container

_BOOKS: Final = ("workbook", "ods")


def returned(container: Container, framework: Framework, index: Headers) -> FileTable | None:
    """Return the response that a file holds as a return workbook; None if it is none.

    Raises UnreadableError where the file turns out to be damaged.
    """
    if not any(table.kind in _BOOKS for table in container.tables):
        return None
    found = find_return(container)
    if found is None:
        return None
    cells = read_return(found, framework)
    listing = policy_table(found, framework) if len(cells) else None
    listed = list_policies(container, listing, index) if listing is not None else ((), ())
    source = _source(container, found)
    pivoted, numbers = widen_plain(cells, framework, lambda number, letter: address(source, number, letter))
    return FileTable(
        source=replace(source, rows=len(numbers)),
        columns=pivoted.columns,
        all_columns=(),
        numbers=numbers,
        blank=0,
        known=len(pivoted.columns),
        absent=(),
        policies=listed[0],
        synthetic=cells.synthetic,
        problems=(*container.problems, *cells.problems, *pivoted.problems, *listed[1]),
        wave=cells.wave,
    )


def _header(found: ReturnTable) -> int:
    return found.answers[0].header if found.answers else 1


def _source(container: Container, found: ReturnTable) -> Source:
    """Return what a message calls the sheet of answers; each response in it counts as one row."""
    return Source(
        name=container.name,
        sha256=container.sha256,
        dialect=RETURN.id,
        why="the workbook says so of itself",
        encoding=None,
        sheet=found.answers[0].table.name if found.answers else None,
        header_rows=_header(found),
        rows=0,
    )
