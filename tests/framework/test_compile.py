"""What a framework file means once compiled: scales, points, inheritance, nodes and composites."""

from __future__ import annotations

import pytest

from civicmap.errors import FrameworkError
from civicmap.framework.load import load_framework
from civicmap.framework.types import (
    Aggregate,
    AtLeast,
    Coverage,
    Is,
    Level,
    Missing,
    Multi,
    MultiRule,
    Points,
    PointsRule,
    QuestionType,
    RollUp,
    Step,
    Tier,
    Treatment,
    WeightRule,
)
from civicmap.model import AnswerState

HEAD = "language: en\n"
POLICY = "    plus: [no, not_applicable, dont_know]\n"
EXTRA = "            title: Channels\n            questions:\n"


def extra(line):
    """Return the change that adds a question to the indicator of channels."""
    return (EXTRA, f"{EXTRA}              extra: {line}\n")


def head(text):
    """Return the change that adds lines at the top."""
    return (HEAD, f"{HEAD}{text}\n")


def test_questions_stand_in_file_order_the_profile_first(starter):
    """The order of questions is that of the file, with the profile before the pillars."""
    framework = starter()

    assert [question.id for question in framework.questions] == [
        "entity_code",
        "entity_level",
        "info_policy",
        "info_public",
        "info_channels",
        "complaint",
        "complaint_reviewed",
    ]
    assert [q.section for q in framework.questions[:3]] == ["respondent", "respondent", None]
    assert framework.pillar_of("complaint") == "remedy"
    assert framework.sections == {"respondent": "Who answers"}


def test_nodes_stand_children_first_and_end_in_the_overall(starter):
    """Indicators come before dimensions, these before pillars, these before the overall (R4)."""
    nodes = starter().nodes

    assert [node.level for node in nodes] == [
        *[Level.INDICATOR] * 3,
        *[Level.DIMENSION] * 2,
        *[Level.PILLAR] * 2,
        Level.OVERALL,
    ]
    assert nodes[-1].children == ("information", "remedy")
    assert {node.parent for node in nodes if node.level is Level.PILLAR} == {"overall"}


def test_a_scale_lists_its_own_answers_then_shared_ones(starter):
    """Codes follow the file: own answers first, then those of `plus`; states exclude all others."""
    answers = starter().question("info_policy").answers

    assert [(a.id, a.points, a.state, a.exclusive) for a in answers] == [
        ("yes", 100, None, False),
        ("partly", 50, None, False),
        ("no", 0, None, False),
        ("not_applicable", None, AnswerState.NOT_APPLICABLE, True),
        ("dont_know", None, AnswerState.DONT_KNOW, True),
    ]


def test_a_scales_own_answer_extends_the_shared_one(starter):
    """An own answer with a shared id changes what it says and keeps the rest; `also` is added."""
    framework = starter(
        ('no: {label: "No", points: 0}', 'no: {label: "No", points: 0, also: [n]}'),
        ("      partly: {label", '      no: {points: 10, also: ["not yet"]}\n      partly: {label'),
        (POLICY, "    plus: [no, not_applicable]\n"),
    )

    answers = framework.question("info_policy").answers
    assert [answer.id for answer in answers] == ["yes", "no", "partly", "not_applicable"]
    assert (answers[1].label, answers[1].points, answers[1].also) == ("No", 10, ("n", "not yet"))


@pytest.mark.parametrize("at", ["scale", "question"])
def test_reverse_gives_the_highest_minus_the_answer(starter, at):
    """`reverse` turns the points of answers without a state round, once."""
    change = (
        (POLICY, f"{POLICY}    reverse: true\n")
        if at == "scale"
        else ("refusal?, scale: policy", "refusal?, scale: policy, reverse: true")
    )

    answers = starter(change).question("complaint").answers

    assert [answer.points for answer in answers] == [0, 50, 100, None, None]


@pytest.mark.parametrize(
    ("said", "multi"),
    [
        ("true", Multi(MultiRule.NONE)),
        ("count", Multi(MultiRule.COUNT)),
        ("all", Multi(MultiRule.ALL)),
        ("any", Multi(MultiRule.ANY)),
        ("{sum: 80}", Multi(MultiRule.SUM, 80)),
        (
            "{ladder: [{needs: [website], points: 50}, {needs: [website, office], points: 100}]}",
            Multi(MultiRule.LADDER, steps=(Step(("website",), 50), Step(("website", "office"), 100))),
        ),
    ],
)
def test_every_rule_of_a_multiple_choice_loads(starter, said, multi):
    """Each form of `multi` becomes its rule; only `true`, and a sum without points, leave it unscored."""
    question = starter(("multi: count  ", f"multi: {said}  ")).question("info_channels")

    assert question.type is QuestionType.MULTI
    assert question.multi == multi
    assert question.scored is (multi.rule not in (MultiRule.NONE, MultiRule.SUM))


def test_a_sum_counts_options_without_points_as_nothing(starter):
    """In a sum `other` may lack points, and is worth 0."""
    framework = starter(
        ("multi: count  ", "multi: {sum: 100}  "),
        ("{label: Website}", "{label: Website, points: 60}"),
        ("{label: Public office}", "{label: Public office, points: 60}"),
        ("{label: Radio}", "{label: Radio, points: 5}"),
    )

    question = framework.question("info_channels")
    assert question.scored
    assert [option.points for option in question.options] == [60, 60, 5, 0, 0]


@pytest.mark.parametrize(
    ("line", "points"),
    [
        ("{text: How many?, type: number, points: value}", Points(PointsRule.VALUE)),
        ("{text: How many?, type: number, points: {at_least: 3}}", Points(PointsRule.AT_LEAST, limit=3)),
        ("{text: When?, type: date, points: {within_months: 24}}", Points(PointsRule.WITHIN_MONTHS, limit=24)),
        (
            "{text: Used?, scale: policy, points: {product: [info_policy, extra]}}",
            Points(PointsRule.PRODUCT, ("info_policy", "extra")),
        ),
        ("{text: Used?, scale: policy}", Points(PointsRule.ANSWER)),
        ("{text: Used?, scale: policy, scored: false}", Points()),
        ("{text: At which level?, scale: level}", Points()),
        ("{text: What?, type: text}", Points()),
        ("{text: How many?, type: number}", Points()),
        ("{text: Used?, scale: policy, range: [-100, 100]}", Points(PointsRule.ANSWER, low=-100)),
    ],
)
def test_points_come_from_the_rule_of_the_question(starter, line, points):
    """A question's points rule is its own, else its answers'; what cannot earn points is not scored (R4)."""
    assert starter(extra(line)).question("extra").points == points


def test_numbers_and_dates_accept_shared_answers_with_a_state(starter):
    """A number may be answered by a shared "don't know"; a text may not."""
    framework = starter(extra("{text: How many?, type: number}"))

    assert [answer.id for answer in framework.question("extra").answers] == ["not_applicable", "dont_know"]
    assert framework.question("entity_code").answers == ()


def test_missing_is_inherited_key_by_key(starter):
    """The nearest word on a state wins; the other states keep what was said above (R4)."""
    framework = starter(
        head("missing: {dont_know: exclude}\noverall: {missing: {not_applicable: zero}}"),
        ("    title: Information\n", "    title: Information\n    missing: {blank: zero}\n"),
        ("public?, scale: policy", "public?, scale: policy, missing: {dont_know: 30}"),
    )

    assert framework.question("info_public").missing == Missing(30.0, Treatment.ZERO, Treatment.ZERO)
    assert framework.question("complaint").missing == Missing(Treatment.EXCLUDE, Treatment.EXCLUDE, Treatment.ZERO)
    assert framework.question("entity_level").tier is Tier.PUBLIC


def test_tiers_coverage_and_bands_are_inherited(starter):
    """The nearest tier, coverage and bands win, down to the question."""
    framework = starter(
        head("tier: aggregate\ncoverage: {answered: 0.6}"),
        (
            "    title: Information\n",
            "    title: Information\n    tier: confidential\n    bands: {cuts: {bad: 0, good: 1/3}}\n",
        ),
        (
            "            title: Channels\n",
            "            title: Channels\n            tier: public\n            coverage: {applicable: 0.9}\n",
        ),
    )

    assert [framework.question(q).tier for q in ("entity_code", "info_policy", "info_channels", "complaint")] == [
        Tier.AGGREGATE,
        Tier.CONFIDENTIAL,
        Tier.PUBLIC,
        Tier.AGGREGATE,
    ]
    assert framework.node("IN2").coverage == Coverage(0.6, 0.9)
    assert framework.node("IN1").bands.cuts == ("0", "1/3")
    assert framework.node("overall").bands.names == ("low", "middle", "high")
    assert framework.node("publishing").tier is Tier.CONFIDENTIAL


def test_the_nearest_gate_wins(starter):
    """A gate of a node is that of each question below that has none of its own; the profile has none of the overall's."""
    framework = starter(
        head("overall: {asked_if: {entity_level: [headquarters, field]}}"),
        ("        title: Complaints\n", "        title: Complaints\n        asked_if: {level: field}\n"),
    )

    gates = {question.id: question.asked_if for question in framework.questions}
    assert gates["entity_code"] is None
    assert gates["info_policy"] == Is("entity_level", ("headquarters", "field"))
    assert gates["complaint"].group == "level"
    assert gates["complaint_reviewed"] == Is("complaint", ("yes", "partly"))


def test_the_keys_of_a_node_are_kept(starter):
    """Aggregate, accepted answers, weights and fixed bases of nodes are compiled as said."""
    framework = starter(
        head("overall: {aggregate: geometric, ranks: {within: level}, title: All}"),
        ("    title: Remedy\n", '    title: Remedy\n    weight: 0\n    of: {"2014": 10, "2015": 13}\n'),
        (
            "        title: Publishing\n",
            "        title: Publishing\n        aggregate: share\n        in: [yes]\n        of: 4\n",
        ),
    )

    publishing, remedy, overall = (framework.node(name) for name in ("publishing", "remedy", "overall"))
    assert (publishing.aggregate, publishing.accepted, publishing.fixed_base) == (Aggregate.SHARE, ("yes",), {"": 4.0})
    assert (remedy.weight, remedy.fixed_base) == (0.0, {"2014": 10.0, "2015": 13.0})
    assert (overall.aggregate, overall.title, overall.weight) == (Aggregate.GEOMETRIC, "All", 1.0)
    assert (framework.ranks.method, framework.ranks.within) == ("competition", "level")


def test_composites_take_members_of_every_kind_and_stand_after_them(starter):
    """A composite holds questions, indicators, dimensions, pillars or composites, named or all, members first."""
    framework = starter(
        head(
            """composites:
  top: {title: Top, composites: [first, second]}
  first: {title: First, questions: all, missing: {dont_know: exclude}, asked_if: {level: field}}
  second: {title: Second, indicators: [IN1, RE1], aggregate: min}
  third: {title: Third, pillars: all}
  fourth: {title: Fourth, dimensions: all}
  last: {title: Last, composites: all}"""
        )
    )

    composites = [node for node in framework.nodes if node.level is Level.COMPOSITE]
    assert {node.id: node.children for node in composites} == {
        "first": ("info_policy", "info_public", "info_channels", "complaint", "complaint_reviewed"),
        "second": ("IN1", "RE1"),
        "third": ("information", "remedy"),
        "fourth": ("publishing", "complaints"),
        "top": ("first", "second"),
        "last": ("top", "first", "second", "third", "fourth"),
    }
    places = {node.id: place for place, node in enumerate(framework.nodes)}
    assert all(
        places[child] < places[node.id] for node in composites if not node.of_questions for child in node.children
    )
    assert framework.node("first").missing == Missing(dont_know=Treatment.EXCLUDE)
    assert framework.node("first").asked_if.group == "level"
    assert framework.node("second").missing is None


def test_a_composite_by_band_needs_bands_that_are_worth_something(starter):
    """`use: band` takes members' bands by `bands.points`; without these it is a fault."""
    by_band = "composites: {both: {title: Both, pillars: all, use: band}}"
    worth = (
        "bands: {cuts: {low: 0, middle: 40, high: 75}}",
        "bands: {cuts: {low: 0, middle: 40, high: 75}, points: {low: 0, middle: 1, high: 2}}",
    )

    assert starter(worth, head(by_band)).node("both").by_band
    with pytest.raises(FrameworkError, match="are worth no points"):
        starter(head(by_band))


@pytest.mark.parametrize(
    ("composites", "words"),
    [
        ("{a: {title: A, composites: [b]}, b: {title: B, composites: [a]}}", "is made of itself"),
        ("{a: {title: A}}", "should have one of"),
        ("{a: {title: A, pillars: all, indicators: all}}", "it has indicators and pillars"),
        ("{remedy: {title: A, pillars: all}}", "'remedy' is taken"),
        ("{a: {title: A, pillars: [remedies]}}", "did you mean 'remedy'?"),
        ("{a: {title: A, questions: all, use: band}}", "questions have no bands"),
        ("{a: {title: A, pillars: all, aggregate: share}}", "`share` and `in` go together"),
        ("{a: {title: A, pillars: all, aggregate: share, in: [perhaps]}}", "no answer below it 'perhaps'"),
    ],
)
def test_faults_of_composites_are_named(starter, composites, words):
    """What cannot be a composite is a fault."""
    with pytest.raises(FrameworkError) as raised:
        starter(head(f"composites: {composites}"))

    assert words in str(raised.value)


def test_top_level_keys_are_compiled(starter):
    """Instances, waves, closing days, stages, crosswalk, files and the rest arrive as said."""
    framework = starter(
        head(
            """source: A/HRC/44/25
licence: CC0
verified: nobody
inference: sample
wave: {question: entity_code}
closes: {"1": 2019-05-31}
stages: [self_report, final]
under_review: {entity_level: field}
instances: {key: [entity_level], absent: not_asked, roll_up: {at: pillar, by: mean, of: 3}}
disclosure: {threshold: 10, release_names: true}
crosswalk: {from: "0", questions: {old: {to: complaint, grade: comparable}, gone: {grade: not_comparable}}}
files: {practices: p.csv, register: r.csv}"""
        ),
        (
            "  level: {title: Level, question: entity_level}",
            "  level: {question: entity_level, register: kind}\n  place: {register: country, place: true}",
        ),
    )

    assert (framework.source, framework.licence, framework.verified) == ("A/HRC/44/25", "CC0", "nobody")
    assert (framework.inference, framework.wave, framework.closes) == ("sample", "entity_code", {"1": "2019-05-31"})
    assert framework.stages == ("self_report", "final")
    assert framework.under_review == Is("entity_level", ("field",))
    assert (framework.instances.at, framework.instances.by, framework.instances.fixed_base) == (
        "pillar",
        RollUp.MEAN,
        {"": 3},
    )
    assert (framework.disclosure.threshold, framework.disclosure.release_names) == (10, True)
    assert framework.crosswalk == {"old": ("complaint", "comparable"), "gone": ("", "not_comparable")}
    assert framework.files == {"practices": "p.csv", "register": "r.csv"}
    assert [(g.id, g.title, g.labels, g.place) for g in framework.groups] == [
        ("level", "level", {"headquarters": "Headquarters", "field": "Field"}, False),
        ("place", "place", {}, True),
    ]
    assert framework.entity.headers == ("Code", "Entity code")


def test_one_closing_day_may_stand_for_any_wave(starter):
    """`closes` without waves is that of any wave, under the empty name."""
    assert starter(head("closes: 2019-05-31")).closes == {"": "2019-05-31"}


def test_bands_are_cut_by_exact_fractions(starter):
    """Cuts are kept as exact fractions in text, never as floats."""
    framework = starter(("cuts: {low: 0, middle: 40, high: 75}", "cuts: {low: 0, middle: 100/3, high: 66.6}, on: raw"))

    bands = framework.node("overall").bands
    assert (bands.names, bands.cuts, bands.rounded) == (("low", "middle", "high"), ("0", "100/3", "333/5"), False)


def test_titles_are_settled(starter):
    """A question's title is its own, else the indicator's for the first question there, else its text."""
    framework = starter(("public?, scale: policy", "public?, title: Public policy, scale: policy"))

    assert [
        framework.question(q).title for q in ("info_policy", "info_public", "complaint_reviewed", "entity_code")
    ] == [
        "A policy on access to information",
        "Public policy",
        "When was the procedure last reviewed?",
        "What is your entity's code?",
    ]


def test_ids_that_look_like_other_values_stay_text(starter):
    """Answers named yes, null, 1, 007, true and 2019-05-31 keep their names, in scales and in conditions."""
    names = ["yes", "null", "1", "007", "true", "2019-05-31", "NO"]
    answers = ", ".join(f"{name}: {{label: Answer {name}}}" for name in names)
    framework = starter(
        ("answers: {headquarters: {label: Headquarters}, field: {label: Field}}", f"answers: {{{answers}}}"),
        head("under_review: {entity_level: [yes, 1, 007, true, 2019-05-31, NO]}"),
    )

    assert [answer.id for answer in framework.question("entity_level").answers] == names
    assert framework.under_review == Is("entity_level", ("yes", "1", "007", "true", "2019-05-31", "NO"))


def test_line_ends_do_not_change_the_hash(tmp_path, write):
    """The hash is that of the text, whatever the line ends and the mark at its beginning."""
    from civicmap.framework.starter import STARTER

    other = tmp_path / "other.yaml"
    other.write_bytes(b"\xef\xbb\xbf" + STARTER.replace("\n", "\r\n").encode())

    assert load_framework(other) == load_framework(write(STARTER))


def test_at_least_on_an_answers_own_gate(starter):
    """An answer may be offered only where a condition holds."""
    framework = starter(("partly: {label", "partly: {asked_if: {info_channels: {at_least: 2}}, label"))

    assert framework.question("complaint").answers[1].asked_if == AtLeast("info_channels", 2)


def test_weighting_says_where_weights_come_from(starter):
    """Each rule keeps its column or groups, its strata and clusters, also through the store's JSON."""
    from civicmap.framework.codec import from_json, to_json

    text = "weighting: {design: {column: Factor, strata: level, clusters: level}, frame: {post_stratify: [level]}}"
    framework = starter(head(text))

    assert framework.weighting == {
        "design": WeightRule("Factor", strata="level", clusters="level"),
        "frame": WeightRule(post_stratify=("level",)),
    }
    assert from_json(to_json(framework)) == framework


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("{column: Factor, rake: [level]}", "weighting.w: should have one of"),
        ("{strata: level}", "weighting.w: should have one of"),
        ("{rake: [levels]}", "weighting.w.rake: there is no group"),
        ("{column: Factor, clusters: levels}", "weighting.w.clusters: there is no group"),
    ],
)
def test_a_weighting_of_no_one_source_is_a_fault(starter, rule, said):
    """None or two sources, and a group that is not there, are named with their place."""
    with pytest.raises(FrameworkError) as faults:
        starter(head(f"weighting: {{w: {rule}}}"))

    assert said in str(faults.value)
