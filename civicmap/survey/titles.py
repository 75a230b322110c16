"""What a header says of a column: the text that people see, and what the column may be called."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


class Name(NamedTuple):
    """One way to call a column: a whole header, or a question and what stands beside it as a header of its own.

    An empty `question` leaves it open which question has the option `beside`.
    """

    question: str
    beside: str | None = None


class Title(NamedTuple):
    """A column's header. `text` is what stands in the file; `names` are the ways to call the column, the surest first."""

    text: str
    names: tuple[Name, ...]


def plain_title(text: str) -> Title:
    """Return the title of a header in one cell."""
    return Title(text, (Name(text),) if text.strip() else ())


def plain_titles(cells: Iterable[str]) -> list[Title]:
    """Return the titles of a header in one row."""
    return [plain_title(cell) for cell in cells]


def spread(cells: Sequence[str], width: int) -> list[str]:
    """Return a header row of that width in which a text also stands over the blank cells to its right.

    A cell merged over several columns holds its text in the first of them alone.
    """
    found: list[str] = []
    for at in range(width):
        cell = cells[at] if at < len(cells) else ""
        found.append(cell if cell.strip() or not found else found[-1])
    return found


def padded(cells: Sequence[str], width: int) -> list[str]:
    """Return a header row of that width."""
    return [*cells[:width], *[""] * (width - len(cells))]
