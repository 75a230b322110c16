"""Whatever a survey holds, a document has the parts that it would have with a plain word, and shows the text itself."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from hostile_texts import HOSTILE
from report_builders import FIELD, GROUP, benchmark, finding, framework, node, report, score, share

from civicmap.report import facts as f
from civicmap.report import facts_about as about
from civicmap.report.document import DocumentMeta
from civicmap.report.escape import clean, escape
from civicmap.report.figure import Chart, Drawing
from civicmap.report.html import to_html
from civicmap.report.html.body import Body
from civicmap.report.ladder import wording
from civicmap.report.layout import Layout, points
from civicmap.report.markdown import write
from civicmap.report.tabulate import Heading, Table
from civicmap.report.tree import read

WORD = "Word"
DRAWING = Drawing("a", b"<svg/>", b"", 100, 50)
SHOWN = [text for text in HOSTILE if clean(text)]


def _table(**changes):
    """Return a finished table."""
    made = Table("a", "Caption", (Heading("Head", 1, False), Heading("n", 1, True)), (("x", "1"), ("y", "2")), (), ())
    return replace(made, **changes)


def _tabled(**changes):
    """Return a table as Markdown."""
    return Layout([_table(**changes)], wording("en")).table("a")


def _figure(**changes):
    """Return a figure as Markdown."""
    chart = replace(Chart("a", "Caption", "Alternative", "none", ("Note",), lambda: DRAWING), **changes)
    return Layout([], wording("en"), [chart]).figure("a")


def _paragraph(text):
    """Return a text as a numbered paragraph."""
    return Layout([], wording("en")).paragraph(text)


PLACES = {
    "heading": lambda text: f"## {escape(text)}\n",
    "later in a heading": lambda text: f"### The title “{escape(text)}” again\n",
    "paragraph": lambda text: f"{escape(text)}\n",
    "sentence": lambda text: f"Before {escape(text)}, and after.\n",
    "emphasis": lambda text: f"*{escape(text)}.* And more.\n",
    "numbered paragraph": lambda text: _paragraph(escape(text)),
    "lettered point": lambda text: _paragraph(f"As follows:{points(f'{escape(text)}')}"),
    "bullet": lambda text: f"- {escape(text)}\n\n- last\n",
    "quotation": lambda text: f"> {escape(text)}\n",
    "summary": lambda text: f"<!-- civicmap: summary -->\n\n{escape(text)}\n\n## End\n",
    "caption": lambda text: _tabled(caption=text),
    "head": lambda text: _tabled(headings=(Heading(text, 1, False), Heading("n", 1, True))),
    "first cell": lambda text: _tabled(rows=((text, "1"), ("y", "2"))),
    "last cell": lambda text: _tabled(rows=(("x", text), ("y", "2"))),
    "note to a table": lambda text: _tabled(notes=("One.", text)),
    "footnote": lambda text: f"Text.[^1]\n\n[^1]: {escape(text)}\n",
    "figure's caption": lambda text: _figure(caption=text),
    "figure's words": lambda text: _figure(alt=text),
    "figure's note": lambda text: _figure(notes=(text,)),
}


class Skeleton(HTMLParser):
    """What stands in a page besides text, and the text: all of it, and in the pieces that elements and comments leave."""

    def __init__(self, html):
        super().__init__()
        self.parts, self.pieces, self.text, self.hidden = [], [""], "", ""
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        """Note an element; what an attribute says to readers is text."""
        said = {name: value or "" for name, value in attrs}
        spoken = [said.pop(name) for name in ("alt", "title") if name in said]
        self.text += "".join(spoken)
        self.parts.append((tag, tuple(said.items())))
        self.pieces.append("")

    def handle_endtag(self, tag):
        """Note the end of an element."""
        self.parts.append(("/", tag))
        self.pieces.append("")

    def handle_comment(self, data):
        """Note a comment, but for an empty one."""
        if data.strip():
            self.parts.append(("comment", data))
        self.pieces.append("")

    def handle_decl(self, decl):
        """Note a declaration."""
        self.parts.append(("declaration", decl))

    def handle_data(self, data):
        """Keep a text."""
        self.text += data
        self.pieces[-1] += data


def _same(hostile, plain, text):
    """Assert that two pages differ in a text, and in nothing else."""
    assert hostile.parts == plain.parts
    assert hostile.text == plain.text.replace(WORD, clean(text))


@pytest.mark.parametrize("place", PLACES)
def test_html_holds_a_text_as_text(place):
    """In every place of a page each of 200 texts is shown as it is, and adds no element and no attribute."""

    def body(text):
        made = Body(read(PLACES[place](text)), "en", {"a": DRAWING})
        return Skeleton("".join([made.text(), *made.notes()]))

    plain = body(WORD)
    for text in SHOWN:
        _same(body(text), plain, text)


@pytest.mark.parametrize("place", PLACES)
def test_github_reads_a_text_as_text(place):
    """GitHub's own reader finds the same parts as with a plain word, shows the text, and has nothing to make links of."""
    cmark = pytest.importorskip("cmarkgfm", reason="GitHub's reader of Markdown is not installed: pip install cmarkgfm")
    from cmarkgfm.cmark import Options

    def page(text):
        options = Options.CMARK_OPT_UNSAFE | Options.CMARK_OPT_FOOTNOTES
        return Skeleton(cmark.github_flavored_markdown_to_html(PLACES[place](text), options))

    plain = page(WORD)
    for text in SHOWN:
        hostile = page(text)
        _same(hostile, plain, text)
        assert not [piece for piece in hostile.pieces if re.search(_CALLS, piece, re.IGNORECASE)]


# People, issues and signs, as GitHub looks for them in the text of a page.
_CALLS = r"(?<![\w`])@\w|#\d|\bgh-\d|:(smile|100|\+1):|\w@\w+\.\w"


@pytest.mark.parametrize("text", SHOWN[:40])
def test_properties_of_a_document_are_text(text):
    """A title, subject, symbol or mark is shown as it is and ends neither an attribute nor the style sheet."""

    def page(said):
        meta = DocumentMeta(said, said, "en", said, (said, said))
        made = Skeleton(to_html("# T\n", meta).decode())
        policy = "Content-Security-Policy"  # its digest follows the marks that the style sheet prints
        return [
            (tag, tuple(pair for pair in said if pair[0] != "content")) if tag == "meta" else (tag, said)
            for tag, said in made.parts
            if not (tag == "meta" and ("http-equiv", policy) in said)
        ]

    assert page(text) == page(WORD)


def _report(text):
    """Return a report in which a text stands wherever a survey, a register or a framework can bring one in."""
    key = FIELD._replace(label=text)
    divided = (share(), share(20, 60, group=key))
    scores = (replace(score(), bands=(f.BandCount("b", 9, text),)), score(60, (10, 20, 20, 10), group=key))
    return report(
        audience="internal",
        wave=text,
        framework=replace(report().framework, title=text, source=text, version=text),
        group=replace(GROUP, title=text),
        responses=(about.ResponseFact(key, 9, 9),),
        titles=(("voice", text),),
        pillars=(node(*scores, title=text),),
        overall=node(id_="overall", title=text, level="overall"),
        composites=(node(id_="ready", title=text, level="composite"),),
        indicators=tuple(node(id_=name, title=text, level="indicator", pillar="voice") for name in ("A", "B", "C")),
        findings=(
            finding(*divided, title=text, among=text, benchmark=benchmark(words=text), source=(text,)),
            finding(id_="other", title=text, benchmark=benchmark(words=text, invented=True)),
        ),
        topics=(about.TopicFact("PA1", text, 12, 9, 3),),
        policies=(about.PolicyFact(text, text, text, None, text, public=True, tier=framework().tier),),
        data=about.DataFact(
            9,
            9,
            0,
            0,
            "b" * 64,
            (about.ProblemFact("answer-unknown", "warning", 3, (text,)),),
            (about.SourceFact(text, "c" * 64, "plain", 104),),
        ),
    )


def test_a_whole_report_has_the_same_parts_whatever_its_names():
    """Each of 200 texts, in every fact of a report at once, adds no part to the page and to the Markdown's blocks."""

    def page(text):
        written = write(_report(text)).text
        return Skeleton(Body(read(written), "en").text()), written.count("\n<!-- civicmap: ")

    plain, directives = page(WORD)
    for text in SHOWN:
        hostile, found = page(text)
        assert hostile.parts == plain.parts, text
        assert hostile.text.count(clean(text)[1:]) > 40
        assert found == directives
