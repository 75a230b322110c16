"""One wave in files of several tools and several versions of a form; and the mapping that is written for them."""

from __future__ import annotations

from itertools import permutations

import pytest
from clinics import FRAMEWORK

from civicmap.errors import Code
from civicmap.framework.load import load_framework
from civicmap.measure.trace import cell_address
from civicmap.survey.ingest import read
from civicmap.survey.mapping_file import load_mapping
from civicmap.survey.mapping_write import mapping_text
from civicmap.survey.options import ReadOptions

KOBO = """
| _uuid | _submission_time | about/code | about/clinic | main/plan | main/routes | main/routes/court | main/routes/phone | main/routes/other | main/routes/none | main/routes_other | main/staff | main/review | _index |
|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
| u1 | 2021-01-01 | K1 | Kay | yes | court phone | 1 | 1 | 0 | 0 | | 4 | 2020-01-31 | 1 |
| u2 | 2021-01-01 | K2 | Kim | dont_know | other | 0 | 0 | 1 | 0 | by pigeon | 5 | | 2 |
| u3 | 2021-01-01 | K3 | Kit | no | | | | | | | | | 3 |
"""
HAND = """
| Clinic code | Name of the clinic | Region | Is there a plan? | Which routes? | How many staff? | When reviewed? | Where is it? |
|---|---|---|---|---|---|---|---|
| H1 | Hay | North | Yes, written | Court; Phone, mail | 7 | 2019-05-05 | page 3 |
| H2 | Hob | South | No | None of these | 1 | | |
| H3 | Hum | South | Other | Court | | | |
"""
TICKS = """
| code | plan | Which routes? [Court] | Which routes? [Phone, mail] | Which routes? [Other] | Which routes? [None of these] |
|---|---|---|---|---|---|
| T1 | Partly | 1 | 0 | 0 | 0 |
| T2 | in force | 0 | 1 | 1 | 0 |
| T3 | No | 0 | 0 | 0 | 0 |
"""
MONKEY = """
| Respondent ID | code | Is there a plan? | Which routes? | | |
|---|---|---|---|---|---|
| | Open-Ended Response | Response | Court | Phone, mail | None of these |
| 11 | M1 | Partly | Court | | |
| 12 | M2 | Don't know | | | None of these |
"""
FILES = {"kobo.xlsx": KOBO, "hand.xlsx": HAND, "ticks.csv": TICKS, "monkey.csv": MONKEY}
OTHERS = {
    "qualtrics.csv": r"""
| StartDate | ResponseId | RecipientEmail | Q1 | plan | Q3_1 | Q3_2 |
|---|---|---|---|---|---|---|
| Start Date | Response ID | Recipient Email | Clinic code | Is there a plan? | Which routes? - Court | Which routes? - Phone, mail |
| {"ImportId":"startDate"} | {"ImportId":"_recordId"} | {"ImportId":"e"} | {"ImportId":"QID1_TEXT"} | {"ImportId":"QID2"} | {"ImportId":"QID3_1"} | {"ImportId":"QID3_2"} |
| 2021-01-01 | R_1 | a@example.org | A | Partly | Court | |
| 2021-01-01 | R_2 | b@example.org | B | No | | Phone, mail |
""",
    "limesurvey.csv": """
| Response ID | Date submitted | Last page | Start language | code | plan | routes[court] | routes[phone] | routes[other] | nothing of ours |
|---|---|---|---|---|---|---|---|---|---|
| 1 | 2021-01-01 | 3 | en | A | yes | Yes | No | by pigeon | x |
| 2 | 2021-01-01 | 3 | en | B | no | No | Yes | | y |
""",
    "google.csv": """
| Timestamp | Email Address | Clinic code | Is there a plan? | Which routes? | How many staff? |
|---|---|---|---|---|---|
| 2021/01/01 10:00:00 AM GMT+1 | a@example.org | A | Partly | Court, Phone, mail | 4 |
| 2021/01/01 10:00:00 AM GMT+1 | b@example.org | B | No | Court | 5 |
""",
    "hxl.csv": """
| Clinic code | Is there a plan? | How many staff? |
|---|---|---|
| #org+code | #status | #value |
| A | Partly | 4 |
""",
    "titled.xlsx": """
| Clinics of the country | | | |
|---|---|---|---|
| | | | |
| Clinic code | Is there a plan? | | Region |
| A | Partly | | North |
| Total | 1 | | |
| Note: not verified | | | |
""",
    "twice.csv": """
| code | plan | Q | Q | plan | E-mail |
|---|---|---|---|---|---|
| A | No | 1 | 2 | No | a@example.org |
""",
}


@pytest.fixture
def fw(text_file):
    """Return a framework with every type of question."""
    return load_framework(text_file(FRAMEWORK, "clinics.yaml"))


@pytest.fixture
def files(workbook):
    """Return a file of each tool."""
    return [workbook(table, name) for name, table in FILES.items()]


def cells(survey):
    """Return what each entity answered, whatever else the survey holds."""
    found = {}
    for row, entity in enumerate(survey.row_entity.tolist()):
        codes = dict(zip(survey.layout.questions, survey.block.codes[:, row].tolist(), strict=True))
        values = [repr(value) for value in survey.block.values[:, row].tolist()]
        found[survey.entities[entity].id] = (codes, survey.block.ticks[:, row].tolist(), values,
                                             {name: held[row] for name, held in survey.texts.items() if held[row]})  # fmt: skip
    return found


def warnings(problems):
    """Return the problems that are no notes."""
    return [str(problem) for problem in problems if problem.severity != "note"]


def test_files_of_several_tools_are_one_wave(fw, files):
    """Each answer is what it is when its file is read alone, for every type of question and in any order of files."""
    alone = {}
    for path in files:
        one = read([path], fw, options=ReadOptions())
        assert not warnings(one.problems)
        alone |= cells(one.waves[0].survey)
    orders = list(permutations(files))
    found = [read(order, fw, options=ReadOptions()) for order in (orders[0], orders[9], orders[-1])]

    for together in found:
        assert not warnings(together.problems)
        assert cells(together.waves[0].survey) == alone
    assert len({together.waves[0].survey.content_sha256 for together in found}) == 1


def test_each_cell_is_addressed_in_its_own_file(fw, files):
    """A question that stands in another column of each file is pointed at where the file has it."""
    survey = read(files, fw, options=ReadOptions()).waves[0].survey
    row = {survey.entities[entity].id: row for row, entity in enumerate(survey.row_entity.tolist())}

    assert cell_address(survey, "plan", row["K1"]) == "kobo.xlsx!Responses!E2"
    assert cell_address(survey, "plan", row["H2"]) == "hand.xlsx!Responses!D3"
    assert cell_address(survey, "routes", row["T1"]) == "ticks.csv!C2:F2"


def test_joined_cells_of_one_file_do_not_contradict_ticks_of_another(fw, workbook):
    """Within a file they still must agree; the contradiction is pointed at in that file."""
    wrong = KOBO.replace("| court phone | 1 | 1 |", "| court phone | 1 | 0 |")
    found = read([workbook(HAND, "a.xlsx"), workbook(wrong, "b.xlsx")], fw, options=ReadOptions())
    told = [problem for problem in found.problems if problem.code is Code.ANSWER_COLUMNS]

    assert [(problem.where, problem.count) for problem in told] == [("b.xlsx!Responses!F2", 1)]


def test_two_versions_of_a_form_are_read_by_question(text_file, workbook):
    """An old version with a question that the new one lacks, and the reverse, merge by question, in one language or two."""
    text = FRAMEWORK.replace("language: en", "language: en\ntranslations: {fr: clinics.fr.csv}")
    text_file("where,en,fr\nquestions.staff.text,How many staff?,Combien d'employés ?\n", "clinics.fr.csv")
    framework = load_framework(text_file(text, "two.yaml"))
    old = """
| _uuid | _index | v1/code | v1/plan | v1/staff | _submission_time |
|---|---|---|---|---|---|
| a | 1 | A | in force | 3 | 2020-01-01 |
"""
    new = """
| _uuid | _index | b/c/link | b/c/plan | b/code | Combien d'employés ? | review | _submission_time |
|---|---|---|---|---|---|---|---|
| b | 1 | page 2 | yes | B | 9 | 2021-02-02 | 2021-01-01 |
"""
    found = read([workbook(old, "old.xlsx"), workbook(new, "new.xlsx")], framework, options=ReadOptions())
    survey = found.waves[0].survey
    held = cells(survey)

    assert not warnings(found.problems)
    assert held["A"][0]["plan"] == held["B"][0]["plan"] == framework.question("plan").code("yes")
    assert (held["A"][0]["link"], held["B"][0]["link"]) == (0, 7)
    assert survey.block.values[survey.layout.numbers.index("staff")].tolist() == [3, 9]


def test_two_versions_in_one_file_are_read_in_turns(fw, workbook):
    """The columns of an old and a new version beside each other are one question's."""
    table = """
| _uuid | _index | code | v1/plan | v2/plan | v2/staff | _submission_time |
|---|---|---|---|---|---|---|
| a | 1 | A | in force | | | 2020-01-01 |
| b | 2 | B | | yes | 4 | 2021-01-01 |
"""
    found = read([workbook(table, "both.xlsx")], fw, options=ReadOptions())
    survey = found.waves[0].survey

    assert survey.block.codes[survey.code_row("plan")].tolist() == [fw.question("plan").code("yes")] * 2
    assert Code.COLUMN_JOINED in [problem.code for problem in found.problems]


@pytest.mark.parametrize(
    "names",
    [*([name] for name in FILES | OTHERS), [*FILES], ["hand.xlsx", "ticks.csv"], ["limesurvey.csv", "titled.xlsx"]],
    ids=" ".join,
)
def test_the_mapping_that_is_written_gives_the_same_again(fw, workbook, text_file, names):
    """The next run by the written mapping finds the same columns and answers, and writes the same mapping."""
    paths = [workbook((FILES | OTHERS)[name], name) for name in names]
    first = read(paths, fw, options=ReadOptions(duplicates="last"))
    text = mapping_text(list(zip(first.sources, first.columns, strict=True)))
    told = load_mapping(text_file(text, "mapping.yaml"), fw)
    second = read(paths, fw, options=ReadOptions(mapping=told, duplicates="last"))

    assert first.waves, [str(problem) for problem in first.problems]
    assert second.columns == first.columns
    assert second.waves[0].survey.content_sha256 == first.waves[0].survey.content_sha256
    assert mapping_text(list(zip(second.sources, second.columns, strict=True)), told) == text
    assert [f"# {name}" in text or f'# "{name}"' in text for name in names] == [len(names) > 1] * len(names)


def test_a_header_that_stands_elsewhere_in_another_file_keeps_both_meanings(fw, workbook, text_file):
    """Of two entries with one header, the one with a file's own letter counts in that file."""
    one = workbook("| code | Q | Remark |\n|---|---|---|\n| A | no | x |", "one.csv")
    two = workbook("| code | Remark | Q |\n|---|---|---|\n| B | 4 | yes |", "two.csv")
    text = """
columns:
  - {header: Q, column: B, question: plan}
  - {header: Q, column: C, question: plan}
  - {header: Remark, column: B, question: staff}
  - {header: Remark, column: C, role: comment, question: plan}
"""
    told = load_mapping(text_file(text, "mapping.yaml"), fw)
    found = read([one, two], fw, options=ReadOptions(mapping=told))

    assert [[column.question for column in columns] for columns in found.columns] == [
        ["code", "plan", "plan"],
        ["code", "staff", "plan"],
    ]
