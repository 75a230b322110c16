"""Change between two waves: every finding, each with its grade, and every entity's scores."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from civicmap.errors import Code, Problem, RequestError
from civicmap.framework.layout import layout
from civicmap.framework.types import Base, Unit
from civicmap.measure.change_grades import Grades, read_through
from civicmap.measure.change_made import changed
from civicmap.measure.change_match import Lens, UntoldError
from civicmap.measure.change_pairs import Pairings, codes, count
from civicmap.measure.change_results import Changes, Grade, Moved, Responding
from civicmap.measure.change_scores import score_changes
from civicmap.measure.division import divide
from civicmap.measure.findings import as_base, choose, gaps_of
from civicmap.measure.results import EVERYONE, GroupKey
from civicmap.measure.tally import tally

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Finding, Framework
    from civicmap.measure.change_results import FindingChange, Verdicts
    from civicmap.measure.division import Division
    from civicmap.model import Entity, Survey


@dataclass(frozen=True, slots=True)
class Side:
    """One wave of the two. `lens` sees the newer framework's rules in this wave's own."""

    survey: Survey
    framework: Framework
    lens: Lens
    division: Division

    def places(self, unit: Unit, key: GroupKey) -> NDArray[np.bool_]:
        """Say which entities (or rows) belong to a group's value."""
        values = [one.value for one in self.division.keys]
        place = values.index(key.value) if key.value in values else -1
        mine: NDArray[np.bool_] = self.division.of_entity == place
        return mine if unit is Unit.ENTITY else np.take(mine, self.survey.row_entity)


@dataclass(frozen=True, slots=True)
class Waves:
    """Two waves, ready to be compared, with the groups that either has."""

    before: Side
    after: Side
    newer: Framework
    grades: Grades
    pairings: Pairings
    groups: tuple[GroupKey, ...]


def compare(
    before: Survey,
    after: Survey,
    framework: Framework,
    *,
    earlier: Framework | None = None,
    by: str | None = None,
    base: Base | str | None = None,
    only: Sequence[str] | None = None,
) -> Changes:
    """Return what changed from one wave to another: findings for everyone and each value of the group `by`, and scores.

    Args:
        before: the earlier wave.
        after: the later wave.
        framework: the framework that the later wave was resolved with.
        earlier: that of the earlier wave, where it is another version. Its questions are found by the crosswalk of the
            newer of both, whose findings are compared.
        by: a group, or a column of the register, as each wave has it.
        base: takes the place of each finding's own.
        only: these findings alone.

    Raises RequestError for a finding, group or base that is not there, for another framework altogether, and for a
    survey that was resolved with neither.
    """
    waves = align_waves(before, after, framework, earlier or framework, by)
    chosen = choose(waves.newer, only)
    wanted = None if base is None else as_base(base)
    findings = [change for finding in chosen for change in _finding(waves, finding, wanted or finding.base)]
    return Changes(
        before.wave,
        after.wave,
        _responding(waves),
        tuple(findings),
        score_changes(waves),
        tuple(_moved(before, after)),
    )


def align_waves(before: Survey, after: Survey, framework: Framework, earlier: Framework, by: str | None) -> Waves:
    """Return two waves side by side. Raises RequestError where they cannot be."""
    if framework.id != earlier.id:
        raise RequestError(
            Problem.of(Code.WAVES_FRAMEWORK, before=before.wave, one=earlier.id, after=after.wave, two=framework.id)
        )
    for survey, its in ((before, earlier), (after, framework)):
        if survey.layout != layout(its):
            raise RequestError(Problem.of(Code.SURVEY_FRAMEWORK, wave=survey.wave, framework=f"{its.id} {its.version}"))
    # Which is newer says the crosswalk, and else the order of the waves.
    turned = (
        earlier.crosswalk_from == framework.version != earlier.version and framework.crosswalk_from != earlier.version
    )
    newer, older = (earlier, framework) if turned else (framework, earlier)
    lens, plain = Lens(newer, older), Lens(newer, newer)
    one, two = (plain, lens) if turned else (lens, plain)
    first = Side(before, earlier, one, _divide(before, earlier, one, by))
    second = Side(after, framework, two, _divide(after, framework, two, by))
    through = [read_through(side.survey, side.framework) for side in (first, second)]
    grades = Grades(lens, (through[0], through[1]) if turned else (through[1], through[0]))
    keys = {key.value: key for side in (first, second) for key in side.division.keys}
    order = [*(key.value for key in second.division.keys), *keys]
    groups = tuple(_under(keys[value], by) for value in dict.fromkeys(order))
    return Waves(
        first, second, newer, grades, Pairings.of(_apart(before, "1"), _apart(after, "2")), (EVERYONE, *groups)
    )


def _apart(survey: Survey, mark: str) -> Survey:
    """Return a survey whose rows without a named entity have names that no other wave has.

    Where no column says who answered, rows are named by their place, and row 2 of one file is not row 2 of another.
    """
    if len(survey.entities) != survey.block.rows:
        return survey
    known = {one.id for one in survey.register.entities} if survey.register is not None else set()
    if any(one.id in known for one in survey.entities):
        return survey
    numbers, sources = survey.row_number.tolist(), survey.row_source.tolist()
    rows = zip(survey.row_entity.tolist(), sources, numbers, strict=True)
    if not all(survey.entities[e].id in (f"{number}", f"{source + 1}-{number}") for e, source, number in rows):
        return survey
    return replace(survey, entities=tuple(replace(one, id=f"{mark}:{one.id}") for one in survey.entities))


def _under(key: GroupKey, by: str | None) -> GroupKey:
    """Return a group's value under the name that was asked for."""
    return key._replace(by=by)


def _divide(survey: Survey, framework: Framework, lens: Lens, by: str | None) -> Division:
    """Divide a wave by a group, or by the question that stands for it there."""
    if by is None or framework.group(by) is not None or by not in {question.id for question in lens.newer.questions}:
        return divide(survey, framework, by)
    return divide(survey, framework, lens.match(by).old or by)


def _finding(waves: Waves, finding: Finding, base: Base) -> Iterator[FindingChange]:
    """Yield a finding's change for everyone and for each value of the group."""
    said = waves.grades.finding(finding)
    if base is Base.FRAME:
        yield from _of_frame(waves, finding, said)
        return
    seen = [_codes(side, finding, base) for side in (waves.before, waves.after)]
    for key in waves.groups:
        one, two = (
            found if found is None or key == EVERYONE else np.where(side.places(finding.unit, key), found, 0)
            for side, found in zip((waves.before, waves.after), seen, strict=True)
        )
        if one is None or two is None or said.grade is Grade.NOT_COMPARABLE:
            yield changed(finding, key, base, said, None, (_share(one), _share(two)))
            continue
        counted = count(waves.pairings.by(finding.unit), one, two)
        yield changed(finding, key, base, said, counted, (counted.before, counted.after))


def _codes(side: Side, finding: Finding, base: Base) -> NDArray[np.int64] | None:
    """Return a wave's codes; None where what the finding asks was not asked."""
    try:
        return codes(side.survey, side.framework, side.lens.finding(finding), base)
    except UntoldError:
        return None


def _share(found: NDArray[np.int64] | None) -> tuple[int, int] | None:
    """Return x and n of one wave's codes."""
    return None if found is None else (int((found == 2).sum()), int((found > 0).sum()))


def _of_frame(waves: Waves, finding: Finding, said: Verdicts) -> Iterator[FindingChange]:
    """Yield the shares of all invited entities side by side, as the findings of each wave have them."""
    shares = [_frame_shares(side, finding) for side in (waves.before, waves.after)]
    for key in waves.groups:
        one, two = (found.get(key.value) for found in shares)
        yield changed(finding, key, Base.FRAME, said, None, (one, two))


def _frame_shares(side: Side, finding: Finding) -> dict[str | None, tuple[int, int]]:
    try:
        asked = side.lens.finding(finding)
    except UntoldError:
        return {}
    by = side.division.by
    counted = tally(side.survey, side.framework, by, [asked])
    found = gaps_of(replace(counted, by=None), side.framework, [asked], base=Base.FRAME)  # nothing is tested here
    return {gap.group.value: (gap.numerator, gap.denominator) for gap in found.findings if gap.denominator}


def _responding(waves: Waves) -> Responding:
    paired = waves.pairings.entities
    both, gone, new = len(paired.before), len(paired.leavers), len(paired.entrants)
    return Responding(both + gone, both + new, both, new, gone)


def _moved(before: Survey, after: Survey) -> Iterator[Moved]:
    """Yield who left while the entity that took its place answered, however many there were between them."""
    there = {entity.id: entity for entity, gave in zip(after.entities, after.respondent, strict=True) if gave}
    members: dict[str, Entity] = {}
    for survey in (before, after):
        members |= {one.id: one for one in (survey.register.entities if survey.register else ())}
        members |= {one.id: one for one in survey.entities if one.successor or one.id not in members}
    for entity, gave in zip(before.entities, before.respondent, strict=True):
        seen: set[str] = set()
        step = members[entity.id]
        while gave and step.id not in there and step.id not in seen and step.successor:
            seen.add(step.id)
            if step.successor in there:
                yield Moved(entity, there[step.successor])
            step = members.get(step.successor, step)
