"""The usual answers in six languages, what a survey tool writes for them, and what "N/A" is taken for."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from raw_builders import cells, codes_of, framework, raw, survey, ticks

from civicmap.errors import Code, Severity
from civicmap.framework.layout import layout
from civicmap.framework.types import Answer, Question, QuestionType, Tier
from civicmap.model import FIRST_ANSWER, AnswerState
from civicmap.survey.canvas import blank_canvas
from civicmap.survey.cells import read_cells
from civicmap.survey.log import Log
from civicmap.survey.quoting import suggestion
from civicmap.survey.ticks import Mark, mark
from civicmap.survey.words.concepts import carried
from civicmap.survey.words.sets import CONCEPTS, SHORT, SURE
from civicmap.survey.words.spellings import Concept
from civicmap.survey.words.tools import LABEL_MARKS, Marks, ToolWords
from civicmap.survey.words.vocabulary import AMBIGUOUS, vocabularies, vocabulary


def question(*answers, type_=QuestionType.CHOICE):
    """Return a question with these answers: (id, label), or whole ones."""
    return Question("q", "?", type_, tuple(a if isinstance(a, Answer) else Answer(*a) for a in answers))


EVERY = question(
    ("yes", "Yes, written and in force"),
    ("partial", "In force, but covers part only"),
    ("no", "No"),
    Answer("other", "Something different", other=True),
    ("none", "None of these"),
    Answer("dont_know", "Don't know", state=AnswerState.DONT_KNOW),
    Answer("not_applicable", "Not applicable (give the reason)", state=AnswerState.NOT_APPLICABLE),
)
OFTEN = question(("a", "Always"), ("b", "Often"), ("c", "Sometimes"), ("d", "Rarely"), ("e", "Never"))
BARE = question(("a", "A"), ("b", "B"))


def meaning(text, asked=EVERY, **more):
    """Return what a whole cell means: an answer's id, a bare state's name, AMBIGUOUS or None."""
    code = vocabulary(asked, **more).code(text)
    if code is None or code == AMBIGUOUS:
        return code
    answer = asked.answer(code)
    return answer.id if answer else AnswerState(code).name


@pytest.mark.parametrize(
    ("answer", "texts"),
    [
        ("yes", "Yes|Y|TRUE|Oui|O|Sí|si|S|نعم|نَعَم|Да|Д|是|是的|有|對"),
        ("partial", "Partly|Partially|In part|Partiellement|En partie|Parcialmente|En parte|جزئياً|جزئيا|Частично|部分"),
        ("no", "No|N|false|Non|NO.|لا|Нет|Н|否|没有|沒有|不是"),
        ("other", "Other|Other (please specify)|Autre|autre (precisez)|Otro|Otra (especifique)|Другое|其他|其他（请注明）|أخرى|اخرى|-oth-"),
        ("none", "None|None of the above|Aucun|Ninguna|Ничего из перечисленного|以上都不是|لا شيء مما سبق"),
        (
            "dont_know",
            "Don’t know|dont_know|Ne sait pas|NSP|No sé|no se|لا أعرف|لا اعرف|Не знаю|Затрудняюсь ответить|不知道|DK|unsure",
        ),
        (
            "not_applicable",
            "not_applicable|Sans objet|Non applicable|No aplica|لا ينطبق|Не применимо|неприменимо|不适用|不適用|N/A|n.a.|s/o|б/о",
        ),
        ("BLANK", "No answer|Refused|Sans réponse|sans reponse|Sin respuesta|لا إجابة|Без ответа|未回答|Prefer not to say"),
    ],
)  # fmt: skip
def test_the_usual_answers_in_six_languages(answer, texts):
    """A question that has such an answer once understands it in each language, with accents and without."""
    assert {text: meaning(text) for text in texts.split("|")} == dict.fromkeys(texts.split("|"), answer)


@pytest.mark.parametrize(
    ("answer", "texts"),
    [
        ("a", "Always|Toujours|Siempre|دائماً|Всегда|总是|總是"),
        ("b", "Often|Souvent|A menudo|غالباً|Часто|经常"),
        ("c", "Sometimes|Parfois|A veces|أحيانا|احيانا|Иногда|有时"),
        ("d", "Rarely|Rarement|Rara vez|نادرا|Редко|很少"),
        ("e", "Never|Jamais|Nunca|أبداً|ابدا|Никогда|从不"),
    ],
)
def test_frequencies_in_six_languages(answer, texts):
    """A scale of frequency is understood by its labels alone, whatever its ids."""
    assert {text: meaning(text, OFTEN) for text in texts.split("|")} == dict.fromkeys(texts.split("|"), answer)


@pytest.mark.parametrize(
    "text",
    [
        "Norway", "Nothing", "Not yet", "None of your business", "No, but planned", "Yes and no", "Yes?", "no idea", "Nombre", "Ouija",
        "Нет данных", "Нет, но планируется", "لا يوجد", "不一定", "是否", "Non-existent", "Yes / No", "N0", "null", "nan", "0", "-", "Autrement",
    ],
)  # fmt: skip
def test_only_whole_cells_are_answers(text):
    """A text that holds an answer, or begins like one, is none."""
    assert meaning(text) is None


def test_no_word_of_the_tables_means_two_things():
    """Each folded spelling stands under one concept, so no order of the tables decides what it means."""
    sets = [SURE[concept] | SHORT[concept] for concept in Concept]

    assert sum(map(len, sets)) == len(frozenset().union(*sets))


def test_every_word_of_the_tables_is_understood():
    """Of each concept that a question has, each spelling means the answer that it is."""
    for concept in Concept:
        asked = question(("a1", "First"), Answer("a2", "Second", also=(min(SURE[concept]),)))
        known = vocabulary(asked).meanings
        assert {known[text] for text in SURE[concept] | SHORT[concept]} == {FIRST_ANSWER + 1}


def test_two_answers_of_one_concept_are_neither():
    """Where two answers could be meant, the word is left unresolved; nor is it understood where none could."""
    assert meaning("Oui", question(("public", "Yes"), ("yes", "Internal"), ("no", "No"))) is None
    assert meaning("Oui", BARE) is None
    assert meaning("Y", BARE) is None


def test_the_framework_says_what_its_own_words_mean():
    """An id, a label or a further spelling wins over the shared words, in every language of the framework."""
    asked = question(("oui", "Non"), Answer("b", "No", also=("Частично",)), ("partly", "Partly"))
    french = question(("oui", "Da"), ("b", "Да"), ("partly", "Y"))

    assert meaning("Частично", asked) == "b"
    assert meaning("да", asked, translated=[french]) == "b"
    assert meaning("y", asked, translated=[french]) == "partly"


def test_codes_of_countries_are_no_answers():
    """A short id alone makes no yes or no: Norway is not "нет", nor Slovenia "oui", nor a section "O" or "N"."""
    lands = question(("no", "Norway"), ("si", "Slovenia"), ("na", "Namibia"))
    parts = question(("n", "Nutrition"), ("o", "Oceans"), ("s", "Soil"), ("y", "Youth"))

    assert carried(lands.answers, ()) == {}
    assert [meaning(text, lands) for text in ("Non", "Oui", "нет", "N/A", "no")] == [None, None, None, None, "no"]
    assert [meaning(text, parts) for text in ("Oui", "Non", "Yes", "s")] == [None, None, None, "s"]


def test_short_ids_that_their_labels_confirm_are_answers():
    """An id "y" with a label that begins with "Yes" is a yes; "no" beside a sure yes is a no."""
    asked = question(("y", "Yes, we have one"), ("n", "No, not one"))

    assert [meaning(text, asked) for text in ("Oui", "Нет")] == ["y", "n"]
    assert meaning("Non", question(("yes", "In place"), ("no", "Not in place"))) == "no"


def test_civicmaps_own_names_of_states_are_understood():
    """What exports and corrections write for a state is read as it, unless an answer is called so; not in free text."""
    assert [meaning(t, BARE) for t in ("dont_know", "not_applicable", "not_asked", "under_review")] == [
        "DONT_KNOW",
        "NOT_APPLICABLE",
        "NOT_ASKED",
        "UNDER_REVIEW",
    ]
    assert meaning("not_asked", question(("not_asked", "Nobody asked us"), ("b", "B"))) == "not_asked"
    assert meaning("not_asked", question(type_=QuestionType.TEXT)) is None
    assert meaning("No answer", question(type_=QuestionType.TEXT)) is None


TOOL = (("Y", "yes"), ("1", "yes"), ("2", "no"), ("U", "uncertain"), ("-99", "blank"), ("{hidden}", "not_asked"))


def test_what_a_survey_tool_writes():
    """A tool's coding means the answer of that concept, else the state; a meaning that a question lacks means nothing."""
    assert [meaning(text, tool_words=TOOL) for text, _ in TOOL] == [
        "yes",
        "yes",
        "no",
        "dont_know",
        "BLANK",
        "NOT_ASKED",
    ]
    assert [meaning(text, BARE, tool_words=TOOL) for text, _ in TOOL] == [
        None,
        None,
        None,
        "DONT_KNOW",
        "BLANK",
        "NOT_ASKED",
    ]
    assert all(meaning in CONCEPTS or meaning in ("blank", "not_asked") for _, meaning in TOOL)


def test_a_survey_tools_coding_stands_under_the_frameworks_texts():
    """The framework's ids and the mapping file come first; a free text is no code, but for what the tool writes for none."""
    asked = question(("2", "Yes"), ("1", "No"))
    free = question(type_=QuestionType.TEXT)

    assert [meaning(text, asked, tool_words=TOOL) for text in ("1", "2", "Y")] == ["1", "2", "2"]
    assert meaning("2", tool_words=TOOL, answers=[("q", "2", "partial")]) == "partial"
    assert [meaning(text, free, tool_words=TOOL) for text in ("Y", "U", "-99", "{hidden}")] == [
        None,
        None,
        "BLANK",
        "NOT_ASKED",
    ]


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("N\u043e", " (did you mean 'No'? '\u043e' is Cyrillic)"),
        ("\u041dет!a", " ('a' is Latin)"),
        ("Yes, writen and in force", " (did you mean 'Yes, written and in force'?)"),
        ("Partialy", " (did you mean 'partially'?)"),
        ("null", ""),
        ("Norway", ""),
    ],
)
def test_slips_are_suggested_and_never_taken(text, hint):
    """A message proposes the closest answer, and says which letter is of another script; a confidential one is silent."""
    assert meaning(text) is None
    assert suggestion(vocabulary(EVERY), text) == hint
    assert suggestion(vocabulary(replace(EVERY, tier=Tier.CONFIDENTIAL)), text) == ""


FRAMEWORK = """
civicmap: 1
id: answers
version: "1"
title: Answers
language: en
entity: {question: entity_id}
answers: {not_applicable: {label: Does not apply, state: not_applicable}}
scales:
  policy:
    answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}}
    plus: [not_applicable]
  plain: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}}}
  groups: {multi: count, answers: {a: {label: Children}, b: {label: Older persons}, none: {label: None of these, exclusive: true}}}
profile: {respondent: {questions: {entity_id: {text: Code?, type: text}}}}
pillars:
  p: {title: P, dimensions: {d: {title: D, indicators: {i: {title: I, questions: {
    policy: {text: Policy?, scale: policy}, law: {text: Law?, scale: policy}, plain: {text: Plain?, scale: plain},
    groups: {text: Which?, scale: groups}, secret: {text: Secret?, scale: policy, tier: confidential}}}}}}}
"""


def test_not_applicable_is_said_once():
    """The text "N/A" is taken for the answer that the question offers; one note counts the cells and points at the first."""
    resolved = survey("| entity | policy | law |\n|---|---|---|\n| E1 | Yes | n/a |\n| E2 | N/A | N/A |", FRAMEWORK)

    assert cells(resolved, FRAMEWORK, "law") == ["not_applicable", "not_applicable"]
    (told,) = [p for p in resolved.problems if p.code is Code.ANSWER_ASSUMED]
    assert (told.severity, told.where, told.count) == (Severity.NOTE, "survey.xlsx!Responses!C2", 3)
    assert "'missing'" in told.repair


def test_a_mapping_that_says_what_it_means_silences_the_note():
    """Where the mapping file speaks of "N/A", nothing is assumed; a whole word was never in doubt."""
    table = "| entity | policy | law |\n|---|---|---|\n| E1 | Yes | N/A |\n| E2 | Does not apply | Yes |"

    assert "answer-assumed" not in codes_of(survey(table, FRAMEWORK, missing=(("N/A", "blank"),)))
    assert "answer-assumed" not in codes_of(survey(table.replace("N/A", "Not applicable"), FRAMEWORK))


def test_the_note_points_at_no_confidential_cell():
    """A confidential answer counts in the note, which then names the sheet alone."""
    resolved = survey("| entity | policy | secret |\n|---|---|---|\n| E1 | Yes | N/A |", FRAMEWORK)

    assert [(p.where, p.count) for p in resolved.problems if p.code is Code.ANSWER_ASSUMED] == [
        ("survey.xlsx!Responses", 1)
    ]


def test_not_applicable_where_it_is_not_offered():
    """A question without such an answer leaves "N/A" unresolved, and the message names `missing`; a word names `answers`."""
    resolved = survey("| entity | plain |\n|---|---|\n| E1 | N/A |\n| E2 | perhaps |\n| E3 | None |", FRAMEWORK)

    assert cells(resolved, FRAMEWORK, "plain") == ["UNRESOLVED"] * 3
    told = {p.where[-2:]: p.repair for p in resolved.problems if p.code is Code.ANSWER_UNKNOWN}
    assert "'missing'" in told["B2"]
    assert "'answers'" in told["B3"]
    assert "'missing'" in told["B4"]


def test_states_by_name_in_every_kind_of_column():
    """The names that civicmap gives to states are read in a choice and in a joined cell."""
    table = (
        "| entity | policy | groups |\n|---|---|---|\n| E1 | not_asked | dont_know |\n| E2 | under_review | Children |"
    )
    resolved = survey(table, FRAMEWORK)

    assert cells(resolved, FRAMEWORK, "policy") == ["NOT_ASKED", "UNDER_REVIEW"]
    assert cells(resolved, FRAMEWORK, "groups") == ["DONT_KNOW", "ANSWERED"]


GROUPS = question(("a", "Children"), ("b", "Older persons"), type_=QuestionType.MULTI)


@pytest.mark.parametrize(
    ("said", "texts"),
    [
        (
            Mark.TICKED,
            "1|1.0|x|X|✓|✔\ufe0f|Yes|TRUE|Oui|Coché|cochee|Sí|Marcado|نعم|تم الاختيار|Да|Выбрано|是|已选|Checked|Children|a",
        ),
        (
            Mark.NOT_TICKED,
            "0|0.0|2|No|FALSE|Non|Non coché|No seleccionado|لا|Нет|Не выбрано|否|未选|Unchecked|Not selected|-99|☐",
        ),
        (Mark.NOT_SHOWN, "N/A|Not shown|Non affiché|No mostrado|Не показано|未显示"),
        (Mark.STATED, "Don't know|Не знаю|under_review"),
        (Mark.UNKNOWN, "perhaps|3|Older persons|o"),
        (Mark.EMPTY, "|No answer"),
    ],
)
def test_ticks_in_six_languages(said, texts):
    """What stands in an option's column says ticked, not ticked, not shown, a state, or nothing that is known."""
    words = vocabulary(GROUPS)

    assert {text: mark(text, words, FIRST_ANSWER) for text in texts.split("|")} == dict.fromkeys(texts.split("|"), said)


def test_a_tool_that_repeats_the_label():
    """Any text ticks but those that say no and another option's label; an option's number is no "not ticked"."""
    words = vocabulary(GROUPS)
    said = {
        text: mark(text, words, FIRST_ANSWER, LABEL_MARKS)
        for text in ("Children", "2", "Kids", "Not selected", "-99", "", "b")
    }

    assert list(said.values()) == [
        Mark.TICKED, Mark.TICKED, Mark.TICKED, Mark.NOT_TICKED, Mark.NOT_TICKED, Mark.EMPTY, Mark.UNKNOWN,
    ]  # fmt: skip


def test_the_mapping_says_what_a_mark_means():
    """An explicit meaning wins over the words for ticked and not ticked, and over those of the tool."""
    words = vocabulary(
        GROUPS, answers=[("q", "0", "a")], missing=[("1", "blank"), ("2", "not_asked"), ("x", "dont_know")]
    )

    assert [mark(text, words, FIRST_ANSWER) for text in "012x"] == [
        Mark.TICKED,
        Mark.EMPTY,
        Mark.NOT_SHOWN,
        Mark.STATED,
    ]
    assert mark("da", vocabulary(GROUPS), FIRST_ANSWER, Marks(ticked=frozenset(["da"]))) is Mark.TICKED


def test_states_in_option_columns():
    """A state in the option columns is the question's; beside a tick or another state it is unresolved, a problem."""
    table = (
        "| entity | groups=a | groups=b |\n|---|---|---|\n| E1 | don't know | don't know |\n| E2 | 1 | don't know |\n"
        "| E3 | don't know | not_applicable |\n| E4 | 0 | 1 |"
    )
    resolved = survey(table, FRAMEWORK)

    assert cells(resolved, FRAMEWORK, "groups") == ["DONT_KNOW", "UNRESOLVED", "UNRESOLVED", "ANSWERED"]
    assert [(p.code, p.where[-2:], p.count) for p in resolved.problems if p.code is Code.ANSWER_COLUMNS] == [
        (Code.ANSWER_COLUMNS, "B3", 2)
    ]
    assert ticks(resolved, "groups") == ["", "", "", "b"]


def test_an_option_without_a_column_contradicts_nothing():
    """A joined cell may name an option for which the export has no column of its own."""
    table = "| entity | groups | groups=a |\n|---|---|---|\n| E1 | Children; Older persons | 1 |\n| E2 | Older persons | 1 |"

    assert cells(survey(table, FRAMEWORK), FRAMEWORK, "groups") == ["ANSWERED", "UNRESOLVED"]


def test_the_canvas_carries_the_tools_words():
    """Ticks and joined cells are read as the tool of the file writes them."""
    held = raw("| entity | groups=a | groups=b |\n|---|---|---|\n| E1 | 2 | |\n| E2 | | 2 |")
    asked = framework(FRAMEWORK)
    read = []
    for tool in (ToolWords(), ToolWords(ticks=LABEL_MARKS)):
        canvas = blank_canvas(held, layout(asked), np.arange(2), asked, vocabularies(asked, (), ()), Log(held), tool)
        read_cells(canvas)
        read.append(canvas.block.ticks[:2].tolist())

    assert read == [[[0, 0], [0, 0]], [[1, 0], [0, 1]]]
