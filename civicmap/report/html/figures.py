"""Figures: a picture inside the page, what it shows in words, and where its numbers stand."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final

from civicmap.report.blocks import plain
from civicmap.report.html.inline import inline, text

if TYPE_CHECKING:
    from civicmap.report.blocks import Caption, Figure
    from civicmap.report.figure import Drawing

_PIXELS: Final = 96 / 25.4  # to a millimetre, in CSS


def figure(made: Figure, name: str, drawing: Drawing | None, notes: str) -> str:
    """Return a figure and its notes; `name` is unique in the document. Without a drawing its words stand in its place."""
    shown = _picture(plain(made.alt), drawing) if drawing else f"<p>{inline(made.alt)}</p>"
    said, labelled = "", ""
    if made.caption:
        said = f'<figcaption id="{text(name)}-caption">{caption(made.caption)}</figcaption>\n'
        labelled = f' aria-labelledby="{text(name)}-caption"'
        if drawing:
            # In a narrow window a picture keeps a size that its letters can be read at.
            shown = f'<div class="view" role="region"{labelled} tabindex="0">{shown}</div>'
    return f'<figure id="{text(name)}"{labelled}>\n{said}{shown}\n{notes}</figure>'


def caption(said: Caption) -> str:
    """Return the words of a caption, its number first."""
    number = "" if said.number is None else f"<strong>{text(said.label)}&nbsp;{said.number}.</strong> "
    return number + inline(said.content)


def _picture(alt: str, drawing: Drawing) -> str:
    """Return the picture as an image: nothing in it can reach the page, and no style of the page changes it."""
    width, height = (round(size * _PIXELS) for size in (drawing.width, drawing.height))
    data = base64.b64encode(drawing.svg).decode()
    return f'<img class="figure" alt="{text(alt)}" width="{width}" height="{height}" src="data:image/svg+xml;base64,{data}">'
