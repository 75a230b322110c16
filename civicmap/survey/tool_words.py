"""How one survey tool writes answers and ticks, where that differs from what people write."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ToolWords:
    """A tool's own coding. `answers` are (text, meaning): a concept such as "yes", or a state's name.

    `repeats_label`: a cell of an option's column holds the option's label or number, or nothing. `separators` join the
    options of one cell. `month_first` says which way its ambiguous dates are meant; None: nobody knows.
    """

    answers: tuple[tuple[str, str], ...] = ()
    repeats_label: bool = False
    separators: tuple[str, ...] | None = None
    month_first: bool | None = None


DEFAULT = ToolWords()
