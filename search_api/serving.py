"""`sdgsearch serve`: the application on a port of this machine."""

from __future__ import annotations

import uvicorn

from corpus.errors import SdgSearchError
from index.live import LiveIndex
from search_api.app import create_app
from search_api.keys import Keys
from search_api.service_settings import ServiceSettings


class Unguarded(SdgSearchError):
    """The service would be open to other machines without a key; the message says which command makes one."""


def serve_on(port: int, live: LiveIndex, settings: ServiceSettings) -> None:
    """Serve until told to stop. Raises `Unguarded`."""
    if not settings.is_local and not Keys(live.store.keys).exist():
        raise Unguarded(
            f"Other machines could reach {settings.host}, and there is no key yet. Make one first:"
            f' sdgsearch keys add "my name" --role admin --data {live.store.folder}'
        )
    uvicorn.run(create_app(live, settings), host=settings.host, port=port)
