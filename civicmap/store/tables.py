"""A wave's rows in the tables of a store. Arrays go in and come out whole; nothing is inserted row by row."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from civicmap.model import Column, Raw, RawColumn, Role
from civicmap.packed import slots
from civicmap.store.codes import ROWS, Codes, Part, code_in_sql, codes_of, read_arrays
from civicmap.store.encode import decode_policies, decode_reading, decode_register, digest, documents, titles
from civicmap.store.schema import codes_table, quoted, texts_table, view_name
from civicmap.store.stored import StoredWave, WaveInfo
from civicmap.texts import LONGEST, WORD, ShortTexts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from duckdb import DuckDBPyConnection
    from numpy.typing import NDArray

_INFOS = """SELECT wave, ordinal, framework_id, framework_version, framework_sha256, responses, content_sha256, synthetic
FROM waves ORDER BY ordinal"""
_WORDS = range(LONGEST // WORD)
# A text from its bytes as numbers: what is not used of them is zero.
_TEXT = (
    f"rtrim(decode(unhex(format('{'{:016x}' * len(_WORDS)}', "
    f"{', '.join(f'coalesce(word{at}, 0)' for at in _WORDS)}))), chr(0))"
)
_COLUMNS = """SELECT letter, header, role, question, option, texts
FROM columns WHERE wave = ? ORDER BY place"""


def infos(connection: DuckDBPyConnection) -> tuple[WaveInfo, ...]:
    """Return a line about each wave, the one ingested last at the end."""
    return tuple(WaveInfo(*row) for row in connection.execute(_INFOS).fetchall())


def digests(connection: DuckDBPyConnection) -> dict[str, str]:
    """Return wave -> hash of everything kept of it."""
    return dict(connection.execute("SELECT wave, stored_sha256 FROM waves").fetchall())


class Prepared:
    """A wave made ready to be written, so that the store is held only while it is written."""

    def __init__(self, stored: StoredWave) -> None:
        self.stored = stored
        self.documents = documents(stored)
        self.digest = digest(stored, self.documents)


def replace(connection: DuckDBPyConnection, prepared: Prepared) -> list[Part]:
    """Put a wave in the place of the one of that name, inside the caller's transaction.

    Returns what writes the rows of its large tables, which are there, still without them.
    """
    stored = prepared.stored
    wave, raw, framework = stored.wave, stored.raw, stored.framework
    _drop(connection, wave)
    ordinal = _one(connection, "SELECT coalesce(max(ordinal), 0) + 1 FROM waves")
    facts = (wave, ordinal, raw.rows, raw.count.responses, framework.id, framework.version, framework.sha256)
    rest = (stored.closed_on, raw.synthetic, stored.content_sha256, prepared.digest)
    connection.execute("INSERT INTO waves VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", (*facts, *rest))
    for name, content in prepared.documents.items():
        connection.execute("INSERT INTO documents VALUES (?, ?, ?)", (wave, name, content))
    _write_listed(connection, wave, raw.columns)
    codes = Codes.of(codes_table(ordinal), raw, stored.order)
    codes.create(connection)
    texts = _many_texts(connection, texts_table(ordinal), raw.columns)
    _write_view(connection, wave, ordinal, raw.columns)
    return [codes.append, *texts]


def _one(connection: DuckDBPyConnection, query: str) -> int:
    row = connection.execute(query).fetchone()
    assert row is not None
    return int(row[0])


def _drop(connection: DuckDBPyConnection, wave: str) -> None:
    """Take a wave out, if it is there."""
    connection.execute(f"DROP VIEW IF EXISTS {view_name(wave)}")
    for (ordinal,) in connection.execute("SELECT ordinal FROM waves WHERE wave = ?", (wave,)).fetchall():
        connection.execute(f"DROP TABLE {codes_table(ordinal)}")
        connection.execute(f"DROP TABLE IF EXISTS {texts_table(ordinal)}")
    for table in ("documents", "columns", "waves"):
        connection.execute(f"DELETE FROM {table} WHERE wave = ?", (wave,))  # noqa: S608 - names of our own


def _many_texts(connection: DuckDBPyConnection, table: str, columns: Sequence[RawColumn]) -> list[Part]:
    """Make a table for the texts of columns that have very many, and return what writes each of them."""
    many = [(place, held.texts) for place, held in enumerate(columns) if isinstance(held.texts, ShortTexts)]
    if many:
        kinds = ", ".join(f"word{at} UBIGINT" for at in _WORDS)
        connection.execute(f"CREATE TABLE {table} (place USMALLINT, code UINTEGER, {kinds})")
    return [partial(_write_many, table=table, place=place, texts=texts) for place, texts in many]


def _write_many(connection: DuckDBPyConnection, table: str, place: int, texts: ShortTexts) -> None:
    """Write very many texts, some at a time, so that none of them becomes an object."""
    for begun in range(0, len(texts), ROWS):
        some = texts[begun : begun + ROWS]
        words = {f"word{at}": word for at, word in enumerate(some.words())}
        connection.register("given_words", {"code": np.arange(begun, begun + len(some), dtype=np.uint32), **words})
        connection.execute(f"INSERT INTO {table} BY NAME SELECT ?::USMALLINT AS place, * FROM given_words", (place,))  # noqa: S608 - a name of our own
        connection.unregister("given_words")


def _write_listed(connection: DuckDBPyConnection, wave: str, columns: Sequence[RawColumn]) -> None:
    """Write the columns: two arrays, put together by one query."""
    if not columns:
        return
    listed: list[Sequence[str]] = [() if isinstance(held.texts, ShortTexts) else held.texts for held in columns]
    sizes = list(map(len, listed))
    connection.register(
        "given_texts",
        {
            "place": np.repeat(np.arange(len(columns), dtype=np.uint16), sizes),
            "code": np.concatenate([np.arange(size, dtype=np.uint32) for size in sizes]),
            "text": words(text for texts in listed for text in texts),
        },
    )
    said = [held.column for held in columns]
    connection.register(
        "given_columns",
        {
            "place": np.arange(len(said), dtype=np.uint16),
            "letter": words(column.letter for column in said),
            "header": words(column.header for column in said),
            "role": words(str(column.role) for column in said),
            "question": words(column.question or "" for column in said),
            "option": words(column.option or "" for column in said),
        },
    )
    connection.execute(
        """INSERT INTO columns
        SELECT ?, place, letter, header, role, nullif(question, ''), nullif(option, ''), coalesce(texts, [])
        FROM given_columns LEFT JOIN (SELECT place, list(text ORDER BY code) AS texts FROM given_texts GROUP BY place)
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


def _write_view(connection: DuckDBPyConnection, wave: str, ordinal: int, columns: Sequence[RawColumn]) -> None:
    """Make the view in which people read texts."""
    literal = "'" + wave.replace("'", "''") + "'"
    chosen = slots([len(held.texts) for held in columns])
    parts = ["file", "row"]
    for place, (name, held) in enumerate(zip(titles(columns), columns, strict=True)):
        code = code_in_sql(chosen[place]) if place in chosen else f"c{place}"
        many = f"(SELECT {_TEXT} FROM {texts_table(ordinal)} WHERE place = {place} AND code = {code})"  # noqa: S608 - names of our own
        few = f"(SELECT texts FROM columns WHERE wave = {literal} AND place = {place})[{code} + 1]"  # noqa: S608 - quoted
        parts.append(f"{many if isinstance(held.texts, ShortTexts) else few} AS {quoted(name)}")
    connection.execute(f"CREATE VIEW {view_name(wave)} AS SELECT {', '.join(parts)} FROM {codes_table(ordinal)}")  # noqa: S608 - quoted


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


def _read_many(connection: DuckDBPyConnection, ordinal: int, place: int) -> ShortTexts:
    """Return the texts of a column that has very many: from their words, so that none of them becomes an object."""
    table = f"FROM {texts_table(ordinal)} WHERE place = ?"
    words = ", ".join(f"word{at}" for at in _WORDS)
    first = connection.execute(f"SELECT {words} {table} LIMIT 1", (place,)).fetchall()[0]
    held = ", ".join(f"word{at}" for at, word in enumerate(first) if word is not None)  # shorter texts have fewer
    found = connection.execute(f"SELECT {held} {table}", (place,)).fetchnumpy()
    return ShortTexts.of_words([np.asarray(word) for word in found.values()])


def _read_raw(connection: DuckDBPyConnection, info: WaveInfo, papers: Mapping[str, str]) -> Raw:
    reading = decode_reading(papers["reading"])
    listed = connection.execute(_COLUMNS, (info.wave,)).fetchall()
    texts = [
        tuple(held) if held else _read_many(connection, info.ordinal, place) for place, (*_, held) in enumerate(listed)
    ]
    arrays = read_arrays(connection, codes_table(info.ordinal), info.responses)
    codes = codes_of(arrays, list(map(len, texts)), len(arrays["row"]))
    columns = tuple(
        RawColumn(
            Column(letter, header, Role(role), question, option), texts[place], codes[place], arrays.get(f"n{place}")
        )
        for place, (letter, header, role, question, option, _) in enumerate(listed)
    )
    return Raw(
        sources=reading.sources,
        columns=columns,
        row_source=arrays["file"],
        row_number=arrays["row"],
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
