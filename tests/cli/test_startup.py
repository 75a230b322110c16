"""Start-up is imports: what a plain command may not import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from civicmap.resources import sample

pytestmark = pytest.mark.slow
HEAVY = {"pandas", "scipy.stats", "matplotlib"}


_RUN = """
import sys
from civicmap.cli.main import main
code = main(sys.argv[1:])
print("modules:", *sys.modules, file=sys.stderr)
sys.exit(code)
"""


def _imported(folder, *arguments):
    """Return every module that a run of civicmap imports."""
    ran = subprocess.run(
        [sys.executable, "-c", _RUN, *arguments],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr[-2000:]
    return set(ran.stderr.rsplit("modules:", 1)[1].split())


def test_help_imports_no_engine(tmp_path):
    """`--help` imports neither numpy nor DuckDB nor a YAML reader."""
    imported = _imported(tmp_path, "--help")

    assert not imported & (HEAVY | {"numpy", "duckdb", "ruamel.yaml", "openpyxl", "jinja2", "docx", "rapidfuzz"})
    assert "pydantic" not in imported  # listing commands takes less than running one


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """Return a folder with the sample in its store; a report has been made once, so that what is kept is there."""
    folder = tmp_path_factory.mktemp("stored")
    (folder / "survey.xlsx").write_bytes((sample() / "survey_wave1.xlsx").read_bytes())
    _imported(folder, "ingest", "survey.xlsx")
    return folder


@pytest.mark.parametrize(
    "command", [("score",), ("gaps",), ("report", "--format", "md", "-o", "-")], ids=lambda c: c[0]
)
def test_a_plain_command_imports_nothing_heavy(stored, command):
    """score, gaps and report do without pandas, scipy.stats and matplotlib, and without the readers of YAML and XLSX.

    Nor do they need pydantic to read their options, or the masked arrays of numpy.
    """
    assert not _imported(stored, *command) & (HEAVY | {"ruamel.yaml", "openpyxl", "pydantic", "numpy.ma"})


def test_score_imports_what_the_stored_wave_needs(stored):
    """Only numpy and DuckDB are large; of civicmap, no dialect but the wave's, and no reader of files, forms or logs."""
    imported = _imported(stored, "score")
    dialects = {name for name in imported if name.startswith("civicmap.survey.dialects.")}

    assert not imported & {"concurrent.futures", "scipy", "jinja2", "rich", "xlsxwriter", "PIL", "docx", "platformdirs"}
    assert dialects == {f"civicmap.survey.dialects.{name}" for name in ("dialect", "plain")}
    assert not {
        name
        for name in imported
        if name.startswith(("civicmap.survey.container", "civicmap.survey.forms", "civicmap.survey.corrections"))
        or name in ("civicmap.survey.encode", "civicmap.survey.register.proposals", "civicmap.framework.rows")
    }


def test_a_wave_without_slips_needs_no_likeness(tmp_path):
    """Where every answer is known, nothing is looked up by likeness."""
    (tmp_path / "answers.csv").write_text("entity_id,overall_policy\nE1,yes\nE2,no\n", encoding="utf-8")
    _imported(tmp_path, "ingest", "answers.csv")

    assert "rapidfuzz" not in _imported(tmp_path, "score")


def test_a_report_without_review_or_numbers_to_hide_imports_neither(stored):
    """Markdown for a pipe needs no reader of Markdown, no sheets of replies or returns, and no scipy.optimize."""
    imported = _imported(stored, "report", "--format", "md", "-o", "-")

    assert not imported & {"markdown_it", "docx", "scipy.optimize", "civicmap.measure.stage_changes"}
    assert not {name for name in imported if name.startswith(("civicmap.survey.reply", "civicmap.survey.returns"))}


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="the system does not list a process's threads")
def test_threads_of_numpy_are_not_started(stored):
    """A command starts no thread that it does not use: numpy's would wait for matrices that never come."""
    code = (
        "import sys, os\n"
        "from civicmap.cli import main\n"
        "main._end = lambda code: print(len(os.listdir('/proc/self/task')), file=sys.stderr)\n"
        "sys.argv = ['civicmap', 'framework', 'show']\n"
        "main.run()\n"
        "import numpy\n"
        "print(len(os.listdir('/proc/self/task')), file=sys.stderr)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], cwd=stored, capture_output=True, text=True, check=True)

    before, after = ran.stderr.split()[-2:]
    assert before == after


def test_what_is_to_be_done_at_the_end_is_done():
    """A command ends at once, yet what modules asked to be done at the end is done, and the exit code is its own."""
    code = (
        "import atexit, sys\n"
        "from civicmap.cli.main import run\n"
        "atexit.register(print, 'at the end', flush=True)\n"
        "sys.argv = ['civicmap', 'score', '--store', 'nowhere.duckdb']\n"
        "run()\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stdout) == (2, "at the end\n")


def test_a_profiler_sees_the_end():
    """Under a profiler a command ends as any Python program does, so that what was measured is told."""
    command = [sys.executable, "-m", "cProfile", "-m", "civicmap", "--version"]
    ran = subprocess.run(command, capture_output=True, text=True, check=True)

    assert "function calls" in ran.stdout
