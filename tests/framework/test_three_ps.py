"""The shipped three-Ps framework: complete, translated, and saying what the report's paragraphs say."""

from __future__ import annotations

import csv
from fractions import Fraction

import pytest

from civicmap.framework.check import check_framework
from civicmap.framework.load import load_framework
from civicmap.framework.places import scale_answers
from civicmap.framework.reading import reads
from civicmap.framework.texts import translate
from civicmap.framework.types import (
    AllOf,
    AnyOf,
    AtLeast,
    Base,
    Is,
    MultiRule,
    Not,
    PointsRule,
    QuestionType,
    Tier,
    Treatment,
    WithinMonths,
)
from civicmap.model import AnswerState
from civicmap.resources import shipped_frameworks

# The published shares that can be judged, as the report words them (its paragraphs) and as we read them.
JUDGED = {
    "overall_policy": ("26", "over", "1/2"),
    "participation_rules": ("26", "over", "1/2"),
    "contest_participation": ("26", "from-to", "3/10 9/25"),
    "information_policy": ("34", "over", "1/2"),
    "exceptions_and_contest": ("34", "under", "1/3"),
    "varied_channels": ("34", "from", "1"),
    "review_or_appeal": ("35", "over", "1/2"),
    "often_and_openly": ("42", "under", "1/5"),
    "goals_as_openings": ("42", "over", "1/2"),
    "protection_policy": ("50", "under", "1/3"),
}


@pytest.fixture(scope="module")
def fw():
    """Return the framework."""
    return load_framework("three-ps")


def _choices(fw):
    return [question for question in fw.questions if question.type is QuestionType.CHOICE]


def test_it_is_the_default_and_without_fault(fw):
    """Without a name the three-Ps framework is loaded, and its check finds nothing."""
    assert load_framework().sha256 == fw.sha256
    assert check_framework("three-ps") == ()


def test_counts(fw):
    """There are 113 questions, 65 of them scored, 42 scales (number and date among them) and 42 findings, 10 judged."""
    scales = {question.scale for question in fw.questions if question.scale}
    scales |= {question.type for question in fw.questions if question.type in ("number", "date")}
    bounded = [f for f in fw.findings if f.benchmark and _bounds(f.benchmark)]

    assert len(fw.questions) == 113
    assert sum(question.scored for question in fw.questions) == 65
    assert len(scales) == 42
    assert len(fw.findings) == 42
    assert {finding.id for finding in bounded} == set(JUDGED)


def test_three_pillars_count_and_a_fourth_does_not(fw):
    """Three pillars weigh alike; the questions across them are scored with weight 0; who answers is in none."""
    assert [(pillar.id, pillar.weight) for pillar in fw.pillars] == [
        ("participation", 1),
        ("promotion", 1),
        ("protection", 1),
        ("cross_cutting", 0),
    ]
    assert {q.section for q in fw.questions if q.indicator is None} == {"respondent"}
    assert fw.pillar_of("entity_kind") is None


def test_rules_of_silence_coverage_bands_and_disclosure(fw):
    """R4, R5, R8: don't know earns 0, blank and not applicable leave; 0.75 and 0.50; cuts at 20, 60, 85; threshold 5."""
    overall = fw.node("overall")

    assert fw.question("overall_policy").missing.dont_know is Treatment.ZERO
    assert fw.question("overall_policy").missing.blank is Treatment.EXCLUDE
    assert fw.question("overall_policy").missing.not_applicable is Treatment.EXCLUDE
    assert (overall.coverage.answered, overall.coverage.applicable) == (0.75, 0.5)
    assert overall.bands.names == ("missing", "approaches", "meets", "exceeds")
    assert overall.bands.cuts == ("0", "20", "60", "85")
    assert overall.bands.rounded
    assert fw.ranks is None
    assert (fw.disclosure.threshold, fw.disclosure.release_names) == (5, False)


def test_who_answers(fw):
    """The entity's code, name and parent come from the profile; country is a place; the register may say groups too."""
    assert (fw.entity.question, fw.entity.name, fw.entity.parent) == ("entity_id", "entity_name", "parent_entity_id")
    assert [(g.id, g.question, g.register, g.place) for g in fw.groups] == [
        ("level", "entity_level", "level", False),
        ("kind", "entity_kind", "kind", False),
        ("un_pillar", "un_pillar", "un_pillar", False),
        ("country", "country", "country", True),
    ]
    assert fw.under_review == Is("cleared_by_role", ("not_cleared",))


def _bounds(benchmark):
    said = {"from": benchmark.from_, "to": benchmark.to, "over": benchmark.over, "under": benchmark.under}
    return {name: Fraction(bound) for name, bound in said.items() if bound is not None}


@pytest.mark.parametrize("name", JUDGED)
def test_benchmarks_as_read(fw, name):
    """R7.8: each judged benchmark has our reading's bounds, exactly, and the paragraph that words it."""
    finding = fw.finding(name)
    paragraph, keys, bounds = JUDGED[name]

    assert _bounds(finding.benchmark) == dict(zip(keys.split("-"), map(Fraction, bounds.split()), strict=True))
    assert finding.source == (paragraph,)
    assert not finding.benchmark.invented


def test_restated_paragraphs_use_respondents(fw):
    """R2: findings that restate paragraphs 26, 34, 42 and 50 are shares of all responding entities."""
    condemned = {"public_condemnation"}  # urged in consultations, not a result of the mapping
    restated = [f for f in fw.findings if set(f.source) & {"26", "34", "42", "50"} and f.id not in condemned]

    assert {f.base for f in restated} == {Base.RESPONDENTS}


@pytest.mark.parametrize(
    ("name", "share", "not_in"),
    [
        ("contest_participation", Is("contest_participation", ("yes",)), None),
        (
            "exceptions_and_contest",
            AllOf((Is("info_exceptions", ("yes",)), Is("info_contest", ("yes",)))),
            None,
        ),
        (
            "varied_channels",
            AtLeast("info_channels", 2),
            AllOf((Not(AtLeast("info_channels", 2)), Not(Is("info_channels", ("other",))))),
        ),
        (
            "minorities_and_indigenous_reached",
            AllOf((Is("outreach_groups", ("minorities",)), Is("outreach_groups", ("indigenous_peoples",)))),
            AnyOf(
                (
                    Not(Is("outreach_groups", ("minorities", "other"))),
                    Not(Is("outreach_groups", ("indigenous_peoples", "other"))),
                )
            ),
        ),
        (
            "rules_reviewed_recently",
            AllOf(
                (
                    Is("review_asked_civil_society", ("open_call", "selected_groups", "no")),
                    WithinMonths("rules_last_review", 24),
                )
            ),
            AnyOf((Is("review_asked_civil_society", ("no_review",)), Not(WithinMonths("rules_last_review", 24)))),
        ),
    ],
)
def test_rules_of_findings(fw, name, share, not_in):
    """R3: findings ask what their rule says, and name who clearly lacks it where the scale does not."""
    assert fw.finding(name).share == share
    assert fw.finding(name).not_in == not_in


def test_wider_readings_stand_beside_the_strict_ones(fw):
    """Each reading that counts headquarters' texts widens the share of a strict finding and has no benchmark."""
    wider = [f for f in fw.findings if f.id.endswith("_or_headquarters")]

    assert len(wider) == 6
    for finding in wider:
        strict = fw.finding(finding.id.removesuffix("_or_headquarters"))
        assert reads(finding.share) == reads(strict.share)
        assert finding.share != strict.share
        assert finding.benchmark is None
        assert finding.base is strict.base


def test_headquarters_policy_is_offered_to_units_with_a_parent(fw):
    """An inherited text can be answered only where the unit follows another entity, and is worth 50 where it is one."""
    offered = [a for q in fw.questions for a in q.answers if a.id == "hq_policy_applies"]

    assert offered
    assert {answer.asked_if for answer in offered} == {Is("has_parent", ("yes",))}
    single = {a.points for q in _choices(fw) if q.scored for a in q.answers if a.id == "hq_policy_applies"}
    assert single == {50, None}  # None: headquarters reviews the rules, which makes the question not applicable


def test_links_are_closed_where_there_is_nothing_to_link(fw):
    """R1: a question where a text can be found is closed by the text's absence, and never scored."""
    links = [question for question in fw.questions if question.id.endswith("_link")]

    assert len(links) == 13
    for link in links:
        parent = link.id.removesuffix("_link")
        assert link.closed_by == Is(parent, ("no",))
        assert link.indicator == fw.question(parent).indicator
        assert not link.scored


def test_routing_is_inherited(fw):
    """R1: the field's questions and those of intergovernmental secretariats are gated at their indicator."""
    gated = {q.id: q.asked_if for q in fw.questions if q.asked_if is not None and q.indicator is not None}
    field, body = Is("entity_level", ("field",)), Is("serves_intergovernmental_body", ("yes",))

    assert {name for name, gate in gated.items() if gate == field} == {"local_channels", "local_channel_kinds"}
    assert len([gate for gate in gated.values() if gate == body]) == 6
    assert fw.question("admission_criteria_content").closed_by == Is("admission_criteria_published", ("no",))
    assert gated["unregistered_funding"] == Is("funds_participation", ("yes", "partial", "ad_hoc"))


def test_help_says_what_the_tier_does(fw):
    """R8: what respondents were promised holds: one total only, or never by entity or country."""
    for question in fw.questions:
        if "Shown as one total only" in question.help:
            assert question.tier is Tier.CONFIDENTIAL, question.id
        elif "Never shown by entity or country" in question.help:
            assert question.tier is Tier.AGGREGATE, question.id
        elif question.scored:
            assert question.tier is Tier.PUBLIC, question.id
    assert {q.tier for q in fw.questions if q.id.endswith(("_example", "_na_reason"))} == {Tier.CONFIDENTIAL}


def test_scored_scales_reach_from_nothing_to_everything(fw):
    """R4: every scored question can earn 0 and 100, multiple choices by a capped sum."""
    for question in fw.questions:
        if not question.scored:
            continue
        assert question.points.rule is PointsRule.ANSWER
        points = [answer.points for answer in question.answers if answer.state is None]
        if question.type is QuestionType.MULTI:
            assert question.multi.rule is MultiRule.SUM
            assert question.multi.cap == 100
            assert sum(points) >= 100
            assert 0 in points
        else:
            assert (min(points), max(points)) == (0, 100), question.id


def test_every_question_lets_people_say_that_they_do_not_know(fw):
    """Each scored question accepts don't know and not applicable, so that nobody must guess."""
    for question in fw.questions:
        if question.scored:
            states = {answer.state for answer in question.answers}
            assert {AnswerState.DONT_KNOW, AnswerState.NOT_APPLICABLE} <= states, question.id


def test_recommendations_are_listed(fw):
    """Every recommendation that an indicator or finding follows up stands in the list beside the framework."""
    path = shipped_frameworks() / fw.files["recommendations"]
    with path.open(encoding="utf-8", newline="") as stream:
        listed = {row["id"] for row in csv.DictReader(stream)}

    used = {r for part in (*fw.nodes, *fw.questions, *fw.findings) for r in part.recommendations}
    assert used
    assert used <= listed


@pytest.mark.parametrize("language", ["fr", "es"])
def test_every_text_is_translated(fw, language):
    """French and Spanish have every label, question, help, title and note, and are marked as unofficial."""
    assert language in fw.unofficial
    other = translate(fw, language)

    for one, two in zip(fw.questions, other.questions, strict=True):
        assert one.text != two.text
        assert one.help != two.help
        assert [a.id for a in one.answers if not a.label] == [a.id for a in two.answers if not a.label]
    with (shipped_frameworks() / f"three_ps.{language}.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert all(row[language] for row in rows)
    assert len({row["where"] for row in rows}) == len(rows)
    untold = {place for place in _places() if place not in {row["where"] for row in rows}}
    assert untold == set()


def _places():
    """Return every place of the file that holds a text."""
    from civicmap.framework.places import places
    from civicmap.framework.reader import read
    from civicmap.framework.schema import FrameworkFile

    text = (shipped_frameworks() / "three_ps.yaml").read_text(encoding="utf-8")
    file = FrameworkFile.model_validate(read(text).data)
    assert scale_answers(file)
    return places(file)


def test_titles_tell_questions_apart(fw):
    """A table of questions has no two rows of one title."""
    titles = [question.title for question in fw.questions]

    assert sorted({title for title in titles if titles.count(title) > 1}) == []


def test_lines_can_be_read_in_an_editor():
    """The file stays within 140 columns, so that a person can edit it side by side."""
    text = (shipped_frameworks() / "three_ps.yaml").read_text(encoding="utf-8")

    assert max(map(len, text.splitlines())) <= 140
