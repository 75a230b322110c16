"""SPSS: variables by name, with their labels and multiple-response sets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from civicmap.survey.dialects.dialect import Dialect, Look, Signs
from civicmap.survey.titles import Name, Title

if TYPE_CHECKING:
    from collections.abc import Sequence


def recognise(look: Look) -> Signs | None:
    """Know the kind of file."""
    if look.table.kind != "sav":
        return None
    return Signs((-1, 0), 0, "it is an SPSS file")


def titles(levels: Sequence[Sequence[str]]) -> list[Title]:
    """Return names before labels; a label may be that of an option alone."""
    names, labels = levels
    return [_title(name, label) for name, label in zip(names, labels, strict=True)]


def _title(name: str, label: str) -> Title:
    shown = f"{name} ({label})" if label.strip() else name
    return Title(shown, (Name(name), *((Name(label), Name("", label)) if label.strip() else ())))


SPSS: Final = Dialect("spss", "SPSS", recognise, titles, depth=2, mentions=True)
