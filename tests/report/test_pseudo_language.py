"""A language made up of the English words with other letters: whatever is left in plain letters came past the catalogue."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace

import openpyxl
import pytest
from test_markdown import _rich
from test_report_languages import FACTS

from civicmap.framework.plain_yaml import read_texts
from civicmap.report import card as cards
from civicmap.report import furniture
from civicmap.report.build import marks
from civicmap.report.factsheet import facts_file
from civicmap.report.ladder import wording
from civicmap.report.render import render
from civicmap.report.tables import table_files
from civicmap.report.wordfile import PLACEHOLDER
from civicmap.resources import templates

LETTERS = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", "áƀćďéƒĝĥíĵķĺḿńóṕɋŕśťúṽŵẋýźÁƁĆĎÉƑĜĤÍĴĶĹḾŃÓṔɊŔŚŤÚṼŴẊÝŹ"
)
PLAIN = re.compile(r"[A-Za-z]{3,}")
NUMERAL = re.compile("[IVXLC]+")
BANDS = {"low", "high"}  # of the framework
LANGUAGE = "qps"
# Ids and values for programs, which have no language, and what the data are called.
NAMES = (*FACTS, "civicmap", "A3", "Civic space")


def _pseudo(text):
    """Return a text in other letters, its placeholders as they are."""
    kept = iter([at[0] for at in PLACEHOLDER.finditer(text)])
    return "".join(part.translate(LETTERS) + next(kept, "") for part in PLACEHOLDER.split(text)[::3])


def _written(value, key=()):
    """Yield the lines of a wording file in which each text is in other letters."""
    for name, part in value.items():
        indent = "  " * len(key)
        if isinstance(part, dict):
            yield f"{indent}{name}:"
            yield from _written(part, (*key, name))
        elif isinstance(part, list):
            yield f"{indent}{name}:"
            for rung in part:
                told = ", ".join(
                    f'{one}: "{_pseudo(text) if one in ("words", "alone") else text}"' for one, text in rung.items()
                )
                yield f"  - {{{told}}}"
        else:
            text = LANGUAGE if name == "language" and not key else part if name == "other_before" else _pseudo(part)
            yield f'{indent}{name}: "{text.translate({34: None, 92: None})}"'


@pytest.fixture(scope="module")
def words(tmp_path_factory):
    """Return the words of the made-up language, read from a file like any other."""
    english = read_texts((templates() / "wording" / "en.yaml").read_text(encoding="utf-8"))
    path = tmp_path_factory.mktemp("words") / f"{LANGUAGE}.yaml"
    path.write_text("\n".join(_written(english.data)) + "\n", encoding="utf-8")
    return wording(LANGUAGE, path)


@pytest.fixture
def made(words, monkeypatch):
    """Return a report in which every section speaks, in that language, with what renderers add in it too."""
    english = furniture._WORDS["en"]
    told = {name: _pseudo(getattr(english, name)) for name in english.__dataclass_fields__}
    monkeypatch.setitem(furniture._WORDS, LANGUAGE, replace(english, **told))
    said = marks("internal", synthetic=True, words=words)
    return replace(_rich(audience="internal", synthetic=True, language=LANGUAGE), words=words, marks=said)


def _left(text):
    """Return the words in plain letters, without names of the data."""
    for name in sorted(NAMES, key=len, reverse=True):
        text = text.replace(name, "")
    return {word for word in PLAIN.findall(text) if not NUMERAL.fullmatch(word)} - BANDS


def test_no_word_of_the_report_comes_past_the_catalogue(made):
    """Markdown: sentences, heads, captions, notes, names of problems, methods and tests."""
    text = render(made, "md").decode()

    assert _left(re.sub(r"<!--.*?-->|\]\([^)]*\)", "", text)) == set()


def test_no_word_of_a_page_comes_past_the_catalogue(made):
    """HTML: what is read, what is heard (labels, titles) and the words around the text."""
    page = render(made, "html").decode()
    body = re.sub(r"<(style|script|svg).*?</\1>", "", page, flags=re.DOTALL)
    heard = re.findall(r'(?:aria-label|title|alt|placeholder)="([^"]*)"', body)

    assert _left(re.sub(r"<[^>]*>|&[a-z]+;", " ", body)) == set()
    assert _left(" ".join(heard)) == set()


def test_no_word_of_a_document_comes_past_the_catalogue(made):
    """Word: the text of the body, notes, headers and footers."""
    with zipfile.ZipFile(io.BytesIO(render(made, "docx"))) as package:
        parts = [
            name for name in package.namelist() if re.match(r"word/(document|footnotes|header\d*|footer\d*)\.xml", name)
        ]
        texts = [" ".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", package.read(name).decode())) for name in parts]

    assert len(parts) > 1
    assert _left(" ".join(texts)) == set()


def test_no_word_of_tables_comes_past_the_catalogue(made):
    """Tables as Markdown and as workbooks: titles, notes and definitions; names of columns are for programs."""
    texts = [content.decode() for content in table_files(made, "md").values()]
    book = openpyxl.load_workbook(io.BytesIO(table_files(made, "xlsx")["tables.xlsx"]))
    notes = [row[2] for row in book["notes"].iter_rows(min_row=3, values_only=True)]
    titles = [book[name][cell].value for name in book.sheetnames for cell in ("A1", "A2")]

    ids = {"three", "for", *made.framework.id.split("-"), made.framework.version}
    assert _left(" ".join([*texts, *titles, *notes])) - ids == set()


def test_no_word_of_the_list_of_numbers_comes_past_the_catalogue(made):
    """The list's explanations and every printed text in it are in the language; its columns are for programs."""
    from report_builders import framework

    book = openpyxl.load_workbook(io.BytesIO(facts_file(made, framework(), ".xlsx")))
    header, *rows = book["facts"].iter_rows(min_row=3, values_only=True)
    printed = [row[header.index("printed")] for row in rows]
    explained = [row[1] for row in book["notes"].iter_rows(min_row=3, values_only=True)]

    assert _left(" ".join([*printed, *explained])) == set()


def test_why_a_score_is_not_rated_is_said_in_the_cards_language(words):
    """What scores say in English of themselves is said by the card in its own words, its numbers kept."""
    english = wording()
    for why in (
        "3 of 17 answers given; 75 per cent needed",
        "3 of 17 questions apply; 62.5 per cent needed",
        "no question applies",
        "no answer earns points",
        "no answer given",
    ):
        said = cards._why(why, words)
        assert _left(said) == set()
        assert re.findall(r"\d+", said) == re.findall(r"\d+", why)
        assert cards._why(why, english) == why
    assert cards._why("not rated: Voice", words) == "Voice"
    for text in cards._STATES:
        assert _left(cards._answer(text, words)) == (set() if text != "answered" else {"answered"})


def _vocabulary(language):
    """Return the words of a shipped language's texts, without their placeholders."""
    texts = wording(language).phrases.values()
    ladder = (rung.alone for rung in wording(language).ladder)
    return {
        word.lower() for text in (*texts, *ladder) for word in re.findall(r"[^\W\d_]{3,}", PLACEHOLDER.sub(" ", text))
    }


@pytest.mark.parametrize("language", ["fr", "es"])
def test_no_english_word_stands_in_another_language(language):
    """No word that only English texts of civicmap have is in a French or Spanish report, page, document, table or list."""
    from report_builders import framework

    english = _vocabulary("en") - _vocabulary(language)
    english -= {word.lower() for name in NAMES for word in re.findall(r"\w+", name)} | BANDS
    said = marks("internal", synthetic=True, words=wording(language))
    made = replace(_rich(audience="internal", synthetic=True, language=language), marks=said)
    page = re.sub(r"<(style|script|svg).*?</\1>", "", render(made, "html").decode(), flags=re.DOTALL)
    with zipfile.ZipFile(io.BytesIO(render(made, "docx"))) as package:
        document = " ".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", package.read("word/document.xml").decode()))
    book = openpyxl.load_workbook(io.BytesIO(table_files(made, "xlsx")["tables.xlsx"]))
    notes = [row[2] for row in book["notes"].iter_rows(min_row=3, values_only=True)]
    listed = openpyxl.load_workbook(io.BytesIO(facts_file(made, framework(), ".xlsx")))["facts"]
    texts = {
        "md": re.sub(r"<!--.*?-->|\]\([^)]*\)", "", render(made, "md").decode()),
        "html": re.sub(r"<[^>]*>|&[a-z]+;", " ", page),
        "docx": document,
        "tables": " ".join(notes),
        "facts": " ".join(
            row[9] or "" for row in listed.iter_rows(min_row=4, values_only=True) if isinstance(row[9], str)
        ),
    }
    found = {kind: {w.lower() for w in re.findall(r"[^\W\d_]{3,}", text)} & english for kind, text in texts.items()}

    assert {kind: words for kind, words in found.items() if words} == {}
    assert len(english) > 300
