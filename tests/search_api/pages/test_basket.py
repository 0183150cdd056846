"""The basket: passages put aside while searching, shared by an address, and taken along as files."""

import csv
import io
import json
from collections.abc import Iterator

import bibtexparser
import docx
import httpx
import pytest
import rispy
from browsing import Browse, Look, overflows, violations
from faces import Shelf
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Page, expect

from search_api.pages.kept import MOST, Kept, basket_in, cookies_of

ABSENT = "0123456789abcdef-1-2"


@pytest.fixture(scope="module")
def found(client: httpx.Client) -> list[dict[str, str]]:
    results: list[dict[str, str]] = client.get("/v1/search", params={"q": "haze", "k": 4}).json()["results"]
    return results


@pytest.fixture(scope="module")
def address(found: list[dict[str, str]]) -> str:
    """Of a shared basket: three passages, and one that is not there."""
    ids = [one["passage_id"] for one in found[:3]]
    return "/basket?" + "&".join(f"passage={id}" for id in [*ids, ABSENT])


@pytest.fixture
def visitor(client: httpx.Client) -> Iterator[httpx.Client]:
    """A browser of its own, with no scripts."""
    with httpx.Client(base_url=client.base_url, follow_redirects=True, headers={"Accept-Language": "en"}) as one:
        yield one


def put_in(visitor: httpx.Client, *ids: str, back: str = "/") -> httpx.Response:
    return visitor.post("/basket", data={"act": "add", "passage": list(ids), "back": back})


def ids_on(page: Page) -> list[str]:
    found: list[str] = page.locator(".result").evaluate_all("all => all.map(one => one.id.slice(2))")
    return found


def test_passages_are_put_in_while_searching_and_are_there_with_the_search_that_found_them(browse: Browse) -> None:
    page = browse("/?q=haze&language=en")
    quote = page.locator(".result blockquote").first.text_content()
    page.get_by_role("button", name="Put into the basket").first.click()
    expect(page.locator(".result").first.get_by_role("button", name="Take out of the basket")).to_be_focused()
    expect(page.locator("[data-basket-count]")).to_have_text("1")
    page.get_by_role("link", name="Basket").click()
    kept = page.locator(".result")
    expect(kept.locator("blockquote")).to_have_text(quote or "", use_inner_text=False)
    expect(kept).to_contain_text("Office of Small Reports. (2015). Haze over three borders (p. ")
    kept.get_by_role("link", name="haze", exact=True).click()
    assert page.url.endswith("/?q=haze&language=en")


@pytest.mark.parametrize("scripts", [True, False], ids=["with scripts", "without scripts"])
def test_passages_are_moved_and_taken_out(browse: Browse, found: list[dict[str, str]], scripts: bool) -> None:
    first, second, third = (one["passage_id"] for one in found[:3])
    page = browse(f"/basket?passage={first}&passage={second}&passage={third}", java_script_enabled=scripts)
    page.get_by_role("button", name="Put all into my basket").click()
    expect(page.get_by_role("heading", name="Basket")).to_be_visible()
    assert ids_on(page) == [first, second, third]
    page.locator(f"#p-{third}").get_by_role("button", name="Move up").click()
    expect(page.locator(".result").nth(1)).to_have_id(f"p-{third}")
    page.locator(f"#p-{first}").get_by_role("button", name="Take out").click()
    expect(page.locator(".result")).to_have_count(2)
    assert ids_on(page) == [third, second]
    page.get_by_role("button", name="Empty the basket").click()
    expect(page.get_by_text("Nothing is in the basket yet")).to_be_visible()


def test_passages_can_be_seen_report_by_report(look: Look, found: list[dict[str, str]]) -> None:
    ids = [one["passage_id"] for one in sorted(found, key=lambda one: one["passage_id"], reverse=True)]
    page = look("/basket?order=report&" + "&".join(f"passage={id}" for id in ids))
    titles = [line.split(">")[-1] for line in page.split("</a></h2>")[:-1]]
    assert titles == sorted(titles, key=str.casefold)


def test_a_link_shows_the_same_list_to_somebody_else(browse: Browse, look: Look, address: str) -> None:
    page = browse(address)
    page.get_by_role("button", name="Put all into my basket").click()
    shared = page.get_by_role("link", name="Link to this list").get_attribute("href")
    assert shared == address
    for quote in page.locator(".result blockquote").all_text_contents():
        assert quote in look(shared).replace("&#39;", "'")


def test_what_is_not_there_is_said_and_counted(look: Look, address: str) -> None:
    page = look(address)
    assert "3 passages from" in page
    assert "1 more can’t be shown" in page
    assert "There is no such passage here, or you may not read it" in page
    assert ABSENT in page


def test_files_hold_every_quote_with_the_search_that_found_it(
    visitor: httpx.Client, found: list[dict[str, str]]
) -> None:
    quotes = [one["text"] for one in found]
    put_in(visitor, *(one["passage_id"] for one in found[:2]), back="/?q=haze&entity=sdg:13&offset=10")
    put_in(visitor, *(one["passage_id"] for one in found[2:]), back="/passages/x")

    def file(format: str) -> httpx.Response:
        return visitor.get("/basket/export", params={"format": format})

    rows = list(csv.DictReader(io.StringIO(file("csv").text)))
    assert [row["quote"] for row in rows] == quotes
    assert [(row["query"], row["filters"]) for row in rows] == [("haze", "entity=sdg:13")] * 2 + [("", "")] * 2
    assert [entry["notes"][0] for entry in rispy.loads(file("ris").text)] == [" ".join(one.split()) for one in quotes]
    assert len(bibtexparser.parse_string(file("bibtex").text).entries) == len(quotes)
    assert [item["annote"] for item in file("csl-json").json()] == quotes
    assert file("markdown").text.count("(/v1/passages/") == len(quotes)
    document = docx.Document(io.BytesIO(file("docx").content))
    assert [one.text for one in document.paragraphs if one.style and one.style.name == "Quote"] == quotes
    assert any(
        one.text.startswith('[1-2] sdgsearch: query "haze", filters entity=sdg:13') for one in document.paragraphs
    )


@pytest.mark.parametrize("format", ["csv", "markdown", "docx"])
def test_files_name_what_is_not_there_any_more(client: httpx.Client, address: str, format: str) -> None:
    answer = client.get(f"{address.replace('/basket', '/basket/export')}&format={format}")
    text = answer.text
    if format == "docx":
        text = "\n".join(one.text for one in docx.Document(io.BytesIO(answer.content)).paragraphs)
    assert ABSENT in text


def test_a_passage_of_an_earlier_index_is_said_to_be_one(shelf: Shelf, look: Look) -> None:
    asked = {"q": '"nineteen bogs"', "generation": shelf.old}
    old = shelf.client.get("/v1/search", params=asked).json()["results"][0]["passage_id"]
    page = look(f"/basket?passage={old}", site=shelf.client)
    assert "nineteen bogs" in page
    assert "not in the live index any more" in page
    assert "Replaced by:" in page


def test_a_withdrawn_report_shows_nothing_of_its_text(shelf: Shelf, look: Look) -> None:
    peat = shelf.client.get("/v1/search", params={"q": '"Smoke of dry fields"'}).json()["results"][0]
    path, page = f"/v1/documents/{peat['document_id']}", f"/basket?passage={peat['passage_id']}"
    assert "Busan every spring" in look(page, site=shelf.client)
    shelf.client.patch(path, json={"withdrawn": "A page was wrong."}).raise_for_status()
    try:
        seen = look(page, site=shelf.client)
        file = shelf.client.get(f"/basket/export?passage={peat['passage_id']}&format=csv").text
    finally:
        shelf.client.patch(path, json={"withdrawn": ""}).raise_for_status()
    assert "This passage is no longer available" in seen
    for text in (seen, file):
        assert "Busan" not in text
        assert peat["passage_id"] in text


def test_a_full_basket_takes_nothing_more_and_says_so(visitor: httpx.Client, found: list[dict[str, str]]) -> None:
    put_in(visitor, *(f"0123456789abcdef-{number}-{number + 1}" for number in range(MOST)))
    answer = put_in(visitor, found[0]["passage_id"])
    assert answer.url.path == "/basket"
    assert "The basket is full: it holds 100 passages" in answer.text
    assert f"p-{found[0]['passage_id']}" not in answer.text


def test_an_unknown_format_is_refused(client: httpx.Client) -> None:
    assert client.get("/basket/export", params={"format": "exe"}).status_code == 422


PASSAGES = st.builds("{:016x}-{}-{}".format, st.integers(0, 2**64 - 1), st.integers(0, 10**7), st.integers(0, 10**7))
SEARCHES = st.sampled_from(["", "q=haze", "q=%E6%B2%99%E5%B0%98&entity=sdg:13", "language=mn"])


@given(st.lists(st.builds(Kept, PASSAGES, SEARCHES), max_size=MOST, unique_by=lambda kept: kept.id))
def test_what_is_kept_is_read_again(basket: list[Kept]) -> None:
    cookies = cookies_of(basket)
    assert basket_in(cookies) == basket
    assert all(len(name) + len(value) < 4096 for name, value in cookies.items())


@given(st.lists(st.text("abc", min_size=50, max_size=200), min_size=90, max_size=MOST, unique=True))
def test_the_oldest_searches_are_forgotten_before_a_passage_is(questions: list[str]) -> None:
    basket = [Kept(f"0123456789abcdef-{number}-9", f"q={question}") for number, question in enumerate(questions)]
    cookies = cookies_of(basket)
    kept = basket_in(cookies)
    assert len(cookies["sdgsearch_searches"]) <= 3500
    assert [one.id for one in kept] == [one.id for one in basket]
    known = [one.search for one in kept if one.search]
    assert known == [one.search for one in basket[-len(known) :]]


@given(st.dictionaries(st.sampled_from(["sdgsearch_basket", "sdgsearch_searches"]), st.text()))
def test_no_cookie_is_more_than_text(cookies: dict[str, str]) -> None:
    json.dumps([(kept.id, kept.search) for kept in basket_in(cookies)])


def test_the_basket_is_accessible_at_every_width_in_both_themes(browse: Browse, address: str) -> None:
    for width, scheme, locale in (
        (390, "light", "zh-CN"),
        (390, "dark", "en"),
        (820, "light", "mn"),
        (820, "dark", "ru"),
        (1440, "light", "en"),
        (1440, "dark", "ko"),
    ):
        page = browse(address, width=width, color_scheme=scheme, locale=locale)
        page.get_by_role("listitem").filter(has=page.locator("button[value=add]")).locator("button").click()
        assert violations(page) == [], (width, scheme)
        assert not overflows(page), (width, scheme)
