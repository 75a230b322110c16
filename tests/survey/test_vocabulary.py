"""What texts mean: whole cells, forms of writing, joined cells, and columns per option (rules R1 and R8)."""

from __future__ import annotations

from datetime import date
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from raw_builders import cells, codes_of, survey, ticks

from civicmap.errors import Code
from civicmap.framework.types import Answer, Question, QuestionType
from civicmap.model import AnswerState
from civicmap.survey.folding import fold
from civicmap.survey.words.dates import day
from civicmap.survey.words.figures import number
from civicmap.survey.words.joined import Splitter
from civicmap.survey.words.vocabulary import AMBIGUOUS, vocabulary

POLICY = Question(
    "policy",
    "Policy?",
    QuestionType.CHOICE,
    (
        Answer("yes", "Yes, written and in force", 100, also=("in place", "y")),
        Answer("no", "No", 0),
        Answer("other", "Something else", other=True),
        Answer("not_applicable", "Not applicable (give the reason)", state=AnswerState.NOT_APPLICABLE),
        Answer("no_case_arose", "No case arose", state=AnswerState.NOT_APPLICABLE),
        Answer("dont_know", "Don't know", state=AnswerState.DONT_KNOW),
    ),
)
FREE = Question("free", "Free?", QuestionType.CHOICE, (Answer("a", "A"), Answer("b", "B")))


def meaning(text, question=POLICY, **more):
    """Return what a whole cell means: an answer's id, a bare state's name, AMBIGUOUS or None."""
    code = vocabulary(question, **more).code(text)
    if code is None or code == AMBIGUOUS:
        return code
    answer = question.answer(code)
    return answer.id if answer else AnswerState(code).name


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("yes", "yes"),
        ("YES", "yes"),
        ("Yes, written and in force", "yes"),
        ("  yes,  written\u00a0and in\u200b force. ", "yes"),
        ("In place!", "yes"),
        ("Ｙ", "yes"),
        ("Don\u2019t know", "dont_know"),
        ("Don`t know", "dont_know"),
        ("ne sait pas", "dont_know"),
        ("Not applicable", "not_applicable"),
        ("N/A", "not_applicable"),
        ("no case arose", "no_case_arose"),
        ("-oth-", "other"),
        ("", "BLANK"),
        (" \u200b ", "BLANK"),
    ],
)
def test_forms_of_writing_make_no_difference(text, answer):
    """Case, spaces, invisible signs, quotes, width and closing punctuation don't matter; nor does label or code."""
    assert meaning(text) == answer


@pytest.mark.parametrize(
    "text", ["Norway", "Nothing", "Not yet", "No, not yet", "yes and no", "know", "None", "null", "nan"]
)
def test_only_whole_cells_match(text):
    """A text that merely begins like an answer is no answer."""
    assert meaning(text) is None


def test_short_forms_need_an_answer_of_their_state():
    """Where a question offers no such answer, "N/A" means nothing; "Don't know" is known all the same."""
    assert meaning("N/A", FREE) is None
    assert meaning("Don't know", FREE) == "DONT_KNOW"


def test_an_id_that_is_another_label_is_ambiguous():
    """Where one answer's id is another's label, the text may mean both."""
    question = Question("q", "?", QuestionType.CHOICE, (Answer("1", "2"), Answer("2", "1"), Answer("3", "3")))

    assert [meaning(text, question) for text in "123"] == [AMBIGUOUS, AMBIGUOUS, "3"]


def test_translated_labels_are_understood():
    """A label in another language of the framework means the same answer; the framework's own words come first."""
    french = Question("policy", "?", QuestionType.CHOICE, (Answer("yes", "Oui, en vigueur"), Answer("no", "In place")))

    assert meaning("oui, en vigueur", translated=[french]) == "yes"
    assert meaning("in place", translated=[french]) == "yes"


def test_the_mapping_file_wins_for_its_question():
    """A line of the mapping for the question wins over one for any question, and both over labels."""
    answers = [("", "No", "yes"), ("", "Jein", "no"), ("policy", "Jein", "other"), ("else", "Jo", "yes")]

    assert [meaning(text, answers=answers) for text in ("No", "Jein", "Jo")] == ["yes", "other", None]
    assert meaning("-99", missing=[("-99", "not_applicable")]) == "not_applicable"


@given(st.text(max_size=20))
def test_folding_is_settled(text):
    """Folding a folded text changes nothing."""
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12", 12),
        ("-3.5", -3.5),
        ("1,5", 1.5),
        ("\u22125", -5),
        ("1.5e3", 1500),
        ("1,500", None),
        ("1 500", None),
        ("12 %", None),
        ("about 5", None),
        ("nan", None),
        ("inf", None),
        ("1e999", None),
        ("10\u00b2", None),
        ("\u00bd", None),
    ],
)
def test_numbers_are_figures(text, value):
    """A decimal comma is read; thousands, units and words are not guessed."""
    assert number(text) == value


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2019-05-31", "2019-05-31"),
        ("2019-05-31T23:59:59+02:00", "2019-05-31"),
        ("2019/5/1", "2019-05-01"),
        ("31.05.2019", "2019-05-31"),
        ("05/31/2019", "2019-05-31"),
        ("5/5/2019", "2019-05-05"),
        ("04/05/2019", None),
        ("2019-02-30", None),
        ("2019", None),
        ("May 2019", None),
    ],
)
def test_dates_that_could_be_two_days_are_refused(text, iso):
    """Year first is read; day and month in either order only where one of them is a date."""
    assert day(text) == (None if iso is None else date.fromisoformat(iso).toordinal())


OPTIONS = ("Migrants, refugees and displaced persons", "Children", "Young people; students", "Older persons", "A|B")
GROUPS = Question(
    "groups",
    "Which?",
    QuestionType.MULTI,
    (
        *(Answer(f"o{place}", label) for place, label in enumerate(OPTIONS)),
        Answer("other", "Other (specify)", other=True),
        Answer("none", "None of these", exclusive=True),
        Answer("dont_know", "Don't know", state=AnswerState.DONT_KNOW),
    ),
)


def joined(text, question=GROUPS, *, takes_other=True):
    """Return the ids that a cell names, or the code of its fault."""
    reading = Splitter(vocabulary(question), takes_other=takes_other).read(text)
    return reading.fault or {question.answer(code).id for code in reading.codes}


@settings(deadline=None)
@given(
    st.sets(st.sampled_from(range(len(OPTIONS)))),
    st.sampled_from(["; ", ";", ", ", ",", "\n", "|", " | "]),
    st.booleans(),
)
def test_joined_labels_are_covered_whatever_they_hold(chosen, separator, closing):
    """Options joined by any separator are found again, even where their labels hold it; one at the end adds nothing."""
    text = separator.join(OPTIONS[place] for place in sorted(chosen)) + (separator if closing else "")

    assert joined(text) == {f"o{place}" for place in chosen}


def test_joined_codes_stand_between_spaces():
    """Ids may be joined by spaces, as form tools export them."""
    assert joined("o1 o3 other") == {"o1", "o3", "other"}


def test_labels_between_spaces_are_covered_from_end_to_end():
    """Labels that hold spaces may be joined by spaces; where a word is left over, none of them is taken apart."""
    question = Question("q", "?", QuestionType.MULTI, (Answer("w", "Web site"), Answer("o", "Public office")))

    assert joined("public office Web site", question) == {"w", "o"}
    assert joined("Web site office", question) is Code.ANSWER_UNKNOWN


@pytest.mark.parametrize(
    "text",
    ["-", ".", "0", "1", "No", "n/a", "N/A", "NA", "x", "?", "Nothing", "not yet", "rien", "Children/Women", "Children and women",
     '["Children","Women"]', "Children; -"],
)  # fmt: skip
def test_what_says_nothing_is_no_answer_of_ones_own(text):
    """R1: a sign, a figure, a "no" or options joined by words do not tick `other`; they are unresolved, a problem."""
    options = (Answer("c", "Children"), Answer("w", "Women"), Answer("other", "Other", other=True))

    assert joined(text, Question("q", "?", QuestionType.MULTI, options)) is Code.ANSWER_UNKNOWN


def test_two_covers_are_ambiguous():
    """A cell that two sets of options cover says neither."""
    question = Question("q", "?", QuestionType.MULTI, (Answer("a", "A"), Answer("b", "B"), Answer("c", "A, B")))

    assert joined("A, B", question) is Code.ANSWER_AMBIGUOUS
    assert joined("A; B", question) == {"a", "b"}


def test_an_unknown_part_is_other_unless_it_is_a_slip():
    """What no option covers is the text of `other`, where the cell may hold it and no label is close."""
    assert joined("Children; Beekeepers") == {"o1", "other"}
    assert joined("Children; Beekeepers", takes_other=False) is Code.ANSWER_UNKNOWN
    assert joined("Children; Oldr persons") is Code.ANSWER_UNKNOWN


@pytest.mark.parametrize("pair", list(combinations(("Children", "None of these", "Don't know"), 2)))
def test_what_must_stand_alone_is_unresolved_beside_others(pair):
    """An exclusive option or a state beside other answers is unresolved, a problem (R1)."""
    resolved = survey(f"| entity | groups |\n|---|---|\n| E1 | {'; '.join(pair)} |", MULTI)

    assert cells(resolved, MULTI, "groups") == ["UNRESOLVED"]
    assert ticks(resolved, "groups") == [""]
    assert codes_of(resolved) == ["answer-exclusive"]


MULTI = """
civicmap: 1
id: multi
version: "1"
title: Multi
language: en
entity: {question: entity_id}
answers: {dont_know: {label: "Don't know", state: dont_know}}
scales:
  groups:
    multi: count
    answers:
      children: {label: Children}
      older: {label: Older persons}
      other: {label: Other (specify), other: true}
      none: {label: None of these, exclusive: true}
    plus: [dont_know]
profile: {respondent: {questions: {entity_id: {text: Code?, type: text}}}}
pillars:
  p: {title: P, dimensions: {d: {title: D, indicators: {i: {title: I, questions: {groups: {text: Which?, scale: groups}}}}}}}
"""
HEADER = "| entity | groups=children | groups=older | groups=none | groups=dont_know |\n|---|---|---|---|---|\n"


@pytest.mark.parametrize(
    ("row", "state", "chosen"),
    [
        ("1 | 0 | 0 | 0", "ANSWERED", "children"),
        ("Yes | No | No | No", "ANSWERED", "children"),
        ("Children | | |", "ANSWERED", "children"),
        ("x | X | |", "ANSWERED", "children older"),
        ("1 | 2 | 2 | 2", "ANSWERED", "children"),
        ("Not selected | Older persons | Not selected | Not selected", "ANSWERED", "older"),
        ("0 | 0 | 0 | 0", "BLANK", ""),
        (" | | |", "BLANK", ""),
        ("0 | 0 | 1 | 0", "ANSWERED", "none"),
        ("0 | 0 | 0 | 1", "dont_know", ""),
        ("1 | 0 | 1 | 0", "UNRESOLVED", ""),
        ("1 | 0 | 0 | 1", "UNRESOLVED", ""),
        ("1 | perhaps | 0 | 0", "UNRESOLVED", ""),
    ],
)
def test_columns_per_option(row, state, chosen):
    """Each tool's mark for ticked and not ticked is understood; nothing ticked is blank (R1)."""
    resolved = survey(f"{HEADER}| E1 | {row} |", MULTI)

    assert cells(resolved, MULTI, "groups") == [state]
    assert ticks(resolved, "groups") == [chosen]
    assert ([p for p in codes_of(resolved) if p != "row-no-answer"] != []) is (state == "UNRESOLVED")


def test_shown_and_empty_is_answered_where_the_export_tells():
    """Where some rows are marked as not shown, a row of explicit noes is answered with no option (R1)."""
    resolved = survey(f"{HEADER}| E1 | N/A | N/A | N/A | N/A |\n| E2 | No | No | No | No |\n| E3 | | | | |", MULTI)

    assert cells(resolved, MULTI, "groups") == ["NOT_ASKED", "ANSWERED", "BLANK"]
    assert ticks(resolved, "groups") == ["", "", ""]


def test_a_summary_and_its_columns_must_agree():
    """A joined column beside columns per option says the same, or the cell is unresolved."""
    header = "| entity | groups | groups=children | groups=older |\n|---|---|---|---|\n"
    resolved = survey(f"{header}| E1 | children | 1 | 0 |\n| E2 | children | 1 | 1 |\n| E3 | | 0 | 0 |", MULTI)

    assert cells(resolved, MULTI, "groups") == ["ANSWERED", "UNRESOLVED", "BLANK"]
    assert [p.where for p in resolved.problems if p.code is Code.ANSWER_COLUMNS] == ["survey.xlsx!Responses!B3"]


def test_a_text_beside_other_ticks_it():
    """A text in the column of `other` ticks the option, as some tools export no tick for it."""
    header = "| entity | groups=children | groups~ |\n|---|---|---|\n"
    resolved = survey(f"{header}| E1 | 1 | Beekeepers |\n| E2 | | Beekeepers |\n| E3 | 1 | |", MULTI)

    assert ticks(resolved, "groups") == ["children other", "other", "children"]
