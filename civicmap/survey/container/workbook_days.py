"""Days and times of a workbook: which formats show a number as one, and which day a number is (ECMA-376, 18.8.30-31, 18.17.4)."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from typing import Final

# Formats that every workbook has, by number: those that show a day or a time, and of them lengths of time.
BUILT_IN_DAYS: Final = frozenset((*range(14, 23), 45, 46, 47))
BUILT_IN_SPANS: Final = frozenset((46,))
EPOCH: Final = datetime(1899, 12, 30)  # noqa: DTZ001 - a workbook knows no zones
EPOCH_1904: Final = datetime(1904, 1, 1)  # noqa: DTZ001

# What says nothing of days: texts in quotes, and colours, conditions and places in brackets; [h], [mm] and [s] do.
_ASIDE: Final = re.compile(r'".*?"|\[(?!hh?\]|mm?\]|ss?\])[^\]]*\]')
_DAY: Final = re.compile(r"(?<![_\\])[dmhysDMHYS]")
_SPAN: Final = re.compile(r"\[(?:hh?|mm?|ss?)\]", re.IGNORECASE)
_MOMENT: Final = re.compile(r"((\d{4})-(\d\d)-(\d\d))?T?((\d\d):(\d\d)(?::(\d\d)(\.\d{1,3})?)?)?Z?")
_LENGTH: Final = re.compile(r"PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d{1,3})?)S)?")
_DAY_SECONDS: Final = 86_400
_LEAP: Final = 60  # the day after 28 February 1900 by a workbook's count, which never was


def shows_day(code: str) -> bool:
    """Say whether a format shows a number as a day, time or length of time; only what it does with positive ones counts."""
    return _DAY.search(_ASIDE.sub("", code.split(";", maxsplit=1)[0])) is not None


def shows_span(code: str) -> bool:
    """Say whether a format shows a number as a length of time: hours, minutes or seconds that go on counting."""
    return _SPAN.search(code.split(";", maxsplit=1)[0]) is not None


def span(number: float) -> timedelta:
    """Return a length of time, to a thousandth of a second. Raises ValueError or OverflowError for none."""
    found = timedelta(days=number)
    whole = timedelta(seconds=found.total_seconds() // 1)
    return whole + timedelta(microseconds=round(found.microseconds, -3)) if found.microseconds else found


def moment(number: float, epoch: datetime) -> datetime | time:
    """Return the day and time of a number, or the time where it is less than a day. Raises ValueError or OverflowError."""
    day, part = divmod(number, 1)
    since = timedelta(milliseconds=round(part * _DAY_SECONDS * 1000))
    if 0 <= number < 1 and since.days == 0:
        return (EPOCH + since).time()
    if 0 < number < _LEAP and epoch == EPOCH:
        day += 1
    return epoch + timedelta(days=day) + since


def stated(text: str) -> date | time | timedelta:
    """Return the day, time or both, or the length of time, that a text in ISO form begins with. Raises ValueError."""
    found = _MOMENT.match(text)
    if found is not None and any(found.groups()):
        hour, minute, second, year, month, day = (int(part or 0) for part in found.group(6, 7, 8, 2, 3, 4))
        clock = time(hour, minute, second, int(float(found[9] or 0) * 1_000_000))
        if not found[1]:
            return clock
        return datetime.combine(date(year, month, day), clock) if found[5] else date(year, month, day)
    length = _LENGTH.match(text)
    if length is not None and any(length.groups()):
        hours, minutes, seconds = (float(part or 0) for part in length.groups())
        return timedelta(hours=hours, minutes=minutes, seconds=seconds)
    raise ValueError(text)
