"""A report as one JSON object: the facts after disclosure, unrounded, with the words for each finding's share."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from enum import Enum
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

from civicmap.report.facts import words_of
from civicmap.report.phrase import claim_of, reading, say

if TYPE_CHECKING:
    from civicmap.report.facts import FindingFact, Report
    from civicmap.report.ladder import Wording

SCHEMA_VERSION: Final = 1
_ELSEWHERE: Final = ("framework", "wave", "audience", "synthetic", "words")  # of the envelope


def report_document(report: Report) -> dict[str, Any]:
    """Return a report as plain values: keys are the names of the facts."""
    words = words_of(report)
    framework = plain(report.framework)
    envelope = {
        "schema_version": SCHEMA_VERSION,
        "framework": {key: framework[key] for key in ("id", "version", "sha256")},
        "wave": report.wave,
        "audience": report.audience,
        "synthetic": report.synthetic,
    }
    facts = {field.name: plain(getattr(report, field.name)) for field in fields(report) if field.name not in _ELSEWHERE}
    titles = [{"id": pillar, "title": title} for pillar, title in report.titles]
    findings = [_finding(finding, report, words) for finding in report.findings]
    return envelope | {"about": framework} | facts | {"titles": titles, "findings": findings}


def _finding(finding: FindingFact, report: Report, words: Wording) -> dict[str, Any]:
    """Return a finding with its words."""
    claim = claim_of(finding, finding.everyone, sample=report.framework.sample)
    facts: dict[str, Any] = plain(finding)
    facts |= {"phrase": say(claim, words), "our_reading": None}
    if finding.benchmark is not None:
        bounds = {name: number(facts["benchmark"][name]) for name in ("from", "to", "over", "under")}
        facts |= {"benchmark": facts["benchmark"] | bounds, "our_reading": reading(finding.benchmark, words)}
    return facts


def number(fraction: str | None) -> float | None:
    """Return an exact fraction, as a framework writes it, as a number."""
    return None if fraction is None else float(Fraction(fraction))


def report_json(report: Report) -> bytes:
    """Return a report as JSON: stable order, no NaN."""
    return (json.dumps(report_document(report), ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def plain(value: Any) -> Any:
    """Return a value as JSON holds it; a dataclass or named tuple becomes an object."""
    if isinstance(value, Enum):
        return value.value
    if is_dataclass(value):
        return {field.name.rstrip("_"): plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return {name: plain(part) for name, part in zip(value._fields, value, strict=True)}
    if isinstance(value, (tuple, list)):
        return [plain(part) for part in value]
    return value
