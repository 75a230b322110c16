"""Reply sheets as they come back: what is corrected becomes an answer of the stage; all that is wrong is named by cell."""

from __future__ import annotations

import math
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING, Final, NamedTuple

from civicmap.errors import Code, Problem
from civicmap.framework.types import QuestionType
from civicmap.model import FIRST_ANSWER
from civicmap.spreadsheet import cell_text
from civicmap.survey.folding import clean, fold
from civicmap.survey.quoting import known_answers, may_quote, quote, suggestion
from civicmap.survey.reply.sheet import AGREE, CONTEST, CORRECT, ENTITY_LABEL, FACTS_MARK, REPLIES
from civicmap.survey.reply.texts import read_texts, replied_to
from civicmap.survey.returns.plan import SET
from civicmap.survey.returns.read import LongCells
from civicmap.survey.tables import letter
from civicmap.survey.words.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from civicmap.framework.types import Framework, Question
    from civicmap.model import Survey
    from civicmap.survey.tables import Container, Table

_MOST_FACTS: Final = 20_000
_HEAD: Final = 60  # rows in which the header is looked for
_NEEDED: Final = ("key", "answer as read", "reply", "corrected answer", "reason", "evidence")
AGREED: Final = "agreed"
CONTESTED: Final = "contested"


class _Cell(NamedTuple):
    question: str
    role: str
    text: str
    row: int
    place: int


@dataclass(frozen=True, slots=True)
class Expected:
    """What reply sheets are held against: the wave, and of each entity what is stored, question -> texts that may stand."""

    wave: str
    texts: Mapping[str, Mapping[str, frozenset[str]]]


@dataclass(frozen=True, slots=True)
class Found:
    """A reply sheet: what it says of itself ("" nothing), the sheet of replies, the row of its header, its columns."""

    file: str
    facts: Mapping[str, str]
    table: Table
    header: int
    columns: Mapping[str, int]
    entity: str  # as the visible sheet says


def expected_of(wave: str, surveys: Sequence[Survey], framework: Framework) -> Expected:
    """Return what the reply sheets of a wave may say was read: what any of its surveys holds."""
    texts: dict[str, dict[str, set[str]]] = {}
    for survey in surveys:
        for entity, read in read_texts(survey, framework).items():
            held = texts.setdefault(entity, {})
            for question, text in read.items():
                held.setdefault(question, set()).add(cell_text(text))
    return Expected(wave, {who: {q: frozenset(some) for q, some in held.items()} for who, held in texts.items()})


def find_reply(container: Container) -> Found | None:
    """Return the reply sheet that a workbook is; None where it is none."""
    facts: dict[str, str] = {}
    seen: tuple[Table, int, dict[str, int], str] | None = None
    for table in container.tables:
        head = table.head(_HEAD)
        if head and head[0][1] and head[0][1][0] == FACTS_MARK:
            facts = {cells[0]: cells[1] for _, cells in islice(table.rows(), _MOST_FACTS) if len(cells) > 1}
            continue
        said = ""
        for number, cells in head:
            said = said or next((c[len(ENTITY_LABEL) :].strip() for c in cells if c.startswith(ENTITY_LABEL)), "")
            names = {clean(text).lower(): at for at, text in reversed(list(enumerate(cells)))}
            if seen is None and set(_NEEDED) <= names.keys():
                seen = (table, number, {name: names[name] for name in _NEEDED}, said)
    return None if seen is None else Found(container.name, facts, *seen)


@dataclass(slots=True)
class _Reader:
    """Reads one sheet."""

    found: Found
    framework: Framework
    expected: Expected | None
    cells: list[_Cell] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)

    def where(self, name: str, row: int) -> str:
        found = self.found
        return f"{found.file}!{found.table.name}!{letter(found.columns[name])}{row}"

    def add(self, code: Code, where: str, **facts: str) -> None:
        self.problems.append(Problem.of(code, where, 1, **facts))

    def read(self) -> None:
        """Read every row below the header, once the sheet as a whole is in order."""
        self.problems += whole(self.found, self.framework, self.expected)
        if self.problems:
            return
        asked = {question.id: question for question in replied_to(self.framework)}
        for number, cells in self.found.table.rows():
            row = {name: clean(cells[at]) if at < len(cells) else "" for name, at in self.found.columns.items()}
            if number > self.found.header and any(row.values()):
                question = asked.get(row["key"])
                if question is None or SET + row["key"] not in self.found.facts:
                    self.add(Code.REPLY_ROW, self.where("key", number), key=row["key"][:40] or "nothing")
                else:
                    self._row(number, row, question)

    def _row(self, number: int, row: Mapping[str, str], question: Question) -> None:
        """Read one row: whether it is as it was sent, and what it replies."""
        first = self.seen.setdefault(question.id, number)
        if first != number:
            self.add(Code.REPLY_TWICE, self.where("key", number), key=question.id, first=f"row {first}")
            return
        if fold(row["answer as read"]) != fold(self.found.facts[SET + question.id]):
            self.add(Code.REPLY_OVERWRITTEN, self.where("answer as read", number), key=question.id)
        reply = fold(row["reply"])
        if reply not in ("", *REPLIES):
            known = ", ".join(REPLIES)
            self.add(Code.REPLY_UNKNOWN, self.where("reply", number), known=known)
        elif (reply == CORRECT) != bool(row["corrected answer"]):
            self.add(Code.REPLY_HALF, self.where("corrected answer", number), key=question.id)
        elif reply in (CORRECT, CONTEST) and not row["reason"]:
            self.add(Code.REPLY_REASON, self.where("reason", number), key=question.id)
        elif reply:
            self._take(number, reply, row, question)

    def _take(self, number: int, reply: str, row: Mapping[str, str], question: Question) -> None:
        """Keep a reply: a corrected answer counts, all else is a comment beside the answer that stands."""
        columns = self.found.columns
        if reply == CORRECT:
            if not self._known(number, row["corrected answer"], question):
                return
            text = row["corrected answer"]
            self.cells.append(_Cell(question.id, "answer", text, number, columns["corrected answer"]))
        said = {AGREE: AGREED, CORRECT: row["reason"], CONTEST: f"{CONTESTED}: {row['reason']}"}[reply]
        self.cells.append(_Cell(question.id, "comment", said, number, columns["reason"]))
        if row["evidence"]:
            self.cells.append(_Cell(question.id, "evidence", row["evidence"], number, columns["evidence"]))

    def _known(self, number: int, text: str, question: Question) -> bool:
        """Whether a corrected answer is one that the question takes; name it where not."""
        if _takes(question, text):
            return True
        words = vocabulary(question)
        hint = suggestion(words, text) if may_quote(question) else ""
        where, known = self.where("corrected answer", number), known_answers(question)
        known = known or ("a day, year-month-day" if question.type is QuestionType.DATE else "a number, in figures")
        self.add(Code.REPLY_ANSWER, where, text=quote(question, text), key=question.id, hint=hint, known=known)
        return False


def _takes(question: Question, text: str) -> bool:
    """Whether a question takes a text: an answer, several of a multiple choice, a number or a day, any words."""
    words = vocabulary(question) if question.answers else None

    def answers(part: str) -> bool:
        code = None if words is None else words.code(part)
        return code is not None and code >= FIRST_ANSWER

    if question.type is QuestionType.TEXT or answers(text):
        return True
    if question.type is QuestionType.MULTI:
        return all(answers(part.strip()) for part in text.split(";"))
    with suppress(ValueError):
        if question.type is QuestionType.NUMBER:
            return math.isfinite(float(text))
        if question.type is QuestionType.DATE:
            return bool(date.fromisoformat(text[:10]))
    return False


def whole(found: Found, framework: Framework, expected: Expected | None) -> Iterator[Problem]:
    """Yield what is wrong with a sheet as a whole: whose it is, and whether what it was made from still stands."""
    place, facts = f"{found.file}!{found.table.name}", found.facts
    entity = facts.get("entity", "")
    if expected is None:
        yield Problem.of(Code.REPLY_STAGE, found.file)
    elif not entity:
        yield Problem.of(Code.REPLY_FACTS, found.file)
    elif fold(found.entity) != fold(entity):
        yield Problem.of(Code.REPLY_ENTITY, place, entity=entity, said=found.entity[:40] or "nobody")
    elif facts.get("framework") != framework.id:
        said = facts.get("framework", "")
        yield Problem.of(Code.RETURN_FRAMEWORK, place, said=said, framework=framework.id)
    elif facts.get("wave") != expected.wave:
        yield Problem.of(Code.REPLY_WAVE, place, wave=facts.get("wave", ""), now=expected.wave)
    elif entity not in expected.texts:
        yield Problem.of(Code.REPLY_NOBODY, place, entity=entity[:40], wave=expected.wave)
    else:
        now = expected.texts[entity]
        stale = [k for k, texts in now.items() if fold(facts.get(SET + k, "")) not in set(map(fold, texts))]
        if stale:
            yield Problem.of(Code.REPLY_STALE, place, questions=", ".join(stale[:8]), wave=expected.wave)


def read_reply(found: Found, framework: Framework, expected: Expected | None) -> LongCells:
    """Return what a reply sheet says, with every problem; no cell at all where there is one."""
    reader = _Reader(found, framework, expected)
    reader.read()
    cells = [] if reader.problems else reader.cells
    entity = found.facts.get("entity", "")
    if not cells and not reader.problems:
        reader.problems.append(Problem.of(Code.RETURN_UNTOUCHED, found.file, entity=entity))
    return LongCells(
        entities=(entity,) * len(cells),
        questions=tuple(cell.question for cell in cells),
        options=(None,) * len(cells),
        roles=tuple(cell.role for cell in cells),
        texts=tuple(cell.text for cell in cells),
        rows=tuple(cell.row for cell in cells),
        letters=tuple(letter(cell.place) for cell in cells),
        sheets=(found.table.name,) * len(cells),
        entity=entity,
        wave=found.facts.get("wave", ""),
        synthetic=found.facts.get("synthetic") == "yes",
        problems=tuple(reader.problems),
    )
