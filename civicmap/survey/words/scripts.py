"""Letters of other scripts that look alike: a word that mixes them is never taken for the word that it looks like."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Final

from civicmap.survey.folding import fold

if TYPE_CHECKING:
    from collections.abc import Iterable

_SCRIPTS: Final = ("LATIN", "CYRILLIC", "GREEK")
# By look, in the case in which they look alike.
_LOOKS: Final = str.maketrans(
    "АВЕЅІЈКМНОРСТУХаеѕіјорсухԁԛԝһΑΒΕΖΗΙΚΜΝΟΡΤΥΧονιρ", "ABESIJKMHOPCTYXaesijopcyxdqwhABEZHIKMNOPTYXovip"
)


def script(sign: str) -> str:
    """Return the script of a letter among those that look alike; "" for any other sign."""
    name = unicodedata.name(sign, "").split(" ", 1)[0]
    return name if name in _SCRIPTS else ""


def lookalike(text: str, known: Iterable[str]) -> str | None:
    """Return the known text that a text looks like, letter by letter, though its letters are of another script."""
    names = list(known)
    if text.isascii() and all(map(str.isascii, names)):
        return None
    looks = fold(text.translate(_LOOKS))
    return next((name for name in names if fold(name.translate(_LOOKS)) == looks), None)


def strange_letter(text: str, like: str | None = None) -> str:
    """Return which letter of a text is of another script than the text that it looks like, or than its own word.

    As "'о' is Cyrillic"; "" where there is none.
    """
    for word in text.split():
        scripts = [script(sign) for sign in word]
        used = sorted(set(scripts) - {""}, key=lambda name: (-scripts.count(name), _SCRIPTS.index(name)))
        if like is not None:
            at_home = {script(sign) for sign in like}
            foreign = [name for name in used if name not in at_home]
        else:
            foreign = used[1:]
        if foreign:
            return f"{word[scripts.index(foreign[0])]!r} is {foreign[0].capitalize()}"
    return ""
