"""Parquet files are read as the text table of the same cells is, a block of rows at a time."""

from __future__ import annotations

import zipfile

import duckdb
import pytest

from civicmap.errors import Code, UnreadableError
from civicmap.framework.load import load_framework
from civicmap.packed import unpacked
from civicmap.store import parquet
from civicmap.survey.container import parquet as parquet_file
from civicmap.survey.container.door import open_file
from civicmap.survey.encode import encode
from civicmap.survey.encode_bulk import encode_bulk
from civicmap.survey.ingest import read
from civicmap.survey.options import ReadOptions
from civicmap.survey.tables import NotPlainError


@pytest.fixture
def written(tmp_path):
    """Return a function that writes the result of a query as a Parquet file."""

    def make(query, name="survey.parquet"):
        path = tmp_path / name
        with duckdb.connect() as connection:
            connection.execute(f"COPY ({query}) TO '{path}' (FORMAT parquet)")
        return path

    return make


def rows_of(path):
    """Return the rows of a file's only table."""
    with open_file(path) as opened:
        return list(opened.tables[0].rows())


def test_values_become_the_texts_that_people_see(written):
    """Whole numbers have no point, days and times are in ISO form, truth is in capitals, nothing is a blank cell."""
    path = written(
        "SELECT 1 AS id, 3.0::DOUBLE AS whole, 'nan'::DOUBLE AS missing, 0.25::DOUBLE AS part, 1.50::DECIMAL(4, 2) AS price,"
        " true AS said, DATE '2019-05-31' AS day, TIMESTAMP '2019-05-31 09:30:00' AS at, ' é ' AS words, NULL::VARCHAR AS last"
    )

    assert rows_of(path) == [
        (1, ["id", "whole", "missing", "part", "price", "said", "day", "at", "words", "last"]),
        (2, ["1", "3", "", "0.25", "1.50", "TRUE", "2019-05-31", "2019-05-31 09:30:00", " é "]),
    ]


def test_a_moment_of_a_time_zone_is_text(written):
    """A moment with a time zone is read without a library of time zones."""
    path = written("SELECT TIMESTAMPTZ '2019-05-31 09:30:00+00' AS at")

    assert rows_of(path)[1][1][0].startswith("2019-05-31")


@pytest.mark.parametrize("block", [1, 2, 7, 100])
def test_rows_are_in_order_whatever_the_block(written, monkeypatch, block):
    """Each row has its number, blank ones are kept between others and left out at the end."""
    monkeypatch.setattr(parquet, "_BLOCK", block)
    path = written(
        "SELECT CASE WHEN i IN (3, 11) THEN NULL ELSE i END AS a, CASE WHEN i = 5 THEN 'x' END AS b FROM range(12) t(i)"
    )

    rows = rows_of(path)

    assert [number for number, _ in rows] == list(range(1, 13))
    assert [cells for _, cells in rows[1:7]] == [["0"], ["1"], ["2"], [], ["4"], ["5", "x"]]


def test_only_the_file_that_is_named_is_read(written):
    """Signs of a name that stand for others elsewhere stand for themselves, and folders say nothing of columns."""
    written("SELECT 'other' AS a", "s1.parquet")
    path = written("SELECT 'own' AS a", "s[1]*?.parquet")

    assert rows_of(path) == [(1, ["a"]), (2, ["own"])]


def test_a_name_of_a_column_is_no_query(written):
    """Quotes in the name of a column stay what they are."""
    path = written("""SELECT 1 AS "a"" FROM x; --" """)

    assert rows_of(path) == [(1, ['a" FROM x; --']), (2, ["1"])]


@pytest.mark.parametrize("damage", [lambda whole: whole[:40], lambda whole: whole[:-4] + b"XXXX"])
def test_a_damaged_file_is_refused(written, damage):
    """A file that was cut off or changed is named, without a traceback."""
    path = written("SELECT i AS a FROM range(100) t(i)")
    path.write_bytes(damage(path.read_bytes()))

    with pytest.raises(UnreadableError) as raised:
        rows_of(path)

    assert raised.value.problems[0].code is Code.FILE_UNREADABLE
    assert "Parquet" in raised.value.problems[0].message


def test_within_an_archive_it_is_not_read(written, tmp_path):
    """A Parquet file in a zip archive is named, with what to do."""
    path = written("SELECT 1 AS a")
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as archive:
        archive.write(path, "survey.csv")

    with pytest.raises(UnreadableError) as raised:
        rows_of(tmp_path / "export.zip")

    assert raised.value.problems[0].code is Code.FILE_TYPE


def test_a_survey_is_the_same_as_from_its_text(written, tmp_path):
    """A wave from a Parquet file holds the answers of the CSV file of the same rows, and its problems at the same cells."""
    framework = load_framework("three-ps")
    query = (
        "SELECT 'E' || i AS entity_id, CASE i % 3 WHEN 0 THEN 'yes' WHEN 1 THEN 'no' ELSE 'perhaps' END AS"
        " contest_participation, NULL::VARCHAR AS state_support FROM range(50) t(i)"
    )
    path = written(query)
    with duckdb.connect() as connection:
        connection.execute(f"COPY ({query}) TO '{tmp_path / 'survey.csv'}' (FORMAT csv, HEADER)")

    one, other = (read([file], framework, options=ReadOptions()) for file in (path, tmp_path / "survey.csv"))

    assert one.waves[0].survey.content_sha256 == other.waves[0].survey.content_sha256
    assert one.count == other.count
    assert [(p.code, p.where.replace(".parquet", ".csv")) for p in one.problems] == [
        (p.code, p.where) for p in other.problems
    ]


def both(path, header, places):
    """Return what reading the file as a whole gives, None where that is refused, and what its rows give."""
    with pytest.MonkeyPatch.context() as patch, open_file(path) as opened:
        patch.setattr(parquet_file, "_SAMPLE", 2)
        table = opened.tables[0]
        try:
            quick = encode_bulk(table.bulk, [header], 1, places)
        except NotPlainError:
            quick = None
        return [one and (tuple((at, tuple(texts), unpacked(codes).tolist()) for at, (texts, codes) in one.columns.items()),
                          one.numbers.tolist(), one.read, one.notes)
                 for one in (quick, encode(table.rows(), [header], 1, places))]  # fmt: skip


def test_a_large_file_is_read_as_a_whole(written, monkeypatch):
    """Texts that no sample showed, blank cells, whole numbers and names of many respondents are read as by rows."""
    monkeypatch.setattr(parquet_file, "SMALLEST", 0)
    path = written(
        "SELECT 'r' || (i * 7919 % 1000) AS \"who's\", CASE i % 5 WHEN 0 THEN NULL WHEN 1 THEN '' WHEN 2 THEN 'Perhaps' "
        "ELSE 'Yes, in force' END AS plan, (i % 300)::SMALLINT AS staff FROM range(1000) t(i)"
    )

    whole, rows = both(path, ["who's", "plan", "staff"], [0, 1, 2])

    assert whole == rows
    assert len(whole[0][0][1]) == 1_001


@pytest.mark.parametrize(
    ("query", "places"),
    [
        ("SELECT 'r' || i AS who, CASE WHEN i % 2 = 0 THEN 'Yes' END AS plan FROM range(9) t(i)", [1]),
        ("SELECT 'who' AS who, 'plan' AS plan", [0, 1]),
    ],
)
def test_what_may_be_no_response_is_read_by_rows(written, monkeypatch, query, places):
    """A row that is blank where it is looked at, or that is the header, is left to the way that knows what it is."""
    monkeypatch.setattr(parquet_file, "SMALLEST", 0)

    whole, _ = both(written(query), ["who", "plan"], places)

    assert whole is None


def test_other_values_than_texts_are_read_by_rows(written, monkeypatch):
    """Of days and parts of numbers the database makes other texts than people see."""
    monkeypatch.setattr(parquet_file, "SMALLEST", 0)

    with open_file(written("SELECT 'r' AS who, 3.0::DOUBLE AS part")) as opened:
        assert opened.tables[0].bulk is None


def test_a_file_that_unpacks_to_gigabytes_is_not_read_as_a_whole(written, monkeypatch):
    """What would not fit into the memory that a Parquet file may take is left to the way that reads block by block."""
    monkeypatch.setattr(parquet_file, "SMALLEST", 0)
    monkeypatch.setattr(parquet, "_MEMORY", "16MB")
    path = written("SELECT 'r' || i AS who, repeat('x', 90) || i AS tale FROM range(300000) t(i)")

    with open_file(path) as opened, pytest.raises(NotPlainError):
        encode_bulk(opened.tables[0].bulk, [["who", "tale"]], 1, [0, 1])
