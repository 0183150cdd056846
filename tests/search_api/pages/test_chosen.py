"""Above the results: the filters that are chosen, the order, which mentions count, and why a passage is there."""

import re

import httpx
from browsing import Browse, Look, violations
from playwright.sync_api import expect


def test_each_chosen_filter_is_seen_and_taken_back_above_the_results(browse: Browse, client: httpx.Client) -> None:
    report = client.get("/v1/search", params={"q": "haze", "k": 1}).json()["results"][0]["document_id"]
    page = browse(f"/?q=haze&entity=sdg:13&language=en&document={report}&year_from=2010&year_to=2020", width=390)
    chosen = page.get_by_role("list", name="Chosen filters").locator("li")
    labels = [text.strip() for text in chosen.locator(".label").all_text_contents()]
    assert labels == ["13 Climate action", "Haze over three borders", "English", "2010–2020"]
    chosen.filter(has_text="English").get_by_role("link", name="Remove the filter").click()
    expect(chosen).to_have_count(3)
    assert "language" not in page.url
    assert "year_from=2010" in page.url


def test_a_filter_is_turned_into_its_opposite_and_back(browse: Browse) -> None:
    page = browse("/?q=measures&entity=mechanism:neaspec")
    found = page.locator("#total").inner_text().split(" in ")[0]
    page.get_by_role("link", name="not NEASPEC").click()
    expect(page.locator(".chosen .excluded")).to_have_count(1)
    assert "exclude=mechanism:neaspec" in page.url
    assert page.locator("#total").inner_text().split(" in ")[0] != found
    page.get_by_role("link", name="not NEASPEC").click()
    expect(page.locator(".chosen .excluded")).to_have_count(0)


def test_results_are_sorted_by_year(browse: Browse) -> None:
    page = browse("/?q=cities")
    page.get_by_role("navigation", name="Sort by").get_by_role("link", name="oldest").click()
    page.wait_for_url("**sort=oldest*")
    years = [int(year) for year in re.findall(r"· (\d{4}) ·", " ".join(page.locator(".place").all_inner_texts()))]
    assert len(years) > 5
    assert years == sorted(years)
    expect(page.locator(".way a[aria-current]").first).to_have_text("oldest")


def test_only_mentions_by_name_can_be_counted(browse: Browse, client: httpx.Client) -> None:
    page = browse("/?q=measures&entity=sdg:14")
    page.get_by_role("link", name="named in the text").click()
    page.wait_for_url("**basis=stated*")
    asked = {"q": "measures", "entity": "sdg:14", "basis": "stated"}
    assert page.locator("#total").inner_text().startswith(str(client.get("/v1/search", params=asked).json()["total"]))


def test_why_a_passage_is_there_is_told_on_demand(browse: Browse, client: httpx.Client) -> None:
    page = browse("/?q=haze")
    expect(page.locator(".why")).to_have_count(0)
    page.get_by_role("link", name="Explain the order").click()
    first = page.locator(".why").first
    first.locator("summary").click()
    score = client.get("/v1/search", params={"q": "haze", "k": 1}).json()["results"][0]["score"]
    expect(first.locator("tfoot")).to_contain_text(f"{score:.3f}")
    adds = [float(one.replace("−", "-")) for one in first.locator("tbody td:last-child").all_inner_texts()]
    assert abs(sum(adds) - score) < 0.003
    assert violations(page) == []


def test_downloads_of_what_is_seen_are_of_the_same_search(look: Look, client: httpx.Client) -> None:
    shown = client.get("/v1/search", params={"q": "haze", "k": 1}).json()["results"][0]["passage_id"]
    page = look(f"/?q=haze&sort=newest&explain=true&show={shown}&page=1&around=4")
    link = re.search(r'href="(/v1/search[^"]*format=docx[^"]*)"', page)
    assert link
    assert client.get(link[1].replace("&amp;", "&")).status_code == 200
