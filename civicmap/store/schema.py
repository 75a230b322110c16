"""The tables of a store, for whoever opens it with SQL.

meta          key, value: what the file is, and the version of this layout
waves         one row per wave; `ordinal` names its table of codes, and the highest was ingested last
columns       one row per wave and stored column, with its distinct texts in the order of their codes from 0
texts_<n>     the texts of those columns of wave <n> that have very many, in place of a list; there where a column has:
              place, code, and the text's bytes as numbers word0, word1 and so on
documents     one row per wave and document (JSON): framework, register, reading, policies
codes_<n>     one row per response of wave <n>: its file, its row there, and a code per column, many of them packed in a
              word (w0, w1, …), those of very many texts by themselves (c3 is that of the fourth column); beside it the
              cell's own row (n0, n1, …) for columns of long tables
codings       one row per code that a coder gave; there once someone has coded (see `codings`)
"answers <w>" a view per wave: the same with the texts in place of the codes
"""

from __future__ import annotations

from typing import Final

VERSION: Final = "2"
"""Of this layout."""

READ: Final = ("1", VERSION)
"""Layouts that are read. In the first every column of codes stood for itself, and long lists of texts as texts too."""

TABLES: Final = (
    "CREATE TABLE meta (key VARCHAR PRIMARY KEY, value VARCHAR NOT NULL)",
    """CREATE TABLE waves (
        wave VARCHAR PRIMARY KEY, ordinal INTEGER NOT NULL, rows UINTEGER NOT NULL, responses UINTEGER NOT NULL,
        framework_id VARCHAR NOT NULL, framework_version VARCHAR NOT NULL, framework_sha256 VARCHAR NOT NULL,
        closed_on DATE, synthetic BOOLEAN NOT NULL, content_sha256 VARCHAR NOT NULL, stored_sha256 VARCHAR NOT NULL)""",
    """CREATE TABLE columns (
        wave VARCHAR NOT NULL, place USMALLINT NOT NULL, letter VARCHAR NOT NULL, header VARCHAR NOT NULL,
        role VARCHAR NOT NULL, question VARCHAR, option VARCHAR, texts VARCHAR[] NOT NULL)""",
    "CREATE TABLE documents (wave VARCHAR NOT NULL, name VARCHAR NOT NULL, content VARCHAR NOT NULL)",
    "INSERT INTO meta VALUES ('what', 'civicmap store')",
)


SEALED: Final[dict[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "temp_directory": "",
}
"""Settings of every connection: nothing is fetched from anywhere, and nothing is written beside the file that is named."""


def codes_table(ordinal: int) -> str:
    """Return the name of a wave's table of codes."""
    return f"codes_{ordinal}"


def texts_table(ordinal: int) -> str:
    """Return the name of the table of a wave's texts, where a column has very many."""
    return f"texts_{ordinal}"


def quoted(name: str) -> str:
    """Return any text as an SQL identifier."""
    return '"' + name.replace("\x00", "\ufffd").replace('"', '""') + '"'


def view_name(wave: str) -> str:
    """Return the name of a wave's view of texts, as an SQL identifier."""
    return quoted(f"answers {wave}")
