"""A name that is not there, worded: what is near it, and what there is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from civicmap.errors import Code, Problem

if TYPE_CHECKING:
    from collections.abc import Iterable

_LISTED: Final = 12


def unknown(kind: str, name: str, known: Iterable[str]) -> Problem:
    """Return the problem of a name that is not there; of many names only the first are listed."""
    from civicmap.survey.near import did_you_mean, nearest  # noqa: PLC0415 - only where something is misspelt

    names = list(known)
    listed = ", ".join(names[:_LISTED]) + (f" … ({len(names)} in all)" if len(names) > _LISTED else "")
    return Problem.of(
        Code.NAME_UNKNOWN, kind=kind, name=name, hint=did_you_mean(nearest(name, names)), known=listed or "none"
    )
