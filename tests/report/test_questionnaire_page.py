"""The questionnaire as a page: every question, its answers and its routing in words, and no text that becomes markup."""

from __future__ import annotations

import re

import pytest

from civicmap.framework.catalogue import shipped
from civicmap.framework.load import load_framework
from civicmap.framework.texts import languages, translate
from civicmap.report.questionnaire import questionnaire_markdown

FRAMEWORK = """
civicmap: 1
id: small
version: "1"
title: "# <script>"
scales:
  s: {answers: {yes: {label: "Yes | no"}, no: {label: "No"}}}
  m: {multi: true, answers: {a: {label: A}, other: {label: Else, other: true}, none: {label: None of it, exclusive: true}}}
profile: {who: {title: Who, questions: {first: {text: First?, scale: s}}}}
pillars: {p: {title: P, dimensions: {d: {title: D, indicators: {i: {title: I, questions: {
  second: {text: "*Second*?", help: "`{{7*7}}`", scale: m, asked_if: {first: yes}},
  third: {text: Third?, type: number, closed_by: {first: no}}, fourth: {text: Fourth?, type: date}, fifth: {text: Fifth?, type: text}}}}}}}}
"""


@pytest.fixture
def small(text_file):
    """Return a small framework with texts that look like markup."""
    return load_framework(text_file(FRAMEWORK, "small.yaml"))


def test_the_page_says_what_is_asked_and_when(small):
    """Numbers run through; answers, what stands alone, room for other answers and routing are there."""
    page = questionnaire_markdown(small)

    assert re.findall(r"^\*\*(\d+)\.\*\*", page, re.MULTILINE) == ["1", "2", "3", "4", "5"]
    assert "- ☐ Else (please specify: …)" in page
    assert "No other answer can stand beside “None of it”." in page
    assert "Answer only if: First is “Yes \\| no”." in page
    assert "Leave out if: First is “No”." in page
    assert "A date: year-month-day …" in page


def test_texts_stay_texts(small):
    """Headings, pipes, emphasis and code in a framework's texts are escaped."""
    page = questionnaire_markdown(small)

    assert "# \\# \\<script\\>" in page
    assert "\\*Second\\*?" in page
    assert "\\`{{7\\*7}}\\`" in page


@pytest.mark.parametrize("name", [one.id for one in shipped()])
def test_every_question_stands_on_the_page_in_every_language(name):
    """Each question of each shipped framework is there once, in its order."""
    fw = load_framework(name)
    for language in languages(fw):
        page = questionnaire_markdown(translate(fw, language))
        assert len(re.findall(r"^\*\*\d+\.\*\*", page, re.MULTILINE)) == len(fw.questions)
