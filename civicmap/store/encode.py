"""A wave's documents as JSON and back; everything of it but codes and texts."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from civicmap.errors import Code, Problem
from civicmap.model import Column, Correction, Entity, Policy, Register, Role, RowCount, Source
from civicmap.texts import ShortTexts

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from numpy.typing import NDArray

    from civicmap.model import Raw, RawColumn
    from civicmap.store.stored import StoredWave

_Part: TypeAlias = "tuple[int, Iterable[bytes | memoryview]]"  # bytes in all, and the same in pieces
_CODES = {code.id: code for code in Code}


@dataclass(frozen=True, slots=True)
class Reading:
    """What stands beside the columns of a raw layer."""

    sources: tuple[Source, ...]
    count: RowCount
    all_columns: tuple[Column, ...]
    answers: tuple[tuple[str, str, str], ...]
    missing: tuple[tuple[str, str], ...]
    routes: tuple[tuple[str, str], ...]
    problems: tuple[Problem, ...]
    synthetic: bool
    corrections: tuple[Correction, ...]


def documents(stored: StoredWave) -> dict[str, str]:
    """Return a wave's documents: name -> JSON."""
    from civicmap.framework.codec import to_json  # noqa: PLC0415 - a store can be listed without it

    return {
        "framework": to_json(stored.framework),
        "register": _text(None if stored.register is None else asdict(stored.register)),
        "reading": _text(_reading(stored.raw)),
        "policies": _text([asdict(policy) for policy in stored.raw.policies]),
    }


def _text(value: Any) -> str:
    """Return JSON text; a lone surrogate, as a broken file may hold, is escaped."""
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


def _reading(raw: Raw) -> dict[str, Any]:
    return {
        "sources": [asdict(source) for source in raw.sources],
        "count": asdict(raw.count),
        "all_columns": [asdict(column) for column in raw.all_columns],
        "answers": raw.answers,
        "missing": raw.missing,
        "routes": raw.routes,
        "problems": [[p.code.id, p.where, p.message, p.repair, p.count] for p in raw.problems],
        "synthetic": raw.synthetic,
        "corrections": [asdict(correction) for correction in raw.corrections],
    }


def decode_reading(text: str) -> Reading:
    """Return what `documents` wrote as `reading`."""
    held = json.loads(text)
    return Reading(
        sources=tuple(Source(**source) for source in held["sources"]),
        count=RowCount(**held["count"]),
        all_columns=tuple(_column(column) for column in held["all_columns"]),
        answers=tuple((question, words, answer) for question, words, answer in held["answers"]),
        missing=tuple((words, state) for words, state in held["missing"]),
        routes=tuple((question, condition) for question, condition in held.get("routes", ())),
        problems=tuple(Problem(_CODES[code], *rest) for code, *rest in held["problems"]),
        synthetic=held["synthetic"],
        corrections=tuple(
            Correction(**{**correction, "column": _column(correction["column"])})
            for correction in held.get("corrections", ())  # a store may be older than cleaning logs
        ),
    )


def _column(held: Mapping[str, Any]) -> Column:
    return Column(held["letter"], held["header"], Role(held["role"]), held["question"], held["option"])


def decode_register(text: str) -> Register | None:
    """Return what `documents` wrote as `register`."""
    held = json.loads(text)
    if held is None:
        return None
    entities = tuple(Entity(**{**entity, "aliases": tuple(entity["aliases"])}) for entity in held["entities"])
    refused = tuple((words, entity) for words, entity in held.get("refused", ()))  # older stores have none
    return Register(entities, tuple(held["columns"]), held["name"], held["sha256"], refused)


def decode_policies(text: str) -> tuple[Policy, ...]:
    """Return what `documents` wrote as `policies`."""
    return tuple(Policy(**policy) for policy in json.loads(text))


def digest(stored: StoredWave, papers: Mapping[str, str]) -> str:
    """Return a hash of everything that is kept of a wave, in the order in which it is kept."""
    whole = hashlib.sha256()
    for length, pieces in _parts(stored, papers):
        whole.update(length.to_bytes(8, "little"))
        for piece in pieces:
            whole.update(piece)
    return whole.hexdigest()


def _parts(stored: StoredWave, papers: Mapping[str, str]) -> Iterable[_Part]:
    yield from (_escaped(part) for part in (stored.wave, str(stored.closed_on), stored.content_sha256))
    yield from (_escaped(part) for item in papers.items() for part in item)
    raw = stored.raw
    yield from (_bytes_of(raw.row_source), _bytes_of(raw.row_number))
    for column in raw.columns:
        texts = column.texts
        yield _escaped(_text(asdict(column.column)))
        yield (texts.length(), texts.pieces()) if isinstance(texts, ShortTexts) else _escaped(_text(texts))
        yield _bytes_of(column.codes)
        yield (0, ()) if column.numbers is None else _bytes_of(column.numbers)


def _escaped(text: str) -> _Part:
    content = text.encode("utf-8", "backslashreplace")
    return len(content), (content,)


def _bytes_of(array: NDArray[Any]) -> _Part:
    return array.nbytes, (np.ascontiguousarray(array).data,)


def titles(columns: Iterable[RawColumn]) -> list[str]:
    """Return a name per column for people who write SQL: the question, else the header; each name once."""
    seen: set[str] = {"file", "row"}
    names = []
    for held in columns:
        column = held.column
        stem = "/".join(part for part in (column.question, column.option) if part) or column.header or column.letter
        name = stem if stem.casefold() not in seen else f"{stem} ({column.letter})"
        while name.casefold() in seen:
            name += "'"
        seen.add(name.casefold())
        names.append(name)
    return names
