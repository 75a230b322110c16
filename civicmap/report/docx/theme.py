"""The theme: colours and faces that Word offers who goes on with the document. Office wants one in every file."""

from __future__ import annotations

from typing import Final

from civicmap.report.docx.styles import BLUE, GREY, INK, LINE, RED, SERIF, TINT
from civicmap.report.docx.xml import DECLARATION

NAME: Final = "/word/theme/theme1.xml"
_DRAWING: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
# The last four may be seen as dots and lines on paper without colour, too.
_COLOURS: Final = {
    "dk1": INK,
    "lt1": "FFFFFF",
    "dk2": BLUE,
    "lt2": TINT,
    "accent1": BLUE,
    "accent2": RED,
    "accent3": "2E6F57",
    "accent4": "7A5C00",
    "accent5": GREY,
    "accent6": LINE,
    "hlink": BLUE,
    "folHlink": "5B3A74",
}
_FILL: Final = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
_STROKE: Final = f'<a:ln w="6350">{_FILL}<a:prstDash val="solid"/></a:ln>'
_PLAIN: Final = "<a:effectStyle><a:effectLst/></a:effectStyle>"


def theme() -> bytes:
    """Return the part: plain fills, thin lines, no effects."""
    colours = "".join(f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in _COLOURS.items())
    face = f'<a:latin typeface="{SERIF}"/><a:ea typeface=""/><a:cs typeface="{SERIF}"/>'
    return (
        f'{DECLARATION}<a:theme xmlns:a="{_DRAWING}" name="Report"><a:themeElements>'
        f'<a:clrScheme name="Report">{colours}</a:clrScheme>'
        f'<a:fontScheme name="Report"><a:majorFont>{face}</a:majorFont><a:minorFont>{face}</a:minorFont></a:fontScheme>'
        f'<a:fmtScheme name="Report"><a:fillStyleLst>{_FILL * 3}</a:fillStyleLst><a:lnStyleLst>{_STROKE * 3}</a:lnStyleLst>'
        f"<a:effectStyleLst>{_PLAIN * 3}</a:effectStyleLst><a:bgFillStyleLst>{_FILL * 3}</a:bgFillStyleLst></a:fmtScheme>"
        "</a:themeElements></a:theme>"
    ).encode()
