"""Very large text tables, read as a whole by the database, give what they give row by row, or are left to other ways."""

from __future__ import annotations

import csv
import io
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicmap import texts
from civicmap.packed import unpacked
from civicmap.store import bulk_plan
from civicmap.survey import encode_bulk as whole
from civicmap.survey.container import text_bulk
from civicmap.survey.container.door import open_file
from civicmap.survey.encode import encode
from civicmap.survey.encode_bulk import encode_bulk
from civicmap.survey.tables import NotPlainError
from civicmap.texts import ShortTexts

HEADER = ["park", "plan", "tale"]
CELLS = st.sampled_from(["", " ", "\u200b", "Yes, in force", "No", "no", " No", "é", "12", 'a "word"', "park", "plan",
                         "it's", "NULL", "\\N", "some words \x1e between others, and a few more of them", "\ufeff", "O'Hara'", "tale", "#", "x" * 40])  # fmt: skip
PLAIN = st.sampled_from(["Yes, in force", "No", "no", "12", "it's", " No", "NULL"])
# What a person or another program may have put into a file: only the way by rows knows what to make of it.
UNUSUAL = st.text("ab,;\"'#\\\n\r \té", max_size=40)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder for files that are written many times."""
    return tmp_path_factory.mktemp("bulk")


def written(rows, end="\n", *, closed=True, quoted=csv.QUOTE_MINIMAL):
    """Return the text of a table, as a program writes it."""
    stream = io.StringIO(newline="")
    csv.writer(stream, lineterminator=end, quoting=quoted).writerows(rows)
    return stream.getvalue() if closed else stream.getvalue().removesuffix(end)


def outcome(get):
    """Return what a way gives, as values that compare."""
    found = get()
    whole = {at: (tuple(held), unpacked(codes)) for at, (held, codes) in found.columns.items()}
    columns = {at: (held, codes.dtype, codes.tolist()) for at, (held, codes) in whole.items()}
    return columns, found.numbers.dtype, found.numbers.tolist(), found.read, found.notes


def both(path, *, header_rows=1, levels=(HEADER,), places=(0, 1), separator=None):
    """Return the outcome of reading the file as a whole, None where that is refused, and of reading it by rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_bulk, "SMALLEST", 0)
        patch.setattr(text_bulk, "_PIECE", 64)
        patch.setattr(whole, "_AT_ONCE", 2)
        with open_file(path, separator=separator) as opened:
            found = opened.tables[0]
            try:
                quick = outcome(lambda: encode_bulk(found.bulk, levels, header_rows, places)) if found.bulk else None
            except NotPlainError:
                quick = None
            return quick, partial(outcome, lambda: encode(found.rows(), levels, header_rows, places))


@settings(deadline=None, max_examples=120)
@given(
    rows=st.lists(st.tuples(PLAIN, CELLS, CELLS), min_size=1, max_size=12),
    end=st.sampled_from(["\n", "\r\n"]),
    closed=st.booleans(),
    quoted=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]),
)
def test_a_table_of_one_width_is_read_alike(folder, rows, end, closed, quoted):
    """A table in which every row says who it is from is read as a whole, to the same texts, codes and numbers."""
    path = folder / "a.csv"
    path.write_text(written([HEADER, *rows], end, closed=closed, quoted=quoted), encoding="utf-8", newline="")

    quick, slow = both(path)

    # Of a last cell that is blank and has no end of a line, the database does not say whether it is there.
    assert quick is not None or not closed
    assert quick is None or quick == slow()


@settings(deadline=None, max_examples=150)
@given(rows=st.lists(st.lists(CELLS, max_size=4), max_size=8), blank=st.booleans())
def test_other_tables_are_read_alike_or_refused(folder, rows, blank):
    """Short, long and blank rows and headers that come again are never read otherwise than row by row."""
    path = folder / "b.csv"
    path.write_text(written([HEADER, *rows, *([[]] if blank else [])]), encoding="utf-8", newline="")

    quick, slow = both(path)

    assert quick is None or quick == slow()


@settings(deadline=None, max_examples=250)
@given(content=UNUSUAL, named=st.booleans(), header=st.sampled_from(["a;b\n", 'a;"b\nc"\n', "a;b\r\n"]))
def test_what_is_unusual_is_read_alike_or_refused(folder, content, named, header):
    """Quotes within cells, bare line ends, signs of comments and damage are never read otherwise than row by row."""
    path = folder / "c.csv"
    path.write_bytes((("sep=;\n" if named else "") + header + content).encode())

    quick, slow = both(path, levels=(["a", "b"],), separator=";")

    assert quick is None or quick == slow()


def test_texts_that_no_sample_shows(tmp_path):
    """A text that stands once, where nobody looked for it, is found by reading once more."""
    rows = [[f"p{at % 7}", "Yes" if at != 1_111 else "Perhaps", ""] for at in range(3_000)]
    path = tmp_path / "d.csv"
    path.write_text(written([HEADER, *rows]), encoding="utf-8")

    quick, slow = both(path)

    assert quick == slow()
    assert "Perhaps" in quick[0][1][0]


@pytest.mark.parametrize("name", ["{}", "respondent {}", "respondent {} of a very large and open consultation"])
@pytest.mark.parametrize("several", [1, 3])
def test_columns_with_many_texts(tmp_path, monkeypatch, name, several):
    """Names of respondents, short or long, each once or several times, keep the order of first sight."""
    monkeypatch.setattr(texts, "MANY", 500)
    rows = [[name.format(at * 7919 % 1_000), "Yes", ""] for at in range(1_000)] * several
    path = tmp_path / "e.csv"
    path.write_text(written([HEADER, *rows]), encoding="utf-8")

    quick, slow = both(path)

    assert quick == slow()
    assert len(quick[0][0][0]) == 1_001


def test_a_column_with_more_texts_than_were_expected(tmp_path, monkeypatch):
    """A column whose sample shows few texts may have many."""
    monkeypatch.setattr(bulk_plan, "MOST_EXPECTED", 5)
    rows = [[f"p{at // 400}", f"plan {at}" if at % 90 == 77 else "Yes", ""] for at in range(2_000)]
    path = tmp_path / "f.csv"
    path.write_text(written([HEADER, *rows]), encoding="utf-8")

    quick, slow = both(path)

    assert quick == slow()


@pytest.mark.parametrize(("width", "whole"), [(600, True), (1_001, False)])
def test_wide_tables(tmp_path, width, whole):
    """Hundreds of columns are read as a whole; so many that a database would never end are not."""
    header = [f"column {at}" for at in range(width)]
    path = tmp_path / "w.csv"
    path.write_text(written([header, *([f"p{row}", *["Yes"] * (width - 1)] for row in range(20))]), encoding="utf-8")

    quick, slow = both(path, levels=(header,), places=range(width))

    assert (quick is not None) == whole
    assert quick is None or quick == slow()


def test_a_file_whose_name_stands_for_others(tmp_path):
    """Signs by which a database looks for several files are signs of the name."""
    for name in ("a[1].csv", "a*.csv", "a1.csv"):
        (tmp_path / name).write_text(written([HEADER, [name, "Yes", ""]]), encoding="utf-8")

    quick, slow = both(tmp_path / "a[1].csv")

    assert quick == slow()
    assert "a[1].csv" in quick[0][0][0]


@pytest.mark.parametrize("content", [b"a,b\n" + b"x" * 40 + b"\0,y\n", "a,b\ré,c\n".encode(), "a,é\n".encode("cp1252")])
def test_which_files_are_not_read_as_a_whole(tmp_path, monkeypatch, content):
    """Damaged texts, other encodings and lines that end in several ways are left to the other ways."""
    monkeypatch.setattr(text_bulk, "SMALLEST", 0)
    path = tmp_path / "g.csv"
    path.write_bytes(content)

    with open_file(path, encoding="cp1252" if b"\xe9\n" in content else None) as opened:
        assert opened.tables[0].bulk is None


@settings(deadline=None)
@given(
    st.lists(st.text(st.characters(exclude_characters="\0\x1e", codec="utf-8"), max_size=8), min_size=1, max_size=40)
)
def test_short_texts_are_the_texts(held):
    """Texts in one array are the same sequence, order and bytes as a tuple of them."""
    short = ShortTexts.of_joined("\x1e".join(held).encode())

    assert list(short) == held
    assert [short[at] for at in range(len(held))] == held
    assert list(short.take(short.order())) == sorted(held)
    assert list(ShortTexts.of_words(list(short.words()))) == held
    assert short.distinct() == (len(set(held)) == len(held))
    assert short.joined("::").decode() == "::".join(held)
    assert short.only_of("abc") == all(set(text) <= set("abc") for text in held)
    assert list(short.kept(np.array([len(text) % 2 == 0 for text in held]))) == [
        text if len(text) % 2 == 0 else "" for text in held
    ]
