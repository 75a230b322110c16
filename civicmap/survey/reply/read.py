"""Reply sheets as they come back: what is corrected becomes an answer of the stage; all that is wrong is named by cell."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, NamedTuple

from civicmap.errors import Code, Problem, Severity
from civicmap.framework.types import QuestionType
from civicmap.spreadsheet import cell_text
from civicmap.survey.folding import clean, fold
from civicmap.survey.quoting import known_answers, may_quote, quote, suggestion
from civicmap.survey.reply.answers import same, takes
from civicmap.survey.reply.find import meaning_of, replies_known
from civicmap.survey.reply.marks import INSTANCE, KEY, NAMED, SHOWN
from civicmap.survey.reply.sheet import key_of
from civicmap.survey.reply.texts import asked_of, id_text, instance_parts, replied_to, rows_of
from civicmap.survey.reply.words import AGREE, CONTEST, CORRECT, REPLIES, all_words
from civicmap.survey.returns.plan import SET
from civicmap.survey.returns.read import LongCells
from civicmap.survey.tables import letter
from civicmap.survey.words.vocabulary import vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from civicmap.framework.types import Framework, Question
    from civicmap.model import Survey
    from civicmap.survey.reply.find import Found
    from civicmap.survey.words.vocabulary import Vocabulary

AGREED: Final = "agreed"
CONTESTED: Final = "contested"
AS_READ: Final = "corrected to what was read"
_MOST_NAMED: Final = 8


class _Cell(NamedTuple):
    question: str
    role: str
    text: str
    row: int
    place: int
    instance: int | None  # 0-based


@dataclass(frozen=True, slots=True)
class Expected:
    """What reply sheets are held against: the wave, and of each entity what is stored.

    `texts`: entity -> (instance, question) -> texts that may stand, told by ids; `parts`: entity -> instance -> what
    names it by the questions of the framework's key.
    """

    wave: str
    texts: Mapping[str, Mapping[tuple[str, str], frozenset[str]]]
    parts: Mapping[str, Mapping[str, Mapping[str, str]]]


def expected_of(wave: str, surveys: Sequence[Survey], framework: Framework) -> Expected:
    """Return what the reply sheets of a wave may say was read: what any of its surveys holds."""
    texts: dict[str, dict[tuple[str, str], set[str]]] = {}
    parts: dict[str, dict[str, dict[str, str]]] = {}
    for survey in surveys:
        asked = asked_of(survey, framework)
        for entity, rows in rows_of(survey).items():
            who = survey.entities[entity].id
            for row in rows:
                name = cell_text(survey.row_instance[row])
                parts.setdefault(who, {})[name] = instance_parts(survey, framework, row)
                for question in asked:
                    held = texts.setdefault(who, {}).setdefault((name, question.id), set())
                    held.add(cell_text(id_text(survey, question, row)))
    frozen = {who: {key: frozenset(some) for key, some in held.items()} for who, held in texts.items()}
    return Expected(wave, frozen, parts)


class _Asked(NamedTuple):
    """What a row of a sheet is about; `instance` is 0-based, None where the sheet has none."""

    question: Question
    instance: int | None

    @property
    def key(self) -> str:
        return key_of(self.question.id, self.instance)


@dataclass(slots=True)
class _Reader:
    """Reads one sheet."""

    found: Found
    framework: Framework
    expected: Expected | None
    words: Mapping[str, Vocabulary] = field(default_factory=dict)
    asked: Mapping[str, _Asked] = field(default_factory=dict)
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
        self.words = vocabularies(self.framework, (), ())
        self.asked = {one.key: one for one in _asked(self.found, self.framework)}
        for number, cells in self.found.table.rows():
            row = {name: clean(cells[at]) if at < len(cells) else "" for name, at in self.found.columns.items()}
            if number > self.found.header and any(row.values()):
                asked = self.asked.get(row[KEY])
                if asked is None:
                    self.add(Code.REPLY_ROW, self.where(KEY, number), key=row[KEY][:40] or "nothing")
                else:
                    self._row(number, row, asked)
        lacking = [key for key in self.asked if key not in self.seen]
        if lacking:
            place = f"{self.found.file}!{self.found.table.name}"
            self.add(Code.REPLY_LACKING, place, rows=_some(lacking))

    def _row(self, number: int, row: Mapping[str, str], asked: _Asked) -> None:
        """Read one row: whether it is as it was sent, and what it replies."""
        key = asked.key
        first = self.seen.setdefault(key, number)
        if first != number:
            self.add(Code.REPLY_TWICE, self.where(KEY, number), key=key, first=f"row {first}")
            return
        for name in self._changed(row, asked):
            self.add(Code.REPLY_OVERWRITTEN, self.where(name, number), key=key)
        reply = meaning_of(row["reply"])
        if reply not in ("", *REPLIES):
            self.add(Code.REPLY_UNKNOWN, self.where("reply", number), known=self._replies())
        elif (reply == CORRECT) != bool(row["corrected"]):
            self.add(Code.REPLY_HALF, self.where("corrected", number), key=key)
        elif reply in (CORRECT, CONTEST) and not row["reason"]:
            self.add(Code.REPLY_REASON, self.where("reason", number), key=key)
        elif reply:
            self._take(number, reply, row, asked)

    def _changed(self, row: Mapping[str, str], asked: _Asked) -> Iterator[str]:
        """Yield the columns in which something else stands than was sent."""
        facts = self.found.facts
        if fold(row["as_read"]) != fold(facts.get(SHOWN + asked.key, "")):
            yield "as_read"
        named = _name(facts, asked.instance)
        if INSTANCE in row and fold(row[INSTANCE]) != fold(named):
            yield INSTANCE

    def _replies(self) -> str:
        """Return the replies in the language that the sheet was made in."""
        spoken = {words.language: words for words in all_words()}
        return replies_known(spoken.get(self.found.facts.get("language", ""), spoken["en"]))

    def _take(self, number: int, reply: str, row: Mapping[str, str], asked: _Asked) -> None:
        """Keep a reply: a corrected answer counts, all else is a comment beside the answer that stands."""
        columns, question = self.found.columns, asked.question
        said = {AGREE: AGREED, CORRECT: row["reason"], CONTEST: f"{CONTESTED}: {row['reason']}"}[reply]

        def keep(role: str, text: str, column: str) -> None:
            self.cells.append(_Cell(question.id, role, text, number, columns[column], asked.instance))

        if reply == CORRECT:
            if not self._known(number, row["corrected"], question):
                return
            if same(self.words[question.id], row["corrected"], self.found.facts[SET + asked.key]):
                self.add(Code.REPLY_SAME, self.where("corrected", number), key=asked.key)
                said = f"{AS_READ}: {row['reason']}"
            else:
                keep("answer", row["corrected"], "corrected")
        keep("comment", said, "reason")
        if row["evidence"]:
            keep("evidence", row["evidence"], "evidence")

    def _known(self, number: int, text: str, question: Question) -> bool:
        """Whether a corrected answer is one that the question takes; name it where not."""
        words = self.words[question.id]
        if takes(words, text):
            return True
        hint = suggestion(words, text) if may_quote(question) else ""
        where, known = self.where("corrected", number), known_answers(question)
        known = known or ("a day, year-month-day" if question.type is QuestionType.DATE else "a number, in figures")
        self.add(Code.REPLY_ANSWER, where, text=quote(question, text), key=question.id, hint=hint, known=known)
        return False


def _asked(found: Found, framework: Framework) -> Iterator[_Asked]:
    """Yield what the rows of a sheet are about, as its facts say."""
    for question in replied_to(framework):
        if SET + question.id in found.facts:
            yield _Asked(question, None)
        at = 0
        while f"{NAMED}{at + 1}" in found.facts:
            if SET + key_of(question.id, at) in found.facts:
                yield _Asked(question, at)
            at += 1


def _name(facts: Mapping[str, str], instance: int | None) -> str:
    """Return an instance's name, "" for none."""
    return "" if instance is None else facts[f"{NAMED}{instance + 1}"]


def _some(keys: Sequence[str]) -> str:
    return ", ".join(keys[:_MOST_NAMED]) + (", …" if len(keys) > _MOST_NAMED else "")


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
        stale = _stale(found, framework, expected.texts[entity])
        if stale:
            yield Problem.of(Code.REPLY_STALE, place, questions=_some(stale), wave=expected.wave)


def _stale(found: Found, framework: Framework, now: Mapping[tuple[str, str], frozenset[str]]) -> list[str]:
    """Return the questions of which the sheet was made from another answer than is stored, or of another instance."""
    facts = found.facts
    said = {(_name(facts, one.instance), one.question.id): facts[SET + one.key] for one in _asked(found, framework)}
    stale = [question for (name, question), texts in now.items()
             if fold(said.get((name, question), "")) not in set(map(fold, texts))]  # fmt: skip
    stale += [question for name, question in said if (name, question) not in now]
    return list(dict.fromkeys(stale))


def read_reply(found: Found, framework: Framework, expected: Expected | None) -> LongCells:
    """Return what a reply sheet says, with every problem; no cell at all where there is one."""
    reader = _Reader(found, framework, expected)
    reader.read()
    faulty = any(problem.severity is Severity.ERROR for problem in reader.problems)
    cells = [] if faulty else _with_keys(reader)
    entity = found.facts.get("entity", "")
    if not cells and not faulty:
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
        groups=tuple(0 if cell.instance is None else cell.instance for cell in cells),
    )


def _with_keys(reader: _Reader) -> list[_Cell]:
    """Return the cells that were kept, with those that name the instances they are about."""
    found, named = reader.found, list[_Cell]()
    parts = {} if reader.expected is None else reader.expected.parts.get(found.facts.get("entity", ""), {})
    first = {cell.instance: cell.row for cell in reversed(reader.cells) if cell.instance is not None}
    for instance, row in sorted(first.items()):
        place = found.columns.get(INSTANCE, found.columns[KEY])
        for key, text in parts.get(_name(found.facts, instance), {}).items():
            named.append(_Cell(key, "answer", text, row, place, instance))
    return [*named, *reader.cells]
