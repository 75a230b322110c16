"""Texts of a return that stand where nothing is read, a note for each column."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicmap.errors import Code, Problem
from civicmap.survey.folding import fold
from civicmap.survey.returns.find import is_block_text
from civicmap.survey.returns.plan import MARK
from civicmap.survey.tables import letter

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Sequence


class Strays:
    """Gathers the places of such texts: of each column the first row, and how many there are."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._found: dict[int, tuple[int, int]] = {}

    def add(self, row: int, column: int) -> None:
        """Remember a place."""
        first, count = self._found.get(column, (row, 0))
        self._found[column] = first, count + 1

    def beside(self, row: int, cells: Sequence[str], own: Container[int]) -> None:
        """Remember the texts of a row outside the columns of the return."""
        for at, text in enumerate(cells):
            if at not in own and text.strip():
                self.add(row, at)

    def block(self, row: int, cells: Sequence[str], known: Container[str]) -> None:
        """Remember the texts above the header that are not civicmap's."""
        for at, text in enumerate(cells):
            if text.strip() and fold(text) not in known and text.strip() != MARK and not is_block_text(text):
                self.add(row, at)

    def problems(self) -> Iterator[Problem]:
        """Yield a note for each column."""
        for column, (row, count) in sorted(self._found.items()):
            yield Problem.of(Code.RETURN_NOT_READ, f"{self._place}!{letter(column)}{row}", count)
