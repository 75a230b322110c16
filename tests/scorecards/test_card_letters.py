"""A questionnaire answered by letters: documents of unequal length, sub-indices that overlap, N/A letters, ranks by kind."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest
from exact import Unknown, band, mean, ranks, three

# document -> its questions; a question on whether the document is public has two letters
DOCUMENTS = {"plan": 9, "enacted": 4, "citizens": 2, "year_end": 6}
STEPS = {doc: [f"{doc}_{n}" for n in range(1, size + 1)] for doc, size in DOCUMENTS.items()}
QUESTIONS = [name for doc in STEPS for name in (f"{doc}_out", *STEPS[doc])]
INDICES = {"firsts": [f"{doc}_1" for doc in DOCUMENTS], "plan_alone": ["plan_out", *STEPS["plan"]], "seconds": [
    f"{doc}_2" for doc in DOCUMENTS]}  # fmt: skip
CUTS = {"scant": 0, "minimal": 21, "limited": 41, "substantial": 61, "extensive": 81}
WORTH = {"a": 100, "b": 67, "c": 33, "d": 0}


def card_of(rank):
    """Return the framework, written from the reference page."""
    lines = [
        "civicmap: 1", "id: letters", 'version: "1"', "title: Open books", "entity: {question: code}",
        "groups: {kind: {question: kind}}",
        "missing: {blank: zero}", "coverage: {answered: 0, applicable: 0}",
        "bands: {cuts: {scant: 0, minimal: 21, limited: 41, substantial: 61, extensive: 81}}",
        "scales:",
        "  four: {answers: {a: {label: a, points: 100}, b: {label: b, points: 67}, c: {label: c, points: 33},",
        "    d: {label: d, points: 0}, e: {label: e, state: not_applicable}}}",
        "  two: {answers: {a: {label: a, points: 100}, b: {label: b, points: 0}, c: {label: c, state: not_applicable}}}",
        "  kinds: {answers: {big: {label: Big}, small: {label: Small}}}",
        "profile: {who: {questions: {code: {text: Code of the entity, type: text}, kind: {text: Which kind?, scale: kinds}}}}",
        "pillars:", "  books:", "    title: Books", "    aggregate: flat_mean", "    dimensions:", "      all:",
        "        title: All", "        indicators:",
    ]  # fmt: skip
    for doc, size in DOCUMENTS.items():
        lines += [f"          {doc}:", f"            title: Document {doc}", "            questions:"]
        lines += [f"              {doc}_out: {{text: Is {doc} public?, scale: two}}"]
        lines += [
            f"              {doc}_{n}: {{text: How far does {doc} show part {n}?, scale: four, closed_by: {{{doc}_out: b}}}}"
            for n in range(1, size + 1)
        ]
    lines += [f"overall: {{aggregate: flat_mean, ranks: {rank}}}", "composites:"]
    lines += [
        f"  {name}: {{title: Index {name}, questions: [{', '.join(of)}], aggregate: flat_mean}}"
        for name, of in INDICES.items()
    ]
    return "\n".join(lines) + "\n"


def answers(dice):
    """Return one entity's cells: letters of any case, blanks, N/A, letters that are not there, whole documents absent."""
    row = {"kind": dice.choice(["Big", "Small"])}
    for doc, steps in STEPS.items():
        row[f"{doc}_out"] = dice.choice(["a", "a", "a", "A", "b", "c", ""])
        for name in steps:
            row[name] = dice.choice(["a", "b", "c", "d", "B", "e", "", "f"])
            if row[f"{doc}_out"] == "b" and dice.random() < 0.8:
                row[name] = ""
    return row


def cell(row, name):
    """Return what a cell is worth, by hand."""
    doc = name.rsplit("_", 1)[0]
    letter, out = row[name].lower(), row[f"{doc}_out"].lower()
    if name.endswith("_out"):
        return {"a": Fraction(100), "b": Fraction(0), "c": None}.get(
            letter, Unknown(Fraction(0), Fraction(0), Fraction(100))
        )
    if letter == "e":
        return None
    if letter in WORTH:
        return Fraction(WORTH[letter])
    if not letter and out == "b":
        return Fraction(0)  # closed
    if not letter and out == "c":
        return None  # what stands behind a document that does not apply does not apply
    return Unknown(Fraction(0), Fraction(0), Fraction(100))


@pytest.mark.parametrize("rank", ["{method: competition}", "{method: competition, within: kind}"])
def test_letters_flat_means_sub_indices_bands_and_ranks(carded, rank):
    """120 entities' letters of every kind give the flat means, low, high, bands of rounded scores, and ranks, by fractions."""
    dice = random.Random(20)
    rows = {f"E{n:03}": answers(dice) for n in range(120)}
    table = [["code", "kind", *QUESTIONS]] + [
        [code, row["kind"], *(row[q] for q in QUESTIONS)] for code, row in rows.items()
    ]
    card = carded(card_of(rank), table)

    exact = {}
    for code, row in rows.items():
        for node, of in {"books": QUESTIONS, "overall": QUESTIONS, **INDICES}.items():
            expected = three(mean, [cell(row, name) for name in of])
            card.must_be(code, node, expected, band=band(expected.score, CUTS))
            exact[code, node] = expected.score
    for kind in [None] if "within" not in rank else ["Big", "Small"]:
        some = [code for code, row in rows.items() if kind in (None, row["kind"])]
        by_hand = ranks([exact[code, "overall"] for code in some])
        assert [card.ranks[code] for code in some] == by_hand
        assert len(set(by_hand)) < len(by_hand) or kind  # some are shared


def test_a_letter_that_is_not_there_is_named(carded):
    """A letter outside the map counts as silence and is told, with its cell."""
    card = carded(card_of("{}"), [["code", "kind", *QUESTIONS], ["A", "Big", *("f" for _ in QUESTIONS)]])

    assert any("'f'" in p.message and p.where.startswith("answers.csv") for p in card.problems)
    assert card("A", "books").score == 0
