"""CSV and its kin: encoding, separator and quotes settled, then streamed rows of text."""

from __future__ import annotations

import codecs
import csv
import io
from contextlib import suppress
from functools import partial
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from civicmap.errors import Code, Problem, RequestError, UnreadableError
from civicmap.survey.container.door import too_large, unreadable, wrong_type
from civicmap.survey.tables import Container, NotPlainError, Quick, Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from civicmap.survey.container.origin import Origin
    from civicmap.survey.tables import Bulk, Row

_NO_TEXT: Final = "no text at all"
_AGAIN: Final = "export the survey as .xlsx or .csv"
_CONTROLS: Final = frozenset({*range(1, 9), *range(14, 26), *range(27, 32)})  # bytes that no text holds
_GUESSED: Final = frozenset({"utf-16-le", "utf-16-be"})  # without a mark
_LONGEST_FIELD: Final = 10_000_000  # characters
_LONGEST_LINE: Final = 50_000_000
_PIECE: Final = 1 << 18  # bytes that are looked at at once: with more, making room for them takes the longest
_LARGE: Final = 1 << 18  # bytes of a table after which it pays to read it the quick way
_QUICK: Final = frozenset({"utf-8", "utf-8-sig"})
_SAMPLE: Final = 200  # records that settle the separator
_SEPARATORS: Final = (",", ";", "\t", "|")
_BY_NAME: Final = {"comma": ",", "semicolon": ";", "tab": "\t", "\\t": "\t", "pipe": "|"}
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Codecs of texts that are no encodings of a file: of host names, of source code, of nothing.
_NO_FILES: Final = frozenset({"idna", "punycode", "undefined", "unicode-escape", "raw-unicode-escape"})
# Follows the last line: if the last record is this and nothing else, every quote was closed.
_END: Final = "\x1e\x1eend\x1e\x1e"
_CLOSING: Final = ("\n", _END + "\n")  # the first ends a last line that has no line break


def open_text(
    origin: Origin, sha256: Callable[[], str], head: bytes, encoding: str | None, separator: str | None
) -> Container:
    """Open a text table. Raises UnreadableError, or RequestError for an unknown encoding or separator."""
    chosen = known_encoding(encoding) if encoding else _guess(head)
    if not encoding and chosen == "utf-8" and sum(byte in _CONTROLS for byte in head) * 20 > len(head):
        raise wrong_type(origin.name, _NO_TEXT, _AGAIN)
    seen = _check(origin, chosen, named=encoding is not None)
    mark, skipped = _separator(origin, chosen, separator)
    problems = (Problem.of(Code.TEXT_DAMAGED, origin.name, seen.nuls),) if seen.nuls else ()
    plain = not seen.nuls and chosen in _QUICK and mark.isascii()  # so that signs are known by their bytes
    quick = _quick(origin, chosen, mark, skipped) if plain and seen.size >= _LARGE else None
    bulk = _bulk(origin, mark, skipped, seen) if plain else None
    rows = partial(_rows, origin, chosen, mark, skipped)
    table = Table(None, hidden=False, rows=rows, kind="text", quick=quick, bulk=bulk)
    shown = "utf-8" if chosen == "utf-8-sig" else chosen
    return Container(origin.name, sha256, shown, (table,), problems, lambda: None)


def known_encoding(encoding: str) -> str:
    """Return the name of an encoding of texts. Raises RequestError."""
    try:
        name = codecs.lookup(encoding).name
        b"  ".decode(encoding, "replace")  # refuses codecs that are not of texts
    except (LookupError, ValueError):
        name = ""
    if not name or name in _NO_FILES:
        known = "utf-8, utf-16, cp1252, cp1251, cp1256, mac-roman, gb18030, latin-1"
        raise RequestError(Problem.of(Code.NAME_UNKNOWN, kind="encoding", name=encoding, hint="", known=known))
    return "utf-8-sig" if name == "utf-8" else name


def _guess(head: bytes) -> str:
    """Return the encoding that the first bytes show; UTF-8 where they show none."""
    for mark, name in _MARKS:
        if head.startswith(mark):
            return name
    half = len(head) // 2
    if half > 1 and head[1::2].count(0) > half // 2:
        return "utf-16-le"
    if half > 1 and head[0::2].count(0) > half // 2:
        return "utf-16-be"
    return "utf-8"


def _line_ends(piece: bytes) -> tuple[int, int]:
    """Return how many line feeds there are, and how many carriage returns that another sign follows.

    `bytes.count` takes many times as long for what is frequent.
    """
    signs = np.frombuffer(piece, dtype=np.uint8)
    returns = np.flatnonzero(signs[:-1] == ord("\r")) if b"\r" in piece else signs[:0]
    alone = np.count_nonzero(signs[returns + 1] != ord("\n")) if len(returns) else 0
    return int(np.count_nonzero(signs == ord("\n"))), int(alone)


class _Seen(NamedTuple):
    """What a file holds: bytes, NUL characters, and bytes that are the signs of line ends in ASCII.

    `alone` are carriage returns without a line feed; `closed` says that the last line has an end.
    """

    size: int = 0
    nuls: int = 0
    feeds: int = 0
    alone: int = 0
    closed: bool = True


def _check(origin: Origin, encoding: str, *, named: bool) -> _Seen:
    """Read the file once, to know that all of it is text."""
    decoder = codecs.getincrementaldecoder(encoding)("strict")
    size = nuls = feeds = alone = 0
    last = b""
    with origin.open() as stream:
        while piece := stream.read(_PIECE):
            try:
                text = decoder.decode(piece, final=False)
            except UnicodeError as fault:
                raise _undecodable(origin, encoding, size + getattr(fault, "start", 0), named=named) from fault
            nuls += text.count("\0") if "\0" in text else 0  # looking for one is many times as fast as counting
            ends = _line_ends(last + piece if last == b"\r" else piece)
            size, feeds, alone, last = size + len(piece), feeds + ends[0], alone + ends[1], piece[-1:]
        try:
            decoder.decode(b"", final=True)
        except UnicodeError as fault:
            raise _undecodable(origin, encoding, size, named=named) from fault
    if nuls * 20 > size:
        raise wrong_type(origin.name, _NO_TEXT, _AGAIN)
    return _Seen(size, nuls, feeds, alone + (last == b"\r"), last == b"\n")


def _bulk(origin: Origin, separator: str, skipped: int, seen: _Seen) -> Bulk | None:
    """Return the way to a very large table as a whole; None for others, and where lines end in several ways."""
    from civicmap.survey.container.text_bulk import SMALLEST, bulk_of  # noqa: PLC0415 - only for large tables

    if origin.path is None or seen.size < SMALLEST or seen.alone:
        return None
    return bulk_of(origin.path, separator, skipped, seen.feeds + (not seen.closed))


def _quick(origin: Origin, encoding: str, separator: str, skipped: int) -> Quick:
    """Return the quick way to a large table whose signs are those of UTF-8 and ASCII."""
    from civicmap.survey.container.text_quick import read_batches, text_of  # noqa: PLC0415 - only for large tables

    begun = codecs.BOM_UTF8 if encoding == "utf-8-sig" else b""
    batches = partial(read_batches, origin, separator, begun, skipped, _END.encode())
    return Quick(batches, text_of, (), (NotPlainError,), plain=True)


def _undecodable(origin: Origin, encoding: str, byte: int, *, named: bool) -> UnreadableError:
    """Return the error for bytes that are no text in the encoding."""
    if not named and encoding in _GUESSED:  # from NULs, which a program's file is full of as well
        return wrong_type(origin.name, _NO_TEXT, _AGAIN)
    if named or encoding != "utf-8":
        return unreadable(origin.name, f"it is not {encoding} (byte {byte})", "name the right encoding with --encoding")
    return UnreadableError(Problem.of(Code.FILE_ENCODING, origin.name, byte=byte))


def _lines(origin: Origin, encoding: str, skipped: int) -> Iterator[str]:
    """Yield the lines as they stand, line ends included."""
    with io.TextIOWrapper(origin.open(), encoding, newline="") as stream:
        for number, line in enumerate(iter(lambda: stream.readline(_LONGEST_LINE), ""), start=1):
            if len(line) == _LONGEST_LINE:
                what, limit = f"line {number}", f"{_LONGEST_LINE // 1_000_000} million characters"
                how = "export it again with a line for each response"
                raise too_large(origin.name, what, limit, how)
            if number > skipped:
                yield line.replace("\0", "\ufffd") if "\0" in line else line


def _separator(origin: Origin, encoding: str, asked: str | None) -> tuple[str, int]:
    """Return the separator, and how many lines at the top only name it."""
    first = next(_lines(origin, encoding, 0), "").rstrip("\r\n")
    told = first[4:] if first.lower().startswith("sep=") and len(first) == 5 else ""
    skipped = 1 if told else 0
    if asked is not None:
        mark = _BY_NAME.get(asked.lower(), asked)
        if len(mark) != 1 or mark in '"\r\n':
            known = "comma, semicolon, tab, pipe, or any one character"
            raise RequestError(Problem.of(Code.NAME_UNKNOWN, kind="separator", name=asked, hint="", known=known))
        return mark, skipped
    return told or _most_even(list(islice(_lines(origin, encoding, skipped), _SAMPLE))), skipped


def _most_even(lines: list[str]) -> str:
    """Return the separator that gives the most records of one width, after quotes are dealt with."""

    def evenness(mark: str) -> tuple[int, int]:
        widths = [len(record) for record in _whole_records(lines, mark) if record]
        common = max(set(widths), key=lambda width: (widths.count(width), width), default=0)
        return (widths.count(common), common) if common > 1 else (0, 0)

    csv.field_size_limit(_LONGEST_FIELD)
    return max(_SEPARATORS, key=evenness)


def _whole_records(lines: list[str], mark: str) -> Iterator[list[str]]:
    """Yield the records up to one that cannot be read: reading them all will say what is wrong with it."""
    with suppress(csv.Error):
        yield from csv.reader(lines, delimiter=mark)


def _rows(origin: Origin, encoding: str, separator: str, skipped: int) -> Iterator[Row]:
    """Yield the records by number, as a spreadsheet program shows them, without blank ones at the end."""
    csv.field_size_limit(_LONGEST_FIELD)  # of the whole process; the default is 131,072
    reader = csv.reader(chain(_lines(origin, encoding, skipped), _CLOSING), delimiter=separator)
    number = blank = 0
    closed = False
    while True:
        try:
            record = next(reader, None)
        except csv.Error as fault:
            how = f"look at line {reader.line_num + skipped}: a quote may be open there"
            raise unreadable(origin.name, f"row {number + 1} cannot be read ({fault})", how) from fault
        if record is None:
            break
        if record == [_END]:
            closed = True
            break
        number += 1
        if any(_END in field for field in record):
            break
        while record and not record[-1].strip():
            record.pop()
        if not record:
            blank += 1
            continue
        yield from ((gap, []) for gap in range(number - blank, number))
        blank = 0
        yield number, record
    if not closed:
        raise unreadable(
            origin.name, f"a quote that opens in row {number} is never closed", f"close it; look at row {number}"
        )
