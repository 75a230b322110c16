"""One answer changed in the file changes the numbers that rest on it, and no other."""

from __future__ import annotations

import pytest

import civicmap
from civicmap.spreadsheet import Sheet, xlsx_bytes

YES = "Yes, a set procedure in force"


@pytest.fixture
def changed(cells, fw, register, tmp_path, build):
    """Return a function that reads the first wave with one cell changed: `changed(entity, question, text)`."""

    def changed(entity, question, text):
        header, *rows = cells["survey_wave1.xlsx"]["Responses"]
        column = header.index(build.header_of(fw.question(question)))
        lines = [list(row) for row in rows]
        for line in lines:
            if line[0] == entity:
                line[column] = text
        path = tmp_path / "survey.xlsx"
        path.write_bytes(xlsx_bytes([Sheet("Responses", list(header), lines)]))
        return civicmap.read_survey(path, fw, register, wave="2019")

    return changed


def _answer(survey, framework, row, question):
    found = framework.question(question).answer(int(survey.block.codes[survey.code_row(question), row]))
    return found.id if found else None


def _entity(survey, framework, **answers):
    """Return the first entity that gave these answers."""
    for row, entity in enumerate(survey.row_entity):
        if all(_answer(survey, framework, row, question) == answer for question, answer in answers.items()):
            return survey.entities[entity].id
    raise AssertionError(f"nobody answered {answers}")


def _numbers(survey, framework):
    return {
        gap.finding.id: (gap.numerator, gap.denominator, gap.gap_numerator, gap.bases)
        for gap in civicmap.find_gaps(survey, framework).findings
    }


def _nodes(survey, framework, entity):
    scores = civicmap.score(survey, framework)
    place = [one.id for one in scores.entities].index(entity)
    return {name: float(node.score[place]) for name, node in scores.nodes.items() if node.score[place] >= 0}


@pytest.mark.parametrize(
    ("answers", "question", "text", "findings", "nodes"),
    [
        (
            {"contest_participation": "partial"},
            "contest_participation",
            YES,
            {"contest_participation", "contest_participation_or_headquarters"},
            {"PA20", "voice_and_remedy", "participation", "overall"},
        ),
        (
            {"information_policy": "yes", "info_exceptions": "yes", "info_contest": "partial"},
            "info_contest",
            YES,
            {
                "exceptions_and_contest",
                "exceptions_and_contest_or_headquarters",
                "exceptions_and_contest_in_policies",
                "information_contest",
            },
            {"PA17", "access_to_information", "participation", "overall"},
        ),
        (
            {"measure_protection": "partial", "measure_participation": "yes", "measure_promotion": "yes"},
            "measure_protection",
            "Yes, as a standing arrangement",
            {"progress_measured_on_all_three"},
            {"XC1c", "coherence", "cross_cutting"},  # across the pillars: the overall stays
        ),
        (
            {"goals_recognized": "no"},
            "goals_recognized",
            "Yes, clearly",
            {"goals_as_openings"},
            set(),  # a view: not scored
        ),
    ],
)
def test_one_answer_changes_what_rests_on_it(waves, fw, changed, answers, question, text, findings, nodes):
    """Exactly these findings and, for the one entity, exactly these scores change; nobody else's do."""
    before = waves["2019"]
    entity = _entity(before, fw, **answers)
    after = changed(entity, question, text)
    old, new = _numbers(before, fw), _numbers(after, fw)
    was, is_now = _nodes(before, fw, entity), _nodes(after, fw, entity)
    other = next(one.id for one in before.entities if one.id != entity)

    assert {name for name in old if old[name] != new[name]} == findings
    assert {name for name in was if was[name] != is_now[name]} == nodes
    assert _nodes(before, fw, other) == _nodes(after, fw, other)
    assert before.content_sha256 != after.content_sha256


def test_no_answer_changed_changes_nothing(waves, fw, changed):
    """The same cells in a file without the list of policies give the same numbers and the same content hash."""
    after = changed("nobody", "contest_participation", YES)

    assert _numbers(after, fw) == _numbers(waves["2019"], fw)
    assert after.content_sha256 == waves["2019"].content_sha256
