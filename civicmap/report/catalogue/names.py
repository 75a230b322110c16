"""What groups and nodes are called in tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from civicmap.measure.results import GroupKey
    from civicmap.report.ladder import Wording


def group_name(group: GroupKey, words: Wording) -> str:
    """Return a group's value as its label; everyone by a word of its own."""
    return words.say("everyone") if group.by is None else group.label or group.value or words.say("no_value")
