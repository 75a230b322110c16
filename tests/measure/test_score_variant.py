"""Scores under other rules than the framework's own."""

from __future__ import annotations

import pytest
from score_builders import choice, framework, survey

from civicmap.errors import RequestError
from civicmap.measure.score import score
from civicmap.measure.variant import vary
from civicmap.model import AnswerState

ROW = {"a": "yes", "b": "unsure", "c": AnswerState.BLANK, "d": AnswerState.NOT_APPLICABLE}


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([], 75),
        (["dont_know=exclude"], 100),
        (["dont_know=50"], 87.5),
        (["blank=zero"], 60),
        (["not_applicable=zero"], 60),
        (["weights=equal"], 50),
        (["weights=equal", "dont_know=50", "blank=zero"], 50),
        (["aggregate=min"], 0),
        (["aggregate=geometric", "dont_know=25"], 100 ** (3 / 4) * 25 ** (1 / 4)),
    ],
)
def test_a_rule_for_one_run(rules, expected):
    """Each rule changes the score as the framework would, had it said so."""
    fw = vary(framework([choice("a", weight=3.0), *map(choice, "bcd")]), rules)

    assert score(survey(fw, [ROW]), fw).nodes["overall"].score[0] == pytest.approx(expected)


def test_what_is_not_known_is_refused():
    """A rule or value that is not there is named, all in one run."""
    with pytest.raises(RequestError) as refused:
        vary(framework([choice("a")]), ["silence=zero", "blank=out", "weights=mine", "dont_know=nan", "blank"])

    assert len(refused.value.problems) == 5


def test_scores_as_a_frame():
    """`to_frame` gives a row for each entity and node."""
    pandas = pytest.importorskip("pandas")
    fw = framework([choice("a")])

    frame = score(survey(fw, [{"entity": "x", "a": "yes"}, {"entity": "y"}]), fw).to_frame()

    assert isinstance(frame, pandas.DataFrame)
    assert frame[frame["id"] == "overall"]["score"].tolist()[0] == 100
    assert list(frame["entity"][:2]) == ["x", "y"]
