"""`civicmap gaps`, `crosstab` and `explain` on the bundled sample, as a person types them."""

from __future__ import annotations

import csv
import io
import re

import pytest


def test_gaps_says_what_it_is(sampled):
    """R8: a working command says that its numbers are internal, self-reported and not verified, in every format."""
    for fmt in ("table", "md"):
        assert "not verified" in " ".join(sampled("gaps", "--format", fmt).out.split())
    assert all("not verified" in line for line in sampled("gaps", "--format", "csv").out.splitlines()[1:])
    assert sampled("gaps", "--format", "json").json["audience"] == "internal"


def test_gaps_in_every_format_are_the_same(sampled):
    """CSV and JSON hold the same numbers, unrounded."""
    asked = ("gaps", "--finding", "contest_participation", "--finding", "youth_panels", "--by", "level", "--format")
    objects = sampled(*asked, "json").json["findings"]
    rows = list(csv.DictReader(io.StringIO(sampled(*asked, "csv").out)))

    assert [row["finding"] for row in rows] == [made["id"] for made in objects]
    assert [row["value"] or None for row in rows] == [made["group"]["value"] for made in objects]
    for name in ("numerator", "denominator", "share"):
        assert [float(row[name] or "nan") for row in rows] == pytest.approx(
            [float("nan") if made[name] is None else made[name] for made in objects], abs=0, nan_ok=True
        )
    assert {test["method"] for made in objects[:3] for test in made["tests"]} == {"boschloo"}


def test_one_finding_on_another_base(sampled):
    """`--finding` and `--base` narrow what is shown and change what it is a share of."""
    asked = ("gaps", "--finding", "contest_participation", "--format", "json")
    own, other = sampled(*asked).json["findings"][0], sampled(*asked, "--base", "answered").json["findings"][0]

    assert (own["base"], other["base"]) == ("respondents", "answered")
    assert own["numerator"] == other["numerator"]
    assert other["denominator"] == own["bases"]["answered"]


UNKNOWN = (
    (("gaps", "--finding", "nought"), "no finding 'nought'"),
    (("gaps", "--base", "nought"), "no base 'nought'"),
    (("gaps", "--by", "nought"), "no group 'nought'"),
    (("gaps", "--format", "nought"), "no format 'nought'"),
    (("crosstab", "nought"), "no question 'nought'"),
    (("explain", "nought"), "no finding 'nought'"),
    (("explain", "--entity", "nought"), "no entity 'nought'"),
    (("explain",), "--entity"),
)


def test_what_is_not_there_ends_with_2(sampled):
    """R10: a request for what is not there names it, on stderr, and exits 2."""
    for arguments, said in UNKNOWN:
        ran = sampled(*arguments)
        assert (ran.code, ran.out) == (2, ""), arguments
        assert said in ran.err


def test_crosstab_of_one_question(sampled):
    """A crosstab prints each answer's label and count in every format."""
    for fmt in ("table", "md", "csv", "json"):
        ran = sampled("crosstab", "contest_participation", "--format", fmt)
        assert ran.code == 0, ran.err
        assert "34" in ran.out


def test_crosstab_agrees_with_gaps(sampled):
    """The share of an answer is the share of the finding that asks for it."""
    cells = sampled("crosstab", "contest_participation", "--base", "respondents", "--format", "json").json["findings"]
    [finding] = sampled("gaps", "--finding", "contest_participation", "--format", "json").json["findings"]
    counted = {cell["answer"]: cell["numerator"] for cell in cells}

    assert {answer: counted[answer] for answer in finding["counts"]["answers"]} == finding["counts"]["answers"]
    assert next(cell for cell in cells if cell["answer"] == "yes")["interval"] == finding["interval"]


def test_explain_names_the_cells_of_a_finding(sampled):
    """Each responding entity stands there with its verdict, and with file, sheet and cell."""
    made = sampled("explain", "exceptions_and_contest", "--format", "json").json
    has = [one for one in made["entities"] if one["says"] == "has"]

    assert len(has) == made["finding"]["numerator"]
    assert len(made["entities"]) == made["finding"]["denominator"]
    assert all(cell["address"].startswith("survey_wave1.xlsx!") for one in has for cell in one["cells"])
    assert set(made["rule"]) == {"has it"}


def test_explain_adds_up_to_the_score(sampled):
    """What the answers of an entity add is its score."""
    entity = sampled("score", "--format", "json").json["entities"][0]
    for pillar, scored in entity["scores"].items():
        made = sampled("explain", "--entity", entity["entity"], "--pillar", pillar, "--format", "json").json
        assert made["score"] == scored["score"]
        if made["score"] is not None and pillar != "overall":
            assert sum(part["adds"] or 0 for part in made["parts"]) == pytest.approx(made["score"])


def test_tables_of_answers_fit_80_columns(sampled):
    """No line of a table is longer than 80 characters where there is no terminal."""
    asked = ("gaps", "--finding", "contest_participation", "--by", "level")
    entity = "H-008"
    for arguments in (
        asked,
        ("crosstab", "group_guidelines", "--by", "level"),
        ("explain", "contest_participation"),
        ("explain", "--entity", entity),
    ):
        ran = sampled(*arguments)
        assert ran.code == 0, ran.err
        assert max(map(len, ran.out.splitlines())) <= 80


def test_explain_as_markdown_is_a_table_below_its_rule(sampled):
    """In Markdown the rule stands above, a paragraph each, and each cell is named without its sheet."""
    ran = sampled("explain", "exceptions_and_contest", "--format", "md")

    assert ran.code == 0, ran.err
    assert "\n\ncells of: survey\\_wave1.xlsx!" in ran.out or "\n\ncells of: survey_wave1.xlsx!" in ran.out
    assert re.search(r"\n\n\| Entity +\| Says +\| Question +\| Answer +\| Cell +\|\n\| :-", ran.out)


def test_a_claim_on_synthetic_data_holds_by_construction(sampled):
    """R9: where a published figure is judged on made-up answers, the table says what that is worth; groups are not judged."""
    out = " ".join(sampled("gaps", "--by", "level", "--finding", "contest_participation").out.split())

    assert "by construction" in out
    assert "fails" not in out.split("by construction")[0].replace("holds or fails", "")


def test_a_misspelt_base_is_answered_with_a_near_one(sampled):
    """R10: a name that is not known is answered with the nearest and with all."""
    ran = sampled("gaps", "--base", "respondent")

    assert ran.code == 2
    assert "(did you mean 'respondents'?)" in ran.err
