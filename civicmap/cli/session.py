"""Opening a stored wave for a command, and the envelope that every JSON object carries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from civicmap.cli import frameworks

if TYPE_CHECKING:
    from pathlib import Path

    from civicmap.framework.types import Framework
    from civicmap.model import Survey
    from civicmap.store.stored import WaveInfo

SCHEMA_VERSION: Final = 1
INTERNAL_MARK: Final = "internal, self-reported, not verified"


@dataclass(frozen=True, slots=True)
class Session:
    """A wave as a command works on it."""

    survey: Survey
    framework: Framework
    until: str | None = None  # the last stage of review that counts, where it is not the last of all
    before: Survey | None = None  # the wave as of before review, where that was asked for and there was any
    earlier: tuple[WaveInfo, ...] = ()  # the waves ingested before it, the last at the end


def open_session(
    store: Path | None, wave: str | None, framework: str | None, until: str | None = None, *, earlier: bool = False
) -> Session:
    """Read a wave from the store and resolve it, with another framework where one is named, up to a stage of review.

    With `earlier` it is resolved as of before review too.
    """
    from civicmap.store.store import Store, default_path  # noqa: PLC0415 - duckdb, only for commands that read a wave
    from civicmap.survey.opening import open_survey  # noqa: PLC0415 - numpy

    with Store(store or default_path(), read_only=True) as opened:
        stored = opened.read(wave)
    chosen = stored.framework if framework is None else frameworks.load(framework)
    survey = open_survey(stored, chosen, until)
    if not earlier or len(survey.stages) < 2:
        return Session(survey, chosen, until, earlier=stored.earlier)
    from civicmap.measure.review import stage_before  # noqa: PLC0415 - only for a wave that was reviewed

    return Session(survey, chosen, until, open_survey(stored, chosen, stage_before(survey, chosen)), stored.earlier)


def open_before(store: Path | None, session: Session, wave: str | None) -> Session | None:
    """Read an earlier wave, by default the one of the same framework that was ingested before this one, if there is one.

    It is read with its own framework. Raises StoreError for a wave that is not there.
    """
    if wave is None:
        earlier = [info.wave for info in session.earlier if info.framework_id == session.framework.id]
        if not earlier:
            return None
        wave = earlier[-1]
    from civicmap.store.store import Store, default_path  # noqa: PLC0415 - as above
    from civicmap.survey.opening import open_survey  # noqa: PLC0415

    with Store(store or default_path(), read_only=True) as opened:
        stored = opened.read(wave)
    return Session(open_survey(stored, stored.framework), stored.framework)


def envelope(session: Session, audience: str, **body: Any) -> dict[str, Any]:
    """Return a JSON object with what every one of them carries."""
    framework = session.framework
    return {
        "schema_version": SCHEMA_VERSION,
        "framework": {"id": framework.id, "version": framework.version, "sha256": framework.sha256},
        "wave": session.survey.wave,
        "audience": audience,
        "synthetic": session.survey.synthetic,
        **({} if session.until is None else {"until": session.until}),
    } | body


def marks(session: Session, audience: str) -> tuple[str, ...]:
    """Return what must be said beside every output of a command."""
    return tuple(
        text
        for text, applies in (
            ("synthetic data: not answers of any real entity", session.survey.synthetic),
            (f"as of the stage {session.until}: later review is left out", session.until is not None),
            (INTERNAL_MARK, audience == "internal"),
        )
        if applies
    )
