"""A Word document taken apart, for tests that look at its XML."""

from __future__ import annotations

import io
import zipfile

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def parts_of(made):
    """Return the XML parts of a document by path."""
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        return {name: etree.fromstring(archive.read(name)) for name in archive.namelist()}


def tables_of(parts):
    """Return the tables of a document, without the frame around the summary."""
    tables = parts["word/document.xml"].iter(f"{W}tbl")
    return [table for table in tables if value_of(table, f"{W}tblPr/{W}tblStyle") != "Box"]


def text_of(element):
    """Return all text below an element."""
    return "".join(element.itertext(f"{W}t"))


def value_of(element, path, default=None):
    """Return the `val` of what a path leads to."""
    found = element.find(path)
    return default if found is None else found.get(f"{W}val")


def counted(parts):
    """Number the paragraphs as a word processor does: (style, text, number) of each that is in a list."""
    numbering, style_lists = parts["word/numbering.xml"], {}
    for style in parts["word/styles.xml"].iter(f"{W}style"):
        if (found := style.find(f"{W}pPr/{W}numPr")) is not None:
            style_lists[style.get(f"{W}styleId")] = (
                value_of(found, f"{W}numId"),
                int(value_of(found, f"{W}ilvl", "0")),
            )
    forms = {
        (abstract.get(f"{W}abstractNumId"), int(level.get(f"{W}ilvl"))): level
        for abstract in numbering.iter(f"{W}abstractNum")
        for level in abstract.iter(f"{W}lvl")
    }
    kinds = {num.get(f"{W}numId"): value_of(num, f"{W}abstractNumId") for num in numbering.iter(f"{W}num")}
    starts = {
        (num.get(f"{W}numId"), int(over.get(f"{W}ilvl"))): int(value_of(over, f"{W}startOverride"))
        for num in numbering.iter(f"{W}num")
        for over in num.iter(f"{W}lvlOverride")
    }
    counts, used = {}, set()
    for paragraph in parts["word/document.xml"].iter(f"{W}p"):
        style = value_of(paragraph, f"{W}pPr/{W}pStyle")
        own = paragraph.find(f"{W}pPr/{W}numPr")
        number, level = style_lists.get(style, ("0", 0))
        if own is not None:
            number, level = value_of(own, f"{W}numId"), int(value_of(own, f"{W}ilvl", "0"))
        if number == "0" or value_of(forms[kinds[number], level], f"{W}numFmt") == "none":
            continue
        kind = kinds[number]
        if (number, level) in starts and (number, level) not in used:
            counts[kind, level] = starts[number, level] - 1
        used.add((number, level))
        counts[kind, level] = counts.get((kind, level), 0) + 1
        for deeper in range(level + 1, 9):
            counts.pop((kind, deeper), None)
        yield style, text_of(paragraph), counts[kind, level], value_of(forms[kind, level], f"{W}numFmt")


def fields_of(element):
    """Return the fields below an element, innermost first: the words of the instruction, and the text that it shows."""
    found, open_ = [], []
    for part in element.iter(f"{W}fldChar", f"{W}instrText", f"{W}t"):
        kind = part.get(f"{W}fldCharType")
        if kind == "begin":
            open_.append(["", "", True])
        elif kind == "separate":
            open_[-1][2] = False
        elif kind == "end":
            instruction, shown, _ = open_.pop()
            found.append((instruction.split(), shown))
        elif open_ and part.tag == f"{W}instrText":
            open_[-1][0] += part.text or ""
        else:
            for field in open_:
                field[1] += part.text or ""
    assert not open_, "a field that never ends"
    return found
