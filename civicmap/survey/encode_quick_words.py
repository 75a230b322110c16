"""The short cells of one column, known again without a step of Python for each: by the words that they fill."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from civicmap.survey.tables import Batch

LONGEST: Final = 64  # bytes of a cell that is known by its words
MOST_KNOWN: Final = 512  # cells of a column; one with more has no vocabulary
_WORD: Final = 8
_WORDS: Final = LONGEST // _WORD
_SLOTS_BITS: Final = 16
_MOST_TRIES: Final = 64
# What a cell of each length, up to the longest, leaves of each of its words.
_MASKS: Final = np.array(
    [[(1 << 8 * min(max(size - _WORD * at, 0), _WORD)) - 1 for size in range(LONGEST + 1)] for at in range(_WORDS)],
    dtype=np.uint64,
)
_SPREAD: Final = 0x9E3779B97F4A7C15  # odd: its powers spread the bits of a word over the upper ones
_ALL: Final = 1 << 64


class Words:
    """Cells of up to `LONGEST` bytes -> code. Two cells of one slot are kept apart by spreading all of them anew."""

    def __init__(self) -> None:
        self._known = 0
        self._power = 1
        self._words = np.zeros((_WORDS, MOST_KNOWN + 1), dtype=np.uint64)
        self._lengths = np.full(MOST_KNOWN + 1, -1, dtype=np.int64)  # the first place stands for an empty slot
        self._codes = np.zeros(MOST_KNOWN + 1, dtype=np.int64)
        self._slots = np.zeros(1 << _SLOTS_BITS, dtype=np.uint16)

    @property
    def full(self) -> bool:
        """Say whether no cell can be added any more."""
        return self._known >= MOST_KNOWN or self._power > _MOST_TRIES

    def add(self, key: bytes, code: int) -> bool:
        """Remember a cell that is not known; False if there is no room for it."""
        if self.full or len(key) > LONGEST:
            return False
        self._known += 1
        place = self._known
        self._words[:, place] = np.frombuffer(key.ljust(LONGEST, b"\0"), dtype="<u8")
        self._lengths[place], self._codes[place] = len(key), code
        slot = self._slot(self._words[:, place : place + 1])
        if self._slots[slot[0]]:
            self._spread_anew()
        else:
            self._slots[slot] = place
        return True

    def _spread_anew(self) -> None:
        places = np.arange(1, self._known + 1, dtype=np.uint16)
        while self._power <= _MOST_TRIES:
            self._power += 1
            slots = self._slot(self._words[:, places])
            if len(np.unique(slots)) == len(slots):
                break
        self._slots[:] = 0
        self._slots[slots] = places

    def _slot(self, words: NDArray[np.uint64]) -> NDArray[np.int64]:
        """Return the slot of cells by the words (words, cells) that they fill; words beyond a cell are 0."""
        spread = np.zeros(words.shape[1], dtype=np.uint64)
        for place, word in enumerate(words):
            spread ^= word * np.uint64(pow(_SPREAD, self._power + place, _ALL))
        spread *= np.uint64(_SPREAD)
        return (spread >> np.uint64(64 - _SLOTS_BITS)).view(np.int64)

    def find(self, batch: Batch, start: NDArray[np.int64], stop: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the code of each cell; -1 where it is not known."""
        length = stop - start
        longest = min(int(length.max(initial=0)), LONGEST)
        short = np.minimum(length, LONGEST)
        loaded = np.ndarray(len(batch.content) - _WORD + 1, dtype="<u8", buffer=batch.content, strides=(1,))
        words = np.empty((max(1, -(-longest // _WORD)), len(start)), dtype=np.uint64)
        for place, row in enumerate(words):
            np.bitwise_and(loaded[start + place * _WORD], _MASKS[place].take(short), out=row)
        at = self._slots.take(self._slot(words)).astype(np.int64)
        same = self._lengths.take(at) == length
        for place, row in enumerate(words):
            same &= self._words[place].take(at) == row
        return np.where(same, self._codes.take(at), -1)
