"""What entities wrote about their practices -> rows of a catalogue that a person reviews. Nothing is released by this.

A row holds the answer as it was given, and no summary: somebody has to write one before the row can be released.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from typing import TYPE_CHECKING, Final

from civicmap.errors import Code, Problem, RequestError
from civicmap.framework.practices import FORM, practice
from civicmap.framework.rows import header_of, known_of, read_catalogue, require
from civicmap.framework.types import QuestionType, Tier
from civicmap.spreadsheet import csv_text
from civicmap.survey.folding import fold
from civicmap.survey.near import did_you_mean, nearest

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from pathlib import Path

    from civicmap.framework.catalogued import Practice
    from civicmap.framework.types import Framework, Question
    from civicmap.model import Survey

COLUMNS: Final = (
    *("id", "actor_as_named", "country", "pillar", "theme", "groups", "summary", "publishable"),
    *("entity", "wave", "instance", "question", "answer", "synthetic"),
)
_KEPT: Final = ("id", "pillar", "summary", "publishable", "entity", "wave", "question", "answer")
_ID: Final = 10  # hexadecimal digits
_BREAK: Final = re.compile(r"\r\n?")


def candidates(framework: Framework) -> tuple[Question, ...]:
    """Return the questions whose answers may be promoted.

    They are those that ask for a practice to share, and any other text of a pillar that is not confidential.
    """
    return tuple(
        question
        for question in framework.questions
        if question.practice
        or (
            question.type is QuestionType.TEXT
            and question.indicator is not None
            and question.tier is not Tier.CONFIDENTIAL
        )
    )


def promoted(
    survey: Survey, framework: Framework, questions: Sequence[str], entities: Sequence[str] = ()
) -> list[dict[str, str]]:
    """Return a row for each text that was given to these questions, by question, then in the survey's order.

    No question is every one that asks for a practice to share. `entities` are the ids of those whose answers are wanted; none
    is everyone. Raises RequestError for a question that is not there, is no text or is confidential, and for an entity that
    sent nothing.
    """
    asked = [_question(framework, name) for name in dict.fromkeys(questions)]
    asked = asked or [question for question in framework.questions if question.practice]
    if not asked:
        names = ", ".join(question.id for question in candidates(framework)) or "none"
        raise RequestError(Problem.of(Code.PROMOTE_QUESTION, known=names))
    known = [entity.id for entity in survey.entities]
    for name in entities:
        if name not in known:
            raise _unknown("entity", name, known)
    rows = []
    for question in asked:
        texts = survey.texts.get(question.id, ())
        for text, place, instance in zip(texts, survey.row_entity.tolist(), survey.row_instance, strict=False):
            entity = survey.entities[place]
            if text.strip() and (not entities or entity.id in entities):
                open_ = framework.disclosure.release_names and question.tier is Tier.PUBLIC
                rows.append(
                    _row(survey, framework, question, text.strip(), entity.id, instance, entity.name if open_ else "")
                )
    return rows


def _question(framework: Framework, name: str) -> Question:
    """Return a question whose answers may be promoted."""
    allowed = candidates(framework)
    found = next((question for question in framework.questions if question.id == name), None)
    if found is None:
        raise _unknown("question", name, [question.id for question in allowed])
    if found in allowed:
        return found
    why = "it is confidential" if found.tier is Tier.CONFIDENTIAL else "it is no text on a pillar"
    raise RequestError(
        Problem.of(Code.PROMOTE_NOT, question=name, why=why, known=", ".join(q.id for q in allowed) or "none")
    )


def _unknown(kind: str, name: str, known: Sequence[str]) -> RequestError:
    hint = did_you_mean(nearest(name, known))
    return RequestError(
        Problem.of(Code.NAME_UNKNOWN, kind=kind, name=name, hint=hint, known=", ".join(known) or "none")
    )


def _row(
    survey: Survey, framework: Framework, question: Question, text: str, entity: str, instance: str, named: str
) -> dict[str, str]:
    return {
        "id": _identity(survey.wave, entity, instance, question.id, text),
        "actor_as_named": named,
        "country": "",
        "pillar": framework.pillar_of(question.id) or "",
        "theme": "",
        "groups": "",
        "summary": "",
        "publishable": "no",
        "entity": entity,
        "wave": survey.wave,
        "instance": instance,
        "question": question.id,
        "answer": text,
        "synthetic": "yes" if survey.synthetic else "no",
    }


def _identity(*parts: str) -> str:
    """Return an id that the same text of the same entity always has."""
    *where, text = parts
    said = "\x1f".join((*where, fold(text))).encode("utf-8", "backslashreplace")
    return f"A{hashlib.sha256(said).hexdigest()[:_ID]}"


def added(path: Path, rows: Iterable[Mapping[str, str]], framework: Framework) -> tuple[bytes, int]:
    """Return a catalogue with those of the rows added that it does not hold yet, and how many they are.

    What stands in the file stays as it is, byte for byte. Raises CivicmapError where the file is no sound catalogue, and
    RequestError where it lacks a column that a row needs.
    """
    if not path.exists():
        fresh = _apart(rows, ())
        return csv_text(COLUMNS, [[row[title] for title in COLUMNS] for row in fresh]).encode(), len(fresh)
    held = require(read_catalogue(path, FORM, known_of(framework), practice))
    titles, separator = header_of(path)
    lacking = [title for title in _KEPT if title not in titles]
    if lacking:
        raise RequestError(Problem.of(Code.PROMOTE_COLUMN, path.name, column=lacking[0]))
    fresh = _apart(rows, held)
    before = path.read_bytes()
    text = csv_text(titles, [[row.get(title, "") for title in titles] for row in fresh])
    lines = list(csv.reader(io.StringIO(text, newline="")))[1:]
    stream = io.StringIO(newline="")
    csv.writer(stream, delimiter=separator, lineterminator="\n").writerows(lines)
    gap = b"" if not lines or before.endswith((b"\n", b"\r")) else b"\n"
    return before + gap + stream.getvalue().encode(), len(fresh)


def _apart(rows: Iterable[Mapping[str, str]], held: Sequence[Practice]) -> list[Mapping[str, str]]:
    """Return the rows that are not there yet, by id or by what was answered; each once."""
    ids = {one.id for one in held}
    told = {(one.wave, one.entity, one.instance, one.question, fold(one.answer)) for one in held}
    fresh: list[Mapping[str, str]] = []
    for row in rows:
        key = (row["wave"], row["entity"], row["instance"], row["question"], fold(row["answer"]))
        if row["id"] not in ids and key not in told:
            # A lone carriage return would end the row where the file is read again.
            fresh.append({title: _BREAK.sub("\n", cell) for title, cell in row.items()})
            ids.add(row["id"])
            told.add(key)
    return fresh
