"""Word documents hold against the schema of Office, as a validator that is not ours reads it."""

from __future__ import annotations

import pytest
from sample_document import MARKDOWN, META
from test_docx_figures import drawing, figure

from civicmap.report.document import DocumentMeta
from civicmap.report.docx import to_docx


@pytest.mark.openxml
def test_documents_with_all_that_the_dialect_has(tmp_path, audit):
    """From left to right and from right to left, with figures, and on a base document of a user's own."""
    for language in ("en", "ar"):
        text = f"{MARKDOWN}\n{figure()}\n{figure('wide', 2)}\nAs figure\u00a01 and table\u00a02 show, para.\u00a01.\n"
        drawings = {"pillars": drawing(), "wide": drawing("wide", 247, 120)}
        meta = DocumentMeta("T", META.subject, language, META.symbol, META.marks)
        (tmp_path / f"{language}.docx").write_bytes(to_docx(text, meta, figures=drawings))
        (tmp_path / f"{language}2.docx").write_bytes(to_docx(text, meta, tmp_path / f"{language}.docx"))

    audit(*sorted(tmp_path.glob("*.docx")))
