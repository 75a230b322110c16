"""Opening a stored wave with what coders judge in it, and what they said of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from civicmap.cli.session import Session, marks

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from civicmap.store.codings import StoredCode
    from civicmap.survey.coding.units import Coded

AUDIENCE = "internal"


@dataclass(frozen=True, slots=True)
class CodingSession:
    """A wave as the commands of coding work on it."""

    path: Path  # of the store
    coded: Coded
    stored: tuple[StoredCode, ...]

    @property
    def session(self) -> Session:
        """The wave as other commands see it."""
        return Session(self.coded.survey, self.coded.framework)

    @property
    def marks(self) -> tuple[str, ...]:
        """What must be said beside every output."""
        return marks(self.session, AUDIENCE)

    def items(self, wanted: Sequence[str] | None) -> frozenset[str] | None:
        """Return the ids of the items asked for, None for all. Raises RequestError for one that is not there."""
        from civicmap.survey.coding.items import choose  # noqa: PLC0415 - numpy, which help need not pay

        return frozenset(item.id for item in choose(self.coded.items, wanted)) if wanted else None


def open_coding(store: Path | None, wave: str | None, framework: str | None) -> CodingSession:
    """Read a wave and its codes from the store, and resolve it, with another framework where one is named."""
    from civicmap.store.store import Store, default_path  # noqa: PLC0415 - duckdb, only for commands that read a wave
    from civicmap.survey.coding.units import coded  # noqa: PLC0415 - numpy

    path = store or default_path()
    with Store(path, read_only=True) as opened:
        held = opened.read(wave)
        codes = opened.codings(held.wave)
    if framework is None:
        chosen = held.framework
    else:
        from civicmap.framework.load import load_framework  # noqa: PLC0415 - pydantic and ruamel

        chosen = load_framework(framework)
    return CodingSession(path, coded(held, chosen), codes)
