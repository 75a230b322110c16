"""A multiple choice in one cell: "Follow-up; Informed consent" covered by the options that it may name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from civicmap.errors import Code
from civicmap.model import FIRST_ANSWER, AnswerState
from civicmap.survey.folding import fold
from civicmap.survey.near import nearest
from civicmap.survey.vocabulary import AMBIGUOUS
from civicmap.survey.words import says_something

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from civicmap.survey.vocabulary import Vocabulary

_SEPARATORS: Final = ("\n", ";", "|", ",")
# What people write between answers, and no tool: never taken for a separator, nor for words of their own.
_OTHER_SIGNS: Final = re.compile(r"""[/+&:,;()\[\]"'·•]+|\b(?:and|et|y)\b""", re.IGNORECASE)
_MOST_COVERS: Final = 8  # enough to know that there is more than one

Cover = frozenset[int]  # canonical codes


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says: the answers that it names, or a fault with the texts that the fault is about."""

    codes: Cover = frozenset()
    fault: Code | None = None
    about: tuple[str, ...] = ()


class Splitter:
    """Reads the joined cells of one question.

    A cell is covered by known texts from end to end; if two different sets of answers cover it, it is ambiguous. What
    no cover reaches is the text of the option `other` where the cell may hold it, unless it is a near miss.
    """

    def __init__(self, words: Vocabulary, *, takes_other: bool) -> None:
        self._words = words
        self._tables = {sign: _by_pieces(words.meanings, sign) for sign in _SEPARATORS}
        self._between_spaces = _by_pieces(words.meanings, " ")
        others = (FIRST_ANSWER + place for place, answer in enumerate(words.question.answers) if answer.other)
        self._other = next(others, None) if takes_other else None

    def read(self, text: str) -> Reading:
        """Return what a cell names."""
        whole = self._words.code(text)
        if whole == AnswerState.BLANK or not text.strip(" ".join(_SEPARATORS)):
            return Reading()
        covers = {frozenset((whole,))} if whole is not None and whole != AMBIGUOUS else set()
        for sign, table in self._tables.items():
            covers |= _covers(_pieces(text, sign), table)
        if not covers:
            covers = _covers(tuple(map(fold, text.split())), self._between_spaces)
        covers = {cover - {AnswerState.BLANK} for cover in covers}
        if whole == AMBIGUOUS or len(covers) > 1:
            return Reading(fault=Code.ANSWER_AMBIGUOUS, about=tuple(map(self._names, sorted(covers, key=sorted))))
        return self._checked(covers.pop()) if covers else self._with_unknown(text)

    def _checked(self, cover: Cover) -> Reading:
        """Refuse a bare state beside anything else."""
        bare = [code for code in sorted(cover) if code < FIRST_ANSWER]
        if bare and len(cover) > 1:
            name = AnswerState(bare[0]).name.lower().replace("_", " ")
            return Reading(fault=Code.ANSWER_EXCLUSIVE, about=(name,))
        return Reading(cover)

    def _names(self, cover: Cover) -> str:
        """Return the labels of a cover's answers."""
        answers = [self._words.question.answer(code) for code in sorted(cover)]
        return " + ".join(answer.label for answer in answers if answer is not None)

    def _with_unknown(self, text: str) -> Reading:
        """Return what the known pieces say and the rest as `other`; a fault where nothing may take the rest."""
        walks = [_walk(text, sign, table) for sign, table in self._tables.items()]
        known, rest = max(walks, key=lambda walk: len(walk[0]))
        if self._other is None or not all(map(self._may_be_other, rest)):
            return Reading(fault=Code.ANSWER_UNKNOWN, about=tuple(rest))
        return self._checked(known | {self._other})

    def _may_be_other(self, piece: str) -> bool:
        """Say whether a text is an answer of someone's own: words, no slip, and not answers joined by other signs."""
        parts = list(filter(None, map(fold, _OTHER_SIGNS.split(piece))))
        return (
            says_something(fold(piece))
            and not all(part in self._words.meanings for part in parts)
            and nearest(piece, self._words.spellings) is None
        )


Pieces = tuple[str, ...]


class Table(NamedTuple):
    """Known texts, cut at one separator: pieces -> canonical code, and the largest number of pieces."""

    codes: Mapping[Pieces, int]
    longest: int


def _pieces(text: str, sign: str) -> Pieces:
    """Return the folded parts of a text between separators; an empty part separates nothing."""
    return tuple(filter(None, map(fold, text.split(sign))))


def _by_pieces(meanings: Mapping[str, int], sign: str) -> Table:
    """Return the known texts cut at a separator, so that a label that holds it is met in the same pieces."""
    codes = {_pieces(text, sign): code for text, code in meanings.items() if code != AMBIGUOUS}
    return Table(codes, max(map(len, codes), default=0))


def _spans(start: int, pieces: Sequence[str], table: Table) -> Iterable[tuple[int, int]]:
    """Yield (end, code) of each known text that begins here, the longest first."""
    for end in range(min(len(pieces), start + table.longest), start, -1):
        code = table.codes.get(tuple(pieces[start:end]))
        if code is not None:
            yield end, code


def _covers(pieces: Pieces, table: Table) -> set[Cover]:
    """Return the sets of answers whose texts make up the pieces from end to end; not more than a few."""
    reached: list[set[Cover]] = [set() for _ in range(len(pieces) + 1)]
    reached[0].add(frozenset())
    for start in range(len(pieces)):
        for end, code in _spans(start, pieces, table) if reached[start] else ():
            if len(reached[end]) < _MOST_COVERS:
                reached[end] |= {cover | {code} for cover in reached[start]}
    return reached[-1] if pieces else set()


def _walk(text: str, sign: str, table: Table) -> tuple[Cover, list[str]]:
    """Return the answers that a walk from left to right finds, the longest text first, and the parts that it skips."""
    shown = [part.strip() for part in text.split(sign) if fold(part)]
    pieces = _pieces(text, sign)
    known: set[int] = set()
    rest: list[str] = []
    start = 0
    while start < len(pieces):
        end, code = next(iter(_spans(start, pieces, table)), (start + 1, None))
        if code is None:
            rest.append(shown[start])
        elif code != AnswerState.BLANK:
            known.add(code)
        start = end
    return frozenset(known), rest
