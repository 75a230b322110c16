"""HTML pages in a browser: what a reader with a keyboard, a small window, a dark screen or a sheet of paper gets."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace

import pytest
from browser import CHROMIUM, axe_script, chromium
from hostile_texts import HOSTILE
from sample_document import MARKDOWN, META

from civicmap.report.escape import clean, escape
from civicmap.report.figure import Drawing
from civicmap.report.html import to_html

pytestmark = [
    pytest.mark.chromium,
    pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed"),
]
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="160mm" height="60mm"><rect width="99" height="50"/></svg>'
FIGURES = {"shares": Drawing("shares", SVG, b"", 160, 60)}
CELLS = (
    ("Zürich", "12 of 101", "12%", "1,234.5"),
    ("Ácana", "2 of 9", "22%", "20"),
    ("Beirut 10", "..", "..", "–"),
    ("Beirut 9", "2 of 101", "2%", "0.004"),
    ("cork", "100 of 101", "100%", "−5"),
    ("Dakar", "not rated", "–", "20"),
)
ROWS = CELLS + tuple((f"Entity {number}", "7 of 8", "88%", "20") for number in range(12))
LONG = (
    "Responding entities mostly say that they have a policy, and that it is known to those whom it is meant for. " * 4
)


def grid(rows):
    """Return a table of the dialect."""
    body = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"| Entity | n of N | Share | Score |\n| :-- | --: | --: | --: |\n{body}\n"


def document(rows=ROWS):
    """Return a document with a long table, a figure and references to both."""
    return f"""{MARKDOWN.split("[^one]:")[0]}
## More

7.  {LONG} See table\u00a03 and figure\u00a01.

<!-- civicmap: figure id=shares -->

**Figure 1.** Shares

![Most have it](report-figures/shares.svg)

<!-- civicmap: note -->

The numbers stand in table\u00a03.

<!-- civicmap: table id=long -->

**Table 3.** Entities

{grid(rows)}

[^one]: {MARKDOWN.split("[^one]:")[1]}"""


@pytest.fixture(scope="module")
def browser():
    """Yield a browser."""
    with chromium() as started:
        yield started


@pytest.fixture
def show(browser, tmp_path):
    """Return a function that opens a document as a page."""

    def opened(markdown=None, *, language="en", change=lambda text: text, **how):
        path = tmp_path / "report.html"
        page = to_html(document() if markdown is None else markdown, replace(META, language=language), FIGURES)
        path.write_text(change(page.decode()), encoding="utf-8")
        return browser.open(path, **how)

    return opened


def column(tab, place, table="#table-long"):
    """Return the texts of a column that are shown, in their order."""
    rows = f"[...document.querySelectorAll('{table} tbody tr')].filter(row => !row.hidden)"
    return tab.run(f"{rows}.map(row => row.cells[{place}].textContent)")


def state(tab, table="#table-long"):
    """Return what the heads of a table say of its order."""
    return tab.run(f"[...document.querySelectorAll('{table} thead th')].map(head => head.getAttribute('aria-sort'))")


def press(tab, place, key="Enter", table="#table-long"):
    """Press a key on a column's head."""
    tab.run(f"document.querySelectorAll('{table} .sort')[{place}].focus()")
    tab.press(key)


@pytest.mark.skipif(axe_script() is None, reason="axe-core is not here: npm install --prefix build axe-core")
@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 400])
def test_nothing_stands_in_the_way_of_anyone(show, width, scheme, language):
    """No rule of WCAG 2.2, A and AA, is broken, in a wide or a narrow window, in light or dark, either direction."""
    tab = show(width=width, scheme=scheme, language=language)
    tab.run(axe_script().read_text(encoding="utf-8") + ";0")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = tab.run(f"axe.run(document, {{runOnly: {json.dumps(tags)}}}).then(JSON.stringify)")
    told = json.loads(found)

    assert len(told["passes"]) > 15
    assert [(rule["id"], [node["html"] for node in rule["nodes"]]) for rule in told["violations"]] == []


def test_nothing_is_fetched(show):
    """The page asks for nothing but itself and the pictures inside it, and breaks no policy of its own."""
    tab = show()
    addresses = [event["request"]["url"] for event in tab.seen("Network.requestWillBeSent")]

    assert [address for address in addresses if not address.startswith("data:")] == [
        address for address in addresses if address.endswith("/report.html")
    ]
    assert tab.seen("Log.entryAdded") == tab.seen("Runtime.exceptionThrown") == []
    assert tab.run("document.querySelector('figure img').naturalWidth") > 0


def test_only_the_page_s_own_script_runs(show):
    """A script or a handler that came into the page by whatever way does not run."""
    tab = show(
        change=lambda text: text.replace("</main>", "<script>window.bad = 1</script><b onclick='bad=2'>x</b></main>")
    )

    assert tab.run("document.querySelector('b').click() || typeof bad") == "undefined"


@pytest.mark.parametrize("key", ["Enter", " "])
def test_sorting_by_keyboard(show, key):
    """A head sorts upwards, downwards, and then puts rows back as they were; each step is said aloud."""
    tab = show(document(CELLS))
    names = [row[0] for row in CELLS]
    states, orders, said = [], [], []
    for _ in range(3):
        press(tab, 1, key)
        states.append(state(tab)[1])
        orders.append(column(tab, 0))
        said.append(tab.run("document.querySelector('[role=status]').textContent"))
    upwards = ["Ácana", "Beirut 9", "Zürich", "cork", "Beirut 10", "Dakar"]

    assert states == ["ascending", "descending", None]
    assert orders == [upwards, [*upwards[3::-1], "Beirut 10", "Dakar"], names]
    assert said == ["Sorted by “n of N”, ascending", "Sorted by “n of N”, descending", "Rows in their original order"]


def test_heads_are_reached_by_the_tab_key(show):
    """The tab key goes from a table's frame to its heads in their order."""
    tab = show(document(CELLS))
    tab.run("document.querySelector('#table-long .frame').focus()")
    reached = []
    for _ in range(4):
        tab.press("Tab")
        reached.append(tab.run("document.activeElement.textContent"))

    assert reached == ["Entity", "n of N", "Share", "Score"]


@pytest.mark.parametrize(
    ("place", "order"),
    [
        (0, ["Ácana", "Beirut 9", "Beirut 10", "cork", "Dakar", "Zürich"]),
        (2, ["2%", "12%", "22%", "100%", "..", "–"]),
        (3, ["−5", "0.004", "20", "20", "1,234.5", "–"]),
    ],
)
def test_words_sort_as_words_and_numbers_as_numbers(show, place, order):
    """Names are in the order of the language, percentages and numbers by size; what says nothing is last."""
    tab = show(document(CELLS))
    press(tab, place)

    assert column(tab, place) == order


def test_numbers_of_another_language(show):
    """Where a comma stands before decimals and a space between thousands, numbers are still read as numbers."""
    rows = [("a", "1", "1 %", number) for number in ("1\u202f234,5", "0,004", "20", "3,25", "1\u00a0000")]
    tab = show(document(rows), language="fr")
    press(tab, 3)

    assert column(tab, 3) == ["0,004", "3,25", "20", "1\u00a0000", "1\u202f234,5"]


def test_equal_rows_keep_their_order(show):
    """Rows that a column does not tell apart stand as they stood, upwards and downwards."""
    tab = show()
    kept = [name for name, *_ in ROWS if name.startswith("Entity")]
    for _ in range(2):
        press(tab, 2)

        assert [name for name in column(tab, 0) if name.startswith("Entity")] == kept


def test_one_table_is_sorted_by_one_column(show):
    """A second column takes the place of the first, and begins upwards."""
    tab = show(document(CELLS))
    press(tab, 1)
    press(tab, 0)

    assert state(tab) == ["ascending", None, None, None]


def test_names_with_figures_in_them_are_words(show):
    """A column of names stays one of words, though some names begin with a figure."""
    tab = show(document([(name, "1", "1%", "1") for name in ("Beta", "3 Ps", "Alpha")]))
    press(tab, 0)

    assert column(tab, 0) == ["3 Ps", "Alpha", "Beta"]


def test_finding_rows(show):
    """In a long table a box keeps the rows that hold every word typed, whatever accents and capitals; the count is said."""
    tab = show()
    tab.run("document.querySelector('#table-long-find').focus()")
    tab.write("BEIRUT 1")
    few = (column(tab, 0), tab.run("document.querySelector('#table-long output').textContent"))
    tab.press("Escape")
    all_again = len(column(tab, 0))
    tab.write("acana")
    folded = column(tab, 0)
    tab.write(" nobody")

    assert few == (["Beirut 10", "Beirut 9"], "2 of 18 rows")
    assert all_again == len(ROWS)
    assert folded == ["Ácana"]
    assert (column(tab, 0), tab.run("document.querySelector('#table-long output').textContent")) == ([], "0 of 18 rows")
    assert tab.run("document.querySelectorAll('.find').length") == 1


def test_a_browser_makes_nothing_of_hostile_texts(show):
    """With each of 200 texts in a head, a row and a paragraph, the elements of the page are those of plain words."""

    def page(texts):
        rows = "\n".join(f"| {escape(text)} | 1 |" for text in texts)
        heads = [f"| {escape(text)} | n |\n| :-- | --: |\n| a | 1 |\n| b | 2 |\n" for text in texts[:20]]
        paragraphs = "\n\n".join(escape(text) for text in texts)
        tab = show("\n".join([f"| Name | n |\n| :-- | --: |\n{rows}\n", *heads, "", paragraphs, ""]))
        tab.run("document.querySelectorAll('.sort').forEach(button => button.click())")
        every = "[...document.querySelectorAll('*')].map(one => [one.tagName, one.getAttributeNames()].join())"
        return tab.run(every), tab.run("[...document.querySelectorAll('main > p')].map(one => one.textContent)")

    shown = [text for text in HOSTILE if clean(text)]
    plain, _ = page([f"Word {number:03}" for number in range(len(shown))])
    hostile, texts = page(shown)

    assert hostile == plain
    assert texts == [clean(text) for text in shown]


def test_marks_leave_room_in_a_low_window(show):
    """In a window of few lines the marks stand at the top of the page and do not follow the reader."""
    tab = show(width=400, height=300)
    tab.run("window.scrollTo({top: 2000, behavior: 'instant'})")

    assert tab.run("document.querySelector('.marks').getBoundingClientRect().bottom") < 0


def test_without_a_script_all_is_there(show):
    """Without scripts nothing is missing but what sorts and finds, and no control stands there that does nothing."""
    plain, full = (show(script=script) for script in (False, True))
    text = "document.querySelector('main').textContent.replace('Find rows', '').replace(/\\s+/g, ' ')"

    assert plain.run(text) == full.run(text)
    assert plain.run("document.querySelectorAll('button, input, output, [role=status]').length") == 0


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_page_is_wider_than_its_window(show, script, language):
    """In a narrow window tables scroll in frames that take the focus and have a name, and the page does not."""
    tab = show(width=400, height=800, script=script, language=language)
    frames = "[...document.querySelectorAll('.frame')]"

    assert tab.run("document.documentElement.scrollWidth") == 400
    assert tab.run(f"{frames}.some(frame => frame.scrollWidth > frame.clientWidth)")
    assert tab.run(f"{frames}.every(frame => frame.tabIndex === 0 && frame.getAttribute('aria-labelledby'))")


def test_a_crowded_table_takes_of_the_margins(show):
    """In a wide window a table that is too wide for the text's column is seen whole."""
    heads = " | ".join(f"Number {place}" for place in range(9))
    rows = f"| {heads} |\n|{' --: |' * 9}\n" + f"| {' | '.join(['1234'] * 9)} |\n" * 3
    tab = show(f"<!-- civicmap: table id=many -->\n\n**Table 1.** Many\n\n{rows}")
    tab.run("new Promise((done) => setTimeout(done, 200))")
    frame = "document.querySelector('#table-many .frame')"

    assert tab.run(f"[{frame}.clientWidth > 740, {frame}.classList.contains('fits')]") == [True, True]
    assert tab.run("document.documentElement.scrollWidth") == 1280


def test_lines_are_short_enough_to_read(show):
    """In a wide window a line of text has no more than about 75 characters."""
    tab = show(width=1600)
    wide = tab.run("""(() => {
      const paragraph = [...document.querySelectorAll('.para p')].find((p) => p.textContent.length > 300);
      const range = document.createRange();
      range.selectNodeContents(paragraph);
      const lines = new Set([...range.getClientRects()].map((box) => Math.round(box.bottom / 4)));
      return paragraph.textContent.length / (lines.size - 0.5);
    })()""")

    assert 50 < wide <= 76


def test_the_head_of_a_table_stays_in_sight(show):
    """However far a long table is scrolled, its head is below the marks, in a wide window and in a narrow one."""
    for width in (1280, 400):
        tab = show(document(ROWS * 6), width=width, height=700)
        tops = tab.run("""(async () => {
          const row = document.querySelectorAll('#table-long tbody tr')[70];
          row.scrollIntoView({block: 'center', behavior: 'instant'});
          await new Promise((done) => setTimeout(done, 100));
          const top = (what) => document.querySelector(what).getBoundingClientRect();
          return [top('.marks').bottom, top('#table-long thead th').top, top('#table-long thead th').bottom];
        })()""")

        assert tops[0] - 1 <= tops[1] < tops[2] < 400


def test_a_figure_stands_on_light_paper(show):
    """On a dark page a figure keeps the paper that its colours were chosen for, and leads to its numbers."""
    tab = show(scheme="dark")

    assert tab.run("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
    assert tab.run("getComputedStyle(document.querySelector('figure img')).backgroundColor") == "rgb(255, 255, 255)"
    assert tab.run("document.querySelector('figure .table-note a').getAttribute('href')") == "#table-long"


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")
def test_on_paper_heads_are_repeated(show, tmp_path):
    """A printed table has its head on each page, marks stand on every page, and no control of the screen is printed."""
    (tmp_path / "report.pdf").write_bytes(show(document(ROWS * 8)).pdf())
    told = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "report.pdf", "-"], capture_output=True, text=True, check=True, timeout=60
    )
    pages = told.stdout.split("\f")[:-1]
    rows = [page for page in pages if page.count("7 of 8") > 3]

    assert len(rows) > 2
    assert all("n of N" in page for page in rows)
    assert all(META.marks[0] in page for page in pages)
    assert "Find rows" not in told.stdout
    assert "↕" not in told.stdout
