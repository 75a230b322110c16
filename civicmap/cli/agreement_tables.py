"""Agreement laid out as rows and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import numpy as np

from civicmap.cli.code_actions import problem_json
from civicmap.cli.code_session import AUDIENCE
from civicmap.cli.output import Heading, Listing
from civicmap.cli.session import envelope
from civicmap.errors import Code, Problem, RequestError
from civicmap.files import write_whole
from civicmap.measure.coding import Judged
from civicmap.report import numbers
from civicmap.survey.coding.disagreements import disagreeing, keep_what_people_wrote, list_bytes
from civicmap.survey.coding.gather import rating_of
from civicmap.survey.folding import fold

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from civicmap.cli.code_session import CodingSession
    from civicmap.cli.output import Value
    from civicmap.measure.coding import Agreements, CoderCount, ItemAgreement, Measure
    from civicmap.store.codings import StoredCode
    from civicmap.survey.coding.gather import Gathered
    from civicmap.survey.coding.units import Coded

CONFIDENCE = 0.95


def only_coders(stored: Sequence[StoredCode], named: Sequence[str] | None) -> list[StoredCode]:
    """Return the codes of some coders, of all where none is named. Raises RequestError for one who coded nothing."""
    if not named:
        return list(stored)
    known = {fold(code.coder): code.coder for code in stored}
    for name in named:
        if fold(name) not in known:
            shown = ", ".join(sorted(known.values()))
            raise RequestError(Problem.of(Code.NAME_UNKNOWN, kind="coder", name=name, hint="", known=shown))
    wanted = {known[fold(name)] for name in named}
    return [code for code in stored if code.coder in wanted]


def judged_items(coded: Coded, found: Gathered, items: Collection[str] | None) -> list[Judged]:
    """Return the codes of each item that anyone coded, of those asked for."""
    of_item: dict[str, list[int]] = {}
    for at, unit in enumerate(coded.units):
        if items is None or unit.item in items:
            of_item.setdefault(unit.item, []).append(at)
    made = []
    for name, places in of_item.items():
        item = coded.item(name)
        codes = found.codes[:, places]
        if not (codes >= 0).any():
            continue
        units = [coded.units[at] for at in places]
        rating = np.array([rating_of(item, unit) for unit in units], np.int16)
        cluster = coded.survey.row_entity[[unit.row for unit in units]]
        made.append(
            Judged(item.id, item.title, item.kind.value, item.words.scale or "", item.answers, codes, rating, cluster)
        )
    return made


def write_disagreements(coding: CodingSession, found: Gathered, items: Collection[str] | None, path: Path) -> str:
    """Write the list of what is to be settled, and return what to say of it. Raises CivicmapError."""
    keep_what_people_wrote(path)
    places = disagreeing(coding.coded, found, items)
    write_whole(path, list_bytes(coding.coded, found, places, path.suffix, coding.marks))
    return f"Wrote {path} ({len(places)} rows to settle)."


def listing(
    coding: CodingSession, found: Gathered, made: Agreements, items: Collection[str] | None, *, compact: bool
) -> Listing:
    """Return agreement as a listing: a row for each item, for each scale of several, and overall.

    `compact` is for people: fewer columns, and what is undefined said below them.
    """
    everything = (*made.items, *made.scales, made.overall)
    places = disagreeing(coding.coded, found, items)
    changed = [problem_json(Problem.of(Code.CODING_CHANGED, rows=found.changed))] if found.changed else []
    document = envelope(
        coding.session,
        AUDIENCE,
        coders=list(made.coders),
        bootstrap={"draws": made.draws, "seed": made.seed, "drawn": "entities", "confidence": CONFIDENCE},
        items=[_json(one) for one in made.items],
        scales=[_json(one) for one in made.scales],
        overall=_json(made.overall),
        disagreements=len(places),
        problems=changed,
    )
    marks, notes = coding.marks, _notes(made, everything, len(places))
    if not compact:
        return Listing(_FULL, [_row(one) for one in everything], document, marks=marks, notes=notes)
    rows = [[row[_FULL.index(heading)] for heading in _COMPACT] for row in map(_row, everything)]
    return Listing(_COMPACT, rows, document, marks=marks, notes=[*_undefined(everything), *notes])


def _undefined(everything: Sequence[ItemAgreement]) -> list[str]:
    """Return why an alpha is undefined, or has no interval."""
    said: dict[str, list[str]] = {}
    for one in everything:
        alpha = one.alpha_nominal if one.alpha_ordinal.value is None else one.alpha_ordinal
        why = alpha.why if alpha.value is None else alpha.interval_why and f"no interval: {alpha.interval_why}"
        if why:
            said.setdefault(why, []).append(one.id)
    return [f"Alpha of {', '.join(names)}: {why}." for why, names in said.items()]


def _json(one: ItemAgreement) -> dict[str, Any]:
    """Return the agreement on an item as its JSON object."""
    return {
        "id": one.id,
        "title": one.title,
        "kind": one.kind,
        "scale": one.scale,
        "units": one.units,
        "coded_twice": one.twice,
        "all_agree": one.alike,
        "agreement": {"share": one.share, "same": one.same, "pairs": one.pairs, "why": one.why},
        "alpha": {"nominal": _alpha(one.alpha_nominal), "ordinal": _alpha(one.alpha_ordinal)},
        "kappa": {"nominal": _kappa(one.kappa), "quadratic": _kappa(one.kappa_quadratic)},
        "coders": [_coder(count) for count in one.coders],
    }


def _alpha(measure: Measure) -> dict[str, Any]:
    interval = (
        None
        if measure.low is None or measure.high is None
        else {"low": measure.low, "high": measure.high, "confidence": CONFIDENCE, "method": "bootstrap_percentile"}
    )
    return {
        "value": measure.value,
        "why": measure.why,
        "units": measure.n,
        "interval": interval,
        "interval_why": None if interval else measure.interval_why or measure.why,
        "undefined_draws": measure.undefined_draws,
    }


def _kappa(measure: Measure) -> dict[str, Any]:
    return {"value": measure.value, "why": measure.why, "units": measure.n}


def _coder(count: CoderCount) -> dict[str, Any]:
    made = asdict(count)
    rated = made.pop("rated")
    against = {"units": rated, "same": made.pop("same"), "lower": made.pop("lower"), "higher": made.pop("higher")}
    share = against["same"] / rated if rated else None
    why = None if rated else "no unit with a self-rating"
    return made | {"self_rating": {**against, "share": share, "why": why}}


def _row(one: ItemAgreement) -> list[Value]:
    ordinal = one.alpha_ordinal.value is not None
    alpha = one.alpha_ordinal if ordinal else one.alpha_nominal
    kappa = one.kappa_quadratic if one.kappa_quadratic.value is not None else one.kappa
    rated = sum(count.rated for count in one.coders)
    return [
        one.id if one.kind != "scale" else f"scale {one.id}",
        len(one.coders),
        one.units,
        one.twice,
        one.share,
        alpha.value,
        alpha.low,
        alpha.high,
        ("ordinal" if ordinal else "nominal") if alpha.value is not None else alpha.why,
        kappa.value,
        sum(count.same for count in one.coders) / rated if rated else None,
    ]


def _notes(made: Agreements, everything: Sequence[ItemAgreement], open_rows: int) -> list[str]:
    """Return how the columns are read, and what a reader must know of this coding."""
    notes = [
        "Twice: units that two or more coded. Agree: of all pairs of codes given to one unit, the share that is the same.",
        f"Alpha: Krippendorff's, with a 95% bootstrap interval ({made.draws} draws of entities, seed {made.seed}).",
        "Ordinal: over the order of the scale, don't know and not applicable left out. Nominal: over all codes.",
        "Kappa: Cohen's, for two coders; quadratic where alpha is ordinal.",
        "Self: the share of codes that equal the entity's own answer.",
    ]
    single = dict.fromkeys(count.coder for count in everything[-1].coders if count.units == 1)
    notes += [f"{coder} is a coder with one rating." for coder in single]
    notes.append(
        f"{open_rows} units on which coders differ." + (" --disagreements FILE.xlsx lists them." if open_rows else "")
    )
    return notes


def _two(value: Value) -> str:
    return "–" if not isinstance(value, (int, float)) else numbers.figure(value, 2)


def _percent(value: Value) -> str:
    return "–" if not isinstance(value, (int, float)) else numbers.percent(float(value))


_FULL = (
    Heading("Item"),
    Heading("Coders", right=True),
    Heading("Units", right=True),
    Heading("Twice", right=True),
    Heading("Agree", _percent, right=True),
    Heading("Alpha", _two, right=True),
    Heading("Low", _two, right=True),
    Heading("High", _two, right=True),
    Heading("Level"),
    Heading("Kappa", _two, right=True),
    Heading("Self", _percent, right=True),
)
_COMPACT = tuple(heading for heading in _FULL if heading.title not in ("Coders", "Level"))
