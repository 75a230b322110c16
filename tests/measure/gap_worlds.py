"""Small worlds for tests of findings: a framework, a register of entities, and random answers of some of them."""

from __future__ import annotations

import random
from dataclasses import replace

from score_builders import choice, multi, node, survey

from civicmap.framework.types import (
    AllOf,
    Answer,
    AnyOf,
    AtLeastOf,
    Base,
    Benchmark,
    Cells,
    Finding,
    Framework,
    Group,
    InGroup,
    Is,
    Level,
    Not,
    Question,
    QuestionType,
    Unit,
)
from civicmap.model import AnswerState, Entity, Register

PLAIN = Question(
    "plain", "Plain", QuestionType.CHOICE, tuple(Answer(a, a) for a in ("red", "blue"))
)  # a scale without points
QUESTIONS = (choice("a"), choice("b"), multi("m", {"x": 1, "y": 1, "none": 0, "other": 0}, "sum"), PLAIN)
YES_A, YES_B = Is("a", ("yes",)), Is("b", ("yes",))
HQ = InGroup("level", ("hq",))

FINDINGS = (
    Finding("one", "One", YES_A, benchmark=Benchmark("a third", from_="0.30", to="0.36")),
    Finding("all", "All", AllOf((YES_A, YES_B))),
    Finding("any", "Any", AnyOf((YES_A, YES_B)), base=Base.RESPONDENTS),
    Finding("two", "Two", AtLeastOf(2, (YES_A, YES_B, Is("m", ("x",))))),
    Finding("not", "Not", Not(YES_A)),
    Finding("ticked", "Ticked", Is("m", ("x",)), base=Base.GIVEN),
    Finding("among", "Among", YES_B, among=YES_A, base=Base.APPLICABLE),
    Finding("level", "Level", YES_B, among=HQ, base=Base.RESPONDENTS),
    Finding("named", "Named", YES_A, not_in=Is("a", ("partly",)), base=Base.ANSWERED),
    Finding("red", "Red", Is("plain", ("red",))),
    Finding("frame", "Frame", YES_A, base=Base.FRAME),
    Finding("cells", "Cells", Cells(("a", "b"), ("yes",)), unit=Unit.CELL),
)
LEVELS = Group("level", "Level", register="level", labels={"hq": "Headquarters", "field": "Field"})


def framework(questions=QUESTIONS, findings=FINDINGS, **rest):
    """Return a framework with these findings."""
    nodes = (node("overall", Level.OVERALL, [q.id for q in questions], of_questions=True),)
    return Framework(
        "f", "1", "F", "0" * 64, "en", tuple(questions), nodes, tuple(findings), **{"groups": (LEVELS,), **rest}
    )


def register(count, seed=0):
    """Return a register of entities, each at a level."""
    rng = random.Random(seed)
    entities = tuple(
        Entity(f"E{n:03}", f"E{n:03}", groups={"level": rng.choice(["hq", "field"])}) for n in range(count)
    )
    return Register(entities, ("level",), "register.csv", "1" * 64)


STATES = [s for s in AnswerState if s is not AnswerState.ANSWERED]


def random_rows(ids, seed=0, silence=0.4):
    """Return a row of random answers for each entity; some cells are behind an unknown gate."""
    rng = random.Random(seed)

    def cell(answers):
        if rng.random() > silence:
            return rng.choice(answers)
        state = rng.choice(STATES)
        return (state,) if state is AnswerState.NOT_ASKED and rng.random() < 0.5 else state

    return [
        {
            "entity": each,
            "a": cell(["yes", "partly", "no"]),
            "b": cell(["yes", "partly", "no", "unsure"]),
            "m": cell([["x"], ["y"], ["x", "other"], ["other"], ["none"], []]),
            "plain": cell(["red", "blue"]),
        }
        for each in ids
    ]


def world(rows, frame=None, fw=None, **rest):
    """Return a survey of these rows; entities have the groups of the register."""
    made = survey(fw or framework(), rows, **rest)
    groups = {e.id: e.groups for e in frame.entities} if frame else {}
    entities = tuple(replace(e, groups=groups.get(e.id, {})) for e in made.entities)
    return replace(made, register=frame, entities=entities)


def sampled(count=60, responding=40, seed=0, silence=0.4):
    """Return a survey in which some entities of a register responded, at random."""
    frame = register(count, seed)
    ids = random.Random(seed).sample([e.id for e in frame.entities], responding)
    return world(random_rows(ids, seed, silence), frame)
