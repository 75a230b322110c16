"""The list of printed numbers: every figure of the report is in it, and each entry stands where it says."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace

import openpyxl
import pytest
from report_builders import FIELD, GROUP, HEAD, NASTY, benchmark, finding, framework, node, report, score, share

from civicmap.errors import CivicmapError, Code, RequestError
from civicmap.framework.types import Finding, Is
from civicmap.measure.results import EVERYONE
from civicmap.report import facts_about as about
from civicmap.report.blocks import Lettered, Listing, Numbered, Paragraph, Quotation, Summary, Table, plain
from civicmap.report.facts_change import ScoreChangeFact, WavesFact
from civicmap.report.factsheet import COLUMNS, facts_file, printed_numbers
from civicmap.report.ledger_marks import mark, marked, spans, without_marks
from civicmap.report.listener import Listener
from civicmap.report.markdown import to_markdown, write
from civicmap.report.traced import Source, source_of, trace
from civicmap.report.tree import read

FIGURE = re.compile(r"\d+")


def _divided(**changes):
    """Return a report with a group, withheld cells and a name that is full of markup."""
    shares = (share(), share(20, 60, group=FIELD), share(None, None, group=HEAD, share=None, withheld=True))
    return report(
        **{
            "group": GROUP,
            "responses": (
                about.ResponseFact(EVERYONE, 180, 101),
                about.ResponseFact(FIELD, 1100, 60),
                about.ResponseFact(HEAD, 80, 41),
            ),
            "pillars": (
                node(score(), score(60, (10, 20, 20, 10), group=FIELD), score(37, (10, 12, 10, 5), group=HEAD)),
            ),
            "indicators": tuple(
                node(
                    replace(score(), mean=mean),
                    id_=name,
                    title=f"Indicator {name} {NASTY}",
                    level="indicator",
                    pillar="voice",
                )
                for name, mean in (("PA1", 12.3), ("PA2", 45.6), ("PA3", 78.9))
            ),
            "findings": (
                finding(*shares, title=f"Mechanism 4 {NASTY}", benchmark=benchmark(), source=("26",)),
                finding(share(3, 12, lacks=0), id_="few", title="Few", pillar=None),
                finding(
                    share(None, None, share=None, lacks=None, withheld=True, counts=None), id_="hidden", title="Hidden"
                ),
            ),
            **changes,
        }
    )


def _texts(blocks, paragraph=None):
    """Yield each text of a document with the number of its paragraph and the id of its table; no headings."""
    for block in blocks:
        match block:
            case Paragraph(content) | Lettered(_, content):
                yield paragraph, "", plain(content)
            case Numbered(number, inner):
                yield from _texts(inner, number)
            case Listing(items):
                for item in items:
                    yield from _texts(item, paragraph)
            case Summary(inner) | Quotation(inner):
                yield from _texts(inner, paragraph)
            case Table():
                for cells in (block.header, *block.rows, block.notes):
                    for cell in cells:
                        yield None, block.id, plain(cell)


@pytest.mark.parametrize("language", ["en", "fr", "es"])
@pytest.mark.parametrize("audience", ["public", "internal"])
def test_every_figure_is_listed_where_it_stands(language, audience):
    """The figures of each paragraph and table are those of its entries, no more and no fewer, in every language."""
    made = _divided(language=language, audience=audience)
    listed = printed_numbers(made)

    wanted, found = {}, {}
    for paragraph, table, text in _texts(read(to_markdown(made)).blocks):
        wanted.setdefault((paragraph, table), []).extend(FIGURE.findall(text))
    for one in listed:
        if one.place.part not in ("heading", "caption"):
            found.setdefault((one.place.paragraph, one.place.table), []).extend(FIGURE.findall(one.text))

    assert {key: sorted(figures) for key, figures in wanted.items() if figures} == {
        key: sorted(figures) for key, figures in found.items() if figures
    }


def test_each_entry_stands_in_its_paragraph():
    """An entry's words and its sentence are found in the paragraph that it names, the sentence around the words."""
    made = _divided()
    texts = {}
    for paragraph, table, text in _texts(read(to_markdown(made)).blocks):
        texts.setdefault((paragraph, table), []).append(text)

    for one in printed_numbers(made):
        if one.place.part in ("paragraph", "summary"):
            assert any(one.sentence in text for text in texts[one.place.paragraph, one.place.table]), one
            assert one.text in one.sentence


def test_a_share_carries_its_base_and_counts():
    """The words for a share are one entry, with n, N, base and unit; those that did not answer are entries of their own."""
    entries = [one for one in printed_numbers(_divided()) if one.source.id == "contest" and one.place.paragraph]

    (said,) = [one for one in entries if one.source.kind == "share"]
    assert said.text == "one third of responding entities (34 of 101)"
    assert (said.source.numerator, said.source.denominator, said.source.base) == (34, 101, "respondents")
    assert said.source.value == pytest.approx(34 / 101)
    assert [(one.text, one.source.what, one.source.value) for one in entries if one.source.kind == "count"] == [
        ("four", "counts.dont_know", 4),
        ("three", "counts.blank + counts.under_review + counts.unresolved", 3),
    ]


def test_a_rate_keeps_both_counts():
    """A percentage that a template works out of two counts is listed with both."""
    (rate,) = [one for one in printed_numbers(report()) if one.text == "56 per cent"]

    assert (rate.source.kind, rate.source.numerator, rate.source.denominator) == ("share", 101, 180)


def test_cells_carry_what_their_row_says():
    """A cell of a table is listed with its row's group and the unrounded value; what is withheld is not listed."""
    cells = [one for one in printed_numbers(_divided()) if one.place.table == "gaps_by_group" and one.place.row]

    by_group = {(one.source.group, one.source.what): one for one in cells if one.source.id == "contest"}
    assert by_group["field", "share"].source.value == pytest.approx(20 / 60)
    assert by_group["field", "share"].text == "33%"
    assert not [one for one in cells if one.source.group == "head" and one.source.kind == "share"]


def test_a_template_of_ones_own_is_listed_too(tmp_path):
    """Numbers that a user's template prints in its own way, and figures typed into it, are listed in their places."""
    template = tmp_path / "own.md.j2"
    template.write_text(
        "# Own\n\n{% filter paragraph %}Of 12 we met, {{ report.responded }} wrote.{% endfilter %}\n\n"
        "{% filter paragraph %}{{ report.findings[0] | share | capital }}. {{ report.pillars[0].everyone.median | score }}."
        "{% endfilter %}\n\n| A | B |\n| :-- | --: |\n| x | {{ report.findings[0].everyone.numerator }} |\n",
        encoding="utf-8",
    )
    listed = printed_numbers(report(), template)

    assert [(one.place.paragraph, one.text, one.source.kind, one.source.what) for one in listed] == [
        (1, "12", "text", ""),
        (1, "101", "count", "responded"),
        (2, "One third of responding entities (34 of 101)", "share", "numerator"),
        (2, "50.0", "score", "median"),
        (None, "34", "count", "numerator"),
    ]
    assert (listed[-1].place.part, listed[-1].place.row, listed[-1].place.column) == ("table", 1, 2)


def test_a_template_that_measures_its_texts_is_refused(tmp_path):
    """Where marks would change what a template prints, the list is refused and not guessed."""
    template = tmp_path / "own.md.j2"
    template.write_text('# Own\n\n{{ say("see", number=report.responded) | length }}\n', encoding="utf-8")

    with pytest.raises(CivicmapError) as refused:
        printed_numbers(report(), template)
    assert refused.value.problems[0].code is Code.TEMPLATE_FAULT
    assert "own.md.j2" in str(refused.value.problems[0])


def test_listening_changes_no_byte():
    """The text that is listened to is, without its marks, the report itself, hostile names included."""
    made = _divided(framework=replace(report().framework, title=f"\x02\x91\x03 {NASTY} 12 \x04"))

    assert without_marks(write(made, listener=Listener(made)).text) == to_markdown(made)


def test_facts_with_sources_are_equal_to_facts():
    """Tracing changes no fact: it is equal, sorts alike and prints alike."""
    made = _divided()

    assert trace(made) == made
    assert source_of(trace(made).responded).what == "responded"
    assert source_of(made.responded) is None


def test_marks_nest_and_leave_the_text():
    """A mark carries any number, stands inside another, and is taken out without a trace."""
    text = mark("a " + mark("12", 300) + " b", 0)

    assert marked(text)
    assert not marked("\x02\x03\x04")
    plain_text, found = spans(text)
    assert (plain_text, without_marks(text)) == ("a 12 b", "a 12 b")
    assert [(plain_text[span.start : span.end], span.place) for span in found] == [("a 12 b", 0), ("12", 300)]


def _framework():
    """Return a framework that has the finding of the reports here."""
    return framework(findings=(Finding("contest", "Mechanism", Is("q1", ("yes",))),))


@pytest.mark.parametrize("suffix", [".csv", ".json", ".xlsx"])
def test_every_format_holds_the_same_entries(suffix, monkeypatch):
    """CSV, JSON and XLSX have a row for each entry, with numbers as numbers, and the same bytes twice."""
    monkeypatch.setattr("civicmap.report.factsheet.describe", lambda condition, _framework: f"={condition.question}")
    made = _divided()
    content = facts_file(made, _framework(), suffix)
    count = len(printed_numbers(made))

    if suffix == ".csv":
        rows = list(csv.DictReader(io.StringIO(content.decode())))
        assert tuple(rows[0]) == COLUMNS
    elif suffix == ".json":
        rows = json.loads(content)["facts"]
        assert any(row["questions"] == ["q1"] for row in rows)
    else:
        book = openpyxl.load_workbook(io.BytesIO(content))
        assert book.sheetnames == ["facts", "notes"]
        header, *body = [[cell.value for cell in line] for line in book["facts"].iter_rows(min_row=3)]
        rows = [dict(zip(header, line, strict=True)) for line in body]
        assert all(cell.data_type != "f" for line in book["facts"].iter_rows() for cell in line)
        assert [row["number"] for row in rows] == list(range(1, count + 1))
    assert len(rows) == count
    assert content == facts_file(made, _framework(), suffix)


def test_an_unknown_suffix_is_refused():
    """Another suffix is refused with those that there are."""
    with pytest.raises(RequestError, match=r"\.xlsx, \.csv, \.json"):
        facts_file(report(), framework(), ".pdf")


def test_facts_of_every_module_say_whose_number_they_hold():
    """A fact that names a node or finding lends its name, its base and its total to its numbers, wherever it stands."""
    moved = ScoreChangeFact("voice", "Voice", "exact", (), 80, 51.0, 50.5, -0.5, 30, 20, 30)
    found = trace(replace(report(), change=WavesFact("1", "2", 100, 101, 80, 21, 20, (), (moved,)))).change

    assert source_of(found.scores[0].after) == Source(
        "score", "change.scores.after", "voice", "Voice", value=50.5, denominator=80
    )
    assert (source_of(found.both).what, source_of(found.both).id) == ("change.both", "")
    assert source_of(found.scores[0].rose + found.scores[0].fell).what == "change.scores.rose + change.scores.fell"
