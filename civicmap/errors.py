"""What can be wrong, in one catalogue: problems, exceptions and exit codes. Imports nothing of civicmap."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, IntEnum, StrEnum
from typing import Final, NamedTuple


class ExitCode(IntEnum):
    """What a finished process tells its caller."""

    DONE = 0  # it ran, and did what was asked
    NO = 1  # it ran, and the answer is no
    CANNOT = 2  # it could not run: usage, unreadable file or store, bad framework
    FAULT = 70  # a fault of civicmap itself
    INTERRUPTED = 130


class Severity(StrEnum):
    """How much a problem stops: an error stores nothing, a warning stores and says so, a note only says so."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Detail(NamedTuple):
    """One row of the catalogue. `message` and `repair` are `str.format` templates over a problem's facts."""

    id: str
    severity: Severity
    message: str
    repair: str


_ERROR, _WARNING, _NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE


class Code(Enum):
    """Every problem with data or with a file, by a stable id. Tests and scripts rely on the ids, not on the prose."""

    # files and containers
    FILE_MISSING = Detail("file-missing", _ERROR, "there is no such file", "check the name and the folder")
    FILE_UNREADABLE = Detail("file-unreadable", _ERROR, "it cannot be read: {why}", "{how}")
    FILE_EMPTY = Detail("file-empty", _ERROR, "the file is empty (0 bytes)", "export it again from the survey tool")
    FILE_TYPE = Detail("file-type", _ERROR, "this is {what}, not a table that can be read", "{how}")
    FILE_TOO_LARGE = Detail("file-too-large", _ERROR, "{what} is over the limit of {limit}", "{how}")
    FILE_ENCODING = Detail(
        "file-encoding",
        _ERROR,
        "the text is not UTF-8 (byte {byte})",
        "name its encoding: --encoding cp1252, for example",
    )
    SHEET_UNKNOWN = Detail("sheet-unknown", _ERROR, "there is no sheet {name!r}", "choose one of: {known}")
    SHEET_NOT_READ = Detail(
        "sheet-not-read",
        _NOTE,
        "the sheet {name!r} is not read: {why}",
        "name it with --sheet if it holds the responses",
    )
    TEXT_DAMAGED = Detail(
        "text-damaged",
        _WARNING,
        "it holds NUL characters; each is read as \ufffd",
        "export it again, or correct the cells",
    )

    # header and columns
    NO_ROWS = Detail(
        "no-rows", _ERROR, "there is a header and no row below it", "export the responses, not the empty form"
    )
    NO_RESPONSE = Detail(
        "no-response",
        _ERROR,
        "no row says anything in a column of the framework",
        "export the responses, or say in a --mapping file which columns hold them",
    )
    NO_KNOWN_COLUMN = Detail(
        "no-known-column",
        _ERROR,
        "no column is known to the framework {framework}",
        "check --framework and --sheet, or say which column is which in a --mapping file",
    )
    NO_ENTITY_COLUMN = Detail(
        "no-entity-column",
        _ERROR,
        "no column says which entity answered",
        "name the column {wanted}, or give it the role 'entity' in a --mapping file",
    )
    QUESTION_TWICE = Detail(
        "question-twice",
        _ERROR,
        "columns {columns} are both taken for {question}",
        "give one of them the role 'ignored' in a --mapping file",
    )
    COLUMN_JOINED = Detail(
        "column-joined",
        _NOTE,
        "columns {columns} hold {question} in turns, and are read as one",
        "nothing to do: no row says two different things",
    )
    COLUMN_REPEATED = Detail(
        "column-repeated",
        _NOTE,
        "column {column} repeats column {first} in every row",
        "nothing to do: the first is used",
    )
    COLUMN_UNMAPPED = Detail(
        "column-unmapped",
        _WARNING,
        "the header {header!r} is no question of the framework; its cells are not stored{hint}",
        "map it to a question, or give it the role 'ignored', in a --mapping file",
    )
    COLUMN_NOT_KEPT = Detail(
        "column-not-kept",
        _NOTE,
        "the column {header!r} may identify a person and is not stored",
        "use --keep-personal if it must be kept",
    )
    MAPPING_UNKNOWN = Detail("mapping-unknown", _ERROR, "the mapping names {what}, which is not there", "{how}")
    MAPPING_FAULT = Detail("mapping-fault", _ERROR, "{what}", "{how}")
    ROW_TOO_LONG = Detail(
        "row-too-long", _WARNING, "the row has cells beyond the header: {cells}", "add a header, or clear the cells"
    )
    ROW_HEADER = Detail("row-header", _NOTE, "the row repeats the header", "nothing to do: it is not a response")
    ROW_PREVIEW = Detail("row-preview", _NOTE, "the row is a preview or a test", "nothing to do: it is not a response")
    ROW_INCOMPLETE = Detail(
        "row-incomplete", _NOTE, "the form was not sent off; its answers count", "clear the row if it must not count"
    )
    ROW_REJECTED = Detail(
        "row-rejected",
        _WARNING,
        "the reviewers of the survey tool did not accept the response; its answers count",
        "clear the row if it must not count",
    )
    ROW_ENCRYPTED = Detail(
        "row-encrypted",
        _WARNING,
        "the submission is encrypted, and its answers are not in the file",
        "export again with the passphrase",
    )
    ROW_TOTAL = Detail("row-total", _NOTE, "the row holds totals", "nothing to do: it is not a response")
    ROW_NOTE = Detail("row-note", _NOTE, "the row holds a note", "nothing to do: it is not a response")
    ROW_UNITS = Detail(
        "row-units", _NOTE, "the row says in what the columns are measured", "nothing to do: it is not a response"
    )
    ROW_NOTHING_KEPT = Detail(
        "row-nothing-kept",
        _NOTE,
        "the row has nothing in any column that is kept",
        "nothing to do: it is not a response",
    )
    ROW_SUPERSEDED = Detail(
        "row-superseded",
        _NOTE,
        "{entity} answered again in {other}; {what}",
        "nothing to do: --duplicates asked for it",
    )

    # rows and entities
    ROW_BLANK = Detail("row-blank", _NOTE, "the row is blank", "nothing to do: it is not a response")
    ROW_OTHER_WAVE = Detail(
        "row-other-wave", _NOTE, "the row belongs to wave {wave}", "nothing to do: only wave {asked} was asked for"
    )
    ROW_NO_WAVE = Detail("row-no-wave", _ERROR, "the row says no wave", "write the wave in column {column}")
    ROW_EQUAL = Detail(
        "row-equal", _NOTE, "the row equals {first} in every kept column", "nothing to do: it counts once"
    )
    ROW_NO_ENTITY = Detail(
        "row-no-entity", _ERROR, "the row has answers and no entity", "write the entity's code in column {column}"
    )
    ROW_NO_ANSWER = Detail(
        "row-no-answer", _NOTE, "{entity} sent a form without an answer", "nothing to do: it counts as no response"
    )
    ENTITY_TWICE = Detail(
        "entity-twice",
        _ERROR,
        "{entity} answered already in {first}, otherwise",
        "keep one of the rows, or say --duplicates first, last or merge",
    )
    ENTITY_UNKNOWN = Detail(
        "entity-unknown",
        _ERROR,
        "{entity!r} is not in the register{hint}",
        "correct the code, or add the entity to the register",
    )
    GROUP_DIFFERS = Detail(
        "group-differs",
        _WARNING,
        "{entity} says {said!r} for {group}; the register says {register!r}",
        "nothing to do if the register is right: it is used",
    )
    PARENT_DIFFERS = Detail(
        "parent-differs",
        _WARNING,
        "{entity} names {said!r} as its parent; {why}",
        "correct the answer or the register",
    )

    # answers
    ANSWER_UNKNOWN = Detail(
        "answer-unknown",
        _WARNING,
        "{text} is not an answer to {question}; it is stored as unresolved{hint}",
        "use one of: {known}; or say what it means under 'answers' in a --mapping file",
    )
    ANSWER_EXCLUSIVE = Detail(
        "answer-exclusive",
        _WARNING,
        "{answer!r} stands beside other answers to {question}; it is stored as unresolved",
        "keep one of the two",
    )
    ANSWER_BEHIND_GATE = Detail(
        "answer-behind-gate",
        _WARNING,
        "{question} is answered although {gate}; the answer is kept and counts",
        "clear the cell, or correct the answer that closes it",
    )
    ANSWER_NOT_OFFERED = Detail(
        "answer-not-offered",
        _WARNING,
        "{answer!r} is not offered to this entity ({why}); it is kept and counts",
        "choose another answer, or correct the answer that it depends on",
    )
    ANSWER_AMBIGUOUS = Detail(
        "answer-ambiguous",
        _WARNING,
        "{text} can be read as {ways} under {question}; it is stored as unresolved",
        "say what it means under 'answers' in a --mapping file, or export codes instead of labels",
    )
    ANSWER_COLUMNS = Detail(
        "answer-columns",
        _WARNING,
        "the columns of {question} contradict each other; it is stored as unresolved",
        "export the survey again, or give one of the columns the role 'ignored' in a --mapping file",
    )
    TICK_UNKNOWN = Detail(
        "tick-unknown",
        _WARNING,
        "{text} does not say whether {option!r} of {question} is ticked; it is stored as unresolved",
        "write 1 or 0, or say what it means under 'missing' in a --mapping file",
    )
    NUMBER_UNREADABLE = Detail(
        "number-unreadable", _WARNING, "{text} is not a number; it is stored as unresolved", "write figures only"
    )
    DATE_UNREADABLE = Detail(
        "date-unreadable",
        _WARNING,
        "{text} is not a date; it is stored as unresolved",
        "write year-month-day: 2019-05-31",
    )

    # policies
    POLICY_NO_ENTITY = Detail(
        "policy-no-entity", _WARNING, "the policy names {entity!r}, which sent no response", "correct the entity's code"
    )
    POLICY_TOPIC = Detail(
        "policy-topic",
        _WARNING,
        "{topic!r} is no indicator or question of the framework{hint}",
        "use an indicator's id or title",
    )
    POLICY_COLUMN = Detail(
        "policy-column", _WARNING, "the list of policies has no column {column!r}", "add it: one row per policy"
    )
    POLICY_YEAR = Detail(
        "policy-year", _WARNING, "the year is not a year; the policy is kept without one", "write four figures"
    )
    POLICY_MISSING = Detail(
        "policy-missing",
        _NOTE,
        "{entity} says yes to {question} and lists no policy on it",
        "list it, or check the answer",
    )
    POLICY_UNSAID = Detail(
        "policy-unsaid", _NOTE, "{entity} lists a policy on {question} and says no", "check the answer"
    )

    # register
    REGISTER_COLUMN = Detail(
        "register-column", _ERROR, "the register has no column {column!r}", "add it: one row per entity"
    )
    REGISTER_TWICE = Detail("register-twice", _ERROR, "{entity!r} stands twice in the register", "keep one of the rows")
    REGISTER_BLANK = Detail("register-blank", _ERROR, "the entity has no id", "write one, or clear the row")
    REGISTER_NAME_TWICE = Detail(
        "register-name-twice",
        _WARNING,
        "{name!r} names both {first} and {second}; it will be taken for neither",
        "give one of them another name or alias",
    )
    REGISTER_PARENT = Detail(
        "register-parent",
        _WARNING,
        "{entity} has the parent {parent!r}, which is not in the register{hint}",
        "correct the parent's id, or add it",
    )

    # framework
    FRAMEWORK_SYNTAX = Detail("framework-syntax", _ERROR, "{what}", "{how}")
    FRAMEWORK_KEY = Detail("framework-key", _ERROR, "{what}", "{how}")
    FRAMEWORK_VALUE = Detail("framework-value", _ERROR, "{what}", "{how}")
    FRAMEWORK_REFERENCE = Detail("framework-reference", _ERROR, "{what}", "{how}")
    FRAMEWORK_LOGIC = Detail("framework-logic", _ERROR, "{what}", "{how}")
    FRAMEWORK_TRANSLATION = Detail("framework-translation", _WARNING, "{what}", "{how}")

    # store
    STORE_MISSING = Detail(
        "store-missing", _ERROR, "there is no store here", "run civicmap ingest first, or name one with --store"
    )
    STORE_UNREADABLE = Detail("store-unreadable", _ERROR, "{why}", "{how}")
    STORE_LOCKED = Detail(
        "store-locked", _ERROR, "another process holds the store", "wait until it has finished, or use another --store"
    )
    STORE_VERSION = Detail(
        "store-version",
        _ERROR,
        "the store was written by another version ({found}; this one reads {known})",
        "ingest the survey again into a new --store",
    )
    STORE_WRITE = Detail("store-write", _ERROR, "it cannot be written: {why}", "{how}")
    WAVE_NOT_NAMED = Detail("wave-not-named", _ERROR, "the files hold several waves", "name one of them: {known}")
    WAVE_UNKNOWN = Detail("wave-unknown", _ERROR, "there is no wave {wave!r} in the store", "choose one of: {known}")

    # requests
    NAME_UNKNOWN = Detail("name-unknown", _ERROR, "there is no {kind} {name!r}{hint}", "choose one of: {known}")
    PUBLISHED_COLUMN = Detail(
        "published-column",
        _ERROR,
        "the published scores have no column {column!r}",
        "give the file the columns entity, score and id, instance or both",
    )
    PUBLISHED_NONE = Detail(
        "published-none", _ERROR, "the file holds no published score", "give it a row for each score to compare"
    )
    OUTPUT_UNWRITABLE = Detail("output-unwritable", _ERROR, "it cannot be written: {why}", "{how}")
    TEMPLATE_FAULT = Detail("template-fault", _ERROR, "{what}", "{how}")

    @property
    def id(self) -> str:
        """The stable id, as in JSON."""
        return self.value.id

    @property
    def severity(self) -> Severity:
        """The severity before `--strict`."""
        return self.value.severity


_LONGEST_FACT: Final = 2_000  # characters; a file may hold a header of a million


def _short(fact: str) -> str:
    return fact if len(fact) <= _LONGEST_FACT else f"{fact[:_LONGEST_FACT]}…"


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong: where, what, and how to mend it. `str()` is the line that people read."""

    code: Code
    where: str  # survey.xlsx!Responses!F12, framework.yaml:14, or a file's name; "" where there is no place
    message: str
    repair: str
    count: int = 1  # equal problems in one column are one problem with a count

    @classmethod
    def of(cls, code: Code, where: str = "", count: int = 1, **facts: object) -> Problem:
        """Word a problem from the catalogue. Raises KeyError if a fact is missing: that is a fault of the caller."""
        # format_map never re-reads the facts, so braces in a cell stay text.
        facts = {name: _short(fact) if isinstance(fact, str) else fact for name, fact in facts.items()}
        return cls(code, where, code.value.message.format_map(facts), code.value.repair.format_map(facts), count)

    @property
    def severity(self) -> Severity:
        """The severity before `--strict`."""
        return self.code.severity

    def __str__(self) -> str:
        times = f" ({self.count} times)" if self.count > 1 else ""
        return ": ".join(part for part in (self.where, f"{self.message}{times}", self.repair) if part)


class CivicmapError(Exception):
    """It could not run. Carries every problem found, not only the first."""

    exit_code = ExitCode.CANNOT

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


class FrameworkError(CivicmapError):
    """The framework file has faults."""


class StoreError(CivicmapError):
    """The store cannot be opened, read or written."""


class UnreadableError(CivicmapError):
    """A file cannot be read as a table at all."""


class RequestError(CivicmapError):
    """The request names something that is not there."""


class SurveyError(CivicmapError):
    """The survey was read, and its problems stop the ingest: nothing is stored."""

    exit_code = ExitCode.NO
