"""The store: one DuckDB file that holds waves, each replaced whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Self

from civicmap.errors import Code, Problem, StoreError
from civicmap.store.faults import foreign, missing, other_version, store_error
from civicmap.store.schema import READ, SEALED, TABLES, VERSION
from civicmap.store.stored import StoredWave, WaveInfo

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from types import TracebackType

    from duckdb import DuckDBPyConnection

    from civicmap.store.codings import StoredCode
    from civicmap.store.tables import Prepared

__all__ = ["Store", "StoredWave", "WaveInfo", "default_path"]


def default_path() -> Path:
    """Return where waves are kept unless the user says otherwise."""
    return Path("civicmap.duckdb")


class Store:
    """Waves in a file. The file is held only while a method runs, so that several processes can read it.

    Every method raises StoreError where the file is missing, foreign, of another version, held by another process or
    cannot be written.
    """

    def __init__(self, path: str | Path, *, read_only: bool = False) -> None:
        self.path = Path(path)
        self.read_only = read_only

    def __enter__(self) -> Self:
        if self.read_only and self._absent():
            raise missing(self.path)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Do nothing: no method leaves the file open."""

    def waves(self) -> tuple[WaveInfo, ...]:
        """Return a line about each wave, the one ingested last at the end; none where there is no store yet."""
        from civicmap.store import tables  # noqa: PLC0415 - numpy

        if self._absent() and not self.read_only:
            return ()
        with self._reading() as connection:
            return tables.infos(connection)

    def read(self, wave: str | None = None) -> StoredWave:
        """Return a wave, by default the one ingested last. Raises StoreError if there is none of that name."""
        from civicmap.store import tables  # noqa: PLC0415 - numpy

        with self._reading() as connection:
            known = tables.infos(connection)
            if not known:
                raise missing(self.path)
            chosen = known[-1] if wave is None else next((info for info in known if info.wave == wave), None)
            if chosen is None:
                names = ", ".join(info.wave for info in known)
                raise StoreError(Problem.of(Code.WAVE_UNKNOWN, str(self.path), wave=wave, known=names))
            return replace(tables.read(connection, chosen), earlier=known[: known.index(chosen)])

    def write(self, waves: Sequence[StoredWave]) -> bool:
        """Put waves in the place of those of their names, all or none; False if they stood there already, unchanged."""
        from civicmap.store import tables  # noqa: PLC0415 - numpy

        if self.read_only:
            raise ValueError("the store was opened for reading only")
        prepared = [tables.Prepared(stored) for stored in waves]
        fresh = self._absent()
        if not fresh:
            with self._reading() as connection:
                held = tables.digests(connection)
            if all(held.get(wave.stored.wave) == wave.digest for wave in prepared):
                return False
        (self._create if fresh else self._replace)(prepared)
        return True

    def codings(self, wave: str) -> tuple[StoredCode, ...]:
        """Return the codes that coders gave the answers of a wave; none where nobody has coded."""
        from civicmap.store.codings import read_codings  # noqa: PLC0415 - numpy

        with self._reading() as connection:
            return read_codings(connection, wave)

    def write_codings(self, wave: str, coders: Mapping[str, Sequence[StoredCode]]) -> None:
        """Put the codes of each coder in the place of all that the coder gave of a wave, all coders or none."""
        from civicmap.store.codings import replace_codings  # noqa: PLC0415 - numpy

        if self.read_only:
            raise ValueError("the store was opened for reading only")
        with self._reading():
            pass  # so that nothing is written into what is no store
        self._check_writable()
        with self._connected(self.path, writing=True) as connection:
            connection.begin()
            replace_codings(connection, wave, coders)
            connection.commit()

    def _absent(self) -> bool:
        """Say whether there is nothing at all; an empty file is nothing."""
        try:
            return not self.path.exists() or (self.path.is_file() and self.path.stat().st_size == 0)
        except OSError as fault:
            raise store_error(self.path, fault, writing=not self.read_only) from fault

    def _create(self, prepared: Sequence[Prepared]) -> None:
        """Make the store under another name and then rename it, so that a killed run leaves none or a whole one."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=self.path.parent, prefix=".civicmap-") as folder:
                draft = Path(folder) / "draft.duckdb"
                self._fill(draft, prepared, fresh=True)
                draft.replace(self.path)
        except OSError as fault:
            raise store_error(self.path, fault, writing=True) from fault

    def _replace(self, prepared: Sequence[Prepared]) -> None:
        """Replace waves in the store that is there."""
        self._check_writable()
        self._fill(self.path, prepared, fresh=False)

    def _check_writable(self) -> None:
        if not os.access(self.path, os.W_OK):
            raise store_error(self.path, PermissionError("Permission denied"), writing=True)

    def _fill(self, path: Path, prepared: Sequence[Prepared], *, fresh: bool) -> None:
        """Write waves, into a store that is there in one transaction."""
        from civicmap.store import tables  # noqa: PLC0415 - numpy
        from civicmap.store.codes import ROWS, write_apart  # noqa: PLC0415 - numpy

        with self._connected(path, writing=True) as connection:
            connection.begin()
            for statement in TABLES if fresh else ():
                connection.execute(statement)
            connection.execute("INSERT OR REPLACE INTO meta VALUES ('version', ?)", (VERSION,))
            parts = [part for wave in prepared for part in tables.replace(connection, wave)]
            if fresh and any(wave.stored.raw.rows > ROWS for wave in prepared):
                connection.commit()
                write_apart(connection, parts)  # nobody reads it yet
            else:
                for part in parts:
                    part(connection)
                connection.commit()
            if fresh:
                connection.checkpoint()  # on closing, a disk that is full would be passed over in silence

    @contextmanager
    def _reading(self) -> Iterator[DuckDBPyConnection]:
        """Yield a connection for reading, once the file is known to be a store that this version reads."""
        if self._absent():
            raise missing(self.path)
        with self._connected(self.path, writing=False) as connection:
            found = self._version(connection)
            if not found or found[0][0] not in READ:
                raise other_version(self.path, found[0][0] if found else "unknown", VERSION)
            yield connection

    def _version(self, connection: DuckDBPyConnection) -> list[tuple[str]]:
        """Return the version that a file states. Asking for its tables is quicker than listing all that DuckDB has."""
        import duckdb  # noqa: PLC0415 - as below

        try:
            connection.execute("SELECT wave FROM waves LIMIT 0")
            return connection.execute("SELECT value FROM meta WHERE key = 'version'").fetchall()
        except (duckdb.CatalogException, duckdb.BinderException) as fault:
            raise foreign(self.path) from fault

    @contextmanager
    def _connected(self, path: Path, *, writing: bool) -> Iterator[DuckDBPyConnection]:
        """Yield a connection; what DuckDB complains of becomes a StoreError that names the store."""
        import duckdb  # noqa: PLC0415 - 70 ms that a command without a store need not pay

        try:
            with duckdb.connect(path, read_only=not writing, config=SEALED) as connection:
                yield connection
        except duckdb.Error as fault:
            raise store_error(self.path, fault, writing=writing) from fault
