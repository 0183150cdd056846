import httpx
import pytest
from browsing import Browse, Look, Site, overflows, violations
from playwright.sync_api import expect

from search_api.middleware.identifying import COOKIE

HTML = {"Accept": "text/html"}


def cookie(words: str) -> dict[str, str]:
    return HTML | {"Cookie": f"{COOKIE}={words}"}


def sign_in(site: Site, words: str, **headers: str) -> httpx.Response:
    with httpx.Client(base_url=site.client.base_url) as fresh:
        return fresh.post("/sign-in", data={"key": words, "back": "/reports?q=haze"}, headers=HTML | headers)


def test_a_person_signs_in_does_what_takes_a_key_and_signs_out(browse: Browse, gated: Site) -> None:
    page = browse("/reports?q=haze", site=gated.client)
    page.get_by_role("link", name="Sign in").first.click()
    page.get_by_label("Access key").fill(gated.keys["curator"])
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/reports?q=haze")
    expect(page.locator("header")).to_contain_text("a curator")
    page.get_by_role("link", name="Indexing").click()
    page.get_by_role("button", name="Index again").click()
    page.wait_for_url("**/jobs/*")
    expect(page.locator(".facts")).to_contain_text("a curator")
    page.locator(".who").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("link", name="Sign in")).to_be_visible()


def test_a_key_is_kept_from_scripts_and_from_other_sites(gated: Site) -> None:
    answer = sign_in(gated, f" {gated.keys['reader']} ")
    kept = answer.headers["set-cookie"].lower()
    assert answer.headers["location"] == "/reports?q=haze"
    assert all(part in kept for part in ("httponly", "samesite=strict", "path=/"))


def test_a_key_that_opens_nothing_is_not_kept(gated: Site) -> None:
    answer = sign_in(gated, "sdgs_000000000000_" + "A" * 43)
    assert answer.status_code == 422
    assert "opens nothing" in answer.text
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("words", ["nonsense", "sdgs_000000000000_" + "A" * 43, '"'])
def test_a_forged_cookie_opens_nothing(gated: Site, words: str) -> None:
    answer = gated.client.get("/reports", headers=cookie(words))
    assert answer.status_code == 401
    assert "/sign-in?back=" in answer.text


def test_a_key_in_a_header_counts_more_than_one_in_a_cookie(gated: Site) -> None:
    both = cookie(gated.keys["admin"]) | {"Authorization": f"Bearer {gated.keys['reader']}"}
    assert gated.client.get("/v1/keys", headers=both).status_code == 403


@pytest.mark.parametrize(
    "sent", [{"Origin": "https://evil.example"}, {"Origin": "null"}, {"Sec-Fetch-Site": "same-site"}]
)
def test_another_sites_page_changes_nothing_with_the_cookie(gated: Site, sent: dict[str, str]) -> None:
    before = gated.store.jobs.list()[1]
    headers = cookie(gated.keys["curator"]) | sent
    assert gated.client.post("/jobs", headers=headers).status_code == 401
    assert gated.client.post("/v1/jobs", json={}, headers=headers).status_code == 401
    assert gated.store.jobs.list()[1] == before


@pytest.mark.parametrize("path", ["/sign-in", "/sign-out"])
def test_another_sites_page_signs_nobody_in_or_out(gated: Site, path: str) -> None:
    form = {"key": gated.keys["reader"]}
    answer = gated.client.post(path, data=form, headers=HTML | {"Origin": "https://evil.example"})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_a_page_of_this_site_changes_what_its_key_may(gated: Site) -> None:
    own = str(gated.client.base_url).rstrip("/")
    headers = cookie(gated.keys["curator"]) | {"Origin": own, "Sec-Fetch-Site": "same-origin"}
    assert gated.client.post("/jobs", headers=headers).status_code == 303


def test_what_takes_another_role_says_so_with_a_way_to_sign_in(gated: Site) -> None:
    answer = gated.client.post("/jobs", headers=cookie(gated.keys["reader"]))
    assert answer.status_code == 403
    assert "You are not allowed to do this" in answer.text
    assert "Signed in as a reader" in answer.text
    assert "Sign in with another key" in answer.text


def test_signing_in_never_leads_to_another_site(look: Look) -> None:
    assert "evil.example" not in look("/sign-in?back=https://evil.example/").partition("<main")[2]


def test_the_person_at_a_machine_without_keys_is_asked_for_none(site: Site, look: Look) -> None:
    assert "/sign-in" not in look("/reports", site=site.client)


@pytest.mark.parametrize("width", [390, 820, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_signing_in_is_accessible_at_every_width_and_theme(
    browse: Browse, gated: Site, width: int, scheme: str
) -> None:
    page = browse("/sign-in", site=gated.client, width=width, color_scheme=scheme)
    assert violations(page) == []
    assert not overflows(page)
