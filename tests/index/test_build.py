"""A build is whole or not at all: bad files are named, crashes and full disks leave what was live, caches resume."""

from __future__ import annotations

import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from index import checks
from index.build import Report
from index.errors import BuildError
from index.generation import DATABASE, VECTORS
from index.question import Question
from index.searcher import Searcher
from index.store import Store
from ingest.embedding import Embedder
from ingest.originals import Originals
from ingest.set_aside import MOST_TRIES

COMMAND = [sys.executable, "-c", "from search_api.cli import main; main()"]
ENCODED = {
    "korean.txt": (
        "cp949",
        "미세먼지 저감을 위한 국제 협력은 이천십구년에 시작되었다. 환경부는 해마다 결과를 공개한다.",
        "미세먼지",
    ),
    "chinese.txt": ("gb18030", "这份报告讨论草原退化与黄沙治理的国际合作，并提出了新的环境保护建议。", "草原退化"),
    "japanese.txt": ("cp932", "この報告は渡り鳥の生息地を守るための国際的な取り組みについて述べている。", "渡り鳥"),
}


def passage_ids(store: Store, generation: str | None = None) -> list[tuple[Any, ...]]:
    rows = store.open(generation).database.execute("SELECT document, start, end FROM passages ORDER BY number")
    return [tuple(row) for row in rows]


def embedded_texts(store: Store) -> int:
    with closing(sqlite3.connect(store.cache)) as database:
        [(count,)] = database.execute("SELECT count(*) FROM entries WHERE stage = 'embed'")
    return int(count)


def drafts(store: Store) -> list[Path]:
    return list((store.folder / "generations").glob(".*"))


def test_ids_are_stable_over_two_builds(built: Any, store: Store, build_index: Any) -> None:
    build_index([built.folder], store)
    assert passage_ids(store) == passage_ids(built.store)


def test_the_second_build_embeds_nothing(built: Any, store: Store, build_index: Any) -> None:
    assert build_index([built.folder], store).embedded == 0


def test_a_build_of_the_same_files_has_the_same_content_under_another_id(
    built: Any, store: Store, build_index: Any
) -> None:
    ids = [build_index([built.folder], store).manifest.id for _ in range(2)]
    assert ids[0] != ids[1]
    assert len({id.rpartition("-")[2] for id in ids}) == 1


def test_where_nothing_changed_the_live_generation_stays_and_says_of_its_files_what_it_said(
    store: Store, build_index: Any, tmp_path: Path
) -> None:
    reports = [tmp_path / "peat.txt", tmp_path / "copy.txt"]
    for report in reports:
        report.write_text("Peat holds more carbon than forest does.")
    first, second = (build_index(reports, store, keep_unchanged=True) for _ in range(2))
    assert (first.unchanged, second.unchanged) == (False, True)
    assert (second.manifest, second.notes) == (first.manifest, first.notes)
    assert len(second.notes) == 1


def test_what_changed_what_is_damaged_and_what_could_not_be_read_is_built_anew(
    store: Store, build_index: Any, tmp_path: Path
) -> None:
    report, renamed, empty = (tmp_path / name for name in ("peat.txt", "bog.txt", "empty.txt"))
    report.write_text("Peat holds more carbon than forest does.")
    empty.write_text("")
    live = build_index([report], store).manifest.id
    (store.folder / "generations" / live / "passages.f32").write_bytes(b"")
    assert not build_index([report], store, keep_unchanged=True).unchanged
    report.rename(renamed)
    assert not build_index([renamed], store, keep_unchanged=True).unchanged
    assert not any(build_index([renamed, empty], store, keep_unchanged=True).unchanged for _ in range(2))


def test_a_report_that_is_left_out_is_not_in_the_new_generation(built: Any, store: Store, build_index: Any) -> None:
    build_index([built.folder / "peat.txt"], store)
    assert store.open().manifest.counts.documents == 1


def test_no_more_than_three_generations_are_kept(built: Any, store: Store, build_index: Any) -> None:
    ids = [build_index([built.folder / "peat.txt"], store).manifest.id for _ in range(5)]
    assert [manifest.id for manifest in store.manifests()] == ids[:1:-1]


def test_every_file_of_the_shared_index_was_read(built: Any) -> None:
    assert built.report.notes == ()


@dataclass(frozen=True)
class Bad:
    """A build over a folder of good and bad files, and what was live before it."""

    folder: Path
    store: Store
    report: Report
    before: str

    def note(self, source: str) -> str:
        return next((note.words for note in self.report.notes if note.source == source), "")


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory, built: Any, build_index: Any) -> Bad:
    """Everything that goes wrong with files, in one folder with three good ones."""
    folder = tmp_path_factory.mktemp("bad")
    pdf = (built.folder / "haze.pdf").read_bytes()
    (folder / "empty.txt").touch()
    (folder / "empty.docx").touch()
    (folder / "a folder.pdf").mkdir()
    (folder / "really-a-pdf.txt").write_bytes(pdf)
    (folder / "really-text.pdf").write_text("Sea grass meadows near Niigata store carbon in their roots.")
    (folder / "cut-off.pdf").write_bytes(pdf[: len(pdf) // 3])
    (folder / "noise.pdf").write_bytes(b"%PDF-1.7\n" + random.Random(4).randbytes(3000))
    (folder / "twin.txt").write_bytes(pdf)
    for name, (encoding, text, _) in ENCODED.items():
        (folder / name).write_bytes(text.encode(encoding))
    _lock(folder / "locked.pdf")
    _blank(folder / "scan.pdf")
    store = Store(tmp_path_factory.mktemp("bad-data"))
    shutil.copy(built.store.cache, store.folder)
    before = build_index([built.folder / "peat.txt"], store).manifest.id
    return Bad(folder, store, build_index([folder, built.folder / "shamo.txt"], store), before)


def _lock(path: Path) -> None:
    canvas = Canvas(str(path), encrypt=StandardEncryption("secret", strength=128))
    canvas.drawString(72, 700, "Nobody may read this.")
    canvas.save()


def _blank(path: Path) -> None:
    canvas = Canvas(str(path))
    for _ in range(3):
        canvas.rect(100, 100, 200, 200, fill=1)
        canvas.showPage()
    canvas.save()


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("empty.txt", r"empty \(0 bytes\)"),
        ("empty.docx", r"empty \(0 bytes\)"),
        ("locked.pdf", "password"),
        ("noise.pdf", "cannot be opened"),
        ("scan.pdf", r"3 of 3 pages without text \(PDF pages 1-3\)"),
        ("twin.txt", "The same bytes as really-a-pdf.txt; indexed once"),
    ],
)
def test_a_file_that_can_t_be_used_is_named_with_its_reason(bad: Bad, source: str, words: str) -> None:
    assert re.search(words, bad.note(source))


def test_every_file_is_a_document_or_has_a_note(bad: Bad) -> None:
    documents = {source for (source,) in bad.store.open().database.execute("SELECT source FROM documents")}
    files = {"empty.txt", "empty.docx", "locked.pdf", "noise.pdf", "scan.pdf", "cut-off.pdf", "really-a-pdf.txt"}
    files |= {"twin.txt", "really-text.pdf", "shamo.txt", *ENCODED}
    assert documents | {note.source for note in bad.report.notes} == files


def test_a_file_with_the_wrong_ending_is_read_as_what_it_is(bad: Bad) -> None:
    rows = dict(bad.store.open().database.execute("SELECT source, format FROM documents").fetchall())
    assert (rows["really-a-pdf.txt"], rows["really-text.pdf"]) == ("pdf", "text")


def test_a_folder_is_no_file_whatever_its_name(bad: Bad) -> None:
    assert bad.note("a folder.pdf") == ""


@pytest.mark.parametrize("source", ENCODED)
def test_a_text_in_a_legacy_encoding_is_found_by_its_words(bad: Bad, embedder: Embedder, source: str) -> None:
    _, text, words = ENCODED[source]
    [found] = Searcher(bad.store.open(), lambda: embedder).search(Question(text=words, k=1, mode="lexical")).results
    assert (found.source, found.text) == (source, text)


def test_the_counts_say_how_many_files_failed(bad: Bad) -> None:
    rejected = bad.store.open().database.execute("SELECT count(*) FROM rejected").fetchone()[0]
    assert bad.report.manifest.counts.failed_files == rejected >= 3


def test_bad_files_do_not_keep_the_good_ones_from_going_live(bad: Bad) -> None:
    assert bad.store.current() == bad.report.manifest.id != bad.before


def test_the_originals_of_all_files_are_kept(bad: Bad) -> None:
    given = [file.read_bytes() for file in bad.folder.iterdir() if file.is_file()]
    assert all(Originals(bad.store.files).path(sha256(data).hexdigest()).read_bytes() == data for data in given if data)


def test_nothing_but_bad_files_makes_no_generation_and_says_why(store: Store, tmp_path: Path, build_index: Any) -> None:
    (tmp_path / "empty.txt").touch()
    with pytest.raises(BuildError, match=r"no new generation was made.\n  empty\.txt: The file is empty"):
        build_index([tmp_path / "empty.txt"], store)
    assert (store.current(), drafts(store)) == (None, [])


@pytest.mark.parametrize("name", [DATABASE, VECTORS])
def test_a_damaged_draft_does_not_go_live(
    built: Any, store: Store, build_index: Any, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    before = build_index([built.folder / "peat.txt"], store).manifest.id
    check = checks.check

    def damaged(folder: Path, uri: str) -> None:
        data = bytearray((folder / name).read_bytes())
        data[len(data) // 2] ^= 1
        (folder / name).write_bytes(data)
        check(folder, uri)

    monkeypatch.setattr("index.build.checks.check", damaged)
    with pytest.raises(BuildError, match=f"did not pass its checks.*{name} is not what was written"):
        build_index([built.folder], store)
    assert (store.current(), [m.id for m in store.manifests()], drafts(store)) == (before, [before], [])


FULL_DISK = """
import resource, shutil, sys
from pathlib import Path
from corpus.catalogue import KnownFiles
from corpus.errors import SdgSearchError
from corpus.vocabulary import load_vocabulary
from index.build import build
from index.store import Store
from ingest.discovery import discover
from ingest.settings import IngestSettings, Limits

class Silent:
    def file(self, *_): ...
    def embedded(self, *_): ...
    def stage(self, *_): ...

data, reports = Path(sys.argv[1]), Path(sys.argv[2])
for size in map(int, sys.argv[3:]):
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    try:
        build(discover([reports]), store=Store(data), vocabulary=load_vocabulary(), known=KnownFiles([]),
              settings=IngestSettings(), limits=Limits(workers=1), progress=Silent())
        print(size, "done", flush=True)
    except SdgSearchError as error:
        print(size, type(error).__name__, str(error).replace(chr(10), " "), flush=True)
"""
SIZES = (0, 4096, 100_000, 40_000_000)
"""Of the largest file that can be written: too small for the cache, the new generation, an original."""


def test_a_full_disk_is_said_in_a_sentence_and_the_old_generation_serves(
    built: Any, store: Store, tmp_path: Path, build_index: Any
) -> None:
    reports = Path(shutil.copytree(built.folder, tmp_path / "reports"))
    (reports / "large.bin").write_bytes(bytes(2 * SIZES[-1]))
    before = build_index([reports], store).manifest.id
    shutil.rmtree(store.files)
    arguments = [str(store.folder), str(reports), *map(str, SIZES)]
    run = subprocess.run([sys.executable, "-c", FULL_DISK, *arguments], capture_output=True, text=True, timeout=120)
    lines = run.stdout.splitlines()
    assert (len(lines), run.stderr) == (len(SIZES), "")
    assert all(re.match(r"\d+ StorageError Could not .*make room", line, re.IGNORECASE) for line in lines)
    assert all(any(part in line for line in lines) for part in ("cache.sqlite", "/files/", "/.draft-"))
    assert (store.current(), [m.id for m in store.manifests()], drafts(store)) == (before, [before], [])
    checks.check(store.folder / "generations" / before)


def test_a_second_build_is_refused_on_the_command_line_while_one_runs(built: Any, store: Store) -> None:
    with store.building():
        run = _index(built.folder, store)
        _, error = run.communicate(timeout=60)
    assert (run.returncode, "Another build is running" in error, "Traceback" in error) == (1, True, False)


def test_a_build_killed_at_any_moment_leaves_the_old_generation_and_resumes(
    built: Any, store: Store, tmp_path: Path, build_index: Any
) -> None:
    before = build_index([built.folder / "peat.txt"], store).manifest.id
    reports = tmp_path / "many"
    reports.mkdir()
    for number in range(10):
        text = f"Survey number {number} counted {number * 7 + 3} cranes and as many reed beds along the river. " * 4
        (reports / f"survey {number}.txt").write_text(text)
    moments = random.Random(2024)
    for lines in (1, moments.randrange(2, 10)):
        _killed_after(_index(reports, store), lines=lines, seconds=moments.uniform(0, 0.2))
        assert store.current() == before
        assert [manifest.id for manifest in store.manifests()] == [before]
        checks.check(store.folder / "generations" / before)
    known = embedded_texts(store)
    report = build_index([reports], store)
    assert report.manifest.counts.documents == 10
    assert report.embedded == embedded_texts(store) - known
    assert store.current() == report.manifest.id
    assert drafts(store) == []


def _index(folder: Path, store: Store) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [*COMMAND, "index", str(folder), "--data", str(store.folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def _killed_after(run: subprocess.Popen[str], *, lines: int, seconds: float) -> None:
    """SIGKILL after so many lines of progress and a moment more."""
    assert run.stdout
    for _ in range(lines):
        run.stdout.readline()
    time.sleep(seconds)
    run.send_signal(signal.SIGKILL)
    run.communicate()


def test_a_file_that_can_not_be_read_is_set_aside_after_its_tries_and_tried_again_on_request(
    store: Store, tmp_path: Path, build_index: Any
) -> None:
    reports = tmp_path / "reports"
    reports.mkdir()
    (reports / "bog.txt").write_text("Wet peat does not burn.")
    (reports / "torn.pdf").write_bytes(b"%PDF-1.7\nnothing but a beginning")
    told = [build_index([reports], store).failed for _ in range(MOST_TRIES + 1)]
    assert len(set(told)) == 1
    [unread] = store.set_aside.all()
    assert (unread.source, unread.tries, unread.set_aside) == ("torn.pdf", MOST_TRIES, True)
    store.set_aside.try_again(unread.digest)
    build_index([reports], store)
    assert [one.tries for one in store.set_aside.all()] == [1]
