"""The fold over entities: counts of every answer and of every finding, for each value of a group. Tallies add."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from civicmap.framework.evaluate import one_each
from civicmap.framework.reading import reads
from civicmap.measure.combinations import Combinations
from civicmap.measure.counting import Sight, Tallied, count_finding
from civicmap.measure.division import divide
from civicmap.measure.sight import rows_of
from civicmap.model import FIRST_ANSWER

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd
    from numpy.typing import NDArray

    from civicmap.framework.types import Finding, Framework
    from civicmap.measure.results import GroupKey
    from civicmap.model import Layout, Survey


@dataclass(frozen=True, slots=True)
class Frame:
    """Of the register: who is in it, `invited` (groups,), and per finding who must and may meet its `among`.

    `narrowed` (findings, groups, 2). `registers` are the hashes of the registers counted here. `by_group` says whether
    the register knows the group, so that a group has a frame of its own.
    """

    registers: frozenset[str]
    invited: NDArray[np.int64]
    narrowed: NDArray[np.int64]
    by_group: bool

    def __add__(self, other: Frame) -> Frame:
        """Add two registers; one register that was counted twice is counted once."""
        join = np.maximum if self.registers == other.registers else np.add
        return Frame(
            self.registers | other.registers,
            join(self.invited, other.invited),
            join(self.narrowed, other.narrowed),
            self.by_group and other.by_group,
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts of some responses of one framework; int64 arrays. Of every axis of groups, the last is "not known".

    `respondents` (groups,) entities. `counts` (questions, groups, codes) and `ticks` (options, groups) count rows.
    `findings` (findings, groups, Tallied), `answers` (findings, groups, codes) and `heard` (findings, groups, 2) are
    what `FindingCounts` says. `frame` is None without a register.
    """

    framework: str  # its hash
    layout: Layout
    finding_ids: tuple[str, ...]
    by: str | None
    groups: tuple[GroupKey, ...]
    respondents: NDArray[np.int64]
    counts: NDArray[np.int64]
    ticks: NDArray[np.int64]
    findings: NDArray[np.int64]
    answers: NDArray[np.int64]
    heard: NDArray[np.int64]
    frame: Frame | None

    def to_frame(self) -> pd.DataFrame:
        """Return a row for each question, group and code that occurs as a table of pandas."""
        from civicmap.measure.frames import tally_frame  # noqa: PLC0415 - it reads this module's types

        return tally_frame(self)

    def __add__(self, other: Tally) -> Tally:
        """Add the tally of other entities. Raises ValueError if it counts something else."""
        if (self.framework, self.finding_ids, self.by) != (other.framework, other.finding_ids, other.by):
            raise ValueError("tallies add only where framework, findings and group are the same")
        groups = tuple(dict.fromkeys((*self.groups, *other.groups)))
        one, two = _spread(self, groups), _spread(other, groups)
        return Tally(
            self.framework,
            self.layout,
            self.finding_ids,
            self.by,
            groups,
            one.respondents + two.respondents,
            one.counts + two.counts,
            one.ticks + two.ticks,
            one.findings + two.findings,
            one.answers + two.answers,
            one.heard + two.heard,
            None if one.frame is None or two.frame is None else one.frame + two.frame,
        )


def tally(
    survey: Survey, framework: Framework, by: str | None = None, findings: Sequence[Finding] | None = None
) -> Tally:
    """Count a survey: every answer, every option, every finding (or only some), for each value of a group.

    Raises RequestError for a group that is not there.
    """
    chosen = framework.findings if findings is None else tuple(findings)
    sight = sight_of(survey, framework, by, chosen)
    division, groups, width = sight.division, sight.groups, sight.width
    entity_bins, row_bins = sight.entity_bins, sight.row_bins
    counted = [count_finding(finding, sight) for finding in chosen]
    invited = np.bincount(division.of_frame, minlength=groups)
    return Tally(
        framework.sha256,
        survey.layout,
        tuple(finding.id for finding in chosen),
        by,
        division.keys,
        np.bincount(entity_bins, minlength=groups + 1)[:groups],
        sight.alike.codes,
        _stack([np.bincount(row_bins[t > 0], minlength=groups + 1)[:groups] for t in survey.block.ticks], (groups,)),
        _stack([one.columns for one in counted], (groups, len(Tallied))),
        _stack([one.answers for one in counted], (groups, width)),
        _stack([one.heard for one in counted], (groups, 2)),
        None
        if survey.register is None
        else Frame(
            frozenset({survey.register.sha256}),
            invited,
            _stack([one.frame for one in counted], (groups, 2)),
            division.in_frame,
        ),
    )


def sight_of(survey: Survey, framework: Framework, by: str | None, findings: Sequence[Finding]) -> Sight:
    """Return what counting these findings by a group looks at. Raises RequestError for a group that is not there."""
    division = divide(survey, framework, by)
    entity_bins = np.where(survey.respondent, division.of_entity, len(division.keys) + 1)
    width = FIRST_ANSWER + max((len(question.answers) for question in framework.questions), default=0)
    rows, single = rows_of(survey, framework, findings), one_each(survey.row_entity, len(survey.entities))
    row_bins = entity_bins if single else entity_bins[survey.row_entity]
    wanted = reads(*(part for finding in findings for part in (finding.share, finding.not_in, finding.among))).questions
    alike = Combinations(survey, rows, row_bins, len(division.keys) + 1, width, wanted)
    return Sight(survey, framework, rows, division, entity_bins, row_bins, width, alike, single)


def _stack(arrays: Sequence[NDArray[np.int64]], shape: tuple[int, ...]) -> NDArray[np.int64]:
    """Stack arrays of one shape; none of them still give that shape."""
    return np.stack(arrays).astype(np.int64, copy=False) if arrays else np.zeros((0, *shape), np.int64)


def _spread(one: Tally, groups: tuple[GroupKey, ...]) -> Tally:
    """Return a tally over more groups than it has met."""
    if one.groups == groups:
        return one
    places = [*map(groups.index, one.groups), len(groups)]

    def over(array: NDArray[np.int64], axis: int) -> NDArray[np.int64]:
        wide = np.zeros((*array.shape[:axis], len(groups) + 1, *array.shape[axis + 1 :]), np.int64)
        np.moveaxis(wide, axis, 0)[places] = np.moveaxis(array, axis, 0)
        return wide

    frame = one.frame
    return replace(
        one,
        groups=groups,
        respondents=over(one.respondents, 0),
        counts=over(one.counts, 1),
        ticks=over(one.ticks, 1),
        findings=over(one.findings, 1),
        answers=over(one.answers, 1),
        heard=over(one.heard, 1),
        frame=frame and replace(frame, invited=over(frame.invited, 0), narrowed=over(frame.narrowed, 1)),
    )
