"""Word's own numbering, kept equal to the numbers of the Markdown."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from docx.oxml import parse_xml

from civicmap.report.docx.xml import part, w

if TYPE_CHECKING:
    from docx.oxml.numbering import CT_Numbering

INDENT: Final = 624  # 1.1 cm: every number hangs in this column, every text begins after it
STEP: Final = 510  # 0.9 cm further for each level of points and lists
LIST_LEVELS: Final = 4
_SILENT: Final = -1  # stands for the list without numbers


@dataclass(slots=True)
class Numbering:
    """The lists of the base document, by instance; those that a report restarts; and the last number given."""

    paragraphs: int = 2
    bullets: int = 3
    figures: int = 4
    free: int = 5  # this instance and those above are not taken
    restarts: list[tuple[int, int, int]] = field(default_factory=list)  # list (or _SILENT), level, start
    silent: int = 0  # the list without numbers, once it is needed
    last: int = 0
    points: int = 0
    instance: int = field(init=False)  # of the paragraph before

    def __post_init__(self) -> None:
        self.instance = self.paragraphs

    def paragraph(self, number: int) -> int:
        """Return the instance that gives a paragraph this number: a new one wherever it is not the next."""
        if number != self.last + 1:
            self.instance = self.restart(self.paragraphs, 0, number)
        self.last, self.points = number, 0
        return self.instance

    def point(self, letter: str) -> int | None:
        """Return the instance that gives a point this letter, or None where it is not the next: it is then text."""
        expected = chr(ord("a") + self.points)
        if self.last == 0 or letter != expected or self.points >= 26:
            return None
        self.points += 1
        return self.instance

    def restart(self, of: int, level: int, start: int) -> int:
        """Return a new instance of a list that begins with a number."""
        self.restarts.append((of, level, start))
        return self.free + len(self.restarts) - 1

    def without(self) -> int:
        """Return the list whose items have no number: it takes a heading out of its style's.

        Word has the instance 0 for that, which belongs to no list; what checks documents takes it for a slip.
        """
        self.silent = self.silent or self.restart(_SILENT, 0, 1)
        return self.silent

    def write(self, numbering: CT_Numbering) -> None:
        """Add the new instances to the base document's."""
        lists = {num.numId: num.abstractNumId.val for num in numbering.num_lst}
        if self.silent:
            taken = [int(number) for number in numbering.xpath("./w:abstractNum/@w:abstractNumId")]
            lists[_SILENT] = max(taken, default=-1) + 1
            made = parse_xml(part("numbering", _silent(lists[_SILENT])))[0]
            numbering.insert_element_before(made, "w:num", "w:numIdMacAtCleanup")
        instances = (
            w(
                "num",
                w("abstractNumId", val=lists[of]),
                w("lvlOverride", w("startOverride", val=start), ilvl=level),
                numId=number,
            )
            for number, (of, level, start) in enumerate(self.restarts, start=self.free)
        )
        for num in list(parse_xml(part("numbering", *instances))):
            numbering.insert_element_before(num, "w:numIdMacAtCleanup")


def _silent(number: int) -> str:
    """Return a list whose items show nothing, with an identity that Word would otherwise draw by lot."""
    level = w("lvl", w("start", val=1), w("numFmt", val="none"), w("suff", val="nothing"), w("lvlText", val=""), ilvl=0)
    kind = w("multiLevelType", val="singleLevel")
    return w("abstractNum", w("nsid", val="0000C1AF"), kind, level, abstractNumId=number)


def reference(instance: int, level: int = 0) -> str:
    """Return what puts a paragraph into a list."""
    return w("numPr", w("ilvl", val=level), w("numId", val=instance))
