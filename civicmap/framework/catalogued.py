"""What a catalogue holds, read: practices and recommendations. Every stored framework has some; few commands read any."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Practice:
    """One documented practice. What starts with `entity` is of the survey that it was answered in, and internal."""

    id: str
    pillar: str  # the id of a pillar; "" for none
    summary: str
    actor: str = ""  # who, as readers may know it
    kind: str = ""  # of whoever did it
    countries: tuple[str, ...] = ()
    theme: str = ""
    groups: tuple[str, ...] = ()  # whom it serves
    figures: str = ""
    record: str = ""  # practice, policy, norm, commitment …
    document: str = ""  # that reported it; "" where an entity gave it
    paragraph: str = ""
    year: int | None = None  # of the document
    publishable: bool = False
    synthetic: bool = False
    entity: str = ""
    wave: str = ""
    instance: str = ""
    question: str = ""
    answer: str = ""  # the text as it was given
    language: str = "en"  # of its texts
    texts: Mapping[str, str] = field(default_factory=dict)  # in further languages, by column: "summary::fr"

    @property
    def reported(self) -> bool:
        """Whether a document reported it, and not an entity of a survey."""
        return bool(self.document) and not self.wave


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
