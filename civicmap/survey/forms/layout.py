"""The groups of a form as a framework's profile, pillars, dimensions and indicators."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from civicmap.survey.forms.questionnaire import PROFILE
from civicmap.survey.forms.scales import Ids

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from civicmap.survey.forms.form import Form, FormGroup, FormQuestion

DEPTH: Final = 3  # pillar, dimension, indicator


@dataclass(slots=True)
class Branch:
    """A section, pillar, dimension or indicator."""

    id: str
    labels: Mapping[str, str]  # language -> title
    branches: dict[tuple[str, ...], Branch] = field(default_factory=dict)
    questions: list[FormQuestion] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where the questions of a form go."""

    profile: tuple[Branch, ...]
    pillars: tuple[Branch, ...]


def lay_out(form: Form, questions: Sequence[FormQuestion], who: Collection[str], ids: Ids) -> Layout:
    """Return the tree of some questions. `who` names those that say who answers; `ids` gives out the tree's.

    Into the profile go who answers, the group `profile`, and what stands outside all groups before the first. A group is a
    pillar, one within it a dimension, one within that an indicator; what lies deeper is drawn into it.
    """
    first = next((place for place, question in enumerate(questions) if question.path), 0)
    before = {question.name for question in questions[:first]} | set(who)
    about = [q for q in questions if q.name in before or q.path[:1] == (PROFILE,)]
    placed = {(*question.path, question.name) for question in about}
    rest = [question for question in questions if (*question.path, question.name) not in placed]
    if not rest:  # a framework has a pillar
        rest = [question for question in about if question.name not in who] or about
        about = [question for question in about if question.name in who] if len(rest) < len(about) else []
    return Layout(_profile(form, about), _pillars(form, rest, ids))


def _profile(form: Form, questions: Iterable[FormQuestion]) -> tuple[Branch, ...]:
    """Return the sections of the profile."""
    ids, groups = Ids(), form.by_path()
    sections: dict[tuple[str, ...], Branch] = {}
    for question in questions:
        path = question.path[:2] if question.path[:1] == (PROFILE,) else ()
        if path not in sections:
            group = groups.get(path)
            named = (
                (group.name, _title(form, group)) if group else ("who_answers", {form.default_language: "Who answers"})
            )
            sections[path] = Branch(ids.give(named[0], "section"), named[1])
        sections[path].questions.append(question)
    return tuple(sections.values())


def _pillars(form: Form, questions: Iterable[FormQuestion], ids: Ids) -> tuple[Branch, ...]:
    """Return the pillars. A level that the form has no group for bears the title of the one above."""
    groups = form.by_path()
    top: dict[tuple[str, ...], Branch] = {}
    for question in questions:
        level, above = top, None
        for depth in range(1, DEPTH + 1):
            path = (*question.path, *[""] * DEPTH)[:depth]
            if path not in level:
                level[path] = _branch(form, groups.get(path), above, ids)
            above, level = level[path], level[path].branches
        assert above is not None  # there are three levels
        above.questions.append(question)
    return tuple(top.values())


def _branch(form: Form, group: FormGroup | None, above: Branch | None, ids: Ids) -> Branch:
    if group is not None:
        return Branch(ids.give(group.name, "part"), _title(form, group))
    if above is not None:
        return Branch(ids.give(f"{above.id}_general", "part"), above.labels)
    return Branch(ids.give("questions", "part"), {form.default_language: "Questions"})


def _title(form: Form, group: FormGroup) -> dict[str, str]:
    """Return the titles of a group by language; its name in words where it has no label."""
    own = form.label(group.labels) or group.name.replace("_", " ").strip().capitalize() or group.name
    return {**group.labels, form.default_language: own}
