"""Codes of many columns in few numbers: an eighth of the room, and a database handles one number at the cost of one code.

Columns follow one another in words of 64 bits, each in as many bits as its texts need. A column of very many texts stands
for itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, TypeAlias

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    Codes: TypeAlias = NDArray[np.unsignedinteger]
    Words: TypeAlias = NDArray[np.uint64]
    AnyCodes: TypeAlias = "Codes | Packed"

WORD: Final = 64  # bits
WIDEST: Final = 16
"""Bits of the widest column that is packed."""

_BYTE: Final = 8  # bits
_BLOCK: Final = 1 << 14  # rows that are packed at a time, so that they stay near the processor


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of a column's codes: `bits` of a word, of which `shift` others stand below. Without bits, all are 0."""

    word: int
    shift: int
    bits: int

    @property
    def mask(self) -> int:
        """The largest code that has room."""
        return (1 << self.bits) - 1


def slots(sizes: Sequence[int]) -> dict[int, Slot]:
    """Return the slots of columns that have so many texts, by their places; those of too many texts have none."""
    found: dict[int, Slot] = {}
    word = used = 0
    for place, size in enumerate(sizes):
        bits = max(size - 1, 0).bit_length()
        if bits > WIDEST:
            continue
        if used + bits > WORD:
            word, used = word + 1, 0
        found[place] = Slot(word, used if bits else 0, bits)
        used += bits
    return found


def words_of(chosen: Mapping[int, Slot]) -> int:
    """Return the number of words that hold slots."""
    return max((slot.word + 1 for slot in chosen.values()), default=0)


@dataclass(frozen=True, slots=True)
class Packed:
    """One column's codes (rows,) in a slot of `words` (rows,), which hold those of other columns too."""

    words: Words
    slot: Slot

    def __len__(self) -> int:
        return len(self.words)

    def __getitem__(self, rows: int | slice | NDArray[np.integer | np.bool_]) -> Codes:
        """Return the codes of some rows, as an array of them does."""
        return self._of(self.words[rows])

    def unpacked(self) -> Codes:
        """Return the codes of all rows, as narrow as they may be."""
        codes = np.empty(len(self), dtype=self._kind)
        for begun in range(0, len(self), _BLOCK):
            self._read(self.words[begun : begun + _BLOCK], codes[begun : begun + _BLOCK])
        return codes

    def translate(self, table: Codes) -> None:
        """Put what a table has at each code, of no more bits, in its place."""
        for begun in range(0, len(self), _BLOCK):
            piece = self.words[begun : begun + _BLOCK]
            codes = table[self._of(piece)].astype(np.uint64)
            piece &= np.uint64(~(self.slot.mask << self.slot.shift) & ((1 << WORD) - 1))
            piece |= codes << np.uint64(self.slot.shift)

    def _of(self, words: Words) -> Codes:
        """Return the codes that stand in some words."""
        codes = np.empty(np.shape(words), dtype=self._kind)
        self._read(words, codes)
        return codes

    def _read(self, words: Words, codes: Codes) -> None:
        """Put the codes of some words where they are to stand: narrow from the first step, which is the quickest."""
        np.right_shift(words, np.uint64(self.slot.shift), out=codes, casting="unsafe")
        codes &= self._kind(self.slot.mask)

    @property
    def _kind(self) -> type[np.unsignedinteger]:
        return np.uint8 if self.slot.bits <= _BYTE else np.uint16


def unpacked(kept: AnyCodes) -> Codes:
    """Return codes that may be packed as an array (rows,), not to be written to."""
    return kept.unpacked() if isinstance(kept, Packed) else kept


def pack(columns: Mapping[int, AnyCodes], chosen: Mapping[int, Slot], rows: slice | NDArray[np.integer]) -> list[Words]:
    """Return the words of some rows, in their order. `columns` and their slots go by place."""
    words: dict[int, Words] = {}
    moved: dict[int, Words] = {}
    for place, slot in chosen.items():
        held = columns[place]
        if isinstance(held, Packed):  # those of one word are put in order together
            if id(held.words) not in moved:
                moved[id(held.words)] = held.words[rows]
            held = Packed(moved[id(held.words)], held.slot).unpacked()
        else:
            held = held[rows]
        codes = held.astype(np.uint64)
        codes <<= np.uint64(slot.shift)
        words[slot.word] = np.bitwise_or(words[slot.word], codes, out=codes) if slot.word in words else codes
    return list(words.values())
