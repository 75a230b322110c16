"""Several answers in one cell: as each survey tool joins them, as people list them, and never another set than was meant."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from raw_builders import survey

from civicmap.errors import Code
from civicmap.framework.types import Answer, Question, QuestionType
from civicmap.model import AnswerState
from civicmap.survey.folding import fold
from civicmap.survey.words.joined import Splitter
from civicmap.survey.words.lists import as_lines
from civicmap.survey.words.vocabulary import vocabulary


def question(*labels, other="Other", ids=None):
    """Return a multiple choice of these labels, with an option for anything else."""
    named = zip(ids or [f"o{place}" for place in range(len(labels))], labels, strict=True)
    more = (Answer("other", other, other=True),) if other else ()
    return Question("q", "?", QuestionType.MULTI, (*(Answer(*pair) for pair in named), *more))


def joined(text, asked, *, takes_other=True, separators=None, **more):
    """Return the ids that a cell names, or the code of its fault."""
    words = vocabulary(asked, **more)
    reading = Splitter(words, takes_other=takes_other, separators=separators).read(text)
    return reading.fault or {
        answer.id if (answer := asked.answer(code)) else AnswerState(code).name for code in reading.codes
    }


LAWS = question(
    "Law", "Law and policy", "Migrants, refugees and displaced persons", "Young people; students", "Web site"
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Law, Migrants, refugees and displaced persons", {"o0", "o2"}),
        ("Law and policy;Young people; students;", {"o1", "o3"}),
        ("Young people; students; Law; Bees, and wasps", {"o0", "o3", "other"}),
        ("Law,Law and policy", {"o0", "o1"}),
        ("Law; Law; LAW.", {"o0"}),
        ("Law\nWeb site", {"o0", "o4"}),
        ("Law\r\nWeb site\r\n", {"o0", "o4"}),
        ("Law\u2028Web site", {"o0", "o4"}),
        ("Law، Web site", {"o0", "o4"}),
        ("Law、Web site", {"o0", "o4"}),
        ("Law，Web site；", {"o0", "o4"}),
        ("Ｌａｗ；Ｗｅｂ site", {"o0", "o4"}),
        ("• Law • Web site", {"o0", "o4"}),
        ("•Law\n•Migrants, refugees and displaced persons", {"o0", "o2"}),
        ("- Law\n- Web site", {"o0", "o4"}),
        ("* Law\n* Young people; students", {"o0", "o3"}),
        ("1) Law 2) Web site", {"o0", "o4"}),
        ("1. Law\n2. Law and policy", {"o0", "o1"}),
        ("(a) Law (b) Web site", {"o0", "o4"}),
        ("o0 o1 o4", {"o0", "o1", "o4"}),
        ("Law Web site Law and policy", {"o0", "o1", "o4"}),
        ("Migrants, refugees and displaced persons Law", {"o0", "o2"}),
        ("- Law\n- Bees and wasps", {"o0", "other"}),
        ("", set()),
        (" ; ", set()),
    ],
)
def test_what_people_write_between_answers(text, found):
    """Any separator, line break, bullet or number; labels that hold the separator or begin alike; each answer once."""
    assert joined(text, LAWS) == found


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("o0 o1 o9", Code.ANSWER_UNKNOWN),
        ("Law Web site and bees", Code.ANSWER_UNKNOWN),
        ("1) Law 3) Web site", Code.ANSWER_UNKNOWN),
        ("Law; Don't know", Code.ANSWER_EXCLUSIVE),
        ("Law; not_applicable", Code.ANSWER_EXCLUSIVE),
        ("Law; Prefer not to say", Code.ANSWER_EXCLUSIVE),
        ("Law; Don't knwo", Code.ANSWER_UNKNOWN),
        ("Law; Migrants, refugees and displcaed persons", Code.ANSWER_UNKNOWN),
        ("Law; -; n/a", Code.ANSWER_UNKNOWN),
        ("Law / Web site", Code.ANSWER_UNKNOWN),
    ],
)
def test_what_is_not_taken_apart(text, fault):
    """Words left over between spaces, numbers that do not count, states beside answers, slips and other joints."""
    assert joined(text, LAWS) is fault


def test_what_stays_is_one_other_text():
    """Parts that no option covers tick `other` once; without such an option the first of them is reported."""
    assert joined("Law, bees, and wasps", LAWS) == {"o0", "other"}
    bare = question("Law", "Web site", other="")

    assert joined("Law; bees", bare) is Code.ANSWER_UNKNOWN
    assert Splitter(vocabulary(bare), takes_other=True).read("Law; bees; wasps").about == ("bees; wasps",)


def test_a_tool_that_pins_its_separator():
    """Only its own sign takes a cell apart, and what stands before a known option is in doubt: it puts other text last."""
    asked = question("A", "B", "A, B")

    assert joined("A, B", asked) is Code.ANSWER_AMBIGUOUS
    assert joined("A, B;", asked, separators=(";",)) == {"o2"}
    assert joined("A;B;", asked, separators=(";",)) == {"o0", "o1"}
    assert joined("A,B", asked, separators=(",",)) == {"o0", "o1"}
    assert joined("A, B", asked, separators=(",",)) == {"o2"}
    assert joined("A, B", asked, separators=(", ",)) is Code.ANSWER_AMBIGUOUS
    assert joined("A; bees; wasps", asked, separators=("; ",)) == {"o0", "other"}
    assert joined("A; bees; B", asked, separators=("; ",)) is Code.ANSWER_AMBIGUOUS


def test_a_tool_that_joins_by_spaces_writes_no_other_text():
    """Names joined by a space are known or reported; the text of `other` stands in a column of its own."""
    assert joined("o0 o4", LAWS, separators=(" ",)) == {"o0", "o4"}
    assert joined("Web site Law and policy", LAWS, separators=(" ",)) == {"o1", "o4"}
    assert joined("o0 o9", LAWS, separators=(" ",)) is Code.ANSWER_UNKNOWN


def test_two_covers_of_labels_between_spaces():
    """Labels joined by spaces that can be cut in two ways are ambiguous, and both ways are named."""
    asked = question("Law", "policy", "Law policy", "review")
    reading = Splitter(vocabulary(asked), takes_other=True).read("Law policy review")

    assert reading.fault is Code.ANSWER_AMBIGUOUS
    assert reading.about == ("Law + policy + review", "Law policy + review")


def test_the_mapping_settles_a_whole_cell():
    """What the mapping says of a cell is taken, though options cover it too."""
    asked = question("A", "B", "A, B")

    assert joined("A, B", asked, answers=[("q", "A, B", "o2")]) == {"o2"}
    assert joined("A; -99", asked, missing=[("-99", "blank")]) == {"o0"}


def test_arabic_and_chinese_lists():
    """Labels and separators of other scripts, in any width."""
    asked = question("الحكومة المحلية", "منظمات المجتمع المدني، المحلية", "媒体", "学校、大学", other="")

    assert joined("منظمات المجتمع المدني، المحلية، الحكومة المحلية", asked) == {"o0", "o1"}
    assert joined("媒体；学校、大学", asked) == {"o2", "o3"}
    assert joined("学校、大学、媒体", asked) == {"o2", "o3"}


def test_long_cells_end():
    """A cell of very many parts is read or left in bounded time."""
    assert joined("Law;" * 1500, LAWS) == {"o0"}
    assert joined("Law;" * 9000, LAWS) in ({"o0"}, Code.ANSWER_UNKNOWN, {"o0", "other"})
    assert joined("x " * 16000, LAWS) in ({"other"}, Code.ANSWER_UNKNOWN)


@pytest.mark.parametrize("text", ["Law", "1st place", "2) second", "a) A c) C", "-5", "Law - policy", "A • B"])
def test_what_is_no_list(text):
    """A list begins with its mark, and numbers count from one."""
    assert as_lines(text) is None


WORDS = ("law", "policy", "review", "water", "air", "soil", "land use", "sea", "noise", "waste")
LABEL = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3, unique=True)
TOOLS = [  # separator, closing sign, what else labels may hold, whether other text may stand inline
    (" ", "", (" ", " and "), False),
    (", ", "", (", ", " and "), True),
    (";", ";", (";", ", "), True),
    (",", "", (", ", ","), False),
    ("; ", "", ("; ", ", "), True),
    ("\n", "", (", ", " / "), False),
]


@st.composite
def cells_of_a_tool(draw):
    """Return (options, ticked places, text of other or "", tool, cell as the tool writes it)."""
    tool = draw(st.sampled_from(TOOLS))
    separator, closing, joints, inline = tool
    labels = [draw(st.sampled_from(joints)).join(parts) for parts in draw(st.lists(LABEL, min_size=2, max_size=6))]
    labels = list(dict.fromkeys(labels))
    ticked = draw(st.sets(st.sampled_from(range(len(labels)))))
    other = draw(st.sampled_from(["", "bees", "bees, wasps and ants"])) if inline else ""
    parts = [labels[place] for place in sorted(ticked)] + ([other] if other else [])
    return labels, ticked, other, separator, separator.join(parts) + (closing if parts else "")


@settings(deadline=None, max_examples=400)
@given(cells_of_a_tool(), st.booleans())
def test_never_another_set_than_was_ticked(written, pinned):
    """Whatever labels hold, a cell that a tool wrote gives what was ticked, or says that it could be two sets."""
    labels, ticked, other, separator, text = written
    assume(len({fold(label) for label in labels}) == len(labels))
    # Where nobody says that a space joins options, a cell that is one option's label is that option.
    assume(pinned or separator != " " or len(ticked) == 1 or fold(text) not in {fold(label) for label in labels})
    meant = {f"o{place}" for place in ticked} | ({"other"} if other else set())

    found = joined(text, question(*labels), separators=(separator,) if pinned else None)

    assert found in (meant, Code.ANSWER_AMBIGUOUS)


@settings(deadline=None, max_examples=200)
@given(
    st.lists(st.from_regex(r"[a-z]{1,3}_?[0-9]?", fullmatch=True), min_size=2, max_size=8, unique_by=fold),
    st.data(),
)
def test_names_between_spaces_give_what_was_ticked(ids, data):
    """Names without spaces, joined by one, are always the names that were ticked."""
    ticked = data.draw(st.sets(st.sampled_from(ids), min_size=1))
    asked = question(*(f"Label {place}" for place in range(len(ids))), ids=ids, other="")

    assert joined(" ".join(name for name in ids if name in ticked), asked, separators=(" ",)) == ticked


FRAMEWORK = """
civicmap: 1
id: joined
version: "1"
title: Joined
language: en
entity: {question: entity_id}
scales: {laws: {multi: count, answers: {a: {label: Law}, b: {label: policy}, c: {label: "Law, policy"}}}}
profile: {respondent: {questions: {entity_id: {text: Code?, type: text}}}}
pillars:
  p: {title: P, dimensions: {d: {title: D, indicators: {i: {title: I, questions: {laws: {text: Which?, scale: laws}}}}}}}
"""


def test_unread_cells_are_named_by_place():
    """An ambiguous and an unknown part are each reported at their cell, with both ways or the part."""
    resolved = survey("| entity | laws |\n|---|---|\n| E1 | Law, policy |\n| E2 | Law; rules |", FRAMEWORK)

    told = {p.where[-2:]: p for p in resolved.problems if p.code in (Code.ANSWER_AMBIGUOUS, Code.ANSWER_UNKNOWN)}
    assert "'Law + policy' or as 'Law, policy'" in told["B2"].message
    assert "'rules'" in told["B3"].message
