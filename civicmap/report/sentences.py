"""Parts of sentences that a template would find hard to say: lists, citations, ranges, what stands beside a share."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from civicmap.report import numbers
from civicmap.report.catalogue.names import group_name
from civicmap.report.phrase import SMALL_BASE

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civicmap.report.facts import CountFact, FindingFact, ScoreFact
    from civicmap.report.facts_about import BandCut
    from civicmap.report.facts_change import ChangeFact
    from civicmap.report.follow_up.facts import StandingFact
    from civicmap.report.ladder import Range, Wording

SIGNIFICANT: Final = 0.05
_PARAGRAPH: Final = re.compile(r"\d+(\s*[-–]\s*\d+)?(\([a-z]+\))*")


def listed(parts: Sequence[str], words: Wording) -> str:
    """Join parts as a sentence does: a, b and c."""
    if len(parts) < 2:
        return "".join(parts)
    other = tuple(words.say("list.other_before").split())
    last = "list.last_other" if other and parts[-1].lower().startswith(other) else "list.last"
    return words.say(last, parts=words.say("list.comma").join(parts[:-1]), last=parts[-1])


def cite(sources: Sequence[str], document: str, words: Wording) -> str:
    """Return sources as a reader looks them up. A bare number is a paragraph of the framework's own source."""
    sources = [part for source in sources for part in _parts(source, document)]
    paragraphs = [source for source in sources if _PARAGRAPH.fullmatch(source.strip())]
    others = [source for source in sources if source not in paragraphs]
    if paragraphs:
        single = len(paragraphs) == 1 and not re.search(r"[-–]", paragraphs[0])
        key = ("paragraph" if single else "paragraphs") + ("" if document else "_alone")
        others.insert(0, words.say(key, document=document, number=listed(paragraphs, words)))
    return "; ".join(others)


def _parts(source: str, document: str) -> list[str]:
    """Return the bare numbers of a source that names paragraphs of the document: a framework's figures keep it in English."""
    named = re.fullmatch(rf"{re.escape(document)}, paras?\. ([^;]*)", source) if document else None
    parts = named[1].split(", ") if named else [source]
    return parts if all(map(_PARAGRAPH.fullmatch, parts)) else [source]


def beside(counts: CountFact | None, words: Wording) -> str:
    """Return how many did not answer, and how, as a list; "" where all did, or where that is withheld."""
    if counts is None:
        return ""
    numbered = (
        ("beside.dont_know", counts.dont_know),
        ("beside.silent", counts.silent),
        ("beside.not_applicable", counts.not_applicable),
        ("beside.not_asked", counts.not_asked),
    )
    return listed([words.say(key, count=number) for key, number in numbered if number], words)


def range_in_words(wanted: Range, words: Wording) -> str:
    """Return a stretch of shares as a table shows it."""
    if wanted.low == wanted.high:
        return _edge(wanted.low, words)
    low = words.say("range.from" if wanted.with_low else "range.over", share=_edge(wanted.low, words))
    return words.say("range.to" if wanted.with_high else "range.under", low=low, share=_edge(wanted.high, words))


def _edge(share: Fraction, words: Wording) -> str:
    """Return a limit per cent, with a decimal place where it needs one."""
    return numbers.percent(share, 0 if (share * 100).denominator == 1 else 1, style=words.numbers)


def treatment(rule: str, words: Wording) -> str:
    """Return what a missing state does to a score: a treatment's name, or the points it is worth."""
    key = f"treatment.{rule}"
    if words.has(key):
        return words.say(key)
    return words.say("treatment.value", value=numbers.score(float(rule), style=words.numbers))


def in_bands(scores: ScoreFact | StandingFact, words: Wording) -> str:
    """Return how many entities stand in each band that has any, the highest first."""
    named = [(band.label, band.entities) for band in reversed(scores.bands) if band.entities]
    return listed([words.say("in_band", number=number, band=band) for band, number in named], words)


def in_groups(finding: FindingFact, words: Wording) -> str:
    """Return n of N in each group, the highest share first."""
    shares = [share for share in finding.shares[1:] if share.numerator is not None and share.denominator]
    shares.sort(key=lambda share: Fraction(share.numerator or 0, share.denominator or 1), reverse=True)
    figures = [
        (
            numbers.figure(share.numerator or 0, style=words.numbers),
            numbers.figure(share.denominator or 0, style=words.numbers),
        )
        for share in shares
    ]
    parts = [
        words.say("in_group", part=part, whole=whole, group=group_name(share.group, words))
        for share, (part, whole) in zip(shares, figures, strict=True)
    ]
    return listed(parts, words)


def differs(finding: FindingFact) -> bool:
    """Whether the finding's shares differ between groups by more than chance would explain, all tests considered."""
    return any(test.p_adjusted is not None and test.p_adjusted < SIGNIFICANT for test in finding.tests)


def moved(change: ChangeFact) -> bool:
    """Whether the interval of a finding's change leaves zero out, on a base that is not small."""
    panel = change.panel
    if panel is None or panel.interval is None or panel.n < SMALL_BASE:
        return False
    return panel.interval.low > 0 or panel.interval.high < 0


def lower_first(text: str) -> str:
    """Return a title as it stands within a sentence; an acronym keeps its capitals."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def cut(fraction: str, words: Wording) -> str:
    """Return where a band begins, in points."""
    exact = Fraction(fraction)
    return numbers.figure(exact, 0 if exact.denominator == 1 else 1, style=words.numbers)


def band_cuts(cuts: Sequence[BandCut], words: Wording) -> str:
    """Return the bands from the lowest, each with where it begins."""
    parts = [
        words.say("rules.band" if place else "rules.lowest_band", band=one.label, cut=cut(one.cut, words))
        for place, one in enumerate(cuts)
    ]
    return words.say("list.comma").join(parts)
