"""Shares in words: literal truth, landmarks, subjects, bases, small numbers."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

import pytest
from report_builders import benchmark, framework, gap

from civicmap.framework.types import Base, Finding, Group, InGroup, Is, Unit
from civicmap.measure.results import Span
from civicmap.report import numbers
from civicmap.report.ladder import wording
from civicmap.report.phrase import phrase, reading, say_again

WORDS = wording("en")
LANDMARKS = {
    "one tenth": (1, 10),
    "one fifth": (1, 5),
    "one quarter": (1, 4),
    "one third": (1, 3),
    "two fifths": (2, 5),
    "one half": (1, 2),
    "three fifths": (3, 5),
    "two thirds": (2, 3),
    "three quarters": (3, 4),
    "four fifths": (4, 5),
    "nine tenths": (9, 10),
}
POINT, NEAR = Fraction(1, 100), Fraction(1, 40)
WHOLE_TRUTHS = {
    "none": lambda p: p == 0,
    "all": lambda p: p == 1,
    "few": lambda p: 0 < p <= Fraction(15, 100),
    "a limited number": lambda p: 0 < p <= Fraction(15, 100),
    "a majority": lambda p: p > Fraction(1, 2),
    "most": lambda p: p >= Fraction(3, 4),
    "almost all": lambda p: Fraction(9, 10) < p < 1,
}


def _is_true(words, share):
    """Judge a quantifier by what its words say, without the ladder's own table."""
    if words in WHOLE_TRUTHS:
        return WHOLE_TRUTHS[words](share)
    match = re.fullmatch(r"(less than |more than |almost |just over |about )?(.+)", words)
    mark = Fraction(*LANDMARKS[match[2]])
    others = [Fraction(*pair) for pair in LANDMARKS.values() if Fraction(*pair) != mark]
    nearest = all(abs(share - mark) <= abs(share - other) for other in others)
    return {
        None: abs(share - mark) <= POINT,
        "about ": abs(share - mark) <= NEAR and nearest,
        "almost ": mark - NEAR <= share < mark and nearest,
        "just over ": mark < share <= mark + NEAR and nearest,
        "less than ": share < mark and not any(share < other < mark for other in others),
        "more than ": share > mark and not any(mark < other < share for other in others),
    }[match[1]]


def test_every_quantifier_is_literally_true():
    """R7.1, R7.3, R7.4: for every count of every base to 250, the words say what exact fractions say."""
    wrong = [
        (part, whole, rung.alone)
        for whole in range(30, 251)
        for part in range(whole + 1)
        if not _is_true((rung := WORDS.rung(part, whole)).alone, Fraction(part, whole))
    ]

    assert wrong == []


def test_words_that_are_never_generated():
    """R7.4: "only", "many" and "several" stand on no rung."""
    assert not any(re.search(r"\b(only|many|several)\b", rung.words) for rung in WORDS.ladder)


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (34, 101, "one third of responding entities (34 of 101)"),
        (30, 101, "less than one third of responding entities (30 of 101)"),
        (37, 111, "one third of responding entities (37 of 111)"),
        (32, 101, "almost one third of responding entities (32 of 101)"),
        (62, 101, "just over three fifths of responding entities (62 of 101)"),
        (56, 101, "a majority of responding entities (56 of 101)"),
        (3, 101, "few responding entities (three of 101)"),
        (0, 101, "none of the responding entities (none of 101)"),
        (101, 101, "all responding entities (101 of 101)"),
        (98, 101, "almost all responding entities (98 of 101)"),
        (1200, 2400, "one half of responding entities (1,200 of 2,400)"),
    ],
)
def test_a_share_in_words(part, whole, words):
    """R7.3, R7.7: the tightest landmark, n of N, figures from ten and words below."""
    assert phrase(gap(part, whole, frame=None)) == words


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (7, 12, "seven of 12 responding entities"),
        (0, 29, "none of 29 responding entities"),
        (1, 1, "one of one responding entity"),
        (0, 0, "no share: there is nobody in the base (responding entities)"),
    ],
)
def test_a_small_base_is_counted(part, whole, words):
    """R7.5: under thirty there are counts, without fractions or percentages."""
    assert phrase(gap(part, whole)) == words


def test_a_suppressed_share_has_no_quantifier():
    """R7.5: what is suppressed gets no quantifier and no count."""
    text = phrase(gap(suppressed=True))

    assert not any(character.isdigit() for character in text)
    assert not any(re.search(rf"\b{rung.alone}\b", text) for rung in WORDS.ladder if rung.alone not in {"few", "none"})


@pytest.mark.parametrize(
    ("bounds", "subject"),
    [
        (Span(60 / 180, 60 / 180), "of entities"),
        (Span(59 / 180, 61 / 180), "of entities"),
        (Span(57 / 180, 61 / 180), "of responding entities"),
        (Span(34 / 180, 113 / 180), "of responding entities"),
    ],
)
def test_the_subject_follows_the_frame_bounds(bounds, subject):
    """R7.2: all entities are the subject only if the bounds over the frame lie wholly within the phrase."""
    text = phrase(gap(34, 102, frame=180, frame_bounds=bounds))

    assert f"one third {subject} (" in text


def test_no_frame_no_claim_about_all():
    """R7.2: without a register nothing is said of all entities."""
    assert "responding" in phrase(gap(34, 102, frame=None, frame_bounds=None))


@pytest.mark.parametrize(("sample", "subject"), [(True, "of entities"), (False, "of responding entities")])
def test_a_sample_may_speak_by_its_interval(sample, subject):
    """R7.2: where the framework declares a sample, the interval decides; else it does not."""
    claimed = gap(56, 101, frame=1000, frame_bounds=Span(0.05, 0.95), interval=Span(0.51, 0.62))

    assert f"a majority {subject} (" in phrase(claimed, framework(inference="sample" if sample else "census"))


@pytest.mark.parametrize("base", list(Base))
@pytest.mark.parametrize("unit", list(Unit))
def test_every_base_has_a_name(base, unit):
    """R2: each base of each unit is named in words, and no two alike."""
    names = {each: WORDS.say(f"{_kind(unit)}.{each.value}") for each in Base}

    assert names[base] in phrase(gap(34, 101, base=base, unit=unit, frame=None))
    assert len(set(names.values())) == len(Base)


def _kind(unit):
    return {Unit.ENTITY: "base", Unit.INSTANCE: "instance", Unit.CELL: "cell"}[unit]


def test_a_narrowed_base_says_so():
    """R2: `among` changes the name of the base: to its title, else its condition, else by saying that it is narrowed."""
    titled = Finding("x", "X", Is("q", ("yes",)), among=InGroup("level", ("field",)), among_title="field entities")
    bare = replace(titled, among_title="")
    named = framework(groups=(Group("level", "Level", labels={"field": "Field"}),))

    assert phrase(gap(finding=titled), named) == "one third of responding entities, among field entities (34 of 101)"
    assert "among those for which Level is “Field” (" in phrase(gap(finding=bare), named)
    assert "among those that meet its condition (" in phrase(gap(finding=bare))


def test_a_second_share_repeats_no_base():
    """R7.1: the gap beside a share has its own words and counts."""
    assert say_again(49, 101, WORDS) == "almost one half (49 of 101)"
    assert say_again(5, 12, WORDS) == "five of 12"
    assert say_again(0, 101, WORDS) == "none (none of 101)"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "at least 30 per cent and at most 36 per cent"),
        ({"from_": "0", "to": None, "under": "1/3"}, "less than one third"),
        ({"from_": None, "to": "1", "over": "0.5"}, "more than 50 per cent"),
        ({"from_": "1", "to": "1"}, "all of them"),
        ({"from_": "1", "to": None}, "all of them"),
        ({"from_": "1/3", "to": "1/3"}, "one third exactly"),
        ({"from_": None, "to": None}, None),
        ({"from_": "1/8", "to": None}, "at least 12.5 per cent"),
    ],
)
def test_a_benchmark_is_read_by_its_own_bounds(changes, words):
    """R7.8: the reading comes from the finding's bounds, exact fractions included; words without bounds are not judged."""
    assert reading(benchmark(**changes), WORDS) == words


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        (2.5, 0, "3"),
        (-2.5, 0, "−3"),
        (32.5, 0, "33"),
        (0.125, 2, "0.13"),
        (1.005, 2, "1.01"),
        (2400, 0, "2,400"),
        (-0.4, 0, "0"),
    ],
)
def test_halves_go_away_from_zero(value, digits, text):
    """R5: half up, half away from zero for changes; a double within a hair of a half is taken as on it."""
    assert numbers.figure(value, digits) == text


def test_a_change_has_its_sign():
    """R5: a rise is written with its plus, a fall with a minus, and what rounds to nothing with neither."""
    assert [numbers.figure(value, sign=True) for value in (4.6, -4.6, 0.2)] == ["+5", "−5", "0"]
