"""What the OpenAPI document can't say of a sound request, told to Schemathesis before it sends one.

Which ids there are (FUZZ_KNOWN, a JSON file, names some), and which values go together only in some ways. Requests that
are meant to be wrong are left as wrong as they are.
"""

from __future__ import annotations

import json
import os
import zlib
from pathlib import Path
from typing import Any

import schemathesis

KNOWN: dict[str, list[str]] = json.loads(Path(os.environ["FUZZ_KNOWN"]).read_text(encoding="utf-8"))
KINDS = sorted({id.partition(":")[0] for id in KNOWN["entity"]})
ENTITY_LISTS = ("entity", "exclude", "beside")
MOST_PARTS = 3
LEAVES = ("entity", "stated", "inferred")


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """Make a request that is meant to be sound a sound one."""
    if case.meta is None or not case.meta.generation.mode.is_positive:
        return
    for values in (case.query, *(case.body if isinstance(case.body, list) else [case.body])):
        if isinstance(values, dict):
            _mend(values)
    if case.path == "/v1/documents" and isinstance(case.body, dict):
        case.body["file"] = f"A report\n\nIts number is {_number(case.body.get('file'))}.\n"
    parameters = case.path_parameters or {}
    kind = next((kind for kind in ("passages", "documents", "entities") if f"/{kind}/" in case.path), "")
    if "id" in parameters and kind:
        parameters["id"] = _known(_ID_OF[kind], parameters["id"])


@schemathesis.hook
def filter_body(context: Any, body: Any) -> bool:
    """Whether a body can be told from a sound one: in a form a file is bytes, so `false` for one is a file of 5."""
    return not isinstance(body, dict) or isinstance(body.get("file", ""), str | bytes)


_ID_OF = {"passages": "passage", "documents": "document", "entities": "entity"}


def _mend(values: dict[str, Any]) -> None:
    for name in ENTITY_LISTS:
        if values.get(name):
            given = values[name] if isinstance(values[name], list) else [values[name]]
            values[name] = [_known("entity", id) for id in given]
    for name in ("rows", "cols"):
        if name in values and values[name] not in KINDS:
            values[name] = KINDS[_number(values[name]) % len(KINDS)]
    if values.get("q") and values.get("order") == "reading":
        del values["order"]
    if _is_number(values.get("year_from")) and _is_number(values.get("year_to")):
        values["year_from"], values["year_to"] = sorted((values["year_from"], values["year_to"]), key=int)
    if "quote" in values and not _is_place(values):
        values.pop("start", None)
        values.pop("end", None)
    if isinstance(values.get("filter"), dict):
        values["filter"] = _named(values["filter"])


def _is_number(value: Any) -> bool:
    return isinstance(value, int) or (isinstance(value, str) and value.isdigit())


def _is_place(quote: dict[str, Any]) -> bool:
    start, end = quote.get("start"), quote.get("end")
    return bool(quote.get("document")) and None not in (start, end) and start < end


def _named(condition: Any) -> Any:
    """The condition with entities that there are, and not more parts than one search takes."""
    if isinstance(condition, list):
        return [_named(part) for part in condition[:MOST_PARTS]]
    if not isinstance(condition, dict):
        return condition
    return {key: _known("entity", value) if key in LEAVES else _named(value) for key, value in condition.items()}


def _known(kind: str, id: Any) -> Any:
    known = KNOWN[kind]
    return id if id in known or not known else known[_number(id) % len(known)]


def _number(value: Any) -> int:
    return zlib.crc32(repr(value).encode("utf-8", "replace"))
