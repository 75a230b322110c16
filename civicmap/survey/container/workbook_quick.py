"""Large sheets, many times as fast as a parser: cells found by their bytes, and each distinct cell parsed once.

This reader knows the shape in which programs write plain sheets, and checks that every byte is of it. Of anything else
it says `NotPlainError`, and the sheet is read by the parser: it never guesses, and never decides that a file is damaged.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.survey.container.workbook_quick_around import Around, pieces_of
from civicmap.survey.container.workbook_sheet import LAST_COLUMN, LAST_ROW
from civicmap.survey.tables import PADDING, Batch, NotPlainError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zipfile import ZipFile

    from numpy.typing import NDArray

_LONGEST_ROW: Final = 1 << 26
_START: Final = b"<sheetData>"
_END: Final = b"</sheetData>"
_LT: Final = 0x3C

_ATTRIBUTES: Final = rb'(?:\s+[A-Za-z][\w:.-]*="[^"<&]*")*'
_ROW: Final = re.compile(rb"<row(" + _ATTRIBUTES + rb'?)\s+r="([0-9]{1,7})"(' + _ATTRIBUTES + rb")\s*(/?)>\s*")
_NAME: Final = re.compile(rb'\s([\w:.-]+)="')
_ROW_END: Final = re.compile(rb"</row\s*>\s*")
_MOST_SHAPES: Final = 1_000
# What begins the parts of a sheet: the two signs after "<", as one number.
_CELL, _ROW_BEGUN, _ROW_ENDED = (int.from_bytes(signs, "little") for signs in (b"c ", b"ro", b"/r"))
_CELL_BEGUN: Final = int.from_bytes(b'<c r="', "little")
_SIX_BYTES: Final = (1 << 48) - 1
_SHARED_BEGUN: Final = int.from_bytes(b' t="s"><', "little")
_SHARED_ENDED: Final = int.from_bytes(b"</v></c>", "little")
_VALUE: Final = int.from_bytes(b"v>", "little")
_IS_CELL, _IS_ROW, _IS_END, _IS_BLANK_ROW = range(4)
# Which part may follow which: columns are the later one.
_FOLLOWS: Final = np.array(
    [[True, False, True, False], [True, False, True, False], [False, True, False, True], [False, True, False, True]]
)


def read_batches(archive: ZipFile, part: str) -> Iterator[Batch]:
    """Yield a sheet's cells, some thousand rows at a time. Raises NotPlainError, at any time."""
    around = Around(_START, ("worksheet", "sheetData"), ("}row", "}c"))
    shapes = _Shapes(around)
    held = b""
    last = 0
    pieces = pieces_of(archive, part)
    for piece in pieces:
        held += piece
        if not around.begun:
            held = around.begin(held)
        end = held.find(_END)
        cut = end if end >= 0 else held.rfind(b"<row ")
        if cut > 0 and around.begun:
            batch = _batch(held[:cut], shapes, last)
            last = int(batch.numbers[-1]) if len(batch.numbers) else last
            yield batch
            held = held[cut:]
        if end >= 0:
            around.finish(held, pieces)
            return
        if len(held) > _LONGEST_ROW:
            raise NotPlainError
    raise NotPlainError


class _Shapes:
    """Reads the tags of rows. What they say beside their number is looked at once for each wording."""

    def __init__(self, around: Around) -> None:
        self._around = around
        self._known: set[tuple[bytes, bytes]] = set()

    def row(self, tag: bytes) -> tuple[int, bool]:
        """Return a row's number, and whether the tag ends it as well."""
        found = _ROW.fullmatch(tag)
        if found is None:
            raise NotPlainError
        before, number, after, closed = found.groups()
        if (before, after) not in self._known:
            self._check(_NAME.findall(before + after))
            if len(self._known) >= _MOST_SHAPES:
                self._known.clear()
            self._known.add((before, after))
        return int(number), bool(closed)

    def _check(self, names: list[bytes]) -> None:
        """Refuse names that a parser would: used twice, or with a prefix that stands for nothing."""
        prefixed = [name.split(b":") for name in names if b":" in name]
        if len({*names, b"r"}) <= len(names) or any(name.startswith(b"xmlns") for name in names) or len(prefixed) > 1:
            raise NotPlainError
        if any(len(parts) != 2 or parts[0] not in self._around.prefixes for parts in prefixed):
            raise NotPlainError


def _batch(content: bytes, shapes: _Shapes, last: int) -> Batch:
    """Return the cells of some whole rows. Raises NotPlainError unless rows and cells ascend, and every byte is known."""
    padded = content + bytes(PADDING)
    signs = np.frombuffer(padded, dtype=np.uint8)
    pairs = np.ndarray(len(content), dtype="<u2", buffer=padded, strides=(1,))
    begun = np.flatnonzero(signs == _LT)
    pair = pairs[begun + 1]
    marks = (pair == _CELL) | (pair == _ROW_BEGUN) | (pair == _ROW_ENDED)
    begun, pair = begun[marks], pair[marks]
    if content[: int(begun[0]) if len(begun) else None].strip(b" \t\r\n"):
        raise NotPlainError
    ended = np.append(begun[1:], len(content))
    kinds = np.full(len(begun), _IS_CELL, dtype=np.uint8)
    kinds[pair == _ROW_ENDED] = _IS_END
    at = np.flatnonzero(pair == _ROW_BEGUN)
    rows = [shapes.row(tag) for tag in _cut(content, begun[at], ended[at])]
    numbers = np.array([number for number, _ in rows], dtype=np.int64)
    kinds[at] = [_IS_BLANK_ROW if closed else _IS_ROW for _, closed in rows]
    _check_order(content, kinds, begun, ended)
    if (np.diff(numbers, prepend=last) <= 0).any() or (numbers > LAST_ROW).any():
        raise NotPlainError
    cells = kinds == _IS_CELL
    column, start = _references(padded, signs, begun[cells])
    stop = ended[cells]
    row = (np.cumsum(pair == _ROW_BEGUN) - 1)[cells]
    if ((np.diff(column) <= 0) & (np.diff(row) == 0)).any():
        raise NotPlainError
    return Batch(padded, numbers.astype(np.uint32), row, column, start, stop, _shared(padded, start, stop))


def _cut(content: bytes, begun: NDArray[np.int64], ended: NDArray[np.int64]) -> Iterator[bytes]:
    return map(content.__getitem__, map(slice, begun.tolist(), ended.tolist()))


def _check_order(content: bytes, kinds: NDArray[np.uint8], begun: NDArray[np.int64], ended: NDArray[np.int64]) -> None:
    """Refuse rows within rows, cells outside of them, and ends that end something else."""
    if not len(kinds):
        return
    if kinds[0] not in (_IS_ROW, _IS_BLANK_ROW) or kinds[-1] not in (_IS_END, _IS_BLANK_ROW):
        raise NotPlainError
    if not _FOLLOWS[kinds[:-1], kinds[1:]].all():
        raise NotPlainError
    ends = kinds == _IS_END
    if not all(map(_ROW_END.fullmatch, set(_cut(content, begun[ends], ended[ends])))):
        raise NotPlainError


def _references(
    padded: bytes, signs: NDArray[np.uint8], begun: NDArray[np.int64]
) -> tuple[NDArray[np.uint16], NDArray[np.int64]]:
    """Return the place of each cell's column, and where what follows its reference begins."""
    words = np.ndarray(len(padded) - 8, dtype="<u8", buffer=padded, strides=(1,))
    if ((words[begun] & _SIX_BYTES) != _CELL_BEGUN).any():
        raise NotPlainError
    at = begun + 6
    column = np.zeros(len(begun), dtype=np.int64)
    for _ in range(3):
        sign = signs[at]
        letters = (sign >= ord("A")) & (sign <= ord("Z"))
        column = np.where(letters, column * 26 + sign - (ord("A") - 1), column)
        at = at + letters
    if (column == 0).any() or (column > LAST_COLUMN).any():
        raise NotPlainError
    for _ in range(7):
        sign = signs[at]
        at = at + ((sign >= ord("0")) & (sign <= ord("9")))
    if (signs[at] != ord('"')).any():
        raise NotPlainError
    return (column - 1).astype(np.uint16), at + 1


def _shared(padded: bytes, start: NDArray[np.int64], stop: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return which shared text a cell says that it holds, in the plainest words; -1 for all other cells."""
    words = np.ndarray(len(padded) - 8, dtype="<u8", buffer=padded, strides=(1,))
    pairs = np.ndarray(len(padded) - 2, dtype="<u2", buffer=padded, strides=(1,))
    figures = start + 10
    length = stop - 8 - figures
    found = np.full(len(start), -1, dtype=np.int64)
    fit = np.flatnonzero((length > 0) & (length <= 8) & (words[start] == _SHARED_BEGUN))
    fit = fit[(pairs[start[fit] + 8] == _VALUE) & (words[stop[fit] - 8] == _SHARED_ENDED)]
    number, right = eight_figures(words[figures[fit]], length[fit].astype(np.uint64))
    found[fit] = np.where(right, number, -1)
    return found


def eight_figures(word: NDArray[np.uint64], length: NDArray[np.uint64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Return the number that the first `length` (1 to 8) signs of words say, and whether all of them are figures."""
    bits = length * np.uint64(8)
    zeros = np.uint64(0x3030303030303030)
    padding = np.where(bits < 64, zeros >> (bits % np.uint64(64)), np.uint64(0))
    signs = (word << (np.uint64(64) - bits)) | padding
    high = np.uint64(0xF0F0F0F0F0F0F0F0)
    right = ((signs & high) == zeros) & (((signs + np.uint64(0x0606060606060606)) & high) == zeros)
    ones = signs & np.uint64(0x0F0F0F0F0F0F0F0F)  # two figures become one number, then four, then eight
    twos = (ones * np.uint64(10) + (ones >> np.uint64(8))) & np.uint64(0x00FF00FF00FF00FF)
    fours = (twos * np.uint64(100) + (twos >> np.uint64(16))) & np.uint64(0x0000FFFF0000FFFF)
    eight = (fours * np.uint64(10_000) + (fours >> np.uint64(32))) & np.uint64(0xFFFFFFFF)
    return eight.astype(np.int64), right
