"""Numbers in Word: counted as Word and LibreOffice count, they are those of the Markdown."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
from sample_document import MARKDOWN, META
from word_parts import counted, parts_of

from civicmap.report.blocks import Heading, Numbered
from civicmap.report.docx import to_docx
from civicmap.report.docx.numbering import Numbering
from civicmap.report.tree import read


@pytest.fixture(scope="module")
def parts():
    """Return the XML parts of the sample document by path."""
    return parts_of(to_docx(MARKDOWN, META))


def test_numbers_equal_the_markdown(parts):
    """Word's own count gives each paragraph the number, and each heading the numeral, that the Markdown gives it."""
    document = read(MARKDOWN)
    expected = [block.number for block in document.blocks if isinstance(block, Numbered)]
    numerals = [block.numeral for block in document.blocks if isinstance(block, Heading) and block.numeral]
    write = {
        "upperRoman": lambda n: ["", "I.", "II.", "III."][n],
        "upperLetter": lambda n: f"{chr(64 + n)}.",
        "decimal": lambda n: f"{n}.",
    }

    found = list(counted(parts))

    assert [number for style, _, number, _ in found if style == "NumberedParagraph"] == expected
    assert [write[form](n) for style, _, n, form in found if style.startswith("Heading")] == numerals
    assert [number for style, _, number, _ in found if style == "LetteredPoint"] == [1, 2, 3, 1, 2]


@pytest.mark.parametrize("numbers", [[5, 6, 7], [1, 2, 9, 10], [3, 3, 1]])
def test_any_number_is_kept(numbers):
    """Paragraphs that begin elsewhere than at 1, leave a gap or go back keep the numbers that were written."""
    markdown = "\n\n## Heading\n\n".join(f"{number}.  text" for number in numbers)
    parts = parts_of(to_docx(markdown, META))

    assert [number for style, _, number, _ in counted(parts) if style == "NumberedParagraph"] == numbers


def test_letter_out_of_order_istext_of():
    """A letter that Word would count otherwise is written as text, so that it is never another one."""
    numbering = Numbering()
    numbering.paragraph(1)

    assert [numbering.point(letter) is None for letter in ("a", "c", "b", "aa")] == [False, True, False, True]


@pytest.mark.libreoffice
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not on the PATH")
def test_libreoffice_reads_it_and_counts_alike(tmp_path):
    """LibreOffice opens the document, counts paragraphs and points as the Markdown does, and shows every note."""
    source = tmp_path / "sample.docx"
    source.write_bytes(to_docx(MARKDOWN, META))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "txt:Text (encoded):UTF8", "--outdir", str(tmp_path)]
    subprocess.run([*command, str(source)], check=True, capture_output=True, timeout=120)

    lines = (tmp_path / "sample.txt").read_text(encoding="utf-8-sig").splitlines()

    text = lines[lines.index("I. Introduction") :]  # after the table of contents
    numbered = [match[1] for line in text if (match := re.match(r"\s*(\d+\.|\([a-z]\)|[A-Z]+\.)[\t ]\S", line))]
    wanted = "I. 1. 2. A. 3. (a) (b) (c) 1. 4. 1. B. 1. 5. II. 6. (a) (b)"
    assert " ".join(numbered) == wanted
    assert any("Table\u00a02. A wide table" in line for line in lines)
