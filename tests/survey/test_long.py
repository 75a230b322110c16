"""Long tables: a row for each answer gives the same wave as a row for each response, and every cell keeps its place."""

from __future__ import annotations

import random
import time
from types import SimpleNamespace

import numpy as np
import pytest
from clinics import FRAMEWORK
from hypothesis import given, settings
from hypothesis import strategies as st

from civicmap.errors import Code, UnreadableError
from civicmap.framework.load import load_framework
from civicmap.measure.trace import cell_address
from civicmap.model import Column, Role
from civicmap.survey.ingest import read
from civicmap.survey.long import Cells, pivot
from civicmap.survey.long_plain import widen_plain
from civicmap.survey.mapping_file import load_mapping
from civicmap.survey.mapping_write import mapping_text
from civicmap.survey.options import ReadOptions

MAPPING = "long: {entity: Clinic, question: Item, answer: Reply}\n"
LONG = """
| Clinic | Item | Reply | Region |
|---|---|---|---|
| A | Is there a plan? | Yes, written | North |
| A | routes | Court | North |
| B | plan | soon | South |
| A | routes | Phone, mail | North |
| | | | |
| B | staff | 5 | South |
| A | staff | 4 | North |
"""
ANSWERS = {
    "plan": st.sampled_from(["", "Yes, written", "partly", "no", "Don't know", "nonsense"]),
    "routes": st.sampled_from(["", "Court", "court; phone", "Phone, mail; Court", "None of these"]),
    "staff": st.sampled_from(["", "0", "12", "many"]),
    "review": st.sampled_from(["", "2020-01-31"]),
    "link": st.sampled_from(["", "page 3", "see the annex"]),
}


@pytest.fixture(scope="module")
def fw(tmp_path_factory):
    """Return a framework with every type of question."""
    path = tmp_path_factory.mktemp("fw") / "clinics.yaml"
    path.write_text(FRAMEWORK, encoding="utf-8")
    return load_framework(path)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Return a folder for files of one test after another."""
    return tmp_path_factory.mktemp("long")


@pytest.fixture
def reading(fw, text_file):
    """Return a function that reads files by a mapping."""

    def run(*paths, mapping=MAPPING, **options):
        told = load_mapping(text_file(mapping, "mapping.yaml"), fw) if mapping else None
        return read(list(paths), fw, options=ReadOptions(mapping=told, **options))

    return run


def codes(problems):
    """Return the codes of problems."""
    return [problem.code for problem in problems]


def test_a_long_table_is_the_same_wave_as_a_wide_one(reading, workbook):
    """Questions are known by id and by text; several rows of a multiple choice add up; rows are accounted for."""
    wide = "| code | plan | routes | staff | Region |\n|---|---|---|---|---|\n| A | yes | Court; Phone, mail | 4 | North |\n| B | soon | | 5 | South |"
    long, other = reading(workbook(LONG, "long.xlsx")), reading(workbook(wide, "wide.xlsx"), mapping=None)

    assert long.waves[0].survey.content_sha256 == other.waves[0].survey.content_sha256
    count = long.count
    assert (count.read, count.responses, count.blank, count.not_responses) == (7, 2, 1, 4)
    folded = next(problem for problem in long.problems if problem.code is Code.ROW_FOLDED)
    assert (folded.where, folded.count) == ("long.xlsx!Responses!3", 4)


def test_cells_keep_their_own_row_and_column(reading, workbook):
    """Problems and explanations point at the row of the long file that holds the answer, in the column of answers."""
    found = reading(workbook(LONG, "long.xlsx"))
    survey = found.waves[0].survey

    assert next(p for p in found.problems if p.code is Code.ANSWER_UNKNOWN).where == "long.xlsx!Responses!C4"
    assert cell_address(survey, "staff", 0) == "long.xlsx!Responses!C8"
    assert cell_address(survey, "plan", 1) == "long.xlsx!Responses!C4"
    assert [int(number) for number in survey.row_number] == [2, 4]


def test_a_gate_is_reported_at_the_long_files_own_cell(reading, text_file, workbook):
    """A warning about an answer behind a gate stands at the row of that answer."""
    gated = FRAMEWORK.replace("staff: {text: How many staff?, type: number}",
                              "staff: {text: How many staff?, type: number, asked_if: {plan: [yes]}}")  # fmt: skip
    framework = load_framework(text_file(gated, "gated.yaml"))
    told = load_mapping(text_file(MAPPING, "mapping.yaml"), framework)
    path = workbook(
        "| Clinic | Item | Reply |\n|---|---|---|\n| A | plan | no |\n| B | plan | yes |\n| A | staff | 4 |", "g.csv"
    )
    found = read([path], framework, options=ReadOptions(mapping=told))

    assert next(p for p in found.problems if p.code is Code.ANSWER_BEHIND_GATE).where == "g.csv!C4"


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.fixed_dictionaries(ANSWERS), min_size=1, max_size=6).filter(lambda rows: any(any(r.values()) for r in rows)),
    st.randoms(use_true_random=False),
    st.booleans(),
)  # fmt: skip
def test_melting_a_table_changes_no_answer(fw, place, rows, rnd, ticks):
    """A random wide table, melted and shuffled, has the same content; with a row for each tick too."""
    head = ["code", "Region", *ANSWERS]
    wide = [[f"E{n}", f"R{n % 2}", *map(row.get, ANSWERS)] for n, row in enumerate(rows)]
    melted = []
    for n, row in enumerate(rows):
        melted.append([f"E{n}", f"R{n % 2}", "plan", ""])
        for question, text in row.items():
            parts = text.split("; ") if question == "routes" and ticks else [text]
            melted += [[f"E{n}", f"R{n % 2}", question, part] for part in parts if part or rnd.random() < 0.3]
    rnd.shuffle(melted)
    (place / "wide.csv").write_text(_csv([head, *wide]), encoding="utf-8")
    (place / "long.csv").write_text(_csv([["Clinic", "Region", "Item", "Reply"], *melted]), encoding="utf-8")
    (place / "m.yaml").write_text(MAPPING, encoding="utf-8")
    one = read([place / "wide.csv"], fw, options=ReadOptions())
    two = read([place / "long.csv"], fw, options=ReadOptions(mapping=load_mapping(place / "m.yaml", fw)))

    assert one.waves[0].survey.content_sha256 == two.waves[0].survey.content_sha256
    count = two.count
    assert count.read == len(melted) == count.responses + count.blank + count.not_responses
    folded = sum(problem.count for problem in two.problems if problem.code is Code.ROW_FOLDED)
    assert folded == count.not_responses


def _csv(rows):
    return "".join(",".join(f'"{cell}"' for cell in row) + "\r\n" for row in rows)


def test_a_second_answer_that_differs_names_both_rows(reading, workbook):
    """One response that answers a question twice is an error unless the two are equal, in form or but for it."""
    table = "| Clinic | Item | Reply |\n|---|---|---|\n| A | plan | no |\n| A | staff | 4 |\n| A | plan | {} |"
    bad = reading(workbook(table.format("partly"), "bad.csv"))
    good = reading(workbook(table.format("NO "), "good.csv"))

    twice = next(problem for problem in bad.problems if problem.code is Code.LONG_TWICE)
    assert twice.where == "bad.csv!C4"
    assert "row 2" in twice.message
    assert "plan" in twice.message
    assert bad.stops()
    assert not good.stops()


def test_what_a_response_says_of_itself_must_be_the_same_in_its_rows(reading, workbook):
    """A group that two rows of a response give differently is an error at the second."""
    table = (
        "| Clinic | Item | Reply | Region |\n|---|---|---|---|\n| A | plan | no | North |\n| A | staff | 4 | South |"
    )
    found = reading(workbook(table, "bad.csv"))

    assert next(p for p in found.problems if p.code is Code.LONG_TWICE).where == "bad.csv!D3"


def test_unknown_questions_and_options_are_named_in_one_run(reading, workbook):
    """Each text that is no question is named once with its rows; so are options, and answers without a question."""
    table = """
| Clinic | Item | Choice | Reply |
|---|---|---|---|
| A | plan | | no |
| A | plam | | no |
| B | plam | | no |
| B | | | 7 |
| B | routes | caurt | 1 |
| B | routes | phone | 1 |
| B | had_plan | | no |
"""
    found = reading(
        workbook(table, "long.csv"), mapping="long: {entity: Clinic, question: Item, option: Choice, answer: Reply}"
    )
    by_code = {problem.code: problem for problem in found.problems}

    assert (by_code[Code.LONG_QUESTION].where, by_code[Code.LONG_QUESTION].count) == ("long.csv!B3", 2)
    assert by_code[Code.LONG_NO_QUESTION].where == "long.csv!D5"
    assert by_code[Code.LONG_OPTION].where == "long.csv!C6"
    assert by_code[Code.COLUMN_CROSSWALK].where == "long.csv!B8"


@pytest.mark.parametrize("replies", [("1", "0", "1"), ("", "", None)])
def test_options_stand_in_rows_of_their_own(reading, workbook, replies):
    """With a column of options a row is a tick: as its answer says, or by itself where no such row has an answer."""
    names = ("court", "none", "Phone, mail")
    lines = [f"| A | routes | {name} | {reply or ''} |" for name, reply in zip(names, replies, strict=True)]
    if replies[0] == "":
        del lines[1]
    table = "| Clinic | Item | Choice | Reply |\n|---|---|---|---|\n| A | staff | | 3 |\n" + "\n".join(lines)
    found = reading(
        workbook(table, "long.csv"), mapping="long: {entity: Clinic, question: Item, option: Choice, answer: Reply}"
    )
    survey = found.waves[0].survey
    ticked = [survey.layout.options[row][1] for row in survey.tick_rows("routes") if survey.block.ticks[row, 0]]

    assert ticked == ["court", "phone"]
    assert not [problem for problem in found.problems if problem.severity != "note"]


def test_comments_evidence_and_the_text_of_other_are_kept(reading, workbook):
    """What stands beside an answer is kept with its question; beside the option `other` it is that option's text."""
    table = """
| Clinic | Item | Choice | Reply | Remark | Proof |
|---|---|---|---|---|---|
| A | plan | | no | soon | page 4 |
| A | routes | other | 1 | by pigeon | |
"""
    mapping = "long: {entity: Clinic, question: Item, option: Choice, answer: Reply, comment: Remark, evidence: Proof}"
    wave = reading(workbook(table, "long.csv"), mapping=mapping).waves[0]
    raw = wave.raw
    held = {(c.column.role, c.column.question): (c.column.letter, c.texts[-1], int(c.numbers[0])) for c in raw.columns}

    assert held[Role.COMMENT, "plan"] == ("E", "soon", 2)
    assert held[Role.EVIDENCE, "plan"] == ("F", "page 4", 2)
    assert held[Role.OTHER, "routes"] == ("E", "by pigeon", 3)
    assert cell_address(wave.survey, "plan", 0) == "long.csv!D2"


def test_instances_and_waves_are_rows_of_their_own(text_file, workbook):
    """A response is one entity, instance, wave and stage; its row is the first of its rows in the file."""
    text = FRAMEWORK.replace("groups:", "wave: {question: year}\ninstances: {key: [site], absent: not_asked}\ngroups:")
    text = text.replace(
        "who: {questions: {", "who: {questions: {year: {text: Year, type: text}, site: {text: Site, type: text}, "
    )
    framework = load_framework(text_file(text, "sites.yaml"))
    mapping = "long: {entity: Clinic, instance: Where, wave: When, question: Item, answer: Reply}"
    told = load_mapping(text_file(mapping, "mapping.yaml"), framework)
    table = """
| Clinic | Where | When | Item | Reply |
|---|---|---|---|---|
| A | east | 2020 | plan | no |
| A | west | 2020 | plan | yes |
| A | east | 2021 | plan | partly |
| A | east | 2020 | staff | 4 |
"""
    found = read([workbook(table, "long.csv")], framework, options=ReadOptions(mapping=told))

    assert [(one.wave, one.survey.row_instance, one.raw.row_number.tolist()) for one in found.waves] == [
        ("2020", ("east", "west"), [2, 3]),
        ("2021", ("east",), [4]),
    ]


def test_one_mapping_serves_long_and_wide_files(reading, workbook):
    """A file without the columns of questions and answers is wide; a long header that no file has is an error."""
    wide = workbook("| code | plan |\n|---|---|\n| C | no |", "wide.csv")
    both = reading(workbook(LONG, "long.csv"), wide)
    none = reading(wide)

    assert both.count.responses == 3
    assert not both.stops()
    assert codes(none.problems).count(Code.MAPPING_UNKNOWN) == 3


@pytest.mark.parametrize(
    ("mapping", "what"),
    [
        ("long: {entity: Clinic, question: Item}", "answer"),
        ("long: {entity: Clinic, question: Item, answer: Reply, colour: X}", "colour"),
        ("long: [Clinic]", "key: value"),
    ],
)
def test_faults_of_long_are_named_by_line(fw, text_file, mapping, what):
    """A mapping whose `long` lacks a column or names another key is refused at its line."""
    with pytest.raises(UnreadableError) as caught:
        load_mapping(text_file(f"missing: {{zz: blank}}\n{mapping}\n", "mapping.yaml"), fw)

    assert caught.value.problems[0].where == "mapping.yaml:2"
    assert what in str(caught.value)


def test_the_mapping_that_is_written_reads_a_long_table_again(reading, workbook, text_file, fw):
    """What is written keeps `long`, and gives the same columns and answers."""
    path = workbook(LONG, "long.xlsx")
    first = reading(path)
    told = load_mapping(text_file(MAPPING, "mapping.yaml"), fw)
    text = mapping_text(list(zip(first.sources, first.columns, strict=True)), told)
    second = reading(path, mapping=text)

    assert "long: {entity: Clinic, question: Item, answer: Reply}" in text
    assert second.columns == first.columns
    assert second.waves[0].survey.content_sha256 == first.waves[0].survey.content_sha256


def test_too_many_rows_of_one_multiple_choice_are_an_error(reading, workbook):
    """More different texts than a question can have are refused, so that no file makes columns without end."""
    lines = "\n".join(f"| A | routes | text {n} |" for n in range(60))
    found = reading(workbook(f"| Clinic | Item | Reply |\n|---|---|---|\n{lines}", "long.csv"))

    assert next(p for p in found.problems if p.code is Code.LONG_MANY).where == "long.csv!C38"


def test_plain_cells_become_columns(fw):
    """Cells given as plain sequences, as of workbooks that were filled in, become a row for each entity."""
    found = SimpleNamespace(
        entities=("B", "B", "A", "A"),
        questions=("plan", "routes", "routes", "plan"),
        options=(None, "other", "other", None),
        roles=("answer", "answer", "comment", "evidence"),
        texts=("no", "yes", "by pigeon", "page 4"),
        rows=(7, 9, 9, 7),
        letters=("E", "E", "F", "G"),
        groups=(),
    )
    pivoted, numbers = widen_plain(found, fw, lambda row, letter: f"{letter}{row}")
    held = {(c.column.role, c.column.letter): [c.texts[code] for code in c.codes] for c in pivoted.columns}

    assert numbers.tolist() == [7, 9]
    assert held == {
        (Role.QUESTION, "E"): ["no", ""],
        (Role.OPTION, "E"): ["yes", ""],
        (Role.OTHER, "F"): ["", "by pigeon"],
        (Role.EVIDENCE, "G"): ["", "page 4"],
        (Role.ENTITY, ""): ["B", "A"],
    }


def test_a_million_cells_take_seconds(fw):
    """The work grows with sorting, not with a loop over rows."""
    rnd = np.random.default_rng(1)
    groups, size = 50_000, 1_000_000
    order = rnd.permutation(size)
    columns = tuple(Column("C", "Reply", Role.OPTION, "routes", f"o{n}") for n in range(20))
    cells = Cells(order // 20, order % 20, rnd.integers(1, 5, size), np.arange(2, size + 2, dtype=np.uint32), columns,
                  ("", "a", "b", "c", "d"))  # fmt: skip
    begun = time.process_time()
    found = pivot(cells, groups, fw, lambda row, letter: f"{letter}{row}")

    assert time.process_time() - begun < 10
    assert len(found.columns) == 20
    assert not found.problems
    assert all((held.codes > 0).all() for held in found.columns)


def test_shuffled_rows_give_the_same_answers(reading, workbook):
    """The order of rows in a long table changes nothing."""
    head, rule, *rows = LONG.strip().split("\n")
    found = set()
    for seed in range(3):
        random.Random(seed).shuffle(rows)
        found.add(reading(workbook("\n".join([head, rule, *rows]), "long.csv")).waves[0].survey.content_sha256)

    assert len(found) == 1
