"""HTML from Markdown: one file that needs nothing beside itself."""

from civicmap.report.html.page import to_html

__all__ = ["to_html"]
