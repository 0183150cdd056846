"""Files in, one outcome for each: in order, each with its reason or its passages, nothing computed twice."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
import pytest

from corpus.catalogue import KnownFiles, Source
from corpus.vocabulary import Vocabulary
from ingest.cache import ContentCache
from ingest.discovery import discover
from ingest.document import Kind
from ingest.embedding import Embedder
from ingest.errors import IngestError
from ingest.originals import Originals
from ingest.outcomes import Duplicate, Ingested, Outcome, Rejected
from ingest.pipeline import Pipeline
from ingest.settings import IngestSettings, Limits
from ingest.steps import embedded_stretches, embedded_text
from ingest.taggers.stated import StatedTagger

KNOWN = Source("Bogs of the North", "Office", 2001, "en", "https://bogs.example/r", "CC0-1.0", "text", "known.txt")
_NOBODY = 65534
Run = Callable[..., list[Outcome]]


class Progress:
    """Counts what it is told, and does something when a file is done."""

    def __init__(self, when_done: Callable[[str], object] = lambda _: None) -> None:
        self.files: list[tuple[int, int, str]] = []
        self.texts = 0
        self._when_done = when_done

    def file(self, done: int, total: int, source: str) -> None:
        self.files.append((done, total, source))
        self._when_done(source)

    def embedded(self, texts: int) -> None:
        self.texts += texts


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


@contextmanager
def as_anybody() -> Iterator[None]:
    """Root may list every folder: it is another user meanwhile."""
    own = os.geteuid()
    if own == 0:
        os.seteuid(_NOBODY)
    try:
        yield
    finally:
        os.seteuid(own)


@pytest.fixture(scope="module")
def tagger_of_all(vocabulary: Vocabulary) -> StatedTagger:
    return StatedTagger(vocabulary)


@pytest.fixture
def run(tmp_path: Path, embedder: Embedder, tagger_of_all: StatedTagger) -> Iterator[Run]:
    """The pipeline over some files, with a cache and originals of the test's own."""
    with ContentCache(tmp_path / "state" / "cache.sqlite") as cache:

        def over(
            paths: Sequence[Path],
            progress: Progress | None = None,
            passwords: dict[str, str] | None = None,
            **settings: Any,
        ) -> list[Outcome]:
            pipeline = Pipeline(
                embedder=embedder,
                tagger=tagger_of_all,
                cache=cache,
                originals=Originals(tmp_path / "state" / "files"),
                known=KnownFiles([KNOWN]),
                settings=IngestSettings(**settings),
                limits=Limits(workers=1),
                passwords=passwords or {},
            )
            return list(pipeline.run(discover(paths), progress or Progress()))

        yield over


def write(folder: Path, **texts: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text)
    return folder


def test_every_file_under_a_folder_is_found_in_order_of_name(tmp_path: Path) -> None:
    write(tmp_path / "b", two="x", one="x")
    write(tmp_path / "a", three="x")
    assert [one.source for one in discover([tmp_path])] == ["a/three.txt", "b/one.txt", "b/two.txt"]


def test_hidden_files_and_folders_are_no_reports(tmp_path: Path) -> None:
    write(tmp_path / ".git", head="x")
    (tmp_path / ".DS_Store").touch()
    assert discover([tmp_path]) == []


def test_a_hidden_folder_that_is_named_is_looked_into(tmp_path: Path) -> None:
    folder = write(tmp_path / ".reports", one="x")
    assert [one.source for one in discover([folder])] == ["one.txt"]


def test_a_path_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match=r"no file or folder .*gone"):
        discover([tmp_path / "gone"])


def test_an_empty_folder_holds_no_reports(tmp_path: Path) -> None:
    assert discover([tmp_path]) == []


def test_a_folder_that_can_not_be_listed_is_named(open_folder: Path) -> None:
    write(open_folder, one="x")
    write(open_folder / "closed", two="x").chmod(0)
    with as_anybody():
        assert [one.source for one in discover([open_folder])] == ["closed", "one.txt"]


def test_a_folder_to_index_that_can_not_be_listed_is_refused(open_folder: Path) -> None:
    closed = write(open_folder / "closed", two="x")
    closed.chmod(0)
    with as_anybody(), pytest.raises(IngestError, match=r"closed can't be listed"):
        discover([closed])


def test_a_link_that_leads_nowhere_is_named(tmp_path: Path, run: Run) -> None:
    folder = write(tmp_path / "in")
    (folder / "link.pdf").symlink_to(tmp_path / "gone.pdf")
    assert run([folder]) == [Rejected("link.pdf", "The file could not be read: No such file or directory.")]


def test_there_is_one_outcome_for_each_file_in_order(tmp_path: Path, run: Run) -> None:
    folder = write(tmp_path / "in", a="Peat.", b="", c="Sand.", d="Peat.")
    outcomes = [(type(outcome), outcome.source) for outcome in run([folder])]
    assert outcomes == [(Ingested, "a.txt"), (Rejected, "b.txt"), (Ingested, "c.txt"), (Duplicate, "d.txt")]


def test_the_same_bytes_twice_are_ingested_once_and_say_of_which(tmp_path: Path, run: Run) -> None:
    folder = write(tmp_path / "in", a="Peat.", b="Peat.")
    first, second = run([folder])
    assert isinstance(first, Ingested)
    assert second == Duplicate("b.txt", "a.txt", first.id)


def test_a_folder_named_twice_is_ingested_once(tmp_path: Path, run: Run) -> None:
    folder = write(tmp_path / "in", a="Peat.")
    assert [type(outcome) for outcome in run([folder, folder / "a.txt"])] == [Ingested, Duplicate]


def test_a_file_that_vanishes_in_mid_run_is_named_and_the_others_are_read(tmp_path: Path, run: Run) -> None:
    folder = write(tmp_path / "in", **{f"f{n}": f"Text number {n} on peat." for n in range(8)})
    outcomes = run([folder], Progress(lambda source: source == "f0.txt" and (folder / "f7.txt").unlink()))
    assert outcomes[7] == Rejected("f7.txt", "The file could not be read: No such file or directory.")
    assert all(isinstance(outcome, Ingested) for outcome in outcomes[:7])


def test_a_file_that_vanishes_after_it_was_taken_is_read_from_its_copy(tmp_path: Path, run: Run) -> None:
    folder = write(tmp_path / "in", a="Peat.", b="Sand.")
    outcomes = run([folder], Progress(lambda source: source == "a.txt" and (folder / "b.txt").unlink()))
    assert isinstance(outcomes[1], Ingested)


def test_every_file_is_told_to_whoever_watches(tmp_path: Path, run: Run) -> None:
    progress = Progress()
    run([write(tmp_path / "in", a="Peat.", b="")], progress)
    assert progress.files == [(1, 2, "a.txt"), (2, 2, "b.txt")]


def test_the_second_run_embeds_nothing_and_gives_the_same(tmp_path: Path, run: Run) -> None:
    folder = write(tmp_path / "in", a="Peat holds carbon. NEASPEC met in 2019.", b="沙尘暴来了。")
    first, progress = run([folder]), Progress()
    second = run([folder], progress)
    assert progress.texts == 0
    for one, two in zip(first, second, strict=True):
        assert isinstance(one, Ingested)
        assert isinstance(two, Ingested)
        assert (one.document, one.passages, one.mentions) == (two.document, two.passages, two.mentions)
        assert np.array_equal(one.vectors, two.vectors)


def test_a_changed_report_embeds_only_what_changed(tmp_path: Path, run: Run) -> None:
    text = "Bogs\n\n1. Peat\n\nPeat holds carbon.\n\n2. Sand\n\nSand moves in spring.\n"
    folder = write(tmp_path / "in", a=text)
    run([folder])
    (folder / "a.txt").write_text(text.replace("spring", "autumn"))
    progress = Progress()
    run([folder], progress)
    assert 0 < progress.texts <= 2


def test_other_settings_cut_other_passages(tmp_path: Path, run: Run) -> None:
    folder = write(tmp_path / "in", a="Peat holds more carbon than forest does. " * 20)
    [long], [short] = run([folder]), run([folder], passage_tokens=40)
    assert isinstance(long, Ingested)
    assert isinstance(short, Ingested)
    assert len(long.passages) < len(short.passages)


@pytest.fixture(scope="module")
def embedded_reports(
    tmp_path_factory: pytest.TempPathFactory, embedder: Embedder, tagger_of_all: StatedTagger, built: Any
) -> list[Ingested]:
    """The eight small reports of the shared index, as the pipeline gives them."""
    with ContentCache(built.store.cache) as cache:
        pipeline = Pipeline(
            embedder=embedder,
            tagger=tagger_of_all,
            cache=cache,
            originals=Originals(tmp_path_factory.mktemp("files")),
            known=KnownFiles([]),
            settings=IngestSettings(),
            limits=Limits(workers=1),
        )
        outcomes = list(pipeline.run(discover([built.folder]), Progress()))
    return [outcome for outcome in outcomes if isinstance(outcome, Ingested)]


def test_every_passage_of_every_format_is_its_span(embedded_reports: list[Ingested]) -> None:
    assert len(embedded_reports) == 8
    for report in embedded_reports:
        assert all(report.document.text[p.span.start : p.span.end] == p.text for p in report.passages)


def test_blocks_of_every_format_tile_the_text(embedded_reports: list[Ingested]) -> None:
    for report in embedded_reports:
        assert "".join(block.span.of(report.document.text) for block in report.document.blocks) == report.document.text


def test_every_mention_is_the_words_at_its_offsets(embedded_reports: list[Ingested]) -> None:
    pairs = [(p, m) for r in embedded_reports for p, found in zip(r.passages, r.mentions, strict=True) for m in found]
    assert len(pairs) > 20
    assert all(mention.span.of(passage.text) == mention.surface != "" for passage, mention in pairs)


def test_every_passage_stretch_and_section_has_a_vector(embedded_reports: list[Ingested]) -> None:
    for report in embedded_reports:
        assert report.section_vectors.keys() == {passage.section for passage in report.passages} - {()}
        stretches = sum(len(passage.stretches) for passage in report.passages)
        assert (len(report.vectors), len(report.stretch_vectors)) == (len(report.passages), stretches)


def test_a_document_s_id_is_the_beginning_of_its_hash(tmp_path: Path, run: Run) -> None:
    folder = write(tmp_path / "in", a="Peat.")
    [outcome] = run([folder])
    assert isinstance(outcome, Ingested)
    assert outcome.id == Originals(tmp_path / "x").keep(folder / "a.txt")[0][:16]


def test_what_the_catalogue_knows_of_a_report_goes_before_what_it_says_of_itself(tmp_path: Path, run: Run) -> None:
    [outcome] = run([write(tmp_path / "in", known="Another title\n\nPeat, in 1999.")])
    assert isinstance(outcome, Ingested)
    known = outcome.document.metadata
    assert (known.title, known.publisher, known.year, known.url) == (KNOWN.title, "Office", 2001, KNOWN.url)


def test_a_report_without_a_title_is_called_like_its_file(tmp_path: Path, run: Run) -> None:
    text = "it begins in the middle of a sentence and goes on for a while, without anything that looks like a title."
    [outcome] = run([write(tmp_path / "in", notes=text)])
    assert isinstance(outcome, Ingested)
    assert outcome.document.metadata.title == "notes"


def test_what_is_embedded_begins_with_title_and_section_and_is_not_what_is_shown(
    embedded_reports: list[Ingested],
) -> None:
    register = next(report for report in embedded_reports if report.source == "register.md")
    passage = next(passage for passage in register.passages if passage.section == ("Busan: sand",))
    assert embedded_text("Register", passage) == f"Register > Busan: sand\n{passage.text}"


def test_what_is_embedded_of_rows_begins_with_the_caption_and_header_of_their_table(run: Run, tmp_path: Path) -> None:
    rows = "\n".join(f"| Place {number} | {number} million |" for number in range(30))
    text = f"# Costs\n\n## By city\n\nTable 1. Spent on stations\n\n| City | Sum |\n| --- | --- |\n{rows}\n"
    (tmp_path / "costs.md").write_text(text)
    [report] = run([tmp_path / "costs.md"], passage_tokens=100)
    assert isinstance(report, Ingested)
    last = report.passages[-1]
    assert embedded_text("Costs", last) == f"Costs > By city\nTable 1. Spent on stations\nCity\tSum\n{last.text}"


def test_each_row_of_a_table_is_embedded_after_the_tables_caption_and_header(tmp_path: Path, run: Run) -> None:
    text = "# Costs\n\nTable 1. Spent on stations\n\n| City | Sum |\n| --- | --- |\n| Busan | 7 |\n| Ulsan | 8 |\n"
    (tmp_path / "costs.md").write_text(text)
    [report] = run([tmp_path / "costs.md"])
    assert isinstance(report, Ingested)
    [table] = [passage for passage in report.passages if passage.kind is Kind.TABLE]
    header = "Table 1. Spent on stations\nCity\tSum"
    caption, names, *rows = (text.strip() for text in embedded_stretches(table))
    assert f"{caption}\n{names}" == header
    assert rows == [f"{header}\nBusan\t7", f"{header}\nUlsan\t8"]


@pytest.mark.parametrize("called", ["locked.pdf", "{folder}/locked.pdf"])
def test_a_password_opens_the_file_it_is_given_for(run: Run, locked_pdf: Path, called: str) -> None:
    [outcome] = run([locked_pdf], passwords={called.format(folder=locked_pdf.parent): "secret"})
    assert isinstance(outcome, Ingested)


def test_what_a_password_opened_is_not_given_without_it(run: Run, locked_pdf: Path) -> None:
    assert isinstance(run([locked_pdf], passwords={"locked.pdf": "secret"})[0], Ingested)
    for wrong in ({}, {"locked.pdf": "sesame"}):
        [outcome] = run([locked_pdf], passwords=wrong)
        assert isinstance(outcome, Rejected)
        assert "sesame" not in outcome.reason
