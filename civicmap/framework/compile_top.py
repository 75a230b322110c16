"""The keys at the top of the file that are no tree: groups, entity, instances, waves, crosswalk and the like."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civicmap.framework.compile_tree import fixed_base
from civicmap.framework.types import (
    Absent,
    Disclosure,
    EntityKeys,
    Framework,
    Group,
    Instances,
    QuestionType,
    Ranks,
    Reply,
    RollUp,
    WeightRule,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civicmap.framework.faults import Faults
    from civicmap.framework.names import Names
    from civicmap.framework.reader import Path
    from civicmap.framework.schema import FrameworkFile
    from civicmap.framework.types import Question


def compile_top(file: FrameworkFile, faults: Faults, names: Names) -> Framework:
    """Return a framework with its top-level keys, still without questions and nodes. Names what is not there."""
    for path, name in _references(file):
        if name not in names.questions:
            faults.reference(path, "question", name, names.questions)
    _check_groups(file, faults, names)
    stages = tuple(file.stages)
    for place, stage in enumerate(stages):
        if stage in stages[:place]:
            faults.logic(("stages", place), f"{stage!r} stands there twice", "keep one")
    entity, disclosure = file.entity, file.disclosure
    return Framework(
        file.id,
        file.version,
        file.title,
        "",
        file.language,
        (),
        (),
        instances=_instances(file, faults, names),
        entity=EntityKeys(entity.question, entity.name, entity.parent, tuple(entity.headers)),
        wave=file.wave.question if file.wave else None,
        closes=_closes(file),
        stages=stages,
        stage_titles=dict(file.stages) if isinstance(file.stages, dict) else {},
        ranks=Ranks(file.overall.ranks.method, file.overall.ranks.within) if file.overall.ranks else None,
        disclosure=Disclosure(disclosure.threshold, disclosure.release_names, _reply(file, faults)),
        source=file.source,
        licence=file.licence,
        verified=file.verified,
        inference=file.inference,
        sections={name: section.title or name for name, section in file.profile.items()},
        files={name.rstrip("_"): value for name, value in file.files if value is not None},
        crosswalk_from=file.crosswalk.from_ if file.crosswalk else None,
        crosswalk={old: (new.to or "", new.grade) for old, new in file.crosswalk.questions.items()}
        if file.crosswalk
        else {},
        weighting=_weighting(file, faults),
    )


def _reply(file: FrameworkFile, faults: Faults) -> Reply | None:
    """Return the right of reply. Names a stage that is none, and a deadline that passed and is not recorded."""
    rule, path = file.disclosure.reply, ("disclosure", "reply")
    if rule is None:
        return None
    if rule.stage not in file.stages:
        faults.reference((*path, "stage"), "stage", rule.stage, tuple(file.stages))
    if rule.passed and rule.deadline is None:
        faults.key(path, "says that a deadline has passed and names none", "add `deadline`, year-month-day")
    return Reply(rule.stage, rule.deadline or "", rule.passed)


def _closes(file: FrameworkFile) -> dict[str, str]:
    if file.closes is None:
        return {}
    return {"": file.closes} if isinstance(file.closes, str) else dict(file.closes)


def _references(file: FrameworkFile) -> list[tuple[Path, str]]:
    """Return every question named by a top-level key, with its path."""
    found: list[tuple[Path, str | None]] = [
        (("entity", "question"), file.entity.question),
        (("entity", "name"), file.entity.name),
        (("entity", "parent"), file.entity.parent),
        (("wave", "question"), file.wave.question if file.wave else None),
    ]
    found += [(("groups", name, "question"), group.question) for name, group in file.groups.items()]
    if file.instances is not None:
        found += [(("instances", "key", place), name) for place, name in enumerate(file.instances.key_)]
        found.append((("instances", "roll_up", "within"), file.instances.roll_up.within))
    if file.crosswalk is not None:
        found += [(("crosswalk", "questions", old, "to"), new.to) for old, new in file.crosswalk.questions.items()]
    return [(path, name) for path, name in found if name is not None]


def _check_groups(file: FrameworkFile, faults: Faults, names: Names) -> None:
    """Name groups that come from nowhere or from a question with several answers, and ranks within none."""
    for name, group in file.groups.items():
        if group.question is None and group.register_ is None:
            faults.key(("groups", name), "has neither `question` nor `register`", "say where its values come from")
        asked = names.questions.get(group.question or "")
        if asked is not None and asked.type in (QuestionType.MULTI, QuestionType.DATE):
            how = "take a question with one answer"
            faults.logic(("groups", name, "question"), f"{group.question} is a {asked.type}", how)
    ranks = file.overall.ranks
    if ranks is not None and ranks.within is not None and ranks.within not in file.groups:
        faults.reference(("overall", "ranks", "within"), "group", ranks.within, file.groups)
    if file.crosswalk is not None:
        for old, new in file.crosswalk.questions.items():
            if new.to is None and new.grade != "not_comparable":
                how = "say `to`, or `grade: not_comparable`"
                faults.logic(("crosswalk", "questions", old), f"is {new.grade} to no question", how)


def _instances(file: FrameworkFile, faults: Faults, names: Names) -> Instances | None:
    """Return the rules of instances. Names a divisor where nothing is divided, and a division that changes nothing."""
    said = file.instances
    if said is None:
        return None
    roll_up = said.roll_up
    if roll_up.of is not None and roll_up.by in {"best", "worst"}:
        what = f"nothing is divided where instances become one by `{roll_up.by}`"
        faults.logic(("instances", "roll_up", "of"), what, "leave it out")
    if roll_up.within is not None:
        asked, path = names.questions.get(roll_up.within), ("instances", "roll_up", "within")
        if roll_up.by != "mean":
            what = f"it makes no difference where instances become one by `{roll_up.by}`"
            faults.logic(path, what, "leave it out, or take `by: mean`")
        if asked is not None and asked.type is not QuestionType.CHOICE:
            faults.logic(path, f"{roll_up.within} is a {asked.type}", "take a single choice")
    return Instances(
        tuple(said.key_),
        Absent(said.absent),
        roll_up.at,
        RollUp(roll_up.by),
        fixed_base(roll_up.of),
        roll_up.within,
    )


def _weighting(file: FrameworkFile, faults: Faults) -> dict[str, WeightRule]:
    """Return where weights come from. Names rules of none or several sources, and groups that are not there."""
    for name, rule in file.weighting.items():
        sources = (rule.column, rule.post_stratify, rule.rake)
        if sum(map(bool, sources)) != 1:
            what = "should have one of `column`, `post_stratify` and `rake`"
            faults.key(("weighting", name), what, "say where its weights come from, once")
        named = [("strata", rule.strata), ("clusters", rule.clusters)]
        named += [("post_stratify", group) for group in rule.post_stratify] + [("rake", group) for group in rule.rake]
        for key, group in named:
            if group is not None and group not in file.groups:
                faults.reference(("weighting", name, key), "group", group, file.groups)
    return {
        name: WeightRule(rule.column, tuple(rule.post_stratify), tuple(rule.rake), rule.strata, rule.clusters)
        for name, rule in file.weighting.items()
    }


def compile_groups(file: FrameworkFile, questions: Sequence[Question]) -> tuple[Group, ...]:
    """Return groups, with labels where a scale gives them."""
    by_id = {question.id: question for question in questions}
    groups = []
    for name, group in file.groups.items():
        asked = by_id.get(group.question or "")
        labels = {answer.id: answer.label for answer in asked.options} if asked is not None else {}
        groups.append(Group(name, group.title or name, group.question, group.register_, group.place, labels))
    return tuple(groups)
