"""Names that a form may use: XML names, each once whatever its case, as near to the framework's ids as can be."""

from __future__ import annotations

import re
from typing import Final

_SIGN: Final = re.compile(r"[^A-Za-z0-9_\-À-ÖØ-öø-˿Ͱ-ͽͿ-῿、-퟿]")
_BEGIN: Final = re.compile(r"[A-Za-z_À-ÖØ-öø-˿Ͱ-ͽͿ-῿、-퟿]")
_TAKEN: Final = ("meta", "data", "instanceid", "instancename")  # names that every form has already


class FormNames:
    """Gives out names."""

    def __init__(self, *taken: str) -> None:
        self._taken = {name.casefold() for name in (*_TAKEN, *taken)}

    def give(self, wanted: str, otherwise: str = "") -> str:
        """Return a name like the one wanted, else like another, else with a number after it."""
        name = _SIGN.sub("_", wanted)
        name = name if _BEGIN.match(name) else f"_{name}"
        if name.casefold() in self._taken and otherwise:
            name = otherwise
        number = 1
        given = name
        while given.casefold() in self._taken:
            number += 1
            given = f"{name}_{number}"
        self._taken.add(given.casefold())
        return given
