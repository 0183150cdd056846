"""The command line: the same answers as over HTTP, exit codes that can be relied on, and a plain view of quotes."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from faces import Library, Ran
from rich.console import Console

from index.question import Question
from index.searcher import Searcher
from index.store import Store
from ingest.document import Span
from search_api.answers import search_answer
from search_api.terminal import BuildProgress, print_answer

Run = Callable[..., Ran]


@pytest.mark.parametrize(
    ("options", "parameters"),
    [
        (["acid rain"], {"q": "acid rain"}),
        (["沙尘暴", "--no-expand", "--mode", "lexical"], {"q": "沙尘暴", "expand": False, "mode": "lexical"}),
        (["沙尘暴", "-k", 3, "--offset", 2, "--explain"], {"q": "沙尘暴", "k": 3, "offset": 2, "explain": True}),
        (
            [
                "",
                "--entity",
                "sdg:14",
                "--entity",
                "sdg:7",
                "--exclude",
                "sdg:13",
                "--facet",
                "sdg",
                "--basis",
                "stated",
            ],
            {"entity": ["sdg:14", "sdg:7"], "exclude": "sdg:13", "facets": "sdg", "basis": "stated"},
        ),
        (
            ["sea", "--language", "ja", "--kind", "paragraph", "--year-from", 1990, "--mode", "lexical"],
            {"q": "sea", "language": "ja", "kind": "paragraph", "year_from": 1990, "mode": "lexical"},
        ),
    ],
)
def test_search_as_json_prints_exactly_what_http_answers(
    run: Run, client: httpx.Client, library: Library, options: list[object], parameters: dict[str, Any]
) -> None:
    ran = run("search", *options, "--data", library.store.folder, "--json")
    assert ran.code == 0
    assert _timeless(ran.out) == _timeless(client.get("/v1/search", params=parameters).text)


@pytest.mark.parametrize(
    ("arguments", "spared"),
    [
        (("--help",), ("numpy", "pydantic")),
        (
            ("search", "acid rain", "--mode", "lexical"),
            ("faiss", "pymilvus", "sentence_transformers", "spacy", "tokenizers", "torch"),
        ),
    ],
)
def test_a_command_loads_no_library_that_it_does_not_use(
    library: Library, arguments: tuple[str, ...], spared: tuple[str, ...]
) -> None:
    script = (
        "import sys\nfrom search_api.cli import app\n"
        f"try:\n    app()\nfinally:\n    print([name for name in {spared} if name in sys.modules])"
    )
    environment = os.environ | {"SDGSEARCH_DATA": str(library.store.folder)}
    ran = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, env=environment)
    assert (ran.returncode, ran.stdout.splitlines()[-1]) == (0, "[]")


def test_a_kept_generation_can_be_searched(run: Run, library: Library) -> None:
    ran = run("search", "haze", "--data", library.store.folder, "--generation", library.kept, "--json")
    assert json.loads(ran.out)["generation"] == library.kept


def test_without_a_terminal_a_quote_stands_in_one_piece(run: Run, library: Library) -> None:
    ran = run("search", "Who measures acid rain?", "-k", 1, "--data", library.store.folder)
    assert "EANET has collected acid rain there since 2001, and LTP compares the models of three countries." in ran.out
    assert "Office of Small Reports. (2015). Haze over three borders, p. 1." in ran.out
    assert "1 page without text, 1 file not read" in ran.out


def test_a_long_name_is_shown_by_its_beginning_and_not_by_its_id(run: Run, tmp_path: Path) -> None:
    report = tmp_path / "statement.txt"
    report.write_text("The ministers signed the Trilateral Joint Statement on Environmental Cooperation.\n")
    run("index", report, "--data", tmp_path / "data")
    ran = run("search", "ministers", "--mode", "lexical", "--data", tmp_path / "data")
    assert "Trilateral Joint Statement on Environmental ..." in ran.out
    assert "agreement:" not in ran.out


def test_facets_are_printed_after_the_passages(run: Run, library: Library) -> None:
    ran = run("search", "", "-k", 1, "--facet", "mechanism", "--data", library.store.folder)
    assert re.search(r"^\d+\tmechanism:nowpap\tNOWPAP$", ran.out, re.MULTILINE)


def test_a_search_that_nothing_passes_says_so_and_succeeds(run: Run, library: Library) -> None:
    ran = run("search", "haze", "--year-from", 2900, "--data", library.store.folder)
    assert ran.code == 0
    assert "No passage passes the filters" in ran.out


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["search", "haze", "--mode", "psychic"], "mode"),
        (["search", "haze", "-k", "0"], "k = 0"),
        (["search", "haze", "--year-from", "2020", "--year-to", "2010"], "year_to"),
        (["search", "haze", "--entity", "mechanism:neaspek"], "Did you mean mechanism:neaspec"),
        (["search", "haze", "--kind", "[/prose]"], "[/prose]"),
        (["search"], "question"),
        (["index"], "paths"),
        (["index", "no-such-folder"], "no-such-folder"),
        (["generations", "activate"], "activate ID"),
        (["generations", "delete", "x"], "activate ID"),
        (["divine"], "divine"),
    ],
)
def test_what_can_not_be_asked_is_usage_and_exit_code_2(
    run: Run, library: Library, arguments: list[str], words: str
) -> None:
    data = ["--data", library.store.folder] if arguments[0] != "divine" else []
    ran = run(*arguments, *data)
    assert ran.code == 2
    assert words in " ".join(re.sub("[│╭╮╰╯─]", " ", ran.err).split())


@pytest.mark.parametrize("command", [["search", "haze"], ["entities"], ["evaluate", "{questions}"]])
def test_before_the_first_index_a_command_says_what_to_do(run: Run, tmp_path: Path, command: list[str]) -> None:
    questions = tmp_path / "questions.yaml"
    questions.write_text("- {id: a, language: en, question: 'Who?', holds: [x]}")
    ran = run(*[part.format(questions=questions) for part in command], "--data", tmp_path / "none")
    assert (ran.code, ran.out) == (1, "")
    assert "Run: sdgsearch index FOLDER" in ran.err
    assert "Traceback" not in ran.err


def test_index_names_each_file_that_failed_and_exits_with_1(run: Run, library: Library, store: Store) -> None:
    ran = run("index", library.folder / "peat.txt", library.folder / "torn.pdf", "--data", store.folder)
    assert ran.code == 1
    assert re.search(r"^torn\.pdf: .+", ran.out, re.MULTILINE)
    assert "Indexed 1 report, 1 page" in ran.out
    assert f"Live generation: {store.current()}" in ran.out


def test_index_of_readable_files_exits_with_0(run: Run, library: Library, store: Store) -> None:
    assert run("index", library.folder / "peat.txt", "--data", store.folder).code == 0


def test_index_takes_what_is_behind_a_url(run: Run, library: Library, store: Store) -> None:
    ran = run("index", (library.folder / "peat.txt").as_uri(), "--data", store.folder)
    assert ran.code == 0
    assert "Indexed 1 report, 1 page" in ran.out


def test_index_of_nothing_readable_keeps_what_was_there(run: Run, library: Library, store: Store) -> None:
    run("index", library.folder / "peat.txt", "--data", store.folder)
    before = store.current()
    ran = run("index", library.folder / "torn.pdf", "--data", store.folder)
    assert ran.code == 1
    assert "torn.pdf" in ran.err
    assert store.current() == before


def test_entities_lists_those_that_are_mentioned_or_all(run: Run, library: Library) -> None:
    mentioned = run("entities", "--kind", "mechanism", "--data", library.store.folder).out.splitlines()
    everything = run("entities", "--kind", "mechanism", "--all", "--data", library.store.folder).out.splitlines()
    assert mentioned[0] == "passages\treports\tentity\tlabel"
    assert mentioned[1].split("\t")[2:] in (["mechanism:neaspec", "NEASPEC"], ["mechanism:nowpap", "NOWPAP"])
    assert 3 < len(mentioned) < len(everything)


def test_entities_are_found_by_a_name_in_any_language(run: Run, library: Library) -> None:
    assert "mechanism:neacap" in run("entities", "동북아 청정대기", "--data", library.store.folder).out


def test_generations_lists_them_and_activates_one(run: Run, library: Library, store: Store) -> None:
    for name in ("peat.txt", "tsas.txt"):
        run("index", library.folder / name, "--data", store.folder)
    newest, oldest = (manifest.id for manifest in store.manifests())
    ran = run("generations", "activate", oldest, "--data", store.folder)
    assert ran.code == 0
    assert store.current() == oldest
    assert [line.split()[:2] for line in ran.out.splitlines() if oldest in line] == [["live", oldest]]
    assert newest in ran.out


def test_a_generation_that_is_not_kept_can_not_be_activated(run: Run, library: Library) -> None:
    ran = run("generations", "activate", "20010101", "--data", library.store.folder)
    assert ran.code == 1
    assert "'20010101'" in ran.err
    assert library.store.current() == library.live


def test_demo_indexes_the_reports_that_come_along_and_answers_three_questions(
    run: Run, library: Library, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    reports = [library.folder / name for name in ("haze.pdf", "shamo.txt", "peat.txt")]
    monkeypatch.setattr("corpus.catalogue.embedded_files", lambda: reports)
    (store.folder / "demo").mkdir()
    shutil.copy(store.cache, store.folder / "demo")
    ran = run("demo", "--data", store.folder)
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.count("Passages 1 to 2 of") == 3
    assert re.search(r"[\u4e00-\u9fff]+？", ran.out)
    assert "沙漠化防治" in ran.out
    assert f'sdgsearch search "..." --data {store.folder / "demo"}' in ran.out


def test_a_message_with_square_brackets_is_printed_as_it_is(run: Run, library: Library) -> None:
    ran = run("generations", "activate", "[bold]", "--data", library.store.folder)
    assert "'[bold]'" in ran.err


def test_the_names_of_files_can_not_upset_the_progress_bar() -> None:
    console = Console(file=io.StringIO(), force_terminal=True)
    with BuildProgress(console) as progress:
        progress.file(1, 2, "[/bold] report.pdf")
        progress.embedded(3)


def test_a_setting_that_is_wrong_is_usage(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SDGSEARCH_LIMITS__WORKERS", "0")
    ran = run("entities")
    assert ran.code == 2
    assert "limits.workers" in ran.err


def test_on_a_terminal_lines_are_wrapped_and_no_word_is_lost(searcher: Searcher) -> None:
    shown = _on_terminal(searcher, "Who measures acid rain?", k=1)
    assert max(map(len, shown.splitlines())) <= 60
    words = " ".join(re.sub("[│]", " ", shown).split())
    assert "EANET has collected acid rain there since 2001, and LTP compares the models of three countries." in words


def test_on_a_terminal_a_quote_that_was_read_from_a_picture_says_so(searcher: Searcher) -> None:
    assert "read from a picture" not in _on_terminal(searcher, "acid rain", k=1)
    assert "read from a picture, 87% sure" in _on_terminal(searcher, "acid rain", k=1, confidence=0.874)


def test_on_a_terminal_a_result_says_how_many_passages_say_the_same_and_where(searcher: Searcher) -> None:
    [other, another] = searcher.search(Question(text="peat", k=2)).results
    shown = _on_terminal(searcher, "acid rain", k=1, duplicates=[other, another], duplicates_total=5)
    words = " ".join(shown.split())
    assert f"5 more passages say the same: {other.metadata.title}" in words
    assert "; and 3 more" in words


def test_on_a_terminal_an_answer_that_is_none_says_so_with_what_was_searched(searcher: Searcher) -> None:
    answer = replace(searcher.search(Question(text="football", k=1)), confidence=0.12)
    console = Console(file=io.StringIO(), width=200)
    print_answer(console, search_answer(answer, searcher.generation.entities, explain=False))
    doubt, summary = console.file.getvalue().splitlines()[:2]  # type: ignore[attr-defined]
    assert doubt == "Probably no passage answers this (confidence 12%); these are the nearest."
    assert "Searched 8 reports" in summary


def test_a_passage_is_shown_with_its_neighbours_as_over_http(run: Run, client: httpx.Client, library: Library) -> None:
    found = client.get("/v1/search", params={"q": "Who pays for the stations?", "k": 1}).json()["results"][0]
    options = [found["passage_id"], "--context", 1, "--data", library.store.folder]
    answer = client.get(f"/v1/passages/{found['passage_id']}", params={"context": 1}).json()
    assert json.loads(run("passage", *options, "--json").out) == answer
    shown = " ".join(run("passage", *options).out.split())
    assert all(" ".join(one["text"].split()) in shown for one in (*answer["before"], found, *answer["after"]))


def test_the_address_of_no_passage_is_an_error_with_an_example(run: Run, library: Library) -> None:
    ran = run("passage", "nowhere", "--data", library.store.folder)
    assert ran.code == 2
    assert "one looks like 28f159305544dacb-1203-1844" in ran.err


@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_a_very_long_quote_is_cut_around_its_highlights_and_says_so(searcher: Searcher, place: str) -> None:
    sentences = [f"Sentence number {number} says nothing of note." for number in range(80)]
    number = {"first": 0, "middle": 40, "last": 79}[place]
    sentences[number] = "The word is saxaul, at last."
    text = " ".join(sentences)
    start = text.index("saxaul")
    shown = _on_terminal(searcher, "saxaul", k=1, text=text, highlights=(Span(start, start + 6),), sentence=None)
    words = " ".join(re.sub("[│]", " ", shown).split())
    assert "The word is saxaul, at last." in words
    assert words.count("[...]") == (2 if place == "middle" else 1)
    assert len(words) < 1400


def test_every_command_explains_itself(run: Run) -> None:
    listed = re.findall(r"^│ (\w+) ", run("--help").out, re.MULTILINE)
    assert set(listed) == {
        "index", "search", "passage", "entities", "serve", "vocabulary", "demo", "evaluate", "generations", "fetch",
        "doctor", "verify", "mcp", "keys", "jobs", "documents",
    }  # fmt: skip
    for command in listed:
        assert f"sdgsearch {command}" in run(command, "--help").out


def _timeless(answer: str) -> str:
    """The answer without the time that it took."""
    return re.sub(r'"took_ms":[0-9.]+', "", answer.strip())


def _on_terminal(searcher: Searcher, question: str, k: int, **changes: Any) -> str:
    answer = searcher.search(Question(text=question, k=k))
    answer = replace(answer, results=[replace(found, **changes) for found in answer.results])
    console = Console(file=io.StringIO(), force_terminal=True, color_system=None, width=60)
    print_answer(console, search_answer(answer, searcher.generation.entities, explain=False))
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


@pytest.mark.parametrize("options", [["--password", "sesame"], ["--password", "=sesame"], ["--passwords", "{file}"]])
def test_a_password_without_its_file_is_refused_and_not_repeated(run: Run, tmp_path: Path, options: list[str]) -> None:
    file = tmp_path / "secrets"
    file.write_text("a.pdf=open\nsesame\n")
    ran = run("index", tmp_path, *[option.format(file=file) for option in options])
    assert ran.code == 2
    assert "FILE=PASSWORD" in ran.err
    assert "sesame" not in ran.err


def test_a_password_for_a_file_that_is_not_indexed_is_refused(run: Run, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Peat.")
    ran = run("index", tmp_path / "a.txt", "--password", "b.pdf=sesame", "--data", tmp_path / "data")
    assert ran.code == 1
    assert "b.pdf" in ran.err
    assert "sesame" not in ran.err
