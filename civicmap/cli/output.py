"""Rows as a table for people, JSON, CSV, Markdown or XLSX, to stdout or a file."""

from __future__ import annotations

import json
import textwrap
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from civicmap.errors import Code, Problem, RequestError
from civicmap.files import write_whole

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from civicmap.cli.terminal import Terminal

Value = str | int | float | bool | None


def plain(value: Value) -> str:
    """Return a cell as text; nothing for None."""
    return "" if value is None else str(value)


@dataclass(frozen=True, slots=True)
class Heading:
    """A column: its title, how a value is shown to people, and whether it stands right, as numbers do.

    One that does not wrap is cut off with … in a table for the terminal.
    """

    title: str
    show: Callable[[Value], str] = plain
    right: bool = False
    wrap: bool = True


@dataclass(frozen=True, slots=True)
class Listing:
    """Rows of a command. `document` is its JSON object, or makes it; `rows` hold unrounded values, as `headings` say.

    `brief` are rows that say as much on a terminal: fewer, or with bars; `picture` are lines drawn below the table there.
    """

    headings: Sequence[Heading]
    rows: Sequence[Sequence[Value]]
    document: dict[str, Any] | Callable[[], dict[str, Any]]
    title: str = ""
    marks: Sequence[str] = ()  # said beside the rows in every format for people
    notes: Sequence[str] = field(default_factory=tuple)
    brief: Sequence[Sequence[Value]] | None = None
    picture: Sequence[str] = ()
    after: Sequence[Listing] = ()  # further tables for people, each with its own notes

    def as_json(self) -> dict[str, Any]:
        """Return the JSON object."""
        return self.document() if callable(self.document) else self.document


def emit(terminal: Terminal, listing: Listing, fmt: str = "table", output: Path | None = None) -> None:
    """Write a listing in the format asked for. Raises RequestError for a format that is not there."""
    if fmt not in FORMATS:
        raise RequestError(Problem.of(Code.NAME_UNKNOWN, kind="format", name=fmt, hint="", known=", ".join(FORMATS)))
    content = FORMATS[fmt](listing, terminal.width if output is None else 100)
    if output is None or str(output) == "-":
        terminal.result_bytes(content)
    else:
        write_whole(output, content)
        terminal.say(f"Wrote {output} ({len(listing.rows)} rows).")


def json_bytes(document: dict[str, Any]) -> bytes:
    """Return an object as JSON: stable order, unrounded numbers, no NaN."""
    return (json.dumps(document, ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _json(listing: Listing, _width: int) -> bytes:
    return json_bytes(listing.as_json())


def _csv(listing: Listing, _width: int) -> bytes:
    from civicmap.spreadsheet import csv_text  # noqa: PLC0415 - only for this format

    titles = [heading.title for heading in listing.headings]
    if not listing.marks:
        return csv_text(titles, listing.rows).encode()
    # CSV has no place for a remark that every reader leaves alone, so each row carries it.
    mark = "; ".join(listing.marks)
    return csv_text([*titles, "mark"], [[*row, mark] for row in listing.rows]).encode()


def _xlsx(listing: Listing, _width: int) -> bytes:
    from civicmap.spreadsheet import Sheet, xlsx_bytes  # noqa: PLC0415 - only for this format

    about = [[mark] for mark in (*listing.marks, *listing.notes)]
    sheets = [Sheet("Rows", [heading.title for heading in listing.headings], listing.rows)]
    for more in listing.after:
        about += [[note] for note in more.notes]
        sheets.append(Sheet(more.title[:31], [heading.title for heading in more.headings], more.rows))
    return xlsx_bytes([*sheets, Sheet("Notes", ["Note"], about, (100,))] if about else sheets)


def _md(listing: Listing, _width: int) -> bytes:
    lines = [f"{listing.title}", ""] if listing.title else []
    lines += [f"*{mark}*\n" for mark in listing.marks]
    lines += _md_lines(listing)
    lines += ["", *listing.notes] if listing.notes else []
    text = "\n".join(lines) + "\n"
    return "\n".join([text, *(_md(more, _width).decode() for more in listing.after)]).encode()


def _md_lines(listing: Listing) -> Iterator[str]:
    """Return the lines of a GitHub table, its columns aligned, in which no text can end a cell or start markup."""
    from civicmap.report.columns import aligned  # noqa: PLC0415 - as the report lays its tables out
    from civicmap.report.escape import escape_cell  # noqa: PLC0415 - the one place that escapes Markdown

    columns = []
    for heading, cells in zip(listing.headings, _shown_columns(listing), strict=True):
        escaped = {text: escape_cell(text) for text in dict.fromkeys((heading.title, *cells))}
        columns.append(aligned([escaped[text] for text in (heading.title, *cells)], right=heading.right))
    return (f"| {' | '.join(cells)} |" for cells in zip(*columns, strict=True))


def _table(listing: Listing, width: int) -> bytes:
    from civicmap.cli.grid import grid  # noqa: PLC0415 - only for this format

    rows = _shown(listing if listing.brief is None else replace(listing, rows=listing.brief))
    telling = [place for place in range(len(listing.headings)) if not rows or any(row[place] for row in rows)]
    headings = [listing.headings[place] for place in telling]
    cells = [[row[place] for place in telling] for row in rows]
    lines = [*_wrapped(listing.title, width), ""] if listing.title else []
    cut = [place for place, heading in enumerate(headings) if not heading.wrap]
    titles, right = [heading.title for heading in headings], [heading.right for heading in headings]
    lines += grid(titles, cells, right, width, cut=cut)
    lines += ["", *listing.picture] if listing.picture else []
    for remarks in (listing.notes, listing.marks if not listing.after else ()):
        lines += ["", *(line for remark in remarks for line in _wrapped(remark, width))] if remarks else []
    for more in listing.after:
        lines += ["", _table(more, width).decode().rstrip("\n")]
    if listing.after and listing.marks:
        lines += ["", *(line for remark in listing.marks for line in _wrapped(remark, width))]
    return ("\n".join(lines) + "\n").encode()


def _wrapped(remark: str, width: int) -> list[str]:
    """Break a remark into lines, each of its own lines apart and with its own indent."""
    lines = remark.split("\n")
    indents = [line[: len(line) - len(line.lstrip())] for line in lines]
    return [
        part
        for line, indent in zip(lines, indents, strict=True)
        for part in textwrap.wrap(line, width, subsequent_indent=indent, break_long_words=False) or [""]
    ]


def _shown(listing: Listing) -> list[tuple[str, ...]]:
    """Return the rows as people read them."""
    return list(zip(*_shown_columns(listing), strict=True))


def _shown_columns(listing: Listing) -> list[list[str]]:
    """Return the columns as people read them."""
    columns = list(zip(*listing.rows, strict=True)) or [()] * len(listing.headings)
    return [list(map(heading.show, cells)) for heading, cells in zip(listing.headings, columns, strict=True)]


FORMATS: dict[str, Callable[[Listing, int], bytes]] = {
    "table": _table,
    "json": _json,
    "csv": _csv,
    "md": _md,
    "xlsx": _xlsx,
}
