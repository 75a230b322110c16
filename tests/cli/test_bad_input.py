"""What is wrong with a file is said plainly, with the right exit code, and nothing is stored."""

from __future__ import annotations

import pytest

FRAMEWORK = """
civicmap: 1
id: tiny
version: "1"
title: Tiny
language: en
entity: {question: unit}
scales:
  yes_no: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}}}
profile: {who: {questions: {unit: {text: Unit, type: text}}}}
pillars:
  one:
    title: One
    dimensions:
      d: {title: D, indicators: {I1: {title: I, questions: {q1: {text: First?, scale: yes_no}, q2: {text: Second?, scale: yes_no}}}}}
"""
GOOD = """
| unit | q1 | q2 |
| --- | --- | --- |
| a | Yes | No |
| b | No | No |
"""


@pytest.fixture
def tiny(run, text_file):
    """Return a function that ingests a file with a framework of two questions."""
    text_file(FRAMEWORK, "tiny.yaml")
    return lambda *files, **_: run("ingest", *files, "--framework", "tiny.yaml")


def _stored(tmp_path):
    return (tmp_path / "civicmap.duckdb").exists()


@pytest.mark.parametrize(
    ("name", "content", "code", "says"),
    [
        ("empty.xlsx", b"", 2, "empty"),
        ("text.xlsx", b"%PDF-1.7 not a workbook", 2, "PDF"),
        ("zip.xlsx", b"PK\x03\x04 broken", 2, "zip.xlsx"),
        ("old.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), 2, "old.xlsx"),
        ("page.csv", b"<!DOCTYPE html><html><body>login</body></html>", 2, "HTML"),
        ("latin.csv", "unit,q1\nGen\xe8ve,Yes\n".encode("latin-1"), 2, "--encoding"),
        ("header.csv", b"unit,q1,q2\n", 1, "no row"),
        ("other.csv", b"alpha,beta\n1,2\n", 1, "no column"),
        ("twice.csv", b"unit,q1,First?\na,Yes,No\n", 1, "B and C"),
        ("entity.csv", b"unit,q1,q2\na,Yes,No\na,No,No\n", 1, "row 2"),
        ("nobody.csv", b"unit,q1,q2\n,Yes,No\n", 1, "no entity"),
    ],
)
def test_a_file_that_cannot_be_stored(tiny, tmp_path, name, content, code, says):
    """Each kind of bad file exits as the rules say, names the file and the fault, and leaves no store."""
    (tmp_path / name).write_bytes(content)

    ran = tiny(name)

    assert ran.code == code, ran.err
    assert name in ran.err
    assert says.lower() in ran.err.lower()
    assert "Traceback" not in ran.err
    assert not _stored(tmp_path)


def test_a_missing_file_and_a_folder_without_files(tiny, tmp_path):
    """A file that is not there and an empty folder cannot be read: exit 2."""
    (tmp_path / "folder").mkdir()

    assert tiny("nowhere.xlsx").code == 2
    assert tiny("folder").code == 2
    assert not _stored(tmp_path)


def test_every_problem_is_told_in_one_run(tiny, workbook):
    """Unknown answers, an unmapped column and a blank row are told together, each by its cell; the wave is stored."""
    workbook("""
| unit | q1 | q2 | Remarks |
| --- | --- | --- | --- |
| a | Maybe | No | fine |
| | | | |
| b | Yes | Perhaps | |
""")

    ran = tiny("survey.xlsx")

    assert ran.code == 0
    assert "B2" in ran.err
    assert "'Maybe'" in ran.err
    assert "C4" in ran.err
    assert "Remarks" in ran.err
    assert "blank" in ran.err


def test_strict_makes_a_warning_an_error(run, text_file, workbook, tmp_path):
    """Under --strict an unknown answer stops the ingest: exit 1, nothing stored."""
    text_file(FRAMEWORK, "tiny.yaml")
    workbook("| unit | q1 |\n| --- | --- |\n| a | Maybe |")

    assert run("ingest", "survey.xlsx", "--framework", "tiny.yaml", "--strict").code == 1
    assert not _stored(tmp_path)


def test_a_failed_ingest_leaves_the_old_wave(tiny, workbook, run):
    """What was stored stays, when the next file of the wave cannot be stored."""
    workbook(GOOD)
    assert tiny("survey.xlsx").code == 0
    before = run("score", "--format", "json").out
    workbook("| unit | q1 |\n| --- | --- |\n| a | Yes |\n| a | No |")

    assert tiny("survey.xlsx").code == 1
    assert before == run("score", "--format", "json").out


def test_an_entity_that_is_not_in_the_register(run, text_file, workbook, tmp_path):
    """With a register, an unknown entity stops the ingest, with the near name as a hint."""
    text_file(FRAMEWORK, "tiny.yaml")
    text_file("id,name\na,Alpha\nbb,Beta\n", "register.csv")
    workbook(GOOD)

    ran = run("ingest", "survey.xlsx", "--framework", "tiny.yaml", "--register", "register.csv")

    assert ran.code == 1
    assert "'b'" in ran.err
    assert not _stored(tmp_path)


def test_a_bad_framework_exits_2_where_it_is_used_and_1_where_it_is_checked(run, text_file, workbook):
    """`framework check` says no; any other command cannot run."""
    text_file(FRAMEWORK.replace("scale: yes_no", "scale: yes_on"), "bad.yaml")
    workbook(GOOD)

    checked = run("framework", "check", "bad.yaml")
    used = run("ingest", "survey.xlsx", "--framework", "bad.yaml")

    assert (checked.code, used.code) == (1, 2)
    assert "bad.yaml:15" in checked.out + checked.err
    assert "yes_no" in checked.out + checked.err


def test_a_store_that_is_none(run, tmp_path):
    """A file that is no store cannot be read: exit 2, with its name."""
    (tmp_path / "civicmap.duckdb").write_bytes(b"not a database at all" * 100)

    ran = run("score")

    assert ran.code == 2
    assert "civicmap.duckdb" in ran.err


def test_unknown_names_are_answered_with_the_known_ones(sampled):
    """A wave, pillar, group, finding, format or audience that is not there exits 2 and lists what is."""
    for arguments, known in (
        (("score", "--wave", "1999"), "2019"),
        (("score", "--pillar", "protecton"), "protection"),
        (("score", "--by", "levle"), "level"),
        (("gaps", "--finding", "contest"), "contest_participation"),
        (("score", "--format", "yaml"), "json"),
        (("report", "--format", "pdf"), "docx"),
        (("report", "--audience", "everyone"), "internal"),
        (("gaps", "--base", "all"), "respondents"),
    ):
        ran = sampled(*arguments)
        assert ran.code == 2, arguments
        assert known in ran.err, arguments


def test_nothing_is_stored_where_the_result_cannot_be_shown(tiny, workbook, run, tmp_path):
    """A format that is not there and an output that cannot be written stop before the store is touched: exit 2."""
    workbook(GOOD)
    text_of = {"--format": "yaml", "-o": "survey.xlsx/table.json"}

    for option, value in (*text_of.items(), ("-o", "."), ("-o", "x" * 300), ("--write-mapping", ".")):
        ran = tiny("survey.xlsx", option, value)
        assert ran.code == 2, (option, value)
        assert not _stored(tmp_path)


@pytest.mark.parametrize("rows", ["start,unit,q1\n2019-05-31,,\n", "unit,q1\n,\n"])
def test_a_file_without_a_response_is_not_stored(tiny, text_file, tmp_path, rows):
    """Rows that say nothing in any column of the framework are no survey: exit 1."""
    text_file(rows, "survey.csv")

    assert tiny("survey.csv").code == 1
    assert not _stored(tmp_path)


@pytest.mark.parametrize(
    "arguments", [("survey.xlsx", "--wave", " "), ("x" * 300,), ("survey.xlsx", "--store", "y" * 300)]
)
def test_names_that_are_none(tiny, workbook, tmp_path, arguments):
    """A wave without a name, and files whose names no file can have, cannot be run: exit 2."""
    workbook(GOOD)

    ran = tiny(*arguments)

    assert ran.code == 2
    assert not _stored(tmp_path)


def test_a_quiet_run_says_only_what_stops_it(tiny, workbook):
    """--quiet leaves out the table of columns and the warnings, but not what --strict makes of them, nor a format asked for."""
    workbook("| unit | q1 |\n| --- | --- |\n| a | Maybe |")

    quiet, strict = tiny("survey.xlsx", "-q"), tiny("survey.xlsx", "-q", "--strict")

    assert (quiet.code, quiet.out, quiet.err) == (0, "", "")
    assert (strict.code, strict.out) == (1, "")
    assert "'Maybe'" in strict.err
    assert tiny("survey.xlsx", "-q", "--format", "json").json["stored"] is True
