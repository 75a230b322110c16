"""Synthetic surveys for any framework: marked, the same for the same seed, and answered as the framework allows."""

from __future__ import annotations

import numpy as np
import pytest

import civicmap
from civicmap.cli.main import main
from civicmap.framework.catalogue import shipped
from civicmap.framework.types import QuestionType
from civicmap.model import AnswerState
from civicmap.survey.synthetic.cells import MARK, MARK_COLUMN
from civicmap.survey.synthetic.draw import Plan, draw
from civicmap.survey.synthetic.survey import synthesize
from civicmap.survey.synthetic.weights import Weights, counts_of

SERVICES = """
civicmap: 1
id: services
version: "1"
title: Services
closes: 2024-06-30
entity: {question: code}
wave: {question: year}
groups: {size: {question: size}}
instances: {key: [service], roll_up: {at: overall, by: best}}
answers:
  dont_know: {label: Don't know, state: dont_know}
  none: {label: None of these, points: 0, exclusive: true}
scales:
  size: {answers: {small: {label: Small}, large: {label: Large}}}
  yes_no: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}}, plus: [dont_know]}
  large_only: {answers: {yes: {label: "Yes", points: 100, asked_if: {size: large}}, no: {label: "No", points: 0}}}
  ways: {multi: count, answers: {web: {label: Web}, desk: {label: "Desk; counter"}}, plus: [none, dont_know]}
profile:
  who:
    questions:
      code: {text: Code?, type: text}
      year: {text: Year?, type: number}
      size: {text: Size?, scale: size}
      service: {text: Service?, type: text}
pillars:
  p:
    title: P
    dimensions:
      d:
        title: D
        indicators:
          I1:
            title: I
            questions:
              late: {text: Asked of those who log?, scale: yes_no, asked_if: {log: yes}}
              log: {text: Is there a log?, scale: yes_no}
              log_ways: {text: In which ways?, scale: ways, closed_by: {log: no}}
              big: {text: A plan?, scale: large_only}
              checked: {text: When?, type: date, points: {within_months: 12}}
              staff: {text: How many?, type: number, points: {at_least: 3}, asked_if: {size: large}}
"""


@pytest.fixture
def services(tmp_path):
    """Return a framework with instances, a wave, gates that look ahead, groups, numbers and dates."""
    path = tmp_path / "services.yaml"
    path.write_text(SERVICES, encoding="utf-8")
    return civicmap.load_framework(path)


def _read(made, framework, folder, ending):
    path = folder / f"made.{ending}"
    path.write_bytes(made.xlsx() if ending == "xlsx" else made.csv())
    return civicmap.read_survey(path, framework, wave="1")


@pytest.mark.parametrize("name", [one.id for one in shipped()])
def test_the_same_seed_gives_the_same_bytes(name):
    """Framework, number of entities and seed settle every byte; another seed gives other answers."""
    framework = civicmap.load_framework(name)
    one, two, other = synthesize(framework, 30, 5), synthesize(framework, 30, 5), synthesize(framework, 30, 6)

    assert one.xlsx() == two.xlsx()
    assert one.csv() == two.csv()
    assert one.csv() != other.csv()


@pytest.mark.parametrize("name", [one.id for one in shipped()])
@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_it_is_read_without_a_doubt(tmp_path, name, ending):
    """R1, R9: every cell is understood, no gate or offer is overstepped, and the survey is known as synthetic."""
    framework = civicmap.load_framework(name)
    survey = _read(synthesize(framework, 60, 3), framework, tmp_path, ending)

    assert survey.synthetic
    assert len(survey.entities) == 60
    assert survey.respondent.all()
    assert {p.code.id for p in survey.problems if p.severity != "note"} == set()


def test_default_framework_shows_every_state_but_the_unreadable(tmp_path):
    """R1: blank, closed, not asked, don't know, not applicable and under review all occur, so that tables show them."""
    framework = civicmap.load_framework()
    survey = _read(synthesize(framework, 100, 1), framework, tmp_path, "csv")
    states = {
        question.state(int(code))
        for question, row in zip(framework.questions, survey.block.codes, strict=True)
        for code in np.unique(row)
    }

    assert states == set(AnswerState) - {AnswerState.UNRESOLVED}


def test_every_row_bears_the_mark():
    """R9: a column of every row, and a sheet that says it in words."""
    made = synthesize(civicmap.load_framework(), 12, 1)

    assert made.responses.header[-1] == MARK_COLUMN
    assert {row[-1] for row in made.responses.rows} == {"yes"}
    assert made.about.rows[0] == [MARK]
    assert all(str(row[0]).startswith("E0") for row in made.responses.rows)


def test_instances_groups_numbers_and_dates(tmp_path, services):
    """A framework with instances, a wave and gates that look ahead is answered so that nothing is out of place."""
    made = synthesize(services, 80, 2)
    survey = _read(made, services, tmp_path, "xlsx")

    assert {p.code.id for p in survey.problems if p.severity != "note"} == set()
    assert len(survey.entities) == 80
    assert survey.block.rows > 80
    assert len(set(zip(survey.row_entity.tolist(), survey.row_instance, strict=True))) == survey.block.rows
    late, log = (survey.block.codes[survey.code_row(name)] for name in ("late", "log"))
    assert set(late[log == services.question("log").code("no")]) == {AnswerState.NOT_ASKED}


def test_a_question_more_leaves_the_others_as_they_were(tmp_path, services):
    """Each question draws from random numbers of its own: adding one changes no answer to another."""
    path = tmp_path / "more.yaml"
    path.write_text(
        SERVICES.replace(
            "              late:", "              extra: {text: More?, scale: yes_no}\n              late:"
        )
    )
    more = synthesize(civicmap.load_framework(path), 20, 4).responses
    less = synthesize(services, 20, 4).responses
    kept = [list(more.header).index(name) for name in less.header]

    assert "extra" in more.header
    assert [[row[place] for place in kept] for row in more.rows] == [list(row) for row in less.rows]


def test_shares_hold_by_construction(services):
    """An answer's share of those asked is the one that was planned, by largest remainders."""
    weights = Weights({"blank": 0.1, "dont_know": 0.05, "yes": 0.33, "no": 0.52})
    counts = counts_of(services.question("log"), weights, 101)
    plan = Plan(1, 101, _day("2024-06-30"), lambda _: np.linspace(-1, 1, 101), {"log": weights})
    codes = draw(services, plan).block.codes[[q.id for q in services.questions].index("log")]

    assert sum(counts.values()) == 101
    assert all(abs(counts[name] - 101 * share) < 1 for name, share in weights.shares.items())
    assert int((codes == services.question("log").code("yes")).sum()) == counts["yes"]


def test_the_strong_answer_better(services):
    """The best answers go to the rows that lean most to them."""
    plan = Plan(1, 50, _day("2024-06-30"), lambda _: np.linspace(-1, 1, 50), {"log": Weights({"yes": 0.4, "no": 0.6})})
    codes = draw(services, plan).block.codes[[q.id for q in services.questions].index("log")]

    assert set(codes[30:]) == {services.question("log").code("yes")}
    assert set(codes[:30]) == {services.question("log").code("no")}


def test_an_exclusive_option_stands_alone(tmp_path):
    """R1: nobody ticks "none of these" beside anything else."""
    framework = civicmap.load_framework()
    survey = _read(synthesize(framework, 200, 9), framework, tmp_path, "csv")

    for question in framework.questions:
        if question.type is QuestionType.MULTI:
            rows = survey.tick_rows(question.id)
            alone = [row for row, option in zip(rows, question.options, strict=True) if option.exclusive]
            ticks = survey.block.ticks[rows].sum(axis=0)
            assert all((ticks[survey.block.ticks[row] == 1] == 1).all() for row in alone)


def test_no_entity_is_a_mistake():
    """Fewer than one entity is refused with the reason."""
    with pytest.raises(ValueError, match="at least one entity"):
        synthesize(civicmap.load_framework(), 0)


def _day(text):
    from datetime import date

    return date.fromisoformat(text)


def test_the_command_writes_a_file(tmp_path, capsys):
    """`civicmap sample` says on stderr what it wrote, and prints nothing else."""
    path = tmp_path / "dummy.csv"

    assert main(["sample", "--framework", "godi", "--entities", "4", "-o", str(path)]) == 0
    assert capsys.readouterr().out == ""
    assert path.read_bytes() == synthesize(civicmap.load_framework("godi"), 4, 1).csv()


@pytest.mark.parametrize("output", ["dummy.pdf", "dummy"])
def test_the_command_refuses_other_endings(tmp_path, capsys, output):
    """An ending that is no table is refused with the two that are, and nothing is written."""
    assert main(["sample", "-o", str(tmp_path / output)]) == 2
    assert ".xlsx or .csv" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
