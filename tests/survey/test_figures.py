"""Numbers and dates: what is read, by what evidence, and what is left because it could be two things."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from raw_builders import cells, framework, raw, survey

from civicmap.errors import Code
from civicmap.framework.layout import layout
from civicmap.survey.canvas import blank_canvas
from civicmap.survey.cells import read_cells
from civicmap.survey.log import Log
from civicmap.survey.words.dates import Days, day, days, month_first
from civicmap.survey.words.figures import number
from civicmap.survey.words.tools import ToolWords
from civicmap.survey.words.vocabulary import vocabularies

FRAMEWORK = """
civicmap: 1
id: dates
version: "1"
title: Dates
language: en
entity: {question: entity_id}
answers: {not_applicable: {label: Not applicable, state: not_applicable}}
profile: {respondent: {questions: {entity_id: {text: Code?, type: text}}}}
pillars:
  p: {title: P, dimensions: {d: {title: D, indicators: {i: {title: I, questions: {
    reviewed: {text: When?, type: date}, staff: {text: How many?, type: number}}}}}}}
"""


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1\u202f234,5", 1234.5),
        ("1\u2009234", 1234),
        ("12\u00a0345.25", 12345.25),
        ("1'234", 1234),
        ("1,234,567", 1234567),
        ("1.234.567", 1234567),
        ("1,234.5", 1234.5),
        ("1.234,5", 1234.5),
        ("1.0", 1),
        ("١٢", 12),
        ("١٢٫٥", 12.5),
        ("١٬٢٣٤", 1234),
        ("５", 5),
        ("1 234", None),
        ("1,234", None),
        ("1,23,456", None),
        ("1\u00a023", None),
        ("12%", None),
        ("٪12", None),
        ("5-6", None),
    ],
)
def test_groups_of_thousands_where_they_leave_no_doubt(text, value):
    """A sign that can only stand between thousands is read; a lone comma, a plain space and a per cent sign are not."""
    assert number(text) == value


@given(st.integers(min_value=1000, max_value=10**12), st.sampled_from(["\u00a0", "\u202f", "\u2009", "'"]))
def test_what_is_grouped_is_found_again(value, sign):
    """Any whole number grouped by a space that does not break is that number."""
    assert number(f"{value:,}".replace(",", sign)) == value


MARCH = date(2024, 3, 1).toordinal()


@pytest.mark.parametrize(
    "text",
    [
        "2024-03-01",
        "2024/03/01 9:01:05 AM GMT+1",
        "2024-03-01T09:00:00.000Z",
        "2024-03-01T23:59:59+02:00",
        "2024-03-01 00:00:00",
        "1 March 2024",
        "1st of March 2024",
        "01-Mar-2024",
        "March 1, 2024",
        "Mar 1, 2024, 9:05 AM",
        "1er mars 2024",
        "1 de marzo de 2024",
        "1 марта 2024 г.",
        "2024年3月1日",
        "2024/3/1 上午9:01:05",
        "٢٠٢٤/٣/١",
    ],
)
def test_ways_of_writing_one_day(text):
    """Year first, a month in words in four languages, and any time of day behind it: the day that is written."""
    assert day(text) == MARCH


@pytest.mark.parametrize(
    "text",
    ["3/1/24", "45352", "1 brumaire 2024", "March 2024", "31/31/2024", "2024-02-30", "1/2024", "3/1/2024 and later"],
)
def test_what_is_no_date(text):
    """Two figures for a year, serial numbers, days that do not exist and words beside a date are not read."""
    assert days(text) is None


def test_a_date_that_can_be_two_days_is_both():
    """Figures that may be day and month in either order give two days."""
    found = days("3/1/2024 9:05:00 AM")

    assert found == Days(date(2024, 1, 3).toordinal(), MARCH)
    assert found.only is None
    assert day("3/1/2024") is None


@given(st.lists(st.dates(min_value=date(1000, 1, 1)), min_size=1, max_size=20), st.booleans(), st.sampled_from("/-."))
def test_a_column_is_never_read_in_the_wrong_order(found, american, sign):
    """Dates written in one order are read in it, or not at all."""
    order = ("%m", "%d") if american else ("%d", "%m")
    held = [days(when.strftime(f"{order[0]}{sign}{order[1]}{sign}") + f"{when.year:04}") for when in found]
    order_found = month_first(held)

    assert order_found in (american, None)
    assert (order_found is None) == all(when.day <= 12 for when in found)


def test_dates_that_need_both_orders_leave_the_rest_in_doubt():
    """A column whose dates contradict each other says nothing, whatever the survey tool usually writes."""
    held = [days(text) for text in ("31/1/2024", "1/31/2024", "3/1/2024")]

    assert month_first(held, default=True) is None
    assert month_first(held[2:], default=True) is True
    assert month_first(held[2:]) is None


def dates_of(*texts, tool=ToolWords()):  # noqa: B008 - frozen
    """Return the days of a column of texts, and the problems."""
    rows = "\n".join(f"| E{place} | {text} |" for place, text in enumerate(texts))
    asked = framework(FRAMEWORK)
    held = raw(f"| entity | reviewed |\n|---|---|\n{rows}")
    log = Log(held)
    words = vocabularies(asked, (), ())
    canvas = blank_canvas(held, layout(asked), np.arange(len(texts)), asked, words, log, tool)
    read_cells(canvas)
    values = canvas.block.values[canvas.layout.numbers.index("reviewed")]
    return [None if np.isnan(value) else date.fromordinal(int(value)).isoformat() for value in values], log.problems


def test_the_column_decides_between_two_days():
    """One date that fits a single order settles it for the column, each way."""
    assert dates_of("31/05/2019", "04/05/2019", "don't know")[0] == ["2019-05-31", "2019-05-04", None]
    assert dates_of("05/31/2019", "04/05/2019")[0] == ["2019-05-31", "2019-04-05"]


def test_the_survey_tool_decides_where_the_column_does_not():
    """Where no date needs an order, the tool's own is taken; the column's evidence comes before."""
    american = ToolWords(month_first=True)

    assert dates_of("04/05/2019", tool=american)[0] == ["2019-04-05"]
    assert dates_of("31/05/2019", "04/05/2019", tool=american)[0] == ["2019-05-31", "2019-05-04"]


def test_dates_in_doubt_are_one_problem():
    """Dates that can be two days are said once for their column, at the first, with how to write them."""
    found, problems = dates_of("04/05/2019", "2019-01-01", "06/07/2019", "soon")

    assert found == [None, "2019-01-01", None, None]
    assert [(p.code, p.where, p.count) for p in problems] == [
        (Code.DATE_UNREADABLE, "survey.xlsx!Responses!B5", 1),
        (Code.DATE_AMBIGUOUS, "survey.xlsx!Responses!B2", 2),
    ]
    assert "two days" in problems[1].message
    assert "2019-05-31" in problems[1].repair


def test_words_in_numbers_are_settled_under_missing():
    """A word in place of a number is unresolved, and the message names `missing`; "N/A" is read where it is offered."""
    resolved = survey("| entity | staff |\n|---|---|\n| E1 | null |\n| E2 | 3 |\n| E3 | N/A |", FRAMEWORK)

    assert cells(resolved, FRAMEWORK, "staff") == ["UNRESOLVED", "ANSWERED", "not_applicable"]
    told = [p for p in resolved.problems if p.code is Code.NUMBER_UNREADABLE]
    assert "'missing'" in told[0].repair


def test_a_day_is_the_day_that_is_written():
    """An offset moves no date: the day is the one that the writer saw."""
    assert day("2024-03-01T23:30:00-08:00") == MARCH
