"""How alike two names are, word by word: what few names of the register have counts for more than what many have."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING, Final

from civicmap.survey.register.names import plain_key, spells

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_ARTICLE: Final = re.compile(r"^(?:وال|بال|لل|ال)(?=\w{3})")  # written as one word with its noun in Arabic
_UNSPACED: Final = re.compile(r"([\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])")
_MOST_WORDS: Final = 40
_MOST_LETTERS: Final = 300
_SHORT: Final = 3
_ACRONYM: Final = range(2, 9)  # letters
_RUN: Final = 12  # words that an acronym stands for, at most
_CUT: Final = 0.6  # an abbreviation is not much longer than half of its word: Niger is none of Nigeria
_ALIKE: Final = 0.7  # below it two words are different words
_SHARE_OF_WORDS: Final = 0.8  # of a score; the rest is the likeness of the letters in a row
_CLIPPED, _CONTRACTED, _SPELT_OUT = 0.9, 0.8, 0.95


@dataclass(frozen=True, slots=True)
class Spelling:
    """One name, made ready to be compared: its plain form, and its words."""

    plain: str
    words: tuple[str, ...]


def spelling_of(text: str) -> Spelling:
    """Return a name as it is compared. Scripts without spaces are compared sign by sign."""
    plain = plain_key(text)[:_MOST_LETTERS]
    spaced = _UNSPACED.sub(r" \1 ", plain)
    return Spelling(plain, tuple(_ARTICLE.sub("", word) for word in spaced.split()[:_MOST_WORDS]))


class Weights:
    """What each word is worth: the fewer entities of the register have it, the more.

    So the generic words of any language, Office, Ministère, Министерство, weigh little without a list of them.
    """

    def __init__(self, entities: Iterable[Sequence[Spelling]]) -> None:
        listed = list(entities)
        self._count = len(listed)
        self._having = Counter(
            word for spellings in listed for word in {word for spelling in spellings for word in spelling.words}
        )

    def of(self, word: str) -> float:
        """Return a word's weight; that of one that the register has not is that of one that it has once."""
        having = self._having[word]
        weight = log(1 + self._count / max(1, having))
        return weight / 2 if having > 1 and len(word) <= _SHORT and word.isalpha() else weight


class Likeness:
    """Scores names from 0 to 100. `long_forms` are the long names, in words, that stand beside an acronym."""

    def __init__(self, weights: Weights, long_forms: Mapping[str, Sequence[tuple[str, ...]]]) -> None:
        self._weights, self._long_forms = weights, long_forms

    def score(self, text: Spelling, known: Spelling) -> float:
        """Return how alike a text is to a known name. Equal words in another order come close to 100."""
        from rapidfuzz import fuzz  # noqa: PLC0415 - 55 ms, only where a name is not known

        sorted_text, sorted_known = " ".join(sorted(text.words)), " ".join(sorted(known.words))
        letters = max(fuzz.ratio(text.plain, known.plain), 0.98 * fuzz.ratio(sorted_text, sorted_known))
        joined = fuzz.ratio(text.plain.replace(" ", ""), known.plain.replace(" ", ""))
        words = _Match(self._weights, self._long_forms, text.words, known.words).share()
        by_words = 100 * _SHARE_OF_WORDS * words + (1 - _SHARE_OF_WORDS) * letters
        # Words run together, or torn apart, are known by their letters alone.
        return min(99.0, max(by_words, joined - 6 if joined >= 88 else 0.0))


class _Match:
    """Pairs the words of a text with those of a known name, each once: equal, spelt out, then alike."""

    def __init__(
        self,
        weights: Weights,
        long_forms: Mapping[str, Sequence[tuple[str, ...]]],
        text: Sequence[str],
        known: Sequence[str],
    ) -> None:
        self._weights, self._long_forms = weights, long_forms
        self._shared = self._total = 0.0  # shared weight, and that of both names together
        acronym = len(known) == 1  # alone, it is the acronym of many names
        text, known = self._equal(list(text), list(known))
        text, known = self._spelt_out(text, known)
        if not acronym:
            known, text = self._spelt_out(known, text)
        text, known = self._alike(text, known)
        self._total += sum(map(weights.of, (*text, *known)))

    def share(self) -> float:
        """Return the share of both names' weight that they have in common, 0 to 1."""
        return 2 * self._shared / self._total if self._total else 0.0

    def _add(self, weight: float, likeness: float) -> None:
        self._shared += weight * likeness
        self._total += 2 * weight

    def _equal(self, text: list[str], known: list[str]) -> tuple[list[str], list[str]]:
        common = Counter(text) & Counter(known)
        for word, times in common.items():
            self._add(self._weights.of(word) * times, 1)
        return _without(text, Counter(common)), _without(known, Counter(common))

    def _spelt_out(self, short: list[str], long: list[str]) -> tuple[list[str], list[str]]:
        """Pair acronyms of one name with the words of the other that they stand for."""
        for word in [word for word in short if len(word) in _ACRONYM and word.isalpha()]:
            run = self._run(word, long)
            if run is not None:
                self._add(sum(map(self._weights.of, long[run])), _SPELT_OUT)
                short, long = [other for other in short if other != word], long[: run.start] + long[run.stop :]
        return short, long

    def _run(self, word: str, long: Sequence[str]) -> slice | None:
        """Return where the words that an acronym stands for are."""
        forms = self._long_forms.get(word, ())
        for start in range(len(long) - 1):
            for stop in range(min(len(long), start + _RUN), start + 1, -1):
                run = tuple(long[start:stop])
                if run in forms or "".join(run) == word or (run[0][0] == word[0] and spells(word, run)):
                    return slice(start, stop)
        return None

    def _alike(self, text: list[str], known: list[str]) -> tuple[list[str], list[str]]:
        """Pair what is left, the most alike first. A misspelt word has the weight of the word that it was to be."""
        pairs = [
            (-likeness, at, place)
            for at, word in enumerate(text)
            for place, other in enumerate(known)
            if (likeness := word_likeness(word, other)) > 0
        ]
        of_text, of_known = set[int](), set[int]()
        for likeness, at, place in sorted(pairs):
            if at not in of_text and place not in of_known:
                self._add(self._weights.of(known[place]), -likeness)
                of_text.add(at)
                of_known.add(place)
        left = [word for at, word in enumerate(text) if at not in of_text]
        return left, [word for place, word in enumerate(known) if place not in of_known]


def _without(words: list[str], taken: Counter[str]) -> list[str]:
    """Return words without as many of each as were taken."""
    left = []
    for word in words:
        if taken[word] > 0:
            taken[word] -= 1
        else:
            left.append(word)
    return left


def word_likeness(one: str, two: str) -> float:
    """Return how alike two words are, 0 to 1: misspelt, clipped ("min" of "ministry"), contracted ("dept").

    Short words and numbers are alike only where they are equal.
    """
    if one == two:
        return 1.0
    if not (one.isalpha() and two.isalpha()):
        return 0.0
    short, long = sorted((one, two), key=len)
    if len(short) >= _SHORT and len(short) <= _CUT * len(long) and short[0] == long[0]:
        if long.startswith(short):
            return _CLIPPED
        if short[-1] in long[-2:] and _is_within(short, long):
            return _CONTRACTED
    return slip_likeness(one, two) if len(long) > _SHORT else 0.0


def slip_likeness(one: str, two: str) -> float:
    """Return how alike two texts are but for a slip or two, 0 to 1: letters left out, added, changed or swapped."""
    from rapidfuzz.distance import OSA  # noqa: PLC0415 - as above

    found = OSA.normalized_similarity(one, two)
    return float(found**1.5) if found >= _ALIKE else 0.0


def _is_within(letters: str, word: str) -> bool:
    """Say whether letters stand in a word, in their order."""
    rest = iter(word)
    return all(letter in rest for letter in letters)
