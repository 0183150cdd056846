import re
from pathlib import Path

import httpx
import pytest
from browsing import Browse, Look, overflows, violations
from faces import Serve
from playwright.sync_api import expect

from index.store import Store
from search_api.pages.words import Words

NEASPEC = "/entities/mechanism:neaspec"
TOPIC = "/entities/topic:biodiversity"
PAGES = ("/entities", "/entities?kind=sdg", "/entities?q=environment", "/entities/sdg:15", "/matrix?cols=topic")


def total(client: httpx.Client, address: str) -> int:
    """How many passages a search of the pages, or a page of an entity, has."""
    path, _, query = address.removesuffix("#passages").partition("?")
    asked = "/v1/search" if path == "/" else f"/v1{path}/passages"
    return int(client.get(f"{asked}?k=1&{query}").json()["total"])


def test_a_name_is_found_in_another_language_than_that_of_the_interface(look: Look) -> None:
    page = look("/entities?q=沙尘暴")
    assert "/entities/topic:dust-and-sandstorms" in page
    assert "沙尘暴" in page.partition("</form>")[2]


def test_a_mistyped_name_is_found_too(look: Look) -> None:
    assert f'href="{NEASPEC}"' in look("/entities?q=neaspek")


def test_the_most_mentioned_names_of_a_kind_come_first_and_others_on_demand(look: Look) -> None:
    some, every = look("/entities?kind=mechanism"), look("/entities?kind=mechanism&all=true")
    counts = [int(one) for one in re.findall(r'<td class="number"><a[^>]*>(\d+)</a>', some)]
    assert counts == sorted(counts, reverse=True)
    assert '<td class="number">0</td>' not in some
    assert '<td class="number">0</td>' in every


def test_names_are_suggested_while_one_types_and_chosen_with_the_keyboard(browse: Browse) -> None:
    page = browse("/entities")
    page.get_by_role("combobox").press_sequentially("neasp")
    expect(page.get_by_role("option").first).to_contain_text("NEASPEC")
    page.keyboard.press("ArrowDown")
    assert violations(page) == []
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{NEASPEC}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("North-East Asian Subregional Programme")


def test_names_are_found_without_scripts(browse: Browse) -> None:
    page = browse("/entities", java_script_enabled=False)
    page.get_by_role("searchbox").fill("neaspec")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="NEASPEC", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("NEASPEC")


def test_a_page_tells_names_members_and_what_belongs_to_it(look: Look) -> None:
    page = look(NEASPEC, **{"Accept-Language": "zh"})
    for words in ("东北亚次区域环境合作", "蒙古", "1993年", "Northeast Asian", "/entities/mechanism:neacap"):
        assert words in page


def test_a_translated_name_is_said_to_be_one(look: Look, client: httpx.Client) -> None:
    listed = client.get("/v1/entities", params={"kind": "mechanism", "k": 200}).json()["entities"]
    details = (client.get(f"/v1/entities/{one['id']}").json() for one in listed)
    translated = next(one["id"] for one in details if one["translated"])
    assert Words("en")("translated-here") in look(f"/entities/{translated}")
    assert Words("en")("translated-here") not in look(NEASPEC)


def test_every_number_of_a_page_is_that_of_the_search_that_it_leads_to(look: Look, client: httpx.Client) -> None:
    page = look("/entities/sdg:13").replace("&amp;", "&")
    years = re.findall(r'<td class="number"><a href="(/\?[^"]+)">(\d+)</a></td>', page)
    reports = re.findall(r'href="(/\?entity=sdg:13&document=[^"]+)".*?<td class="number">(\d+)</td>', page, re.DOTALL)
    beside = re.findall(r'class="chip [^"]*" href="(/\?entity=sdg:13&entity=[^"]+)".*?<small>(\d+)</small>', page)
    assert years
    assert reports
    assert beside
    for address, count in [*years, *reports, *beside[:5]]:
        assert total(client, address) == int(count), address


def test_what_is_beside_an_entity_of_the_same_kind_narrows_its_own_passages(browse: Browse) -> None:
    page = browse(TOPIC)
    chip = page.locator(".figures .chip[href*='beside=topic']").first
    count = chip.locator("small").inner_text()
    chip.click()
    page.wait_for_url("**beside=topic*")
    assert page.locator("#total").inner_text().split()[0] == count
    page.locator(".of-entity .chip.stated", has_text="also naming").click()
    page.wait_for_url(re.compile(f"{TOPIC}#passages$"))


def test_passages_can_be_put_in_another_order_and_be_those_that_name_it_only(browse: Browse) -> None:
    page = browse("/entities/sdg:13")
    every = int(page.locator("#total").inner_text().split()[0])
    page.get_by_role("link", name="Named in the text", exact=True).click()
    page.wait_for_url("**basis=stated*")
    assert 0 < int(page.locator("#total").inner_text().split()[0]) < every
    expect(page.locator("#passages")).to_be_focused()
    page.get_by_role("link", name="Most relevant first").click()
    page.wait_for_url("**order=relevance*")
    expect(page.locator(".tabs [aria-current]", has_text="Named in the text")).to_be_visible()


def test_a_passage_of_an_entity_is_seen_on_its_page_beside_the_others(browse: Browse) -> None:
    page = browse("/entities/sdg:13")
    page.get_by_role("link", name="See on its page").first.click()
    page.wait_for_selector("#evidence")
    assert page.locator("#quote").inner_text() == page.locator(".result.shown blockquote").inner_text()


def test_one_searches_among_the_passages_of_an_entity(browse: Browse) -> None:
    page = browse(NEASPEC, java_script_enabled=False)
    page.get_by_role("searchbox").fill("air")
    page.get_by_role("button", name="Search").click()
    assert page.url.endswith("/?q=air&entity=mechanism:neaspec") or "entity=mechanism%3Aneaspec" in page.url
    expect(page.locator(".choice[aria-current]", has_text="NEASPEC")).to_be_visible()


def test_an_id_that_is_no_longer_used_leads_to_its_successor(client: httpx.Client) -> None:
    answer = client.get("/entities/organization:wced?basis=stated", headers={"Accept": "text/html"})
    assert answer.status_code == 200
    answer = client.get("/entities/programme:our-common-future?basis=stated", headers={"Accept": "text/html"})
    assert answer.status_code == 301
    assert answer.headers["location"] == "/entities/organization:wced?basis=stated"


def test_an_entity_that_is_not_known_is_told_on_a_page_with_those_like_it(look: Look) -> None:
    assert "mechanism:neaspec" in look("/entities/mechanism:neaspek", status=404)


def test_what_nothing_mentions_has_a_page_all_the_same(look: Look, client: httpx.Client) -> None:
    listed = client.get("/v1/entities", params={"k": 2000}).json()["entities"]
    silent = next(one["id"] for one in reversed(listed) if not one["passages"])
    assert Words("en")("not-mentioned") in look(f"/entities/{silent}")


@pytest.mark.parametrize("asked", ["", "?cols=topic&basis=stated", "?cols=mechanism", "?rows=mechanism:neaspec"])
def test_a_cell_counts_the_passages_that_it_leads_to(look: Look, client: httpx.Client, asked: str) -> None:
    page = look(f"/matrix{asked}").replace("&amp;", "&")
    cells = re.findall(r'<td class="shade-[1-6]"><a href="([^"]+)">(\d+)</a>', page)
    assert cells
    for address, count in cells[:: max(1, len(cells) // 6)]:
        assert total(client, address) == int(count), address


def test_empty_cells_are_shown_and_rows_that_are_all_empty_on_demand(look: Look) -> None:
    page, every = look("/matrix?rows=mechanism&cols=sdg"), look("/matrix?rows=mechanism&cols=sdg&empty=true")
    assert 'class="shade-0"' in page
    assert every.count("<tr>") > page.count("<tr>")
    assert len(re.findall(r"Left out: \d+", page)) == 1
    assert "Left out" not in every


def test_the_matrix_follows_its_slider_and_a_shared_address_shows_the_same(browse: Browse) -> None:
    page = browse("/matrix")
    slider = page.get_by_role("slider")
    slider.focus()
    page.keyboard.press("Home")
    first = slider.get_attribute("min")
    expect(page.locator(".corner")).to_have_text(str(first))
    expect(slider).to_be_focused()
    assert f"when=year&year={first}" in page.url
    assert browse(page.url).locator(".heat").inner_text() == page.locator(".heat").inner_text()


def test_the_matrix_of_a_year_can_be_had_without_scripts(browse: Browse) -> None:
    page = browse("/matrix", java_script_enabled=False)
    page.get_by_role("radio", name="One year").check()
    page.get_by_role("button", name="Show").click()
    expect(page.locator(".corner")).to_have_text(str(page.get_by_role("slider").get_attribute("max")))


def test_arrow_keys_go_from_cell_to_cell(browse: Browse) -> None:
    page = browse("/matrix")
    page.locator(".heat tbody tr:nth-child(2) td:nth-child(3) a").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator(".heat tbody tr:nth-child(2) td:nth-child(4) a")).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".heat tbody tr:nth-child(3) td:nth-child(4) a")).to_be_focused()


@pytest.mark.parametrize("width", [390, 820, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_width_and_theme_is_accessible_and_nothing_runs_out_of_it(
    browse: Browse, width: int, scheme: str
) -> None:
    page = browse("about:blank", width=width, color_scheme=scheme)
    for address in PAGES:
        page.goto(address)
        assert violations(page) == [], address
        assert not overflows(page), address


@pytest.mark.parametrize("language", ["zh", "mn"])
def test_names_and_matrix_speak_chinese_and_mongolian(browse: Browse, language: str) -> None:
    page = browse("about:blank", locale=language, width=390)
    for address in (NEASPEC, "/matrix?rows=mechanism&cols=topic"):
        page.goto(address)
        assert violations(page) == [], address
        assert not overflows(page), address


def test_where_nothing_is_indexed_that_is_told(serve: Serve, look: Look, tmp_path: Path) -> None:
    with serve(Store(tmp_path)) as site:
        for address in ("/entities", NEASPEC, "/matrix"):
            assert Words("en")("nothing-indexed") in look(address, site=site)
