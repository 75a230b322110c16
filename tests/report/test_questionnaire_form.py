"""The questionnaire as a form to read: its Markdown, and the same in Word."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import docx
import pytest

from civicmap.framework.load import load_framework
from civicmap.report.blocks import Heading, Numbered, plain
from civicmap.report.questionnaire import questionnaire_docx, questionnaire_md
from civicmap.report.tree import read

TEXT = """
civicmap: 1
id: gardens
version: "3"
title: "Open gardens: *all* of them"
language: en
answers: {dont_know: {label: Don't know, state: dont_know}}
scales:
  policy: {answers: {yes: {label: "Yes, in force", points: 100}, no: {label: "No", points: 0}}, plus: [dont_know]}
  ways: {multi: true, answers: {gate: {label: At the gate}, other: {label: Other, other: true}, lent: {label: Lent, asked_if: {rules: no}}}}
profile: {who: {title: Who answers, questions: {garden: {text: Which garden?, type: text}}}}
pillars:
  access:
    title: Access
    dimensions:
      d:
        title: "1. Rules"
        indicators:
          A1:
            title: I
            questions:
              rules: {text: "Are there _rules_ | {{7*7}} <script>?", help: "# A text *in force*", scale: policy}
              told: {text: How?, scale: ways, asked_if: {rules: yes}, closed_by: {rules: no}}
              visitors: {text: How many?, type: number}
              since: {text: Since when?, type: date}
"""


@pytest.fixture
def gardens(text_file):
    """Return a small framework."""
    return load_framework(text_file(TEXT, "gardens.yaml"))


def _texts(block):
    """Return the texts of a numbered paragraph's parts."""
    return [plain(part.content) for part in block.blocks]


def test_each_question_is_a_numbered_paragraph(gardens):
    """A question has its number, then when to answer it, its help, and its answers with a box each."""
    document = read(questionnaire_md(gardens))
    asked = {block.number: _texts(block) for block in document.blocks if isinstance(block, Numbered)}

    assert list(asked) == [1, 2, 3, 4, 5]
    assert asked[2] == [
        "Are there _rules_ | {{7*7}} <script>?",
        "# A text *in force*",
        "☐ Yes, in force ☐ No ☐ Don't know",
    ]
    assert asked[3][1] == "→ Only if question 2 is “Yes, in force”. Leave empty if question 2 is “No”."
    assert asked[3][2].startswith("Choose all that apply ☐ At the gate ☐ Other …")
    assert asked[4][1].startswith("Write a number, in figures only. Answer: …")


def test_headings_are_parts_and_sections(gardens):
    """The title, the parts and their sections are headings with their texts as they are."""
    headings = [
        (block.level, plain(block.content))
        for block in read(questionnaire_md(gardens)).blocks
        if isinstance(block, Heading)
    ]

    assert headings == [(1, "Open gardens: *all* of them"), (2, "Who answers"), (2, "Access"), (3, "1. Rules")]


def test_answers_for_some_entities_are_told_once(gardens):
    """An answer that is for some entities only is named at the beginning."""
    assert "- Choose “Lent” only if question 2 is “No”." in questionnaire_md(gardens)


def test_a_language_gives_texts_and_words(gardens):
    """Where the framework speaks a language, the form does."""
    french = replace(gardens, translations={"fr": {"questions.rules.text": "Y a-t-il des règles ?"}})

    text = questionnaire_md(french, "fr")

    assert "2.  **Y a-t-il des règles ?**" in text
    assert "Réponse : …" in text
    assert "Seulement si question 2 : « Yes, in force »." in text


def test_every_question_of_the_shipped_framework_stands_in_word():
    """The Word form holds every question's text, help and answer, and is the same bytes each time."""
    framework = load_framework("three-ps")
    content = questionnaire_docx(framework)
    text = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)
    squeezed = re.sub(r"\s+", " ", text)

    for question in framework.questions:
        for said in (question.text, question.help, *(f"☐ {answer.label}" for answer in question.answers)):
            assert re.sub(r"\s+", " ", said).strip() in squeezed
    assert content == questionnaire_docx(framework)
