"""A stored wave as a survey, with the framework that it was read with or an edited one: the file is not read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicmap.survey.resolve import resolve

if TYPE_CHECKING:
    from civicmap.framework.types import Framework
    from civicmap.model import Survey
    from civicmap.store.stored import StoredWave


def open_survey(stored: StoredWave, framework: Framework | None = None) -> Survey:
    """Return a stored wave, resolved anew."""
    return resolve(
        stored.raw,
        framework or stored.framework,
        wave=stored.wave,
        register=stored.register,
        closed_on=stored.closed_on,
    )
