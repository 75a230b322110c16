"""Ratings missing, approaches, meets, exceeds: shares that meet, of what was rated, of a fixed number, pooled, and by area."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from exact import Unknown, half_up, mean, three

from civicmap.measure.findings import find_gaps

INDICATORS = [f"pi{n}" for n in range(1, 19)]
AREAS = {"results": INDICATORS[:5], "oversight": INDICATORS[5:12], "capacity": INDICATORS[12:]}
LEVELS = ["Missing", "Approaches", "Meets", "Exceeds"]
WORDS = [*LEVELS, "MEETS", "exceeds", "Not applicable", "Not reported", "Under review", ""]

HEAD = """
civicmap: 1
id: ratings
version: "3.0"
title: Ready
entity: {question: code}
groups: {kind: {question: kind}}
coverage: {answered: 0, applicable: 0}
answers:
  not_applicable: {label: Not applicable, state: not_applicable}
  not_reported: {label: Not reported, state: blank}
  under_review: {label: Under review, state: under_review}
scales:
  rating:
    answers: {missing: {label: Missing}, approaches: {label: Approaches}, meets: {label: Meets}, exceeds: {label: Exceeds}}
    plus: [not_applicable, not_reported, under_review]
  kinds: {answers: {fund: {label: Fund}, office: {label: Office}}}
profile: {who: {questions: {code: {text: Code, type: text}, kind: {text: Kind, scale: kinds}}}}
overall: {aggregate: share, in: [meets, exceeds], ranks: {within: kind}}
composites:
  above: {title: Share that exceeds, questions: all, aggregate: share, in: [exceeds]}
  of_18: {title: Share of all eighteen, questions: all, aggregate: share, in: [meets, exceeds], of: 18}
  by_wave: {title: Share of what was due, questions: all, aggregate: share, in: [meets, exceeds], of: {"2023": 17, "2024": 18}}
  strict: {title: Share with silence as missing, questions: all, aggregate: share, in: [meets, exceeds], missing: {blank: zero}}
  areas_met: {title: Mean of areas, pillars: all}
findings:
  pooled: {title: All ratings, unit: cell, base: answered, share: {cells: {questions: [ALL], in: [meets, exceeds]}}}
  exceeding: {title: All that exceed, unit: cell, base: answered, share: {cells: {questions: [ALL], in: [exceeds]}}}
  first: {title: The first, base: answered, share: {pi1: [meets, exceeds]}, not_in: {pi1: missing}}
pillars:
"""


def card_text():
    """Return the framework, written from the reference page."""
    text = HEAD.strip().replace("ALL", ", ".join(INDICATORS)) + "\n"
    for area, of in AREAS.items():
        text += f"  {area}:\n    title: Area {area}\n    aggregate: share\n    in: [meets, exceeds]\n    dimensions:\n"
        text += f"      {area}_d:\n        title: {area}\n        indicators:\n"
        for name in of:
            text += f"          i_{name}: {{title: Indicator {name}, questions: {{{name}: {{text: Rating of {name}?, scale: rating}}}}}}\n"
    return text


def met(row, names, accepted, silence=None):
    """Return each cell as 100, 0, None or Unknown."""
    cells = []
    for name in names:
        word = row[name].capitalize()
        known = {"Not applicable": None} | {level: Fraction(100 if level in accepted else 0) for level in LEVELS}
        cells.append(known[word] if word in known else Unknown(silence, Fraction(0), Fraction(100)))
    return cells


@pytest.mark.parametrize("wave", ["2023", "2024"])
def test_shares_that_meet_of_rated_fixed_by_wave_and_pooled(carded, wave):
    """110 entities' ratings: every share per entity and area, low, high, coverage and rank, and the pooled ones, by fractions."""
    dice = random.Random(18)
    rows = {}
    for n in range(110):
        words = WORDS if n % 10 else ["Not applicable", ""]
        rows[f"E{n:03}"] = {"kind": dice.choice(["Fund", "Office"])} | {name: dice.choice(words) for name in INDICATORS}
    header = ["code", "kind", *INDICATORS]
    card = carded(card_text(), [header, *([code, *row.values()] for code, row in rows.items())], wave=wave)

    both, areas = ("Meets", "Exceeds"), {}
    for code, row in rows.items():
        for area, of in AREAS.items():
            areas[area] = three(mean, met(row, of, both))
            card.must_be(code, area, areas[area])
        cells = met(row, INDICATORS, both)
        card.must_be(code, "above", three(mean, met(row, INDICATORS, ("Exceeds",))))
        card.must_be(code, "of_18", three(lambda values: mean(values, of=18), cells))
        card.must_be(code, "by_wave", three(lambda values: mean(values, of=17 if wave == "2023" else 18), cells))
        card.must_be(code, "strict", three(mean, met(row, INDICATORS, both, Fraction(0))))
        card.must_be(
            code, "areas_met", [mean([getattr(one, end) for one in areas.values()]) for end in ("score", "low", "high")]
        )
        applies = sum(1 for cell in cells if cell is not None)
        given = sum(1 for cell in cells if isinstance(cell, Fraction))
        found = card(code, "overall")
        assert found.score == (None if not given else pytest.approx(float(three(mean, cells).score), rel=1e-15))
        assert found.coverage == (given / applies if applies else None)
        assert found.applicable == applies / 18
    pooled = [cell for row in rows.values() for cell in met(row, INDICATORS, both) if isinstance(cell, Fraction)]
    gaps = {one.finding.id: one for one in find_gaps(card.survey, card.framework).findings}
    assert (gaps["pooled"].numerator, gaps["pooled"].denominator) == (sum(map(bool, pooled)), len(pooled))
    assert gaps["pooled"].share == pytest.approx(float(mean(pooled) / 100), rel=1e-15)
    exceed = [
        cell for row in rows.values() for cell in met(row, INDICATORS, ("Exceeds",)) if isinstance(cell, Fraction)
    ]
    assert (gaps["exceeding"].numerator, gaps["exceeding"].denominator) == (sum(map(bool, exceed)), len(exceed))


LADDER = """
civicmap: 1
id: ladders
version: "1"
title: By requirements
entity: {question: code}
coverage: {answered: 0, applicable: 0}
bands:
  cuts: {missing: 0, approaches: 100/3, meets: 200/3, exceeds: 100}
  on: raw
  points: {missing: 0, approaches: 0, meets: 100, exceeds: 100}
answers:
  none: {label: None of these, points: 0, exclusive: true}
  not_applicable: {label: Not applicable, state: not_applicable}
scales:
  steps:
    multi: {ladder: [{needs: [a], points: 100/3}, {needs: [a, b], points: 200/3}, {needs: [a, b, c, d], points: 100}]}
    answers: {a: {label: First}, b: {label: Second}, c: {label: Third}, d: {label: Fourth}}
    plus: [none, not_applicable]
profile: {who: {questions: {code: {text: Code, type: text}}}}
pillars:
  p:
    title: P
    dimensions:
      d:
        title: D
        indicators:
          i1: {title: I1, questions: {q1: {text: Q1, scale: steps}}}
          i2: {title: I2, questions: {q2: {text: Q2, scale: steps}}}
          i3: {title: I3, questions: {q3: {text: Q3, scale: steps}}}
          i4: {title: I4, questions: {q4: {text: Q4, scale: steps}}}
          i5: {title: I5, questions: {q5: {text: Q5, scale: steps}}}
composites:
  met: {title: Share that meets, indicators: all, use: band}
  met_of_five: {title: Of all five, indicators: all, use: band, of: 5}
"""
LABELS = {"a": "First", "b": "Second", "c": "Third", "d": "Fourth"}


def test_ratings_by_requirements_and_the_share_that_meets(carded):
    """A rating is the highest step whose requirements are all met; the share takes each by its band; N/A leaves it."""
    dice = random.Random(5)
    rows, ticks = [["code", "q1", "q2", "q3", "q4", "q5"]], {}
    for n in range(130):
        ticked = [
            dice.choice([None, "", set(), *[{k for k in "abcd" if dice.random() < 0.7} for _ in range(6)]])
            for _ in range(5)
        ]
        ticks[f"E{n:03}"] = ticked
        words = ["Not applicable" if one is None else one if one == "" else "; ".join(LABELS[k] for k in sorted(one)) or "None of these"
                 for one in ticked]  # fmt: skip
        rows.append([f"E{n:03}", *words])
    card = carded(LADDER.lstrip(), rows)

    def level(one):
        if one is None:
            return None
        if one == "":
            return Unknown(None, Fraction(0), Fraction(100))
        return Fraction(
            100 if one >= set("abcd") else 200 * (one >= set("ab")) or 100 * ("a" in one),
            1 if one >= set("abcd") else 3,
        )

    names = ["missing", "approaches", "meets", "exceeds"]
    for code, ticked in ticks.items():
        levels = [level(one) for one in ticked]
        for place, points in enumerate(levels, 1):
            known = isinstance(points, Fraction)
            expected = three(mean, [points])
            card.must_be(code, f"i{place}", expected, band=names[half_up(points * 3 / 100)] if known else None)
        shares = [points if points is None else Unknown(None, Fraction(0), Fraction(100)) if isinstance(points, Unknown)
                  else Fraction(100 if points >= 50 else 0) for points in levels]  # fmt: skip
        card.must_be(code, "met", three(mean, shares))
        card.must_be(code, "met_of_five", three(lambda values: mean(values, of=5), shares))
