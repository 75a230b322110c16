"""A report as bytes, in each format. Disclosure was done when the facts were built, so no format can leave it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from civicmap.errors import Code, Problem, RequestError
from civicmap.report.document import DocumentMeta
from civicmap.report.facts import words_of
from civicmap.report.figure import Gallery

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from civicmap.report.facts import Report


_PICTURED: Final = ("docx", "html")  # formats that hold their pictures


def render(report: Report, format: str, template: Path | None = None) -> bytes:  # noqa: A002 - the word users type
    """Return a report in a format: md, docx, html or json. JSON has no template, and Markdown alone no figures.

    Raises RequestError for another format, and CivicmapError for a fault of the template.
    """
    known(format)
    return FORMATS[format](report, template, gallery(report) if format in _PICTURED else Gallery())


def render_files(
    report: Report,
    format: str,  # noqa: A002 - the word users type
    name: str,
    template: Path | None = None,
) -> dict[str, bytes]:
    """Return a report as a file of that name, and the pictures of a Markdown report in a folder beside it.

    Raises as `render` does.
    """
    if format != "md":
        return {name: render(report, format, template)}
    from civicmap.report.markdown import write  # noqa: PLC0415 - Jinja, which JSON need not pay

    pictures, folder = gallery(report), f"{name.rsplit('.', 1)[0]}-figures"
    written = write(report, template, pictures.charts, folder)
    drawn = pictures.drawings(written.figures)
    return {name: written.text.encode(), **{f"{folder}/{key}.svg": drawing.svg for key, drawing in drawn.items()}}


def known(format: str) -> None:  # noqa: A002 - the word users type
    """Raise RequestError for a format that there is not."""
    if format not in FORMATS:
        formats = ", ".join(FORMATS)
        raise RequestError(Problem.of(Code.NAME_UNKNOWN, kind="format", name=format, hint="", known=formats))


def gallery(report: Report) -> Gallery:
    """Return the charts that a report can print; none is drawn yet."""
    from civicmap.report.charts import charts  # noqa: PLC0415 - JSON and plain Markdown need none

    return Gallery(charts(report))


def meta(report: Report) -> DocumentMeta:
    """Return what a document is beside its text."""
    from civicmap.report.markdown import title  # noqa: PLC0415 - Jinja, which JSON need not pay

    # Where civicmap has no words in the language asked for, the document is in English with names in that language.
    language = words_of(report).language
    return DocumentMeta(title(report), report.framework.title, language, marks=report.marks)


def _md(report: Report, template: Path | None, pictures: Gallery) -> bytes:
    from civicmap.report.markdown import write  # noqa: PLC0415 - as above

    return write(report, template, pictures.charts).text.encode()


def _docx(report: Report, template: Path | None, pictures: Gallery) -> bytes:
    from civicmap.report.docx import to_docx  # noqa: PLC0415 - python-docx, only for this format
    from civicmap.report.markdown import write  # noqa: PLC0415

    written = write(report, template, pictures.charts)
    return to_docx(written.text, meta(report), figures=pictures.drawings(written.figures))


def _html(report: Report, template: Path | None, pictures: Gallery) -> bytes:
    from civicmap.report.html import to_html  # noqa: PLC0415 - markdown-it, only for this format
    from civicmap.report.markdown import write  # noqa: PLC0415

    written = write(report, template, pictures.charts)
    return to_html(written.text, meta(report), pictures.drawings(written.figures))


def _json(report: Report, _template: Path | None, _pictures: Gallery) -> bytes:
    from civicmap.report.jsonfacts import report_json  # noqa: PLC0415 - only for this format

    return report_json(report)


FORMATS: Final[dict[str, Callable[[Report, Path | None, Gallery], bytes]]] = {
    "md": _md,
    "docx": _docx,
    "html": _html,
    "json": _json,
}
