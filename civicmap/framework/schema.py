"""The schema of the framework file as a whole. It says what a file may hold; what it means is settled in compile*."""

# ruff: noqa: FBT003 - a key's default and its example stand in a fixed place, like the columns of a table

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, Tag

from civicmap.framework.schema_base import (
    ConditionMap,
    Day,
    FixedBase,
    Id,
    Key,
    Model,
    Text,
    TierName,
    by_form,
    key,
)
from civicmap.framework.schema_coding import CodingEntry  # noqa: TC001 - pydantic reads it
from civicmap.framework.schema_findings import FindingEntry  # noqa: TC001 - pydantic reads it
from civicmap.framework.schema_questions import AnswerEntry, MissingRules, ScaleEntry
from civicmap.framework.schema_tree import (
    BandsEntry,
    CompositeEntry,
    CoverageRule,
    OverallEntry,
    PillarEntry,
    SectionEntry,
)


class TranslationFile(Model):
    """A translation file, with what it is worth."""

    file: Text = key(..., "Its name, beside the framework file.", "my.fr.csv")
    official: bool = key(False, "Whether the translation is official; reports say so where it is not.", True)


class ReplyRule(Model):
    """Whom public output may name: who has replied, and once the deadline is said to have passed the others too."""

    stage: Id = key(..., "The stage of review that entities' replies are read as.", "final")
    deadline: Day | None = key(
        None, "The last day for replies, for the record. No clock is asked: see `passed`.", "2019-06-30"
    )
    passed: bool = key(False, "Say true once the deadline has passed.", True)


class DisclosureRule(Model):
    """Rules of public output."""

    threshold: Annotated[int, Field(ge=1)] = key(5, "Counts under this are not shown by group.", 10)
    release_names: bool = key(
        False,
        "Whether public output may name entities beside public answers. With `stages`, only as `reply` says.",
        True,
    )
    reply: ReplyRule | None = key(None, "The right of reply before an entity is named.", {"stage": "final"})


class EntityEntry(Model):
    """Which questions say who answers."""

    question: Id | None = key(None, "The question that holds the entity's code.", "entity_code")
    name: Id | None = key(None, "The question that holds its name.", "entity_name")
    parent: Id | None = key(None, "The question that holds the code of the entity above it.", "parent_code")
    headers: list[Text] = key(list, "Further headers of the code's column.", ["Code", "Entity code"])


class GroupEntry(Model):
    """A way to divide entities: from an answer, from a column of the register, or both (the register wins)."""

    title: str = key("", "Its title. Default: its id.", "Level")
    question: Id | None = key(None, "The question whose answer it is.", "entity_level")
    register_: Text | None = key(None, "The column of the register.", "level", alias="register")
    place: bool = key(False, "It is a country or a region, which public output treats with more care.", True)


class RollUpEntry(Model):
    """How an entity's instances become one."""

    at: Literal["question", "indicator", "dimension", "pillar", "overall"] = key(
        "indicator", "The level at which they become one.", "indicator"
    )
    by: Literal["mean", "best", "worst", "sum"] = key("mean", "How.", "best")
    of: FixedBase | None = key(
        None, "Divide by this number of instances; or one number per wave. Not with `best` or `worst`.", 10
    )
    within: Id | None = key(
        None,
        "Instances with one answer to this question, a single choice, first become one, and then those do. "
        "With `mean` only; `of` then counts the answers.",
        "entity_level",
    )


class InstancesEntry(Model):
    """Several policies, services or data sets per entity, a row each."""

    key_: Annotated[list[Id], Field(min_length=1)] = key(
        ..., "The questions that name an instance.", ["service"], alias="key"
    )
    absent: Literal["blank", "not_asked"] = key(
        "blank", "What a question without a row or cell in an instance is.", "not_asked"
    )
    roll_up: RollUpEntry = key(RollUpEntry, "How an entity's instances become one.", {"at": "indicator", "by": "best"})


class WaveEntry(Model):
    """Where a row says which wave it belongs to."""

    question: Id = key(..., "The question that holds the wave.", "year")


class SuccessorEntry(Model):
    """What became of a question of an earlier version."""

    to: Id | None = key(None, "The question that follows it; absent if there is none.", "info_policy")
    grade: Literal["exact", "comparable", "not_comparable"] = key(..., "How far the two compare.", "comparable")


class CrosswalkEntry(Model):
    """From the questions of an earlier version to those of this one."""

    from_: Text = key(..., "The earlier version.", "2018", alias="from")
    questions: dict[Key, SuccessorEntry] = key(
        dict, "Each old question with its successor.", {"old_policy": {"to": "info_policy", "grade": "comparable"}}
    )


class WeightingEntry(Model):
    """Where weights come from. Exactly one of `column`, `post_stratify` and `rake`."""

    column: Text | None = key(None, "The header of the column that holds them.", "Sampling weight")
    post_stratify: list[Id] = key(
        list,
        "Weights that add up to the register's count of each value of this group, or of each combination of the values of "
        "these groups. Every one of them needs five respondents.",
        ["level"],
    )
    rake: list[Id] = key(
        list, "Weights that add up to the register's counts of each of these groups by itself.", ["level"]
    )
    strata: Id | None = key(None, "The group within whose values entities were drawn.", "level")
    clusters: Id | None = key(None, "The group whose values were drawn, rather than entities.", "level")


class FilesEntry(Model):
    """Files that belong to the framework, beside it."""

    practices: Text | None = key(None, "Documented practices.", "practices.csv")
    recommendations: Text | None = key(None, "Recommendations.", "recommendations.csv")
    register_: Text | None = key(None, "The entities invited.", "register.csv", alias="register")
    policies: Text | None = key(None, "Policies that entities listed.", "policies.csv")
    scores: Text | None = key(None, "Published scores, to compare with.", "published.csv")


TranslationForm = Annotated[Annotated[Text, Tag("word")] | Annotated[TranslationFile, Tag("map")], by_form]
StagesForm = Annotated[Annotated[list[Id], Tag("list")] | Annotated[dict[Key, Text], Tag("map")], by_form]
ClosesForm = Annotated[Annotated[Day, Tag("word")] | Annotated[dict[str, Day], Tag("map")], by_form]


class FrameworkFile(Model):
    """A framework file."""

    civicmap: Literal[1] = key(..., "The version of this file's format.", 1)
    extends: Text | None = key(
        None,
        "Take over another framework: a shipped id, or a file beside this one. Such a file needs nothing else; it may "
        "say `id`, `version`, `title`, `source`, `licence`, `verified`, `closes`, `disclosure`, `files` and `translations` anew "
        "and add `groups`, `composites`, `findings` and `coding` under ids that are not taken.",
        "three-ps",
    )
    id: Key = key(..., "The framework's id.", "my-framework")
    version: Text = key(..., "Its version, in quotes.", "2024.1")
    title: Text = key(..., "Its title.", "Open to the public")
    source: str = key("", "The document that it follows.", "A/HRC/44/25")
    language: Text = key("en", "The language of the texts in this file.", "en")
    translations: dict[str, TranslationForm] = key(
        dict,
        "Translations by language: a CSV file, or `{file: …, official: true}`; unofficial unless said.",
        {"fr": "my.fr.csv"},
    )
    licence: str = key("", "The terms of use.", "CC BY 4.0")
    verified: str = key("", "Who checked answers against evidence, and how; empty: nobody.", "Two reviewers read each.")
    inference: Literal["census", "sample"] = key("census", "Whether everyone was asked, or a random sample.", "sample")
    tier: TierName = key(
        "public",
        "How far answers may travel in public output, strictest last: `public`, `aggregate`, `confidential`.",
        "aggregate",
    )
    missing: MissingRules = key(MissingRules, "How silence counts.", {"dont_know": "zero", "blank": "exclude"})
    coverage: CoverageRule = key(CoverageRule, "When a score is rated.", {"answered": 0.75, "applicable": 0.5})
    bands: BandsEntry | None = key(None, "Names for stretches of every score.", {"cuts": {"low": 0, "high": 50}})
    range: Annotated[list[float], Field(min_length=2, max_length=2)] | None = key(
        None, "The lowest and the highest points that an answer may have. Default 0 to 100.", [-50, 150]
    )
    disclosure: DisclosureRule = key(DisclosureRule, "Rules of public output.", {"threshold": 5})
    entity: EntityEntry = key(
        EntityEntry, "Who answers. Without it every row is an entity of its own.", {"question": "entity_code"}
    )
    wave: WaveEntry | None = key(None, "Where a row says which wave it belongs to.", {"question": "year"})
    closes: ClosesForm | None = key(
        None,
        "The closing day: of each wave, or one for any wave. `within_months` counts back from it.",
        {"1": "2019-05-31"},
    )
    groups: dict[Key, GroupEntry] = key(
        dict, "Ways to divide entities, by id.", {"level": {"question": "entity_level"}}
    )
    instances: InstancesEntry | None = key(
        None, "Several policies, services or data sets per entity.", {"key": ["service"]}
    )
    stages: StagesForm = key(
        list,
        "Rounds of review within a wave, first to last: ids, or ids with titles. Of each cell the last with a value counts.",
        ["self_report", "final"],
    )
    evidence: Literal["flag", "refuse"] | None = key(
        None,
        "What becomes of an answer worth points beside which no evidence and no page stands: `flag` makes it a warning, "
        "`refuse` puts it under review too, so that it earns nothing yet.",
        "flag",
    )
    under_review: ConditionMap | None = key(
        None, "Where this holds, a response is under review: its answers do not count yet.", {"entity_level": "field"}
    )
    answers: dict[Key, AnswerEntry] = key(
        dict,
        "Answers said once; any scale takes them by name.",
        {"refused": {"label": "Prefer not to say", "state": "blank"}},
    )
    scales: dict[Key, ScaleEntry] = key(
        dict, "Scales by id.", {"yes_no": {"answers": {"yes": {"label": "Yes", "points": 100}}, "plus": ["no"]}}
    )
    profile: dict[Key, SectionEntry] = key(
        dict,
        "Questions on who answers, asked first, in no pillar.",
        {"contact": {"questions": {"mail": {"text": "Where can we write to you?", "type": "text"}}}},
    )
    pillars: Annotated[dict[Key, PillarEntry], Field(min_length=1)] = key(
        ...,
        "The pillars by id; below them dimensions, indicators and questions.",
        {
            "more": {
                "title": "More",
                "dimensions": {
                    "budgeting": {
                        "title": "Budgeting",
                        "indicators": {
                            "X1": {"title": "Budget", "questions": {"budget": {"text": "How much?", "type": "number"}}}
                        },
                    }
                },
            }
        },
    )
    overall: OverallEntry = key(OverallEntry, "The score over the pillars.", {"aggregate": "geometric"})
    composites: dict[Key, CompositeEntry] = key(
        dict,
        "Scores beside the tree, by id.",
        {"readiness": {"title": "Readiness", "questions": ["info_policy", "complaint"]}},
    )
    findings: dict[Key, FindingEntry] = key(
        dict, "Named gap statistics, by id.", {"policy": {"share": {"info_policy": "yes"}}}
    )
    coding: dict[Key, CodingEntry] = key(
        dict,
        "How coders judge open answers, by id. A choice is judged on its own scale and needs no entry.",
        {"code_form": {"question": "entity_code", "scale": "policy"}},
    )
    crosswalk: CrosswalkEntry | None = key(
        None,
        "From an earlier version's questions to these.",
        {"from": "2018", "questions": {"old_policy": {"to": "info_policy", "grade": "comparable"}}},
    )
    weighting: dict[Key, WeightingEntry] = key(
        dict,
        "Weights by the name that `--weight` takes. None is used unless it is asked for.",
        {"frame": {"post_stratify": ["level"]}},
    )
    files: FilesEntry = key(FilesEntry, "Files that belong to the framework.", {"practices": "practices.csv"})
