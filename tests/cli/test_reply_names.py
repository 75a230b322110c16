"""Nobody is named in public before the reply is in, or the framework says that its deadline has passed."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from civicmap.cli.main import main

FRAMEWORK = """
civicmap: 1
id: bridges
version: "1"
title: Bridges
language: en
tier: public
stages: [self_report, reply, final]
disclosure: {release_names: true, threshold: 1, reply: {stage: reply, deadline: 2026-03-31}}
entity: {question: bridge}
scales:
  yn: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}}}
profile: {who: {questions: {bridge: {text: Which bridge?, type: text}}}}
pillars:
  p: {title: P, dimensions: {d: {title: D, indicators: {I: {title: I, questions: {open: {text: Is it open?, scale: yn}, safe: {text: Is it safe?, scale: yn}}}}}}}
findings: {open: {title: Open, pillar: p, share: {open: yes}, base: respondents}}
"""
NAMES = ("Kilmoss", "Larkhill", "Mordale")
ANSWERS = "bridge,open,safe\n" + "".join(f"{name},Yes,No\n" for name in NAMES)
POLICIES = "entity,topic,title,public\n" + "".join(f"{name},I,Rules for the span,yes\n" for name in NAMES)
OUTPUTS = (
    *(("report", "--format", kind, "-o", f"report.{kind}") for kind in ("md", "html", "docx", "json")),
    *(("tables", "--format", kind, "-o", f"tables-{kind}") for kind in ("md", "csv", "xlsx", "json")),
    *(
        ("policies", "--audience", "public", "--format", kind, "-o", f"policies.{kind}")
        for kind in ("table", "md", "csv", "json", "xlsx")
    ),
)
BY_COMMAND = [[output for output in OUTPUTS if output[0] == command] for command in ("report", "tables", "policies")]
EACH_COMMAND = pytest.mark.parametrize("outputs", BY_COMMAND, ids=lambda outputs: outputs[0][0])


def words(content):
    """Return every text of a file, those of the parts of a package included."""
    if content[:2] != b"PK":
        return content.decode()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return " ".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())


def named(tmp_path, output):
    """Return who is named in what a command of OUTPUTS wrote."""
    path = tmp_path / output[-1]
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    text = " ".join(words(file.read_bytes()) for file in files if file.is_file())
    return [name for name in NAMES if name in text]


@pytest.fixture
def wave(run, text_file):
    """Return a function that ingests a wave under a framework, with a reply of Larkhill where it is wanted."""

    def ingest(framework=FRAMEWORK, *, reply=False):
        text_file(framework, "bridges.yaml")
        text_file(ANSWERS, "bridges.csv")
        text_file(POLICIES, "policies.csv")
        ran = run("ingest", "bridges.csv", "--framework", "bridges.yaml", "--policies", "policies.csv")
        assert ran.code == 0, ran.err
        if reply:
            text_file("bridge,safe\nLarkhill,Yes\n", "reply.csv")
            assert run("ingest", "reply.csv", "--stage", "reply").code == 0
        return run

    return ingest


@EACH_COMMAND
def test_who_has_not_replied_is_in_no_public_output(wave, tmp_path, outputs):
    """R8: every public output names who has replied, and nobody else."""
    run = wave(reply=True)

    for output in outputs:
        assert run(*output).code == 0
        assert named(tmp_path, output) == ["Larkhill"]


@EACH_COMMAND
def test_nobody_is_named_before_any_reply(wave, tmp_path, outputs):
    """R8: a day in the framework opens nothing by itself, however long ago it was: no clock decides."""
    run = wave(FRAMEWORK.replace("2026-03-31", "1999-03-31"))

    for output in outputs:
        assert run(*output).code == 0
        assert named(tmp_path, output) == []


@EACH_COMMAND
def test_all_are_named_once_the_deadline_is_said_to_have_passed(wave, text_file, tmp_path, outputs):
    """The framework says that the deadline has passed: for the stored wave too, where a command names the file."""
    run = wave()
    text_file(FRAMEWORK.replace("2026-03-31}", "2026-03-31, passed: true}"), "later.yaml")

    for output in outputs:
        assert run(*output, "--framework", "later.yaml").code == 0
        assert named(tmp_path, output) == list(NAMES)


def test_stages_without_a_rule_name_nobody(wave, tmp_path):
    """A framework with stages of review that does not say which one holds replies releases no name."""
    rule = ", reply: {stage: reply, deadline: 2026-03-31}"
    run = wave(FRAMEWORK.replace(rule, ""), reply=True)

    for output in (OUTPUTS[0], *BY_COMMAND[2]):
        assert run(*output).code == 0
        assert named(tmp_path, output) == []


def test_names_that_are_not_released_stay_inside(wave, tmp_path):
    """R8: without release_names no reply opens anything; internal output names all."""
    run = wave(FRAMEWORK.replace("release_names: true", "release_names: false"), reply=True)

    for output in (OUTPUTS[0], *BY_COMMAND[2]):
        assert run(*output).code == 0
        assert named(tmp_path, output) == []
    assert "Kilmoss" in run("policies").out


def test_an_agreement_by_sheet_is_a_reply(wave, tmp_path):
    """A reply sheet on which the entity agrees with one answer records its reply."""
    from openpyxl import load_workbook

    run = wave()
    assert run("card", "--all", "--format", "xlsx", "-o", "replies").code == 0
    for name, said in (("Mordale", "agree"), ("Kilmoss", None)):
        path = tmp_path / "replies" / f"reply-{name}.xlsx"
        book = load_workbook(path)
        book["Reply"]["G8"] = said
        book.save(path)
    assert run("ingest", "replies", "--stage", "reply").code == 0

    assert run(*OUTPUTS[-1]).code == 0
    assert named(tmp_path, OUTPUTS[-1]) == ["Mordale"]


def test_the_note_says_who_is_left_out(wave):
    """People are told why policies that are counted are not listed."""
    said = wave(reply=True)("policies", "--audience", "public").out

    assert "Entities are named once they have replied" in re.sub(r"\s+", " ", said)


@pytest.mark.parametrize(
    ("rule", "line", "what"),
    [
        ("reply: {stage: answer, deadline: 2026-03-31}", 8, "there is no stage 'answer'"),
        ("reply: {stage: reply, passed: true}", 8, "says that a deadline has passed and names none"),
        ("reply: {stage: reply, deadline: soon}", 8, "deadline"),
    ],
)
def test_a_rule_that_does_not_hold_is_named_by_its_line(
    text_file, monkeypatch, tmp_path, capsysbinary, rule, line, what
):
    """Framework check names a stage that is none, a passed deadline without a day, and a day that is none."""
    monkeypatch.chdir(tmp_path)
    text_file(FRAMEWORK.lstrip().replace("reply: {stage: reply, deadline: 2026-03-31}", rule), "broken.yaml")

    code = main(["framework", "check", "broken.yaml"])
    out, err = capsysbinary.readouterr()

    assert code == 1
    assert f"broken.yaml:{line}: " in (out + err).decode().replace("\n", " ")
    assert what in re.sub(r"\s+", " ", (out + err).decode())
