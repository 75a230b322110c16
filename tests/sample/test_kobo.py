"""The second sample: the first wave as a messy KoboToolbox export, with its form."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from civicmap.errors import Code
from civicmap.framework.load import load_framework
from civicmap.survey.forms.explain import explain
from civicmap.survey.forms.xlsform import read_form
from civicmap.survey.ingest import read
from civicmap.survey.options import ReadOptions
from civicmap.survey.register.load import load_register

SAMPLE = Path(__file__).parents[2] / "data" / "sample"
# What is wrong with the export on purpose (see data/sample/kobo.py), and with the workbook (source/oddities.csv).
STRAY = ("info_channels", 11)


@pytest.fixture(scope="module")
def framework():
    """Return the framework of the sample."""
    return load_framework(SAMPLE / "framework.yaml")


@pytest.fixture(scope="module")
def register(framework):
    """Return the register of the sample."""
    return load_register(SAMPLE / "register.csv", framework)


@pytest.fixture(scope="module")
def export(framework, register):
    """Return the export, read with its form."""
    form = explain(read_form(SAMPLE / "kobo_form.xlsx"), framework)
    files = [SAMPLE / "kobo_export.csv"]
    return read(files, framework, register=register, wave="2019", options=ReadOptions(form=form))


def test_the_export_is_read_without_a_mapping(export):
    """Every column is known, every row accounted for, and what is wrong with it is named by its place."""
    count = export.count
    named = {p.code: p.where for p in export.problems}

    assert export.sources[0].dialect == "kobo"
    assert (count.read, count.responses, count.blank, count.not_responses) == (106, 104, 1, 1)
    assert not [column.header for column in export.columns[0] if column.role == "ignored"]
    assert named[Code.ROW_TOO_LONG] == "kobo_export.csv!13"
    assert named[Code.ROW_REJECTED] == "kobo_export.csv!39"
    assert named[Code.ROW_EQUAL] == "kobo_export.csv!107"
    assert Code.COLUMN_JOINED in named
    assert not export.stops()
    assert export.waves[0].survey.synthetic


def test_its_answers_are_those_of_the_workbook(export, framework, register):
    """Cell by cell the export says what the workbook of the same wave says, but for what either has wrong on purpose."""
    workbook = read(
        [SAMPLE / "survey_wave1.xlsx"], framework, register=register, wave="2019", options=ReadOptions()
    ).waves[0].survey  # fmt: skip
    kobo = export.waves[0].survey
    with (SAMPLE / "source" / "oddities.csv").open(encoding="utf-8") as stream:
        odd = {(line["entity"], line["question"]) for line in csv.DictReader(stream)}

    assert [one.id for one in kobo.entities] == [one.id for one in workbook.entities]
    differing = {
        (kobo.entities[row].id, question)
        for at, question in enumerate(kobo.layout.questions)
        for row in (kobo.block.codes[at] != workbook.block.codes[at]).nonzero()[0].tolist()
    }
    beyond = {pair for pair in differing - odd if pair[1] not in _behind(framework, odd)}
    assert {question for _, question in beyond} == {STRAY[0]}
    assert len(beyond) == 1


def _behind(framework, odd):
    """Return the questions that are routed by one that has an oddity."""
    from civicmap.framework.reading import reads

    touched = {question for _, question in odd}
    return {q.id for q in framework.questions if touched & set(reads(q.asked_if, q.closed_by).questions)}
