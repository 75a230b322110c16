"""Which practices a report may tell: those of its own survey that were released, and those that a document reported.

Real practices never stand beside invented scores: of an invented survey a report tells its own invented practices and
leaves out every other.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from civicmap.report.follow_up.facts import PracticeFact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from civicmap.framework.catalogued import Practice
    from civicmap.framework.types import Framework
    from civicmap.model import Survey

# As a reader knows them: what names the entity, its wave and its answer stays inside.
_TEXTS: Final = {"actor": "actor_as_named", "kind": "actor_kind", "theme": "theme", "summary": "summary"}


def own_practices(
    practices: Iterable[Practice], survey: Survey, framework: Framework, language: str
) -> tuple[PracticeFact, ...]:
    """Return the released practices of the survey itself, by pillar in the framework's order."""
    known = {name for entity in survey.entities for name in (entity.id, entity.name) if name}
    own = (
        one
        for one in practices
        if one.publishable
        and not one.reported
        and one.synthetic == survey.synthetic
        and (one.wave == survey.wave if one.wave else bool(known & {one.entity, one.actor}))
    )
    return in_order(own, framework, language)


def reported_practices(
    practices: Iterable[Practice], survey: Survey, framework: Framework, language: str
) -> tuple[PracticeFact, ...]:
    """Return the practices that documents reported; none beside an invented survey."""
    if survey.synthetic:
        return ()
    return in_order(
        (one for one in practices if one.publishable and one.reported and not one.synthetic), framework, language
    )


def in_order(practices: Iterable[Practice], framework: Framework, language: str) -> tuple[PracticeFact, ...]:
    """Return practices as facts, by pillar; within one as the catalogue has them."""
    places = {node.id: place for place, node in enumerate(framework.pillars)}
    ordered = sorted(practices, key=lambda one: places.get(one.pillar, len(places)))
    return tuple(practice_fact(one, language) for one in ordered)


def practice_fact(practice: Practice, language: str) -> PracticeFact:
    """Return a practice as it may be told, in a language as far as its texts are."""
    texts = spoken(practice, practice.texts, language, _TEXTS)
    groups = practice.texts.get(f"groups::{language}", "")
    return PracticeFact(
        id=practice.id,
        pillar=practice.pillar or None,
        actor=texts["actor"],
        kind=texts["kind"],
        countries=practice.countries,
        theme=texts["theme"],
        groups=tuple(part.strip() for part in groups.split(";") if part.strip()) or practice.groups,
        summary=texts["summary"],
        figures=practice.texts.get(f"figures::{language}", practice.figures),
        record=practice.texts.get(f"record_type::{language}", practice.record),
        document=practice.document,
        paragraph=practice.paragraph,
        year=practice.year,
        synthetic=practice.synthetic,
        language=language if practice.texts.get(f"summary::{language}") else practice.language,
    )


def spoken(held: object, texts: dict[str, str] | object, language: str, columns: dict[str, str]) -> dict[str, str]:
    """Return texts by attribute in a language; one that is not there in that language stands as it is."""
    other = texts if isinstance(texts, dict) else {}
    return {name: other.get(f"{column}::{language}") or getattr(held, name) for name, column in columns.items()}
