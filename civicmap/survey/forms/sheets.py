"""The sheets of a form as records: rows under normal names of their columns, whatever the file calls them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from civicmap.errors import Code, Problem, UnreadableError
from civicmap.survey.forms.languages import language_code

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from civicmap.survey.tables import Container, Row

SHEETS: Final = ("survey", "choices", "settings")
_MOST_ROWS: Final = 50_000  # of a sheet; the largest forms in use have some thousand
_MOST_LANGUAGES: Final = 100
_MOST_CELLS: Final = 500  # of a row
# What a column may be called, in lower case with _ for spaces, beside its normal name.
_ALIASES: Final[Mapping[str, Mapping[str, str]]] = {
    "survey": {
        "caption": "label",
        "command": "type",
        "tag": "name",
        "value": "name",
        "relevance": "relevant",
        "skippable": "relevant",
        "constraining_message": "constraint_message",
        "jr_constraintmsg": "constraint_message",
        "choice_filters": "choice_filter",
    },
    "choices": {"list": "list_name", "caption": "label", "value": "name"},
    "settings": {
        "title": "form_title",
        "set_form_title": "form_title",
        "id_string": "form_id",
        "set_form_id": "form_id",
    },
}
_PARTS: Final = re.compile(r"\s*::?\s*")
_PREFIXES: Final = ("bind", "control", "body")  # bind::relevant is relevant


@dataclass(frozen=True, slots=True)
class Record:
    """One row: its address, and (column, language) -> text, without empty cells. Language "" where none is named."""

    where: str
    cells: Mapping[tuple[str, str], str]

    def get(self, column: str) -> str:
        """Return the text of a column, in the first language that has one."""
        return self.cells.get((column, "")) or next(iter(self.texts(column).values()), "")

    def texts(self, column: str) -> dict[str, str]:
        """Return language -> text of a column."""
        return {language: text for (name, language), text in self.cells.items() if name == column}


def read_sheets(container: Container) -> dict[str, list[Record]]:
    """Return the records of each sheet that a form has: survey, choices, settings. Raises UnreadableError."""
    found: dict[str, list[Record]] = {}
    for table in container.tables:
        if table.name is None:
            parts = _cut(table.rows())
            found |= {name: list(_records(name, rows, container.name)) for name, rows in parts.items()}
        else:
            name = table.name.strip().lower()
            if name in SHEETS and name not in found:
                place = f"{container.name}!{table.name}"
                found[name] = list(_records(name, table.rows(), place))
    return found


def _cut(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Return the sheets of a text file: column A names the sheet above or beside its rows, or the file is the survey."""
    parts: dict[str, list[Row]] = {}
    current: list[Row] | None = None
    for number, cells in rows:
        name = cells[0].strip().lower() if cells else ""
        if current is None and {"type", "name"} <= {cell.strip().lower() for cell in cells}:
            current = parts.setdefault("survey", [(number, cells)])
            parts["survey"].extend(_limited(rows))
            break
        if name:
            current = parts.setdefault(name, []) if name in SHEETS else []
        if current is not None and any(cell.strip() for cell in cells[1:]):
            current.append((number, cells[1:]))
        if sum(map(len, parts.values())) > _MOST_ROWS or (not parts and number > _MOST_ROWS):
            break
    return parts


def _limited(rows: Iterable[Row]) -> Iterator[Row]:
    """Yield rows, one more than a sheet may have at most."""
    for count, row in enumerate(rows):
        yield row
        if count > _MOST_ROWS:
            return


def _records(sheet: str, rows: Iterable[Row], place: str) -> Iterator[Record]:
    """Yield the rows under the first that is not blank, which is the header."""
    header: list[tuple[str, str]] | None = None
    for count, (number, cells) in enumerate(rows):
        texts = [cell.strip() for cell in cells[:_MOST_CELLS]]
        if count > _MOST_ROWS:
            limit, how = f"{_MOST_ROWS:,} rows", "split the form, or leave out what is not asked"
            raise UnreadableError(
                Problem.of(Code.FILE_TOO_LARGE, place, what=f"the sheet {sheet!r}", limit=limit, how=how)
            )
        if not any(texts):
            continue
        if header is None:
            header = [_column(text, sheet) for text in texts]
            spoken = {language for _, language in header}
            if len(spoken) > _MOST_LANGUAGES:
                limit, how = f"{_MOST_LANGUAGES} languages", "leave out what is not needed"
                raise UnreadableError(
                    Problem.of(
                        Code.FILE_TOO_LARGE, f"{place}!{number}", what=f"the sheet {sheet!r}", limit=limit, how=how
                    )
                )
            continue
        said: dict[tuple[str, str], str] = {}
        for column, text in zip(header, texts, strict=False):
            if text and column[0]:
                said.setdefault(column, text)
        yield Record(f"{place}!{number}", said)


def _column(text: str, sheet: str) -> tuple[str, str]:
    """Return the normal name of a column and its language: `label::Français (fr)` -> (label, fr)."""
    parts = _PARTS.split(re.sub(r"^jr:", "jr_", text.strip(), flags=re.IGNORECASE))
    words = [re.sub(r"[\s-]+", "_", part.strip().lower()).rstrip("?") for part in parts]
    if words[0] in _PREFIXES and len(words) > 1:
        parts, words = parts[1:], words[1:]
    name = _ALIASES[sheet].get(words[0], words[0])
    return name, language_code(parts[1]) if len(parts) > 1 else ""
