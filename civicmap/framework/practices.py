"""Documented practices: a row of a catalogue -> a practice.

A practice is cited from a document that reported it, or it comes from an answer of a survey and names its wave. Nothing
of the second kind is shown to the public before somebody has released it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from civicmap.framework.catalogued import Practice
from civicmap.framework.rows import Form, parts

if TYPE_CHECKING:
    from civicmap.framework.rows import Known, Row

FORM: Final = Form(
    kind="practices",
    columns=(
        *("id", "paragraph", "actor_as_named", "actor_canonical", "actor_kind", "country", "pillar", "theme", "groups"),
        *("summary", "figures", "record_type", "note", "source", "year", "publishable"),
        *("entity", "wave", "instance", "question", "answer", "synthetic"),
    ),
    required=("id", "pillar", "summary"),
    texts=("actor_as_named", "actor_kind", "theme", "groups", "summary", "figures", "record_type"),
)


def practice(row: Row, known: Known) -> Practice:
    """Return the practice of a row, as far as it goes; what is wrong with the row is named in it."""
    said = row.cells
    own = bool(said["wave"] or said["entity"] or said["question"] or said["answer"])
    document = said["source"] or (known.document if said["paragraph"] and not own else "")
    publishable = row.yes("publishable", default=bool(document) and not own)
    return Practice(
        id=said["id"],
        pillar=row.pillar(known),
        summary=row.needed("summary", "say in a sentence of your own what was done")
        if publishable
        else said["summary"],
        actor=said["actor_as_named"],
        kind=said["actor_kind"],
        countries=parts(said["country"]),
        theme=said["theme"],
        groups=parts(said["groups"]),
        figures=said["figures"],
        record=said["record_type"],
        document=document,
        paragraph=said["paragraph"],
        year=row.year("year"),
        publishable=publishable,
        synthetic=row.yes("synthetic", default=False),
        entity=said["entity"],
        wave=said["wave"],
        instance=said["instance"],
        question=said["question"],
        answer=said["answer"],
        language=known.language,
        texts=row.texts(),
    )
