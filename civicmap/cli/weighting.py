"""The options that weigh a command's shares, and how weights are shown."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from civicmap.cli.session import Session
    from civicmap.measure.results import CrossCell, Gap, Weighted
    from civicmap.measure.weighting import Weights

WeightOption = Annotated[
    str | None,
    typer.Option(
        "--weight",
        help="Weigh by a column: its header, letter or question, or a name of the framework's weighting.",
        metavar="COLUMN",
    ),
]
PostStratifyOption = Annotated[
    str | None,
    typer.Option("--post-stratify", help="Weigh to the register's counts in each cell of groups.", metavar="G[,G]"),
]
RakeOption = Annotated[
    str | None,
    typer.Option("--rake", help="Weigh to the register's counts of each group by itself.", metavar="G,G"),
]


def asked_weights(session: Session, column: str | None, post_stratify: str | None, rake: str | None) -> Weights | None:
    """Return the weights that the options ask for; None where they ask for none. Raises RequestError."""
    if column is None and post_stratify is None and rake is None:
        return None
    from civicmap.measure.weighting import make_weights  # noqa: PLC0415 - most runs weigh nothing

    groups = {"post_stratify": _listed(post_stratify), "rake": _listed(rake)}
    return make_weights(session.survey, session.framework, column, **groups)


def _listed(names: str | None) -> tuple[str, ...] | None:
    """Return the groups of a list with commas; None where the option is not there."""
    return None if names is None else tuple(filter(None, (name.strip() for name in names.split(","))))


def weights_json(weights: Weights | None) -> dict[str, Any]:
    """Return what a document says of its weights: nothing without any."""
    if weights is None:
        return {}
    return {
        "weights": {
            "source": weights.words,
            "respondents": weights.respondents,
            "without": weights.without,
            "zero": weights.zero,
            "min": weights.low,
            "max": weights.high,
            "ratio": weights.high / weights.low,
            "kish_effective_n": weights.effective_n,
            "kish_deff": weights.deff,
        }
    }


def weighted_json(counted: Gap | CrossCell) -> dict[str, Any]:
    """Return what weights make of a share, and the share without them: nothing in a run without weights."""
    weighted = counted.weighted
    if weighted is None:
        return {}
    made = asdict(weighted)
    interval, method = made.pop("unweighted_interval"), made.pop("unweighted_method")
    span = None if interval is None else {"low": interval[0], "high": interval[1], "confidence": 0.95, "method": method}
    return {"weighted": made | {"unweighted_interval": span}}


WEIGHTED_COLUMNS = ("se", "n_effective", "weighted_why", "unweighted_share", "unweighted_gap_share")


def weighted_values(weighted: Weighted | None) -> list[float | str | None]:
    """Return the cells of `WEIGHTED_COLUMNS`."""
    if weighted is None:
        return [None] * len(WEIGHTED_COLUMNS)
    return [
        weighted.se,
        weighted.n_effective,
        weighted.why,
        weighted.unweighted_share,
        weighted.unweighted_gap_share,
    ]


def weights_notes(weights: Weights | None) -> list[str]:
    """Return what people are told of the weights of a table."""
    if weights is None:
        return []
    from civicmap.report.numbers import figure  # noqa: PLC0415 - only where a table is shown

    counted = weights.respondents - weights.without - weights.zero
    size, ratio = figure(weights.effective_n or 0, 1), figure(weights.high / weights.low, 1)
    spread = f"from {weights.low:.4g} to {weights.high:.4g}, 1 to {ratio}"
    kish = f"As precise as {size} equal ones (Kish; design effect {figure(weights.deff or 0, 2)})."
    notes = [
        f"Shares and 95% are weighted {weights.words}; n of N, bounds and tests count entities.",
        "Plain: the share without weights.",
        f"Weights of {counted} respondents: {spread}. {kish}",
    ]
    left_out = [f"{weights.without} without a weight that can be used"] * bool(weights.without)
    left_out += [f"{weights.zero} of weight 0"] * bool(weights.zero)
    return [*notes, *([f"Respondents that count 0 in weighted shares: {' and '.join(left_out)}."] if left_out else [])]
