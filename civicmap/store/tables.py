"""A wave's rows in the tables of a store. Arrays go in and come out whole; nothing is inserted row by row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from civicmap.model import Column, Raw, RawColumn, Role
from civicmap.store.encode import decode_policies, decode_reading, decode_register, digest, documents, titles
from civicmap.store.schema import codes_table, quoted, view_name
from civicmap.store.stored import StoredWave, WaveInfo
from civicmap.texts import MANY, SEPARATOR, ShortTexts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

_INFOS = """SELECT wave, ordinal, framework_id, framework_version, framework_sha256, responses, content_sha256, synthetic
FROM waves ORDER BY ordinal"""
_COLUMNS = """SELECT letter, header, role, question, option, CASE WHEN len(texts) <= ? THEN texts END
FROM columns WHERE wave = ? ORDER BY place"""


def infos(connection: DuckDBPyConnection) -> tuple[WaveInfo, ...]:
    """Return a line about each wave, the one ingested last at the end."""
    return tuple(WaveInfo(*row) for row in connection.execute(_INFOS).fetchall())


def digests(connection: DuckDBPyConnection) -> dict[str, str]:
    """Return wave -> hash of everything kept of it."""
    return dict(connection.execute("SELECT wave, stored_sha256 FROM waves").fetchall())


class Packed:
    """A wave made ready to be written, so that the store is held only while it is written."""

    def __init__(self, stored: StoredWave) -> None:
        self.stored = stored
        self.documents = documents(stored)
        self.digest = digest(stored, self.documents)


def replace(connection: DuckDBPyConnection, packed: Packed) -> None:
    """Put a wave in the place of the one of that name, inside the caller's transaction."""
    stored = packed.stored
    wave, raw, framework = stored.wave, stored.raw, stored.framework
    _drop(connection, wave)
    ordinal = _one(connection, "SELECT coalesce(max(ordinal), 0) + 1 FROM waves")
    facts = (wave, ordinal, raw.rows, raw.count.responses, framework.id, framework.version, framework.sha256)
    rest = (stored.closed_on, raw.synthetic, stored.content_sha256, packed.digest)
    connection.execute("INSERT INTO waves VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*facts, *rest))
    for name, content in packed.documents.items():
        connection.execute("INSERT INTO documents VALUES (?, ?, ?)", (wave, name, content))
    _write_columns(connection, wave, raw.columns)
    _write_codes(connection, codes_table(ordinal), raw)
    _write_view(connection, wave, codes_table(ordinal), raw.columns)


def _one(connection: DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    assert row is not None
    return int(row[0])


def _drop(connection: DuckDBPyConnection, wave: str) -> None:
    """Take a wave out, if it is there."""
    connection.execute(f"DROP VIEW IF EXISTS {view_name(wave)}")
    for (ordinal,) in connection.execute("SELECT ordinal FROM waves WHERE wave = ?", (wave,)).fetchall():
        connection.execute(f"DROP TABLE {codes_table(ordinal)}")
    for table in ("documents", "columns", "waves"):
        connection.execute(f"DELETE FROM {table} WHERE wave = ?", (wave,))  # noqa: S608 - names of our own


def _write_columns(connection: DuckDBPyConnection, wave: str, columns: Sequence[RawColumn]) -> None:
    """Write each column's description and texts."""
    _write_listed(connection, wave, [(at, held) for at, held in enumerate(columns) if not _is_short(held)])
    for place, held in enumerate(columns):
        if isinstance(held.texts, ShortTexts):
            said = held.column
            facts = (wave, place, said.letter, said.header, str(said.role), said.question, said.option)
            joined = held.texts.joined().decode()
            connection.execute(
                "INSERT INTO columns VALUES (?, ?, ?, ?, ?, ?, ?, string_split(?, ?))", (*facts, joined, SEPARATOR)
            )


def _is_short(held: RawColumn) -> bool:
    return isinstance(held.texts, ShortTexts)


def _write_listed(connection: DuckDBPyConnection, wave: str, placed: Sequence[tuple[int, RawColumn]]) -> None:
    """Write columns with their places: two arrays, put together by one query."""
    if not placed:
        return
    places = np.array([place for place, _ in placed], dtype=np.uint16)
    columns = [held for _, held in placed]
    sizes = [len(column.texts) for column in columns]
    connection.register(
        "given_texts",
        {
            "place": np.repeat(places, sizes),
            "code": np.concatenate([np.arange(size, dtype=np.uint32) for size in sizes]),
            "text": words(text for column in columns for text in column.texts),
        },
    )
    said = [held.column for held in columns]
    connection.register(
        "given_columns",
        {
            "place": places,
            "letter": words(column.letter for column in said),
            "header": words(column.header for column in said),
            "role": words(str(column.role) for column in said),
            "question": words(column.question or "" for column in said),
            "option": words(column.option or "" for column in said),
        },
    )
    connection.execute(
        """INSERT INTO columns
        SELECT ?, place, letter, header, role, nullif(question, ''), nullif(option, ''), texts
        FROM given_columns JOIN (SELECT place, list(text ORDER BY code) AS texts FROM given_texts GROUP BY place)
        USING (place) ORDER BY place""",
        (wave,),
    )
    connection.unregister("given_texts")
    connection.unregister("given_columns")


def words(texts: object) -> NDArray[np.object_]:
    """Return texts as an array of objects. A lone surrogate, which UTF-8 cannot hold, becomes a replacement sign."""
    clean = [text.encode("utf-8", "replace").decode() for text in texts]  # type: ignore[attr-defined] # any iterable
    array = np.empty(len(clean), dtype=object)
    array[:] = clean
    return array


def _write_codes(connection: DuckDBPyConnection, table: str, raw: Raw) -> None:
    """Write a row per response."""
    arrays = {"file": raw.row_source, "row": raw.row_number}
    for place, held in enumerate(raw.columns):
        arrays[f"c{place}"] = np.ascontiguousarray(held.codes)
        if held.numbers is not None:
            arrays[f"n{place}"] = np.ascontiguousarray(held.numbers)
    connection.register("given_codes", arrays)
    connection.execute(f"CREATE TABLE {table} AS SELECT * FROM given_codes")  # noqa: S608 - a name of our own
    connection.unregister("given_codes")


def _write_view(connection: DuckDBPyConnection, wave: str, table: str, columns: Sequence[RawColumn]) -> None:
    """Make the view in which people read texts."""
    literal = "'" + wave.replace("'", "''") + "'"
    parts = [
        f"(SELECT texts FROM columns WHERE wave = {literal} AND place = {place})[c{place} + 1] AS {quoted(name)}"  # noqa: S608 - quoted
        for place, name in enumerate(titles(columns))
    ]
    connection.execute(f"CREATE VIEW {view_name(wave)} AS SELECT {', '.join(['file', 'row', *parts])} FROM {table}")  # noqa: S608 - quoted


def read(connection: DuckDBPyConnection, info: WaveInfo) -> StoredWave:
    """Return a wave as it was written."""
    from civicmap.framework.codec import from_json  # noqa: PLC0415 - a store can be listed without it

    papers = dict(connection.execute("SELECT name, content FROM documents WHERE wave = ?", (info.wave,)).fetchall())
    closing = connection.execute("SELECT closed_on FROM waves WHERE wave = ?", (info.wave,)).fetchone()
    return StoredWave(
        wave=info.wave,
        raw=_read_raw(connection, info, papers),
        framework=from_json(papers["framework"]),
        register=decode_register(papers["register"]),
        closed_on=closing[0] if closing else None,
        content_sha256=info.content_sha256,
    )


def _read_texts(connection: DuckDBPyConnection, wave: str, place: int) -> Sequence[str]:
    """Return the texts of a column that has many: as one where that tells them apart, which is many times as fast."""
    query = "SELECT array_to_string(texts, ?), len(texts) FROM columns WHERE wave = ? AND place = ?"
    joined, count = connection.execute(query, (SEPARATOR, wave, place)).fetchall()[0]
    found = ShortTexts.of_joined(joined.encode())
    if found is not None and len(found) == count:
        return found
    query = "SELECT texts FROM columns WHERE wave = ? AND place = ?"
    return tuple(connection.execute(query, (wave, place)).fetchall()[0][0])


def _read_raw(connection: DuckDBPyConnection, info: WaveInfo, papers: Mapping[str, str]) -> Raw:
    reading = decode_reading(papers["reading"])
    # A scan of one table keeps the order in which its rows were inserted.
    arrays = connection.execute(f"SELECT * FROM {codes_table(info.ordinal)}").fetchnumpy()  # noqa: S608 - a name of our own
    columns = tuple(
        RawColumn(
            Column(letter, header, Role(role), question, option),
            _read_texts(connection, info.wave, place) if texts is None else tuple(texts),
            np.asarray(arrays[f"c{place}"]),
            np.asarray(arrays[f"n{place}"]) if f"n{place}" in arrays else None,
        )
        for place, (letter, header, role, question, option, texts) in enumerate(
            connection.execute(_COLUMNS, (MANY, info.wave)).fetchall()
        )
    )
    return Raw(
        sources=reading.sources,
        columns=columns,
        row_source=np.asarray(arrays["file"]),
        row_number=np.asarray(arrays["row"]),
        count=reading.count,
        all_columns=reading.all_columns,
        policies=decode_policies(papers["policies"]),
        answers=reading.answers,
        missing=reading.missing,
        routes=reading.routes,
        synthetic=reading.synthetic,
        problems=reading.problems,
        corrections=reading.corrections,
    )
