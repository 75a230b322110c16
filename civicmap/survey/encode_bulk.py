"""A large table read as a whole, where that is sure to give what `encode` gives row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.packed import Packed, unpacked
from civicmap.survey.encode import Encoded, Notes, narrowest
from civicmap.survey.folding import ALIKE, is_blank
from civicmap.survey.tables import NotPlainError
from civicmap.texts import ShortTexts, compact

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from civicmap.packed import AnyCodes
    from civicmap.survey.tables import Bulk

_AT_ONCE: Final = 1 << 16  # rows that are looked through for texts that have not been seen
_Column = tuple["Sequence[str]", "AnyCodes"]


def encode_bulk(bulk: Bulk, levels: Sequence[list[str]], header_rows: int, places: Sequence[int]) -> Encoded:
    """Read the columns at some places, exactly as `encode` reads rows. Raises NotPlainError where it is not sure to be.

    It is sure where every row holds something in these columns, and none is the header once more.
    """
    if not places:
        raise NotPlainError
    found = bulk.read(header_rows, len(levels[0]), places)
    columns = {at: _in_order(texts, codes) for at, (texts, codes) in found.columns.items()}
    if _has_blank_row(columns, found.rows) or any(_may_repeat(columns, level, found.rows) for level in levels):
        raise NotPlainError
    numbers = np.arange(header_rows + 1, header_rows + found.rows + 1, dtype=np.uint32)
    return Encoded(columns, numbers, found.rows, Notes())


def _in_order(texts: Sequence[str], kept: AnyCodes) -> _Column:
    """Return a column with its texts in the order of first sight; what is blank to the eye is code 0."""
    codes = unpacked(kept)
    if isinstance(texts, ShortTexts) and len(texts) == len(codes) + 1 and texts.only_of(ALIKE):
        return compact(texts, codes.astype(narrowest(len(texts)), copy=False))  # each cell is a text of its own
    first = _first_sight(codes, len(texts))
    shown = [at for at in np.argsort(first, kind="stable").tolist()
             if first[at] < len(codes) and not is_blank(texts[at])]  # fmt: skip
    table = np.zeros(len(texts), dtype=narrowest(len(shown) + 1))
    table[shown] = np.arange(1, len(shown) + 1)
    named = ("", *(texts[at] for at in shown))
    if not isinstance(kept, Packed):
        return compact(named, table[codes])
    if shown != list(range(1, len(texts))):
        kept.translate(table)
    return named, kept


def _first_sight(codes: NDArray[np.unsignedinteger], texts: int) -> NDArray[np.int64]:
    """Return the row in which each of so many texts stands first; the number of rows for one that stands in none."""
    first = np.full(texts, len(codes), dtype=np.int64)
    step = max(_AT_ONCE, 8 * texts)
    for begun in range(0, len(codes), step):
        piece = codes[begun : begun + step]
        seen = np.full(texts, len(codes), dtype=np.int64)
        seen[piece[::-1]] = np.arange(begun + len(piece) - 1, begun - 1, -1)  # the last to be written is the first
        np.minimum(first, seen, out=first)
        if first[1:].max(initial=0) < len(codes):
            break
    return first


def _has_blank_row(columns: Mapping[int, _Column], rows: int) -> bool:
    """Say whether a row holds nothing in any of the columns."""
    left = np.arange(rows)
    for _, codes in columns.values():
        left = left[codes[left] == 0]
        if not len(left):
            return False
    return bool(rows)


def _may_repeat(columns: Mapping[int, _Column], level: Sequence[str], rows: int) -> bool:
    """Say whether a row reads in these columns as a row of the header does."""
    left = np.arange(rows)
    for at, (texts, codes) in sorted(columns.items(), key=lambda item: len(item[1][0])):
        if not is_blank(level[at]):
            left = left[codes[left] == texts.index(level[at])] if level[at] in texts else left[:0]
        if not len(left):
            return False
    return bool(rows)
