"""From when to when an entity exists: who was invited on a wave's closing day, and who took whose place."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Container

    from civicmap.model import Entity, Register

_DAY: Final = re.compile(r"(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?(?:[T ][\d:.]*)?", re.ASCII)


def day_of(text: str, *, last: bool) -> str | None:
    """Return a day as year-month-day; of a year or month alone its first day, or its last. "" for "", None for no day."""
    if not text:
        return ""
    found = _DAY.fullmatch(text)
    if found is None:
        return None
    year, month, day = (int(part) if part else None for part in found.groups())
    assert year is not None
    try:
        if day is not None:
            return date(year, month or 1, day).isoformat()
        start = date(year, month or (12 if last else 1), 1)
        if not last:
            return start.isoformat()
        return next(start.replace(day=end).isoformat() for end in (31, 30, 29, 28) if _is_day(start, end))
    except ValueError:
        return None


def _is_day(month: date, day: int) -> bool:
    try:
        month.replace(day=day)
    except ValueError:
        return False
    return True


def is_valid(entity: Entity, day: date) -> bool:
    """Say whether an entity exists on a day; its first and its last day are of them."""
    return (entity.valid_from or "0") <= day.isoformat() <= (entity.valid_to or "9")


def invited(register: Register, day: date | None, answered: Container[str]) -> Register:
    """Return the register of those that exist on the closing day, and of those that answered all the same.

    Whoever answered stays, so that no one counts as responding who was not invited. Without a day all stay.
    """
    if day is None:
        return register
    kept = tuple(one for one in register.entities if is_valid(one, day) or one.id in answered)
    return replace(register, entities=kept)


def why_not(entity: Entity, day: date) -> str:
    """Return in words why an entity does not exist on a day."""
    if entity.valid_to and entity.valid_to < day.isoformat():
        return f"it ended on {entity.valid_to}, before the closing day {day.isoformat()}"
    return f"it began on {entity.valid_from}, after the closing day {day.isoformat()}"


def successor_of(entity: Entity, register: Register, day: date) -> str:
    """Return the id of the entity that took another's place and exists on a day, else the last of them; "" for none."""
    members = {one.id: one for one in register.entities}
    seen = {entity.id}
    found = ""
    while entity.successor in members and entity.successor not in seen:
        entity = members[entity.successor]
        seen.add(entity.id)
        found = entity.id
        if is_valid(entity, day):
            break
    return found
