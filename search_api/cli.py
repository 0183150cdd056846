"""The command line: each command reads its settings, calls the same functions as the HTTP face, and prints.

Exit code 0: all done; 1: something failed (each thing named with its reason); 2: usage, a question that can't be
answered as asked among it. A command imports what it needs by itself, so that help and a search by words are quick.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from rich.console import Console
from rich.text import Text

from corpus.errors import SdgSearchError
from search_api.errors import in_words

if TYPE_CHECKING:
    from fastapi import FastAPI
    from pydantic import BaseModel

    from index.jobs import Job, Jobs
    from ingest.remote import Root
    from search_api.client import Client
    from search_api.settings import Settings

app = typer.Typer(
    name="sdgsearch",
    help="Cited-passage search over policy reports: which report, which page, which words.",
    epilog="Exit code 0: all done. 1: something failed, and each thing is named with its reason. 2: usage.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

vocabulary = typer.Typer(help="Check the words that passages are tagged with, and find new ones.", no_args_is_help=True)
app.add_typer(vocabulary, name="vocabulary")

keys = typer.Typer(help="Make, list and revoke the keys of the HTTP service.", no_args_is_help=True)
app.add_typer(keys, name="keys")

jobs = typer.Typer(help="List the builds that were asked for, ask for one, cancel one, or do them.")
app.add_typer(jobs, name="jobs")
_RAY: dict[str, Any] = {"rich_help_panel": "On a cluster"}
_REMOTE: dict[str, Any] = {"rich_help_panel": "A remote service", "show_envvar": False}

documents = typer.Typer(help="List the reports; say who may read one, withdraw it, or link its editions.")
app.add_typer(documents, name="documents")

Data = Annotated[
    Path | None,
    typer.Option("--data", file_okay=False, help="Folder of caches and generations; by default SDGSEARCH_DATA."),
]
Model = Annotated[
    str | None,
    typer.Option(help="Name or folder of an embedding model; by default SDGSEARCH_MODEL, or the one that comes along."),
]

Server = Annotated[
    str | None,
    typer.Option(
        envvar="SDGSEARCH_SERVER", help="Ask the service at this address instead of a data folder.", **_REMOTE
    ),
]
KeyFile = Annotated[
    Path | None,
    typer.Option(
        exists=True, dir_okay=False, help="A file with the API key for it; else SDGSEARCH_KEY has it.", **_REMOTE
    ),
]

Validated = TypeVar("Validated", bound="BaseModel")

DEMO_QUESTIONS = (
    "Which programme protects the habitat of the Amur tiger and the snow leopard?",
    "沙尘暴的区域合作是怎样开展的？",
    "How did the three environment ministers meetings begin?",
)


def _filter(help: str) -> Any:
    return typer.Option(help=help, rich_help_panel="Filters")


_DRAWING: dict[str, Any] = {"rich_help_panel": "Drawing a file"}


def main() -> None:
    """Run a command; an error that a person can put right is one sentence and exit code 1."""
    try:
        app()
    except SdgSearchError as error:
        Console(stderr=True).print(Text.assemble(("sdgsearch: ", "bold red"), str(error)), soft_wrap=True)
        sys.exit(_exit_code(error))
    except KeyboardInterrupt:
        sys.exit(130)


@app.command()
def index(
    paths: Annotated[
        list[str],
        typer.Argument(help="Files, folders, or URLs of them (s3://...); together they are the index."),
    ],
    data: Data = None,
    model: Model = None,
    password: Annotated[
        list[str], typer.Option(metavar="FILE=PASSWORD", help="Opens an encrypted file, by path or name; repeatable.")
    ] = [],  # noqa: B006
    passwords: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="A file with one FILE=PASSWORD a line.")
    ] = None,
    ocr: Annotated[
        str | None, typer.Option(help="Read pictures of pages: auto (where there is no text), off, force.")
    ] = None,
    ocr_language: Annotated[
        list[str], typer.Option(help="Likely language of scans (en, zh, ...), the likeliest first; repeatable.")
    ] = [],  # noqa: B006
    ray: Annotated[
        bool, typer.Option("--ray", help="Build on Ray: a cluster's, or one of this machine.", **_RAY)
    ] = False,
    ray_address: Annotated[
        str | None, typer.Option(help="Of a Ray cluster: auto, host:port or ray://host:10001.", **_RAY)
    ] = None,
    ray_cache: Annotated[
        str | None, typer.Option(help="A folder, or its URL, that all machines of the cluster share.", **_RAY)
    ] = None,
    backend: Annotated[
        str | None, typer.Option(help="What is to search it: faiss or milvus; by default what searches the live one.")
    ] = None,
    uri: Annotated[
        str | None, typer.Option(help="Address of Milvus, http://HOST:19530; without one it is Milvus Lite.")
    ] = None,
) -> None:
    """Index reports: PDF, Office and OpenDocument files, EPUB, CSV, HTML, e-mails, Markdown, plain text.

    What was indexed before and is not named again is no longer found; a file that did not change costs nothing.
    Searches go on meanwhile, and see the new index when it is whole.
    """
    named = {name: value for name, value in (("address", ray_address), ("cache", ray_cache)) if value}
    on_ray = named if ray or named else None
    settings = _settings(
        data, model, ocr=ocr, ocr_languages=tuple(ocr_language) or None, ray=on_ray, backend=backend, uri=uri
    )
    if _build(_roots(paths), settings, _passwords(password, passwords)):
        raise typer.Exit(1)


@app.command()
def search(
    question: Annotated[str, typer.Argument(help="In any language; empty for all passages that pass the filters.")],
    data: Data = None,
    model: Model = None,
    entity: Annotated[list[str], _filter("Only passages that mention it, or a child of it; repeatable.")] = [],  # noqa: B006
    exclude: Annotated[list[str], _filter("No passage that mentions it, or a child of it; repeatable.")] = [],  # noqa: B006
    basis: Annotated[str, _filter("Mentions that count: any, stated or inferred.")] = "any",
    document: Annotated[list[str], _filter("Only this report, by its id; repeatable.")] = [],  # noqa: B006
    language: Annotated[list[str], _filter("Language of the passage (en, zh, ...); repeatable.")] = [],  # noqa: B006
    kind: Annotated[list[str], _filter("Kind of passage (paragraph, table, ...); repeatable.")] = [],  # noqa: B006
    year_from: Annotated[int | None, _filter("First year of publication.")] = None,
    year_to: Annotated[int | None, _filter("Last year of publication.")] = None,
    k: Annotated[int, typer.Option("-k", help="How many passages, 1 to 100.")] = 10,
    offset: Annotated[int, typer.Option(help="How many to leave out first.")] = 0,
    mode: Annotated[str, typer.Option(help="Go by words (lexical), meaning (dense), or both (hybrid).")] = "hybrid",
    facet: Annotated[
        list[str], typer.Option(help="Kind of entity to count in all that passes (sdg, mechanism, ...); repeatable.")
    ] = [],  # noqa: B006
    generation: Annotated[str | None, typer.Option(help="A kept generation instead of the live one.")] = None,
    expand: Annotated[
        bool, typer.Option("--expand/--no-expand", help="Read mistyped names, and ask for other names too.")
    ] = True,
    fold: Annotated[bool, typer.Option(help="Show one of passages that say the same, or each.")] = True,
    editions: Annotated[str, typer.Option(help="Of a report: the latest edition in each language, or all.")] = "latest",
    sort: Annotated[str, typer.Option(help="By relevance, or by year: newest, oldest.")] = "relevance",
    explain: Annotated[bool, typer.Option("--explain", help="Add each signal's rank and score to --json.")] = False,
    format: Annotated[str, typer.Option(help="Print a file instead: csv, ris, bibtex, csl-json, markdown, docx.")] = "",
    as_json: Annotated[bool, typer.Option("--json", help="Print what GET /v1/search answers.")] = False,
    server: Server = None,
    key_file: KeyFile = None,
) -> None:
    """Answer a question with passages that can be cited.

    sdgsearch search "Who monitors acid rain?" --entity mechanism:eanet --language en
    """
    from search_api.answers import search_answer
    from search_api.exports import exported
    from search_api.opening import live_index
    from search_api.parameters import SearchBody, SearchParameters
    from search_api.schemas import SearchAnswer
    from search_api.selection import selection_of
    from search_api.terminal import print_answer

    found: SearchAnswer | bytes
    parameters = _validated(
        SearchParameters,
        q=question,
        k=k,
        offset=offset,
        mode=mode,
        entity=entity,
        exclude=exclude,
        basis=basis,
        document=document,
        language=language,
        kind=kind,
        year_from=year_from,
        year_to=year_to,
        facets=facet,
        generation=generation,
        expand=expand,
        fold=fold,
        editions=editions,
        sort=sort,
        explain=explain,
        format=format or "json",
    )
    if server:
        body = SearchBody(**parameters.model_dump())
        with _client(server, key_file) as client:
            found = client.search(body) if parameters.format == "json" else client.export(body)
    else:
        searcher = live_index(_settings(data, model)).searcher(generation, editions=parameters.wanted)
        answer = searcher.search(parameters.question())
        if parameters.format == "json":
            found = search_answer(answer, searcher.generation.entities, explain=explain)
        else:
            found = exported(parameters.format, selection_of(answer))
    if isinstance(found, bytes):
        typer.echo(found, nl=False)
    elif as_json:
        print(found.model_dump_json())
    else:
        print_answer(_console(), found)


@app.command()
def passage(
    id: Annotated[str, typer.Argument(help="<document>-<start>-<end>, as a search prints it.")],
    context: Annotated[int, typer.Option(min=0, max=20, help="How many neighbours on each side.")] = 0,
    data: Data = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print what GET /v1/passages/ID answers.")] = False,
    server: Server = None,
    key_file: KeyFile = None,
) -> None:
    """Show a passage, or any span of a report, with its footnotes and neighbours."""
    from search_api.answers import passage_in_context
    from search_api.opening import live_index
    from search_api.permalinks import addressed
    from search_api.sight import Sight
    from search_api.terminal import print_passage

    if server:
        with _client(server, key_file) as client:
            answer = client.passage(id, context=context)
    else:
        answer = passage_in_context(addressed(Sight(live_index(_settings(data))), id), context)
    if as_json:
        print(answer.model_dump_json())
    else:
        print_passage(_console(), answer)


@app.command()
def verify(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Quotes in a .csv, .bib or .md file.")],
    data: Data = None,
    generation: Annotated[str | None, typer.Option(help="A kept generation instead of the live one.")] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what POST /v1/citations/verify answers, in a list.")
    ] = False,
    server: Server = None,
    key_file: KeyFile = None,
) -> None:
    """Say of each quote in a file whether it still stands where it was cited: exact, moved, changed or gone.

    Exit code 1 where a quote is changed or gone.
    """
    from search_api.answers import verified
    from search_api.opening import live_index
    from search_api.quotations import read_quotations
    from search_api.sight import Sight
    from search_api.verifying import as_list, print_verdicts, verdicts, verified_by

    quotations = read_quotations(file)
    if server:
        with _client(server, key_file) as client:
            answers = verified_by(client, quotations, generation)
    else:
        seen = Sight(live_index(_settings(data)))
        searched = seen.searcher(generation, "all").generation
        answers = [verified(one, searched) for one in verdicts(seen, searched, [one.quote for one in quotations])]
    if as_json:
        print(as_list(quotations, answers))
    else:
        print_verdicts(_console(), quotations, answers)
    if any(answer.state in ("changed", "gone") for answer in answers):
        raise typer.Exit(1)


@app.command()
def entities(
    name: Annotated[str, typer.Argument(help="Part of an id, acronym or name, in any language.")] = "",
    kind: Annotated[str, typer.Option(help="Only this kind: sdg, mechanism, agreement, ...")] = "",
    all_: Annotated[bool, typer.Option("--all", help="Also those that no passage mentions.")] = False,
    data: Data = None,
    server: Server = None,
    key_file: KeyFile = None,
) -> None:
    """List the entities that can be filtered by, the most mentioned first."""
    from index.entities import counted_entities
    from search_api.answers import entity_count
    from search_api.terminal import print_entities

    if server:
        with _client(server, key_file) as client:
            counted = list(client.every_entity(name, kind=kind))
    else:
        found = counted_entities(_settings(data).store.open(), kind=kind, name=name)
        counted = [entity_count(one) for one in found]
    print_entities(_console(), [one for one in counted if one.passages or all_])


@vocabulary.command("check")
def check_vocabulary(
    folder: Annotated[
        Path | None, typer.Argument(exists=True, file_okay=False, help="Folder of the vocabulary; else the package's.")
    ] = None,
) -> None:
    """Name everything that is wrong with the vocabulary, one line a problem: file, id, field, what to do."""
    from corpus.vocabulary import load_vocabulary
    from corpus.vocabulary_check import vocabulary_problems

    if problems := vocabulary_problems(folder):
        print("\n".join(problems))
        print(f"{len(problems)} to put right.")
        raise typer.Exit(1)
    print(f"{len(load_vocabulary(folder))} entries, nothing wrong.")


@vocabulary.command("suggest")
def suggest_entries(
    data: Data = None,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--vocabulary", exists=True, file_okay=False, help="Folder of the vocabulary; else the package's."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """List acronyms that the indexed reports define and the vocabulary lacks, those used most often first."""
    import msgspec

    from corpus.vocabulary import load_vocabulary
    from index.suggestions import suggestions
    from search_api.terminal import print_suggestions

    store = _settings(data).store
    found = suggestions(store.open(), load_vocabulary(folder, added=store.vocabulary))
    if as_json:
        print(msgspec.json.encode(found).decode())
    else:
        print_suggestions(_console(), found)


@app.command()
def serve(
    data: Data = None,
    model: Model = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on; beyond 127.0.0.1 it takes a key.")] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8000,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes that answer, 1 unless set otherwise.")] = None,
) -> None:
    """Serve the HTTP API; see /docs there.

    It does the jobs that are asked for, one at a time; a new index is used as soon as it is good, without a restart.
    """
    from search_api.background import working
    from search_api.opening import live_index
    from search_api.serving import serve_on
    from search_api.workers import serve_in_processes

    settings = _settings(data, model)
    given = {"host": host, "workers": workers}
    service = settings.service.model_copy(update={name: value for name, value in given.items() if value})
    if service.workers > 1:
        serve_in_processes(port, settings.model_copy(update={"service": service}))
        return
    live = live_index(settings)
    with working(settings, live) as wake:
        serve_on(port, live, service, wake, settings.gate)


@jobs.callback(invoke_without_command=True)
def list_jobs(context: typer.Context, data: Data = None) -> None:
    """List the builds that were asked for, the newest first."""
    from search_api.jobs_view import print_jobs

    if context.invoked_subcommand is None:
        print_jobs(_console(), _settings(data).store.jobs.list()[0])


@jobs.command("show")
def show_job(id: Annotated[str, typer.Argument(help="As `jobs` lists it.")], data: Data = None) -> None:
    """Show how far a build is or how it ended, with all that was said of its files."""
    from search_api.jobs_view import print_job

    print_job(_console(), _settings(data).store.jobs.get(id))


@jobs.command("add")
def add_job(
    reason: Annotated[str, typer.Argument(help="Why, for whoever reads the list.")] = "", data: Data = None
) -> None:
    """Ask for a build of all folders and uploads; a running service does it, or `jobs work`."""
    from search_api.jobs_view import print_job

    print_job(_console(), _settings(data).store.jobs.submit(asked_by="command line", reason=reason))


@jobs.command("cancel")
def cancel_job(id: Annotated[str, typer.Argument(help="As `jobs` lists it.")], data: Data = None) -> None:
    """Cancel a build that waits or runs."""
    from search_api.jobs_view import print_job

    print_job(_console(), _settings(data).store.jobs.cancel(id))


@jobs.command("work")
def work(
    data: Data = None,
    until_idle: Annotated[bool, typer.Option("--until-idle", help="End when no job is left.")] = False,
) -> None:
    """Do the jobs that are asked for, one at a time, as the service does; until Ctrl-C."""
    import time

    from search_api.background import building

    settings = _settings(data)
    with building(settings):
        while not until_idle or settings.store.jobs.open():
            time.sleep(0.2)


@jobs.command("unread")
def list_unread(data: Data = None) -> None:
    """List the files that could not be read, with the reason; those that are set aside are not tried any more."""
    from search_api.jobs_view import print_unread

    print_unread(_console(), _settings(data).store.set_aside.all())


@jobs.command("retry")
def retry_file(
    sha256: Annotated[str, typer.Argument(help="The file's SHA-256, as `jobs unread` lists it.")], data: Data = None
) -> None:
    """Have a file that could not be read tried again by the next build."""
    if not _settings(data).store.set_aside.try_again(sha256):
        raise typer.BadParameter("no file with this SHA-256 is unread; see: sdgsearch jobs unread")


@documents.callback(invoke_without_command=True)
def list_documents(context: typer.Context, data: Data = None) -> None:
    """List the reports that are indexed, with what was decided of them."""
    if context.invoked_subcommand is None:
        _print_documents(data)


Document = Annotated[str, typer.Argument(help="The report's id, as `documents` lists it.")]


@documents.command("label")
def label_document(
    id: Document,
    label: Annotated[str, typer.Argument(help="public: everyone reads it; else keys with this label.")],
    data: Data = None,
) -> None:
    """Say who may read a report."""
    _rule(data, id, label=label)


@documents.command("withdraw")
def withdraw_document(
    id: Document, reason: Annotated[str, typer.Argument(help="Why nobody is to find it.")], data: Data = None
) -> None:
    """Let nobody find a report any more, at once and in every kept generation."""
    _rule(data, id, withdrawn=reason)


@documents.command("restore")
def restore_document(id: Document, data: Data = None) -> None:
    """Let a withdrawn report be found again."""
    _rule(data, id, withdrawn="")


@documents.command("link")
def link_document(
    id: Document,
    other: Annotated[str, typer.Argument(help="A report that it is an edition or a translation of; empty: none.")],
    data: Data = None,
) -> None:
    """Say that a report is an edition, or another language, of another one; only the latest edition is searched."""
    _rule(data, id, edition_of=other)


def _rule(data: Path | None, id: str, **changes: str) -> None:
    from index.documents import has_document
    from search_api.ruling_schemas import RulingIn

    wish = _validated(RulingIn, **changes)
    store = _settings(data).store
    if not has_document(store.open(), id):
        raise typer.BadParameter(f"there is no report {id!r} in this index; see: sdgsearch documents")
    store.library.rule(id, **wish.changes)
    _print_documents(data, only=id)


def _print_documents(data: Path | None, only: str = "") -> None:
    from search_api.documents_view import print_documents
    from search_api.opening import live_index

    print_documents(_console(), live_index(_settings(data)), only)


@app.command()
def mcp(
    data: Data = None,
    model: Model = None,
    http: Annotated[
        int | None,
        typer.Option(metavar="PORT", min=1, max=65535, help="Listen on this port of this machine, at /mcp, instead."),
    ] = None,
    server: Server = None,
    key_file: KeyFile = None,
) -> None:
    """Let a language model search and quote: the Model Context Protocol, over standard input and output.

    Of a data folder, or of a remote service. docs/assistants.md says how a program is told of it.
    """
    from search_api.mcp import mcp_server

    with _client(server, key_file) if server else _local_client(_settings(data, model), key_file) as client:
        if http:
            mcp_server(client).run("streamable-http", host="127.0.0.1", port=http)
        else:
            mcp_server(client).run("stdio")


@keys.command("add")
def add_key(
    name: Annotated[str, typer.Argument(help="Who it is for, as lists and logs name it.")],
    role: Annotated[str, typer.Option(help="reader: search and read; curator: also uploads and jobs; admin: all.")] = (
        "reader"
    ),
    label: Annotated[
        list[str], typer.Option(help='Documents it may read beside those labelled "public"; * for all; repeatable.')
    ] = [],  # noqa: B006
    days: Annotated[int | None, typer.Option(min=1, max=36500, help="Expires after so many days; else never.")] = None,
    data: Data = None,
) -> None:
    """Make a key and print it. It is shown this once: only its hash is kept."""
    from datetime import UTC, datetime, timedelta

    from search_api.access import Role
    from search_api.keys import Keys

    if role not in list(Role):
        raise typer.BadParameter(f"--role {role}: write {', '.join(Role)}.")
    expires = datetime.now(UTC) + timedelta(days=days) if days else None
    _, words = Keys(_settings(data).store.keys).add(name, Role(role), label, expires)
    print(words)


@keys.command("list")
def list_keys(data: Data = None) -> None:
    """List every key that was ever made, the newest first."""
    from search_api.keys import Keys
    from search_api.keys_view import print_keys

    print_keys(_console(), Keys(_settings(data).store.keys).all())


@keys.command("revoke")
def revoke_key(id: Annotated[str, typer.Argument(help="As `keys list` shows it.")], data: Data = None) -> None:
    """Make a key open nothing from now on."""
    from search_api.keys import Keys
    from search_api.keys_view import print_keys

    print_keys(_console(), [Keys(_settings(data).store.keys).revoke(id)])


@app.command()
def demo(data: Data = None) -> None:
    """Index the reports that come with the package and ask them three questions."""
    from corpus.catalogue import embedded_files
    from index.question import Question
    from search_api.answers import search_answer
    from search_api.opening import live_index
    from search_api.terminal import print_answer

    settings = _settings(data)
    settings = settings.model_copy(update={"data": settings.data / "demo"})
    console = _console()
    files = embedded_files()
    console.print(Text(f"Indexing {len(files)} reports into {settings.data}; the first time takes some minutes."))
    failed = _build(files, settings, {})
    searcher = live_index(settings).searcher()
    for question in DEMO_QUESTIONS:
        console.print()
        console.rule(Text(question, style="bold"), align="left")
        answer = searcher.search(Question(text=question, k=2))
        print_answer(console, search_answer(answer, searcher.generation.entities, explain=False))
    console.rule()
    console.print(Text(f'Ask your own: sdgsearch search "..." --data {settings.data}'), soft_wrap=True)
    if failed:
        raise typer.Exit(1)


@app.command()
def evaluate(
    questions: Annotated[Path, typer.Argument(exists=True, help="A question file (YAML), or a folder in BEIR layout.")],
    data: Data = None,
    model: Model = None,
    mode: Annotated[str, typer.Option(help="Go by words (lexical), meaning (dense), or both (hybrid).")] = "hybrid",
    generation: Annotated[str | None, typer.Option(help="A kept generation instead of the live one.")] = None,
    against: Annotated[
        str | None,
        typer.Option(metavar="OTHER", help="Compare with a kept generation, a data folder, or a file saved by --json."),
    ] = None,
    at_least: Annotated[
        list[str], typer.Option(metavar="LIMIT", help="Exit with 1 below it: mrr@10=0.85, zh:mrr@10=0.8; repeatable.")
    ] = [],  # noqa: B006
    sample: Annotated[
        int | None, typer.Option(min=1, help="Ask about so many of a BEIR folder's questions in each language.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """Measure how well questions are answered, and tell why an answer does not stand first.

    The texts of a BEIR folder are indexed beside the reports, under evaluation/, and never among them.
    """
    import msgspec

    from index.evaluation.gate import read_limit
    from search_api.evaluating import Evaluator
    from search_api.evaluation_view import print_report

    console = Console(stderr=True) if as_json else _console()
    report = Evaluator(console, questions, mode, sample).report(
        _settings(data, model),
        generation=generation,
        against=against,
        limits=[read_limit(limit) for limit in at_least],
    )
    if as_json:
        print(msgspec.json.encode(report).decode())
    else:
        print_report(console, report)
    if report.shortfalls:
        raise typer.Exit(1)


@app.command()
def generations(
    action: Annotated[str, typer.Argument(help="list, or activate.")] = "list",
    id: Annotated[str, typer.Argument(help="The generation to make the live one; previous: the one before.")] = "",
    data: Data = None,
) -> None:
    """List the kept generations, or make one of them the live one."""
    from search_api.terminal import print_generations

    store = _settings(data).store
    if action == "activate" and id:
        store.activate(store.previous() if id == "previous" else id)
    elif action != "list":
        raise typer.BadParameter("write: sdgsearch generations, or: sdgsearch generations activate ID")
    print_generations(_console(), store.manifests(), store.current())


@app.command()
def fetch(
    folder: Annotated[Path, typer.Argument(help="Where the reports are to lie.")],
    catalogue: Annotated[Path | None, typer.Option(exists=True, help="Another catalogue than the package's.")] = None,
) -> None:
    """Download the catalogued public reports: one at a time, resumable, each checked."""
    from search_api.fetching import fetch_with_progress

    if not fetch_with_progress(_console(), folder, catalogue):
        raise typer.Exit(1)


@app.command()
def doctor(
    data: Data = None,
    model: Model = None,
    draw: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Show what is made of this file, page by page.", **_DRAWING),
    ] = None,
    pages: Annotated[str, typer.Option(help="Only these, as 1,3-5; else all.", **_DRAWING)] = "",
    passage: Annotated[int | None, typer.Option(help="Only this one, counted from 1.", **_DRAWING)] = None,
    password: Annotated[str, typer.Option(help="Opens the file.", **_DRAWING)] = "",
    out: Annotated[Path, typer.Option(file_okay=False, help="Folder of the pictures.", **_DRAWING)] = Path("drawn"),
) -> None:
    """Examine installation, model, disk and index; name what could not be read.

    With --draw: show blocks, tables, footnotes and passages of a file, on pictures of its pages if it is a PDF.
    """
    settings = _settings(data, model)
    if draw:
        from search_api.drawing import Wish, draw_file

        wish = Wish(_numbers(pages), passage)
        draw_file(_console(), draw, wish, settings=settings, folder=out, password=password)
        return
    from search_api.doctor import examine

    if not examine(_console(), settings):
        raise typer.Exit(1)


def _numbers(ranges: str) -> frozenset[int]:
    """`1,3-5` as 1, 3, 4 and 5."""
    found = [_RANGE.fullmatch(part.strip()) for part in ranges.split(",") if part.strip()]
    if not all(found):
        raise typer.BadParameter("--pages: write numbers and ranges, as 1,3-5.")
    return frozenset(n for m in found if m for n in range(int(m[1]), int(m[2] or m[1]) + 1))


_RANGE = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?")


def _exit_code(error: SdgSearchError) -> int:
    from index.errors import QueryError
    from search_api.errors import NotFound

    return 2 if isinstance(error, QueryError | NotFound) else 1


def _passwords(given: list[str], file: Path | None) -> dict[str, str]:
    """File -> password. What is wrong is told without repeating it, since a password may stand in it."""
    lines = file.read_text(encoding="utf-8-sig").splitlines() if file else []
    named = [("--password", entry) for entry in given]
    named += [(f"line {number} of {file}", line) for number, line in enumerate(lines, 1) if line.strip()]
    for place, entry in named:
        if not all(entry.partition("=")):
            raise typer.BadParameter(f"{place}: write FILE=PASSWORD.")
    return {name: password for name, _, password in (entry.partition("=") for _, entry in named)}


def _roots(paths: list[str]) -> list[Root]:
    from ingest.remote import root_at

    roots = [root_at(path) for path in paths]
    if missing := [root for root in roots if isinstance(root, Path) and not root.exists()]:
        raise typer.BadParameter(f"Path '{missing[0]}' does not exist.")
    return roots


def _build(paths: Sequence[Root], settings: Settings, passwords: dict[str, str]) -> bool:
    """Index `paths`; whether some file failed."""
    from index.errors import BuildError
    from search_api.building import do
    from search_api.terminal import BuildProgress, print_report

    console, store = _console(), settings.store
    with _turn(console, store.jobs, settings) as job, BuildProgress(console) as progress:
        store.library.set_roots(paths)
        job, report = do(job, store.jobs, settings, show=progress, passwords=passwords)
    if report is None:
        raise BuildError(job.message)
    print_report(console, report)
    return bool(report.failed)


@contextmanager
def _turn(console: Console, jobs: Jobs, settings: Settings) -> Iterator[Job]:
    """A job of this process that is running now; what is built at the moment is waited for."""
    job = jobs.submit(asked_by="command line", reason="", settings=settings.ingest, owner=os.getpid())
    try:
        with jobs.builder() as free:
            if free:
                yield jobs.claim(os.getpid()) or job
                return
        console.print("Another build is running; this one begins when that is done.")
        with jobs.builder(wait=-1):
            yield jobs.claim(os.getpid()) or job
    except KeyboardInterrupt:
        jobs.break_off(job.id, "Broken off at the keyboard.")
        raise


def _client(server: str, key_file: Path | None) -> Client:
    """A client of a service. The key never stands on the command line, which others on the machine can read."""
    from search_api.client import Client

    return Client(server, key=_key(key_file))


def _local_client(settings: Settings, key_file: Path | None) -> Client:
    """A client of the data folder, without a network between them."""
    from search_api.client import Client
    from search_api.in_process import InProcess

    settings.store.open()  # so that it is told at once where nothing is indexed
    return Client("http://127.0.0.1", key=_key(key_file), transport=InProcess(lambda: _app(settings)))


def _app(settings: Settings) -> FastAPI:
    from search_api.app import create_app
    from search_api.opening import live_index

    return create_app(live_index(settings), settings.service)


def _key(file: Path | None) -> str | None:
    return file.read_text(encoding="utf-8").strip() if file else os.environ.get("SDGSEARCH_KEY")


def _settings(data: Path | None = None, model: str | None = None, **more: object) -> Settings:
    from search_api.settings import Settings

    given = {"data": data, "model": model, **more}
    return _validated(Settings, **{name: value for name, value in given.items() if value is not None})


def _validated(model: type[Validated], /, **values: Any) -> Validated:
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    try:
        return model(**values)
    except ValidationError as error:
        raise typer.BadParameter(f"{in_words(error.errors())}.") from error
    except SettingsError as error:
        raise typer.BadParameter(f"{error}.") from error


def _console() -> Console:
    return Console(soft_wrap=not sys.stdout.isatty(), highlight=False)
