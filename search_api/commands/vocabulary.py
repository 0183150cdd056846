"""Commands for curators of the vocabulary."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from search_api.commands.arguments import Data, new_console, settings_of

vocabulary = typer.Typer(
    name="vocabulary", help="Check the words that passages are tagged with, and find new ones.", no_args_is_help=True
)


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

    store = settings_of(data).store
    found = suggestions(store.open(), load_vocabulary(folder, added=store.vocabulary))
    if as_json:
        print(msgspec.json.encode(found).decode())
    else:
        print_suggestions(new_console(), found)
