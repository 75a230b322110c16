"""Files that would flood, mislead or break a program: what they say stays text, and messages stay few enough to read."""

from __future__ import annotations

import csv
import io

import pytest

from civicmap.cli.terminal import MOST_OF_A_KIND

FRAMEWORK = """
civicmap: 1
id: tiny
version: "1"
title: Tiny
language: en
entity: {question: unit}
scales:
  yes_no: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}}}
profile: {who: {questions: {unit: {text: Unit, type: text}, said: {text: Said, type: text}}}}
pillars:
  one:
    title: One
    dimensions:
      d: {title: D, indicators: {I1: {title: I, questions: {q1: {text: First?, scale: yes_no}}}}}
"""
TRICKS = [
    "{{7*7}}",
    "{0}",
    "{code}",
    "${x}",
    "%s",
    "=cmd|' /C calc'!A0",
    "@SUM(1)",
    "<script>alert(1)</script>",
    "| pipe |",
    "NA",
    "null",
    "None",
    "nan",
    "0",
    "\u0430dmin",  # the first letter is Cyrillic
    "admin",
]


@pytest.fixture
def tiny(run, text_file):
    """Return a function that runs a command with a framework of one question."""
    text_file(FRAMEWORK, "tiny.yaml")
    return lambda command, *rest: run(command, *rest, "--framework", "tiny.yaml")


def _csv(rows):
    held = io.StringIO()
    csv.writer(held).writerows(rows)
    return held.getvalue()


def test_names_and_texts_stay_what_they_are(tiny, run, text_file):
    """Placeholders, formulas, markup, words for nothing and look-alikes are entities of their own, letter by letter."""
    text_file(_csv([["unit", "q1", "Said"], *([name, "Yes", name] for name in TRICKS)]), "survey.csv")

    done = tiny("ingest", "survey.csv")
    told = run("responses", "--format", "json")

    assert done.code == 0, done.err
    assert f"{len(TRICKS)} entities gave an answer" in done.err
    assert told.code == 0, told.err
    for name in TRICKS:
        assert name in told.out.replace('\\"', '"'), name


def test_headers_that_look_like_code_are_named_as_they_stand(tiny, text_file):
    """A header of braces, markup or a formula is an unknown header, quoted in its message."""
    text_file(_csv([["unit", "q1", *TRICKS], ["a", "Yes", *("1" for _ in TRICKS)]]), "survey.csv")

    ran = tiny("ingest", "survey.csv")

    assert ran.code == 0, ran.err
    for name in ("{{7*7}}", "{0}", "{code}", "<script>alert(1)</script>", "| pipe |", "%s"):
        assert name in ran.err


@pytest.mark.parametrize(
    ("header", "count"),
    [("nothing known {}", 20_000), ("q1", 1_000), ("e-mail {}", 1_000), ("q1/{}", 1_000)],
    ids=["unknown", "one question", "personal", "options"],
)
def test_thousands_of_columns_stay_readable(tiny, text_file, header, count):
    """A header of very many columns gives a table and messages of a length that a person reads, and JSON all of them."""
    names = [header.format(at) for at in range(count)]
    text_file(_csv([["unit", "q1", *names], ["a", "Yes", *("1" for _ in names)]]), "survey.csv")

    ran = tiny("check", "survey.csv")
    whole = tiny("check", "survey.csv", "--format", "json").json

    assert ran.code in (0, 1)
    assert len(ran.out.splitlines()) < 600
    assert len(ran.err.splitlines()) < 3 * (MOST_OF_A_KIND + 1)
    assert "more of this kind" in ran.err
    assert len(whole["columns"]) == count + 2
    assert len(whole["problems"]) > MOST_OF_A_KIND


def test_a_hundred_unknown_answers_are_told_by_the_first_and_a_count(tiny, text_file):
    """Problems of one kind are printed up to a number; the others are counted, and none is lost from JSON."""
    rows = 100
    text_file(_csv([["unit", "q1"], *([f"u{at}", f"answer {at}"] for at in range(rows))]), "survey.csv")

    ran = tiny("ingest", "survey.csv")

    assert f"{rows - MOST_OF_A_KIND} more of this kind (answer-unknown)" in ran.err
    assert (
        sum(one["code"] == "answer-unknown" for one in tiny("check", "survey.csv", "--format", "json").json["problems"])
        == rows
    )


def test_a_header_of_a_million_characters(tiny, text_file):
    """A message quotes so much of a header as a person can use."""
    text_file(f"unit,q1,{'h' * 1_000_000}\na,Yes,1\n", "survey.csv")

    ran = tiny("ingest", "survey.csv")

    assert ran.code == 0
    assert len(ran.err) < 10_000


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("quote.csv", b'unit,q1\n"a,Yes\n' + b"b,No\n" * 50_000, "never closed"),
        ("mixed.csv", "unit,q1\nGenève,Yes\n".encode() + "Genève,No\n".encode("cp1252"), "byte"),
        ("nuls.csv", b"unit,q1\n" + bytes(5_000), "no text"),
    ],
)
def test_texts_that_are_refused_whole(tiny, tmp_path, name, content, says):
    """An open quote, two encodings in one file and a file of NULs are refused with their place; nothing is stored."""
    (tmp_path / name).write_bytes(content)

    ran = tiny("ingest", name)

    assert ran.code == 2
    assert says in ran.err
    assert not (tmp_path / "civicmap.duckdb").exists()


def test_single_nuls_are_told_and_the_rest_is_read(tiny, text_file):
    """A NUL within a text is replaced by the sign for what cannot be shown, with a warning."""
    text_file("unit,q1\na\0b,Yes\n" + "".join(f"u{at},No\n" for at in range(50)), "survey.csv")

    ran = tiny("ingest", "survey.csv")

    assert ran.code == 0, ran.err
    assert "NUL" in ran.err
    assert "51 responses" in ran.err
