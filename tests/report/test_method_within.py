"""The chapter on method says every rule by which instances become one."""

from __future__ import annotations

import pytest

from civicmap.framework.load import load_framework
from civicmap.report.build import build_report
from civicmap.report.render import render
from civicmap.survey.ingest import read_survey

FRAMEWORK = """
civicmap: 1
id: parts
version: "1"
title: Parts
entity: {question: code}
instances: {key: [service], roll_up: {at: indicator, by: mean WITHIN}}
scales:
  yn: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}}}
  parts: {answers: {head: {label: Head}, branch: {label: Branch}}}
profile: {who: {questions: {code: {text: Code, type: text}, service: {text: Service, type: text},
  part: {title: Part of the firm, text: Of which part is it?, scale: parts}}}}
pillars: {p: {title: P, dimensions: {d: {title: D, indicators: {i: {title: I, questions: {q: {text: "Open?", scale: yn}}}}}}}}
"""
ANSWERS = "code,service,part,q\nA,one,Head,Yes\nA,two,Branch,No\nA,three,Branch,No\n"


@pytest.mark.parametrize(
    ("lang", "words"),
    [
        ("en", "instances with the same answer to “Part of the firm” become one by their mean"),
        ("fr", "les instances qui ont la même réponse à « Part of the firm » sont réunies par leur moyenne"),
        ("es", "las instancias con la misma respuesta a «Part of the firm» se reúnen por su media"),
    ],
)
def test_instances_that_first_become_one_within_an_answer_are_told(lang, words, text_file):
    """With `within` the method names the question whose answers divide instances; without it there is no such sentence."""
    told = []
    for within in (", within: part", ""):
        framework = load_framework(text_file(FRAMEWORK.lstrip().replace(" WITHIN", within), "parts.yaml"))
        survey = read_survey([text_file(ANSWERS, "answers.csv")], framework)
        page = render(build_report(survey, framework, lang=lang), "md").decode()
        told.append(words in page.replace("\u00a0", " ").replace("\u202f", " ").replace("\n", " "))

    assert told == [True, False]
