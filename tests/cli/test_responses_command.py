"""`civicmap responses` and `civicmap policies`, on the bundled sample."""

from __future__ import annotations

import csv
import io

import pytest

from civicmap.framework.load import load_framework
from civicmap.resources import sample
from civicmap.store.store import Store, StoredWave
from civicmap.survey.ingest import read_waves
from civicmap.survey.register.load import load_register


@pytest.fixture(scope="module")
def store(tmp_path_factory):
    """Return a store that holds the first wave of the sample."""
    folder = sample()
    framework = load_framework(folder / "framework.yaml")
    register = load_register(folder / "register.csv", framework)
    (read,) = read_waves([folder / "survey_wave1.xlsx"], framework, register=register, wave="2019")
    path = tmp_path_factory.mktemp("store") / "waves.duckdb"
    wave = StoredWave(read.wave, read.raw, framework, register, read.survey.closed_on, read.survey.content_sha256)
    Store(path).write([wave])
    return path


def test_counts_add_up(run, store):
    """Groups add up to everyone, and everyone to those invited."""
    done = run("responses", "--by", "level", "--store", store, "--format", "json")

    everyone, *groups = done.json["counts"]
    assert done.code == 0
    assert everyone["invited"] == sum(everyone[standing] for standing in ("complete", "partial", "none"))
    for key in ("invited", "complete", "partial", "none"):
        assert sum(group[key] for group in groups) == everyone[key]
    assert len(done.json["responses"]) == everyone["invited"]


def test_a_reminder_has_who_is_late_with_contacts(run, store):
    """The list for a reminder holds the silent and the partial, with the register's contact columns."""
    found = run("responses", "--store", store, "--format", "json").json["responses"]
    rows = list(csv.DictReader(io.StringIO(run("responses", "--missing", "--store", store, "--format", "csv").out)))

    assert [row["Entity"] for row in rows] == [each["entity"] for each in found if each["standing"] != "complete"]
    assert all(row["contact"].endswith("@example.org") for row in rows)


@pytest.mark.parametrize("arguments", [["responses", "--by", "nothing"], ["policies", "--audience", "everyone"]])
def test_an_unknown_name_is_refused(run, store, arguments):
    """A name that is not there exits 2 and says what there is."""
    done = run(*arguments, "--store", store)

    assert (done.code, done.out) == (2, "")
    assert "choose one of" in done.err


def test_policies_agree_with_their_counts(run, store):
    """The counts by topic are the counts of the list."""
    found = run("policies", "--store", store, "--format", "json").json

    assert found["policies"]
    for topic in found["topics"]:
        listed = [policy for policy in found["policies"] if policy["topic"] == topic["topic"]]
        assert topic["policies"] == len(listed)
        assert topic["entities"] == len({policy["entity"] for policy in listed})
        assert topic["public"] == sum(policy["public"] is True for policy in listed)


def test_public_policies_name_nobody(run, store):
    """Where the framework releases no names, the public sees counts of public policies, and no entity (R8)."""
    inside = run("policies", "--store", store, "--format", "json").json
    outside = run("policies", "--store", store, "--audience", "public", "--format", "json")
    people = {policy["entity"] for policy in inside["policies"]} | {policy["title"] for policy in inside["policies"]}

    assert (outside.json["policies"], outside.json["problems"]) == ([], [])
    assert outside.json["topics"]
    assert not any(name in outside.out for name in people)
