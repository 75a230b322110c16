"""Tables of a Markdown report as they look in a text editor."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicmap.report.columns import MEASURE, aligned, width
from civicmap.report.tabulate import Heading, Table, grid
from civicmap.report.tokens import parse


def _table(*rows, headings=("Entity", "n of N")):
    """Return a finished table; all columns but the first are of numbers."""
    heads = tuple(Heading(title, 1, place > 0) for place, title in enumerate(headings))
    return Table("a", "", heads, rows, (), ())


def test_columns_stand_one_below_the_other():
    """Words stand to the left, numbers to the right, and the rule is as wide as the column."""
    assert grid(_table(("Field", "34 of 101"), ("All of them", "2"))).split("\n") == [
        "| Entity      |    n of N |",
        "| :---------- | --------: |",
        "| Field       | 34 of 101 |",
        "| All of them |         2 |",
    ]


def test_the_rule_has_room_for_its_sign():
    """A column of one sign still has a rule that every reader knows."""
    assert grid(_table(("a", "1"), headings=("x", "y"))).split("\n")[1] == "| :-- | --: |"


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("abc", 3),
        ("中文", 4),
        ("e\u0301", 1),
        ("ｱ", 1),
        ("Ａ", 2),
        ("\u200bx\u200f", 1),
        ("عربي", 4),
        ("한글", 4),
        ("–", 1),
        ("", 0),
    ],
)
def test_a_text_takes_as_many_places_as_a_typewriter_gives_it(text, places):
    """Signs of East Asia take two places, marks over letters and signs of direction none."""
    assert width(text) == places


def test_signs_of_two_places_are_counted_as_two():
    """Names in Chinese leave the columns after them in line."""
    lines = grid(_table(("中文实体", "1"), ("Field office", "20"))).split("\n")

    assert {width(line) for line in lines} == {width(lines[0])}
    assert len(lines[2]) == len(lines[3]) - 4


def test_one_long_text_does_not_drive_the_others_apart():
    """A cell beyond the measure sticks out of its own row only."""
    long = "x" * 3000
    lines = grid(_table((long, "1"), ("y", "2"))).split("\n")

    assert len(lines[3]) < MEASURE
    assert lines[2] == f"| {long} |      1 |"


@given(st.lists(st.text(max_size=8).map(lambda text: text.replace("\r", "").replace("\n", "")), min_size=1, max_size=6))
def test_padding_is_nothing_but_spaces_around_a_cell(cells):
    """Whatever cells hold, what is added to them stands before or after and is spaces."""
    for right in (False, True):
        heading, rule, *rest = aligned(cells, right=right)
        for given_, padded in zip(cells, [heading, *rest], strict=True):
            assert padded == " " * (len(padded) - len(given_)) + given_ if right else padded.startswith(given_)
            assert set(padded.removesuffix(given_) if right else padded.removeprefix(given_)) <= {" "}
        assert set(rule) == {"-", ":"}


def test_readers_see_the_same_table():
    """What aligns the source is not a part of any cell."""
    cells = [
        token.content for token in parse(grid(_table(("a|b", "1"), ("中", "22 of 101")))) if token.type == "inline"
    ]

    assert cells == ["Entity", "n of N", "a|b", "1", "中", "22 of 101"]


def test_a_thousand_rows_cost_little():
    """A table of a thousand rows and eight columns, half of them not Latin, is laid out in a moment."""
    rows = [(f"实体 {number}", *(f"{number * place} of 101" for place in range(7))) for number in range(1000)]
    table = _table(*rows, headings=tuple("abcdefgh"))
    took = min(_seconds(table) for _ in range(5))

    assert took < 0.5


def _seconds(table):
    """Return how long it takes to lay out a table, in the processor's time."""
    before = time.process_time()
    grid(table)
    return time.process_time() - before
