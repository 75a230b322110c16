"""The base document: opened, and found to have the styles and lists that a report needs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final, cast

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docx.oxml.ns import qn

from civicmap.errors import CivicmapError, Code, Problem
from civicmap.report.docx.direction import turn_runs
from civicmap.report.docx.door import admit, fault, legible
from civicmap.report.docx.numbering import Numbering
from civicmap.report.docx.package import told
from civicmap.report.docx.styles import STYLES, TABLES
from civicmap.report.docx.xml import part
from civicmap.resources import templates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from docx.document import Document as Word
    from docx.opc.part import XmlPart
    from docx.oxml.numbering import CT_Numbering
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.styles.style import BaseStyle

HOUSE: Final = "house.docx"
_FOUNDATIONS: Final = {"Normal", "DefaultParagraphFont"}  # nothing is set in them
# What a report may use: by kind, name in the base document and id in our texts.
_NEEDED: Final = (
    *((style.kind, style.name, style.id) for style in STYLES if style.id not in _FOUNDATIONS),
    *(("table", name, id_) for name, id_ in TABLES),
)
_LISTS: Final = ("NumberedParagraph", "ListBullet", "ListNumber")
_NEAR: Final = 0.7  # of two names that may be one, misspelt
_KINDS: Final = {
    WD_STYLE_TYPE.PARAGRAPH: "paragraph",
    WD_STYLE_TYPE.CHARACTER: "character",
    WD_STYLE_TYPE.TABLE: "table",
}


@dataclass(frozen=True, slots=True)
class Base:
    """A base document: open, with its styles by our ids for them, and its lists."""

    word: Word
    styles: Mapping[str, BaseStyle]
    lists: CT_Numbering
    numbering: Numbering
    mirrored: bool = False  # its texts are read from the right

    def restyle(self, root: BaseOxmlElement) -> BaseOxmlElement:
        """Give a text its direction and the base document's ids of styles: Word in another language makes others for one name."""
        if self.mirrored:
            turn_runs(root)
        other = {ours: style.style_id for ours, style in self.styles.items() if style.style_id != ours}
        if other:
            value = qn("w:val")
            for element in root.iter(qn("w:pStyle"), qn("w:rStyle"), qn("w:tblStyle")):
                element.set(value, other.get(element.get(value, ""), element.get(value, "")))
        return root

    def restyled(self, story: str) -> str:
        """Return the text of a body likewise, as it stands where nothing is to be changed."""
        if not self.mirrored and all(style.style_id == ours for ours, style in self.styles.items()):
            return story
        return told(self.restyle(parse_xml(part("body", story))))


def open_base(path: Path | None, *, mirrored: bool = False) -> Base:
    """Open a base document, the house's where None. Raises CivicmapError with every fault of it."""
    if path is not None:
        admit(path)
    own, path = path, path or templates() / HOUSE
    word = _opened(path)
    with legible(own):
        styles = _styles(word, path.name)
        numbering, lists = _lists(word, styles, path.name)
    return Base(word, styles, lists, numbering, mirrored)


def _opened(path: Path) -> Word:
    """Open a document. python-docx has no exception of its own for most of what can be wrong with a file."""
    if not path.is_file():
        raise CivicmapError(Problem.of(Code.FILE_MISSING, str(path)))
    try:
        word = Document(str(path))
        word.element.body.get_or_add_sectPr()
    except (PackageNotFoundError, AttributeError, KeyError, ValueError, SyntaxError, RuntimeError, OSError):
        raise fault(path.name, "it is no Word document", "save it in Word as a Word document (.docx)") from None
    return word


def _styles(word: Word, where: str) -> dict[str, BaseStyle]:
    """Return the base document's styles by our ids for them. Raises CivicmapError with those that are missing."""
    known: dict[str, dict[str, BaseStyle]] = defaultdict(dict)
    for style in word.styles:
        if style.name and style.type in _KINDS:
            known[_KINDS[style.type]][style.element.name_val.casefold()] = style
    missing: dict[str, list[str]] = defaultdict(list)
    for kind, name, _ in _NEEDED:
        if name.casefold() not in known[kind]:
            missing[kind].append(name)
    if missing:
        raise CivicmapError(*(_missing(where, kind, names, known[kind].values()) for kind, names in missing.items()))
    return {id_: known[kind][name.casefold()] for kind, name, id_ in _NEEDED}


def _missing(where: str, kind: str, names: list[str], known: Iterable[BaseStyle]) -> Problem:
    """Return the problem of styles of one kind that are missing, with what may be meant for them."""
    styles = "style" if len(names) == 1 else "styles"
    what = f"it has no {kind} {styles} {_named(names)}"
    needed = {name.casefold() for _, name, _ in _NEEDED}
    there = [style.name for style in known if style.name and style.name.casefold() not in needed]
    near = sorted({found for name in names for found in get_close_matches(name, there, n=1, cutoff=_NEAR)})
    how = f"add the {styles} in Word, or begin with a report that civicmap wrote, which has them all"
    how += f"; near in name are {_named(near)}" if near else ""
    return Problem.of(Code.TEMPLATE_FAULT, where, what=what, how=how)


def _lists(word: Word, styles: Mapping[str, BaseStyle], where: str) -> tuple[Numbering, CT_Numbering]:
    """Return the lists of the base document. Raises CivicmapError with the styles that are in none."""
    numbering = _numbering(word)
    taken = {num.numId for num in numbering.num_lst}
    instances = {id_: found for id_ in _LISTS for found in list(_instances(styles[id_], taken))[:1]}
    lacking = [styles[id_].name or id_ for id_ in _LISTS if id_ not in instances]
    if lacking:
        how = "give it one in Word (Modify style, Format, Numbering), or begin with a report that civicmap wrote"
        raise fault(where, f"the paragraph style {_named(lacking)} has no numbering", how)
    paragraphs, bullets, figures = (instances[id_] for id_ in _LISTS)
    return Numbering(paragraphs, bullets, figures, max(taken) + 1), numbering


def _numbering(word: Word) -> CT_Numbering:
    """Return the root of the part with the lists, an empty one where the document has no lists at all."""
    try:
        found = cast("XmlPart", word.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING)).element
    except KeyError:
        found = parse_xml(part("numbering"))
    return cast("CT_Numbering", found)


def _instances(style: BaseStyle, taken: set[int]) -> Iterator[int]:
    """Yield the lists that a style is in: by itself, then by the styles that it rests on."""
    found: Any = style
    while found is not None:
        numbered = found.element.xpath("./w:pPr/w:numPr/w:numId/@w:val")
        yield from (int(number) for number in numbered if int(number) in taken)
        found = found.base_style


def _named(names: Iterable[str]) -> str:
    """Return names in quotes."""
    return ", ".join(f'"{name}"' for name in names)
