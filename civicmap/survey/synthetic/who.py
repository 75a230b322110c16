"""Who answers a synthetic survey: entities, their instances, and the answers that say who they are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from civicmap.framework.types import QuestionType
from civicmap.survey.synthetic.draw import stream

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from civicmap.framework.types import Framework, Question

_MOST_INSTANCES: Final = 3
_PLACES: Final = 6


@dataclass(frozen=True, slots=True)
class Who:
    """The entities' codes, each row's entity as an index into them, and what is settled: question -> one per row."""

    codes: tuple[str, ...]
    owners: tuple[int, ...]
    given: Mapping[str, Sequence[str]]


def who(framework: Framework, entities: int, seed: int) -> Who:
    """Return so many entities, or as many as the framework's own list of entities has."""
    codes = _codes(framework, entities)
    pairs = _rows(framework, len(codes), seed)
    owners = tuple(owner for owner, _ in pairs)
    given = _texts(framework, owners) | _keys(framework, codes, owners)
    for name in framework.instances.key if framework.instances else ():
        given[name] = [_instance(framework.question(name), number) for _, number in pairs]
    return Who(codes, owners, given)


def _plain(question: Question) -> list[str]:
    """Return the ids of a question's answers without a state."""
    return [answer.id for answer in question.answers if answer.state is None]


def _codes(framework: Framework, entities: int) -> tuple[str, ...]:
    key = framework.question(framework.entity.question) if framework.entity.question else None
    if key is not None and key.type is QuestionType.CHOICE:
        return tuple(_plain(key)[:entities])
    return tuple(f"E{number:03d}" for number in range(1, entities + 1))


def _rows(framework: Framework, entities: int, seed: int) -> list[tuple[int, int]]:
    """Return each row's entity and the number of its instance, from 1."""
    if framework.instances is None:
        return [(entity, 1) for entity in range(entities)]
    keys = [framework.question(name) for name in framework.instances.key]
    most = min([_MOST_INSTANCES, *(len(_plain(key)) for key in keys if key.type is QuestionType.CHOICE)])
    counts = stream(seed, "instances").integers(1, most + 1, size=entities).tolist()
    return [(entity, number) for entity, count in enumerate(counts) for number in range(1, count + 1)]


def _instance(question: Question, number: int) -> str:
    """Return the name of an instance as an answer of the question that names it."""
    names = {QuestionType.NUMBER: f"{number}", QuestionType.DATE: f"2019-01-{number:02d}"}
    plain = _plain(question)
    return plain[number - 1] if question.type is QuestionType.CHOICE else names.get(question.type, f"Instance {number}")


def _texts(framework: Framework, owners: Sequence[int]) -> dict[str, Sequence[str]]:
    """Return texts that say what they are; places come from a short list, so that they make groups."""
    places = {group.question for group in framework.groups}
    return {
        question.id: [f"Place {1 + owner % _PLACES}" for owner in owners]
        if question.id in places
        else [f"Synthetic text {1 + owner % _PLACES}" if owner % 3 else "" for owner in owners]
        for question in framework.questions
        if question.type is QuestionType.TEXT
    }


def _keys(framework: Framework, codes: Sequence[str], owners: Sequence[int]) -> dict[str, Sequence[str]]:
    """Return who answers, above whom nobody but the first entity stands, and the wave, which is the first."""
    keys, free = framework.entity, (QuestionType.TEXT,)
    settled = (
        (keys.parent, [codes[0] if owner else "" for owner in owners], free),
        (keys.name, [f"Synthetic entity {owner + 1:03d}" for owner in owners], free),
        (keys.question, [codes[owner] for owner in owners], (*free, QuestionType.CHOICE)),
        (framework.wave, ["1"] * len(owners), (*free, QuestionType.NUMBER)),
    )
    found: dict[str, Sequence[str]] = {
        name: texts for name, texts, types in settled if name is not None and framework.question(name).type in types
    }
    if framework.wave is not None and framework.question(framework.wave).type is QuestionType.CHOICE:
        found[framework.wave] = _plain(framework.question(framework.wave))[:1] * len(owners)
    return found
