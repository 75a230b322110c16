"""A table as a person makes it: titles above, a header of one or two rows, units under it, totals and notes below."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from civicmap.survey.dialects.dialect import Dialect, Look, Signs
from civicmap.survey.titles import Name, Title, padded, plain_titles, spread

if TYPE_CHECKING:
    from collections.abc import Sequence


class _Found(NamedTuple):
    """A possible header: how many of its columns the framework knows, and the rows that name them."""

    known: int
    levels: tuple[int, ...]


def recognise(look: Look) -> Signs | None:
    """Return the first row that the framework knows at least half as many cells of as of any other row.

    Where no row holds anything known, the first row that is not blank. A row above or below joins it where the two
    together name more columns than one alone.
    """
    single = [_Found(look.known(plain_titles(cells)), (number,)) for number, cells in look.rows if cells]
    if not single:
        return None
    most = max(found.known for found in single)
    best = next(found for found in single if 2 * found.known >= most)
    (row,) = best.levels
    for levels in ((row - 1, row), (row, row + 1)):
        pair = _pair(look, levels)
        if pair is not None and pair.known > best.known:
            best = pair
    rows = f"row {best.levels[0]} holds" if len(best.levels) == 1 else f"rows {row_range(best.levels)} hold"
    return Signs(best.levels, best.levels[-1], f"{rows} {best.known} headers of the framework")


def row_range(levels: Sequence[int]) -> str:
    """Return how to name some rows."""
    return " and ".join(map(str, levels))


def _pair(look: Look, levels: tuple[int, int]) -> _Found | None:
    """Return what two rows name together; None where one is blank, or the second is a response."""
    upper, lower = (look.row(number) for number in levels)
    if not any(upper) or not any(lower):
        return None
    width = max(len(upper), len(lower))
    above, below = padded(upper, width), padded(lower, width)
    if not any(not cell.strip() for cell in above):
        return None  # nothing is merged, so nothing stands over several columns
    return _Found(look.known(titles((above, below))), levels)


def titles(levels: Sequence[Sequence[str]]) -> list[Title]:
    """Return the titles of one row, or of two where the first stands over several columns."""
    if len(levels) == 1:
        return plain_titles(levels[0])
    upper, lower = levels[-2], levels[-1]
    return [_title(own, over, below) for own, over, below in zip(upper, spread(upper, len(upper)), lower, strict=True)]


def _title(own: str, over: str, below: str) -> Title:
    if not below.strip():
        return Title(own, (Name(own),) if own.strip() else ())
    if not over.strip():
        return Title(below, (Name(below),))
    return Title(f"{over} [{below}]", (Name(over, below), Name(below)))


PLAIN: Final = Dialect("plain", "a table", recognise, titles, depth=2, by_hand=True)
