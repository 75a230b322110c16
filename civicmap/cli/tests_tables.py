"""Tests of differences between groups, laid out as a table of their own, as columns and as JSON."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields
from typing import TYPE_CHECKING, Any, NamedTuple

from civicmap.cli.output import Heading, Listing
from civicmap.report import numbers

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from civicmap.cli.output import Value
    from civicmap.measure.results import Difference, GroupTest, Span

COLUMNS = (
    "test",
    "p",
    "p_adjusted",
    "adjustment",
    "family",
    "family_tests",
    "fisher",
    "statistic",
    "df",
    "draws",
    "seed",
)
_METHODS = {
    "boschloo": "Boschloo's exact test (Fisher's beside it, in brackets)",
    "chi_square": "chi-square",
    "chi_square_simulated": "chi-square, its p simulated",
}
_INTERVALS = {
    "newcombe_fpc": "Newcombe's, for the entities invited (finite population)",
    "newcombe": "Newcombe's, for a process: the number invited is not known",
    "census": "none needed: all of both groups answered",
}


class Tested(NamedTuple):
    """A test with the name of what was tested. `again`: a further difference of the test before it."""

    title: str
    test: GroupTest
    again: bool = False


def test_json(test: GroupTest) -> dict[str, Any]:
    """Return a test as its JSON object."""
    differences = [_flat(one) | {"interval": _span_json(one)} for one in test.differences]
    return _flat(test) | {"differences": differences}


def _flat(record: GroupTest | Difference) -> dict[str, Any]:
    """Return the fields of a record as they are: `asdict` copies what they hold, one by one, several times over."""
    return {field.name: getattr(record, field.name) for field in fields(record)}


def test_values(tests: Sequence[GroupTest]) -> list[Value]:
    """Return the first test as the values of `COLUMNS`, and why there is none."""
    if not tests:
        return [None] * (len(COLUMNS) + 1)
    test = tests[0]
    numbers_ = (test.fisher, test.statistic, test.df, test.draws, test.seed)
    return [test.method, test.p, test.p_adjusted, test.adjustment, test.family, test.tests, *numbers_, test.why]


def tests_listing(tested: Sequence[Tested], labels: Mapping[str | None, str]) -> Listing | None:
    """Return the tests as a table for people, with what was not tested; `labels` are the groups'. None without any."""
    if not tested:
        return None
    made = [one for one in tested if one.test.method is not None]
    rows = [row for one in made for row in _rows(one, labels)]
    headings = [Heading("Tested"), Heading("Group"), *(Heading(t, right=True) for t in ("Diff.", "95%", "p", "adj. p"))]
    return Listing(headings, rows, {}, title="Differences between groups", notes=_notes(tested))


def p_text(p: float | None) -> str:
    """Return a p value to three places; a smaller one says that it is smaller."""
    return "–" if p is None else "<0.001" if p < 0.001 else numbers.figure(p, 3)


def _rows(one: Tested, labels: Mapping[str | None, str]) -> Iterator[list[Value]]:
    """Yield a row for each difference; the test is named once."""
    test = one.test
    p = p_text(test.p) + ("" if test.fisher is None else f" ({p_text(test.fisher)})")
    head: tuple[Value, ...] = (one.title, *(("", "") if one.again else (p, p_text(test.p_adjusted))))
    if not test.differences:
        yield [head[0], "", "", "", *head[1:]]
    for difference in test.differences:
        than = "" if difference.than is None else f" − {labels.get(difference.than, difference.than)}"
        shown = [points(difference.difference), _points_range(difference.interval)]
        yield [head[0], labels.get(difference.value, difference.value) + than, *shown, *head[1:]]
        head = ("", "", "")


def points(share: float | None) -> str:
    """Return a difference of shares in points, with its sign."""
    return "–" if share is None else numbers.figure(share * 100, sign=True)


def _points_range(span: Span | None) -> str:
    return "–" if span is None else f"{points(span.low)} to {points(span.high)}"


def _notes(tested: Sequence[Tested]) -> list[str]:
    """Say how it was tested, what p is adjusted for, and what was not tested."""
    tests = [one.test for one in tested if not one.again]
    made = [test for test in tests if test.method is not None]
    shown = [difference for one in tested for difference in one.test.differences]
    several = any(difference.than is None for difference in shown)
    notes = []
    if shown:
        how = "each group minus all others whose group is known" if several else "the first group minus the second"
        notes.append(f"Diff.: percentage points, {how}.")
    intervals = Counter(difference.method for difference in shown if difference.method)
    notes += [f"Its 95% interval: {_INTERVALS[name]} ({count})." for name, count in intervals.items()]
    notes += [f"p: {_METHODS[name]} ({n})." for name, n in Counter(test.method or "" for test in made).items()]
    drawn = {(test.draws, test.seed) for test in made if test.draws is not None}
    notes += [f"Simulated: {draws:,} tables with the same margins, seed {seed}." for draws, seed in sorted(drawn)]
    notes += [_family(name, test) for name, test in {test.family: test for test in tests}.items()]
    if made and shown:
        notes.append("p speaks of a process that gives answers, the interval of those invited: they can disagree.")
    return [*notes, *(f"Not tested: {what}: {why}." for why, what in _untested(tested))]


def _family(name: str, test: GroupTest) -> str:
    s = "" if test.tests == 1 else "s"
    return f"adj. p: Benjamini-Hochberg over the {test.tests} test{s} of the family {name!r}."


def _untested(tested: Iterable[Tested]) -> Iterator[tuple[str, str]]:
    """Yield each reason why there is no p value, with what it is the reason for."""
    reasons: dict[str, list[str]] = {}
    for one in tested:
        if one.test.why is not None and not one.again:
            reasons.setdefault(one.test.why, []).append(one.title)
    for why, titles in reasons.items():
        yield why, "; ".join(titles)


def _span_json(one: Difference) -> dict[str, Any] | None:
    """Return a difference's interval as its JSON object."""
    span = one.interval
    return None if span is None else {"low": span.low, "high": span.high, "confidence": 0.95, "method": one.method}
