"""Texts cut at a separator, and the known texts that make up their pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from civicmap.survey.folding import fold
from civicmap.survey.vocabulary import AMBIGUOUS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

LEFT_OUT: Final = -2
"""In place of a code: a text that the mapping or the survey tool writes for nothing, and that says nothing."""

_MOST_COVERS: Final = 32  # enough to know that there is more than one
_MOST_PIECES: Final = 2000  # of a cell; more are no list of options

Cover = frozenset[int]  # canonical codes
Pieces = tuple[str, ...]


class Table(NamedTuple):
    """Known texts, cut at one separator: pieces -> canonical code, and the largest number of pieces."""

    codes: Mapping[Pieces, int]
    longest: int


class Walk(NamedTuple):
    """The answers that a walk finds, the unknown parts between them side by side, and the answers after the first."""

    known: Cover
    runs: tuple[tuple[str, ...], ...]
    after: Cover
    sign: str


def pieces_of(text: str, sign: str) -> Pieces:
    """Return the folded parts of a text between separators; an empty part separates nothing."""
    return tuple(filter(None, map(fold, text.split(sign))))


def by_pieces(meanings: Mapping[str, int], sign: str, blanks: Collection[str] = ()) -> Table:
    """Return the known texts cut at a separator, so that a label that holds it is met in the same pieces.

    `blanks` are texts that say nothing beside others.
    """
    codes = {
        pieces_of(text, sign) if sign in text else (text,): LEFT_OUT if text in blanks else code
        for text, code in meanings.items()
        if code != AMBIGUOUS
    }
    return Table(codes, max(map(len, codes), default=0))


def _spans(start: int, pieces: Sequence[str], table: Table) -> Iterable[tuple[int, int]]:
    """Yield (end, code) of each known text that begins here, the longest first."""
    for end in range(min(len(pieces), start + table.longest), start, -1):
        code = table.codes.get(tuple(pieces[start:end]))
        if code is not None:
            yield end, code


def covers(pieces: Pieces, table: Table) -> set[Cover]:
    """Return the sets of answers whose texts make up the pieces from end to end; two at least where there are many."""
    if not pieces or len(pieces) > _MOST_PIECES:
        return set()
    reached: list[set[Cover]] = [set() for _ in range(len(pieces) + 1)]
    reached[0].add(frozenset())
    many = False
    for start in range(len(pieces)):
        for end, code in _spans(start, pieces, table) if reached[start] else ():
            reached[end] |= {cover | {code} for cover in reached[start]}
            if len(reached[end]) > _MOST_COVERS:
                many = True
                reached[end] = set(sorted(reached[end], key=sorted)[:_MOST_COVERS])
    return reached[-1] | {frozenset()} if many and reached[-1] else reached[-1]


def walk(text: str, sign: str, table: Table) -> Walk:
    """Return the answers that a walk from left to right finds, the longest text first, and the parts that it skips."""
    shown = [part.strip() for part in text.split(sign) if fold(part)]
    pieces = pieces_of(text, sign)
    known: set[int] = set()
    after: set[int] = set()
    runs: list[list[str]] = []
    start, unknown = 0, False
    while start < len(pieces):
        end, code = next(iter(_spans(start, pieces, table)), (start + 1, None))
        if code is None:
            if not unknown:
                runs.append([])
            runs[-1].append(shown[start])
        elif code != LEFT_OUT:
            known.add(code)
            if runs:
                after.add(code)
        unknown, start = code is None, end
    return Walk(frozenset(known), tuple(map(tuple, runs)), frozenset(after), sign)
