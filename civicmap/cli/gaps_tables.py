"""Findings laid out as rows and as JSON."""

from __future__ import annotations

from dataclasses import asdict
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from civicmap.cli.bars import HOLDS, LACKS, MARK, share_bar
from civicmap.cli.output import Heading, Listing
from civicmap.cli.session import envelope, marks
from civicmap.cli.tests_tables import COLUMNS, Tested, test_json, test_values, tests_listing
from civicmap.cli.weighting import WEIGHTED_COLUMNS, weighted_json, weighted_values, weights_json, weights_notes
from civicmap.report import numbers
from civicmap.report.ladder import wording
from civicmap.report.phrase import phrase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from civicmap.cli.output import Value
    from civicmap.cli.session import Session
    from civicmap.framework.types import Base, Benchmark, Framework, Unit
    from civicmap.measure.results import Bases, Counts, CrossCell, Gap, Gaps, GroupKey, Span
    from civicmap.measure.weighting import Weights

AUDIENCE = "internal"
CONFIDENCE = 0.95
_KINDS = {"entity": "base", "instance": "instance", "cell": "cell"}  # the wording's names of a unit's bases
_NOTES = (
    "In brackets the base that the share is of, in words below. Lacks: who clearly lacks it, of that base.",
    "Bounds: the share if nobody whose answer is not known has it, and if all have.",
    "With a register, who did not respond is counted so too.",
    "95%: the interval; what chance would do if who did not respond were like who did.",
)


def listing(session: Session, gaps: Gaps, weights: Weights | None = None, *, compact: bool) -> Listing:
    """Return findings as a listing; `compact` is for people: fewer columns, rounded. `weights` are those of the shares."""

    def document() -> dict[str, Any]:  # large, and for one format only
        return envelope(
            session,
            AUDIENCE,
            frame={"invited": gaps.invited, "responded": gaps.responded},
            findings=[gap_json(gap, session.framework) for gap in gaps.findings],
            **weights_json(weights),
        )

    divided = any(gap.group.by for gap in gaps.findings)
    if not compact:
        rows = [_full(gap, session.framework) for gap in gaps.findings]
        headings = list(_FULL)
        if weights is not None:
            headings += [Heading(title) for title in WEIGHTED_COLUMNS]
            rows = [[*row, *weighted_values(gap.weighted)] for row, gap in zip(rows, gaps.findings, strict=True)]
        return Listing(headings, rows, document, marks=_marks(session))
    headings = [heading for heading in _COMPACT if divided or heading.title != "Group"]
    rows = [_compact(gap, divided=divided) for gap in gaps.findings]
    if weights is not None:
        headings.append(Heading("Plain", right=True))
        rows = [[*row, unweighted_text(gap)] for row, gap in zip(rows, gaps.findings, strict=True)]
    return Listing(
        headings,
        rows,
        document,
        brief=[_with_bar(row, gap) for row, gap in zip(rows, gaps.findings, strict=True)],
        picture=[f"Bars: {HOLDS} has it, {LACKS} clearly lacks it, {MARK} a bound of the published words."],
        marks=_marks(session),
        notes=[*_notes(gaps, synthetic=session.survey.synthetic), *weights_notes(weights)],
        after=_tests(gaps),
    )


def _tests(gaps: Gaps) -> list[Listing]:
    """Return the tests between groups as a table of their own."""
    labels = {gap.group.value: gap.group.label for gap in gaps.findings}
    tested = [Tested(gap.finding.title, test) for gap in gaps.findings if gap.group.by is None for test in gap.tests]
    made = tests_listing(tested, labels)
    return [] if made is None else [made]


def _marks(session: Session) -> tuple[str, ...]:
    return marks(session, AUDIENCE)


# --- for people -----------------------------------------------------------------------------------------------------

_COMPACT = (
    Heading("Finding"),
    Heading("Group"),
    Heading("Share", right=True),
    Heading("n of N", right=True),
    Heading("Lacks", right=True),
    Heading("Bounds", right=True),
    Heading("95%", right=True),
    Heading("Claim"),
)
_HOLDS = {True: "holds", False: "fails", None: "–"}


def _compact(gap: Gap, *, divided: bool) -> list[Value]:
    """Return a finding as a row for people."""
    bounds = gap.frame_bounds or gap.item_bounds
    row: list[Value] = [
        f"{gap.finding.title} ({gap.base})",
        gap.group.label or "everyone",
        share_text(gap.share),
        f"{gap.numerator}/{gap.denominator}" if gap.denominator else "–",
        share_text(gap.gap_share),
        span_text(bounds),
        span_text(gap.interval),
        _HOLDS[None if gap.group.by else gap.holds],  # what was published is about everyone
    ]
    return row if divided else [row[0], *row[2:]]


def _with_bar(row: list[Value], gap: Gap) -> list[Value]:
    """Return a row with a bar below the finding's title: the share, who lacks it, and the bounds of what was published."""
    benchmark = None if gap.group.by else gap.finding.benchmark
    bounds = [benchmark.from_, benchmark.over, benchmark.to, benchmark.under] if benchmark else []
    bar = share_bar(gap.share, gap.gap_share, [float(Fraction(bound)) for bound in bounds if bound is not None])
    return [f"{row[0]}\n{bar}", *row[1:]] if bar else row


def share_text(share: float | None) -> str:
    """Show a share to people."""
    return "–" if share is None else numbers.percent(share)


def unweighted_text(counted: Gap | CrossCell) -> str:
    """Show the share of a weighted run as it is without weights."""
    return "" if counted.weighted is None else share_text(counted.weighted.unweighted_share)


def span_text(span: Span | None) -> str:
    """Show a range of shares to people."""
    return "–" if span is None else numbers.percent_range(*span)


def _notes(gaps: Gaps, *, synthetic: bool) -> list[str]:
    """Return who was asked and who answered, and how to read the columns."""
    invited = "" if gaps.invited is None else f" of {gaps.invited} invited"
    named = {(gap.unit, gap.base): base_words(gap.unit, gap.base) for gap in gaps.findings}
    notes = [f"{gaps.responded}{invited} entities responded.", *_NOTES]
    notes += [f"({base}): {words}." for (_, base), words in named.items()]
    if any(gap.holds is not None for gap in gaps.findings):
        construction = "; on synthetic data it holds or fails by construction" if synthetic else ""
        notes.append(f"Claim: whether the published words hold, on our reading of them{construction}.")
    return notes


# --- CSV ------------------------------------------------------------------------------------------------------------

_FULL = tuple(
    Heading(title)
    for title in (
        *("finding", "title", "pillar", "by", "value", "unit", "base", "among", "numerator", "denominator", "share"),
        *("gap_numerator", "gap_share", "gap_why", "interval_low", "interval_high", "method", "interval_why"),
        *("item_low", "item_high", "frame_low", "frame_high"),
        *("frame", "respondents", "applicable", "given", "answered", "benchmark", "holds", "phrase"),
        *(*COLUMNS, "test_why", "base_words"),
    )
)


def _full(gap: Gap, framework: Framework) -> list[Value]:
    """Return a finding as a row with a column for each number."""
    finding, of = gap.finding, gap.bases
    return [
        *(finding.id, finding.title, finding.pillar, gap.group.by, gap.group.value, gap.unit.value, gap.base.value),
        *(among_title(gap, framework), gap.numerator, gap.denominator, gap.share),
        *(gap.gap_numerator, gap.gap_share, gap.gap_why, *ends(gap.interval), gap.method, gap.interval_why),
        *ends(gap.item_bounds),
        *ends(gap.frame_bounds),
        *(of.frame, of.respondents, of.applicable, of.given, of.answered),
        *(finding.benchmark.words if finding.benchmark else None, gap.holds, phrase(gap.counted(), framework)),
        *(*test_values(gap.tests), base_words(gap.unit, gap.base, among_title(gap, framework))),
    ]


def ends(span: Span | None) -> tuple[float | None, float | None]:
    """Return both ends of a range, or twice None."""
    return (None, None) if span is None else (span.low, span.high)


def among_title(gap: Gap, framework: Framework) -> str | None:
    """Return what a base is narrowed to, None where it is not."""
    if gap.finding.among is None:
        return None
    from civicmap.framework.words import describe  # noqa: PLC0415 - only for a narrowed base without a title

    return gap.finding.among_title or describe(gap.finding.among, framework)


def base_words(unit: Unit, base: Base, among: str | None = None) -> str:
    """Return what a share is a share of, in words (rule R2)."""
    words = wording()
    name = words.say(f"{_KINDS[unit.value]}.{base.value}")
    return words.say("among", base=name, among=among) if among else name


# --- JSON -----------------------------------------------------------------------------------------------------------


def gap_json(gap: Gap, framework: Framework) -> dict[str, Any]:
    """Return a finding as its JSON object."""
    finding = gap.finding
    made: dict[str, Any] = {
        "id": finding.id,
        "pillar": finding.pillar,
        "title": finding.title,
        "group": group_json(gap.group),
        "unit": gap.unit.value,
        "base": gap.base.value,
        "base_words": base_words(gap.unit, gap.base, among_title(gap, framework)),
        "among": among_title(gap, framework),
        "numerator": gap.numerator,
        "denominator": gap.denominator,
        "share": gap.share,
        "gap": None if gap.gap_numerator is None else {"numerator": gap.gap_numerator, "share": gap.gap_share},
        "gap_why": gap.gap_why,
        "interval": interval_json(gap.interval, gap.method),
        "interval_why": gap.interval_why,
        "bounds": {"item": span_json(gap.item_bounds), "frame": span_json(gap.frame_bounds)},
        "bases": bases_json(gap.bases),
        "counts": counts_json(gap.counts),
        "benchmark": _benchmark_json(finding.benchmark, holds=gap.holds),
        "phrase": phrase(gap.counted(), framework),
        "suppressed": gap.suppressed,
    }
    made |= weighted_json(gap)
    return made | ({"tests": [test_json(test) for test in gap.tests]} if gap.tests else {})


def group_json(group: GroupKey) -> dict[str, str | None]:
    """Return a group as its JSON object."""
    return {"by": group.by, "value": group.value, "label": group.label or None}


def span_json(span: Span | None) -> dict[str, float] | None:
    """Return a range as its JSON object."""
    return None if span is None else {"low": span.low, "high": span.high}


def interval_json(interval: Span | None, method: str | None) -> dict[str, Any] | None:
    """Return an interval as its JSON object."""
    span = span_json(interval)
    return None if span is None else {**span, "confidence": CONFIDENCE, "method": method}


def bases_json(bases: Bases) -> dict[str, int | None]:
    """Return the bases as their JSON object."""
    return asdict(bases)


def counts_json(counts: Counts) -> dict[str, Any]:
    """Return the counts as their JSON object: by answer and state, or by verdict."""
    made: dict[str, Any] = {"answers": _plain(counts.answers)}
    if counts.not_known is not None:
        names: tuple[str, ...] = ("dont_know", "not_known", "not_applicable", "not_asked")
    else:
        made["stated"] = _plain(counts.stated)
        names = ("dont_know", "not_applicable", "blank", "not_asked", "closed", "under_review", "unresolved")
    return made | {name: getattr(counts, name) for name in names}


def _plain(counts: Mapping[str, int]) -> dict[str, int]:
    return dict(counts)


def _benchmark_json(benchmark: Benchmark | None, *, holds: bool | None) -> dict[str, Any] | None:
    """Return a benchmark as its JSON object, with whether it holds."""
    if benchmark is None:
        return None
    bounds = {"from": benchmark.from_, "to": benchmark.to, "over": benchmark.over, "under": benchmark.under}
    read = {name: None if bound is None else float(Fraction(bound)) for name, bound in bounds.items()}
    return {
        "words": benchmark.words,
        "source": benchmark.source,
        **read,
        "invented": benchmark.invented,
        "holds": holds,
    }
