"""The Word documents of the commands hold against the schema of Office, as a validator that is not ours reads it."""

from __future__ import annotations

import pytest
from test_hostile_input import FRAMEWORK, TRICKS, _csv

NAMES = [
    *TRICKS,
    "{ SEQ x }",
    "<w:p><w:r><w:t>x</w:t></w:r></w:p>",
    "**x** _y_ [z](http://x.org) `c` # 1.",
    "x" * 3000,
    "a\x07b\x1f \ufffe",
    "\u202eright to left \u2066 \u0645\u0643\u062a\u0628",
    "two\nlines\tand a tab",
    "\U0001f469\u200d\U0001f469 e\u0301",
]
pytestmark = pytest.mark.openxml


def test_a_survey_with_hostile_names(run, text_file, tmp_path, audit):
    """Whatever an entity is called, where each is named: in the internal report and on cards."""
    text_file(FRAMEWORK, "tiny.yaml")
    text_file(_csv([["unit", "q1", "Said"], *([name, "Yes", name] for name in NAMES)]), "survey.csv")
    assert run("ingest", "survey.csv", "--framework", "tiny.yaml").code == 0
    for audience in ("public", "internal"):
        done = run(
            "report", "--framework", "tiny.yaml", "--format", "docx", "--audience", audience, "-o", f"{audience}.docx"
        )
        assert done.code == 0, done.err

    audit(*sorted(tmp_path.glob("*.docx")))


def test_a_survey_of_one_entity(run, text_file, tmp_path, audit):
    """Where almost every part of a report is empty."""
    text_file(FRAMEWORK, "tiny.yaml")
    text_file("unit,q1,Said\nOne,Yes,x\n", "survey.csv")
    assert run("ingest", "survey.csv", "--framework", "tiny.yaml").code == 0
    done = run("report", "--framework", "tiny.yaml", "--format", "docx", "-o", "one.docx")
    assert done.code == 0, done.err

    audit(tmp_path / "one.docx")


@pytest.mark.slow
def test_the_sample(sampled, tmp_path, audit):
    """The report, the questionnaire and a card."""
    for command in (
        ("report", "--format", "docx", "-o", "report.docx"),
        ("questionnaire", "--format", "docx", "-o", "questionnaire.docx"),
        ("card", "H-002", "--format", "docx", "-o", "card.docx"),
    ):
        done = sampled(*command)
        assert done.code == 0, done.err

    audit(*sorted(tmp_path.glob("*.docx")))
