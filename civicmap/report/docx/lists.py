"""The lists of the house style: the base document holds them, and a report restarts them where it must."""

from __future__ import annotations

from typing import Final

from civicmap.report.docx.numbering import INDENT, LIST_LEVELS, STEP
from civicmap.report.docx.xml import part, w

HEADINGS, PARAGRAPHS, BULLETS, FIGURES = 1, 2, 3, 4  # instances; each has a list of its own


def numbering() -> bytes:
    """Return the part: every abstract list before every instance."""
    instances = (
        w("num", w("abstractNumId", val=kind - 1), numId=kind) for kind in (HEADINGS, PARAGRAPHS, BULLETS, FIGURES)
    )
    return part("numbering", *_ABSTRACT, *instances)


def _level(number: int, form: str, shown: str, left: int, hanging: int, style: str = "") -> str:
    """Return one level: its number hangs to the left of its text."""
    return w(
        "lvl",
        w("start", val=1),
        w("numFmt", val=form),
        *([w("pStyle", val=style)] if style else []),
        w("lvlText", val=shown),
        w("lvlJc", val="left"),
        w("pPr", w("tabs", w("tab", val="num", pos=left)), w("ind", left=left, hanging=hanging)),
        ilvl=number,
    )


def _abstract(number: int, *levels: str) -> str:
    """Return one abstract list, with an identity that Word would otherwise draw by lot."""
    kind = w("multiLevelType", val="multilevel")
    return w("abstractNum", w("nsid", val=f"{0xC19F + number:08X}"), kind, *levels, abstractNumId=number - 1)


def _place(level: int) -> int:
    """Return where the text of a list's item begins."""
    return INDENT + STEP * (level + 1)


_ABSTRACT: Final = (
    _abstract(
        HEADINGS,
        _level(0, "upperRoman", "%1.", INDENT, INDENT, "Heading1"),
        _level(1, "upperLetter", "%2.", INDENT, INDENT, "Heading2"),
        _level(2, "decimal", "%3.", INDENT, INDENT, "Heading3"),
    ),
    _abstract(
        PARAGRAPHS,
        _level(0, "decimal", "%1.", INDENT, INDENT, "NumberedParagraph"),
        _level(1, "lowerLetter", "(%2)", INDENT + STEP, STEP, "LetteredPoint"),
    ),
    _abstract(
        BULLETS,
        _level(0, "bullet", "•", _place(0), STEP, "ListBullet"),
        *(_level(level, "bullet", sign, _place(level), STEP) for level, sign in enumerate("–•–", start=1)),
    ),
    _abstract(
        FIGURES,
        _level(0, "decimal", "%1.", _place(0), STEP, "ListNumber"),
        *(_level(level, "decimal", f"%{level + 1}.", _place(level), STEP) for level in range(1, LIST_LEVELS)),
    ),
)
