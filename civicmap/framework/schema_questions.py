"""The schema of answers, scales and questions."""

# ruff: noqa: FBT003 - a key's default and its example stand in a fixed place, like the columns of a table

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, Tag

from civicmap.framework.schema_base import (
    ConditionMap,
    Figure,
    Id,
    Key,
    Model,
    Sources,
    Text,
    TierName,
    Treated,
    Weight,
    by_form,
    key,
)


class MissingRules(Model):
    """How silence counts in a mean: `zero`, `exclude` (out of the mean) or a value in points."""

    dont_know: Treated | None = key(None, "An answer “don't know”. Default `zero`.", "exclude")
    blank: Treated | None = key(
        None, "No answer; rules under review and unreadable answers too. Default `exclude`.", "zero"
    )
    not_applicable: Treated | None = key(
        None, "An answer “not applicable”; rules questions not asked too. Default `exclude`.", "exclude"
    )


class AnswerEntry(Model):
    """An answer. Answers under the top-level `answers` are shared: any scale takes them by name."""

    label: Text | None = key(
        None,
        "The words that a respondent sees. Only an answer that extends a shared one may leave it out.",
        "Yes, for part of our work",
    )
    points: Figure | None = key(None, "What the answer is worth, 0 to 100; a fraction such as 100/3 is exact.", 50)
    state: Literal["dont_know", "not_applicable", "blank", "not_asked", "under_review", "closed"] | None = key(
        None,
        "The answer is no substance but a state, and counts as `missing` says. It keeps a line of its own in counts, "
        "has no points and excludes every other answer.",
        "not_applicable",
    )
    exclusive: bool | None = key(
        None, "In a multiple choice: it stands alone, like “none of these”. Beside others it is a problem.", True
    )
    other: bool | None = key(None, "In a multiple choice: the option “other”, with a text of its own.", True)
    also: list[Text] | None = key(
        None, "Further spellings in the survey's export. Case and spacing never matter.", ["in force", "applied"]
    )
    asked_if: ConditionMap | None = key(None, "The answer is offered only where this holds.", {"entity_level": "field"})


class LadderStep(Model):
    """A step of a ladder: its points go to who ticked all that it needs."""

    needs: Annotated[list[Id], Field(min_length=1)] = key(
        ..., "Options that must all be ticked.", ["website", "office"]
    )
    points: Figure = key(..., "The points of this step; the highest step reached counts.", 50)


class MultiMap(Model):
    """A points rule of a multiple choice that needs a value. Exactly one of the two."""

    sum: float | None = key(None, "The ticked options' points are added, up to this cap.", 100)
    ladder: Annotated[list[LadderStep], Field(min_length=1)] | None = key(
        None, "Steps of options that must all be ticked.", [{"needs": ["website", "office"], "points": 100}]
    )


MultiRuleForm = Annotated[
    Annotated[Literal["count", "all", "any", True], Tag("word")] | Annotated[MultiMap, Tag("map")], by_form
]


class ScaleEntry(Model):
    """The answers that a question offers, and what they are worth."""

    multi: MultiRuleForm | None = key(
        None,
        "Several answers may be ticked. `count`: points are the share of the options ticked (exclusive ones and "
        "`other` left out); `all`: 100 when every option is ticked; `any`: 100 when one is; `{sum: 100}`: their points "
        "added, up to the cap; `{ladder: […]}`: steps; `true`: no points.",
        {"sum": 100},
    )
    answers: dict[Key, AnswerEntry] = key(
        dict,
        "The scale's own answers by id, in the order shown. One with the id of a shared answer extends that one: it "
        "says only what differs.",
        {"yes": {"label": "Yes", "points": 100}, "no": {"label": "No", "points": 0}},
    )
    plus: list[Id] = key(list, "Shared answers, by id, that follow the scale's own.", ["no", "dont_know"])
    reverse: bool = key(
        False,
        "Turn the points round: an answer gets the scale's highest points minus its own. Say it here or at a "
        "question, not at both.",
        True,
    )


class PointsMap(Model):
    """Where a question's points come from, if not from its answers. Exactly one of the three."""

    product: Annotated[list[Id], Field(min_length=2)] | None = key(
        None,
        "The answers' points of these questions multiplied, as parts of 100. The question itself may be among them.",
        ["info_policy", "info_public"],
    )
    at_least: float | None = key(None, "Number: 100 where it is at least this, else 0.", 3)
    within_months: Annotated[int, Field(gt=0)] | None = key(
        None, "Date: 100 where it lies at most so many months before the wave's closing day, else 0.", 24
    )


PointsForm = Annotated[Annotated[Literal["value"], Tag("word")] | Annotated[PointsMap, Tag("map")], by_form]


class QuestionEntry(Model):
    """One question. It has a `scale`, or a `type`."""

    text: Text = key(..., "The question as asked.", "Is there a policy on access to information?")
    help: str = key("", "What a respondent may need to know to answer.", "Yes: approved, and in force today.")
    title: str = key(
        "",
        "A short name for tables. Default: the indicator's title for its first question, else the text.",
        "Access policy",
    )
    type: Literal["choice", "multi", "number", "date", "text"] | None = key(
        None, "`number`, `date` or `text`. A question with a scale needs no type: its scale says it.", "number"
    )
    scale: Id | None = key(None, "The id of its scale.", "policy")
    asked_if: ConditionMap | None = key(
        None, "Asked only where this holds; else it is *not asked* and leaves the base.", {"entity_level": "field"}
    )
    closed_by: ConditionMap | None = key(
        None,
        "Where this holds, the thing asked about cannot exist: the question is *closed*, is worth 0 and stays in the "
        "base.",
        {"info_policy": "no"},
    )
    points: PointsForm | None = key(
        None,
        "Only where points do not come from answers: `value` (the number itself), `{product: […]}`, `{at_least: 3}` "
        "or `{within_months: 24}`.",
        {"within_months": 24},
    )
    scored: bool | None = key(
        None,
        "`false` keeps a question out of all scores. Default: a choice is scored when every answer without a state "
        "has points; a multiple choice when its rule can give points; a number or date when it has `points`.",
        False,
    )
    reverse: bool = key(False, "As in a scale, for this question alone.", True)
    range: Annotated[list[float], Field(min_length=2, max_length=2)] | None = key(
        None, "The lowest and the highest points, where they go beyond 0 to 100.", [-100, 100]
    )
    weight: Weight = key(
        1.0,
        "Its weight among its sisters; a fraction such as 1/3 may be said, and `high`, `medium` and `low` are 3, 2 and 1.",
        2,
    )
    extra: bool = key(
        False,
        "Its points are added to those of its sisters, and its weight is no part of what they are divided by: a bonus, "
        "or, with points below 0 and a `range` that allows them, a penalty.",
        True,
    )
    evidence: Literal["flag", "refuse", "none"] | None = key(
        None, "As at the top of the file, for this question alone; `none` asks for no evidence.", "refuse"
    )
    tier: TierName | None = key(
        None, "How far its answers may travel in public output; nearest above wins.", "confidential"
    )
    missing: MissingRules | None = key(
        None, "How silence counts; each key that is not said is inherited.", {"blank": "zero"}
    )
    source: Sources = key((), "Where it comes from; a bare number is a paragraph of the framework's `source`.", [26])
    recommendations: list[Id] = key(list, "Recommendations that it follows up, by id.", ["R20"])
    practice: bool = key(
        False,
        "Text: it asks for a practice to share. `civicmap practices promote` puts its answers forward for review, and "
        "a summary may be released after it, even where the answers are confidential.",
        True,
    )
