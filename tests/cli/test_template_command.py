"""`civicmap template`: copies that work as they are, and faults of templates that say what was meant."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest

from civicmap.errors import Code
from civicmap.resources import templates

SCHEMAS = Path(__file__).parents[2] / "docs" / "reference" / "schemas"


def test_copies_are_the_shipped_files(run):
    """Every shipped file is copied byte for byte, and what it is for and how it is used is said."""
    ran = run("template", "copy", "house")
    shipped = {path.relative_to(templates()) for path in templates().rglob("*") if path.is_file()}

    assert ran.code == 0
    assert {path.relative_to("house") for path in Path("house").rglob("*") if path.is_file()} == shipped
    assert all((Path("house") / name).read_bytes() == (templates() / name).read_bytes() for name in shipped)
    assert "--template house/report.md.j2" in ran.err
    assert "--wording house/wording/fr.yaml" in ran.err


def test_nothing_is_overwritten(run):
    """A folder in which one of the files stands is left as it is, and the file is named."""
    Path("templates/wording").mkdir(parents=True)
    Path("templates/wording/en.yaml").write_text("mine", encoding="utf-8")
    ran = run("template", "copy")

    assert ran.code == 2
    assert Path("templates/wording/en.yaml").read_text(encoding="utf-8") == "mine"
    assert not Path("templates/report.md.j2").exists()
    assert f"{Path('templates/wording/en.yaml')}: it cannot be written" in ran.err


def test_list_names_each_file_once(run):
    """The list is the same in JSON and for people, with the option that takes a changed copy."""
    document = run("template", "list", "--format", "json").json
    jsonschema.validate(document, json.loads((SCHEMAS / "template.schema.json").read_text(encoding="utf-8")))
    listed = document["templates"]
    shown = run("template").out

    assert listed[0]["file"] == "report.md.j2"
    assert all(one["file"] in shown for one in listed)
    assert {one["file"]: one["use"] for one in listed}["report.md.j2"] == "civicmap report --template report.md.j2"


def test_another_action_is_refused(run):
    """An unknown action names those that there are."""
    ran = run("template", "edit")

    assert ran.code == 2
    assert "list, copy" in ran.err


@pytest.mark.slow
@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_a_copy_makes_the_same_report(sampled, language):
    """A copied template and wording file, unchanged, make the report that civicmap makes without them."""
    assert sampled("template", "copy", "own").code == 0
    own = ("--template", "own/report.md.j2", "--wording", f"own/wording/{language}.yaml")
    assert sampled("report", "--lang", language, "-o", "a.md").code == 0
    ran = sampled("report", "--lang", language, "-o", "b.md", *own)

    assert ran.code == 0, ran.err
    assert Path("a.md").read_text(encoding="utf-8").replace("a-figures/", "b-figures/") == Path("b.md").read_text(
        encoding="utf-8"
    )


def test_a_limit_of_words_is_stated_by_the_template(sampled):
    """The report's words are counted against the limit that the template states; the limit is printed nowhere."""
    Path("own.md.j2").write_text(
        "# T\n\n<!-- civicmap: limit words=3 -->\n\n{% filter paragraph %}One two three four.{% endfilter %}\n"
        "\n| a | b |\n| - | - |\n| c | 5 |\n",
        encoding="utf-8",
    )
    ran = sampled("report", "--template", "own.md.j2", "--format", "html", "-o", "r.html")

    assert ran.code == 0, ran.err
    assert "Words: 8 of text, 4 more in tables: 5 over the limit of 3" in ran.err
    assert "limit words" not in Path("r.html").read_text(encoding="utf-8")
    assert "Look first at:\n  - " in ran.err
    assert Code.TEMPLATE_FAULT.id not in ran.err
