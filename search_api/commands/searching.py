"""Commands that ask: for passages, for one of them, for entities, and whether quotes still stand."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from search_api.commands.arguments import Data, KeyFile, Model, Server, client_of, new_console, settings_of, validated


def _filter(help: str) -> Any:
    return typer.Option(help=help, rich_help_panel="Filters")


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
    parameters = validated(
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
        with client_of(server, key_file) as client:
            found = client.search(body) if parameters.format == "json" else client.export(body)
    else:
        searcher = live_index(settings_of(data, model)).searcher(generation, editions=parameters.wanted)
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
        print_answer(new_console(), found)


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
        with client_of(server, key_file) as client:
            answer = client.passage(id, context=context)
    else:
        answer = passage_in_context(addressed(Sight(live_index(settings_of(data))), id), context)
    if as_json:
        print(answer.model_dump_json())
    else:
        print_passage(new_console(), answer)


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
        with client_of(server, key_file) as client:
            answers = verified_by(client, quotations, generation)
    else:
        seen = Sight(live_index(settings_of(data)))
        searched = seen.searcher(generation, "all").generation
        answers = [verified(one, searched) for one in verdicts(seen, searched, [one.quote for one in quotations])]
    if as_json:
        print(as_list(quotations, answers))
    else:
        print_verdicts(new_console(), quotations, answers)
    if any(answer.state in ("changed", "gone") for answer in answers):
        raise typer.Exit(1)


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
        with client_of(server, key_file) as client:
            counted = list(client.every_entity(name, kind=kind))
    else:
        found = counted_entities(settings_of(data).store.open(), kind=kind, name=name)
        counted = [entity_count(one) for one in found]
    print_entities(new_console(), [one for one in counted if one.passages or all_])
