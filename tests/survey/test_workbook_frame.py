"""A workbook's frame and its days, held against openpyxl, which read both until it was found too slow to start."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time, timedelta

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import MAC_EPOCH, WINDOWS_EPOCH, from_excel, from_ISO8601

from civicmap.resources import sample
from civicmap.survey.container.workbook_book import load_book
from civicmap.survey.container.workbook_days import (
    BUILT_IN_DAYS,
    BUILT_IN_SPANS,
    moment,
    shows_day,
    shows_span,
    span,
    stated,
)


def or_fault(function, *values, **more):
    """Return what a function returns, or that it raises what the reader expects."""
    try:
        return function(*values, **more)
    except (ValueError, OverflowError):
        return "no day"


NUMBERS = st.one_of(
    st.floats(-10, 70_000, allow_nan=False), st.integers(-100, 3_000_000), st.floats(0, 1), st.sampled_from([1e9, -1e9])
)


@given(NUMBERS, st.sampled_from([WINDOWS_EPOCH, MAC_EPOCH]))
@example(0, WINDOWS_EPOCH)
@example(0.9999999999, WINDOWS_EPOCH)
@example(59.5, WINDOWS_EPOCH)
@example(60, WINDOWS_EPOCH)
@example(43617.75, WINDOWS_EPOCH)
def test_a_number_is_the_moment_that_openpyxl_makes_of_it(number, epoch):
    """Days count from 1900 or 1904, with the leap day that never was; less than a day is a time."""
    assert or_fault(moment, number, epoch) == or_fault(from_excel, number, epoch)


@given(NUMBERS)
def test_a_number_is_the_length_of_time_that_openpyxl_makes_of_it(number):
    """A length of time is kept to a thousandth of a second."""
    assert or_fault(span, number) == or_fault(from_excel, number, timedelta=True)


@given(st.text(st.sampled_from('dmhysDMHYS0#.,;:-/\\_[]"@ RedhhmmssE+$*'), max_size=14))
@example("[h]:mm:ss")
@example('[$-409]d" de "mmmm')
@example("General;[Red]-d")
@example('"days" 0')
@example("[mm]:ss.000")
def test_a_format_shows_what_openpyxl_says_that_it_shows(code):
    """Letters outside quotes and brackets tell days; hours, minutes and seconds in brackets tell lengths of time."""
    assert (shows_day(code), shows_span(code)) == (is_date_format(code), is_timedelta_format(code))


def test_the_formats_that_every_workbook_has():
    """Those of days and lengths of time are known by their numbers."""
    assert {number for number, code in BUILTIN_FORMATS.items() if is_date_format(code)} == BUILT_IN_DAYS
    assert {number for number, code in BUILTIN_FORMATS.items() if is_timedelta_format(code)} == BUILT_IN_SPANS


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2019-05-31", date(2019, 5, 31)),
        ("2019-05-31T10:11:12", datetime.fromisoformat("2019-05-31T10:11:12")),
        ("2019-05-31T10:11:12.5Z", datetime.fromisoformat("2019-05-31T10:11:12.500")),
        ("10:11", time(10, 11)),
        ("PT1H2M3.5S", timedelta(hours=1, minutes=2, seconds=3.5)),
        ("2019-02-30", "no day"),
        ("yesterday", "no day"),
    ],
)
def test_a_day_in_iso_form(text, meant):
    """What strict workbooks write for days is read as openpyxl reads it."""
    assert or_fault(stated, text) == or_fault(from_ISO8601, text) == meant


@pytest.mark.parametrize("name", ["survey_wave1.xlsx", "survey_wave2.xlsx", "kobo_form.xlsx"])
def test_the_frame_of_a_real_workbook(name):
    """Sheets, whether they are hidden, and styles that are days are those that openpyxl finds."""
    content = (sample() / name).read_bytes()
    theirs = openpyxl.load_workbook(io.BytesIO(content), read_only=True)

    ours = load_book(io.BytesIO(content))

    assert [(sheet.name, sheet.hidden) for sheet in ours.sheets] == [
        (sheet.title, sheet.sheet_state != "visible") for sheet in theirs.worksheets
    ]
    assert (ours.days, ours.spans, ours.epoch) == (theirs._date_formats, theirs._timedelta_formats, theirs.epoch)


def rebuilt(content, **changed):
    """Return a workbook with other text in some parts; None takes a part out."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            change = changed.get(name.rsplit("/", 1)[-1].split(".")[0], lambda text: text)
            if change is not None:
                new.writestr(name, change(old.read(name).decode()))
    made.seek(0)
    return made


@pytest.fixture(scope="module")
def plain():
    """Return a workbook of two sheets and a chart's, with a day and a length of time."""
    book = openpyxl.Workbook()
    book.active.append([datetime.fromisoformat("2019-05-31"), timedelta(hours=30), 1.5])
    book.create_sheet("Away").sheet_state = "veryHidden"
    book.create_chartsheet("Chart")
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def test_sheets_of_charts_are_none(plain):
    """A sheet of a chart holds no cells; a hidden one is said to be hidden."""
    assert [(sheet.name, sheet.hidden) for sheet in load_book(io.BytesIO(plain)).sheets] == [
        ("Sheet", False),
        ("Away", True),
    ]


def test_days_of_1904(plain):
    """A workbook may count from 1904, as some programs on Apple's machines do."""
    told = rebuilt(plain, workbook=lambda text: text.replace("<workbookPr/>", '<workbookPr date1904="1"/>'))

    assert load_book(told).moment(1, 0) == datetime.fromisoformat("1904-01-02")


def test_formats_of_conditions_are_no_styles_of_cells(plain):
    """What a conditional format shows as a day makes no cell one, though its number is that of another format."""
    rule = '<dxfs><dxf><numFmt numFmtId="0" formatCode="yyyy"/></dxf></dxfs>'
    told = rebuilt(plain, styles=lambda text: text.replace("</cellXfs>", f"</cellXfs>{rule}"))

    assert load_book(told).days == load_book(io.BytesIO(plain)).days


def test_a_workbook_without_styles_has_no_days(plain):
    """Its numbers are numbers."""
    assert load_book(rebuilt(plain, styles=None)).days == frozenset()


def test_strict_workbooks_are_read(plain):
    """The strict form has namespaces of its own for the same elements."""
    spoken = {
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main": "http://purl.oclc.org/ooxml/spreadsheetml/main"
    }
    own = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    spoken[own] = "http://purl.oclc.org/ooxml/officeDocument/relationships"

    def strict(text):
        for one, other in spoken.items():
            text = text.replace(f'"{one}"', f'"{other}"')
        return text

    told = load_book(rebuilt(plain, workbook=strict, styles=strict))

    assert [sheet.name for sheet in told.sheets] == ["Sheet", "Away"]
    assert told.days == load_book(io.BytesIO(plain)).days
