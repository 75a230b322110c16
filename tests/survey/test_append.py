"""Adding files to a stored wave: nothing is lost, counted twice or told apart by the order of the files."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pytest
from clinics import FRAMEWORK
from hypothesis import given, settings
from hypothesis import strategies as st

from civicmap.errors import Code
from civicmap.framework.load import load_framework
from civicmap.store.store import Store, StoredWave
from civicmap.survey.append import onto
from civicmap.survey.ingest import read
from civicmap.survey.mapping_file import load_mapping
from civicmap.survey.options import ReadOptions

NORTH = """
| code | Is there a plan? | Which routes? | How many staff? | When reviewed? | Where is it? |
|---|---|---|---|---|---|
| A | Yes, written | Court; Phone, mail | 4 | 2020-01-31 | page 3 |
| | | | | | |
| B | No | None of these | 5 | | |
"""
SOUTH = """
| Where is it? | How many staff? | code | plan | routes/court | routes/phone | routes/other | review |
|---|---|---|---|---|---|---|---|
| annex | 7 | C | partly | 1 | 0 | 0 | 2019-12-01 |
| | 2 | D | other | 0 | 1 | 1 | 2018-05-05 |
"""


@pytest.fixture
def fw(text_file):
    """Return a framework with every type of question."""
    return load_framework(text_file(FRAMEWORK, "clinics.yaml"))


class Desk:
    """A store, and files that are read into it as the command does."""

    def __init__(self, path, framework):
        self.store, self.framework = Store(path), framework

    def read(self, *paths, wave=None, framework=None, register=None, append=True, **options):
        """Return what some files hold, added to the store's waves or not."""
        names = [info.wave for info in self.store.waves()]
        stored = onto(names, wave, self.store.read) if append else None
        return read(
            list(paths), framework or self.framework, register=register, wave=wave, options=ReadOptions(**options),
            stored=stored,
        )  # fmt: skip

    def keep(self, reading, framework=None):
        """Store what was read; say whether that changed anything."""
        assert not reading.stops(), [str(problem) for problem in reading.problems]
        return self.store.write(
            [
                StoredWave(one.wave, one.raw, framework or self.framework, one.survey.register,
                           one.survey.closed_on, one.survey.content_sha256)
                for one in reading.waves
            ]
        )  # fmt: skip

    def add(self, *paths, **said):
        """Read and store."""
        reading = self.read(*paths, **said)
        return self.keep(reading, said.get("framework")), reading


@pytest.fixture
def desk(tmp_path, fw):
    """Return an empty store to ingest into."""
    made = iter(range(100))
    return lambda: Desk(tmp_path / f"{next(made)}.duckdb", fw)


def codes(problems):
    """Return the codes of problems."""
    return [problem.code for problem in problems]


def test_rows_are_added_to_the_stored_wave(desk, workbook):
    """The wave holds both files, its account of rows is that of both, and each cell keeps its address."""
    here = desk()
    here.add(workbook(NORTH, "north.xlsx"), append=False)
    _, reading = here.add(workbook(SOUTH, "south.csv"))

    survey = reading.waves[0].survey
    assert [entity.id for entity in survey.entities] == ["A", "B", "C", "D"]
    assert (reading.count.read, reading.count.responses, reading.count.blank, reading.count.not_responses) == (
        5,
        4,
        1,
        0,
    )
    assert [source.name for source in reading.sources] == ["north.xlsx", "south.csv"]
    assert here.store.read().raw.rows == 4


def test_the_order_of_files_changes_no_answer(desk, workbook, tmp_path):
    """Files added one by one in any order, or read at once, give the same answers."""
    files = [
        workbook(NORTH, "north.xlsx"),
        workbook(SOUTH, "south.csv"),
        workbook("| clinic code | had_plan | ways |\n|---|---|---|\n| E | in force | court |", "old.csv"),
    ]
    found = set()
    for order in permutations(files):
        here = desk()
        for path in order:
            here.add(path)
        found.add(here.store.read().content_sha256)
    found.add(here.read(*files, append=False).waves[0].survey.content_sha256)

    assert len(found) == 1


def test_a_file_that_is_there_already_changes_nothing(desk, workbook):
    """The same file once more leaves the store as it is, and says so."""
    here = desk()
    north, south = workbook(NORTH, "north.xlsx"), workbook(SOUTH, "south.csv")
    assert here.add(north)[0]
    assert here.add(south)[0]
    changed, reading = here.add(north, south)

    assert not changed
    assert codes(reading.problems).count(Code.FILE_STORED) == 2


def test_a_row_sent_again_counts_once_wherever_its_columns_stand(desk, workbook):
    """Equal answers are equal in another order of columns too; the account of rows stays true."""
    here = desk()
    here.add(workbook(NORTH, "north.xlsx"))
    again = "| How many staff? | Is there a plan? | Which routes? | code |\n|---|---|---|---|\n| 5 | No | None of these | B |"
    _, reading = here.add(workbook(again, "again.csv"))

    equal = next(problem for problem in reading.problems if problem.code is Code.ROW_EQUAL)
    assert equal.where == "again.csv!2"
    assert "north.xlsx!Responses!4" in equal.message
    assert (reading.count.read, reading.count.responses, reading.count.not_responses) == (4, 2, 1)


def test_another_row_of_an_entity_is_refused_with_both_places(desk, workbook):
    """An entity that answers otherwise stops the ingest, and the stored wave stays as it was."""
    here = desk()
    here.add(workbook(NORTH, "north.xlsx"))
    before = here.store.read()
    other = workbook("| code | plan |\n|---|---|\n| B | Yes, written |", "late.csv")
    reading = here.read(other)

    twice = next(problem for problem in reading.problems if problem.code is Code.ENTITY_TWICE)
    assert twice.where == "late.csv!2"
    assert "north.xlsx!Responses!4" in twice.message
    assert reading.stops()
    assert here.store.read().content_sha256 == before.content_sha256


@pytest.mark.parametrize(("rule", "plan", "staff"), [("first", "no", 5), ("last", "yes", None), ("merge", "yes", 5)])
def test_doubles_are_settled_across_files_as_asked(desk, workbook, fw, rule, plan, staff):
    """The first row, the last, or both with the last that says something of a question, wherever its column stands."""
    here = desk()
    here.add(workbook(NORTH, "north.xlsx"))
    other = workbook("| code | clinic | plan |\n|---|---|---|\n| B | Bee | Yes, written |", "late.csv")
    _, reading = here.add(other, duplicates=rule)

    survey = reading.waves[0].survey
    row = [entity.id for entity in survey.entities].index("B")
    answer = fw.question("plan").answer(int(survey.block.codes[survey.code_row("plan"), row]))
    number = survey.block.values[survey.layout.numbers.index("staff"), row]
    assert answer.id == plan
    assert (None if np.isnan(number) else number) == staff


def test_without_a_stored_wave_it_is_an_ordinary_ingest(desk, workbook):
    """An empty store, or one without the wave, is told of in a note, and the wave begins."""
    here = desk()
    _, first = here.add(workbook(NORTH, "north.xlsx"), wave="2019")
    _, second = here.add(workbook(SOUTH, "south.csv"), wave="2021")

    assert codes(first.problems).count(Code.WAVE_BEGUN) == codes(second.problems).count(Code.WAVE_BEGUN) == 1
    assert [info.responses for info in here.store.waves()] == [2, 2]


def test_rows_go_to_the_wave_ingested_last_where_none_is_named(desk, workbook):
    """Without --wave, and where the store has no wave of ingest's own name, rows are added to the last one."""
    here = desk()
    here.add(workbook(NORTH, "north.xlsx"), wave="2019")
    here.add(workbook(SOUTH, "south.csv"))

    assert [(info.wave, info.responses) for info in here.store.waves()] == [("2019", 4)]


def test_each_wave_of_a_file_is_added_to_its_own(tmp_path, workbook, text_file):
    """Rows of a column of waves are added to the stored waves that they name; another wave of the file begins."""
    framework = load_framework(
        text_file(FRAMEWORK.replace("groups:", "wave: {question: year}\ngroups:").replace(
            "who: {questions: {", "who: {questions: {year: {text: Year, type: text}, "), "waves.yaml")
    )  # fmt: skip
    here = Desk(tmp_path / "waves.duckdb", framework)
    here.add(workbook(NORTH, "north.xlsx"), wave="2019")
    both = workbook("| code | Year | plan |\n|---|---|---|\n| C | 2019 | No |\n| C | 2020 | No |", "both.csv")
    _, reading = here.add(both)

    assert [(one.wave, one.raw.rows) for one in reading.waves] == [("2019", 3), ("2020", 1)]
    assert Code.ROW_NO_WAVE not in codes(reading.problems)
    assert not here.add(both)[0]


def test_a_file_without_a_column_of_waves_is_of_the_wave_that_is_named(text_file, workbook):
    """Beside a file whose cells say the wave it is, but nobody guesses one where none is named."""
    text = FRAMEWORK.replace("groups:", "wave: {question: year}\ngroups:")
    text = text.replace("who: {questions: {", "who: {questions: {year: {text: Year, type: text}, ")
    framework = load_framework(text_file(text, "waves.yaml"))
    said = workbook("| code | Year | plan |\n|---|---|---|\n| A | 2019 | No |", "said.csv")
    unsaid = workbook("| code | plan |\n|---|---|\n| B | No |", "unsaid.csv")
    named = read([said, unsaid], framework, wave="2019", options=ReadOptions())
    nameless = read([said, unsaid], framework, options=ReadOptions())

    assert [(one.wave, one.raw.rows) for one in named.waves] == [("2019", 2)]
    assert next(p for p in nameless.problems if p.code is Code.ROW_NO_WAVE).where == "unsaid.csv!2"


def test_a_mapping_and_the_stored_one_hold_together(desk, workbook, text_file, fw):
    """What either mapping says of answers holds for all rows; where they contradict each other, nothing is stored."""
    here = desk()
    told = text_file("answers: [{question: plan, text: in place, is: yes}]\nmissing: {zz: blank}\n", "one.yaml")
    here.add(workbook("| code | plan |\n|---|---|\n| A | in place |", "a.csv"), mapping=load_mapping(told, fw))
    second = text_file("answers: [{question: plan, text: soon, is: no}]\n", "two.yaml")
    _, reading = here.add(
        workbook("| code | plan |\n|---|---|\n| B | soon |", "b.csv"), mapping=load_mapping(second, fw)
    )
    other = text_file("answers: [{question: plan, text: In Place, is: no}]\n", "three.yaml")
    clash = here.read(workbook("| code | plan |\n|---|---|\n| C | No |", "c.csv"), mapping=load_mapping(other, fw))

    assert Code.ANSWER_UNKNOWN not in codes(reading.problems)
    assert reading.waves[0].raw.missing == (("zz", "blank"),)
    assert next(problem for problem in clash.problems if problem.code is Code.MAPPING_FAULT).where == "three.yaml"
    assert clash.stops()


def test_policies_add_up(desk, workbook):
    """The policies of both files are kept, one that is listed twice once."""
    here = desk()
    lines = "## Policies\n| entity | topic | title |\n|---|---|---|\n"
    one = workbook(f"| code | plan |\n|---|---|\n| A | No |\n{lines}| A | I | Old rules |", "one.xlsx")
    two = workbook(
        f"| code | plan |\n|---|---|\n| B | No |\n{lines}| B | I | New rules |\n| A | I | Old rules |", "two.xlsx"
    )
    here.add(one)
    _, reading = here.add(two)

    assert [(p.entity, p.title) for p in reading.waves[0].survey.policies] == [("A", "Old rules"), ("B", "New rules")]
    assert not here.add(two)[0]


def test_another_framework_reads_the_stored_rows_too(desk, workbook, text_file):
    """The stored rows are read with the framework that is given; a question that it lacks is named."""
    here = desk()
    here.add(workbook(NORTH, "north.xlsx"))
    text = FRAMEWORK.replace("staff: {text: How many staff?", "people: {text: How many staff?")
    renamed = load_framework(
        text_file(text.replace("had_plan: ", "staff: {to: people, grade: exact}\n    had_plan: "), "n.yaml")
    )
    lost = load_framework(text_file(text, "l.yaml"))
    south = workbook(SOUTH, "south.csv")
    kept, dropped = here.read(south, framework=renamed), here.read(south, framework=lost)

    survey = kept.waves[0].survey
    assert survey.block.values[survey.layout.numbers.index("people")].tolist() == [4, 5, 7, 2]
    assert Code.WAVE_FRAMEWORK in codes(kept.problems)
    assert "north.xlsx!Responses!D" in [p.where for p in kept.problems if p.code is Code.COLUMN_CROSSWALK]
    assert next(p for p in dropped.problems if p.code is Code.COLUMN_STALE).where == "north.xlsx!Responses!D"


def test_codes_and_names_of_entities_are_one_column(desk, workbook, text_file, fw):
    """A file that names its entities and one that gives their codes are one wave under a register, in either order."""
    from civicmap.survey.register.load import examine_register

    register, _ = examine_register(text_file("id,name\nA,Alpha\nB,Beta\n", "register.csv"), fw)
    by_code = workbook("| code | plan |\n|---|---|\n| A | No |", "codes.csv")
    by_name = workbook("| Name of the clinic | plan |\n|---|---|\n| Beta | Partly |", "names.csv")
    found = []
    for order in ((by_code, by_name), (by_name, by_code)):
        here = desk()
        reading = here.read(*order, append=False, register=register)
        assert not reading.stops(), [str(problem) for problem in reading.problems]
        found.append(reading.waves[0].survey)

    assert [entity.id for entity in found[0].entities] == ["A", "B"]
    assert found[0].content_sha256 == found[1].content_sha256


ROW = st.tuples(
    st.sampled_from(["yes", "no", "soon", ""]),
    st.sampled_from(["Court", "Court; Phone, mail", "None of these", ""]),
    st.sampled_from(["1", "22", "many", ""]),
    st.sampled_from(["page 1", ""]),
)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Return a folder, for files of one test after another, and a framework."""
    path = tmp_path_factory.mktemp("append")
    (path / "clinics.yaml").write_text(FRAMEWORK, encoding="utf-8")
    return path, load_framework(path / "clinics.yaml")


@settings(max_examples=25, deadline=None)
@given(st.lists(ROW, min_size=1, max_size=8), st.randoms(use_true_random=False))
def test_files_added_one_by_one_hold_what_one_file_holds(place, rows, rnd):
    """However rows, some of them sent twice, are dealt out to files with columns in any order, the wave is the same.

    The account of rows stays true after each file.
    """
    folder, framework = place
    head = ["code", "plan", "routes", "staff", "link"]
    table = [[f"E{n}", *row] for n, row in enumerate(rows)]
    whole = _write(folder / "whole.csv", [head, *table])
    dealt = [*table, *rnd.sample(table, rnd.randint(0, len(table)))]
    rnd.shuffle(dealt)
    cuts = sorted(rnd.sample(range(1, len(dealt)), min(2, len(dealt) - 1)))
    kept = {}
    sent = 0
    for n, (start, end) in enumerate(zip([0, *cuts], [*cuts, len(dealt)], strict=True)):
        order = rnd.sample(range(len(head)), len(head))
        part = [[row[at] for at in order] for row in [head, *dealt[start:end]]]
        stored = onto([*kept], None, kept.__getitem__)
        reading = read([_write(folder / f"{n}.csv", part)], framework, options=ReadOptions(), stored=stored)
        if Code.FILE_STORED not in codes(reading.problems):  # the same bytes as before, by chance
            sent += end - start
        assert not reading.stops()
        (one,) = reading.waves
        count = one.raw.count
        assert count.read == sent == count.responses + count.blank + count.not_responses
        equal = sum(problem.count for problem in reading.problems if problem.code is Code.ROW_EQUAL)
        assert equal == count.not_responses
        kept["1"] = StoredWave("1", one.raw, framework, None, None, one.survey.content_sha256)
    alone = read([whole], framework, options=ReadOptions())

    assert kept["1"].content_sha256 == alone.waves[0].survey.content_sha256


def _write(path, rows):
    path.write_text("".join(",".join(f'"{cell}"' for cell in row) + "\r\n" for row in rows), encoding="utf-8")
    return path
