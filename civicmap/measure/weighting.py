"""Weights of the entities: from a column of the file, or made to add up to the register's counts."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, frexp, fsum, log10
from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.errors import Code, Problem, RequestError
from civicmap.framework.types import WeightRule
from civicmap.measure.weight_column import weight_column
from civicmap.measure.weight_design import design_of
from civicmap.measure.weight_frame import margins
from civicmap.stats.sums import exact_parts
from civicmap.stats.weighting import kish_deff, kish_effective_n, poststratify, rake

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Framework
    from civicmap.measure.weight_design import Design
    from civicmap.measure.weight_frame import Margin
    from civicmap.model import Survey

_WIDEST: Final = 1e9  # the largest weight by the smallest: beyond it the smallest would count nothing
_POWERS: Final = 200  # of two: weights beyond it are divided by a power of two, which changes none of their figures
_EXACT: Final = 2.0**53  # whole numbers up to here are exact in float64, and so are their sums


@dataclass(frozen=True, slots=True)
class Weights:
    """A weight for each entity, and what weighting costs.

    `values` (entities,) float64, 0 for those without. `fixed` and `squares` (entities,) are the weights and their squares
    as whole numbers, one being `unit` and `square_unit`: their sums are exact in any order. `design` is None where each
    entity of a group was drawn by itself. `without` counts the respondents without a weight that can be used, `zero` those
    of weight 0.
    """

    words: str  # "by the column weight", and the like
    values: NDArray[np.float64]
    fixed: NDArray[np.float64]
    squares: NDArray[np.float64]
    unit: float
    square_unit: float
    design: Design | None
    respondents: int
    without: int
    zero: int
    effective_n: float | None
    deff: float | None

    @property
    def low(self) -> float:
        """The smallest weight above 0."""
        return float(self.values[self.values > 0].min())

    @property
    def high(self) -> float:
        """The largest weight."""
        return float(self.values.max())


def make_weights(
    survey: Survey,
    framework: Framework,
    column: str | None = None,
    *,
    post_stratify: Sequence[str] | None = None,
    rake: Sequence[str] | None = None,
) -> Weights | None:
    """Return the weights asked for; None where none are.

    `column` is a name of the framework's `weighting`, the header or letter of a column of weights, or a number question.
    `post_stratify` and `rake` name groups. Raises RequestError for more than one of the three, a name that is not there, or
    weights that cannot be had, with the reason and what to do.
    """
    asked = [given for given in (column, post_stratify, rake) if given is not None]
    if not asked:
        return None
    if len(asked) > 1:
        what = "weights come from one source, and several are named"
        raise RequestError(
            Problem.of(Code.WEIGHT_NONE, what=what, how="keep one of --weight, --post-stratify and --rake")
        )
    if not asked[0]:
        what = "no column or group is named to weigh by"
        raise RequestError(Problem.of(Code.WEIGHT_NONE, what=what, how="name one, or leave the option out"))
    rule = WeightRule(column, tuple(post_stratify or ()), tuple(rake or ()))
    return weights_of(survey, framework, framework.weighting.get(column or "", rule))


def weights_of(survey: Survey, framework: Framework, rule: WeightRule) -> Weights:
    """Return the weights of a rule. Raises RequestError as `make_weights`."""
    responded = survey.respondent
    sides: tuple[Margin, ...] = ()
    if rule.column is not None:
        found = weight_column(survey, framework, rule.column)
        known, words = found.values, f"by the column {found.name}"
    else:
        sides = margins(survey, framework, rule)
        known = np.full(len(responded), np.nan)
        known[responded] = _to_register(rule, sides, int(responded.sum()))
        groups = ", ".join(rule.post_stratify or rule.rake)
        way = "by post-stratification" if rule.post_stratify else "by raking"
        words = f"{way} to the register's counts of {groups}"
    usable = responded & ~np.isnan(known)
    values = np.where(usable, known, 0.0)
    _check(values, words)
    sized = _sized(values)
    (fixed, unit), (squares, square_unit) = _fixed(sized), _fixed(sized * sized)
    of_respondents = sized[responded]
    return Weights(
        words,
        values,
        fixed,
        squares,
        unit,
        square_unit,
        design_of(survey, framework, rule, sized, [side.of_entity for side in sides]),
        int(responded.sum()),
        int((responded & ~usable).sum()),
        int((usable & (values == 0)).sum()),
        kish_effective_n(of_respondents),
        kish_deff(of_respondents),
    )


def _to_register(rule: WeightRule, sides: Sequence[Margin], respondents: int) -> NDArray[np.float64]:
    """Return the weights of the respondents that add up to the register's counts."""
    ones = [1.0] * respondents
    tables = [(side.of_entity.tolist(), dict(enumerate(side.totals))) for side in sides]
    try:
        return poststratify(ones, *tables[0]) if rule.post_stratify else rake(ones, tables)
    except ValueError as fault:
        how = "rake to fewer groups, or unite values that have few respondents"
        raise RequestError(Problem.of(Code.WEIGHT_TOTALS, what=str(fault), how=how)) from fault


def _check(values: NDArray[np.float64], words: str) -> None:
    """Refuse weights that are all 0, and weights too far apart for exact sums."""
    positive = values[values > 0]
    if not len(positive):
        what = f"no respondent has a weight above 0 ({words})"
        raise RequestError(Problem.of(Code.WEIGHT_NONE, what=what, how="correct the weights, or leave the option out"))
    low, high = float(positive.min()), float(positive.max())
    if high / low > _WIDEST:
        raise RequestError(Problem.of(Code.WEIGHT_RANGE, low=low, high=high))


def _sized(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return weights whose squares are numbers too: only what they are to each other matters."""
    _, power = frexp(float(values.max()))
    return values if abs(power) <= _POWERS else np.ldexp(values, -power)


def _fixed(values: NDArray[np.float64]) -> tuple[NDArray[np.float64], float]:
    """Return numbers as whole multiples of a power of ten so small that all of them still add up exactly, and the unit."""
    places = floor(log10(_EXACT / fsum(exact_parts(values)))) - 1
    scaled: NDArray[np.float64] = np.rint(values * 10.0**places)
    return scaled, 10.0**-places
