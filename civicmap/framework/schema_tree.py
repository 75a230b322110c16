"""The schema of the tree: indicators, dimensions, pillars, the overall, composites and the profile."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from civicmap.framework.schema_base import (
    Choice,
    ConditionMap,
    Exact,
    Figure,
    FixedBase,
    Id,
    Key,
    Model,
    Part,
    Sources,
    Text,
    TierName,
    Weight,
    key,
)
from civicmap.framework.schema_questions import MissingRules, QuestionEntry  # noqa: TC001 - pydantic reads them

AggregateName = Literal["mean", "flat_mean", "sum", "share", "geometric", "min"]


class CoverageRule(Model):
    """What must be answered before a score is rated, as parts of 1."""

    answered: Part | None = key(None, "Answered out of applicable. Default 0.75.", 0.75)
    applicable: Part | None = key(None, "Applicable out of all questions. Default 0.5.", 0.5)


class BandsEntry(Model):
    """Names for stretches of a score."""

    cuts: Annotated[dict[Key, Exact], Field(min_length=1)] = key(
        ...,
        "Each band with the score at which it begins, ascending; fractions such as 100/3 are exact. The lowest is "
        "open below.",
        {"low": 0, "middle": "100/3", "high": "200/3"},
    )
    on: Literal["rounded", "raw"] = key("rounded", "Whether the rounded score or the raw one is cut.", "raw")
    points: dict[Key, Figure] | None = key(
        None, "What each band is worth where a composite takes its members by band.", {"low": 0, "high": 100}
    )


class NodeEntry(Model):
    """What pillars, dimensions, indicators, composites and the overall have in common."""

    weight: Weight = key(
        1.0, "Its weight among its sisters, as at a question. A pillar of weight 0 stays out of the overall.", 2
    )
    aggregate: AggregateName = key(
        "mean",
        "How it is made of what stands below: `mean` of the children; `flat_mean` of all questions below; `sum` of the points "
        "of all questions below, each times its weight; `share`: "
        "100 × the part of the questions answered with one of `in`, scored questions or, where none is, all that offer "
        "one of `in`; `geometric`; `min`.",
        "flat_mean",
    )
    in_: list[Id] | None = key(None, "With `aggregate: share`: the answers that count.", ["yes"], alias="in")
    of: FixedBase | None = key(
        None,
        "Divide the weighted sum by this number and not by the weights present; or one number per wave. A fraction such "
        "as 3/2 is exact. Not with "
        "`geometric` or `min`.",
        {"2014": 10, "2015": 13},
    )
    missing: MissingRules | None = key(
        None, "How silence counts below here; each key that is not said is inherited.", {"dont_know": "exclude"}
    )
    coverage: CoverageRule | None = key(None, "When its score is rated; nearest above wins.", {"answered": 0.5})
    bands: BandsEntry | None = key(None, "Its bands; nearest above wins.", {"cuts": {"low": 0, "high": 50}})
    asked_if: ConditionMap | None = key(
        None, "A gate for every question below that has none of its own.", {"entity_level": "field"}
    )


class BranchEntry(NodeEntry):
    """What pillars, dimensions and indicators have in common."""

    title: Text = key(..., "Its title.", "Access to information")
    tier: TierName | None = key(None, "The tier of all below; nearest above wins.", "aggregate")
    source: Sources = key(
        (), "Where it comes from; a bare number is a paragraph of the framework's `source`.", [26, "27(a)"]
    )
    recommendations: list[Id] = key(list, "Recommendations that it follows up, by id.", ["R20"])


class IndicatorEntry(BranchEntry):
    """An indicator and its questions."""

    questions: Annotated[dict[Key, QuestionEntry], Field(min_length=1)] = key(
        ...,
        "Its questions by id. A question's id stands once in the file.",
        {"extra": {"text": "How many?", "type": "number"}},
    )


class DimensionEntry(BranchEntry):
    """A dimension and its indicators."""

    indicators: Annotated[dict[Key, IndicatorEntry], Field(min_length=1)] = key(
        ...,
        "Its indicators by id.",
        {"X1": {"title": "Staff", "questions": {"extra": {"text": "How many?", "type": "number"}}}},
    )


class PillarEntry(BranchEntry):
    """A pillar and its dimensions."""

    dimensions: Annotated[dict[Key, DimensionEntry], Field(min_length=1)] = key(
        ...,
        "Its dimensions by id.",
        {
            "staff": {
                "title": "Staff",
                "indicators": {
                    "X1": {"title": "Staff", "questions": {"extra": {"text": "How many?", "type": "number"}}}
                },
            }
        },
    )


class SectionEntry(Model):
    """A part of the profile: questions on who answers, in no pillar and never scored."""

    title: str = key("", "Its title.", "Who answers")
    tier: TierName | None = key(None, "The tier of its questions.", "confidential")
    asked_if: ConditionMap | None = key(None, "A gate for its questions.", {"entity_level": "field"})
    questions: Annotated[dict[Key, QuestionEntry], Field(min_length=1)] = key(
        ..., "Its questions by id.", {"extra": {"text": "How many work for your entity?", "type": "number"}}
    )


class RanksEntry(Model):
    """Ranks of the overall. They are off unless said here."""

    method: Literal["competition"] = key(
        "competition", "Equal scores share the better rank: 1, 2, 2, 4.", "competition"
    )
    within: Id | None = key(None, "A group: entities are ranked within each of its values.", "level")


class OverallEntry(NodeEntry):
    """The score over the pillars."""

    title: str = key("Overall", "Its title.", "All pillars")
    ranks: RanksEntry | None = key(None, "How the overall is ranked.", {"method": "competition", "within": "level"})


class CompositeEntry(NodeEntry):
    """A score beside the tree. Exactly one of `questions`, `indicators`, `dimensions`, `pillars`, `composites`."""

    title: Text = key(..., "Its title.", "Readiness")
    tier: TierName | None = key(None, "Its tier. Default: the framework's.", "aggregate")
    source: Sources = key((), "Where it comes from.", [26])
    recommendations: list[Id] = key(list, "Recommendations that it follows up, by id.", ["R20"])
    questions: Choice | None = key(
        None,
        "Made of these questions; `all` is every scored one, and for a share where none is, every one that offers one "
        "of `in`.",
        ["info_policy", "complaint"],
    )
    indicators: Choice | None = key(None, "Made of these indicators, or `all`.", "all")
    dimensions: Choice | None = key(None, "Made of these dimensions, or `all`.", ["publishing"])
    pillars: Choice | None = key(None, "Made of these pillars, or `all`.", "all")
    composites: Choice | None = key(None, "Made of these composites; `all` is every one before it.", ["basics"])
    use: Literal["score", "band"] = key(
        "score", "`band` takes each member's band, worth what its `bands.points` says, in place of its score.", "band"
    )
