"""The page on parts of the rows: its code runs as it stands, and gives what one run over everything gives."""

from __future__ import annotations

import csv
import pickle
import random
import re
from pathlib import Path

import numpy as np
import openpyxl
import pytest

import civicmap
from civicmap.measure.summary import summarize
from civicmap.resources import sample

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "partitions.md"
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
ARRAYS = ("respondents", "counts", "ticks", "findings", "answers", "heard")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with the bundled survey, whole and cut into parts of unequal length at random."""
    made = tmp_path_factory.mktemp("partitions")
    for name in ("register.csv", "framework.yaml"):
        (made / name).write_bytes((sample() / name).read_bytes())
    header, *rows = openpyxl.load_workbook(sample() / "survey_wave1.xlsx").active.iter_rows(values_only=True)
    place = header.index("Entity code")
    names = sorted({str(row[place]) for row in rows})
    random.Random(4).shuffle(names)
    rows = [row for name in names for row in rows if str(row[place]) == name]  # rows of one entity stay together
    (made / "parts").mkdir()
    ends = [[str(row[place]) for row in rows].index(names[at]) for at in (7, 60)]
    cuts = {"c": rows[: ends[0]], "a": rows[ends[0] : ends[1]], "b": rows[ends[1] :]}
    cuts = {f"parts/{name}.csv": some for name, some in cuts.items()} | {"all.csv": rows}
    for name, some in cuts.items():
        with (made / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows([header, *some])
    return made


@pytest.fixture(scope="module")
def ran(folder):
    """Return the names that the page's code leaves behind."""
    names = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        for block in BLOCK.findall(PAGE.read_text(encoding="utf-8")):
            exec(compile(block, PAGE.name, "exec"), names)
    return names


@pytest.fixture(scope="module")
def survey(folder, ran):
    """Return everything, read in one."""
    return civicmap.read_survey(folder / "all.csv", ran["framework"], ran["register"])


def test_the_sum_of_the_parts_is_the_tally_of_everything(ran, survey):
    """Tallies add up to the tally of one run, and the findings made of the sum are those of one run."""
    whole = civicmap.tally(survey, ran["framework"], by="region")
    order = [ran["whole"].groups.index(key) for key in whole.groups] + [len(whole.groups)]
    axes = (0, 1, 1, 1, 1, 1)

    assert len(survey.entities) == 104
    for name, axis in zip(ARRAYS, axes, strict=True):
        assert np.array_equal(np.take(getattr(ran["whole"], name), order, axis), getattr(whole, name)), name
    known = {
        (gap.finding.id, gap.group): gap for gap in civicmap.find_gaps(survey, ran["framework"], by="region").findings
    }
    for gap in ran["gaps"].findings:
        one = known[gap.finding.id, gap.group]
        assert (gap.numerator, gap.denominator, gap.interval, gap.frame_bounds) == (
            one.numerator, one.denominator, one.interval, one.frame_bounds,
        )  # fmt: skip
    assert ran["gaps"].invited == len(ran["register"].entities)


def test_scores_of_the_parts_are_those_of_everything(ran, folder, survey):
    """Each entity's scores are the same in a part; the mean of the parts' sums is the mean to the last digit."""
    framework = ran["framework"]
    whole = civicmap.score(survey, framework)
    columns = ["entity", "id", "score", "low", "high"]
    found = [ran["scores"](part)[columns] for part in sorted((folder / "parts").glob("*.csv"))]
    apart = {tuple(row[:2]): row[2:] for frame in found for row in frame.astype(object).fillna(-1).values.tolist()}
    together = whole.to_frame()[columns].astype(object).fillna(-1).values.tolist()

    assert apart == {tuple(row[:2]): row[2:] for row in together}
    assert ran["mean"] == summarize(whole, survey, framework, nodes=["overall"])[0].mean


def test_what_a_part_gives_is_as_small_as_the_page_says(ran, folder):
    """The bytes of a partial tally hang on the framework and the groups, not on the rows."""
    tally, files = ran["count"], sorted((folder / "parts").glob("*.csv"))
    one, other = (tally(part) for part in files[:2])
    questions, groups, codes = one.counts.shape
    findings, options = len(one.findings), len(one.ticks)
    expected = 8 * groups * (questions * codes + findings * (codes + 16) + options)
    bytes_of = [sum(getattr(made, name).nbytes for name in ARRAYS) for made in (one, other)]

    assert bytes_of[0] == pytest.approx(expected, rel=0.01)
    assert bytes_of[0] / one.counts.shape[1] == bytes_of[1] / other.counts.shape[1]
    assert 0.15e6 < bytes_of[0] < 0.25e6
    assert len(pickle.dumps(one)) < 1.2 * bytes_of[0] + 20_000
