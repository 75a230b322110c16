"""Faults seeded in the starter framework, one change each: the reference page shows what the check says of them."""

from __future__ import annotations

from typing import Final, NamedTuple


class Seeded(NamedTuple):
    """A change to the starter: a text that stands there once, and what takes its place."""

    change: str  # in words
    old: str
    new: str


_HEAD = "language: en\n"
_SHARE = "in force, share: {info_policy: yes}}"

SEEDED: Final = (
    Seeded("a text with a comma, without quotes", '"In force, but covers part only"', "In force, but covers part only"),
    Seeded("a text with `: `, without quotes", "title: A policy on access", "title: Access: a policy on access"),
    Seeded("a quote that is not closed", '"Don\'t know"', "\"Don't know"),
    Seeded("an anchor", "title: Remedy\n", "title: &x Remedy\n"),
    Seeded("a key said twice", "    title: Remedy\n", "    title: Remedy\n    title: Remedies\n"),
    Seeded("a key without a value", "    title: Remedy\n", "    title:\n"),
    Seeded("a key that is misspelt", "multi: count", "mutli: count"),
    Seeded("a key that is missing", "            title: Channels\n", ""),
    Seeded("a number in quotes", "points: 50}", 'points: "50"}'),
    Seeded("a version without quotes", 'version: "1"', "version: 1.10"),
    Seeded("a word that is not known", "base: respondents", "base: respondent"),
    Seeded("an id with a space", "      office: {", "      the office: {"),
    Seeded("a scale that is not there", "public?, scale: policy", "public?, scale: polici"),
    Seeded("an answer that is not in the scale", "closed_by: {info_policy: no}", "closed_by: {info_policy: none}"),
    Seeded("a question that is not there", "share: {info_public: yes,", "share: {info_publik: yes,"),
    Seeded("a shared answer that is not there", "plus: [none, dont_know]", "plus: [non, dont_know]"),
    Seeded("a question without a scale", "contest a refusal?, scale: policy", "contest a refusal?"),
    Seeded(
        "a scale said at the question",
        "contest a refusal?, scale: policy}",
        'contest a refusal?, scale: {answers: {yes: {label: "Yes", points: 100}}}}',
    ),
    Seeded("a question's id that stands twice", "complaint_reviewed: {", "info_policy: {"),
    Seeded("one name for two things", "  level: {title: Level,", "  complaint: {title: Level,"),
    Seeded("two answers that read the same", "label: Public office", "label: website"),
    Seeded("points outside 0 to 100", "points: 50}", "points: 150}"),
    Seeded("points beside a state", "state: dont_know}", "state: dont_know, points: 30}"),
    Seeded("gates in a circle", 'today."\n', 'today."\n                asked_if: {info_public: yes}\n'),
    Seeded("a gate on a score", "asked_if: {complaint: [yes, partly]}", "asked_if: {remedy: {band: high}}"),
    Seeded(
        "weights that are all zero", "        title: Publishing\n", "        title: Publishing\n        weight: 0\n"
    ),
    Seeded("a pillar without questions", "pillars:   ", "pillars:\n  empty: {title: Empty, dimensions: {}}\n   "),
    Seeded("bands that do not ascend", "middle: 40", "middle: 80"),
    Seeded("a coverage that is no part of 1", _HEAD, f"{_HEAD}coverage: {{answered: 75}}\n"),
    Seeded("an instance's key that is no question", _HEAD, f"{_HEAD}instances: {{key: [service]}}\n"),
    Seeded("a group from no question", "question: entity_level}", "question: entity_levle}"),
    Seeded(
        "a composite of a question without points",
        _HEAD,
        f"{_HEAD}composites: {{x: {{title: X, questions: [entity_level]}}}}\n",
    ),
    Seeded("a composite of nothing", _HEAD, f"{_HEAD}composites: {{x: {{title: X, questions: []}}}}\n"),
    Seeded(
        "a divisor where nothing is divided",
        "    title: Remedy\n",
        "    title: Remedy\n    aggregate: min\n    of: 2\n",
    ),
    Seeded(
        "codes for a choice without words of its own",
        _HEAD,
        f"{_HEAD}coding: {{x: {{question: complaint, scale: policy}}}}\n",
    ),
    Seeded(
        "a code that its question does not offer",
        _HEAD,
        f"{_HEAD}coding: {{x: {{question: entity_code, scale: level, into: complaint}}}}\n",
    ),
    Seeded("a condition on a text", _SHARE, "in force, share: {entity_code: yes}}"),
    Seeded("an answer to a date", _SHARE, "in force, share: {complaint_reviewed: 2019}}"),
    Seeded("a test that does not fit", _SHARE, "in force, share: {info_policy: {at_least: 2}}}"),
    Seeded("a test that is not known", _SHARE, "in force, share: {info_channels: {atleast: 2}}}"),
    Seeded("a count that nobody can reach", _SHARE, "in force, share: {info_channels: {at_least: 4}}}"),
    Seeded("options that exclude each other", _SHARE, "in force, share: {info_channels: {all: [website, none]}}}"),
    Seeded("lines that exclude each other", "yes, complaint: [yes, partly]}", "yes, all_of: [{info_public: no}]}"),
    Seeded("instances counted where there are none", "base: respondents,", "unit: instance,"),
    Seeded("a benchmark that is no fraction", "under: 1/3", "under: a third"),
    Seeded("bounds that no share can meet", "under: 1/3", "under: 1/3, from: 0.5"),
)
