"""The package: parts, their types and relationships, zipped so that the same parts are the same bytes."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from civicmap.report.docx.xml import DECLARATION, text

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_WORD: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_EARLIEST: Final = (1980, 1, 1, 0, 0, 0)  # the first moment that a zip file can tell


@dataclass(frozen=True, slots=True)
class Part:
    """A part, and what it is to the part that needs it."""

    path: str
    kind: str  # the last word of its type of relationship and, mostly, of its content type
    content: bytes
    id: str  # of its relationship


def package(main: bytes, parts: Sequence[Part], core: bytes, links: dict[str, dict[str, str]]) -> bytes:
    """Return a document's bytes. `links` gives, for the document and for the notes, addresses by relationship."""
    files = {
        "[Content_Types].xml": _types(parts),
        "_rels/.rels": _relationships(
            (
                ("document", f"{_OFFICE}/officeDocument", "word/document.xml"),
                ("core", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
            )
        ),
        "docProps/core.xml": core,
        "word/document.xml": main,
        "word/_rels/document.xml.rels": _relationships(
            ((part.id, f"{_OFFICE}/{part.kind}", part.path) for part in parts), links["document"]
        ),
        **{f"word/{part.path}": part.content for part in parts},
    }
    if links["footnotes"]:
        files["word/_rels/footnotes.xml.rels"] = _relationships((), links["footnotes"])
    return _zipped(files)


def _types(parts: Iterable[Part]) -> bytes:
    """Return the list of content types."""
    overrides = [
        ("/word/document.xml", f"{_WORD}.document.main+xml"),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        *((f"/word/{part.path}", f"{_WORD}.{part.kind}+xml") for part in parts),
    ]
    rows = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in overrides)
    defaults = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    return f'{DECLARATION}<Types xmlns="{_PACKAGE}/content-types">{defaults}{rows}</Types>'.encode()


def _relationships(inner: Iterable[tuple[str, str, str]], outer: dict[str, str] | None = None) -> bytes:
    """Return relationships to parts, and to addresses outside (by address, the id)."""
    rows = [f'<Relationship Id="{id_}" Type="{kind}" Target="{target}"/>' for id_, kind, target in inner]
    rows += [
        f'<Relationship Id="{id_}" Type="{_OFFICE}/hyperlink" Target="{text(href)}" TargetMode="External"/>'
        for href, id_ in (outer or {}).items()
    ]
    return f'{DECLARATION}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(rows)}</Relationships>'.encode()


def _zipped(files: dict[str, bytes]) -> bytes:
    """Return an archive without a clock; the list of types comes first, as the standard advises."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # the same on every system
            entry.external_attr = 0
            archive.writestr(entry, content)
    return stream.getvalue()
