"""The values of an SPSS variable as texts: its label where it has one, else the number, day or text itself."""

from __future__ import annotations

import re
from collections import Counter
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from civicmap.survey.container.cells import cell_text

if TYPE_CHECKING:
    from collections.abc import Mapping

Value = float | str | None

_BEGIN: Final = datetime(1582, 10, 14)  # noqa: DTZ001 - SPSS counts seconds from here, in no time zone
_DAY: Final = 86_400
_LETTERS: Final = re.compile(r"[A-Za-z]*")
# By the letters that a format begins with. Quarters, months and weeks of a year are stored as their first day.
_DAYS: Final = frozenset(
    {"DATE", "ADATE", "EDATE", "SDATE", "JDATE", "QYR", "MOYR", "WKYR", "DATETIME", "YMDHMS"},
)
_TIMES: Final = frozenset({"TIME"})
_SPANS: Final = frozenset({"DTIME", "MTIME"})


class Texts(dict[Value, str]):
    """Value of one variable -> its text. Labels that name two values would merge them, so both stay numbers."""

    def __init__(self, labels: Mapping[Value, str] | None, format_name: str | None) -> None:
        super().__init__({None: ""})
        self._format = (_LETTERS.match(format_name or "") or [""])[0].upper()
        told = {_bare(value): label.strip() for value, label in (labels or {}).items() if label}
        times = Counter(told.values())
        self.update((value, label) for value, label in told.items() if label and times[label] == 1)

    def __missing__(self, value: Value) -> str:
        """Return the text of a value that was not met before."""
        bare = _bare(value)
        text = self[bare] if bare in self else self._unlabelled(bare)
        self[value] = text
        return text

    def _unlabelled(self, value: Value) -> str:
        if isinstance(value, str) or value is None:
            return value or ""
        if value != value:  # noqa: PLR0124 - not a number
            return ""
        try:
            return self._shown(value)
        except (OverflowError, ValueError):
            return cell_text(value)  # a day that no calendar has

    def _shown(self, value: float) -> str:
        if self._format in _DAYS:
            return cell_text(_BEGIN + timedelta(seconds=value))
        if self._format in _TIMES and 0 <= round(value) < _DAY:
            return cell_text((_BEGIN + timedelta(seconds=round(value))).time())
        if self._format in _TIMES | _SPANS:
            return cell_text(timedelta(seconds=value))
        return cell_text(value)


def _bare(value: Value) -> Value:
    """Return a text without the spaces that fill it up."""
    return value.rstrip(" ") if isinstance(value, str) else value
