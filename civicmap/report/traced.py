"""Facts whose numbers know where they come from: equal to the facts in all that can be printed, compared or sorted."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, Any, Final

from civicmap.framework.types import Benchmark
from civicmap.report.escape import without_controls
from civicmap.report.facts import BandCount, FindingFact, NodeFact, ScoreFact, ShareFact
from civicmap.report.facts_about import BandCut, ProblemFact, ResponseFact, SourceFact, TopicFact

if TYPE_CHECKING:
    from collections.abc import Callable

    from civicmap.measure.results import GroupKey
    from civicmap.report.facts import Report

Number = int | float
_FACTS: Final = ("civicmap.report.facts", "civicmap.report.follow_up.facts")  # what the modules of facts are called
_SHARES: Final = ("share", "rate", "change", "interval", "p")
_TOTALS: Final = ("denominator", "n", "compared", "rated")


@dataclass(frozen=True, slots=True)
class Source:
    """Where a printed number comes from. What does not apply is "" or None.

    `kind` is share, gap, count, score, reference, name or text; `what` names the fact, or the text that holds it.
    """

    kind: str
    what: str = ""
    id: str = ""  # of the finding, node or other thing that it is a number of
    title: str = ""
    by: str = ""
    group: str = ""
    unit: str = ""
    base: str = ""
    among: str = ""
    value: Number | None = None
    low: Number | None = None
    high: Number | None = None
    numerator: int | None = None
    denominator: int | None = None


class TracedInt(int):
    """A whole number with its source. Divided by another it is a share that keeps both."""

    source: Source

    def __add__(self, other: int) -> int:
        """Return the sum; of two counts, one that names both."""
        return _sum(self, other)

    def __radd__(self, other: int) -> int:
        """Return the sum, as adding up a list from nought does."""
        return _sum(self, other)

    def __truediv__(self, other: Any) -> Any:
        """Return the quotient; of two counts, a share of the second."""
        quotient = int(self) / other
        if not isinstance(other, int):
            return quotient
        source = replace(self.source, kind="share", value=quotient, numerator=int(self), denominator=int(other))
        return _number(quotient, source)


class TracedFloat(float):
    """A number with its source."""

    source: Source


def source_of(value: object) -> Source | None:
    """Return where a number comes from; None for anything that does not say."""
    return value.source if isinstance(value, (TracedInt, TracedFloat)) else None


def _sum(one: TracedInt, other: int) -> int:
    """Return a sum with what its parts have in common; nought adds nothing, not even a name."""
    total = int(one) + int(other)
    added = source_of(other)
    source = replace(one.source, value=total)
    if added is not None:
        same = replace(added, what="", value=None) == replace(one.source, what="", value=None)
        what = f"{one.source.what} + {added.what}" if added.what != one.source.what else added.what
        source = replace(source, what=what) if same else Source("count", what, value=total)
    made: int = _number(total, source)
    return made


def trace(report: Report) -> Report:
    """Return a report with the same facts, whose numbers have sources, and whose texts hold no control character."""
    traced: Report = _traced(report, Source("count"), "")
    return traced


def _number(value: Any, source: Source) -> Any:
    made: TracedInt | TracedFloat = TracedInt(value) if isinstance(value, int) else TracedFloat(value)
    made.source = source
    return made


def _traced(value: Any, around: Source, name: str) -> Any:
    """Return a value with sources: a number itself, and those inside a dataclass or tuple."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return without_controls(value)
    if isinstance(value, (bool, Enum)) or value is None:
        return value
    if isinstance(value, (int, float)):
        kind = "count" if isinstance(value, int) else _kind(around, name)
        return _number(value, replace(around, kind=kind, what=name, value=value))
    if isinstance(value, tuple):
        parts = [_traced(part, around, name) for part in value]
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
    if is_dataclass(value) and (type(value).__module__.startswith(_FACTS) or type(value) is Benchmark):
        inner = _AROUND.get(type(value), _by_fields)(value, around)
        own = "" if type(value) in _AROUND else name
        return replace(
            value,  # type: ignore[type-var] # an instance, as its module tells
            **{
                field.name: _traced(getattr(value, field.name), inner, f"{own}.{field.name}".lstrip("."))
                for field in fields(value)
                if field.name != "words"
            },
        )
    return value


def _kind(around: Source, name: str) -> str:
    """Return what sort of number a fraction is: a share by its name or of nothing named, else a score."""
    if around.kind != "count":
        return around.kind
    return "share" if name.rpartition(".")[2] in _SHARES or not around.id else "score"


def _by_fields(value: Any, around: Source) -> Source:
    """Return what a fact says by its fields of whose number it holds; what it has no field for is as around it."""
    return replace(
        around,
        id=_said(value, "id", "node") or around.id,
        title=_said(value, "title", "label") or around.title,
        unit=_said(value, "unit") or around.unit,
        base=_said(value, "base") or around.base,
        among=_said(value, "among") or around.among,
        denominator=next(
            (found for name in _TOTALS if (found := getattr(value, name, None)) is not None), around.denominator
        ),
    )


def _said(value: Any, *names: str) -> str:
    found = next((part for name in names if isinstance(part := getattr(value, name, None), str)), "")
    return str(found.value) if isinstance(found, Enum) else found


def of_finding(finding: FindingFact, share: ShareFact, kind: str = "share") -> Source:
    """Return the source of a finding's share in one group, or of what lacks it."""
    lacks = kind == "gap"
    return replace(
        _of_share(share, _of_finding(finding, Source(kind))),
        kind=kind,
        what="gap_numerator" if lacks else "numerator",
        value=share.gap_share if lacks else share.share,
        numerator=share.gap_numerator if lacks else share.numerator,
    )


def _of_finding(finding: FindingFact, around: Source) -> Source:
    return replace(
        around,
        id=finding.id,
        title=finding.title,
        unit=finding.unit.value,
        base=finding.base.value,
        among=finding.among,
    )


def _of_share(share: ShareFact, around: Source) -> Source:
    return replace(_in_group(around, share.group), denominator=share.denominator)


def _of_score(score: ScoreFact, around: Source) -> Source:
    return replace(_in_group(around, score.group), kind="score", denominator=score.rated)


def _in_group(around: Source, group: GroupKey) -> Source:
    return replace(around, by=group.by or "", group=group.value or "")


_AROUND: Final[dict[type, Callable[[Any, Source], Source]]] = {
    FindingFact: _of_finding,
    ShareFact: _of_share,
    NodeFact: lambda node, around: replace(around, id=node.id, title=node.title),
    ScoreFact: _of_score,
    BandCount: lambda count, around: replace(around, among=count.label),
    ResponseFact: lambda fact, around: replace(_in_group(around, fact.group), denominator=fact.invited),
    TopicFact: lambda topic, around: replace(around, id=topic.topic, title=topic.title),
    ProblemFact: lambda problem, around: replace(around, id=problem.code),
    SourceFact: lambda file, around: replace(around, title=file.name),
    BandCut: lambda cut, around: replace(around, among=cut.label),
}
