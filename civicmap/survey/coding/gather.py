"""Codes on their way into the store and out of it, each beside the unit that it judges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from civicmap.errors import Code, Problem
from civicmap.store.codings import StoredCode
from civicmap.survey.folding import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from civicmap.survey.coding.items import Item
    from civicmap.survey.coding.read import CodesRead
    from civicmap.survey.coding.units import Coded, Unit


@dataclass(frozen=True, slots=True)
class Gathered:
    """The codes of a wave: `codes` (coders, units) are places in the item's answers, -1 where there is none.

    `notes` holds (coder, unit's key) -> what the coder remarked. `changed` counts codes of answers that are no more.
    """

    coders: tuple[str, ...]
    codes: NDArray[np.int16]
    notes: Mapping[tuple[str, str], str]
    changed: int


def to_store(read: CodesRead, known: Sequence[StoredCode]) -> dict[str, list[StoredCode]]:
    """Return the codes of each coder as they are kept, under the name that the store knows the coder by."""
    names = {fold(code.coder): code.coder for code in known}
    made: dict[str, list[StoredCode]] = {}
    for coder, given in read.coders.items():
        name = names.get(fold(coder), coder)
        made[name] = [
            StoredCode(name, one.unit.item, one.unit.entity, one.unit.instance, one.code, one.note, one.unit.material)
            for one in given
        ]
    return made


def taken_out(made: Mapping[str, Sequence[StoredCode]], known: Sequence[StoredCode]) -> list[Problem]:
    """Return a warning for each coder whose earlier codes are not given again."""
    problems = []
    for coder, given in made.items():
        again = {(code.item, code.entity, code.instance) for code in given}
        lost = [code for code in known if code.coder == coder and (code.item, code.entity, code.instance) not in again]
        if lost:
            problems.append(Problem.of(Code.CODING_REPLACED, coder=coder, rows=len(lost)))
    return problems


def gathered(coded: Coded, stored: Sequence[StoredCode]) -> Gathered:
    """Lay the codes of a wave beside its units."""
    coders = tuple(sorted({code.coder for code in stored}, key=lambda name: (fold(name), name)))
    row = {coder: at for at, coder in enumerate(coders)}
    places = {(unit.item, unit.entity, unit.instance): at for at, unit in enumerate(coded.units)}
    answers = {item.id: {answer.id: at for at, answer in enumerate(item.answers)} for item in coded.items}
    codes = np.full((len(coders), len(coded.units)), -1, dtype=np.int16)
    notes: dict[tuple[str, str], str] = {}
    changed = 0
    for code in stored:
        at = places.get((code.item, code.entity, code.instance))
        answer = answers.get(code.item, {}).get(code.code)
        if at is None or answer is None or coded.units[at].material != code.material:
            changed += 1
            continue
        codes[row[code.coder], at] = answer
        if code.note:
            notes[code.coder, coded.units[at].key] = code.note
    return Gathered(coders, codes, notes, changed)


def units_of(coded: Coded, item: Item) -> list[int]:
    """Return the places of an item's units."""
    return [at for at, unit in enumerate(coded.units) if unit.item == item.id]


def rating_of(item: Item, unit: Unit) -> int:
    """Return the place of the entity's own answer among an item's codes, -1 where there is none."""
    return next((at for at, answer in enumerate(item.answers) if answer.id == unit.rating), -1)
