"""What conditions mean (rules R1 and R3), against a slow reading of the rules' text one entity at a time."""

from __future__ import annotations

from datetime import date
from itertools import product

import numpy as np
import pytest

from civicmap.framework.evaluate import Rows, Verdict, evaluate, fold_any, fold_every, months_before
from civicmap.framework.types import (
    AllOf,
    Answer,
    AnyOf,
    AtLeast,
    AtLeastOf,
    AtMost,
    Cells,
    Framework,
    HasAll,
    InBand,
    InGroup,
    Is,
    Not,
    Question,
    QuestionType,
    WithinMonths,
)
from civicmap.model import AnswerState, Block, Layout

YES, PARTLY, NO, NO_CASE, DONT_KNOW = range(8, 13)
SCALE = (
    Answer("yes", "Yes", 100),
    Answer("partly", "Partly", 50),
    Answer("no", "No", 0),
    Answer("no_case", "No case arose", state=AnswerState.NOT_APPLICABLE),
    Answer("dont_know", "Don't know", state=AnswerState.DONT_KNOW),
)
OPTIONS = (
    Answer("a", "A"),
    Answer("b", "B"),
    Answer("other", "Other", other=True),
    Answer("none", "None of these", exclusive=True),
    Answer("dont_know", "Don't know", state=AnswerState.DONT_KNOW),
)
H, L, N, D, U, A, S = Verdict  # has, lacks, neither, don't know, unknown, not applicable, not asked
BARE = dict(enumerate([U, S, D, A, U, U, L, N]))  # what each bare state says of a choice


def question(name, kind=QuestionType.CHOICE, answers=SCALE):
    """Return a question with nothing but its scale."""
    return Question(name, name, kind, answers)


def rows(questions, codes, *, ticks=(), values=(), doubtful=None, groups=None, bands=None, closing=None):
    """Return rows of the given questions; `codes` holds one list per question."""
    framework = Framework("f", "1", "F", "0", "en", tuple(questions), ())
    layout = Layout(
        tuple(q.id for q in questions),
        tuple((q.id, o.id) for q in questions if q.type is QuestionType.MULTI for o in q.options),
        tuple(q.id for q in questions if q.type in {QuestionType.NUMBER, QuestionType.DATE}),
    )
    codes = np.array(codes, np.uint8).reshape(len(questions), -1)
    count = codes.shape[1]
    block = Block(
        codes,
        np.array(ticks, np.uint8).reshape(len(layout.options), count),
        np.array(values, float).reshape(len(layout.numbers), count),
        np.zeros_like(codes, bool) if doubtful is None else np.array(doubtful, bool).reshape(codes.shape),
    )
    return Rows(framework, layout, block, groups or {}, bands or {}, closing)


def verdicts(condition, of, not_in=None):
    """Return the verdicts as a list."""
    return [Verdict(v) for v in evaluate(condition, of, not_in).verdict]


def test_a_choice_says_has_lacks_neither_or_why_not():
    """R3: has is the answer named, lacks an answer worth nothing or closed, neither the rest."""
    every = rows([question("q")], [[*range(8), YES, PARTLY, NO, NO_CASE, DONT_KNOW]])

    found = verdicts(Is("q", ("yes",)), every)

    assert found == [*BARE.values(), H, N, L, A, D]


def test_an_answer_worth_nothing_that_is_named_does_not_lack():
    """R3: the default lacks only by zero-point answers that are not in the share."""
    assert verdicts(Is("q", ("no",)), rows([question("q")], [[YES, PARTLY, NO]])) == [N, N, H]


def test_a_scale_without_points_lacks_only_where_it_is_closed():
    """R3: without points nothing says which answers lack it."""
    plain = tuple(Answer(a.id, a.label, state=a.state) for a in SCALE)

    found = verdicts(Is("q", ("yes",)), rows([question("q", answers=plain)], [[YES, NO, AnswerState.CLOSED]]))

    assert found == [H, N, L]


def test_a_state_that_is_named_holds_when_chosen():
    """An answer with a state holds in a condition that names it; the bare state was not chosen."""
    chosen = rows([question("q")], [[NO_CASE, AnswerState.NOT_APPLICABLE, DONT_KNOW, NO]])

    assert verdicts(Is("q", ("no_case", "dont_know")), chosen) == [H, A, H, L]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (Is("m", ("a",)), [H, L, N, H, L, L, L]),
        (HasAll("m", ("a", "b")), [L, L, N, H, L, L, L]),
        (AtLeast("m", 2), [L, L, N, H, L, L, L]),
        (AtMost("m", 1), [H, H, H, L, H, H, H]),
        (Is("m", ("other",)), [L, L, H, L, L, L, H]),
    ],
)
def test_a_multiple_choice_lacks_where_the_test_fails(condition, expected):
    """R3: answered and not met is lacking; only `other` ticked is neither; `other` and exclusive are not counted."""
    # ticked:       a  b  other  a+b  none  nothing  b+other
    ticks = [
        [1, 0, 0, 1, 0, 0, 0],
        [0, 1, 0, 1, 0, 0, 1],
        [0, 0, 1, 0, 0, 0, 1],
        [0, 0, 0, 0, 1, 0, 0],
    ]
    given = rows([question("m", QuestionType.MULTI, OPTIONS)], [[AnswerState.ANSWERED] * 7], ticks=ticks)

    assert verdicts(condition, given) == expected


def test_silence_in_a_multiple_choice_is_not_known():
    """R3: a blank multiple choice is not known, a don't know is told apart, a closed one lacks."""
    codes = [AnswerState.BLANK, 12, AnswerState.CLOSED, AnswerState.NOT_ASKED]
    silent = rows([question("m", QuestionType.MULTI, OPTIONS)], [codes], ticks=np.zeros((4, 4)))

    assert verdicts(Is("m", ("a",)), silent) == [U, D, L, S]
    assert verdicts(Is("m", ("dont_know",)), silent) == [U, H, L, S]


def test_numbers_and_dates_lack_where_the_test_fails():
    """R3: a number or date that was given and fails the test lacks it; without a closing day nothing is known."""
    questions = [question("n", QuestionType.NUMBER, ()), question("d", QuestionType.DATE, ())]
    days = [date(2020, 2, 28), date(2020, 2, 29), date(2022, 3, 1)]
    values = [[1.0, 2.0, 3.0], [day.toordinal() for day in days]]
    codes = [[AnswerState.ANSWERED] * 3] * 2
    known = rows(questions, codes, values=values, closing=date(2022, 2, 28))

    assert verdicts(AtLeast("n", 2), known) == [L, H, H]
    assert verdicts(AtMost("n", 2), known) == [H, H, L]
    assert verdicts(WithinMonths("d", 24), known) == [H, H, H]
    assert verdicts(WithinMonths("d", 23), known) == [L, L, H]
    assert verdicts(WithinMonths("d", 24), rows(questions, codes, values=values)) == [U, U, U]


@pytest.mark.parametrize(
    ("closing", "months", "expected"),
    [
        (date(2021, 3, 31), 1, date(2021, 2, 28)),
        (date(2020, 3, 31), 1, date(2020, 2, 29)),
        (date(2021, 1, 15), 24, date(2019, 1, 15)),
        (date(2021, 1, 15), 1, date(2020, 12, 15)),
        (date(3, 1, 1), 60, date.min),
    ],
)
def test_months_are_counted_back_on_the_calendar(closing, months, expected):
    """A day that the month does not have is its last day."""
    assert months_before(closing, months) == expected


def test_groups_and_bands_are_known_or_not():
    """A group's value is in the list, lacks, or is not known; an unrated node is not known, another band neither."""
    of = rows([question("q")], [[NO] * 3], groups={"level": ("hq", "field", "")}, bands={"p": ("meets", "low", None)})

    assert verdicts(InGroup("level", ("hq",)), of) == [H, L, U]
    assert verdicts(InGroup("elsewhere", ("hq",)), of) == [U, U, U]
    assert verdicts(InBand("p", ("meets",)), of) == [H, N, U]


def test_pooled_cells_are_refused():
    """Cells are counted question by question."""
    with pytest.raises(ValueError, match="question by question"):
        evaluate(Cells(("q",), ("yes",)), rows([question("q")], [[YES]]))


# --- compounds, against the text of R3 ------------------------------------------------------------------------------

CODE = {
    H: YES,
    L: NO,
    N: PARTLY,
    D: DONT_KNOW,
    U: AnswerState.BLANK,
    A: AnswerState.NOT_APPLICABLE,
    S: AnswerState.NOT_ASKED,
}
THREE = [list(case) for case in zip(*product(Verdict, repeat=3), strict=True)]
PARTS = tuple(Is(name, ("yes",)) for name in "abc")
LEFT, UNKNOWN = {A, S}, {D, U}


def told(parts, needed, every):
    """Read R3 aloud for one entity: `needed` of the parts, or every one."""
    here = [part for part in parts if part not in LEFT]
    if (every and len(here) < len(parts)) or not here:
        return A if A in parts else S
    if every:
        has, lacks = all(part == H for part in parts), any(part == L for part in parts)
    else:
        has = sum(part == H for part in here) >= needed
        lacks = sum(part == L for part in here) > len(here) - needed
    if has or lacks:
        return H if has else L
    unknown = [part for part in here if part in UNKNOWN]
    if unknown:
        return D if set(unknown) == {D} else U
    return N


def three_questions(doubtful=None):
    """Return every combination of seven verdicts on three questions."""
    codes = [[CODE[v] for v in column] for column in THREE]
    return rows([question(name) for name in "abc"], codes, doubtful=doubtful)


COMPOUNDS = {
    "all_of": (AllOf(PARTS), 3, True),
    "any_of": (AnyOf(PARTS), 1, False),
    "two of three": (AtLeastOf(2, PARTS), 2, False),
    "three of three": (AtLeastOf(3, PARTS), 3, False),
}


@pytest.mark.parametrize(("condition", "needed", "every"), COMPOUNDS.values(), ids=COMPOUNDS)
def test_compounds_follow_the_rule_for_all_343_combinations(condition, needed, every):
    """R3: has, lacks, neither, not known and who leaves, for every combination of three parts."""
    expected = [told(parts, needed, every) for parts in product(Verdict, repeat=3)]

    assert verdicts(condition, three_questions()) == expected


@pytest.mark.parametrize(("condition", "needed", "every"), COMPOUNDS.values(), ids=COMPOUNDS)
def test_what_the_unknown_allows_is_what_some_completion_gives(condition, needed, every):
    """R6: it can still have it, or fail to, exactly if the unknown parts can turn out so."""
    found = evaluate(condition, three_questions())

    for row, parts in enumerate(product(Verdict, repeat=3)):
        choices = [(H, L) if part in UNKNOWN else (part,) for part in parts]
        ends = {told(end, needed, every) for end in product(*choices)} - LEFT
        assert (found.can_have[row], found.can_fail[row]) == (H in ends, bool(ends - {H})), parts


@pytest.mark.parametrize(("condition", "needed", "every"), COMPOUNDS.values(), ids=COMPOUNDS)
def test_a_cell_behind_an_unknown_gate_is_open_to_anything(condition, needed, every):
    """R1: behind an unknown gate a cell is not asked in counts, and as if asked in bounds."""
    doubtful = np.array([[v == S for v in column] for column in THREE])
    found = evaluate(condition, three_questions(doubtful))

    assert [Verdict(v) for v in found.verdict] == verdicts(condition, three_questions())
    for row, parts in enumerate(product(Verdict, repeat=3)):
        choices = [(H, L) if part in {*UNKNOWN, S} else (part,) for part in parts]
        ends = {told(end, needed, every) for end in product(*choices)} - LEFT
        assert (found.can_have[row], found.can_fail[row]) == (H in ends, bool(ends - {H})), parts


@pytest.mark.parametrize(("condition", "needed", "every"), COMPOUNDS.values(), ids=COMPOUNDS)
def test_not_turns_a_known_verdict_round(condition, needed, every):
    """R3: `not` has where its condition is neither or lacks, lacks where it has, else is as it."""
    turned = {H: L, L: H, N: H}
    plain, denied = (evaluate(c, three_questions()) for c in (condition, Not(condition)))

    assert [Verdict(v) for v in denied.verdict] == [turned.get(Verdict(v), v) for v in plain.verdict]
    assert (denied.can_have == plain.can_fail).all()
    assert (denied.can_fail == plain.can_have).all()


def test_not_in_says_who_lacks_it():
    """R3: with `not_in`, those named lack it, closed lacks it always, and an answer worth nothing does no longer."""
    of = rows([question("q")], [[YES, PARTLY, NO, DONT_KNOW, *range(8)]])

    found = verdicts(Is("q", ("yes",)), of, Is("q", ("partly",)))

    assert found == [H, L, N, D, *BARE.values()]


@pytest.mark.parametrize(("condition", "needed", "every"), COMPOUNDS.values(), ids=COMPOUNDS)
def test_not_in_never_changes_who_has_it_or_left(condition, needed, every):
    """R3: `not_in` only divides those who neither have it nor left."""
    plain, named = (
        verdicts(condition, three_questions(), not_in) for not_in in (None, AllOf((Is("a", ("no",)), Is("b", ("no",)))))
    )

    for before, after, parts in zip(plain, named, product(Verdict, repeat=3), strict=True):
        if before in {H, A, S}:
            assert after == before
        elif parts[:2] == (L, L):
            assert after == L
        else:
            assert after == (D if set(parts) & UNKNOWN == {D} else U if set(parts) & UNKNOWN else N)


def test_under_not_in_a_not_lacks_only_where_named():
    """R3: with `not_in`, a `not` lacks where that says so, not where its condition holds."""
    of = rows([question("q")], [[YES, PARTLY, NO]])

    assert verdicts(Not(Is("q", ("yes",))), of, Is("q", ("dont_know",))) == [N, H, H]


# --- instances ------------------------------------------------------------------------------------------------------


def test_an_entity_has_what_any_of_its_instances_has():
    """R2: one instance is enough under best, mean and sum; folding follows `any_of`."""
    entity = np.repeat(np.arange(343), 3)
    of = rows([question("q")], [[CODE[v] for parts in product(Verdict, repeat=3) for v in parts]])

    found = fold_any(evaluate(Is("q", ("yes",)), of), entity, 343)
    expected = evaluate(AnyOf(PARTS), three_questions())

    assert (found.verdict == expected.verdict).all()
    assert (found.can_have == expected.can_have).all()
    assert (found.can_fail == expected.can_fail).all()


def test_an_entity_has_what_every_instance_that_it_applies_to_has():
    """R2: under worst every instance must have it; one that it does not apply to says nothing."""
    entity = np.repeat(np.arange(343), 3)
    of = rows([question("q")], [[CODE[v] for parts in product(Verdict, repeat=3) for v in parts]])

    found = fold_every(evaluate(Is("q", ("yes",)), of), entity, 343)

    for row, parts in enumerate(product(Verdict, repeat=3)):
        here = [part for part in parts if part not in LEFT]
        assert Verdict(found.verdict[row]) == (
            told(here, len(here), every=True) if here else told(parts, 1, every=False)
        )


def test_entities_with_one_row_each_fold_to_themselves():
    """A survey without instances is not changed by folding."""
    of = evaluate(Is("q", ("yes",)), rows([question("q")], [[YES, NO, PARTLY]]))

    assert fold_any(of, np.arange(3), 3) is of
    assert fold_every(of, np.arange(3), 3) is of
