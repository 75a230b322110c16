"""Markdown to one HTML file that reads without a script, loads nothing, in light and dark and on paper."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from typing import TYPE_CHECKING, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from civicmap.report.furniture import right_to_left, words
from civicmap.report.html.body import Body
from civicmap.report.tree import read
from civicmap.resources import templates

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from civicmap.report.document import DocumentMeta
    from civicmap.report.figure import Drawing

_PAGE: Final = "page.html.j2"
_TAG: Final = re.compile(r"[A-Za-z0-9-]+")
_UNSAFE_IN_CSS: Final = re.compile(r"[^A-Za-z0-9 .,:-]")


def to_html(markdown: str, meta: DocumentMeta, figures: Mapping[str, Drawing] | None = None) -> bytes:
    """Return one HTML file with its figures, which come by id."""
    body = Body(read(markdown), meta.language, figures or {})
    text = body.text()
    page = _environment(templates()).get_template(_PAGE)
    return page.render(
        meta=meta,
        language=meta.language if _TAG.fullmatch(meta.language) else "en",
        direction="rtl" if right_to_left(meta.language) else "ltr",
        words=words(meta.language),
        # Made by the walk, which escapes every text that it meets.
        body=Markup(text),  # noqa: S704 - see above
        notes=[Markup(note) for note in body.notes()],  # noqa: S704 - see above
    ).encode("utf-8", "replace")


@cache
def _environment(folder: Path) -> Environment:
    """Return the environment of page templates. Escaping is on for every name: `select_autoescape` misses *.html.j2."""
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"css_string": css_string, "digest": digest}
    return environment


def css_string(value: str) -> Markup:
    """Return a text as a string of CSS. Every character but plain ones is its code point: nothing can end the string."""
    escaped = _UNSAFE_IN_CSS.sub(lambda match: f"\\{ord(match[0]):06x} ", value)
    return Markup(f'"{escaped}"')  # noqa: S704 - no quote, backslash or bracket of the text is left


def digest(inside: str) -> str:
    """Return what stands inside a script or style element as a page's policy names it: nothing else will run."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(inside.encode('utf-8', 'replace')).digest()).decode()}'"
