"""Points added up: items with maxima of their own, numbers as given, an item that subtracts, ratings from bands, a status."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from exact import Unknown, band, mean, ranks, three

# category -> (number of items, the most that each may earn)
LAW = {
    "right": (3, 2),
    "scope": (15, 2),
    "requests": (15, 2),
    "exceptions": (5, 6),
    "appeals": (14, 2),
    "measures": (8, 2),
}
CUTS = {"weak": 0, "fair": 50, "strong": 75}

LAW_HEAD = """
civicmap: 1
id: law
version: "1"
title: A law
entity: {question: code}
coverage: {answered: 0, applicable: 0}
missing: {blank: zero}
range: [0, 150]
bands: {cuts: {weak: 0, fair: 75, strong: 225/2}, on: raw}
profile: {who: {questions: {code: {text: Code, type: text}}}}
overall: {of: 1, ranks: {}}
composites:
  percent: {title: Per cent of what can be earned, questions: all, aggregate: flat_mean, of: 3/2, bands: {cuts: {weak: 0, fair: 50, strong: 75}, on: raw}}
pillars:
"""


def law_card():
    """Return the framework of a law: numbers that are points."""
    text = LAW_HEAD.lstrip()
    for name, (items, most) in LAW.items():
        text += f"  {name}:\n    title: Category {name}\n    of: 1\n    dimensions:\n      {name}_d:\n        title: D\n        of: 1\n"
        text += f"        indicators:\n          {name}_i:\n            title: I\n            of: 1\n            questions:\n"
        for n in range(1, items + 1):
            text += f"              {name}_{n}: {{text: Points of {name} {n}?, type: number, points: value, range: [0, {most}]}}\n"
    return text


@pytest.mark.parametrize("said", ["of: 1", "aggregate: sum"])
def test_points_of_a_law_add_up_with_silence_worth_nothing(carded, said):
    """100 laws' points, halves among them, sum by category and in all; per cent, raw bands and shared ranks, by fractions."""
    dice = random.Random(61)
    items = [(f"{name}_{n}", most) for name, (size, most) in LAW.items() for n in range(1, size + 1)]
    rows, given = [["code", *(item for item, _ in items)]], {}
    for n in range(100):
        cells = {
            item: dice.choice(["", "0", str(most), *(str(dice.randint(0, most)) for _ in range(3)), "0.5"])
            for item, most in items
        }
        given[f"L{n:03}"] = cells
        rows.append([f"L{n:03}", *cells.values()])
    # A sum of the questions below, or at each level the children divided by 1.
    card = carded(law_card().replace("of: 1\n", f"{said}\n").replace("of: 1,", f"{said},"), rows)

    totals = []
    for code, cells in given.items():
        points = {item: Unknown(Fraction(0), Fraction(0), Fraction(most)) if cells[item] == "" else Fraction(cells[item])
                  for item, most in items}  # fmt: skip
        for name, (size, _) in LAW.items():
            own = [points[f"{name}_{n}"] for n in range(1, size + 1)]
            card.must_be(code, name, three(lambda values: mean(values, of=1), own))
        total = three(lambda values: mean(values, of=1), list(points.values()))
        card.must_be(
            code,
            "overall",
            total,
            band=band(total.score, {"weak": 0, "fair": 75, "strong": Fraction(225, 2)}, rounded=False),
        )
        percent = three(lambda values: mean(values, of=Fraction(3, 2)), list(points.values()))
        card.must_be(code, "percent", percent, band=band(percent.score, CUTS, rounded=False))
        totals.append(total.score)
    assert [card.ranks[code] for code in given] == ranks(totals)


FREEDOM = """
civicmap: 1
id: freedom
version: "1"
title: Rights and liberties
entity: {question: code}
groups: {kind: {question: kind}}
coverage: {answered: 0, applicable: 0}
range: [-4, 60]
scales:
  kinds: {answers: {country: {label: c}, territory: {label: t}}}
  less: {answers: {na: {label: N/A, state: not_applicable}, n0: {label: "0", points: 0}, n1: {label: "1", points: -1}, n2: {label: "2", points: -2}, n3: {label: "3", points: -3}, n4: {label: "4", points: -4}}}
profile: {who: {questions: {code: {text: Place, type: text}, kind: {text: C or T, scale: kinds}}}}
overall: {of: 1, bands: {cuts: {b0: 0, b50: 50}}, ranks: {within: kind}}
composites:
  status: {title: Status, pillars: all, use: band, bands: {cuts: {free: 1, partly: 3, closed: 11/2}, on: raw}}
pillars:
  rights:
    title: Rights
    of: 1
    bands: {cuts: {r7: 0, r6: 6, r5: 12, r4: 18, r3: 24, r2: 30, r1: 36}, points: {r1: 1, r2: 2, r3: 3, r4: 4, r5: 5, r6: 6, r7: 7}}
    dimensions:
      d1: {title: D, of: 1, indicators: {i1: {title: I, of: 1, questions: {RIGHTS}}}}
      d1b: {title: D, of: 1, indicators: {i1b: {title: I, of: 1, questions: {Add: {text: Extra, scale: less, asked_if: {kind: territory}}}}}}
  liberties:
    title: Liberties
    of: 1
    bands: {cuts: {r7: 0, r6: 8, r5: 17, r4: 26, r3: 35, r2: 44, r1: 53}, points: {r1: 1, r2: 2, r3: 3, r4: 4, r5: 5, r6: 6, r7: 7}}
    dimensions: {d2: {title: D, of: 1, indicators: {i2: {title: I, of: 1, questions: {LIBERTIES}}}}}
"""
A = [f"A{n}" for n in range(1, 11)]
D = [f"D{n}" for n in range(1, 16)]
PR = {"r7": 0, "r6": 6, "r5": 12, "r4": 18, "r3": 24, "r2": 30, "r1": 36}
CL = {"r7": 0, "r6": 8, "r5": 17, "r4": 26, "r3": 35, "r2": 44, "r1": 53}
STATUS = {"free": 1, "partly": 3, "closed": Fraction(11, 2)}


@pytest.mark.parametrize("blank", ["", "N/A"])
def test_sums_that_an_item_lowers_two_ratings_and_their_status(carded, blank):
    """Numbers add up, one item subtracts for territories alone; each sum's band is a rating, the ratings' mean a status."""
    dice = random.Random(7)
    asked = {"RIGHTS": A, "LIBERTIES": D}
    text = FREEDOM.lstrip()
    for name, of in asked.items():
        text = text.replace(
            name, ", ".join(f"{q}: {{text: Points {q}, type: number, points: value, range: [0, 4]}}" for q in of)
        )
    rows, given = [["code", "kind", *A, "Add", *D]], {}
    for n in range(120):
        lean = dice.randint(0, 4)
        cells = {q: str(min(4, max(0, lean + dice.randint(-1, 1)))) for q in (*A, *D)}
        kind = dice.choice("ct")
        cells |= {"kind": kind, "Add": blank if kind == "c" else dice.choice("01234")}
        given[f"P{n:03}"] = cells
        rows.append([f"P{n:03}", kind, *(cells[q] for q in (*A, "Add", *D))])
    card = carded(text, rows)

    totals = {"c": {}, "t": {}}
    for code, cells in given.items():
        rights = sum(Fraction(cells[q]) for q in A) - (Fraction(cells["Add"]) if cells["kind"] == "t" else 0)
        liberties = sum(Fraction(cells[q]) for q in D)
        ratings = band(rights, PR), band(liberties, CL)
        card.must_be(code, "rights", [rights] * 3, band=ratings[0])
        card.must_be(code, "liberties", [liberties] * 3, band=ratings[1])
        card.must_be(code, "overall", [rights + liberties] * 3, band="b50" if rights + liberties >= 50 else "b0")
        status = mean([Fraction(rating[1]) for rating in ratings])
        card.must_be(code, "status", [status] * 3, band=band(status, STATUS, rounded=False))
        totals[cells["kind"]][code] = rights + liberties
    for kind in "ct":
        assert [card.ranks[code] for code in totals[kind]] == ranks(list(totals[kind].values()))
