"""Cells as the texts that people see, whatever file they stand in."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from collections.abc import Callable


def _float(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _datetime(value: datetime) -> str:
    return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="seconds")


def _duration(value: timedelta) -> str:
    total = round(value.total_seconds())
    minutes, seconds = divmod(abs(total), 60)
    return f"{'-' if total < 0 else ''}{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"


_NO_POINT: Final = frozenset(".eE")
_AS_TEXT: Final[dict[type, Callable[[Any], str]]] = {
    type(None): lambda _: "",
    str: str,
    bool: lambda value: "TRUE" if value else "FALSE",
    int: str,
    float: _float,
    datetime: _datetime,
    date: date.isoformat,
    time: time.isoformat,
    timedelta: _duration,
}


def cell_text(value: object) -> str:
    """Return a cell as text: 3.0 as "3", days and times in ISO form, truth as TRUE and FALSE, all else as it stands."""
    return _AS_TEXT.get(type(value), str)(value)


def as_number(text: str) -> float | None:
    """Return the number that a file writes in figures; None where it is none."""
    try:
        return int(text) if _NO_POINT.isdisjoint(text) else float(text)
    except ValueError:
        return None
