"""`--aliases` and `--write-aliases`: from a name that nobody knows to a stored wave, by way of a person."""

from __future__ import annotations

import pytest

FRAMEWORK = """
civicmap: 1
id: wells
version: "1"
title: Wells
language: en
entity: {question: well}
scales:
  plan: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}}}
profile: {who: {questions: {well: {text: Well, type: text}}}}
pillars:
  p: {title: P, dimensions: {d: {title: D, indicators: {W: {title: W, questions: {plan: {text: Plan?, scale: plan}}}}}}}
"""
REGISTER = "id,name\nW1,Northern Wells Office\nW2,Southern Wells Office\nW3,Eastern Wells Office\n"


@pytest.fixture
def wells(run, text_file):
    """Return a function that runs a command on a survey with a name that the register has not."""
    text_file(FRAMEWORK, "wells.yaml")
    text_file(REGISTER, "register.csv")
    text_file("well,plan\nNorthen Wells Ofice,Yes\nW2,No\n", "survey.csv")
    return lambda command, *rest: run(
        command, "survey.csv", "--framework", "wells.yaml", "--register", "register.csv", *rest
    )


@pytest.mark.parametrize("ending", ["csv", "xlsx"])
def test_from_proposal_to_stored_wave(wells, run, tmp_path, text_file, ending):
    """A near name stops the ingest and is proposed; once confirmed it counts, in the stored wave too."""
    name = f"aliases.{ending}"
    both = ("--aliases", name, "--write-aliases", name)

    first = wells("check", *both)
    second = wells("ingest", *both)

    assert first.code == second.code == 1
    assert "did you mean 'Northern Wells Office' (score" in first.err
    written = (tmp_path / name).read_bytes()
    assert wells("check", *both).code == 1
    assert (tmp_path / name).read_bytes() == written
    if ending == "xlsx":
        return
    header, line = written.decode().splitlines()
    assert header == "text,entity,name,score,margin,second,confirmed,who,date"
    assert line.startswith("Northen Wells Ofice,W1,Northern Wells Office,")
    text_file(f"{header}\n{line.removesuffix(',,,')},yes,desk 2,2019-05-31\n", name)

    assert wells("ingest", *both).code == 0
    assert [row["entity"] for row in run("score", "--format", "json").json["entities"]] == ["W1", "W2"]
    assert "desk 2,2019-05-31" in (tmp_path / name).read_text()


def test_a_refused_proposal_is_not_offered_again(wells, text_file, tmp_path):
    """A no on a line takes that entity out of the hint and of the file, also where the file is only written."""
    text_file("text,entity,confirmed\nNorthen Wells Ofice,W1,no\n", "aliases.csv")

    told = wells("check", "--aliases", "aliases.csv").err
    wells("check", "--write-aliases", "aliases.csv")

    assert "is not in the register" in told
    assert "did you mean 'Northern" not in told
    assert (tmp_path / "aliases.csv").read_text().count("Northen Wells Ofice,W1") == 1


def test_faults_of_the_aliases_file_are_told_with_their_line(wells, text_file):
    """A line that names an entity that the register lacks is told by file and line."""
    text_file("text,entity,confirmed\nDeep Wells,W9,yes\n", "aliases.csv")

    assert "aliases.csv!2: the line names the entity 'W9'" in wells("check", "--aliases", "aliases.csv").err


@pytest.mark.parametrize("option", ["--aliases", "--write-aliases"])
def test_aliases_need_a_register(run, text_file, option):
    """Without a register there is nothing that a name could be an alias of."""
    text_file(FRAMEWORK, "wells.yaml")
    text_file("well,plan\nA,Yes\n", "survey.csv")

    ran = run("check", "survey.csv", "--framework", "wells.yaml", option, "aliases.csv")

    assert ran.code == 2
    assert f"{option} is given without a register" in ran.err


def test_another_file_is_not_written_over(wells, text_file, tmp_path):
    """A file that is no aliases file is refused and stays as it is."""
    text_file("some,notes\n1,2\n", "notes.csv")

    ran = wells("check", "--write-aliases", "notes.csv")

    assert ran.code == 2
    assert "notes.csv: the aliases file has no column 'text'" in ran.err
    assert (tmp_path / "notes.csv").read_text() == "some,notes\n1,2\n"


def test_a_wave_stored_with_confirmed_names_opens_again(wells, run, text_file):
    """The store keeps confirmed and refused names with the register, so that the wave resolves the same later."""
    text_file("text,entity,confirmed\nNorthen Wells Ofice,W1,yes\nDeep Wells,W3,no\n", "aliases.csv")

    assert wells("ingest", "--aliases", "aliases.csv").code == 0
    assert "Nothing changed" in wells("ingest", "--aliases", "aliases.csv").err
    assert run("responses", "--format", "json").code == 0
