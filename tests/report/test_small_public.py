"""Public reports of small surveys: what protection takes out of the scores is said, and stops no report."""

from __future__ import annotations

import pytest

from civicmap.framework.load import load_framework
from civicmap.framework.starter import STARTER
from civicmap.report.build import build_report
from civicmap.report.render import FORMATS, render
from civicmap.survey.ingest import read_survey
from civicmap.survey.synthetic.survey import synthesize


@pytest.mark.parametrize("entities", [5, 8, 20])
def test_scores_without_a_median_are_said_to_be_withheld(entities, text_file, tmp_path):
    """Where small counts take the median of a pillar with them, the report says so in every format."""
    framework = load_framework(text_file(STARTER, "starter.yaml"))
    path = tmp_path / "survey.xlsx"
    path.write_bytes(synthesize(framework, entities, 4).xlsx())
    report = build_report(read_survey([path], framework), framework)

    hidden = sum(
        scores.rated is not None and scores.median is None for node in report.pillars for scores in node.scores[:1]
    )
    page = render(report, "md").decode()
    assert hidden
    assert page.count("Its scores are not shown") >= hidden
    assert all(render(report, name) for name in FORMATS)
