"""Names that a template uses and that are not there: which, where, and what was meant."""

from __future__ import annotations

import pytest
from report_builders import report

from civicmap.errors import CivicmapError, Code
from civicmap.report.length import length
from civicmap.report.markdown import to_markdown


@pytest.mark.parametrize(
    ("template", "what", "how"),
    [
        ("{{ reprot.wave }}", "there is no 'reprot'", "did you mean 'report'?"),
        ("{{ report.pilars }}", "Report has no 'pilars'", "did you mean 'pillars'?"),
        ("{{ report.respondd }}", "Report has no 'respondd'", "did you mean 'responded'?"),
        ("{{ report.findings[0].everyone.shar }}", "ShareFact has no 'shar'", "did you mean 'share'?"),
        ("{{ report.wave | shre }}", "there is no filter 'shre'", "did you mean 'share'?"),
        ("{% if report is evenn %}{% endif %}", "there is no test 'evenn'", "did you mean 'even'?"),
        ('{{ say("summary.cautoin") }}', "there is no text 'summary.cautoin'", "did you mean 'summary.caution'?"),
        ('{% include "report.md.j" %}', "there is no template 'report.md.j'", "did you mean 'report.md.j2'?"),
        ("{{ report.wave.year }}", "a text has no 'year'", "template copy"),
    ],
)
def test_the_nearest_name_is_told_with_the_line(tmp_path, template, what, how):
    """A name that is not there is named with its file and line and the one that was most likely meant."""
    path = tmp_path / "own.md.j2"
    path.write_text(f"# T\n\n{template}\n", encoding="utf-8")

    with pytest.raises(CivicmapError) as refused:
        to_markdown(report(), path)
    (problem,) = refused.value.problems
    assert problem.code is Code.TEMPLATE_FAULT
    assert problem.where == "own.md.j2:3"
    assert what in problem.message
    assert how in problem.repair


@pytest.mark.parametrize(
    ("text", "words", "tables", "limit"),
    [
        ("# One two\n\n1.  Three, four – five.\n", 6, 0, None),
        ("| a b | c |\n| :-- | --: |\n| 1 | – |\n", 0, 4, None),
        ("<!-- civicmap: limit words=8500 -->\n\nOne\n", 1, 0, 8500),
        ("<!-- civicmap: note -->\n\nOne\n", 1, 0, None),
        ("关于本文件", 5, 0, None),
    ],
)
def test_words_are_counted_in_text_and_tables_apart(text, words, tables, limit):
    """Signs without a letter or figure are no words, directives neither; writing without spaces counts its signs."""
    found = length(text)

    assert (found.text, found.tables, found.limit) == (words, tables, limit)


def test_a_limit_is_passed_by_what_stands_over_it():
    """A text is over a limit by the words above it, and never where no limit is stated."""
    assert length("<!-- civicmap: limit words=2 -->\na b c").over == 1
    assert length("a b c").over == 0


def test_a_changed_template_is_compiled_anew(tmp_path):
    """What was compiled is known by the template's content: the same file with other words says them, in its own numbers."""
    from civicmap.report.ladder import wording
    from civicmap.report.template import render_template

    template = tmp_path / "own.md.j2"
    for text in ("One {{ 1000 }}", "Two {{ 1000 }}", "One {{ 1000 }}"):
        template.write_text(text, encoding="utf-8")
        assert render_template(template, {}, {}, style=wording("en").numbers) == text.replace("{{ 1000 }}", "1,000")
        assert render_template(template, {}, {}, style=wording("fr").numbers) != text.replace("{{ 1000 }}", "1,000")


def test_constants_are_printed_when_a_report_is_filled_in(tmp_path):
    """What a filter makes of a constant is the report's own: one compiled template serves every report and language."""
    from civicmap.report.ladder import wording
    from civicmap.report.template import render_template

    template = tmp_path / "own.md.j2"
    template.write_text("{{ 'x' | told }}", encoding="utf-8")
    style = wording("en").numbers
    said = [render_template(template, {}, {"told": lambda _, to=to: to}, style=style, kept=None) for to in ("a", "b")]

    assert said == ["a", "b"]


@pytest.fixture
def forgetful():
    """Let go of what this process has compiled, before and after."""
    from civicmap.report.template_kept import kept_in

    kept_in.cache_clear()
    yield kept_in.cache_clear
    kept_in.cache_clear()


@pytest.mark.parametrize("spoilt", [None, b"", b"j2 and then nothing of use"], ids=["whole", "empty", "garbage"])
def test_a_kept_template_says_the_same(tmp_path, monkeypatch, forgetful, spoilt):
    """An entry of the user's cache spares the reading of a template; one that is spoilt is made anew."""
    from jinja2 import Environment

    from civicmap.report.ladder import wording
    from civicmap.report.template import render_template

    read = []
    parse = Environment._parse
    monkeypatch.setattr(Environment, "_parse", lambda self, *more: read.append(more) or parse(self, *more))
    template, folder = tmp_path / "own.md.j2", tmp_path / "kept"
    template.write_text("{% for n in [1, 2] %}{{ n }} {% endfor %}", encoding="utf-8")
    said = []
    for _ in range(2):
        said.append(render_template(template, {}, {}, style=wording("en").numbers, kept=folder))
        forgetful()
        for entry in folder.iterdir():
            if spoilt is not None:
                entry.write_bytes(spoilt)

    assert said == ["1 2 "] * 2
    assert len(read) == (1 if spoilt is None else 2)


def test_nothing_is_kept_where_others_can_write(tmp_path, forgetful):
    """Entries are code: a folder that is not the user's own alone is neither written nor read."""
    from civicmap.report.ladder import wording
    from civicmap.report.template import render_template

    template, folder = tmp_path / "own.md.j2", tmp_path / "shared"
    template.write_text("{{ 1 }}", encoding="utf-8")
    folder.mkdir()
    folder.chmod(0o777)

    assert render_template(template, {}, {}, style=wording("en").numbers, kept=folder) == "1"
    assert list(folder.iterdir()) == []
