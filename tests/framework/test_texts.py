"""Translations: the files, their warnings, and a framework in another language."""

from __future__ import annotations

import pytest

from civicmap.framework.check import check_framework
from civicmap.framework.load import load_framework
from civicmap.framework.places import places
from civicmap.framework.starter import STARTER
from civicmap.framework.texts import languages, section_title, translate
from civicmap.framework.words import band_label, describe

FRENCH = """\
where,en,fr
title,Open to the public: a first mapping,Ouvert au public
answers.no,No,Non
scales.policy.yes,"Yes, written and in force","Oui, en vigueur"
questions.info_policy.text,Is there a policy on access to information?,Existe-t-il une politique ?
profile.respondent,Who answers,Qui répond
pillars.remedy,Remedy,Recours
indicators.IN1,A policy on access to information,Accès à l’information
findings.complaint,A way to contest a refusal,Une voie de recours
findings.complaint.benchmark,less than one third,moins d’un tiers
groups.level,Level,Niveau
scales.level.field,Field,Terrain
bands.low,low,faible
overall,Overall,Ensemble
questions.info_public.text,Is the policy itself public?,
"""


@pytest.fixture
def french(write):
    """Return a function that loads the starter with a French file and further changes."""

    def load(rows=FRENCH, said="my.fr.csv", *changes):
        write(rows, "my.fr.csv")
        text = STARTER.replace("language: en\n", f"language: en\ntranslations: {{fr: {said}}}\n")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        return write(text)

    return load


def test_every_text_with_a_row_is_translated(french):
    """Titles, labels, questions, groups, findings, bands and sections speak the other language; the rest stays."""
    framework = load_framework(french())

    spoken = translate(framework, "fr")

    assert (spoken.language, spoken.title) == ("fr", "Ouvert au public")
    policy = spoken.question("info_policy")
    assert (policy.text, policy.title) == ("Existe-t-il une politique ?", "Accès à l’information")
    assert [answer.label for answer in policy.answers][:3] == [
        "Oui, en vigueur",
        "In force, but covers part only",
        "Non",
    ]
    assert spoken.question("info_public").text == "Is the policy itself public?"
    assert (spoken.node("remedy").title, spoken.node("overall").title) == ("Recours", "Ensemble")
    assert (spoken.finding("complaint").title, spoken.finding("complaint").benchmark.words) == (
        "Une voie de recours",
        "moins d’un tiers",
    )
    assert spoken.groups[0].title == "Niveau"
    assert spoken.groups[0].labels == {"headquarters": "Headquarters", "field": "Terrain"}
    assert (band_label(spoken, "low"), band_label(framework, "low")) == ("faible", "low")
    assert (section_title(spoken, "respondent"), section_title(framework, "respondent")) == (
        "Qui répond",
        "Who answers",
    )


def test_a_translation_changes_no_id_and_no_number(french):
    """Only texts differ between languages: translating back the texts gives the same framework."""
    framework = load_framework(french())

    spoken = translate(framework, "fr")

    assert [q.id for q in spoken.questions] == [q.id for q in framework.questions]
    assert [q.points for q in spoken.questions] == [q.points for q in framework.questions]
    assert [n.bands for n in spoken.nodes] == [n.bands for n in framework.nodes]
    assert spoken.sha256 == framework.sha256


def test_words_taken_over_follow_the_language(french):
    """A finding's title from its question, and the words of its base, are those of the language."""
    change = (
        "{title: A policy in force, share: {info_policy: yes}}",
        "{share: {info_policy: yes}, among: {level: field}}",
    )
    framework = load_framework(french(FRENCH, "my.fr.csv", change))

    finding = translate(framework, "fr").finding("info_policy")

    assert (finding.title, finding.among_title) == ("Accès à l’information", "Niveau : « Terrain »")


def test_words_exist_in_spanish(starter):
    """A condition has words in Spanish too, and English ones where a language has none."""
    from dataclasses import replace

    framework = starter()
    share = framework.finding("open_and_contestable").share

    assert " y " in describe(share, replace(framework, language="es"))
    assert " and " in describe(share, replace(framework, language="sw"))


def test_an_unknown_language_leaves_everything(french):
    """A language without a file gives the framework as it is."""
    framework = load_framework(french())

    assert translate(framework, "pt") is framework
    assert languages(framework) == ("en", "fr")


@pytest.mark.parametrize(
    ("said", "unofficial"),
    [("my.fr.csv", ("fr",)), ("{file: my.fr.csv}", ("fr",)), ("{file: my.fr.csv, official: true}", ())],
)
def test_a_translation_is_unofficial_unless_said(french, said, unofficial):
    """Only `official: true` makes a translation official."""
    assert load_framework(french(FRENCH, said)).unofficial == unofficial


@pytest.mark.parametrize(
    ("rows", "where", "words"),
    [
        (FRENCH.replace("answers.no,No,Non", "answers.no,Nope,Non"), 3, "answers.no: out of date, and not used"),
        (FRENCH.replace("answers.no,No,Non", "answers.non,No,Non"), 3, "no such text in the framework"),
        (FRENCH.replace("where,en,fr", "where,en,French"), 1, "there is no column 'fr'"),
        (FRENCH + 'title,"broken', 16, "not readable as CSV"),
    ],
)
def test_faults_of_a_translation_are_warnings(french, rows, where, words):
    """What is wrong with a translation is told by line, stops nothing, and the text stays as it is."""
    path = french(rows)

    (problem,) = check_framework(path)

    assert (problem.severity, problem.where) == ("warning", f"my.fr.csv:{where}")
    assert words in problem.message
    assert translate(load_framework(path), "fr").question("complaint").answers[2].label == "No"


def test_a_translation_file_that_is_not_there_is_a_warning(write):
    """A framework loads without the file of a translation."""
    path = write(STARTER.replace("language: en\n", "language: en\ntranslations: {es: my.es.csv}\n"))

    assert "there is no such file" in check_framework(path)[0].message
    assert load_framework(path).translations == {"es": {}}


def test_a_scales_own_words_win_over_the_shared_answers(french):
    """An answer that a scale words anew is not given the shared answer's translation."""
    own = ("      partly: {label", '      no: {label: "No, never"}\n      partly: {label')
    framework = load_framework(french(FRENCH, "my.fr.csv", own))

    labels = {answer.id: answer.label for answer in translate(framework, "fr").question("complaint").answers}
    assert labels["no"] == "No, never"


def test_every_place_is_documented(write):
    """Each kind of place that a framework has stands in the docstring that the reference page is made of."""
    from civicmap.framework import texts
    from civicmap.framework.extend import lay
    from civicmap.framework.faults import Faults
    from civicmap.framework.schema_faults import check_schema

    laid = lay(write(STARTER))
    kinds = {place.split(".")[0] for place in places(check_schema(laid.data, Faults(laid.places), frozenset()))}

    assert {kind for kind in kinds if f"    {kind}" not in texts.__doc__ and f"  {kind}." not in texts.__doc__} == set()
