"""The mapping file: what it settles, what it writes, and every fault by line."""

from __future__ import annotations

import pytest

from civicmap.errors import Code, UnreadableError
from civicmap.framework.load import load_framework
from civicmap.survey.ingest import read, read_survey
from civicmap.survey.mapping_file import load_mapping
from civicmap.survey.mapping_write import mapping_text
from civicmap.survey.options import ReadOptions

FRAMEWORK = """
civicmap: 1
id: ports
version: "1"
title: Ports
language: en
entity: {question: port}
groups: {coast: {title: Coast, register: coast}}
scales:
  plan: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}, dont_know: {label: "Don't know", state: dont_know}}}
  kinds: {multi: count, answers: {a: {label: A}, other: {label: Other, other: true}}}
profile: {who: {questions: {port: {text: Port, type: text}}}}
pillars:
  p: {title: P, dimensions: {d: {title: D, indicators: {I: {title: I, questions: {spill_plan: {text: Is there a spill plan?, scale: plan}, kinds: {text: Kinds, scale: kinds}}}}}}}
"""
SURVEY = """
| Unit | Q7 | Q7 | Remarks | NA |
|---|---|---|---|---|
| P1 | in place, see annex | zz | - | 1 |
| P2 | -99 | zz | - | 0 |
| P3 | No | zz | - | N/A |
"""
MAPPING = """
file: {sheet: Responses, header_rows: 1}
columns:
  - {header: Unit, role: entity}
  - {header: Q7, column: B, question: spill_plan}
  - {column: c, role: ignored}
  - {header: remarks, role: comment, question: spill_plan}
  - {header: NA, question: kinds, option: a}
answers:
  - {question: spill_plan, text: "in place, see annex", is: yes}
missing: {"-99": blank, "N/A": not_applicable}
"""


@pytest.fixture
def framework(text_file):
    """Return a framework with a choice and a multiple choice."""
    return load_framework(text_file(FRAMEWORK, "ports.yaml"))


def test_a_mapping_settles_columns_answers_and_missing_values(framework, workbook, text_file):
    """Headers that nothing knows are taken as the mapping says, by header, by letter, or by both."""
    survey = read_survey([workbook(SURVEY)], framework, mapping=text_file(MAPPING, "mapping.yaml"))

    question = framework.question("spill_plan")
    codes = survey.block.codes[survey.code_row("spill_plan")].tolist()
    assert codes == [question.code("yes"), 0, question.code("no")]
    assert survey.block.ticks[survey.tick_rows("kinds")[0]].tolist() == [1, 0, 0]
    assert survey.problems == ()


def test_what_is_written_reads_back_to_the_same(framework, workbook, text_file):
    """A written mapping, fed back, gives the same columns and answers, and is written again byte for byte."""
    path = workbook(SURVEY)
    first = read([path], framework, options=ReadOptions(mapping=load_mapping(text_file(MAPPING, "m.yaml"), framework)))
    told = load_mapping(text_file(MAPPING, "m.yaml"), framework)
    text = mapping_text([(first.sources[0], first.columns[0])], told)

    again = load_mapping(text_file(text, "again.yaml"), framework)
    second = read([path], framework, options=ReadOptions(mapping=again))

    assert second.columns == first.columns
    assert second.waves[0].survey.content_sha256 == first.waves[0].survey.content_sha256
    assert second.problems == ()
    assert mapping_text([(second.sources[0], second.columns[0])], again) == text


@pytest.mark.parametrize(
    "header",
    ["null", "yes", "3", "1.0", 'say "hi": {x}', "# no comment", "*star", "&and", "a\nb", "é\u2028ü", "- x", "'=cmd|"],
)
def test_any_header_survives_writing(framework, workbook, text_file, header):
    """Whatever text a header is, the written mapping names that header."""
    cell = header.replace("|", "\\|").replace("\n", "\\n")
    reading = read(
        [workbook(f"| port | {cell} |\n|---|---|\n| P1 | x |", numbers=False)], framework, options=ReadOptions()
    )
    told = load_mapping(text_file(mapping_text([(reading.sources[0], reading.columns[0])]), "m.yaml"), framework)

    assert [column.header for column in told.columns] == ["port", header]


FAULTS = """
fil: {sheet: x}
columns:
  - {header: Unit, role: entitty}
  - {header: Q7, question: spil_plan}
  - {role: entity}
  - {header: a, question: kinds, option: b}
  - {header: b, role: option, question: kinds}
  - {column: "7", role: ignored}
  - {header: 1.10, role: ignored}
answers:
  - {question: spill_plan, text: x, is: maybe}
  - {text: y}
missing: {"x": gone}
"""


def test_every_fault_of_a_mapping_is_named_by_line(framework, text_file):
    """All faults come in one run, each with its line and, where something is near, with what was meant."""
    with pytest.raises(UnreadableError) as caught:
        load_mapping(text_file(FAULTS, "mapping.yaml"), framework)

    told = {problem.where: problem for problem in caught.value.problems}
    assert {problem.code for problem in told.values()} == {Code.MAPPING_FAULT}
    assert list(told) == [f"mapping.yaml:{line}" for line in (2, 4, 5, 6, 7, 8, 9, 10, 12, 13, 14)]
    assert "did you mean 'file'" in told["mapping.yaml:2"].message
    assert "did you mean 'entity'" in told["mapping.yaml:4"].message
    assert "did you mean 'spill_plan'" in told["mapping.yaml:5"].message


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("columns: [", 1),
        ("a: &x 1\n", 1),
        ("columns:\n  - {header: a, header: b}\n", 2),
        ("- 1\n", 1),
        ("columns: 3\n", 1),
    ],
)
def test_what_is_no_mapping_is_refused(framework, text_file, text, line):
    """Broken YAML, anchors, keys said twice and other shapes are faults with a line."""
    with pytest.raises(UnreadableError) as caught:
        load_mapping(text_file(text, "mapping.yaml"), framework)

    assert caught.value.problems[0].where == f"mapping.yaml:{line}"


def test_a_column_that_no_file_has_is_named(framework, workbook, text_file):
    """A column that the mapping names in vain is an error, with the mapping's line."""
    told = load_mapping(text_file("columns:\n  - {header: Ghost, role: ignored}\n", "mapping.yaml"), framework)
    reading = read(
        [workbook("| port | spill_plan |\n|---|---|\n| P1 | No |")], framework, options=ReadOptions(mapping=told)
    )

    assert [(problem.code, problem.where) for problem in reading.problems] == [(Code.MAPPING_UNKNOWN, "mapping.yaml:2")]
