"""Dates as people and programs write them: one day, or two between which only other dates of the column decide."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from civicmap.survey.folding import bare, fold

if TYPE_CHECKING:
    from collections.abc import Iterable

# English, French, Spanish and Russian, without accents; shorter forms from three letters on where they begin so.
_MONTHS: Final = (
    "january janvier enero января январь ene",
    "february fevrier febrero февраля февраль fevr",
    "march mars marzo марта март",
    "april avril abril апреля апрель avr",
    "may mai mayo мая май",
    "june juin junio июня июнь",
    "july juillet julio июля июль juil",
    "august aout agosto августа август",
    "september septembre septiembre setiembre сентября сентябрь sept",
    "october octobre octubre октября октябрь",
    "november novembre noviembre ноября ноябрь",
    "december decembre diciembre декабря декабрь",
)
_SHORTEST: Final = 3  # letters of a month's short name


def _month_names() -> dict[str, int]:
    """Return the names of months and their first letters: name -> month. What begins two months names none."""
    found: dict[str, set[int]] = {}
    for month, names in enumerate(_MONTHS, start=1):
        for name in names.split():
            for short in (name, name[:_SHORTEST], name[: _SHORTEST + 1]):
                found.setdefault(short, set()).add(month)
    return {name: months.pop() for name, months in found.items() if len(months) == 1}


_MONTH_OF: Final = _month_names()

# A time of day behind the date, with what programs put around it; the day is the one that is written.
_TIME: Final = (
    r"(?:[t,]? ?(?:上午|下午|凌晨|中午|晚上)?(?:at |a las |a |à |в )?\d{1,2}[:.h]\d{2}(?:[:.]\d{2}(?:[.,]\d{1,9})?)?"
    r" ?(?:[ap]\.? ?m\.?|ص|م)? ?(?:z|utc|gmt)? ?(?:[+-]\d{1,2}(?::?\d{2})?)?(?: ?\([a-z .]{1,40}\))?)?\Z"
)
_YEAR_FIRST: Final = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.ASCII)
_YEAR_LAST: Final = re.compile(rf"(\d{{1,2}})([-/.])(\d{{1,2}})\2(\d{{4}}){_TIME}", re.ASCII)
_CHINESE: Final = re.compile(rf"(\d{{4}}) ?[年-] ?(\d{{1,2}}) ?[月-] ?(\d{{1,2}}) ?[日号號]{_TIME}", re.ASCII)
_NAMED: Final = (
    # 1 March 2024, 1st of March 2024, 1er mars 2024, 1 de marzo de 2024, 1 марта 2024 г., 01-Mar-2024
    re.compile(
        rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th|er|ro|o|-го|-е)?(?:[ .-]| of | de | del )\s?"
        rf"(?P<month>[^\W\d_]{{3,12}})\.?(?:[ ,-]| de | del )\s?(?P<year>\d{{4}})(?: ?г(?:ода)?\.?)?{_TIME}"
    ),
    # March 1, 2024; March 1st 2024
    re.compile(rf"(?P<month>[^\W\d_]{{3,12}})\.? (?P<day>\d{{1,2}})(?:st|nd|rd|th)?,? (?P<year>\d{{4}}){_TIME}"),
    # 2024 March 1, 2024-Mar-01
    re.compile(rf"(?P<year>\d{{4}})[ -](?P<month>[^\W\d_]{{3,12}})\.?[ -](?P<day>\d{{1,2}}){_TIME}"),
)


class Days(NamedTuple):
    """What a text can mean, as proleptic ordinals: with the day before the month, and after it; None where neither is a date.

    Where the text leaves no choice, both are the same.
    """

    day_first: int | None
    month_first: int | None

    @property
    def only(self) -> int | None:
        """The one day that the text can mean; None where it can mean two."""
        found = {self.day_first, self.month_first} - {None}
        return found.pop() if len(found) == 1 else None


def days(text: str) -> Days | None:
    """Return the days that a text can mean; None if it is no date."""
    folded = fold(text)
    numbers = _YEAR_LAST.match(folded)
    if numbers:
        first, second, year = int(numbers[1]), int(numbers[3]), int(numbers[4])
        found = Days(_ordinal(year, second, first), _ordinal(year, first, second))
        return None if found == (None, None) else found
    one = _one_day(folded)
    return None if one is None else Days(one, one)


def _one_day(folded: str) -> int | None:
    """Return the day of a text that names the year first, or the month in words."""
    parts = _YEAR_FIRST.match(folded)
    if parts:
        return _ordinal(int(parts[1]), int(parts[3]), int(parts[4]))
    parts = _CHINESE.match(folded)
    if parts:
        return _ordinal(int(parts[1]), int(parts[2]), int(parts[3]))
    plain = bare(folded)
    for pattern in _NAMED:
        named = pattern.match(plain)
        month = _MONTH_OF.get(named["month"]) if named else None
        if named and month is not None:
            return _ordinal(int(named["year"]), month, int(named["day"]))
    return None


def month_first(found: Iterable[Days], default: bool | None = None) -> bool | None:
    """Return whether a column writes the month before the day: as all its dates allow and one of them needs.

    `default` decides where no date needs either order; None where nothing does, or where dates need both.
    """
    needs_day = needs_month = False
    for held in found:
        needs_day = needs_day or held.month_first is None
        needs_month = needs_month or held.day_first is None
    if needs_day or needs_month:
        return None if needs_day and needs_month else needs_month
    return default


def day(text: str) -> int | None:
    """Return a date as its proleptic ordinal; None if the text is none, or could be two days."""
    found = days(text)
    return None if found is None else found.only


def _ordinal(year: int, month: int, in_month: int) -> int | None:
    """Return the ordinal of a day; None if there is no such day."""
    try:
        return date(year, month, in_month).toordinal()
    except ValueError:
        return None
