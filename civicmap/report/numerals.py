"""Numerals of headings: I., A. and 1., each restarting below the one above. Imports nothing."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

_ROMAN: Final = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)
FIRST_LEVEL: Final = 2  # `##`; `#` is the title


def roman(number: int) -> str:
    """Return a positive number in Roman capitals."""
    text = ""
    for value, sign in _ROMAN:
        times, number = divmod(number, value)
        text += sign * times
    return text


def letter(number: int) -> str:
    """Return the capital for 1 to 26, then AA, BB as Word counts on."""
    times, place = divmod(number - 1, 26)
    return chr(ord("A") + place) * (times + 1)


_FORMS: Final[tuple[Callable[[int], str], ...]] = (roman, letter, str)


@dataclass(slots=True)
class Numerals:
    """The counters of a document's headings."""

    counts: list[int] = field(default_factory=lambda: [0] * len(_FORMS))

    def next(self, level: int) -> str:
        """Return the numeral of the next heading of a level, or "" for a level that has none."""
        place = level - FIRST_LEVEL
        if not 0 <= place < len(_FORMS):
            return ""
        self.counts[place] += 1
        self.counts[place + 1 :] = [0] * (len(_FORMS) - place - 1)
        return f"{_FORMS[place](self.counts[place])}."
