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


_OPEN_DOCUMENT = "application/vnd.oasis.opendocument.spreadsheet"
_SPACES = " ".join(
    f'xmlns:{prefix}="urn:{name}:1.0"'
    for prefix, name in {
        **{
            prefix: f"oasis:names:tc:opendocument:xmlns:{name}"
            for prefix, name in {
                "office": "office",
                "table": "table",
                "text": "text",
                "style": "style",
                "draw": "drawing",
                "number": "datastyle",
            }.items()
        },
        "calcext": "org:documentfoundation:names:experimental:calc:xmlns:calcext",
    }.items()
)
_CONTENT = (
    "{prolog}<office:document-content {spaces}><office:automatic-styles>{styles}</office:automatic-styles>"
    "<office:body><office:spreadsheet>{body}</office:spreadsheet></office:body></office:document-content>"
)


def ods_sheet(rows, name="Responses", more=""):
    """Return a sheet of an OpenDocument file, whose rows are XML; `more` are attributes."""
    return f'<table:table table:name="{name}" {more}>{rows}</table:table>'


def ods_row(*cells, more=""):
    """Return a row of cells that are XML, or texts."""
    return (
        f"<table:table-row {more}>{''.join(c if c.startswith('<') else ods_cell(c) for c in cells)}</table:table-row>"
    )


def ods_cell(text, more=""):
    """Return a cell that holds a text; `more` are attributes."""
    return f'<table:table-cell office:value-type="string" {more}><text:p>{text}</text:p></table:table-cell>'


def ods_value(kind, value, shown="?", more=""):
    """Return a cell that holds a number, day, time or truth, and shows something else."""
    name = {"float": "value", "percentage": "value", "currency": "value"}.get(kind, f"{kind}-value")
    said = f'office:value-type="{kind}" office:{name}="{value}" {more}'
    return f"<table:table-cell {said}><text:p>{shown}</text:p></table:table-cell>"


def ods_parts(*sheets, styles="", prolog='<?xml version="1.0" encoding="UTF-8"?>', mimetype=_OPEN_DOCUMENT):
    """Return the parts of an OpenDocument file of sheets that are XML."""
    content = _CONTENT.format(prolog=prolog, spaces=_SPACES, styles=styles, body="".join(sheets))
    return [("mimetype", mimetype), ("content.xml", content)]
