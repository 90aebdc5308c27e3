"""The memory: what earlier builds found out, by content. One SQLite file, which can be removed at any time.

A `Memory` says what is known and never decides what is made. Everything in it carries a checksum, for bytes that rotted must not
be published: what cannot be believed is a `Damaged`, and the build begins anew with an empty memory. What a build found out is
there for the next one after `commit`, and not before.
"""

import errno
import hashlib
import sqlite3
import sys
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

# Changes whenever the tables do.
SCHEMA = 2

# Bytes of values that wait to be written
ROOM = 12 << 20

# Seconds to wait for another build of the same site.
PATIENCE = 60.0

_TABLES = """
CREATE TABLE meta (name TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID;
CREATE TABLE file (path TEXT PRIMARY KEY, stamp TEXT, digest BLOB) WITHOUT ROWID;
CREATE TABLE fact (step TEXT, name TEXT, key BLOB, brief BLOB, said BLOB, PRIMARY KEY (step, name)) WITHOUT ROWID;
CREATE TABLE record (kind TEXT, id TEXT, digest BLOB, PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE TABLE value (kind TEXT, id TEXT, data BLOB, PRIMARY KEY (kind, id));
CREATE TABLE page (path TEXT PRIMARY KEY, key BLOB, shown BLOB, plan BLOB);
CREATE TABLE output (path TEXT PRIMARY KEY, stamp TEXT, digest TEXT) WITHOUT ROWID;
"""


class Damaged(Exception):
    """Bytes that do not hold what they should."""


# What reading a memory that cannot be believed may end in
FAULTS = (Damaged, sqlite3.DatabaseError)


# What a memory in a temporary file may end in, where the machine has no room for one
NO_ROOM = sqlite3.OperationalError


class Busy(BlockingIOError):
    """Another process has been at work on the same site for longer than anybody wants to wait."""

    def __init__(self) -> None:
        super().__init__(errno.EAGAIN, "another build of this digest is at work: wait for it, or end it, and build again")


class Fact(NamedTuple):
    """What a step made of one thing: `key` is the digest of all it was made of, `brief` what every build must know of it, `said`
    its diagnostics; both as bytes, b"" where there is nothing.
    """

    key: bytes
    brief: bytes = b""
    said: bytes = b""


class Output(NamedTuple):
    """A file of the site as it was written: its stamp then, and its SHA-256 in hexadecimal digits."""

    stamp: str
    digest: str


class Memory:
    """The memory of one site. `engine` says what made it: another engine starts with an empty one.

    Without a place, or where nothing can be written there, it is a temporary file, and the next build knows nothing of it.
    """

    def __init__(self, place: Path | None, engine: str, patience: float = PATIENCE) -> None:
        self._connection = _opened(place, engine, patience)
        self._is_aside = False
        # Values that are new: they are written many at once, and most of those that are asked for again are asked for soon.
        self._new: dict[tuple[str, str], bytes] = {}
        self._room = ROOM

    def close(self) -> None:
        """Forgets what was not committed."""
        self._connection.close()

    def commit(self) -> None:
        if self._is_aside:
            return
        self._settle()
        self._connection.execute("COMMIT")
        self._connection.execute("PRAGMA incremental_vacuum")
        self._connection.execute("BEGIN IMMEDIATE")

    @contextmanager
    def aside(self) -> Iterator["Memory"]:
        """The memory, for work after which it is as it was before."""
        self._settle()
        self._connection.execute("SAVEPOINT aside")
        self._is_aside = True
        try:
            yield self
        finally:
            self._is_aside = False
            self._new, self._room = {}, ROOM
            self._connection.execute("ROLLBACK TO aside")
            self._connection.execute("RELEASE aside")

    # ----------------------------------------------------------------------------------------------- values by name

    def get(self, name: str) -> bytes:
        """b"" where there is none."""
        row = self._one("SELECT value FROM meta WHERE name = ?", name)
        return _sound(row[0]) if row else b""

    def put(self, name: str, value: bytes) -> None:
        self._connection.execute("REPLACE INTO meta VALUES (?, ?)", (name, _sealed(value)))

    # ------------------------------------------------------------------------------------- what lies in the folders

    def files(self) -> dict[str, tuple[str, bytes]]:
        """Stamp and digest of every file that was read, by path."""
        return {path: (stamp, digest) for path, stamp, digest in self._connection.execute("SELECT * FROM file")}

    def put_files(self, rows: Iterable[tuple[str, str, bytes]], gone: Iterable[str] = ()) -> None:
        self._connection.executemany("REPLACE INTO file VALUES (?, ?, ?)", rows)
        self._connection.executemany("DELETE FROM file WHERE path = ?", ((path,) for path in gone))

    def outputs(self) -> dict[str, Output]:
        return {path: Output(stamp, digest) for path, stamp, digest in self._connection.execute("SELECT * FROM output")}

    def outputs_below(self, *beginnings: str) -> dict[str, str]:
        """The SHA-256 of the files of the site whose paths begin so, by path."""
        found: dict[str, str] = {}
        for each in beginnings:
            statement = "SELECT path, digest FROM output WHERE path >= ? AND path < ?"
            found.update(self._connection.execute(statement, (each, each + chr(sys.maxunicode))))
        return found

    def count_outputs(self) -> int:
        (count,) = self._connection.execute("SELECT count(*) FROM output").fetchone()
        return int(count)

    def put_outputs(self, outputs: Mapping[str, Output], gone: Iterable[str] = ()) -> None:
        self._connection.executemany("REPLACE INTO output VALUES (?, ?, ?)", ((path, *each) for path, each in outputs.items()))
        self._connection.executemany("DELETE FROM output WHERE path = ?", ((path,) for path in gone))

    # ---------------------------------------------------------------------------------------- what the steps found

    def facts(self, step: str) -> dict[str, Fact]:
        rows = self._connection.execute("SELECT name, key, brief, said FROM fact WHERE step = ?", (step,))
        return {name: Fact(key, _sound(brief), said and _sound(said)) for name, key, brief, said in rows}

    def fact(self, step: str, name: str) -> Fact | None:
        row = self._one("SELECT key, brief, said FROM fact WHERE step = ? AND name = ?", step, name)
        return Fact(row[0], _sound(row[1]), _sound(row[2])) if row else None

    def put_facts(self, step: str, facts: Mapping[str, Fact], gone: Iterable[str] = ()) -> None:
        rows = ((step, name, each.key, _sealed(each.brief), _sealed(each.said)) for name, each in facts.items())
        self._connection.executemany("REPLACE INTO fact VALUES (?, ?, ?, ?, ?)", rows)
        self._connection.executemany("DELETE FROM fact WHERE step = ? AND name = ?", ((step, name) for name in gone))

    # -------------------------------------------------------------------------------------------------------- values

    def value(self, kind: str, id: str) -> bytes:
        new = self._new.get((kind, id))
        if new is not None:
            return new
        row = self._one("SELECT data FROM value WHERE kind = ? AND id = ?", kind, id)
        if row is None:
            raise Damaged(f"no {kind} {id}")
        return _sound(row[0])

    def put_values(self, kind: str, values: Mapping[str, bytes], gone: Iterable[str] = ()) -> None:
        for id, data in values.items():
            self._new[kind, id] = data
            self._room -= len(data)
        if self._room < 0:
            self._settle()
        for id in gone:
            self._new.pop((kind, id), None)
            self._connection.execute("DELETE FROM value WHERE kind = ? AND id = ?", (kind, id))

    def _settle(self) -> None:
        """Writes the values that are new, in the order in which the table has them."""
        rows = ((kind, id, _sealed(data)) for (kind, id), data in sorted(self._new.items()))
        self._connection.executemany("REPLACE INTO value VALUES (?, ?, ?)", rows)
        self._new, self._room = {}, ROOM

    def records(self, kind: str) -> dict[str, bytes]:
        """The digest of every record of a kind, by id."""
        return dict(self._connection.execute("SELECT id, digest FROM record WHERE kind = ?", (kind,)))

    def record(self, kind: str, id: str) -> bytes:
        """The digest of a record; b"" where there is none."""
        row = self._one("SELECT digest FROM record WHERE kind = ? AND id = ?", kind, id)
        return row[0] if row else b""

    def put_records(self, kind: str, records: Mapping[str, bytes], gone: Iterable[str] = ()) -> dict[str, bytes]:
        """Keeps the records' values; their digests by id."""
        gone = list(gone)
        digests = {id: digest_of(data) for id, data in records.items()}
        self._connection.executemany("REPLACE INTO record VALUES (?, ?, ?)", ((kind, id, each) for id, each in digests.items()))
        self._connection.executemany("DELETE FROM record WHERE kind = ? AND id = ?", ((kind, id) for id in gone))
        self.put_values(kind, records, gone)
        return digests

    # --------------------------------------------------------------------------------------------------------- pages

    def pages(self, beginning: str = "") -> dict[str, bytes]:
        """The key that every page was rendered with, by path, of those whose paths begin so."""
        statement = "SELECT path, key FROM page WHERE path >= ? AND path < ?"
        return dict(self._connection.execute(statement, (beginning, beginning + chr(sys.maxunicode))))

    def plan(self, path: str) -> bytes:
        """What a page was made of; b"" where there is no such page."""
        row = self._one("SELECT plan FROM page WHERE path = ?", path)
        return _sound(row[0]) if row else b""

    def plans(self) -> Iterator[tuple[str, bytes]]:
        """Every page's path, and what it was made of."""
        return ((path, _sound(plan)) for path, plan in self._connection.execute("SELECT path, plan FROM page"))

    def put_pages(self, pages: Mapping[str, tuple[bytes, bytes, Iterable[str]]], gone: Iterable[str] = ()) -> None:
        """Key, plan and the names of what the page shows, by path."""
        rows = ((path, key, _listed(shown), _sealed(plan)) for path, (key, plan, shown) in pages.items())
        self._connection.executemany("REPLACE INTO page VALUES (?, ?, ?, ?)", rows)
        self._connection.executemany("DELETE FROM page WHERE path = ?", ((path,) for path in gone))

    def pages_showing(self, names: Iterable[str]) -> list[str]:
        """The paths of all pages that show one of a few things. Every list of names is read once."""
        sought = [_listed([name]) for name in names]
        anywhere = " OR ".join(["instr(shown, ?)"] * len(sought)) or "0"
        return sorted(path for (path,) in self._connection.execute(f"SELECT path FROM page WHERE {anywhere}", sought))

    def _one(self, statement: str, *values: str) -> tuple[bytes, ...] | None:
        row: tuple[bytes, ...] | None = self._connection.execute(statement, values).fetchone()
        return row


def digest_of(data: bytes) -> bytes:
    """What stands for the bytes in keys: BLAKE2b, 16 bytes."""
    return hashlib.blake2b(data, digest_size=16).digest()


def forget(place: Path) -> None:
    """Removes a memory that cannot be believed."""
    for suffix in ("", "-journal"):
        with suppress(OSError):
            place.with_name(place.name + suffix).unlink(missing_ok=True)


# ---------------------------------------------------------------------------------------------------------------------


def _listed(names: Iterable[str]) -> bytes:
    """Names of which each can be found: between two bytes that none of them has."""
    return "\0".join(["", *names, ""]).encode()


def _sealed(data: bytes) -> bytes:
    return data + zlib.crc32(data).to_bytes(4, "big") if data else b""


def _sound(sealed: bytes) -> bytes:
    data = sealed[:-4]
    if sealed and zlib.crc32(data) != int.from_bytes(sealed[-4:], "big"):
        raise Damaged("a checksum does not agree")
    return data


def _opened(place: Path | None, engine: str, patience: float) -> sqlite3.Connection:
    # A link could lead to anybody's file, and a pipe would never end.
    if place is None or place.parent.is_symlink() or place.is_symlink() or (place.exists() and not place.is_file()):
        return _new("")
    try:
        place.parent.mkdir(parents=True, exist_ok=True)
        if not place.exists():
            _new(place, engine, patience).close()
        connection = sqlite3.connect(place, isolation_level=None, timeout=patience)
    except (OSError, sqlite3.OperationalError) as problem:
        if _is_busy(problem):
            raise Busy from None
        return _new("")
    try:
        connection.execute("PRAGMA cache_size = -16000")
        # The lock that lets no other build of this site begin; it goes with the process, whatever ends it.
        connection.execute("BEGIN IMMEDIATE")
        if _engine_of(connection) != f"{SCHEMA} {engine}":
            _emptied(connection, engine)
        return connection
    except sqlite3.OperationalError as problem:
        connection.close()
        if _is_busy(problem):
            raise Busy from None
        return _new("")
    except sqlite3.DatabaseError:  # it is no database, or not one any more
        connection.close()
        forget(place)
        return _new(place, engine)


def _is_busy(problem: Exception) -> bool:
    code = problem.sqlite_errorcode if isinstance(problem, sqlite3.OperationalError) else 0
    return code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _engine_of(connection: sqlite3.Connection) -> str:
    if not connection.execute("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").fetchone():
        return ""
    row = connection.execute("SELECT value FROM meta WHERE name = 'engine'").fetchone()
    return str(row[0]) if row else ""


def _emptied(connection: sqlite3.Connection, engine: str) -> None:
    for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
        connection.execute(f'DROP TABLE "{name}"')
    for statement in _TABLES.strip().split("\n"):
        connection.execute(statement)
    connection.execute("INSERT INTO meta VALUES ('engine', ?)", (f"{SCHEMA} {engine}",))


def _new(place: Path | str, engine: str = "", patience: float = PATIENCE) -> sqlite3.Connection:
    """An empty memory."""
    connection = sqlite3.connect(place, isolation_level=None, timeout=patience)
    for pragma in ("page_size = 8192", "auto_vacuum = INCREMENTAL", "journal_mode = TRUNCATE", "cache_size = -16000"):
        connection.execute(f"PRAGMA {pragma}")
    connection.execute("BEGIN IMMEDIATE")
    _emptied(connection, engine)
    return connection
