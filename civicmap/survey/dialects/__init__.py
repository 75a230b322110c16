"""Which tool wrote an export: a table of small descriptions, the first that recognizes the file wins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicmap.survey.dialects.plain import PLAIN

if TYPE_CHECKING:
    from civicmap.survey.dialects.dialect import Dialect

# In the order of recognition. `plain` recognizes everything, so it stands last.
DIALECTS: tuple[Dialect, ...] = (PLAIN,)
