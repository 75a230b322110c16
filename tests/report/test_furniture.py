"""The words that a page adds by itself."""

from __future__ import annotations

import re
from dataclasses import fields

import pytest

from civicmap.report.furniture import _WORDS, words
from civicmap.report.ladder import languages, wording

PLACES = {"back": {"0"}, "found": {"0", "1"}, "upwards": {"0"}, "downwards": {"0"}}


@pytest.mark.parametrize("language", _WORDS)
def test_every_language_says_everything(language):
    """No word is missing, none is left in English, and each has the places that are filled in."""
    said = words(language)

    for field in fields(said):
        text = getattr(said, field.name)
        assert text.strip()
        assert set(re.findall(r"\{(\d)\}", text)) == PLACES.get(field.name, set())
        if language != "en" and field.name not in ("decimal", "notes"):
            assert text != getattr(words("en"), field.name)


@pytest.mark.parametrize("language", languages())
def test_pages_read_numbers_as_the_text_writes_them(language):
    """What a page takes for the sign before decimals is what its sentences and tables put there."""
    assert words(language).decimal == wording(language).numbers.decimal


@pytest.mark.parametrize("language", languages())
def test_pages_know_a_reference_to_a_paragraph(language):
    """What a page takes for a reference to a paragraph is how the text writes one."""
    assert wording(language).say("see_paragraph", number="7") == f"{words(language).paragraph} 7"


def test_another_language_has_the_english_words():
    """A page in a language without words of its own still has its controls named."""
    assert words("sw") == words("en-GB")
