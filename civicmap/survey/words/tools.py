"""How the survey tool of a file writes answers, ticks, lists and dates, where tools differ. Dialects fill it in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from civicmap.survey.words.sets import NOT_SHOWN, NOT_TICKED, TICKED


@dataclass(frozen=True, slots=True)
class Marks:
    """What the cells of option columns say, folded. What the mapping file says of a text comes before.

    `bits`: the tool writes 1 and 0, and nothing else is a tick, whatever it numbers options with. `label_or_blank`: the
    cell repeats the option's label or number, so any text that is not in the two other sets is a tick.
    """

    ticked: frozenset[str] = TICKED
    not_ticked: frozenset[str] = NOT_TICKED
    not_shown: frozenset[str] = NOT_SHOWN
    label_or_blank: bool = False
    bits: bool = False


PLAIN_MARKS: Final = Marks()
BIT_MARKS: Final = Marks(bits=True)
# An option's number may stand where it is ticked: no figure says "not ticked".
LABEL_MARKS: Final = Marks(
    not_ticked=frozenset(text for text in NOT_TICKED if not text.lstrip("-")[:1].isdigit()) | {"-99"},
    label_or_blank=True,
)


@dataclass(frozen=True, slots=True)
class ToolWords:
    """`answers` are pairs of a text and what it means: a concept ("yes", "no", "uncertain" …) or a state ("blank" …).

    They stand under the framework's own texts. `separators` are what joins the answers of one cell, None where any may;
    the tool puts the text of `other` last. `month_first` is the order of 3/4/2024 where the column does not tell.
    """

    answers: tuple[tuple[str, str], ...] = ()
    ticks: Marks = PLAIN_MARKS
    separators: tuple[str, ...] | None = None
    month_first: bool | None = None


DEFAULT: Final = ToolWords()
