"""Zip files of exports: every table in them, read in place, and nothing else."""

from __future__ import annotations

import io
import warnings
import zipfile

import pandas as pd
import pyreadstat
import pytest
from hand_made import ods_parts, ods_row, ods_sheet, parts, text_cell, write_parts

from civicmap.errors import Code, UnreadableError
from civicmap.survey.container.door import open_file

SHEET = f'<row r="1">{text_cell("A1", "a")}</row>'


def zip_bytes(members):
    """Return a zip file of these parts as bytes."""
    buffer = io.BytesIO()
    write_parts(buffer, members)
    return buffer.getvalue()


@pytest.fixture
def archive(tmp_path):
    """Return a function that writes a zip file of named members."""
    return lambda *members: write_parts(tmp_path / "export.zip", members)


def tables_of(path, **options):
    """Return (name, kind, rows) of each table of a file."""
    with open_file(path, **options) as container:
        return [(table.name, table.kind, list(table.rows())) for table in container.tables]


def problems_of(path, **options):
    """Return the problems with which a file is refused."""
    with pytest.raises(UnreadableError) as caught:
        tables_of(path, **options)
    return caught.value.problems


def test_every_table_of_an_archive(archive, tmp_path):
    """Each table is read under its path in the archive; media, pictures, empty and hidden files are passed over."""
    pyreadstat.write_sav(pd.DataFrame({"q": [1.0]}), str(tmp_path / "a.sav"))
    path = archive(
        ("form.csv", "id,q\na,Yes\n"),
        ("CSV/", ""),
        ("CSV/two.tsv", "id\tq\nb\tNo\n"),
        ("Excel/book.xlsx", zip_bytes(parts(SHEET))),
        ("Excel/sheets.ods", zip_bytes(ods_parts(ods_sheet(ods_row("x"), "One"), ods_sheet(ods_row("y"), "Two")))),
        ("spss.sav", (tmp_path / "a.sav").read_bytes()),
        ("media/list.csv", "not,read\n"),
        ("media/photo.jpg", "x"),
        ("__MACOSX/._form.csv", "\0\5"),
        ("empty.csv", ""),
        ("inner.zip", zip_bytes([("deep.csv", "a,b\n")])),
        ("readme.txt", "hello"),
    )

    assert tables_of(path) == [
        ("form.csv", "text", [(1, ["id", "q"]), (2, ["a", "Yes"])]),
        ("CSV/two.tsv", "text", [(1, ["id", "q"]), (2, ["b", "No"])]),
        ("Excel/book.xlsx", "workbook", [(1, ["a"])]),
        ("Excel/sheets.ods!One", "ods", [(1, ["x"])]),
        ("Excel/sheets.ods!Two", "ods", [(1, ["y"])]),
        ("spss.sav", "sav", [(-1, ["q"]), (0, []), (1, ["1"])]),
    ]


def test_no_file_is_written(archive, tmp_path, monkeypatch):
    """Reading an archive leaves the folder, and the place for temporary files, as they were."""
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    path = archive(("form.csv", "id,q\na,Yes\n"), ("book.xlsx", zip_bytes(parts(SHEET))))

    tables_of(path)

    assert list(tmp_path.iterdir()) == [path]


def test_tables_can_be_read_in_turns(archive):
    """Two members stream side by side, each from its own place."""
    lines = "".join(f"{n},x\n" for n in range(50_000))
    with open_file(archive(("a.csv", f"a,b\n{lines}"), ("b.csv", f"c,d\n{lines}"))) as container:
        pairs = list(zip(*(table.rows() for table in container.tables), strict=True))

    assert pairs[0] == ((1, ["a", "b"]), (1, ["c", "d"]))
    assert all(one == other for one, other in pairs[1:])


def test_the_encoding_is_that_of_the_texts(archive):
    """`--encoding` holds for the texts of an archive, and the archive says it where there is one."""
    path = archive(("a.csv", "é,b\n".encode("cp1252")), ("b.csv", "ü,c\n".encode("cp1252")))

    assert [problem.where for problem in problems_of(path)] == ["export.zip!a.csv", "export.zip!b.csv"]
    with open_file(path, "cp1252") as container:
        assert container.encoding == "cp1252"
        assert container.tables[1].head(1) == [(1, ["ü", "c"])]


def test_a_warning_names_the_member(archive):
    """What is odd about one table is told by its place."""
    with open_file(archive(("a.csv", b"entity,question\nalpha,Y\0es, and longer text to go with it\n"))) as container:
        [problem] = container.problems

    assert (problem.code, problem.where) == (Code.TEXT_DAMAGED, "export.zip!a.csv")


@pytest.mark.parametrize(
    ("members", "says"),
    [
        ([("photo.jpg", "x"), ("form.xml", "<a/>")], "a zip archive"),
        ([("media/a.csv", "a,b\n")], "a zip archive"),
        ([("inner.zip", zip_bytes([("deep.csv", "a,b\n")]))], "a zip archive"),
        ([("book.xlsx", zip_bytes([("deep.csv", "a,b\n")]))], "a zip archive"),
        ([("empty.csv", "")], "a zip archive"),
        ([("a.csv", "a,b\n"), ("../../evil.csv", "a,b\n")], "outside itself"),
        ([("a.csv", "a,b\n"), ("/etc/evil.csv", "a,b\n")], "outside itself"),
        ([("a.csv", "a,b\n"), ("b.csv", "<!doctype html><p>login")], "an HTML page"),
        ([("a.csv", "a,b\n" * 10_000_000)], "times its packed size"),
        ([("book.xlsx", zip_bytes(parts("<row")))], "damaged"),
        ([("book.xlsx", zip_bytes(parts("", prolog='<!DOCTYPE a [<!ENTITY b "c">]>')))], "entities"),
        ([("old.csv", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512))], "old Excel workbook"),
        ([(f"{n}.csv", "a,b\n") for n in range(101)], "100 tables"),
        ([(f"{n}.xlsx", "x") for n in range(21)], "20 workbooks"),
    ],
)
def test_an_archive_that_is_refused(archive, members, says):
    """An archive without a table, or with a member that is unsafe or no table, is refused by name, with a way out."""
    [problem] = problems_of(archive(*members))

    assert says in problem.message
    assert problem.where.startswith("export.zip")
    assert problem.repair


def test_two_members_of_one_name(archive):
    """An archive that holds a table twice is refused."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path = archive(("a.csv", "a,b\n"), ("a.csv", "c,d\n"))

    assert "two members of one name" in problems_of(path)[0].message


def test_an_encrypted_archive(archive):
    """An archive with a password says so."""
    path = archive(("a.csv", "a,b\n"))
    content = bytearray(path.read_bytes())
    content[6] |= 1  # the sign of encryption, before the member and in the directory
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)

    assert "password-protected" in problems_of(path)[0].message


@pytest.mark.parametrize("size", [1, 3, 400_000_000])
def test_a_false_size(archive, size):
    """A member that states another size than it has is called damaged or too large, and never read beyond it."""
    path = archive(("a.csv", "entity,answer\nalpha,Yes\n"))
    content = bytearray(path.read_bytes())
    at = content.index(b"PK\x01\x02") + 24
    content[at : at + 4] = size.to_bytes(4, "little")
    path.write_bytes(content)

    [problem] = problems_of(path)

    assert problem.code in {Code.FILE_UNREADABLE, Code.FILE_TOO_LARGE}


@pytest.mark.parametrize("keep", [0.3, 0.6, 0.9, 0.99])
def test_an_archive_that_is_cut_off(archive, keep):
    """An archive cut off anywhere is called damaged."""
    path = archive(("a.csv", "a,b\n" * 100), ("b.csv", "c,d\n"))
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)])

    assert problems_of(path)[0].code is Code.FILE_UNREADABLE


def test_damage_within_an_archive_is_told_by_its_place(archive):
    """A member whose bytes were changed is named; nothing of it is read."""
    path = archive(("a.csv", "a,b\n"), ("b.csv", "".join(f"{n},{n * n}\n" for n in range(1000))))
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as opened:
        content[opened.getinfo("b.csv").header_offset + 200] ^= 0xFF
    path.write_bytes(content)

    assert [problem.where for problem in problems_of(path)] == ["export.zip!b.csv"]
