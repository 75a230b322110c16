"""A table as people read it and as programs do: columns of text over fields of unrounded values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from civicmap.report import numbers
from civicmap.report.columns import aligned
from civicmap.report.escape import Markdown, escape_cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from civicmap.measure.results import Span
    from civicmap.report.ladder import Wording

Value = str | int | float | bool | None
Row = TypeVar("Row")

HIDDEN = ".."
"""Stands for every withheld cell alike: a second sign would tell which cells are small."""
NONE = "–"
"""Stands for what is not defined."""
_LEAST_P = 0.001


@dataclass(frozen=True, slots=True)
class Column(Generic[Row]):
    """One column for people, and the fields of the same values for programs.

    `show` gives the cell's text, or None for a column that is for programs only.
    """

    title: str
    show: Callable[[Row], str] | None
    fields: Sequence[tuple[str, Callable[[Row], Value]]]
    width: int = 1
    right: bool = True  # as numbers stand


@dataclass(frozen=True, slots=True)
class Heading:
    """The head of a column for people; widths are relative, and `fields` name its values for programs."""

    title: str
    width: int
    right: bool
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """A finished table. `id` is stable and is its file's name; `rows` are texts, `records` unrounded values."""

    id: str
    caption: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[str, ...], ...]
    fields: tuple[str, ...]
    records: tuple[tuple[Value, ...], ...]
    notes: tuple[str, ...] = ()
    landscape: bool = False


def make_table(
    table_id: str,
    caption: str,
    columns: Sequence[Column[Row]],
    rows: Iterable[Row],
    *,
    notes: Sequence[str] = (),
    landscape: bool = False,
) -> Table:
    """Lay out rows of facts under columns."""
    facts = list(rows)
    shown = [(column, column.show) for column in columns if column.show is not None]
    fields = [field for column in columns for field in column.fields]
    return Table(
        table_id,
        caption,
        tuple(_heading(column) for column, _ in shown),
        tuple(tuple(show(fact) for _, show in shown) for fact in facts),
        tuple(name for name, _ in fields),
        tuple(tuple(value(fact) for _, value in fields) for fact in facts),
        tuple(notes),
        landscape,
    )


def _heading(column: Column[Row]) -> Heading:
    return Heading(column.title, column.width, column.right, tuple(name for name, _ in column.fields))


def grid(table: Table) -> Markdown:
    """Return the rows of a table in GitHub's form, its columns aligned in the source; every cell is escaped here."""
    lines = [[heading.title for heading in table.headings], *table.rows]
    columns = [
        aligned([escape_cell(line[place]) for line in lines], right=heading.right)
        for place, heading in enumerate(table.headings)
    ]
    return Markdown("\n".join(f"| {' | '.join(cells)} |" for cells in zip(*columns, strict=True)))


# --- how values are shown -------------------------------------------------------------------------------------------


def whole(number: int | None, words: Wording, *, withheld: bool = False) -> str:
    """Return a count."""
    return absent(withheld=withheld) if number is None else numbers.figure(number, style=words.numbers)


def points(score: float | None, words: Wording, *, withheld: bool = False) -> str:
    """Return a score."""
    return absent(withheld=withheld) if score is None else numbers.score(score, style=words.numbers)


def tally(part: int | None, of: int | None, words: Wording, *, withheld: bool = False) -> str:
    """Return n of N."""
    if part is None or of is None:
        return absent(withheld=withheld)
    figures = (numbers.figure(number, style=words.numbers) for number in (part, of))
    return words.say("tally", **dict(zip(("part", "whole"), figures, strict=True)))


def share(part: float | None, of: int | None, words: Wording, *, small_base: int, withheld: bool = False) -> str:
    """Return a percentage; none where the base is too small for one."""
    if part is None or of is None:
        return absent(withheld=withheld)
    return NONE if of < small_base else numbers.percent(part, style=words.numbers)


def span(limits: Span | None, of: int | None, words: Wording, *, small_base: int, withheld: bool = False) -> str:
    """Return a range of percentages; none where the base is too small for one."""
    if limits is None or of is None:
        return absent(withheld=withheld)
    return NONE if of < small_base else numbers.percent_range(limits.low, limits.high, style=words.numbers)


def signed(value: float | None, words: Wording, *, digits: int = 0, withheld: bool = False) -> str:
    """Return a change, with its sign."""
    return absent(withheld=withheld) if value is None else numbers.figure(value, digits, sign=True, style=words.numbers)


def probability(p: float | None, words: Wording, *, withheld: bool = False) -> str:
    """Return a p value to three places; a smaller one says that it is smaller."""
    if p is None:
        return absent(withheld=withheld)
    if p < _LEAST_P:
        return f"< {numbers.figure(_LEAST_P, 3, style=words.numbers)}"
    return numbers.figure(p, 3, style=words.numbers)


def absent(*, withheld: bool) -> str:
    """Return the sign of what is withheld, or of what there is not."""
    return HIDDEN if withheld else NONE
