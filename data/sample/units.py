"""The invented units of the bundled sample: the register, made from `source/kinds.csv`."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from civicmap.survey.synthetic.draw import stream

if TYPE_CHECKING:
    import numpy as np

SOURCE = Path(__file__).parent / "source"
SEED = 2019
HEADER = ("id", "name", "aliases", "level", "kind", "un_pillar", "parent", "region", "country", "contact", "language")
_LEVELS = {"H": "headquarters", "F": "field"}
_FIELDS = ("development", "development", "humanitarian", "peace_security", "human_rights", "several")
_LANGUAGES = ("en", "en", "en", "fr", "es")
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_REGIONS = 5
_SHARE_OF_TEAMS_UNDER_RULES = 0.6  # country teams that follow system-wide rules


@dataclass(frozen=True, slots=True)
class Unit:
    """An invented unit. Ids of answers in place of labels; `secretariat` of an intergovernmental body."""

    id: str
    name: str
    kind: str
    level: str
    un_pillar: str
    parent: str
    region: str
    country: str
    language: str
    has_parent: bool
    secretariat: bool


def read(name: str) -> list[dict[str, str]]:
    """Return the rows of a source file."""
    with (SOURCE / name).open(encoding="utf-8", newline="") as stream_:
        return list(csv.DictReader(stream_))


def units() -> tuple[Unit, ...]:
    """Return every unit, in the order of the register."""
    made: list[Unit] = []
    random = stream(SEED, "units")
    numbers = {"H": 0, "F": 0}
    teams = 0
    for kind in read("kinds.csv"):
        for place in range(int(kind["units"])):
            numbers[kind["letter"]] += 1
            teams += kind["kind"] == "country_team"
            made.append(_unit(kind, place, numbers[kind["letter"]], made, random))
    return tuple(made)


def _unit(kind: dict[str, str], place: int, number: int, made: list[Unit], random: np.random.Generator) -> Unit:
    letter, field = kind["letter"], kind["letter"] == "F"
    parents = [unit.id for unit in made if unit.kind == kind["parent_kind"]]
    draw = random.random(3)
    country = place if kind["kind"] == "country_team" else int(draw[0] * 55)
    rules = kind["kind"] == "country_team" and draw[1] < _SHARE_OF_TEAMS_UNDER_RULES
    return Unit(
        id=f"{letter}-{number:03d}",
        name=f"Unit {letter}-{number:03d} ({kind['noun']})",
        kind=kind["kind"],
        level=_LEVELS[letter],
        un_pillar=_FIELDS[int(draw[2] * len(_FIELDS))],
        parent=parents[place % len(parents)] if parents else "",
        region=f"Region {_LETTERS[country % _REGIONS]}" if field else "",
        # Codes from XAA to XZZ are free for users: no country has one.
        country=f"X{_LETTERS[country // 26]}{_LETTERS[country % 26]}" if field else "",
        language=_LANGUAGES[(number + len(letter)) % len(_LANGUAGES)],
        has_parent=bool(parents) or rules,
        secretariat=place < int(kind["secretariats"]),
    )


def register_rows(labels: dict[str, dict[str, str]]) -> list[tuple[str, ...]]:
    """Return the rows of register.csv; `labels` holds question -> answer id -> label."""
    return [
        (
            unit.id,
            unit.name,
            unit.id.replace("-", " "),
            labels["entity_level"][unit.level],
            labels["entity_kind"][unit.kind],
            labels["un_pillar"][unit.un_pillar],
            unit.parent,
            unit.region,
            unit.country,
            f"focal.point.{unit.id.replace('-', '').lower()}@example.org",
            unit.language,
        )
        for unit in units()
    ]
