"""Recommendations: a row of a catalogue -> a recommendation, and the indicators that follow it up."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from civicmap.framework.catalogued import Recommendation
from civicmap.framework.rows import Form, parts

if TYPE_CHECKING:
    from civicmap.framework.rows import Known, Row

FORM: Final = Form(
    kind="recommendations",
    columns=(
        *("id", "paragraph", "part", "addressee", "pillar", "label", "indicator", "yes", "partly", "no", "note"),
        *("source", "indicators"),
    ),
    required=("id", "label"),
    texts=("addressee", "label", "indicator", "yes", "partly", "no"),
)


def recommendation(row: Row, known: Known) -> Recommendation:
    """Return the recommendation of a row, as far as it goes; what is wrong with the row is named in it."""
    said = row.cells
    return Recommendation(
        id=said["id"],
        label=row.needed("label", "say in a few words what is recommended"),
        pillar=row.pillar(known),
        document=said["source"] or (known.document if said["paragraph"] else ""),
        paragraph=said["paragraph"],
        part=said["part"],
        addressee=said["addressee"],
        measure=said["indicator"],
        yes=said["yes"],
        partly=said["partly"],
        no=said["no"],
        indicators=tuple(name for name in parts(said["indicators"]) if row.known("indicator", name, known.indicators)),
        language=known.language,
        texts=row.texts(),
    )
