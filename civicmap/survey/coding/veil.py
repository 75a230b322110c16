"""Taking the names of entities out of what coders read, so that they judge what was done and not who did it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable

    from civicmap.model import Entity, Survey

VEILED: Final = "[name]"
_TOKEN: Final = re.compile(r"[^\W_]+")
_SHORTEST: Final = 3  # signs of a name: a shorter one is also a word or a figure
_UNSPACED: Final = re.compile("[\u2e80-\u9fff\uac00-\ud7af\u0e00-\u0eff]")  # scripts that put no space between words


class Veil:
    """Hides every id, name and alias of a survey's entities, whatever their case and the signs between their words."""

    def __init__(self, entities: Iterable[Entity]) -> None:
        self._first: dict[str, list[tuple[str, ...]]] = {}
        unspaced: set[str] = set()
        for name in {name for one in entities for name in (one.id, one.name, *one.aliases)}:
            if _UNSPACED.search(name):
                unspaced.add(name.strip())
            tokens = tuple(token.casefold() for token in _TOKEN.findall(name))
            if sum(map(len, tokens)) >= _SHORTEST:
                self._first.setdefault(tokens[0], []).append(tokens)
        for held in self._first.values():
            held.sort(key=lambda tokens: (-len(tokens), tokens))
        self._unspaced = sorted((name for name in unspaced if len(name) > 1), key=lambda name: (-len(name), name))

    def over(self, text: str) -> str:
        """Return a text with a mark in the place of each name."""
        for name in self._unspaced:
            text = text.replace(name, VEILED)
        found = list(_TOKEN.finditer(text))
        folded = [token.group().casefold() for token in found]
        parts, done, at = [], 0, 0
        while at < len(found):
            length = self._length(folded, at)
            if length:
                parts += [text[done : found[at].start()], VEILED]
                done = found[at + length - 1].end()
            at += max(length, 1)
        return "".join((*parts, text[done:]))

    def _length(self, tokens: list[str], at: int) -> int:
        """Return how many words from here on are a name; 0 for none."""
        for name in self._first.get(tokens[at], ()):
            if tuple(tokens[at : at + len(name)]) == name:
                return len(name)
        return 0


def veil_of(survey: Survey) -> Veil:
    """Return what hides the entities of a survey and of its register."""
    invited = survey.register.entities if survey.register is not None else ()
    return Veil((*survey.entities, *invited))
