"""Word documents from Markdown; the one place that knows WordprocessingML."""

from civicmap.report.docx.writer import to_docx

__all__ = ["to_docx"]
