"""Marks of a maximum, weights high, medium and low, exemptions by kind, penalties below zero, and sections weighed by kind."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from exact import Unknown, band, mean, three

from civicmap.framework.check import check_framework
from civicmap.measure.contributions import explain

LEVELS = {"high": 3, "medium": 2, "low": 1}
# section -> question -> (most marks, weight, kinds that it is not asked of)
SECTIONS = {
    "homes": {"h1": (3, "high", ()), "h2": (1, "low", ("county",)), "h3": (2, "medium", ())},
    "roads": {"r1": (2, "medium", ("town",)), "r2": (4, "high", ()), "r3": (1, "low", ())},
    "waste": {"w1": (1, "high", ("county",)), "w2": (2, "medium", ("county",))},
}
PENALTIES = {"homes": ("h_less", 2), "roads": ("r_less", 3)}  # each mark lost costs a tenth, times the weight
SHARES = {  # of each section in the total, by kind
    "town": {"homes": 40, "roads": 25, "waste": 35},
    "county": {"homes": 30, "roads": 70, "waste": 0},
    "city": {"homes": 30, "roads": 30, "waste": 40},
}
CUTS = {"low": 0, "fair": Fraction(100, 3), "good": Fraction(200, 3)}


def card_text():
    """Return the framework, written from the reference page."""
    text = """civicmap: 1
id: councils
version: "1"
title: Councils
entity: {question: code}
groups: {kind: {question: kind}}
missing: {blank: zero}
coverage: {answered: 0, applicable: 0}
range: [-100, 100]
bands: {cuts: {low: 0, fair: 100/3, good: 200/3}, on: raw}
scales:
  kinds: {answers: {town: {label: Town}, county: {label: County}, city: {label: City}}}
  lost: {answers: {n0: {label: "0", points: 0}, n1: {label: "-1", points: -10}, n2: {label: "-2", points: -20}}}
"""
    for most in (1, 2, 3, 4):
        marks = ", ".join(f'm{n}: {{label: "{n}", points: {100 * n}/{most}}}' for n in range(most + 1))
        text += f"  of{most}: {{answers: {{{marks}}}}}\n"
    text += (
        "profile: {who: {questions: {code: {text: Code, type: text}, kind: {text: Kind, scale: kinds}}}}\npillars:\n"
    )
    for section, questions in SECTIONS.items():
        text += f"  {section}:\n    title: Section {section}\n    dimensions: {{d_{section}: {{title: D, indicators: {{i_{section}: {{title: I, questions: {{\n"
        lines = []
        for name, (most, weight, never) in questions.items():
            asked = [kind for kind in SHARES if kind not in never]
            gate = f", asked_if: {{kind: [{', '.join(asked)}]}}" if never else ""
            lines.append(f"      {name}: {{text: Marks of {name}?, scale: of{most}, weight: {LEVELS[weight]}{gate}}}")
        if section in PENALTIES:
            name, weight = PENALTIES[section]
            lines.append(
                f"      {name}: {{text: Marks lost in {section}?, scale: lost, weight: {weight}, extra: true}}"
            )
        text += ",\n".join(lines) + "}}}}}\n"
    text += "composites:\n"
    for kind, shares in SHARES.items():
        counted = {section: share for section, share in shares.items() if share}
        for section, share in counted.items():
            text += f"  {kind}_{section}: {{title: {section} of a {kind}, pillars: [{section}], weight: {share}, asked_if: {{kind: {kind}}}}}\n"
        text += f"  {kind}_total: {{title: Total of a {kind}, composites: [{', '.join(f'{kind}_{s}' for s in counted)}], asked_if: {{kind: {kind}}}}}\n"
    text += f"  total: {{title: Total, composites: [{', '.join(f'{kind}_total' for kind in SHARES)}]}}\n"
    return text


def section_of(row, section):
    """Return a section's low, score and high: weighted marks of what applies, less what is lost, over the weights that apply."""
    cells, weights = [], []
    for name, (most, weight, never) in SECTIONS[section].items():
        if row["kind"] not in never:
            cells.append(
                Fraction(100 * int(row[name]), most) if row[name] else Unknown(Fraction(0), Fraction(0), Fraction(100))
            )
            weights.append(LEVELS[weight])
    lost = []
    if section in PENALTIES:
        name, weight = PENALTIES[section]
        marks = row[name]
        lost = [(Unknown(Fraction(0), Fraction(-20), Fraction(0)) if not marks else Fraction(10 * int(marks)), weight)]

    def make(values):
        own, less = values[: len(weights)], values[len(weights) :]
        if not weights:
            return None
        return mean(own, weights) + sum(value * weight for value, (_, weight) in zip(less, lost, strict=True)) / sum(
            weights
        )

    return three(make, [*cells, *(cell for cell, _ in lost)])


def test_marks_with_exemptions_penalties_and_sections_weighed_by_kind(carded):
    """120 councils: each section over what applies to its kind, penalties beyond the base, and the total of its own kind."""
    dice = random.Random(4)
    columns = [*(q for questions in SECTIONS.values() for q in questions), *(name for name, _ in PENALTIES.values())]
    most = {q: m for questions in SECTIONS.values() for q, (m, *_) in questions.items()}
    never = {q: n for questions in SECTIONS.values() for q, (_, _, n) in questions.items()}
    rows = {}
    for n in range(120):
        kind = dice.choice(list(SHARES))
        row = {"kind": kind}
        for name in columns:
            words = ["0", "-1", "-2", ""] if name.endswith("_less") else [*map(str, range(most[name] + 1)), ""]
            row[name] = "" if kind in never.get(name, ()) else dice.choice(words)
        rows[f"C{n:03}"] = row
    card = carded(card_text(), [["code", "kind", *columns], *([code, *row.values()] for code, row in rows.items())])

    below = 0
    for code, row in rows.items():
        made = {section: section_of(row, section) for section in SECTIONS}
        for section, expected in made.items():
            card.must_be(code, section, expected, band=band(expected.score, CUTS, rounded=False))
        shares = SHARES[row["kind"]]
        counted = [(made[section], share) for section, share in shares.items() if share]
        total = [
            mean([getattr(one, end) for one, _ in counted], [share for _, share in counted])
            for end in ("score", "low", "high")
        ]
        card.must_be(code, "total", total)
        below += made["homes"].score < 0
        place = card.ids.index(code)
        for section in SECTIONS:
            told = explain(card.survey, card.framework, place, card.framework.node(section), card.scores)
            if told.score is not None:
                assert sum(one.adds or 0 for one in told.parts) == pytest.approx(told.score, abs=1e-12)
    assert below > 0


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("title: Section homes\n", "title: Section homes\n    aggregate: min\n", None),
        ("i_homes: {title: I,", "i_homes: {title: I, aggregate: min,", "nothing is added where the aggregate is `min`"),
        ("weight: 3}", "weight: 3, extra: true}", None),
        ("scale: of1, weight: 3, asked_if: {kind: [town, city]}}", "scale: of1, extra: true}", None),
    ],
)
def test_what_is_extra_needs_something_to_add_to(old, new, fault, text_file):
    """`extra` beside other questions of a mean is sound; where nothing is added it is a fault at its line."""
    found = check_framework(text_file(card_text().replace(old, new, 1), "councils.yaml"))

    assert [fault in one.message for one in found] == ([True] if fault else [])


def test_an_indicator_of_extras_alone_is_a_fault(text_file):
    """Where all questions of an indicator are extra there is nothing to divide by."""
    text = (
        card_text()
        .replace("weight: 3, asked_if: {kind: [town, city]}}", "extra: true}")
        .replace("weight: 2, asked_if: {kind: [town, city]}}", "extra: true}")
    )
    (found,) = check_framework(text_file(text, "councils.yaml"))

    assert "all its questions are `extra`" in found.message
