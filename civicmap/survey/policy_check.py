"""The policies that entities listed, beside what they answered: topics, counts, and where the two disagree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from civicmap.errors import Code, Problem
from civicmap.framework.types import QuestionType
from civicmap.model import FIRST_ANSWER
from civicmap.survey.quoting import may_quote

if TYPE_CHECKING:
    from collections.abc import Mapping

    from civicmap.framework.types import Framework, Question
    from civicmap.model import Policy, Survey


@dataclass(frozen=True, slots=True)
class TopicCount:
    """How many policies, and of how many entities, stand under a topic."""

    topic: str
    title: str
    policies: int
    entities: int
    public: int


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Who says yes to a question and lists no policy on its indicator, and who lists one and says no: ids, in order."""

    topic: str
    question: str  # its title
    lists_none: tuple[str, ...]
    says_no: tuple[str, ...]

    def problems(self) -> tuple[Problem, ...]:
        """Return a note for each entity."""
        missing = (Problem.of(Code.POLICY_MISSING, entity=entity, question=self.question) for entity in self.lists_none)
        unsaid = (Problem.of(Code.POLICY_UNSAID, entity=entity, question=self.question) for entity in self.says_no)
        return (*missing, *unsaid)


def topic_titles(framework: Framework) -> dict[str, str]:
    """Return indicator -> title, in the order of the questionnaire."""
    titles = {node.id: node.title for node in framework.nodes}
    asked = dict.fromkeys(question.indicator for question in framework.questions)
    return {indicator: titles[indicator] for indicator in asked if indicator is not None}


def topic_counts(policies: tuple[Policy, ...], framework: Framework) -> tuple[TopicCount, ...]:
    """Return the counts by topic, in the order of the questionnaire; topics that are no indicator last, by name."""
    titles = topic_titles(framework)
    by_topic: dict[str, list[Policy]] = {topic: [] for topic in titles}
    for policy in sorted(policies, key=lambda policy: policy.topic):
        by_topic.setdefault(policy.topic, []).append(policy)
    return tuple(
        TopicCount(
            topic,
            titles.get(topic, topic),
            len(held),
            len({policy.entity for policy in held}),
            sum(policy.public is True for policy in held),
        )
        for topic, held in by_topic.items()
        if held
    )


def check_policies(survey: Survey, framework: Framework) -> tuple[Disagreement, ...]:
    """Return where answers and listed policies disagree; nothing where no entity lists any.

    An entity says yes to a question by its best answer and no by one worth nothing. Only indicators under which
    somebody lists a policy are looked at, and of each the first scored choice; confidential ones are not.
    """
    listed: dict[str | None, set[str]] = {}
    for policy in survey.policies:
        listed.setdefault(policy.topic, set()).add(policy.entity)
    found = (_disagreement(survey, q, listed[q.indicator]) for q in _asked_about(framework, listed))
    return tuple(each for each in found if each.lists_none or each.says_no)


def _asked_about(framework: Framework, listed: Mapping[str | None, set[str]]) -> list[Question]:
    """Return the first scored choice of each indicator that somebody lists a policy under."""
    chosen: dict[str | None, Question] = {}
    for question in framework.questions:
        if question.type is QuestionType.CHOICE and question.scored and may_quote(question):
            chosen.setdefault(question.indicator, question)
    return [question for indicator, question in chosen.items() if indicator in listed]


def _disagreement(survey: Survey, question: Question, owners: set[str]) -> Disagreement:
    """Hold one question against who lists a policy on its indicator."""
    points = [answer.points for answer in question.answers]
    best = max((value for value in points if value is not None), default=0.0)
    codes = survey.block.codes[survey.code_row(question.id)]
    yes = _entities_with(survey, codes, [place for place, value in enumerate(points) if value == best and best > 0])
    no = _entities_with(survey, codes, [place for place, value in enumerate(points) if value == 0]) - yes
    ids = [entity.id for entity in survey.entities]
    return Disagreement(
        question.indicator or "",
        question.title or question.text,
        tuple(entity for entity in ids if entity in yes - owners),
        tuple(entity for entity in ids if entity in no & owners),
    )


def _entities_with(survey: Survey, codes: np.ndarray[tuple[int], np.dtype[np.uint8]], places: list[int]) -> set[str]:
    """Return the entities that have one of these answers in any instance."""
    rows = np.isin(codes, [FIRST_ANSWER + place for place in places])
    return {survey.entities[entity].id for entity in np.unique(survey.row_entity[rows]).tolist()}
