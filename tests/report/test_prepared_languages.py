"""Languages that are there in part, and the forms of counts: plural rules, fallback that is seen, right-to-left pages."""

from __future__ import annotations

import re

import pytest
from report_builders import finding, node, report, score, share

from civicmap.errors import CivicmapError
from civicmap.report.build import marks
from civicmap.report.ladder import prepared, wording
from civicmap.report.markdown import to_markdown
from civicmap.report.plurals import CATEGORIES, category, single, used
from civicmap.report.render import render
from civicmap.report.wordfile import PLACEHOLDER, read_wording
from civicmap.resources import templates

# As CLDR 47 has them for whole numbers, read out of Babel 2.19.
FORMS = {
    "en": {"one": [1], "other": [0, 2, 5, 11, 21, 100, 101]},
    "fr": {"one": [0, 1], "other": [2, 11, 21, 101], "many": [1_000_000]},
    "es": {"one": [1], "other": [0, 2, 21, 101], "many": [1_000_000]},
    "ru": {"one": [1, 21, 101, 1001], "few": [2, 3, 4, 22, 104], "many": [0, 5, 11, 12, 14, 20, 25, 111, 112]},
    "ar": {
        "zero": [0],
        "one": [1],
        "two": [2],
        "few": [3, 10, 103, 110],
        "many": [11, 26, 99, 111],
        "other": [100, 102],
    },
    "zh": {"other": [0, 1, 2, 11, 101]},
    "pl": {"one": [1], "few": [2, 4, 22], "many": [0, 5, 12, 21]},
}


@pytest.mark.parametrize("language", FORMS)
def test_counts_take_the_forms_of_their_language(language):
    """Each count has its language's category; a region does not matter, and every form that occurs is asked for."""
    for form, numbers in FORMS[language].items():
        assert [category(language, number) for number in numbers] == [form] * len(numbers)
        assert [category(f"{language}-XX", number) for number in numbers] == [form] * len(numbers)
    small = {category(language, number) for number in range(1000)}
    assert set(used(language)) >= small
    assert set(used(language)) <= set(CATEGORIES)


def test_only_some_languages_have_a_form_of_one_alone():
    """Where 21 takes the form of 1, that form has to write the count."""
    assert [single(language) for language in ("en", "fr", "ar", "ru", "zh")] == [True, True, True, False, True]


def test_a_file_has_the_forms_of_its_language(tmp_path):
    """A Russian file that has the English forms alone is told that its `one` has to write the count."""
    path = tmp_path / "ru.yaml"
    text = (templates() / "wording" / "en.yaml").read_text(encoding="utf-8")
    path.write_text(text.replace("language: en", "language: ru"), encoding="utf-8")
    with pytest.raises(CivicmapError) as refused:
        read_wording(path, templates() / "wording" / "en.yaml", language="ru")
    told = [str(problem) for problem in refused.value.problems]
    assert any("noun.entity.one: the placeholders" in one for one in told)


def test_forms_are_chosen_by_the_language(tmp_path):
    """A user's words over a prepared language are used in their own forms; English texts keep English forms."""
    path = tmp_path / "own.yaml"
    path.write_text(
        'language: ru\nnoun:\n  row: {none: "нет строк", one: "{count} строка", few: "{count} строки", '
        'many: "{count} строк", other: "{count} строки"}\n',
        encoding="utf-8",
    )
    words = wording("ru", path)

    assert [words.say("noun.row", count=number) for number in (0, 21, 33, 45)] == [
        "нет строк",
        "21 строка",
        "33 строки",
        "45 строк",
    ]
    assert [words.say("noun.entity", count=number) for number in (0, 1, 21, 22)] == [
        "no entities",
        "one entity",
        "21 entities",
        "22 entities",
    ]


def test_a_form_that_no_text_has_is_a_fault(tmp_path):
    """A form of a text that takes no count is unknown, and is named with its line."""
    path = tmp_path / "own.yaml"
    path.write_text("language: en\nintroduction:\n  heading:\n    few: x\n", encoding="utf-8")

    with pytest.raises(CivicmapError, match=r"own\.yaml:4: introduction\.heading\.few: there is no text of this name"):
        wording("en", path)


@pytest.mark.parametrize("language", ["ar", "ru", "zh"])
def test_what_is_not_translated_is_said(language):
    """A report in a prepared language has its heads and captions in it, and a mark that names what is in English."""
    words = wording(language)
    said = marks("public", synthetic=True, words=words)
    made = report(language=language, marks=said, findings=(finding(share()),), pillars=(node(score()),))
    text = to_markdown(made)

    assert language in prepared()
    assert words.language == language
    assert f"## {words.say('findings.heading')}" in text
    assert words.say("column.finding") in text
    assert said[-1] in text.split("##")[0]
    assert words.say("part.sentences") in said[-1]
    assert not re.search(r"[A-Za-z]{3,}", words.say("findings.heading") + said[-1])


@pytest.mark.parametrize(("language", "way"), [("ar", "rtl"), ("ru", "ltr"), ("zh", "ltr")])
def test_pages_run_in_their_direction(language, way):
    """HTML says its language and direction, and Arabic runs from right to left in Word too."""
    made = report(language=language, marks=marks("public", synthetic=False, words=wording(language)))

    assert f'<html lang="{language}" dir="{way}"' in render(made, "html").decode()


def test_whole_languages_have_no_such_mark():
    """English, French and Spanish are whole, so nothing is said; a language with no words of civicmap's is all in English."""
    for language in ("en", "fr", "es"):
        assert marks("public", synthetic=False, words=wording(language)) == ()
    (said,) = marks("public", synthetic=False, words=wording("pt"))
    assert said.startswith("Not translated, in English: sentences, ")


@pytest.mark.parametrize("language", ["ar", "ru", "zh"])
def test_a_prepared_file_has_what_it_needs(language):
    """Its texts have the placeholders of the English ones, and none is the English text itself."""
    words, english = wording(language), wording()
    own = set(english.phrases) - words.english

    assert len(own) > 70
    for key in own - {"language", "column.p", "part.comma"}:
        assert words.phrases[key] != english.phrases[key], key
        assert set(PLACEHOLDER.findall(words.phrases[key])) == set(PLACEHOLDER.findall(english.phrases[key]))


def test_forms_that_lack_are_named(tmp_path):
    """A whole file is asked for the forms of its language, each by name, and for no form that it does not have."""
    english = (templates() / "wording" / "en.yaml").read_text(encoding="utf-8")
    for language, lacking in (("ar", {"zero", "two", "few", "many"}), ("zh", set())):
        path = tmp_path / f"{language}.yaml"
        path.write_text(english.replace("language: en", f"language: {language}"), encoding="utf-8")
        try:
            read_wording(path, templates() / "wording" / "en.yaml", language=language)
            told = []
        except CivicmapError as refused:
            told = [str(problem) for problem in refused.problems]

        assert {one.split("noun.entity.")[1].split(":")[0] for one in told if "noun.entity." in one} == lacking
