"""Tables in a fixed width."""

from __future__ import annotations

import io
import random

import pytest
from rich import box
from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from civicmap.cli.grid import _widths, grid
from civicmap.cli.wrap import cells_of, is_plain

ROWS = [["A", "At which level does your entity work, and since when?", "entity_level"], ["B", "Short", "kind"]]


def test_a_column_that_is_cut_takes_one_line_for_each_row():
    """A long header of a survey file ends in … so that a hundred columns can be looked through; others stay whole."""
    lines = grid(["Column", "Header", "Taken for"], ROWS, [False] * 3, 40, cut=[1])

    assert len(lines) == 2 + len(ROWS)
    assert max(map(len, lines)) <= 40
    assert "…" in lines[2]
    assert lines[2].endswith("entity_level")


def test_without_cut_nothing_is_lost():
    """Every word of a column that wraps is there."""
    text = " ".join(" ".join(grid(["Column", "Header", "Taken for"], ROWS, [False] * 3, 40)).split())

    assert all(word in text for word in ROWS[0][1].split())
    assert "…" not in text


def test_a_sign_takes_as_many_cells_as_rich_says():
    """What is told from plain signs at a glance is told as rich's tables of Unicode tell it, for every sign."""
    signs = [chr(code) for code in range(0x20, 0x30000) if not 0xD800 <= code < 0xE000 and chr(code).isprintable()]

    assert [sign for sign in signs if cells_of(sign) != cell_len(sign)] == []
    assert sum(map(is_plain, signs)) > 500


WORDS = ["Yes", "partially,", "in progress", "日本語", "ünïcode", "supercalifragilistic", "12.3", "—", "é"]


@pytest.mark.parametrize("seed", range(30))
def test_a_table_stands_as_rich_would_lay_it_out(seed):
    """Broken lines, wide signs, figures to the right, headers from the bottom: rich's table with the same widths is the oracle."""
    draw = random.Random(seed)
    columns = draw.randint(1, 4)

    def text(most):
        return " ".join(draw.choice(WORDS) for _ in range(draw.randint(1, most)))

    header = [text(4) for _ in range(columns)]
    rows = [[text(draw.choice([1, 3, 9])) for _ in range(columns)] for _ in range(4)]
    right = [draw.random() < 0.4 for _ in range(columns)]

    lines = grid(header, rows, right, 80)

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, expand=False)
    for title, stands_right, wide in zip(header, right, _widths(header, rows, right, 80), strict=True):
        table.add_column(Text(title), justify="right" if stands_right else "left", overflow="fold", width=wide)
    for row in rows:
        table.add_row(*map(Text, row))
    stream = io.StringIO()
    Console(file=stream, width=80, color_system=None, legacy_windows=False).print(table)
    assert lines == [line.rstrip() for line in stream.getvalue().splitlines() if line.strip()]


def test_more_columns_than_a_line_has_room_for_lose_nothing():
    """A table that can't be as narrow as the terminal is wider, and every cell is there."""
    lines = grid([f"c{at}" for at in range(60)], [[str(at % 10) for at in range(60)]], [True] * 60, 80)

    assert lines[-1].split() == [str(at % 10) for at in range(60)]
