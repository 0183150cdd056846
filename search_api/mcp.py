"""`sdgsearch mcp`: the Model Context Protocol, so that a language model can quote reports, with proof.

The tools are the operations of the HTTP API, asked through its client; what they answer are the same models.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from importlib.metadata import version
from typing import Annotated, ParamSpec, TypeVar

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError, ToolError
from mcp_types import ToolAnnotations
from pydantic import Field, ValidationError

from corpus.errors import SdgSearchError
from search_api.client import Client, Refused
from search_api.errors import in_words
from search_api.parameters import (
    MOST_NEIGHBOURS,
    MOST_QUOTES,
    Basis,
    DocumentId,
    EntityKind,
    LanguageCode,
    QuoteIn,
    Year,
)
from search_api.schemas import (
    DocumentList,
    EntityDetail,
    EntitySuggestions,
    PassageInContext,
    PassageOut,
    SearchAnswer,
    VerifiedQuote,
)

CITING = (
    "Cite every statement: quote the words verbatim from `text`, without changing or leaving out any, and give the"
    " printed page (`citation.where`), the reference (`citation.apa`) and the `passage_id`. Say nothing that no passage"
    " says; where `answered` is false, say that the reports probably do not answer."
)
"""What each tool that gives words tells the model."""

_INSTRUCTIONS = (
    "Searches reports on sustainable development and environmental cooperation in Northeast Asia, in English, Chinese,"
    f" Japanese, Korean, Russian and Mongolian; ask in any of these. {CITING} Before you show quotes to a reader, check"
    " them with verify_quotes."
)

Question = Annotated[
    str, Field(description='In any language; "these very words", -without. Empty: all that pass the filters, in order.')
]
Entities = Annotated[
    list[str], Field(description="Ids of entities that must be mentioned, as find_entities gives them: sdg:14.")
]
Languages = Annotated[list[LanguageCode], Field(description="ISO 639; empty: all.")]
Documents = Annotated[list[DocumentId], Field(description="Only these reports, by their ids.")]
From = Annotated[Year | None, Field(description="First year of publication.")]
To = Annotated[Year | None, Field(description="Last year of publication.")]
Count = Annotated[int, Field(ge=1, le=50, description="How many.")]
Offset = Annotated[int, Field(ge=0, description="How many to leave out first, for the next slice.")]
Mentions = Annotated[Basis, Field(description="stated: its words name the entity; inferred: a classifier says so.")]
EntityId = Annotated[str, Field(description="As find_entities gives it: mechanism:neaspec.")]
PassageId = Annotated[str, Field(description="<document>-<start>-<end>; any span of a report's text has one.")]

Quotes = Annotated[
    list[QuoteIn],
    Field(min_length=1, max_length=MOST_QUOTES, description="Each with the place that it is from, if that is known."),
]

Asked = ParamSpec("Asked")
Told = TypeVar("Told")


def mcp_server(client: Client) -> MCPServer:
    """The server over one service."""
    server: MCPServer = MCPServer(
        "sdgsearch",
        title="Cited passages of policy reports",
        instructions=_INSTRUCTIONS,
        version=version("sdgsearch"),
        log_level="WARNING",
    )
    tools = Tools(client)
    for tool in (
        tools.search,
        tools.find_entities,
        tools.entity,
        tools.entity_passages,
        tools.passage,
        tools.verify_quotes,
        tools.documents,
    ):
        server.add_tool(_in_sentences(tool), description=_description(tool), annotations=_READS)
    server.resource("sdgsearch://passages/{id}", title="A passage with its citation", mime_type="text/markdown")(
        Resources(client).passage
    )
    server.prompt(title="Answer with citations")(answer_with_citations)
    return server


_READS = ToolAnnotations(read_only_hint=True, open_world_hint=False)
_GIVING_WORDS = ("search", "entity_passages", "passage")


def _description(tool: Callable[..., object]) -> str:
    told = inspect.getdoc(tool) or ""
    return f"{told}\n\n{CITING}" if tool.__name__ in _GIVING_WORDS else told


class Tools:
    """What a model can ask; the docstrings are what it is told of each."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def search(
        self,
        question: Question,
        entity: Entities = [],  # noqa: B006
        basis: Mentions = "any",
        language: Languages = [],  # noqa: B006
        document: Documents = [],  # noqa: B006
        year_from: From = None,
        year_to: To = None,
        k: Count = 5,
        offset: Offset = 0,
    ) -> SearchAnswer:
        """Find passages of the reports that answer a question."""
        return self._client.search(
            q=question,
            entity=entity,
            basis=basis,
            language=language,
            document=document,
            year_from=year_from,
            year_to=year_to,
            k=k,
            offset=offset,
        )

    def find_entities(
        self,
        name: Annotated[str, Field(min_length=1, max_length=200, description="A name, or how one begins.")],
        kind: Annotated[EntityKind | None, Field(description="Only of this kind.")] = None,
        k: Count = 10,
    ) -> EntitySuggestions:
        """Find the id of a mechanism, agreement, body, country, topic or goal by its name in any language.

        The ids narrow a search, and open an entity's profile and passages.
        """
        return self._client.suggest(name, kind=kind or "", k=k)

    def entity(
        self, id: Annotated[str, Field(description="As find_entities gives it: mechanism:neaspec.")]
    ) -> EntityDetail:
        """Tell what is known of an entity, how often reports and years mention it, and beside what.

        Counts are of passages, and exact. To quote, fetch them with entity_passages.
        """
        return self._client.entity(id)

    def entity_passages(
        self,
        id: EntityId,
        question: Annotated[str, Field(description="Ranks them; empty: in reading order.")] = "",
        beside: Entities = [],  # noqa: B006
        basis: Mentions = "any",
        document: Documents = [],  # noqa: B006
        year_from: From = None,
        year_to: To = None,
        k: Count = 10,
        offset: Offset = 0,
    ) -> SearchAnswer:
        """List every passage that mentions an entity; `total` is exact."""
        return self._client.entity_passages(
            id,
            q=question,
            beside=beside,
            basis=basis,
            document=document,
            year_from=year_from,
            year_to=year_to,
            k=k,
            offset=offset,
        )

    def passage(
        self,
        id: PassageId,
        context: Annotated[int, Field(ge=0, le=MOST_NEIGHBOURS, description="Neighbours on each side.")] = 1,
    ) -> PassageInContext:
        """Read a passage with its footnotes and what stands before and after it, before you rely on it."""
        return self._client.passage(id, context=context)

    def verify_quotes(self, quotes: Quotes) -> list[VerifiedQuote]:
        """Check that quotes stand in the reports letter by letter: exact, moved, changed (with the difference) or gone.

        Of a passage_id <document>-<start>-<end> give the parts. Show a reader no quote that is changed or gone.
        """
        return self._client.verify(quotes)

    def documents(
        self,
        words: Annotated[str, Field(max_length=200, description="Of title, publisher or file name; empty: all.")] = "",
        language: Languages = [],  # noqa: B006
        year_from: From = None,
        year_to: To = None,
        k: Count = 20,
        offset: Offset = 0,
    ) -> DocumentList:
        """List the reports that are searched, and the files that could not be read: what the answers rest on."""
        return self._client.documents(
            q=words, language=language, year_from=year_from, year_to=year_to, k=k, offset=offset
        )


class Resources:
    """What a model, or its user, can attach."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def passage(self, id: str) -> str:
        """A passage, verbatim, with its citation below."""
        try:
            return _quoted(self._client.passage(id).passage)
        except Refused as error:
            raise ResourceNotFoundError(str(error)) from error
        except SdgSearchError as error:
            raise ResourceError(str(error)) from error


def answer_with_citations(question: str) -> str:
    """Answer a question from the reports, each statement with its quote and page."""
    return (
        f"Answer this question from the reports: {question}\n\n"
        "1. Search with the tool `search`, in the question's own words; narrow it by entities if it names one"
        " (find_entities). Search again in other words where the first passages do not answer.\n"
        "2. Read what stands around the passages that you rely on (passage).\n"
        "3. Answer in the language of the question. After each statement put the quote that bears it out, verbatim and"
        " in the language of the report, then its page and report, then the passage_id in square brackets.\n"
        "4. Check all quotes with verify_quotes, and mend or drop those that are not exact.\n"
        "5. If the reports do not answer, say so, and name what was searched (coverage)."
    )


def _quoted(found: PassageOut) -> str:
    quote = "\n".join(f"> {line}" for line in found.text.splitlines())
    return f"{quote}\n\n{found.citation.apa} ({found.citation.where}) [{found.passage_id}]\n"


def _in_sentences(tool: Callable[Asked, Told]) -> Callable[Asked, Told]:
    """The tool with errors that a model can read and act on."""

    @wraps(tool)
    def told(*args: Asked.args, **kwargs: Asked.kwargs) -> Told:
        try:
            return tool(*args, **kwargs)
        except ValidationError as error:
            raise ToolError(f"{in_words(error.errors())}.") from error
        except SdgSearchError as error:
            raise ToolError(str(error)) from error

    return told
