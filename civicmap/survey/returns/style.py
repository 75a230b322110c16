"""How a return workbook looks: its formats, colours and widths in one table. Colour never says anything alone."""

from __future__ import annotations

from typing import Any, Final

_FONT: Final = {"font_name": "Arial", "font_size": 10, "valign": "top"}
_RULE: Final = {"bottom": 1, "bottom_color": "#D0D0D0"}
_BOX: Final = {"border": 1, "border_color": "#595959", "bg_color": "#FFFBE6", "text_wrap": True, "locked": False}
_SMALL: Final = {"font_size": 9, "font_color": "#404040"}
_DARK, _LIGHT = "#1F3864", "#DCE6F1"

FORMATS: Final[dict[str, dict[str, Any]]] = {
    "title": {"font_size": 14, "bold": True, "font_color": _DARK},
    "fact": {"bold": True},
    "plain": {},
    "wrap": {"text_wrap": True},
    "warn": {"bold": True, "font_color": "#9C0006"},
    "header": {"bold": True, "text_wrap": True, "bg_color": _LIGHT, "top": 2, "bottom": 2, "valign": "vcenter"},
    "part": {"font_size": 12, "bold": True, "font_color": "#FFFFFF", "bg_color": _DARK, "valign": "vcenter"},
    "section": {"bold": True, "font_color": _DARK, "bg_color": _LIGHT, "valign": "vcenter"},
    "number": {**_RULE, "text_wrap": True, "bold": True, "align": "left"},
    "question": {**_RULE, "text_wrap": True, "bold": True},
    "option_number": {**_RULE, **_SMALL, "text_wrap": True, "align": "right"},
    "option": {**_RULE, "text_wrap": True, "align": "left", "indent": 2},
    "help": {**_RULE, **_SMALL, "text_wrap": True},
    "when": {**_SMALL, "bold": True},  # inside a help
    "last": {**_RULE, **_SMALL, "text_wrap": True, "italic": True},
    "none": {**_RULE, "text_wrap": True},
    "note": {**_RULE, **_SMALL, "italic": True, "text_wrap": True},
    "fixed": {"border": 1, "border_color": "#A6A6A6", "text_wrap": True},
    "box": {**_BOX, "num_format": "@"},
    "box_general": {**_BOX, "align": "left"},
    "box_date": {**_BOX, "align": "left", "num_format": "yyyy-mm-dd"},
    "step": {"bold": True, "text_wrap": True, "align": "right"},
    "heading": {"font_size": 12, "bold": True, "font_color": _DARK, "bottom": 1, "bottom_color": _DARK},
    "key": {"font_size": 8, "font_color": "#808080"},
}
# Widths of columns, in characters.
WIDTHS: Final = {
    "key": 14,
    "number": 5,
    "question": 46,
    "help": 38,
    "answer": 30,
    "last": 22,
    "comment": 30,
    "evidence": 26,
}
A4: Final = 9  # the paper's number in the file format


class Styles:
    """Makes each format of a workbook once, when it is first asked for."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        """Return a format by its name in the table."""
        if name not in self._made:
            self._made[name] = self._book.add_format(_FONT | FORMATS[name])
        return self._made[name]
