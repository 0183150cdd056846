import re
from urllib.parse import quote

import httpx
import pytest
from browsing import Browse, Look, overflows, violations
from playwright.sync_api import Page, expect

from search_api.pages.words import Words

PAGES = ("/", "/?q=haze+stations", "/?entity=sdg:13", "/?q=haze&language=en&offset=10")


def ask(page: Page, words: str) -> None:
    page.get_by_role("combobox").fill(words)
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/?q={quote(words.split()[0])}*")


def first_passage(client: httpx.Client, words: str, **filters: str) -> dict[str, object]:
    found: dict[str, object] = client.get("/v1/search", params={"q": words, "k": 1, **filters}).json()["results"][0]
    return found


def test_a_question_is_asked_and_answered_with_quotes(browse: Browse) -> None:
    page = browse()
    ask(page, "haze stations along the coast")
    first = page.locator(".result").first
    expect(first.locator("blockquote")).to_contain_text("Twelve stations along the coast of the Yellow Sea")
    expect(first.locator("mark").first).to_be_visible()
    expect(first).to_contain_text("p. 1")
    expect(first).to_contain_text("Haze over three borders")


def test_a_quote_on_the_page_is_the_passage_verbatim(browse: Browse, client: httpx.Client) -> None:
    found = first_passage(client, "haze")
    page = browse("/?q=haze")
    assert page.locator(".result blockquote").first.text_content() == found["text"]


def test_searching_works_without_scripts(browse: Browse) -> None:
    page = browse(java_script_enabled=False)
    page.get_by_role("searchbox").fill("haze")
    page.get_by_role("button", name="Search").click()
    expect(page.locator(".result").first).to_be_visible()


def test_a_filter_shows_its_alternatives_and_can_be_taken_back(browse: Browse) -> None:
    page = browse("/?q=measures")
    mechanisms = page.locator(".facet", has_text="Cooperation mechanisms")
    total = page.locator("#total").inner_text()
    choices = mechanisms.locator(".choice").count()
    mechanisms.get_by_role("link", name="NEASPEC").first.click()
    page.wait_for_url("**entity=mechanism:neaspec*")
    assert page.locator("#total").inner_text() != total
    assert mechanisms.locator(".choice").count() == choices
    page.locator(".choice[aria-current]").click()
    page.wait_for_url("**/?q=measures")
    assert page.locator("#total").inner_text().split(" in ")[0] == total.split(" in ")[0]


@pytest.mark.parametrize("kind", ["Reports", "Years", "Languages of the text"])
def test_reports_years_and_languages_can_be_chosen_too(browse: Browse, kind: str) -> None:
    page = browse("/?q=measures")
    choice = page.locator(".facet", has=page.get_by_role("heading", name=kind)).locator(".choice").first
    count = int(choice.locator(".count").inner_text())
    choice.click()
    expect(page.locator(".choice[aria-current]")).to_be_visible()
    shown, folded = re.findall(r"\d+", page.locator("#total").inner_text().split(" in ")[0] + " 0")[:2]
    assert int(shown) + int(folded) == count


def test_the_next_slice_goes_on_where_the_first_one_ends(browse: Browse) -> None:
    page = browse("/?q=measures")
    first = page.locator(".result").evaluate_all("all => all.map(one => one.id)")
    page.get_by_role("link", name="Next", exact=True).click()
    page.wait_for_url("**offset=10*")
    second = page.locator(".result").evaluate_all("all => all.map(one => one.id)")
    assert len(first) == 10
    assert not set(first) & set(second)


def test_a_shared_address_opens_the_same_results_at_the_same_passage(browse: Browse) -> None:
    page = browse("/?q=haze+stations&language=en")
    page.get_by_role("link", name="See on its page").nth(1).click()
    page.wait_for_selector("#evidence")
    other = browse(page.url)
    for part in (".results", "#evidence .place", "#quote"):
        assert other.locator(part).first.inner_text() == page.locator(part).first.inner_text()


def test_back_leads_to_what_was_seen_before(browse: Browse) -> None:
    page = browse("/?q=haze")
    ask(page, "cranes")
    expect(page.locator(".result").first).to_contain_text("crane")
    page.go_back()
    expect(page.get_by_role("combobox")).to_have_value("haze")
    expect(page.locator(".result").first).to_contain_text("haze")


def test_an_unanswerable_question_is_said_to_be_one(look: Look) -> None:
    assert "Probably no passage here answers this" in look("/?q=recipe+for+chocolate+cake+with+cherries")


def test_what_could_not_be_read_is_told_with_the_results(look: Look) -> None:
    page = look("/?q=haze")
    assert "1 page without text" in page
    assert "1 file not read" in page


def test_a_mistyped_name_is_told_to_be_read_otherwise(look: Look) -> None:
    assert "Searched for “NEASPEC”" in look("/?q=NEASPECC+meeting")


def test_no_page_without_its_results_weighs_more_than_it_may(browse: Browse) -> None:
    """The limit of 100 kB is for all that is loaded but the picture of the page."""
    page = browse("about:blank")
    sizes: list[int] = []
    page.on("requestfinished", lambda request: sizes.append(sum(request.sizes()[part] for part in _PARTS)))
    page.goto("/?q=haze+stations")
    page.wait_for_load_state("networkidle")
    assert 0 < sum(sizes) < 100_000


_PARTS = ("responseBodySize", "responseHeadersSize")


def test_the_whole_search_can_be_done_with_the_keyboard(browse: Browse) -> None:
    page = browse("/?q=haze")
    page.locator("#content").focus()
    page.keyboard.press("/")
    expect(page.get_by_role("combobox")).to_be_focused()
    page.keyboard.press("Control+A")
    page.keyboard.type("saxaul")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=saxaul*")
    expect(page.locator("#content")).to_be_focused()
    page.get_by_role("link", name="See on its page").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#evidence")).to_be_focused()
    page.keyboard.press("j")
    expect(page.locator(".result").nth(1)).to_have_class("result shown")
    page.keyboard.press("Escape")
    expect(page.locator("#evidence")).to_have_count(0)


@pytest.mark.parametrize("language", ["zh-CN", "mn"])
def test_the_interface_speaks_the_language_of_the_browser(browse: Browse, language: str) -> None:
    page = browse(locale=language)
    expect(page.get_by_role("button", name=Words(language[:2])("search"))).to_be_visible()
    assert page.locator("html").get_attribute("lang") == language[:2]


def test_language_and_theme_can_be_switched_and_stay(browse: Browse) -> None:
    page = browse("/?q=haze")
    page.locator("summary", has_text="English").click()
    page.get_by_role("button", name="한국어").click()
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    assert page.url.endswith("/?q=haze")
    page.locator(".menu").nth(1).locator("summary").click()
    page.locator("button[value=dark]").click()
    page.goto("/")
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")


@pytest.mark.parametrize("width", [390, 820, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_width_and_theme_is_accessible_and_nothing_runs_out_of_it(
    browse: Browse, client: httpx.Client, width: int, scheme: str
) -> None:
    shown = first_passage(client, "haze")["passage_id"]
    for address in (*PAGES, f"/?q=haze&show={shown}", f"/passages/{shown}"):
        page = browse(address, width=width, color_scheme=scheme)
        assert violations(page) == [], address
        assert not overflows(page), address


@pytest.mark.parametrize("language", ["zh", "ja", "ko", "ru", "mn"])
def test_every_language_of_the_interface_is_accessible(browse: Browse, language: str) -> None:
    assert violations(browse("/?q=haze", locale=language, width=390)) == []


def test_what_is_not_there_is_told_on_a_page(look: Look) -> None:
    assert "There is nothing at this address" in look("/nothing-here", status=404)


def test_a_program_that_asks_for_what_is_not_there_gets_a_problem(client: httpx.Client) -> None:
    answer = client.get("/nothing-here", headers={"Accept": "application/json"})
    assert answer.headers["content-type"] == "application/problem+json"


def test_pages_let_no_script_but_their_own_run(client: httpx.Client) -> None:
    policy = client.get("/", headers={"Accept": "text/html"}).headers["content-security-policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_style_sheets_and_scripts_are_kept_by_the_browser_for_good(look: Look, client: httpx.Client) -> None:
    address = re.search(r'href="(/static/base\.css\?v=[0-9a-f]+)"', look("/"))
    assert address
    assert "immutable" in client.get(address[1]).headers["cache-control"]


def test_nothing_comes_out_of_the_folder_of_style_sheets_but_what_is_in_it(client: httpx.Client) -> None:
    for name in ("..%2Fviewing.py", "%2e%2e/viewing.py", "absent.css"):
        assert client.get(f"/static/{name}").status_code == 404


def test_a_way_back_never_leads_to_another_site(client: httpx.Client) -> None:
    for address in ("https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)", "/a\r\nX: y"):
        answer = client.post("/wishes", data={"theme": "dark", "back": address})
        assert answer.headers["location"] == "/"
