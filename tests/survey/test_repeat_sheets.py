"""Repeated groups: a tool's tables of instances are joined to their responses, and say what wide and long tables say."""

from __future__ import annotations

import io
import zipfile

import pytest

from civicmap.errors import Code, Severity, UnreadableError
from civicmap.framework.load import load_framework
from civicmap.measure.score import score
from civicmap.spreadsheet import Sheet, xlsx_bytes
from civicmap.survey import long_table
from civicmap.survey.corrections.cleaning_log import load_cleaning_log
from civicmap.survey.ingest import read
from civicmap.survey.mapping_file import load_mapping
from civicmap.survey.options import ReadOptions
from civicmap.survey.resolve import resolve

FRAMEWORK = """
civicmap: 1
id: services
version: "1"
title: Services
entity: {question: code}
groups: {kind: {question: kind}}
instances: {key: [service], absent: blank, roll_up: {at: indicator, by: mean}}
coverage: {answered: 0, applicable: 0}
answers: {dont_know: {label: Unsure, state: dont_know}}
scales:
  kinds: {answers: {big: {label: Big}, small: {label: Small}}}
  three: {answers: {full: {label: Full, points: 100}, part: {label: Part, points: 100/3}, none: {label: None here, points: 0}}, plus: [dont_know]}
  ways: {multi: count, answers: {web: {label: Web}, desk: {label: Desk}}}
profile:
  who:
    questions:
      code: {text: Code of the entity, type: text}
      kind: {text: Which kind?, scale: kinds}
      service: {text: Name of the service, type: text}
pillars:
  p: {title: P, dimensions: {d: {title: D, indicators: {
    i: {title: I, questions: {law: {text: Is there a law?, scale: three}}},
    j: {title: J, questions: {open: {text: Is it open?, scale: three}, ways: {text: By which ways?, scale: ways}}}}}}}
"""
# entity, kind, law, its services: name, open, ways
ENTITIES = [
    ("A", "Big", "Full", [("one", "Full", "web"), ("two", "None here", "web desk"), ("three", "Part", "")]),
    ("B", "Small", "Part", []),
    ("C", "Small", "None here", [("one", "", "desk")]),
]
NAMES = {"Full": "full", "Part": "part", "None here": "none", "": ""}
LABELS = {"web": "Web", "desk": "Desk", "web desk": "Web; Desk", "": ""}


@pytest.fixture
def framework(text_file):
    """Return the framework."""
    return load_framework(text_file(FRAMEWORK.lstrip(), "services.yaml"))


@pytest.fixture
def reading(tmp_path, framework):
    """Return a function that reads a file of these bytes."""

    def make(name, content, **options):
        (tmp_path / name).write_bytes(content)
        return read([tmp_path / name], framework, wave="2024", options=ReadOptions(**options))

    return make


def kobo(entities=ENTITIES, *, shift=0):
    """Return the workbook of KoboToolbox: the responses, and the repeat on a sheet of its own."""
    main = [["code", "kind", "law", "_id", "_uuid", "_submission_time", "_index"]]
    inner = [["group/service", "group/open", "group/ways", "_index", "_parent_table_name", "_parent_index",
              "_submission__id", "_submission__uuid", "_submission__submitted_by"]]  # fmt: skip
    for place, (code, kind, law, services) in enumerate(entities, 1):
        main.append([code, kind.lower(), NAMES[law], 70 + place, f"u{place}", "2024-03-01T10:00:00", place])
        for name, how, ways in services:
            inner.append(
                [name, NAMES[how], ways, len(inner), "main", place + shift, 70 + place, f"u{place}", "someone"]
            )
    return xlsx_bytes([Sheet("main", main[0], main[1:]), Sheet("services", inner[0], inner[1:])])


def odk(entities=ENTITIES):
    """Return the archive of ODK Central: a table for the form, and one for the repeat."""
    main = ["SubmissionDate,code,kind,law,KEY"]
    inner = ["group-service,group-open,group-ways,PARENT_KEY,KEY"]
    for place, (code, kind, law, services) in enumerate(entities, 1):
        main.append(f"2024-03-01T10:00:00Z,{code},{kind.lower()},{NAMES[law]},uuid:{place}")
        inner += [
            f"{name},{NAMES[how]},{ways},uuid:{place},uuid:{place}/group[{at}]"
            for at, (name, how, ways) in enumerate(services, 1)
        ]
    return zipped({"form.csv": main, "form-group.csv": inner})


def survey123(entities=ENTITIES):
    """Return the workbook of Survey123: a layer for the survey, and one for the repeat."""
    main = [["ObjectID", "GlobalID", "Code of the entity", "Which kind?", "Is there a law?", "CreationDate", "Creator"]]
    inner = [
        ["ObjectID", "GlobalID", "Name of the service", "Is it open?", "By which ways?", "ParentGlobalID", "Creator"]
    ]
    for place, (code, kind, law, services) in enumerate(entities, 1):
        main.append([place, f"g{place}", code, kind, law, "3/1/2024 10:00:00 AM", "someone"])
        inner += [[at, f"h{place}{at}", name, how, LABELS[ways].replace("; ", ","), f"g{place}", "someone"]
                  for at, (name, how, ways) in enumerate(services, 1)]  # fmt: skip
    return xlsx_bytes([Sheet("survey_0", main[0], main[1:]), Sheet("group_1", inner[0], inner[1:])])


def wide(entities=ENTITIES):
    """Return a table with a row for each service; one without any has a row of its own."""
    rows = ["code,kind,law,service,open,ways"]
    for code, kind, law, services in entities:
        rows += [f"{code},{kind},{law},{name},{how},{LABELS[ways]}" for name, how, ways in services or [("", "", "")]]
    return "\n".join(rows).encode()


def zipped(tables):
    """Return an archive of text tables."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, lines in tables.items():
            archive.writestr(name, "\r\n".join(lines) + "\r\n")
    return made.getvalue()


def said(found, framework):
    """Return what a reading says: its answers, and every score."""
    assert [str(one) for one in found.problems if one.severity is not Severity.NOTE] == []
    survey = found.waves[0].survey
    scores = score(survey, framework)
    made = {name: [*map(str, node.score.tolist()), *map(str, node.low.tolist())] for name, node in scores.nodes.items()}
    return survey.content_sha256, survey.row_instance, made


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.xlsx", kobo()), ("a.zip", odk()), ("b.xlsx", survey123())],
    ids=["kobo", "odk", "survey123"],
)
def test_a_repeat_says_what_a_wide_table_says(name, content, reading, framework):
    """Each tool's table of instances gives the answers and scores that a row for each instance gives, and is accounted for."""
    found = reading(name, content)

    assert said(found, framework) == said(reading("wide.csv", wide()), framework)
    assert [one.code for one in found.problems if one.code in (Code.ROW_JOINED, Code.SHEET_NOT_READ)] == [
        Code.ROW_JOINED
    ]
    count = found.count
    assert (count.read, count.responses, count.blank, count.not_responses) == (7, 5, 0, 2)
    assert not any("someone" in text for wave in found.waves for held in wave.raw.columns for text in held.texts)


def test_an_answer_keeps_the_cell_where_it_stands(reading, framework):
    """A cell of a repeat is named on its own sheet and in its own row; one of the response on the first."""
    found = reading("a.xlsx", kobo([*ENTITIES, ("D", "huge", "Full", [("one", "Full", "web post")])][:4]))

    where = {one.where for one in found.problems if one.severity is Severity.WARNING}
    assert where == {"a.xlsx!main!B5", "a.xlsx!services!C6"}


def test_a_repeat_without_rows_leaves_the_responses(reading, framework):
    """Where nobody has an instance, each response has its own row."""
    alone = [ENTITIES[1], ("Z", "Big", "Full", [])]

    assert said(reading("a.xlsx", kobo(alone)), framework) == said(reading("wide.csv", wide(alone)), framework)


@pytest.mark.parametrize("shift", [1, 9])
def test_an_instance_without_a_response_is_an_error(shift, reading):
    """Rows that name no response are named at the cell that should; nothing of them is read."""
    found = reading("a.xlsx", kobo([ENTITIES[0]], shift=shift))

    (lost,) = [one for one in found.problems if one.code is Code.ROW_NO_PARENT]
    assert (lost.severity, lost.where, lost.count) == (Severity.ERROR, "a.xlsx!services!F2", 3)
    assert found.count.responses == 1


def test_a_response_named_twice_takes_no_instance(reading):
    """Where two responses bear the name that an instance gives, nobody can tell whose it is."""
    main = ["SubmissionDate,code,kind,law,KEY", "2024-03-01,A,big,full,u1", "2024-03-01,B,big,full,u1"]
    inner = ["service,open,PARENT_KEY,KEY", "one,full,u1,u1/1"]
    found = reading("a.zip", zipped({"form.csv": main, "form-group.csv": inner}))

    assert [one.where for one in found.problems if one.code is Code.ROW_NO_PARENT] == ["a.zip!form-group.csv!C2"]


def test_a_repeat_without_the_name_of_an_instance_is_passed_over(reading):
    """What is no table of the framework's instances is named and not read, as is a group within another."""
    main = ["SubmissionDate,code,kind,law,KEY", "2024-03-01,A,big,full,u1"]
    people = ["person,PARENT_KEY,KEY", "x,u1,u1/1"]
    found = reading("a.zip", zipped({"form.csv": main, "form-people.csv": people}))

    assert [one.where for one in found.problems if one.code is Code.SHEET_NOT_READ] == ["a.zip!form-people.csv"]
    nested = [["service", "open", "_index", "_parent_table_name", "_parent_index"], ["one", "full", 1, "people", 1]]
    outer = [["person", "_index", "_parent_table_name", "_parent_index"], ["x", 1, "main", 1]]
    top = [["code", "kind", "law", "_uuid", "_index"], ["A", "big", "full", "u1", 1]]
    book = xlsx_bytes(
        [Sheet(name, rows[0], rows[1:]) for name, rows in (("main", top), ("people", outer), ("inner", nested))]
    )

    found = reading("n.xlsx", book)
    assert sorted(one.where for one in found.problems if one.code is Code.SHEET_NOT_READ) == [
        "n.xlsx!inner",
        "n.xlsx!people",
    ]


def long(entities=ENTITIES):
    """Return a table with a row for each answer; what is said of the entity names no service."""
    rows = ["body,item,asked,given"]
    for code, kind, law, services in entities:
        rows += [f"{code},,kind,{kind}", f"{code},,law,{law}"]
        for name, how, ways in services:
            rows += [f"{code},{name},open,{how}"] * bool(how)
            rows += [f"{code},{name},ways,{way}" for way in ways.title().split()]
    return "\n".join(rows).encode()


MAPPING = "long: {entity: body, instance: item, question: asked, answer: given}\n"


def test_long_rows_of_the_entity_are_of_each_of_its_instances(reading, framework, text_file):
    """A long table in which answers of the entity name no instance says what the wide table and the repeat say."""
    found = reading("long.csv", long(), mapping=load_mapping(text_file(MAPPING, "mapping.yaml"), framework))

    assert said(found, framework) == said(reading("wide.csv", wide()), framework)


def test_rows_of_the_entity_are_not_spread_without_end(reading, framework, text_file, monkeypatch):
    """So many rows that name no instance, of an entity with so many, that no memory holds them, are refused."""
    monkeypatch.setattr(long_table, "_MOST_SPREAD", 5)
    told = load_mapping(text_file(MAPPING, "mapping.yaml"), framework)

    with pytest.raises(UnreadableError, match=r"rows that name no instance.*name the instance in each row"):
        reading("long.csv", long(), mapping=told)


def test_a_repeat_alone_is_refused(reading):
    """A table of instances without its responses cannot be read; the message says what to give instead."""
    with pytest.raises(UnreadableError, match=r"a repeated group.*in one workbook or archive"):
        reading("form-group.csv", b"service,open,PARENT_KEY,KEY\none,full,u1,u1/1\n")


LOG = "file,cell,new,who,why\n{file},{cell},Part,a reviewer,misread\n"


@pytest.mark.parametrize(
    ("name", "content", "file", "cell"),
    [("a.xlsx", kobo(), "a.xlsx!main", "C2"), ("long.csv", long(), "long.csv", "D3")],
    ids=["repeat", "long"],
)
def test_a_corrected_answer_of_the_entity_is_corrected_in_each_instance(
    name, content, file, cell, reading, framework, text_file
):
    """A line of the log is about a cell of the file: all rows that are made of it read as the line says, stored or not."""
    log = load_cleaning_log(text_file(LOG.format(file=file, cell=cell), "log.csv"))
    told = load_mapping(text_file(MAPPING, "mapping.yaml"), framework)
    found = reading(name, content, corrections=log, mapping=told if name == "long.csv" else None)
    corrected = [("A", "Big", "Part", ENTITIES[0][3]), *ENTITIES[1:]]

    assert said(found, framework)[0] == said(reading("wide.csv", wide(corrected)), framework)[0]
    again = resolve(found.waves[0].raw, framework, wave="2024")
    assert again.content_sha256 == found.waves[0].survey.content_sha256
