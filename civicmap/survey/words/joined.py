"""A multiple choice in one cell: "Follow-up; Informed consent" covered by the options that it may name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, NamedTuple

from civicmap.errors import Code
from civicmap.model import FIRST_ANSWER, AnswerState
from civicmap.survey.folding import clean, fold
from civicmap.survey.near import nearest
from civicmap.survey.words.lists import SEPARATORS, as_lines, plain_signs
from civicmap.survey.words.pieces import LEFT_OUT, Cover, by_pieces, covers, pieces_of, walk
from civicmap.survey.words.sets import STATE_TEXTS, says_something
from civicmap.survey.words.vocabulary import AMBIGUOUS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from civicmap.survey.words.pieces import Table
    from civicmap.survey.words.vocabulary import Vocabulary

# What people write between answers, and no tool: never taken for a separator, nor for words of their own.
_OTHER_SIGNS: Final = re.compile(r"""[/+&:,;()\[\]"'·•]+|\b(?:and|et|y|и|\d{1,2})\b""", re.IGNORECASE)
_MOST_LOOKED_AT: Final = 20  # parts of a text of someone's own that are searched for slips


@dataclass(frozen=True, slots=True)
class Reading:
    """What a cell says: the answers that it names, or a fault with the texts that the fault is about."""

    codes: Cover = frozenset()
    fault: Code | None = None
    about: tuple[str, ...] = ()


class _View(NamedTuple):
    """One way to take a cell apart."""

    text: str
    sign: str


class Splitter:
    """Reads the joined cells of one question.

    A cell is covered by known texts from end to end; if two different sets of answers cover it, it is ambiguous. What
    no cover reaches is the text of the option `other` where the cell may hold it, unless it is a near miss.
    `separators` are those of the survey tool; where it has its own, the text of `other` stands last, and a tool that
    joins by spaces puts none in the cell.
    """

    def __init__(self, words: Vocabulary, *, takes_other: bool, separators: Sequence[str] | None = None) -> None:
        self._words = words
        self._exact = separators[0] if separators is not None and len(separators) == 1 else None
        self._fixed = separators is not None
        signs = SEPARATORS if separators is None else tuple(sign.strip(" ") or " " for sign in separators)
        self._blanks = {text for text, code in words.own.items() if code == AnswerState.BLANK}
        # A slip in a word for a state is no answer of someone's own either.
        self._slips = (*words.spellings, *STATE_TEXTS)
        self._tables = by_pieces(words.meanings, [sign for sign in signs if sign != " "], self._blanks)
        self._spaced = separators is None or " " in signs
        others = (FIRST_ANSWER + place for place, answer in enumerate(words.question.answers) if answer.other)
        self._other = next(others, None) if takes_other and self._tables else None

    @cached_property
    def _between_spaces(self) -> Table | None:
        """The texts that may stand with nothing but spaces between them; few columns have any such cell."""
        return by_pieces(self._words.own, " ", self._blanks)[" "] if self._spaced else None

    def read(self, text: str) -> Reading:
        """Return what a cell names."""
        whole = self._words.code(text)
        said = fold(text) in self._words.told
        text = plain_signs(text)
        if whole == AnswerState.BLANK or not text.strip(" ".join(SEPARATORS)):
            return Reading()
        known = whole is not None and whole != AMBIGUOUS
        if known and said:
            return self._checked(frozenset((whole,)) if whole is not None else frozenset())
        views = self._views(text)
        found = {frozenset((whole,))} if whole is not None and known else set()
        for view in views:
            found |= covers(pieces_of(view.text, view.sign), self._tables[view.sign])
        if not found and self._between_spaces is not None:
            found = covers(tuple(map(fold, text.split())), self._between_spaces)
        found = {cover - {LEFT_OUT} for cover in found}
        if len(found) > 1 and self._exact is not None:
            found = self._written_so(found, text, self._exact) or found
        if whole == AMBIGUOUS or len(found) > 1:
            return Reading(fault=Code.ANSWER_AMBIGUOUS, about=tuple(map(self._names, sorted(found, key=sorted))))
        return self._checked(found.pop()) if found else self._with_unknown(text, views)

    def _views(self, text: str) -> list[_View]:
        """Return the ways to take a cell apart: by each separator, and as a list with bullets or numbers."""
        views = [_View(text, sign) for sign in self._tables]
        lines = None if self._fixed else as_lines(text)
        return views if lines is None else [*views, _View(lines, "\n")]

    def _written_so(self, found: Iterable[Cover], text: str, separator: str) -> set[Cover]:
        """Return the covers that the survey tool would have written exactly so; none where it may have written two."""
        ways = set()
        shown = clean(text).removesuffix(separator.strip())
        for cover in found:
            answers = [a for code in sorted(cover) if (a := self._words.question.answer(code)) is not None]
            names = ([answer.label for answer in answers], [answer.id for answer in answers])
            if shown in (clean(separator.join(written)) for written in names):
                ways.add(cover)
        return ways if len(ways) == 1 else set()

    def _checked(self, cover: Cover) -> Reading:
        """Refuse a bare state beside anything else."""
        if cover == {AnswerState.BLANK}:
            return Reading()
        bare = [code for code in sorted(cover) if code < FIRST_ANSWER]
        if bare and len(cover) > 1:
            return Reading(fault=Code.ANSWER_EXCLUSIVE, about=(_state_name(bare[0]),))
        return Reading(cover)

    def _names(self, cover: Cover) -> str:
        """Return the labels of a cover's answers."""
        answers = [(code, self._words.question.answer(code)) for code in sorted(cover)]
        return " + ".join(_state_name(code) if answer is None else answer.label for code, answer in answers)

    def _with_unknown(self, text: str, views: Sequence[_View]) -> Reading:
        """Return what the known pieces say and the rest as `other`; a fault where nothing may take the rest."""
        walks = [walk(view.text, view.sign, self._tables[view.sign]) for view in views]
        if not walks and self._between_spaces is not None:
            walks = [walk(text, " ", self._between_spaces)]
        best = max(walks, key=lambda found: len(found.known))
        faults = [fault for run in best.runs if (fault := self._fault(run, best.sign)) is not None]
        if self._other is None or faults:
            return Reading(
                fault=Code.ANSWER_UNKNOWN, about=tuple(faults or (_joined(run, best.sign) for run in best.runs))
            )
        cover = best.known | {self._other}
        if best.torn:
            return Reading(fault=Code.ANSWER_AMBIGUOUS)
        if self._fixed and best.after:
            ways = (cover, cover - best.after)
            return Reading(fault=Code.ANSWER_AMBIGUOUS, about=tuple(map(self._names, ways)))
        return self._checked(cover)

    def _fault(self, run: Sequence[str], sign: str) -> str | None:
        """Return what of some unknown parts, side by side, keeps them from being an answer of someone's own; or None.

        They must say something in words, hold no slip of a known text, and not be known answers joined by other signs.
        """
        whole = _joined(run, sign)
        slips = (part for part in (*run[:_MOST_LOOKED_AT], whole) if nearest(part, self._slips) is not None)
        slip = next(slips, None)
        if slip is not None:
            return slip
        parts = list(filter(None, map(fold, _OTHER_SIGNS.split(whole))))
        spoken = any(says_something(fold(part)) for part in run)
        taken = spoken and not all(part in self._words.meanings for part in parts) and not self._names_several(whole)
        return None if taken else whole

    def _names_several(self, text: str) -> bool:
        """Say whether words between spaces name options: two of them, or one by a code that is no word."""
        if self._fixed or self._between_spaces is None:
            return False
        coded = (word for word in map(fold, text.split()) if word in self._words.ids and not word.isalpha())
        return any(coded) or len(walk(text, " ", self._between_spaces).known) > 1


def _joined(run: Sequence[str], sign: str) -> str:
    """Return parts that stand side by side as one text."""
    return (f"{sign} " if sign.strip() else sign).join(run)


def _state_name(code: int) -> str:
    """Return a bare state in words."""
    return "no answer" if code == AnswerState.BLANK else AnswerState(code).name.lower().replace("_", " ")
