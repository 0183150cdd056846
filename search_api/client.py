"""A thin client of the HTTP API: what is asked and answered are the same models as the service's own.

    with Client("https://reports.example.org", key=os.environ["SDGSEARCH_KEY"]) as client:
        for passage in client.passages(q="Who monitors acid rain?", entity=["mechanism:eanet"]):
            print(passage.text, passage.citation.apa)

What the service can't answer is raised as `Refused`, with its sentence.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote

import httpx
from pydantic import BaseModel, TypeAdapter

from corpus.errors import SdgSearchError
from index.labels import PUBLIC
from search_api.job_schemas import (
    GenerationList,
    GenerationOut,
    JobIn,
    JobList,
    JobOut,
    UnreadFileList,
    UploadOut,
)
from search_api.key_schemas import KeyIn, KeyList, KeyMade, KeyOut
from search_api.parameters import (
    CitationStyle,
    DocumentsParameters,
    EntityPassagesParameters,
    MatrixParameters,
    QuoteIn,
    SearchBody,
)
from search_api.ruling_schemas import RulingIn, RulingList, RulingOut
from search_api.schemas import (
    DocumentDetail,
    DocumentList,
    EntityCount,
    EntityDetail,
    EntityList,
    EntitySuggestions,
    Health,
    MatrixAnswer,
    PassageInContext,
    PassageOut,
    Readiness,
    SearchAnswer,
    StyledCitation,
    VerifiedQuote,
)

Answer = TypeVar("Answer", bound=BaseModel)

_MOST_TRIES = 5
_FIRST_PAUSE, _LONGEST_PAUSE = 0.5, 30.0
"""Seconds: before the second try, twice as long before each further one, and never longer than this."""

_LATER = frozenset({429, 503})
"""Statuses with which a service sends a request away that it has not begun."""


class Unreachable(SdgSearchError):
    """No service answers at the address that is set."""


class Refused(SdgSearchError):
    """The service's answer is a problem; its sentence is the message."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


class Client:
    """One service; safe to use from many threads. Of parameters, those of the models in `search_api.schemas`."""

    def __init__(
        self,
        server: str,
        *,
        key: str | None = None,
        timeout: float = 120,
        transport: httpx.BaseTransport | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """`key` is an API key; `timeout` in seconds. Of `transport` and `sleep` tests give their own."""
        self.server = server.rstrip("/")
        headers = {"Authorization": f"Bearer {key}"} if key else {}
        self._http = httpx.Client(base_url=self.server, headers=headers, timeout=timeout, transport=transport)
        self._sleep = sleep

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def search(self, parameters: SearchBody | None = None, /, **fields: Any) -> SearchAnswer:
        """Passages that answer a question, or all that pass the filters: `search(q="acid rain", k=5)`."""
        return self._post("/v1/search", _asked(SearchBody, parameters, fields), SearchAnswer)

    def export(self, parameters: SearchBody | None = None, /, **fields: Any) -> bytes:
        """The same as a file of its `format`; text is in UTF-8."""
        return self._sent("POST", "/v1/search", json=_body(_asked(SearchBody, parameters, fields))).content

    def passages(self, parameters: SearchBody | None = None, /, **fields: Any) -> Iterator[PassageOut]:
        """Every passage of the answer, slice by slice: of one generation, whatever goes live meanwhile."""
        asked = _asked(SearchBody, parameters, {"k": 100} | fields)
        while True:
            answer = self.search(asked)
            yield from answer.results
            seen = asked.offset + len(answer.results)
            if not answer.results or seen >= answer.total:
                return
            asked = asked.model_copy(update={"offset": seen, "generation": answer.generation})

    def passage(self, id: str, *, context: int = 0, generation: str | None = None) -> PassageInContext:
        """The words at an address, with `context` neighbours on each side."""
        return self._get(
            f"/v1/passages/{_quoted(id)}", {"context": context, "generation": generation}, PassageInContext
        )

    def citation(self, id: str, style: CitationStyle = "apa", *, generation: str | None = None) -> StyledCitation:
        """A passage cited in a style."""
        return self._get(
            f"/v1/passages/{_quoted(id)}/citation", {"style": style, "generation": generation}, StyledCitation
        )

    def verify(self, quotes: Sequence[QuoteIn], *, generation: str | None = None) -> list[VerifiedQuote]:
        """What became of each quote; 100 at most."""
        answer = self._sent(
            "POST",
            "/v1/citations/verify",
            json=[_body(quote) for quote in quotes],
            params=_given({"generation": generation}),
        )
        return TypeAdapter(list[VerifiedQuote]).validate_json(answer.content, extra="ignore")

    def entities(
        self,
        q: str = "",
        *,
        kind: str = "",
        k: int = 100,
        offset: int = 0,
        generation: str | None = None,
    ) -> EntityList:
        """The entities whose names hold `q`, the most mentioned first."""
        asked = {"q": q, "kind": kind, "k": k, "offset": offset, "generation": generation}
        return self._get("/v1/entities", asked, EntityList)

    def every_entity(self, q: str = "", *, kind: str = "") -> Iterator[EntityCount]:
        """All of them, slice by slice."""
        seen = 0
        while True:
            answer = self.entities(q, kind=kind, k=2000, offset=seen)
            yield from answer.entities
            seen += len(answer.entities)
            if not answer.entities or seen >= answer.total:
                return

    def suggest(self, q: str, *, kind: str = "", k: int = 10, generation: str | None = None) -> EntitySuggestions:
        """The entities that may be meant by what is typed."""
        asked = {"q": q, "kind": kind, "k": k, "generation": generation}
        return self._get("/v1/entities/suggest", asked, EntitySuggestions)

    def entity(self, id: str, *, generation: str | None = None) -> EntityDetail:
        """An entity, and all that is counted of it."""
        return self._get(f"/v1/entities/{_quoted(id)}", {"generation": generation}, EntityDetail)

    def entity_passages(
        self, id: str, parameters: EntityPassagesParameters | None = None, /, **fields: Any
    ) -> SearchAnswer:
        """The passages that mention an entity."""
        asked = _asked(EntityPassagesParameters, parameters, fields)
        return self._get(f"/v1/entities/{_quoted(id)}/passages", _body(asked), SearchAnswer)

    def matrix(self, parameters: MatrixParameters | None = None, /, **fields: Any) -> MatrixAnswer:
        """How many passages mention entities of two kinds together."""
        return self._get("/v1/matrix", _body(_asked(MatrixParameters, parameters, fields)), MatrixAnswer)

    def documents(self, parameters: DocumentsParameters | None = None, /, **fields: Any) -> DocumentList:
        """The reports, and the files that could not be read."""
        return self._get("/v1/documents", _body(_asked(DocumentsParameters, parameters, fields)), DocumentList)

    def document(self, id: str, *, generation: str | None = None) -> DocumentDetail:
        """A report and its pages."""
        return self._get(f"/v1/documents/{_quoted(id)}", {"generation": generation}, DocumentDetail)

    def file(self, id: str, path: Path, *, generation: str | None = None) -> Path:
        """Write the original of a report to `path`."""
        path.write_bytes(
            self._sent("GET", f"/v1/documents/{_quoted(id)}/file", params=_given({"generation": generation})).content
        )
        return path

    def page(
        self, id: str, number: int, *, width: int = 1000, highlight: str = "", generation: str | None = None
    ) -> bytes:
        """A page as PNG, with the characters `<start>-<end>` marked."""
        asked = {"width": width, "highlight": highlight, "generation": generation}
        return self._sent("GET", f"/v1/documents/{_quoted(id)}/pages/{number}.png", params=_given(asked)).content

    def upload(self, path: Path, *, label: str = PUBLIC) -> UploadOut:
        """Hand in a report; a job indexes it. For curators, as all that follows up to the keys."""
        with path.open("rb") as file:
            answer = self._sent("POST", "/v1/documents", files={"file": (path.name, file)}, data={"label": label})
        return _read(answer, UploadOut)

    def rulings(self) -> RulingList:
        """What was decided of reports: labels, withdrawals, editions."""
        return self._get("/v1/rulings", {}, RulingList)

    def rule(self, id: str, wish: RulingIn) -> RulingOut:
        """Label, withdraw or link a report."""
        return _read(self._sent("PATCH", f"/v1/documents/{_quoted(id)}", json=_body(wish)), RulingOut)

    def start_job(self, wish: JobIn | None = None) -> JobOut:
        """Ask for a new generation."""
        return self._post("/v1/jobs", wish or JobIn(), JobOut)

    def jobs(self, *, state: Sequence[str] = (), k: int = 20, offset: int = 0) -> JobList:
        """Builds that wait, run or have ended, the newest first; for readers too."""
        return self._get("/v1/jobs", {"state": list(state), "k": k, "offset": offset}, JobList)

    def job(self, id: str) -> JobOut:
        """How far a build is."""
        return self._get(f"/v1/jobs/{_quoted(id)}", {}, JobOut)

    def follow_job(self, id: str) -> Iterator[JobOut]:
        """A build as it goes on, each time that something changes, up to its end, or that of the service."""
        with self._http.stream("GET", f"/v1/jobs/{_quoted(id)}/events") as answer:
            if answer.is_error:
                answer.read()
                raise Refused(answer.status_code, _sentence(answer))
            for line in answer.iter_lines():
                if line.startswith("data:"):
                    yield JobOut.model_validate_json(line.removeprefix("data:"), extra="ignore")

    def cancel_job(self, id: str) -> JobOut:
        """Cancel a build."""
        return _read(self._sent("POST", f"/v1/jobs/{_quoted(id)}/cancel"), JobOut)

    def unread_files(self) -> UnreadFileList:
        """The files that could not be read, with their reasons."""
        return self._get("/v1/unread-files", {}, UnreadFileList)

    def retry_file(self, sha256: str) -> JobOut:
        """Have one of them tried again."""
        return _read(self._sent("POST", f"/v1/unread-files/{_quoted(sha256)}/retry"), JobOut)

    def generations(self) -> GenerationList:
        """The kept generations."""
        return self._get("/v1/generations", {}, GenerationList)

    def activate(self, id: str = "previous") -> GenerationOut:
        """Make a kept generation the live one; for admins."""
        return _read(self._sent("POST", f"/v1/generations/{_quoted(id)}/activate"), GenerationOut)

    def keys(self) -> KeyList:
        """The API keys; for admins."""
        return self._get("/v1/keys", {}, KeyList)

    def add_key(self, wanted: KeyIn) -> KeyMade:
        """Make an API key; for admins."""
        return self._post("/v1/keys", wanted, KeyMade)

    def revoke_key(self, id: str) -> KeyOut:
        """Revoke an API key; for admins."""
        return _read(self._sent("DELETE", f"/v1/keys/{_quoted(id)}"), KeyOut)

    def health(self) -> Health:
        """Whether the service runs."""
        return self._get("/healthz", {}, Health)

    def ready(self) -> Readiness:
        """Whether it has something to search."""
        return self._get("/readyz", {}, Readiness)

    def _get(self, path: str, parameters: Mapping[str, Any], answer: type[Answer]) -> Answer:
        return _read(self._sent("GET", path, params=_given(parameters)), answer)

    def _post(self, path: str, body: BaseModel, answer: type[Answer]) -> Answer:
        return _read(self._sent("POST", path, json=_body(body)), answer)

    def _sent(self, method: str, path: str, **request: Any) -> httpx.Response:
        """The answer; a request that is sent away for now is sent again after a while. Raises `Refused`."""
        for tried in range(1, _MOST_TRIES + 1):
            try:
                _rewind(request)
                response = self._http.request(method, path, **request)
            except httpx.TransportError as error:
                raise Unreachable(
                    f"No answer from {self.server} ({error or type(error).__name__}). Check the address"
                    " (--server or SDGSEARCH_SERVER), and that the service runs."
                ) from error
            if response.status_code not in _LATER or tried == _MOST_TRIES:
                break
            self._sleep(_pause(response, tried))
        if response.is_error:
            raise Refused(response.status_code, _sentence(response))
        return response


def _quoted(id: str) -> str:
    return quote(id, safe=":")


def _asked(model: type[Answer], parameters: Answer | None, fields: Mapping[str, Any]) -> Answer:
    given = parameters.model_dump(exclude_unset=True) if parameters else {}
    return model.model_validate(given | dict(fields))


def _body(model: BaseModel) -> dict[str, Any]:
    return model.model_dump(mode="json", exclude_unset=True)


def _given(parameters: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in parameters.items() if value not in (None, "")}


def _read(response: httpx.Response, model: type[Answer]) -> Answer:
    """The answer; fields that a newer service adds are passed over."""
    return model.model_validate_json(response.content, extra="ignore")


def _rewind(request: Mapping[str, Any]) -> None:
    """Have the files of a request that is sent again read from their beginnings."""
    for _, file in request.get("files", {}).values():
        file.seek(0)


def _pause(response: httpx.Response, tried: int) -> float:
    """Seconds that the service asks for, or else twice as many each time, with some chance in it."""
    asked = response.headers.get("retry-after", "")
    wait = float(asked) if asked.isdigit() else _FIRST_PAUSE * 2 ** (tried - 1) * random.uniform(1, 1.5)
    return min(wait, _LONGEST_PAUSE)


def _sentence(response: httpx.Response) -> str:
    try:
        return str(response.json()["detail"])
    except (ValueError, KeyError, TypeError):
        return f"The service answered with the status {response.status_code} {response.reason_phrase}."
