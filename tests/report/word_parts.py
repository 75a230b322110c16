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
