"""Reading a return workbook that came back: its answers, comments and evidence, each with its cell, and what was not read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, NamedTuple

from civicmap.errors import Code, Problem
from civicmap.framework.types import QuestionType
from civicmap.survey.folding import clean, fold
from civicmap.survey.header_words import SYNTHETIC
from civicmap.survey.returns.find import words_for
from civicmap.survey.returns.layout import Kind
from civicmap.survey.returns.lines import LineIndex
from civicmap.survey.returns.plan import LAST, SET
from civicmap.survey.returns.policies import listed_policies
from civicmap.survey.returns.strays import Strays
from civicmap.survey.returns.whole import same_numbers, sheet_place, workbook_problems
from civicmap.survey.tables import letter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from civicmap.framework.types import Framework
    from civicmap.survey.returns.find import ReturnTable
    from civicmap.survey.returns.layout import Line

ROLES: Final = ("answer", "comment", "evidence")
_MOST_NAMED: Final = 8


@dataclass(frozen=True, slots=True)
class LongCells:
    """The cells of a return, as parallel tuples: a value for each cell that says something, in the order of the sheet.

    `options` is an answer's id for a line of a multiple choice, else None; the comment of an `other` option is the text
    that specifies it. `texts` stand as they were written. `rows` (1-based), `letters` and `sheets` make their addresses.
    """

    entities: tuple[str, ...]
    questions: tuple[str, ...]
    options: tuple[str | None, ...]
    roles: tuple[str, ...]  # of `ROLES`
    texts: tuple[str, ...]
    rows: tuple[int, ...]
    letters: tuple[str, ...]
    sheets: tuple[str | None, ...]
    entity: str  # "" where nothing says whose it is
    wave: str
    synthetic: bool
    problems: tuple[Problem, ...]
    groups: tuple[int, ...] = ()  # tell the responses of one entity apart; empty where each has one

    def __len__(self) -> int:
        return len(self.texts)


class _Cell(NamedTuple):
    line: Line
    role: str
    text: str
    row: int
    place: int


def read_return(found: ReturnTable, framework: Framework) -> LongCells:
    """Return the cells of a return. Raises UnreadableError where the file turns out to be damaged.

    A workbook in which nothing was changed since it was written, and nobody confirmed the answers, gives no cell.
    """
    if not found.answers:
        return _long(found, [], [Problem.of(Code.RETURN_SHEET, found.file)])
    reader = _Reader(found, framework)
    problems = [*workbook_problems(found, framework), *reader.read()]
    cells = reader.cells
    if found.entity and not reader.touched() and found.answers[0].checked is not True:
        cells = []
        problems.append(Problem.of(Code.RETURN_UNTOUCHED, found.file, entity=found.entity))
    return _long(found, cells, problems)


def _long(found: ReturnTable, cells: Sequence[_Cell], problems: Sequence[Problem]) -> LongCells:
    sheet = found.answers[0].table.name if found.answers else None
    return LongCells(
        entities=(found.entity,) * len(cells),
        questions=tuple(cell.line.question.id if cell.line.question else "" for cell in cells),
        options=tuple(cell.line.option.id if cell.line.option else None for cell in cells),
        roles=tuple(cell.role for cell in cells),
        texts=tuple(cell.text for cell in cells),
        rows=tuple(cell.row for cell in cells),
        letters=tuple(letter(cell.place) for cell in cells),
        sheets=(sheet,) * len(cells),
        entity=found.entity,
        wave=found.facts.get("wave") or found.block("wave"),
        synthetic=found.facts.get(SYNTHETIC) == "yes" or found.synthetic,
        problems=tuple(problems),
    )


class _Reader:
    """Reads the rows below the header."""

    def __init__(self, found: ReturnTable, framework: Framework) -> None:
        self.found, self.framework = found, framework
        self.sheet = found.answers[0]
        self.place = sheet_place(found.file, self.sheet)
        self.index = LineIndex(framework, same=same_numbers(found, framework))
        self.cells: list[_Cell] = []
        self.strays = Strays(self.place)
        self._who = framework.entity.question or framework.entity.name
        self._first: dict[tuple[str, str], _Cell] = {}
        self._now: dict[str, str] = {}  # key -> its answer, for lines that have a row
        self._shown: dict[str, str] = {}  # key -> what the column of last time says
        self._hints = tuple(words_for("choose_all"))

    def read(self) -> list[Problem]:
        """Read every row, and return what is wrong with them."""
        problems: list[Problem] = []
        above = ""
        own = frozenset(self.sheet.columns.values())
        title = words_for("checked", "yes", "synthetic") | {fold(text) for text in self._titles()}
        for number, cells in self.sheet.table.rows():
            if number < self.sheet.header:
                self.strays.block(number, cells, title)
            elif number == self.sheet.header:
                self.strays.beside(number, cells, own)
            elif cells and self._header_again(cells):
                continue
            else:
                said = {name: cells[at] if at < len(cells) else "" for name, at in self.sheet.columns.items()}
                line = self._line(number, said, above, problems)
                if line is None:
                    self._unknown(number, said, cells, problems)
                    continue
                above = line.question.id if line.question else above
                self._take(number, line, said, problems)
                self.strays.beside(number, cells, own)
        return [*problems, *self._missing(), *self.strays.problems()]

    def touched(self) -> bool:
        """Say whether anything differs from what stood in the workbook when it was written."""
        facts = self.found.facts
        stood = {name.removeprefix(SET): text for name, text in facts.items() if name.startswith(SET)}
        if not facts:
            stood = self._shown
        if any(cell.role != "answer" for cell in self.cells):
            return True
        if facts and str(len(listed_policies(self.found))) != facts.get("policies", "0"):
            return True
        names = {self._who, self.framework.entity.name}  # who answers is no answer
        return any(fold(text) != fold(stood.get(key, "")) for key, text in self._now.items() if key not in names)

    def _titles(self) -> Iterator[str]:
        """Yield the titles of the framework, which stand above the header."""
        own = self.framework
        yield own.title
        yield from (texts["title"] for texts in own.translations.values() if "title" in texts)

    def _header_again(self, cells: Sequence[str]) -> bool:
        """Say whether a row repeats the header."""
        answer, question = (self.sheet.columns.get(name, 0) for name in ("answer", "question"))
        texts = [fold(cells[at]) if at < len(cells) else "" for at in (answer, question)]
        return texts[0] in words_for("answer") and texts[1] in words_for("question")

    def _line(self, number: int, said: dict[str, str], above: str, problems: list[Problem]) -> Line | None:
        """Return the line that a row means."""
        meant = self.index.find(said.get("key", ""), said.get("number", ""), said.get("question", ""), above)
        if meant is None:
            return None
        if meant.key:
            facts = {"key": meant.key, "read": meant.line.key}
            problems.append(Problem.of(Code.RETURN_ROW_MOVED, f"{self.place}!{number}", 1, **facts))
        return meant.line

    def _unknown(self, number: int, said: dict[str, str], cells: Sequence[str], problems: list[Problem]) -> None:
        """Deal with a row that means no question: a heading, a note, or an answer that has no place."""
        texts = [(at, text) for at, text in enumerate(cells) if text.strip()]
        if not texts or all(fold(text) in self.index.headings for _, text in texts):
            return
        if said.get("answer", "").strip():
            where = f"{self.place}!{letter(self.sheet.columns['answer'])}{number}"
            problems.append(Problem.of(Code.RETURN_ROW_UNKNOWN, where, framework=self.framework.id))
        else:
            self.strays.add(number, texts[0][0])

    def _take(self, number: int, line: Line, said: dict[str, str], problems: list[Problem]) -> None:
        """Take what a row says about its line."""
        self._now.setdefault(line.key, "")
        for role in ROLES:
            text = said.get(role, "")
            if clean(text) and not self._hint(line, role, text):
                self._add(_Cell(line, role, text, number, self.sheet.columns[role]), problems)
        last = said.get("last", "")
        if last.strip():
            self._shown[line.key] = last
            if self.found.facts and fold(last) != fold(self.found.facts.get(LAST + line.key, "")):
                self.strays.add(number, self.sheet.columns["last"])

    def _hint(self, line: Line, role: str, text: str) -> bool:
        """Say whether a text is civicmap's own, in the question's row of a multiple choice."""
        multi = line.question is not None and line.question.type is QuestionType.MULTI and line.kind is Kind.QUESTION
        return role == "answer" and multi and fold(text).rstrip(" ↓") in self._hints

    def _add(self, cell: _Cell, problems: list[Problem]) -> None:
        """Add a cell, unless another row said something of the same line."""
        key, address = cell.line.key, f"{letter(cell.place)}{cell.row}"
        if cell.role == "answer" and key == self._who:
            self._check_who(cell, f"{self.place}!{address}", problems)
            return
        first = self._first.setdefault((key, cell.role), cell)
        if first is not cell:
            if fold(first.text) != fold(cell.text):
                before = f"{letter(first.place)}{first.row}"
                problems.append(Problem.of(Code.RETURN_ROW_TWICE, f"{self.place}!{address}", key=key, first=before))
            return
        self.cells.append(cell)
        if cell.role == "answer":
            self._now[key] = cell.text

    def _check_who(self, cell: _Cell, where: str, problems: list[Problem]) -> None:
        """Hold the answer to the question of who answers against the workbook's own word."""
        if self.found.entity and fold(cell.text) not in {
            fold(self.found.entity),
            fold(self.found.facts.get("name", "")),
        }:
            facts = {"entity": self.found.entity, "said": clean(cell.text)}
            problems.append(Problem.of(Code.RETURN_ENTITY_EDITED, where, 1, **facts))

    def _missing(self) -> Iterator[Problem]:
        """Name the lines that have no row."""
        gone = [key for key in self.index.expected() if key not in self._now]
        if gone:
            named = ", ".join(gone[:_MOST_NAMED]) + (", …" if len(gone) > _MOST_NAMED else "")
            yield Problem.of(Code.RETURN_ROWS_MISSING, self.place, len(gone), questions=named)
