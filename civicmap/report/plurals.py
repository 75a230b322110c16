"""Which form a count takes in a language, by the rules of Unicode's CLDR for whole numbers. Imports nothing.

Babel reads the same rules, and much else, out of 30 MB of data; a report needs these few lines of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Callable

CATEGORIES: Final = ("zero", "one", "two", "few", "many", "other")
EXACT: Final = "none"
"""A form for nothing, which goes before a language's own rule: no entities."""


def _one(n: int) -> str:
    return "one" if n == 1 else "other"


def _millions(n: int) -> str:
    return "many" if n and n % 1_000_000 == 0 else _one(n)


def _french(n: int) -> str:
    return "one" if n in (0, 1) else _millions(n)


def _russian(n: int) -> str:
    if n % 10 == 1 and n % 100 != 11:
        return "one"
    return "few" if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14) else "many"


def _polish(n: int) -> str:
    if n == 1:
        return "one"
    return "few" if n % 10 in (2, 3, 4) and n % 100 not in (12, 13, 14) else "many"


def _arabic(n: int) -> str:
    if n in (0, 1, 2):
        return CATEGORIES[n]
    return "few" if 3 <= n % 100 <= 10 else "many" if n % 100 >= 11 else "other"


def _other(_n: int) -> str:
    return "other"


_RULES: Final[dict[str, Callable[[int], str]]] = {
    **dict.fromkeys(("en", "de", "nl", "sv", "da", "nb", "fi", "el", "tr", "hu", "sw", "ur"), _one),
    **dict.fromkeys(("es", "it", "ca"), _millions),
    **dict.fromkeys(("fr", "pt"), _french),
    **dict.fromkeys(("ru", "uk", "be"), _russian),
    **dict.fromkeys(("pl",), _polish),
    **dict.fromkeys(("ar",), _arabic),
    **dict.fromkeys(("zh", "ja", "ko", "th", "id", "my", "lo"), _other),
}
_USED: Final = {
    _one: ("one", "other"),
    _millions: ("one", "other"),  # counts of entities reach no million: `other` serves
    _french: ("one", "other"),
    _russian: ("one", "few", "many", "other"),
    _polish: ("one", "few", "many", "other"),
    _arabic: ("zero", "one", "two", "few", "many", "other"),
    _other: ("other",),
}
KNOWN: Final = tuple(sorted(_RULES))
"""The languages whose rules are known; any other is taken to have one and other."""


def category(language: str, number: int) -> str:
    """Return the category of a count: zero, one, two, few, many or other."""
    return _rule(language)(abs(number))


def used(language: str) -> tuple[str, ...]:
    """Return the forms that a language's texts need."""
    return _USED[_rule(language)]


def single(language: str) -> bool:
    """Whether the form `one` is of nothing but one, so that it may say it in a word: not of 21, as in Russian."""
    return all(category(language, number) != "one" for number in (21, 31, 101))


def _rule(language: str) -> Callable[[int], str]:
    return _RULES.get(language.replace("_", "-").split("-")[0].lower(), _one)
