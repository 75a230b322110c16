"""Practices and recommendations in reports: what may stand where, and that numbers are the controlled ones."""

from __future__ import annotations

from dataclasses import replace

import pytest
from report_builders import NASTY

from civicmap.framework.load import load_framework
from civicmap.report.build import build_report
from civicmap.report.follow_up.build import with_given
from civicmap.report.render import FORMATS, render
from civicmap.report.tables import table_files
from civicmap.survey.ingest import read_survey
from civicmap.survey.synthetic.survey import synthesize

FRAMEWORK = """
civicmap: 1
id: small
version: "1"
title: Small
source: A/1
language: en
entity: {question: code}
disclosure: {threshold: 5}
scales: {yn: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}}}}
profile: {who: {questions: {code: {text: Code, type: text}}}}
pillars:
  voice: {title: Voice, dimensions: {d: {title: D, indicators: {
    V1: {title: A voice, recommendations: [R1], questions: {q1: {text: "One?", scale: yn}}},
    V2: {title: Two voices, questions: {q2: {text: "Two?", scale: yn}}},
    V3: {title: No voice, questions: {q3: {text: "Three?", scale: yn}}}}}}}
findings:
  has_voice: {title: A voice found, pillar: voice, share: {q1: yes}, base: respondents}
  both: {title: Both voices found, pillar: voice, share: {q1: yes, q2: yes}, base: respondents}
"""
RECOMMENDATIONS = """id,label,pillar,paragraph,indicators,label::fr
R1,Give a voice,voice,61,,Donner une voix
R2,Give two voices,voice,62(a),V1;V2,
R3,Give silence,voice,63,,
"""
PRACTICES = """id,pillar,actor_as_named,summary,paragraph,year,publishable,wave,entity,synthetic
p1,voice,Reported body,It was reported,12,2020,,,,
p2,voice,Released body,It was released,,,yes,1,E001,no
p3,voice,Kept body,It was kept back,,,no,1,E001,no
p4,voice,Older body,It was of another wave,,,yes,0,E001,no
p5,voice,Invented body,It was invented,,,yes,1,E001,yes
"""


@pytest.fixture
def made(tmp_path):
    """Return a function that gives a report of invented answers, which it takes for real ones unless told otherwise."""
    (tmp_path / "f.yaml").write_text(FRAMEWORK, encoding="utf-8")
    (tmp_path / "recommendations.csv").write_text(RECOMMENDATIONS, encoding="utf-8")
    (tmp_path / "practices.csv").write_text(PRACTICES, encoding="utf-8")
    framework = load_framework(tmp_path / "f.yaml")
    (tmp_path / "survey.xlsx").write_bytes(synthesize(framework, 60, 3).xlsx())
    survey = read_survey([tmp_path / "survey.xlsx"], framework)

    def made(*, synthetic=False, catalogues=(None, None), **options):
        paths = []
        for name, text in zip(("p.csv", "r.csv"), catalogues, strict=True):
            paths.append(None if text is None else tmp_path / name)
            if text is not None:
                (tmp_path / name).write_text(text, encoding="utf-8")
        chosen = with_given(framework, *paths)
        return build_report(replace(survey, synthetic=synthetic, wave="1"), chosen, **options)

    return made


def _everything(report):
    """Return a report in every text format, tables included."""
    files = {kind: render(report, kind) for kind in FORMATS if kind != "docx"}
    files |= {name: content for kind in ("md", "csv", "json") for name, content in table_files(report, kind).items()}
    return {name: content.decode() for name, content in files.items()}


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_released_practices_of_the_wave_stand_in_the_report(made, audience):
    """Those of the same wave that are released, as what they are called; the reported ones in an annex by paragraph."""
    report = made(audience=audience)
    text = render(report, "md").decode()

    assert [one.id for one in report.practices] == ["p2"]
    assert [one.id for one in report.reported] == ["p1"]
    assert "> Released body: It was released" in text
    assert "Practices as reported in 2020 (A/1)" in text
    assert "| Voice | Reported body | – | It was reported | – | para. 12 |" in " ".join(text.split())
    for content in _everything(report).values():
        for hidden in ("Kept body", "kept back", "Older body", "Invented body"):
            assert hidden not in content


@pytest.mark.parametrize("audience", ["public", "internal"])
def test_real_practices_never_stand_beside_invented_scores(made, audience):
    """R9: of a synthetic survey no format holds a real practice, and the report says that they are left out."""
    report = made(synthetic=True, audience=audience)

    assert ([one.id for one in report.practices], report.reported) == (["p5"], ())
    assert "Practices of real entities are left out" in render(report, "md").decode()
    for content in _everything(report).values():
        for hidden in ("Reported body", "Released body", "It was reported"):
            assert hidden not in content


def test_a_report_of_a_real_survey_says_nothing_of_leaving_out(made):
    """The sentence stands only where something was left out."""
    assert "left out, since" not in render(made(), "md").decode()


def test_recommendations_stand_on_what_is_linked_to_them(made):
    """By the framework's own word, by the catalogue's column, and by findings that read nothing else."""
    report = made()
    stands = {one.id: [s.id for s in one.standings] for one in report.recommendations}

    assert stands == {"R1": ["has_voice", "V1"], "R2": ["has_voice", "both", "V1", "V2"], "R3": []}
    assert [one.why for one in report.recommendations] == [None, None, "no_indicator"]
    assert [one.id for one in report.unlinked] == ["V3"]


def test_numbers_are_those_that_disclosure_left(made):
    """A withheld finding is withheld on its recommendation too, in every format."""
    report = made()
    shown = {one.id: one.everyone for one in report.findings}

    for one in report.recommendations:
        for stand in one.standings:
            if stand.kind == "finding":
                told = shown[stand.id]
                assert (stand.numerator, stand.denominator, stand.withheld) == (
                    told.numerator,
                    told.denominator,
                    told.withheld,
                )


def test_lists_of_what_is_linked_to_nothing(made):
    """Recommendations without an indicator and indicators without a recommendation have tables of their own."""
    text = " ".join(render(made(), "md").decode().split())

    assert "One recommendation has no indicator" in text
    assert "| para. 63 | Give silence | – | – |" in text
    assert "| Voice | No voice |" in text


def test_a_catalogue_speaks_the_language_of_the_report_where_it_can(made):
    """A text in the language stands for the other; what has none stays, and the report says so."""
    report = made(lang="fr")
    text = render(report, "md").decode()

    assert [one.label for one in report.recommendations] == ["Donner une voix", "Give two voices", "Give silence"]
    assert [one.language for one in report.recommendations] == ["fr", "en", "en"]
    assert "Certains de leurs textes sont dans la langue du catalogue." in text
    assert "Certains" not in render(made(), "md").decode()


def test_a_file_of_the_survey_leaves_standing_what_documents_reported(made, tmp_path):
    """Beside the framework's own, practices of the survey are added; a file that cites documents takes their place."""
    own, cited = (
        "id,pillar,summary,wave,publishable\nn1,voice,Our own,1,yes\n",
        "id,pillar,summary,paragraph\nn2,voice,Said,9\n",
    )
    for text, ids in ((own, ["n1", "p1"]), (cited, ["n2"]), (own + "n3,voice,Two,1,no\n", ["n1", "n3", "p1"])):
        (tmp_path / "own.csv").write_text(text, encoding="utf-8")
        framework = load_framework(tmp_path / "f.yaml")
        assert [one.id for one in with_given(framework, tmp_path / "own.csv", None, beside=True).practices] == ids
        assert [one.id for one in with_given(framework, tmp_path / "own.csv", None).practices] == [
            name for name in ids if name != "p1"
        ]


def test_a_framework_without_catalogues_has_none_of_it(made):
    """No heading, table or sentence stands for what is not there."""
    report = made(catalogues=("id,pillar,summary\n", "id,label\n"))

    assert (report.practices, report.reported, report.recommendations, report.unlinked) == ((), (), (), ())
    assert "ecommendation" not in render(report, "md").decode()
    assert not [name for name in table_files(report, "csv") if "practice" in name or "recommendation" in name]


@pytest.mark.parametrize("column", ["actor_as_named", "summary", "theme", "source", "record_type"])
def test_a_practice_stays_literal(made, column):
    """Whatever a catalogue holds is text in every format."""
    cells = {"id": "p1", "pillar": "voice", "summary": "Done", "source": "A/2", "paragraph": "1", "publishable": "yes"}
    cells |= {column: NASTY}
    text = ",".join(cells) + "\n" + ",".join(f'"{cell}"' for cell in cells.values()) + "\n"
    for own in (False, True):
        kept = {name: cell for name, cell in cells.items() if not own or name not in ("source", "paragraph")}
        if own:
            kept["wave"] = "1"
        text = ",".join(kept) + "\n" + ",".join(f'"{cell}"' for cell in kept.values()) + "\n"
        report = made(catalogues=(text, None))
        page, words = render(report, "html").decode(), render(report, "md").decode()
        assert "<script>x" not in page
        assert "5929" not in page + words
        assert render(report, "docx")


@pytest.mark.parametrize("column", ["label", "addressee", "indicator", "source"])
def test_a_recommendation_stays_literal(made, column):
    """The same for recommendations."""
    cells = {"id": "R1", "label": "Do", "source": "A/2", "paragraph": "1", "indicators": "V1"} | {column: NASTY}
    text = ",".join(cells) + "\n" + ",".join(f'"{cell}"' for cell in cells.values()) + "\n"
    report = made(catalogues=(None, text))
    page, words = render(report, "html").decode(), render(report, "md").decode()

    assert "<script>x" not in page
    assert "5929" not in page + words
    assert render(report, "docx")
