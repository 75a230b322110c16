"""What a dialect says of a file: where its header stands, and why it is taken for that tool's export."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from civicmap.survey.tables import Row

HEAD = 40
"""How many rows of a sheet a dialect may look at."""


class Header(NamedTuple):
    """Where a header stands: the number of rows up to and with it, its texts, and how many the framework knows."""

    rows: int
    texts: list[str]
    known: int
    why: str


@dataclass(frozen=True, slots=True)
class Dialect:
    """One tool's way of writing exports. `find` returns the header in a sheet's first rows; None if it is not of this tool."""

    id: str
    title: str
    find: Callable[[Sequence[Row], Callable[[Sequence[str]], int]], Header | None]
