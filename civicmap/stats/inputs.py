"""What a caller may hand in: lists, arrays or plain numbers, checked once and with one wording of each complaint."""

from __future__ import annotations

from collections.abc import Iterable
from math import isfinite, isnan
from typing import Any


def listed(values: Iterable[Any], length: int | None = None, what: str = "values") -> list[Any]:
    """Return a list, an array or a column as a list of plain values. Raises ValueError if it has not the length wanted."""
    plain = values.tolist() if hasattr(values, "tolist") else list(values) if isinstance(values, Iterable) else None
    if not isinstance(plain, list):
        raise ValueError(f"{what} must be a list, not {values!r}")  # noqa: TRY004 - one kind of error for all bad input
    if length is not None and len(plain) != length:
        raise ValueError(f"{what} must be as many as the rows: {len(plain)} for {length}")
    return plain


def is_missing(value: object) -> bool:
    """Return whether a value stands for no value."""
    return value is None or (isinstance(value, float) and isnan(value))


def number(value: object, what: str) -> float:
    """Return a finite number. Raises ValueError for anything else."""
    try:
        found = float(value)  # type: ignore[arg-type] # what is no number is what this finds out
    except (TypeError, ValueError):
        found = float("nan")
    if isinstance(value, str) or not isfinite(found):
        raise ValueError(f"{what} must be a number, not {value!r}")
    return found


def amount(value: object, what: str) -> float:
    """Return a finite number that is not negative. Raises ValueError for anything else."""
    found = number(value, what)
    if found < 0:
        raise ValueError(f"{what} must not be negative, as {value!r} is")
    return found


def count(value: object, what: str) -> int:
    """Return a whole number that is not negative. Raises ValueError for anything else."""
    found = amount(value, what)
    if found % 1:
        raise ValueError(f"{what} must be a whole number, not {value!r}")
    return int(found)


def amounts(values: Iterable[Any], what: str, length: int | None = None) -> list[float]:
    """Return finite numbers that are not negative. Raises ValueError for anything else."""
    return [amount(value, what) for value in listed(values, length, what)]


def two_tails(confidence: float) -> float:
    """Return the normal quantile that leaves half of 1 - confidence above it. Raises ValueError outside 0..1."""
    from statistics import NormalDist  # noqa: PLC0415 - 10 ms that a command without intervals need not pay

    if not 0 < confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, not {confidence}")
    return NormalDist().inv_cdf((1 + confidence) / 2)
