"""The command line: each command reads its settings, calls the same functions as the HTTP face, and prints.

Exit code 0: all done; 1: something failed (each thing named with its reason); 2: usage, a question that can't be
answered as asked among it. A command imports what it needs by itself, so that help and a search by words are quick.
"""

from __future__ import annotations

import sys

import typer
from rich.console import Console
from rich.text import Text

from corpus.errors import SdgSearchError
from search_api.commands.documents import documents
from search_api.commands.indexing import demo, index
from search_api.commands.jobs import jobs
from search_api.commands.keeping import doctor, evaluate, fetch, generations
from search_api.commands.keys import keys
from search_api.commands.searching import entities, passage, search, verify
from search_api.commands.serving import mcp, serve
from search_api.commands.vocabulary import vocabulary

app = typer.Typer(
    name="sdgsearch",
    help="Cited-passage search over policy reports: which report, which page, which words.",
    epilog="Exit code 0: all done. 1: something failed, and each thing is named with its reason. 2: usage.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)

for command in (index, search, passage, verify, entities, serve, mcp, demo, evaluate, generations, fetch, doctor):
    app.command()(command)
for group in (vocabulary, keys, jobs, documents):
    app.add_typer(group)


def main() -> None:
    """Run a command; an error that a person can put right is one sentence and exit code 1."""
    try:
        app()
    except SdgSearchError as error:
        Console(stderr=True).print(Text.assemble(("sdgsearch: ", "bold red"), str(error)), soft_wrap=True)
        sys.exit(_exit_code(error))
    except KeyboardInterrupt:
        sys.exit(130)


def _exit_code(error: SdgSearchError) -> int:
    from index.errors import QueryError
    from search_api.errors import NotFound

    return 2 if isinstance(error, QueryError | NotFound) else 1
