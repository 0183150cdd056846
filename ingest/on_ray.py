"""The work of a build on a Ray cluster, or on a Ray of this machine alone.

Parsing, cutting and tagging are tasks, which Ray gives to whatever processor is free; embedding is done by actors, one
a GPU, or one a processor for most of the processors where there is none, since each holds the model. A worker that is
lost is replaced and its work done anew; that changes nothing, for all work is pure, and kept in the shared cache.
"""

from __future__ import annotations

import logging
import os
import pickle
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import cycle
from pathlib import Path
from platform import node
from secrets import token_hex
from tempfile import NamedTemporaryFile
from typing import Any

import msgspec

from corpus.errors import SdgSearchError
from corpus.vocabulary import Vocabulary
from ingest.cache import Cache
from ingest.code_version import code_version
from ingest.crew import LocalCrew
from ingest.document import Document, Mention, Passage
from ingest.embedder import embedder_in
from ingest.errors import ParseError, WorkplaceError
from ingest.outcomes import Ingested, Progress
from ingest.parsers.sandbox import Encoded
from ingest.settings import IngestSettings, Limits
from ingest.shared_cache import SharedCache
from ingest.steps import Order, Prepared, Steps, Texts, Vectors
from ingest.taggers.inferred import InferredTagger
from ingest.taggers.stated import StatedTagger

_log = logging.getLogger(__name__)

_TRIES = 20
"""How often work is begun anew whose worker was lost, by chance or by the work itself."""

_STARTS = 3
"""How often a Ray of this machine is started: it waits 30 s for its parts, whatever the machine. On two cores it is up
in 3 s, beside 24 busy processes in 34 s, its own start among them."""

_EMBEDDING = 4 / 5
"""Share of the processors that embed where there are no GPUs: to embed four policy reports took 81 s, the rest 20."""

_AHEAD = 4
"""Reports in work for each processor: a slow one at the head lets the others go on for a while."""

_Cut = tuple[list[Passage], list[list[Mention]]]
"""Passages, and what they state."""


@dataclass(frozen=True, slots=True)
class OnRay:
    """A workplace: the cluster at `address`, or a Ray of this machine that lasts as long as the build.

    `cache_url` is the folder that all its machines share, by path or URL; without one, a folder of the data folder.
    `models` is where each machine unpacks the embedded model.
    """

    address: str | None
    cache_url: str | None
    models: Path

    def cache(self, own: Path) -> SharedCache:
        return SharedCache(self.cache_url or str(own.with_suffix("").absolute()))

    @contextmanager
    def crew(self, steps: Steps, limits: Limits) -> Iterator[RayCrew]:
        with connected(self.address) as ray:
            crew = RayCrew(ray, _Plan.of(steps, limits, self.models))
            try:
                yield crew
            finally:
                crew.leave()


@contextmanager
def connected(address: str | None, **options: Any) -> Iterator[Any]:
    """The module `ray`, connected; as it is where it is connected already. Raises `WorkplaceError`.

    A Ray of this machine alone listens on loopback only, shows no dashboard, and tells nobody that it is used;
    `options` are those of `ray.init` for it.
    """
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    os.environ["RAY_IGNORE_UNHANDLED_ERRORS"] = "1"  # a file that can't be read is an outcome, not an error to print
    if address is None:
        os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"  # read as ray is imported; then all of it is on loopback
        os.environ.setdefault("RAY_AUTH_TOKEN", token_hex())  # its own, so that none is written into the home folder
        options = {"include_dashboard": False, **options}
    try:
        import ray
    except ImportError as error:
        raise WorkplaceError("Ray is not installed. Install it with: pip install 'ray>=2.50'") from error
    if ray.is_initialized():
        yield ray
        return
    _begin(ray, address, **options)
    try:
        yield ray
    finally:
        ray.shutdown()


def _begin(ray: Any, address: str | None, **options: Any) -> None:
    """Connects to the cluster at `address`, or starts a Ray here: some times where it does not come up."""
    for left in reversed(range(1 if address else _STARTS)):
        try:
            ray.init(address or "local", log_to_driver=False, logging_level=logging.ERROR, **options)
        except Exception as error:  # each way of not finding a cluster is another kind
            reason = str(error).rstrip(".")
            if not left:
                raise WorkplaceError(f"Ray could not be used at {address or 'this machine'}: {reason}.") from error
            _log.warning("Ray did not start on this machine: %s. It is started again.", reason)
        else:
            return


class RayCrew:
    """The tasks and actors of one run."""

    def __init__(self, ray: Any, plan: _Plan) -> None:
        self._ray = ray
        self._plan = ray.put(pickle.dumps(plan))
        task = ray.remote(num_cpus=1, max_retries=_TRIES)
        self._prepare, self._tag = task(_prepare).options(num_returns=3), task(_tag)
        resources = ray.cluster_resources()
        self.ahead = _AHEAD * int(resources.get("CPU", 1))
        count, share = _embedders(resources, plan.limits.threads or 1)
        actor = ray.remote(max_restarts=-1, max_task_retries=_TRIES, allow_out_of_order_execution=True, **share)(
            _Embedding
        )
        self._actors = [actor.remote() for _ in range(count)]
        self._turns = cycle(self._actors)

    def start(self, order: Order) -> RayWork:
        bytes_of_file = self._ray.put(order.path.read_bytes())
        # In a list, it is sent to the worker when that asks for it: not where the cache has the file parsed.
        document, cut, texts = self._prepare.remote(self._plan, order, [bytes_of_file])
        vectors = next(self._turns).embed.remote(self._plan, texts)
        mentions = self._tag.remote(self._plan, cut, vectors)
        return RayWork(self._ray, order, document, cut, vectors, mentions)

    def leave(self) -> None:
        """Have the actors end."""
        for actor in self._actors:
            self._ray.kill(actor)


class RayWork:
    """A report that is worked on elsewhere, by references to what will come of it."""

    def __init__(self, ray: Any, order: Order, document: Any, cut: Any, vectors: Any, mentions: Any) -> None:
        self._ray, self._order = ray, order
        self._document, self._cut, self._vectors, self._mentions = document, cut, vectors, mentions

    def read(self) -> None:
        errors = self._ray.exceptions
        try:
            self._got(self._document)
        except (errors.WorkerCrashedError, errors.OutOfMemoryError, errors.NodeDiedError) as error:
            raise ParseError(f"Each of {_TRIES + 1} workers that read it was lost. The last: {error}") from error

    def finished(self, progress: Progress) -> Ingested:
        document = msgspec.msgpack.decode(self._got(self._document), type=Document)
        passages, stated = msgspec.msgpack.decode(self._got(self._cut), type=_Cut)
        vectors, embedded = self._got(self._vectors)
        mentions = msgspec.msgpack.decode(self._got(self._mentions), type=list[list[Mention]])
        if embedded:
            progress.embedded(embedded)
        return Prepared(document, passages, stated).ingested(self._order, vectors, mentions)

    def _got(self, reference: Any) -> Any:
        """What a worker gave, or raises what it raised."""
        errors = self._ray.exceptions
        try:
            return self._ray.get(reference)
        except errors.RayTaskError as error:
            if isinstance(error.cause, SdgSearchError):
                raise error.cause from None
            raise
        except (errors.ActorDiedError, errors.ObjectLostError) as error:
            raise WorkplaceError(f"Ray could not go on with {self._order.candidate.source}: {error}") from error


@dataclass(frozen=True, slots=True)
class _Plan:
    """All that a worker must know to take the steps just as the machine would that began the build.

    `maker` is what its model and its code must be for that.
    """

    settings: IngestSettings
    limits: Limits
    vocabulary: Vocabulary
    models: Path
    cache: Cache
    infers: bool
    maker: str

    @classmethod
    def of(cls, steps: Steps, limits: Limits, models: Path) -> _Plan:
        """The plan for these steps."""
        alone = limits.model_copy(update={"workers": 1})
        vocabulary, infers = steps.tagger.vocabulary, steps.inferred is not None
        return cls(steps.settings, alone, vocabulary, models, steps.cache, infers, _maker(steps))

    def steps(self, threads: int) -> Steps:
        """The steps, with this worker's own tools. Raises `WorkplaceError` where they would not give the same."""
        embedder = embedder_in(self.models, self.settings, threads)
        inferred = InferredTagger() if self.infers else None
        steps = Steps(embedder, StatedTagger(self.vocabulary), self.cache, self.settings, inferred)
        if _maker(steps) != self.maker:
            raise WorkplaceError(
                f"The machine {node()} has another version of sdgsearch, or another model, than the one that began the"
                " build. Install the same on all machines of the cluster."
            )
        return steps


def _maker(steps: Steps) -> str:
    return " ".join((steps.embedder.identity, steps.tagger.identity, code_version("ingest.steps", "ingest.parsers")))


def _embedders(resources: Mapping[str, float], threads: int) -> tuple[int, dict[str, int]]:
    """How many actors embed, and what each takes of its machine: never all processors, which tasks want too."""
    if gpus := int(resources.get("GPU", 0)):
        return gpus, {"num_gpus": 1, "num_cpus": int(resources.get("CPU", 1) > gpus)}
    spared = int(resources.get("CPU", 1) * _EMBEDDING)
    return max(1, spared // threads), {"num_cpus": min(threads, spared)}


def _prepare(plan: bytes, order: Order, bytes_of_file: list[Any]) -> tuple[Encoded, bytes, Texts]:
    """A task: the document, its passages with what they state, and what is to be embedded. Raises `ParseError`."""
    import ray

    crew = _crew(plan)
    with NamedTemporaryFile() as file:
        if not crew.steps.cache.holds("parse", order.key):
            file.write(ray.get(bytes_of_file[0]))
            file.flush()
        prepared = crew.start(replace(order, path=Path(file.name))).prepared()
    cut = prepared.passages, prepared.stated
    return msgspec.msgpack.encode(prepared.document), msgspec.msgpack.encode(cut), prepared.texts


def _tag(plan: bytes, cut: bytes, embedded: tuple[Vectors, int]) -> bytes:
    """A task: the mentions of a report."""
    passages, stated = msgspec.msgpack.decode(cut, type=_Cut)
    return msgspec.msgpack.encode(_crew(plan).steps.mentions(passages, stated, embedded[0]))


@lru_cache(maxsize=1)
def _crew(plan: bytes) -> LocalCrew:
    """What this worker works with: its tools take seconds to load, and are kept from one report to the next."""
    unpacked: _Plan = pickle.loads(plan)
    return LocalCrew(unpacked.steps(threads=1), unpacked.limits)


class _Embedding:
    """An actor that holds the model: on its GPU where it was given one, else on its processors."""

    def embed(self, plan: bytes, texts: Texts) -> tuple[Vectors, int]:
        """The vectors of a report, and how many of its texts were not in the cache."""
        counts: list[int] = []
        return _steps(plan).embed(texts, counts.append), sum(counts)


@lru_cache(maxsize=1)
def _steps(plan: bytes) -> Steps:
    unpacked: _Plan = pickle.loads(plan)
    return unpacked.steps(unpacked.limits.threads or 1)
