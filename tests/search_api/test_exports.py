"""Answers as files, read back by what reads such files; and `sdgsearch verify`, which reads them too."""

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import bibtexparser
import docx
import httpx
import pytest
import rispy
from faces import Get, Library, Ran

from index.generation import Generation
from index.passages import passage
from search_api.selection import Search, Selection
from search_api.word import as_docx

QUERY = {"q": "haze", "entity": "organization:adb", "k": 5}


@pytest.fixture(scope="module")
def exported(client: httpx.Client) -> Callable[[str], httpx.Response]:
    def ask(format: str, path: str = "/v1/search") -> httpx.Response:
        response = client.get(path, params=(QUERY if path == "/v1/search" else {}) | {"format": format})
        assert response.status_code == 200, response.text
        return response

    return ask


@pytest.fixture(scope="module")
def quotes(get: Get) -> list[str]:
    return [result["text"] for result in get("/v1/search", **QUERY)["results"]]


def test_csv_has_a_row_with_the_quote_and_its_particulars_for_each_result(
    exported: Callable[..., httpx.Response], quotes: list[str], library: Library
) -> None:
    response = exported("csv")
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert [row["quote"] for row in rows] == quotes
    assert {(row["query"], row["filters"], row["generation"]) for row in rows} == {
        ("haze", "entity=organization:adb", library.live)
    }
    assert response.headers["content-type"].startswith("text/csv")
    assert response.headers["content-disposition"] == 'attachment; filename="sdgsearch.csv"'


def test_ris_is_read_by_a_reader_of_ris(exported: Callable[..., httpx.Response], quotes: list[str]) -> None:
    entries = rispy.loads(exported("ris").text)
    assert [entry["notes"][0] for entry in entries] == [" ".join(quote.split()) for quote in quotes]
    assert entries[0]["title"] == "Haze over three borders"
    assert entries[0]["authors"] == ["Office of Small Reports"]
    assert 'query "haze"' in entries[0]["notes"][2]


def test_bibtex_is_read_by_a_reader_of_bibtex(exported: Callable[..., httpx.Response], quotes: list[str]) -> None:
    library = bibtexparser.parse_string(exported("bibtex").text)
    assert not library.failed_blocks
    assert len(library.entries) == len(quotes)
    assert library.entries[0].fields_dict["author"].value == "{Office of Small Reports}"


def test_csl_json_names_the_report_and_the_page(exported: Callable[..., httpx.Response], quotes: list[str]) -> None:
    items = exported("csl-json").json()
    assert [item["annote"] for item in items] == quotes
    assert items[0]["type"] == "report"
    assert items[0]["issued"] == {"date-parts": [[2015]]}


def test_markdown_quotes_each_passage_with_its_address(
    exported: Callable[..., httpx.Response], quotes: list[str]
) -> None:
    text = exported("markdown").text
    assert text.count("(/v1/passages/") == len(quotes)
    assert text.startswith("sdgsearch: query")


def test_a_word_document_quotes_each_passage_with_its_source_and_the_search(
    exported: Callable[..., httpx.Response], quotes: list[str], library: Library
) -> None:
    document = docx.Document(io.BytesIO(exported("docx").content))
    blocks = [one.text for one in document.paragraphs if one.style is not None and one.style.name == "Quote"]
    whole = "\n".join(one.text for one in document.paragraphs)
    assert blocks == quotes
    assert "(Office of Small Reports, 2015, p. 2)" in whole
    assert "Office of Small Reports. (2015). Haze over three borders." in whole
    assert 'query "haze", filters entity=organization:adb' in whole
    assert library.live in whole


def test_what_xml_can_not_hold_is_replaced_in_a_word_document(generation: Generation) -> None:
    found = replace(passage(generation, 0), text="a\x00b\x0bc\ud800d")
    search = Search("\x01", "", "20261122", "model", None, "2026-11-22")
    document = docx.Document(io.BytesIO(as_docx(Selection([(search, found)], ["gone-1-2"]))))
    texts = [one.text for one in document.paragraphs]
    assert "a\ufffdb\ufffdc\ufffdd" in texts
    assert "/v1/passages/gone-1-2" in texts


def test_the_passages_of_an_entity_can_be_exported_too(exported: Callable[..., httpx.Response]) -> None:
    rows = csv.DictReader(io.StringIO(exported("csv", "/v1/entities/organization:adb/passages").text))
    assert {row["filters"] for row in rows} == {"entity=organization:adb"}


def test_an_unknown_format_is_refused(client: httpx.Client) -> None:
    assert client.get("/v1/search", params={"q": "haze", "format": "xls"}).status_code == 422


@pytest.mark.parametrize("format", ["csv", "bibtex", "markdown"])
def test_what_was_exported_verifies_as_exact(
    format: str, run: Callable[..., Ran], library: Library, tmp_path: Path
) -> None:
    ending = {"csv": "csv", "bibtex": "bib", "markdown": "md"}[format]
    told = run("search", "", "--format", format, "-k", "100", "--data", str(library.store.folder))
    file = tmp_path / f"quotes.{ending}"
    file.write_text(told.out, encoding="utf-8")
    verified = run("verify", str(file), "--json", "--data", str(library.store.folder))
    states = [row["state"] for row in json.loads(verified.out)]
    assert len(states) > 10
    assert set(states) == {"exact"}
    assert verified.code == 0


def test_a_changed_quote_is_shown_with_the_difference_and_fails(
    run: Callable[..., Ran], library: Library, tmp_path: Path
) -> None:
    file = tmp_path / "note.md"
    file.write_text(
        "> Fourteen stations along the coast of the Yellow Sea weigh the haze every hour.\n", encoding="utf-8"
    )
    told = run("verify", str(file), "--data", str(library.store.folder))
    assert told.code == 1
    assert "'Fourteen' is now 'Twelve'" in told.out
    assert "1 changed" in told.out


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("notes.txt", "words", "that end in .csv, .bib, .md"),
        ("notes.md", "No quote here.", "holds no quote"),
        ("notes.csv", "words,page\nx,3\n", "needs a column named quote"),
    ],
)
def test_a_file_without_quotes_is_refused_with_what_to_do(
    name: str, text: str, says: str, run: Callable[..., Ran], library: Library, tmp_path: Path
) -> None:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    told = run("verify", str(file), "--data", str(library.store.folder))
    assert told.code == 1
    assert says in " ".join(told.err.split())
