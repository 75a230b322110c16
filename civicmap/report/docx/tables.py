"""Tables: built as text in one pass, for a table may have a thousand rows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from civicmap.report.blocks import bare, plain
from civicmap.report.docx.columns import widths
from civicmap.report.docx.fields import field
from civicmap.report.docx.inline import bookmark, referring, run, runs
from civicmap.report.docx.styles import TINTED
from civicmap.report.docx.xml import text, w

if TYPE_CHECKING:
    from collections.abc import Iterable

    from civicmap.report.blocks import Caption, Content, Table
    from civicmap.report.docx.inline import Links

_STYLES: Final = {"right": "TableNumber", "center": "TableCentred"}
_SHORT: Final = 10  # rows: a table up to this long is kept on one page
_TOGETHER: Final = 3  # rows of a longer table that stay together at its end
_LONGEST_KIND: Final = 32  # characters of what a sequence counts
_FIRST_CAPTION: Final = 3_000_000  # bookmarks of other things are numbered below
_BOLD: Final = (w("b"), w("bCs"))


def table(made: Table, measure: int, links: Links, *, mirrored: bool) -> str:
    """Return a table with its notes below; `mirrored` begins it at the right."""
    return _grid(made, measure, links, mirrored=mirrored) + notes(made.notes, links) + _styled("TableEnd", "")


def notes(said: tuple[Content, ...], links: Links) -> str:
    """Return the notes below a table or a figure."""
    return "".join(_styled("TableNote", referring(note, links)) for note in said)


def caption(said: Caption, links: Links, last: dict[str, int]) -> str:
    """Return a caption. Its number is Word's own count, told where to begin wherever it is not the next."""
    if said.number is None:
        return _styled("Caption", runs(said.content, links))
    begin = "" if said.number == last.get(said.label, 0) + 1 else f" \\r {said.number}"
    last[said.label] = said.number
    kind = "".join(filter(str.isalnum, said.label))[:_LONGEST_KIND]
    kind = kind if kind[:1].isalpha() else f"Item{kind}"
    number = field(f"SEQ {kind} \\* ARABIC{begin}", run(str(said.number), *_BOLD), properties=w("rPr", *_BOLD))
    name = links.places.caption(said)
    if name and name not in last:  # another caption of the same number is not what a text refers to
        last[name] = 1
        number = bookmark(name, _FIRST_CAPTION + len(last), number)
    label = run(f"{said.label}\u00a0", *_BOLD) + number + run(". ", *_BOLD)
    return _styled("Caption", label + runs(said.content, links))


def box(inside: str, measure: int, *, mirrored: bool) -> str:
    """Return text in a tinted frame: one cell, for the frames of paragraphs with other indents would come apart."""
    size = w("tcW", w=measure, type="dxa")
    properties = w(
        "tblPr",
        w("tblStyle", val="Box"),
        *([w("bidiVisual")] if mirrored else []),
        w("tblW", w=measure, type="dxa"),
        w("tblLayout", type="fixed"),
        w("tblLook", val="0000"),
    )
    cell = w("tc", w("tcPr", size, TINTED), inside)
    return w("tbl", properties, w("tblGrid", w("gridCol", w=measure)), w("tr", cell))


def _styled(style: str, inside: str) -> str:
    """Return a paragraph in a style."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{inside}</w:p>'


def _grid(made: Table, measure: int, links: Links, *, mirrored: bool) -> str:
    """Return the table itself. The header row repeats on every page, and no row breaks across two."""
    columns = widths(made, measure)
    styles = [_STYLES.get(align, "TableText") for align in made.aligns]
    held, loose = _row(columns, styles, held=True), _row(columns, styles, held=False)
    head = _row(columns, styles, "<w:tblHeader/>", held=True) % _contents(made.header, links)
    last = len(made.rows) - 1
    rows = [
        (held if _holds(place, last, made) else loose) % _contents(row, links) for place, row in enumerate(made.rows)
    ]
    grid = w("tblGrid", *(w("gridCol", w=width) for width in columns))
    return f"<w:tbl>{_properties(made, sum(columns), mirrored=mirrored)}{grid}{head}{''.join(rows)}</w:tbl>"


def _holds(place: int, last: int, made: Table) -> bool:
    """Tell whether a row stays with what follows it; the head always does.

    A short table stays on one page. The last rows of a longer one do not stand alone at the top of a page, and the last stays
    with the notes. Nothing more is held where a longer table begins: LibreOffice then leaves out the rows after the first page.
    """
    if place == last:
        return bool(made.notes)
    return last < _SHORT or place > last - _TOGETHER


def _properties(made: Table, width: int, *, mirrored: bool) -> str:
    """Return the properties of the table: its style, width, and what it is called for who cannot see it."""
    said = plain(made.caption.content).strip() if made.caption else ""
    named = f"{made.caption.label} {made.caption.number}. " if made.caption and made.caption.number is not None else ""
    columns = ", ".join(plain(cell) for cell in made.header)
    return w(
        "tblPr",
        w("tblStyle", val="ReportTable"),
        *([w("bidiVisual")] if mirrored else []),
        w("tblW", w=width, type="dxa"),
        w("tblLayout", type="fixed"),
        w("tblLook", val="0420", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0, noHBand=0, noVBand=1),
        *([w("tblCaption", val=named + said)] if said else []),
        w("tblDescription", val=f"{said}: {columns}" if said else columns),
    )


def _row(columns: Iterable[int], styles: Iterable[str], properties: str = "", *, held: bool) -> str:
    """Return a row with %s for what stands in each cell; `held` keeps it with the next."""
    keep = "<w:keepNext/>" if held else ""
    cells = [
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}</w:pPr>%s</w:p></w:tc>'
        for width, style in zip(columns, styles, strict=True)
    ]
    return f"<w:tr><w:trPr><w:cantSplit/>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def _contents(cells: tuple[Content, ...], links: Links) -> tuple[str, ...]:
    """Return what stands in the cells of a row. Almost every cell is one plain run, which needs no look at its style."""
    texts = map(bare, cells)
    return tuple(
        [
            f'<w:r><w:t xml:space="preserve">{text(said)}</w:t></w:r>' if said is not None else runs(cell, links)
            for said, cell in zip(texts, cells, strict=True)
        ]
    )
