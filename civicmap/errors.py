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
    COLUMN_CROSSWALK = Detail(
        "column-crosswalk",
        _NOTE,
        "the header {header!r} is read as {question}: {words}",
        "nothing to do if the crosswalk of the framework is right",
    )
    COLUMN_DROPPED = Detail(
        "column-dropped",
        _NOTE,
        "the header {header!r} is a question of {version} that nothing follows; its cells are not stored",
        "nothing to do if the crosswalk of the framework is right",
    )
    COLUMN_STALE = Detail(
        "column-stale",
        _WARNING,
        "the stored column {header!r} answers {question}, which the framework does not have",
        "name its successor in the framework's crosswalk, or use the framework that the wave was read with",
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
    ROW_JOINED = Detail(
        "row-joined",
        _NOTE,
        "its {rows} rows are read as instances of {responses} rows of {sheet}",
        "nothing to do: each response has a row for each of its instances",
    )
    ROW_NO_PARENT = Detail(
        "row-no-parent",
        _ERROR,
        "the row belongs to no response: no row of {sheet}, or more than one, bears what this cell names",
        "export both tables together again, or correct the cell",
    )
    ROW_NOTHING_KEPT = Detail(
        "row-nothing-kept",
        _NOTE,
        "the row has nothing in any column that is kept",
        "nothing to do: it is not a response",
    )
    ROW_PART = Detail(
        "row-part",
        _NOTE,
        "the row is a part of the response of {entity} that ends in {other}: the tool writes one in several rows",
        "nothing to do: no two of them say different things",
    )
    ROW_SUPERSEDED = Detail(
        "row-superseded",
        _NOTE,
        "{entity} answered again in {other}; {what}",
        "nothing to do: --duplicates asked for it",
    )
    ROW_MERGED_OTHERWISE = Detail(
        "row-merged-otherwise",
        _WARNING,
        "the merged rows of {entity} differ in {cells}; of each, the last that says something is used",
        "correct the cells that are wrong, if the last is not right",
    )

    # long tables
    LONG_QUESTION = Detail(
        "long-question",
        _WARNING,
        "{text!r} is no question of the framework; its answers are not stored{hint}",
        "write a question's id or text, or name the old one in the framework's crosswalk",
    )
    LONG_NO_QUESTION = Detail(
        "long-no-question", _WARNING, "the row has an answer and no question; it is not stored", "name the question"
    )
    LONG_OPTION = Detail(
        "long-option",
        _WARNING,
        "{text!r} is no option of {question}; the row is not stored{hint}",
        "write an option's id or label",
    )
    LONG_TWICE = Detail(
        "long-twice", _ERROR, "row {first} says something else of {what} for the same response", "keep one of the rows"
    )
    LONG_MANY = Detail(
        "long-many",
        _ERROR,
        "more than {most} rows say something of {what} for one response",
        "keep one row for each answer",
    )
    ROW_FOLDED = Detail(
        "row-folded",
        _NOTE,
        "the row says more of a response that an earlier row begins",
        "nothing to do: in a long table a response has several rows",
    )

    # rows and entities
    ROW_BLANK = Detail("row-blank", _NOTE, "the row is blank", "nothing to do: it is not a response")
    ROW_OTHER_WAVE = Detail(
        "row-other-wave", _NOTE, "the row belongs to wave {wave}", "nothing to do: only wave {asked} was asked for"
    )
    STAGE_UNKNOWN = Detail(
        "stage-unknown", _ERROR, "the framework has no stage {stage!r}{hint}", "write one of: {known}"
    )
    STAGE_OTHERWISE = Detail(
        "stage-otherwise",
        _ERROR,
        "the cell says stage {said!r}, and --stage says {stage}",
        "leave --stage out to take the stages of the column, or correct the cell",
    )
    STAGE_ALONE = Detail(
        "stage-alone",
        _WARNING,
        "the row is of the stage {stage}, and no row of its entity (and instance) is of an earlier one",
        "correct who or what the row is about, or ingest the earlier stage",
    )
    STAGE_UNREAD = Detail(
        "stage-unread",
        _WARNING,
        "the text cannot be read, so that the answer of an earlier stage to {question} still counts",
        "correct the cell, or say in the mapping file what its text means",
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
        "correct it, confirm it in an --aliases file, or add the entity to the register",
    )
    ENTITY_AMBIGUOUS = Detail(
        "entity-ambiguous",
        _ERROR,
        "{entity!r} may be {several}; it is taken for none of them",
        "write the entity's id instead of its name",
    )
    ENTITY_NOT_VALID = Detail(
        "entity-not-valid",
        _WARNING,
        "{entity} answered, and {why}{successor}",
        "correct the entity of the row, or valid_from and valid_to in the register",
    )
    ENTITY_ALIKE = Detail(
        "entity-alike",
        _WARNING,
        "{entity!r} and {other!r} are spelt alike and count as two entities",
        "write them alike if they are one, or name both in a register",
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
        "use one of: {known}; or say what it means under {under!r} in a --mapping file",
    )
    ANSWER_EXCLUSIVE = Detail(
        "answer-exclusive",
        _WARNING,
        "{answer!r} stands beside other answers to {question}; it is stored as unresolved",
        "keep one of the two",
    )
    EVIDENCE_MISSING = Detail(
        "evidence-missing",
        _WARNING,
        "the answer to {question} is credited without evidence",
        "give a link, document or page in a column beside the question",
    )
    EVIDENCE_REFUSED = Detail(
        "evidence-refused",
        _WARNING,
        "the answer to {question} has no evidence: it is under review and earns nothing yet",
        "give a link, document or page in a column beside the question",
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
    FORMULA_UNCOMPUTED = Detail(
        "formula-uncomputed",
        _WARNING,
        "the cell holds a formula without a result; {question} is stored as unresolved",
        "open the workbook in a spreadsheet program and save it, or write the value in its place",
    )
    NUMBER_UNREADABLE = Detail(
        "number-unreadable",
        _WARNING,
        "{text} is not a number; it is stored as unresolved",
        "write figures only, or say what it means under 'missing' in a --mapping file",
    )
    NUMBER_OUTSIDE = Detail(
        "number-outside",
        _WARNING,
        "the number is outside {low:g} to {high:g}, the points that {question} can have; it counts as the nearer end",
        "correct the cell, or say `range` at the question if the framework is wrong",
    )
    DATE_UNREADABLE = Detail(
        "date-unreadable",
        _WARNING,
        "{text} is not a date; it is stored as unresolved",
        "write year-month-day: 2019-05-31",
    )
    DATE_AMBIGUOUS = Detail(
        "date-ambiguous",
        _WARNING,
        "the date can be two days of {question}, by which of day and month comes first; it is stored as unresolved",
        "write year-month-day: 2019-05-31",
    )
    ANSWER_ASSUMED = Detail(
        "answer-assumed",
        _NOTE,
        "'N/A' and the like were read as not applicable",
        "if the survey tool writes it for blanks, say so under 'missing' in a --mapping file: \"N/A\": blank",
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

    # workbooks that entities send back
    REPLY_STAGE = Detail(
        "reply-stage",
        _ERROR,
        "this is a reply sheet, which joins a stored wave as a stage of review",
        "name the stage and the wave: --stage STAGE --wave WAVE",
    )
    REPLY_FACTS = Detail(
        "reply-facts",
        _ERROR,
        "the reply sheet has lost its hidden sheet, which says whose it is and what was read",
        "copy the replies into the sheet as it was sent",
    )
    REPLY_ENTITY = Detail(
        "reply-entity",
        _ERROR,
        "the reply sheet was made for {entity}, and its top names {said!r}",
        "use each entity's own sheet, and leave its top as it is",
    )
    REPLY_NOBODY = Detail(
        "reply-nobody",
        _ERROR,
        "{entity!r} has no row in wave {wave} that it could reply to",
        "make the sheet again: civicmap card ENTITY --format xlsx",
    )
    REPLY_WAVE = Detail(
        "reply-wave",
        _ERROR,
        "the reply sheet is of wave {wave!r}, and would join wave {now!r}",
        "name its wave with --wave",
    )
    REPLY_STALE = Detail(
        "reply-stale",
        _ERROR,
        "the sheet was made from other answers than wave {wave} holds now: {questions}",
        "make the sheet again from the stored wave and ask again",
    )
    REPLY_ROW = Detail(
        "reply-row",
        _ERROR,
        "the key {key!r} stands for no question of this sheet",
        "put back the row as it was sent, or delete it",
    )
    REPLY_TWICE = Detail("reply-twice", _ERROR, "{key} stands here and in {first}", "delete one of the two rows")
    REPLY_OVERWRITTEN = Detail(
        "reply-overwritten",
        _ERROR,
        "the answer to {key} as it was read was changed in its place",
        "put back what stood there, and write into the column corrected answer",
    )
    REPLY_UNKNOWN = Detail("reply-unknown", _ERROR, "this is no reply", "choose one of: {known}; or leave it empty")
    REPLY_HALF = Detail(
        "reply-half",
        _ERROR,
        "the reply to {key} and its corrected answer do not go together",
        "choose correct where there is a corrected answer, and nowhere else",
    )
    REPLY_REASON = Detail(
        "reply-reason", _ERROR, "the reply to {key} has no reason", "write into the column reason why"
    )
    REPLY_ANSWER = Detail("reply-answer", _ERROR, "{text} is no answer of {key}{hint}", "choose one of: {known}")
    REPLY_INSTANCES = Detail(
        "reply-instances",
        _ERROR,
        "a confidential question names the instances of {entity}, and a reply sheet shows no confidential answer",
        "reply with a table that has a column stage",
    )
    REPLY_LACKING = Detail(
        "reply-lacking",
        _WARNING,
        "rows of the sheet as it was sent are missing, and count as no reply: {rows}",
        "copy the rows from the sheet as it was sent, if they should say something",
    )
    REPLY_SAME = Detail(
        "reply-same",
        _NOTE,
        "the corrected answer to {key} is the answer as it was read; nothing changes",
        "nothing to do if that is meant; else write another answer, or choose agree",
    )
    RETURN_EXISTS = Detail(
        "return-exists",
        _ERROR,
        "a file of that name is there and differs; it may be a return that was filled in",
        "choose an empty folder, or move the files that are there",
    )
    RETURN_SHEET = Detail(
        "return-sheet",
        _ERROR,
        "this is a return workbook, and no sheet has the columns of its answers",
        "put back the header of the sheet of answers: Question, Answer, Comment, Evidence",
    )
    RETURN_SHEETS = Detail(
        "return-sheets",
        _WARNING,
        "the sheets {names} both hold answers of a return; only {first!r} is read",
        "delete or rename the columns of the one that does not count",
    )
    RETURN_NO_ENTITY = Detail(
        "return-no-entity",
        _ERROR,
        "the return does not say whose it is",
        "write “Entity code: …” above the header of its answers",
    )
    RETURN_ENTITY_EDITED = Detail(
        "return-entity-edited",
        _WARNING,
        "the return was made for {entity}, and here it says {said!r}; it is read as {entity}'s",
        "use each entity's own workbook",
    )
    RETURN_FRAMEWORK = Detail(
        "return-framework",
        _ERROR,
        "the return was made for the framework {said}, not for {framework}",
        "name that framework with --framework, or send a new workbook",
    )
    RETURN_VERSION = Detail(
        "return-version",
        _WARNING,
        "the return was made for version {said} of {framework}; this is version {version}",
        "nothing to do if the questions mean the same: they are read by their ids",
    )
    RETURN_ROW_UNKNOWN = Detail(
        "return-row-unknown",
        _WARNING,
        "the row has an answer, and neither its key, number nor text is a question of {framework}",
        "write the answer in the row of its question",
    )
    RETURN_ROW_MOVED = Detail(
        "return-row-moved",
        _WARNING,
        "the row's hidden key is {key}, its text that of {read}; it is read as {read}",
        "check that each answer stands beside its question",
    )
    RETURN_ROW_TWICE = Detail(
        "return-row-twice",
        _ERROR,
        "{key} is answered here and in {first}, otherwise",
        "keep one of the two",
    )
    RETURN_ROWS_MISSING = Detail(
        "return-rows-missing",
        _NOTE,
        "questions of the framework without a row: {questions}",
        "nothing to do if they were taken out on purpose: they count as blank",
    )
    RETURN_NOT_READ = Detail(
        "return-not-read",
        _NOTE,
        "a text stands outside the columns of the return, and is not read",
        "move it into the column Comment of its question if it should be kept",
    )
    RETURN_UNTOUCHED = Detail(
        "return-untouched",
        _NOTE,
        "{entity} has changed nothing in the workbook; it counts as no return",
        "nothing to do if it was not filled in; if the answers stand, “Yes” beside “All answers checked?” says so",
    )

    # cleaning logs
    CORRECTION_COLUMN = Detail(
        "correction-column",
        _ERROR,
        "the cleaning log has no column {column!r}",
        "keep the columns that civicmap check --log writes",
    )
    CORRECTION_FAULT = Detail("correction-fault", _ERROR, "{what}", "{how}")
    CORRECTION_PLACE = Detail(
        "correction-place", _ERROR, "{what}", "correct where the line says the cell is, or clear its new and state"
    )
    CORRECTION_STALE = Detail(
        "correction-stale",
        _ERROR,
        "{cell} holds {now}, and not {old} as the log says",
        "look at the cell again and write in old what it holds, or clear old; {how}",
    )
    CORRECTION_CONFLICT = Detail(
        "correction-conflict",
        _ERROR,
        "{cell} is corrected here and in row {first} of the log, each otherwise",
        "keep one of the two lines",
    )
    CORRECTION_UNSIGNED = Detail(
        "correction-unsigned",
        _WARNING,
        "the correction of {cell} does not say {what}",
        "fill in who and why, so that others can follow it",
    )
    CORRECTION_ENCODING = Detail(
        "correction-encoding",
        _WARNING,
        "the cleaning log is not UTF-8, and was read as cp1252",
        "keep the log as .xlsx, or name its encoding with --encoding",
    )
    CORRECTIONS_APPLIED = Detail(
        "corrections-applied",
        _NOTE,
        "cells are read as the cleaning log says: {cells}",
        "nothing to do: the cells themselves are kept as they were",
    )
    CORRECTIONS_OPEN = Detail(
        "corrections-open",
        _NOTE,
        "lines without new and state change nothing: {lines}",
        "fill in new or state where a cell must be corrected",
    )
    LOG_TOO_LONG = Detail(
        "log-too-long",
        _ERROR,
        "the cleaning log would have {lines} lines, and {most} is the most",
        "say under 'answers' in a --mapping file what the most frequent texts mean, or check the files one by one",
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
        "{entity} has the parent {named!r}, which is not in the register{hint}",
        "correct the parent's id, or add it",
    )
    REGISTER_SUCCESSOR = Detail(
        "register-successor",
        _WARNING,
        "{entity} has the successor {named!r}, which is not in the register{hint}",
        "correct the successor's id, or add it",
    )
    REGISTER_DAY = Detail(
        "register-day",
        _WARNING,
        "{day!r} is no day; the entity counts as if the cell were empty",
        "write year-month-day, as in 2019-05-31",
    )
    REGISTER_VALIDITY = Detail(
        "register-validity",
        _WARNING,
        "{entity} ends on {last}, before it begins on {first}",
        "correct valid_from or valid_to",
    )
    ALIAS_COLUMN = Detail(
        "alias-column",
        _ERROR,
        "the aliases file has no column {column!r}",
        "let --write-aliases make one; its columns are {known}",
    )
    ALIAS_ENTITY = Detail(
        "alias-entity",
        _WARNING,
        "the line names the entity {entity!r}, which is not in the register{hint}; it is not used",
        "write the id of an entity of the register",
    )
    ALIAS_UNCLEAR = Detail(
        "alias-unclear",
        _WARNING,
        "{text!r} under 'confirmed' is neither yes nor no; the line is not used",
        "write yes, no, or nothing",
    )
    ALIAS_CONFLICT = Detail(
        "alias-conflict",
        _ERROR,
        "{text!r} is confirmed for {entity}, and {what}",
        "settle which it is: on the lines, or in the register",
    )
    ALIAS_NO_REGISTER = Detail(
        "alias-no-register",
        _ERROR,
        "{option} is given without a register",
        "name the register: --register FILE",
    )

    # questionnaires
    FORM_NO_SURVEY = Detail(
        "form-no-survey",
        _ERROR,
        "it is no form: there is no sheet 'survey' with the columns 'type' and 'name'",
        "name an XLSForm (.xlsx or .csv) or a REDCap data dictionary (.csv)",
    )
    FORM_NO_QUESTION = Detail(
        "form-no-question",
        _ERROR,
        "the form asks nothing that a framework takes: no choice, number, date or text",
        "check that it is the right form",
    )
    FORM_LIST_UNKNOWN = Detail(
        "form-list-unknown",
        _ERROR,
        "{question} takes its answers from the list {name!r}, which has no choice{hint}",
        "add the list to the sheet 'choices', or correct its name",
    )
    FORM_LIST_ELSEWHERE = Detail(
        "form-list-elsewhere",
        _NOTE,
        "the choices of {question} stand outside the form ({name})",
        "nothing to do; its answers are read as they stand",
    )
    FORM_NAME_TWICE = Detail(
        "form-name-twice", _ERROR, "{name!r} stands there twice; the first is in {first}", "rename one of them"
    )
    FORM_NAME_MISSING = Detail("form-name-missing", _ERROR, "the row has no {what}", "write it, or clear the row")
    FORM_CHOICE_SPACES = Detail(
        "form-choice-spaces",
        _ERROR,
        "the choice {name!r} of {question} holds a space, and several answers are joined by spaces",
        "write _ in place of the space",
    )
    FORM_GROUP_UNBALANCED = Detail("form-group-unbalanced", _ERROR, "{what}", "{how}")
    FORM_QUESTION_UNKNOWN = Detail(
        "form-question-unknown",
        _NOTE,
        "the form asks {question!r}, which the framework does not",
        "nothing to do if it is not to be read; else give it the framework's id or text",
    )
    FORM_CHOICE_UNKNOWN = Detail(
        "form-choice-unknown",
        _NOTE,
        "the form's choice {choice!r} is no answer to {question}: {why}",
        "give it the framework's id or label, or say what it means under 'answers' in a --mapping file",
    )
    FORM_RELEVANCE = Detail(
        "form-relevance",
        _NOTE,
        "when {question} is asked cannot be followed: {why} (in {expression!r})",
        "say it as `asked_if` in the framework",
    )
    FORM_ROUTE_IN_WORDS = Detail(
        "form-route-in-words",
        _NOTE,
        "when {question} is asked cannot be said as an expression: {why}",
        "nothing to do: its hint says it in words, and the question is always shown",
    )

    # weights
    WEIGHT_MISSING = Detail(
        "weight-missing",
        _WARNING,
        "the row has no weight",
        "write its weight; until then it counts 0 in weighted figures and in full in all others",
    )
    WEIGHT_UNREADABLE = Detail(
        "weight-unreadable",
        _WARNING,
        "this weight is no number",
        "write a number above 0; until then the row counts 0 in weighted figures and in full in all others",
    )
    WEIGHT_NEGATIVE = Detail(
        "weight-negative",
        _WARNING,
        "this weight is below 0",
        "write a number above 0; until then the row counts 0 in weighted figures and in full in all others",
    )
    WEIGHT_ZERO = Detail(
        "weight-zero",
        _NOTE,
        "this weight is 0",
        "nothing to do if the row is to count 0 in weighted figures; else write its weight",
    )
    WEIGHT_DIFFERS = Detail(
        "weight-differs",
        _WARNING,
        "the rows of one entity have several weights",
        "give each row of the entity the same weight; until then it counts 0 in weighted figures",
    )

    # coding
    CODING_NOTHING = Detail(
        "coding-nothing",
        _ERROR,
        "there is nothing to judge in wave {wave}",
        "name a question with --question, or say in the framework under `coding` which texts are judged",
    )
    CODING_EXISTS = Detail(
        "coding-exists",
        _ERROR,
        "a file of that name is there and differs; someone may have written in it",
        "choose another folder or name with -o, or move the files that are there",
    )
    CODING_SHEET = Detail(
        "coding-sheet",
        _ERROR,
        "no sheet has the columns key and {column}",
        "send back the workbook as it was exported, with its header row",
    )
    CODING_CODER = Detail(
        "coding-coder",
        _ERROR,
        "the file does not say who coded it",
        "name the coder: --coder NAME, for this file alone",
    )
    CODING_WAVE = Detail(
        "coding-wave",
        _ERROR,
        "the sheet is of wave {wave!r}, and the codes would go to wave {now!r}",
        "name its wave with --wave",
    )
    CODING_ANSWERS = Detail(
        "coding-answers",
        _ERROR,
        "the sheet was made from other answers than wave {wave!r} holds now",
        "import it into the store that it was exported from, or export new sheets",
    )
    CODING_KEY = Detail(
        "coding-key",
        _ERROR,
        "the key {key!r} stands for no row to judge{hint}",
        "copy the key of the row from the sheet as it was exported, or delete the row",
    )
    CODING_TWICE = Detail(
        "coding-twice",
        _ERROR,
        "{coder} codes the row {key} in another way than in {first}",
        "keep one of the two codes",
    )
    CODING_UNKNOWN = Detail(
        "coding-unknown",
        _ERROR,
        "{text} is no code of {item}{hint}",
        "use one of: {known}; or leave the cell empty",
    )
    CODING_REPLACED = Detail(
        "coding-replaced",
        _WARNING,
        "{coder} had coded {rows} rows that these files do not code; those codes are taken out",
        "import all the files of a coder together",
    )
    CODING_WHERE = Detail("coding-where", _ERROR, "codes need to be told apart: {what}", "say, for example: {how}")
    CODING_NONE = Detail(
        "coding-none",
        _ERROR,
        "nobody has coded anything of wave {wave}",
        "run civicmap code export, have the sheets filled in, and civicmap code import",
    )
    CODING_CHANGED = Detail(
        "coding-changed",
        _WARNING,
        "{rows} codes were given for answers that have changed since, and do not count",
        "export new sheets for them",
    )
    CODING_OPEN = Detail(
        "coding-open",
        _WARNING,
        "{rows} rows are not settled and stay as the entities answered",
        "write the code that holds into the column settled, and run it again",
    )
    CODING_UNSIGNED = Detail(
        "coding-unsigned",
        _WARNING,
        "{rows} rows are settled without who or why",
        "fill in both: a reader will ask",
    )
    CODING_CLASH = Detail(
        "coding-clash",
        _ERROR,
        "{first} and {second} settle the question {question} of one row in two ways",
        "settle both alike, or leave one of them out with --question",
    )
    CODING_NO_ENTITY = Detail(
        "coding-no-entity",
        _ERROR,
        "the framework does not say which entity a row is, so that no table of settled answers can be made",
        "name the question that holds the entity's code under `entity` in the framework",
    )

    # framework
    FRAMEWORK_SYNTAX = Detail("framework-syntax", _ERROR, "{what}", "{how}")
    FRAMEWORK_KEY = Detail("framework-key", _ERROR, "{what}", "{how}")
    FRAMEWORK_VALUE = Detail("framework-value", _ERROR, "{what}", "{how}")
    FRAMEWORK_REFERENCE = Detail("framework-reference", _ERROR, "{what}", "{how}")
    FRAMEWORK_LOGIC = Detail("framework-logic", _ERROR, "{what}", "{how}")
    FRAMEWORK_TRANSLATION = Detail("framework-translation", _WARNING, "{what}", "{how}")
    CATALOGUE_MISSING = Detail(
        "catalogue-missing",
        _WARNING,
        "there is no file {file!r}, so there are no {kind}",
        "add it, or leave the key out",
    )
    CATALOGUE_COLUMN = Detail(
        "catalogue-column",
        _ERROR,
        "{what} (the catalogue's columns)",
        "mend the first line: {how}",
    )
    CATALOGUE_ID = Detail("catalogue-id", _ERROR, "{what} (the id of a row)", "mend the id: {how}")
    CATALOGUE_VALUE = Detail("catalogue-value", _ERROR, "{what} (in a row of the catalogue)", "mend the cell: {how}")
    CATALOGUE_REFERENCE = Detail(
        "catalogue-reference", _ERROR, "{what} (named in a row of the catalogue)", "mend the name: {how}"
    )

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
    WAVE_BEGUN = Detail(
        "wave-begun",
        _NOTE,
        "there is no wave {wave} in the store, so that --append begins it",
        "nothing to do, or name a stored wave with --wave",
    )
    WAVE_FRAMEWORK = Detail(
        "wave-framework",
        _NOTE,
        "wave {wave} was read with {before}; all of it is read with {now} now",
        "nothing to do, or leave out --framework to keep the stored one",
    )
    FILE_STORED = Detail(
        "file-stored", _NOTE, "the file is in wave {wave} already", "nothing to do: its rows count once"
    )
    WAVE_UNKNOWN = Detail("wave-unknown", _ERROR, "there is no wave {wave!r} in the store", "choose one of: {known}")

    # requests
    EXPORT_NOT_PUBLIC = Detail(
        "export-not-public",
        _ERROR,
        "an export has answers beside entities, and the framework {framework} {why}",
        "leave out --audience public and keep the file inside; for the public there are report and tables",
    )
    EXPORT_CUT = Detail(
        "export-cut",
        _WARNING,
        "a text of more than {limit}, which is all that a cell of this format holds, is cut",
        "choose --format csv, json or parquet for whole texts",
    )
    EXPORT_TOO_LARGE = Detail(
        "export-too-large",
        _ERROR,
        "a sheet does not hold {size}: the most are {limit}",
        "choose --format csv or parquet",
    )
    RETURNS_FOR_WHOM = Detail(
        "returns-for-whom",
        _ERROR,
        "workbooks are made for the entities of a register, into a folder",
        "name both: --each-entity returns/ --register register.csv",
    )
    WAVES_FRAMEWORK = Detail(
        "waves-framework",
        _ERROR,
        "wave {before} was read with the framework {one} and wave {after} with {two}: their questions do not compare",
        "read both with one framework: name it with --framework",
    )
    SURVEY_FRAMEWORK = Detail(
        "survey-framework",
        _ERROR,
        "the survey of wave {wave} was not read with the framework {framework}",
        "give compare the framework that each was read with: `framework` of the later wave, `earlier` of the earlier",
    )
    STAGE_EMPTY = Detail(
        "stage-empty",
        _ERROR,
        "no answer of the wave is of the stage {stage} or of one before it",
        "name a later stage, or ingest that stage",
    )
    NAME_UNKNOWN = Detail("name-unknown", _ERROR, "there is no {kind} {name!r}{hint}", "choose one of: {known}")
    WEIGHT_NONE = Detail("weight-none", _ERROR, "{what}", "{how}")
    WEIGHT_TOTALS = Detail("weight-totals", _ERROR, "{what}", "{how}")
    WEIGHT_RANGE = Detail(
        "weight-range",
        _ERROR,
        "the weights reach from {low:g} to {high:g}, too far apart to be added exactly",
        "correct the weights: the largest may be a thousand million times the smallest",
    )
    DRAWS_TOO_MANY = Detail(
        "draws-too-many",
        _ERROR,
        "{draws} sets of weights cannot be drawn for {entities} entities",
        "ask for 1 to {most} with --draws",
    )
    PUBLISHED_COLUMN = Detail(
        "published-column",
        _ERROR,
        "the published scores have no column {column!r}",
        "give the file the columns entity, score and id, instance or both",
    )
    PUBLISHED_NONE = Detail(
        "published-none", _ERROR, "the file holds no published score", "give it a row for each score to compare"
    )
    RECORD_UNREADABLE = Detail(
        "record-unreadable",
        _ERROR,
        "this is no public report as JSON",
        "name the file that civicmap report --format json wrote when the report was last published",
    )
    EXCEPTION_COLUMN = Detail(
        "exception-column",
        _ERROR,
        "the exceptions have no column {column!r}",
        "give the file the columns finding, group, name, date and reason",
    )
    EXCEPTION_EMPTY = Detail(
        "exception-empty", _ERROR, "the {column} is empty", "say which number is released, by whom, when and why"
    )
    EXCEPTION_DATE = Detail("exception-date", _ERROR, "{date!r} is no date", "write it as year-month-day: 2026-01-31")
    EXCEPTION_UNKNOWN = Detail(
        "exception-unknown",
        _ERROR,
        "it releases nothing: {why}",
        "name a finding or a score by its id, and a value of the group that the report is divided by, or none",
    )
    PROMOTE_NOT = Detail(
        "promote-not",
        _ERROR,
        "answers to {question} cannot be promoted: {why}",
        "name with --question one of: {known}",
    )
    PROMOTE_QUESTION = Detail(
        "promote-question",
        _ERROR,
        "no question of the framework asks for a practice to share",
        "name one with --question ({known}), or mark it `practice: true` in the framework",
    )
    PROMOTE_COLUMN = Detail(
        "promote-column",
        _ERROR,
        "the catalogue has no column {column!r}, which a promoted answer needs",
        "add the column, or name another file with -o",
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
