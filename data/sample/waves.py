"""The answers of the bundled sample: who answers in a wave, how strongly, and the shares of `source/targets.csv`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np
from units import SEED, Unit, read, units

from civicmap.framework.types import QuestionType
from civicmap.survey.synthetic.draw import Drawn, Plan, draw, stream
from civicmap.survey.synthetic.weights import Weights

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from civicmap.framework.types import Framework, Question

# An answer leans on the unit, on the unit's standing in the pillar, and on chance that mostly lasts to the next wave.
_OWN, _IN_PILLAR, _NOISE, _NEW_NOISE = 0.8, 0.5, 0.42, 0.25
_FEWEST = {"info_channels": 2}  # every unit shares information in two ways or more
_CARELESS = 0.35  # of the units
_FIRST_STOPPED = "promotion"  # from this pillar on, some leave everything blank


@dataclass(frozen=True, slots=True)
class Wave:
    """One round, as `source/waves.csv` says it; `answering` and `silent` are units that sent a form."""

    name: str
    file: str
    closing: date
    drift: float
    answering: tuple[Unit, ...]
    silent: tuple[Unit, ...]
    stopped: int


def waves() -> tuple[Wave, ...]:
    """Return the waves, each with the units that sent a form: most of the second's were in the first."""
    made: list[Wave] = []
    before: frozenset[str] = frozenset()
    for number, row in enumerate(read("waves.csv"), start=1):
        sent = _sent(f"wave{number}", before)
        before = frozenset(unit.id for unit in sent)
        assert len(sent) == int(row["responses"]), "kinds.csv and waves.csv differ"
        without = stream(SEED, f"silent {number}").permutation(len(sent))[: int(row["without_answer"])]
        made.append(
            Wave(
                row["wave"],
                row["file"],
                date.fromisoformat(row["closing"]),
                float(row["drift"]),
                tuple(unit for place, unit in enumerate(sent) if place not in without),
                tuple(unit for place, unit in enumerate(sent) if place in without),
                int(row["stopped"]),
            )
        )
    return tuple(made)


def _sent(wave: str, before: frozenset[str]) -> list[Unit]:
    """Return the units that sent a form, by the number of each kind."""
    random = stream(SEED, f"who sent {wave}")
    sent: list[Unit] = []
    for kind in read("kinds.csv"):
        members = [unit for unit in units() if unit.kind == kind["kind"]]
        eager = random.random(len(members)) + [0.6 * (unit.id in before) for unit in members]
        chosen = np.argsort(-eager, kind="stable")[: int(kind[wave])]
        sent += [members[place] for place in sorted(chosen)]
    return sent


def answers(framework: Framework, wave: Wave, number: int) -> Drawn:
    """Return the answers of the units that answered, a row each."""
    plan = Plan(
        seed=SEED + number,
        rows=len(wave.answering),
        closing=wave.closing,
        lean=_Lean(framework, wave, number),
        weights=_weights(framework, f"wave{number}"),
        given=_given(framework, wave, number),
        silent=_stopped(framework, wave),
        careless=_careless(wave),
    )
    return draw(framework, plan)


@dataclass(frozen=True, slots=True)
class _Lean:
    """How strongly each unit leans to a good answer."""

    framework: Framework
    wave: Wave
    number: int

    def __call__(self, question: Question) -> NDArray[np.float64]:
        everyone = units()
        place = {unit.id: number for number, unit in enumerate(everyone)}
        rows = [place[unit.id] for unit in self.wave.answering]
        pillar = self.framework.pillar_of(question.id) or ""
        lean = (
            _OWN * _normal("strength", len(everyone))
            + _IN_PILLAR * _normal(f"strength in {pillar}", len(everyone))
            + _NOISE * _normal(f"noise of {question.id}", len(everyone))
            + _NEW_NOISE * _normal(f"noise of {question.id} in wave {self.number}", len(everyone))
        )
        return lean[rows] + self.wave.drift


def _normal(name: str, size: int) -> NDArray[np.float64]:
    drawn: NDArray[np.float64] = stream(SEED, name).normal(size=size)
    return drawn


def _weights(framework: Framework, wave: str) -> dict[str, Weights]:
    """Return the shares of each question: its own where the source has them, else its scale's."""
    shares: dict[str, dict[str, float]] = {}
    for row in read("targets.csv"):
        shares.setdefault(row["what"], {})[row["answer"]] = float(row[wave]) / 100
    return {
        question.id: Weights(said, _FEWEST.get(question.id, 1))
        for question in framework.questions
        if (said := shares.get(question.id) or shares.get(question.scale or "")) is not None
    }


def _stopped(framework: Framework, wave: Wave) -> dict[str, NDArray[np.bool_]]:
    """Return, for each question after the first pillar, who had stopped answering by then."""
    rows = np.zeros(len(wave.answering), np.bool_)
    rows[stream(SEED, f"stopped {wave.name}").permutation(len(rows))[: wave.stopped]] = True
    pillars = [pillar.id for pillar in framework.pillars]
    later = pillars[pillars.index(_FIRST_STOPPED) :]
    return {question.id: rows for pillar in later for question in framework.questions_below(pillar)}


def _careless(wave: Wave) -> NDArray[np.float64]:
    """Return who leaves questions out: most units answer all that they are asked."""
    careless = stream(SEED, "careless").random(len(units())) < _CARELESS
    place = {unit.id: number for number, unit in enumerate(units())}
    return np.where(careless[[place[unit.id] for unit in wave.answering]], 0.6, 0.0)


def _given(framework: Framework, wave: Wave, number: int) -> dict[str, list[str]]:
    """Return what is not drawn: who answers, and texts."""
    rows = wave.answering
    given = {
        "entity_id": [unit.id for unit in rows],
        "entity_name": [unit.name for unit in rows],
        "entity_level": [unit.level for unit in rows],
        "entity_kind": [unit.kind for unit in rows],
        "serves_intergovernmental_body": ["yes" if unit.secretariat else "no" for unit in rows],
        "has_parent": ["yes" if unit.has_parent else "no" for unit in rows],
        "parent_entity_id": [unit.parent for unit in rows],
        "country": [unit.country for unit in rows],
        "un_pillar": [unit.un_pillar for unit in rows],
        "cleared_on": [str(wave.closing - timedelta(days=2 + (7 * place) % 38)) for place in range(len(rows))],
    }
    for question in framework.questions:
        if question.type is QuestionType.TEXT and question.id not in given:
            given[question.id] = _texts(question, wave, number)
    return given


def _texts(question: Question, wave: Wave, number: int) -> list[str]:
    """Return invented references and examples; a third of the rows leave them out, nine in ten an example."""
    random = stream(SEED + number, f"text of {question.id}")
    examples = [row["text"] for row in read("practices.csv") if row["question"] == question.id]
    draws = random.random(len(wave.answering))
    if examples:
        return [examples[int(draw * 1000) % len(examples)] if draw < 0.12 else "" for draw in draws]
    if not question.id.endswith("_link"):
        return [""] * len(draws)
    topic = question.id.removesuffix("_link").replace("_", "-")
    return [
        f"https://example.org/{unit.id.lower()}/{topic}" if draw < 0.65 else ""
        for unit, draw in zip(wave.answering, draws, strict=True)
    ]
