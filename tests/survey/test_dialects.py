"""The same responses, exported by every tool, are the same wave; what was recognised is said, and can be overruled."""

from __future__ import annotations

import datetime as dt

import exports
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civicmap.errors import Code, Severity, UnreadableError
from civicmap.framework.load import load_framework
from civicmap.spreadsheet import Sheet, xlsx_bytes
from civicmap.survey.ingest import read
from civicmap.survey.options import ReadOptions

ROWS = exports.RESPONSES


def sheet(rows, name="Sheet1"):
    """Return rows as a workbook; figures stay texts, as most tools write them."""
    return xlsx_bytes([Sheet(name, rows[0], rows[1:])])


WRITERS = {
    "plain_labels": ("plain", "a.csv", lambda rows: exports.as_csv(exports.plain(rows))),
    "plain_codes": ("plain", "a.csv", lambda rows: exports.as_csv(exports.plain(rows, coded=True, sign=" "))),
    "plain_lines": ("plain", "a.xlsx", lambda rows: sheet(exports.plain(rows, sign="\n"))),
    "plain_utf16": ("plain", "a.csv", lambda rows: exports.as_csv(exports.plain(rows), separator="\t", encoding="utf-16")),
    "plain_semicolon": ("plain", "a.csv", lambda rows: exports.as_csv(exports.plain(rows), separator=";", lead="sep=;\n")),
    "by_hand": ("plain", "a.xlsx", lambda rows: sheet(exports.by_hand(rows))),
    "kobo_names": ("kobo", "a.csv", lambda rows: exports.as_csv(exports.kobo(rows), separator=";", quote_all=True, end="\r\n")),
    "kobo_names_xlsx": ("kobo", "a.xlsx", lambda rows: sheet(exports.kobo(rows))),
    "kobo_labels": ("kobo", "a.xlsx", lambda rows: sheet(exports.kobo(rows, coded=False))),
    "kobo_labels_no_groups": ("kobo", "a.xlsx", lambda rows: sheet(exports.kobo(rows, coded=False, groups=False))),
    "kobo_summary": ("kobo", "a.xlsx", lambda rows: sheet(exports.kobo(rows, parts="summary"))),
    "kobo_summary_labels": ("kobo", "a.xlsx", lambda rows: sheet(exports.kobo(rows, coded=False, parts="summary"))),
    "kobo_details": ("kobo", "a.xlsx", lambda rows: sheet(exports.kobo(rows, parts="details"))),
    "kobo_details_labels": ("kobo", "a.xlsx", lambda rows: sheet(exports.kobo(rows, coded=False, parts="details"))),
    "kobo_dots": ("kobo", "a.xlsx", lambda rows: sheet(exports.kobo(rows, joint="."))),
    "odk_split": ("odk", "a.csv", lambda rows: exports.as_csv(exports.odk(rows))),
    "odk_joined": ("odk", "a.csv", lambda rows: exports.as_csv(exports.odk(rows, split=False))),
    "limesurvey_codes": ("limesurvey", "a.csv", lambda rows: exports.as_csv(exports.limesurvey(rows), quote_all=True, end="\r\n", encoding="utf-8-sig")),
    "limesurvey_digits": ("limesurvey", "a.csv", lambda rows: exports.as_csv(exports.limesurvey(rows, digits=True), quote_all=True)),
    "limesurvey_texts": ("limesurvey", "a.xlsx", lambda rows: sheet(exports.limesurvey(rows, heads="text", coded=False))),
    "limesurvey_both": ("limesurvey", "a.xlsx", lambda rows: sheet(exports.limesurvey(rows, heads="both", coded=False))),
    "limesurvey_vv": ("limesurvey_vv", "vvexport_1.csv", lambda rows: exports.as_csv(exports.limesurvey(rows, vv=True), separator="\t")),
    "surveymonkey": ("surveymonkey", "a.xlsx", lambda rows: sheet(exports.surveymonkey(rows))),
    "surveymonkey_csv": ("surveymonkey", "a.csv", lambda rows: exports.as_csv(exports.surveymonkey(rows, not_selected="Not selected"))),
    "surveymonkey_condensed": ("surveymonkey", "a.csv", lambda rows: exports.as_csv(exports.surveymonkey(rows, condensed=True))),
    "surveymonkey_one_row": ("surveymonkey", "a.csv", lambda rows: exports.as_csv(exports.surveymonkey_one_row(rows))),
    "google_forms": ("google_forms", "a.csv", lambda rows: exports.as_csv(exports.google_forms(rows), quote_all=True)),
    "google_forms_french": ("google_forms", "a.csv", lambda rows: exports.as_csv(exports.google_forms(rows, stamp="Horodateur"))),
    "microsoft_forms": ("microsoft_forms", "a.xlsx", lambda rows: sheet(exports.microsoft_forms(rows))),
    "qualtrics": ("qualtrics", "a.csv", lambda rows: exports.as_csv(exports.qualtrics(rows), encoding="utf-8-sig")),
    "qualtrics_tsv": ("qualtrics", "a.tsv", lambda rows: exports.as_csv(exports.qualtrics(rows), separator="\t", encoding="utf-16")),
    "qualtrics_split": ("qualtrics", "a.csv", lambda rows: exports.as_csv(exports.qualtrics(rows, split=True))),
    "qualtrics_recoded": ("qualtrics", "a.csv", lambda rows: exports.as_csv(exports.qualtrics(rows, split=True, recoded=True))),
    "qualtrics_opaque": ("qualtrics", "a.csv", lambda rows: exports.as_csv(exports.opaque(exports.qualtrics(rows)))),
    "qualtrics_split_opaque": ("qualtrics", "a.csv", lambda rows: exports.as_csv(exports.opaque(exports.qualtrics(rows, split=True)))),
    "limesurvey_both_opaque": ("limesurvey", "a.csv", lambda rows: exports.as_csv(exports.opaque(exports.limesurvey(rows, heads="both", coded=False)))),
    "redcap_raw": ("redcap", "a.csv", lambda rows: exports.as_csv(exports.redcap(rows))),
    "redcap_labels": ("redcap", "a.csv", lambda rows: exports.as_csv(exports.redcap(rows, coded=False))),
    "survey123": ("survey123", "survey_0.csv", lambda rows: exports.as_csv(exports.survey123(rows), encoding="utf-8-sig")),
    "typeform": ("typeform", "a.csv", lambda rows: exports.as_csv(exports.typeform(rows))),
    "hxl": ("hxl", "a.csv", lambda rows: exports.as_csv(exports.hxl(rows))),
}  # fmt: skip
WRITTEN = {case: write for case, (_, _, write) in WRITERS.items()}
EXPORTS = {case: (dialect, name, write(ROWS)) for case, (dialect, name, write) in WRITERS.items()}


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


BLANKS = (
    *ROWS[:4],
    exports.Response("H20", "yes", "no", (), "", (), "always", "5", "2017-03-04", "x"),
    exports.Response("H21", "", "", (), "", ("crews",), "", "", "", ""),
)


@pytest.mark.parametrize("case", sorted(set(EXPORTS) - {name for name in EXPORTS if "opaque" in name}))
def test_what_was_left_blank_is_blank_in_every_export(read_bytes, case):
    """A multiple choice in which nothing was ticked is blank, but where the export itself says that it was not shown."""
    _, name, _ = EXPORTS[case]
    wanted = cells(read_bytes("wanted.csv", exports.as_csv(exports.plain(BLANKS, coded=True, sign=" "))))

    found = cells(read_bytes(name, WRITTEN[case](BLANKS)))

    if case in ("limesurvey_texts", "limesurvey_both"):
        for question in exports.MULTI:
            assert [state for state in found.pop(question) if state != 7] == [1] * wanted.pop(question).count(0)
    assert found == wanted


def subsets(question):
    """Return a strategy of the options of a multiple choice, in their order; none is blank."""
    keys = list(exports.LABELS[question])
    return st.lists(st.booleans(), min_size=len(keys), max_size=len(keys)).map(
        lambda ticks: tuple(key for key, tick in zip(keys, ticks, strict=True) if tick)
    )


# Every sign that a cell of a workbook can hold, without spaces at the ends, which no tool promises to keep.
TEXT = st.text(st.characters(blacklist_categories=("Cs", "Cc", "Co", "Cn", "Zl", "Zp")), max_size=30).map(str.strip)
DAY = st.dates(dt.date(1990, 1, 1), dt.date(2030, 12, 31)).map(str)


@st.composite
def random_responses(draw):
    """Return some responses: every answer there is, blanks, and texts of any signs."""
    size = draw(st.integers(1, 6))
    found = []
    for at in range(size):
        one = {question: draw(st.sampled_from([*exports.LABELS[question], ""])) for question in exports.SINGLE}
        routes = draw(subsets("routes"))
        other = draw(st.sampled_from(["By drum", "Smoke, twice", "In song; aloud"])) if "other" in routes else ""
        found.append(
            exports.Response(
                f"H{at}",
                routes=routes,
                other=other,
                consulted=draw(subsets("consulted")),
                berths=draw(st.integers(0, 10**6).map(str) | st.just("")),
                adopted=draw(DAY | st.just("")),
                remarks=draw(TEXT),
                **one,
            )
        )
    return tuple(found)


@pytest.mark.parametrize("case", sorted(WRITERS))
@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=random_responses())
def test_no_response_vanishes_and_no_answer_changes(read_bytes, case, rows):
    """Whatever was answered: every row is a response, and each answer is what was answered, in every tool's export."""
    _, name, write = WRITERS[case]
    wanted = cells(read_bytes("wanted.csv", exports.as_csv(exports.plain(rows, coded=True, sign=" "))))

    reading = read_bytes(name, write(rows))

    count = reading.count
    assert count.responses == len(rows)
    assert count.read == count.responses + count.blank + count.not_responses
    found = cells(reading)
    for question, held in wanted.items():
        assert [state for state in found[question] if state != 1] == [
            state for state, other in zip(held, found[question], strict=True) if other != 1
        ], question


@pytest.mark.parametrize("made", [{}, {"mentions": True}, {"compressed": True}], ids=["sav", "mentions", "zsav"])
def test_an_spss_file_gives_the_same_wave(read_bytes, tmp_path, framework, made):
    """Value labels are answers, user-missing values too; options have a variable each, or one for each mention."""
    wanted = read_bytes("wanted.csv", exports.as_csv(exports.plain(ROWS, coded=True, sign=" ")))
    exports.spss(ROWS, tmp_path / "a.sav", **made)

    found = read([tmp_path / "a.sav"], framework, options=ReadOptions())

    assert found.sources[0].dialect == "spss"
    assert cells(found) == cells(wanted)
    assert content(found) == content(wanted)


@pytest.mark.parametrize("case", EXPORTS)
def test_no_export_leaves_a_column_unexplained(read_bytes, case):
    """Each column of each tool's export is a question, is about the form, or may identify someone: none is unknown."""
    _, name, written = EXPORTS[case]

    found = read_bytes(name, written)

    unknown = [p.message for p in found.problems if p.code is Code.COLUMN_UNMAPPED]
    assert [text for text in unknown if "If other, which?" not in text] == []


def test_a_named_dialect_is_obeyed(read_bytes):
    """A table that looks like one tool's is read as another's where the user says so, and the reason is given."""
    written = exports.as_csv(exports.kobo(ROWS, groups=False, parts="summary"))

    found = read_bytes("a.csv", written, dialect="odk")

    assert (found.sources[0].dialect, found.sources[0].why) == ("odk", "the dialect was named")


def test_a_named_last_row_of_the_header_is_obeyed(read_bytes):
    """The header ends where the user says, and the dialect stays the one that was recognised."""
    title = [["Exported for the secretariat"], *exports.kobo(ROWS)]

    found = read_bytes("a.xlsx", sheet(title), header_rows=2)

    assert (found.sources[0].dialect, found.sources[0].header_rows) == ("kobo", 2)
    assert found.count.responses == len(ROWS)


def test_an_unknown_dialect_is_named_with_those_there_are(read_bytes):
    """The message lists the dialects, and suggests the one that was meant."""
    with pytest.raises(UnreadableError, match=r"'Kobo Toolbox'.*did you mean 'kobo'.*choose one of: .*qualtrics"):
        read_bytes("a.csv", b"harbour\nH01\n", dialect="Kobo Toolbox")


@pytest.mark.parametrize(
    ("rows", "what"),
    [
        ([["q", "_parent_table_name", "_parent_index", "_index"], ["1", "main", "1", "1"]], "a repeated group"),
        ([["q", "PARENT_KEY", "KEY"], ["1", "uuid:1", "uuid:1/q[1]"]], "a repeated group"),
        ([["Variable / Field Name", "Form Name", "Field Type"], ["contest", "f", "radio"]], "a REDCap data dictionary"),
    ],
)
def test_what_holds_no_responses_is_refused(read_bytes, rows, what):
    """A table of repeats or of questions is no survey; the message says what it is, and what to export."""
    with pytest.raises(UnreadableError, match=f"this is {what}.*export the responses"):
        read_bytes("a.csv", exports.as_csv(rows))


def test_a_form_beside_its_responses_is_passed_over(read_bytes):
    """Sheets of an XLSForm and of repeats are named and not read; the responses are."""
    main = exports.kobo(ROWS)
    form = [["type", "name", "label"], *([["text", q, q] for q in exports.TEXTS])]
    book = xlsx_bytes([Sheet("survey", form[0], form[1:]), Sheet("Harbours", main[0], main[1:])])

    found = read_bytes("a.xlsx", book)

    assert found.sources[0].sheet == "Harbours"
    assert [p.message for p in found.problems if p.code is Code.SHEET_NOT_READ] == [
        "the sheet 'survey' is not read: it holds an XLSForm: questions, not responses"
    ]


def test_a_sheet_of_entities_with_a_type_and_a_name_is_no_form(read_bytes):
    """A sheet called "survey" whose column "type" holds kinds of entities holds responses."""
    rows = [["name", "type", "harbour", "contest"], ["North", "fishing", "H1", "No"], ["South", "trade", "H2", "No"]]

    found = read_bytes("a.xlsx", sheet(rows, "survey"))

    assert (found.sources[0].dialect, found.count.responses) == ("plain", 2)


def test_tags_under_the_header_of_a_tool_are_no_response(read_bytes):
    """A KoboToolbox export may have a second header row of HXL tags."""
    rows = exports.kobo(ROWS)
    rows.insert(1, ["", "", "#org+code", *[""] * (len(rows[0]) - 3)])

    found = read_bytes("a.xlsx", sheet(rows))

    assert (found.sources[0].dialect, found.sources[0].header_rows) == ("kobo", 2)
    assert content(found) == content(read_bytes("b.xlsx", sheet(exports.kobo(ROWS))))


def test_a_column_that_numbers_the_rows_is_no_question(read_bytes):
    """What R and others put before a table is about the form, with one header row or two."""
    for rows, tool in ((exports.plain(ROWS), "plain"), (exports.surveymonkey(ROWS), "surveymonkey")):
        levels = 2 if tool == "surveymonkey" else 1
        numbered = [["" if at < levels else str(at - levels), *row] for at, row in enumerate(rows)]

        found = read_bytes("a.csv", exports.as_csv(numbered))

        assert (found.sources[0].dialect, str(found.columns[0][0].role)) == (tool, "metadata")
        assert content(found) == content(read_bytes("b.csv", exports.as_csv(rows)))


def codes_of(found):
    """Return code -> the first cell it names."""
    return {p.code: (p.where, p.count) for p in found.problems}


def test_what_people_write_around_responses_is_named_and_left_out(read_bytes):
    """Units, totals and notes of a hand-made sheet are no responses; each is named by its row."""
    found = codes_of(read_bytes("a.xlsx", sheet(exports.by_hand(ROWS))))

    assert found[Code.ROW_UNITS] == ("a.xlsx!Sheet1!6", 1)
    assert found[Code.ROW_TOTAL] == ("a.xlsx!Sheet1!24", 1)
    assert found[Code.ROW_NOTE] == ("a.xlsx!Sheet1!25", 2)


def test_totals_left_of_the_entities_and_units_in_any_words(read_bytes):
    """A row of totals named left of the entities, and a row of units, are set aside; a row of answers never is."""
    rows = [
        ["No.", "harbour", "contest", "berths", "adopted", "remarks"],
        ["", "", "one of five answers", "how many", "day.month.year", "in a few words"],
        ["1", "H1", "No", "3", "2019-05-31", "x"],
        ["2", "H2", "No", "4", "2019-05-30", "y"],
        ["Total", "", "2", "7", "", ""],
    ]

    found = read_bytes("a.csv", exports.as_csv(rows))
    without_entity = read_bytes("b.csv", exports.as_csv([rows[0], ["", "", "No", "3", "2019-05-31", "x"], rows[2]]))

    assert codes_of(found)[Code.ROW_UNITS] == ("a.csv!2", 1)
    assert codes_of(found)[Code.ROW_TOTAL] == ("a.csv!5", 1)
    assert (found.count.responses, found.count.not_responses) == (2, 2)
    assert codes_of(without_entity)[Code.ROW_NO_ENTITY] == ("b.csv!2", 1)


def test_an_entity_with_the_name_of_a_total_is_kept_where_it_answers(read_bytes):
    """A row is a response if it holds a known answer, whatever its entity is called."""
    rows = [["harbour", "contest", "berths"], ["Total", "No", "3"], ["Sources of the Nile", "", "4"], ["H1", "No", "1"]]

    found = read_bytes("a.csv", exports.as_csv(rows))

    assert found.count.responses == 3


def test_previews_are_no_responses(read_bytes):
    """A preview of Qualtrics is named and not counted."""
    found = read_bytes("a.csv", exports.as_csv(exports.qualtrics(ROWS)))

    assert codes_of(found)[Code.ROW_PREVIEW] == ("a.csv!5", 1)


def test_a_form_that_was_not_sent_off_counts_and_is_named(read_bytes):
    """A LimeSurvey response without a day of submission is kept, with a note."""
    rows = exports.limesurvey(ROWS)
    rows[3][1] = ""

    found = read_bytes("a.csv", exports.as_csv(rows))

    assert codes_of(found)[Code.ROW_INCOMPLETE] == ("a.csv!4", 1)
    assert found.count.responses == len(ROWS)


def test_encrypted_and_rejected_submissions_are_said(read_bytes):
    """ODK's encrypted rows have no answers and are left out; rejected ones count; both are warnings."""
    rows = exports.odk(ROWS[:3])
    status, review = rows[0].index("Status"), rows[0].index("ReviewState")
    rows[1][status], rows[2][review] = "not decrypted", "rejected"

    found = read_bytes("a.csv", exports.as_csv(rows))

    assert codes_of(found)[Code.ROW_ENCRYPTED] == ("a.csv!2", 1)
    assert codes_of(found)[Code.ROW_REJECTED] == ("a.csv!3", 1)
    assert found.count.responses == 2


def test_a_formula_without_a_result_is_named(read_bytes):
    """A cell with a formula that was never computed says so, whatever its question; a text is taken as it stands."""
    rows = [["harbour", "contest", "berths", "adopted", "remarks"], ["H1", "=A1", "=3+4", "=TODAY()", "=so it is"]]

    found = read_bytes("a.csv", exports.as_csv(rows))

    named = [p.where for p in found.problems if p.code is Code.FORMULA_UNCOMPUTED]
    assert named == ["a.csv!B2", "a.csv!C2", "a.csv!D2"]
    assert found.waves[0].survey.texts["remarks"] == ("=so it is",)


def test_parts_of_a_record_are_one_response(read_bytes):
    """REDCap writes a row for each event: rows of a record that say nothing twice are one; others are refused."""
    header = ["harbour", "redcap_event_name", "contest", "published", "berths"]
    parts = [
        header,
        ["H1", "a_arm_1", "yes", "", ""],
        ["H1", "b_arm_1", "", "1", "7"],
        ["H2", "a_arm_1", "no", "0", "2"],
    ]

    found = read_bytes("a.csv", exports.as_csv(parts))
    against = read_bytes("b.csv", exports.as_csv([*parts, ["H1", "c_arm_1", "no", "", ""]]))

    assert (found.count.responses, found.count.not_responses) == (2, 1)
    assert (cells(found)["contest"], cells(found)["published"]) == ([8, 10], [8, 9])
    assert codes_of(found)[Code.ROW_PART] == ("a.csv!2", 1)
    assert Code.ENTITY_TWICE in codes_of(against)


def test_columns_of_two_versions_of_a_form_are_one_question(read_bytes):
    """Two columns for a question that never both speak are read as one, and named; if they contradict, it stops."""
    header = ["harbour", "old/contest", "new/contest", "_uuid", "_index"]
    apart = [header, ["H1", "yes", "", "a", "1"], ["H2", "", "no", "b", "2"]]

    found = read_bytes("a.csv", exports.as_csv(apart))

    assert cells(found)["contest"] == [8, 10]
    assert codes_of(found)[Code.COLUMN_JOINED] == ("a.csv!C1", 1)
    against = read_bytes("a.csv", exports.as_csv([header, ["H1", "yes", "no", "a", "1"]]))
    assert Code.QUESTION_TWICE in codes_of(against)


def test_an_option_is_no_question_of_the_same_name(read_bytes):
    """Where the question of a path is a column of its own, the last step is its option and nothing else."""
    header = ["harbour", "g/means", "g/means/contest", "published", "_uuid", "_index"]

    found = read_bytes("a.csv", exports.as_csv([header, ["H1", "contest", "1", "yes", "a", "1"]]))

    assert found.columns[0][2].role == "ignored"
