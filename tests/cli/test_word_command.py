"""`civicmap report --format docx` with a user's own paper: the base document, the symbol, and places it cannot write to."""

from __future__ import annotations

import io
import zipfile

import docx

from civicmap.errors import Code
from civicmap.resources import templates

HOUSE = templates() / "house.docx"


def test_a_base_document_of_ones_own(sampled, tmp_path):
    """The report has the looks of the base document, its head, and the symbol that the user gives."""
    word = docx.Document(str(HOUSE))
    word.styles["Body Text"].font.name = "Georgia"
    word.sections[0].header.paragraphs[0].text = "Our house"
    word.save(str(tmp_path / "own.docx"))

    done = sampled("report", "--format", "docx", "--reference-docx", "own.docx", "--symbol", "E/2026/1", "-o", "r.docx")

    assert done.code == 0, done.err
    made = docx.Document(str(tmp_path / "r.docx"))
    assert made.styles["Body Text"].font.name == "Georgia"
    for section in made.sections:
        head = "\n".join(paragraph.text for paragraph in section.header.paragraphs)
        assert head.startswith("Our house")
        assert "Synthetic data" in head
        assert "E/2026/1" in head


def test_a_base_document_that_lacks_a_style(sampled, tmp_path):
    """Which style, and how to mend it; nothing is written."""
    word = docx.Document(str(HOUSE))
    word.styles["Table Note"].delete()
    word.save(str(tmp_path / "own.docx"))

    done = sampled("report", "--format", "docx", "--reference-docx", "own.docx", "-o", "r.docx")

    assert done.code == 2
    assert 'own.docx: it has no paragraph style "Table Note": add the style in Word, or begin with' in done.err
    assert not (tmp_path / "r.docx").exists()


def test_paper_is_for_what_is_printed_on_it(run):
    """An option that a format has no use for is not passed over in silence."""
    base = run("report", "--format", "md", "--reference-docx", "own.docx")
    symbol = run("report", "--format", "json", "--symbol", "E/1")

    assert (base.code, symbol.code) == (2, 2)
    assert "--reference-docx is for --format docx" in base.err
    assert "--symbol is for --format docx or html" in symbol.err


def test_a_place_that_cannot_be_written_to(sampled, tmp_path, monkeypatch):
    """A file that is open elsewhere, a folder that is read-only: what to do is said, and nothing is half written."""
    (tmp_path / "r.docx").write_bytes(b"old")
    before = sorted(path.name for path in tmp_path.iterdir())

    def refused(*_args, **_named):
        raise PermissionError(13, "Permission denied")

    for place, how in (
        ("pathlib.Path.replace", "close it where it is open, or choose another folder with -o"),
        ("tempfile.mkstemp", "choose another folder with -o, or change its permissions"),
    ):
        with monkeypatch.context() as patched:
            patched.setattr(place, refused)
            done = sampled("report", "--format", "docx", "-o", "r.docx")

        assert done.code == 2, Code.OUTPUT_UNWRITABLE
        assert "r.docx: it cannot be written: Permission denied: " in done.err
        assert how in done.err
        assert (tmp_path / "r.docx").read_bytes() == b"old"
        assert sorted(path.name for path in tmp_path.iterdir()) == before


def test_nothing_of_a_library_is_left(sampled, tmp_path):
    """No author, date, thumbnail or template of python-docx in what a user sends, and no symbol that nobody gave (R9)."""
    sampled("report", "--format", "docx", "-o", "r.docx")

    with zipfile.ZipFile(io.BytesIO((tmp_path / "r.docx").read_bytes())) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
        assert not [name for name in archive.namelist() if "thumbnail" in name or "customXml" in name]
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert b"python-docx" not in everything
    assert b"dcterms:created" not in everything
    for section in docx.Document(str(tmp_path / "r.docx")).sections:
        assert [paragraph.text for paragraph in section.header.paragraphs] == ["Synthetic data"]
