"""Questions of an earlier version: an old export is read with the present framework, and each use is said."""

from __future__ import annotations

import pytest
from clinics import FRAMEWORK

from civicmap.errors import Code, FrameworkError
from civicmap.framework.load import load_framework
from civicmap.survey.ingest import read
from civicmap.survey.options import ReadOptions

OLD = """
| code | grp/had_plan | ways/court | ways/phone | ways_other | gone | had_plan_comment |
|---|---|---|---|---|---|---|
| A | in force | 1 | 0 | by pigeon | x | soon |
"""


@pytest.fixture
def fw(text_file):
    """Return a framework with a crosswalk."""
    return load_framework(text_file(FRAMEWORK, "clinics.yaml"))


def test_an_old_export_is_read_with_the_present_framework(fw, workbook):
    """Old ids stand for the questions that follow them, with groups before them and options or remarks beside them."""
    found = read([workbook(OLD, "old.csv")], fw, options=ReadOptions(dialect="kobo"))
    survey = found.waves[0].survey
    said = {problem.where: problem for problem in found.problems if problem.code is Code.COLUMN_CROSSWALK}

    assert fw.question("plan").answer(int(survey.block.codes[survey.code_row("plan"), 0])).id == "yes"
    assert [survey.layout.options[row][1] for row in survey.tick_rows("routes") if survey.block.ticks[row, 0]] == [
        "court",
        "other",
    ]
    assert sorted(said) == ["old.csv!B1", "old.csv!C1", "old.csv!D1", "old.csv!E1", "old.csv!G1"]
    assert "read as plan: comparable with 2019" in said["old.csv!B1"].message
    assert "no trend may be drawn" in said["old.csv!C1"].message


def test_a_question_that_nothing_follows_is_named_and_not_stored(fw, workbook):
    """It is no unknown header: the framework says that it is gone."""
    found = read([workbook(OLD, "old.csv")], fw, options=ReadOptions(dialect="kobo"))
    dropped = [problem for problem in found.problems if problem.code is Code.COLUMN_DROPPED]

    assert [problem.where for problem in dropped] == ["old.csv!F1"]
    assert Code.COLUMN_UNMAPPED not in [problem.code for problem in found.problems]


def test_a_present_question_comes_before_a_crosswalk(text_file, workbook):
    """An id, text or title that the framework has now means that, whatever it meant before."""
    text = FRAMEWORK.replace(
        "had_plan: {to: plan",
        "staff: {to: plan, grade: exact}\n    link: {to: plan, grade: exact}\n    had_plan: {to: plan",
    )
    framework = load_framework(text_file(text, "now.yaml"))
    found = read([workbook("| code | staff |\n|---|---|\n| A | 4 |", "now.csv")], framework, options=ReadOptions())

    assert [column.question for column in found.columns[0]] == ["code", "staff"]
    assert Code.COLUMN_CROSSWALK not in [problem.code for problem in found.problems]


def test_the_mapping_comes_before_the_crosswalk(fw, workbook, text_file):
    """What a mapping says of a column is no use of the crosswalk."""
    from civicmap.survey.mapping_file import load_mapping

    told = load_mapping(text_file("columns: [{header: had_plan, role: ignored}]", "m.yaml"), fw)
    table = "| code | had_plan | staff |\n|---|---|---|\n| A | no | 1 |"
    found = read([workbook(table, "old.csv")], fw, options=ReadOptions(mapping=told))

    assert str(found.columns[0][1].role) == "ignored"
    assert Code.COLUMN_CROSSWALK not in [problem.code for problem in found.problems]


@pytest.mark.parametrize(
    ("entry", "what"),
    [
        ("had_plan: {to: plam, grade: exact}", "plam"),
        ("had_plan: {to: plan, grade: similar}", "grade"),
        ("had_plan: {grade: exact}", "to no question"),
        ("had_plan: {to: plan}", "grade"),
    ],
)
def test_a_crosswalk_is_checked(text_file, entry, what):
    """A successor that is no question, a grade that is none, and one without a successor are faults by line."""
    text = FRAMEWORK.replace("had_plan: {to: plan, grade: comparable}", entry)
    with pytest.raises(FrameworkError) as caught:
        load_framework(text_file(text, "bad.yaml"))

    line = text.split("\n").index(f"    {entry}") + 1
    assert caught.value.problems[0].where.startswith(f"bad.yaml:{line}")
    assert what in str(caught.value)
