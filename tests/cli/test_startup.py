"""Start-up is imports: what a plain command may not import."""

from __future__ import annotations

import subprocess
import sys

import pytest

from civicmap.resources import sample

pytestmark = pytest.mark.slow
HEAVY = {"pandas", "scipy.stats", "matplotlib"}


def _imported(folder, *arguments):
    """Return every module that a run of civicmap imports."""
    ran = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "civicmap", *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    return {line.rsplit("|", 1)[1].strip() for line in ran.stderr.splitlines() if line.startswith("import time:")}


def test_help_imports_no_engine(tmp_path):
    """`--help` imports neither numpy nor DuckDB nor a YAML reader."""
    imported = _imported(tmp_path, "--help")

    assert not imported & (HEAVY | {"numpy", "duckdb", "ruamel.yaml", "openpyxl", "jinja2", "docx", "rapidfuzz"})


@pytest.mark.parametrize(
    "command", [("score",), ("gaps",), ("report", "--format", "md", "-o", "-")], ids=lambda c: c[0]
)
def test_a_plain_command_imports_nothing_heavy(tmp_path, command):
    """score, gaps and report do without pandas, scipy.stats and matplotlib, and without the readers of YAML and XLSX."""
    (tmp_path / "survey.xlsx").write_bytes((sample() / "survey_wave1.xlsx").read_bytes())
    _imported(tmp_path, "ingest", "survey.xlsx")

    assert not _imported(tmp_path, *command) & (HEAVY | {"ruamel.yaml", "openpyxl"})
