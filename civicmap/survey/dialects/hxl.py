"""HXL: a row of #tags under the header."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from civicmap.survey.dialects.dialect import Dialect, Look, Signs

if TYPE_CHECKING:
    from collections.abc import Sequence

_TAG: Final = re.compile(r"#[A-Za-z]\w*(\s*\+\s*[A-Za-z]\w*)*\Z")
_FIRST_ROWS: Final = 10


def is_tags(cells: Sequence[str]) -> bool:
    """Say whether a row holds tags and nothing else."""
    given = [cell.strip() for cell in cells if cell.strip()]
    return bool(given) and all(map(_TAG.match, given))


def recognise(look: Look) -> Signs | None:
    """Know the row of tags; what stands above it is the header."""
    tags = next((number for number, cells in look.rows[:_FIRST_ROWS] if is_tags(cells)), None)
    if tags is None:
        return None
    above = [number for number, cells in look.rows if cells and number < tags]
    return Signs((above[-1] if above else tags,), tags, f"row {tags} holds HXL tags")


HXL: Final = Dialect("hxl", "a table with HXL tags", recognise, tail=1)
