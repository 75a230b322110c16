"""Texts cut at a separator, and the known texts that make up their pieces."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from civicmap.survey.folding import fold
from civicmap.survey.words.vocabulary import AMBIGUOUS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

LEFT_OUT: Final = -2
"""In place of a code: a text that the mapping or the survey tool writes for nothing, and that says nothing."""

_MOST_COVERS: Final = 32  # enough to know that there is more than one
_MOST_PIECES: Final = 2000  # of a cell; more are no list of options

Cover = frozenset[int]  # canonical codes
Pieces = tuple[str, ...]


class Table(NamedTuple):
    """Known texts, cut at one separator: pieces -> canonical codes, and the largest number of pieces.

    Two texts may differ in the spaces around a separator alone: then their pieces mean both.
    """

    codes: Mapping[Pieces, tuple[int, ...]]
    longest: int


class Walk(NamedTuple):
    """The answers that a walk finds, the unknown parts between them side by side, and the answers after the first.

    `torn`: a part may be two answers.
    """

    known: Cover
    runs: tuple[tuple[str, ...], ...]
    after: Cover
    sign: str
    torn: bool


def pieces_of(text: str, sign: str) -> Pieces:
    """Return the folded parts of a text between separators; an empty part separates nothing."""
    if sign not in text:  # most cells, and most separators
        whole = fold(text)
        return (whole,) if whole else ()
    return tuple(filter(None, map(fold, text.split(sign))))


def by_pieces(meanings: Mapping[str, int], signs: Iterable[str], blanks: Collection[str] = ()) -> dict[str, Table]:
    """Return separator -> the known texts cut at it, so that a label that holds it is met in the same pieces.

    `blanks` are texts that say nothing beside others.
    """
    known = ((text, LEFT_OUT if text in blanks else code) for text, code in meanings.items() if code != AMBIGUOUS)
    whole: dict[Pieces, tuple[int, ...]] = {(text,): (code,) for text, code in known}
    return {sign: _cut(whole, sign) for sign in signs}


def _cut(whole: Mapping[Pieces, tuple[int, ...]], sign: str) -> Table:
    """Return the table of texts, each one piece so far, cut at a separator: few of them hold it."""
    torn = [held for held in whole if sign in held[0]]
    codes = dict(whole)
    for held in torn:
        del codes[held]
    for held in torn:
        pieces, (meant,) = pieces_of(held[0], sign), whole[held]
        before = codes.get(pieces, ())
        codes[pieces] = before if meant in before else (*before, meant)
    return Table(codes, max(map(len, codes), default=0))


def _spans(start: int, pieces: Sequence[str], table: Table) -> Iterable[tuple[int, tuple[int, ...]]]:
    """Yield (end, codes) of each known text that begins here, the longest first."""
    for end in range(min(len(pieces), start + table.longest), start, -1):
        codes = table.codes.get(tuple(pieces[start:end]))
        if codes is not None:
            yield end, codes


def covers(pieces: Pieces, table: Table) -> set[Cover]:
    """Return the sets of answers whose texts make up the pieces from end to end; two at least where there are many."""
    if len(pieces) == 1:  # most cells by far
        return {frozenset((code,)) for code in table.codes.get(pieces, ())}
    if not pieces or len(pieces) > _MOST_PIECES:
        return set()
    if table.longest == 1:  # most tables: each piece is a text of its own
        known = [table.codes.get((piece,), ()) for piece in pieces]
        if not all(known):
            return set()
        if all(len(codes) == 1 for codes in known):
            return {frozenset(code for (code,) in known)}
    reached: list[set[Cover]] = [set() for _ in range(len(pieces) + 1)]
    reached[0].add(frozenset())
    many = False
    for start in range(len(pieces)):
        for end, codes in _spans(start, pieces, table) if reached[start] else ():
            reached[end] |= {cover | {code} for cover in reached[start] for code in codes}
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
    start, unknown, torn = 0, False, False
    while start < len(pieces):
        end, codes = next(iter(_spans(start, pieces, table)), (start + 1, ()))
        torn = torn or len(codes) > 1
        if not codes:
            if not unknown:
                runs.append([])
            runs[-1].append(shown[start])
        else:
            found = set(codes) - {LEFT_OUT}
            known |= found
            after |= found if runs else set()
        unknown, start = not codes, end
    return Walk(frozenset(known), tuple(map(tuple, runs)), frozenset(after), sign, torn)
