"""Linear and integer programs: the least of a weighted sum of variables within bounds, where other sums keep to theirs.

HiGHS solves them (Huangfu and Hall 2018, the dual simplex method; branch and cut where all is whole), in one thread, so
that no machine finds another of several solutions.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

_SETTINGS: Final = {
    "output_flag": False,
    "threads": 1,
    "solver": "simplex",
    "simplex_strategy": 1,  # dual
    "mip_rel_gap": 0.0,
}


class Program(NamedTuple):
    """Variables and sums of them: `rows` (sums, variables) are their weights, `least` and `most` what a sum may be.

    `low` and `high` (variables,) bound the variables; each is finite, so that the least is never without end. Infinite
    limits of a sum are none.
    """

    rows: NDArray[np.int64]
    least: NDArray[Any]
    most: NDArray[Any]
    low: ArrayLike
    high: ArrayLike


class Solution(NamedTuple):
    """The least value, a point that has it (variables,), and by how much it would rise with each limit (sums,).

    Integer programs have no such prices: they are zeros.
    """

    value: float
    point: NDArray[np.float64]
    prices: NDArray[np.float64]


def minimize(cost: ArrayLike, program: Program, *, whole: bool = False, nodes: int | None = None) -> Solution | None:
    """Return where the cost is least; None where no point keeps to all limits, or none was proved the best.

    Args:
        cost: what a unit of each variable costs.
        program: the variables and what they must keep to.
        whole: whether every variable is a whole number.
        nodes: of an integer program, how many nodes may be searched; any number where None.
    """
    solver = _solver()
    if nodes is not None:
        solver.setOptionValue("mip_max_nodes", nodes)
    solver.passModel(_model(np.asarray(cost, dtype=np.float64), program, whole=whole))
    solver.run()
    highs = _highs()
    if solver.getModelStatus() != highs.HighsModelStatus.kOptimal:
        return None
    found = solver.getSolution()
    point = np.array(found.col_value)
    return Solution(solver.getInfo().objective_function_value, point, np.array(found.row_dual))


def _highs() -> Any:
    import highspy  # noqa: PLC0415 - a compiled library that tables without secrets need not pay

    return highspy


@cache
def _quiet() -> Any:
    """Return the library's solver without its callbacks: to set them up prints a line on stdout."""
    highs = _highs()

    class Quiet(highs.Highs):  # type: ignore[misc, name-defined] # known when it runs
        def __init__(self) -> None:
            super(highs.Highs, self).__init__()

    return Quiet


def _solver() -> Any:
    solver = _quiet()()
    for name, value in _SETTINGS.items():
        solver.setOptionValue(name, value)
    return solver


def _model(cost: NDArray[np.float64], program: Program, *, whole: bool) -> Any:
    """Return a program as the library takes it, its weights column by column."""
    highs = _highs()
    sums, variables = program.rows.shape
    column, row = np.nonzero(program.rows.T)
    model = highs.HighsLp()
    model.num_col_, model.num_row_ = variables, sums
    model.col_cost_ = cost
    model.col_lower_, model.col_upper_ = _limits(program.low, variables), _limits(program.high, variables)
    model.row_lower_, model.row_upper_ = _limits(program.least, sums), _limits(program.most, sums)
    model.a_matrix_.format_ = highs.MatrixFormat.kColwise
    model.a_matrix_.start_ = np.searchsorted(column, np.arange(variables + 1)).astype(np.int32)
    model.a_matrix_.index_ = row.astype(np.int32)
    model.a_matrix_.value_ = program.rows[row, column].astype(np.float64)
    if whole:
        model.integrality_ = [highs.HighsVarType.kInteger] * variables
    return model


def _limits(given: ArrayLike, many: int) -> NDArray[np.float64]:
    return np.ascontiguousarray(np.broadcast_to(np.asarray(given, dtype=np.float64), many))
