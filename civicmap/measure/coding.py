"""How far coders agree with each other, and with what entities say of themselves.

Percent agreement is of pairs: of all pairs of codes that two coders gave one unit, the share that is the same. Alpha is
Krippendorff's: nominal over all codes; ordinal, where every answer of the scale has points, over their order, with don't
know and not applicable left out. Kappa is Cohen's, for two coders: plain over all codes, quadratic over the order.
Without variation none of them is defined, and each says why.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import combinations
from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.measure.coding_bootstrap import alpha_spread
from civicmap.measure.pair import Pairing, count_pairs
from civicmap.stats.agreement import cohen_kappa, krippendorff_alpha

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from civicmap.framework.types import Answer

DRAWS: Final = 1000
NO_VARIATION: Final = "undefined, no variation"
OVERALL: Final = "overall"


@dataclass(frozen=True, slots=True)
class Judged:
    """The codes of one item. `codes` (coders, units) are places among `answers`, -1 where a coder gave none.

    `rating` (units,) is the entity's own answer in the same places, -1 where there is none; `cluster` (units,) says
    which units are of one entity.
    """

    id: str
    title: str
    kind: str
    scale: str
    answers: tuple[Answer, ...]
    codes: NDArray[np.integer]
    rating: NDArray[np.integer]
    cluster: NDArray[np.integer]


@dataclass(frozen=True, slots=True)
class Measure:
    """A coefficient. `value` is None where it is undefined, and `why` says so; the interval likewise."""

    value: float | None
    why: str | None = None
    n: int = 0  # units that it rests on
    low: float | None = None
    high: float | None = None
    interval_why: str | None = None
    undefined_draws: int = 0


@dataclass(frozen=True, slots=True)
class CoderCount:
    """How many units a coder coded, and how these stand to the entity's own answers.

    `rated` units have both; of these `same` are equal; `lower` and `higher` count where the scale has an order.
    """

    coder: str
    units: int
    rated: int
    same: int
    lower: int | None
    higher: int | None


@dataclass(frozen=True, slots=True)
class ItemAgreement:
    """Agreement on one item, on one scale (`kind` is "scale") or on everything ("overall")."""

    id: str
    title: str
    kind: str
    scale: str | None
    coders: tuple[CoderCount, ...]  # those who coded any of it
    units: int  # coded by anyone
    twice: int  # by at least two
    pairs: int
    same: int
    alike: int  # units coded twice on which all agree
    alpha_nominal: Measure
    alpha_ordinal: Measure
    kappa: Measure
    kappa_quadratic: Measure

    @property
    def share(self) -> float | None:
        """The share of pairs that agree; None without a pair."""
        return self.same / self.pairs if self.pairs else None

    @property
    def why(self) -> str | None:
        """Why there is no share."""
        return None if self.pairs else _too_few(self.coders, self.twice)


@dataclass(frozen=True, slots=True)
class Agreements:
    """Agreement by item, over the items of each scale that several share, and over all; how intervals were drawn."""

    coders: tuple[str, ...]
    items: tuple[ItemAgreement, ...]
    scales: tuple[ItemAgreement, ...]
    overall: ItemAgreement
    draws: int
    seed: int

    def to_frame(self) -> pd.DataFrame:
        """Return a row for each item, scale and the overall; NaN where a number is undefined."""
        import pandas as pd  # noqa: PLC0415 - 240 ms that no command need pay

        return pd.DataFrame([_frame_row(one) for one in (*self.items, *self.scales, self.overall)])


def agreement(judged: Sequence[Judged], coders: Sequence[str], *, draws: int = DRAWS, seed: int = 1) -> Agreements:
    """Return how far coders agree. `coders` names the rows of every item's codes.

    Intervals are percentiles of a bootstrap that draws entities, with all their units. Raises ValueError for codes of
    another shape, or for fewer than one draw.
    """
    if draws < 1:
        raise ValueError("at least one draw is needed")
    for one in judged:
        if one.codes.shape != (len(coders), len(one.rating)) or len(one.cluster) != len(one.rating):
            raise ValueError(f"the codes of {one.id} are not coders by units")
    coded = [one for one in judged if (one.codes >= 0).any()]
    how = (tuple(coders), draws, seed)
    by_scale: dict[tuple[str, tuple[str, ...]], list[Judged]] = {}
    for one in coded:
        by_scale.setdefault((one.scale, tuple(answer.id for answer in one.answers)), []).append(one)
    pooled = [_pool(held, held[0].scale, "scale") for held in by_scale.values() if len(held) > 1]
    return Agreements(
        tuple(coders),
        tuple(_item(one, *how) for one in coded),
        tuple(_item(one, *how) for one in pooled),
        _overall(coded, list(by_scale.values()), *how),
        draws,
        seed,
    )


def _pool(held: Sequence[Judged], name: str, kind: str) -> Judged:
    """Return the units of several items on one scale as one item."""
    return Judged(
        name,
        name,
        kind,
        held[0].scale,
        held[0].answers if all(one.answers == held[0].answers for one in held) else _unordered(held[0].answers),
        np.concatenate([one.codes for one in held], axis=1),
        np.concatenate([one.rating for one in held]),
        np.concatenate([one.cluster for one in held]),
    )


def _unordered(answers: Sequence[Answer]) -> tuple[Answer, ...]:
    """Return answers without points: two items turn their scale in different ways."""
    return tuple(replace(answer, points=None) for answer in answers)


def _overall(
    coded: Sequence[Judged], scales: Sequence[Sequence[Judged]], coders: tuple[str, ...], draws: int, seed: int
) -> ItemAgreement:
    """Return agreement over all items; coefficients only where all are on one scale."""
    if len(scales) == 1:
        made = _item(_pool(scales[0], OVERALL, OVERALL), coders, draws, seed)
        return replace(made, title="All items")
    if not coded:
        none = Measure(None, "nobody has coded anything")
        return ItemAgreement(OVERALL, "All items", OVERALL, None, (), 0, 0, 0, 0, 0, none, none, none, none)
    parts = [_item(one, coders, 0, seed) for one in coded]
    why = Measure(None, f"the items are on {len(scales)} scales: a coefficient over them would measure the scales")
    counts = tuple(
        CoderCount(
            coder,
            sum(count.units for count in mine),
            sum(count.rated for count in mine),
            sum(count.same for count in mine),
            None,
            None,
        )
        for coder in coders
        if (mine := [count for part in parts for count in part.coders if count.coder == coder])
    )
    units, twice, pairs, same, alike = (
        sum(getattr(part, name) for part in parts) for name in ("units", "twice", "pairs", "same", "alike")
    )
    return ItemAgreement(
        OVERALL, "All items", OVERALL, None, counts, units, twice, pairs, same, alike, why, why, why, why
    )


def _item(one: Judged, coders: tuple[str, ...], draws: int, seed: int) -> ItemAgreement:
    """Return the agreement on one item; no intervals where there are no draws."""
    order = ranks(one.answers)
    counts = tuple(_coder(one, row, coder, order) for row, coder in enumerate(coders) if (one.codes[row] >= 0).any())
    rows = [row for row in range(len(coders)) if (one.codes[row] >= 0).any()]
    codes = one.codes[rows]
    given = (codes >= 0).sum(axis=0)
    pairs = same = 0
    for first, second in combinations(range(len(rows)), 2):
        table = _table(codes[first], codes[second], len(one.answers))
        pairs, same = pairs + int(table.sum()), same + int(np.trace(table))
    twice = codes[:, given > 1]
    highest = twice.max(axis=0, initial=-1)
    alike = int(((twice == highest) | (twice < 0)).all(axis=0).sum()) if twice.size else 0
    ordered = codes if order is None else np.where(codes >= 0, order[codes], -1)
    no_order = Measure(None, "the scale has no order: not every answer has points, or all have the same")
    return ItemAgreement(
        one.id, one.title, one.kind, one.scale, counts,
        int((given > 0).sum()), int((given > 1).sum()), pairs, same, alike,
        _alpha(codes, one.cluster, counts, draws, seed, ordinal=False),
        no_order if order is None else _alpha(ordered, one.cluster, counts, draws, seed, ordinal=True),
        _kappa(codes, counts, quadratic=False),
        no_order if order is None else _kappa(ordered, counts, quadratic=True),
    )  # fmt: skip


def ranks(answers: Sequence[Answer]) -> NDArray[np.int16] | None:
    """Return the rank of each answer by its points, -1 for one with a state; None where the scale has no order.

    Answers of equal points share a rank. A scale has an order where every answer without a state has points, and two
    of these differ.
    """
    points = [answer.points for answer in answers if answer.state is None]
    known = sorted({value for value in points if value is not None})
    if None in points or len(known) < 2:
        return None
    return np.array(
        [-1 if answer.state is not None or answer.points is None else known.index(answer.points) for answer in answers],
        np.int16,
    )


def _table(first: NDArray[np.integer], second: NDArray[np.integer], kinds: int) -> NDArray[np.int64]:
    """Return how often two coders, or a coder and the entity, said each pair of answers of the units that have both."""
    both = np.flatnonzero((first >= 0) & (second >= 0))
    nobody = np.zeros(0, np.int64)
    return count_pairs(Pairing(both, both, nobody, nobody), first, second, kinds)


def _coder(one: Judged, row: int, coder: str, order: NDArray[np.int16] | None) -> CoderCount:
    """Return a coder's counts, and how the codes stand to the entity's own answers."""
    table = _table(one.codes[row], one.rating, len(one.answers))
    lower = higher = None
    if order is not None:
        judged, own = order[:, None], order[None, :]
        known = (judged >= 0) & (own >= 0)
        lower, higher = int(table[known & (judged < own)].sum()), int(table[known & (judged > own)].sum())
    return CoderCount(coder, int((one.codes[row] >= 0).sum()), int(table.sum()), int(np.trace(table)), lower, higher)


def _too_few(counts: Sequence[CoderCount], twice: int) -> str:
    """Return why nothing can be said of agreement."""
    if len(counts) < 2:
        return "undefined, one coder" if counts else "undefined, no coder"
    single = [count.coder for count in counts if count.units == 1]
    if single:
        names = ", ".join(single)
        return (
            f"undefined, {names}: a coder with one rating"
            if len(single) == 1
            else f"undefined, {names}: coders with one rating"
        )
    return "undefined, no unit was coded twice" if not twice else "undefined, one unit was coded twice"


def _alpha(
    codes: NDArray[np.integer],
    cluster: NDArray[np.integer],
    counts: Sequence[CoderCount],
    draws: int,
    seed: int,
    *,
    ordinal: bool,
) -> Measure:
    """Return alpha with its interval. One unit that two coded tells nothing of chance."""
    twice = (codes >= 0).sum(axis=0) > 1
    n = int(twice.sum())
    if n < 2:
        return Measure(None, _too_few(counts, n), n, interval_why=_too_few(counts, n))
    rows = [[None if code < 0 else code for code in row] for row in codes.tolist()]
    value = krippendorff_alpha(rows, "ordinal" if ordinal else "nominal")
    if value is None:
        return Measure(None, NO_VARIATION, n, interval_why=NO_VARIATION)
    if not draws:
        return Measure(value, None, n, interval_why="no interval was asked for")
    spread = alpha_spread(codes, cluster, ordinal=ordinal, draws=draws, seed=seed)
    return Measure(value, None, n, spread.low, spread.high, spread.why, spread.undefined)


def _kappa(codes: NDArray[np.integer], counts: Sequence[CoderCount], *, quadratic: bool) -> Measure:
    """Return the kappa of two coders."""
    if len(codes) != 2:
        return Measure(
            None, _too_few(counts, 0) if len(codes) < 2 else f"kappa is for two coders, and {len(codes)} coded"
        )
    both = codes[:, (codes >= 0).all(axis=0)]
    n = both.shape[1]
    if n < 2:
        return Measure(None, _too_few(counts, n), n)
    first, second = both.tolist()
    value = cohen_kappa(first, second, "quadratic" if quadratic else None)
    return Measure(value, NO_VARIATION if value is None else None, n)


def _frame_row(one: ItemAgreement) -> dict[str, object]:
    measures = {
        "alpha_nominal": one.alpha_nominal,
        "alpha_ordinal": one.alpha_ordinal,
        "kappa": one.kappa,
        "kappa_quadratic": one.kappa_quadratic,
    }
    row: dict[str, object] = {
        "id": one.id, "title": one.title, "kind": one.kind, "scale": one.scale, "coders": len(one.coders),
        "units": one.units, "coded_twice": one.twice, "pairs": one.pairs, "same": one.same, "share": one.share,
    }  # fmt: skip
    for name, measure in measures.items():
        row |= {name: measure.value, f"{name}_why": measure.why}
        if name.startswith("alpha"):
            row |= {f"{name}_low": measure.low, f"{name}_high": measure.high}
    return row
