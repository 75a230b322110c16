"""One hash for a wave's answers, whatever the order of rows and columns, and whether labels or codes were exported."""

from __future__ import annotations

import hashlib
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from civicmap.cores import spread
from civicmap.framework.types import QuestionType
from civicmap.model import FIRST_ANSWER, AnswerState
from civicmap.texts import ShortTexts

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from civicmap.framework.types import Question
    from civicmap.survey.canvas import Canvas

    _Part: TypeAlias = tuple[int, Iterable[bytes | memoryview]]  # bytes in all, and the same in pieces
    _Order: TypeAlias = NDArray[np.int64] | slice  # the rows in an order; a slice is that in which they stand


def content_sha256(canvas: Canvas, ids: Sequence[str], row_entity: NDArray[np.int32], instances: Sequence[str]) -> str:
    """Return the hash of what was written: who, which instance, and each question's answers before gates.

    Empty `ids` stand for entities without a name: their rows are put in the order of their answers.
    """
    order = _by_name(ids, row_entity, instances) if ids else _by_answers(canvas)
    parts = [_sha(_names(ids, row_entity, instances, order) if ids else [str(canvas.rows).encode()])]
    hashed = partial(_question, canvas, order=order, named=bool(ids))
    parts += sorted(filter(None, spread(hashed, canvas.framework.questions, canvas.rows)))
    return _sha(["".join(parts).encode()])


def _sha(pieces: Iterable[bytes | memoryview]) -> str:
    whole = hashlib.sha256()
    for piece in pieces:
        whole.update(piece)
    return whole.hexdigest()


def _names(
    ids: Sequence[str], row_entity: NDArray[np.int32], instances: Sequence[str], order: _Order
) -> Iterable[bytes]:
    """Yield whose each row is, and which instance, in an order."""
    if isinstance(ids, ShortTexts) and not any(instances):
        ordered = ids if isinstance(order, slice) else ids.take(row_entity[order])
        yield from ordered.pieces("\x1f\x1e")
        yield b"\x1f"
        return
    rows = np.arange(len(row_entity))[order].tolist()
    names = [f"{ids[row_entity[row]]}\x1f{instances[row]}" for row in rows]
    yield "\x1e".join(names).encode("utf-8", "backslashreplace")


def _by_name(ids: Sequence[str], row_entity: NDArray[np.int32], instances: Sequence[str]) -> _Order:
    """Return the rows by entity's id, then instance, however the register orders them."""
    if not any(instances):
        if isinstance(ids, ShortTexts) and len(ids) == len(row_entity) and ids.ascending():
            return slice(None)  # so they stand, a row for each
        ascending = ids.order() if isinstance(ids, ShortTexts) else sorted(range(len(ids)), key=ids.__getitem__)
        rank = np.empty(len(ids), dtype=np.int64)
        rank[np.array(ascending, dtype=np.int64)] = np.arange(len(ids))
        return np.argsort(rank[row_entity], kind="stable").astype(np.int64)
    entities = row_entity.tolist()
    return np.array(sorted(range(len(entities)), key=lambda row: (ids[entities[row]], instances[row])), dtype=np.int64)


def _by_answers(canvas: Canvas) -> NDArray[np.int64]:
    """Return the rows by the bytes of their answers."""
    block = canvas.block
    values = np.ascontiguousarray(block.values.T).view(np.uint8).reshape(canvas.rows, 8 * len(block.values))
    whole = np.ascontiguousarray(np.hstack([block.codes.T, block.ticks.T, values]))
    return np.argsort(whole.view(np.dtype((np.void, whole.shape[1]))).ravel(), kind="stable").astype(np.int64)


def _question(canvas: Canvas, question: Question, order: _Order, *, named: bool) -> str:
    """Return the hash of one question's answers; "" where every cell is blank."""
    codes = canvas.codes(question.id)
    if not codes.any():
        return ""
    parts = chain([_codes(question, codes[order])], _beside(canvas, question, order, named=named))
    pieces = (piece for length, held in parts for piece in (length.to_bytes(8, "little"), *held))
    found = _sha(chain([question.id.encode()], pieces))
    canvas.done(question.id)
    return found


def _codes(question: Question, codes: NDArray[np.uint8]) -> _Part:
    """Return codes by the names of the answers that occur, so that a scale may grow or change its order."""
    present = np.flatnonzero(np.bincount(codes, minlength=256)).tolist()
    names = {code: _name(question, code) for code in present}
    table = np.zeros(256, dtype=np.uint8)
    for rank, code in enumerate(sorted(present, key=names.__getitem__)):
        table[code] = rank
    known = "\x1f".join(sorted(names.values())).encode() + b"\x00"
    return len(known) + len(codes), (known, np.take(table, codes).data)


def _name(question: Question, code: int) -> str:
    answer = question.answer(code)
    return answer.id if answer is not None and code >= FIRST_ANSWER else f"={AnswerState(code).name}"


def _beside(canvas: Canvas, question: Question, order: _Order, *, named: bool) -> Iterable[_Part]:
    """Yield what stands beside the codes: ticks by option, values, texts."""
    if question.type is QuestionType.MULTI:
        options = sorted(
            (option, row) for row, (owner, option) in enumerate(canvas.layout.options) if owner == question.id
        )
        for option, row in options:
            ticks = canvas.block.ticks[row]
            if ticks.any():
                yield _whole(option.encode())
                yield _whole(ticks[order].tobytes())
    elif question.type is QuestionType.TEXT:
        held = canvas.texts[question.id]
        if isinstance(held, ShortTexts):
            ordered = held.take(order)
            ordered = ordered if named else ordered.take(ordered.order())
            yield ordered.length(), ordered.pieces()
            return
        texts = [held[row] for row in np.arange(len(held))[order].tolist()]
        yield _whole("\x1e".join(texts if named else sorted(texts)).encode("utf-8", "backslashreplace"))
    elif question.id in canvas.layout.numbers:
        yield _whole(canvas.block.values[canvas.layout.numbers.index(question.id)][order].tobytes())


def _whole(content: bytes) -> _Part:
    return len(content), (content,)
