"""Tables that a screen reader can follow: a caption, headers with a scope, and a frame that scrolls by keyboard too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from civicmap.report.blocks import plain
from civicmap.report.html.figures import caption
from civicmap.report.html.inline import inline, text

if TYPE_CHECKING:
    from civicmap.report.blocks import Content, Table

_CLASSES: Final = {"right": "right", "center": "centre"}


def table(made: Table, name: str, notes: str, *, isolated: bool = False) -> str:
    """Return a table and its notes; `name` is unique in the document.

    `isolated` cells have a direction of their own: 34 of 101 reads that way on a page that runs from right to left.
    """
    key = _key(made)
    classes = [_CLASSES.get(align, "") for align in made.aligns]
    attributes = [f' class="{given}"' if given else "" for given in classes]
    head = "".join(
        _header(cell, given, key=place == key)
        for place, (cell, given) in enumerate(zip(made.header, classes, strict=True))
    )
    rows = "\n".join(_row(row, attributes, key, "<bdi>{}</bdi>" if isolated else "{}") for row in made.rows)
    return (
        f'<div class="table{" wide" * made.landscape}" id="{text(name)}">\n'
        f'<div class="frame" role="region" aria-labelledby="{text(name)}-caption" tabindex="0">\n'
        f"<table>\n{_caption(made, name)}\n<thead>\n<tr>{head}</tr>\n</thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n"
        f"</div>\n{notes}</div>"
    )


def _key(made: Table) -> int:
    """Return the column that heads the rows: the first column of words that tells each row apart, else the first."""
    for place, align in enumerate(made.aligns):
        if align != "right":
            texts = [plain(row[place]) for row in made.rows]
            if len(set(texts)) == len(texts) and all(texts):
                return place
    return 0


def _caption(made: Table, name: str) -> str:
    """Return the caption; a table without one is named, for who cannot see it, by its columns."""
    said = made.caption
    if said is None:
        columns = ", ".join(filter(None, (plain(cell) for cell in made.header)))
        return f'<caption class="unseen" id="{text(name)}-caption">{text(columns)}</caption>'
    return f'<caption id="{text(name)}-caption"><span>{caption(said)}</span></caption>'


def _header(cell: Content, given: str, *, key: bool) -> str:
    """Return a column's header. An empty corner heads nothing."""
    classes = " ".join(filter(None, (given, "key" if key else "")))
    attribute = f' class="{classes}"' if classes else ""
    return f'<th scope="col"{attribute}>{inline(cell)}</th>' if plain(cell).strip() else f"<td{attribute}></td>"


def _row(row: tuple[Content, ...], attributes: list[str], key: int, form: str) -> str:
    """Return a row with its header; `form` is what stands around the text of a cell."""
    texts = [form.format(inline(cell)) for cell in row]
    cells = [f"<td{given}>{inside}</td>" for inside, given in zip(texts, attributes, strict=True)]
    cells[key] = f'<th scope="row"{attributes[key]}>{texts[key]}</th>'
    return f"<tr>{''.join(cells)}</tr>"
