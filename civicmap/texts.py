"""Very many short texts in one array: a tuple of them at a tenth of its size, and compared all at once."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final, Self, overload

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

LONGEST: Final = 32
"""Bytes of the longest text that is held so: names of respondents, not what they write."""

SEPARATOR: Final = "\x1e"
"""Stands between texts that are handed over as one; no text holds it."""

MANY: Final = 1 << 16
"""So many texts are worth being held so."""

_CAPITALS: Final = frozenset(range(ord("A"), ord("Z") + 1))
WORD: Final = 8
"""Bytes that are compared at once."""

_BLOCK: Final = 1 << 16  # texts that are made at a time, where all are asked for


class ShortTexts(Sequence[str]):
    """Texts without NUL, of at most `LONGEST` bytes. `cells` (texts,) holds them in UTF-8, in whole words."""

    def __init__(self, cells: NDArray[np.bytes_]) -> None:
        self.cells = cells

    @classmethod
    def of_joined(cls, joined: bytes, separator: str = SEPARATOR) -> Self | None:
        """Return the texts that stand between separators; None where one is too long, or holds a NUL."""
        signs = np.frombuffer(joined, dtype=np.uint8)
        stop = np.append(np.flatnonzero(signs == ord(separator)), len(signs))
        start = np.append(0, stop[:-1] + 1)
        lengths = stop - start
        longest = int(lengths.max())
        if longest > LONGEST or b"\0" in joined:
            return None
        matrix = np.zeros((len(stop), -(-max(longest, 1) // WORD) * WORD), dtype=np.uint8)
        for at in range(longest):
            held = np.flatnonzero(lengths > at)
            matrix[held, at] = signs[start[held] + at]
        return cls(_cells(matrix))

    @classmethod
    def of_words(cls, words: Sequence[NDArray[np.uint64]]) -> Self:
        """Return the texts whose `words` these are."""
        cells = np.empty((len(words[0]), len(words)), dtype=">u8")
        for at, word in enumerate(words):
            cells[:, at] = word
        return cls(_cells(cells.view(np.uint8)))

    def words(self) -> NDArray[np.uint64]:
        """Return the texts as numbers (words, texts) that sort as they do, eight bytes in each."""
        return np.ascontiguousarray(self.cells).view(">u8").reshape(len(self), -1).T.astype(np.uint64)

    def joined(self, separator: str = SEPARATOR) -> bytes:
        """Return the texts in UTF-8 with a separator between them."""
        return b"".join(self.pieces(separator))

    def pieces(self, separator: str = SEPARATOR) -> Iterator[bytes]:
        """Yield the same in pieces."""
        between = np.frombuffer(separator.encode(), dtype=np.uint8)
        for begun in range(0, len(self), _BLOCK):
            matrix = _matrix(self.cells[begun : begun + _BLOCK])
            wide = np.hstack([matrix, np.broadcast_to(between, (len(matrix), len(between)))])
            piece = wide[wide != 0].tobytes()
            yield piece if begun + _BLOCK < len(self) else piece[: -len(between)]

    def length(self, separator: str = SEPARATOR) -> int:
        """Return how many bytes that is."""
        signs = sum(
            np.count_nonzero(_matrix(self.cells[begun : begun + _BLOCK])) for begun in range(0, len(self), _BLOCK)
        )
        return int(signs) + max(len(self) - 1, 0) * len(separator.encode())

    def take(self, places: NDArray[np.integer] | slice) -> ShortTexts:
        """Return some of the texts, in the order of their places; they take no room where they follow one another."""
        if not isinstance(places, slice) and len(places) and int(places[-1]) - int(places[0]) == len(places) - 1:
            first = int(places[0])
            if (places == np.arange(first, first + len(places), dtype=places.dtype)).all():
                places = slice(first, first + len(places))
        return ShortTexts(self.cells[places])

    def kept(self, mask: NDArray[np.bool_]) -> ShortTexts:
        """Return as many texts, empty ones where the mask is false."""
        return ShortTexts(np.where(mask, self.cells, b"").astype(self.cells.dtype))

    def ascending(self) -> bool:
        """Say whether each text comes after the one before it, by their signs."""
        return bool((self.cells[1:] > self.cells[:-1]).all())

    def order(self) -> NDArray[np.int64]:
        """Return the places of the texts (texts,) in the order of their signs."""
        if self.ascending():
            return np.arange(len(self))
        words = self.words()
        # The last key counts most; where there is one, sorting by it alone is several times as fast.
        return np.argsort(words[0]) if len(words) == 1 else np.lexsort(words[::-1])

    def distinct(self) -> bool:
        """Say whether no two texts are the same."""
        return self.take(self.order()).ascending()

    @cached_property
    def signs(self) -> frozenset[int]:
        """The bytes that occur."""
        counts = np.zeros(256, dtype=np.int64)
        for begun in range(0, len(self), _BLOCK):
            counts += np.bincount(_matrix(self.cells[begun : begun + _BLOCK]).ravel(), minlength=256)
        return frozenset(np.flatnonzero(counts).tolist()) - {0}  # which fills the words

    def only_of(self, signs: str) -> bool:
        """Say whether the texts are made up of some ASCII signs alone."""
        return self.signs <= set(signs.encode())

    def lower(self) -> ShortTexts:
        """Return the texts with ASCII capitals in lower case."""
        if not self.signs & _CAPITALS:
            return self
        return ShortTexts(np.char.lower(self.cells).astype(self.cells.dtype))

    def __len__(self) -> int:
        return len(self.cells)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> ShortTexts: ...
    def __getitem__(self, at: int | slice) -> str | ShortTexts:
        if isinstance(at, slice):
            return self.take(at)
        text: bytes = self.cells[at]
        return text.decode()

    def __iter__(self) -> Iterator[str]:
        for begun in range(0, len(self), _BLOCK):
            yield from map(bytes.decode, self.cells[begun : begun + _BLOCK].tolist())


def compact(
    texts: Sequence[str], codes: NDArray[np.unsignedinteger]
) -> tuple[Sequence[str], NDArray[np.unsignedinteger]]:
    """Return a column's distinct texts and the codes (rows,) into them: many short texts in one array, sorted."""
    if len(texts) <= MANY:
        return texts, codes
    found = texts if isinstance(texts, ShortTexts) else _shortened(texts)
    if found is None or found.ascending():
        return found or texts, codes
    order = found.order()
    rank = np.empty(len(order), dtype=codes.dtype)
    rank[order] = np.arange(len(order), dtype=codes.dtype)
    return found.take(order), np.take(rank, codes)


def _shortened(texts: Sequence[str]) -> ShortTexts | None:
    """Return texts in one array; None where they are too long for it."""
    try:
        found = ShortTexts.of_joined(SEPARATOR.join(texts).encode())
    except UnicodeEncodeError:  # half a sign, as a broken file may hold
        return None
    return None if found is None or len(found) != len(texts) else found


def _matrix(cells: NDArray[np.bytes_]) -> NDArray[np.uint8]:
    """Return the bytes of cells (cells, bytes of a cell)."""
    return np.ascontiguousarray(cells).view(np.uint8).reshape(len(cells), cells.dtype.itemsize)


def _cells(matrix: NDArray[np.uint8]) -> NDArray[np.bytes_]:
    """Return the rows of bytes as cells."""
    return matrix.view(f"S{matrix.shape[1]}").reshape(-1)
