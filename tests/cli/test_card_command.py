"""`civicmap card`: one page for each entity, with its marks, and no confidential answer on it."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from civicmap.cli.main import main

FRAMEWORK = """
civicmap: 1
id: wells
version: "1"
title: Wells
language: en
entity: {question: well}
coverage: {answered: 0.5, applicable: 0.5}
bands: {cuts: {low: 0, high: 50}}
scales:
  yn: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}, unsure: {label: Unsure, state: dont_know}}}
profile: {who: {questions: {well: {text: Which well?, type: text}, side: {text: Which side?, scale: side}}}}
pillars:
  water: {title: Water, dimensions: {d: {title: D, indicators: {
    I1: {title: Clean, questions: {clean: {text: Is it clean?, scale: yn, weight: 3}}},
    I2: {title: Cold, questions: {cold: {text: Is it cold?, scale: yn}, hidden: {text: Is it secret?, scale: yn, tier: confidential}}},
    I3: {title: Deep, questions: {deep: {text: Is it deep?, scale: yn}}}}}}}
groups: {side: {title: Side, question: side}}
""".replace("scales:\n", "scales:\n  side: {answers: {left: {label: Left}, right: {label: Right}}}\n", 1)
ANSWERS = """
well,side,clean,cold,hidden,deep
W1,Left,No,Yes,No,Yes
W2,Left,Yes,No,Yes,Yes
W/3,Right,Yes,Yes,Yes,Yes
W4,Right,,,,
W5,,No,No,No,No
"""


@pytest.fixture
def wells(run, text_file):
    """Return `run`, in a folder where a survey of wells is ingested."""
    text_file(FRAMEWORK, "wells.yaml")
    text_file(ANSWERS.lstrip(), "wells.csv")
    ran = run("ingest", "wells.csv", "--framework", "wells.yaml")
    assert ran.code == 0, ran.err
    return run


def rows_of(text, table):
    """Return the rows of a card's table as lists of texts."""
    after = text.split(f"table id={table} ", 1)[1]
    lines = re.search(r"(?:^\|.*\n)+", after, re.MULTILINE)[0].splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines[2:]]


def test_a_card_stands_beside_its_kind_and_all(wells):
    """The scores of an entity stand beside mean and median of its group and of all rated entities."""
    text = wells("card", "W1").out

    # Water: W1 (0 + 50 + 100) / 3, W2 (100 + 50 + 100) / 3, W/3 100, W5 0; W4 is not rated.
    assert rows_of(text, "scores")[0] == ["Water", "50.0", "50.0–50.0", "100%", "high", "66.7", "66.7", "58.3", "66.7"]
    assert "Water: 4 rated, 2 of its kind" in text
    assert "Side: Left." in text


def test_what_is_weakest_and_what_would_raise_it_most(wells):
    """The lowest open indicator comes first, and an answer's gain is its part of the weight times what it lacks."""
    text = wells("card", "W1").out

    assert [row[0] for row in rows_of(text, "weakest")] == ["Clean"]
    assert rows_of(text, "raises") == [["Water", "Clean", "No", "0.0", "100.0", "33.3"]]


def test_confidential_questions_are_a_count(wells):
    """R8: a card names no confidential question, nor an indicator that holds one; it says how many count."""
    for entity in ("W1", "W2", "W5"):
        text = wells("card", entity).out
        assert "secret" not in text
        assert "Cold" not in [row[0] for row in rows_of(text, "weakest")] if "id=weakest" in text else True
        assert "One confidential question counts in these scores" in text


def test_nothing_above_the_best_is_said_to_be_weak(wells):
    """An entity with the best of everything has no weakest indicator and nothing that would raise it."""
    text = wells("card", "W/3").out

    assert "No indicator below the highest score is rated." in text
    assert "No answer that counts could add points." in text


def test_an_unrated_pillar_says_why(wells):
    """R4: a score without a rating is not shown; its reason stands below the table, and no number is NaN."""
    text = wells("card", "W4").out

    assert rows_of(text, "scores")[0][1:2] == ["–"]
    assert rows_of(text, "scores")[0][4] == "not rated"
    assert "Not rated: Water: 0 of 4 answers given" in text
    assert "nan" not in text.lower()


def test_an_entity_without_a_group_stands_beside_all_alone(wells):
    """Where nobody says an entity's group, its card has no columns of its kind."""
    assert len(rows_of(wells("card", "W5").out, "scores")[0]) == 7


@pytest.mark.parametrize(("lang", "mark"), [("en", "Internal"), ("fr", "interne"), ("es", "interno")])
def test_a_card_is_marked_internal_in_its_language(wells, lang, mark):
    """R8: every card says that it is internal, in the language of the card."""
    assert mark.lower() in wells("card", "W1", "--lang", lang).out.lower()


@pytest.mark.parametrize("kind", ["md", "docx", "html", "json"])
def test_all_cards_go_into_a_folder(wells, tmp_path, kind):
    """--all writes one file for each entity, under names that every file system takes, the same bytes each time."""
    assert wells("card", "--all", "--format", kind, "-o", "cards").code == 0
    first = {path.name: path.read_bytes() for path in (tmp_path / "cards").iterdir()}
    assert wells("card", "--all", "--format", kind, "-o", "again").code == 0

    assert len(first) == 5
    assert all(re.fullmatch(rf"card-[\w-]+\.{kind}", name) for name in first)
    assert {path.name: path.read_bytes() for path in (tmp_path / "again").iterdir()} == first


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("W9",), "W9"),
        (("W1", "--format", "pdf"), "pdf"),
        (("W1", "--lang", "xx"), "xx"),
        (("W1", "--by", "nothing"), "nothing"),
        ((), "--all"),
        (("--all",), "-o DIR"),
        (("W1", "--all"), "--all"),
    ],
)
def test_what_cannot_be_made_is_refused(wells, arguments, said):
    """A name that is not there, and a request that contradicts itself, is named with exit code 2."""
    ran = wells("card", *arguments)

    assert ran.code == 2
    assert said in ran.err


@pytest.mark.libreoffice
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice (soffice) is not on the PATH")
def test_every_card_of_the_sample_is_one_page_in_word(sampled, tmp_path):
    """The card of an entity is one page: LibreOffice lays out each card of the bundled sample on one."""
    assert sampled("card", "--all", "--format", "docx", "-o", "cards").code == 0
    cards = sorted((tmp_path / "cards").iterdir())
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", "--headless", profile, "--convert-to", "pdf", "--outdir", str(tmp_path / "pages"), *cards]
    subprocess.run(command, check=True, capture_output=True, timeout=600)
    pages = {path.name: path.read_bytes() for path in (tmp_path / "pages").iterdir()}

    assert len(pages) == len(cards) == 104
    assert [name for name, page in pages.items() if len(re.findall(rb"/Type\s*/Page\b", page)) != 1] == []


def test_a_synthetic_card_says_so(sampled):
    """R9: the card of an entity of a synthetic survey carries the mark in Markdown and HTML."""
    entity = sampled("score", "--format", "json").json["entities"][0]["entity"]

    for kind in ("md", "html"):
        assert "Synthetic data" in sampled("card", entity, "--format", kind, "-o", "-").out


def test_a_card_as_json_says_what_the_page_says(wells):
    """JSON holds every line unrounded, all that would raise a pillar, and of confidential questions the count alone."""
    card = wells("card", "W1", "--format", "json").json["card"]

    water = card["scores"][0]
    assert (water["id"], water["score"], water["band"], water["rated"], water["why"]) == (
        "water",
        50,
        "high",
        True,
        None,
    )
    assert (water["kind"]["rated"], water["all"]["rated"]) == (2, 4)
    assert water["all"]["mean"] == pytest.approx((50 + 250 / 3 + 100 + 0) / 4)
    assert card["kind"] == {"by": "Side", "value": "Left"}
    assert [line["id"] for line in card["weakest"]] == ["I1"]
    assert [(one["question"], one["best"]) for one in card["raises"]] == [("clean", 100)]
    assert card["raises"][0]["gain"] == pytest.approx(100 / 3)
    assert card["confidential"] == 1


def test_an_unrated_line_as_json_has_its_reason(wells):
    """R4: where a score is not rated, it is null as JSON, and its reason stands beside it."""
    [line, *_] = wells("card", "W4", "--format", "json").json["card"]["scores"]

    assert (line["score"], line["band"], line["rated"]) == (None, None, False)
    assert line["why"]


def test_help_fits_a_terminal(capsysbinary):
    """The help of card has no line over 80 characters."""
    assert main(["card", "--help"]) == 0
    assert max(map(len, capsysbinary.readouterr().out.decode().splitlines())) <= 80
