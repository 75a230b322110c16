"""Questions of the file -> questions as types, with everything inherited settled."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from civicmap.framework.compile_answers import compile_answers, stated
from civicmap.framework.conditions import GATE
from civicmap.framework.inherit import merge_missing
from civicmap.framework.names import Asked
from civicmap.framework.schema_questions import PointsMap
from civicmap.framework.types import Evidence, Multi, MultiRule, Points, PointsRule, Question, QuestionType, Tier

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from civicmap.framework.compile_answers import Offered, Scale
    from civicmap.framework.conditions import Conditions
    from civicmap.framework.faults import Faults
    from civicmap.framework.inherit import Inherited
    from civicmap.framework.reader import Path
    from civicmap.framework.schema import FrameworkFile
    from civicmap.framework.schema_questions import QuestionEntry


@dataclass(frozen=True, slots=True)
class Placed:
    """A question where it stands in the file."""

    id: str
    entry: QuestionEntry
    path: Path
    title: str  # its own, else the indicator's if it is the first there, else its text
    indicator: str | None
    section: str | None


def place_questions(file: FrameworkFile, faults: Faults) -> dict[str, Placed]:
    """Return every question by id, the profile first. Names an id that stands twice."""
    placed: dict[str, Placed] = {}
    for one in _walk(file):
        if one.id in placed:
            first = faults.place(placed[one.id].path).line
            faults.logic(one.path, f"the question {one.id!r} stands twice; the first is on line {first}", "rename one")
        else:
            placed[one.id] = one
    return placed


def _walk(file: FrameworkFile) -> Iterator[Placed]:
    for section_id, section in file.profile.items():
        for name, entry in section.questions.items():
            path: Path = ("profile", section_id, "questions", name)
            yield Placed(name, entry, path, entry.title or entry.text, None, section_id)
    for pillar_id, pillar in file.pillars.items():
        for dimension_id, dimension in pillar.dimensions.items():
            for indicator_id, indicator in dimension.indicators.items():
                path = ("pillars", pillar_id, "dimensions", dimension_id, "indicators", indicator_id, "questions")
                first = next(iter(indicator.questions))
                for name, entry in indicator.questions.items():
                    title = entry.title or (indicator.title if name == first else entry.text)
                    yield Placed(name, entry, (*path, name), title, indicator_id, None)


def asked_of(one: Placed, file: FrameworkFile, scales: Mapping[str, Scale], faults: Faults) -> Asked:
    """Return a question as a condition sees it. Names a scale that is not there, or that does not fit the type."""
    entry = one.entry
    if entry.scale is None:
        if entry.type in (None, "choice", "multi") and (*one.path, "scale") in faults.broken:
            return Asked(QuestionType.TEXT, (), known=False)
        if entry.type in (None, "choice", "multi"):
            faults.key(one.path, "has no scale", "add `scale: …`, or `type: text`, `number` or `date`")
            return Asked(QuestionType.TEXT, (), known=False)
        kind = QuestionType(entry.type)
        return Asked(kind, () if kind is QuestionType.TEXT else tuple(answer.id for answer in stated(file)))
    scale = scales.get(entry.scale)
    if scale is None:
        faults.reference((*one.path, "scale"), "scale", entry.scale, file.scales)
        return Asked(QuestionType.TEXT, (), known=False)
    if entry.type is not None and entry.type != scale.type:
        faults.logic(
            (*one.path, "type"), f"is {entry.type}, and the scale {scale.id} makes a {scale.type}", "leave the type out"
        )
    return scale.asked


def compile_question(
    one: Placed, above: Inherited, file: FrameworkFile, scales: Mapping[str, Scale], conditions: Conditions
) -> Question:
    """Return a question as the rest of civicmap reads it."""
    entry, faults = one.entry, conditions.faults
    asked = conditions.names.questions[one.id]
    scale = scales.get(entry.scale or "")
    offered = scale.answers if scale else stated(file) if asked.type is not QuestionType.TEXT else ()
    multi = scale.multi if scale else None
    reverse = _reverse(one, scale, faults)
    gate, closing = entry.asked_if, entry.closed_by
    return Question(
        one.id,
        entry.text,
        asked.type,
        compile_answers(offered, reverse, multi is not None and multi.rule is MultiRule.SUM, conditions),
        _points(one, offered, multi, file, conditions),
        multi,
        entry.weight,
        Tier(entry.tier) if entry.tier else above.tier,
        merge_missing(above.missing, entry.missing),
        above.asked_if if gate is None else conditions.read(gate, (*one.path, "asked_if"), GATE),
        None if closing is None else conditions.read(closing, (*one.path, "closed_by"), GATE),
        entry.help,
        one.indicator,
        one.section,
        entry.source,
        tuple(entry.recommendations),
        one.title,
        entry.scale if scale else None,
        Evidence(entry.evidence or file.evidence or Evidence.NONE),
        _practice(one, asked.type, faults),
        entry.extra,
    )


def _practice(one: Placed, kind: str, faults: Faults) -> bool:
    """Return whether a question asks for a practice to share; say where it cannot."""
    if one.entry.practice and (kind != QuestionType.TEXT or one.indicator is None):
        faults.logic((*one.path, "practice"), "only a text on a pillar can ask for a practice", "leave it out")
        return False
    return one.entry.practice


def _reverse(one: Placed, scale: Scale | None, faults: Faults) -> bool:
    """Return whether points are turned round; say where that makes no sense."""
    path = (*one.path, "reverse")
    if one.entry.reverse and (scale is None or scale.type is QuestionType.MULTI):
        faults.logic(path, "only a choice's points can be turned round", "leave it out")
    elif one.entry.reverse and scale is not None and scale.reverse:
        faults.logic(path, f"the scale {scale.id} is reversed already", "leave one of the two out")
    return one.entry.reverse or (scale is not None and scale.reverse)


def _points(
    one: Placed, offered: tuple[Offered, ...], multi: Multi | None, file: FrameworkFile, conditions: Conditions
) -> Points:
    """Return where the question's points come from, and their range. Names what cannot be scored."""
    faults, entry = conditions.faults, one.entry
    low, high = _range(one, file, faults)
    if entry.points is not None:
        points = _own_points(one, conditions, low, high)
    elif _earns(conditions.names.questions[one.id].type, offered, multi):
        points = Points(PointsRule.ANSWER, low=low, high=high)
    else:
        points = Points(low=low, high=high)
        if entry.scored and one.indicator is not None:
            faults.logic((*one.path, "scored"), "nothing gives it points", "give every answer of its scale points")
    if one.indicator is None:
        if entry.scored or entry.points is not None:
            faults.logic(
                one.path, "the profile is not scored", "move the question into a pillar, or leave its points out"
            )
        return Points(low=low, high=high)
    if entry.scored is False:
        return Points(low=low, high=high) if points.rule is PointsRule.ANSWER else replace(points, counts=False)
    if points.rule is PointsRule.ANSWER:
        _check_range(offered, multi, one, (low, high), faults)
    return points


def _earns(kind: QuestionType, offered: tuple[Offered, ...], multi: Multi | None) -> bool:
    """Tell whether answers alone give points."""
    options = [answer.entry for answer in offered if answer.entry.state is None]
    if multi is not None:
        worth = [option for option in options if not (option.other or option.exclusive)]
        return multi.rule is not MultiRule.NONE and (
            multi.rule is not MultiRule.SUM or (bool(worth) and all(option.points is not None for option in worth))
        )
    return kind is QuestionType.CHOICE and bool(options) and all(option.points is not None for option in options)


_FITS: Mapping[PointsRule, QuestionType] = {
    PointsRule.VALUE: QuestionType.NUMBER,
    PointsRule.AT_LEAST: QuestionType.NUMBER,
    PointsRule.WITHIN_MONTHS: QuestionType.DATE,
}


def _own_points(one: Placed, conditions: Conditions, low: float, high: float) -> Points:
    """Return the points rule that a question says for itself."""
    said, path, faults = one.entry.points, (*one.path, "points"), conditions.faults
    if isinstance(said, PointsMap):
        given = [name for name in ("product", "at_least", "within_months") if getattr(said, name) is not None]
        if len(given) != 1:
            faults.value(path, "should hold one of `product`, `at_least`, `within_months`", "write {at_least: 3}, say")
            return Points(low=low, high=high)
        rule = PointsRule(given[0])
        limit = float(said.at_least if said.at_least is not None else said.within_months or 0)
        factors = tuple(said.product or ())
    else:
        rule, limit, factors = PointsRule.VALUE, 0.0, ()
    kind = conditions.names.questions[one.id].type
    if kind is not _FITS.get(rule, kind):
        faults.logic(path, f"{rule} needs a {_FITS[rule]}, and this is a {kind}", "leave it out, or change the type")
    for place, factor in enumerate(factors):
        if factor not in conditions.names.questions:
            faults.reference((*path, "product", place), "question", factor, conditions.names.questions)
    return Points(rule, factors, limit, low, high)


def _range(one: Placed, file: FrameworkFile, faults: Faults) -> tuple[float, float]:
    """Return the range that points may take."""
    said = one.entry.range or file.range or [0.0, 100.0]
    path = (*one.path, "range") if one.entry.range else ("range",)
    if said[0] >= said[1]:
        faults.logic(path, "the lowest is not below the highest", "write [0, 100], say")
    return said[0], said[1]


_UP_TO = (MultiRule.SUM, MultiRule.COUNT, MultiRule.ALL, MultiRule.ANY)  # a ladder says its points step by step


def _check_range(
    offered: tuple[Offered, ...], multi: Multi | None, one: Placed, limits: tuple[float, float], faults: Faults
) -> None:
    """Name points outside the range."""
    low, high = limits
    how = "keep them within, or say `range` at the question or for the whole framework"
    for answer in offered:
        points = answer.entry.points
        if points is not None and not low <= points <= high:
            faults.logic((*answer.points_path, "points"), f"{points:g} points are outside {low:g} to {high:g}", how)
    if multi is not None and multi.rule in _UP_TO and not low <= multi.cap <= high:
        path = ("scales", one.entry.scale or "", "multi")
        faults.logic(path, f"gives up to {multi.cap:g} points, which is outside {low:g} to {high:g}", how)
    for step, rung in enumerate(multi.steps if multi else ()):
        if not low <= rung.points <= high:
            at = ("scales", one.entry.scale or "", "multi", "ladder", step, "points")
            faults.logic(at, f"{rung.points:g} points are outside {low:g} to {high:g}", how)
