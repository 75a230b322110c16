"""Review stages laid over one another: of each cell, the last stage with a value counts (rule R1)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

import numpy as np

from civicmap.errors import Code
from civicmap.model import REMARKS, AnswerState, Block, Layers, Role
from civicmap.survey.arrange import Arrangement
from civicmap.survey.canvas import cell_numbers, column_question

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from civicmap.framework.types import Question
    from civicmap.model import RawColumn
    from civicmap.survey.canvas import Canvas
    from civicmap.survey.stages import Stages

# What a cell's code says, from nothing to a value. An export's own "not asked" is no value; a text that nobody can read
# is one only where no stage has a better: it must not overrule in silence what an earlier stage says.
_WORTH: Final = np.full(256, 3, dtype=np.int64)
_WORTH[[AnswerState.NOT_ASKED, AnswerState.CLOSED]] = 1
_WORTH[AnswerState.UNRESOLVED] = 2
_WORTH[AnswerState.BLANK] = 0

VALUE: Final = 3


def worth(codes: NDArray[np.uint8]) -> NDArray[np.int64]:
    """Return what each cell says: `VALUE` for an answer or a state that was written, less for anything else."""
    found: NDArray[np.int64] = _WORTH[codes]
    return found


def last_said(worths: NDArray[np.int64], starts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return, for each run of layers that begins at `starts`, the place of the last layer with the highest worth.

    Where all are worth nothing it is the first: the form that asked.
    """
    count = len(worths)
    if not count:
        return np.zeros(0, dtype=np.int64)
    places = np.arange(count)
    ranked = worths * count + np.where(worths > 0, places, places[::-1])
    highest = np.maximum.reduceat(ranked, starts)
    chosen: NDArray[np.int64] = np.where(highest >= count, highest % count, count - 1 - highest)
    return chosen


def overlay(
    layers: Canvas, arranged: Arrangement, places: NDArray[np.int64], stages: Stages
) -> tuple[Canvas, Arrangement, Layers]:
    """Return the canvas in which stages are laid over one another, its rows, and the stages as they were written.

    `layers` has a row for each entity, instance and stage; `places` (rows,) are the stages of the raw layer's rows.
    """
    starts = _starts(arranged)
    chosen = {
        question.id: last_said(worth(layers.codes(question.id)), starts) for question in layers.framework.questions
    }
    _report_alone(layers, places[layers.order[starts]], starts, stages)
    for question in layers.framework.questions:
        _report_unread(layers, question, chosen[question.id], starts)
    final = replace(
        layers,
        order=layers.order[starts],
        block=_laid(layers, chosen, len(starts)),
        texts={name: tuple(map(held.__getitem__, chosen[name].tolist())) for name, held in layers.texts.items()},
        origins={name: layers.order[found] for name, found in chosen.items()},
        shown={id(held): layers.order[_of_column(layers, held, chosen, starts)] for held in layers.raw.columns},
    )
    rows = Arrangement(
        final.order, arranged.row_entity[starts], tuple(arranged.row_instance[at] for at in starts.tolist())
    )
    return final, rows, _kept(layers, places, starts, stages)


def _starts(arranged: Arrangement) -> NDArray[np.int64]:
    """Return where each entity's instance begins among the layers."""
    assert arranged.instance is not None
    keys = np.stack([arranged.row_entity.astype(np.int64), arranged.instance])
    new = np.ones(keys.shape[1], dtype=np.bool_)
    new[1:] = (keys[:, 1:] != keys[:, :-1]).any(axis=0)
    return np.flatnonzero(new)


def _of_column(
    layers: Canvas, held: RawColumn, chosen: dict[str, NDArray[np.int64]], starts: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Return the layer whose text counts in a column: its question's, else the last that has one."""
    found = chosen.get(column_question(held, layers.framework) or "")
    beside = held.column.role in REMARKS
    return last_said((layers.places(held) > 0).astype(np.int64), starts) if found is None or beside else found


def _laid(layers: Canvas, chosen: dict[str, NDArray[np.int64]], rows: int) -> Block:
    """Return the block of the cells that count: a multiple choice, and a state with its value, is one cell."""
    layout, block = layers.layout, layers.block
    empty = np.zeros((0, rows))
    codes = [block.codes[at][chosen[name]] for at, name in enumerate(layout.questions)]
    ticks = [block.ticks[at][chosen[name]] for at, (name, _) in enumerate(layout.options)]
    values = [block.values[at][chosen[name]] for at, name in enumerate(layout.numbers)]
    return Block(
        np.array(codes or empty, dtype=np.uint8),
        np.array(ticks or empty, dtype=np.uint8),
        np.array(values or empty, dtype=np.float64),
        np.zeros((len(layout.questions), rows), dtype=np.bool_),
    )


def _report_alone(layers: Canvas, first: NDArray[np.int64], starts: NDArray[np.int64], stages: Stages) -> None:
    """Name the rows that review what nobody reported: their first stage is a later one than the wave's first."""
    for place in np.unique(first[first > first.min(initial=len(stages.ids))]).tolist():
        rows = layers.order[starts[first == place]]
        layers.log.rows(Code.STAGE_ALONE, "", rows, stage=stages.ids[place])


def _report_unread(layers: Canvas, question: Question, chosen: NDArray[np.int64], starts: NDArray[np.int64]) -> None:
    """Name the texts that nobody can read behind which an earlier stage's value stands."""
    codes = layers.codes(question.id)
    if not (codes == AnswerState.UNRESOLVED).any():
        return
    counts = np.repeat(chosen, np.diff([*starts.tolist(), layers.rows]))
    passed = (codes == AnswerState.UNRESOLVED) & (worth(codes[counts]) == VALUE) & (np.arange(layers.rows) > counts)
    columns = layers.columns(question) + layers.columns(question, Role.OPTION)
    rows = layers.order[np.flatnonzero(passed)]
    layers.log.rows(Code.STAGE_UNREAD, columns, rows, question=question.id)


def _kept(layers: Canvas, places: NDArray[np.int64], starts: NDArray[np.int64], stages: Stages) -> Layers:
    """Return the stages as they were written."""
    raw, order = layers.raw, layers.order
    present, stage = np.unique(places[order], return_inverse=True)
    return Layers(
        stages=tuple(stages.ids[at] if stages.ids else "" for at in present.tolist()),
        block=layers.block,
        texts=layers.texts,
        row=np.repeat(np.arange(len(starts), dtype=np.int64), np.diff([*starts.tolist(), layers.rows])),
        stage=stage.reshape(-1),
        row_source=raw.row_source[order],
        row_number=raw.row_number[order],
        cell_numbers=cell_numbers(layers),
    )
