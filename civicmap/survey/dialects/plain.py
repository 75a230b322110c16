"""A plain table: one header row, which is the first that names a good part of what the framework asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicmap.survey.dialects.dialect import Dialect, Header

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from civicmap.survey.tables import Row


def find(rows: Sequence[Row], known: Callable[[Sequence[str]], int]) -> Header | None:
    """Return the first row that the framework knows at least half as many cells of as of any other row.

    Where no row holds anything known, the first row that is not blank.
    """
    counts = [(known(cells), number, cells) for number, cells in rows if cells]
    if not counts:
        return None
    most = max(count for count, _, _ in counts)
    count, number, cells = next(found for found in counts if 2 * found[0] >= most)
    return Header(number, list(cells), count, f"row {number} holds {count} headers of the framework")


PLAIN = Dialect("plain", "a table with one header row", find)
