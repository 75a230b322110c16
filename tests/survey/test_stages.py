"""Review stages of one wave: the last value of a cell counts, nothing is lost, and no order of files matters."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from clinics import FRAMEWORK
from hypothesis import given, settings
from hypothesis import strategies as st

from civicmap.errors import Code, RequestError
from civicmap.framework.load import load_framework
from civicmap.measure.trace import answer_text, cell_address
from civicmap.model import AnswerState
from civicmap.spreadsheet import csv_text
from civicmap.store.store import Store, StoredWave
from civicmap.survey.append import onto
from civicmap.survey.ingest import read, read_survey
from civicmap.survey.mapping_file import load_mapping
from civicmap.survey.opening import open_survey
from civicmap.survey.options import ReadOptions
from civicmap.survey.stages_overlay import last_said, worth

STAGES = ("self_report", "reviewer", "reply", "final")
FILE = FRAMEWORK.replace("groups:", f"stages: [{', '.join(STAGES)}]\ngroups:", 1)

OWN = """
| code | region | plan | routes | staff | review | link |
|---|---|---|---|---|---|---|
| A | North | Yes, written | Court; Phone, mail | 4 | 2020-01-31 | page 3 |
| B | South | No | None of these | 5 | | |
| C | South | Partly | Court | | | annex |
"""
REVIEW = """
| code | routes | plan |
|---|---|---|
| B | | in force |
| A | Court | |
"""
REPLY = """
| code | staff | plan |
|---|---|---|
| B | 6 | partly |
"""


@pytest.fixture
def fw(text_file):
    """Return a framework with every type of question and four stages of review."""
    return load_framework(text_file(FILE, "clinics.yaml"))


class Desk:
    """A store, and files that are read into it as the command does."""

    def __init__(self, path, framework):
        self.store, self.framework = Store(path), framework

    def read(self, path, stage=None, *, append=False, wave=None, **options):
        """Return what a file holds, read as a stage where one is named."""
        names = [info.wave for info in self.store.waves()]
        base = onto(names, wave, self.store.read, None if append else stage) if stage or append else None
        return read([path], self.framework, wave=wave, options=ReadOptions(stage=stage, **options), stored=base)

    def add(self, path, stage=None, **said):
        """Read and store; return what was read."""
        reading = self.read(path, stage, **said)
        assert not reading.stops(), [str(problem) for problem in reading.problems]
        self.store.write(
            [
                StoredWave(one.wave, one.raw, self.framework, one.survey.register, one.survey.closed_on,
                           one.survey.content_sha256)
                for one in reading.waves
            ]
        )  # fmt: skip
        return reading

    def survey(self, **said):
        """Return the stored wave, resolved anew."""
        return open_survey(self.store.read(), **said)


@pytest.fixture
def desk(tmp_path, fw):
    """Return a function that makes an empty store."""
    made = iter(range(1000))
    return lambda framework=None: Desk(tmp_path / f"{next(made)}.duckdb", framework or fw)


@pytest.fixture
def reviewed(desk, workbook):
    """Return a store with three stages."""
    here = desk()
    here.add(workbook(OWN, "own.csv"))
    here.add(workbook(REVIEW, "review.csv"), "reviewer")
    here.add(workbook(REPLY, "reply.csv"), "reply")
    return here


def shown(survey, framework, question):
    """Return entity -> (answer, cell) of a question."""
    return {
        survey.entities[survey.row_entity[row]].id: (
            answer_text(survey, framework.question(question), row), cell_address(survey, question, row)
        )
        for row in range(survey.block.rows)
    }  # fmt: skip


def codes(problems):
    """Return the codes of problems."""
    return [problem.code for problem in problems]


def test_the_last_value_of_each_cell_counts_and_is_where_it_stands(reviewed, fw):
    """R1: of each cell the last stage with a value counts, a later blank withdraws nothing; the address is that cell's."""
    survey = reviewed.survey()

    assert survey.stages == ("self_report", "reviewer", "reply")
    assert shown(survey, fw, "plan") == {
        "A": ("Yes, written", "own.csv!C2"),
        "B": ("Partly", "reply.csv!C2"),
        "C": ("Partly", "own.csv!C4"),
    }
    # A multiple choice is one cell: the reviewer ticks one, which takes the other away.
    assert shown(survey, fw, "routes")["A"] == ("Court", "review.csv!B3")
    assert shown(survey, fw, "staff")["B"] == ("6", "reply.csv!B2")
    assert [entity.groups["region"] for entity in survey.entities] == ["North", "South", "South"]


def test_gates_are_applied_to_what_counts_in_the_end(desk, workbook, fw):
    """R1: what a question's gate reads is the last value: a link is not asked where the reviewer found no plan."""
    here = desk()
    here.add(workbook("| code | plan | link |\n|---|---|---|\n| A | Partly | |\n| B | no | p 2 |", "own.csv"))
    assert shown(here.survey(), fw, "link")["A"][0] == "blank"
    here.add(workbook("| code | plan |\n|---|---|\n| A | no |\n| B | Partly |", "review.csv"), "reviewer")

    assert {name: said[0] for name, said in shown(here.survey(), fw, "link").items()} == {
        "A": "not asked",
        "B": "given",
    }


def test_what_stands_behind_a_gate_is_named_in_the_file_that_counts(desk, workbook, text_file):
    """An answer behind a false gate is a warning at its own cell, whichever stage closed the gate."""
    gated = FILE.replace("staff: {text: How many staff?, type: number}",
                         "staff: {text: How many staff?, type: number, asked_if: {plan: yes}}")  # fmt: skip
    here = desk(load_framework(text_file(gated, "gated.yaml")))
    here.add(workbook("| code | staff | plan |\n|---|---|---|\n| A | 4 | in force |", "own.csv"))
    reading = here.add(workbook("| code | plan |\n|---|---|\n| A | no |", "review.csv"), "reviewer")

    behind = [problem for problem in reading.problems if problem.code is Code.ANSWER_BEHIND_GATE]
    assert [problem.where for problem in behind] == ["own.csv!B2"]


def test_the_order_of_ingest_changes_no_answer(desk, workbook):
    """Stages read in any order, or from one table with a column of stages, give the same content."""
    files = {
        "self_report": workbook(OWN, "own.csv"), "reviewer": workbook(REVIEW, "review.csv"),
        "reply": workbook(REPLY, "reply.csv"),
    }  # fmt: skip
    found = set()
    for order in permutations(files):
        here = desk()
        for stage in order:
            here.add(files[stage], stage)
        found.add(here.store.read().content_sha256)
    whole = workbook(
        """
        | stage | code | region | plan | routes | staff | review | link |
        |---|---|---|---|---|---|---|---|
        | reply | B | | partly | | 6 | | |
        | | A | North | Yes, written | Court; Phone, mail | 4 | 2020-01-31 | page 3 |
        | Reviewer | A | | | Court | | | |
        | self report | B | South | No | None of these | 5 | | |
        | reviewer | B | | in force | | | | |
        | self_report | C | South | Partly | Court | | | annex |
        """,
        "whole.csv",
    )
    here = desk()
    here.add(whole)
    found.add(here.store.read().content_sha256)

    assert len(found) == 1


def test_a_wave_of_first_stages_is_the_wave_without_stages(desk, workbook):
    """Rows that say no stage are of the first: naming it changes no answer."""
    plain, named = desk(), desk()
    plain.add(workbook(OWN, "own.csv"))
    named.add(workbook(OWN, "own.csv"), "self_report")

    assert plain.store.read().content_sha256 == named.store.read().content_sha256
    assert (plain.survey().stages, named.survey().stages) == ((), ("self_report",))


def test_a_stage_that_is_read_again_replaces_itself_alone(reviewed, fw, workbook):
    """The second file of a stage takes the place of the first; all other stages stay, and the account is that of what is there."""
    reading = reviewed.add(workbook("| code | plan |\n|---|---|\n| | |\n| A | no |", "review2.csv"), "reviewer")
    survey = reviewed.survey()

    assert [source.name for source in survey.sources] == ["own.csv", "reply.csv", "review2.csv"]
    assert shown(survey, fw, "plan")["A"] == ("No", "review2.csv!B3")
    assert shown(survey, fw, "routes")["A"] == ("Court; Phone, mail", "own.csv!D2")
    assert shown(survey, fw, "plan")["B"] == ("Partly", "reply.csv!C2")
    count = reading.count
    assert (count.read, count.responses, count.blank, count.not_responses) == (6, 5, 1, 0)

    reading = reviewed.add(workbook(REVIEW, "review.csv"), "reviewer")
    count = reading.count
    assert (count.read, count.responses, count.blank, count.not_responses) == (6, 6, 0, 0)
    assert Code.ROW_BLANK not in codes(reading.problems)


def test_the_same_stage_once_more_changes_nothing(reviewed, workbook):
    """Ingesting a stage twice gives the wave that was there."""
    before = reviewed.store.read().content_sha256
    reviewed.add(workbook(REVIEW, "review.csv"), "reviewer")

    assert reviewed.store.read().content_sha256 == before
    assert reviewed.store.read().raw.rows == 6


def test_one_file_may_be_two_stages(desk, workbook):
    """The same bytes read as another stage are another reading, not one that is known already."""
    here = desk()
    path = workbook(OWN, "own.csv")
    here.add(path, "self_report")
    here.add(path, "final")
    reading = here.add(path, "reviewer", append=True)

    assert here.survey().stages == ("self_report", "reviewer", "final")
    assert Code.FILE_STORED not in codes(reading.problems)
    assert Code.FILE_STORED in codes(here.add(path, "reviewer", append=True).problems)
    assert here.store.read().raw.rows == 9


def test_rows_are_added_to_a_stage(reviewed, fw, workbook):
    """With append a stage keeps its rows; one that contradicts a row of the same stage stops."""
    more = workbook("| code | plan |\n|---|---|\n| C | no |", "more.csv")
    reviewed.add(more, "reviewer", append=True)
    assert shown(reviewed.survey(), fw, "plan")["C"] == ("No", "more.csv!B2")

    other = reviewed.read(workbook("| code | plan |\n|---|---|\n| B | no |", "other.csv"), "reviewer", append=True)
    assert [p.where for p in other.problems if p.code is Code.ENTITY_TWICE] == ["other.csv!2"]


def test_two_rows_of_one_stage_are_a_problem_and_of_two_stages_are_none(desk, workbook):
    """R10: an entity answers twice where two different rows are of one stage, the first being that of rows which say none."""
    table = """
    | code | stage | plan |
    |---|---|---|
    | A | reviewer | no |
    | A | {} | partly |
    """
    assert Code.ENTITY_TWICE in codes(desk().read(workbook(table.format("Reviewer"), "a.csv")).problems)
    assert Code.ENTITY_TWICE not in codes(desk().read(workbook(table.format("reply"), "b.csv")).problems)
    first = "| code | stage | plan |\n|---|---|---|\n| A | | no |\n| A | self_report | partly |"
    assert Code.ENTITY_TWICE in codes(desk().read(workbook(first, "c.csv")).problems)


def test_a_stage_that_is_unknown_stops_with_a_near_one(desk, workbook, fw):
    """A cell's stage that the framework has not is an error at its cell, a named one is a request that cannot be met."""
    reading = desk().read(workbook("| code | stage | plan |\n|---|---|---|\n| A | reveiwer | no |", "a.csv"))
    found = [problem for problem in reading.problems if problem.code is Code.STAGE_UNKNOWN]
    assert [problem.where for problem in found] == ["a.csv!B2"]
    assert "'reviewer'" in found[0].message
    assert reading.stops()

    with pytest.raises(RequestError, match="did you mean 'reviewer'"):
        desk().read(workbook(OWN, "own.csv"), "reveiwer")
    with pytest.raises(RequestError, match="no stage"):
        desk().read(workbook(OWN, "own.csv"), " ")


def test_a_framework_without_stages_says_so(desk, workbook, text_file):
    """Without the key `stages` no stage can be named."""
    here = desk(load_framework(text_file(FRAMEWORK, "plain.yaml")))
    with pytest.raises(RequestError, match="stages"):
        here.read(workbook(OWN, "own.csv"), "reviewer")


def test_cells_that_say_another_stage_than_the_user_stop(desk, workbook):
    """A column of stages and --stage must not contradict each other; blank cells do not."""
    table = "| code | stage | plan |\n|---|---|---|\n| A | reply | no |\n| B | | no |\n| C | REVIEWER | no |"
    reading = desk().read(workbook(table, "a.csv"), "reviewer")

    found = [(p.where, p.count) for p in reading.problems if p.code is Code.STAGE_OTHERWISE]
    assert found == [("a.csv!B2", 1)]


def test_a_text_that_nobody_can_read_does_not_overrule(desk, workbook, fw):
    """R1: an unreadable text is a problem of its cell, and the earlier stage's answer stands; alone it is unresolved."""
    here = desk()
    here.add(workbook("| code | plan |\n|---|---|\n| A | Partly |\n| B | |", "own.csv"))
    table = "| code | plan |\n|---|---|\n| A | we think so |\n| B | hm |"
    reading = here.add(workbook(table, "review.csv"), "reviewer")

    assert {name: said[0] for name, said in shown(here.survey(), fw, "plan").items()} == {
        "A": "Partly",
        "B": "unresolved",
    }
    assert [p.where for p in reading.problems if p.code is Code.STAGE_UNREAD] == ["review.csv!B2"]
    assert codes(reading.problems).count(Code.ANSWER_UNKNOWN) == 2


def test_a_review_of_what_nobody_reported_is_named(reviewed, workbook):
    """An entity that only a later stage names is a warning at its row: its code may be wrong in that file."""
    table = "| code | plan |\n|---|---|\n| A | no |\n| AA | no |"
    reading = reviewed.add(workbook(table, "final.csv"), "final")

    assert [p.where for p in reading.problems if p.code is Code.STAGE_ALONE] == ["final.csv!3"]


def test_a_cleaning_log_corrects_the_cell_of_its_stage(reviewed, fw, workbook):
    """A correction names a cell of one stage's file; it holds on when another stage is replaced, and goes with its own row."""
    from civicmap.survey.corrections.cleaning_log import load_cleaning_log

    log = "| file | cell | old | new | who | why |\n|---|---|---|---|---|---|\n| reply.csv | C2 | partly | no | me | slip |"
    corrections = load_cleaning_log(workbook(log, "log.csv"))
    reviewed.add(workbook(REPLY, "reply.csv"), "reply", corrections=corrections)
    assert shown(reviewed.survey(), fw, "plan")["B"] == ("No", "reply.csv!C2")

    reviewed.add(workbook(OWN, "own.csv"), "self_report")  # its file moves behind the others
    assert shown(reviewed.survey(), fw, "plan")["B"] == ("No", "reply.csv!C2")
    reviewed.add(workbook(REPLY, "reply.csv"), "reply")
    assert shown(reviewed.survey(), fw, "plan")["B"] == ("Partly", "reply.csv!C2")


def test_a_long_table_may_have_a_column_of_stages(desk, fw, workbook, text_file):
    """Rows of entity x stage x question are laid over one another like any, each cell at its own row."""
    table = """
    | Body | Round | Asked | Given |
    |---|---|---|---|
    | A | self_report | plan | Partly |
    | A | self_report | staff | 3 |
    | A | final | plan | no |
    """
    text = "columns: [{header: Round, role: stage}]\nlong: {entity: Body, question: Asked, answer: Given}\n"
    mapping = load_mapping(text_file(text, "long.yaml"), fw)
    here = desk()
    here.add(workbook(table, "long.csv"), mapping=mapping)

    survey = here.survey()
    assert shown(survey, fw, "plan") == {"A": ("No", "long.csv!D4")}
    assert shown(survey, fw, "staff") == {"A": ("3", "long.csv!D3")}


def test_a_table_with_a_few_questions_is_enough_for_a_stage(reviewed, fw, workbook):
    """A list that settles one question leaves all others as they are."""
    before = shown(reviewed.survey(), fw, "staff")
    reviewed.add(workbook("| code | plan |\n|---|---|\n| C | in force |", "settled.csv"), "final")

    assert shown(reviewed.survey(), fw, "plan")["C"][0] == "Yes, written"
    assert shown(reviewed.survey(), fw, "staff") == before


def test_results_as_of_an_earlier_stage(reviewed, fw, desk, workbook):
    """Up to a stage, later ones are left out with the entities that only they name; nothing up to it is said so."""
    reviewed.add(workbook("| code | plan |\n|---|---|\n| Z | no |", "final.csv"), "final")

    assert [entity.id for entity in reviewed.survey().entities] == ["A", "B", "C", "Z"]
    early = reviewed.survey(last="reviewer")
    assert [entity.id for entity in early.entities] == ["A", "B", "C"]
    assert shown(early, fw, "plan")["B"] == ("Yes, written", "review.csv!C2")
    assert shown(reviewed.survey(last="self_report"), fw, "plan")["B"] == ("No", "own.csv!C3")

    late = desk()
    late.add(workbook(REVIEW, "review.csv"), "reviewer")
    with pytest.raises(RequestError) as nothing:
        late.survey(last="self_report")
    assert codes(nothing.value.problems) == [Code.STAGE_EMPTY]


def test_a_framework_that_does_not_know_the_stages_is_refused(reviewed, text_file):
    """A stored wave is not read with a framework under which nobody could say which value is the last."""
    fewer = load_framework(text_file(FILE.replace("reviewer, ", "", 1), "fewer.yaml"))
    with pytest.raises(RequestError, match="reviewer"):
        reviewed.survey(framework=fewer)


# --- laws -----------------------------------------------------------------------------------------------------------

_PLANS = ("", "Yes, written", "Partly", "No", "Don't know", "not applicable", "who knows")
_CELLS = st.fixed_dictionaries(
    {
        "plan": st.sampled_from(_PLANS),
        "routes": st.sampled_from(("", "Court", "Court; Phone, mail", "None of these", "Court; None of these")),
        "staff": st.sampled_from(("", "3", "4", "many")),
        "link": st.sampled_from(("", "page 1", "page 2")),
    }
)
_ROWS = st.dictionaries(
    st.tuples(st.sampled_from("ABC"), st.sampled_from(STAGES)), _CELLS, min_size=1, max_size=8
)  # fmt: skip
_ASKED = ("plan", "routes", "staff", "link")


def _table(rows):
    """Return rows as a CSV text with a column of stages."""
    lines = [[entity, stage, *(cells[name] for name in _ASKED)] for (entity, stage), cells in rows]
    return csv_text(["code", "stage", *_ASKED], lines)


def _plain(framework, tmp, rows):
    """Return a survey of some rows."""
    path = tmp / "survey.csv"
    path.write_text(_table(rows), encoding="utf-8")
    return read_survey(path, framework)


def _content(survey):
    """Return what a survey holds, without addresses."""
    return (
        [entity.id for entity in survey.entities], survey.block.codes.tolist(), survey.block.ticks.tolist(),
        np.nan_to_num(survey.block.values, nan=-1).tolist(), dict(survey.texts),
    )  # fmt: skip


@pytest.fixture(scope="module")
def staged(tmp_path_factory):
    """Return the framework and a folder for random surveys."""
    folder = tmp_path_factory.mktemp("random")
    (folder / "clinics.yaml").write_text(FILE, encoding="utf-8")
    return load_framework(folder / "clinics.yaml"), folder


_UNREAD = {"who knows", "many", "Court; None of these"}


def _by_hand(rows):
    """Return the one row of each entity that a person would write down, going through the stages cell by cell."""
    found = {}
    for entity, stage in sorted(rows, key=lambda key: (key[0], STAGES.index(key[1]))):
        cells = found.setdefault((entity, "self_report"), dict.fromkeys(_ASKED, ""))
        for name, text in rows[entity, stage].items():
            replaces = text and (text not in _UNREAD or cells[name] in ("", *_UNREAD))
            cells[name] = text if replaces else cells[name]
    return found


@settings(max_examples=40, deadline=None)
@given(rows=_ROWS)
def test_stages_are_what_a_person_would_write_down(staged, rows):
    """R1, against going through the stages by hand: the same answers as one row of each cell's last value gives."""
    framework, folder = staged

    laid = _plain(framework, folder, rows.items())
    assert _content(laid) == _content(_plain(framework, folder, _by_hand(rows).items()))


@settings(max_examples=40, deadline=None)
@given(rows=_ROWS, data=st.data())
def test_neither_order_nor_blank_stages_change_anything(staged, rows, data):
    """Rows in any order, and a further stage of blanks for any entity, give the same answers."""
    framework, folder = staged
    before = _plain(framework, folder, rows.items())
    blanks = {
        (entity, stage): dict.fromkeys(_ASKED, "")
        for entity in {key[0] for key in rows}
        for stage in STAGES
        if (entity, stage) not in rows
    }
    mixed = data.draw(st.permutations([*rows.items()]))

    assert _plain(framework, folder, mixed).content_sha256 == before.content_sha256
    assert _content(_plain(framework, folder, [*mixed, *blanks.items()])) == _content(before)


@given(cells=st.lists(st.lists(st.integers(0, 12), min_size=1, max_size=4), min_size=1, max_size=6))
def test_the_last_layer_of_the_highest_worth_is_chosen(cells):
    """Against a loop: a value before a text that nobody reads, that before what says nothing, and the later of equals."""
    flat = worth(np.array([code for run in cells for code in run], dtype=np.uint8))
    starts = np.cumsum([0, *(len(run) for run in cells)])[:-1]
    rank = {AnswerState.BLANK: 0, AnswerState.NOT_ASKED: 1, AnswerState.CLOSED: 1, AnswerState.UNRESOLVED: 2}
    wanted = [
        start + max(range(len(run)), key=lambda at, run=run: (rank.get(run[at], 3), at if any(run) else -at))
        for start, run in zip(starts.tolist(), cells, strict=True)
    ]

    assert last_said(flat, starts).tolist() == wanted
