"""One column while batches of cells are read: each distinct cell becomes a text once, each text a code."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import count, filterfalse, repeat
from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.survey.encode import narrowest
from civicmap.survey.encode_quick_words import Words
from civicmap.survey.folding import is_blank
from civicmap.texts import compact

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from civicmap.survey.tables import Batch

    Cells = NDArray[np.int64] | slice  # which cells of a batch

_MOST_REMEMBERED: Final = 8_192  # keys of a column
_AT_ONCE: Final = 128  # cells that are not known, before the others are looked at again
_PLAIN: Final = np.array([chr(sign).isalnum() and sign < 128 for sign in range(256)])  # what begins a text as it is
# Codes while reading: blank to a program, blank to the eye alone, then whatever is something.
NOTHING, UNSEEN, SOMETHING = range(3)


class Keys(dict[bytes, int]):
    """A cell's bytes -> code, remembered while there are few."""

    def __init__(self, text_of: Callable[[bytes], str], code_of: Callable[[str], int]) -> None:
        super().__init__()
        self._text_of, self._code_of = text_of, code_of

    def __missing__(self, key: bytes) -> int:
        code = self.of(self._text_of(key))
        if len(self) >= _MOST_REMEMBERED:
            self.clear()
        self[key] = code
        return code

    def of(self, text: str) -> int:
        """Return the code of a text."""
        if is_blank(text):
            return UNSEEN if text.strip() else NOTHING
        return self._code_of(text)


class Kept(dict[str, int]):
    """The texts of a column that is kept -> code, in the order of first sight."""

    def __missing__(self, text: str) -> int:
        code = self[text] = SOMETHING + len(self)
        return code

    def of_all(self, texts: Sequence[str]) -> Iterator[int]:
        """Yield the codes of texts that are not blank."""
        new = dict.fromkeys(filterfalse(self.__contains__, texts))
        self.update(zip(new, count(SOMETHING + len(self)), strict=False))
        return map(self.__getitem__, texts)


class Passed(dict[str, int]):
    """The texts of a column that is not kept: only those of the header are told from one another."""

    def __init__(self, titles: Sequence[str] = ()) -> None:
        super().__init__({title: SOMETHING + 1 + place for place, title in enumerate(dict.fromkeys(titles))})

    def __missing__(self, text: str) -> int:
        return SOMETHING

    def of_all(self, texts: Sequence[str]) -> Iterator[int]:
        """Yield the codes of texts that are not blank."""
        return map(self.get, texts, repeat(SOMETHING))


@dataclass(slots=True)
class ColumnReader:
    """One column while it is read."""

    codes: Kept | Passed
    keys: Keys
    plain: bool  # as `Quick` says of keys
    words: Words = field(default_factory=Words)
    known: NDArray[np.uint32] | None = None  # (shared texts,); 1 more than their code, 0 where not yet seen
    pieces: list[NDArray[np.unsignedinteger]] = field(default_factory=list)

    def read(self, batch: Batch, cells: Cells) -> NDArray[np.uint32]:
        """Return the codes of some cells: those of known words at once, the others in their order."""
        start, stop = batch.start[cells], batch.stop[cells]
        codes = self.words.find(batch, start, stop)
        new = np.flatnonzero(codes < 0)
        while len(new) > _AT_ONCE and self._learn(batch, start, stop, new[:_AT_ONCE], codes):
            new = new[_AT_ONCE:]
            codes[new] = self.words.find(batch, start[new], stop[new])
            new = new[codes[new] < 0]
        codes[new] = self._look_up(batch, start[new], stop[new])[1]
        return codes.astype(np.uint32)

    def _look_up(
        self, batch: Batch, start: NDArray[np.int64], stop: NDArray[np.int64]
    ) -> tuple[list[bytes], NDArray[np.int64]]:
        """Return the keys of some cells and their codes, one by one unless all of them are plain."""
        keys = list(map(batch.content.__getitem__, map(slice, start.tolist(), stop.tolist())))
        first = np.frombuffer(batch.content, dtype=np.uint8)[start]
        if self.plain and ((stop > start) & _PLAIN.take(first)).all():
            found = self.codes.of_all(list(map(bytes.decode, keys)))
        else:
            found = map(self.keys.__getitem__, keys)
        return keys, np.fromiter(found, dtype=np.int64, count=len(keys))

    def _learn(
        self,
        batch: Batch,
        start: NDArray[np.int64],
        stop: NDArray[np.int64],
        some: NDArray[np.int64],
        codes: NDArray[np.int64],
    ) -> bool:
        """Look up some cells, and know them by their words from now on; False if there is none to be known so."""
        keys, codes[some] = self._look_up(batch, start[some], stop[some])
        learned = [
            self.words.add(key, code) for key, code in dict(zip(keys, codes[some].tolist(), strict=True)).items()
        ]
        return any(learned)

    def read_shared(self, batch: Batch, cells: Cells, texts: Sequence[str]) -> NDArray[np.uint32]:
        """Return the codes of cells of which some name a shared text: that is looked at where it is first seen."""
        if self.known is None:
            self.known = np.zeros(len(texts), dtype=np.uint32)
        shared = batch.shared[cells]
        told = (shared >= 0) & (shared < len(texts))
        codes = np.where(told, self.known[np.where(told, shared, 0)], 0)
        new = np.flatnonzero(codes == 0)
        places = np.where(told, shared, -1)[new]
        spans = zip(places.tolist(), batch.start[cells][new].tolist(), batch.stop[cells][new].tolist(), strict=True)
        of, keys, content = self.keys.of, self.keys, batch.content
        found = [of(texts[at]) if at >= 0 else keys[content[begun:ended]] for at, begun, ended in spans]
        codes[new] = np.array(found, dtype=np.uint32) + 1
        self.known[places[places >= 0]] = codes[new][places >= 0]
        return codes - 1

    def keep(self, codes: NDArray[np.uint32]) -> None:
        """Keep the codes of some rows."""
        self.pieces.append(codes.astype(narrowest(SOMETHING + len(self.codes))))

    def done(self, *, renumber: bool) -> tuple[Sequence[str], NDArray[np.unsignedinteger]]:
        """Return the texts and every row's code, where 0 is what is blank."""
        found = np.concatenate([np.zeros(0, dtype=np.uint8), *self.pieces])
        codes = np.maximum(found, UNSEEN) - UNSEEN
        texts = ["", *self.codes]
        if renumber:  # a row that was left out may have brought in a text, or brought it forward
            used, first = np.unique(codes, return_index=True)
            order = [0, *(code for code in used[np.argsort(first)].tolist() if code)]
            table = np.zeros(len(texts), dtype=np.int64)
            table[order] = np.arange(len(order))
            codes, texts = table[codes], [texts[code] for code in order]
        return compact(tuple(texts), codes.astype(narrowest(len(texts)), copy=False))
