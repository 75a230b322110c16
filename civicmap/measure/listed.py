"""How the respondents of a finding divide: by answer and by state, or by verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicmap.framework.types import Unit
from civicmap.measure.counting import Tallied, answers_listed, single_question
from civicmap.measure.results import Counts
from civicmap.model import FIRST_ANSWER, AnswerState

if TYPE_CHECKING:
    from civicmap.framework.types import Answer, Framework, Question
    from civicmap.measure.bases import Standing

# The states that silence can have, beside answered; each is a field of `Counts` by its name.
_STATES = tuple(state for state in AnswerState if state is not AnswerState.ANSWERED)


def counts(standing: Standing, framework: Framework, *, folded: bool) -> Counts:
    """Return the counts of a finding. `folded`: entities have several instances, so none has one answer."""
    question = single_question(standing.finding.share, framework)
    verdicts = {name.lower(): standing.count(Tallied[name]) for name in ("HAS", "LACKS", "NEITHER")}
    if question is None or (folded and standing.finding.unit is Unit.ENTITY):
        return Counts(
            verdicts,
            {},
            dont_know=standing.count(Tallied.DONT_KNOW),
            not_known=standing.count(Tallied.NOT_KNOWN),
            not_applicable=standing.count(Tallied.NOT_APPLICABLE),
            not_asked=standing.count(Tallied.NOT_ASKED),
        )
    by_code = [int(number) for number in standing.answers]
    given = {answer.id: by_code[code] for code, answer in _coded(question, stated=False)}
    stated = {answer.id: by_code[code] for code, answer in _coded(question, stated=True)}
    states = {state: by_code[state] for state in _STATES}
    for code, answer in _coded(question, stated=True):
        if answer.state is not None and answer.state in states:
            states[answer.state] += by_code[code]
    listed = answers_listed(standing.finding, framework) is not None
    return Counts(
        given if listed else verdicts, stated, **{state.name.lower(): number for state, number in states.items()}
    )


def _coded(question: Question, *, stated: bool) -> list[tuple[int, Answer]]:
    """Return the codes and answers of a question that have a state, or that have none."""
    return [
        (code, answer)
        for code, answer in enumerate(question.answers, start=FIRST_ANSWER)
        if (answer.state is not None) is stated
    ]
