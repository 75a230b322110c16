"""A document that is to stand on one page: the base document's styles and margins, tightened and still legible."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from docx.shared import Length, Pt, Twips

if TYPE_CHECKING:
    from docx.document import Document as Word
    from docx.styles.style import ParagraphStyle

    from civicmap.report.docx.base import Base

_MARGINS: Final = {"top": 1_180, "bottom": 960, "left": 1_020, "right": 1_020}  # twips, at most


class _Tight(NamedTuple):
    """At most: the size of the type and the space above and below, in points."""

    size: float
    before: float
    after: float


_STYLES: Final = {
    "Title": _Tight(16, 0, 6),
    "Heading1": _Tight(12, 8, 3),
    "BodyText": _Tight(10, 2, 4),
    "Caption": _Tight(9.5, 3, 3),
    "TableText": _Tight(9, 1.2, 1.2),
    "TableNote": _Tight(8, 2, 0),
    "TableEnd": _Tight(2, 0, 0),
}


def tighten(base: Base, word: Word) -> None:
    """Tighten what paragraphs stand in, and the margins; what is tighter already stays as it is."""
    for id_, tight in _STYLES.items():
        _tighten(base.styles[id_], tight)  # type: ignore[arg-type]  # the table above names paragraph styles alone
    for section in word.sections:
        for side, most in _MARGINS.items():
            held = getattr(section, f"{side}_margin")
            setattr(section, f"{side}_margin", min(Length(Twips(most)), held or Twips(most)))


def _tighten(style: ParagraphStyle, tight: _Tight) -> None:
    """Tighten one style."""
    paragraph = style.paragraph_format
    style.font.size = min(Pt(tight.size), style.font.size or Pt(tight.size))
    paragraph.space_before = min(Pt(tight.before), paragraph.space_before or Pt(0))
    paragraph.space_after = min(Pt(tight.after), paragraph.space_after or Pt(0))
    paragraph.line_spacing = 1.0
