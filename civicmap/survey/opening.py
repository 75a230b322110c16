"""A stored wave as a survey, with the framework that it was read with or an edited one: the file is not read again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicmap.errors import Code, RequestError
from civicmap.survey.resolve import resolve

if TYPE_CHECKING:
    from civicmap.framework.types import Framework
    from civicmap.model import Survey
    from civicmap.store.stored import StoredWave


def open_survey(stored: StoredWave, framework: Framework | None = None, last: str | None = None) -> Survey:
    """Return a stored wave, resolved anew; `last` is the last stage of review that counts.

    Raises RequestError where the framework does not know the stages that the wave was read with.
    """
    chosen = framework or stored.framework
    same = chosen.sha256 == stored.framework.sha256 and last is None
    survey = resolve(
        stored.raw,
        chosen,
        wave=stored.wave,
        register=stored.register,
        closed_on=stored.closed_on,
        last=last,
        content=stored.content_sha256 if same else None,
    )
    unknown = [problem for problem in survey.problems if problem.code is Code.STAGE_UNKNOWN]
    if unknown:  # which of two values of a cell is the last, nobody could say
        raise RequestError(*unknown)
    return survey
