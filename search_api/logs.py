"""The service's log: one line an event, as JSON for machines or in colours for a person, on standard error."""

from __future__ import annotations

import logging
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import structlog
from structlog.typing import Processor

from corpus.errors import SdgSearchError

_SHARED: tuple[Processor, ...] = (
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.stdlib.PositionalArgumentsFormatter(),
)

_TRACEBACKS = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False)  # in which the text of a question stands
)
_NEVER = logging.CRITICAL + 1
_OTHERS: Mapping[str, int] = {"": logging.WARNING, "uvicorn.error": logging.INFO, "uvicorn.access": _NEVER}
"""What other libraries say, from which level on. uvicorn's own log of accesses would show the text of queries."""


def set_up_logs(*, as_json: bool) -> None:
    """Write events of the service, and what uvicorn says, in one form."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_formatter(as_json))
    root = logging.getLogger()
    root.handlers = [handler]
    for name, level in _OTHERS.items():
        logging.getLogger(name).setLevel(level)
    logging.getLogger(NAME).setLevel(logging.INFO)


NAME = "sdgsearch"


structlog.configure(  # events are records of logging, and go where those go: nowhere, until the logs are set up
    processors=[*_SHARED, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
    logger_factory=structlog.stdlib.LoggerFactory(),
    wrapper_class=structlog.stdlib.BoundLogger,
)


def log() -> structlog.stdlib.BoundLogger:
    """The service's logger."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(NAME)
    return logger


@contextmanager
def told(doing: str) -> Iterator[None]:
    """An error of the disk or the system in this block is logged, and no more: its caller tries again."""
    try:
        yield
    except (SdgSearchError, OSError) as error:
        log().error("tried again", doing=doing, error=str(error))


def _formatter(as_json: bool) -> structlog.stdlib.ProcessorFormatter:
    shown: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if as_json:
        shown += [_TRACEBACKS, structlog.processors.JSONRenderer(ensure_ascii=False)]
    else:
        plain = structlog.dev.RichTracebackFormatter(show_locals=False)
        shown += [structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=plain)]
    return structlog.stdlib.ProcessorFormatter(processors=shown, foreign_pre_chain=list(_SHARED))
