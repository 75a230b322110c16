"""The shipped framework of the Global Open Data Index, on an excerpt of its entries with the scores as published.

The rows are from the Global Open Data Index 2013 to 2015, Open Knowledge, in the public domain (PDDL), cut to the answers.
"""

from __future__ import annotations

import csv
import io
import json

import pytest

from civicmap.cli.main import main
from civicmap.framework.load import load_framework

ENTRIES = """\
place,dataset,year,rank,score,isopen,dataset,exists,digital,public,online,free,machinereadable,bulk,openlicense,uptodate
gb,weather,2015,1,100,Yes,weather,Yes,Yes,Yes,Yes,Yes,Yes,Yes,Yes,Yes
gb,water,2015,46,10,No,water,Yes,Yes,No,No,No,No,No,No,No
gb,statistics,2015,1,100,Yes,statistics,Yes,Yes,Yes,Yes,Yes,Yes,Yes,Yes,Yes
gb,spending,2015,2,80,Yes,spending,Yes,Yes,Yes,Yes,Yes,Yes,No,Yes,No
gb,procurement,2015,12,90,Yes,procurement,Yes,Yes,Yes,Yes,Yes,Yes,No,Yes,Yes
gb,postcodes,2015,1,100,Yes,postcodes,Yes,Yes,Yes,Yes,Yes,Yes,Yes,Yes,Yes
gb,map,2015,1,100,Yes,map,Yes,Yes,Yes,Yes,Yes,Yes,Yes,Yes,Yes
gb,legislation,2015,1,100,Yes,legislation,Yes,Yes,Yes,Yes,Yes,Yes,Yes,Yes,Yes
gb,land,2015,36,20,No,land,Yes,Yes,No,No,No,No,No,No,Yes
gb,emissions,2015,6,90,Yes,emissions,Yes,Yes,Yes,Yes,Yes,Yes,No,Yes,Yes
gb,elections,2015,87,0,No,elections,No,No,No,No,No,No,No,No,No
gb,companies,2015,1,100,Yes,companies,Yes,Yes,Yes,Yes,Yes,Yes,Yes,Yes,Yes
gb,budget,2015,1,100,Yes,budget,Yes,Yes,Yes,Yes,Yes,Yes,Yes,Yes,Yes
gr,timetables,2014,61,0,No,timetables,No,No,No,No,No,No,No,No,No
gr,statistics,2014,41,60,No,statistics,Yes,Yes,Yes,Yes,Yes,Yes,Yes,No,Unsure
gr,spending,2014,1,100,Yes,spending,Yes,Yes,Yes,Yes,Yes,Yes,Yes,Yes,Yes
gr,postcodes,2014,57,0,No,postcodes,Unsure,Unsure,Unsure,Unsure,Unsure,Unsure,Unsure,Unsure,Unsure
gr,map,2014,48,35,No,map,Yes,Yes,Yes,Yes,Yes,No,No,No,No
gr,legislation,2014,25,55,No,legislation,Yes,Yes,Yes,Yes,Yes,No,Yes,No,Yes
gr,emissions,2014,51,35,No,emissions,Yes,Yes,Yes,Yes,Yes,No,No,No,No
gr,elections,2014,51,45,No,elections,Yes,Yes,Yes,Yes,Yes,No,No,No,Yes
gr,companies,2014,86,0,No,companies,Unsure,Unsure,Unsure,Unsure,Unsure,Unsure,Unsure,Unsure,Unsure
gr,timetables,2013,55,0,No,timetables,No,No,No,No,No,No,No,No,No
gr,statistics,2013,27,60,No,statistics,Yes,Yes,Yes,Yes,Yes,Yes,Yes,No,Unsure
gr,spending,2013,1,100,Yes,spending,Yes,Yes,Yes,Yes,Yes,Yes,Yes,Yes,Yes
gr,postcodes,2013,48,0,No,postcodes,Unsure,Unsure,Unsure,Unsure,Unsure,Unsure,Unsure,Unsure,Unsure
gr,map,2013,40,35,No,map,Yes,Yes,Yes,Yes,Yes,No,No,No,No
gr,legislation,2013,20,55,No,legislation,Yes,Yes,Yes,Yes,Yes,No,Yes,Unsure,Yes
gr,emissions,2013,21,55,No,emissions,Yes,Yes,Yes,Yes,Yes,No,Yes,No,Yes
gr,elections,2013,35,45,No,elections,Yes,Yes,Yes,Yes,Yes,No,Yes,No,No
gr,companies,2013,62,0,No,companies,Unsure,Unsure,Unsure,Unsure,Unsure,Unsure,Unsure,Unsure,Unsure
gr,budget,2013,36,45,No,budget,Yes,Yes,Yes,Yes,Yes,No,Yes,No,No
gr,budget,2013,36,45,No,budget,Yes,Yes,Yes,Yes,Yes,No,Yes,No,No
"""
WAVES = ("2013", "2014", "2015")
# Places as published, with those that follow from the entries of their year.
PLACES = {"2015": ("gb", 76), "2013": ("gr", 40)}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder in which the excerpt has been ingested."""
    made = tmp_path_factory.mktemp("godi")
    (made / "entries.csv").write_text(ENTRIES, encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(made)
        assert main(["ingest", "entries.csv", "--framework", "godi", "--quiet"]) == 0
    return made


@pytest.fixture
def run(folder, monkeypatch, capsys):
    """Return a function that runs civicmap there and gives (exit code, JSON object)."""
    monkeypatch.chdir(folder)

    def call(*arguments):
        code = main([*arguments, "--format", "json"])
        return code, json.loads(capsys.readouterr().out)

    return call


def publish(folder, header, rows):
    """Write published scores, and return the file's name."""
    with (folder / "published.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([header, *rows])
    return "published.csv"


def entries(wave):
    """Return the excerpt's rows of a wave."""
    return [row for row in csv.DictReader(io.StringIO(ENTRIES)) if row["year"] == wave]


@pytest.mark.parametrize("wave", WAVES)
def test_every_entry_has_its_published_score(folder, run, wave):
    """Nine answers make the entry's score: Unsure earns 0, and what does not exist closes the rest."""
    rows = [(row["place"], row["dataset"], row["score"]) for row in entries(wave)]

    code, found = run("score", "--wave", wave, "--against", publish(folder, ("entity", "instance", "score"), rows))

    assert (code, found["against"]["equal"]) == (0, len(rows))


@pytest.mark.parametrize("wave", WAVES)
def test_open_data_sets_are_those_published(folder, run, wave):
    """A data set is open when licence, machine readability and publicness are all Yes."""
    rows = [(row["place"], row["dataset"], "open", 100 * (row["isopen"] == "Yes")) for row in entries(wave)]

    code, found = run(
        "score", "--wave", wave, "--against", publish(folder, ("entity", "instance", "id", "score"), rows)
    )

    assert (code, found["against"]["equal"]) == (0, len(rows))


@pytest.mark.parametrize("wave", sorted(PLACES))
def test_a_place_has_its_published_score(folder, run, wave):
    """A place's score is the sum over its data sets divided by the year's number of them, rounded half up."""
    assert run("score", "--wave", wave, "--against", publish(folder, ("entity", "score"), [PLACES[wave]]))[0] == 0


def test_a_score_that_does_not_follow_is_reported(folder, run):
    """Of 2014 an entry is missing: the published 38 does not follow from the nine that are there, and exit is 1."""
    code, found = run("score", "--wave", "2014", "--against", publish(folder, ("entity", "score"), [("gr", 38)]))

    assert code == 1
    assert found["against"]["differing"][0]["computed"] == 33.0


def test_a_row_that_stands_twice_counts_once(run):
    """The repeated entry of 2013 and the repeated column are noted, and nothing is refused."""
    code, found = run("check", "entries.csv", "--framework", "godi")
    codes = [problem["code"] for problem in found["problems"]]

    assert code == 0
    assert "row-equal" in codes
    assert "column-repeated" in codes


def test_the_points_add_up_to_100():
    """The weights of the nine questions are the index's points."""
    questions = [question for question in load_framework("godi").questions if question.scored]

    assert (len(questions), sum(question.weight for question in questions)) == (9, 100)
