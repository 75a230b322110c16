"""A REDCap data dictionary (CSV, one row per field) -> a form."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Final

from civicmap.errors import Code, Problem, UnreadableError
from civicmap.survey.folding import clean
from civicmap.survey.forms.form import SELECTS, Choice, Form, FormGroup, FormQuestion, FormType
from civicmap.survey.headers import header_key

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from civicmap.survey.tables import Container

_MOST_ROWS: Final = 50_000
# A column's key in either kind of header, as on the project's page or as in its API -> what is read from it.
_COLUMNS: Final = {
    "variable_field_name": "name",
    "field_name": "name",
    "form_name": "form",
    "field_type": "type",
    "field_label": "label",
    "choices_calculations_or_slider_labels": "choices",
    "select_choices_or_calculations": "choices",
    "field_note": "note",
    "text_validation_type_or_show_slider_number": "validation",
    "branching_logic_show_field_only_if": "relevant",
    "branching_logic": "relevant",
    "required_field": "required",
}
_NEEDED: Final = frozenset({"name", "form", "type", "label", "choices"})
_TYPES: Final = {
    "radio": FormType.SELECT_ONE,
    "dropdown": FormType.SELECT_ONE,
    "yesno": FormType.SELECT_ONE,
    "truefalse": FormType.SELECT_ONE,
    "checkbox": FormType.SELECT_MULTIPLE,
    "text": FormType.TEXT,
    "notes": FormType.TEXT,
    "slider": FormType.INTEGER,
    "calc": FormType.HIDDEN,
    "descriptive": FormType.NOTE,
}
_FIXED: Final = {"yesno": "1, Yes | 0, No", "truefalse": "1, True | 0, False"}
_VALIDATED: Final = (("date", FormType.DATE), ("integer", FormType.INTEGER), ("number", FormType.DECIMAL))
_MARKUP: Final = re.compile(r"</?[a-zA-Z][^<>]*>")


def is_dictionary(container: Container) -> bool:
    """Say whether an open file is a data dictionary, by its header."""
    if len(container.tables) != 1:
        return False
    return next(iter(_fields(container)), None) is not None


def read_dictionary(container: Container) -> Form:
    """Return the form of a data dictionary. Raises UnreadableError with every fault."""
    lists: dict[str, tuple[Choice, ...]] = {}
    groups: dict[str, FormGroup] = {}
    questions: dict[str, FormQuestion] = {}
    faults: list[Problem] = []
    for where, said in islice(_fields(container), 1, _MOST_ROWS):
        name, kind = said.get("name", ""), said.get("type", "").lower()
        if not name or not kind:
            faults.append(Problem.of(Code.FORM_NAME_MISSING, where, what="field type" if name else "field name"))
            continue
        if name in questions:
            faults.append(Problem.of(Code.FORM_NAME_TWICE, where, name=name, first=questions[name].where))
            continue
        question, choices = _question(said, name, kind, where)
        if question.list_name is not None:
            lists[name] = choices
            if not choices:
                faults.append(Problem.of(Code.FORM_LIST_UNKNOWN, where, question=name, name=name, hint=""))
        for group in question.path:
            groups.setdefault(group, FormGroup(group, labels={"": group.replace("_", " ").capitalize()}, where=where))
        questions[name] = question
    if faults:
        raise UnreadableError(*faults)
    stem = container.name.rsplit(".", 1)[0]
    return Form(stem, "", "", "", ("",), tuple(groups.values()), tuple(questions.values()), lists)


def _fields(container: Container) -> Iterator[tuple[str, Mapping[str, str]]]:
    """Yield (address, what a row says by column); the header is the first. Nothing where the file is no dictionary."""
    rows = container.tables[0].rows()
    number, header = next(((number, cells) for number, cells in rows if any(cells)), (0, []))
    columns = [_COLUMNS.get(header_key(cell), "") for cell in header[:100]]
    if not set(columns) >= _NEEDED:
        return
    sheet = container.tables[0].name
    place = f"{container.name}!{sheet}" if sheet else container.name
    yield f"{place}!{number}", {}
    for number, cells in rows:
        said = {column: cell.strip() for column, cell in zip(columns, cells, strict=False) if column and cell.strip()}
        if said:
            yield f"{place}!{number}", said


def _question(said: Mapping[str, str], name: str, kind: str, where: str) -> tuple[FormQuestion, tuple[Choice, ...]]:
    """Return a field as a question, and its choices."""
    form_type = _TYPES.get(kind, FormType.ELSE)
    if kind == "text":
        valid = said.get("validation", "").lower()
        form_type = next((found for begin, found in _VALIDATED if valid.startswith(begin)), form_type)
    label, note = _plain(said.get("label", "")), _plain(said.get("note", ""))
    question = FormQuestion(
        name,
        form_type,
        (said["form"],) if said.get("form") else (),
        {"": label} if label else {},
        {"": note} if note else {},
        name if form_type in SELECTS else None,
        relevant=said.get("relevant", ""),
        required=said.get("required", "").lower() == "y",
        where=where,
    )
    return question, tuple(_choices(_FIXED.get(kind) or said.get("choices", ""), where))


def _choices(text: str, where: str) -> Iterator[Choice]:
    """Yield the choices of `1, Yes | 2, No`; a label may hold commas."""
    for part in re.split(r"\||\\n|\n", text):
        code, _, label = part.partition(",")
        if code.strip():
            yield Choice(code.strip(), {"": _plain(label) or code.strip()}, where=where)


def _plain(text: str) -> str:
    return clean(_MARKUP.sub(" ", text))
