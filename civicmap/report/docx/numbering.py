"""Word's own numbering, kept equal to the numbers of the Markdown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from civicmap.report.docx.xml import part, w

HEADINGS, PARAGRAPHS, BULLETS, FIGURES = 0, 1, 2, 3
INDENT: Final = 624  # 1.1 cm: every number hangs in this column, every text begins after it
STEP: Final = 510  # 0.9 cm further for each level of points and lists
LIST_LEVELS: Final = 4
_FIRST_FREE: Final = 4  # the instances below are the four lists as they are; those above restart one of them


@dataclass(slots=True)
class Numbering:
    """The instances of numbering that a document uses, and the last number given to a paragraph."""

    restarts: list[tuple[int, int, int]] = field(default_factory=list)  # list, level, start
    instance: int = PARAGRAPHS + 1
    last: int = 0
    points: int = 0

    def paragraph(self, number: int) -> int:
        """Return the instance that gives a paragraph this number: a new one wherever it is not the next."""
        if number != self.last + 1:
            self.instance = self.restart(PARAGRAPHS, 0, number)
        self.last, self.points = number, 0
        return self.instance

    def point(self, letter: str) -> int | None:
        """Return the instance that gives a point this letter, or None where it is not the next: it is then text."""
        expected = chr(ord("a") + self.points)
        if self.last == 0 or letter != expected or self.points >= 26:
            return None
        self.points += 1
        return self.instance

    def restart(self, kind: int, level: int, start: int) -> int:
        """Return a new instance of a list that begins with a number."""
        self.restarts.append((kind, level, start))
        return _FIRST_FREE + len(self.restarts)

    def xml(self) -> bytes:
        """Return the part: every abstract list before every instance."""
        instances = [_instance(kind + 1, kind) for kind in (HEADINGS, PARAGRAPHS, BULLETS, FIGURES)]
        for place, (kind, level, start) in enumerate(self.restarts, start=1):
            override = w("lvlOverride", w("startOverride", val=start), ilvl=level)
            instances.append(_instance(_FIRST_FREE + place, kind, override))
        return part("numbering", *_ABSTRACT, *instances)


def reference(instance: int, level: int = 0) -> str:
    """Return what puts a paragraph into a list. Instance 0 takes it out of its style's."""
    return w("numPr", w("ilvl", val=level), w("numId", val=instance))


def _instance(number: int, kind: int, override: str = "") -> str:
    """Return one instance of a list."""
    return w("num", w("abstractNumId", val=kind), override, numId=number)


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
    return w("abstractNum", w("nsid", val=f"{0xC1A0 + number:08X}"), kind, *levels, abstractNumId=number)


def _places(level: int) -> int:
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
        *(_level(level, "bullet", sign, _places(level), STEP) for level, sign in enumerate("•–•–")),
    ),
    _abstract(
        FIGURES,
        *(_level(level, "decimal", f"%{level + 1}.", _places(level), STEP) for level in range(LIST_LEVELS)),
    ),
)
