"""What every test may ask for: the real reports, and one small index that tests which only read share."""

import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import docx
import hypothesis
import pytest
from filelock import FileLock
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from corpus.catalogue import KnownFiles, Source
from corpus.vocabulary import Vocabulary, load_vocabulary
from index.build import BuildProgress, Keeping, Report, build
from index.engines import place_of, publish
from index.generation import Generation
from index.manifest import FILE, Backend
from index.searcher import Searcher
from index.store import Store
from ingest.crew import Workplace
from ingest.discovery import discover
from ingest.embedding import Embedder, load_embedder
from ingest.pipeline import HERE
from ingest.remote import Root
from ingest.settings import IngestSettings, Limits
from ingest.taggers.stated import StatedTagger

hypothesis.settings.register_profile("ci", derandomize=True)
if os.environ.get("CI"):
    hypothesis.settings.load_profile("ci")  # a change is judged by the same examples each time; a person's runs explore

SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with the reason, the tests that need the real reports where these are absent."""
    if SHARED.is_dir():
        return
    skip = pytest.mark.skip(reason="needs the real reports and evaluation data in ../shared, which are not here")
    for item in items:
        if item.get_closest_marker("shared"):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real reports and evaluation data beside the checkout."""
    return SHARED


class Silent:
    """Progress that nobody watches."""

    def file(self, done: int, total: int, source: str) -> None: ...

    def embedded(self, texts: int) -> None: ...

    def stage(self, stage: str) -> None: ...


Build = Callable[..., Report]


@dataclass(frozen=True)
class Built:
    """The shared index: the folder of reports, the data folder, and what the build said."""

    folder: Path
    store: Store
    report: Report


@pytest.fixture(scope="session")
def vocabulary() -> Vocabulary:
    """The vocabulary of the package."""
    return load_vocabulary()


@pytest.fixture(scope="session")
def embedder(tmp_path_factory: pytest.TempPathFactory) -> Embedder:
    """The embedded model, loaded once; it is unpacked into the user's own cache."""
    return load_embedder(cache=Store(tmp_path_factory.mktemp("unused")).models)


@pytest.fixture(scope="session")
def build_index(vocabulary: Vocabulary, embedder: Embedder) -> Build:
    """`build` as the command line calls it; only the model and the tagger are those loaded before."""
    tagger = StatedTagger(vocabulary)

    def run(
        paths: Iterable[Root],
        store: Store,
        *,
        progress: BuildProgress | None = None,
        keep_unchanged: bool = False,
        workplace: Workplace = HERE,
        keeping: Keeping | None = None,
        backend: Backend | None = None,
        **limits: float,
    ) -> Report:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("index.build.embedder_of", lambda *_, **__: embedder)
            patch.setattr("index.build.StatedTagger", lambda _: tagger)
            return build(
                discover(paths),
                store=store,
                vocabulary=vocabulary,
                known=KnownFiles(KNOWN),
                settings=IngestSettings(),
                limits=Limits(**{"workers": 1, **limits}),
                progress=progress or Silent(),
                keep_unchanged=keep_unchanged,
                workplace=workplace,
                keeping=keeping or Keeping(),
                backend=backend,
            )

    return run


@pytest.fixture(scope="session")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of eight small reports in six languages and five formats. Read only: all tests share it."""
    folder = tmp_path_factory.mktemp("reports")
    write_reports(folder)
    return folder


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, reports: Path, build_index: Build) -> Built:
    """An index of these reports. Read only: all tests share it."""
    store = Store(tmp_path_factory.mktemp("data"))
    if not os.environ.get("PYTEST_XDIST_WORKER"):
        return Built(reports, store, build_index([reports], store))
    shared_cache = tmp_path_factory.getbasetemp().parent / "cache.sqlite"
    with FileLock(f"{shared_cache}.lock"):  # the worker that comes second embeds nothing
        if shared_cache.exists():
            shutil.copy(shared_cache, store.cache)
        report = build_index([reports], store)
        shutil.copy(store.cache, shared_cache)
    return Built(reports, store, report)


@pytest.fixture
def store(tmp_path: Path, built: Built) -> Store:
    """A data folder of the test's own, with no generation; its cache knows what the shared build computed."""
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copy(built.store.cache, folder)
    return Store(folder)


@pytest.fixture(scope="session")
def generation(built: Built) -> Generation:
    """The shared index, opened."""
    return built.store.open()


@pytest.fixture(scope="session")
def searcher(generation: Generation, embedder: Embedder) -> Searcher:
    """The search of the shared index."""
    return Searcher(generation, lambda: embedder)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Callable[[Generation], Generation]:
    """Makes the same generation once more, searched by Milvus Lite in its own folder."""
    pytest.importorskip("pymilvus")
    pytest.importorskip("milvus_lite")

    def twin(generation: Generation) -> Generation:
        folder = tmp_path_factory.mktemp("published") / generation.id
        shutil.copytree(generation.folder, folder)
        place = place_of("milvus", "", generation.id)
        manifest = generation.manifest.model_copy(update={"published": place})
        (folder / FILE).write_text(manifest.model_dump_json())
        publish(folder, "")
        return Generation(folder)

    return twin


@pytest.fixture(scope="session")
def milvus(published: Callable[[Generation], Generation], generation: Generation) -> Generation:
    """The shared index, searched by Milvus Lite."""
    return published(generation)


@pytest.fixture(scope="session", params=["faiss", "milvus"])
def searcher_of_each(request: pytest.FixtureRequest, embedder: Embedder) -> Searcher:
    """The search of the shared index by each engine in turn: a test that takes it is a contract of both."""
    generation = request.getfixturevalue({"faiss": "generation", "milvus": "milvus"}[request.param])
    return Searcher(generation, lambda: embedder)


def _known(file: str, title: str, year: int | None, language: str) -> Source:
    return Source(title, "Office of Small Reports", year, language, "", "CC0-1.0", "text", file)


KNOWN = (
    _known("haze.pdf", "Haze over three borders", 2015, "en"),
    _known("register.md", "Register of measures", 2019, "en"),
    _known("nature.docx", "Парки и заповедники", 2021, "ru"),
    _known("shamo.txt", "沙漠化防治", 2023, "zh"),
)
"""The other reports say of themselves when they are from, or nothing."""

HAZE = (
    (
        "Monitoring haze",
        "Twelve stations along the coast of the Yellow Sea weigh the haze every hour. "
        "EANET has collected acid rain there since 2001, and LTP compares the models of three countries.",
    ),
    (
        "Who pays",
        "Each ministry pays for its own stations. The secretariat of NEASPEC in Incheon pays for the yearly meeting, "
        "which the Asian Development Bank has supported twice.",
    ),
    (
        "What comes next",
        "By 2030 the number of stations is to double. SDG 11.6 asks for cleaner air in cities, "
        "and SDG 13 for action on the climate.",
    ),
)

SHAMO = """沙漠化防治

一、背景

沙尘暴每年春季从蒙古高原吹向沿海城市。过度放牧和地下水位下降是土地退化的主要原因。

二、合作

东北亚次区域环境合作计划支持边境地区的植树造林，三年内种下四百万棵梭梭树。
"""

UMI = """<!doctype html><html lang="ja"><head><title>海洋ごみ調査</title></head><body><article>
<h1>海洋ごみ調査</h1>
<h2>方法</h2>
<p>北西太平洋地域海行動計画は、毎年秋に三十二の海岸で漂着ごみを数えている。最も多いのはペットボトルと漁網である。</p>
<h2>結果</h2>
<p>日本海側の海岸では、海洋プラスチックごみの重さが十年間で二割減った。持続可能な開発目標14の達成にはまだ遠い。</p>
</article></body></html>
"""

MEONJI = """# 미세먼지 공동 대응

## 측정

한국과 중국의 연구자들은 겨울마다 미세먼지 농도를 함께 측정한다. 동북아 청정대기 파트너십은 그 결과를 공개한다.

## 대책

석탄 보일러를 바꾸면 초미세먼지 배출량이 삼분의 일로 줄어든다.
"""

TSAS = """Хөрсний доройтол

Говийн бэлчээрийн талаас илүү нь доройтсон. Малчид адууны тоог цөөлж, худаг ус сэргээхээр тохиролцсон байна.

Цөлжилттэй тэмцэх үндэсний хөтөлбөр нь худгийн эргэн тойронд заг тарихыг дэмждэг.
"""

NATURE = (
    ("Тигр", "Амурский тигр переходит границу России и Китая каждую зиму. Заповедники обмениваются снимками камер."),
    ("Птицы", "Японский журавль гнездится у озера Ханка. Для ЦУР 15 важна охрана водно-болотных угодий."),
)

_PLACES = ("Dalian", "Niigata", "Busan", "Vladivostok", "Ulaanbaatar", "Tianjin", "Toyama", "Incheon", "Khabarovsk")
_MEASURES = (
    ("counts plastic bottles on its beach under SDG 14.1", "marine litter"),
    ("plants saxaul against moving sand, as DLDD-NEAN proposed", "sand"),
    ("teaches schools about cleaner cooking, which SDG 7 asks for", "schools"),
    ("lends small boats to the crane wardens of NEASPEC", "cranes"),
)


def _register() -> str:
    """One section a measure and place: enough passages for slices to matter, and a table."""
    sections = [
        f"## {place}: {topic}\n\nThe city of {place} {measure}. Measure {number} began in {1990 + number}.\n"
        for number, (place, (measure, topic)) in enumerate((p, m) for p in _PLACES for m in _MEASURES)
    ]
    rows = [f"| {place} | {3 * number + 1} | NOWPAP |" for number, place in enumerate(_PLACES)]
    table = ["## Budget", "", "| City | Million | Partner |", "| --- | ---: | --- |", *rows]
    return "\n".join(["# Register of measures", "", *sections, *table, ""])


PLAIN = """Peatlands in brief

Peat holds more carbon than forest does. Wet peat does not burn, so drained fields near Khabarovsk are flooded again.
"""


def write_pdf(path: Path, pages: Iterable[tuple[str, str]], **options: object) -> Path:
    """A PDF with a heading and a paragraph a page; `options` are reportlab's."""
    canvas = Canvas(str(path), invariant=True, **options)
    for heading, paragraph in pages:
        canvas.setFont("Helvetica-Bold", 16)
        canvas.drawString(72, 760, heading)
        canvas.setFont("Helvetica", 10)
        for number, line in enumerate(_wrapped(paragraph)):
            canvas.drawString(72, 730 - 14 * number, line)
        canvas.showPage()
    canvas.save()
    return path


def _wrapped(text: str, width: int = 80) -> list[str]:
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) > width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines


def _write_docx(path: Path) -> None:
    report = docx.Document()
    report.add_heading("Парки и заповедники", 0)
    for heading, paragraph in NATURE:
        report.add_heading(heading, 1)
        report.add_paragraph(paragraph)
    report.save(str(path))


def write_reports(folder: Path) -> None:
    """The reports of the shared index."""
    write_pdf(folder / "haze.pdf", HAZE)
    _write_docx(folder / "nature.docx")
    texts = {
        "register.md": _register(),
        "shamo.txt": SHAMO,
        "umi.html": UMI,
        "meonji.md": MEONJI,
        "tsas.txt": TSAS,
        "peat.txt": PLAIN,
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


@pytest.fixture
def locked_pdf(tmp_path: Path) -> Path:
    """A PDF that opens only with a password."""
    lock = StandardEncryption("secret", ownerPassword="owner", strength=128)
    return write_pdf(tmp_path / "locked.pdf", HAZE, encrypt=lock)
