"""Conditions and texts are written as a framework file reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from civicmap.framework.load import load_framework
from civicmap.framework.reader import read
from civicmap.framework.types import (
    AllOf,
    AnyOf,
    AtLeast,
    AtLeastOf,
    AtMost,
    HasAll,
    InBand,
    InGroup,
    Is,
    Not,
    WithinMonths,
)
from civicmap.framework.written import condition_text, flow, scalar

FRAMEWORK = """
civicmap: 1
id: f
version: "1"
title: F
groups: {size: {title: Size, register: size}}
scales:
  s: {answers: {yes: {label: X}, no: {label: Y}}}
  m: {multi: true, answers: {a: {label: A}, b: {label: B}}}
pillars: {p: {title: P, dimensions: {d: {title: D, indicators: {i: {title: I, questions: {
  one: {text: One, scale: s}, "2": {text: Two, scale: s}, many: {text: Many, scale: m}, count: {text: Count, type: number},
  day: {text: Day, type: date}, last: {text: Last, type: text, asked_if: GATE}}}}}}}}
"""


@pytest.mark.parametrize(
    "condition",
    [
        Is("one", ("yes",)),
        Is("2", ("yes", "no")),
        HasAll("many", ("a", "b")),
        AtLeast("count", 3.0),
        AtMost("count", -2.5),
        WithinMonths("day", 24),
        InGroup("size", ("large one", "3")),
        Not(Is("one", ("no",))),
        AllOf((Is("one", ("yes",)), Is("2", ("no",)))),
        AllOf((AtLeast("count", 1.0), AtMost("count", 1e20))),
        AllOf((Is("many", ("a",)), Is("many", ("b",)), Not(Is("one", ("yes",))))),
        AnyOf((Is("one", ("yes",)), AllOf((Is("2", ("no",)), AtLeast("count", 0.125))))),
        AtLeastOf(2, (Is("one", ("yes",)), Is("2", ("no",)), Is("many", ("a",)))),
        Not(AnyOf((Is("one", ("yes",)), Not(Is("2", ("yes",)))))),
    ],
)
def test_a_condition_reads_as_it_was_written(condition, text_file):
    """Every kind of gate comes back from the file as it went in."""
    fw = load_framework(text_file(FRAMEWORK.replace("GATE", condition_text(condition)), "f.yaml"))

    assert fw.question("last").asked_if == condition


def test_no_gate_holds_a_band():
    """What a gate may not look at is a fault of the caller."""
    with pytest.raises(TypeError):
        condition_text(InBand("p", ("low",)))


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_a_text_reads_as_it_was_written(text):
    """Any text comes back from a key, a value and a list of a map on one line."""
    document = read(flow([("k", scalar(text)), ("list", f"[{scalar(text)}]")]) + "\n")

    assert document.faults == []
    assert document.data == {"k": text, "list": [text]}
