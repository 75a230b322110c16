"""Large text tables, many times as fast as record by record: cells found by their bytes, a block of whole records at a time.

Separators, line ends and quotes are found at once; then it is checked that every quote opens a cell, closes one, or is
doubled within one, as programs write them. Of any other file it says `NotPlainError`, and `text` reads it: this way
never guesses, and never decides that a file is damaged.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.survey.tables import PADDING, Batch, NotPlainError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from civicmap.survey.container.origin import Origin

PIECE: Final = 1 << 20
_LONGEST_RECORD: Final = 5_000_000  # bytes that end no record; `text` has limits of its own
_LF, _CR, _QUOTE = b'\n\r"'


def read_batches(origin: Origin, separator: str, mark: bytes, skipped: int, end: bytes) -> Iterator[Batch]:
    """Yield a text's records, a block at a time. Raises NotPlainError, at any time.

    `mark` are the bytes before the text and `skipped` the lines at its top that hold no record; no text holds `end`.
    """
    number = 0
    with origin.open() as stream:
        held = stream.read(max(PIECE, _LONGEST_RECORD if skipped else 0)).removeprefix(mark)
        for _ in range(skipped):
            held = _after_line(held)
        while held:
            piece = stream.read(PIECE)
            if not piece and not held.endswith(b"\n"):
                held += b"\n"
            batch, used = _batch(held, ord(separator), number, end)
            if len(batch.numbers):
                number = int(batch.numbers[-1])
                yield batch
            held = held[used:] + piece
            if used == 0 and (not piece or len(held) > _LONGEST_RECORD):
                raise NotPlainError


def text_of(key: bytes) -> str:
    """Return the text of a cell as it lies in the file, quotes included."""
    return (key[1:-1].replace(b'""', b'"') if key.startswith(b'"') else key).decode()


def _after_line(held: bytes) -> bytes:
    """Return what follows the first line, which a line feed ends."""
    line, found, rest = held.partition(b"\n")
    if not found or b"\r" in line.removesuffix(b"\r"):
        raise NotPlainError
    return rest


def _batch(held: bytes, separator: int, last: int, end: bytes) -> tuple[Batch, int]:
    """Return the whole records of some bytes, and how many bytes they are."""
    signs = np.frombuffer(held, dtype=np.uint8)
    at = _marks(signs, separator)
    line = np.flatnonzero(signs[at] == _LF)
    used = int(at[line[-1]]) + 1 if len(line) else 0
    at = at[: line[-1] + 1] if len(line) else at[:0]
    lines_end = b"\r" in held  # one sign is found many times as fast as two
    if lines_end and held.count(b"\r", 0, used) != held.count(b"\r\n", 0, used):
        raise NotPlainError
    if end[:1] in held and end in held:
        raise NotPlainError
    start, stop = np.empty_like(at), at
    start[:1] = 0
    start[1:] = at[:-1] + 1
    if lines_end:
        stop = at.copy()
        stop[line] -= (start[line] < stop[line]) & (signs[stop[line] - 1] == _CR)
    widths = np.diff(line, prepend=-1)
    row = np.repeat(np.arange(len(line)), widths)
    column = np.arange(len(at)) - np.repeat(line - widths + 1, widths)
    numbers = np.arange(last + 1, last + 1 + len(line), dtype=np.uint32)
    if column.max(initial=0) > np.iinfo(np.uint16).max:
        raise NotPlainError
    shared = np.broadcast_to(np.int64(-1), len(at))
    content = held[:used] + bytes(PADDING)
    width = int(widths[0]) if len(widths) and (widths == widths[0]).all() else 0
    return Batch(content, numbers, row, column.astype(np.uint16), start, stop, shared, width), used


def _marks(signs: NDArray[np.uint8], separator: int) -> NDArray[np.int64]:
    """Return where separators and line ends stand that no quotes hold. Raises NotPlainError for an unusual quote."""
    marks = (signs == separator) | (signs == _LF)
    quoted = signs == _QUOTE
    if not quoted.any():
        return np.flatnonzero(marks)
    at = np.flatnonzero(marks | quoted)
    is_quote = quoted[at]
    outside = ~is_quote & (np.cumsum(is_quote, dtype=np.uint8) & 1 == 0)
    found: NDArray[np.int64] = at[outside]
    lines = np.flatnonzero(signs[found] == _LF)
    quotes = at[is_quote]
    quotes = quotes[: np.searchsorted(quotes, found[lines[-1]])] if len(lines) else quotes[:0]
    edges = np.zeros(256, dtype=np.bool_)
    edges[[separator, _LF, _QUOTE]] = True
    opening, closing = quotes[0::2], quotes[1::2]
    if not edges[signs[opening[opening > 0] - 1]].all():
        raise NotPlainError
    edges[_CR] = True
    if not edges[signs[closing + 1]].all():
        raise NotPlainError
    return found
