"""From files to waves: which rows are responses, what becomes of doubles, and that no row is lost."""

from __future__ import annotations

import time
import tracemalloc

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from civicmap.errors import Code, RequestError, Severity, SurveyError, UnreadableError
from civicmap.framework.load import load_framework
from civicmap.survey.ingest import read, read_survey, read_waves
from civicmap.survey.options import ReadOptions
from civicmap.survey.register.load import load_register

FRAMEWORK = """
civicmap: 1
id: parks
version: "1"
title: Parks
language: en
entity: {question: park}
scales:
  plan: {answers: {yes: {label: "Yes", points: 100}, no: {label: "No", points: 0}, dont_know: {label: "Don't know", state: dont_know}}}
profile: {who: {questions: {park: {text: Park, type: text}, round: {text: Year of the survey, type: text}, site: {text: Site, type: text}}}}
pillars:
  p: {title: P, dimensions: {d: {title: D, indicators: {I: {title: I, questions: {plan: {text: Plan?, scale: plan}, staff: {text: Staff, type: number}, note_text: {text: Note, type: text, tier: confidential}}}}}}}
"""
WITH_WAVES = FRAMEWORK.replace("entity: {question: park}", "entity: {question: park}\nwave: {question: round}")
WITH_SITES = FRAMEWORK.replace(
    "entity: {question: park}",
    "entity: {question: park}\ninstances: {key: [site], absent: not_asked, roll_up: {at: indicator, by: best}}",
)
ANONYMOUS = FRAMEWORK.replace("entity: {question: park}\n", "")


@pytest.fixture
def fw(text_file):
    """Return a function that loads a framework from its text."""
    return lambda text=FRAMEWORK: load_framework(text_file(text, "parks.yaml"))


def seen(reading, *, notes=True):
    """Return (code, row or cell) of every problem."""
    wanted = list(Severity) if notes else [Severity.ERROR, Severity.WARNING]
    return [(p.code, p.where.split("!")[-1]) for p in reading.problems if p.severity in wanted]


def account(reading):
    """Return read, responses, blank and other rows."""
    count = reading.count
    return count.read, count.responses, count.blank, count.not_responses


def read_one(path, framework, **options):
    """Read one file."""
    return read([path], framework, options=ReadOptions(**options))


ROWS = """
| park | plan | staff | Colour |
|---|---|---|---|
| A | Yes | 3 | |
| | | | |
| B | No | | red |
| | | | blue |
| park | plan | staff | Colour |
| A | Yes | 3 | green |
| | | | |
"""


def test_rows_that_are_no_responses_are_counted_and_named(fw, workbook):
    """R10: blank rows, rows with nothing kept, a repeated header and an equal row are notes, and none is lost."""
    reading = read_one(workbook(ROWS), fw())

    assert account(reading) == (6, 2, 1, 3)
    assert seen(reading) == [
        (Code.COLUMN_UNMAPPED, "D1"),
        (Code.ROW_BLANK, "3"),
        (Code.ROW_HEADER, "6"),
        (Code.ROW_NOTHING_KEPT, "5"),
        (Code.ROW_EQUAL, "7"),
    ]
    assert "row 2" in str(reading.problems[-1])


def test_two_different_rows_of_one_entity_stop_the_ingest(fw, workbook):
    """R10: the error names both rows, and the entity; spelling does not hide the second."""
    path = workbook("| park | plan |\n|---|---|\n| A | Yes |\n| B | No |\n|  a. | No |")

    with pytest.raises(SurveyError) as caught:
        read_waves([path], fw())

    [problem] = caught.value.problems
    assert problem.code is Code.ENTITY_TWICE
    assert problem.where == "survey.xlsx!Responses!4"
    assert problem.message.startswith("A answered already in row 2")


@pytest.mark.parametrize(
    ("rule", "plan", "staff", "row"),
    [("first", "Yes", "", 2), ("last", "", "4", 4), ("merge", "Don't know", "4", 4)],
)
def test_doubles_are_settled_as_asked(fw, workbook, rule, plan, staff, row):
    """--duplicates takes the first row, the last, or of each cell the last that says something."""
    path = workbook("| park | plan | staff |\n|---|---|---|\n| A | Yes | |\n| A | Don't know | |\n| A | | 4 |")

    reading = read_one(path, fw(), duplicates=rule)

    raw = reading.waves[0].raw
    held = {column.column.header: column.texts[column.codes[0]] for column in raw.columns}
    assert (held["plan"], held["staff"], raw.row_number.tolist()) == (plan, staff, [row])
    assert account(reading) == (3, 1, 0, 2)
    differs = {Code.ROW_MERGED_OTHERWISE} if rule == "merge" else set()
    assert {problem.code for problem in reading.problems} == {Code.ROW_SUPERSEDED} | differs


def test_a_rule_for_doubles_that_is_none():
    """A rule that does not exist is a bad request."""
    with pytest.raises(RequestError):
        ReadOptions(duplicates="newest")


def test_instances_of_one_entity_are_no_doubles(fw, workbook):
    """Rows of one entity about different instances are all kept; two about one instance are doubles."""
    table = "| park | site | plan |\n|---|---|---|\n| A | north | Yes |\n| A | south | No |\n| A | {} | No |"

    assert account(read_one(workbook(table.format("east")), fw(WITH_SITES)))[1] == 3
    assert seen(read_one(workbook(table.format("North")), fw(WITH_SITES))) == [(Code.ENTITY_TWICE, "4")]


def test_equal_rows_count_each_where_nobody_is_named(fw, workbook):
    """In a survey without entities every row is a response, equal or not."""
    reading = read_one(workbook("| plan | staff |\n|---|---|\n| Yes | 1 |\n| Yes | 1 |"), fw(ANONYMOUS))

    assert account(reading) == (2, 2, 0, 0)
    assert reading.problems == ()


def test_answers_without_an_entity_are_an_error(fw, workbook):
    """R10: a row with answers and no entity stops the ingest."""
    reading = read_one(workbook("| park | plan |\n|---|---|\n| | Yes |\n| B | No |"), fw())

    assert seen(reading) == [(Code.ROW_NO_ENTITY, "2")]
    assert reading.stops()


def test_cells_beyond_the_header_are_named(fw, text_file):
    """A row longer than the header is a warning that names the cells; its answers are kept."""
    reading = read_one(text_file("park,plan\nA,Yes,,stray\nB,No\n", "survey.csv"), fw())

    assert [(problem.code, problem.where) for problem in reading.problems] == [(Code.ROW_TOO_LONG, "survey.csv!2")]
    assert "D" in reading.problems[0].message
    assert account(reading) == (2, 2, 0, 0)


@pytest.mark.parametrize("text", ["park,plan\n", "park,plan\n\n,\n"])
def test_a_header_alone_is_an_error(fw, text_file, text):
    """A file without a response stops the ingest."""
    reading = read_one(text_file(text, "survey.csv"), fw())

    assert Code.NO_ROWS in [problem.code for problem in reading.problems]
    assert reading.waves == ()
    assert reading.stops()


WAVES = """
| park | round | plan |
|---|---|---|
| A | 2019 | Yes |
| A | 2021 | No |
| B | 2021 | Yes |
"""


def test_a_column_of_waves_divides_a_file(fw, workbook):
    """Each wave gets its own rows; with a wave named only that one's, the others being noted."""
    both = read_one(workbook(WAVES), fw(WITH_WAVES))
    one = read([workbook(WAVES)], fw(WITH_WAVES), wave="2019", options=ReadOptions())
    none = read([workbook(WAVES)], fw(WITH_WAVES), wave="1999", options=ReadOptions())

    assert [(wave.wave, wave.raw.rows) for wave in both.waves] == [("2019", 1), ("2021", 2)]
    assert [wave.raw.count.not_responses for wave in both.waves] == [2, 1]
    assert both.problems == ()
    assert seen(one) == [(Code.ROW_OTHER_WAVE, "3")]
    assert one.problems[0].count == 2
    assert account(one) == (3, 1, 0, 2)
    assert none.stops()
    assert "2019" in str(none.problems[-1])


def test_a_row_that_says_no_wave_is_an_error(fw, workbook):
    """Where a column says the wave, a row without one belongs nowhere."""
    reading = read_one(workbook(WAVES + "| C | | No |\n"), fw(WITH_WAVES))

    assert seen(reading) == [(Code.ROW_NO_WAVE, "5")]


def test_read_survey_needs_a_wave_where_there_are_several(fw, workbook):
    """One survey is one wave: of several, one must be named."""
    path = workbook(WAVES)

    with pytest.raises(RequestError):
        read_survey(path, fw(WITH_WAVES))
    assert read_survey([path], fw(WITH_WAVES), wave="2021").wave == "2021"


def test_files_of_one_wave_are_appended(fw, workbook, tmp_path):
    """Several files, with columns in another order, give the survey of one file; cells keep their addresses."""
    workbook("| park | plan | staff |\n|---|---|---|\n| A | Yes | 3 |", "one.xlsx")
    workbook("| staff | Plan? | park |\n|---|---|---|\n| many | No | B |", "two.csv")
    whole = read_one(workbook("| park | plan | staff |\n|---|---|---|\n| A | Yes | 3 |\n| B | No | many |"), fw())

    parts = read([tmp_path / "one.xlsx", tmp_path / "two.csv"], fw(), options=ReadOptions())

    assert parts.waves[0].survey.content_sha256 == whole.waves[0].survey.content_sha256
    assert [problem.where for problem in parts.problems] == ["two.csv!A2"]
    assert account(parts) == (2, 2, 0, 0)


def test_a_folder_is_read_in_the_order_of_names(fw, workbook, tmp_path):
    """A folder stands for its survey files; lock files and others are passed over."""
    workbook("| park | plan |\n|---|---|\n| B | No |", "returns/b.csv")
    workbook("| park | plan |\n|---|---|\n| A | No |", "returns/a.xlsx")
    (tmp_path / "returns" / "~$a.xlsx").write_bytes(b"lock")
    (tmp_path / "returns" / "readme.md").write_text("x")
    (tmp_path / "empty").mkdir()

    reading = read([tmp_path / "returns"], fw(), options=ReadOptions())

    assert [source.name for source in reading.sources] == ["a.xlsx", "b.csv"]
    with pytest.raises(UnreadableError):
        read([tmp_path / "empty"], fw(), options=ReadOptions())


def test_an_entity_in_two_files_is_a_double_that_names_the_other_file(fw, workbook, tmp_path):
    """Doubles are found across files."""
    workbook("| park | plan |\n|---|---|\n| A | No |", "one.csv")
    workbook("| park | plan |\n|---|---|\n| A | Yes |", "two.csv")

    reading = read([tmp_path / "one.csv", tmp_path / "two.csv"], fw(), options=ReadOptions())

    [problem] = reading.problems
    assert problem.where == "two.csv!2"
    assert "one.csv!2" in problem.message


def test_everything_unreadable_is_told_in_one_run(fw, tmp_path):
    """Of several files that cannot be read, each is named."""
    (tmp_path / "a.csv").touch()

    with pytest.raises(UnreadableError) as caught:
        read([tmp_path / "a.csv", tmp_path / "b.csv"], fw(), options=ReadOptions())

    assert [problem.code for problem in caught.value.problems] == [Code.FILE_EMPTY, Code.FILE_MISSING]


def test_strict_makes_a_warning_stop(fw, text_file):
    """R10: --strict takes a warning as an error."""
    path = text_file("park,plan\nA,Perhaps\n", "survey.csv")

    assert len(read_waves([path], fw())) == 1
    with pytest.raises(SurveyError):
        read_waves([path], fw(), options=ReadOptions(strict=True))


def test_a_message_never_quotes_free_text(fw, text_file):
    """R8: cells of numbers and of confidential questions are not quoted in any problem."""
    path = text_file("park,plan,staff,note_text\nA,Perhaps,secret one,secret two\nA,Yes,secret three,x\n", "survey.csv")

    reading = read_one(path, fw())

    told = "\n".join(map(str, reading.problems))
    assert "Perhaps" in told
    assert "secret" not in told


HOSTILE = [
    "{{7*7}}",
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "a | b",
    "NA",
    "null",
    "None",
    "\u202egnp",
    "%s{x}",
]


@pytest.mark.parametrize("kind", ["survey.xlsx", "survey.csv"])
def test_hostile_names_stay_text(fw, workbook, kind):
    """Names that look like code, markup or missing values are names."""
    rows = "".join(f"| {name.replace('|', chr(92) + '|')} | Yes |\n" for name in HOSTILE)
    reading = read_one(workbook(f"| park | plan |\n|---|---|\n{rows}", kind), fw())

    assert reading.problems == ()
    column = reading.waves[0].raw.columns[0]
    assert [column.texts[code] for code in column.codes] == HOSTILE


CELL = st.sampled_from(["", " ", "Yes", "No", "Perhaps", "3", "x"])
TABLE = st.lists(st.tuples(st.sampled_from(["", "A", "a", "B", "C", "park"]), CELL, CELL), max_size=12)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=TABLE, rule=st.sampled_from(["refuse", "first", "last", "merge"]))
def test_no_row_is_lost(fw, text_file, rows, rule):
    """For any table and rule: rows read = responses + blank + other, and every other row is named by a problem."""
    body = "".join(f"{park},{plan},{staff}\n" for park, plan, staff in rows)
    reading = read_one(text_file(f"park,plan,staff\n{body}", "survey.csv"), fw(), duplicates=rule)

    total, responses, blank, others = account(reading)
    last = max((at for at, row in enumerate(rows, 1) if any(cell.strip() for cell in row)), default=0)
    assert total == last
    assert total == responses + blank + others
    named = {Code.ROW_EQUAL, Code.ROW_HEADER, Code.ROW_NOTHING_KEPT, Code.ENTITY_TWICE, Code.ROW_SUPERSEDED}
    assert others == sum(problem.count for problem in reading.problems if problem.code in named)
    assert blank == sum(problem.count for problem in reading.problems if problem.code is Code.ROW_BLANK)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    rows=st.dictionaries(st.sampled_from("ABCDEFG"), st.tuples(CELL, CELL), min_size=1).map(lambda d: list(d.items())),
    data=st.data(),
)
def test_the_order_of_rows_and_columns_changes_nothing(fw, text_file, rows, data):
    """A file with its rows and columns in another order gives the same survey and as many problems."""
    shuffled = data.draw(st.permutations(rows))
    first = "".join(f"{park},{plan},{staff}\n" for park, (plan, staff) in rows)
    second = "".join(f"{staff},{park},{plan}\n" for park, (plan, staff) in shuffled)

    one = read_one(text_file(f"park,plan,staff\n{first}", "one.csv"), fw())
    two = read_one(text_file(f"staff,park,plan\n{second}", "two.csv"), fw())

    assert one.waves[0].survey.content_sha256 == two.waves[0].survey.content_sha256
    assert sorted(p.code.id for p in one.problems) == sorted(p.code.id for p in two.problems)
    assert one.waves[0].survey.entities == two.waves[0].survey.entities


def test_many_rows_fit_in_memory(fw, tmp_path):
    """A file of 40,000 rows is read in seconds, holding codes and not rows."""
    path = tmp_path / "survey.csv"
    with path.open("w", encoding="utf-8") as stream:
        stream.write("park,plan,staff,note_text\n")
        stream.writelines(
            f"E{n},{'Yes' if n % 3 else 'No'},{n % 50},text of some length {n % 1000}\n" for n in range(40_000)
        )
    tracemalloc.start()
    begun = time.perf_counter()

    reading = read_one(path, fw())

    assert time.perf_counter() - begun < 60  # it may not hang
    assert tracemalloc.get_traced_memory()[1] < 100_000_000
    tracemalloc.stop()
    assert account(reading) == (40_000, 40_000, 0, 0)


def test_a_register_settles_doubles_by_alias(fw, workbook):
    """Two names of one member of the register are one entity."""
    register = load_register(
        workbook("| id | name |\n|---|---|\n| A1 | Alder Park |\n| A2 | Beech Park |", "register.csv")
    )
    path = workbook("| park | plan |\n|---|---|\n| A1 | Yes |\n| alder park | No |")

    reading = read([path], fw(), register=register, options=ReadOptions())

    assert [problem.code for problem in reading.problems] == [Code.ENTITY_TWICE]
