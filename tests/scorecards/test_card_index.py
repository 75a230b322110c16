"""A composite index: weights at every level, silence ruled differently at each, thresholds of coverage, several aggregates."""

from __future__ import annotations

import math
import random
from fractions import Fraction

import pytest
from exact import Unknown, band, mean, three

from civicmap.framework.check import check_framework

# pillar -> (weight, aggregate, how don't know counts, how a blank does, dimension -> (weight, question -> weight))
TREE = {
    "laws": ("2", "mean", 0, None, {"made": ("1", {"l1": "1", "l2": "3"}), "known": ("1/3", {"l3": "1", "l4": "1"})}),
    "requests": ("1", "flat_mean", None, None, {"speed": ("1", {"r1": "1", "r2": "0.5", "r3": "1"}), "cost": ("4", {"r4": "2"})}),
    "voice": ("1/2", "min", 25, 0, {"hear": ("1", {"v1": "1", "v2": "1"}), "heed": ("1", {"v3": "1"}), "tell": ("1", {"v4": "1"})}),
    "crossing": ("0", "mean", 0, None, {"all": ("1", {"x1": "1", "x2": "1"})}),
}  # fmt: skip
QUESTIONS = [q for *_, dimensions in TREE.values() for _, of in dimensions.values() for q in of]
WORTH = {"Yes": Fraction(100), "Partly": Fraction(100, 3), "No": Fraction(0)}
CUTS = {"low": 0, "middle": Fraction(100, 3), "high": Fraction(200, 3)}
WORDS = ["Yes", "Partly", "No", "yes", "Yes", "No", "Unsure", "Does not apply", ""]

HEAD = """
civicmap: 1
id: index
version: "1"
title: An index
entity: {question: code}
coverage: {answered: 0.75, applicable: 0.5}
bands: {cuts: {low: 0, middle: 100/3, high: 200/3}, on: raw}
answers: {unsure: {label: Unsure, state: dont_know}, na: {label: Does not apply, state: not_applicable}}
scales:
  three: {answers: {yes: {label: "Yes", points: 100}, partly: {label: Partly, points: 100/3}, no: {label: "No", points: 0}}, plus: [unsure, na]}
profile: {who: {questions: {code: {text: Code, type: text}}}}
composites:
  firsts: {title: First questions, questions: [l1, r1, v1], missing: {dont_know: 50, blank: zero, not_applicable: zero}}
  product: {title: Geometric, pillars: [laws, requests], aggregate: geometric}
  both: {title: A mean of means, composites: [firsts, product]}
pillars:
"""


def card_text():
    """Return the framework, written from the reference page."""
    text = HEAD.lstrip()
    for pillar, (weight, how, unsure, blank, dimensions) in TREE.items():
        rules = f"dont_know: {'exclude' if unsure is None else unsure}, blank: {'exclude' if blank is None else 'zero'}"
        text += f"  {pillar}:\n    title: Pillar {pillar}\n    weight: {weight}\n    aggregate: {how}\n    missing: {{{rules}}}\n    dimensions:\n"
        for name, (own, of) in dimensions.items():
            text += f"      {name}:\n        title: Dimension {name}\n        weight: {own}\n        indicators:\n          i_{name}:\n"
            text += f"            title: Indicator {name}\n            questions:\n"
            text += "".join(
                f"              {q}: {{text: Is {q} so?, scale: three, weight: {w}}}\n" for q, w in of.items()
            )
    return text


def cell(word, unsure, blank, absent=None):
    """Return what a word is worth, or what nobody knows of it."""
    if word.capitalize() in WORTH:
        return WORTH[word.capitalize()]
    if word == "Does not apply":
        return absent
    counts = unsure if word else blank
    return Unknown(None if counts is None else Fraction(counts), Fraction(0), Fraction(100))


def ends(parts, end):
    """Return one of score, low and high of several."""
    return [getattr(part, end) for part in parts]


def test_an_index_with_rules_of_its_own_at_every_level(carded):
    """150 entities: dimensions, pillars, overall and composites with low, high, coverage, rating and band, by fractions."""
    dice = random.Random(3)
    rows = {}
    for n in range(150):
        words = dice.choice([WORDS, WORDS[:6], WORDS[:6], [*WORDS[:6], ""]])
        rows[f"I{n:03}"] = {q: dice.choice(words) for q in QUESTIONS}
    card = carded(card_text(), [["code", *QUESTIONS], *([code, *cells.values()] for code, cells in rows.items())])

    rated_some = rated_all = 0
    for code, cells in rows.items():
        pillars, needed = {}, []
        for pillar, (_, how, unsure, blank, dimensions) in TREE.items():
            parts, flat, weights = [], [], []
            for name, (_, of) in dimensions.items():
                own = [cell(cells[q], unsure, blank) for q in of]
                parts.append(three(lambda values, of=of: mean(values, of.values()), own))
                card.must_be(code, name, parts[-1])
                flat += own
                weights += of.values()
            own_weights = [weight for weight, _ in dimensions.values()]
            if how == "flat_mean":
                made = three(lambda values, weights=weights: mean(values, weights), flat)
            elif how == "min":
                least = [
                    min((one for one in ends(parts, end) if one is not None), default=None)
                    for end in ("score", "low", "high")
                ]
                made = type(parts[0])(*least)
            else:
                made = type(parts[0])(*(mean(ends(parts, end), own_weights) for end in ("score", "low", "high")))
            applies = [q for _, of in dimensions.values() for q in of if cells[q] != "Does not apply"]
            given = [q for q in applies if cells[q] and not (cells[q] == "Unsure" and unsure is None)]
            size = sum(len(of) for _, of in dimensions.values())
            rated = made.score is not None and 4 * len(given) >= 3 * len(applies) > 0 and 2 * len(applies) >= size
            card.must_be(code, pillar, made, rated=rated, band=band(made.score, CUTS, rounded=False) if rated else None,
                         coverage=len(given) / len(applies) if applies else None, applicable=len(applies) / size)  # fmt: skip
            pillars[pillar] = made
            if pillar != "crossing" and applies:
                needed.append(rated)
        weights = [weight for weight, *_ in TREE.values()]
        overall = [mean(ends(pillars.values(), end), weights) for end in ("score", "low", "high")]
        rated = bool(needed) and all(needed) and overall[0] is not None
        card.must_be(
            code, "overall", overall, rated=rated, band=band(overall[0], CUTS, rounded=False) if rated else None
        )
        rated_all += rated
        rated_some += any(needed)

        firsts = three(mean, [cell(cells[q], 50, 0, Fraction(0)) for q in ("l1", "r1", "v1")])
        card.must_be(code, "firsts", firsts)
        for place, end in enumerate(("score", "low", "high")):
            known = [
                (float(getattr(pillars[p], end)), w)
                for p, w in (("laws", 2.0), ("requests", 1.0))
                if getattr(pillars[p], end) is not None
            ]
            expected = (
                None if not known else 0.0 if any(not value for value, _ in known)
                else math.exp(sum(w * math.log(value) for value, w in known) / sum(w for _, w in known))
            )  # fmt: skip
            found = getattr(card(code, "product"), end)
            assert found == (None if expected is None else pytest.approx(expected, rel=1e-13)), (code, place)
            both = [one for one in (getattr(firsts, end), expected) if one is not None]
            assert getattr(card(code, "both"), end) == pytest.approx(sum(map(float, both)) / len(both), rel=1e-13)
    assert 20 < rated_all < rated_some


def test_a_composite_that_names_what_weighs_nothing_is_a_fault(text_file):
    """A pillar of weight 0 in a composite's list would count for nothing, and is named where it stands."""
    text = card_text().replace("composites: [firsts, product]}", "pillars: [laws, crossing]}")
    (found,) = check_framework(text_file(text, "index.yaml"))

    assert (found.where, "'crossing' has weight 0" in found.message) == ("index.yaml:15", True)
