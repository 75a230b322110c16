"""What a caller may hand in: lists, arrays, generators or plain numbers, checked once and with one wording of each complaint."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from math import isfinite
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def listed(values: Iterable[Any], length: int | None = None, what: str = "values") -> list[Any]:
    """Return a list, an array or a column as a list of plain values. Raises ValueError if it has not the length wanted."""
    if hasattr(values, "to_numpy"):  # columns and tables of pandas
        values = values.to_numpy()
    if hasattr(values, "tolist"):
        plain = values.tolist()
    else:
        plain = list(values) if isinstance(values, Iterable) and not isinstance(values, bytes | Mapping) else None
    if not isinstance(plain, list):
        raise ValueError(f"{what} must be a list, not {values!r}")  # noqa: TRY004 - one kind of error for all bad input
    if length is not None and len(plain) != length:
        raise ValueError(f"{what} must be as many as the rows: {len(plain)} for {length}")
    return plain


def table_of(rows: Iterable[Iterable[Any]], what: str = "the table") -> list[list[Any]]:
    """Return rows as lists of plain values. Raises ValueError for rows of different length."""
    table = [listed(row, what="a row") for row in listed(rows, what=what)]
    if len({len(row) for row in table}) > 1:
        raise ValueError(f"{what} must have as many cells in every row, with None where there is none")
    return table


def labels_of(labels: Iterable[Hashable], length: int | None, what: str) -> list[Any]:
    """Return a label for each row. Raises ValueError where one is missing or is a list itself."""
    found = listed(labels, length, what)
    if any(map(is_missing, found)):
        raise ValueError(f"{what}: every row needs a label")
    return hashable(found, what)


def hashable(values: list[Any], what: str) -> list[Any]:
    """Return the values. Raises ValueError for one that can be no category, such as a list."""
    for value in values:
        if not isinstance(value, Hashable):
            raise ValueError(f"{what}: {value!r} is no category")  # noqa: TRY004 - as above
    return values


def mapping_of(totals: Mapping[Any, float]) -> dict[Any, float]:
    """Return totals by label as numbers. Raises ValueError for what is no mapping, or a total negative or no number."""
    if hasattr(totals, "to_dict"):  # a column of pandas
        totals = totals.to_dict()
    if not isinstance(totals, Mapping):
        raise ValueError(f"totals are needed for each label, not {totals!r}")  # noqa: TRY004 - as above
    return {label: amount(total, f"the total of {label!r}") for label, total in totals.items()}


def is_missing(value: object) -> bool:
    """Return whether a value stands for no value."""
    if isinstance(value, float | np.floating):
        return bool(value != value)  # noqa: PLR0124 - NaN alone differs from itself, in each width
    return value is None or type(value).__name__ in {"NAType", "NaTType"}  # those of pandas, without importing it


def number(value: object, what: str) -> float:
    """Return a finite number. Raises ValueError for anything else."""
    try:
        found = float(value)  # type: ignore[arg-type] # what is no number is what this finds out
    except (TypeError, ValueError, OverflowError):
        found = float("nan")
    if isinstance(value, str | bytes | bytearray) or not isfinite(found):
        raise ValueError(f"{what} must be a number, not {value!r}")
    return found


def amount(value: object, what: str) -> float:
    """Return a finite number that is not negative. Raises ValueError for anything else."""
    found = number(value, what)
    if found < 0:
        raise ValueError(f"{what} must not be negative, as {value!r} is")
    return found


def count(value: object, what: str) -> int:
    """Return a whole number that is not negative. Raises ValueError for anything else."""
    found = amount(value, what)
    if found % 1:
        raise ValueError(f"{what} must be a whole number, not {value!r}")
    return int(found)


def amounts(values: Iterable[Any], what: str, length: int | None = None) -> list[float]:
    """Return finite numbers that are not negative. Raises ValueError for anything else."""
    if length is None and isinstance(values, np.ndarray) and values.dtype == np.float64 and values.ndim == 1:
        checked: NDArray[np.float64] = values[np.isfinite(values) & (values >= 0)]
        if len(checked) == len(values):  # quick for millions; else the first that is wrong is named
            return list(checked.tolist())
    return [amount(value, what) for value in listed(values, length, what)]


def array_of(values: object, what: str) -> NDArray[np.float64]:
    """Return a number, or numbers in any shape, as an array. Raises ValueError for negative, missing or no numbers."""
    if isinstance(values, np.ndarray) and values.dtype.kind in "iuf":  # quick for millions
        if not np.isfinite(values).all() or (values < 0).any():
            raise ValueError(f"{what} must be numbers that are not negative")
        return values.astype(np.float64)
    cells = objects(values, what)
    plain = [amount(cell, what) for cell in cells.ravel().tolist()]
    return np.array(plain, dtype=np.float64).reshape(cells.shape)


def objects(values: object, what: str) -> NDArray[Any]:
    """Return a value, or values in any shape, as an array of objects. Raises ValueError for what has no shape."""
    if isinstance(values, Iterable) and not isinstance(values, str | bytes):
        values = listed(values, what=what) if getattr(values, "shape", None) != () else values
    try:
        return np.asarray(values, dtype=object)
    except ValueError:
        raise ValueError(f"{what} must be rows of the same length") from None


def broadcast(arrays: Sequence[NDArray[Any]]) -> list[NDArray[Any]]:
    """Return arrays repeated to one shape. Raises ValueError where they do not fit each other."""
    try:
        return list(np.broadcast_arrays(*arrays))
    except ValueError:
        shapes = ", ".join(str(array.shape) for array in arrays)
        raise ValueError(f"the counts must be as many as each other, or single: their shapes are {shapes}") from None


def level(confidence: object) -> float:
    """Return a confidence level. Raises ValueError outside 0..1."""
    found = number(confidence, "confidence")
    if not 0 < found < 1:
        raise ValueError(f"confidence must lie between 0 and 1, not {confidence}")
    return found


def two_tails(confidence: object) -> float:
    """Return the normal quantile that leaves half of 1 - confidence above it. Raises ValueError outside 0..1."""
    from statistics import NormalDist  # noqa: PLC0415 - 10 ms that a command without intervals need not pay

    return NormalDist().inv_cdf((1 + level(confidence)) / 2)
