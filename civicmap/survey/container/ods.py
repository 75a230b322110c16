"""OpenDocument spreadsheets: every sheet as streamed rows of text."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final
from zipfile import ZipFile

from civicmap.survey.container.door import unreadable
from civicmap.survey.container.ods_sheet import read_rows
from civicmap.survey.container.ods_styles import Styles, read_styles
from civicmap.survey.container.rows import whole_rows
from civicmap.survey.container.workbook_sheet import SheetError
from civicmap.survey.container.zip import ODS_PART
from civicmap.survey.tables import Container, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from civicmap.survey.container.ods_styles import Page
    from civicmap.survey.container.origin import Origin
    from civicmap.survey.tables import Row

_RESAVE: Final = "open it in a spreadsheet program and save it again as .ods or .xlsx"


def open_ods(origin: Origin, sha256: Callable[[], str]) -> Container:
    """Open an OpenDocument spreadsheet that the pre-flight has passed. Raises UnreadableError."""
    stream = origin.open()
    try:
        archive = ZipFile(stream)
        styles = read_styles(archive, ODS_PART)
    except SheetError as fault:
        stream.close()
        raise unreadable(origin.name, f"it has {fault}", _RESAVE) from fault
    except Exception as fault:  # of the archive or of the parser, by what is damaged
        stream.close()
        raise unreadable(origin.name, f"the spreadsheet is damaged ({type(fault).__name__})", _RESAVE) from fault
    if not styles.pages:
        stream.close()
        raise unreadable(origin.name, "it holds no sheet", "export the survey as .xlsx or .csv")
    tables = tuple(
        Table(page.name, page.hidden, partial(_rows, origin.name, archive, page, styles), "ods")
        for page in styles.pages
    )
    return Container(origin.name, sha256, None, tables, (), stream.close)


def _rows(file: str, archive: ZipFile, page: Page, styles: Styles) -> Iterator[Row]:
    """Yield a sheet's rows as text, without blank rows at its end."""
    return whole_rows(file, page.name, read_rows(archive, ODS_PART, page.place, styles), _RESAVE)
