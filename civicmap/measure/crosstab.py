"""Every answer of any question by any group, as counts and as shares of a base (rules R2 and R6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from civicmap.errors import RequestError
from civicmap.framework.types import Base, Finding, Is
from civicmap.measure.bases import bases, size, standings
from civicmap.measure.bounds import Uncertainty, frame_bounds, interval, item_bounds
from civicmap.measure.counting import Tallied
from civicmap.measure.crosstab_tests import with_tests, with_totals
from civicmap.measure.findings import as_base
from civicmap.measure.listed import counts
from civicmap.measure.results import CrossCell
from civicmap.measure.tally import tally
from civicmap.measure.unknown import unknown
from civicmap.model import FIRST_ANSWER, AnswerState

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from civicmap.framework.types import Framework, Question
    from civicmap.measure.bases import Standing
    from civicmap.measure.results import Counts
    from civicmap.measure.weighting import Weights
    from civicmap.model import Survey

_STATE_LABELS = {
    AnswerState.ANSWERED: "Answered",
    AnswerState.DONT_KNOW: "Don't know",
    AnswerState.NOT_APPLICABLE: "Not applicable",
    AnswerState.NOT_ASKED: "Not asked",
    AnswerState.CLOSED: "Closed",
    AnswerState.BLANK: "Blank",
    AnswerState.UNDER_REVIEW: "Under review",
    AnswerState.UNRESOLVED: "Unresolved",
}
NO_SHARE = "a state is counted, and has no share"
# What a folded entity's verdict on "gave an answer" says of its state; closed is the only way to lack that.
_VERDICT_STATES = {
    AnswerState.DONT_KNOW: Tallied.DONT_KNOW,
    AnswerState.NOT_APPLICABLE: Tallied.NOT_APPLICABLE,
    AnswerState.NOT_ASKED: Tallied.NOT_ASKED,
    AnswerState.CLOSED: Tallied.LACKS,
    AnswerState.BLANK: Tallied.NOT_KNOWN,
}


@dataclass(frozen=True, slots=True)
class _Row:
    """A row to be: an answer, or a state with the finding that counts it."""

    question: Question
    answer: str
    label: str
    state: AnswerState | None
    finding: Finding


def crosstab(
    survey: Survey,
    framework: Framework,
    questions: Sequence[str] | None = None,
    by: str | None = None,
    base: Base | str | None = None,
    weights: Weights | None = None,
    *,
    tests: bool = False,
) -> tuple[CrossCell, ...]:
    """Return each answer of some questions, then its states, for everyone and for each value of the group `by`.

    None or no questions are all that have answers to choose from. States have no share. Entities with several
    instances have an answer as they have a finding. `weights` make shares and intervals weighted; `tests` adds the tests
    between the groups of `by`, which count entities. Raises RequestError for a question, group or base not there.
    """
    of = Base.APPLICABLE if base is None else as_base(base)
    rows = [row for question in _chosen(framework, questions) for row in _rows(question)]
    findings = tuple(dict.fromkeys(row.finding.id for row in rows))
    by_id = {row.finding.id: row.finding for row in rows}
    counted = tally(survey, framework, by, [by_id[name] for name in findings])
    standing = {name: tuple(standings(counted, by_id[name])) for name in findings}
    folded = survey.block.rows > len(survey.entities)
    divided = {
        (name, one.group): counts(one, framework, folded=folded) for name, group in standing.items() for one in group
    }
    cells = with_totals(
        [
            cell
            for row in rows
            for one in standing[row.finding.id]
            for cell in _cells(row, one, of, divided[row.finding.id, one.group], folded=folded)
        ]
    )
    if by is not None and tests:
        cells = with_tests(cells, framework, by, folded=folded)
    if weights is None:
        return cells
    from civicmap.measure.weighted import weigh_cells  # noqa: PLC0415 - most runs weigh nothing

    answers = {(row.question.id, row.answer): row.finding for row in rows if row.state is None}
    return weigh_cells(cells, answers, survey, framework, by, weights)


def _chosen(framework: Framework, names: Sequence[str] | None) -> list[Question]:
    """Return the questions asked for, in the order asked."""
    if not names:
        return [question for question in framework.questions if question.options]
    known = {question.id: question for question in framework.questions}
    missing = [name for name in names if name not in known]
    if missing:
        raise RequestError(*(unknown("question", name, known) for name in missing))
    return [known[name] for name in dict.fromkeys(names)]


def _rows(question: Question) -> Iterator[_Row]:
    """Yield a row for each answer, for each answer with a state, and for what has a state and no answer of its own."""
    probe = Finding(f"{question.id}!", question.id, Is(question.id, tuple(a.id for a in question.options)))
    for answer in question.options:
        finding = Finding(f"{question.id}={answer.id}", answer.label, Is(question.id, (answer.id,)))
        yield _Row(question, answer.id, answer.label, None, finding)
    own = {answer.id for answer in question.answers}
    for answer in question.answers:
        if answer.state is not None:
            yield _Row(question, answer.id, answer.label, answer.state, probe)
    for state, label in _STATE_LABELS.items():
        if state.name.lower() not in own and not (state is AnswerState.ANSWERED and question.options):
            yield _Row(question, state.name.lower(), label, state, probe)


def _cells(row: _Row, standing: Standing, base: Base, divided: Counts, *, folded: bool) -> Iterator[CrossCell]:
    """Yield the cell of one row in one group; nothing for a state that folded instances cannot tell."""
    of = bases(standing)
    whole = size(of, base) or 0
    if row.state is not None:
        count = _folded(row, standing) if folded else _stated(row, standing)
        found = Uncertainty(None, None, NO_SHARE)
        share = None
    else:
        count = standing.count(Tallied.HAS)
        found = interval(standing, of, base)
        share = count / whole if whole else None
    if count is not None:
        yield CrossCell(
            row.question.id,
            row.answer,
            row.label,
            row.state is not None,
            standing.group,
            base,
            count,
            whole,
            share,
            found.interval,
            found.method,
            found.why,
            None if row.state is not None else item_bounds(standing, base),
            None if row.state is not None else frame_bounds(standing, base),
            of,
            divided,
            population=found.population,
        )


def _stated(row: _Row, standing: Standing) -> int:
    """Return how many gave an answer with a state, or have the state without an answer of its own."""
    codes = [FIRST_ANSWER + n for n, answer in enumerate(row.question.answers) if answer.id == row.answer]
    if row.state is not None and row.answer == row.state.name.lower():
        codes.append(row.state)
    return sum(int(standing.answers[code]) for code in codes)


def _folded(row: _Row, standing: Standing) -> int | None:
    """Return how many entities have a state over all their instances; None for an answer that shares its state."""
    column = _VERDICT_STATES.get(row.state) if row.state is not None else None
    named = row.state is not None and row.answer == row.state.name.lower()
    return standing.count(column) if column is not None and named else None
