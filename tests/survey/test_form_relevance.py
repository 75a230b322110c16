"""Expressions of forms become conditions, or are refused with the reason; conditions go out and come back."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from raw_builders import framework

from civicmap.framework.types import AllOf, AnyOf, AtLeast, AtMost, HasAll, Is, Not, QuestionType
from civicmap.survey.forms.expression import ExpressionError, parse
from civicmap.survey.forms.questionnaire_expression import Wording
from civicmap.survey.forms.relevance import Known, condition_of, exclusive_choices
from civicmap.survey.forms.routes import normal, ungated

KNOWN = {
    "q": Known("policy", QuestionType.CHOICE, {"1": "yes", "2": "no"}, ("yes", "no")),
    "m": Known("kinds", QuestionType.MULTI, {"a": "a", "b": "b"}, ("a", "b")),
    "none": Known("odd", QuestionType.MULTI, {"a": "a"}, ("a",), counted=False),
    "n": Known("staff", QuestionType.NUMBER, {}, ()),
    "t": Known("remark", QuestionType.TEXT, {}, ()),
    "twice": None,
}
YES, NO = Is("policy", ("yes",)), Is("policy", ("no",))
A, B = Is("kinds", ("a",)), Is("kinds", ("b",))


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("${q} = '1'", YES),
        ("'1' = ${q}", YES),
        ("${q}=1", YES),
        ('${ q } != "1"', Not(YES)),
        ("selected(${q}, '2')", NO),
        ("selected(${m}, 'a') and selected(${m}, 'b')", AllOf((A, B))),
        ("selected(${m}, 'a') or selected(${m}, 'b')", Is("kinds", ("a", "b"))),
        ("${q} = '1' or (${q} = '2' and ${n} > 3)", AnyOf((YES, AllOf((NO, Not(AtMost("staff", 3.0))))))),
        ("${q} = '1' or ${q} = '2' and ${n} >= 3", AnyOf((YES, AllOf((NO, AtLeast("staff", 3.0)))))),
        ("not(${q} = '1')", Not(YES)),
        ("not(not(${q} = '1'))", YES),
        ("NOT(selected(${q}, '1'))", Not(YES)),
        ("${q} != ''", Is("policy", ("yes", "no"))),
        ("string-length(${q}) > 0", Is("policy", ("yes", "no"))),
        ("count-selected(${m}) > 0", Is("kinds", ("a", "b"))),
        ("count-selected(${m}) > 1", AtLeast("kinds", 2.0)),
        ("count-selected(${m}) >= 2", AtLeast("kinds", 2.0)),
        ("${n} < 10", Not(AtLeast("staff", 10.0))),
        ("${n} <= -2.5", AtMost("staff", -2.5)),
        ("5 < ${n}", Not(AtMost("staff", 5.0))),
        ("${n} = 4", AllOf((AtLeast("staff", 4.0), AtMost("staff", 4.0)))),
        ("number(${n}) >= 4", AtLeast("staff", 4.0)),
        ("[q] = '1'", YES),
        ("[q] <> '1'", Not(YES)),
        ("[m(a)] = '1' or [m(b)] = \"1\"", Is("kinds", ("a", "b"))),
        ("[m(a)] = '0'", Not(A)),
    ],
)
def test_expressions_become_conditions(expression, expected):
    """Comparisons, selections, counts and their combinations, in the notation of forms and of dictionaries."""
    assert condition_of([expression], KNOWN) == expected


def test_expressions_of_groups_must_all_hold():
    """What groups and the question say is joined by `and`; without expressions there is no condition."""
    assert condition_of(["${q} = '1'", "", "selected(${m}, 'a')"], KNOWN) == AllOf((YES, A))
    assert condition_of(["", " "], KNOWN) is None


@pytest.mark.parametrize(
    ("expression", "why"),
    [
        ("${unknown} = '1'", "'unknown' is no question of the framework"),
        ("${twice} = '1'", "names two questions"),
        ("${q} = '7'", "'7' is no answer to policy"),
        ("${q} > 1", "orders the answers"),
        ("${q} = ''", "unanswered"),
        ("${m} = 'a'", "with a whole value"),
        ("${t} = 'x'", "with a whole value"),
        ("${t} != ''", "is answered"),
        ("${n} > 'many'", "no number"),
        ("${n} > 'inf'", "no number"),
        ("count-selected(${none}) > 1", "do not count"),
        ("${n} + 1 > 2", "computes"),
        ("today() > ${n}", "compares no question"),
        ("true()", "function true()"),
        ("${q} = '1", "is not understood"),
        ("${q} = '1' ${q}", "not expected"),
        ("(${q} = '1'", "is expected"),
        ("/data/q = '1'", "not understood"),
        ("'1' = '1'", "compares no question"),
        ("${q}", "compares no question"),
        ("(" * 500 + "${q} = '1'" + ")" * 500, "nested too deeply"),
        ("not(" * 30_000, "too long"),
    ],
)
def test_what_cannot_be_followed_says_why(expression, why):
    """Nothing is half understood: the whole expression is refused, with the part that stops it."""
    with pytest.raises(ExpressionError, match=why.replace("(", r"\(").replace(")", r"\)")):
        condition_of([expression], KNOWN)


@given(st.text(alphabet="${}[]()'\"=<>!., 12qmn-+orandtselectd", max_size=60))
def test_no_text_breaks_the_parser(text):
    """Any text is either read or refused."""
    with suppress(ExpressionError):
        parse(text)


@pytest.mark.parametrize(
    ("constraint", "alone"),
    [
        ("count-selected(.) <= 1 or not(selected(., 'none'))", {"none"}),
        ("not(selected(., 'none') or selected(., 'dk')) or count-selected(.) = 1", {"none", "dk"}),
        ("not(selected(., 'none')) or count-selected(.) < 2", {"none"}),
        (
            "(count-selected(.) = 1 or not(selected(., 'a'))) and (count-selected(.) = 1 or not(selected(., 'b')))",
            {"a", "b"},
        ),
        ("count-selected(.) <= 3", set()),
        (". > 3", set()),
        ("regex(., '[a-z]+')", set()),
        ("", set()),
    ],
)
def test_constraints_tell_what_stands_alone(constraint, alone):
    """Only the usual ways to say that a choice excludes every other are taken for it."""
    assert exclusive_choices(constraint) == alone


FRAMEWORK = framework("""
civicmap: 1
id: f
version: "1"
title: F
scales:
  s: {answers: {x: {label: X}, y: {label: Y}, z: {label: Z}}}
  m: {multi: true, answers: {a: {label: A}, b: {label: B}, c: {label: C}}}
pillars: {p: {title: P, dimensions: {d: {title: D, indicators: {i: {title: I, questions: {
  one: {text: One, scale: s}, two: {text: Two, scale: s}, many: {text: Many, scale: m}, count: {text: Count, type: number}}}}}}}}
""")
OWN = {
    "one": Known("one", QuestionType.CHOICE, {c: c for c in "xyz"}, tuple("xyz")),
    "two": Known("two", QuestionType.CHOICE, {c: c for c in "xyz"}, tuple("xyz")),
    "many": Known("many", QuestionType.MULTI, {c: c for c in "abc"}, tuple("abc")),
    "count": Known("count", QuestionType.NUMBER, {}, ()),
}


def _some(letters):
    return st.lists(st.sampled_from(letters), min_size=1, max_size=2, unique=True).map(tuple)


_LEAVES = st.one_of(
    st.builds(Is, st.sampled_from(["one", "two"]), _some("xyz")),
    st.builds(Is, st.just("many"), _some("abc")),
    st.builds(AtLeast, st.just("count"), st.integers(-5, 99).map(float)),
    st.builds(AtMost, st.just("count"), st.integers(-5, 99).map(float)),
    st.builds(AtLeast, st.just("many"), st.integers(2, 3).map(float)),
)
_CONDITIONS = st.recursive(
    _LEAVES,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: AllOf(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
    ),
    max_leaves=6,
)


@given(_CONDITIONS)
def test_conditions_go_out_and_come_back(condition):
    """A condition said as an expression is read as the same condition, but for the order of its parts."""
    said = Wording(FRAMEWORK, {name: name for name in OWN}).say(condition)

    assert normal(condition_of([said], OWN)) == normal(condition)


def test_all_options_are_said_one_by_one():
    """`all` has no sign of its own in a form: each option is asked for."""
    wording = Wording(FRAMEWORK, {name: name for name in OWN})

    assert wording.say(HasAll("many", ("a", "b"))) == "selected(${many}, 'a') and selected(${many}, 'b')"


def test_a_route_that_only_says_what_closes_is_none():
    """What the framework itself closes needs no route; what is said beside it stays."""
    closed = Is("one", ("x", "y"))

    assert ungated(Not(Is("one", ("y", "x"))), closed) is None
    assert ungated(AllOf((Not(closed), A)), closed) == A
    assert ungated(Not(closed), None) == Not(closed)
