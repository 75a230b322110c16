"""Headers that are paths: groups, then the question, then perhaps an option."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicmap.survey.titles import Name, Title

if TYPE_CHECKING:
    from collections.abc import Sequence

_MOST_STEPS = 12


def path_titles(cells: Sequence[str], separators: Sequence[str]) -> list[Title]:
    """Return the titles of headers that may begin with groups.

    Without its groups, a header is called by what follows them. The last step alone is no name where the steps before
    it are a column of their own: it is an option then, and may have the name of another question.
    """
    known = {cell.strip() for cell in cells}
    return [_title(cell, separators, known) for cell in cells]


def _title(cell: str, separators: Sequence[str], known: set[str]) -> Title:
    names = [Name(cell)] if cell.strip() else []
    for separator in separators:
        steps = cell.split(separator)[-_MOST_STEPS:]
        last = len(steps) - (1 if separator.join(steps[:-1]).strip() in known else 0)
        names += [Name(separator.join(steps[start:])) for start in range(1, last)]
    return Title(cell, tuple(names))
