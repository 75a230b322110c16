"""An XLSForm, or a REDCap data dictionary, -> a form. Every fault in one run, with its row."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from civicmap.errors import Code, Problem, Severity, UnreadableError
from civicmap.survey.container.door import open_file
from civicmap.survey.forms.form import SELECTS, Choice, Form, FormGroup, FormQuestion, FormType
from civicmap.survey.forms.languages import in_languages, language_code
from civicmap.survey.forms.sheets import Record, read_sheets
from civicmap.survey.near import did_you_mean, nearest

if TYPE_CHECKING:
    from pathlib import Path

_SELECT: Final = re.compile(
    r"""(?P<kind>select[_ ](?:one|multiple)[_ ](?:from[_ ]file|external)
      | add\ select\ (?:one|multiple)\ prompt\ using
      | select\ all\ that\ apply | select[_ ]one | select1 | select[_ ]multiple | rank)
    (?:\s+from)?\s+(?P<list>\S+(?:\s+(?!or[_ ](?:other|specify))\S+)*)
    (?P<other>\s+or[_ ](?:other|specify[_ ]other))?\s*\Z""",
    re.IGNORECASE | re.VERBOSE,
)
_GROUP: Final = re.compile(r"(begin|end)[_ ](group|lgroup|looped group|repeat|loop)\b", re.IGNORECASE)
_REPEATS: Final = ("lgroup", "looped group", "repeat", "loop")
_TYPES: Final = {
    **dict.fromkeys(("integer", "int", "add_integer_prompt"), FormType.INTEGER),
    **dict.fromkeys(("decimal", "range", "add_decimal_prompt"), FormType.DECIMAL),
    **dict.fromkeys(("date", "datetime", "add_date_prompt", "add_date_time_prompt"), FormType.DATE),
    **dict.fromkeys(("text", "string", "time", "barcode", "email", "add_text_prompt"), FormType.TEXT),
    **dict.fromkeys(("note", "acknowledge", "trigger", "add_note_prompt"), FormType.NOTE),
    **dict.fromkeys(
        (
            "calculate", "hidden", "start", "end", "today", "deviceid", "imei", "subscriberid", "simserial",
            "phonenumber", "username", "email_address", "audit", "start-geopoint", "background-audio", "xml-external",
            "csv-external", "background-geopoint", "get_today", "get_start_time", "get_end_time", "get_device_id",
        ),
        FormType.HIDDEN,
    ),
}  # fmt: skip
_DEEPEST: Final = 30  # groups within groups
_HINTS: Final = 100  # faults that are worth the search for what was meant
_TRUE: Final = frozenset({"yes", "true", "true()", "1"})


def read_form(path: Path) -> Form:
    """Return the form of a file. Raises UnreadableError with every fault that it has."""
    with open_file(path) as container:
        from civicmap.survey.forms.redcap_dictionary import is_dictionary, read_dictionary  # noqa: PLC0415 - the rarer kind

        if is_dictionary(container):
            return read_dictionary(container)
        sheets = read_sheets(container)
    reader = _Reader(container.name)
    form = reader.read(sheets)
    faults = [problem for problem in reader.problems if problem.severity is Severity.ERROR]
    if faults:
        raise UnreadableError(*faults)
    return form


@dataclass(slots=True)
class _Reader:
    """Collects the parts of one form, and what is wrong with them."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    lists: dict[str, list[Choice]] = field(default_factory=dict)
    groups: list[FormGroup] = field(default_factory=list)
    questions: list[FormQuestion] = field(default_factory=list)
    open: list[FormGroup] = field(default_factory=list)
    seen: dict[tuple[str, ...], str] = field(default_factory=dict)  # path and name -> where

    def read(self, sheets: dict[str, list[Record]]) -> Form:
        """Return the form; faults stand in `problems`."""
        survey = sheets.get("survey", [])
        said = {column for record in survey for column, _ in record.cells}
        if not {"type", "name"} <= said:
            raise UnreadableError(Problem.of(Code.FORM_NO_SURVEY, self.file))
        settings = {
            column: text for record in sheets.get("settings", [])[:1] for (column, _), text in record.cells.items()
        }
        self._choices(sheets.get("choices", []), twice=settings.get("allow_choice_duplicates", "").lower() in _TRUE)
        for record in survey:
            self._row(record)
        for group in self.open:
            what = f"the group {group.name!r} is never closed"
            self._fault(Code.FORM_GROUP_UNBALANCED, group.where, what=what, how="add an 'end_group' row")
        default = language_code(settings.get("default_language", ""))
        named = self._languages()
        default = default or ("" if "" in named else next(iter(named), ""))
        return in_languages(
            Form(
                settings.get("form_id", "") or self.file.rsplit(".", 1)[0],
                settings.get("form_title", ""),
                settings.get("version", ""),
                default,
                tuple(dict.fromkeys((default, *(name or default for name in named)))),
                tuple(self.groups),
                tuple(self.questions),
                {name: tuple(choices) for name, choices in self.lists.items()},
                tuple(self.problems),
            )
        )

    def _fault(self, code: Code, where: str, **facts: str) -> None:
        self.problems.append(Problem.of(code, where, 1, **facts))

    def _languages(self) -> dict[str, None]:
        """Return every language that a text is in, in the order in which the form first speaks it."""
        texts = [question.labels for question in self.questions] + [group.labels for group in self.groups]
        texts += [question.hints for question in self.questions]
        texts += [choice.labels for choices in self.lists.values() for choice in choices]
        return {language: None for one in texts for language in one}

    def _choices(self, records: list[Record], *, twice: bool) -> None:
        """Read the lists of choices."""
        seen: dict[tuple[str, str], str] = {}
        for record in records:
            list_name, name = record.get("list_name"), record.get("name")
            if not list_name or not name:
                if list_name or name:
                    self._fault(Code.FORM_NAME_MISSING, record.where, what="'name'" if list_name else "'list_name'")
                continue
            first = seen.setdefault((list_name, name), record.where)
            if first == record.where:
                offered = record.get("offered")
                self.lists.setdefault(list_name, []).append(Choice(name, record.texts("label"), offered, record.where))
            elif not twice:
                self._fault(Code.FORM_NAME_TWICE, record.where, name=name, first=first)

    def _row(self, record: Record) -> None:
        """Read one row of the survey: the edge of a group, or a question."""
        kind, name = record.get("type"), record.get("name")
        if record.get("disabled").lower() in _TRUE or not (kind or name):
            return
        if not kind:
            self._fault(Code.FORM_NAME_MISSING, record.where, what="'type'")
            return
        edge = _GROUP.match(kind)
        if edge is None:
            self._question(record, kind, name)
        elif edge[1].lower() == "begin":
            self._begin(record, name or f"group_{len(self.groups) + 1}", edge[2].lower() in _REPEATS)
        else:
            self._end(record, edge[2].lower() in _REPEATS)

    def _begin(self, record: Record, name: str, repeats: bool) -> None:
        path = tuple(group.name for group in self.open)
        if len(path) == _DEEPEST:
            what = f"groups stand within groups, {_DEEPEST} deep"
            raise UnreadableError(
                Problem.of(Code.FORM_GROUP_UNBALANCED, record.where, what=what, how="end the groups above")
            )
        self._once((*path, name), record.where)
        labels = record.texts("label")
        group = FormGroup(name, path, labels, record.get("relevant"), repeats, record.where)
        self.groups.append(group)
        self.open.append(group)

    def _end(self, record: Record, repeats: bool) -> None:
        """Close the innermost group."""
        word = "repeat" if repeats else "group"
        if not self.open:
            what = f"the row ends a {word}, and none is open"
            self._fault(Code.FORM_GROUP_UNBALANCED, record.where, what=what, how="delete the row")
            return
        group = self.open.pop()
        if group.repeats is not repeats:
            what = f"the row ends a {word}, and {group.name!r}, which is open, is none"
            self._fault(Code.FORM_GROUP_UNBALANCED, record.where, what=what, how="end the inner one first")

    def _question(self, record: Record, kind: str, name: str) -> None:
        """Read a question."""
        select = _SELECT.match(kind)
        form_type = _type_of(kind, select)
        if not name:
            if form_type not in (FormType.NOTE, FormType.HIDDEN):
                self._fault(Code.FORM_NAME_MISSING, record.where, what="'name'")
            return
        path = tuple(group.name for group in self.open)
        self._once((*path, name), record.where)
        list_name = self._list_of(record, name, select) if select and form_type in SELECTS else None
        if form_type is FormType.SELECT_MULTIPLE:
            for choice in self.lists.get(list_name or "", ()):
                if " " in choice.name:
                    self._fault(Code.FORM_CHOICE_SPACES, choice.where, name=choice.name, question=name)
        self.questions.append(
            FormQuestion(
                name,
                form_type,
                path,
                record.texts("label"),
                record.texts("hint"),
                list_name,
                select is not None and select["other"] is not None,
                record.get("relevant"),
                record.get("constraint"),
                record.texts("constraint_message"),
                record.get("choice_filter"),
                record.get("required").lower() in _TRUE,
                next((group.name for group in reversed(self.open) if group.repeats), None),
                record.where,
            )
        )

    def _list_of(self, record: Record, name: str, select: re.Match[str]) -> str | None:
        """Return the list of a select; None, with what is to be said, where the form does not hold it."""
        listed = select["list"]
        if "file" in select["kind"].lower() or "external" in select["kind"].lower() or listed.startswith("${"):
            self._fault(Code.FORM_LIST_ELSEWHERE, record.where, question=name, name=listed)
            return None
        if listed not in self.lists:
            hint = did_you_mean(nearest(listed, self.lists)) if len(self.problems) < _HINTS else ""
            self._fault(Code.FORM_LIST_UNKNOWN, record.where, question=name, name=listed, hint=hint)
        return listed

    def _once(self, name: tuple[str, ...], where: str) -> None:
        """Name what stands twice in one group."""
        first = self.seen.setdefault(name, where)
        if first != where:
            self._fault(Code.FORM_NAME_TWICE, where, name=name[-1], first=first)


def _type_of(kind: str, select: re.Match[str] | None) -> FormType:
    """Return what a question takes."""
    if select is None:
        return _TYPES.get("_".join(kind.lower().split()), FormType.ELSE)
    word = select["kind"].lower()
    if word == "rank":
        return FormType.ELSE
    return FormType.SELECT_MULTIPLE if "multiple" in word or "all" in word else FormType.SELECT_ONE
