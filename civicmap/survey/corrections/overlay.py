"""Corrections laid over the columns of a raw layer: copies with other texts in some cells. The columns stay as they are."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from civicmap.survey.corrections.cells import places_of
from civicmap.survey.encode import narrowest
from civicmap.survey.folding import clean

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from numpy.typing import NDArray

    from civicmap.model import Raw, RawColumn

Changes = dict[int, list[tuple[int, str]]]
"""Column's place -> (row's place, the text that is read there)."""


def corrected(raw: Raw) -> Raw:
    """Return a raw layer whose cells read as its corrections say; itself where it has none."""
    if not raw.corrections:
        return raw
    columns = {held.column: place for place, held in enumerate(raw.columns)}
    rows = places_of(raw.row_source, raw.row_number)
    changes: Changes = {}
    staying: dict[int, set[str]] = {}
    for one in raw.corrections:
        column = columns[one.column]
        for row in rows[one.source, one.row]:
            changes.setdefault(column, []).append((row, one.new))
            if one.stays:
                staying.setdefault(column, set()).add(raw.columns[column].text(row))
    return replace(raw, columns=overlaid(raw.columns, changes, staying))


def overlaid(
    columns: Sequence[RawColumn],
    changes: Mapping[int, Sequence[tuple[int, str]]],
    staying: Mapping[int, AbstractSet[str]] = MappingProxyType({}),
) -> tuple[RawColumn, ...]:
    """Return the columns with other texts in some cells; those without a change are the same objects.

    A text that no row holds any longer is left out, as if it had never stood there: spellings are learnt from texts.
    Those that are `staying`, by the column's place, stand in rows that are not among these.
    """
    return tuple(
        _changed(held, changes[place], staying.get(place, frozenset())) if place in changes else held
        for place, held in enumerate(columns)
    )


def _changed(held: RawColumn, changes: Sequence[tuple[int, str]], staying: AbstractSet[str]) -> RawColumn:
    """Return a column with other texts in some rows."""
    place = {text: code for code, text in enumerate(held.texts)}
    codes = held.codes.astype(np.int64)
    for row, text in changes:
        codes[row] = place.setdefault(text, len(place)) if clean(text) else 0
    before = np.bincount(held.codes, minlength=len(place)) > 0
    now = np.bincount(codes, minlength=len(place)) > 0
    return _narrowed(replace(held, texts=tuple(place)), codes, now | ~before | [text in staying for text in place])


def knowing(held: RawColumn, texts: Sequence[str]) -> RawColumn:
    """Return a column that knows some texts beside those that its rows hold, and no others."""
    place = {text: code for code, text in enumerate(dict.fromkeys((*held.texts, *texts)))}
    known = np.bincount(held.codes, minlength=len(place)) > 0
    known[[place[text] for text in texts]] = True
    return _narrowed(replace(held, texts=tuple(place)), held.codes.astype(np.int64), known)


def _narrowed(held: RawColumn, codes: NDArray[np.int64], keep: NDArray[np.bool_]) -> RawColumn:
    """Return a column with some of its texts alone, in their order; "" is always one."""
    keep[0] = True
    new_place = np.cumsum(keep) - 1
    kept = tuple(text for text, stays in zip(held.texts, keep.tolist(), strict=True) if stays)
    return replace(held, texts=kept, kept=new_place[codes].astype(narrowest(len(kept))))
