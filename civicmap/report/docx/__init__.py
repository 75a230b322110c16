"""Word documents from Markdown tokens; the one place that knows python-docx."""
