"""Comparing with published scores."""

from __future__ import annotations

import pytest
from score_builders import choice, framework, survey

from civicmap.errors import Code, RequestError, UnreadableError
from civicmap.framework.types import Absent, Instances, Points, RollUp
from civicmap.measure.against import Difference, agrees, compare_published
from civicmap.measure.published import read_published
from civicmap.measure.score import score
from civicmap.model import AnswerState

INSTANCES = Instances(("i",), Absent.BLANK, "indicator", RollUp.MEAN)
ROWS = [
    {"entity": "x", "instance": "1", "a": "yes", "b": "yes"},
    {"entity": "x", "instance": "2", "a": "partly", "b": "no"},
    {"entity": "y", "instance": "1", "a": AnswerState.BLANK, "b": AnswerState.BLANK},
]


def against(tmp_path, text, rows=ROWS, instances=INSTANCES):
    """Compare the scores of a small survey with a published file."""
    fw = framework([choice("a"), choice("b")], instances=instances)
    filled = survey(fw, rows)
    path = tmp_path / "published.csv"
    path.write_text(text, encoding="utf-8")
    return compare_published(read_published(path, fw), score(filled, fw), filled, fw)


@pytest.mark.parametrize(
    ("printed", "score", "equal"),
    [
        ("63", 62.5, True),
        ("62", 62.5, False),
        ("62.5", 62.5, True),
        ("62.50", 62.5, True),
        ("62.5", 62.46, True),
        ("62.50", 62.46, False),
        ("9", 9.84, False),  # rounded down, which is not half up
        ("33.3333333333333", 100 / 3, True),
        ("33.33333", 100 / 3, True),
        ("0", -0.5, True),
        ("58", 57.49999, False),
        ("58", 57.5 - 1e-13, True),
        ("1e2", 100.0, True),
        ("n/a", 50.0, None),
        ("nan", 50.0, None),
    ],
)
def test_scores_are_compared_as_printed(printed, score, equal):
    """A score agrees when it rounds half up to the text, at the decimals that the text has."""
    assert agrees(printed, score) is equal


def test_without_an_id_it_is_the_overall_or_the_rolled_up_node(tmp_path):
    """A row without id and instance is about the overall; with an instance, about what is rolled up."""
    assert against(tmp_path, "entity,score\nx,63\n").equal == 1
    assert against(tmp_path, "entity,instance,score\nx,1,100\nx,2,25\n").equal == 2


def test_ids_and_instances(tmp_path):
    """Nodes and questions are compared, of an entity or of an instance; entities go by id, columns by any case."""
    text = "Entity,ID,Instance,Score\nx,p,,62.5\nx,a,2,50\nx,p_i,2,25.0\n\n"

    result = against(tmp_path, text)

    assert (result.compared, result.equal, result.tolerance) == (3, 3, 0.0)


def test_a_difference_says_why(tmp_path):
    """Every row that is not reached is named with what was computed and why it differs."""
    text = (
        "entity,id,instance,score\nx,p,,60\nz,p,,60\ny,p,,60\nx,p_i,3,60\nx,a,,60\nx,p,,good\nx,p,1,4\ny,p,,\nx,p,,\n"
    )

    result = against(tmp_path, text)

    assert (result.compared, result.equal) == (9, 1)  # y is published without a score, and has none
    assert result.differing[0] == Difference("x", "p", None, "60", 62.5, "differs")
    assert [difference.why for difference in result.differing[1:]] == [
        "the entity sent no response",
        "no score",
        "the entity has no such instance",
        "a question is scored for each instance; name one in the column instance",
        "the published score is not a number",
        "it is not scored for each instance",
        "published without a score",
    ]


KIND = choice("kind", {"head": None, "branch": None}, points=Points())
TREE = {"p": ["a"], "q": ["b"]}
WHOLE = [
    {"entity": "x", "instance": "1", "kind": "head", "a": "yes", "b": AnswerState.NOT_APPLICABLE},
    {"entity": "x", "instance": "2", "kind": "branch", "a": "partly", "b": "no"},
    {"entity": "x", "instance": "3", "kind": "branch", "a": "no", "b": "partly"},
]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        # computed: p_i 62.5 (of 100 and the mean of 50 and 0), q_i 25; overall 43.75
        ("x,overall,,44.00\nx,p,,63\nx,q,,25", "differs; follows from its parts as published"),
        ("x,overall,,45\nx,p,,63\nx,q,,25", "differs; does not follow from its parts as published"),
        ("x,overall,,45\nx,p,,63", "differs"),  # the other part is not published
        ("x,overall,,44.00\nx,p_i,,63\nx,q_d,,25", "differs; follows from its parts as published"),
        ("x,p_i,,62\nx,p_i,1,100\nx,p_i,2,48\nx,p_i,3,0", "differs; follows from its parts as published"),
        ("x,q_i,,26\nx,q_i,2,0\nx,q_i,3,52", "differs; follows from its parts as published"),  # the head has no b
        ("x,q_i,,26\nx,q_i,2,0\nx,q_i,3,much", "differs"),
        ("x,q_i,,26\nx,b,2,0\nx,b,3,50", "differs"),  # points of answers are no parts of their mean
    ],
)
def test_a_difference_is_set_beside_its_own_parts(text, why, tmp_path):
    """Where a score's parts are published too, it is said whether it follows from those: at which level it departs."""
    instances = Instances(("i",), Absent.BLANK, "indicator", RollUp.MEAN, within="kind")
    fw = framework([choice("a"), choice("b"), KIND], TREE, instances=instances)
    filled = survey(fw, WHOLE)
    path = tmp_path / "published.csv"
    path.write_text(f"entity,id,instance,score\n{text}\n", encoding="utf-8")

    result = compare_published(read_published(path, fw), score(filled, fw), filled, fw)

    assert result.differing[0].why == why


def test_questions_of_a_survey_without_instances(tmp_path):
    """Where each entity has one row, a question's points are the entity's."""
    rows = [{"entity": "x", "a": "partly", "b": "no"}]

    assert against(tmp_path, "entity,id,score\nx,a,50\nx,b,0\n", rows, None).equal == 2


def test_faults_of_the_file(tmp_path):
    """A file that is not there, has no such column or names nothing that is scored is refused, with every fault."""
    fw = framework([choice("a")])
    path = tmp_path / "published.csv"

    with pytest.raises(UnreadableError) as missing:
        read_published(path, fw)
    path.write_bytes(b"entity,score\nG\xf6teborg,1\n")
    with pytest.raises(UnreadableError) as encoding:
        read_published(path, fw)
    path.write_text("place,points\nx,1\n", encoding="utf-8")
    with pytest.raises(RequestError) as columns:
        read_published(path, fw)
    path.write_text("entity,id,score\nx,zz,1\nx,yy,1\n", encoding="utf-8")
    with pytest.raises(RequestError) as ids:
        read_published(path, fw)

    assert missing.value.problems[0].code is Code.FILE_MISSING
    assert encoding.value.problems[0].code is Code.FILE_ENCODING
    assert [problem.code for problem in columns.value.problems] == [Code.PUBLISHED_COLUMN] * 2
    assert ["'yy'" in ids.value.problems[0].message, "'zz'" in ids.value.problems[1].message] == [True, True]
