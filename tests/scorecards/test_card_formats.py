"""Items that are status times format times frequency, or status times a measured number; group budgets; bands of twenty."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from exact import Unknown, band, half_up, mean, three

from civicmap.errors import Code
from civicmap.framework.check import check_framework

# group -> (its share of 100, its items by subgroup)
GROUPS = {
    "commitment": (10, {"laws": ["c1", "c2"]}),
    "organisation": (25, {"plans": ["o1", "o2", "o3"], "money": ["o4"]}),
    "activity": (65, {"basic": ["a1", "a2", "a3", "a4"], "place": ["a5"], "finance": ["a6", "a7"]}),
}
MEASURED = {"a2", "a5", "a7"}  # their second factor is a number from a test of the files
STATUS = {"Always": 100, "Sometimes": 0, "Not published": 0}
FORMAT = {
    "Open data": 100,
    "Machine readable": Fraction(200, 3),
    "Website": Fraction(100, 3),
    "Document": Fraction(50, 3),
}
OFTEN = {"Monthly": 100, "Quarterly": 75, "Yearly": Fraction(51, 2)}
CUTS = {"very_poor": 0, "poor": 20, "fair": 40, "good": 60, "very_good": 80}

HEAD = """
civicmap: 1
id: formats
version: "2016"
title: How open are the books?
entity: {question: code}
missing: {blank: zero}
coverage: {answered: 0, applicable: 0}
bands: {cuts: {very_poor: 0, poor: 20, fair: 40, good: 60, very_good: 80}}
overall: {of: 100, ranks: {}}
scales:
  status: {answers: {always: {label: Always, points: 100}, sometimes: {label: Sometimes, points: 0}, never: {label: Not published, points: 0}}}
  form: {answers: {open: {label: Open data, points: 100}, machine: {label: Machine readable, points: 200/3}, page: {label: Website, points: 100/3}, pdf: {label: Document, points: 50/3}}}
  often: {answers: {monthly: {label: Monthly, points: 100}, quarterly: {label: Quarterly, points: 75}, yearly: {label: Yearly, points: 25.5}}}
profile: {who: {questions: {code: {text: Code, type: text}}}}
pillars:
"""


def card_text():
    """Return the framework, written from the reference page."""
    text = HEAD.lstrip()
    for group, (share, subgroups) in GROUPS.items():
        text += f"  {group}:\n    title: Group {group}\n    weight: {share}\n    dimensions:\n"
        for name, items in subgroups.items():
            text += f"      {name}:\n        title: Subgroup {name}\n        indicators:\n"
            for item in items:
                text += f"          i_{item}:\n            title: Item {item}\n            questions:\n"
                text += f"              {item}_status: {{text: Status of {item}?, scale: status, scored: false}}\n"
                if item in MEASURED:
                    text += f"              {item}_form: {{text: Quality of {item}?, type: number, points: value, scored: false}}\n"
                else:
                    text += f"              {item}_form: {{text: Format of {item}?, scale: form, scored: false}}\n"
                text += (
                    f"              {item}_often: {{text: How often is {item} published?, scale: often, "
                    f"points: {{product: [{item}_status, {item}_form, {item}_often]}}}}\n"
                )
    return text


@pytest.mark.parametrize(
    ("factor", "fault"),
    [
        ("b: {text: B, type: text}", "'b' has no points to multiply"),
        ("b: {text: B, type: number}", "'b' has no points to multiply"),
        ("b: {text: B, scale: bare}", "'b' has no points to multiply"),
        ("b: {text: B, scale: ticks}", "'b' has no points to multiply"),
        ("b: {text: B, type: number, points: {at_least: 3}, scored: false}", None),
    ],
)
def test_a_factor_without_points_is_a_fault(text_file, factor, fault):
    """A product of what earns nothing would never be known, and is refused at its own line; one kept out of scores is fine."""
    text = """civicmap: 1
id: x
version: "1"
title: X
scales:
  bare: {answers: {yes: {label: Yes}, no: {label: No}}}
  ticks: {multi: true, answers: {one: {label: One}, two: {label: Two}}}
  full: {answers: {yes: {label: Yes, points: 100}, no: {label: No, points: 0}}}
pillars: {p: {title: P, dimensions: {d: {title: D, indicators: {i: {title: I, questions: {
  FACTOR,
  a: {text: A, scale: full, points: {product: [a, b]}}}}}}}}}
"""
    found = check_framework(text_file(text.replace("FACTOR", factor), "own.yaml"))

    assert [(one.code, one.where, fault in one.message) for one in found] == [
        (Code.FRAMEWORK_LOGIC, "own.yaml:11", True)
    ] * (fault is not None)


def item_points(cells, item):
    """Return an item's points: a product of parts; nothing of it if one factor is 0, unknown if one is not known."""
    form = cells[f"{item}_form"]
    factors = [
        STATUS.get(cells[f"{item}_status"]),
        (Fraction(form) if form else None) if item in MEASURED else FORMAT.get(form),
        OFTEN.get(cells[f"{item}_often"]),
    ]
    if 0 in factors:
        return Fraction(0)
    known = Fraction(100)
    for factor in factors:
        known *= Fraction(100 if factor is None else factor) / 100
    if None not in factors:
        return known
    least = Fraction(100)
    lowest = (0, 0 if item in MEASURED else Fraction(50, 3), Fraction(51, 2))
    for factor, worst in zip(factors, lowest, strict=True):
        least *= Fraction(worst if factor is None else factor) / 100
    return Unknown(Fraction(0), least, known)


def test_products_of_three_factors_under_group_budgets(carded):
    """110 entities: points of each item, subgroup and group, the whole with low, high, band and rank, by fractions."""
    dice = random.Random(2016)
    every = [item for _, subgroups in GROUPS.values() for items in subgroups.values() for item in items]
    columns = [f"{item}_{part}" for item in every for part in ("status", "form", "often")]
    rows, given = [["code", *columns]], {}
    for n in range(110):
        cells = {}
        for item in every:
            cells[f"{item}_status"] = dice.choice(["Always"] * 4 + ["Sometimes", "Not published", ""])
            cells[f"{item}_form"] = dice.choice(
                ["100", "33.3", "0", "87.25", ""] if item in MEASURED else [*FORMAT, ""]
            )
            cells[f"{item}_often"] = dice.choice([*OFTEN, *OFTEN, ""])
        given[f"D{n:03}"] = cells
        rows.append([f"D{n:03}", *(cells[column] for column in columns)])
    card = carded(card_text(), rows)

    scores = {}
    for code, cells in given.items():
        groups = []
        for group, (_, subgroups) in GROUPS.items():
            parts = []
            for name, items in subgroups.items():
                points = [item_points(cells, item) for item in items]
                for item, own in zip(items, points, strict=True):
                    card.must_be(code, f"i_{item}", three(mean, [own]))
                parts.append(three(mean, points))
                card.must_be(code, name, parts[-1])
            groups.append([mean([getattr(part, end) for part in parts]) for end in ("score", "low", "high")])
            card.must_be(code, group, groups[-1], band=band(groups[-1][0], CUTS))
        budgets = [share for share, _ in GROUPS.values()]
        total = [mean(list(ends), budgets, of=100) for ends in zip(*groups, strict=True)]
        card.must_be(code, "overall", total, band=band(total[0], CUTS))
        assert 0 <= half_up(total[0]) <= 100
        scores[code] = total[0]
    for code, score in scores.items():
        assert card.ranks[code] == 1 + sum(1 for other in scores.values() if other > score)
