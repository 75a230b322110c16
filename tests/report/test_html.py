"""HTML pages: what a browser, a screen reader and a suspicious reader find in them."""

from __future__ import annotations

import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from sample_document import HOSTILE, MARKDOWN, MARKS, META

from civicmap.report.document import DocumentMeta
from civicmap.report.figure import Drawing
from civicmap.report.html import to_html
from civicmap.report.html.page import css_string
from civicmap.resources import templates

VOID = {"meta", "br", "hr", "img", "link", "input"}


class Page(HTMLParser):
    """A page's elements with their attributes and texts; complains about a tag that closes nothing."""

    def __init__(self, text):
        super().__init__()
        self.open, self.found = [], []
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        """Open an element."""
        entry = {"tag": tag, **dict(attrs), "text": "", "inside": [item["tag"] for item in self.open]}
        self.found.append(entry)
        if tag not in VOID:
            self.open.append(entry)

    def handle_endtag(self, tag):
        """Close the element that was opened last."""
        assert self.open
        assert self.open.pop()["tag"] == tag

    def handle_data(self, data):
        """Give a text to every element around it."""
        for entry in self.open:
            entry["text"] += data

    def all(self, tag):
        """Return the elements of a tag."""
        return [entry for entry in self.found if entry["tag"] == tag]


@pytest.fixture(scope="module")
def text():
    """Return the sample page as text."""
    return to_html(MARKDOWN, META).decode()


@pytest.fixture(scope="module")
def page(text):
    """Return the sample page, parsed."""
    return Page(text)


def test_page_says_what_it_is(page):
    """The page has a language, a direction, a title that is text, and one first heading."""
    (root,) = page.all("html")

    assert (root["lang"], root["dir"]) == ("en", "ltr")
    assert [title["text"] for title in page.all("title")] == [META.title]
    assert [heading["text"] for heading in page.all("h1")] == [META.title]


def test_right_to_left():
    """A page in Arabic runs from right to left."""
    assert '<html lang="ar" dir="rtl">' in to_html("# ت", DocumentMeta("ت", language="ar")).decode()


def test_cells_keep_their_direction_on_a_page_from_right_to_left():
    """Counts, percentages and names in another script read as they do elsewhere."""
    cells = Page(to_html("| a | b |\n| - | -: |\n| x | 34 of 101 |\n", DocumentMeta("ت", language="ar")).decode())

    assert [entry["text"] for entry in cells.all("bdi")] == ["x", "34 of 101"]


def test_nothing_is_loaded_and_only_the_page_s_own_script_runs(text, page):
    """The page has no frame, no event handler and no address to load from; its policy names the one script and style."""
    tags = {entry["tag"] for entry in page.found}
    names = {name for entry in page.found for name in entry}
    (policy,) = [meta["content"] for meta in page.all("meta") if meta.get("http-equiv") == "Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))

    assert not tags & {"iframe", "object", "embed", "link", "img", "form", "base", "input", "button"}
    assert not [name for name in names if name.startswith("on") or name in {"src", "srcset", "action", "style"}]
    assert not re.search(r"url\(|@import|https?:(?!//example\.org)", text)
    assert rules["default-src"] == "'none'"
    for kind in ("script", "style"):
        (element,) = page.all(kind)
        hashed = base64.b64encode(hashlib.sha256(element["text"].encode()).digest()).decode()
        assert rules[f"{kind}-src"] == f"'sha256-{hashed}'"


def test_hostile_texts_are_literal(page):
    """Markup and formulas in data are the text that they were."""
    cells = [entry["text"] for entry in page.all("th") if entry.get("scope") == "row"]

    assert tuple(cells[: len(HOSTILE)]) == HOSTILE


def test_hostile_document_properties_are_literal():
    """A title, mark, symbol or language that holds markup or CSS ends neither an attribute nor the style sheet."""
    bad = '</style></title><script>alert(1)</script>" onload="x" } body { display: none \\'
    text = to_html("# T", DocumentMeta(bad, bad, bad, bad, (bad,))).decode()
    page = Page(text)

    assert [script["text"] for script in page.all("script")] == [(templates() / "page.js").read_text(encoding="utf-8")]
    assert page.all("title")[0]["text"] == bad
    assert len(page.all("style")) == 1
    assert page.all("html")[0]["lang"] == "en"
    assert "} body {" not in page.all("style")[0]["text"]


@pytest.mark.parametrize("value", ['"', "\\", "</style>", "\n", "a}b{", "’", "\U0001f600"])
def test_css_string_holds_any_text(value):
    """A string in the style sheet reads as the text, and no sign of the text stands in it bare."""
    inside = str(css_string(value))[1:-1]

    assert re.fullmatch(r"([A-Za-z0-9 .,:-]|\\[0-9a-f]{6} )*", inside)
    assert re.sub(r"\\([0-9a-f]{6}) ", lambda match: chr(int(match[1], 16)), inside) == value


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd"])
def test_link_that_runs_something_is_no_link(link):
    """An address that would run or read something is text."""
    page = Page(to_html(f"[x]({link})", META).decode())

    assert all(entry["href"].startswith("#") for entry in page.all("a"))


def test_every_table_can_be_followed(page):
    """Every table has a caption; each header has a scope, and each row begins with one; its frame takes the focus."""
    tables, captions = page.all("table"), page.all("caption")
    rows = [entry for entry in page.all("tr") if "tbody" in entry["inside"]]
    frames = [entry for entry in page.found if entry.get("role") == "region"]

    assert len(tables) == len(captions) == len(frames) == 3
    assert all(header.get("scope") in {"col", "row"} for header in page.all("th"))
    assert len([header for header in page.all("th") if header["scope"] == "row"]) == len(rows)
    assert all(frame["tabindex"] == "0" for frame in frames)
    assert [frame["aria-labelledby"] for frame in frames] == [caption["id"] for caption in captions]
    assert [caption["text"] for caption in captions] == [
        "Table\u00a01. Names as they were given1",
        "Table\u00a02. A wide table",
        "Bare, Table",
    ]


def test_names_are_unique_and_links_lead_somewhere(page):
    """No two elements share an id, and every link inside the page leads to one that is there."""
    names = [entry["id"] for entry in page.found if "id" in entry]
    inner = {entry["href"][1:] for entry in page.all("a") if entry["href"].startswith("#")}
    labels = {entry["aria-labelledby"] for entry in page.found if "aria-labelledby" in entry}

    assert len(set(names)) == len(names)
    assert inner | labels <= set(names)


def test_repeated_numbers_and_tables_keep_names_apart():
    """Two paragraphs of one number and two tables of one id still have names of their own."""
    table = "<!-- civicmap: table id=a -->\n\n**Table 1.** x\n\n| a |\n| --- |\n| b |\n"
    page = Page(to_html(f"1.  x\n\n## h\n\n1.  y\n\n{table}\n{table}", META).decode())
    names = [entry["id"] for entry in page.found if "id" in entry]

    assert len(set(names)) == len(names)


def test_paragraphs_and_points_keep_their_numbers(page):
    """Numbers, numerals and letters are those of the Markdown, as text."""
    numbers = [entry["text"] for entry in page.found if entry.get("class") == "number"]
    letters = [entry["text"] for entry in page.found if entry.get("class") == "letter"]
    headings = [entry["text"] for entry in page.found if entry["tag"] in {"h2", "h3", "h4"}]

    assert numbers == ["1.", "2.", "3.", "4.", "5.", "6."]
    assert letters == ["(a)", "(b)", "(c)", "(a)", "(b)"]
    assert headings == [
        "Contents",
        "I. Introduction",
        "A. How it was done",
        "1. In detail",
        "B. What was found",
        "1. In short",
        "II. Conclusions",
        "Annex",
        "Notes",
    ]


def test_marks_stand_on_top_and_on_every_printed_page(text, page):
    """R9: the marks are the first thing on the page after the skip link, and in the head of each printed page."""
    (banner,) = page.all("aside")
    first = next(entry for entry in page.found if "body" in entry["inside"] and entry["tag"] != "a")

    assert banner is first
    assert banner["text"].split("\n")[1:-1] == list(MARKS)
    assert f"@top-left {{ content: {css_string(' · '.join(MARKS))}" in text


def test_contents_without_headings_are_nothing():
    """A table of contents that would be empty is left out."""
    assert "<nav" not in to_html("<!-- civicmap: contents -->\n\nText.", META).decode()


def test_page_without_marks_has_no_banner():
    """Without marks there is neither a banner nor a head."""
    text = to_html("# T", DocumentMeta("T")).decode()

    assert "<aside" not in text
    assert "@top-left" not in text


def test_notes_lead_there_and_back(page):
    """Each note has a link back to its first reference, with words for who cannot see the arrow."""
    back = [(entry["href"], entry["aria-label"]) for entry in page.found if entry.get("role") == "doc-backlink"]
    references = [entry["href"] for entry in page.found if entry.get("role") == "doc-noteref"]

    assert back == [("#ref-1", "Back to note 1 in the text"), ("#ref-2", "Back to note 2 in the text")]
    assert references == ["#note-1", "#note-2", "#note-1"]


NUMBERED = """1.  See table\u00a01, TABLE\u00a01, figure\u00a01, para.\u00a02 and table\u00a07.

2.  The round table 1 and `table\u00a01` and tables\u00a01 and table\u00a012 are none.

<!-- civicmap: figure id=shares -->

**Figure 1.** Shares

![Most <b> have it](report-figures/shares.svg)

<!-- civicmap: note -->

The numbers stand in table\u00a01.

<!-- civicmap: table id=gaps -->

**Table 1.** Gaps

| Group | Entity | n |
| :-- | :-- | --: |
| a | table\u00a01 | 1 |
| a | c | 2 |
"""


def test_references_lead_to_what_they_name():
    """A reference to a table, figure or paragraph of the document is a link; what only looks like one is not."""
    page = Page(to_html(NUMBERED, META).decode())
    inner = [(entry["text"], entry["href"]) for entry in page.all("a") if entry.get("class") not in ("number", "skip")]
    names = {entry["id"] for entry in page.found if "id" in entry}

    assert inner == [
        ("table\u00a01", "#table-gaps"),
        ("TABLE\u00a01", "#table-gaps"),
        ("figure\u00a01", "#figure-shares"),
        ("para.\u00a02", "#para-2"),
        ("table\u00a01", "#table-gaps"),
    ]
    assert {href[1:] for _, href in inner} <= names


def test_a_figure_is_a_picture_with_words():
    """A figure holds its picture, what it shows in words, a caption with its number, and a link to its numbers."""
    drawing = Drawing("shares", b"<svg/>", b"", 160, 90)
    page = Page(to_html(NUMBERED, META, {"shares": drawing}).decode())
    (figure,), (picture,), (caption,) = page.all("figure"), page.all("img"), page.all("figcaption")

    assert picture["src"] == "data:image/svg+xml;base64," + base64.b64encode(b"<svg/>").decode()
    assert (picture["alt"], picture["width"], picture["height"]) == ("Most <b> have it", "605", "340")
    assert figure["aria-labelledby"] == caption["id"] == "figure-shares-caption"
    assert caption["text"] == "Figure\u00a01. Shares"


def test_a_figure_without_a_picture_says_what_it_would_show():
    """Where there is no drawing its words stand in its place."""
    page = Page(to_html(NUMBERED, META).decode())

    assert not page.all("img")
    assert "Most <b> have it" in page.all("figure")[0]["text"]


def test_rows_are_headed_by_what_tells_them_apart():
    """The header of a row is the first column of words that is different in every row, and else the first."""
    page = Page(to_html(NUMBERED, META).decode())
    rows = [entry["text"] for entry in page.all("th") if entry["scope"] == "row"]
    key = [entry["text"] for entry in page.all("th") if "key" in entry.get("class", "")]

    assert rows == ["table\u00a01", "c"]
    assert key == ["Entity"]


def _luminance(colour):
    """Return the relative luminance of a colour, by WCAG 2."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "paper"),
    [
        ("ink", "paper"),
        ("ink", "tint"),
        ("quiet", "paper"),
        ("quiet", "tint"),
        ("link", "paper"),
        ("link", "tint"),
        ("mark", "mark-paper"),
    ],
)
def test_contrast(scheme, ink, paper):
    """Every text has the contrast that WCAG 2 wants for level AA, in both schemes."""
    css = (templates() / "page.css.j2").read_text(encoding="utf-8")
    colour = {name: re.findall(rf"--{name}: (#[0-9a-f]{{6}});", css)[scheme] for name in (ink, paper)}
    light, dark = sorted((_luminance(colour[ink]), _luminance(colour[paper])), reverse=True)

    assert (light + 0.05) / (dark + 0.05) >= 4.5
