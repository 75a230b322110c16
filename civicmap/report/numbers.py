"""Numbers become text here and nowhere else: half-up rounding, figures, words, percentages."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Final

_NEAR: Final = 1e-9  # a double this close to a half is taken as on it: sums of thirds fall on either side by accident
_WORDS: Final = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
THOUSANDS: Final = ","
MINUS: Final = "\u2212"
RANGE: Final = "\u2013"


def half_up(value: float | Fraction, digits: int = 0) -> Fraction:
    """Round to so many decimal places, a half upwards in size: 2.5 is 3 and -2.5 is -3. Exact for fractions."""
    scale = 10**digits
    scaled = abs(Fraction(value)) * scale
    margin = Fraction(0) if isinstance(value, (Fraction, int)) else Fraction(_NEAR)
    rounded = math.floor(scaled + Fraction(1, 2) + margin)
    return Fraction(rounded if value >= 0 else -rounded, scale)


def figure(value: float | Fraction, digits: int = 0, *, sign: bool = False) -> str:
    """Return a number in figures, with a comma for thousands; `sign` writes a plus too, as changes need."""
    rounded = half_up(value, digits)
    whole, part = divmod(abs(rounded) * 10**digits, 10**digits)
    text = f"{int(whole):,}".replace(",", THOUSANDS)
    if digits:
        text += f".{int(part):0{digits}d}"
    before = MINUS if rounded < 0 else "+" if sign and rounded > 0 else ""
    return before + text


def per_cent(share: float | Fraction, digits: int = 0) -> str:
    """Return a share of 1 as a percentage in a sentence."""
    return f"{figure(_hundredfold(share), digits)} per cent"


def percent(share: float | Fraction, digits: int = 0) -> str:
    """Return a share of 1 as a percentage in a table."""
    return f"{figure(_hundredfold(share), digits)}%"


def percent_range(low: float | Fraction, high: float | Fraction) -> str:
    """Return two shares of 1 as a range of percentages in a table; one of them where both round alike."""
    first, last = figure(_hundredfold(low)), figure(_hundredfold(high))
    return f"{first}%" if first == last else f"{first}{RANGE}{last}%"


def score(points: float) -> str:
    """Return points as a table shows them: to one decimal place, so that a score near a cut can be seen to be near."""
    return figure(points, 1)


def count(number: int, *, zero: str = "none") -> str:
    """Return a count as a sentence writes it: in words below ten, in figures from ten."""
    if number == 0:
        return zero
    return _WORDS[number] if 0 < number < len(_WORDS) else figure(number)


def capital(text: str) -> str:
    """Return a text with its first letter as a sentence begins; the rest is left as it is."""
    return text[:1].upper() + text[1:]


def plural(number: int, one: str, many: str) -> str:
    """Return the count with its noun: one entity, two entities, 12 entities, no entities."""
    return f"{count(number, zero='no')} {one if number == 1 else many}"


def _hundredfold(share: float | Fraction) -> float | Fraction:
    return share * 100
