"""The answers that stages of review changed, accepted or left open, one by one, as rows and as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from civicmap.cli.output import Heading, Listing
from civicmap.cli.session import envelope, marks
from civicmap.errors import RequestError
from civicmap.measure.rounds import rounds
from civicmap.measure.stage_changes import stage_changes
from civicmap.measure.unknown import unknown

if TYPE_CHECKING:
    from civicmap.cli.session import Session
    from civicmap.measure.stage_changes import StageChange

_AUDIENCE = "internal"
_NONE = "no stage of review changed, accepted or contested an answer"
_NOTE = "The reason is the comment beside the answer in the stage's file. Confidential questions are left out."
_FIELDS = (
    "entity", "name", "instance", "question", "stage", "outcome", "before", "after", "why", "cell", "cell_before",
)  # fmt: skip
_SHOWN = ("entity", "question", "stage", "outcome", "before", "after", "why", "cell")


def changes_listing(session: Session, entity: str | None, fmt: str) -> Listing:
    """Return the changes of an entity, or of all. Raises RequestError for an entity that is not there."""
    from civicmap.cli.stages import round_json  # noqa: PLC0415 - it imports this module's caller

    survey = session.survey
    place = None
    if entity is not None:
        found = [at for at, one in enumerate(survey.entities) if entity in (one.id, one.name)]
        if not found:
            raise RequestError(unknown("entity", entity, [one.id for one in survey.entities]))
        place = found[0]
    changes = [_json(one) for one in stage_changes(survey, session.framework, place)]
    why = None if changes else _NONE
    stages = [round_json(one) for one in rounds(survey, session.framework)]
    document = envelope(session, _AUDIENCE, stages=stages, why=why, changes=changes)
    fields = _SHOWN if fmt in ("table", "md") else _FIELDS
    headings = [Heading(name.capitalize() if fields is _SHOWN else name) for name in fields]
    rows = [[one[name] for name in fields] for one in changes]
    return Listing(headings, rows, document, marks=marks(session, _AUDIENCE), notes=[why or _NOTE])


def _json(one: StageChange) -> dict[str, Any]:
    """Return a change as its JSON object, its keys in the order of `_FIELDS`; null where there is nothing to say."""
    names = (one.entity.id, one.entity.name, one.instance or None, one.question, one.stage, str(one.outcome))
    texts = (one.before, one.after, one.why, one.cell, one.cell_before)
    return dict(zip(_FIELDS, (*names, *(text or None for text in texts)), strict=True))
