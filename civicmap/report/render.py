"""A report as bytes, in each format. Disclosure was done when the facts were built, so no format can leave it out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from civicmap.errors import Code, Problem, RequestError
from civicmap.report.document import DocumentMeta, Paper
from civicmap.report.facts import words_of
from civicmap.report.figure import Gallery

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from civicmap.report.facts import Report
    from civicmap.report.figure import Chart, Drawing

_HOUSE: Final = Paper()
_JSON: Final = "json"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A report in one format, and the Markdown that it was made of; JSON is made of none.

    `pictures` lie beside a Markdown file, by their paths from it. `charts` are those that the template could print.
    """

    content: bytes
    markdown: str = ""
    pictures: Mapping[str, bytes] = field(default_factory=dict)
    charts: tuple[Chart, ...] = ()


def render(
    report: Report,
    format: str,  # noqa: A002 - the word users type
    template: Path | None = None,
    paper: Paper = _HOUSE,
) -> bytes:
    """Return a report in a format: md, docx, html or json. JSON has no template, and Markdown alone no figures.

    Raises RequestError for another format, and CivicmapError for a fault of the template or of the paper.
    """
    return render_all(report, format, template=template, paper=paper).content


def render_all(
    report: Report,
    format: str,  # noqa: A002 - the word users type
    *,
    name: str = "",
    template: Path | None = None,
    paper: Paper = _HOUSE,
    gallery: Gallery | None = None,
    kept: Path | None = None,
) -> Rendered:
    """Return a report for a file of that name, with its pictures; Markdown without a name has no place for any.

    `gallery` is that of the report (`gallery_of`): where several formats are made, each chart is drawn once. `kept` is a
    folder of the user's own in which compiled templates stay between runs. Raises as `render` does.
    """
    known(format)
    if format == _JSON:
        from civicmap.report.jsonfacts import report_json  # noqa: PLC0415 - only for this format

        return Rendered(report_json(report))
    from civicmap.report.markdown import write  # noqa: PLC0415 - Jinja, which JSON need not pay

    gallery = Gallery() if format == "md" and not name else gallery or gallery_of(report)
    folder = f"{name.rsplit('.', 1)[0]}-figures" if name else "figures"
    written = write(report, template, gallery.charts, folder, kept=kept)
    drawn = gallery.drawings(written.figures)
    content = _MAKERS[format](written.text, _meta(report, paper.symbol), paper, drawn)
    pictures = {f"{folder}/{key}.svg": drawing.svg for key, drawing in drawn.items()} if format == "md" else {}
    return Rendered(content, written.text, pictures, gallery.charts)


def known(format: str) -> None:  # noqa: A002 - the word users type
    """Raise RequestError for a format that there is not."""
    if format not in FORMATS:
        formats = ", ".join(FORMATS)
        raise RequestError(Problem.of(Code.NAME_UNKNOWN, kind="format", name=format, hint="", known=formats))


def gallery_of(report: Report) -> Gallery:
    """Return the charts that a report can print; none is drawn yet."""
    from civicmap.report.charts import charts  # noqa: PLC0415 - JSON and plain Markdown need none

    return Gallery(charts(report))


def _meta(report: Report, symbol: str) -> DocumentMeta:
    """Return what a document is beside its text."""
    from civicmap.report.markdown import title  # noqa: PLC0415 - Jinja, as above

    # Where civicmap has no words in the language asked for, the document is in English with names in that language.
    language = words_of(report).language
    return DocumentMeta(title(report), report.framework.title, language, symbol, report.marks)


def _md(text: str, _meta: DocumentMeta, _paper: Paper, _figures: Mapping[str, Drawing]) -> bytes:
    return text.encode()


def _docx(text: str, meta: DocumentMeta, paper: Paper, figures: Mapping[str, Drawing]) -> bytes:
    from civicmap.report.docx import to_docx  # noqa: PLC0415 - python-docx, only for this format

    return to_docx(text, meta, paper.reference, figures=figures)


def _html(text: str, meta: DocumentMeta, _paper: Paper, figures: Mapping[str, Drawing]) -> bytes:
    from civicmap.report.html import to_html  # noqa: PLC0415 - markdown-it, only for this format

    return to_html(text, meta, figures)


_MAKERS: Final[dict[str, Callable[[str, DocumentMeta, Paper, Mapping[str, Drawing]], bytes]]] = {
    "md": _md,
    "docx": _docx,
    "html": _html,
}
FORMATS: Final = (*_MAKERS, _JSON)
