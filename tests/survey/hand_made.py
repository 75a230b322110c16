"""Workbooks written part by part, for what no library would write."""

from __future__ import annotations

import zipfile

_TYPES = """<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>
</Types>"""
_RELS = """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/>
</Relationships>"""
_BOOK = """<?xml version="1.0"?><workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"
xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">
<sheets><sheet name="Responses" sheetId="1" r:id="r1"/></sheets></workbook>"""
_BOOK_RELS = """<?xml version="1.0"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/>
</Relationships>"""
_SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">{before}<sheetData>{rows}</sheetData></worksheet>'


def text_cell(place, text):
    """Return a cell that holds a text."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def write_parts(path, parts):
    """Write a zip file of these parts, in this order; a name may stand twice in a list of pairs."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return path


def parts(rows, before="", prolog='<?xml version="1.0"?>'):
    """Return the parts of a workbook with one sheet, whose rows are XML."""
    return [
        ("[Content_Types].xml", _TYPES),
        ("_rels/.rels", _RELS),
        ("xl/workbook.xml", _BOOK),
        ("xl/_rels/workbook.xml.rels", _BOOK_RELS),
        ("xl/worksheets/sheet1.xml", prolog + _SHEET.format(rows=rows, before=before)),
    ]
