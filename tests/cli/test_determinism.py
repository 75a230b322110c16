"""Same input, same bytes: whatever the time zone, the locale, the hash seed or the order of rows."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys

import openpyxl
import pytest

from civicmap.resources import sample
from civicmap.spreadsheet import Sheet, xlsx_bytes

pytestmark = pytest.mark.slow
OUTPUTS = (
    ("report.md", ("report", "--format", "md", "-o", "report.md")),
    ("report.docx", ("report", "--format", "docx", "-o", "report.docx")),
    ("report.html", ("report", "--format", "html", "-o", "report.html")),
    ("report.json", ("report", "--format", "json", "-o", "report.json")),
    ("score.csv", ("score", "--format", "csv", "-o", "score.csv")),
    ("gaps.json", ("gaps", "--by", "level", "--format", "json", "-o", "gaps.json")),
    ("crosstab.csv", ("crosstab", "all", "--by", "level", "--format", "csv", "-o", "crosstab.csv")),
)


def _civicmap(folder, environment, *arguments):
    """Run civicmap in a process of its own."""
    ran = subprocess.run(
        [sys.executable, "-m", "civicmap", *arguments],
        cwd=folder,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr


def _digests(folder, survey, environment):
    """Ingest a survey in a folder, write every output, and return a digest of each."""
    folder.mkdir()
    (folder / "survey.xlsx").write_bytes(survey)
    for name in ("register.csv", "framework.yaml"):
        (folder / name).write_bytes((sample() / name).read_bytes())
    read = ("--framework", "framework.yaml", "--register", "register.csv", "--wave", "2019")
    _civicmap(folder, environment, "ingest", "survey.xlsx", *read)
    for _, arguments in OUTPUTS:
        _civicmap(folder, environment, *arguments)
    return {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name, _ in OUTPUTS}


def _shuffled(content):
    """Return the workbook with the rows of each sheet in reverse order."""
    book = openpyxl.load_workbook(sample() / content)
    sheets = []
    for page in book.worksheets:
        header, *rows = page.iter_rows(values_only=True)
        cells = [
            ["" if cell is None else cell if isinstance(cell, bool | int | float) else str(cell) for cell in row]
            for row in rows
        ]
        sheets.append(Sheet(page.title, [str(cell or "") for cell in header], cells[::-1]))
    return xlsx_bytes(sheets)


def test_nothing_of_the_machine_is_in_any_output(tmp_path):
    """Two time zones, two locales, two hash seeds and two orders of rows give the same bytes of every format."""
    survey = (sample() / "survey_wave1.xlsx").read_bytes()

    here = _digests(tmp_path / "here", survey, {"TZ": "UTC", "LC_ALL": "C", "PYTHONHASHSEED": "1"})
    there = _digests(
        tmp_path / "a long way off",
        _shuffled("survey_wave1.xlsx"),
        {"TZ": "Asia/Kathmandu", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "2", "COLUMNS": "200"},
    )

    # The workbook's own digest is a fact of the input, so the shuffled one is compared without it.
    assert here == there
