"""Frameworks that extend others, shipped or beside them."""

from __future__ import annotations

import pytest

from civicmap.errors import FrameworkError
from civicmap.framework.catalogue import find, shipped
from civicmap.framework.check import check_framework
from civicmap.framework.load import load_framework
from civicmap.framework.starter import STARTER

PLUS = """\
civicmap: 1
extends: my.yaml
id: plus
title: More
groups: {kind: {register: kind}}
composites: {ready: {title: Ready, pillars: all}}
findings:
  both: {share: {info_policy: yes, complaint: yes}}
"""


def test_an_extension_adds_and_renames(write):
    """An extension keeps the base, says its own id and title, and adds findings, composites and groups at the end."""
    base = load_framework(write(STARTER))

    framework = load_framework(write(PLUS, "plus.yaml"))

    assert (framework.id, framework.title, framework.version) == ("plus", "More", base.version)
    assert framework.questions == base.questions
    assert [finding.id for finding in framework.findings] == [*(f.id for f in base.findings), "both"]
    assert [group.id for group in framework.groups] == ["level", "kind"]
    assert framework.nodes[-1].id == "ready"


def test_the_hash_covers_both_files(write):
    """A change of the base changes the hash of the extension."""
    write(STARTER)
    path = write(PLUS, "plus.yaml")
    before = load_framework(path).sha256

    write(STARTER.replace("Channels", "Ways"))

    assert load_framework(path).sha256 != before


@pytest.mark.parametrize(
    ("old", "new", "where", "words"),
    [
        ("both:", "complaint:", "plus.yaml:8", "findings.complaint: the id is taken in the base"),
        ("id: plus\n", "id: plus\npillars: {}\n", "plus.yaml:4", "pillars: cannot be said beside `extends`"),
        ("info_policy: yes", "info_polic: yes", "plus.yaml:8", "no question, group, pillar or composite 'info_polic'"),
        ("extends: my.yaml", "extends: other.yaml", "plus.yaml:2", "there is no such file"),
        ("extends: my.yaml", "extends: plus.yaml", "plus.yaml:2", "in a circle"),
        ("extends: my.yaml", "extends: nothing", "plus.yaml:2", "there is no framework 'nothing'"),
    ],
)
def test_faults_of_an_extension_are_named_in_its_file(write, old, new, where, words):
    """A fault of the extension is told by its own file and line."""
    write(STARTER)

    problems = check_framework(write(PLUS.replace(old, new), "plus.yaml"))

    assert any(problem.where == where and words in problem.message for problem in problems)


def test_faults_of_the_base_are_named_in_the_base(write):
    """A fault of the base is told by the base's file and line, beside those of the extension."""
    write(STARTER.replace("points: 50}", "points: 150}"))

    problems = check_framework(write(PLUS.replace("id: plus", "id: p l"), "plus.yaml"))

    assert [problem.where for problem in problems] == ["my.yaml:24", "plus.yaml:3"]


def test_a_base_that_cannot_be_read_hides_nothing_and_adds_nothing(write):
    """A base with a fault of syntax gives that fault alone, not a framework that lacks everything."""
    write(STARTER.replace("title: Remedy\n", "title: Remedy: all\n"))

    problems = check_framework(write(PLUS, "plus.yaml"))

    assert [(problem.where, problem.code.id) for problem in problems] == [("my.yaml:62", "framework-syntax")]


def test_shipped_frameworks_are_found_by_id_and_load():
    """Every shipped file is in the catalogue under the id that it bears, the default first, and is sound."""
    assert shipped()[0].id == "three-ps"
    for one in shipped():
        framework = load_framework(one.id)
        assert (framework.id, framework.title) == (one.id, one.title)
        assert find(one.id) == one.path


def test_a_shipped_framework_can_be_extended(write):
    """`extends` takes a shipped id."""
    path = write("civicmap: 1\nextends: three-ps\nid: mine\n")

    assert load_framework(path).questions == load_framework().questions


def test_a_file_that_is_named_like_nothing_is_an_error():
    """An unknown id names the known ones."""
    with pytest.raises(FrameworkError, match="choose one of: three-ps"):
        load_framework("three-pz")
