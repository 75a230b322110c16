"""Numbers released by name, what was published before, and the assessment."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from report_builders import FIELD, GROUP, HEAD, finding, framework, report, share

from civicmap.errors import CivicmapError, Code
from civicmap.measure.results import EVERYONE
from civicmap.report import facts_about as about
from civicmap.report.disclosure import control
from civicmap.report.published import read_record
from civicmap.report.releases import read_exceptions
from civicmap.report.render import render

HEADER = "finding,group,name,date,reason\n"


def _report(*sizes):
    """Return a report whose finding has n of N by group."""
    everyone = share(sum(x for x, _ in sizes), sum(n for _, n in sizes), lacks=30)
    keys = (FIELD, HEAD)
    shares = [share(*size, group=key, lacks=10) for size, key in zip(sizes, keys, strict=True)]
    responses = (
        about.ResponseFact(EVERYONE, 180, everyone.denominator),
        *(about.ResponseFact(key, 90, n) for (_, n), key in zip(sizes, keys, strict=True)),
    )
    return report(group=GROUP, responses=responses, findings=(finding(everyone, *shares),))


def _releases(tmp_path, text):
    path = tmp_path / "exceptions.csv"
    path.write_text(text, encoding="utf-8")
    return read_exceptions(path)


def _codes(raised):
    return [problem.code for problem in raised.value.problems]


def test_a_number_released_by_name_is_shown_and_listed(tmp_path):
    """R8: a small share that somebody answers for is shown, and the report says who released it, when and why."""
    releases = _releases(tmp_path, HEADER + "contest,head,The head of section,2026-03-01,agreed in writing\n")

    found = control(_report((31, 60), (3, 41)), framework(), None, releases).report
    shares = {each.group.value: each.numerator for each in found.findings[0].shares}

    assert shares == {None: 34, "field": 31, "head": 3}
    assert found.disclosure is not None
    assert found.disclosure.assessment == "review"
    assert [one.name for one in found.disclosure.exceptions] == ["The head of section"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("finding,group,name\n", Code.EXCEPTION_COLUMN),
        (HEADER + "contest,head,,2026-03-01,why\n", Code.EXCEPTION_EMPTY),
        (HEADER + "contest,head,Name,1 March,why\n", Code.EXCEPTION_DATE),
    ],
)
def test_an_exception_without_who_when_and_why_is_a_problem(tmp_path, text, code):
    """R8: an exception needs a name, a date and a reason; what lacks one is named by file and line."""
    with pytest.raises(CivicmapError) as raised:
        _releases(tmp_path, text)

    assert set(_codes(raised)) == {code}
    assert "exceptions.csv" in str(raised.value.problems[0])


@pytest.mark.parametrize("named", ["nothing,head", "contest,nowhere"])
def test_an_exception_that_releases_nothing_is_a_problem(tmp_path, named):
    """R8: an exception names a finding or score and a group that the report has."""
    releases = _releases(tmp_path, HEADER + f"{named},Name,2026-03-01,why\n")

    with pytest.raises(CivicmapError) as raised:
        control(_report((31, 60), (20, 41)), framework(), None, releases)

    assert _codes(raised) == [Code.EXCEPTION_UNKNOWN]


def _record(tmp_path, made):
    path = tmp_path / "published.json"
    path.write_bytes(render(control(made, framework()).report, "json"))
    return read_record(path)


def test_one_late_response_is_not_told_by_two_reports(tmp_path):
    """R8: 51 of 101 before and 52 of 102 now would tell what the late one answered, so what changed is withheld."""
    before = _record(tmp_path, _report((31, 60), (20, 41)))

    found = control(_report((32, 61), (20, 41)), framework(), before).report
    shares = {each.group.value: each.numerator for each in found.findings[0].shares}

    assert shares[None] is None
    assert shares["field"] is None
    assert found.disclosure is not None
    assert "differences" in found.disclosure.reasons
    assert found.disclosure.assessment == "review"


def test_what_stays_as_it_was_published_stays(tmp_path):
    """R8: the same numbers again tell nothing new."""
    made = _report((31, 60), (20, 41))

    found = control(made, framework(), _record(tmp_path, made)).report

    assert [each.numerator for each in found.findings[0].shares] == [51, 31, 20]


def test_a_record_of_another_wave_is_not_compared(tmp_path):
    """R8: between waves answers change of themselves; the assessment says that nothing was compared."""
    before = _record(tmp_path, replace(_report((31, 60), (20, 41)), wave="2017"))

    found = control(_report((32, 61), (20, 41)), framework(), before).report

    assert found.findings[0].everyone.numerator == 52
    assert found.disclosure is not None
    assert found.disclosure.reasons == ("other_wave",)


@pytest.mark.parametrize("text", ["", "[]", "{}", json.dumps({"audience": "internal"}), "{" * 5000])
def test_what_is_no_public_report_is_refused(tmp_path, text):
    """R8: only the JSON of a public report is a record of what was published."""
    path = tmp_path / "published.json"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(CivicmapError) as raised:
        read_record(path)

    assert _codes(raised) == [Code.RECORD_UNREADABLE]


def test_a_release_that_gives_another_number_away_fails(tmp_path):
    """R8: where a released total and a released group leave a small count one value, the assessment is fail."""
    lines = "contest,,Name,2026-03-01,why\ncontest,field,Name,2026-03-01,why\n"

    found = control(_report((31, 60), (3, 41)), framework(), None, _releases(tmp_path, HEADER + lines)).report

    assert found.disclosure is not None
    assert found.disclosure.assessment == "fail"
    assert "recovered" in found.disclosure.reasons
