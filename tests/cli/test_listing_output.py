"""Rows in every format: aligned for people, exact for programs, whatever stands in them."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from civicmap.cli.output import FORMATS, Heading, Listing
from civicmap.spreadsheet import csv_text, unguarded

CELL = st.one_of(
    st.text(alphabet="ab,;\"'=+-@\t\n\r é日|", max_size=6),
    st.integers(-5, 5),
    st.floats(allow_nan=False),
    st.booleans(),
    st.none(),
)
ROWS = st.integers(1, 4).flatmap(lambda width: st.lists(st.tuples(*[CELL] * width), min_size=1, max_size=6))
SIMPLE = st.lists(st.tuples(st.text(alphabet="abé日 |*", max_size=9), st.floats(0, 1e6)), min_size=1, max_size=6)


def as_text(cell):
    """Return a cell as the CSV file has it."""
    if cell is None or isinstance(cell, bool):
        return "" if cell is None else str(cell).lower()
    return str(cell)


@given(rows=ROWS)
def test_a_csv_file_is_read_as_it_was_written(rows):
    """For any rows, the CSV reader finds the cells again, and no text begins as a formula does."""
    header = [f"=c{at}" for at in range(len(rows[0]))]
    found = list(csv.reader(io.StringIO(csv_text(header, rows), newline="")))

    assert [[unguarded(cell) for cell in row] for row in found] == [
        header,
        *([as_text(cell) for cell in row] for row in rows),
    ]
    for cells, row in zip(found[1:], rows, strict=True):
        for cell, was in zip(cells, row, strict=True):
            assert not (isinstance(was, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")))


@given(rows=ROWS)
def test_a_cell_does_not_hang_on_the_others(rows):
    """A row alone has the line that it has among others."""
    header = ["c"] * len(rows[0])
    whole = csv_text(header, rows)

    assert whole == csv_text(header, []) + "".join(
        csv_text(header, [row]).removeprefix(csv_text(header, [])) for row in rows
    )


@given(rows=SIMPLE)
def test_markdown_tables_stand_in_columns(rows):
    """Each line of a Markdown table has its pipes below those of the header; figures stand right."""
    headings = [Heading("Name"), Heading("Score", right=True)]
    text = FORMATS["md"](Listing(headings, rows, {}), 100).decode()
    lines = [line.replace("日", "xx").replace("\\|", "xx") for line in text.splitlines() if line.startswith("|")]

    assert len(lines) == 2 + len(rows)
    assert len({tuple(at for at, sign in enumerate(line) if sign == "|") for line in lines}) == 1
    assert lines[1].replace("-", "") == "| : | : |"


@given(rows=st.lists(st.tuples(st.text(alphabet="abé |*", max_size=9), st.floats(0, 1e6)), min_size=1, max_size=6))
def test_a_table_holds_every_row(rows):
    """The table for a terminal leaves nothing out, however many rows there are."""
    shown = FORMATS["table"](Listing([Heading("Name"), Heading("Score", right=True)], rows, {}), 200).decode()

    for name, score in rows:
        assert all(word in shown for word in name.split())
        assert str(score) in shown
