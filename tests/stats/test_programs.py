"""Linear and integer programs, held against SciPy's on problems that have many solutions and those that have none."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

from civicmap.stats.programs import Program, minimize


def drawn(seed):
    """Return a program around a point that keeps to it, as tables make them: weights of nothing and one, whole limits."""
    draw = np.random.default_rng(seed)
    variables, sums = int(draw.integers(1, 20)), int(draw.integers(1, 10))
    rows = (draw.random((sums, variables)) < 0.4).astype(np.int64)
    point = draw.integers(0, 20, variables)
    high = point + draw.integers(0, 15, variables)
    totals = rows @ point
    loose = draw.random(sums) < 0.3
    cost = draw.integers(-3, 4, variables)
    return cost, Program(rows, np.where(loose, -np.inf, totals), totals.astype(float), 0, high)


@pytest.mark.parametrize("seed", range(40))
def test_the_least_value_is_scipys(seed):
    """Both solvers find the same least value; the point has it, and keeps to every limit."""
    cost, program = drawn(seed)
    loose = np.isneginf(program.least)
    bounds = [(0, most) for most in program.high.tolist()]
    theirs = linprog(
        cost,
        A_ub=program.rows[loose] if loose.any() else None,
        b_ub=program.most[loose] if loose.any() else None,
        A_eq=program.rows[~loose] if (~loose).any() else None,
        b_eq=program.most[~loose] if (~loose).any() else None,
        bounds=bounds,
    )

    ours = minimize(cost, program)

    assert ours.value == pytest.approx(theirs.fun, abs=1e-7)
    assert cost @ ours.point == pytest.approx(ours.value, abs=1e-7)
    sums = program.rows @ ours.point
    assert (sums <= program.most + 1e-6).all()
    assert (sums >= program.least - 1e-6).all()
    assert ((ours.point >= -1e-6) & (ours.point <= program.high + 1e-6)).all()


@pytest.mark.parametrize("seed", range(40))
def test_the_least_whole_value_is_scipys(seed):
    """The same of integer programs, whose points are whole."""
    cost, program = drawn(seed)
    rows = np.vstack([program.rows, np.ones((1, program.rows.shape[1]), np.int64)])
    halved = Program(rows, np.append(program.least, 0.5), np.append(program.most, np.inf), 0, program.high + 0.5)
    theirs = milp(
        cost,
        integrality=np.ones(len(cost)),
        bounds=Bounds(0, halved.high),
        constraints=LinearConstraint(halved.rows, halved.least, halved.most),
        options={"mip_rel_gap": 0},
    )

    ours = minimize(cost, halved, whole=True)

    assert (ours is None) == (theirs.x is None)
    if ours is not None:
        assert ours.value == pytest.approx(theirs.fun, abs=1e-6)
        assert ours.point == pytest.approx(np.rint(ours.point), abs=1e-6)


def test_a_price_says_what_a_unit_of_a_limit_costs():
    """Of two ways to make a sum the cheaper is taken until it is used up; one unit more costs as much as the dearer."""
    program = Program(np.array([[1, 1]]), np.array([5.0]), np.array([5.0]), 0, [3, 9])

    found = minimize([1, 4], program)

    assert (found.value, found.point.tolist(), found.prices.tolist()) == (11, [3, 2], [4])


def test_what_cannot_be_is_no_solution():
    """Limits that no point keeps to have none, whole or not."""
    program = Program(np.array([[2, 2]]), np.array([3.0]), np.array([3.0]), 0, [1, 1])

    assert minimize([1, 1], program, whole=True) is None
    assert minimize([1, 1], program._replace(most=np.array([2.0]))) is None


def test_solving_prints_nothing():
    """The library speaks on stdout, where results go; here it is silent."""
    code = (
        "import numpy as np\n"
        "from civicmap.stats.programs import Program, minimize\n"
        "minimize([1], Program(np.array([[1]]), np.array([1.0]), np.array([1.0]), 0, [2]), whole=True)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert (ran.stdout, ran.stderr) == ("", "")
