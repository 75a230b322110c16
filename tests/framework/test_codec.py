"""Frameworks as JSON and back: exact, small and without the libraries that read YAML."""

from __future__ import annotations

import json
import subprocess
import sys
import typing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civicmap.framework import types
from civicmap.framework.codec import from_json, to_json
from civicmap.framework.load import load_framework
from civicmap.framework.types import (
    AllOf,
    Answer,
    AnyOf,
    AtLeast,
    AtLeastOf,
    AtMost,
    Bands,
    Benchmark,
    Cells,
    Finding,
    Framework,
    Group,
    HasAll,
    InBand,
    InGroup,
    Instances,
    Is,
    Level,
    Missing,
    Multi,
    MultiRule,
    Node,
    Not,
    Points,
    PointsRule,
    Question,
    QuestionType,
    Step,
    Tier,
    Treatment,
    WithinMonths,
)
from civicmap.model import AnswerState

words = st.text(max_size=8)
lists = st.lists(words, max_size=3).map(tuple)
numbers = st.floats(allow_nan=False, allow_infinity=False)
maps = st.dictionaries(words, words, max_size=3)
leaves = st.one_of(
    st.builds(Is, words, lists),
    st.builds(HasAll, words, lists),
    st.builds(AtLeast, words, numbers),
    st.builds(AtMost, words, numbers),
    st.builds(WithinMonths, words, st.integers()),
    st.builds(InGroup, words, lists),
    st.builds(InBand, words, lists),
    st.builds(Cells, lists, lists),
)


def _combined(inner):
    parts = st.lists(inner, max_size=3).map(tuple)
    return st.one_of(
        st.builds(AllOf, parts),
        st.builds(AnyOf, parts),
        st.builds(AtLeastOf, st.integers(), parts),
        st.builds(Not, inner),
    )


conditions = st.recursive(leaves, _combined, max_leaves=6)
maybe = st.none() | conditions
treatments = st.sampled_from(Treatment) | numbers
missing = st.builds(Missing, treatments, treatments, treatments)
answers = st.builds(
    Answer, words, words, st.none() | numbers, st.none() | st.sampled_from(AnswerState), asked_if=maybe, also=lists
)
questions = st.builds(
    Question,
    words,
    words,
    st.sampled_from(QuestionType),
    st.lists(answers, max_size=2).map(tuple),
    st.builds(Points, st.sampled_from(PointsRule), lists, numbers),
    st.none()
    | st.builds(
        Multi, st.sampled_from(MultiRule), numbers, st.lists(st.builds(Step, lists, numbers), max_size=2).map(tuple)
    ),
    numbers,
    st.sampled_from(Tier),
    missing,
    maybe,
    maybe,
)
bands = st.builds(Bands, lists, lists, st.booleans(), st.lists(numbers, max_size=2).map(tuple))
nodes = st.builds(
    Node,
    words,
    st.sampled_from(Level),
    words,
    st.none() | words,
    lists,
    st.booleans(),
    fixed_base=st.dictionaries(words, numbers, max_size=2),
    bands=st.none() | bands,
    missing=st.none() | missing,
    asked_if=maybe,
)
findings = st.builds(
    Finding, words, words, conditions, not_in=maybe, among=maybe, benchmark=st.none() | st.builds(Benchmark, words)
)
frameworks = st.builds(
    Framework,
    words,
    words,
    words,
    words,
    words,
    st.lists(questions, max_size=2).map(tuple),
    st.lists(nodes, max_size=2).map(tuple),
    st.lists(findings, max_size=2).map(tuple),
    st.lists(st.builds(Group, words, words, labels=maps), max_size=2).map(tuple),
    st.none() | st.builds(Instances, lists, st.sampled_from(types.Absent), words, st.sampled_from(types.RollUp)),
    closes=maps,
    under_review=maybe,
    translations=st.dictionaries(words, maps, max_size=2),
    crosswalk=st.dictionaries(words, st.tuples(words, words), max_size=2),
)


@given(frameworks)
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_framework_comes_back_exactly(framework):
    """Written as JSON and read again, a framework is the same, and so is its JSON."""
    text = to_json(framework)

    assert from_json(text) == framework
    assert to_json(from_json(text)) == text


def test_every_condition_is_covered():
    """The property above draws every kind of condition that there is."""
    drawn = {Is, HasAll, AtLeast, AtMost, WithinMonths, InGroup, InBand, Cells, AllOf, AnyOf, AtLeastOf, Not}

    assert drawn == set(typing.get_args(types.Condition))


def test_types_survive(starter):
    """Enums, tuples and floats come back as themselves, not as texts, lists and integers."""
    back = from_json(to_json(starter()))

    answer = back.question("complaint").answers[4]
    assert answer.state is AnswerState.DONT_KNOW
    assert isinstance(back.questions, tuple)
    assert isinstance(back.question("complaint").answers[0].points, float)
    assert back.nodes[-1].level is Level.OVERALL


@pytest.mark.parametrize("text", ["{}", "[]", '{"id": 1}', "null", '{"questions": 3}'])
def test_json_that_is_no_framework_is_refused(text):
    """What is no framework raises ValueError and nothing else."""
    with pytest.raises(ValueError, match="no framework"):
        from_json(text)


def test_the_default_framework_comes_back():
    """The largest shipped framework survives the round trip."""
    framework = load_framework()

    assert from_json(to_json(framework)) == framework


def test_a_stored_framework_needs_no_yaml(starter, tmp_path):
    """Reading a stored framework, its layout, words and translations imports neither pydantic nor ruamel nor pandas."""
    path = tmp_path / "framework.json"
    path.write_text(to_json(starter()), encoding="utf-8")
    script = (
        "import sys; from pathlib import Path\n"
        "from civicmap.framework.codec import from_json\n"
        "from civicmap.framework.layout import layout\n"
        "from civicmap.framework.texts import translate\n"
        f"fw = from_json(Path({str(path)!r}).read_text(encoding='utf-8')); translate(fw, 'fr')\n"
        "print(len(layout(fw).questions), sorted({'pydantic', 'ruamel', 'ruamel.yaml', 'pandas', 'rapidfuzz'} & set(sys.modules)))"
    )

    said = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=".").stdout

    assert said.split(maxsplit=1) == ["7", "[]\n"]


def test_json_has_no_nan(starter):
    """The JSON is plain: any reader of the standard takes it."""
    json.loads(to_json(starter()), parse_constant=pytest.fail)
