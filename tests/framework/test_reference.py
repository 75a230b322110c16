"""The reference page and the JSON Schema: made from the schema, up to date, and true."""

from __future__ import annotations

import copy
import json
import re
from pathlib import Path

import jsonschema
import pytest

from civicmap.framework.compile import compile_framework
from civicmap.framework.faults import Faults
from civicmap.framework.jsonschema import framework_json_schema
from civicmap.framework.load import load_framework
from civicmap.framework.reader import read
from civicmap.framework.reference import models, reference_page
from civicmap.framework.reference_faults import SEEDED
from civicmap.framework.reference_forms import flow
from civicmap.framework.reference_text import CONDITION_FORMS
from civicmap.framework.schema_faults import check_schema
from civicmap.framework.starter import STARTER

PAGES = Path(__file__).parents[2] / "docs" / "reference"
INDICATOR = ("pillars", "information", "dimensions", "publishing", "indicators", "IN2")
QUESTION = (*INDICATOR, "questions", "spare")
PROFILE = ("profile", "respondent", "questions")
A_QUESTION = {"text": "How many?", "type": "number"}
AN_INDICATOR = {"title": "Use", "questions": {"spare": {"text": "In use?", "scale": "policy"}}}


def context():
    """Return the starter's values with what some examples need besides: more to ask of whom, and bands worth points."""
    data = copy.deepcopy(read(STARTER).data)
    for name in ("year", "service", "entity_name", "parent_code"):
        data["profile"]["respondent"]["questions"][name] = {"text": f"{name}?", "type": "text"}
    data["profile"]["respondent"]["questions"]["staff"] = A_QUESTION
    data["bands"]["points"] = {"low": 0, "middle": 50, "high": 100}
    data["composites"] = {"basics": {"title": "Basics", "pillars": "all"}}
    data["instances"] = {"key": ["service"]}
    data["stages"] = ["self_report", "final"]
    return data


# model -> where it stands, and what stands there besides the example (a function of the example's keys)
SLOTS = {
    "FrameworkFile": ((), lambda _: {}),
    "TranslationFile": (("translations", "fr"), lambda _: {"file": "x.csv"}),
    "DisclosureRule": (("disclosure",), lambda _: {}),
    "ReplyRule": (("disclosure", "reply"), lambda _: {"stage": "final", "deadline": "2019-06-30"}),
    "EntityEntry": (("entity",), lambda _: {}),
    "GroupEntry": (("groups", "spare"), lambda _: {"register": "kind"}),
    "RollUpEntry": (("instances", "roll_up"), lambda _: {}),
    "InstancesEntry": (("instances",), lambda _: {"key": ["service"]}),
    "WaveEntry": (("wave",), lambda _: {}),
    "SuccessorEntry": (
        ("crosswalk",),
        lambda entry: {"from": "0", "questions": {"old": {"to": "complaint", "grade": "exact", **entry}}},
    ),
    "CrosswalkEntry": (("crosswalk",), lambda _: {"from": "0"}),
    "FilesEntry": (("files",), lambda _: {}),
    "MissingRules": (("missing",), lambda _: {}),
    "CoverageRule": (("coverage",), lambda _: {}),
    "BandsEntry": (
        ("pillars", "remedy", "bands"),
        lambda e: {"cuts": {"low": 0, "high": 50}} if "cuts" not in e else {},
    ),
    "AnswerEntry": (
        ("scales", "policy", "answers", "spare"),
        lambda e: {"label": "Spare"} | ({} if "state" in e else {"points": 1}),
    ),
    "LadderStep": (("scales", "channels", "multi"), lambda e: {"ladder": [{"needs": ["radio"], "points": 10, **e}]}),
    "MultiMap": (("scales", "channels", "multi"), lambda _: {}),
    "ScaleEntry": (
        ("scales", "spare"),
        lambda e: {"plus": ["no"]} if "answers" in e else {"answers": {"yes": {"label": "Yes", "points": 1}}},
    ),
    "PointsMap": (
        QUESTION,
        lambda e: {"text": "Spare?", "type": "date" if "within_months" in e else "number", "points": e},
    ),
    "QuestionEntry": (
        QUESTION,
        lambda e: (
            {"text": "Spare?"}
            | ({"scale": "policy"} if {"reverse", "range", "scored"} & set(e) else {})
            | (
                {}
                if {"scale", "type", "reverse", "range", "scored"} & set(e)
                else {"type": "date" if "points" in e else "number"}
            )
        ),
    ),
    "IndicatorEntry": ((*INDICATOR[:-1], "X9"), lambda _: AN_INDICATOR),
    "DimensionEntry": ((*INDICATOR[:3], "spare"), lambda _: {"title": "Spare", "indicators": {"X9": AN_INDICATOR}}),
    "PillarEntry": (
        ("pillars", "spare_pillar"),
        lambda _: {
            "title": "Spare",
            "dimensions": {"spare_one": {"title": "Spare", "indicators": {"X9": AN_INDICATOR}}},
        },
    ),
    "SectionEntry": (("profile", "spare"), lambda _: {"questions": {"spare": A_QUESTION}}),
    "RanksEntry": (("overall", "ranks"), lambda _: {}),
    "OverallEntry": (("overall",), lambda _: {}),
    "CompositeEntry": (
        ("composites", "spare"),
        lambda e: (
            {"title": "Spare"}
            | (
                {}
                if {"questions", "indicators", "dimensions", "pillars", "composites"} & set(e)
                else {"pillars": "all"}
            )
        ),
    ),
    "WeightingEntry": (
        ("weighting", "spare"),
        lambda e: {} if {"column", "post_stratify", "rake"} & set(e) else {"column": "Weight"},
    ),
    "CodingEntry": (("coding", "spare"), lambda _: {"question": "entity_code", "scale": "policy"}),
    "FindingEntry": (("findings", "spare"), lambda _: {"share": {"complaint": "yes"}}),
    "BenchmarkEntry": (
        ("findings", "spare"),
        lambda e: {"share": {"complaint": "yes"}, "benchmark": {"words": "some", **e}},
    ),
}
WHOLE = {"SuccessorEntry", "LadderStep", "PointsMap", "BenchmarkEntry"}  # the slot holds the example already
MANY = {"groups", "answers", "scales", "profile", "pillars", "composites", "findings", "weighting", "coding"}
TOGETHER = {
    "in": {"aggregate": "share"},
    "practice": {"text": "Which?", "type": "text"},
}  # keys that need others beside them


def load_data(data):
    """Return the faults of a framework that is given as values."""
    faults = Faults({})
    file = check_schema(data, faults, frozenset())
    if file is not None:
        compile_framework(file, faults, "")
    return [str(problem) for problem in faults.problems()]


EXAMPLES = [
    (name, field.alias or key, field.examples[0])
    for name, model in models().items()
    for key, field in model.model_fields.items()
    if (field.alias or key) != "extends"
]


@pytest.mark.parametrize(("model", "key", "example"), EXAMPLES, ids=[f"{name}.{key}" for name, key, _ in EXAMPLES])
def test_the_example_of_each_key_loads(model, key, example):
    """Each key's example, as the page writes it, stands without a fault in the page's complete example."""
    written = read(f"{key}: {flow(example)}\n").data
    assert written == {key: example}
    if key == "aggregate" and example == "share":
        written["in"] = ["yes"]
    entry = written | TOGETHER.get(key, {})
    data = context()
    path, beside = SLOTS[model]
    value = beside(entry) if model in WHOLE else {**beside(entry), **entry}
    if not path:
        for name, item in value.items():
            data[name] = {**data.get(name, {}), **item} if name in MANY else item
    else:
        holder = data
        for part in path[:-1]:
            holder = holder.setdefault(part, {})
        holder[path[-1]] = value

    assert load_data(data) == []


@pytest.mark.parametrize(("example", "_meaning"), CONDITION_FORMS, ids=[flow(form) for form, _ in CONDITION_FORMS])
def test_the_example_of_each_condition_loads(example, _meaning):
    """Each condition of the page can be a finding's share in the page's complete example."""
    data = context()
    written = read(f"share: {flow(example)}\n").data
    data["findings"]["spare"] = written | ({"unit": "cell"} if "cells" in example else {})

    assert load_data(data) == []


def test_every_key_has_an_example_and_a_meaning():
    """No key of the file is without words and an example on the page."""
    for model in models().values():
        for field in model.model_fields.values():
            assert field.description
            assert field.examples


def test_the_page_is_up_to_date():
    """The page in docs/reference is what the schema gives now; `make docs` writes it anew."""
    assert (PAGES / "framework.md").read_text(encoding="utf-8").endswith(reference_page())


def test_the_pages_complete_example_loads(write):
    """Whoever copies the first example of the page has a framework that works."""
    example = re.search(r"## A complete example\n+```yaml\n(.*?)```", reference_page(), re.DOTALL)[1]

    assert len(load_framework(write(example)).questions) == 7


def test_the_page_shows_every_seeded_fault():
    """The list of faults on the page holds each one, with what the check says."""
    page = reference_page()

    assert all(f"{seeded.change[1:]}:\n\n```\nmy.yaml:" in page for seeded in SEEDED)


def test_every_link_of_the_page_leads_somewhere():
    """Each part of the file that a table names has a section."""
    page = reference_page()
    headings = {line[3:].lower().replace(" ", "-") for line in page.splitlines() if line.startswith("## ")}

    assert set(re.findall(r"\]\(#([\w-]+)\)", page)) <= headings


def test_the_json_schema_is_one_and_accepts_what_loads():
    """The schema is valid, and takes the starter, an extension and the default framework."""
    schema = framework_json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    from civicmap.framework.catalogue import shipped

    for text in (
        STARTER,
        "civicmap: 1\nextends: three-ps\n",
        *(one.path.read_text(encoding="utf-8") for one in shipped()),
    ):
        assert [error.message for error in validator.iter_errors(read(text).data)] == []


@pytest.mark.parametrize(
    "change",
    [
        "a key that is misspelt",
        "a number in quotes",
        "a word that is not known",
        "a coverage that is no part of 1",
        "a test that is not known",
    ],
)
def test_the_json_schema_refuses_what_the_loader_refuses(change):
    """An editor with the schema marks what needs no other part of the file to be seen."""
    seeded = next(one for one in SEEDED if one.change == change)
    validator = jsonschema.Draft202012Validator(framework_json_schema())

    assert list(validator.iter_errors(read(STARTER.replace(seeded.old, seeded.new)).data))


def test_the_published_schema_is_up_to_date():
    """The JSON Schema in docs/reference is what the models give now."""
    assert json.loads((PAGES / "framework.schema.json").read_text(encoding="utf-8")) == framework_json_schema()
