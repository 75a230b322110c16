"""Writing a Parquet file from arrays, by the store's own library: the same bytes for the same columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from civicmap.store.parquet import ParquetError
from civicmap.store.schema import SEALED, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

_ONE_THREAD: Final = {"threads": 1}  # several would divide the rows into groups by who comes first
_FEW: Final = 4_096  # texts of a column that are named in the query; more are handed over row by row


@dataclass(frozen=True, slots=True)
class ParquetColumn:
    """A column to write. `cells` (rows,) are codes into `texts`, "" being no value, where there are `texts`; else values.

    `kind` is text, whole (codes of "" and whole numbers), number or day (a proleptic ordinal); NaN and None are no value.
    """

    name: str
    kind: str
    cells: NDArray[Any]
    texts: Sequence[str] = ()


def write_parquet(path: Path, columns: Sequence[ParquetColumn], about: Mapping[str, str]) -> None:
    """Write columns into a file, with facts about them in its metadata. Raises ParquetError where that fails."""
    import duckdb  # noqa: PLC0415 - 70 ms that other formats need not pay

    arrays = {f"c{place}": column.cells for place, column in enumerate(columns)}
    chosen = ", ".join(
        f"{_shown(column, f'c{place}')} AS {quoted(column.name)}" for place, column in enumerate(columns)
    )
    facts = ", ".join(f"{quoted(key)}: {_literal(text)}" for key, text in about.items())
    told = f", KV_METADATA {{{facts}}}" if about else ""
    query = f"COPY (SELECT {chosen} FROM given) TO {_literal(str(path))} (FORMAT parquet, COMPRESSION zstd{told})"  # noqa: S608 - quoted
    try:
        with duckdb.connect(config=SEALED | _ONE_THREAD) as connection:
            connection.register("given", arrays)
            connection.execute(query)
    except duckdb.Error as fault:
        raise ParquetError(str(fault).partition("\n")[0]) from fault


def named(column: ParquetColumn) -> bool:
    """Say whether the texts of a column are few enough to be named."""
    return len(column.texts) <= _FEW


def _shown(column: ParquetColumn, cell: str) -> str:
    """Return how a column's cells become values."""
    if column.kind == "day":
        return f"CASE WHEN isnan({cell}) THEN NULL ELSE DATE '0001-01-01' + (CAST({cell} AS INTEGER) - 1) END"
    if column.kind == "number":
        return f"CASE WHEN isnan({cell}) THEN NULL ELSE {cell} END"
    if not column.texts:
        return f"nullif({cell}, '')"
    known = list(map(_literal, dict.fromkeys(filter(None, column.texts))))
    if not known:
        return "CAST(NULL AS VARCHAR)"
    # Texts as a list of their kind are numbers until they are written: three times as fast, in a third of the memory.
    kind = "TINYINT" if column.kind == "whole" else f"ENUM({', '.join(known)})"
    listed = ", ".join(_literal(text) if text else "NULL" for text in column.texts)
    return f"CAST([{listed}] AS {kind}[])[CAST({cell} AS INTEGER) + 1]"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
