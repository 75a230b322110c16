"""Faults seeded in a framework file: each is named by its own line, alone, with what would be right."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civicmap.errors import Code, FrameworkError
from civicmap.framework.check import check_framework
from civicmap.framework.load import load_framework
from civicmap.framework.reader import LARGEST
from civicmap.framework.reference_faults import SEEDED
from civicmap.framework.starter import STARTER

# change -> code, line, words of the message, words of the repair
EXPECTED = {
    "a text with a comma, without quotes": ("value", 24, "a comma inside { }", "double quotes"),
    "a text with `: `, without quotes": ("syntax", 50, "`: ` inside a text", "double quotes"),
    "a quote that is not closed": ("syntax", 23, "a quote or a { that is not closed, here or above", "double quotes"),
    "an anchor": ("syntax", 62, "an anchor (&x)", "leave it out"),
    "a key said twice": ("key", 63, "pillars.remedy.title: said twice", "the first is on line 62"),
    "a key without a value": ("value", 62, "pillars.remedy.title: has no value", "write one"),
    "a key that is misspelt": ("key", 27, "scales.channels.mutli: the key 'mutli'", "did you mean 'multi'?"),
    "a key that is missing": ("key", 57, "IN2: the key 'title' is missing", "add it"),
    "a number in quotes": ("value", 24, "partly.points: should be a number, not '50'", "without quotes"),
    "a version without quotes": ("value", 3, "version: should be a text, not 1.1", "put it in quotes"),
    "a word that is not known": ("value", 76, "'respondent' is not known", "did you mean 'respondents'?"),
    "an id with a space": ("key", 30, "'the office' is no id", "no space"),
    "a scale that is not there": ("reference", 56, "there is no scale 'polici'", "did you mean 'policy'?"),
    "an answer that is not in the scale": ("reference", 56, "no answer to info_policy 'none'", "did you mean 'no'?"),
    "a question that is not there": ("reference", 80, "'info_publik'", "did you mean 'info_public'?"),
    "a shared answer that is not there": ("reference", 33, "no shared answer 'non'", "did you mean 'none'?"),
    "a question without a scale": ("key", 70, "complaint: has no scale", "add `scale: …`"),
    "a scale said at the question": (
        "value",
        70,
        "complaint.scale: should be an id, and holds keys",
        "a name of its own",
    ),
    "a question's id that stands twice": ("logic", 71, "'info_policy' stands twice; the first is on line 52", "rename"),
    "one name for two things": ("logic", 10, "'complaint' is a question and a group", "another id"),
    "two answers that read the same": ("logic", 30, "reads 'website', as 'website' does", "differently"),
    "points outside 0 to 100": ("logic", 24, "150 points are outside 0 to 100", "`range`"),
    "points beside a state": ("logic", 16, "a state has no points", "`missing: {dont_know: 30}`"),
    "gates in a circle": ("logic", 52, "info_policy → info_public → info_policy", "break it"),
    "a gate on a score": ("logic", 72, "a gate looks at a score", "look at a question"),
    "weights that are all zero": ("logic", 43, "pillars.information: everything below it has weight 0", "a weight"),
    "a pillar without questions": ("value", 43, "pillars.empty.dimensions: is empty", "at least 1"),
    "bands that do not ascend": ("logic", 6, "begins at 75, not above 80", "ascend"),
    "a coverage that is no part of 1": ("value", 6, "coverage.answered: is 75", "at most 1"),
    "an instance's key that is no question": (
        "reference",
        6,
        "there is no question 'service'",
        "use one of: entity_code",
    ),
    "a group from no question": ("reference", 10, "no question 'entity_levle'", "did you mean 'entity_level'?"),
    "a composite of a question without points": ("logic", 6, "'entity_level' is not scored", "leave it out"),
    "a composite of nothing": ("value", 6, "composites.x.questions: is empty", "at least 1"),
    "a divisor where nothing is divided": ("logic", 64, "pillars.remedy.of: nothing is divided", "leave it out"),
    "codes for a choice without words of its own": ("logic", 6, "complaint is a choice without words", "take a text"),
    "a code that its question does not offer": ("logic", 6, "does not offer 'headquarters'", "scale 'policy'"),
    "a condition on a text": ("value", 75, "entity_code is a text and has no answer 'yes'", "look at a choice"),
    "an answer to a date": ("value", 75, "is a date and has no answer '2019'", "{within_months: 24}"),
    "a test that does not fit": ("value", 75, "at_least tests a number or multi", "another test"),
    "a test that is not known": ("key", 75, "the test 'atleast'", "did you mean 'at_least'?"),
    "a count that nobody can reach": ("logic", 75, "has 3 options that count", "at most 3"),
    "options that exclude each other": ("logic", 75, "'none' excludes every other option", "leave it out"),
    "lines that exclude each other": ("logic", 80, "info_public cannot have two different answers", "correct"),
    "instances counted where there are none": ("logic", 76, "the framework has no instances", "count entities"),
    "a benchmark that is no fraction": ("value", 77, "benchmark.under: should be a number or a fraction", "1/3"),
    "bounds that no share can meet": ("logic", 77, "no share lies between 1/2 and 1/3", "exchange"),
}


@pytest.mark.parametrize("seeded", SEEDED, ids=lambda seeded: seeded.change)
def test_each_fault_is_named_alone_by_its_line(seeded, write):
    """One change gives one fault: its code, its line, what is wrong and what would be right."""
    assert STARTER.count(seeded.old) == 1
    code, line, what, how = EXPECTED[seeded.change]

    (problem,) = check_framework(write(STARTER.replace(seeded.old, seeded.new)))

    assert (problem.code.id, problem.where) == (f"framework-{code}", f"my.yaml:{line}")
    assert what in problem.message
    assert how in problem.repair


def test_the_starter_is_sound(write):
    """The starter has no fault, so a fault in these tests is the change's."""
    assert check_framework(write(STARTER)) == ()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("points: 50}", "points: 1/0}", "partly.points: should be a number or a fraction"),
        ("points: 50}", "points: 1e999999999/3}", "partly.points: should be a number or a fraction"),
        ("points: 50}", "points: 1e999/3}", "partly.points: should be a number or a fraction"),
        ("points: 50}", "points: 301/3}", "points are outside 0 to 100"),
        ("middle: 40", 'middle: "1e999999999"', "cuts.middle: should be a number or a fraction"),
    ],
)
def test_fractions_are_short_and_within_the_range(write, old, new, words):
    """A fraction without a value, or one that nobody could write out, is a fault at once; so is one out of range."""
    (problem,) = check_framework(write(STARTER.replace(old, new)))

    assert words in problem.message


def test_points_and_weights_may_be_fractions(write):
    """A third is written as a third: points and weights are the nearest double."""
    text = STARTER.replace("points: 50}", "points: 100/3}").replace(
        "    title: Remedy\n", "    title: Remedy\n    weight: 2/3\n"
    )
    found = load_framework(write(text))

    assert [a.points for a in found.question("info_policy").answers if a.id == "partly"] == [100 / 3]
    assert found.node("remedy").weight == 2 / 3


@pytest.mark.parametrize("by", ["best", "worst"])
def test_instances_that_are_not_added_have_no_divisor(by, write):
    """A roll-up that takes one instance divides nothing, so a divisor there is a mistake."""
    instances = f"instances: {{key: [entity_level], roll_up: {{by: {by}, of: 3}}}}\n"
    (problem,) = check_framework(write(STARTER.replace("language: en\n", f"language: en\n{instances}")))

    assert "instances.roll_up.of: nothing is divided" in problem.message


@pytest.mark.parametrize(
    ("by", "within", "fault"),
    [
        ("best", "entity_level", "it makes no difference where instances become one by `best`"),
        ("mean", "entity_code", "entity_code is a text"),
        ("mean", "entity_levle", "there is no question 'entity_levle'"),
    ],
)
def test_instances_are_divided_by_a_single_choice(by, within, fault, write):
    """Instances that first become one within an answer need a single choice that is there, and a mean."""
    instances = f"instances: {{key: [entity_level], roll_up: {{by: {by}, within: {within}}}}}\n"
    (problem,) = check_framework(write(STARTER.replace("language: en\n", f"language: en\n{instances}")))

    assert f"instances.roll_up.within: {fault}" in problem.message


def test_weights_may_be_words(write):
    """High, medium and low are 3, 2 and 1, at questions and at what stands above; another word is named with these."""
    for word, weight in (("high", 3), ("medium", 2), ("low", 1)):
        text = STARTER.replace("    title: Remedy\n", f"    title: Remedy\n    weight: {word}\n")
        text = text.replace(
            "{text: Can someone contest a refusal?,", f"{{text: Can someone contest a refusal?, weight: {word},"
        )
        found = load_framework(write(text))
        assert (found.node("remedy").weight, found.question("complaint").weight) == (weight, weight)

    (problem,) = check_framework(
        write(STARTER.replace("    title: Remedy\n", "    title: Remedy\n    weight: heavy\n"))
    )
    assert "should be a weight, not 'heavy'" in problem.message
    assert "one of high, medium, low" in problem.repair


def test_a_label_that_is_no_text_is_told_once(write):
    """A number as a label is one fault: that the label is then missing is its consequence."""
    (problem,) = check_framework(write(STARTER.replace('label: "No"', "label: 0")))

    assert "answers.no.label: should be a text, not 0" in problem.message


def test_a_ladder_need_not_reach_100(write):
    """A ladder says its points step by step, so a narrower range does not refuse it for a cap that it does not have."""
    text = STARTER.replace("multi: count", "multi: {ladder: [{needs: [website], points: 10}]}")
    text = text.replace("scale: channels}", "scale: channels, range: [0, 10]}")

    assert check_framework(write(text)) == ()


def test_all_faults_come_in_one_run(write):
    """Faults of keys, values, references and logic are told together, by line."""
    together = (
        "a version without quotes",
        "bands that do not ascend",
        "points beside a state",
        "a key that is misspelt",
        "a key said twice",
        "a gate on a score",
        "a word that is not known",
        "a question that is not there",
    )
    text = STARTER
    for seeded in SEEDED:
        if seeded.change in together:
            text = text.replace(seeded.old, seeded.new)

    with pytest.raises(FrameworkError) as raised:
        load_framework(write(text))

    lines = [int(problem.where.split(":")[1]) for problem in raised.value.problems]
    assert lines == [3, 6, 16, 27, 63, 73, 77, 81]


def test_a_fault_is_told_without_its_consequences(write):
    """A misspelt key of a question that others refer to gives one fault, not one for each reference."""
    text = STARTER.replace("complaint: {text: Can", "complaint: {txt: Can")

    problems = check_framework(write(text))

    assert [problem.where for problem in problems] == ["my.yaml:70", "my.yaml:70"]
    assert {problem.code.id for problem in problems} == {"framework-key"}


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "the file is empty"),
        ("- a\n- b\n", 1, "the file holds no keys"),
        ("civicmap: 1\n\tid: x\n", 2, "a tab"),
        ("a: *b\n", 1, "an alias (*b)"),
        ("a: !python/object x\n", 1, "a tag"),
        ("a: 1\n---\nb: 2\n", 2, "a second document"),
        ("? [a]\n: b\n", 1, "a key that is a list or a map"),
        ("title: @home\n", 1, "begins with %, @"),
        ("a: [b, c\nd: e\n", 2, "a [ that is not closed"),
        ("a: b\0c\n", 1, "a control character"),
        ("[" * 100 + "]" * 100, 1, "levels deep"),
    ],
)
def test_yaml_that_cannot_be_a_framework_is_explained(write, text, line, words):
    """What YAML refuses, or what civicmap refuses of YAML, is named by line and in words."""
    problems = check_framework(write(text))

    assert any(problem.where == f"my.yaml:{line}" and words in problem.message for problem in problems)


def test_aliases_do_not_expand(write):
    """A file of aliases that would expand to millions of values is refused at once."""
    levels = "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12))

    problems = check_framework(write("a0: &a0 [x, x]\n" + levels))

    assert sum("an alias" in problem.message for problem in problems) == 99


def test_a_huge_file_is_refused_unread(write):
    """A file over the limit is named, with the limit."""
    (problem,) = check_framework(write("#" * (LARGEST + 1)))

    assert problem.code.id == "file-too-large"


def test_a_file_that_is_not_utf8_is_named(tmp_path):
    """A file in another encoding is a problem and no traceback."""
    path = tmp_path / "my.yaml"
    path.write_bytes("title: Zürich\n".encode("cp1252"))

    assert check_framework(path)[0].code.id == "file-unreadable"


@pytest.mark.parametrize("name", ["nowhere.yaml", "no-such-framework", "."])
def test_a_framework_that_is_not_there_is_named(name, tmp_path, monkeypatch):
    """A missing file, an unknown id and a folder are problems and no traceback."""
    monkeypatch.chdir(tmp_path)

    assert [problem.severity for problem in check_framework(name)] == ["error"]


def test_messages_keep_names_literal(write):
    """Braces and markup in a file stay text in a message."""
    text = STARTER.replace("multi: count", '"{{7*7}}": <script>')

    (problem,) = check_framework(write(text))

    assert "'{{7*7}}'" in problem.message


def test_a_scale_holds_at_most_240_answers(write):
    """A scale that codes of one byte cannot hold is a fault."""
    many = ", ".join(f"a{n}: {{label: Answer {n}}}" for n in range(241))
    text = STARTER.replace(
        "answers: {headquarters: {label: Headquarters}, field: {label: Field}}", f"answers: {{{many}}}"
    )

    assert "has 241 answers" in check_framework(write(text))[0].message


_TOKEN = re.compile(r"[\w./-]+|[{}\[\],:\"]|\n *")
_PUT = (
    "",
    "null",
    "[]",
    "{}",
    "-1",
    "1e999",
    "true",
    "[a, b]",
    "{a: b}",
    "x y",
    "&a",
    "*a",
    "#",
    "\t",
    "1/0",
    "not",
    "all",
)


@given(st.lists(st.tuples(st.integers(0, 10_000), st.sampled_from(_PUT)), min_size=1, max_size=3))
@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_change_to_a_framework_ends_in_a_traceback(write, changes):
    """Whatever is exchanged in a framework, the check answers with faults that name a line, or with none."""
    text = STARTER
    for place, put in changes:
        tokens = list(_TOKEN.finditer(text))
        token = tokens[place % len(tokens)]
        text = text[: token.start()] + put + text[token.end() :]

    for problem in check_framework(write(text)):
        assert re.fullmatch(r"my\.yaml:\d+", problem.where) or problem.code is Code.FRAMEWORK_TRANSLATION
