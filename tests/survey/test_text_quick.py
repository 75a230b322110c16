"""Large text tables give what small ones give, cell by cell and problem by problem, whatever the size of a block."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civicmap.framework.load import load_framework
from civicmap.store.stored import StoredWave
from civicmap.store.tables import Prepared
from civicmap.survey import encode_quick_column
from civicmap.survey.container import text, text_quick
from civicmap.survey.container.door import open_file
from civicmap.survey.encode import encode, encode_table
from civicmap.survey.encode_quick import encode_quickly
from civicmap.survey.encode_quick_words import LONGEST, MOST_KNOWN, Words
from civicmap.survey.ingest import read
from civicmap.survey.options import ReadOptions
from civicmap.survey.tables import PADDING, Batch

FRAMEWORK = """
civicmap: 1
id: parks
version: "1"
title: Parks
language: en
entity: {question: park}
scales:
  plan: {answers: {yes: {label: "Yes, in force", points: 100}, no: {label: "No", points: 0}, dont_know: {label: "Don't know", state: dont_know}}}
profile: {who: {questions: {park: {text: Park, type: text}}}}
pillars:
  p: {title: P, dimensions: {d: {title: D, indicators: {I: {title: I, questions: {plan: {text: Plan?, scale: plan}, staff: {text: Staff, type: number}, tale: {text: Tale, type: text}}}}}}}
"""
HEADER = ["park", "plan", "staff", "tale"]
LONG = "a tale that is longer than the words by which short cells are known again, é"
# A cell as its text, and whether quotes stand around it though it needs none.
CELLS = st.tuples(
    st.sampled_from(
        [
            *(
                "",
                " ",
                "\u200b",
                "Yes, in force",
                "No",
                "no",
                "é",
                "12",
                "twelve",
                "Total",
                "park",
                "plan",
                LONG,
                LONG + "!",
            ),
            *('a "word"', "two\nlines", "two\r\nlines", '"', '""', ",", "\n", "=1+1", "\ufeff"),
        ]
    ),
    st.booleans(),
)
ROWS = st.lists(st.lists(CELLS, max_size=5), max_size=12)
BLOCKS = st.integers(40, 200)  # bytes; 40 hold the header
# What a person or another program may have put into a file: the plain way alone knows what to make of it.
UNUSUAL = st.text('ab,;"\n\r \x0bé', max_size=40)


def written(cell, *, quoted):
    """Return a cell as a program writes it."""
    if quoted or any(sign in cell for sign in ',"\n\r'):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def table(rows, end="\n", *, closed=True):
    """Return the text of a table under the header."""
    lines = [",".join(HEADER), *(",".join(written(cell, quoted=quoted) for cell, quoted in row) for row in rows)]
    return end.join(lines) + (end if closed else "")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder for files that are written many times."""
    return tmp_path_factory.mktemp("texts")


@pytest.fixture(scope="module")
def parks(folder):
    """Return the framework."""
    (folder / "parks.yaml").write_text(FRAMEWORK, encoding="utf-8")
    return load_framework(folder / "parks.yaml")


def outcome(get):
    """Return what a way gives, as values that compare; the kind of its error where it has none."""
    try:
        found = get()
    except Exception as fault:  # noqa: BLE001 - the kind is what is compared
        return type(fault).__name__
    columns = {at: (texts, codes.dtype, codes.tolist()) for at, (texts, codes) in found.columns.items()}
    return columns, found.numbers.dtype, found.numbers.tolist(), found.read, found.notes


def both(path, *, block=64, at_once=2, header_rows=1, places=(0, 1, 3), separator=None):
    """Return the outcomes of the quick way, some cells and bytes at a time, and of the plain way."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text, "_LARGE", 0)
        patch.setattr(text_quick, "PIECE", block)
        patch.setattr(encode_quick_column, "_AT_ONCE", at_once)
        with open_file(path, separator=separator) as opened:
            found = opened.tables[0]
            quick = outcome(lambda: encode_quickly(found.quick, [HEADER], header_rows, places))
            return quick, outcome(lambda: encode(found.rows(), [HEADER], header_rows, places))


@settings(deadline=None, max_examples=150)
@given(rows=ROWS, block=BLOCKS, end=st.sampled_from(["\n", "\r\n"]), closed=st.booleans(), mark=st.booleans())
def test_what_programs_write_is_read_alike(folder, rows, block, end, closed, mark):
    """Quotes, line breaks in cells, short and long rows, blank ones: both ways give the same columns and notes."""
    path = folder / "a.csv"
    path.write_bytes(table(rows, end, closed=closed).encode("utf-8-sig" if mark else "utf-8"))

    quick, slow = both(path, block=block)

    assert isinstance(quick, tuple)
    assert quick == slow


@settings(deadline=None, max_examples=150)
@given(content=UNUSUAL, block=st.integers(1, 50), named=st.booleans())
def test_what_is_unusual_is_read_alike_or_refused(folder, content, block, named):
    """Quotes within cells, bare line ends and damage are never read otherwise than record by record."""
    path = folder / "b.csv"
    path.write_bytes((("sep=;\n" if named else "") + "a;b\n" + content).encode())

    quick, slow = both(path, block=block, header_rows=0, separator=";")

    assert quick in (slow, "NotPlainError")


@pytest.mark.parametrize(
    ("content", "asked"),
    [(b"a,b\n" + b"x" * 40 + b"\0", {}), (b"a,\xe9\n", {"encoding": "cp1252"}), ("a§b".encode(), {"separator": "§"})],
)
def test_which_tables_have_no_quick_way(tmp_path, monkeypatch, content, asked):
    """Damaged texts, other encodings than UTF-8 and separators of several bytes are read record by record."""
    monkeypatch.setattr(text, "_LARGE", 0)
    path = tmp_path / "h.csv"
    path.write_bytes(content)

    with open_file(path, **asked) as opened:
        assert opened.tables[0].quick is None


def waves(path, framework, patch, *, large):
    """Return what is stored and what is resolved of a file, or the kind of error, and its problems."""
    patch.setattr(text, "_LARGE", 0 if large else 1 << 40)
    reading = read([path], framework, options=ReadOptions())
    for wave in reading.waves:
        packed = Prepared(StoredWave(wave.wave, wave.raw, framework, None, None, wave.survey.content_sha256))
        yield packed.digest
        yield [
            value.tolist() if isinstance(value, np.ndarray) else value
            for value in (getattr(wave.survey, one.name) for one in dataclasses.fields(wave.survey))
            if not hasattr(value, "codes") and not isinstance(value, dict)
        ]
        yield wave.survey.block.codes.tolist()
        yield np.nan_to_num(wave.survey.block.values, nan=-1.0).tolist()
    yield reading.sources, reading.columns, reading.count, reading.problems


@settings(deadline=None, max_examples=60)
@given(rows=ROWS, block=BLOCKS)
def test_waves_and_problems_are_the_same(folder, parks, rows, block):
    """A file read in blocks is stored and resolved byte for byte as if it were small, each fault named by its cell."""
    path = folder / "c.csv"
    path.write_text(table(rows), encoding="utf-8", newline="")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text_quick, "PIECE", block)

        assert list(waves(path, parks, patch, large=True)) == list(waves(path, parks, patch, large=False))


def test_many_texts_in_a_column(tmp_path):
    """A column with more texts than are known by their words keeps all of them, in the order of first sight."""
    ids = [f"{at * 7919 % 5000}" for at in range(2 * MOST_KNOWN)] * 2
    rows = [[(one, False), ("No", at % 3 == 0), ("1", False), (LONG, False)] for at, one in enumerate(ids)]
    path = tmp_path / "d.csv"
    path.write_text(table(rows), encoding="utf-8")

    quick, slow = both(path, block=1 << 12, at_once=64)

    assert quick == slow
    assert len(quick[0][0][0]) == 2 * MOST_KNOWN + 1


@pytest.mark.parametrize("content", ['a;"b', 'a;b "c" d', 'a; "b"', 'a;"b" ', "a;b\rc;d"])
def test_what_the_quick_way_refuses_is_read_record_by_record(tmp_path, content):
    """An open quote, one within a cell and a bare carriage return are for the plain way to judge."""
    path = tmp_path / "e.csv"
    path.write_bytes(content.encode())

    quick, slow = both(path, header_rows=0, separator=";")

    assert quick == "NotPlainError"
    assert slow == ("UnreadableError" if content == 'a;"b' else slow)


def test_a_refused_table_gives_its_columns_all_the_same(tmp_path, monkeypatch):
    """Where the quick way gives up in the middle of a table, it is read from its start by the other."""
    monkeypatch.setattr(text, "_LARGE", 0)
    monkeypatch.setattr(text_quick, "PIECE", 8)
    path = tmp_path / "f.csv"
    path.write_text('a,b\n1,2\n3,4\n5,x "y"\n', encoding="utf-8")
    with open_file(path) as opened:
        found = encode_table(opened.tables[0], [["a", "b"]], 1, [0, 1])

    assert found.columns[1][0] == ("", "2", "4", 'x "y"')


def test_a_record_without_end_is_left_to_the_plain_way(tmp_path, monkeypatch):
    """A record longer than some megabytes is not held by the quick way, so that its memory stays bounded."""
    monkeypatch.setattr(text_quick, "_LONGEST_RECORD", 100)
    path = tmp_path / "g.csv"
    path.write_text("a,b\n1," + "x" * 300 + "\n", encoding="utf-8")

    assert both(path, block=64, header_rows=0)[0] == "NotPlainError"


@given(st.lists(st.binary(max_size=LONGEST + 4).filter(lambda key: b"\0" not in key), unique=True, max_size=60))
def test_words_never_take_a_cell_for_another(keys):
    """A cell is known by its words only if it is the same byte for byte; those that are too long are not known."""
    words = Words()
    known = {key: code for code, key in enumerate(keys[::2]) if words.add(key, code)}
    stops = np.cumsum([len(key) for key in keys], dtype=np.int64)
    starts = np.concatenate([[0], stops])[:-1].astype(np.int64)
    nothing = np.zeros(0, dtype=np.int64)
    content = b"".join(keys) + bytes(PADDING)
    batch = Batch(content, nothing.astype(np.uint32), nothing, nothing.astype(np.uint16), starts, stops, nothing)

    assert words.find(batch, starts, stops).tolist() == [known.get(key, -1) for key in keys]
    assert all(len(key) <= LONGEST for key in known)
