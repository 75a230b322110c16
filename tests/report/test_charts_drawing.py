"""How charts look: within their paper, legible, the same bytes wherever they are drawn, and text that stays text."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import threading
import xml.etree.ElementTree as ET
from dataclasses import replace
from functools import partial
from itertools import combinations, pairwise
from pathlib import Path

import pytest
from chart_builders import SHIFTS, boxes, changed, divided, many, sheet_of, word_boxes
from hypothesis import given, settings
from hypothesis import strategies as st
from report_builders import NASTY, report

from civicmap.report.charts import charts
from civicmap.report.charts.hatching import hatching
from civicmap.report.charts.letters import EM, set_line
from civicmap.report.charts.palette import PAPER, SMALL, Paint, contrast, on, ramp, steps
from civicmap.report.charts.ruler import drawable, measure, wrap
from civicmap.report.charts.sheet import LANDSCAPE, LANDSCAPE_TALLEST, PORTRAIT, TALLEST, Area, Words, points

LONG = "A title that goes on and on about what entities have written down " * 50
ARABIC = "آلية للاعتراض على القيود 50% (UNDP)"
HOSTILE = (
    "$x^2$ and $\\frac{1}{2}$",
    "{{7*7}} {% raw %}",
    "two\nlines\r\nand a\ttab",
    LONG,
    "W" * 3_000,
    "a" + "\u0301" * 3_000,
    "\x00\x07\x1b[31mred\x7f",
    "\u202etxt.exe\u202c \u2066x",
    ARABIC,
    "中文标题 日本語 한국어 🌍",
    "<svg onload=alert(1)>&amp;\"'",
    "_underscore first",
    "",
    "   ",
    "\ud800 lone",
    NASTY,
)


# --- on the paper -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "fr", "es"])
@pytest.mark.parametrize(
    "made",
    [
        partial(changed, *SHIFTS),
        lambda **more: replace(many(40), **more),
        lambda **more: replace(many(3, groups=13), **more),
    ],
    ids=["few", "long", "wide"],
)
def test_everything_lies_within_the_paper_and_no_text_over_another(made, language):
    """Whatever the language, charts are no larger than a page has room for, and no text crosses an edge or another text."""
    for chart in charts(made(language=language)):
        sheet = sheet_of(chart)
        upright = sheet.width == PORTRAIT
        assert upright or sheet.width == LANDSCAPE
        assert sheet.height <= (TALLEST if upright else LANDSCAPE_TALLEST), chart.id
        for box in boxes(sheet):
            assert box.left >= -0.35, (chart.id, box)
            assert box.right <= sheet.width + 0.35, (chart.id, box)
            assert -0.1 <= box.top <= box.bottom <= sheet.height + 0.1, (chart.id, box)
        for one, other in combinations(word_boxes(sheet), 2):
            assert not one.meets(other), (chart.id, one, other)


def test_no_text_is_smaller_than_seven_points_and_each_is_read_on_its_ground():
    """Figures are printed at their size, so 7 points are the least; text has a contrast of 4.5 to 1 at least."""
    for chart in charts(changed(*SHIFTS)):
        sheet = sheet_of(chart)
        areas = [box for box in boxes(sheet) if isinstance(box.what, Area) and box.what.paint.fill != "none"]
        for word in word_boxes(sheet):
            assert word.what.size >= SMALL
            under = [box.what.paint.fill for box in areas if _holds(box, word)]
            ground = PAPER if word.what.boxed or not under else under[-1]
            assert contrast(word.what.colour, ground) >= 4.5, (chart.id, word.what)


def _holds(area, word):
    return area.left <= word.left and word.right <= area.right and area.top <= word.top and word.bottom <= area.bottom


@given(st.floats(0, 1))
def test_text_is_read_on_every_shade(part):
    """On any shade of the ramp black or white is read at 4.5 to 1."""
    assert contrast(on(ramp(part)), ramp(part)) >= 4.5


def _as_seen(colour, matrix):
    """Return a colour as a dichromat sees it (Viénot, Brettel and Mollon 1999), as hexadecimal."""
    linear = [(c / 255) ** 2.2 for c in bytes.fromhex(colour[1:])]
    seen = [max(min(sum(m * c for m, c in zip(row, linear, strict=True)), 1), 0) ** (1 / 2.2) for row in matrix]
    return "#" + "".join(f"{round(channel * 255):02X}" for channel in seen)


DEUTERANOPE = ((0.29275, 0.70725, -0.02234), (0.29275, 0.70725, -0.02234), (-0.02234, 0.02234, 1.0))
PROTANOPE = ((0.11238, 0.88762, 0.0), (0.11238, 0.88762, 0.0), (0.00401, -0.00401, 1.0))
NORMAL = ((1, 0, 0), (0, 1, 0), (0, 0, 1))


@pytest.mark.parametrize("eye", [NORMAL, DEUTERANOPE, PROTANOPE], ids=["normal", "deuteranope", "protanope"])
@pytest.mark.parametrize("number", [2, 3, 4, 5])
def test_bands_are_told_apart_by_how_dark_they_are(eye, number):
    """Neighbouring bands differ in lightness, so that colour vision, or a printer without colours, changes nothing."""
    seen = [_as_seen(colour, eye) for colour in steps(number)]
    light = [contrast(colour, "#000000") for colour in seen]

    assert light == sorted(light, reverse=True)
    assert all(contrast(one, other) >= 1.5 for one, other in pairwise(seen))


def test_what_is_not_a_number_has_a_pattern():
    """Not rated, withheld and don't know differ by their pattern, not by colour."""
    patterns = {item.paint.pattern for c in charts(divided()) for item in sheet_of(c).items if isinstance(item, Area)}

    assert {"", "/", "x", "."} == patterns


@given(st.floats(0, 200), st.floats(0, 200), st.floats(0.1, 100), st.floats(0.1, 20), st.sampled_from("/x."))
def test_patterns_stay_within_their_area(x, y, width, height, pattern):
    """No line of a pattern leaves the area that it fills."""
    for line in hatching(Area(x, y, width, height, Paint(PAPER, pattern))):
        for at in (line.x, line.to_x):
            assert x - 1e-6 <= at <= x + width + 1e-6
        for at in (line.y, line.to_y):
            assert y - 1e-6 <= at <= y + height + 1e-6


# --- text stays text --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("title", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_titles_are_drawn_as_text_within_the_paper(title):
    """Mathematics, markup, line breaks, control characters and 3,000 letters are drawn as letters, or cut, and nothing warns."""
    made = divided(title=title)
    for chart in charts(made)[:6]:
        sheet = sheet_of(chart)
        for box in word_boxes(sheet):
            assert box.right <= sheet.width + 0.35, (chart.id, box)
            assert box.bottom <= sheet.height
        assert sheet.height <= TALLEST
    if not charts(made):
        assert "中" in title  # in a script that the font lacks throughout
        return
    drawing = charts(made)[1].draw()
    ET.fromstring(drawing.svg)
    assert b"alert" not in drawing.svg
    assert len(drawing.svg) < 1_000_000


@settings(max_examples=200)
@given(st.text(max_size=400), st.floats(5, 80), st.integers(1, 4))
def test_any_text_is_broken_into_lines_that_fit(text, width, lines):
    """Lines are no wider than they may be, as many as they may be, and together they are the text or its beginning."""
    broken = wrap(text, 8.0, width, lines=lines)

    assert len(broken) <= lines
    assert all(measure(line, 8.0) <= width + 1e-6 or len(line) <= 2 for line in broken)
    whole = drawable(text).replace(" ", "")
    told = "".join(broken).replace(" ", "")
    assert told == whole or (told.endswith("…") and whole.startswith(told[:-1].rstrip(",;:-")))


def test_what_the_font_lacks_is_a_box():
    """A character without a letter in the font is drawn as a box, and none is lost or turned round."""
    assert drawable("a中b\u202ec") == "a□bc"
    assert drawable("$x^2$ {{7}}") == "$x^2$ {{7}}"


def test_arabic_is_shaped_from_right_to_left():
    """Arabic letters join and run from right to left: the first letter of the text stands rightmost."""
    line = set_line("سلام", bold=False)
    alone = {glyph.name for char in "سلام" for glyph in set_line(char, bold=False).glyphs}

    assert not {glyph.name for glyph in line.glyphs} <= alone
    (first,) = set_line("س ", bold=False).glyphs[1:] or set_line("س", bold=False).glyphs
    assert first is not None
    assert line.width > 0


def test_letters_take_no_more_room_than_was_measured():
    """A text as it is shaped is no wider than it was measured to be."""
    for text in ("Participation", "AVAVAV To We", ARABIC):
        last = set_line(text, bold=False).glyphs[-1]
        assert last.x <= set_line(text, bold=False).width
        assert set_line(text, bold=False).width * points(8) / EM == pytest.approx(measure(text, 8))


# --- the same bytes ---------------------------------------------------------------------------------------------------


CODE = """
import hashlib, sys
sys.path.insert(0, sys.argv[1])
from chart_builders import divided
from civicmap.report.charts import charts
for chart in charts(divided(title=" é")):
    drawing = chart.draw()
    print(chart.id, hashlib.sha256(drawing.svg).hexdigest(), hashlib.sha256(drawing.png).hexdigest())
assert "matplotlib.pyplot" not in sys.modules  # it holds figures and settings for the whole process
"""


def test_the_same_bytes_on_another_day_in_another_place(tmp_path):
    """Time zone, locale, hash seed, home and a user's own settings of matplotlib change no byte."""
    home = tmp_path / "home"
    (home / ".config" / "matplotlib").mkdir(parents=True)
    (home / ".config" / "matplotlib" / "matplotlibrc").write_text(
        "font.family: serif\nlines.linewidth: 9\npath.sketch: 3, 50, 5\ntext.usetex: True\nlines.antialiased: False\n"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-W", "error", "-c", CODE, str(Path(__file__).parent)],
            env={**os.environ, **own},
            capture_output=True, text=True, check=True,
        ).stdout
        for own in (
            {"TZ": "Pacific/Auckland", "PYTHONHASHSEED": "1", "LC_ALL": "C"},
            {"TZ": "America/Lima", "PYTHONHASHSEED": "2", "HOME": str(home), "SOURCE_DATE_EPOCH": "1"},
        )
    }  # fmt: skip

    assert len(seen) == 1
    assert len(seen.pop().splitlines()) > 8


def test_threads_and_order_change_no_byte():
    """Charts that are drawn in two threads at once, in the other order, are the same as one after another."""
    made = charts(divided())
    alone = {chart.id: _digest(chart.draw()) for chart in made}
    found = {}
    threads = [
        threading.Thread(target=lambda part: found.update({c.id: _digest(c.draw()) for c in part}), args=(part,))
        for part in (made[::-2], made[-2::-2])
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert found == alone


def _digest(drawing):
    return hashlib.sha256(drawing.svg + drawing.png).hexdigest()


def test_nothing_of_matplotlib_is_left_changed():
    """Drawing changes no setting of the process, obeys none, and leaves the log as it was."""
    import logging

    import matplotlib as mpl

    before = dict(mpl.rcParams), logging.getLogger("matplotlib").level
    with mpl.rc_context({"lines.linewidth": 7, "path.snap": False}):
        inside = dict(mpl.rcParams)
        drawing = charts(divided())[1].draw()
        assert dict(mpl.rcParams) == inside
    assert (dict(mpl.rcParams), logging.getLogger("matplotlib").level) == before
    assert drawing == charts(divided())[1].draw()


# --- the files --------------------------------------------------------------------------------------------------------


def test_files_are_of_the_size_that_they_say():
    """The PNG has 200 dots to an inch, the SVG its millimetres, and both the chart's id and no word on what made them."""
    from PIL import Image

    for chart in charts(changed(*SHIFTS)):
        drawing = chart.draw()
        picture = Image.open(io.BytesIO(drawing.png))
        root = ET.fromstring(drawing.svg)

        assert drawing.id == chart.id
        assert picture.size == (round(drawing.width * 200 / 25.4), round(drawing.height * 200 / 25.4))
        assert picture.info["dpi"] == pytest.approx((200, 200), abs=0.1)
        assert set(picture.info) <= {"dpi"}
        assert float(root.get("width").removesuffix("mm")) == pytest.approx(drawing.width, abs=0.01)
        assert float(root.get("height").removesuffix("mm")) == pytest.approx(drawing.height, abs=0.01)
        assert b"atplotlib" not in drawing.svg + drawing.png
        assert picture.convert("RGB").getpixel((0, picture.size[1] - 1)) == (255, 255, 255)


def test_charts_can_share_a_page():
    """Every id of an SVG begins with the chart's, every reference finds its own, and nothing is fetched or run."""
    seen = set()
    for chart in charts(changed(*SHIFTS)):
        root = ET.fromstring(chart.draw().svg)
        ids = [one.get("id") for one in root.iter() if one.get("id")]
        links = {one.get("{http://www.w3.org/1999/xlink}href") for one in root.iter()} - {None}
        names = {one.tag.rsplit("}", 1)[1] for one in root.iter()}

        assert len(ids) == len(set(ids))
        assert not seen & set(ids)
        assert links == {f"#{id_}" for id_ in ids}
        assert names <= {"svg", "defs", "path", "rect", "g", "use", "circle", "polygon"}
        seen |= set(ids)


def test_both_forms_show_the_same(tmp_path):
    """The PNG has ink where the sheet has areas: the colours that were drawn are exact in it."""
    from PIL import Image

    chart = charts(divided())[1]
    picture = Image.open(io.BytesIO(chart.draw().png)).convert("RGB")
    scale = 200 / 25.4
    for item in sheet_of(chart).items:
        if isinstance(item, Area) and not item.paint.pattern and item.width > 3:
            x, y = item.x + 0.6, item.y + 0.6
            colour = picture.getpixel((round(x * scale), round(y * scale)))
            assert "#{:02X}{:02X}{:02X}".format(*colour) == item.paint.fill
            assert f'fill="{item.paint.fill}"'.encode() in chart.draw().svg


def test_a_chart_of_one_bar_has_words():
    """A small report's chart still has its label, its numbers and its key."""
    texts = {item.text for item in sheet_of(charts(report())[1]).items if isinstance(item, Words)}

    assert {"Voice", "20", "40", "30", "7", "missing", "not rated"} <= texts
