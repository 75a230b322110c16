"""All that is known before a return workbook is written: its words, lines, lists and facts. Knows no file format."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from civicmap.framework.texts import translate
from civicmap.framework.types import Level, QuestionType
from civicmap.survey.header_words import SYNTHETIC
from civicmap.survey.returns.given import given
from civicmap.survey.returns.layout import Line, lines, numbering, offers
from civicmap.survey.returns.words import ReturnWords, words
from civicmap.survey.tables import letter

if TYPE_CHECKING:
    from collections.abc import Mapping

    from civicmap.framework.types import Framework, Question
    from civicmap.model import Entity
    from civicmap.survey.returns.given import Given, Previous

MARK: Final = "civicmap return"
"""Stands in the first cell of the answers."""
FACTS_MARK: Final = "civicmap return facts"
"""Stands in the first cell of the sheet of facts."""
LISTS_MARK: Final = "civicmap lists"
KEY_HEADER: Final = "civicmap key"
FACTS_SHEET: Final = "civicmap"
LISTS_SHEET: Final = "Lists"
SET: Final = "set "
"""Begins the name of a fact: what stood in the answer of the key that follows."""
LAST: Final = "last "
"""Begins the name of a fact: what was shown as last time's answer of the key that follows."""
_FORMAT: Final = "1"


@dataclass(frozen=True, slots=True)
class Lists:
    """The sources of drop-downs: a column of the sheet of lists for each distinct list of labels."""

    columns: tuple[tuple[str, ...], ...]

    def source(self, labels: tuple[str, ...]) -> str:
        """Return the range of a list, as formulas name it."""
        column = letter(self.columns.index(labels) + 1)
        return f"{LISTS_SHEET}!${column}$2:${column}${len(labels) + 1}"


@dataclass(frozen=True, slots=True)
class Plan:
    """One entity's workbook, before it is written."""

    spoken: Framework
    said: ReturnWords
    lines: tuple[Line, ...]
    offers: tuple[str, ...]
    lists: Lists
    entity: Entity
    wave: str
    given: Given
    previous: Previous | None

    @property
    def count(self) -> int:
        """The number of questions."""
        return len(self.spoken.questions)

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics that a policy can be about: the titles of indicators."""
        return topics(self.spoken)

    @property
    def synthetic(self) -> bool:
        """Whether answers that stand in it were made up."""
        return self.previous is not None and self.previous.synthetic

    @property
    def closing(self) -> str:
        """The wave's closing day, "" where nobody said."""
        return self.spoken.closes.get(self.wave, self.spoken.closes.get("", ""))


def make_plan(framework: Framework, entity: Entity, language: str, wave: str, previous: Previous | None) -> Plan:
    """Return the plan of an entity's workbook."""
    spoken = translate(framework, language)
    said = words(spoken.language)
    return Plan(
        spoken,
        said,
        lines(framework, language),
        offers(framework, language),
        _lists(spoken, said),
        entity,
        wave,
        given(spoken, entity, wave, previous),
        previous,
    )


def topics(spoken: Framework) -> tuple[str, ...]:
    """Return the titles of a framework's indicators, each once."""
    return tuple(dict.fromkeys(node.title for node in spoken.nodes if node.level is Level.INDICATOR))


def labels_of(question: Question) -> tuple[str, ...]:
    """Return the labels of a question's answers: of a number or date, of those that stand in for one."""
    return tuple(dict.fromkeys(answer.label for answer in question.answers))


def _lists(spoken: Framework, said: ReturnWords) -> Lists:
    """Return every list that a drop-down needs."""
    closed = (question for question in spoken.questions if question.type is not QuestionType.MULTI and question.answers)
    needed = [(said.yes,), (said.yes, said.no), topics(spoken), *map(labels_of, closed)]
    return Lists(tuple(labels for labels in dict.fromkeys(needed) if labels))


def facts(plan: Plan) -> Mapping[str, str]:
    """Return what the workbook says of itself, for whoever reads it back."""
    own = {
        FACTS_MARK: _FORMAT,
        "entity": plan.entity.id,
        "name": plan.entity.name,
        "wave": plan.wave,
        "framework": plan.spoken.id,
        "version": plan.spoken.version,
        "numbering": numbering(plan.spoken),
        "language": plan.spoken.language,
        SYNTHETIC: "yes" if plan.synthetic else "",
        "policies": str(len(plan.previous.policies)) if plan.previous is not None else "0",
    }
    stood = {SET + key: text for key, text in plan.given.answers.items()}
    return own | stood | {LAST + key: text for key, text in plan.given.last.items()}
