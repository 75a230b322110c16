"""What a part of the tree takes over from above: tier, silence, coverage, bands and gate; the nearest wins."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from civicmap.framework.conditions import GATE
from civicmap.framework.types import Bands, Condition, Coverage, Missing, Tier, Treatment

if TYPE_CHECKING:
    from civicmap.framework.conditions import Conditions
    from civicmap.framework.faults import Faults
    from civicmap.framework.reader import Path
    from civicmap.framework.schema import FrameworkFile
    from civicmap.framework.schema_questions import MissingRules
    from civicmap.framework.schema_tree import BandsEntry, CoverageRule, NodeEntry, SectionEntry


@dataclass(frozen=True, slots=True)
class Inherited:
    """What holds at one place of the tree."""

    tier: Tier = Tier.PUBLIC
    missing: Missing = field(default_factory=Missing)
    coverage: Coverage = field(default_factory=Coverage)
    bands: Bands | None = None
    asked_if: Condition | None = None


def of_file(file: FrameworkFile, conditions: Conditions) -> Inherited:
    """Return what holds at the top: the framework's own words, then those of the overall."""
    top = Inherited(
        Tier(file.tier),
        merge_missing(merge_missing(Missing(), file.missing), file.overall.missing),
        merge_coverage(Coverage(), file.coverage),
        compile_bands(file.bands, ("bands",), conditions.faults),
    )
    gate = file.overall.asked_if
    if gate is None:
        return top
    return replace(top, asked_if=conditions.read(gate, ("overall", "asked_if"), GATE))


def below(above: Inherited, entry: NodeEntry | SectionEntry, path: Path, conditions: Conditions) -> Inherited:
    """Return what holds at a node or a section of the profile, given what holds above it."""
    tier = getattr(entry, "tier", None)
    asked_if = above.asked_if
    if entry.asked_if is not None:
        asked_if = conditions.read(entry.asked_if, (*path, "asked_if"), GATE)
    bands = getattr(entry, "bands", None)
    return Inherited(
        Tier(tier) if tier else above.tier,
        merge_missing(above.missing, getattr(entry, "missing", None)),
        merge_coverage(above.coverage, getattr(entry, "coverage", None)),
        above.bands if bands is None else compile_bands(bands, (*path, "bands"), conditions.faults),
        asked_if,
    )


def merge_missing(above: Missing, said: MissingRules | None) -> Missing:
    """Return the rules of silence: each key that is not said is taken over."""
    if said is None:
        return above
    return Missing(
        _treatment(said.dont_know, above.dont_know),
        _treatment(said.blank, above.blank),
        _treatment(said.not_applicable, above.not_applicable),
    )


def _treatment(said: str | float | None, above: Treatment | float) -> Treatment | float:
    if said is None:
        return above
    return Treatment(said) if isinstance(said, str) else float(said)


def merge_coverage(above: Coverage, said: CoverageRule | None) -> Coverage:
    """Return the rule of coverage: each key that is not said is taken over."""
    if said is None:
        return above
    return Coverage(
        above.answered if said.answered is None else said.answered,
        above.applicable if said.applicable is None else said.applicable,
    )


def compile_bands(entry: BandsEntry | None, path: Path, faults: Faults) -> Bands | None:
    """Return bands. Names cuts that do not ascend, and points of bands that are not there."""
    if entry is None:
        return None
    names, cuts = tuple(entry.cuts), tuple(entry.cuts.values())
    for name, lower, higher in zip(names[1:], cuts, cuts[1:], strict=False):
        if Fraction(lower) >= Fraction(higher):
            faults.logic((*path, "cuts", name), f"begins at {higher}, not above {lower}", "let the cuts ascend")
    points: tuple[float, ...] = ()
    if entry.points is not None:
        for name in entry.points:
            if name not in names:
                faults.reference((*path, "points", name), "band", name, names)
        lacking = [name for name in names if name not in entry.points]
        if lacking:
            faults.key((*path, "points"), f"the band {lacking[0]!r} has no points", "give each band its points")
        else:
            points = tuple(entry.points[name] for name in names)
    return Bands(names, cuts, entry.on == "rounded", points)
