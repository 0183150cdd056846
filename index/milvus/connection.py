"""Speaks with one Milvus: a cluster or a Milvus Lite server by its address, or Milvus Lite in a folder of its own.

A folder is open in one process at a time, which Milvus Lite sees to with a lock.
"""

from __future__ import annotations

import logging
import re
import weakref
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from index.errors import EngineError

if TYPE_CHECKING:
    from pymilvus import MilvusClient

FOLDER = ".db"
"""How an address ends that is a folder: pymilvus opens Milvus Lite there."""

_MISSING = re.compile(r"collection\b.*\b(?:not exist|not found)|can't find collection", re.IGNORECASE)

_LATE = "DEADLINE_EXCEEDED"
"""gRPC's word for a call that took too long."""

_SILENT = ("pymilvus", "milvus_lite", "grpc._server")
"""Loggers of what is raised here as well, and told once."""

_PATIENCE = 60.0
"""Seconds that one call may take, the client's own tries included."""

_CONNECTING = 20.0


class Connection:
    """A client and where it leads. Safe to use from many threads; closed when nobody refers to it any more."""

    def __init__(self, uri: str) -> None:
        """Raises `EngineError` where nothing answers, or the client is not installed."""
        self.where = without_password(uri)
        with self.asked():
            from pymilvus import MilvusClient

            for name in _SILENT:
                logging.getLogger(name).setLevel(logging.CRITICAL)
            self.client: MilvusClient = MilvusClient(uri, timeout=_CONNECTING, dedicated=True)
        self._end = weakref.finalize(self, _close, self.client, uri)

    @contextmanager
    def asked(self) -> Iterator[None]:
        """Whatever goes wrong with the client in this block is an `EngineError`."""
        try:
            yield
        except ModuleNotFoundError as error:
            raise EngineError(
                f"{self.where} is Milvus, but {error.name} is not installed here. Run: pip install 'sdgsearch[milvus]'"
            ) from error
        except Exception as error:
            if not _is_theirs(error):
                raise
            raise EngineError(f"Milvus at {self.where} {_told(error, self.where)}") from error

    def call(self, name: str, *arguments: Any, **named: Any) -> Any:
        """What a method of the client gives. Raises `EngineError`."""
        with self.asked():
            return getattr(self.client, name)(*arguments, timeout=_PATIENCE, **named)

    def close(self) -> None:
        """Give up the folder, if this leads to one, so that another process can have it."""
        if self.where.endswith(FOLDER):
            self._end()


def connection(uri: str) -> Connection:
    """The connection to `uri`: the one that is open in this process, if somebody still has it."""
    known = _OPEN.get(uri)
    if known is None or not known._end.alive:
        known = _OPEN[uri] = Connection(uri)
    return known


def without_password(uri: str) -> str:
    """An address as it may be shown and kept."""
    parts = urlsplit(uri)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()


_OPEN: weakref.WeakValueDictionary[str, Connection] = weakref.WeakValueDictionary()


def _close(client: MilvusClient, uri: str) -> None:
    with suppress(Exception):  # it may have ended before us
        client.close()
    if uri.endswith(FOLDER):
        from milvus_lite.server_manager import server_manager_instance

        server_manager_instance.release_server(uri)


def _is_theirs(error: Exception) -> bool:
    """Whether the client raised this: an error of its own, or of gRPC below it."""
    return type(error).__module__.partition(".")[0] in ("pymilvus", "grpc", "milvus_lite")


def _told(error: Exception, where: str) -> str:
    """What became of a call, and what to do."""
    if _LATE in str(error):
        return f"gave no answer in {_PATIENCE:.0f} seconds. " + (
            "Milvus Lite goes through all passages, one by one: for so many take FAISS (--backend faiss) or a cluster."
            if where.endswith(FOLDER)
            else "See that it runs and is not overloaded, and that --uri is its address."
        )
    if where.endswith(FOLDER):
        return (
            f"can't be opened or used ({_first_line(error)}). One process at a time has such a folder: where another"
            " one has it, end that, or run milvus-lite server and index again with its address (--uri)."
        )
    if _MISSING.search(str(error)):
        return f"lacks the collection ({_first_line(error)}). Index again, or use another generation."
    return f"does not answer as it should ({_first_line(error)}). See that it runs, and that --uri is its address."


def _first_line(error: Exception) -> str:
    return " ".join(str(getattr(error, "message", "") or error).split())[:200]
