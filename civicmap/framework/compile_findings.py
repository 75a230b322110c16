"""Findings of the file -> findings as types. They come last: their titles, pillars and tiers follow from the rest."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from civicmap.framework.conditions import SHARE
from civicmap.framework.reading import leaves, reads
from civicmap.framework.types import Base, Benchmark, Cells, Condition, Finding, Framework, Question, Tier, Unit
from civicmap.framework.words import describe

if TYPE_CHECKING:
    from collections.abc import Mapping

    from civicmap.framework.conditions import Conditions
    from civicmap.framework.faults import Faults
    from civicmap.framework.reader import Path
    from civicmap.framework.schema import FrameworkFile
    from civicmap.framework.schema_findings import BenchmarkEntry, FindingEntry

_STRICTEST = {tier: place for place, tier in enumerate(Tier)}


@dataclass(frozen=True, slots=True)
class Findings:
    """Builds findings over a framework that is whole but for them."""

    file: FrameworkFile
    framework: Framework
    conditions: Conditions

    @property
    def faults(self) -> Faults:
        """Where faults go."""
        return self.conditions.faults

    def all(self) -> tuple[Finding, ...]:
        """Return every finding that can be read."""
        questions = {question.id: question for question in self.framework.questions}
        made = (self._finding(name, entry, questions) for name, entry in self.file.findings.items())
        return tuple(finding for finding in made if finding is not None)

    def _finding(self, name: str, entry: FindingEntry, questions: Mapping[str, Question]) -> Finding | None:
        path: Path = ("findings", name)
        share = self.conditions.read(entry.share, (*path, "share"), SHARE)
        not_in = self._condition(entry.not_in, (*path, "not_in"))
        among = self._condition(entry.among, (*path, "among"))
        pillar = self._pillar(entry, path)
        if share is None:
            return None
        self._check_unit(entry, share, path)
        read = [questions[each] for each in reads(share).questions if each in questions]
        first = read[0] if read else None
        if pillar is None and first is not None:
            pillar = self.framework.pillar_of(first.id)
        return Finding(
            name,
            entry.title or (first.title if first else name),
            share,
            pillar,
            not_in,
            among,
            entry.among_title or (describe(among, self.framework) if among is not None else ""),
            Base(entry.base),
            Unit(entry.unit),
            entry.family,
            _benchmark(entry.benchmark, entry, self.file.source, (*path, "benchmark"), self.faults),
            entry.source,
            tuple(entry.recommendations),
            entry.note,
            self._tier(questions, share, not_in, among),
        )

    def _condition(self, raw: dict[str, object] | None, path: Path) -> Condition | None:
        return None if raw is None else self.conditions.read(raw, path)

    def _pillar(self, entry: FindingEntry, path: Path) -> str | None:
        if entry.pillar is not None and entry.pillar not in self.file.pillars:
            self.faults.reference((*path, "pillar"), "pillar", entry.pillar, self.file.pillars)
            return None
        return entry.pillar

    def _check_unit(self, entry: FindingEntry, share: Condition, path: Path) -> None:
        """Name a unit that does not fit what is counted."""
        pooled = [leaf for leaf in leaves(share) if isinstance(leaf, Cells)]
        if pooled and not isinstance(share, Cells):
            self.faults.logic((*path, "share"), "`cells` stands beside other lines", "let it stand alone")
        if bool(pooled) != (entry.unit == "cell"):
            how = "write `unit: cell` with `share: {cells: …}`, or neither"
            self.faults.logic((*path, "unit"), "`unit: cell` and `cells` go together", how)
        if entry.unit == "cell" and entry.base == "frame":
            self.faults.logic((*path, "base"), "cells have no frame", "take another base")
        if entry.unit == "instance" and self.file.instances is None:
            self.faults.logic((*path, "unit"), "the framework has no instances", "add `instances`, or count entities")

    def _tier(self, questions: Mapping[str, Question], *conditions: Condition | None) -> Tier:
        """Return the strictest tier of the questions read, those behind groups and bands included."""
        read = reads(*conditions)
        seen = [questions[name].tier for name in read.questions if name in questions]
        for name in read.groups:
            group = self.framework.group(name)
            if group is not None and group.question in questions:
                seen.append(questions[group.question or ""].tier)
        for name in read.nodes:
            seen += [question.tier for question in self.framework.questions_below(name) if question.scored]
        return max(seen, key=_STRICTEST.__getitem__, default=self.framework.tier)


def _benchmark(
    said: BenchmarkEntry | None, entry: FindingEntry, document: str, path: Path, faults: Faults
) -> Benchmark | None:
    """Return a benchmark. Names bounds that contradict each other."""
    if said is None:
        return None
    bounds = {"from": said.from_, "to": said.to, "over": said.over, "under": said.under}
    for name, bound in bounds.items():
        if bound is not None and not 0 <= Fraction(bound) <= 1:
            faults.logic((*path, name), f"{bound} is no share", "write a part of 1: 0.3 or 1/3")
    for one, other in (("from", "over"), ("to", "under")):
        if bounds[one] is not None and bounds[other] is not None:
            faults.logic(path, f"has both `{one}` (included) and `{other}` (not included)", "keep one")
    lower, upper = said.from_ or said.over, said.to or said.under
    if lower is not None and upper is not None:
        low, high = Fraction(lower), Fraction(upper)
        if low > high or (low == high and None in (said.from_, said.to)):
            faults.logic(path, f"no share lies between {lower} and {upper}", "exchange them")
    source = cite(said.source or entry.source, document)
    return Benchmark(said.words, source, said.from_, said.to, said.over, said.under, said.invented)


def cite(source: tuple[str, ...], document: str) -> str:
    """Return sources in words; a bare number is a paragraph of the framework's document."""
    paragraphs = [one for one in source if one[:1].isdigit() and document]
    others = [one for one in source if one not in paragraphs]
    if paragraphs:
        others.insert(0, f"{document}, para{'s' if len(paragraphs) > 1 else ''}. {', '.join(paragraphs)}")
    return "; ".join(others)
