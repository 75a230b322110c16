"""Problems that come from what was asked for, rather than from a file: each with its place, and a way out."""

from __future__ import annotations

import pytest

from civicmap.errors import Code, RequestError, UnreadableError
from civicmap.framework.load import load_framework
from civicmap.survey.ingest import read, read_survey
from civicmap.survey.options import ReadOptions

FRAMEWORK = """
civicmap: 1
id: mills
version: "1"
title: Mills
language: en
entity: {question: mill}
wave: {question: year}
scales:
  yn: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}}}
  kinds: {multi: count, answers: {wind: {label: Wind}, water: {label: Water}}}
profile: {who: {questions: {mill: {text: Which mill?, type: text}, year: {text: Which year?, type: text}}}}
pillars:
  p: {title: P, dimensions: {d: {title: D, indicators: {I: {title: I, questions: {runs: {text: Does it run?, scale: yn}, kinds: {text: By what?, scale: kinds}}}}}}}
"""


@pytest.fixture
def framework(text_file):
    """Return a framework of two questions."""
    return load_framework(text_file(FRAMEWORK, "mills.yaml"))


def problems(found):
    """Return code -> (where, message, repair) of the first problem of each code."""
    return {p.code: (p.where, p.message, p.repair) for p in reversed(found)}


def test_a_sheet_that_is_not_there(framework, workbook):
    """The file is named, and its sheets are listed."""
    with pytest.raises((RequestError, UnreadableError)) as fault:
        read([workbook("| mill | runs |\n|---|---|\n| M1 | Yes |")], framework, options=ReadOptions(sheet="Answers"))

    where, message, repair = problems(fault.value.problems)[Code.SHEET_UNKNOWN]
    assert (where, message, repair) == ("survey.xlsx", "there is no sheet 'Answers'", "choose one of: 'Responses'")


def test_a_file_whose_rows_say_nothing(framework, workbook):
    """Rows that hold nothing in a column of the framework are no responses, and a wave of none is not stored."""
    reading = read(
        [workbook("| mill | runs | remark |\n|---|---|---|\n| | | something |", "survey.csv")],
        framework,
        options=ReadOptions(),
    )

    found = problems(reading.problems)
    assert found[Code.NO_RESPONSE][0] == "survey.csv"
    assert "--mapping" in found[Code.NO_RESPONSE][2]
    assert reading.stops()


def test_a_tick_that_is_none(framework, workbook):
    """A text that says neither yes nor no of its option is unresolved, at its cell."""
    reading = read(
        [workbook("| mill | year | kinds/wind |\n|---|---|---|\n| M1 | 1 | perhaps |", "survey.csv")],
        framework,
        options=ReadOptions(),
    )

    where, message, _ = problems(reading.problems)[Code.TICK_UNKNOWN]
    assert where == "survey.csv!C2"
    assert "'perhaps' does not say whether 'Wind' of kinds is ticked" in message


def test_several_waves_and_none_named(framework, workbook):
    """A file with two waves is no one survey; the waves are listed."""
    path = workbook("| mill | year | runs |\n|---|---|---|\n| M1 | 1 | Yes |\n| M1 | 2 | No |", "survey.csv")

    with pytest.raises(RequestError) as fault:
        read_survey(path, framework)

    assert problems(fault.value.problems)[Code.WAVE_NOT_NAMED][2] == "name one of them: 1, 2"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (
            ("ingest", "survey.csv", "--aliases", "a.csv"),
            Code.ALIAS_NO_REGISTER,
            "--register",
        ),
        (("questionnaire", "--format", "xlsx"), Code.RETURNS_FOR_WHOM, "--each-entity"),
        (("ingest", "survey.csv", "--dialect", "abacus"), Code.NAME_UNKNOWN, "choose one of: spss"),
        (("ingest", "survey.csv", "-o", "folder"), Code.OUTPUT_UNWRITABLE, "folder"),
    ],
    ids=lambda value: value.id if isinstance(value, Code) else "",
)
def test_requests_that_cannot_be_met(run, text_file, workbook, tmp_path, arguments, code, said):
    """What was asked for is named with a way out; the exit code is 2 and nothing is stored."""
    text_file(FRAMEWORK, "mills.yaml")
    workbook("| mill | year | runs |\n|---|---|---|\n| M1 | 1 | Yes |", "survey.csv")
    (tmp_path / "folder").mkdir()

    ran = run(*arguments, "--framework", "mills.yaml")

    assert ran.code == 2
    assert said in ran.err
    assert code.value.repair.split("{")[0].split(":")[0][:12] in ran.err
    assert not (tmp_path / "civicmap.duckdb").exists()


def test_published_scores_without_a_row(run, text_file, workbook):
    """A file of published scores with a header alone compares nothing, and says so."""
    text_file(FRAMEWORK, "mills.yaml")
    workbook("| mill | year | runs |\n|---|---|---|\n| M1 | 1 | Yes |", "survey.csv")
    text_file("entity,id,score\n", "published.csv")
    run("ingest", "survey.csv", "--framework", "mills.yaml")

    ran = run("score", "--against", "published.csv")

    assert ran.code == 2
    assert Code.PUBLISHED_NONE.value.message in ran.err


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("wave: {question: yeer}", Code.FRAMEWORK_REFERENCE, "did you mean 'year'"),
        ("runs: {text: Does it run?, scale: yn, asked_if: {runs: yes}}", Code.FRAMEWORK_LOGIC, "circle"),
    ],
    ids=["a name that is not there", "a question behind itself"],
)
def test_faults_of_a_framework_by_line(run, text_file, line, code, said):
    """A framework that names what is not there, or contradicts itself, is refused by line."""
    old = line.split(":")[0] + ": "
    changed = next(
        part for part in ("wave: {question: year}", "runs: {text: Does it run?, scale: yn}") if part.startswith(old)
    )
    text_file(FRAMEWORK.replace(changed, line), "mills.yaml")

    ran = run("framework", "check", "mills.yaml")

    assert ran.code == 1
    assert "mills.yaml:" in ran.err + ran.out
    assert said in ran.err + ran.out
    assert code.value.message == "{what}"
