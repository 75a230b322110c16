"""`civicmap questionnaire`, and `civicmap framework new --from`."""

from __future__ import annotations

import pytest

from civicmap.survey.forms.xlsform import read_form


def test_an_xlsform_is_written_and_named(run, tmp_path):
    """Without -o the form goes to questionnaire.xlsx, and stderr says so; it is the same bytes each time."""
    first = run("questionnaire", "--format", "xlsform")

    assert (first.code, first.out) == (0, "")
    assert "Wrote questionnaire.xlsx (129 questions in en, fr, es)." in first.err
    assert run("questionnaire", "--format", "xlsform", "-o", "again.xlsx").code == 0
    assert (tmp_path / "again.xlsx").read_bytes() == (tmp_path / "questionnaire.xlsx").read_bytes()
    assert read_form(tmp_path / "again.xlsx").id == "three-ps"


def test_a_page_to_read_goes_to_stdout(run, tmp_path):
    """Markdown is the default; in a language of the framework, on request."""
    page = run("questionnaire")
    french = run("questionnaire", "--lang", "fr")

    assert (page.code, french.code) == (0, 0)
    assert page.out.startswith("# Civic space")
    assert "Seulement si" in french.out
    assert run("questionnaire", "-o", "page.md").code == 0
    assert (tmp_path / "page.md").read_text(encoding="utf-8") == page.out


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--format", "pdf"), "choose one of: xlsform, xlsx, docx, md"),
        (("--lang", "xx"), "choose one of: en, fr, es"),
        (("--framework", "nowhere"), "there is no framework 'nowhere'"),
    ],
)
def test_what_is_not_there_is_named(run, arguments, said):
    """An unknown format, language or framework ends with 2, and with what there is."""
    done = run("questionnaire", *arguments)

    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_a_framework_from_a_form_passes_check(run, tmp_path):
    """`framework new --from` writes a sound framework and its translations, and writes over nothing."""
    run("questionnaire", "--format", "xlsform", "-o", "form.xlsx")

    made = run("framework", "new", "--from", "form.xlsx", "-o", "my.yaml")

    assert made.code == 0, made.err
    assert run("framework", "check", "my.yaml").out == "my.yaml: sound\n"
    assert sorted(path.name for path in tmp_path.glob("my.*")) == ["my.es.csv", "my.fr.csv", "my.yaml"]
    assert run("framework", "new", "--from", "form.xlsx").out.startswith("# Made from the form form.xlsx.")
    (tmp_path / "my.yaml").unlink()
    again = run("framework", "new", "--from", "form.xlsx", "-o", "my.yaml")
    assert again.code == 2
    assert "nothing is overwritten" in again.err
    assert not (tmp_path / "my.yaml").exists()


def test_from_belongs_to_new(run):
    """Another action with --from is refused, and so is a file that is no form."""
    assert "there is no use of --from with 'list'" in run("framework", "list", "--from", "form.xlsx").err
    run("sample", "-o", "survey.xlsx", "--entities", "5")
    refused = run("framework", "new", "--from", "survey.xlsx")
    assert (refused.code, refused.out) == (2, "")
    assert "it is no form" in refused.err


def test_notes_of_a_form_are_told(run, workbook):
    """What could not be followed is said on stderr, with sheet and row."""
    workbook(
        "## survey\n| type | name | label | relevant |\n|---|---|---|---|\n| text | a | A | |\n| text | b | B | ${a} = 'x' |",
        "form.xlsx",
    )

    made = run("framework", "new", "--from", "form.xlsx")

    assert made.code == 0
    assert "note: form.xlsx!survey!3: when b" in made.err
