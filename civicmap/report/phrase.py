"""Shares become words: the ladder of landmarks, the subject, the base by name. Literal truth on exact fractions."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Final

from civicmap.framework.types import Unit
from civicmap.report import numbers
from civicmap.report.ladder import wording

if TYPE_CHECKING:
    from civicmap.framework.types import Base, Benchmark, Finding, Framework
    from civicmap.measure.results import Gap, Span
    from civicmap.report.facts import FindingFact, ShareFact
    from civicmap.report.ladder import Range, Wording

SMALL_BASE: Final = 30
"""Below this a base is told in counts, without fractions or percentages."""

_SETS: Final = {Unit.INSTANCE: "instance", Unit.CELL: "cell"}


@dataclass(frozen=True, slots=True)
class Claim:
    """A share that words are sought for. `part` and `whole` are exact counts; None where they are withheld.

    `frame` is the number of entities invited, `frame_bounds` what their silence could still make of the share. A
    `sample` lets the interval speak for all entities, where the framework says that the survey is one.
    """

    part: int | None
    whole: int | None
    base: Base
    unit: Unit = Unit.ENTITY
    among: str = ""
    frame: int | None = None
    frame_bounds: Span | None = None
    interval: Span | None = None
    sample: bool = False


def phrase(gap: Gap, framework: Framework | None = None, language: str = "en") -> str:
    """Return a finding's share in words with its n of N: "one third of responding entities (34 of 101)".

    The framework says whether the survey is a sample, and what a narrowed base is called. A withheld share gets no
    quantifier at all.
    """
    words = wording(language)
    if gap.suppressed:
        return words.say("withheld")
    claim = Claim(
        gap.numerator,
        gap.denominator,
        gap.base,
        gap.unit,
        among(gap.finding, framework, words),
        gap.bases.frame,
        gap.frame_bounds,
        gap.interval,
        framework is not None and framework.inference == "sample",
    )
    return say(claim, words)


def among(finding: Finding, framework: Framework | None, words: Wording) -> str:
    """Return what a narrowed base is narrowed to: its title, else its condition; "" where it is not narrowed."""
    if finding.among is None:
        return ""
    if framework is None:
        return finding.among_title or words.say("its_condition")
    from civicmap.framework.words import describe  # noqa: PLC0415 - only for a base that is narrowed

    condition = describe(finding.among, framework)
    titled = finding.among_title not in ("", condition)
    return finding.among_title if titled else words.say("where", condition=condition)


def claim_of(finding: FindingFact, share: ShareFact, *, sample: bool = False) -> Claim:
    """Return the claim that a finding makes in one group."""
    frame = share.bases.frame if share.bases else None
    return Claim(
        share.numerator,
        share.denominator,
        finding.base,
        finding.unit,
        finding.among,
        frame,
        share.frame_bounds,
        share.interval,
        sample,
    )


def say(claim: Claim, words: Wording) -> str:
    """Return a claim in words."""
    if claim.part is None or claim.whole is None:
        return words.say("withheld")
    if not claim.whole:
        return words.say("nobody", base=base_name(claim, words))
    part, whole = words.count(claim.part), words.count(claim.whole)
    if claim.whole < SMALL_BASE:
        return words.say("of_few", part=part, whole=whole, base=base_name(claim, words, few=claim.whole == 1))
    rung = words.rung(claim.part, claim.whole)
    name = base_name(claim, words, everyone=_speaks_for_all(claim, rung.true_for))
    return words.say(
        "quantified", words=rung.words.replace("{base}", name), tally=words.say("tally", part=part, whole=whole)
    )


def say_again(part: int | None, whole: int | None, words: Wording) -> str:
    """Return a second share of a base that was just named: "almost one half (49 of 101)"."""
    if part is None or whole is None:
        return words.say("withheld")
    tally = words.say("tally", part=words.count(part), whole=words.count(whole))
    return tally if whole < SMALL_BASE else words.say("quantified", words=words.rung(part, whole).alone, tally=tally)


def base_name(claim: Claim, words: Wording, *, everyone: bool = False, few: bool = False) -> str:
    """Return who the share is a share of. `everyone` drops the limit to those who responded; `few` is for one."""
    kind = _SETS.get(claim.unit) or ("whole" if everyone else "one" if few else "base")
    name = words.say(f"{kind}.{claim.base.value}")
    return words.say("among", base=name, among=claim.among) if claim.among else name


def _speaks_for_all(claim: Claim, true_for: Range) -> bool:
    """Whether the words hold for every entity of the frame, and not only for those that responded."""
    if claim.unit is not Unit.ENTITY or claim.frame is None:
        return False
    if claim.frame_bounds is not None and _lies_in(claim.frame_bounds, true_for, claim.frame):
        return True
    return claim.sample and claim.interval is not None and _lies_in(claim.interval, true_for, None)


def _lies_in(span: Span, wanted: Range, population: int | None) -> bool:
    """Whether both ends lie in a range. Bounds are counts over at most the population, so their fractions are exact."""
    ends = [Fraction(end) if population is None else Fraction(end).limit_denominator(population) for end in span]
    return all(wanted.holds(end) for end in ends)


def reading(benchmark: Benchmark, words: Wording) -> str | None:
    """Return the bounds by which a benchmark is judged, in words; None where it states none and is not judged."""
    given = {"from": benchmark.from_, "to": benchmark.to, "over": benchmark.over, "under": benchmark.under}
    bounds = {name: Fraction(text) for name, text in given.items() if text is not None}
    if not bounds:
        return None
    if bounds.get("from") == 1:
        return words.say("reading.all")
    if "from" in bounds and bounds["from"] == bounds.get("to"):
        return words.say("reading.exactly", **_shares(bounds, words))
    # A bound that every share meets says nothing.
    telling = {k: v for k, v in bounds.items() if (k, v) not in {("from", Fraction(0)), ("to", Fraction(1))}} or bounds
    key = "_".join(name for name in ("from", "over", "to", "under") if name in telling)
    return words.say(f"reading.{key}", **_shares(telling, words))


def _shares(bounds: dict[str, Fraction], words: Wording) -> dict[str, str]:
    """Return bounds as a sentence writes them: simple fractions in words, others per cent."""
    return {name: share_in_words(value, words) for name, value in bounds.items()}


def share_in_words(share: Fraction, words: Wording) -> str:
    """Return an exact share: thirds in words, since no percentage says them, and others per cent."""
    if (share * 100).denominator == 1:
        return numbers.per_cent(share, style=words.numbers)
    if (share * 1000).denominator == 1:
        return numbers.per_cent(share, 1, style=words.numbers)
    named = words.phrases.get(f"fraction.{share}")
    return named or f"{share.numerator}/{share.denominator}"
