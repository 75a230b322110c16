"""The same responses, exported by every tool, are the same wave; what was recognised is said, and can be overruled."""

from __future__ import annotations

import exports
import pytest

from civicmap.errors import Code, Severity
from civicmap.framework.load import load_framework
from civicmap.spreadsheet import Sheet, xlsx_bytes
from civicmap.survey.ingest import read
from civicmap.survey.options import ReadOptions

ROWS = exports.RESPONSES


def sheet(rows, name="Sheet1"):
    """Return rows as a workbook; figures stay texts, as most tools write them."""
    return xlsx_bytes([Sheet(name, rows[0], rows[1:])])


EXPORTS = {
    "plain_labels": ("plain", "a.csv", exports.as_csv(exports.plain(ROWS))),
    "plain_codes": ("plain", "a.csv", exports.as_csv(exports.plain(ROWS, coded=True, sign=" "))),
    "plain_lines": ("plain", "a.xlsx", sheet(exports.plain(ROWS, sign="\n"))),
    "plain_utf16": ("plain", "a.csv", exports.as_csv(exports.plain(ROWS), separator="\t", encoding="utf-16")),
    "plain_semicolon": ("plain", "a.csv", exports.as_csv(exports.plain(ROWS), separator=";", lead="sep=;\n")),
    "by_hand": ("plain", "a.xlsx", sheet(exports.by_hand(ROWS))),
    "kobo_names": ("kobo", "a.csv", exports.as_csv(exports.kobo(ROWS), separator=";", quote_all=True, end="\r\n")),
    "kobo_names_xlsx": ("kobo", "a.xlsx", sheet(exports.kobo(ROWS))),
    "kobo_labels": ("kobo", "a.xlsx", sheet(exports.kobo(ROWS, coded=False))),
    "kobo_labels_no_groups": ("kobo", "a.xlsx", sheet(exports.kobo(ROWS, coded=False, groups=False))),
    "kobo_summary": ("kobo", "a.xlsx", sheet(exports.kobo(ROWS, parts="summary"))),
    "kobo_summary_labels": ("kobo", "a.xlsx", sheet(exports.kobo(ROWS, coded=False, parts="summary"))),
    "kobo_details": ("kobo", "a.xlsx", sheet(exports.kobo(ROWS, parts="details"))),
    "kobo_details_labels": ("kobo", "a.xlsx", sheet(exports.kobo(ROWS, coded=False, parts="details"))),
    "kobo_dots": ("kobo", "a.xlsx", sheet(exports.kobo(ROWS, joint="."))),
    "odk_split": ("odk", "a.csv", exports.as_csv(exports.odk(ROWS))),
    "odk_joined": ("odk", "a.csv", exports.as_csv(exports.odk(ROWS, split=False))),
    "limesurvey_codes": ("limesurvey", "a.csv", exports.as_csv(exports.limesurvey(ROWS), quote_all=True, end="\r\n", encoding="utf-8-sig")),
    "limesurvey_digits": ("limesurvey", "a.csv", exports.as_csv(exports.limesurvey(ROWS, digits=True), quote_all=True)),
    "limesurvey_texts": ("limesurvey", "a.xlsx", sheet(exports.limesurvey(ROWS, heads="text", coded=False))),
    "limesurvey_both": ("limesurvey", "a.xlsx", sheet(exports.limesurvey(ROWS, heads="both", coded=False))),
    "limesurvey_vv": ("limesurvey_vv", "vvexport_1.csv", exports.as_csv(exports.limesurvey(ROWS, vv=True), separator="\t")),
    "surveymonkey": ("surveymonkey", "a.xlsx", sheet(exports.surveymonkey(ROWS))),
    "surveymonkey_csv": ("surveymonkey", "a.csv", exports.as_csv(exports.surveymonkey(ROWS, not_selected="Not selected"))),
    "surveymonkey_condensed": ("surveymonkey", "a.csv", exports.as_csv(exports.surveymonkey(ROWS, condensed=True))),
    "surveymonkey_one_row": ("surveymonkey", "a.csv", exports.as_csv(exports.surveymonkey_one_row(ROWS))),
    "google_forms": ("google_forms", "a.csv", exports.as_csv(exports.google_forms(ROWS), quote_all=True)),
    "google_forms_french": ("google_forms", "a.csv", exports.as_csv(exports.google_forms(ROWS, stamp="Horodateur"))),
    "microsoft_forms": ("microsoft_forms", "a.xlsx", sheet(exports.microsoft_forms(ROWS))),
    "qualtrics": ("qualtrics", "a.csv", exports.as_csv(exports.qualtrics(ROWS), encoding="utf-8-sig")),
    "qualtrics_tsv": ("qualtrics", "a.tsv", exports.as_csv(exports.qualtrics(ROWS), separator="\t", encoding="utf-16")),
    "qualtrics_split": ("qualtrics", "a.csv", exports.as_csv(exports.qualtrics(ROWS, split=True))),
    "qualtrics_recoded": ("qualtrics", "a.csv", exports.as_csv(exports.qualtrics(ROWS, split=True, recoded=True))),
    "redcap_raw": ("redcap", "a.csv", exports.as_csv(exports.redcap(ROWS))),
    "redcap_labels": ("redcap", "a.csv", exports.as_csv(exports.redcap(ROWS, coded=False))),
    "survey123": ("survey123", "survey_0.csv", exports.as_csv(exports.survey123(ROWS), encoding="utf-8-sig")),
    "typeform": ("typeform", "a.csv", exports.as_csv(exports.typeform(ROWS))),
    "hxl": ("hxl", "a.csv", exports.as_csv(exports.hxl(ROWS))),
}  # fmt: skip


@pytest.fixture
def framework(text_file):
    """Return the framework of the responses."""
    text_file(exports.FRENCH, "harbours.fr.csv")
    return load_framework(text_file(exports.FRAMEWORK, "harbours.yaml"))


@pytest.fixture
def read_bytes(tmp_path, framework):
    """Return a function that reads a file of these bytes."""

    def make(name, content, **options):
        (tmp_path / name).write_bytes(content)
        return read([tmp_path / name], framework, options=ReadOptions(**options))

    return make


def content(reading):
    """Return the hash of the only wave's answers."""
    assert [str(p) for p in reading.problems if p.severity is Severity.ERROR] == []
    return reading.waves[0].survey.content_sha256


def cells(reading):
    """Return every canonical code and tick, to see where two waves differ."""
    survey = reading.waves[0].survey
    return {
        **{q: survey.block.codes[row].tolist() for row, q in enumerate(survey.layout.questions)},
        **{"/".join(pair): survey.block.ticks[row].tolist() for row, pair in enumerate(survey.layout.options)},
        **{q: list(texts) for q, texts in survey.texts.items()},
    }


@pytest.mark.parametrize("case", EXPORTS)
def test_every_export_gives_the_same_wave(read_bytes, case):
    """Whatever tool wrote the responses, the stored answers are the same, cell by cell."""
    dialect, name, written = EXPORTS[case]
    wanted = read_bytes("wanted.csv", exports.as_csv(exports.plain(ROWS, coded=True, sign=" ")))

    found = read_bytes(name, written)

    assert found.sources[0].dialect == dialect
    assert cells(found) == cells(wanted)
    assert content(found) == content(wanted)
    count = found.count
    assert (count.responses, count.read) == (len(ROWS), count.responses + count.blank + count.not_responses)


@pytest.mark.parametrize("case", EXPORTS)
def test_no_export_leaves_a_column_unexplained(read_bytes, case):
    """Each column of each tool's export is a question, is about the form, or may identify someone: none is unknown."""
    _, name, written = EXPORTS[case]

    found = read_bytes(name, written)

    unknown = [p.message for p in found.problems if p.code is Code.COLUMN_UNMAPPED]
    assert [text for text in unknown if "If other, which?" not in text] == []
