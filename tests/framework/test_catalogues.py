"""Catalogues beside a framework: practices and recommendations, read with it and checked against it."""

from __future__ import annotations

import pytest

from civicmap.errors import Code, FrameworkError, UnreadableError
from civicmap.framework import practices, recommendations
from civicmap.framework.cached import load_cached
from civicmap.framework.codec import from_json, to_json
from civicmap.framework.load import examine, load_framework
from civicmap.framework.rows import known_of, parts, read_catalogue
from civicmap.framework.types import Level

PILLAR = load_framework().pillars[0].id
BASE = "civicmap: 1\nextends: three-ps\nid: mine\nversion: '1'\ntitle: Mine\n"


@pytest.fixture
def problems(write):
    """Return a function that gives the problems of a framework over three-ps, with files beside it."""

    def problems(*files, more=""):
        for name, text in files:
            write(text, name)
        return examine(write(BASE + more))[1]

    return problems


def test_the_shipped_catalogues_are_whole():
    """Practices and recommendations have ids of their own, a pillar, a paragraph, and are released; texts are one line."""
    framework = load_framework("three-ps")

    assert len({one.id for one in framework.practices}) == len(framework.practices) == 181
    assert len({one.id for one in framework.recommendations}) == len(framework.recommendations) == 54
    for one in (*framework.practices, *framework.recommendations):
        assert one.paragraph
        assert one.document == framework.source
        assert one.pillar in {node.id for node in framework.pillars}
    assert all(one.reported and one.publishable and one.summary for one in framework.practices)


def test_the_column_of_indicators_says_what_the_framework_says():
    """The two ways to say what follows a recommendation up agree in the shipped framework."""
    framework = load_framework("three-ps")
    said: dict[str, set[str]] = {one.id: set() for one in framework.recommendations}
    for node in framework.nodes:
        if node.level is Level.INDICATOR:
            below = [q for q in framework.questions if q.id in node.children]
            for name in {*node.recommendations, *(r for q in below for r in q.recommendations)}:
                said[name].add(node.id)

    assert {one.id: set(one.indicators) for one in framework.recommendations} == said


def test_a_framework_with_catalogues_comes_back_from_the_store_as_it_was():
    """Catalogues are part of the compiled framework, texts in other languages included."""
    framework = load_framework("three-ps")

    assert from_json(to_json(framework)) == framework


def test_a_catalogue_in_the_folder_is_read(write):
    """A file of the usual name beside the framework needs no mention; a named one wins."""
    write(f"id,pillar,summary,paragraph\np1,{PILLAR},Beside,1\n", "practices.csv")
    write(f"id,pillar,summary,paragraph\np2,{PILLAR},Named,1\n", "other.csv")

    beside = load_framework(write(BASE))
    named = load_framework(write(BASE + "files: {practices: other.csv}\n", "named.yaml"))

    assert [one.id for one in beside.practices] == ["p1"]
    assert [one.id for one in named.practices] == ["p2"]
    assert len(beside.recommendations) == len(named.recommendations) == 54


def test_practices_of_a_survey_leave_reported_ones_standing(write):
    """What was promoted beside an extended framework comes before what its documents reported, and drops none of it."""
    write(f"id,pillar,summary,wave\np1,{PILLAR},Ours,1\n", "practices.csv")

    found = load_framework(write(BASE)).practices

    assert [one.id for one in found[:2]] == ["p1", "P001"]
    assert len(found) == 182


def test_a_cached_framework_sees_a_catalogue_that_comes_later(write, tmp_path):
    """An entry of the cache is not used once there is a catalogue where there was none."""
    path, cache = write(BASE), tmp_path / "cache"
    before = load_cached(path, cache)
    write(f"id,pillar,summary,paragraph\np1,{PILLAR},Beside,1\n", "practices.csv")

    assert len(before.practices) == 181
    assert [one.id for one in load_cached(path, cache).practices] == ["p1"]


def test_a_named_file_that_is_not_there_is_a_warning(problems):
    """The framework is sound without it, and the line that names it is told."""
    told = problems(more="files:\n  practices: nowhere.csv\n")
    [problem] = [one for one in told if one.code is not Code.FRAMEWORK_TRANSLATION]

    assert (problem.code, problem.where) == (Code.CATALOGUE_MISSING, "my.yaml:7")
    assert "nowhere.csv" in problem.message


@pytest.mark.parametrize(
    ("text", "code", "where", "what"),
    [
        ("id,label,lable\nR1,One,\n", Code.CATALOGUE_COLUMN, "recommendations.csv:1", "no column 'lable'"),
        ("id,label,id\nR1,One,R1\n", Code.CATALOGUE_COLUMN, "recommendations.csv:1", "stands there twice"),
        ("id,label,label::french!\nR1,One,Un\n", Code.CATALOGUE_COLUMN, "recommendations.csv:1", "label::french!"),
        ("id,label,note::fr\nR1,One,Un\n", Code.CATALOGUE_COLUMN, "recommendations.csv:1", "note::fr"),
        ("label\nOne\n", Code.CATALOGUE_COLUMN, "recommendations.csv:1", "no column 'id'"),
        ("id,label\n,One\n", Code.CATALOGUE_ID, "recommendations.csv:2", "the id is empty"),
        ("id,label\nR 1,One\n", Code.CATALOGUE_ID, "recommendations.csv:2", "'R 1' is no id"),
        ('id,label\nR1,"One\ntwo"\nR1,Two\n', Code.CATALOGUE_ID, "recommendations.csv:4", "first in line 2"),
        ("id,label\nR1,\n", Code.CATALOGUE_VALUE, "recommendations.csv:2", "the label is empty"),
        ("id,label\nR1,One,two\n", Code.CATALOGUE_VALUE, "recommendations.csv:2", "3 cells, the header 2"),
        ("id,label,pillar\nR1,One,none\n", Code.CATALOGUE_REFERENCE, "recommendations.csv:2", "no pillar 'none'"),
        ("id,label,indicators\nR1,One,PA1;X\n", Code.CATALOGUE_REFERENCE, "recommendations.csv:2", "no indicator 'X'"),
    ],
)
def test_every_fault_of_a_catalogue_has_its_line(problems, text, code, where, what):
    """A catalogue's fault is a fault of the framework, at the line of the catalogue on which the row begins."""
    found = [one for one in problems(("recommendations.csv", text)) if one.where.startswith("recommendations.csv")]

    assert [(one.code, one.where) for one in found] == [(code, where)]
    assert what in found[0].message


def test_a_recommendation_that_the_catalogue_lacks_is_named_where_it_is_used(write):
    """The line of the framework is told, and what was most likely meant."""
    write("id,label\nR20,One\n", "recommendations.csv")
    found = examine(write(BASE))[1]

    named = [one for one in found if one.code is Code.FRAMEWORK_REFERENCE]
    assert named
    assert all(one.where.startswith("three_ps.yaml:") for one in named)
    assert any("there is no recommendation 'R01'" in one.message for one in named)


def test_a_catalogue_that_is_no_text_is_a_fault_of_the_line_that_names_it(write, tmp_path):
    """Bytes that are no UTF-8 are named at the framework's line."""
    (tmp_path / "bad.csv").write_bytes(b"id,label\nR1,\xff\n")

    with pytest.raises(FrameworkError) as raised:
        load_framework(write(BASE + "files: {recommendations: bad.csv}\n"))

    [problem] = raised.value.problems
    assert problem.where == "my.yaml:6"
    assert "bad.csv" in problem.message


def test_a_catalogue_beyond_all_measure_is_refused(write, monkeypatch):
    """A file or a number of rows over the limit is a plain message."""
    path, known = write("id,label\nR1,One\nR2,Two\n", "big.csv"), known_of(load_framework())
    for name in ("MOST_ROWS", "LARGEST"):
        monkeypatch.setattr(f"civicmap.framework.rows.{name}", 1)
        with pytest.raises(UnreadableError) as raised:
            read_catalogue(path, recommendations.FORM, known, recommendations.recommendation)
        assert raised.value.problems[0].code is Code.FILE_TOO_LARGE


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_any_usual_separator_is_read(write, separator):
    """A catalogue saved by a spreadsheet program of any country is read, with a byte order mark and CRLF too."""
    rows = [["id", "pillar", "summary", "groups"], ["p1", PILLAR, "It was done", '"a; b;a"']]
    text = "\ufeff" + "\r\n".join(separator.join(row) for row in rows) + "\r\n"
    read = read_catalogue(write(text, "p.csv"), practices.FORM, known_of(load_framework()), practices.practice)

    assert read.problems == ()
    assert [(one.summary, one.groups) for one in read.entries] == [("It was done", ("a", "b"))]


def test_parts_of_a_cell():
    """Parts stand once, without spaces and empty ones."""
    assert parts(" a ;b;; a;") == ("a", "b")
    assert parts("") == ()


@pytest.mark.parametrize(
    ("row", "released"),
    [
        (",,,", False),
        ("12,,,", True),
        ("12,no,,", False),
        ("12,,2019,", False),
        (",yes,2019,E1", True),
        ("12,,,E1", False),
    ],
)
def test_what_is_released_without_a_word(write, row, released):
    """Only a row that cites a paragraph, and that no entity of a survey gave, is released without `publishable`."""
    text = f"id,summary,pillar,paragraph,publishable,wave,entity\np1,Done,{PILLAR},{row}\n"
    [one] = read_catalogue(write(text, "p.csv"), practices.FORM, known_of(load_framework()), practices.practice).entries

    assert one.publishable is released
