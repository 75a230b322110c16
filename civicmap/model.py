"""The nouns that travel between rooms: frozen, with units and shapes. Knows no file format, framework or report."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    import numpy as np
    from numpy.typing import NDArray

    from civicmap.errors import Problem
    from civicmap.packed import AnyCodes


class AnswerState(IntEnum):
    """What a response's cell is, once texts, gates and stages are settled. The values are canonical codes."""

    BLANK = 0
    NOT_ASKED = 1  # routing made the question irrelevant
    DONT_KNOW = 2
    NOT_APPLICABLE = 3
    UNDER_REVIEW = 4
    UNRESOLVED = 5  # a text that no rule could read
    CLOSED = 6  # the parent policy is absent, so the thing asked about cannot exist
    ANSWERED = 7  # as a code: a multiple choice, number, date or text that was given; its value stands beside


FIRST_ANSWER: Final = 8
"""The code of a scale's first answer; the others follow in framework order. Codes fit `uint8`."""


class Role(StrEnum):
    """What a column of a survey file is for."""

    QUESTION = "question"
    OPTION = "option"  # one option of a multiple choice: 0/1, or the label where ticked
    OTHER = "other"  # the text beside an "other" option
    STATE = "state"  # why a question has no answer, as civicmap exports it
    ENTITY = "entity"
    GROUP = "group"
    INSTANCE = "instance"
    WAVE = "wave"
    WEIGHT = "weight"
    STAGE = "stage"
    COMMENT = "comment"
    EVIDENCE = "evidence"
    PAGE = "page"  # where the evidence says it
    CONFIDENCE = "confidence"  # how sure the coder or reviewer is
    METADATA = "metadata"
    NOT_KEPT = "not_kept"  # may identify a person
    IGNORED = "ignored"


REMARKS: Final = frozenset({Role.COMMENT, Role.EVIDENCE, Role.PAGE, Role.CONFIDENCE})
"""What may stand beside an answer, and is none."""


@dataclass(frozen=True, slots=True)
class Entity:
    """Who is asked. `groups` holds group id -> value id; `contacts` the register's columns for a reminder."""

    id: str
    name: str
    parent: str | None = None
    groups: Mapping[str, str] = field(default_factory=dict)
    contacts: Mapping[str, str] = field(default_factory=dict)
    aliases: tuple[str, ...] = ()
    valid_from: str = ""  # the first and the last day of the body, year-month-day; "" where nobody says
    valid_to: str = ""
    successor: str = ""  # the id of the entity that took its place


@dataclass(frozen=True, slots=True)
class Register:
    """The frame: every entity invited, in the order of its file. `columns` are those that can serve as groups.

    `refused` are proposals that a person turned down: (text, entity's id).
    """

    entities: tuple[Entity, ...]
    columns: tuple[str, ...]
    name: str  # of the file
    sha256: str
    refused: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """One file (and sheet) that a wave was read from."""

    name: str
    sha256: str
    dialect: str
    why: str
    encoding: str | None
    sheet: str | None
    header_rows: int
    rows: int  # rows below the header, blank ones included


@dataclass(frozen=True, slots=True)
class Column:
    """What one column of a source was taken for. `letter` is its spreadsheet name (A, B, …, AA)."""

    letter: str
    header: str
    role: Role
    question: str | None = None  # a question's id, or a group's for the role GROUP
    option: str | None = None


@dataclass(frozen=True, slots=True)
class RawColumn:
    """A column as it stood in the file: a code into its distinct texts for every row. `texts[0]` is always "".

    `numbers` (rows,) are the cells' own rows in the file, where they were put together from several; 0 is the row's own.
    """

    column: Column
    texts: Sequence[str]
    kept: AnyCodes  # (rows,); packed, or of the narrowest unsigned type that holds len(texts) - 1
    numbers: NDArray[np.uint32] | None = None

    @property
    def codes(self) -> NDArray[np.unsignedinteger]:
        """The codes (rows,), not to be written to. They are made anew where they are kept packed."""
        from civicmap.packed import unpacked  # noqa: PLC0415 - numpy, which the names of these types need not pay

        return unpacked(self.kept)

    def code(self, row: int) -> int:
        """Return the code of one cell; 0 is blank."""
        return int(self.kept[row])

    def text(self, row: int) -> str:
        """Return the text of one cell."""
        return self.texts[self.code(row)]

    def take(self, rows: NDArray[np.integer | np.bool_]) -> RawColumn:
        """Return the column of some of its rows: places in their new order, or a mask."""
        numbers = None if self.numbers is None else self.numbers[rows]
        return replace(self, kept=self.kept[rows], numbers=numbers)


@dataclass(frozen=True, slots=True)
class RowCount:
    """Row accounting: read = responses + blank + not_responses."""

    read: int
    responses: int
    blank: int
    not_responses: int  # equal rows, other waves, totals: each named by a problem


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy that an entity listed. `topic` is an indicator's id, or the text as given when it is none."""

    entity: str
    topic: str
    title: str
    year: int | None = None
    link: str = ""
    public: bool | None = None  # None: not said
    own: bool | None = None  # False: headquarters'


@dataclass(frozen=True, slots=True)
class Correction:
    """A text that is read in place of a cell's own, as a cleaning log has it. The cell itself stays as it was.

    `source` and `row` name the raw row (as in `Raw.row_source` and `row_number`) and `column` its column; `cell` is
    where the cell stands in its file. `stays`: other cells of the column, in any wave, still hold the cell's own text.
    """

    source: int
    row: int
    column: Column
    cell: str
    new: str
    old: str = ""  # as the log gives it; "" where it does not say
    who: str = ""
    why: str = ""
    date: str = ""
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Raw:
    """One wave as read, before any answer is understood: enough to resolve it again with another framework.

    `columns` holds only what is kept. `row_source` and `row_number` (both (rows,)) give each row's file, as an index
    into `sources`, and its 1-based row there; with a column's letter they make a cell's address.
    """

    sources: tuple[Source, ...]
    columns: tuple[RawColumn, ...]
    row_source: NDArray[np.uint16]
    row_number: NDArray[np.uint32]
    count: RowCount
    all_columns: tuple[Column, ...]  # those not stored too, for the column table
    policies: tuple[Policy, ...] = ()
    answers: tuple[tuple[str, str, str], ...] = ()  # from the mapping: (question, text, answer id); "" is any question
    missing: tuple[tuple[str, str], ...] = ()  # from the mapping: (text, state)
    routes: tuple[tuple[str, str], ...] = ()  # from the form: (question, condition under which it was asked, as JSON)
    synthetic: bool = False
    problems: tuple[Problem, ...] = ()  # of container, header and rows; those of answers are found on resolving
    corrections: tuple[Correction, ...] = ()  # laid over `columns` on resolving

    @property
    def rows(self) -> int:
        """The number of rows kept."""
        return len(self.row_number)


@dataclass(frozen=True, slots=True)
class Layout:
    """Which row of a block's arrays holds what. Fixed by the framework alone, so blocks of any file add."""

    questions: tuple[str, ...]  # rows of `codes`
    options: tuple[tuple[str, str], ...]  # rows of `ticks`: (question, option), options without a state
    numbers: tuple[str, ...]  # rows of `values`: number and date questions


@dataclass(frozen=True, slots=True)
class Block:
    """Canonical answers of some rows; a row is one entity x instance.

    `codes` (questions, rows) uint8: an `AnswerState`, or `FIRST_ANSWER` + the answer's place in the scale. A multiple
    choice, number, date or text that was given is `ANSWERED` there; an answer with a state keeps its own code.
    `ticks` (options, rows) uint8: 1 where ticked. `values` (numbers, rows) float64: the number, or the date as a
    proleptic ordinal; NaN where there is none. `doubtful` (questions, rows) bool: empty behind a gate that is itself
    blank, unresolved, under review or don't know; *not asked* or blank in counts, open to anything in bounds.
    """

    codes: NDArray[np.uint8]
    ticks: NDArray[np.uint8]
    values: NDArray[np.float64]
    doubtful: NDArray[np.bool_]

    @property
    def rows(self) -> int:
        """The number of rows."""
        return int(self.codes.shape[1])

    def emptied(self) -> Block:
        """Return a block of the same questions, options and numbers without a row."""
        # Copies, since a view would hold what it is a view of.
        return Block(
            self.codes[:, :0].copy(), self.ticks[:, :0].copy(), self.values[:, :0].copy(), self.doubtful[:, :0].copy()
        )


@dataclass(frozen=True, slots=True)
class RowWeights:
    """A column of weights. `values` (rows,) float64: NaN where a row has none that can be used; each is a problem."""

    header: str
    letter: str
    values: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Remark:
    """A column of remarks beside a question's answers; its role says of which kind. No public output holds any.

    `codes` (rows,) are places among `texts`, of which the first is ""; `row_source` and `row_number` (rows,) say where
    each stands.
    """

    column: Column
    texts: Sequence[str]
    codes: NDArray[np.unsignedinteger]
    row_source: NDArray[np.uint16]
    row_number: NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class Layers:
    """The review stages of a wave as they were written, before gates. A layer is one row (of a `Survey`) x stage.

    Layers stand in the order of the rows, then of the stages. `row` (layers,) is the survey's row of each and `stage`
    (layers,) its place among `stages`, which are those that occur, first to last. `block` and `texts` are as in `Survey`
    with a column for each layer; `row_source`, `row_number` and `cell_numbers` say in the same way where it stands.
    """

    stages: tuple[str, ...]
    block: Block
    texts: Mapping[str, Sequence[str]]
    row: NDArray[np.int64]
    stage: NDArray[np.int64]
    row_source: NDArray[np.uint16]
    row_number: NDArray[np.uint32]
    cell_numbers: Mapping[str, NDArray[np.uint32]]


@dataclass(frozen=True, slots=True)
class Survey:
    """One wave, resolved against a framework.

    `entities` are those that sent a row, in register order, else by id. `row_entity` (rows,) indexes them;
    `row_instance` names each row's instance ("" where there is one row an entity). Rows are ordered by entity, then
    instance. `respondent` (entities,) bool: gave at least one choice, number or date, a don't know or not applicable
    included. `texts` holds the given texts of text questions: question -> one text per row, "" for none.
    """

    wave: str
    layout: Layout
    block: Block
    entities: Sequence[Entity]
    row_entity: NDArray[np.int32]
    row_instance: Sequence[str]
    respondent: NDArray[np.bool_]
    texts: Mapping[str, Sequence[str]]
    register: Register | None
    policies: tuple[Policy, ...]
    sources: tuple[Source, ...]
    cells: Mapping[str, tuple[str, ...]]  # question -> its column letters (options included), for addresses
    row_source: NDArray[np.uint16]
    row_number: NDArray[np.uint32]
    count: RowCount
    problems: tuple[Problem, ...]
    content_sha256: str  # of the answers, whatever the order of rows and columns
    synthetic: bool = False
    closed_on: date | None = None  # the wave's closing day; None when nobody said
    cell_numbers: Mapping[str, NDArray[np.uint32]] = field(
        default_factory=dict
    )  # question -> (rows,), as in `RawColumn`
    cells_by_file: Mapping[tuple[str, int], tuple[str, ...]] = field(
        default_factory=dict
    )  # (question, source) -> the letters of `cells` that say something in that file; empty where there is one file
    weights: tuple[RowWeights, ...] = ()
    cell_sources: Mapping[str, NDArray[np.uint16]] = field(
        default_factory=dict
    )  # question -> (rows,): the file of each cell, where review stages make it another than the row's
    remarks: tuple[Remark, ...] = ()
    layers: Layers | None = None  # None where no row says a stage of review

    @property
    def stages(self) -> tuple[str, ...]:
        """The review stages that occur, first to last."""
        return self.layers.stages if self.layers is not None else ()

    def code_row(self, question: str) -> int:
        """Return the row of `block.codes` that holds a question. Raises ValueError if there is none."""
        return self.layout.questions.index(question)

    def tick_rows(self, question: str) -> list[int]:
        """Return the rows of `block.ticks` that hold a question's options, in scale order."""
        return [row for row, (owner, _) in enumerate(self.layout.options) if owner == question]
