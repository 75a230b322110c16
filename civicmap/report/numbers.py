"""Numbers become text here and nowhere else: half-up rounding, figures, words, percentages."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

# A double this close to a half is taken as on it: sums of thirds fall on either side by accident.
_NEAR_RATIO: Final = (1e-9).as_integer_ratio()
# What marks a number in a text that is being listened to; no text of a survey or framework holds any.
_UNSEEN: Final = "\x02\x03" + "".join(map(chr, range(0x90, 0xA0)))
MINUS: Final = "\u2212"
RANGE: Final = "\u2013"


@dataclass(frozen=True, slots=True)
class Style:
    """How a language writes numbers. `per_cent` and `percent` hold `{number}`: in a sentence, and in a table."""

    decimal: str
    thousands: str
    per_cent: str
    percent: str
    no: str  # zero with its noun: no entities
    small: tuple[str, ...]  # zero, standing alone, to nine, in words

    def count(self, number: int) -> str:
        """Return a count as a sentence writes it: in words below ten, in figures from ten."""
        return self.small[number] if 0 <= number < len(self.small) else figure(number, style=self)


ENGLISH: Final = Style(
    ".",
    ",",
    "{number} per cent",
    "{number}%",
    "no",
    ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
)
"""For what speaks English whatever the report's language: the listings of commands."""


def half_up(value: float | Fraction, digits: int = 0) -> Fraction:
    """Round to so many decimal places, a half upwards in size: 2.5 is 3 and -2.5 is -3. Exact for fractions."""
    return Fraction(_units(value, digits), 10**digits)


def _units(value: float | Fraction, digits: int) -> int:
    """Return how many units of the last decimal place a number rounds to. In whole numbers: a report prints thousands."""
    exact = isinstance(value, (Fraction, int))
    # A number of another library may not say its ratio itself.
    over, under = (value if exact or isinstance(value, float) else Fraction(value)).as_integer_ratio()
    near, of = (0, 1) if exact else _NEAR_RATIO
    # |value| in units, and a half, and the margin, over one denominator
    rounded: int = (2 * of * abs(over) * 10**digits + under * of + 2 * under * near) // (2 * under * of)
    return rounded if value >= 0 else -rounded


def figure(value: float | Fraction, digits: int = 0, *, sign: bool = False, style: Style = ENGLISH) -> str:
    """Return a number in figures, grouped by thousands; `sign` writes a plus too, as changes need."""
    units = _units(value, digits)
    whole, part = divmod(abs(units), 10**digits)
    text = f"{whole:,}".replace(",", style.thousands)
    if digits:
        text += f"{style.decimal}{part:0{digits}d}"
    before = MINUS if units < 0 else "+" if sign and units > 0 else ""
    return before + text


def per_cent(share: float | Fraction, digits: int = 0, *, style: Style = ENGLISH) -> str:
    """Return a share of 1 as a percentage in a sentence."""
    return style.per_cent.replace("{number}", figure(share * 100, digits, style=style))


def percent(share: float | Fraction, digits: int = 0, *, style: Style = ENGLISH) -> str:
    """Return a share of 1 as a percentage in a table."""
    return style.percent.replace("{number}", figure(share * 100, digits, style=style))


def percent_range(low: float | Fraction, high: float | Fraction, *, style: Style = ENGLISH) -> str:
    """Return two shares of 1 as a range of percentages in a table; one of them where both round alike."""
    first, last = figure(low * 100, style=style), figure(high * 100, style=style)
    return style.percent.replace("{number}", first if first == last else f"{first}{RANGE}{last}")


def score(points: float, *, style: Style = ENGLISH) -> str:
    """Return points as a table shows them: to one decimal place, so that a score near a cut can be seen to be near."""
    return figure(points, 1, style=style)


def plural(number: int, one: str, many: str, *, style: Style = ENGLISH) -> str:
    """Return the count with its noun: one entity, two entities, 12 entities, no entities."""
    return f"{style.count(number) if number else style.no} {one if number == 1 else many}"


def capital(text: str) -> str:
    """Return a text with its first letter as a sentence begins; the rest is left as it is, and so are marks before it."""
    start = len(text) - len(text.lstrip(_UNSEEN))
    return text[:start] + text[start : start + 1].upper() + text[start + 1 :]
