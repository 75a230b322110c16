"""Recommendations: a row of a catalogue -> a recommendation, and the indicators that follow it up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from civicmap.framework.rows import Form, parts

if TYPE_CHECKING:
    from collections.abc import Mapping

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


@dataclass(frozen=True, slots=True)
class Recommendation:
    """One recommendation, and how one would know that it is followed."""

    id: str
    label: str
    pillar: str = ""  # the id of a pillar; "" for none
    document: str = ""
    paragraph: str = ""
    part: str = ""  # which sentence of the paragraph
    addressee: str = ""
    measure: str = ""  # what would be measured, in words
    yes: str = ""  # what counts as followed, partly followed, not followed
    partly: str = ""
    no: str = ""
    indicators: tuple[str, ...] = ()  # ids of indicators that the catalogue names
    language: str = "en"  # of its texts
    texts: Mapping[str, str] = field(default_factory=dict)  # in further languages, by column: "label::fr"


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
