"""A cell of an OpenDocument spreadsheet as text, exactly as the same cell of an XLSX workbook."""

from __future__ import annotations

import re
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from civicmap.survey.container.cells import as_number, cell_text

if TYPE_CHECKING:
    from collections.abc import Callable

    from civicmap.survey.container.ods_styles import Styles

OFFICE: Final = "urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE: Final = "urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
CALC: Final = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
_TYPE: Final = f"{OFFICE}value-type"
_STRING: Final = f"{OFFICE}string-value"
_FORMULA: Final = f"{TABLE}formula"
_VALUES: Final = {
    **dict.fromkeys(("float", "percentage", "currency"), f"{OFFICE}value"),
    "date": f"{OFFICE}date-value",
    "time": f"{OFFICE}time-value",
    "boolean": f"{OFFICE}boolean-value",
}
_LANGUAGE: Final = re.compile(r"\w{1,20}:(?==)")  # a formula begins with that of its language, "of:="
# Some programs write an error as a number or an empty text that looks like one.
_ERROR: Final = re.compile(r"#(?:N/A|NULL!|DIV/0!|VALUE!|REF!|NAME\?|NUM!)|Err:[0-9]{3}")
_DURATION: Final = re.compile(
    r"(-?)P(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})(?:[.,]\d{1,12})?S)?)?"
)
_DAY: Final = 86_400
_SPACED: Final = re.compile(r"[\0\1\2\t\r\n]|  |^ | $")
_RUN: Final = re.compile(r"[ \t\r\n]+")
_STAND_FOR: Final = str.maketrans({"\0": " ", "\1": "\t", "\2": "\n"})
_MOST_REMEMBERED: Final = 100_000


def paragraph(text: str) -> str:
    """Return a paragraph as it is shown: white space of the XML is one space, the spaces it names are kept."""
    if not _SPACED.search(text):
        return text
    return _RUN.sub(" ", text).strip(" ").translate(_STAND_FOR)


class Cells:
    """Turns cells into texts, each number, day and time once."""

    def __init__(self, styles: Styles) -> None:
        self._styles = styles
        self._known: dict[tuple[str, str, bool], str] = {}

    def text(self, cell: dict[str, str], paragraphs: list[str], default_style: Callable[[], str | None]) -> str:
        """Return a cell as text. A formula that was never computed stands for itself."""
        kind = cell.get(_TYPE)
        formula = cell.get(_FORMULA)
        if formula is not None:
            shown = "\n".join(paragraphs)
            if cell.get(f"{CALC}value-type") == "error" or _ERROR.fullmatch(shown):
                return shown
            if kind is None and not shown:
                return _LANGUAGE.sub("", formula, count=1)
        at = _VALUES.get(kind or "")
        if at is None:
            said = cell.get(_STRING)
            return "\n".join(paragraphs) if said is None else said
        value = cell.get(at)
        if value is None:
            return "\n".join(paragraphs)
        span = kind == "time" and (cell.get(f"{TABLE}style-name") or default_style()) in self._styles.spans
        key = (at, value, span)
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _MOST_REMEMBERED:
                self._known.clear()
            found = self._known[key] = _AS_TEXT[at](value, span)
        return found


def _number(value: str, _: bool) -> str:
    number = as_number(value)
    return value if number is None else cell_text(number)


def _moment(value: str, _: bool) -> str:
    try:
        return cell_text(datetime.fromisoformat(value))
    except ValueError:
        return value  # a day that no calendar has


def _time(value: str, span: bool) -> str:
    """Return a time of the day, or a length of time if its format counts on after 24 hours or it is as long."""
    found = _DURATION.fullmatch(value)
    if found is None:
        return value
    sign, *counts = found.groups()
    days, hours, minutes, seconds = (int(count or 0) for count in counts)
    total = ((days * 24 + hours) * 60 + minutes) * 60 + seconds
    if span or sign or total >= _DAY:
        try:
            return cell_text(timedelta(seconds=-total if sign else total))
        except OverflowError:
            return value
    return cell_text(time(total // 3600, total // 60 % 60, total % 60))


def _truth(value: str, _: bool) -> str:
    return {"true": "TRUE", "false": "FALSE"}.get(value, value)


_AS_TEXT: Final[dict[str, Callable[[str, bool], str]]] = {
    f"{OFFICE}value": _number,
    f"{OFFICE}date-value": _moment,
    f"{OFFICE}time-value": _time,
    f"{OFFICE}boolean-value": _truth,
}
