"""From a survey to facts and their JSON: any framework, any size, the same bytes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import fields, is_dataclass

import pytest
from report_builders import finding, report, share

from civicmap.errors import RequestError
from civicmap.framework.load import load_framework
from civicmap.report.build import build_report
from civicmap.report.jsonfacts import report_document
from civicmap.report.render import FORMATS, render
from civicmap.survey.ingest import read_survey
from civicmap.survey.synthetic.survey import synthesize

TINY = """
civicmap: 1
id: tiny
version: "1"
title: "Tiny | *survey*"
language: en
scales:
  yn: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}, unsure: {label: Unsure, state: dont_know}}}
pillars:
  voice: {title: Voice, dimensions: {d: {title: D, indicators: {V1: {title: A voice, questions: {q1: {text: "One?", scale: yn}}}}}}}
  shelter: {title: Shelter, dimensions: {e: {title: E, indicators: {S1: {title: A shelter, questions: {q2: {text: "Two?", scale: yn}}}}}}}
"""
GROUPED = TINY.replace(
    "scales:",
    "entity: {question: code}\n"
    "groups: {level: {title: Level, question: level}, country: {title: Country, question: country, place: true}}\n"
    "profile: {who: {questions: {code: {text: Code, type: text}, level: {text: Level, scale: level}, country: {text: Country, type: text}}}}\n"
    "findings: {has_voice: {title: A voice, pillar: voice, share: {q1: yes}, base: respondents, "
    "benchmark: {words: one third, from: 0.30, to: 0.36}}, secret: {title: A secret, pillar: shelter, share: {q2: yes}}}\n"
    "scales:\n  level: {answers: {head: {label: Head}, field: {label: Field}}}",
).replace('{text: "Two?", scale: yn}', '{text: "Two?", scale: yn, tier: confidential}')
INSTANCED = TINY.replace(
    "scales:",
    "entity: {question: code}\n"
    "instances: {key: [policy], absent: not_asked, roll_up: {at: indicator, by: best}}\n"
    "profile: {who: {questions: {code: {text: Code, type: text}, policy: {text: Policy, type: text}}}}\n"
    "findings: {of_policies: {title: Policies, share: {q1: yes}, unit: instance}, empty: {title: Empty, among: {q1: no}, share: {q2: yes}}}\n"
    "scales:",
)


@pytest.fixture
def survey(tmp_path):
    """Return a function that makes a synthetic survey for a framework in YAML: `survey(yaml, entities) -> (survey, framework)`."""

    def make(yaml, entities=60, seed=3):
        path = tmp_path / "framework.yaml"
        path.write_text(yaml, encoding="utf-8")
        framework = load_framework(path)
        file = tmp_path / "survey.xlsx"
        file.write_bytes(synthesize(framework, entities, seed).xlsx())
        return read_survey([file], framework), framework

    return make


@pytest.mark.parametrize("yaml", [TINY, GROUPED, INSTANCED], ids=["tiny", "grouped", "instanced"])
@pytest.mark.parametrize("entities", [1, 4, 60])
@pytest.mark.parametrize("audience", ["public", "internal"])
def test_every_framework_has_a_report_in_every_format(survey, yaml, entities, audience):
    """Two pillars, no findings, no register, no groups, instances, one entity: each is reported in each format."""
    made = build_report(*survey(yaml, entities), audience=audience)

    for name in FORMATS:
        assert render(made, name)


def _numbers(value):
    """Yield every float in a fact, however deep."""
    if isinstance(value, float):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from _numbers(getattr(value, field.name))
    elif isinstance(value, (tuple, list)):
        for part in value:
            yield from _numbers(part)


def test_groups_add_up_to_everyone(survey):
    """The groups' numerators, bases, bands and respondents add up to those of everyone, where nothing is withheld."""
    made = build_report(*survey(GROUPED), audience="internal", by="level")

    everyone, *groups = made.responses
    assert sum(group.responded for group in groups) == everyone.responded == 60
    known = sum(group.responded for group in groups if group.group.value)
    for found in made.findings:
        total, *shares = found.shares
        assert sum(each.numerator for each in shares) <= total.numerator
        if known == everyone.responded:
            assert sum(each.denominator for each in shares) == total.denominator
    assert all(number == number for number in _numbers(made))  # noqa: PLR0124 - NaN alone differs from itself


def test_the_first_group_that_is_no_place_divides(survey):
    """Without a group named, the framework's first one that is no country divides the report."""
    made = build_report(*survey(GROUPED))

    assert made.group.id == "level"
    assert not made.group.place


def test_confidential_answers_are_one_total_in_every_format(survey):
    """R8: no format of a public report divides a confidential question, nor its indicator."""
    made = build_report(*survey(GROUPED), by="level")

    secret = next(found for found in made.findings if found.id == "secret")
    shelter = next(node for node in made.pillars if node.id == "shelter")
    assert len(secret.shares) == 1
    assert len(shelter.scores) == 1
    assert b"E001" not in b"".join(render(made, name) for name in ("md", "json", "html"))


@pytest.mark.parametrize(
    ("request_", "known"),
    [({"audience": "all"}, "public, internal"), ({"lang": "xx"}, "en"), ({"by": "nothing"}, "level")],
)
def test_what_is_not_there_is_named(survey, request_, known):
    """An unknown audience, language or group is refused, and those that there are are named."""
    made, framework = survey(GROUPED, 5)

    with pytest.raises(RequestError, match=known):
        build_report(made, framework, **request_)


def test_json_carries_what_every_object_carries(survey):
    """The JSON of a report has the envelope, unrounded numbers and the words of each finding."""
    document = report_document(build_report(*survey(GROUPED)))

    assert document["schema_version"] == 1
    assert set(document["framework"]) == {"id", "version", "sha256"}
    assert (document["audience"], document["synthetic"], document["wave"]) == ("public", True, "1")
    assert document["marks"] == ["Synthetic data"]
    first = document["findings"][0]
    everyone = first["shares"][0]
    assert everyone["share"] == everyone["numerator"] / everyone["denominator"]
    assert f"of {everyone['denominator']})" in first["phrase"]
    assert first["our_reading"] == "at least 30 per cent and at most 36 per cent"
    assert first["benchmark"]["from"] == 0.3


def test_json_of_facts_is_json():
    """Every fact can be written as JSON without NaN and read back equal."""
    document = report_document(report(findings=(finding(share(0, 0, lacks=None)),)))

    assert json.loads(json.dumps(document, allow_nan=False)) == document


_PROCESS = """
import hashlib, sys
from pathlib import Path
from civicmap.framework.load import load_framework
from civicmap.report.build import build_report
from civicmap.report.render import FORMATS, render
from civicmap.report.tables import table_files
from civicmap.survey.ingest import read_survey
framework = load_framework(Path(sys.argv[1]))
made = build_report(read_survey([Path(sys.argv[2])], framework), framework)
for name in FORMATS:
    print(name, hashlib.sha256(render(made, name)).hexdigest())
for name in ("md", "csv", "xlsx", "json"):
    print([(file, hashlib.sha256(content).hexdigest()) for file, content in table_files(made, name).items()])
"""


def test_the_machine_shows_in_no_byte(survey, tmp_path):
    """Another hash seed, time zone and locale give the same bytes of every format and table."""
    survey(GROUPED)
    environments = (
        {"PYTHONHASHSEED": "1", "TZ": "UTC", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "77", "TZ": "Asia/Kathmandu", "LC_ALL": "C.UTF-8", "LANG": "fr_FR.UTF-8"},
    )
    arguments = [sys.executable, "-c", _PROCESS, str(tmp_path / "framework.yaml"), str(tmp_path / "survey.xlsx")]

    outputs = {
        subprocess.run(arguments, env=os.environ | each, check=True, capture_output=True, text=True).stdout
        for each in environments
    }

    assert len(outputs) == 1
