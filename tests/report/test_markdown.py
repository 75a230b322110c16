"""The report as Markdown: numbers, marks, literal names, and templates of users."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest
from report_builders import FIELD, GROUP, HEAD, NASTY, benchmark, finding, framework, node, report, score, share

from civicmap.errors import CivicmapError, Code
from civicmap.framework.types import Tier
from civicmap.measure.results import EVERYONE, GroupTest
from civicmap.report import facts as f
from civicmap.report import facts_about as about
from civicmap.report.catalogue.contents import all_tables
from civicmap.report.disclosure import disclose
from civicmap.report.ladder import wording
from civicmap.report.layout import Layout, points
from civicmap.report.markdown import _filters, _names, to_markdown
from civicmap.report.tokens import parse


def _rich(**changes):
    """Return a report in which every section of the template speaks."""
    divided = (share(), share(20, 60, group=FIELD), share(14, 41, group=HEAD))
    tested = (GroupTest("level", "boschloo", 0.0004, 0.2, "level"),)
    return report(
        group=GROUP,
        responses=(
            about.ResponseFact(EVERYONE, 180, 101),
            about.ResponseFact(FIELD, 100, 60),
            about.ResponseFact(HEAD, 80, 41),
        ),
        pillars=(node(score(), score(60, (10, 20, 20, 10), group=FIELD), score(37, (10, 12, 10, 5), group=HEAD)),),
        overall=node(id_="overall", title="Overall", level="overall"),
        composites=(node(id_="ready", title="Readiness", level="composite"),),
        indicators=(node(id_="PA1", title="An indicator", level="indicator", pillar="voice"),),
        findings=(
            finding(*divided, tests=tested, benchmark=benchmark(), source=("26", "34")),
            finding(share(3, 12, lacks=0), id_="few", title="A small base", pillar=None),
            finding(share(0, 0, lacks=None, interval=None, method=None), id_="nobody", title="Nobody asked"),
            finding(
                share(lacks=None, gap_why="its scale has no points"), id_="open", title="No gap", among="field entities"
            ),
        ),
        topics=(about.TopicFact("PA1", "An indicator", 12, 9, 3),),
        policies=(about.PolicyFact("An entity", "An indicator", "A policy", 2019, "", public=True, tier=Tier.PUBLIC),),
        data=about.DataFact(
            104,
            101,
            2,
            1,
            "b" * 64,
            (about.ProblemFact("answer-unknown", "warning", 3, ("s.xlsx!A!F2: x: y",)),),
            (about.SourceFact("s.xlsx", "c" * 64, "plain", 104),),
        ),
        **changes,
    )


def _paragraphs(text):
    """Return the numbers of the numbered paragraphs, by the reader of the dialect."""
    return [int(token.info) for token in parse(text) if token.type == "list_item_open" and token.info]


@pytest.mark.parametrize("made", [report(), _rich(), _rich(audience="internal"), report(findings=(), pillars=())])
def test_paragraphs_are_numbered_without_a_gap(made):
    """Paragraphs run from 1 to n through the whole document, whatever sections a report has."""
    numbers = _paragraphs(to_markdown(made))

    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 5


def test_tables_are_numbered_and_referred_to():
    """Every table has a directive, a caption with the next number, and every number referred to is a table's."""
    text = to_markdown(_rich(audience="internal"))

    captions = [int(number) for number in re.findall(r"^\*\*Table (\d+)\.\*\*", text, re.MULTILINE)]

    assert captions == list(range(1, len(captions) + 1))
    assert len(captions) == text.count("<!-- civicmap: table ")
    assert {int(number) for number in re.findall(r"[Tt]able (\d+)\b", text)} == set(captions)


@pytest.mark.parametrize(
    "place", ["framework", "finding", "pillar", "group", "among", "words", "policy", "wave", "band"]
)
def test_names_stay_literal_text_everywhere(place):
    """A name with pipes, markup, HTML or an expression is read back as itself wherever it is printed."""
    base = _rich(audience="internal")
    key = FIELD._replace(label=NASTY)
    made = {
        "framework": lambda: replace(base, framework=replace(base.framework, title=NASTY)),
        "finding": lambda: replace(base, findings=(finding(title=NASTY),)),
        "pillar": lambda: replace(base, pillars=(node(title=NASTY),), titles=(("voice", NASTY),)),
        "group": lambda: replace(
            base,
            group=replace(GROUP, title=NASTY),
            responses=(base.responses[0], about.ResponseFact(key, 9, 9)),
        ),
        "among": lambda: replace(base, findings=(finding(among=NASTY),)),
        "words": lambda: replace(base, findings=(finding(benchmark=benchmark(words=NASTY)),)),
        "policy": lambda: replace(
            base, policies=(about.PolicyFact(NASTY, NASTY, NASTY, None, NASTY, public=True, tier=Tier.PUBLIC),)
        ),
        "wave": lambda: replace(base, wave=NASTY),
        "band": lambda: replace(base, pillars=(node(replace(score(), bands=(f.BandCount("b", 9, NASTY),))),)),
    }[place]()

    tokens = parse(to_markdown(made))

    seen = ["".join(child.content for child in token.children) for token in tokens if token.type == "inline"]
    assert any(NASTY.strip() in text for text in seen)
    assert not any("5929" in text for text in seen)
    kinds = {child.type for token in tokens if token.type == "inline" for child in token.children}
    assert kinds <= {"text", "text_special", "em_open", "em_close", "strong_open", "strong_close", "softbreak"}


def test_a_sentence_begins_with_no_figure():
    """R7.7: no paragraph and no sentence of the text begins with a figure."""
    blocks = [token for token in parse(to_markdown(_rich())) if token.type == "inline"]
    texts = ["".join(child.content for child in token.children) for token in blocks]
    prose = [text for text in texts if text.endswith((".", ";")) and len(text) > 40]

    assert prose
    assert not [text for text in prose if "%" in text]
    assert not [text for text in prose if re.search(r"(^|[.] )\d", re.sub(r"(para|paras)\. \d+", "", text))]


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (report(), "one third of responding entities (34 of 101)"),
        (_rich(), "This holds for three of 12 responding entities; there is none for which it clearly does not hold."),
        (_rich(), "There is no share: no entity stands in its base, which is responding entities."),
        (
            _rich(),
            "For whom it clearly does not hold cannot be told, because the finding does not say which answers mean that.",
        ),
        (
            _rich(),
            "(A/1, paras. 26 and 34); on our reading, at least 30 per cent and at most 36 per cent, they are not judged.",
        ),
        (report(findings=(finding(share(holds=True), benchmark=benchmark()),)), "they are met."),
        (
            report(findings=(finding(share(holds=False), benchmark=benchmark(invented=True)),)),
            "a figure invented for demonstration",
        ),
        (report(), "should be read as a sign of the direction"),
        (report(responses=(about.ResponseFact(EVERYONE, None, 1),)), "There is no register of the entities invited"),
    ],
)
def test_what_the_report_says(made, words):
    """Shares carry n of N, gaps their reasons, benchmarks our reading, and the caveat always stands."""
    assert words in to_markdown(made)


@pytest.mark.parametrize(
    ("holds", "words"), [(True, "they are met, by construction."), (False, "they are not met, by construction.")]
)
def test_benchmarks_on_synthetic_data_read_by_construction(holds, words):
    """R9: on synthetic data a benchmark proves nothing, and the sentence says so."""
    made = report(synthetic=True, findings=(finding(share(holds=holds), benchmark=benchmark()),))

    assert words in to_markdown(made)


@pytest.mark.parametrize("template", ["nothing at all\n", "# Own title\n\ntext\n", "{{ report.wave }}"])
def test_marks_cannot_be_left_out(tmp_path, template):
    """R9, R8: the synthetic and the internal mark stand below the title, whatever a template prints."""
    path = tmp_path / "own.md.j2"
    path.write_text(template, encoding="utf-8")
    made = report(synthetic=True, audience="internal")

    text = to_markdown(made, path)

    assert "> **Synthetic data**" in text
    assert "> **Internal: self-reported, not verified**" in text
    assert text.startswith("# ")


def test_marks_stand_in_every_caption():
    """R9: a table that is taken out of its report still says what it is made of."""
    text = to_markdown(_rich(synthetic=True))

    captions = re.findall(r"^\*\*Table .*$", text, re.MULTILINE)

    assert captions
    assert all("Synthetic data" in caption for caption in captions)


def test_a_template_may_change_one_block(tmp_path):
    """A user's template extends the shipped one and replaces a part; numbers still run without a gap."""
    path = tmp_path / "own.md.j2"
    path.write_text(
        '{% extends "report.md.j2" %}\n{% block policies %}{% filter paragraph %}Own words.{% endfilter %}{% endblock %}\n',
        encoding="utf-8",
    )

    text = to_markdown(_rich(), path)

    assert "Own words." in text
    assert "## Policies listed" not in text
    assert _paragraphs(text) == list(range(1, len(_paragraphs(text)) + 1))


@pytest.mark.parametrize(
    ("template", "line", "what"),
    [
        ("one\n{{ nothing }}\n", 2, "nothing"),
        ("one\ntwo\n{{ report.nothing }}\n", 3, "nothing"),
        ("{% if %}\n", 1, "xpected"),
        ("\n{{ 1 | no_filter }}\n", 2, "no_filter"),
        ("\n\n{{ report.invited / 7 }}\n", 3, "cannot be printed as it is"),
        ("{{ report.__class__.__mro__ }}\n", 1, "unsafe"),
        ("{{ 'a' * 10000000000 }}\n", 1, "too long"),
        ("{{ 9 ** 9 ** 9 }}\n", 1, "too long"),
        ('{% include "/etc/passwd" %}\n', 1, "/etc/passwd"),
        ('{{ number_of("gaps") }}\n', None, "gaps"),
    ],
)
def test_a_fault_of_a_template_is_named_with_its_line(tmp_path, template, line, what):
    """A template with an unknown name, an unsafe or a boundless expression is refused, with file and line."""
    path = tmp_path / "own.md.j2"
    path.write_text(template, encoding="utf-8")

    with pytest.raises(CivicmapError) as raised:
        to_markdown(report(), path)

    (problem,) = raised.value.problems
    assert problem.code is Code.TEMPLATE_FAULT
    assert problem.where == ("own.md.j2" if line is None else f"own.md.j2:{line}")
    assert what in problem.message


def test_a_missing_template_is_a_plain_message(tmp_path):
    """A template that is not there is a problem with its name, not a traceback."""
    with pytest.raises(CivicmapError) as raised:
        to_markdown(report(), tmp_path / "none.md.j2")

    assert raised.value.problems[0].code is Code.FILE_MISSING


def test_a_value_is_escaped_even_where_it_is_joined_or_marked_safe(tmp_path):
    """No way of printing a value lets its markup through."""
    path = tmp_path / "own.md.j2"
    path.write_text("# t\n\n{{ report.wave ~ '' }}{{ report.wave | safe }}{% set x %}{{ report.wave }}{% endset %}\n")

    text = to_markdown(report(wave="*x*<b>"), path)

    assert text.count("\\*x\\*\\<b\\>") == 2
    assert "*x*<b>" not in text.replace("\\*x\\*\\<b\\>", "")


def test_an_empty_paragraph_has_no_number():
    """A paragraph whose conditions all failed is not printed, and the next takes its number."""
    layout = Layout((), wording())

    assert (layout.paragraph(" \n "), layout.paragraph("a")) == ("", "\n1.  a\n")


def test_points_have_letters_semicolons_and_a_stop():
    """Lettered points end in semicolons and the last in a full stop; after z comes aa."""
    made = points("\n".join(f"p{number}" for number in range(28))).split("\n\n")[1:-1]

    assert made[0] == "(a) p0;"
    assert made[25:] == ["(z) p25;", "(aa) p26;", "(ab) p27."]
    assert "    (a) x." in Layout((), wording()).paragraph("Lead:" + points("x"))


def test_a_public_report_of_one_entity_tells_nothing_of_it():
    """R8: where so few responded, no share, score or count of answers is printed."""
    one = report(
        responses=(about.ResponseFact(EVERYONE, 1, 1),),
        findings=(finding(share(1, 1, lacks=0, counts=f.CountFact(0, 0, 0, 0, 0, 0, 0, None))),),
        pillars=(node(score(1, (0, 0, 0, 1), not_rated=0)),),
    )

    text = to_markdown(disclose(one, framework()))

    assert "1 of 1" not in text
    assert "one of one" not in text
    assert "54.3" not in text


def test_the_reference_names_everything_that_a_template_may_use():
    """Every name, filter and table is in the reference page for templates."""
    page = (Path(__file__).parents[2] / "docs" / "reference" / "template.md").read_text(encoding="utf-8")
    made = _rich(audience="internal")
    layout = Layout(all_tables(made), wording())

    wanted = {
        *_names(made, wording(), layout),
        *_filters(made, wording(), layout),
        *(table.id for table in all_tables(made)),
    }

    assert [name for name in sorted(wanted) if not re.search(rf"[`\s]{name}\b", page)] == []


def test_the_shipped_template_prints_every_table():
    """No table of a report is left out of the document."""
    made = _rich(audience="internal")

    text = to_markdown(made)

    assert [table.id for table in all_tables(made) if f"<!-- civicmap: table id={table.id} " not in text] == []


def test_a_reference_to_a_table_cannot_be_broken():
    """The word and the number of a table stand on one line."""
    text = to_markdown(_rich())
    prose = [line for line in text.splitlines() if not line.startswith(("|", "**"))]

    assert re.search(r"[Tt]able\u00a0\d", text)
    assert not [line for line in prose if re.search(r"\b[Tt]able \d", line)]


def test_the_contents_stand_after_the_summary():
    """The directive of the table of contents stands by itself, before the first section."""
    text = to_markdown(_rich())

    assert "\n\n<!-- civicmap: contents -->\n\n## " in text


def test_no_template_hides_the_marks_in_a_comment(tmp_path):
    """R9: what a template puts before the title, be it the start of a comment, comes after the marks."""
    (tmp_path / "own.md.j2").write_text("<!--\n\n# {{ title }}\n\n-->\n\nText.\n", encoding="utf-8")

    text = to_markdown(report(synthetic=True), tmp_path / "own.md.j2")

    assert text.index("> **Synthetic data**") < text.index("<!--\n")


def test_a_pillar_whose_mean_is_withheld_says_so():
    """Where the mean and median alone would tell small bands, the sentence says that scores are withheld."""
    hidden = score(mean=None, median=None, q1=None, q3=None)

    text = to_markdown(report(pillars=(node(hidden),)))

    assert f"*Voice.* {wording().say('pillars.withheld')}" in text
