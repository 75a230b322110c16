"""Tables that a screen reader can follow: a caption, headers with a scope, and a frame that scrolls by keyboard too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from civicmap.report.blocks import plain
from civicmap.report.html.figures import caption
from civicmap.report.html.inline import inline, text

if TYPE_CHECKING:
    from civicmap.report.blocks import Content, Table

_CLASSES: Final = {"right": ' class="right"', "center": ' class="centre"'}


def table(made: Table, name: str, notes: str) -> str:
    """Return a table and its notes; `name` is unique in the document."""
    aligns = [_CLASSES.get(align, "") for align in made.aligns]
    head = "".join(_header(cell, align) for cell, align in zip(made.header, aligns, strict=True))
    rows = "\n".join(_row(row, aligns) for row in made.rows)
    return (
        f'<div class="table{" wide" * made.landscape}" id="{text(name)}">\n'
        f'<div class="frame" role="region" aria-labelledby="{text(name)}-caption" tabindex="0">\n'
        f"<table>\n{_caption(made, name)}\n<thead>\n<tr>{head}</tr>\n</thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n"
        f"</div>\n{notes}</div>"
    )


def _caption(made: Table, name: str) -> str:
    """Return the caption; a table without one is named, for who cannot see it, by its columns."""
    said = made.caption
    if said is None:
        columns = ", ".join(filter(None, (plain(cell) for cell in made.header)))
        return f'<caption class="unseen" id="{text(name)}-caption">{text(columns)}</caption>'
    return f'<caption id="{text(name)}-caption"><span>{caption(said)}</span></caption>'


def _header(cell: Content, align: str) -> str:
    """Return a column's header. An empty corner heads nothing."""
    return f'<th scope="col"{align}>{inline(cell)}</th>' if plain(cell).strip() else f"<td{align}></td>"


def _row(row: tuple[Content, ...], aligns: list[str]) -> str:
    """Return a row; its first cell is its header."""
    first, *others = (f"{align}>{inline(cell)}" for cell, align in zip(row, aligns, strict=True))
    return f'<tr><th scope="row"{first}</th>' + "".join(f"<td{other}</td>" for other in others) + "</tr>"
