"""What a reader of public output could reckon, tried on small surveys from the file to the JSON."""

from __future__ import annotations

import json

import pytest

from civicmap.framework.load import load_framework
from civicmap.report.build import build_report
from civicmap.report.render import render
from civicmap.report.tables import FORMATS, table_files
from civicmap.survey.ingest import read_survey

FRAMEWORK = """
civicmap: 1
id: tiny
version: "1"
title: Tiny
language: en
entity: {question: who}
scales:
  yn: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}}}
  part: {answers: {north: {label: North}, south: {label: South}, east: {label: East}}}
profile:
  about:
    questions:
      who: {text: Who, type: text}
      where: {text: Where, scale: part}
      secret_place: {text: Hidden place, scale: part, tier: confidential}
      remark: {text: Remark, type: text}
groups:
  part: {title: Part, question: where}
  hidden: {title: Hidden, question: secret_place}
  spoken: {title: Spoken, question: remark}
pillars:
  voice:
    title: Voice
    dimensions:
      d:
        title: D
        indicators:
          V1: {title: Open, questions: {open: {text: Open question, scale: yn}}}
          V2: {title: Told in confidence, questions: {secret: {text: Secret question, scale: yn, tier: confidential}}}
  single:
    title: Single
    dimensions:
      s: {title: S, indicators: {S1: {title: One, questions: {one: {text: One question, scale: yn}}}}}
findings:
  open: {share: {open: yes}, base: respondents}
  one: {share: {one: yes}, base: respondents}
  secret: {share: {secret: yes}, base: respondents}
  secret_among: {share: {secret: yes}, among: {open: yes}}
  secret_joint: {share: {all_of: [{secret: yes}, {open: yes}]}}
  open_among_secret: {share: {open: yes}, among: {secret: yes}}
"""
HEADER = "| who | where | secret_place | remark | open | secret | one |\n| - | - | - | - | - | - | - |\n"


@pytest.fixture
def tiny(tmp_path):
    """Return the framework of this module."""
    (tmp_path / "tiny.yaml").write_text(FRAMEWORK, encoding="utf-8")
    return load_framework(tmp_path / "tiny.yaml")


@pytest.fixture
def publish(workbook, tiny):
    """Return a function from (part, open, secret, one[, remark]) per entity to the public report by a group."""

    def make(rows, by="part"):
        lines = (
            f"| Unit-{n:03} | {part} | South | {(*said, f'said-{n:03}')[0]} | {is_open} | {secret} | {one} |"
            for n, (part, is_open, secret, one, *said) in enumerate(rows)
        )
        survey = read_survey([workbook(HEADER + "\n".join(lines))], tiny)
        return build_report(survey, tiny, by=by)

    return make


def _rows(part, count, yes, *, one=None):
    """Return entities of one part, so many of which say yes."""
    return [
        (
            part,
            "Yes" if n < yes else "No",
            "Yes" if n % 2 else "No",
            "Yes" if n < (yes if one is None else one) else "No",
        )
        for n in range(count)
    ]


def _values(report):
    return json.loads(render(report, "json"))


@pytest.mark.parametrize("kind", ["md", "html", "json"])
@pytest.mark.parametrize("count", [1, 2, 4, 6, 40])
def test_no_name_and_no_remark_is_public(publish, kind, count):
    """R8: no id, free text or cell address stands in any format, however small the survey."""
    text = render(publish(_rows("North", count, count // 2)), kind).decode()

    assert not [word for word in ("Unit-0", "said-0", "survey.xlsx", "Responses!") if word in text]


@pytest.mark.parametrize("kind", sorted({*FORMATS} - {"xlsx"}))
def test_no_table_file_holds_a_name(publish, kind):
    """R8: the same holds of every table as a file of its own."""
    files = table_files(publish(_rows("North", 30, 10)), kind)

    assert not [name for name, content in files.items() if b"Unit-0" in content or b"said-0" in content]


@pytest.mark.parametrize("count", [1, 2, 4])
def test_a_survey_under_the_threshold_shows_no_share_and_no_score(publish, count):
    """R8: where fewer than the threshold responded, nothing that counts answers is shown even of all together."""
    shown = _values(publish(_rows("North", count, 1)))

    assert all(share["numerator"] is None for each in shown["findings"] for share in each["shares"])
    nodes = [*shown["pillars"], *shown["indicators"], shown["overall"]]
    assert all(score["mean"] is None and score["rated"] is None for node in nodes if node for score in node["scores"])
    assert shown["topics"] == []


def test_a_confidential_answer_is_never_crossed(publish):
    """R8: a confidential answer has one total for all: none by a group, and none among or together with others."""
    shown = publish(_rows("North", 40, 20) + _rows("South", 40, 20))
    found = {each.id: each for each in shown.findings}

    assert [share.numerator for share in found["secret"].shares] == [40]
    for name in ("secret_among", "secret_joint", "open_among_secret"):
        assert all(share.withheld and share.numerator is None for share in found[name].shares)
    assert "divide the answers to a confidential question" in render(shown, "md").decode()


def test_scores_by_group_give_no_confidential_answer_away(publish):
    """R8: no indicator is divided, nor a pillar of two questions of which one is confidential."""
    shown = publish(_rows("North", 40, 20) + _rows("South", 40, 20))
    voice, single = shown.pillars

    assert all(len(node.scores) == 1 for node in shown.indicators)
    assert len(voice.scores) == 1
    assert len(single.scores) == 3


def test_the_mean_of_one_question_tells_no_small_count(publish):
    """R8: where one of 20 said yes, neither the bands nor the mean and quartiles of a pillar of one question say so."""
    shown = publish(_rows("North", 20, 1) + _rows("South", 20, 10))
    (_, single) = shown.pillars
    north = single.scores[1]

    assert (north.mean, north.median, north.q1, north.q3) == (None,) * 4


def test_those_of_no_known_group_cannot_be_had_by_subtraction(publish):
    """R8: one entity says to no part that it belongs; everyone less the parts must not tell what it answered."""
    shown = publish([*_rows("North", 20, 8), *_rows("South", 30, 15), ("", "Yes", "No", "Yes")])
    (found,) = (each for each in shown.findings if each.id == "open")

    assert sum(share.withheld for share in found.shares[1:]) >= 1
    assert any(response.withheld for response in shown.responses)
    (_, single) = shown.pillars
    assert any(score.withheld or any(b.entities is None for b in score.bands) for score in single.scores[1:])


def test_a_group_that_few_belong_to_is_hidden_throughout(publish):
    """R8: a group withheld in the table of responses is withheld in every other table, though its own count were zero."""
    shown = publish([*_rows("North", 30, 15), *_rows("South", 20, 10), *_rows("East", 3, 0, one=0)])
    hidden = {response.group.value for response in shown.responses if response.withheld}

    assert "east" in hidden
    for each in shown.findings:
        assert all(share.withheld for share in each.shares[1:] if share.group.value in hidden)
    assert all(score.withheld for node in shown.pillars for score in node.scores[1:] if score.group.value in hidden)


def test_a_division_into_small_groups_alone_is_not_shown(publish):
    """R8: where every group is small, nothing is divided, its values are not listed, and the report says why."""
    shown = publish([*_rows("North", 4, 2), *_rows("South", 3, 2)])

    assert shown.groups == ()
    assert len(shown.responses) == 1
    assert "small_groups" in shown.notes
    assert "North" not in render(shown, "json").decode()


def test_the_values_of_a_confidential_group_are_not_listed(publish):
    """R8: by a confidential question, not even the values that entities gave are in the JSON."""
    shown = publish(_rows("North", 40, 20), by="hidden")

    assert "south" not in render(shown, "json").decode().lower()


def test_what_a_small_group_calls_itself_is_not_printed(publish):
    """R8: a group by a free text shows the texts that enough entities share, and drops the others with their rows."""
    rows = [(*row, "harbour" if n < 20 else "call Jane") for n, row in enumerate(_rows("North", 22, 11))]
    text = render(publish([*rows, *((*row, "river") for row in _rows("South", 20, 9))], by="spoken"), "json").decode()

    assert "call Jane" not in text
    assert "river" in text
