"""SurveyMonkey: the question in one row, over its first column, and in the next row an option or the kind of answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from civicmap.survey.dialects.dialect import Dialect, Look, Signs
from civicmap.survey.folding import fold
from civicmap.survey.titles import Name, Title, plain_titles, spread
from civicmap.survey.words.tools import LABEL_MARKS, ToolWords

if TYPE_CHECKING:
    from collections.abc import Sequence

_IDS: Final = {"respondent id", "respondentid", "collector id", "collectorid"}
_WHOLE: Final = {"response", "open-ended response"}
_OTHER: Final = {"other (please specify)", "other, please specify", "other"}


def recognise(look: Look) -> Signs | None:
    """Know the respondent's columns, or the words under questions where those columns were cut off."""
    found = look.find(_IDS, {"start date", "startdate"}, {"end date", "enddate"}, least=2) or look.at_top(_IDS)
    number, cells = found or look.first
    below = [fold(cell) for cell in look.row(number + 1)]
    words = any(cell in _WHOLE or cell in _OTHER for cell in below)
    if found is None:
        blanks = sum(not cell.strip() for cell in cells) + max(0, len(below) - len(cells))
        if not (words and blanks and any(cell in _WHOLE for cell in below)):
            return None
        return Signs((number, number + 1), number + 1, f"row {number + 1} says what each column answers")
    under = [below[at] for at, cell in enumerate(cells) if fold(cell) in _IDS and at < len(below)]
    two = words and not any(under)
    named = ", ".join(cell.strip() for cell in cells if fold(cell) in _IDS)
    return Signs((number, number + 1) if two else (number,), number + two, f"its header has {named}")


def titles(levels: Sequence[Sequence[str]]) -> list[Title]:
    """Return each column's question with what stands under it."""
    if len(levels) == 1:
        return plain_titles(levels[0])
    width = len(levels[0])
    pairs = zip(levels[0], spread(levels[0], width), levels[1], strict=True)
    return [_title(own, question, below) for own, question, below in pairs]


def _title(own: str, question: str, below: str) -> Title:
    if not below.strip() or fold(below) in _WHOLE:
        return Title(own or question, (Name(own if own.strip() else question),))
    names = (Name(question, below), Name(below)) if fold(below) not in _OTHER else (Name(question, "other"),)
    return Title(f"{question} [{below}]", names)


SURVEYMONKEY: Final = Dialect(
    "surveymonkey",
    "SurveyMonkey",
    recognise,
    titles,
    depth=2,
    metadata=re.compile(
        r"respondent ?id|collector ?id|(start|end) ?date|date (created|modified)|custom data \d+|customdata\d*|collector nm"
    ),
    personal=re.compile(r"ip ?address|email ?address|first ?name|last ?name|.*\[(name|email address|phone number)\]"),
    tool=ToolWords(ticks=LABEL_MARKS, separators=(";",), month_first=True),
)
