"""`--weight`, `--post-stratify` and `--rake`, and the weighted table of a published survey from a file of its shape."""

from __future__ import annotations

import csv
import importlib.util
import io
from fractions import Fraction
from pathlib import Path

import pytest

from civicmap.framework.load import load_framework
from civicmap.framework.types import QuestionType

MASCULINITY = Path(__file__).parents[2] / "benchmarks" / "masculinity"
UNASKED = ("q0030", "q0034", "q0035", "q0036", "racethn4", "educ3", "educ4")  # columns that the mapping leaves out
GROUPS = ("age3", "race2", "kids", "orientation")


def test_a_weighted_run_shows_both_shares(sampled):
    """JSON has the weighted share where the share stands, the other under `weighted`, and what weighting costs."""
    asked = ("gaps", "--finding", "overall_policy", "--by", "level", "--format", "json")
    plain, weighed = sampled(*asked).json, sampled(*asked, "--post-stratify", "level").json

    for before, after in zip(plain["findings"], weighed["findings"], strict=True):
        for name in ("numerator", "denominator", "bounds", "bases", "counts", "phrase"):
            assert after[name] == before[name]
        assert after["weighted"]["unweighted_share"] == before["share"]
        assert after["weighted"]["unweighted_interval"] == before["interval"]
        assert after["share"] == after["weighted"]["share"]
        assert after["interval"]["method"] == "wilson_weighted"
        assert "weighted" not in before
    costs = weighed["weights"]
    assert costs["ratio"] == pytest.approx(costs["max"] / costs["min"])
    assert costs["kish_effective_n"] * costs["kish_deff"] == pytest.approx(costs["respondents"])
    assert "weights" not in plain


@pytest.mark.parametrize("command", [("gaps",), ("crosstab", "all")])
def test_tables_and_csv_show_both_shares(sampled, command):
    """People see the share without weights beside the weighted one, and how unequal weights are; CSV has columns."""
    table = " ".join(sampled(*command, "--rake", "level,region").out.split())
    rows = list(csv.DictReader(io.StringIO(sampled(*command, "--rake", "level,region", "--format", "csv").out)))

    assert "by raking to the register's counts of level, region" in table
    assert "Plain: the share without weights." in table
    assert "Kish; design effect" in table
    assert {"se", "n_effective", "unweighted_share"} <= rows[0].keys()
    assert any(row["share"] != row["unweighted_share"] for row in rows)


def test_weights_that_cannot_be_had_end_with_2(sampled):
    """R10: a name, group or combination that is not there ends with 2 and says what to do."""
    for arguments, said in (
        (("--weight", "nought"), "no weight 'nought'"),
        (("--weight", "a", "--rake", "level"), "keep one of"),
        (("--post-stratify", "nought"), "no group 'nought'"),
        (("--post-stratify", "country"), "use --rake"),
    ):
        ran = sampled("gaps", *arguments)
        assert (ran.code, ran.out) == (2, ""), arguments
        assert said in ran.err


def test_a_table_says_who_counts_nothing(run, workbook, tmp_path):
    """Weights that are none are named with their cells at ingest, and counted below the table."""
    (tmp_path / "f.yaml").write_text(
        'civicmap: 1\nid: f\nversion: "1"\ntitle: F\nentity: {question: code}\n'
        'scales: {yn: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}}}}\n'
        "profile: {w: {questions: {code: {text: Code, type: text}}}}\n"
        "pillars: {p: {title: P, dimensions: {d: {title: D, indicators: {i: {title: I, questions: "
        "{a: {text: A, scale: yn}}}}}}}}\n",
        encoding="utf-8",
    )
    workbook("""
        | code | a   | weight |
        | ---- | --- | ------ |
        | E1   | Yes | 2      |
        | E2   | No  | 1.5    |
        | E3   | No  |        |
        | E4   | Yes | -2     |
        | E5   | Yes | 0      |
    """)
    read = run("ingest", "survey.xlsx", "--framework", "f.yaml")
    table = " ".join(run("crosstab", "a", "--weight", "weight").out.split())

    assert read.code == 0
    assert [cell for cell in ("C4", "C5", "C6") if f"!{cell}: " in read.err] == ["C4", "C5", "C6"]
    assert "count 0 in weighted shares: 2 without a weight that can be used and 1 of weight 0." in table
    assert "57%" in table


# --- the shape of a published survey ---------------------------------------------------------------------------------


def _file(questions):
    """Return made-up answers to every question of the framework, in the columns and words of the published file."""
    rows = []
    for row in range(24):
        cells = {}
        for number, question in enumerate(questions):
            left_out = question.id in {"q0010", "q0013"} and row % 3 == 0
            for place, answer in enumerate(question.answers):
                if question.type is QuestionType.MULTI:
                    ticked = answer.label if (row * 7 + number + place * 5) % 3 == 0 else "Not selected"
                    cells[f"{question.id}_{answer.id}"] = "NA" if left_out else ticked
            if question.type is QuestionType.CHOICE:
                given = question.answers[(row * 5 + row // 4 + number) % len(question.answers)].label
                cells[question.id] = "NA" if left_out else given
        rows.append(cells | dict.fromkeys(UNASKED, "x") | {"weight": f"{(row * 13 % 17 + 1) / 8:.9f}"})
    return rows


def _published(questions, rows):
    """Return the table that follows from the file, by exact fractions, half up, in the published layout."""
    by_id = {question.id: question for question in questions}
    values = [(group, answer.label) for group in GROUPS for answer in by_id[group].answers]
    table = [["", "", "Adult Men", *([""] * len(values))], ["", "", "", *(label for _, label in values)]]
    for question in questions:
        table.append([question.text, *[""] * (len(values) + 2)])
        for answer in question.answers:
            column = f"{question.id}_{answer.id}" if question.type is QuestionType.MULTI else question.id
            line = []
            for group, value in ((None, None), *values):
                own = [r for r in rows if r[column] != "NA" and (group is None or r[group] == value)]
                has = sum(Fraction(r["weight"]) for r in own if r[column] == answer.label)
                whole = sum(Fraction(r["weight"]) for r in own)
                line.append(f"{int(100 * has / whole + Fraction(1, 2))}%" if own else "")
            table.append(["", answer.label, *line])
    return table


def _write(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)


def _compare():
    """Return the script that compares crosstabs with the published table."""
    spec = importlib.util.spec_from_file_location("masculinity_compare", MASCULINITY / "compare.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_a_published_weighted_table_follows_from_its_file(run, tmp_path, capsysbinary):
    """Single and multiple choices, routed questions and four groups: every percentage equals exact arithmetic, rounded."""
    questions = load_framework(MASCULINITY / "framework.yaml").questions
    rows = _file(questions)
    _write(tmp_path / "raw.csv", [list(rows[0]), *(list(row.values()) for row in rows)])
    _write(tmp_path / "table.csv", _published(questions, rows))
    read = ("--framework", MASCULINITY / "framework.yaml", "--mapping", MASCULINITY / "mapping.yaml")
    done = run("ingest", "raw.csv", *read, "--quiet")
    assert done.code == 0, done.err
    for group in GROUPS:
        command = ("crosstab", "all", "--by", group, "--weight", "weight", "--format", "json", "-o", f"{group}.json")
        assert run(*command).code == 0

    code = _compare().main([str(tmp_path / "table.csv"), *(str(tmp_path / f"{group}.json") for group in GROUPS)])
    said = capsysbinary.readouterr().out.decode()

    assert code == 0, said
    assert all(line.split()[0] == line.split()[2] != "0" for line in said.splitlines())
