"""A report as bytes, in each format. Disclosure was done when the facts were built, so no format can leave it out."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from civicmap.errors import Code, Problem, RequestError
from civicmap.report.document import DocumentMeta
from civicmap.report.facts import words_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from civicmap.report.facts import Report


def render(report: Report, format: str, template: Path | None = None) -> bytes:  # noqa: A002 - the word users type
    """Return a report in a format: md, docx, html or json. JSON has no template.

    Raises RequestError for another format, and CivicmapError for a fault of the template.
    """
    if format not in FORMATS:
        known = ", ".join(FORMATS)
        raise RequestError(Problem.of(Code.NAME_UNKNOWN, kind="format", name=format, hint="", known=known))
    return FORMATS[format](report, template)


def meta(report: Report) -> DocumentMeta:
    """Return what a document is beside its text."""
    from civicmap.report.markdown import title  # noqa: PLC0415 - Jinja, which JSON need not pay

    # Where civicmap has no words in the language asked for, the document is in English with names in that language.
    language = words_of(report).language
    return DocumentMeta(title(report), report.framework.title, language, marks=report.marks)


def _md(report: Report, template: Path | None) -> bytes:
    from civicmap.report.markdown import to_markdown  # noqa: PLC0415 - as above

    return to_markdown(report, template).encode()


def _docx(report: Report, template: Path | None) -> bytes:
    from civicmap.report.docx import to_docx  # noqa: PLC0415 - python-docx, only for this format
    from civicmap.report.markdown import to_markdown  # noqa: PLC0415

    return to_docx(to_markdown(report, template), meta(report))


def _html(report: Report, template: Path | None) -> bytes:
    from civicmap.report.html import to_html  # noqa: PLC0415 - markdown-it, only for this format
    from civicmap.report.markdown import to_markdown  # noqa: PLC0415

    return to_html(to_markdown(report, template), meta(report))


def _json(report: Report, _template: Path | None) -> bytes:
    from civicmap.report.jsonfacts import report_json  # noqa: PLC0415 - only for this format

    return report_json(report)


FORMATS: Final[dict[str, Callable[[Report, Path | None], bytes]]] = {
    "md": _md,
    "docx": _docx,
    "html": _html,
    "json": _json,
}
