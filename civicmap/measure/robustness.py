"""How far scores hang on choices that could have been made otherwise (rule R5): bounds, parts, weights, ways of averaging."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from civicmap.errors import Code, Problem, RequestError
from civicmap.framework.types import Level, Ranks
from civicmap.measure.bands import place_in_bands
from civicmap.measure.ranks import competition
from civicmap.measure.robust_compare import Departure, depart, spearman
from civicmap.measure.robust_tree import around, dirichlet, make_tree
from civicmap.measure.score import score
from civicmap.measure.variant import vary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from civicmap.framework.types import Bands, Framework
    from civicmap.measure.results import NodeScores
    from civicmap.measure.robust_tree import Drawn, Tree
    from civicmap.model import Entity, Survey

    Floats = NDArray[np.float64]

DRAWS: Final = 1_000
SEED: Final = 2019
MOST: Final = 5_000_000  # draws × entities: 40 MB of scores at a time, and half a minute for each pillar
_CHUNK: Final = 500_000  # draws × entities made at a time
_QUANTILES: Final = (0.05, 0.5, 0.95)
_WAYS: Final = ("mean", "flat_mean", "geometric")
WEIGHTS: Final[dict[str, Drawn]] = {"dirichlet": dirichlet, "around": around}
"""The ways to draw weights: any division of a node's weight, or each weight a quarter less to a quarter more."""


class Check(NamedTuple):
    """One alternative: its kind (low, high, without, aggregate), which one, and how far scores depart."""

    kind: str
    name: str
    departure: Departure


@dataclass(frozen=True, slots=True)
class Drawing:
    """Scores under drawn weights: quantiles of 5, 50 and 95 per cent (R type 7) for each entity, NaN where not rated.

    `kept` (entities,) is the part of the draws in which an entity keeps its band, `changing` how many leave it in more
    than one of twenty draws, `changed` the mean part of entities that leave it; None without bands. `spearman` are the
    quantiles over draws, None without an order. `ranks` (3, entities) are None where ranks are off.
    """

    weights: str
    scores: Floats
    kept: Floats | None
    changing: int | None
    changed: float | None
    spearman: tuple[float, float, float] | None
    ranks: Floats | None


@dataclass(frozen=True, slots=True)
class NodeRobustness:
    """One node: its scores as the framework makes them, every check, and the drawings. `spans` by bounds."""

    node: str
    baseline: NodeScores
    uncertain: int | None  # rated entities whose low and high lie in different bands; None without bands
    checks: tuple[Check, ...]
    drawings: tuple[Drawing, ...]
    ranks: tuple[int | None, ...] | None


@dataclass(frozen=True, slots=True)
class Robustness:
    """The robustness of some nodes. `within` is the group that ranks are within; None for all, or where ranks are off."""

    entities: Sequence[Entity]
    draws: int
    seed: int
    within: str | None
    nodes: tuple[NodeRobustness, ...]

    def to_frame(self) -> pd.DataFrame:
        """Return a row for each node and check as a table of pandas; NaN where undefined."""
        import pandas as pd  # noqa: PLC0415 - 240 ms that no command need pay

        return pd.DataFrame(
            {"node": one.node, "kind": check.kind, "name": check.name, **check.departure._asdict()}
            for one in self.nodes
            for check in one.checks
        )


def robustness(
    survey: Survey,
    framework: Framework,
    nodes: Sequence[str] | None = None,
    *,
    draws: int = DRAWS,
    seed: int = SEED,
    ranks: bool | None = None,
    within: str | None = None,
) -> Robustness:
    """Return how far scores depart under other rules. Only entities that the framework rates are compared.

    Args:
        survey: one wave.
        framework: its framework.
        nodes: which nodes; the pillars and the overall where None.
        draws: how many sets of weights are drawn, for each of the two ways.
        seed: the seed of the drawing; each node and way starts from it afresh.
        ranks: whether ranks are made; as the framework says where None, and on where `within` is given.
        within: the group that they are within; as the framework says where None.

    Raises RequestError for a group that is not there, no draws, or more draws × entities than `MOST`.
    """
    within_reach(draws, len(survey.entities))
    on = framework.ranks is not None or within is not None if ranks is None else ranks
    own_group = None if framework.ranks is None else framework.ranks.within
    among = Ranks("competition", within or own_group) if on else None
    groups = None if among is None else _within(survey, framework, among)
    tops = (Level.PILLAR, Level.OVERALL)
    wanted = [node.id for node in framework.nodes if node.level in tops] if nodes is None else list(nodes)
    baseline, tree = score(survey, framework).nodes, make_tree(survey, framework)
    varied = {way: vary(framework, [f"aggregate={way}"]) for way in _WAYS}
    others = {way: score(survey, other).nodes for way, other in varied.items() if other.nodes != framework.nodes}
    made = []
    for name in wanted:
        own, bands = baseline[name], framework.node(name).bands
        checks = [
            *_bounds(own, bands),
            *_left_out(tree, own, bands),
            *(
                Check("aggregate", way, depart(own.score, found[name].score, own.rated, bands))
                for way, found in others.items()
            ),
        ]
        drawings = tuple(_drawing(tree, own, bands, way, draws, seed, groups) for way in WEIGHTS)
        ranked = None if groups is None else _ranked(own.score[None, :], own.rated, groups)[0]
        places = None if ranked is None else tuple(None if np.isnan(r) else int(r) for r in ranked.tolist())
        made.append(NodeRobustness(name, own, _uncertain(own, bands), tuple(checks), drawings, places))
    return Robustness(survey.entities, draws, seed, among.within if among else None, tuple(made))


def within_reach(draws: int, entities: int) -> None:
    """Raise RequestError for a number of draws that is not positive, or too many for so many entities."""
    most = MOST // max(1, entities)
    if not 1 <= draws <= most:
        raise RequestError(Problem.of(Code.DRAWS_TOO_MANY, draws=draws, most=most, entities=entities))


def _bounds(own: NodeScores, bands: Bands | None) -> Iterator[Check]:
    """Yield the scores if every unknown answer were the worst, and the best."""
    yield Check("bounds", "low", depart(own.score, own.low, own.rated, bands))
    yield Check("bounds", "high", depart(own.score, own.high, own.rated, bands))


def _uncertain(own: NodeScores, bands: Bands | None) -> int | None:
    if bands is None:
        return None
    return int((place_in_bands(own.low, own.rated, bands) != place_in_bands(own.high, own.rated, bands)).sum())


def _left_out(tree: Tree, own: NodeScores, bands: Bands | None) -> Iterator[Check]:
    """Yield the scores without each part, one by one; nothing where there is but one."""
    items = tree.items(own.node)
    for name, leaving in items if len(items) > 1 else []:
        found = tree.scores(own.node, slice(0, 1), leaving)[0]
        yield Check("without", name, depart(own.score, found, own.rated, bands))


def _drawing(
    tree: Tree, own: NodeScores, bands: Bands | None, way: str, draws: int, seed: int, within: NDArray[np.int32] | None
) -> Drawing:
    """Draw weights and sum up what becomes of each entity."""
    drawn = _drawn(tree, own.node, way, draws, seed)
    rated = own.rated & ~np.isnan(own.score)
    scores = np.full((len(_QUANTILES), len(rated)), np.nan)
    scores[:, rated] = np.quantile(drawn[:, rated], _QUANTILES, axis=0)
    kept, changing, changed = None, None, None
    if bands is not None:
        stays = place_in_bands(drawn, np.broadcast_to(rated, drawn.shape), bands) == own.band
        kept = np.where(rated, stays.mean(axis=0), np.nan)
        changing = int((kept[rated] < 1 - _QUANTILES[0]).sum())
        changed = float(1 - kept[rated].mean()) if rated.any() else None
    orders = [spearman(own.score[rated], one) for one in drawn[:, rated]]
    known = [one for one in orders if one is not None]
    order = None
    if known:
        low, median, high = np.quantile(known, _QUANTILES).tolist()
        order = (low, median, high)
    ranks = None
    if within is not None:
        ranks = np.full(scores.shape, np.nan)
        ranked = _ranked(drawn, rated, within)
        placed = ~np.isnan(ranked[0])
        ranks[:, placed] = np.quantile(ranked[:, placed], _QUANTILES, axis=0)
    return Drawing(way, scores, kept, changing, changed, order, ranks)


def _drawn(tree: Tree, node: str, way: str, draws: int, seed: int) -> Floats:
    """Return a node's scores under drawn weights, (draws, entities), some draws at a time."""
    generator = np.random.Generator(np.random.PCG64(seed))
    tree.draw(node, WEIGHTS[way], generator, draws)
    entities = len(tree.fold.values(node).score)
    step = max(1, _CHUNK // max(1, entities))
    made = np.empty((draws, entities))
    for start in range(0, draws, step):
        stop = min(start + step, draws)
        made[start:stop] = tree.scores(node, slice(start, stop))
    tree.forget()
    return made


def _ranked(scores: Floats, rated: NDArray[np.bool_], within: NDArray[np.int32]) -> Floats:
    """Return ranks of each draw, (draws, entities), within each group value; NaN where there is none."""
    ranks = np.full(scores.shape, np.nan)
    for value in np.unique(within[within >= 0]):
        members = np.flatnonzero(rated & (within == value))
        for place, own in enumerate(scores[:, members]):
            ranks[place, members] = competition(own)
    return ranks


def _within(survey: Survey, framework: Framework, setting: Ranks) -> NDArray[np.int32]:
    """Return the group value that each entity is ranked within, -1 for none; all 0 where ranks have no group."""
    if setting.within is None:
        return np.zeros(len(survey.entities), dtype=np.int32)
    from civicmap.survey.groups import group_values  # noqa: PLC0415 - only ranks within a group need it

    places: NDArray[np.int32] = group_values(survey, framework, setting.within).index
    return places
