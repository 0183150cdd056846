"""API keys, in a database of their own that only its owner may read: `sdgs_<id>_<secret>`, kept as a hash.

The secret is 256 random bits, so its plain SHA-256 can't be guessed backwards; slow hashes such as Argon2 make up for
the little that is random in a password, and would cost each request what a search costs.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from corpus.errors import SdgSearchError
from index.labels import ALL, PATTERN, PUBLIC, Labels, read, written
from ingest.ledger import Ledger
from search_api.access import Caller, Role
from search_api.errors import NotFound

LONGEST_NAME = 100

USED_EVERY = timedelta(hours=1)
"""When a key was last used is known to the hour: a search writes nothing else."""

_TABLES = """
CREATE TABLE IF NOT EXISTS keys (
  id TEXT PRIMARY KEY, name TEXT NOT NULL, hash BLOB NOT NULL, role TEXT NOT NULL, labels TEXT NOT NULL,
  created TEXT NOT NULL, expires TEXT, used TEXT, revoked TEXT
) STRICT
"""
_FORM = re.compile(r"sdgs_([0-9a-f]{12})_([A-Za-z0-9_-]{43})")


class KeyRefused(SdgSearchError):
    """A key can't be made as asked; the message says what its parts may be."""


class OwnKey(SdgSearchError):
    """A caller would make its own key useless."""


@dataclass(frozen=True, slots=True)
class Key:
    """What is known of a key; its secret is not."""

    id: str
    name: str
    role: Role
    labels: Labels
    created: datetime
    expires: datetime | None
    used: datetime | None
    revoked: datetime | None

    def opens(self, now: datetime) -> bool:
        """Whether it is good for anything at this moment."""
        return self.revoked is None and (self.expires is None or now < self.expires)

    @property
    def caller(self) -> Caller:
        """Who comes with it."""
        return Caller(self.name, self.role, self.labels, self.id)


class Keys:
    """The keys in the database at `path`, which is made with the first of them."""

    def __init__(self, path: Path) -> None:
        self._ledger = Ledger(path, _TABLES, mode=0o600)

    def add(
        self, name: str, role: Role = Role.READER, labels: Iterable[str] = (), expires: datetime | None = None
    ) -> tuple[Key, str]:
        """A new key, and the words that open with it: they are shown this once and kept nowhere.

        It may read what is public and what carries one of `labels`, or everything where one is "*"; an admin could
        make itself any key, so it always may. Raises `KeyRefused`.
        """
        _check(name, labels)
        id, secret = secrets.token_hex(6), secrets.token_urlsafe(32)
        words = f"sdgs_{id}_{secret}"
        key = Key(id, name.strip(), role, _seen(role, labels), _now(), expires, None, None)
        with self._ledger.writing() as database:
            database.execute("INSERT INTO keys VALUES (?, ?, ?, ?, ?, ?, ?, NULL, NULL)", _row(key, _hash(words)))
        return key, words

    def find(self, words: str) -> Key | None:
        """The key that these words open with, if it is good today; takes the same time for each that is not."""
        matched = _FORM.fullmatch(words)
        row = self._one("SELECT * FROM keys WHERE id = ?", matched[1] if matched else "")
        same = hmac.compare_digest(row["hash"] if row else bytes(32), _hash(words))
        if row is None or not same:
            return None
        key, now = _key(row), _now()
        if not key.opens(now):
            return None
        self._note_use(key, now)
        return key

    def all(self) -> list[Key]:
        """Every key that was ever made, the newest first."""
        with self._ledger.reading() as database:
            return [_key(row) for row in database.execute("SELECT * FROM keys ORDER BY created DESC, id")]

    def exist(self) -> bool:
        """Whether a key was ever made. A revoked one counts: to revoke the last must not open the doors."""
        return self._ledger.path.exists() and self._one("SELECT 1 FROM keys LIMIT 1") is not None

    def revoke(self, id: str) -> Key:
        """Make the key with this id open nothing any more. Raises `NotFound`."""
        if self.exist():  # else a file would be made for nothing
            with self._ledger.writing() as database:
                database.execute("UPDATE keys SET revoked = coalesce(revoked, ?) WHERE id = ?", (str(_now()), id))
        row = self._one("SELECT * FROM keys WHERE id = ?", id)
        if row is None:
            raise NotFound(f"There is no key {id!r}. List them with: sdgsearch keys list")
        return _key(row)

    def _note_use(self, key: Key, now: datetime) -> None:
        if key.used is None or now - key.used >= USED_EVERY:
            with self._ledger.writing() as database:
                database.execute("UPDATE keys SET used = ? WHERE id = ?", (str(now), key.id))

    def _one(self, statement: str, *values: str) -> sqlite3.Row | None:
        with self._ledger.reading() as database:
            row: sqlite3.Row | None = database.execute(statement, values).fetchone()
            return row


def _check(name: str, labels: Iterable[str]) -> None:
    if not name.strip().isprintable() or not 0 < len(name.strip()) <= LONGEST_NAME:
        raise KeyRefused(
            f"name: 1 to {LONGEST_NAME} printable characters, so that it can be told from others in a list."
        )
    for label in labels:
        if label != ALL and not re.fullmatch(PATTERN, label):
            raise KeyRefused(f"label {label!r}: small letters, digits, and . _ - between them; or * for all.")


def _seen(role: Role, labels: Iterable[str]) -> Labels:
    return None if role is Role.ADMIN else read([*labels, PUBLIC])


def _hash(words: str) -> bytes:
    return hashlib.sha256(words.encode("utf-8", "surrogatepass")).digest()


def _now() -> datetime:
    return datetime.now(UTC)


def _row(key: Key, hash: bytes) -> tuple[object, ...]:
    labels = " ".join(written(key.labels))
    expires = str(key.expires.astimezone(UTC)) if key.expires else None
    return key.id, key.name, hash, key.role.value, labels, str(key.created), expires


def _key(row: sqlite3.Row) -> Key:
    labels = read(row["labels"].split())
    moments = (_moment(row[name]) for name in ("expires", "used", "revoked"))
    return Key(row["id"], row["name"], Role(row["role"]), labels, datetime.fromisoformat(row["created"]), *moments)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
