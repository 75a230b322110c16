"""When two names are the same name, whatever the signs between their words; and what stands in brackets beside one."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from civicmap.survey.folding import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

# U.N.D.P. and U. N. D. P.: single letters with dots between them are one word.
_DOTTED: Final = re.compile(r"(?<!\w)[^\W\d_](?:\.\s?[^\W\d_](?!\w))+\.?")
_SIMPLE: Final = re.compile(r"[a-z0-9 \-]*")
_POSSESSIVE: Final = re.compile(r"(?<=\w)'(?=s(?!\w))")
_CONJUNCTIONS: Final = frozenset(("and", "et", "y", "и"))
_TATWEEL: Final = "\u0640"  # lengthens an Arabic word on the page
_WORD_SIGNS: Final = "#%@&*"  # punctuation to Unicode, but part of a name: "Unit #2", "A*"
_UNSPACED: Final = r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]"  # scripts that write no spaces between words
_GAP: Final = re.compile(rf"(?<={_UNSPACED}) (?={_UNSPACED})")
_LONGEST: Final = 1000  # letters of a name that are looked at


class _Spaced(dict[int, int]):
    """What each sign becomes in a name, by its code: punctuation becomes a space."""

    def __missing__(self, code: int) -> int:
        sign = chr(code)
        apart = sign not in _WORD_SIGNS and unicodedata.category(sign)[0] in "PZ"
        self[code] = ord(" ") if apart else code
        return self[code]


_SPACED: Final = _Spaced()
# Marks without which a letter is a spelling of the same word: Latin, Greek, Cyrillic, Hebrew, Arabic. In the scripts of
# India or Thailand they are vowels, and stay.
_UNMARKED: Final = dict.fromkeys(
    [*range(0x0300, 0x0370), *range(0x0483, 0x0488), *range(0x0591, 0x05C8), *range(0x0610, 0x061B),
     *range(0x064B, 0x0660), 0x0670, *range(0x06D6, 0x06DD), *range(0x06DF, 0x06E9), *range(0x06EA, 0x06EE)]
)  # fmt: skip
_LETTERS: Final = str.maketrans({"ø": "o", "ł": "l", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ى": "ي", "ة": "ه"})
_BETWEEN: Final = re.compile(r"[()\[\]{}（）【】/|;:\n]|\s[-–—]\s")
_BRACKETED: Final = re.compile(r"\s*([^()\[\]（）]+?)\s*[(\[（]\s*([^()\[\]（）]+?)\s*[)\]）]\s*\Z")
_SHORT: Final = 3  # letters of a word that an acronym may pass over: of, for, de, la


@lru_cache(maxsize=1 << 16)  # one run makes the form of a name for each table that it is looked up in
def name_key(text: str) -> str:
    """Return the form under which names are equal.

    Beside what `fold` takes away, punctuation, spaces around hyphens, dots in acronyms and "the" make no difference, and
    "&" is "and" in English, French, Spanish and Russian. A text without a letter keeps its signs: -1 is not 1.
    """
    folded = fold(text[:_LONGEST])
    if not any(map(str.isalpha, folded)):
        return folded
    if _SIMPLE.fullmatch(folded):
        words = folded.replace("-", " ").split()
    else:
        folded = _DOTTED.sub(lambda found: re.sub(r"[.\s]", "", found[0]), folded)
        folded = _POSSESSIVE.sub("", folded.replace(_TATWEEL, "")).replace("&", " & ")
        words = folded.translate(_SPACED).split()
    words = [word for word in words if word != "the"] or words
    if _CONJUNCTIONS.isdisjoint(words):
        return _GAP.sub("", " ".join(words)) if not folded.isascii() else " ".join(words)
    joined = [_conjunction(words, place) for place in range(len(words))]
    return _GAP.sub("", " ".join(joined))


def _conjunction(words: Sequence[str], place: int) -> str:
    """Return a word, "&" for an "and" between two words; between single letters it is a letter ("zones X, Y, Z")."""
    word = words[place]
    between = 0 < place < len(words) - 1
    return "&" if word in _CONJUNCTIONS and between and min(len(words[place - 1]), len(words[place + 1])) > 1 else word


@lru_cache(maxsize=1 << 16)
def plain_key(text: str) -> str:
    """Return a name's form without the accents of its letters (Latin, Greek, Cyrillic, Hebrew and Arabic)."""
    key = name_key(text)
    if key.isascii():
        return key
    plain = unicodedata.normalize("NFD", key).translate(_UNMARKED)
    return " ".join(unicodedata.normalize("NFC", plain).translate(_LETTERS).split())


def parts_of(text: str) -> tuple[str, ...]:
    """Return the names that stand in one text, as "World Health Organization (WHO)"; none where it is one name."""
    parts = tuple(part.strip() for part in _BETWEEN.split(text[:_LONGEST]) if part.strip())
    return parts if len(parts) > 1 else ()


def with_acronym(name: str) -> tuple[str, ...]:
    """Return the two names of one that ends in its own acronym in brackets; none where the brackets hold another thing.

    "Office for Water Safety (OWS)" is also either part; "Ministry of Finance (Kenya)" is not the "Ministry of Finance".
    """
    found = _BRACKETED.match(name[:_LONGEST])
    if found is None:
        return ()
    return found.groups() if is_acronym_of(found[2], found[1]) else ()


def is_acronym_of(short: str, name: str) -> bool:
    """Say whether a text is written as an acronym and made of a name's letters: its initials, with some of the next."""
    letters = plain_key(short)
    written = sum(map(str.isupper, short)) >= 2 and " " not in letters and letters.isalpha()
    return written and spells(letters, plain_key(name).split(), most=3)


def spells(letters: str, words: Sequence[str], most: int = 1) -> bool:
    """Say whether letters are the first ones of each word in turn, up to `most` of each; short words may be left out."""
    if len(letters) > most * len(words):
        return False
    reached = {0}
    for word in words:
        heads = range(1, min(most, len(word)) + 1)
        taken = {at + size for at in reached for size in heads if letters.startswith(word[:size], at)}
        reached = taken | reached if len(word) <= _SHORT else taken
    return len(letters) in reached


def first_letters(words: Sequence[str]) -> set[str]:
    """Return the letters with which an acronym of some words may begin: short words may be left out."""
    found: set[str] = set()
    for word in words:
        found.add(word[0])
        if len(word) > _SHORT:
            break
    return found
