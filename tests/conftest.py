"""What every room's tests share: survey files made from Markdown tables, so that input and expectation stand together."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from civicmap.spreadsheet import Sheet, xlsx_bytes

# The same examples in every run, so that a change is judged by the change and not by how busy the machine is;
# CIVICMAP_RANDOM=1 looks for new ones.
settings.register_profile("stable", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
if not os.environ.get("CIVICMAP_RANDOM"):
    settings.load_profile("stable")

# Nothing is kept in the home of whoever runs the tests, and none is faster for what another left there.
os.environ["CIVICMAP_CACHE"] = ""

_NUMBER = re.compile(r"-?\d+(\.\d+)?\Z")
_RULE = re.compile(r"\|?[\s:|-]*-[\s:|-]*\|?\Z")


def read_markdown(markdown):
    r"""Return (sheet name, rows of texts) for each table. A line `## Name` begins a sheet; `\|` is a pipe, `\n` a line break.

    The rule under a header is left out; a line without a pipe is no row; `| |` is a blank row.
    """
    sheets = []
    for line in (line.strip() for line in markdown.split("\n")):
        if line.startswith("## "):
            sheets.append((line[3:].strip(), []))
        elif "|" in line:
            sheets = sheets or [("Responses", [])]
            rows = sheets[-1][1]
            if not (len(rows) == 1 and _RULE.match(line)):
                cells = re.split(r"(?<!\\)\|", line)[
                    1 if line.startswith("|") else 0 : -1 if line.endswith("|") else None
                ]
                rows.append([cell.strip().replace("\\|", "|").replace("\\n", "\n") for cell in cells])
    return sheets


def as_number(text):
    """Return what a person would have typed as a number, as a number."""
    if not _NUMBER.match(text) or re.match(r"-?0\d", text):
        return text
    return float(text) if "." in text else int(text)


def csv_bytes(rows, separator=",", encoding="utf-8"):
    """Return rows as a CSV file that quotes only where it must."""
    quoted = [
        [
            '"' + cell.replace('"', '""') + '"' if re.search(f'[{re.escape(separator)}"\\r\\n]', cell) else cell
            for cell in row
        ]
        for row in rows
    ]
    return "".join(separator.join(row) + "\r\n" for row in quoted).encode(encoding)


@pytest.fixture
def workbook(tmp_path):
    """Return a function that writes a survey file from Markdown tables: `workbook(markdown, name="survey.xlsx") -> Path`.

    The name's ending decides: `.xlsx` (figures become numbers, unless `numbers=False`; all else stays text), or `.csv` and
    `.tsv` (the first table only; `separator` and `encoding` may be given).
    """

    def make(markdown, name="survey.xlsx", *, separator=None, encoding="utf-8", numbers=True) -> Path:
        sheets = read_markdown(markdown)
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".xlsx":
            read = as_number if numbers else str
            pages = [
                Sheet(title, rows[0] if rows else [], [[read(cell) for cell in row] for row in rows[1:]])
                for title, rows in sheets
            ]
            path.write_bytes(xlsx_bytes(pages))
        else:
            mark = separator or ("\t" if path.suffix == ".tsv" else ",")
            path.write_bytes(csv_bytes(sheets[0][1], mark, encoding))
        return path

    return make


@pytest.fixture
def text_file(tmp_path):
    """Return a function that writes a text (a framework, a mapping, a CSV as it stands) to a file of that name."""

    def make(text, name, encoding="utf-8") -> Path:
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode(encoding))
        return path

    return make


@pytest.fixture
def audit():
    """Return a function that holds Word documents against the schema of Office: `audit(*paths)`. Its return code decides."""
    found = shutil.which("openxml-audit") or shutil.which("openxml-audit", path=str(Path(sys.executable).parent))
    if found is None:
        pytest.skip("openxml-audit is not installed: pip install openxml-audit")

    def check(*paths):
        assert paths
        for path in paths:
            told = subprocess.run([found, "--quiet", str(path)], capture_output=True, text=True, check=False)
            assert told.returncode == 0, told.stdout + told.stderr

    return check
