"""Figures find their places: in the Markdown, among the parts of a document, and on disk."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from civicmap.errors import CivicmapError
from civicmap.report.blocks import Figure, Paragraph, plain
from civicmap.report.document import DocumentMeta
from civicmap.report.docx import to_docx
from civicmap.report.figure import Chart, Drawing, Gallery
from civicmap.report.html import to_html
from civicmap.report.ladder import wording
from civicmap.report.layout import Layout
from civicmap.report.markdown import write
from civicmap.report.tabulate import Heading, Table
from civicmap.report.tree import read
from tests.report.report_builders import report

if TYPE_CHECKING:
    from pathlib import Path

DRAWING = Drawing("shares", b"<svg/>", b"", 160, 90)
CHART = Chart("shares", "Shares [of] all", "Most have *it*.", "gaps", ("Where `it` is.",), lambda: DRAWING)
FIGURE = """<!-- civicmap: figure id=shares -->

**Figure 1.** Shares of all

![Most have it; few do not](report-figures/shares.svg)

<!-- civicmap: note -->

A note.
"""


def test_a_figure_is_read_with_its_caption_source_text_and_notes() -> None:
    """The directive joins what belongs to a figure."""
    (figure,) = read(FIGURE).blocks
    assert isinstance(figure, Figure)
    assert (figure.id, figure.source) == ("shares", "report-figures/shares.svg")
    assert plain(figure.alt) == "Most have it; few do not"
    assert figure.caption is not None
    assert (figure.caption.label, figure.caption.number, plain(figure.caption.content)) == (
        "Figure",
        1,
        "Shares of all",
    )
    assert [plain(note) for note in figure.notes] == ["A note."]


@pytest.mark.parametrize("text", ["![x](y.svg)", "Text ![x](y.svg) text", "<!-- civicmap: figure id=a -->\n\nText."])
def test_a_picture_anywhere_else_is_text(text: str) -> None:
    """Only a directive makes a figure, and a directive without one is shown."""
    blocks = read(text).blocks
    assert all(isinstance(block, Paragraph) for block in blocks)


def test_a_template_prints_figures_in_the_order_of_their_numbers(tmp_path: Path) -> None:
    """Captions, alternative texts and notes are escaped; a reference may come first."""
    template = tmp_path / "own.md.j2"
    template.write_text(
        "# T\n\n{{ see_figure('shares', capital=true) }} shows.\n{{ figure('shares') }}{{ figure('none') }}"
    )
    written = write(report(), template, (CHART,), "a b")
    assert written.figures == ("shares",)
    assert "Figure\u00a01 shows." in written.text
    (figure,) = [block for block in read(written.text).blocks if isinstance(block, Figure)]
    assert figure.source == "a%20b/shares.svg"
    assert plain(figure.alt) == CHART.alt
    assert [plain(note) for note in figure.notes] == list(CHART.notes)
    assert figure.caption is not None
    assert plain(figure.caption.content) == CHART.caption


def test_a_reference_to_a_figure_that_is_not_printed_is_a_fault(tmp_path: Path) -> None:
    """As with tables, the template is told."""
    template = tmp_path / "own.md.j2"
    template.write_text("# T\n\n{{ see_figure('shares') }}")
    with pytest.raises(CivicmapError, match="shares"):
        write(report(), template, (CHART,))


def test_a_figure_without_its_drawing_is_told_in_words() -> None:
    """No format loses what a figure says."""
    meta = DocumentMeta("T")
    assert "Most have it; few do not" in to_html(FIGURE, meta).decode()
    assert to_docx(FIGURE, meta).startswith(b"PK")


def test_a_gallery_draws_each_chart_once() -> None:
    """However many formats print it."""
    drawn = []

    def draw() -> Drawing:
        drawn.append(1)
        return DRAWING

    gallery = Gallery((Chart("shares", "", "", "gaps", (), draw),))
    assert gallery.drawings(["shares"]) == gallery.drawings(["shares"]) == {"shares": DRAWING}
    assert len(drawn) == 1


def test_a_paragraph_with_a_name_is_referred_to_before_it_stands(tmp_path: Path) -> None:
    """The summary leads to the paragraphs below it."""
    template = tmp_path / "own.md.j2"
    template.write_text(
        "# T\n\nSee {{ see_paragraph('b') }}.\n{% filter paragraph %}One.{% endfilter %}\n"
        "{% filter paragraph('b') %}Two.{% endfilter %}"
    )
    assert "See para.\u00a02." in write(report(), template).text


def test_a_figure_says_where_its_numbers_stand() -> None:
    """A note refers to the table that holds the numbers, wherever it is printed; where it is not, nothing is said."""
    rows = (("x",), ("y",))
    table = Table("gaps", "Gaps", (Heading("Head", 1, right=False),), rows, (), ())
    other = replace(table, id="other")
    layout = Layout([table, other], wording("en"), [CHART])
    told = layout.finish("\n".join([layout.figure("shares"), layout.table("other"), layout.table("gaps")]), "T", ())
    alone = Layout([table], wording("en"), [CHART])
    untold = alone.finish(alone.figure("shares"), "T", ())

    assert (
        "<!-- civicmap: note -->\n\nWhere \\`it\\` is.\n\n<!-- civicmap: note -->\n\nThe numbers stand in table\u00a02.\n"
        in told
    )
    assert untold.endswith("<!-- civicmap: note -->\n\nWhere \\`it\\` is.\n")
