"""Small frameworks and surveys for tests of scores, made directly from the nouns."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import numpy as np

from civicmap.framework.types import (
    Answer,
    Bands,
    Coverage,
    Framework,
    Level,
    Multi,
    MultiRule,
    Node,
    Points,
    PointsRule,
    Question,
    QuestionType,
)
from civicmap.model import FIRST_ANSWER, AnswerState, Block, Entity, Layout, RowCount, Survey

YES_PARTLY_NO = {"yes": 100.0, "partly": 50.0, "no": 0.0}
UNRATED = Coverage(0.0, 0.0)


def choice(question_id, worth=None, **rest):
    """Return a scored single choice; `worth` is answer -> points."""
    answers = [Answer(a, a, p) for a, p in (worth or YES_PARTLY_NO).items()]
    answers += [Answer("unsure", "Unsure", state=AnswerState.DONT_KNOW)]
    rest = {"points": Points(PointsRule.ANSWER)} | rest
    return Question(question_id, question_id, QuestionType.CHOICE, tuple(answers), **rest)


def multi(question_id, worth, rule, **rest):
    """Return a multiple choice; `worth` is option -> points, an option called none or other is that."""
    answers = tuple(Answer(a, a, p, exclusive=a == "none", other=a == "other") for a, p in worth.items())
    rule = rule if isinstance(rule, Multi) else Multi(MultiRule(rule))
    return Question(
        question_id, question_id, QuestionType.MULTI, answers, Points(PointsRule.ANSWER), multi=rule, **rest
    )


def number(question_id, points, kind=QuestionType.NUMBER, **rest):
    """Return a number (or date) with a points rule."""
    return Question(question_id, question_id, kind, points=points, **rest)


def node(node_id, level, children, *, of_questions=False, **rest):
    """Return a node without thresholds, so that what it is made of can be looked at alone."""
    rest = {"coverage": UNRATED, "bands": None} | rest
    return Node(node_id, level, node_id.title(), None, tuple(children), of_questions, **rest)


def framework(questions, pillars=None, *, overall=None, composites=(), **rest):
    """Return a framework; `pillars` is pillar -> questions, each with one dimension and one indicator."""
    pillars = pillars or {"p": [question.id for question in questions]}
    settings = rest.pop("settings", {})
    nodes = [
        node(f"{p}_i", Level.INDICATOR, children, of_questions=True, **settings.get(f"{p}_i", {}))
        for p, children in pillars.items()
    ]
    nodes += [node(f"{p}_d", Level.DIMENSION, [f"{p}_i"], **settings.get(f"{p}_d", {})) for p in pillars]
    nodes += [node(p, Level.PILLAR, [f"{p}_d"], **settings.get(p, {})) for p in pillars]
    nodes += [node("overall", Level.OVERALL, list(pillars), **(overall or {})), *composites]
    return Framework("test", "1", "Test", "0" * 64, "en", tuple(questions), tuple(nodes), **rest)


def survey(fw, rows, *, wave="1", **rest):
    """Return a survey; each row maps `entity`, `instance` and questions to an answer, a state, a number or a list."""
    rows = sorted(rows, key=lambda row: (row.get("entity", ""), row.get("instance", "")))
    ids = sorted({row.get("entity", "") for row in rows})
    layout = Layout(
        tuple(q.id for q in fw.questions),
        tuple((q.id, a.id) for q in fw.questions if q.type is QuestionType.MULTI for a in q.options),
        tuple(q.id for q in fw.questions if q.type in (QuestionType.NUMBER, QuestionType.DATE)),
    )
    block = Block(
        np.zeros((len(layout.questions), len(rows)), np.uint8),
        np.zeros((len(layout.options), len(rows)), np.uint8),
        np.full((len(layout.numbers), len(rows)), np.nan),
        np.zeros((len(layout.questions), len(rows)), bool),
    )
    for place, row in enumerate(rows):
        for question in fw.questions:
            _put(block, layout, question, place, row.get(question.id, AnswerState.BLANK))
    made = Survey(
        wave=wave,
        layout=layout,
        block=block,
        entities=tuple(Entity(entity, entity) for entity in ids),
        row_entity=np.array([ids.index(row.get("entity", "")) for row in rows], np.int32),
        row_instance=tuple(row.get("instance", "") for row in rows),
        respondent=np.ones(len(ids), bool),
        texts={},
        register=None,
        policies=(),
        sources=(),
        cells={},
        row_source=np.zeros(len(rows), np.uint16),
        row_number=np.arange(2, len(rows) + 2, dtype=np.uint32),
        count=RowCount(len(rows), len(rows), 0, 0),
        problems=(),
        content_sha256=hashlib.sha256(b"").hexdigest(),
    )
    return replace(made, **rest)


def _put(block, layout, question, place, value):
    """Write one cell; a state in a tuple is doubtful."""
    row = layout.questions.index(question.id)
    if isinstance(value, tuple):
        block.doubtful[row, place] = True
        value = value[0]
    if isinstance(value, AnswerState):
        block.codes[row, place] = value
    elif isinstance(value, list):
        block.codes[row, place] = AnswerState.ANSWERED
        for option in value:
            block.ticks[layout.options.index((question.id, option)), place] = 1
    elif isinstance(value, str):
        block.codes[row, place] = FIRST_ANSWER + [a.id for a in question.answers].index(value)
    else:
        block.codes[row, place] = AnswerState.ANSWERED
        block.values[layout.numbers.index(question.id), place] = value


BANDS = Bands(("missing", "approaches", "meets", "exceeds"), ("0", "20", "60", "85"))
