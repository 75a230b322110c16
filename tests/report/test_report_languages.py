"""One template in three languages: the same numbers, tables and directives, and no word that is not of the language."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from test_markdown import _rich

from civicmap.report.build import marks
from civicmap.report.ladder import wording
from civicmap.report.markdown import to_markdown
from civicmap.report.render import render

LANGUAGES = ("en", "fr", "es")
FIGURE = re.compile(r"\d+(?:[.,\u202f]\d+)*")
SAMPLE = {"audience": "internal", "synthetic": True}


def _text(language, **changes):
    return to_markdown(_rich(language=language, **{**SAMPLE, **changes}))


def _shape(text):
    """Return what no language may change: directives, headings, columns, paragraphs by number."""
    lines = re.sub("-{2,}", "--", text).splitlines()  # columns are as wide as their words
    return [re.match(r"<!--.*-->|#+|\| :?-.*|\d+\.|\([a-z]\)|- |\*\*|> |\||$|", line.strip())[0] for line in lines]


def _figures(text, language):
    """Return the figures as an English report writes them, but those within words of the framework."""
    style = wording(language).numbers
    found = (at[0] for at in FIGURE.finditer(re.sub(r"<!--.*?-->", "", text)))
    plain = (one.replace(style.thousands, "").replace(style.decimal, ".") for one in found)
    return sorted(one.rstrip(".") for one in plain)


@pytest.mark.parametrize("language", ["fr", "es"])
@pytest.mark.parametrize("audience", ["public", "internal"])
def test_languages_show_the_same_report(language, audience):
    """Each language has the same directives, headings, tables, paragraphs and figures, in the same order."""
    english, other = _text("en", audience=audience), _text(language, audience=audience)

    assert _shape(other) == _shape(english)
    assert _figures(other, language) == _figures(english, "en")


@pytest.mark.parametrize("language", ["fr", "es"])
def test_no_english_is_left(language):
    """No sentence, caption or head of the English report stands in another language's."""
    english = {
        line for line in _text("en").splitlines() if len(line.split()) > 4 and not line.startswith(("<!--", "|"))
    }

    kept = english & set(_text(language).splitlines())

    assert kept == set()


def test_every_word_comes_from_the_wording_file():
    """With words that are all marked, no word of civicmap's own is without the mark."""
    english = wording()
    words = replace(
        english,
        phrases={key: text if key == "list.other_before" else f"⟦{text}⟧" for key, text in english.phrases.items()},
        ladder=tuple(replace(rung, words=f"⟦{rung.words}⟧", alone=f"⟦{rung.alone}⟧") for rung in english.ladder),
        numbers=replace(english.numbers, small=tuple(f"⟦{word}⟧" for word in english.numbers.small)),
    )
    said = marks("internal", synthetic=True, words=words)
    made = replace(_rich(**SAMPLE), words=words, marks=said)

    left = to_markdown(made)
    while re.search(r"⟦[^⟦⟧]*⟧", left):
        left = re.sub(r"⟦[^⟦⟧]*⟧", "", left)

    left = re.sub(r"<!--.*?-->", "", left)
    for fact in FACTS:
        left = left.replace(fact, "")
    assert re.findall(r"[A-Za-z]{3,}", left) == []


# What the report's framework, groups and data are called, and columns that have no language.
FACTS = (
    *(
        "Civic space",
        "Mechanism to contest",
        "A small base",
        "Nobody asked",
        "No gap",
        "field entities",
        "only one third",
    ),
    *(
        "An indicator",
        "A policy",
        "An entity",
        "Readiness",
        "Overall",
        "Voice",
        "Headquarters",
        "Field",
        "Level",
        "level",
    ),
    *("missing", "approaches", "meets", "exceeds", "SHA-256", "plain", "xlsx", "a" * 64, "b" * 64, "c" * 64),
)


@pytest.mark.parametrize("language", ["fr", "es"])
def test_documents_say_their_language(language):
    """HTML carries the language's tag, and the marks and captions of the language."""
    page = render(_rich(language=language, **SAMPLE), "html").decode()

    assert f'<html lang="{language}"' in page
    assert wording(language).say("marks.synthetic") in page
    assert f">{wording(language).say('caption', number='1').removesuffix(' 1.')}" in page
