"""Every problem in the catalogue is known to a test and to the reference page, with its cause and its cure."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from civicmap.errors import Code

ROOT = Path(__file__).parents[2]
TESTS = "\n".join(file.read_text(encoding="utf-8") for file in sorted((ROOT / "tests").rglob("test_*.py")))
PAGE = (ROOT / "docs" / "reference" / "problems.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("code", Code, ids=lambda code: code.id)
def test_a_test_brings_each_problem_about(code):
    """Some test names each code, by its id or its name."""
    assert re.search(rf"Code\.{code.name}\b|[\"'({{\[]{re.escape(code.id)}[\"'):]", TESTS)


@pytest.mark.parametrize("code", Code, ids=lambda code: code.id)
def test_the_page_says_cause_and_cure(code):
    """The reference page has a line for each code, and in it words for what is wrong and for what to do, not blanks to fill in."""
    line = next(line for line in PAGE.splitlines() if line.startswith(f"| `{code.id}` |"))
    _, _, _, cause, cure, _ = re.split(r"(?<!\\)\|", line)

    for said in (cause, cure):
        assert len(re.sub(r"\{[^}]*\}", "", said).strip()) > 6, said


def test_ids_are_names_in_small_letters():
    """Scripts rely on the ids: each is the code's name with hyphens, and none stands twice."""
    assert [code.id for code in Code] == [code.name.lower().replace("_", "-") for code in Code]
