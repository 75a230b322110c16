"""The schema of how coders judge open answers."""

from __future__ import annotations

from civicmap.framework.schema_base import Id, Model, key


class CodingEntry(Model):
    """A scale to which several people code the same open answers, each without seeing the others' codes."""

    title: str = key("", "Its title. Default: the title of its question.", "Kind of practice")
    question: Id = key(
        ...,
        "The question whose texts are judged: one of the type text, or a choice with an answer `other`, whose own words "
        "are then judged.",
        "entity_code",
    )
    scale: Id = key(..., "The scale of the codes.", "policy")
    into: Id | None = key(
        None,
        "The choice that takes the settled code as a reviewer's answer; it must offer every answer of the scale.",
        "complaint",
    )
    help: str = key("", "What coders are told to look for.", "A practice is what was done, not what is planned.")
