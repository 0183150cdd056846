"""What Prometheus reads of a service: requests, stages of searches, who waits, and what the live generation holds.

Named as https://prometheus.io/docs/practices/naming/ asks: base units, `_total` for what only grows.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector, mark_process_dead
from prometheus_client.registry import Collector

from index.errors import NoGeneration
from index.jobs import STATES, Jobs
from index.live import LiveIndex

_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)


FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Where the processes of one service write what they count, so that each tells of all: prometheus_client's variable."""


class Metrics:
    """The counters of one service, in a registry of their own."""

    def __init__(self) -> None:
        self._registry = CollectorRegistry()
        self._folder = os.environ.get(FOLDER)
        self._read = CollectorRegistry() if self._folder else self._registry
        if self._folder:
            MultiProcessCollector(self._read, self._folder)  # type: ignore[no-untyped-call]
        else:
            ProcessCollector(registry=self._registry)
        self.running = self._now("running", "Searches that run now.")
        self.waiting = self._now("waiting", "Searches that wait for their turn.")
        self._requests = Counter(
            "sdgsearch_requests", "Requests answered.", ("method", "route", "status"), registry=self._registry
        )
        self._seconds = Histogram(
            "sdgsearch_request_seconds",
            "From the request's first byte to the answer's last.",
            ("route",),
            registry=self._registry,
            buckets=_SECONDS,
        )
        self._stages = Histogram(
            "sdgsearch_stage_seconds",
            "Each stage of the searches, without the stages inside it.",
            ("stage",),
            registry=self._registry,
            buckets=_SECONDS,
        )

    def answered(self, method: str, route: str, status: int, seconds: float) -> None:
        """Count a request; `route` is the template of the address, so that there are as many series as routes."""
        self._requests.labels(method, route, str(status)).inc()
        self._seconds.labels(route).observe(seconds)

    def stage_took(self, stage: str, seconds: float) -> None:
        """Count a stage of a search."""
        self._stages.labels(stage).observe(seconds)

    def watch(self, gauges: Gauges) -> None:
        """Ask `gauges` at each reading."""
        self._read.register(_Asked(gauges))

    def text(self) -> bytes:
        """All of them as Prometheus reads them."""
        if self._folder:
            _forget_the_dead(Path(self._folder))
        return generate_latest(self._read)

    def _now(self, name: str, meaning: str) -> Gauge:
        full = f"sdgsearch_searches_{name}"
        return Gauge(full, meaning, registry=self._registry, multiprocess_mode="livesum")


Gauges = Callable[[], Iterator[Metric]]
"""What is not counted but looked up when Prometheus asks."""


def of_index(live: LiveIndex) -> Gauges:
    """What the live generation holds, and how old it is; nothing where there is none."""

    def gauges() -> Iterator[Metric]:
        yield _gauge("generations", "Generations that are kept.", len(live.store.manifests()))
        try:
            manifest = live.searcher().generation.manifest
        except NoGeneration:
            return
        age = time.time() - manifest.created.timestamp()
        yield _gauge("generation_age_seconds", "Since the live generation was made.", age)
        for name, count in manifest.counts.model_dump().items():
            yield _gauge(f"index_{name}", f"In the live generation: {name.replace('_', ' ')}.", count)

    return gauges


def of_jobs(jobs: Jobs) -> Gauges:
    """How many builds wait, run and have ended, and how."""

    def gauges() -> Iterator[Metric]:
        family = GaugeMetricFamily("sdgsearch_jobs", "Builds, by state.", labels=["state"])
        for state in STATES:
            family.add_metric([state], jobs.list(states=(state,), most=1, offset=0)[1])
        yield family

    return gauges


def _forget_the_dead(folder: Path) -> None:
    """What a killed process did at that moment is done by nobody now."""
    for file in folder.glob("gauge_live*_*.db"):
        process = file.stem.rpartition("_")[2]
        if not Path(f"/proc/{process}").exists():
            mark_process_dead(int(process), str(folder))  # type: ignore[no-untyped-call]


class _Asked(Collector):
    def __init__(self, gauges: Gauges) -> None:
        self._gauges = gauges

    def describe(self) -> Iterator[Metric]:
        return iter(())

    def collect(self) -> Iterator[Metric]:
        return self._gauges()


def _gauge(name: str, meaning: str, value: float) -> Metric:
    return GaugeMetricFamily(f"sdgsearch_{name}", meaning, value=value)
