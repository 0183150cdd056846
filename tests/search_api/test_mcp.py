"""The MCP server, as the SDK's own client sees it: over standard input and output, and in this process."""

import json
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import anyio
import httpx
import pytest
from faces import Library
from mcp import Client as Assistant
from mcp import StdioServerParameters, stdio_client

from search_api import schemas
from search_api.client import Client
from search_api.mcp import mcp_server

SENTENCE = "Each ministry pays for its own stations."
RUN = "import sys; sys.argv[0] = 'sdgsearch'; from search_api.cli import main; main()"


def _ask(assistant: Any, asking: Callable[[Assistant], Awaitable[Any]]) -> Any:
    async def asked() -> Any:
        async with Assistant(assistant, mode="legacy") as connected:  # the other way gives up after ten seconds
            return await asking(connected)

    return anyio.run(asked)


@pytest.fixture(scope="module")
def over_stdio(library: Library) -> dict[str, Any]:
    """What a server in a process of its own, over the library's data folder, answered to one of each."""
    root = Path(__file__).resolve().parents[2]
    command = StdioServerParameters(
        command=sys.executable,
        args=["-c", RUN, "mcp", "--data", str(library.store.folder)],
        env={"PYTHONPATH": str(root)},
        cwd=root,
    )

    async def all_of_it(assistant: Assistant) -> dict[str, Any]:
        quote = {"quote": SENTENCE}
        verified = await assistant.call_tool("verify_quotes", {"quotes": [quote, {"quote": "Penguins sleep on ice."}]})
        found = verified.structured_content["result"][0]
        address = f"{found['document']}-{found['start']}-{found['end']}"
        return {
            "tools": (await assistant.list_tools()).tools,
            "instructions": assistant.instructions,
            "verified": verified,
            "address": address,
            "entities": await assistant.call_tool("find_entities", {"name": "동북아 청"}),
            "listed": await assistant.call_tool("search", {"question": "", "entity": ["mechanism:neaspec"]}),
            "passage": await assistant.call_tool("passage", {"id": address, "context": 1}),
            "wrong": await assistant.call_tool("entity", {"id": "mechanism:neacup"}),
            "resource": await assistant.read_resource(f"sdgsearch://passages/{address}"),
            "prompt": await assistant.get_prompt("answer_with_citations", {"question": "Who pays?"}),
        }

    told: dict[str, Any] = _ask(stdio_client(command), all_of_it)
    return told


@pytest.fixture(scope="module")
def remote(client: httpx.Client) -> Iterator[Client]:
    """A client of the library's server."""
    with Client(str(client.base_url)) as remote:
        yield remote


def test_every_tool_says_what_it_gives_and_those_that_give_words_how_to_cite(over_stdio: dict[str, Any]) -> None:
    tools = {tool.name: tool for tool in over_stdio["tools"]}
    assert set(tools) == {
        "search", "find_entities", "entity", "entity_passages", "passage", "verify_quotes", "documents",
    }  # fmt: skip
    for tool in tools.values():
        assert tool.output_schema
        assert tool.annotations.read_only_hint
        assert all("description" in field for field in tool.input_schema["properties"].values() if "$ref" not in field)
    for name in ("search", "entity_passages", "passage"):
        assert "quote the words verbatim" in tools[name].description
    assert "verify_quotes" in over_stdio["instructions"]


def test_quotes_are_verified(over_stdio: dict[str, Any]) -> None:
    answers = over_stdio["verified"].structured_content["result"]
    assert [schemas.VerifiedQuote.model_validate(answer).state for answer in answers] == ["exact", "gone"]


def test_structured_answers_are_the_models_of_the_http_api(over_stdio: dict[str, Any]) -> None:
    for name, model in (
        ("entities", schemas.EntitySuggestions),
        ("listed", schemas.SearchAnswer),
        ("passage", schemas.PassageInContext),
    ):
        assert not over_stdio[name].is_error
        model.model_validate(over_stdio[name].structured_content)
    assert over_stdio["entities"].structured_content["suggestions"][0]["id"] == "mechanism:neacap"
    assert over_stdio["listed"].structured_content["total"] > 1
    assert over_stdio["passage"].structured_content["passage"]["text"] == SENTENCE


def test_a_wrong_question_is_an_error_that_a_model_can_act_on(over_stdio: dict[str, Any]) -> None:
    assert over_stdio["wrong"].is_error
    assert "Did you mean mechanism:neacap" in over_stdio["wrong"].content[0].text


def test_a_passage_is_a_resource_with_its_citation(over_stdio: dict[str, Any]) -> None:
    [content] = over_stdio["resource"].contents
    assert content.text.startswith(f"> {SENTENCE}\n")
    assert f"[{over_stdio['address']}]" in content.text
    assert "p. 2" in content.text


def test_the_prompt_asks_for_quotes_and_their_verification(over_stdio: dict[str, Any]) -> None:
    [message] = over_stdio["prompt"].messages
    assert "Who pays?" in message.content.text
    assert "verify_quotes" in message.content.text


def test_a_question_is_answered_from_a_remote_service_as_over_http(remote: Client) -> None:
    asked = {"question": "Who pays for the stations?", "k": 2}
    answer = _ask(mcp_server(remote), lambda assistant: assistant.call_tool("search", asked)).structured_content
    told = json.loads(remote.search(q=asked["question"], k=2).model_dump_json())
    assert answer | {"took_ms": 0} == told | {"took_ms": 0}


@pytest.mark.parametrize(
    ("tool", "arguments", "field"),
    [
        ("entity", {"id": "mechanism:neaspec"}, "by_year"),
        ("entity_passages", {"id": "mechanism:neaspec", "k": 3}, "results"),
        ("documents", {"words": "haze"}, "documents"),
    ],
)
def test_the_other_tools_answer_of_a_remote_service(
    remote: Client, tool: str, arguments: dict[str, Any], field: str
) -> None:
    answer = _ask(mcp_server(remote), lambda assistant: assistant.call_tool(tool, arguments))
    assert not answer.is_error
    assert answer.structured_content[field]


def test_arguments_that_do_not_fit_are_told(remote: Client) -> None:
    answer = _ask(mcp_server(remote), lambda assistant: assistant.call_tool("search", {"question": "sea", "k": 1000}))
    assert answer.is_error


def test_a_service_that_is_not_there_is_told() -> None:
    with Client("http://127.0.0.1:9", timeout=1) as nowhere:
        answer = _ask(mcp_server(nowhere), lambda assistant: assistant.call_tool("documents", {}))
    assert answer.is_error
    assert "No answer from http://127.0.0.1:9" in answer.content[0].text
