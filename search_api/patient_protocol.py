"""uvicorn's HTTP/1.1, but patient only so long with a head that does not end (Slowloris), and answering in problems."""

from __future__ import annotations

import asyncio
import json
from http import HTTPStatus

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

PATIENCE_S = 20.0
"""For the head of a request, as Apache's mod_reqtimeout has it."""

_PROBLEM = {
    "type": "about:blank",
    "title": HTTPStatus.BAD_REQUEST.phrase,
    "status": HTTPStatus.BAD_REQUEST.value,
    "detail": "This is no sound HTTP/1.1 request, or its address and headers are longer than 64 KB.",
    "instance": "",
    "request_id": "",
}


class PatientProtocol(H11Protocol):
    """One connection."""

    _timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._start()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.cycle is not None and not self.cycle.response_complete:
            self._stop()
        elif self._timer is None:
            self._start()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop()
        super().connection_lost(exc)

    def shutdown(self) -> None:
        """Tell the application: answers that last as long as there is news end now."""
        self.app.state.stopping.set()
        super().shutdown()

    def send_400_response(self, msg: str) -> None:
        """What can't be read as a request never reaches the application."""
        body = json.dumps(_PROBLEM).encode()
        headers = [
            (b"content-type", b"application/problem+json"),
            (b"content-length", str(len(body)).encode()),
            (b"connection", b"close"),
        ]
        for event in (h11.Response(status_code=400, headers=headers), h11.Data(data=body), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    def _start(self) -> None:
        self._timer = self.loop.call_later(PATIENCE_S, self.transport.close)

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
