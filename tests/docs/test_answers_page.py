"""The page on answers: every example of it is what civicmap does."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from civicmap.framework.types import Answer, Question, QuestionType
from civicmap.model import FIRST_ANSWER, AnswerState
from civicmap.survey.folding import fold
from civicmap.survey.quoting import suggestion
from civicmap.survey.ticks import Mark, mark
from civicmap.survey.words.dates import days
from civicmap.survey.words.figures import number
from civicmap.survey.words.joined import Splitter
from civicmap.survey.words.vocabulary import vocabulary

PAGE = (Path(__file__).parents[2] / "docs/how-to/answers.md").read_text(encoding="utf-8")
SECTIONS = dict(part.split("\n", 1) for part in PAGE.split("\n## ")[1:])
CODE = re.compile(r"`([^`]+)`")

USUAL = Question(
    "q",
    "?",
    QuestionType.CHOICE,
    (
        Answer("yes", "Yes, written and in force"),
        Answer("partly", "Covers part only"),
        Answer("no", "Not in place"),
        *(Answer(name, f"It is {name}") for name in ("always", "often", "sometimes", "rarely", "never")),
        Answer("other", "Something of our own", other=True),
        Answer("none", "Nothing of this list"),
    ),
)
STATES = Question("s", "?", QuestionType.CHOICE, (Answer("a", "A"), Answer("b", "B")))
OFFERED = Question(
    "o",
    "?",
    QuestionType.CHOICE,
    (Answer("x", "DK here", state=AnswerState.DONT_KNOW), Answer("y", "NA here", state=AnswerState.NOT_APPLICABLE)),
)


def _rows(section):
    """Return the rows of a section's tables, as texts; heads and rules left out."""
    lines = [line for line in SECTIONS[section].splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    return [row for at, row in enumerate(rows) if not set(row[0]) <= set("-") and not _is_head(rows, at)]


def _is_head(rows, at):
    return at + 1 < len(rows) and set(rows[at + 1][0]) <= set("-")


def _examples(section, of):
    return [text for line in SECTIONS[section].split("\n") if of in line for text in CODE.findall(line)]


def test_the_page_is_short():
    """It is read in a few minutes."""
    assert len(PAGE.splitlines()) < 120


@pytest.mark.parametrize("row", _rows("What makes no difference"), ids=lambda row: row[0])
def test_forms_of_the_page(row):
    """The left text folds to the right one."""
    assert fold(row[0].strip("`")) == row[1].strip("`")


@pytest.mark.parametrize("row", _rows("The usual answers"), ids=lambda row: row[0])
def test_words_of_the_page(row):
    """Each word of the tables means its answer, or its state."""
    texts = [text for cell in row[1:] for text in cell.split("; ")]
    if row[0] in ("dont_know", "not_applicable", "blank"):
        assert {vocabulary(STATES).code(text) for text in texts} == {AnswerState[row[0].upper()]}
    else:
        place = [answer.id for answer in USUAL.answers].index(row[0])
        assert {text: vocabulary(USUAL).code(text) for text in texts} == dict.fromkeys(texts, FIRST_ANSWER + place)


def test_short_forms_of_the_page():
    """Each short form is read where it is offered, and only there; the names of states everywhere."""
    short = _examples("The usual answers", "Short forms")

    assert len(short) == 8
    assert [vocabulary(OFFERED).code(text) for text in short] == [FIRST_ANSWER + 1] * 5 + [FIRST_ANSWER] * 3
    assert {vocabulary(STATES).code(text) for text in short} == {None}
    assert None not in [vocabulary(STATES).code(text) for text in _examples("The usual answers", "The names that")]


def test_what_the_page_never_takes():
    """Nothing of the list is an answer; a slip and a strange letter are named."""
    words = vocabulary(USUAL)
    texts = [text for text in CODE.findall(SECTIONS["Never taken"]) if text != "None"]

    assert len(texts) == 12
    assert {text: words.code(text) for text in texts} == dict.fromkeys(texts)
    assert vocabulary(STATES).code("None") is None
    assert vocabulary(USUAL).code("Yes?") is None
    assert "'partially'" in suggestion(words, "Partialy")
    assert "Cyrillic" in suggestion(words, "N\u043e")


def test_signs_of_the_page():
    """Each sign parts answers, and each mark ticks or does not."""
    asked = Question("m", "?", QuestionType.MULTI, (Answer("a", "Children"), Answer("b", "Older persons")))
    words = vocabulary(asked)
    signs = (*_examples("Several answers in one cell", "Line breaks"), "\n", "،", "、")

    assert len(signs) == 6
    for sign in signs:
        assert len(Splitter(words, takes_other=False).read(f"Children{sign}Older persons").codes) == 2
    marks = [mark(text, words, FIRST_ANSWER) for text in _examples("Several answers in one cell", "In a column per")]
    assert marks == [Mark.TICKED] * 5 + [Mark.NOT_TICKED] * 5


@pytest.mark.parametrize("row", _rows("Numbers and dates"), ids=lambda row: row[0])
def test_figures_of_the_page(row):
    """The left text is the number or day on the right."""
    text = row[0].strip("`")
    if row[1].count("-") == 2:
        assert days(text).only == date.fromisoformat(row[1]).toordinal()
    else:
        assert number(text) == float(row[1])


def test_figures_that_the_page_leaves_alone():
    """None of them is a number where it may be two, nor a date where it is none or two."""
    texts = CODE.findall(SECTIONS["Numbers and dates"].split("Left alone")[1])

    assert texts == ["1,500", "1 500", "12%", "3/1/24", "45352", "3/1/2024"]
    assert [number(text) for text in texts[:4]] == [None] * 4
    assert [days(text) for text in texts[:5]] == [None] * 5
    assert days(texts[5]).only is None


def test_the_mapping_of_the_page():
    """What the mapping file says of a text is taken."""
    told = [("", "Jein", "partly")]

    assert vocabulary(USUAL, answers=told).code("jein") == FIRST_ANSWER + 1
    assert vocabulary(USUAL, missing=[("null", "blank")]).code("null") == AnswerState.BLANK
