"""The command line: each command reads its settings, calls the same functions as the HTTP face, and prints.

Exit code 0: all done; 1: something failed (each thing named with its reason); 2: usage.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from pydantic import BaseModel, ValidationError
from rich.console import Console

from corpus.errors import SdgSearchError
from search_api.settings import Settings

if TYPE_CHECKING:
    from index.live import LiveIndex

app = typer.Typer(
    name="sdgsearch",
    help="Cited-passage search over policy reports: which report, which page, which words.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

Data = Annotated[Path | None, typer.Option("--data", help="Folder of caches and generations [SDGSEARCH_DATA].")]
Model = Annotated[str | None, typer.Option("--model", help="Embedding model [SDGSEARCH_MODEL].")]
Entities = Annotated[list[str], typer.Option("--entity", help="Only passages that mention it; repeatable.")]

Validated = TypeVar("Validated", bound=BaseModel)

DEMO_QUESTIONS = (
    "Which programme protects the habitat of the Amur tiger and the snow leopard?",
    "沙尘暴的区域合作是怎样开展的？",
    "How did the three environment ministers meetings begin?",
)


def main() -> None:
    """Run a command; an error that a person can put right is one sentence and exit code 1."""
    try:
        app()
    except SdgSearchError as error:
        Console(stderr=True).print(f"[bold red]sdgsearch:[/] {error}", highlight=False, soft_wrap=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(130)


@app.command()
def index(
    paths: Annotated[list[Path], typer.Argument(exists=True, help="Files and folders; together they are the index.")],
    data: Data = None,
    model: Model = None,
) -> None:
    """Index reports into a new generation and make it the live one."""
    if _build(paths, _settings(data, model)):
        raise typer.Exit(1)


@app.command()
def search(
    question: Annotated[str, typer.Argument(help="In any language; empty for all passages that pass the filters.")],
    data: Data = None,
    model: Model = None,
    entity: Entities = [],  # noqa: B006 - typer copies it
    exclude: Annotated[list[str], typer.Option("--exclude", help="No passage that mentions it; repeatable.")] = [],  # noqa: B006
    basis: Annotated[str, typer.Option(help="Mentions that count: any, stated or inferred.")] = "any",
    language: Annotated[list[str], typer.Option(help="Language of the passage; repeatable.")] = [],  # noqa: B006
    kind: Annotated[list[str], typer.Option(help="Kind of passage; repeatable.")] = [],  # noqa: B006
    document: Annotated[list[str], typer.Option(help="Document id; repeatable.")] = [],  # noqa: B006
    year_from: Annotated[int | None, typer.Option(help="First year of publication.")] = None,
    year_to: Annotated[int | None, typer.Option(help="Last year of publication.")] = None,
    facets: Annotated[list[str], typer.Option("--facet", help="Entity kind to count; repeatable.")] = [],  # noqa: B006
    k: Annotated[int, typer.Option("-k", help="How many passages.")] = 10,
    offset: Annotated[int, typer.Option(help="How many to leave out first.")] = 0,
    mode: Annotated[str, typer.Option(help="hybrid, dense or lexical.")] = "hybrid",
    generation: Annotated[str | None, typer.Option(help="A kept generation instead of the live one.")] = None,
    explain: Annotated[bool, typer.Option(help="Add each signal's rank and score to --json.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what GET /v1/search answers.")] = False,
) -> None:
    """Answer a question with passages that can be cited."""
    from search_api.answers import search_answer
    from search_api.schemas import SearchParameters
    from search_api.terminal import print_answer

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
        facets=facets,
        generation=generation,
        explain=explain,
    )
    searcher = _live(_settings(data, model)).searcher(generation)
    answer = searcher.search(parameters.question())
    entities = searcher.generation.entities
    if as_json:
        print(search_answer(answer, entities, explain=explain).model_dump_json())
    else:
        print_answer(_console(), answer, entities)


@app.command()
def entities(
    name: Annotated[str, typer.Argument(help="Part of an id, acronym or name, in any language.")] = "",
    kind: Annotated[str, typer.Option(help="sdg, mechanism, agreement, ...")] = "",
    mentioned: Annotated[bool, typer.Option(help="Only those that some passage mentions.")] = True,
    data: Data = None,
) -> None:
    """List entities with how often they are mentioned."""
    from index.entities import counted_entities
    from search_api.terminal import print_entities

    counted = counted_entities(_settings(data).store.open(), kind=kind, name=name)
    print_entities(_console(), [item for item in counted if item.passages or not mentioned])


@app.command()
def serve(
    data: Data = None,
    model: Model = None,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.")] = 8000,
) -> None:
    """Serve the HTTP API; a re-index is picked up without a restart."""
    import uvicorn

    from search_api.app import create_app

    uvicorn.run(create_app(_live(_settings(data, model))), host=host, port=port)


@app.command()
def demo(data: Data = None) -> None:
    """Index the reports that come with the package and ask three questions."""
    from corpus.catalogue import embedded_files
    from index.question import Question
    from search_api.terminal import print_answer

    settings = _settings(data)
    settings = settings.model_copy(update={"data": settings.data / "demo"})
    console = _console()
    failed = _build(embedded_files(), settings)
    searcher = _live(settings).searcher()
    for question in DEMO_QUESTIONS:
        console.rule(f"[bold]{question}")
        print_answer(console, searcher.search(Question(text=question, k=2)), searcher.generation.entities)
    console.rule()
    console.print(f'Ask your own: sdgsearch search "..." --data {settings.data}', highlight=False, soft_wrap=True)
    if failed:
        raise typer.Exit(1)


@app.command()
def evaluate(
    questions: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="A relevance file (YAML).")],
    data: Data = None,
    model: Model = None,
    mode: Annotated[str, typer.Option(help="hybrid, dense or lexical.")] = "hybrid",
) -> None:
    """Ask the questions of a relevance file; print Recall@1, Recall@5 and MRR@10 by language."""
    from index import evaluate as evaluation
    from search_api.terminal import print_scores

    searcher = _live(_settings(data, model)).searcher()
    outcomes = evaluation.evaluate(searcher, evaluation.read_questions(questions), mode=mode)
    print_scores(_console(), evaluation.scores(outcomes), outcomes)


@app.command()
def generations(
    action: Annotated[str, typer.Argument(help="Nothing to list them, or: activate ID")] = "list",
    id: Annotated[str, typer.Argument(help="The generation to make the live one.")] = "",
    data: Data = None,
) -> None:
    """List the kept generations, or make one of them the live one."""
    from search_api.terminal import print_generations

    store = _settings(data).store
    if action == "activate" and id:
        store.activate(id)
    elif action != "list":
        raise typer.BadParameter("write: sdgsearch generations, or: sdgsearch generations activate ID")
    print_generations(_console(), store.manifests(), store.current())


@app.command()
def fetch(
    folder: Annotated[Path, typer.Argument(help="Where the reports are to lie.")],
    catalogue: Annotated[Path | None, typer.Option(exists=True, help="Another catalogue than the package's.")] = None,
) -> None:
    """Download the catalogued reports: one at a time, resumable, each checked."""
    from search_api.fetching import fetch_with_progress

    if not fetch_with_progress(_console(), folder, catalogue):
        raise typer.Exit(1)


@app.command()
def doctor(data: Data = None, model: Model = None) -> None:
    """Check the installation, the model and the live generation; say what could not be read."""
    from search_api.doctor import examine

    if not examine(_console(), _settings(data, model)):
        raise typer.Exit(1)


def _build(paths: list[Path], settings: Settings) -> bool:
    """Index `paths`; whether some file failed."""
    from corpus.catalogue import known_files
    from corpus.vocabulary import load_vocabulary
    from index.build import build
    from search_api.terminal import BuildProgress, print_report

    console = _console()
    with BuildProgress(console) as progress:
        report = build(
            paths,
            store=settings.store,
            vocabulary=load_vocabulary(),
            known=known_files(),
            settings=settings.ingest,
            limits=settings.limits,
            progress=progress,
        )
    print_report(console, report)
    return bool(report.failed)


def _live(settings: Settings) -> LiveIndex:
    from index.live import LiveIndex

    named = settings.ingest if settings.model else None
    return LiveIndex(settings.store, model=named, threads=settings.limits.threads)


def _settings(data: Path | None = None, model: str | None = None) -> Settings:
    given = {"data": data, "model": model}
    return _validated(Settings, **{name: value for name, value in given.items() if value is not None})


def _validated(model: type[Validated], /, **values: Any) -> Validated:
    try:
        return model(**values)
    except ValidationError as error:
        faults = "; ".join(f"{'.'.join(map(str, fault['loc']))}: {fault['msg']}" for fault in error.errors())
        raise typer.BadParameter(faults) from error


def _console() -> Console:
    return Console(soft_wrap=not sys.stdout.isatty(), highlight=False)
