"""An export that is read with its form: names, labels and choices that the framework does not have, and who was not asked."""

from __future__ import annotations

import exports
import pytest

from civicmap.errors import Code
from civicmap.framework.load import load_framework
from civicmap.store.store import Store, StoredWave
from civicmap.survey.forms.explain import explain
from civicmap.survey.forms.xlsform import read_form
from civicmap.survey.ingest import read
from civicmap.survey.mapping import Mapping_
from civicmap.survey.opening import open_survey
from civicmap.survey.options import ReadOptions

FRAMEWORK = """
civicmap: 1
id: lamps
version: "1"
title: Lamps
language: en
entity: {question: street}
scales:
  yn: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}}}
  kinds: {multi: count, answers: {gas: {label: Gas}, oil: {label: Oil}}}
profile: {who: {questions: {street: {text: Which street?, type: text}}}}
pillars:
  p: {title: P, dimensions: {d: {title: D, indicators: {I: {title: I, questions: {
    lit: {text: Is it lit?, scale: yn}, kinds: {text: Which lamps?, scale: kinds}, since: {text: Since when?, type: number}}}}}}}
"""
FORM = """
## survey
| type | name | label::English (en) | label::Malti (mt) | relevant |
|---|---|---|---|---|
| text | street | Which street? | Liema triq? | |
| select_one yn | lit | Is it lit? | Mixgħula? | |
| select_multiple kinds | kinds | Which lamps? | Liema lampi? | ${lit} = 'yes' |
| integer | since | Since when? | Minn meta? | ${lit} = 'yes' |
## choices
| list_name | name | label::English (en) | label::Malti (mt) |
|---|---|---|---|
| yn | yes | Yes | Iva |
| yn | no | No | Le |
| kinds | gas | Gas | Bil-gass |
| kinds | oil | Oil | Biż-żejt |
"""
CHOICES = "Choices, Calculations, OR Slider Labels"
EXPORT = """
## Toroq
| Liema triq? | Mixgħula? | Liema lampi? | Liema lampi?/Bil-gass | Liema lampi?/Biż-żejt | Minn meta? | _uuid | _index |
|---|---|---|---|---|---|---|---|
| S1 | Iva | Bil-gass Biż-żejt | 1 | 1 | 1890 | a | 1 |
| S2 | Le | | | | | b | 2 |
| S3 | | | | | | c | 3 |
"""


@pytest.fixture
def framework(text_file):
    """Return a framework without gates of its own."""
    return load_framework(text_file(FRAMEWORK, "lamps.yaml"))


@pytest.fixture
def reading(workbook, framework):
    """Return the export, read with its form."""
    form = read_form(workbook(FORM, "form.xlsx"))
    return read([workbook(EXPORT)], framework, options=ReadOptions(form=explain(form, framework)))


def cells(survey, question):
    """Return a question's codes."""
    return survey.block.codes[survey.code_row(question)].tolist()


def test_labels_of_a_language_that_the_framework_lacks_are_read(reading):
    """Headers and answers in the form's language are those of the question whose name or other label is known."""
    survey = reading.waves[0].survey

    assert [column.question for column in reading.columns[0][:6]] == [
        "street",
        "lit",
        "kinds",
        "kinds",
        "kinds",
        "since",
    ]
    assert cells(survey, "lit")[:2] == [8, 9]
    assert survey.block.ticks[:, 0].tolist() == [1, 1]
    assert not [p for p in reading.problems if p.code in (Code.COLUMN_UNMAPPED, Code.ANSWER_UNKNOWN)]


def test_what_the_form_did_not_ask_is_not_asked(reading):
    """An empty cell behind a relevance that is false is not asked; behind an unknown one it is in doubt, not blank."""
    survey = reading.waves[0].survey

    assert cells(survey, "since") == [7, 1, 1]
    assert survey.block.doubtful[survey.code_row("since")].tolist() == [False, False, True]


def test_the_form_goes_into_the_store(reading, framework, tmp_path):
    """A stored wave resolves the same, without its form at hand."""
    one = reading.waves[0]
    store = Store(tmp_path / "s.duckdb")
    store.write([StoredWave("1", one.raw, framework, None, None, one.survey.content_sha256)])

    again = open_survey(store.read("1"))

    assert again.content_sha256 == one.survey.content_sha256
    assert cells(again, "since") == cells(one.survey, "since")


def test_the_framework_s_own_texts_are_not_said_again(reading):
    """Of the form's choices only those are kept whose texts the framework does not understand by itself."""
    kept = {text for _, text, _ in reading.waves[0].raw.answers}

    assert {"Iva", "Le", "Bil-gass", "Biż-żejt"} == kept


def test_the_mapping_wins_over_the_form(workbook, framework):
    """What a person said of a text counts before what the form makes of it."""
    form = explain(read_form(workbook(FORM, "form.xlsx")), framework)
    told = Mapping_("m.yaml", answers=(("lit", "Iva", "no"),))

    found = read([workbook(EXPORT)], framework, options=ReadOptions(form=form, mapping=told))

    assert cells(found.waves[0].survey, "lit")[:2] == [9, 9]


def test_numbers_of_a_data_dictionary_are_answers_and_ticks(workbook, text_file):
    """REDCap's raw codes mean what its dictionary says; in a checkbox's columns 1 and 0 are ticks, whatever they number."""
    harbours = load_framework(
        text_file(exports.FRAMEWORK.replace("translations: {fr: harbours.fr.csv}\n", ""), "h.yaml")
    )
    names = {question: f"f{at}" for at, question in enumerate(exports.TEXTS)}
    numbers = {question: {key: str(at) for at, key in enumerate(held)} for question, held in exports.LABELS.items()}
    dictionary = [["Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label", CHOICES]]
    header = ["record_id"]
    for question, text in exports.TEXTS.items():
        kind = "radio" if question in exports.SINGLE else "checkbox" if question in exports.MULTI else "text"
        held = " | ".join(
            f"{numbers[question][key]}, {label}" for key, label in exports.LABELS.get(question, {}).items()
        )
        dictionary.append([names[question], "form", "", kind, text, held])
        codes = numbers[question].values() if question in exports.MULTI else ()
        header += [f"{names[question]}___{code}" for code in codes] or [names[question]]
    rows = [[*header, "form_complete"]]
    for at, one in enumerate(exports.RESPONSES):
        row = [str(at)]
        for question in exports.TEXTS:
            value = getattr(one, question)
            if question in exports.MULTI:
                row += ["1" if key in value else "0" for key in exports.LABELS[question]]
            else:
                row.append(numbers[question].get(value, "") if question in exports.SINGLE else value)
        rows.append([*row, "2"])
    form = text_file(exports.as_csv(dictionary).decode(), "dictionary.csv")
    raw = text_file(exports.as_csv(rows).decode(), "raw.csv")
    plain = text_file(exports.as_csv(exports.plain(exports.RESPONSES, coded=True, sign=" ")).decode(), "plain.csv")

    found = read([raw], harbours, options=ReadOptions(form=explain(read_form(form), harbours)))
    wanted = read([plain], harbours, options=ReadOptions())

    assert found.waves[0].survey.content_sha256 == wanted.waves[0].survey.content_sha256
