"""The store: a wave is there whole or not at all, and comes out as it went in."""

from __future__ import annotations

import json
import random
import signal
import subprocess
import sys
import time
from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pytest

from civicmap.errors import Code, Problem, StoreError
from civicmap.framework.types import Framework
from civicmap.model import Column, Entity, Policy, Raw, RawColumn, Register, Role, RowCount, Source
from civicmap.store import codes, tables
from civicmap.store.encode import decode_register
from civicmap.store.schema import VERSION
from civicmap.store.store import Store, StoredWave
from civicmap.survey.encode import narrowest
from civicmap.texts import ShortTexts

HERE = str(Path(__file__).parent)
FRAMEWORK = Framework("small", "1", "Small", "f" * 64, "en", (), ())
NASTY = ("", "a\x00b", 'it\'s; "q"\n', "=cmd|' /C calc'!A0", "漢字", "NA", "null", "{{7*7}}", "| pipe |", "x" * 5000)


def wave(name="1", rows=4, seed=0, **changes):
    """Return a wave with columns of every width, nasty texts and every document filled."""
    draw = np.random.default_rng(seed)
    wide = ("", *(f"text {n}" for n in range(70_000))) if rows > 70_000 else ("", "one")
    columns = (
        RawColumn(Column("A", "Entity", Role.ENTITY), NASTY, draw.integers(0, len(NASTY), rows).astype(np.uint8)),
        RawColumn(
            Column("B", "q", Role.QUESTION, "q"),
            ("", *map(str, range(300))),
            draw.integers(0, 301, rows).astype(np.uint16),
        ),
        RawColumn(
            Column("C", "Q", Role.OPTION, "q", "a"),
            wide,
            draw.integers(0, len(wide), rows).astype(narrowest(len(wide))),
        ),
        RawColumn(Column("D", "", Role.METADATA), ("",), np.zeros(rows, dtype=np.uint8)),
    )
    raw = Raw(
        sources=(Source("a.csv", "a" * 64, "plain", "why", "utf-8", None, 1, rows),),
        columns=columns,
        row_source=np.zeros(rows, dtype=np.uint16),
        row_number=np.arange(2, rows + 2, dtype=np.uint32),
        count=RowCount(rows + 1, rows, 1, 0),
        all_columns=(*(held.column for held in columns), Column("E", "E-mail", Role.NOT_KEPT)),
        policies=(Policy("E1", "i", "Title", 2018, "", None, False),),
        answers=(("q", "Ja", "yes"),),
        missing=(("-99", "blank"),),
        synthetic=True,
        problems=(Problem.of(Code.ROW_BLANK, "a.csv!3", 2),),
    )
    register = Register(
        (Entity("E1", "One", "E2", {"level": "hq"}, {"contact": "x"}, ("uno",), "2001-01-01", "2019-12-31", "E2"),),
        ("level",),
        "r.csv",
        "b" * 64,
        (("Two", "E1"),),
    )
    facts = {
        "raw": raw,
        "framework": FRAMEWORK,
        "register": register,
        "closed_on": date(2019, 5, 31),
        "content_sha256": "c" * 64,
    }
    return StoredWave(name, **facts | changes)


def as_told(raw):
    """Return a raw layer as plain values."""
    plain = {field.name: getattr(raw, field.name) for field in fields(raw)}
    plain |= {name: (plain[name].dtype, plain[name].tolist()) for name in ("row_source", "row_number")}
    plain["columns"] = [(held.column, tuple(held.texts), held.codes.dtype, held.codes.tolist()) for held in raw.columns]
    return plain


def same(one, two):
    """Say whether two stored waves hold the same."""
    rest = [
        getattr(one, name) == getattr(two, name)
        for name in ("wave", "framework", "register", "closed_on", "content_sha256")
    ]
    return all(rest) and as_told(one.raw) == as_told(two.raw)


def complaint(code):
    """Expect a StoreError with one problem of this code."""
    return pytest.raises(StoreError, check=lambda error: [problem.code for problem in error.problems] == [code])


@pytest.fixture
def path(tmp_path):
    """Return where a store may be made."""
    return tmp_path / "waves.duckdb"


@pytest.mark.parametrize("changes", [{}, {"register": None, "closed_on": None}])
def test_a_wave_comes_out_as_it_went_in(path, changes):
    """Codes with their widths, texts, documents and dates survive; nothing is left beside the file."""
    stored = wave(**changes)

    assert Store(path).write([stored]) is True
    with Store(path, read_only=True) as store:
        assert same(store.read(), stored)
    assert list(path.parent.iterdir()) == [path]


def test_the_same_content_changes_nothing(path):
    """Writing a wave again as it is leaves the file untouched, to the byte and the time."""
    Store(path).write([wave(), wave("2")])
    before = (path.read_bytes(), path.stat().st_mtime_ns)

    assert Store(path).write([wave("2")]) is False
    assert (path.read_bytes(), path.stat().st_mtime_ns) == before


@pytest.mark.parametrize(
    "change",
    [
        {"content_sha256": "d" * 64},
        {"closed_on": date(2020, 1, 1)},
        {"framework": replace(FRAMEWORK, title="Other")},
        {"register": None},
        {"raw": replace(wave().raw, missing=())},
        {"raw": replace(wave().raw, row_number=np.arange(4, dtype=np.uint32))},
        {"raw": wave(seed=1).raw},
    ],
)
def test_any_difference_replaces_the_wave(path, change):
    """Whatever of a wave differs, the whole wave is replaced, and the others stay."""
    Store(path).write([wave(), wave("2", seed=7)])

    assert Store(path).write([wave(**change)]) is True
    assert same(Store(path).read("1"), wave(**change))
    assert same(Store(path).read("2"), wave("2", seed=7))


def test_a_register_that_an_older_version_kept():
    """A register without days, successors and refused names is read as one that says nothing of them."""
    entity = {"id": "E1", "name": "One", "parent": None, "groups": {}, "contacts": {}, "aliases": ["uno"]}
    held = {"entities": [entity], "columns": [], "name": "r.csv", "sha256": "b" * 64}

    assert decode_register(json.dumps(held)) == Register(
        (Entity("E1", "One", aliases=("uno",)),), (), "r.csv", "b" * 64
    )


def test_waves_stand_in_the_order_of_ingest(path):
    """The wave written last is read by default and listed last; each keeps its own line."""
    Store(path).write([wave("2019"), wave("2021", rows=9)])
    Store(path).write([wave("2019", seed=3)])

    infos = Store(path, read_only=True).waves()
    assert [(info.wave, info.responses, info.framework_id) for info in infos] == [
        ("2021", 9, "small"),
        ("2019", 4, "small"),
    ]
    assert Store(path).read().wave == "2019"


@pytest.mark.parametrize("name", ["1", "", 'it\'s "2"; DROP TABLE waves', "répons\u200b", "x" * 300])
def test_any_text_names_a_wave(path, name):
    """A wave's name is a text like any other, in SQL too."""
    Store(path).write([wave(name)])
    Store(path).write([wave(name, seed=1)])

    assert [info.wave for info in Store(path).waves()] == [name]


def test_people_can_read_it_with_sql(path):
    """A view for each wave shows texts under the names of questions; columns of one name stay apart."""
    import duckdb

    stored = wave("2019")
    Store(path).write([stored])
    with duckdb.connect(path, read_only=True) as connection:
        read = connection.execute('SELECT * FROM "answers 2019" ORDER BY row')
        assert [field[0] for field in read.description] == ["file", "row", "Entity", "q", "q/a", "D"]
        first = read.fetchone()

    assert first[2:] == tuple(held.texts[held.codes[0]] for held in stored.raw.columns)


def test_what_is_not_there(path):
    """A missing store, an empty file and an unknown wave are each said so."""
    with complaint(Code.STORE_MISSING), Store(path, read_only=True):
        pass
    with complaint(Code.STORE_MISSING):
        Store(path).read()
    assert Store(path).waves() == ()
    path.touch()
    with complaint(Code.STORE_MISSING):
        Store(path).read()
    Store(path).write([wave()])
    with complaint(Code.WAVE_UNKNOWN) as caught:
        Store(path).read("2")
    assert "choose one of: 1" in str(caught.value)


def test_what_is_no_store(path, tmp_path):
    """A text, a folder and a DuckDB file of someone else are refused, and none is written to."""
    import duckdb

    path.write_text("entity,q\nE1,yes\n" * 1000)
    theirs = tmp_path / "theirs.duckdb"
    with duckdb.connect(theirs) as connection:
        connection.execute("CREATE TABLE people (name VARCHAR)")
    for other in (path, theirs, tmp_path):
        with complaint(Code.STORE_UNREADABLE):
            Store(other).read()
        with complaint(Code.STORE_UNREADABLE):
            Store(other).write([wave()])


def test_another_version_is_refused(path):
    """A store of another layout is refused with both versions."""
    import duckdb

    Store(path).write([wave()])
    with duckdb.connect(path) as connection:
        connection.execute("UPDATE meta SET value = '99' WHERE key = 'version'")

    with complaint(Code.STORE_VERSION) as caught:
        Store(path).read()
    assert "layout 99" in str(caught.value)


def test_a_store_that_another_process_holds(path):
    """While another process writes, reading and writing say so instead of waiting."""
    Store(path).write([wave()])
    script = f"import duckdb, sys; c = duckdb.connect({str(path)!r}); print('held', flush=True); sys.stdin.read()"
    with subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout.readline() == b"held\n"
        for use in (Store(path).read, Store(path).waves, lambda: Store(path).write([wave(seed=1)])):
            with complaint(Code.STORE_LOCKED):
                use()
        other.stdin.close()


def limited(path, limit, script):
    """Run a script that sees `path` and may write files of `limit` bytes at most; return its output."""
    preamble = (
        "import resource, signal, sys\n"
        "sys.path[:0] = sys.argv[2:]\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "from civicmap.errors import StoreError\n"
        "from civicmap.store.store import Store\n"
        "from test_store import wave\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
    )
    command = [sys.executable, "-c", preamble + script, str(path), HERE]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_a_disk_that_is_full_leaves_the_old_wave(path):
    """When the file can't grow, the write fails with a problem, not a traceback, and what stood there still does."""
    Store(path).write([wave()])
    script = (
        "try:\n    Store(sys.argv[1]).write([wave(rows=2_000_000, seed=1)])\n"
        "except StoreError as error:\n    print([problem.code.name for problem in error.problems])\n"
    )
    done = limited(path, path.stat().st_size + 1_000_000, script)

    assert (done.stdout, done.stderr) == ("['STORE_WRITE']\n", "")
    assert same(Store(path).read(), wave())


@pytest.mark.parametrize("limit", [1000, 20_000, 300_000, 1_000_000])
def test_a_disk_that_is_full_leaves_no_store(path, limit):
    """When a new store can't be written whole, that is said, and neither a store nor a draft of one is left."""
    script = (
        "try:\n    Store(sys.argv[1]).write([wave(rows=200_000)])\n"
        "except StoreError as error:\n    print([problem.code.name for problem in error.problems])\n"
    )
    done = limited(path, limit, script)

    assert (done.stdout, done.stderr) == ("['STORE_WRITE']\n", "")
    assert list(path.parent.iterdir()) == []


def test_a_name_that_is_too_long(tmp_path):
    """A name that no file can have is a problem with the store."""
    with complaint(Code.STORE_WRITE):
        Store(tmp_path / ("x" * 300)).write([wave()])


def test_a_folder_that_cannot_be_made(tmp_path):
    """A path below a file is a problem with the store."""
    (tmp_path / "file").write_text("")

    with complaint(Code.STORE_WRITE):
        Store(tmp_path / "file" / "waves.duckdb").write([wave()])


def test_a_reader_writes_nothing(path):
    """A store opened for reading refuses to write: a fault of the caller."""
    with pytest.raises(ValueError, match="reading only"):
        Store(path, read_only=True).write([wave()])


def test_importing_the_store_does_not_load_duckdb():
    """A command that reads no wave doesn't pay for DuckDB."""
    script = "import sys, civicmap.store.store; print(sorted({'duckdb', 'numpy', 'pydantic'} & set(sys.modules)))"

    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "[]\n"


WRITER = """
import sys
sys.path[:0] = sys.argv[2:]
from civicmap.store.store import Store
from test_store import wave
old, new = wave(rows=60_000), wave(rows=60_000, seed=1)
print("ready", flush=True)
while True:
    Store(sys.argv[1]).write([new])
    Store(sys.argv[1]).write([old])
"""


@pytest.mark.slow
def test_a_kill_leaves_the_old_or_the_new_wave(path):
    """A process killed at any moment of a write leaves a store that opens and holds one of the two waves, whole."""
    old, new = wave(rows=60_000), wave(rows=60_000, seed=1)
    moments = random.Random(1)
    seen = set()
    # On a busy machine no write may have ended in twenty turns; then some more, and longer.
    for turn in range(40):
        if turn >= 20 and seen:
            break
        command = [sys.executable, "-c", WRITER, str(path), HERE]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            writer.stdout.readline()
            time.sleep(moments.uniform(0.02, 0.25) * (1 if turn < 20 else 6))
            writer.send_signal(signal.SIGKILL)
        if path.exists():
            found = Store(path).read("1")
            seen.add(found.raw.columns[0].codes.tobytes())
            assert same(found, old) or same(found, new)
            assert Store(path).write([wave("probe", seed=2)]) in (True, False)
    assert seen


def many(texts):
    """Return a raw layer of one column that has many texts, each row another one."""
    column = Column("A", "Who", Role.ENTITY)
    held = RawColumn(column, ShortTexts.of_joined("\x1e".join(texts).encode()), np.arange(len(texts), dtype=np.uint32))
    rows = np.arange(len(texts), dtype=np.uint32)
    return replace(
        wave().raw,
        columns=(held,),
        row_source=np.zeros(len(rows), dtype=np.uint16),
        row_number=rows,
        corrections=(),
    )


def test_columns_with_very_many_texts(path, monkeypatch):
    """Their texts stand in a table of their own, come out in their order, are read by SQL, and go with their wave."""
    monkeypatch.setattr(tables, "ROWS", 7)
    monkeypatch.setattr(codes, "ROWS", 7)
    texts = ["", *(f"{at * 37 % 101} 'é' \n" for at in range(101))]
    stored = wave(raw=many(texts))
    Store(path).write([stored, wave("2")])

    found = Store(path).read("1").raw.columns[0]
    with duckdb.connect(path, read_only=True) as connection:
        seen = connection.execute('SELECT "Who" FROM "answers 1" ORDER BY row').fetchall()

    assert isinstance(found.texts, ShortTexts)
    assert list(found.texts) == texts
    assert [text for (text,) in seen] == texts
    assert Store(path).write([stored]) is False
    assert Store(path).write([wave()]) is True
    with duckdb.connect(path, read_only=True) as connection:
        assert not [name for (name,) in connection.execute("SHOW TABLES").fetchall() if name.startswith("texts_")]


def test_a_store_of_the_first_layout(path):
    """Its waves are read, with long lists of texts; a wave that is written into it makes it a store of this layout."""
    stored = wave(raw=many(["", *map(str, range(70_000))]))
    Store(path).write([stored, wave("2", rows=70_001)])
    with duckdb.connect(path) as connection:
        as_the_first_layout(connection)

    one, two = Store(path).read("1"), Store(path).read("2")
    assert same(one, stored)
    assert same(two, wave("2", rows=70_001))
    assert Store(path).write([wave("3")]) is True
    assert same(Store(path).read("1"), stored)
    with duckdb.connect(path, read_only=True) as connection:
        assert connection.execute("SELECT value FROM meta WHERE key = 'version'").fetchall() == [(VERSION,)]


def as_the_first_layout(connection):
    """Give every column of codes a column of its own, and long lists of texts a column of texts, as it once was."""
    connection.execute("UPDATE meta SET value = '1' WHERE key = 'version'")
    listed = connection.execute("SELECT wave, ordinal FROM waves").fetchall()
    for name, ordinal in listed:
        sizes = connection.execute(
            "SELECT place, len(texts) FROM columns WHERE wave = ? ORDER BY place", (name,)
        ).fetchall()
        chosen = codes.slots([size or 1 << 17 for _, size in sizes])
        kinds = {at: "UTINYINT" if slot.bits <= 8 else "USMALLINT" for at, slot in chosen.items()}
        alone = ", ".join(
            f"{codes.code_in_sql(chosen[at])}::{kinds[at]} AS c{at}" if at in chosen else f"c{at}" for at, _ in sizes
        )
        connection.execute(f'DROP VIEW "answers {name}"')
        connection.execute(f"CREATE OR REPLACE TABLE codes_{ordinal} AS SELECT file, row, {alone} FROM codes_{ordinal}")
        connection.execute(f"ALTER TABLE IF EXISTS texts_{ordinal} ADD COLUMN text VARCHAR")
