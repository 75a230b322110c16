"""The aliases file: names that are not in the register, whom they may mean, and what a person said to that."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from civicmap.errors import Code, Problem, UnreadableError
from civicmap.survey.folding import clean, fold
from civicmap.survey.headers import header_key
from civicmap.survey.near import did_you_mean, nearest
from civicmap.survey.register.namebook import NameBook
from civicmap.survey.register.names import name_key
from civicmap.survey.register.proposals import Proposer
from civicmap.survey.words.sets import TICKED

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from civicmap.model import Entity, Register
    from civicmap.survey.register.proposals import Proposal

COLUMNS: Final = ("text", "entity", "name", "score", "margin", "second", "confirmed", "who", "date")
_WIDTHS: Final = (44, 14, 44, 7, 7, 44, 11, 16, 12)
_YES: Final = TICKED | {"oui", "sí", "si", "نعم", "да", "是", "对"}
_NO: Final = frozenset(("no", "n", "non", "false", "0", "нет", "لا", "否", "不", "不是", "faux", "falso"))
_FORMULA: Final = tuple("=+-@")  # civicmap writes such a text with an apostrophe before it


@dataclass(frozen=True, slots=True)
class AliasLine:
    """One line of the file: its cells by the column's name (those that a person added too), and where it stands."""

    where: str
    cells: Mapping[str, str]

    @property
    def text(self) -> str:
        """The name as a survey file has it."""
        return self.cells["text"]

    @property
    def answer(self) -> bool | None:
        """What a person said: yes, no, or None where nothing is said or it is not clear."""
        said = fold(self.cells.get("confirmed", ""))
        return True if said in _YES else False if said in _NO else None


def read_aliases(path: Path, encoding: str | None = None) -> tuple[AliasLine, ...]:
    """Return the lines of an aliases file; none where there is no file yet.

    Raises UnreadableError for what is no table, or has no column of texts, entities and answers.
    """
    from civicmap.survey.container.door import open_file  # noqa: PLC0415 - only where there is such a file

    if not os.path.exists(path):  # noqa: PTH110 - a Path raises where a name is too long or a folder is closed
        return ()
    try:
        container = open_file(path)
    except UnreadableError as fault:
        if encoding is None or fault.problems[0].code is not Code.FILE_ENCODING:
            raise
        container = open_file(path, encoding)
    with container:
        table = next((table for table in container.tables if table.head(1)), container.tables[0])
        place = "!".join(part for part in (container.name, table.name) if part)
        lines: list[AliasLine] = []
        header: list[str] | None = None
        for number, cells in table.rows():
            if header is None and cells:
                header = _header(place, cells)
            elif header is not None and cells:
                held = {name: _cell(cells, at) for at, name in enumerate(header) if name}
                if held["text"]:
                    lines.append(AliasLine(f"{place}!{number}", held))
        return tuple(lines)


def _header(place: str, cells: Sequence[str]) -> list[str]:
    """Return the name of each column: civicmap's own for its own, else as it stands. A name stands once."""
    named = [header_key(cell) if header_key(cell) in COLUMNS else clean(cell) for cell in cells]
    absent = next((name for name in ("text", "entity", "confirmed") if name not in named), None)
    if absent is not None:
        raise UnreadableError(Problem.of(Code.ALIAS_COLUMN, place, column=absent, known=", ".join(COLUMNS)))
    return [name if name not in named[:at] else "" for at, name in enumerate(named)]


def _cell(cells: Sequence[str], at: int) -> str:
    text = clean(cells[at]) if at < len(cells) else ""
    return text[1:] if text.startswith("'") and text[1:].startswith(_FORMULA) else text


def with_aliases(register: Register, lines: Sequence[AliasLine]) -> tuple[Register, tuple[Problem, ...]]:
    """Return a register in which confirmed texts are aliases, and refused ones are kept; with what is wrong with a line.

    What is neither confirmed nor refused changes nothing.
    """
    book = NameBook(register)
    refused = dict.fromkeys((*register.refused, *_refused(lines, book)))
    aliases: dict[str, list[str]] = {}
    taken: dict[str, Entity] = {}
    problems: list[Problem] = []
    for line in lines:
        problems += _unread(line, book)
        entity = book.find(line.cells["entity"]).entity
        if entity is None or not line.answer:
            continue
        named = book.find(line.text)
        first = named.entity or next((one for one in named.several if one is not entity), entity)
        other = taken.setdefault(name_key(line.text), first)
        what = f"names {other.id} already" if other is not entity else ""
        if not what and any(entity.id == known and name_key(text) == name_key(line.text) for text, known in refused):
            what = "refused for it on another line"
        if what:
            problems.append(Problem.of(Code.ALIAS_CONFLICT, line.where, text=line.text, entity=entity.id, what=what))
        elif named.entity is None:
            aliases.setdefault(entity.id, []).append(line.text)
    entities = tuple(
        replace(entity, aliases=tuple(dict.fromkeys((*entity.aliases, *aliases.get(entity.id, ())))))
        for entity in register.entities
    )
    return replace(register, entities=entities, refused=tuple(refused)), tuple(problems)


def _refused(lines: Iterable[AliasLine], book: NameBook) -> list[tuple[str, str]]:
    """Return what lines refuse: (text, entity's id)."""
    named = [(line.text, book.find(line.cells["entity"]).entity) for line in lines if line.answer is False]
    return [(text, entity.id) for text, entity in named if entity is not None]


def _unread(line: AliasLine, book: NameBook) -> list[Problem]:
    """Return what is wrong with a line by itself: an answer that is none, an entity that the register lacks."""
    problems = []
    said, entity = line.cells["confirmed"], line.cells["entity"]
    if said and line.answer is None:
        problems.append(Problem.of(Code.ALIAS_UNCLEAR, line.where, text=said))
    if (entity or line.answer) and book.find(entity).entity is None:
        hint = did_you_mean(nearest(entity, (known.id for known in book.register.entities)))
        problems.append(Problem.of(Code.ALIAS_ENTITY, line.where, entity=entity, hint=hint))
    return problems


def propose_aliases(texts: Iterable[str], register: Register, lines: Sequence[AliasLine]) -> tuple[AliasLine, ...]:
    """Return the lines that there are, as they are, and a new one for each text that none of them waits for.

    A text is proposed again only after a no, with the next best.
    """
    refused = (*register.refused, *_refused(lines, NameBook(register)))
    waiting = {name_key(line.text) for line in lines if line.answer is not False}
    fresh = list(dict.fromkeys(text for text in texts if name_key(text) not in waiting))
    return (
        *lines,
        *(AliasLine("", _cells(one)) for one in Proposer(replace(register, refused=refused)).proposals(fresh)),
    )


def _cells(proposal: Proposal) -> dict[str, str]:
    """Return a proposal as the cells of a line."""
    cells = dict.fromkeys(COLUMNS, "") | {"text": proposal.text}
    if proposal.candidates:
        first, *others = proposal.candidates
        cells |= {"entity": first.entity.id, "name": first.entity.name}
        cells |= {"score": str(first.score), "margin": str(proposal.margin)}
        cells["second"] = f"{others[0].entity.name} ({others[0].entity.id})" if others else ""
    return cells


def aliases_bytes(lines: Sequence[AliasLine], ending: str) -> bytes:
    """Return an aliases file: a workbook for the ending .xlsx, else CSV. No text of it is run by a spreadsheet program."""
    from civicmap.spreadsheet import Sheet, csv_text, xlsx_bytes  # noqa: PLC0415 - only where it is asked for

    added = dict.fromkeys(name for line in lines for name in line.cells if name not in COLUMNS)
    header = (*COLUMNS, *added)
    rows = [[line.cells.get(name, "") for name in header] for line in lines]
    if ending.lower() == ".xlsx":
        return xlsx_bytes([Sheet("Aliases", header, rows, _WIDTHS)])
    return csv_text(header, rows).encode()
