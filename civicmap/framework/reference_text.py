"""What the reference page says between its tables: the reading of YAML, conditions, points, silence, scores, texts."""

from __future__ import annotations

from typing import Final

INTRO: Final = """\
# The framework file

A framework is one YAML file: the questions, what their answers are worth, how scores are made, and the shares that the
report tells. civicmap knows no question by itself; a new scorecard is a new file. This page is enough to write one.

```
civicmap framework new -o my.yaml      # a small whole file, with comments
civicmap framework check my.yaml       # every fault in one run, each with its line
civicmap framework show my.yaml        # the tree, with tiers and points
civicmap framework schema              # the JSON Schema, for an editor that completes and checks
```

## A complete example
"""

YAML: Final = """\
## What YAML asks of you

- The file is YAML 1.2: `yes`, `no` and `NO` are text, and so are dates. Numbers, `true` and `false` are not: a version
  such as `1.10` needs quotes.
- Between `{ }` and `[ ]` a comma ends a text. Put a text with a comma in double quotes.
- A text that holds `: ` or ` #`, or begins with one of `& * ! % @`, a backtick or a quote, needs double quotes too.
- An id is one word of letters, digits, `_` and `-`. The ids of questions, of groups and of pillars and composites are
  one namespace, because conditions look things up by them; a group may bear the name of the question that it comes from.
- Anchors (`&`), aliases (`*`) and tags (`!`) are refused, and so is a key that is said twice.
- Nothing is guessed: a key that is not on this page is a fault.
"""

CONDITIONS: Final = """\
## Condition

A condition is a map; all its lines must hold. It stands in `share`, `among`, `not_in`, `asked_if`, `closed_by` and
`under_review`. The key of a line is looked up among questions, then groups, then pillars and composites.
"""

# How a condition may be written -> an example about the framework above, and what it means.
CONDITION_FORMS: Final[tuple[tuple[dict[str, object], str], ...]] = (
    ({"info_policy": "yes"}, "The answer is this one; of a multiple choice, this option is ticked."),
    ({"info_policy": ["yes", "partly"]}, "One of these; of a multiple choice, at least one is ticked."),
    ({"info_policy": "yes", "complaint": "yes"}, "Both lines hold."),
    ({"info_channels": {"all": ["website", "office"]}}, "All these options are ticked."),
    ({"info_channels": {"at_least": 2}}, "So many options are ticked, those that are exclusive or `other` left out."),
    ({"staff": {"at_least": 10, "at_most": 50}}, "A number within bounds (included)."),
    ({"complaint_reviewed": {"within_months": 24}}, "A date at most so long before the wave's closing day."),
    ({"level": "field"}, "The entity's value in a group."),
    ({"remedy": {"band": ["middle", "high"]}}, "The band of a pillar or composite. Not in gates."),
    ({"any_of": [{"info_policy": "yes"}, {"complaint": "yes"}]}, "At least one of the list holds."),
    ({"all_of": [{"info_channels": "website"}, {"info_channels": "office"}]}, "All hold; for two lines on one thing."),
    (
        {"at_least": {"n": 2, "of": [{"info_policy": "yes"}, {"info_public": "yes"}, {"complaint": "yes"}]}},
        "So many of the list hold.",
    ),
    ({"not": {"info_policy": "yes"}}, "It is known, and does not hold."),
    (
        {"cells": {"questions": ["info_policy", "complaint"], "in": ["yes"]}},
        "In `share` alone, with `unit: cell`: the share of all entity × question cells.",
    ),
)

POINTS: Final = """\
## Points, silence and scores

**Points.** A choice earns the points of its answer, 0 to 100 (elsewhere only where `range` says so). A choice is scored
when every answer without a state has points. `reverse` gives the scale's highest points minus the answer's. A multiple
choice earns what its `multi` rule says; options without points are worth 0 in a sum. A number or date earns points only
by the question's own `points`.
A factor of a product may be `scored: false`: it keeps its points for the product and earns none by itself. `extra` makes
a bonus or a penalty, which adds to its sisters and not to what they are divided by.

**Silence.** `missing` says what *don't know*, *blank* and *not applicable* do to a mean: `zero`, `exclude`, or a value.
It may stand at the top, at a pillar, dimension, indicator or question, at `overall` (for all pillars) or at a composite,
whose own word wins over its questions'; each of the three keys is inherited by itself. A *closed* question (see
`closed_by`) is worth 0; one *not asked* counts as not applicable.

**Scores.** Question → indicator → dimension → pillar → overall: at each level the mean of what is there, by `weight`.
`aggregate` chooses another way, `of` a fixed divisor. `coverage` says when a score is rated, `bands` what its stretches
are called; both are inherited, the nearest wins, and at `overall` they are meant for the overall alone. A gate
(`asked_if`) at a pillar, dimension or indicator is that of every question below that has none of its own. A status that
is derived from ratings is a composite of what is rated, with `use: band`: each member counts what its band's `points`
say, and the composite's own `bands` name the mean. A weight that differs by kind is a composite for each kind, with
`asked_if`, and one over these.

**Tiers.** `tier` is inherited the same way: `public` answers may be shown, `aggregate` ones only as counts, never by
country, region or a small group, `confidential` ones only as one total of all. A finding has the strictest tier of
the questions that it reads.

**Scales.** A scale's answers come in the order of the file, its own first, then those of `plus`. A scale's own answer
with the id of a shared one extends it: it keeps what the shared answer says and changes what it says itself (`also` is
added). Numbers and dates accept the shared answers that have a `state`.
"""

TEXTS: Final = """\
## Translations

`translations` names a CSV file for each language, in UTF-8, with the columns `where`, the framework's language and the
other one:

```
where,en,fr
title,Open to the public: a first mapping,Ouvert au public : un premier état des lieux
answers.no,No,Non
questions.info_policy.text,Is there a policy on access to information?,Existe-t-il une politique ?
```

A row whose text in the framework's language is no longer that of the file is *out of date*: `framework check` says so,
and the translation is not used. Rows with an empty translation are skipped; a text without a row stays as it is.
Translations are not part of the framework's hash.

| `where` | the text |
|---|---|
"""

EXTENDS: Final = """\
## Extending a framework

A file with `extends` takes over another framework, shipped or beside it, and adds to it:

```yaml
civicmap: 1
extends: my.yaml
id: my-framework-plus
version: "2"
findings:
  both: {title: A policy and a remedy, share: {info_policy: yes, complaint: yes}}
```

It may say `id`, `version`, `title`, `source`, `licence`, `verified`, `closes`, `disclosure`, `files` and `translations`
anew, and add `groups`, `composites`, `findings` and `coding` under ids that are not taken. The hash covers both files.
"""

FAULTS: Final = """\
## What the check says

`civicmap framework check` names every fault in one run as `file.yaml:LINE: path: what is wrong: what would be right` and
exits 1. Warnings (translations) leave the exit code at 0. Each fault has a code: `framework-syntax` (not YAML, or YAML
that is refused), `framework-key` (a key missing, unknown or said twice), `framework-value` (a value that may not stand
there), `framework-reference` (a name that is not there), `framework-logic` (parts that do not fit together) and
`framework-translation`. Some of them, each made by one change to the example above:
"""
