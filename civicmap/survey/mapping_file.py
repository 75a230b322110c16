"""Reading a mapping file, every fault named by line, and writing one that is complete and reads back the same."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from civicmap.errors import Code, Problem, UnreadableError
from civicmap.model import Role
from civicmap.survey.dialects import dialects
from civicmap.survey.headers import Target
from civicmap.survey.mapping import LONG, LONG_NEEDED, MappedColumn, Mapping_, needs_nothing
from civicmap.survey.near import did_you_mean, nearest
from civicmap.survey.tables import place_of
from civicmap.survey.words.sets import STATES_BY_NAME

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from civicmap.framework.reader import Document
    from civicmap.framework.types import Framework, Question

_LARGEST: Final = 5_000_000  # bytes
_TOP: Final = ("file", "long", "columns", "answers", "missing")
_FILE: Final = ("dialect", "sheet", "header_rows", "encoding")
_COLUMN: Final = ("header", "column", "role", "question", "option")
_ANSWER: Final = ("question", "text", "is")
_ROLES: Final = tuple(role.value for role in Role)


def load_mapping(path: Path, framework: Framework) -> Mapping_:
    """Read a mapping file. Raises UnreadableError with every fault, by line."""
    from civicmap.framework.reader import read  # noqa: PLC0415 - the YAML reader, only where there is a mapping

    try:
        if path.stat().st_size > _LARGEST:
            raise UnreadableError(_fault(path.name, 1, "the mapping is over 5 MB", "name the mapping, not the survey"))
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as fault:
        raise UnreadableError(Problem.of(Code.FILE_MISSING, str(path))) from fault
    except OSError as fault:
        why = (fault.strerror or str(fault)).lower()
        raise UnreadableError(Problem.of(Code.FILE_UNREADABLE, path.name, why=why, how="check the file")) from fault
    except UnicodeDecodeError as fault:
        raise UnreadableError(Problem.of(Code.FILE_ENCODING, path.name, byte=fault.start)) from fault
    document = read(text)
    faults = [_fault(path.name, fault.line, fault.what, fault.how) for fault in document.faults]
    reader = _Reader(path.name, framework, document)
    mapping = reader.mapping() if not faults else None
    if faults or reader.faults or mapping is None:
        raise UnreadableError(*faults, *reader.faults)
    return mapping


def _fault(name: str, line: int, what: str, how: str) -> Problem:
    return Problem.of(Code.MAPPING_FAULT, f"{name}:{line}", what=what, how=how)


class _Reader:
    """Turns the values of a mapping file into a mapping, and names what does not fit."""

    def __init__(self, name: str, framework: Framework, document: Document) -> None:
        self.name, self.framework, self.document = name, framework, document
        self.questions = {question.id: question for question in framework.questions}
        self.groups = [group.id for group in framework.groups]
        self.faults: list[Problem] = []

    def mapping(self) -> Mapping_:
        """Read the whole."""
        data = self._map((), self.document.data, _TOP)
        file = self._map(("file",), data.get("file"), _FILE)
        rows = file.get("header_rows")
        if rows is not None and (not isinstance(rows, int) or isinstance(rows, bool) or rows < 1):
            self._say(("file", "header_rows"), "header_rows is no number of rows", "write 1 or more")
            rows = None
        columns = [self._column(("columns", at), entry) for at, entry in self._list("columns", data.get("columns"))]
        answers = [self._answer(("answers", at), entry) for at, entry in self._list("answers", data.get("answers"))]
        return Mapping_(
            self.name,
            tuple(column for column in columns if column),
            tuple(answer for answer in answers if answer),
            tuple(self._missing(data.get("missing"))),
            self._dialect(self._text(("file", "dialect"), file.get("dialect"))),
            self._text(("file", "sheet"), file.get("sheet")),
            rows,
            self._text(("file", "encoding"), file.get("encoding")),
            self._long(data.get("long")),
        )

    def _long(self, value: Any) -> dict[str, MappedColumn]:
        """Read `long`: the headers of a long table."""
        held = self._map(("long",), value, tuple(LONG))
        said = {name: self._text(("long", name), held[name]) for name in LONG if held.get(name) is not None}
        lacking = [name for name in LONG_NEEDED if name not in said]
        if held and lacking:
            self._say(("long",), f"long has no {' and no '.join(lacking)}", "name the headers of these columns")
        return {
            name: MappedColumn(Target(LONG[name], self._own_question(LONG[name])), header, None,
                               self.document.lines.get(("long", name), 1))
            for name, header in said.items()
        }  # fmt: skip

    def _dialect(self, name: str | None) -> str | None:
        """Return a dialect that there is."""
        known = [dialect.id for dialect in dialects() if not dialect.refused]
        if name is not None and name not in known:
            hint = did_you_mean(nearest(name, known))
            self._say(("file", "dialect"), f"there is no dialect {name!r}{hint}", f"use one of: {', '.join(known)}")
        return name

    def _say(self, path: tuple[str | int, ...], what: str, how: str) -> None:
        line = next(
            (self.document.lines[path[:n]] for n in range(len(path), -1, -1) if path[:n] in self.document.lines), 1
        )
        self.faults.append(_fault(self.name, line, what, how))

    def _map(self, path: tuple[str | int, ...], value: Any, keys: Sequence[str]) -> dict[str, Any]:
        """Return a map with no other keys than these; an absent one is empty."""
        if value is None:
            return {}
        if not isinstance(value, dict):
            self._say(path, "this is no list of `key: value`", f"use the keys {', '.join(keys)}")
            return {}
        for key in value:
            if key not in keys:
                hint = did_you_mean(nearest(key, keys))
                self._say((*path, key), f"there is no key {key!r} here{hint}", f"use one of: {', '.join(keys)}")
        return value

    def _list(self, key: str, value: Any) -> Iterable[tuple[int, Any]]:
        if value is None:
            return ()
        if not isinstance(value, list):
            self._say((key,), f"{key} is no list", f"begin each entry of {key} with `- `")
            return ()
        return enumerate(value)

    def _text(self, path: tuple[str | int, ...], value: Any) -> str | None:
        """Return a text; a figure is taken as it is written, where that is certain."""
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, bool):
            return str(value).upper()
        if isinstance(value, int):
            return str(value)
        self._say(path, f"{path[-1]} is no text", "put it in double quotes")
        return None

    def _column(self, path: tuple[str | int, ...], entry: Any) -> MappedColumn | None:
        """Read an entry of `columns`."""
        held = self._map(path, entry, _COLUMN)
        text = {key: self._text((*path, key), held.get(key)) for key in _COLUMN}
        header, column = text["header"], text["column"]
        if header is None and column is None:
            self._say(path, "the entry names no column", "give it a header or a column")
            return None
        if column is not None and place_of(column) is None:
            self._say((*path, "column"), f"{column!r} is no column's letter", "write A, B, …, AA")
            return None
        target = self._target(path, text)
        line = self.document.lines.get(path, 1)
        return MappedColumn(target, header, column.upper() if column else None, line) if target else None

    def _target(self, path: tuple[str | int, ...], text: dict[str, str | None]) -> Target | None:
        """Return what a column is said to be for."""
        name, question, option = text["role"], text["question"], text["option"]
        if name is None:
            name = Role.OPTION if option else Role.QUESTION
        if name not in _ROLES:
            how = f"use one of: {', '.join(_ROLES)}"
            self._say((*path, "role"), f"there is no role {name!r}{did_you_mean(nearest(name, _ROLES))}", how)
            return None
        role = Role(name)
        if question is None:
            if not needs_nothing(role):
                self._say(path, f"a column of the role {name!r} needs a question", "add `question:`")
                return None
            return Target(role, self._own_question(role))
        known = self.groups if role is Role.GROUP else list(self.questions)
        if question not in known:
            kind = "group" if role is Role.GROUP else "question"
            hint = did_you_mean(nearest(question, known))
            self._say(
                (*path, "question"), f"the framework has no {kind} {question!r}{hint}", "use an id of the framework"
            )
            return None
        return self._with_option(path, role, question, option)

    def _own_question(self, role: Role) -> str | None:
        """Return the question that a role stands for where none is named."""
        framework = self.framework
        keys = framework.instances.key if framework.instances else ()
        own = {Role.ENTITY: framework.entity.question or framework.entity.name, Role.WAVE: framework.wave}
        return keys[0] if role is Role.INSTANCE and len(keys) == 1 else own.get(role)

    def _with_option(self, path: tuple[str | int, ...], role: Role, question: str, option: str | None) -> Target | None:
        """Return the target of a column that may stand for one option of its question."""
        if role is Role.OTHER and option is None:
            option = next((answer.id for answer in self.questions[question].answers if answer.other), None)
        if role is Role.OPTION and option is None:
            self._say(path, "a column of the role 'option' needs an option", "add `option:`")
            return None
        if option is not None and not _has_answer(self.questions.get(question), option):
            known = [answer.id for answer in self.questions[question].answers] if question in self.questions else []
            hint = did_you_mean(nearest(option, known))
            self._say(
                (*path, "option"), f"{question} has no answer {option!r}{hint}", f"use one of: {', '.join(known)}"
            )
            return None
        return Target(role, question, option)

    def _answer(self, path: tuple[str | int, ...], entry: Any) -> tuple[str, str, str] | None:
        """Read an entry of `answers`."""
        held = self._map(path, entry, _ANSWER)
        question, text, meant = (self._text((*path, key), held.get(key)) for key in _ANSWER)
        if text is None or meant is None:
            self._say(path, "the entry says nothing", "give it a text and `is:`, an answer's id or a state")
            return None
        if question is not None and question not in self.questions:
            hint = did_you_mean(nearest(question, self.questions))
            self._say((*path, "question"), f"the framework has no question {question!r}{hint}", "use a question's id")
            return None
        asked = [self.questions[question]] if question else list(self.questions.values())
        if meant not in STATES_BY_NAME and not any(_has_answer(one, meant) for one in asked):
            known = list(dict.fromkeys(answer.id for one in asked for answer in one.answers)) if question else []
            what = f"{meant!r} is no answer{f' of {question}' if question else ''} and no state"
            self._say((*path, "is"), f"{what}{did_you_mean(nearest(meant, known))}", _answers_and_states(known))
            return None
        return question or "", text, meant

    def _missing(self, value: Any) -> Iterable[tuple[str, str]]:
        """Read `missing`: a text to the state that it means."""
        if value is not None and not isinstance(value, dict):
            self._say(("missing",), "missing is no list of `text: state`", 'write, for example, "-99": blank')
            return
        for text, state in (value or {}).items():
            if state in STATES_BY_NAME:
                yield text, state
            else:
                how = f"use one of: {', '.join(STATES_BY_NAME)}"
                self._say(("missing", text), f"{text!r} cannot mean {state!r}", how)


def _has_answer(question: Question | None, name: str) -> bool:
    return question is not None and any(answer.id == name for answer in question.answers)


def _answers_and_states(known: Sequence[str]) -> str:
    return f"use one of: {', '.join([*known, *STATES_BY_NAME])}"
