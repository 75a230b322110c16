"""Wording files: the three shipped ones say the same things, faults are named by line, and users may give their own."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicmap.errors import CivicmapError
from civicmap.framework.plain_yaml import _fully, quickly
from civicmap.report import numbers
from civicmap.report.ladder import languages, wording
from civicmap.report.wordfile import PLACEHOLDER
from civicmap.resources import templates

LANGUAGES = ("en", "fr", "es")
ENGLISH = wording("en")


def _shipped(language):
    return (templates() / "wording" / f"{language}.yaml").read_text(encoding="utf-8")


def _faults(path, language="en"):
    with pytest.raises(CivicmapError) as raised:
        wording(language, path)
    return [(problem.where, str(problem)) for problem in raised.value.problems]


@pytest.fixture
def own(tmp_path):
    """Return a function that writes a wording file."""

    def write(text, name="own.yaml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_every_shipped_language_is_known():
    """The languages of reports are those of the files in the folder of wordings."""
    assert set(languages()) == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_shipped_file_is_read_fast_and_as_yaml_says(language):
    """The plain form that is read line by line gives what the full reader of YAML 1.2 gives, lines included."""
    text = _shipped(language)

    fast, full = quickly(text), _fully(text)

    assert fast is not None
    assert (fast.data, fast.lines, full.faults) == (full.data, full.lines, [])


@pytest.mark.parametrize("language", ["fr", "es"])
def test_languages_say_the_same_things(language):
    """Each language has the same texts with the same placeholders, and its ladder the same shares."""
    other = wording(language)
    names = {
        key: _named(text) for key, text in ENGLISH.phrases.items() if key.rsplit(".", 1)[-1] not in {"one", "none"}
    }

    assert set(other.phrases) == set(ENGLISH.phrases)
    assert {key: _named(other.phrases[key]) for key in names} == names
    assert [(r.used_for, r.true_for) for r in other.ladder] == [(r.used_for, r.true_for) for r in ENGLISH.ladder]


def _named(text):
    return {match[1] for match in PLACEHOLDER.finditer(text)}


def test_commands_write_numbers_as_the_english_file_does():
    """What speaks English whatever the report's language has the forms of the English file."""
    assert ENGLISH.numbers == numbers.ENGLISH


@pytest.mark.parametrize(
    ("language", "figure", "percent", "per_cent", "small"),
    [
        ("en", "12,345.6", "33%", "33.7 per cent", ["none", "one", "nine", "10"]),
        ("fr", "12\u202f345,6", "33\u00a0%", "33,7 pour cent", ["aucune", "une", "neuf", "10"]),
        ("es", "12.345,6", "33%", "33,7 por ciento", ["ninguna", "una", "nueve", "10"]),
    ],
)
def test_numbers_follow_the_language(language, figure, percent, per_cent, small):
    """R7.7: decimals, thousands, per cent and the words below ten are those of the language."""
    style = wording(language).numbers

    assert numbers.figure(12345.6, 1, style=style) == figure
    assert numbers.percent(0.33, style=style).replace(" ", "\u00a0") == percent
    assert numbers.per_cent(0.337, 1, style=style) == per_cent
    assert [style.count(number) for number in (0, 1, 9, 10)] == small


def test_french_signs_are_not_parted_from_their_words():
    """In French no line breaks before a colon, a semicolon or a closing quote, nor after an opening one."""
    texts = wording("fr").phrases.values()

    assert not [text for text in texts if re.search(r" [»:;!?%]|« ", text)]


@pytest.mark.parametrize(
    ("language", "parts", "said"),
    [
        ("en", ["a", "b", "c"], "a, b and c"),
        ("fr", ["a", "b", "c"], "a, b et c"),
        ("es", ["a", "b", "c"], "a, b y c"),
        ("es", ["a", "inclusión"], "a e inclusión"),
        ("es", ["a"], "a"),
    ],
)
def test_lists_follow_the_language(language, parts, said):
    """A list is joined as the language joins it; in Spanish y becomes e before its own sound."""
    from civicmap.report.sentences import listed

    assert listed(parts, wording(language)) == said


@pytest.mark.parametrize(
    ("before", "after", "line", "what"),
    [
        ('used_for: "(0, 3/40)"', 'used_for: "(0, 3/41)"', 3, "leave a gap"),
        ('true_for: "(0, 3/20]"', 'true_for: "(0, 3/50]"', 2, "used where it is not true"),
        ('used_for: "(0, 3/40)"', "used_for: 0 to 3/40", 2, "no range of shares"),
        ('used_for: "(0, 3/40)"', 'used_for: "(0, 3/0)"', 2, "no range of shares"),
        ('words: "few {base}"', "words: few", 2, "{base} once"),
        ("alone: few, ", "", 2, "no rung"),
    ],
)
def test_a_ladder_with_a_fault_is_refused(own, before, after, line, what):
    """R7.4: a ladder with a gap, or used where it is not true, is refused at its rung's line."""
    ladder = re.search(r"ladder:\n(?:  - .*\n)+", _shipped("en"))[0]
    assert before in ladder
    faulty = ladder.replace(before, after, 1)

    assert (where := _faults(own(faulty)))[0][0] == f"own.yaml:{1 + line}"
    assert what in where[0][1]


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("language: en\nbase:\n  respondent: replying entities\n", 3, "'base.respondents'"),
        ("tally: '{part} of them'\n", 1, "{part}, {whole}"),
        ("tally: '{part} of {whole} in {year}'\n", 1, "placeholders"),
        ("tally: '{part} of {whole'\n", 1, "placeholders"),
        ("base: {frame: &a invited, respondents: *a}\n", 1, "anchor"),
        ("base:\n  frame: invited\n  frame: asked\n", 3, "said twice"),
        ("base:\n  frame: 12\n", 2, "double quotes"),
        ("base:\n  frame:\n", 2, "double quotes"),
        ("base:\n\tframe: x\n", 2, "tab"),
        ("language: fr\n", 1, "--lang fr"),
        ("marks:\n  synthetic: Real data\n", 2, "leave it out"),
        ("ladder: none\n", 1, "list"),
        ("- a\n", 1, "no map"),
    ],
)
def test_a_fault_is_named_by_its_line(own, text, line, what):
    """A missing or unknown key, a placeholder or a form of YAML that is not read is named with line and repair."""
    where, said = _faults(own(text))[0]

    assert where == f"own.yaml:{line}"
    assert what in said


def test_bytes_that_are_no_text_are_refused(tmp_path):
    """A file that is not UTF-8 is refused with the line."""
    path = tmp_path / "own.yaml"
    path.write_bytes(b"tally: x\nsee: \xff\n")

    assert _faults(path)[0][0] == "own.yaml:2"


def test_a_users_texts_stand_for_those_shipped(own):
    """A file of a few texts changes these and leaves the others as they are."""
    words = wording("en", own("base:\n  respondents: organizations that replied\n"))

    assert words.say("base.respondents") == "organizations that replied"
    assert words.say("base.applicable") == ENGLISH.say("base.applicable")
    assert words.ladder == ENGLISH.ladder


def test_a_new_language_must_be_whole(own):
    """A file in a language that none is shipped for must hold every text; what lacks is named, with its English."""
    faults = _faults(own("language: pt\nbase:\n  frame: entidades convidadas\n"), "pt")

    assert any("base.respondents" in said and "responding entities" in said for _, said in faults)
    whole = _shipped("es").replace("language: es", "language: pt")
    assert wording("pt", own(whole, "pt.yaml")).language == "pt"


KEYS = st.sampled_from(["a", "b", "x-1", "1/3", "no", "yes", "null", "true"])
VALUES = st.one_of(
    st.text(alphabet="ab {}[]:#,'\"-|>&*!%@`?~0.1\\“é\u00a0", max_size=8),
    st.sampled_from(
        [
            "no",
            "true",
            "1.5",
            ">-\n    a\n    b",
            ">-\n    a\n\n    b",
            '"a" # b',
            "a # b",
            "{a: b}",
            "{a: b, b: c}",
            "''",
            "- x",
        ]
    ),
)


@given(st.lists(st.tuples(st.sampled_from(["", "  "]), KEYS, VALUES), min_size=1, max_size=5))
def test_what_is_read_fast_is_what_yaml_says(entries):
    """Whatever the line-by-line reader takes, it takes as the full reader does; all else it leaves to that one."""
    text = "".join(f"{indent}{key}: {value}\n" for indent, key, value in entries)

    fast = quickly(text)

    if fast is not None:
        full = _fully(text)
        assert (fast.data, full.faults) == (full.data, [])
        assert fast.lines == full.lines


def test_the_page_names_the_shipped_files():
    """The how-to page names each language's file."""
    page = (Path(__file__).parents[2] / "docs" / "how-to" / "report-language.md").read_text(encoding="utf-8")

    assert [language for language in LANGUAGES if f"{language}.yaml" not in page] == []
