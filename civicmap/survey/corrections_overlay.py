"""Corrections laid over the columns of a raw layer: copies with other texts in some cells. The columns stay as they are."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from civicmap.survey.encode import narrowest
from civicmap.survey.folding import clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from civicmap.model import Raw, RawColumn

Changes = dict[int, list[tuple[int, str]]]
"""Column's place -> (row's place, the text that is read there)."""


def corrected(raw: Raw) -> Raw:
    """Return a raw layer whose cells read as its corrections say; itself where it has none."""
    if not raw.corrections:
        return raw
    columns = {held.column: place for place, held in enumerate(raw.columns)}
    pairs = zip(raw.row_source.tolist(), raw.row_number.tolist(), strict=True)
    rows = {pair: place for place, pair in enumerate(pairs)}
    changes: Changes = {}
    for one in raw.corrections:
        changes.setdefault(columns[one.column], []).append((rows[one.source, one.row], one.new))
    return replace(raw, columns=overlaid(raw.columns, changes))


def overlaid(columns: Sequence[RawColumn], changes: Mapping[int, Sequence[tuple[int, str]]]) -> tuple[RawColumn, ...]:
    """Return the columns with other texts in some cells; those without a change are the same objects."""
    return tuple(
        _changed(held, changes[place]) if place in changes else held  # a copy only where something changes
        for place, held in enumerate(columns)
    )


def _changed(held: RawColumn, changes: Sequence[tuple[int, str]]) -> RawColumn:
    """Return a column with other texts in some rows.

    A text that no row holds any longer is left out, as if it had never stood there: spellings are learnt from texts.
    """
    place = {text: code for code, text in enumerate(held.texts)}
    codes = held.codes.astype(np.int64)
    for row, text in changes:
        codes[row] = place.setdefault(text, len(place)) if clean(text) else 0
    texts = list(place)
    before = np.bincount(held.codes, minlength=len(texts)) > 0
    now = np.bincount(codes, minlength=len(texts)) > 0
    keep = now | ~before
    keep[0] = True
    new_place = np.cumsum(keep) - 1
    kept = tuple(text for text, stays in zip(texts, keep.tolist(), strict=True) if stays)
    return replace(held, texts=kept, codes=new_place[codes].astype(narrowest(len(kept))))
