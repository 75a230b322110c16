"""Compiled frameworks kept between runs: they spare time and change nothing."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from civicmap.errors import FrameworkError
from civicmap.framework.cached import load_cached
from civicmap.framework.load import load_framework

SMALL = """civicmap: 1
id: small
version: "1"
title: {title}
language: en
scales: {{yes_no: {{answers: {{yes: {{label: "Yes", points: 100}}, no: {{label: "No", points: 0}}}}}}}}
{more}
"""
TREE = "pillars: {p: {title: P, dimensions: {d: {title: D, indicators: {I: {title: I, questions: {q: {text: Q, scale: yes_no}}}}}}}}"


@pytest.fixture
def small(tmp_path):
    """Return a framework file."""
    path = tmp_path / "small.yaml"
    path.write_text(SMALL.format(title="First", more=TREE), encoding="utf-8")
    return path


def entries(folder):
    """Return the files of a cache."""
    return sorted(folder.iterdir()) if folder.exists() else []


@pytest.mark.parametrize("name", [None, "godi"])
def test_a_kept_framework_is_the_same(name, tmp_path):
    """A framework from the cache equals the one that its file gives."""
    assert load_cached(name, tmp_path) == load_framework(name)
    assert len(entries(tmp_path)) == 1
    assert load_cached(name, tmp_path) == load_framework(name)


def test_an_entry_spares_the_schema_and_the_reader(small, tmp_path):
    """With an entry there, neither pydantic's schema nor the YAML reader is imported."""
    load_cached(small, tmp_path / "cache")
    code = (
        "import sys; from pathlib import Path; from civicmap.framework.cached import load_cached;"
        f"print(load_cached(Path({str(small)!r}), Path({str(tmp_path / 'cache')!r})).title,"
        " [name for name in ('pydantic', 'ruamel.yaml') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "First []"


def test_a_changed_file_is_read_again(small, tmp_path):
    """An entry counts for nothing once its file has changed, and is replaced."""
    cache = tmp_path / "cache"
    load_cached(small, cache)
    small.write_text(SMALL.format(title="Second", more=TREE), encoding="utf-8")
    assert load_cached(small, cache).title == "Second"
    assert len(entries(cache)) == 1


def test_a_change_of_what_it_is_made_of_counts(small, tmp_path):
    """The file that is extended and a translation count like the file itself, also when it appears later."""
    cache = tmp_path / "cache"
    upper = tmp_path / "upper.yaml"
    upper.write_text('civicmap: 1\nextends: small.yaml\nid: upper\nversion: "1"\ntranslations: {fr: small.fr.csv}\n')
    assert load_cached(upper, cache).translations["fr"] == {}
    (tmp_path / "small.fr.csv").write_text("where,en,fr\nquestions.q.text,Q,Question\n", encoding="utf-8")
    assert load_cached(upper, cache) == load_framework(upper)
    small.write_text(SMALL.format(title="First", more=TREE.replace("Q,", "Why,")), encoding="utf-8")
    assert load_cached(upper, cache).questions[0].text == "Why"


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"files": []}', '{"files": [], "framework": "{}"}', "\0" * 9, "[" * 99999]
)
def test_a_spoilt_entry_is_made_anew(content, small, tmp_path):
    """What is no entry is passed over."""
    cache = tmp_path / "cache"
    wanted = load_cached(small, cache)
    (entry,) = entries(cache)
    whole = entry.read_text(encoding="utf-8")
    entry.write_text(content, encoding="utf-8")
    assert load_cached(small, cache) == wanted
    assert entry.read_text(encoding="utf-8") == whole
    assert json.loads(whole)["files"]


def test_a_folder_that_cannot_be_written_is_no_fault(small, tmp_path):
    """Without a place to keep it, a framework is loaded all the same."""
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert load_cached(small, blocked / "cache").title == "First"
    assert load_cached(small, None).title == "First"


def test_a_framework_with_faults_is_not_kept(tmp_path):
    """Faults are told on every run, and leave no entry."""
    bad = tmp_path / "bad.yaml"
    bad.write_text("civicmap: 1\nid: bad\n", encoding="utf-8")
    for _ in range(2):
        with pytest.raises(FrameworkError):
            load_cached(bad, tmp_path / "cache")
    assert entries(tmp_path / "cache") == []
