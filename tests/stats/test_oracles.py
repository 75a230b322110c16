"""Every public function against R, statsmodels and full enumeration: the cases stored by the scripts in `oracles`."""

from __future__ import annotations

import json
import math
import warnings
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

import civicmap.stats

STORED = sorted((Path(__file__).parent / "oracles").glob("from_*.json"))
CASES = [case for path in STORED for case in json.loads(path.read_text("utf-8"))["cases"]]
# These give classes, records or sets with a shape of their own.
RECORDS = {"suppress", "audit_suppression"}
FUNCTIONS = sorted({function for function, *_ in CASES} - RECORDS)
VECTORS = ["wilson", "clopper_pearson", "hypergeometric_interval", "difference_newcombe", "paired_newcombe"]
VECTORS += ["difference_miettinen_nurminen", "paired_tango", "item_bounds", "frame_bounds"]


def _flat(value):
    """Return the numbers of a result in order, None where there is none."""
    if value is None or isinstance(value, (int, float, np.number)):
        return [None if value is None else float(value)]
    return [number for part in value for number in _flat(part)]


def _arrays(value):
    """Return lists of numbers as arrays."""
    if isinstance(value, dict):
        return {name: _arrays(part) for name, part in value.items()}
    if isinstance(value, list) and value and not any(isinstance(part, list | dict) for part in value):
        return np.array(value, dtype=object if None in value else None)
    return [_arrays(part) for part in value] if isinstance(value, list) else value


def _generators(value):
    """Return lists of numbers as generators, and whole numbers as those of numpy."""
    if isinstance(value, list):
        parts = [_generators(part) for part in value]
        return (part for part in parts)
    return np.int64(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _call(function, arguments, named):
    """Return a result, with every warning an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return getattr(civicmap.stats, function)(*arguments, **named)


def _differs(found, expected, tolerance):
    """Return whether a result is not as expected, to what the other program gives."""
    ours, theirs = _flat(found), _flat(expected)
    if len(ours) != len(theirs):
        ours = ours[: len(theirs)]  # a program may know less than we tell
    return len(ours) != len(theirs) or any(
        one is not other if None in (one, other) else not math.isclose(one, other, rel_tol=tolerance, abs_tol=tolerance)
        for one, other in zip(ours, theirs, strict=True)
    )


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_values_of_other_programs(function):
    """Each stored case gives the value of the other program, at 1e-7 or nearer."""
    different = []
    for name, arguments, named, expected, tolerance, program in CASES:
        if name == function:
            assert tolerance <= 1e-7
            found = _call(name, arguments, named)
            if _differs(found, expected, tolerance):
                different.append((arguments, named, expected, found, program))

    assert not different, f"{len(different)} differ, the first: {different[0]}"


@pytest.mark.parametrize("change", [_arrays, _generators], ids=["arrays", "generators"])
@pytest.mark.parametrize("function", FUNCTIONS)
def test_arrays_and_generators_are_as_good_as_lists(function, change):
    """Arrays, generators and numpy's whole numbers give the same digits as lists and plain numbers."""
    for name, arguments, named, *_ in [case for case in CASES if case[0] == function][:40]:
        plain = _flat(_call(name, arguments, named))
        changed = {key: value if isinstance(value, str) else change(value) for key, value in named.items()}
        if name == "rake":
            weights, margins = arguments
            found = _call(name, [change(weights), [(change(labels), totals) for labels, totals in margins]], {})
        else:
            found = _call(name, [change(a) if not isinstance(a, dict) else a for a in arguments], changed)

        assert _flat(found) == plain


@pytest.mark.parametrize("function", VECTORS)
def test_whole_columns_give_what_single_calls_give(function):
    """Limits of columns of counts are those of each row, None where one has no base."""
    cases = [
        (arguments, named)
        for name, arguments, named, *_ in CASES
        if name == function and not any(isinstance(argument, list) for argument in arguments)
    ]
    shape = Counter((len(arguments), tuple(named)) for arguments, named in cases).most_common(1)[0][0]
    chosen = [case for case in cases if (len(case[0]), tuple(case[1])) == shape]
    confidence = {None, *(a[-1] for a, _ in chosen if a[-1] not in {0, 1} and 0 < a[-1] < 1)}
    if len(confidence) > 1:  # a level is for all rows
        chosen = [(arguments[:-1], named) for arguments, named in chosen]
    columns = [list(column) for column in zip(*(arguments for arguments, _ in chosen), strict=True)]
    named = {name: [own[name] for _, own in chosen] for name in shape[1]}
    low, high = _call(function, columns, named)

    for place, (arguments, own) in enumerate(chosen):
        single = _call(function, arguments, own)
        assert [low[place], high[place]] == ([None, None] if single is None else list(single))


@pytest.mark.parametrize("case", [case for case in CASES if case[0] == "suppress"], ids=str)
def test_no_fewer_cells_would_do(case):
    """What is hidden is small counts and as few others as full enumeration finds enough."""
    _, (table, threshold), _, (primary, fewest), *_ = case
    found = civicmap.stats.suppress(table, threshold)

    assert sorted(map(list, found.primary)) == primary
    assert found.primary <= found.hidden
    assert sum(1 if table[row][column] else 2 for row, column in found.hidden) == fewest


@pytest.mark.parametrize("case", [case for case in CASES if case[0] == "audit_suppression"], ids=str)
def test_the_attack_finds_every_possible_count(case):
    """The range of each hidden cell is that of all tables with the same totals."""
    _, (table, hidden, threshold), _, (safe, ranges), *_ = case
    found = civicmap.stats.audit_suppression(table, hidden, threshold)

    assert found.safe is safe
    assert [[*cell, *limits] for cell, limits in sorted(found.ranges.items())] == ranges


def test_there_are_cases_for_every_function():
    """At least 600 cases, and some for each function but two: one simulates, and one tests many tables, as `test_fisher` says."""
    public = {name for name in civicmap.stats.__all__ if name.islower()} - {"chi_square_simulated", "fisher_exact_each"}

    assert public <= {function for function, *_ in CASES}
    assert len(CASES) >= 600
