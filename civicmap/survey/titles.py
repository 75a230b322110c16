"""What a header says of a column: the text that people see, and what the column may be called."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from civicmap.survey.tables import MultipleSet


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


def with_sets(titles: Sequence[Title], names: Sequence[str], sets: Iterable[MultipleSet]) -> list[Title]:
    """Return the titles of variables by these names, those of a multiple-response set after it too."""
    known = {variable: one for one in sets for variable in one.variables}
    found = []
    for title, name in zip(titles, names, strict=True):
        one = known.get(name)
        if one is None:
            found.append(title)
            continue
        wholes = [text for text in (one.label, one.name.lstrip("$")) if text.strip()]
        # The label of a dichotomy's variable is its option's; a mention is a column of the question itself.
        options = [other.beside for other in title.names if other.beside is not None and not other.question]
        own = (
            [Name(whole, option) for whole in wholes for option in options]
            if one.kind == "dichotomy"
            else [Name(whole) for whole in wholes]
        )
        found.append(Title(title.text, (*own, *title.names)))
    return found


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
