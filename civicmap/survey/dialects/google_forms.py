"""Google Forms: a column of time stamps first, then the questions; checkboxes are labels joined by a comma."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from civicmap.survey.dialects.dialect import Dialect, Look, Signs
from civicmap.survey.folding import fold
from civicmap.survey.titles import Name, Title
from civicmap.survey.words.tools import ToolWords

if TYPE_CHECKING:
    from collections.abc import Sequence

_STAMP: Final = {"timestamp", "horodateur", "marca temporal", "отметка времени", "时间戳记", "時間戳記", "طابع زمني", "zeitstempel",
                 "carimbo de data/hora", "informazioni cronologiche", "タイムスタンプ", "tijdstempel"}  # fmt: skip
_MOMENT: Final = re.compile(
    r"\d{1,4}[-/.年 ]+\d{1,2}[-/.月 ]+\d{1,4}\D.*\d{1,2}[:.]\d{2}|\d{4,5}(\.\d+)?\Z|\d{4}-\d\d-\d\d\Z"
)
_GRID: Final = re.compile(r".+\[(.+)\]\s*\Z", re.DOTALL)


def recognise(look: Look) -> Signs | None:
    """Know the first header, over moments and nothing else."""
    number, cells = look.first
    if not cells or fold(cells[0]) not in _STAMP:
        return None
    stamps = [row[0].strip() for at, row in look.rows if at > number and row and row[0].strip()]
    if not all(map(_MOMENT.match, stamps)):
        return None
    return Signs((number,), number, f"its first column is {cells[0].strip()!r}")


def titles(levels: Sequence[Sequence[str]]) -> list[Title]:
    """Return titles; a row of a grid may be a question of its own."""
    found = []
    for cell in levels[-1]:
        grid = _GRID.match(cell)
        names = (Name(cell), Name(grid[1])) if grid else (Name(cell),)
        found.append(Title(cell, names if cell.strip() else ()))
    return found


GOOGLE_FORMS: Final = Dialect(
    "google_forms",
    "Google Forms",
    recognise,
    titles,
    metadata=re.compile("|".join(map(re.escape, sorted(_STAMP))) + "|score|total score|punkte"),
    personal=re.compile(r"email address|e-?mail|username|adresse e-mail|dirección de correo electrónico|nom d'utilisateur"),
    tool=ToolWords(separators=(", ",)),
)  # fmt: skip
