"""Tables in a fixed width."""

from __future__ import annotations

from civicmap.cli.grid import grid

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
