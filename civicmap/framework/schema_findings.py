"""The schema of findings and their benchmarks."""

# ruff: noqa: FBT003 - a key's default and its example stand in a fixed place, like the columns of a table

from __future__ import annotations

from typing import Literal

from civicmap.framework.schema_base import ConditionMap, Exact, Id, Model, Sources, Text, key


class BenchmarkEntry(Model):
    """A published figure to compare with. Words without bounds are shown, not judged."""

    words: Text = key(..., "What was published, in its words.", "only one third of respondents")
    source: Sources = key((), "Where it was published. Default: the finding's `source`.", "A/HRC/44/25, para. 26")
    from_: Exact | None = key(None, "It holds from this share on (included).", 0.3, alias="from")
    to: Exact | None = key(None, "It holds up to this share (included).", 0.36)
    over: Exact | None = key(None, "It holds above this share (not included).", 0.5)
    under: Exact | None = key(None, "It holds below this share (not included).", "1/3")
    invented: bool = key(False, "The figure is made up, for a demonstration.", True)


class FindingEntry(Model):
    """A named gap statistic: the share of a base that meets a condition."""

    title: str = key("", "Its title. Default: that of the first question that it reads.", "A policy in force")
    share: ConditionMap = key(
        ..., "Who has it. `{cells: {questions: […], in: […]}}` pools entity × question.", {"info_policy": "yes"}
    )
    not_in: ConditionMap | None = key(
        None,
        "Who clearly lacks it. Default: an answer worth 0 that is not in `share`; for multiple choice, numbers and "
        "dates: an answer that fails the test.",
        {"info_policy": "no"},
    )
    among: ConditionMap | None = key(None, "Narrows the base to those who meet this.", {"entity_level": "field"})
    among_title: str = key("", "What the narrowed base is called. Default: the condition in words.", "field entities")
    pillar: Id | None = key(
        None, "The pillar that it is told under. Default: that of its first question.", "information"
    )
    base: Literal["frame", "respondents", "applicable", "given", "answered"] = key(
        "applicable",
        "Who it is a share of: `frame` (all invited), `respondents`, `applicable` (without not applicable and not "
        "asked), `given` (without blank) or `answered` (without don't know).",
        "respondents",
    )
    unit: Literal["entity", "instance", "cell"] = key(
        "entity",
        "What is counted: entities, instances, or entity × question (`cell`, with `share: {cells: …}`).",
        "entity",
    )
    family: str = key("", "Findings of one family are adjusted together where groups are tested.", "information")
    benchmark: BenchmarkEntry | None = key(
        None, "A published figure to compare with.", {"words": "less than one third", "under": "1/3"}
    )
    source: Sources = key((), "Where it comes from; a bare number is a paragraph of the framework's `source`.", [26])
    recommendations: list[Id] = key(list, "Recommendations that it follows up, by id.", ["R20"])
    note: str = key("", "A remark printed with it.", "The wording changed in 2021.")
