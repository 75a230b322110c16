"""Blocks of the Markdown dialect: numbered paragraphs, lettered points, tables, the marks. Knows no facts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from civicmap.report import numbers
from civicmap.report.escape import Markdown, escape, escape_alt
from civicmap.report.figure import as_id
from civicmap.report.tabulate import grid

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civicmap.report.figure import Chart
    from civicmap.report.ladder import Wording
    from civicmap.report.tabulate import Table

_BLANK_LINES: Final = re.compile(r"\n\s*\n")
_SPACES: Final = re.compile(r"[ \t\r\n]+")
# No text can hold this: escaping turns control characters into U+FFFD.
_REFERENCE: Final = re.compile("\x00([a-z]+)\x00([^\x00]+)\x00")
# Where a figure's numbers stand: a note, or nothing where the template does not print that table.
_DATA: Final = re.compile("\n\n<!-- civicmap: note -->\n\n\x00([a-z0-9_-]+)\x00(?![a-z0-9_-])")
_NOTE: Final = "<!-- civicmap: note -->"
_TITLE: Final = re.compile(r"^# .*$", re.MULTILINE)
_MARKS: Final = "<!-- civicmap: marks -->"
_LEAST_INDENT: Final = 4


class Layout:
    """One document's numbers: paragraphs, tables and figures count from 1, through the whole of it."""

    def __init__(
        self, tables: Sequence[Table], words: Wording, charts: Sequence[Chart] = (), folder: str = "figures"
    ) -> None:
        """Lay out what a document may print; `folder` is where its pictures lie beside it."""
        self._tables = {table.id: table for table in tables}
        self._charts = {chart.id: chart for chart in charts}
        self._words = words
        self._folder = folder
        self._numbers: dict[str, dict[str, int]] = {"table": {}, "figure": {}, "paragraph": {}}
        self._paragraphs = 0

    @property
    def figures(self) -> tuple[str, ...]:
        """The figures printed so far, in their order."""
        return tuple(self._numbers["figure"])

    def paragraph(self, block: str, name: str = "") -> Markdown:
        """Return a block as the next numbered paragraph; nothing, and no number, for an empty one.

        A paragraph with a name can be referred to; of several with one name, the first.
        """
        parts = [_SPACES.sub(" ", part).strip() for part in _BLANK_LINES.split(block)]
        parts = [part for part in parts if part]
        if not parts:
            return Markdown("")
        self._paragraphs += 1
        if name:
            self._numbers["paragraph"].setdefault(name, self._paragraphs)
        number = f"{self._paragraphs}. ".ljust(_LEAST_INDENT)
        indent = " " * len(number)
        return Markdown("\n" + number + f"\n\n{indent}".join(parts) + "\n")

    def has(self, table_id: str) -> bool:
        """Whether the report has a table."""
        return table_id in self._tables

    def table(self, table_id: str) -> Markdown:
        """Return a table with its directive, caption and notes; nothing where the report has no such table."""
        table = self._tables.get(table_id)
        if table is None:
            return Markdown("")
        number = self._number("table", table_id)
        widths = ",".join(str(heading.width) for heading in table.headings)
        flags = " landscape" if table.landscape else ""
        blocks = [
            f"<!-- civicmap: table id={table.id} widths={widths}{flags} -->",
            f"**{escape(self._words.say('caption', number=f'{number}'))}** {escape(table.caption)}",
            grid(table),
        ]
        return _stacked(blocks, table.notes)

    def has_figure(self, figure_id: str) -> bool:
        """Whether the report has a figure, and a place for it."""
        return figure_id in self._charts

    def figure(self, figure_id: str) -> Markdown:
        """Return a figure with its directive, caption and notes; nothing where the report has no such figure."""
        chart = self._charts.get(figure_id)
        if chart is None:
            return Markdown("")
        number = self._number("figure", figure_id)
        place = quote(f"{self._folder}/{chart.id}.svg")
        blocks = [
            f"<!-- civicmap: figure id={chart.id} -->",
            f"**{escape(self._words.say('figure_caption', number=f'{number}'))}** {escape(chart.caption)}",
            f"![{escape_alt(chart.alt)}]({place})",
        ]
        return _stacked(blocks, chart.notes, f"\x00{chart.table}\x00" if self.has(chart.table) else "")

    def figures_of(self, figure_id: str) -> Markdown:
        """Return a figure and those that go on with it: `gaps`, `gaps-2` and so on."""
        first = as_id(figure_id)
        goes_on = re.compile(rf"{re.escape(first)}-\d+")
        return Markdown("".join(self.figure(name) for name in self._charts if name == first or goes_on.fullmatch(name)))

    def _number(self, kind: str, name: str) -> int:
        """Return the number of a table or figure: the next one, where it is printed for the first time."""
        numbers_ = self._numbers[kind]
        return numbers_.setdefault(name, len(numbers_) + 1)

    def reference(self, table_id: str, kind: str = "table") -> Markdown:
        """Return the number of a table, figure or paragraph, which may not be known yet."""
        return Markdown(f"\x00{kind}\x00{table_id}\x00")

    def see(self, table_id: str, *, capital: bool = False) -> Markdown:
        """Return a reference to a table, which no line can break: the word and the number."""
        return self._see("see", self.reference(table_id), capital=capital)

    def see_figure(self, figure_id: str, *, capital: bool = False) -> Markdown:
        """Return a reference to a figure."""
        return self._see("see_figure", self.reference(figure_id, "figure"), capital=capital)

    def see_paragraph(self, name: str, *, capital: bool = False) -> Markdown:
        """Return a reference to a paragraph that has a name."""
        return self._see("see_paragraph", self.reference(name, "paragraph"), capital=capital)

    def _see(self, key: str, number: Markdown, *, capital: bool) -> Markdown:
        said = self._words.say(key, number=number).replace(" ", "\u00a0")
        return Markdown(numbers.capital(said) if capital else said)

    def _where(self, table_id: str) -> str:
        """Return the note that says where a figure's numbers stand."""
        if table_id not in self._numbers["table"]:
            return ""
        return f"\n\n{_NOTE}\n\n{self._words.say('figure_data', table=self.see(table_id))}"

    def finish(self, text: str, title: str, marks: Sequence[str]) -> str:
        """Settle references, put the marks below the title, and leave one blank line between blocks.

        Raises KeyError with the id of a table, figure or paragraph that is referred to and not printed.
        """
        text = _DATA.sub(lambda match: self._where(match[1]), text)
        settled = _REFERENCE.sub(lambda match: str(self._numbers[match[1]][match[2]]), text)
        if not _TITLE.search(settled):
            settled = f"# {escape(title)}\n\n{settled}"
        if marks:
            block = "\n>\n".join(f"> **{escape(mark)}**" for mark in marks)
            found = _TITLE.search(settled)
            assert found is not None
            # Whatever a template writes before the title, a comment that is not closed among it, comes after the marks.
            place = 0 if settled[: found.start()].strip() else found.end()
            settled = f"{settled[:place]}\n\n{_MARKS}\n\n{block}\n\n{settled[place:]}"
        return re.sub(r"\n{3,}", "\n\n", settled).strip() + "\n"


def _stacked(blocks: list[str], notes: Sequence[str], data: str = "") -> Markdown:
    """Return blocks one below the other, and the notes to them; `data` stands for where the numbers are."""
    below = [_NOTE, " ".join(map(escape, notes))] if notes else []
    below += [_NOTE, data] if data else []
    return Markdown("\n" + "\n\n".join([*blocks, *below]) + "\n")


def points(block: str) -> Markdown:
    """Return the lines of a block as lettered points, which end in semicolons and the last in a full stop."""
    lines = [line.strip() for line in block.splitlines() if line.strip()]
    ends = [";"] * (len(lines) - 1) + ["."]
    texts = (f"({_letter(place)}) {line}{end}" for place, (line, end) in enumerate(zip(lines, ends, strict=False)))
    return Markdown("\n\n" + "\n\n".join(texts) + "\n\n")


def _letter(place: int) -> str:
    """Return a to z, then aa, ab and so on."""
    first, last = divmod(place, 26)
    return (chr(ord("a") + first - 1) if first else "") + chr(ord("a") + last)
