import hashlib
import re

import pytest
from browsing import Browse, Look, Site, overflows, violations
from faces import Library
from playwright.sync_api import expect

from ingest.set_aside import MOST_TRIES


def report_id(site: Site, source: str) -> str:
    listed = site.client.get("/v1/documents").json()["documents"]
    return next(str(one["id"]) for one in listed if one["source"] == source)


def titles(page: str) -> list[str]:
    return re.findall(r'<th scope="row">\s*<a [^>]*>([^<]*)</a>', page)


def test_reports_are_listed_with_what_is_known_of_them(browse: Browse) -> None:
    page = browse("/reports")
    half = page.locator("tr", has_text="half")
    expect(half).to_contain_text("PDF")
    expect(half).to_contain_text("(1 without text)")
    expect(half).to_contain_text("poor")
    expect(page.locator("#total")).to_contain_text("9 reports")


def test_reports_are_found_by_words_language_and_years(look: Look) -> None:
    every = titles(look("/reports"))
    chinese = titles(look("/reports?q=&language=zh&year_from=&year_to="))
    assert 0 < len(chinese) < len(every)
    assert titles(look("/reports?q=haze+borders")) == ["Haze over three borders"]
    assert titles(look("/reports?year_from=2999")) == []


def test_reports_are_sorted_by_a_column_either_way(look: Look) -> None:
    down, up = titles(look("/reports?sort=passages")), titles(look("/reports?sort=passages&reverse=true"))
    assert set(down) == set(up)
    assert down != up
    assert 'aria-sort="descending"' in look("/reports?sort=passages")


def test_what_could_not_be_read_is_told_page_by_page_and_file_by_file(look: Look) -> None:
    silent = look("/reports").partition('id="silent"')[2]
    assert re.search(r"half</a>:\s*<span[^>]*>p\. 2</span>", silent)
    assert "torn.pdf" in silent
    assert "cannot be opened" in silent


def test_a_report_says_what_it_is_about_how_it_is_cited_and_how_well_it_was_read(browse: Browse, site: Site) -> None:
    id = report_id(site, "half.pdf")
    page = browse(f"/reports/{id}", site=site.client)
    expect(page.locator("#silent")).to_contain_text("Pages without text: p. 2")
    expect(page.locator("#silent")).to_contain_text("poor")
    expect(page.locator("#cite-apa")).to_contain_text("half")
    expect(page.locator(".thumbnails img")).to_have_count(2)
    page.get_by_placeholder("Search in this report").fill("turbines")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**document={id}*")
    expect(page.locator(".result").first).to_contain_text("Nine wind turbines")


def test_a_reports_outline_leads_to_its_passages(browse: Browse, site: Site) -> None:
    listed = site.client.get("/v1/documents").json()["documents"]
    with_sections = next(one["id"] for one in listed if one["format"] in ("markdown", "docx") and one["passages"] > 1)
    page = browse(f"/reports/{with_sections}", site=site.client)
    heading = page.locator(".outline a").first
    words = heading.inner_text()
    heading.click()
    page.wait_for_url("**/passages/*")
    expect(page.locator("#quote")).to_contain_text(re.compile(re.escape(words[:5]) + "|."))


def test_a_report_that_is_not_there_is_told_so(look: Look) -> None:
    look("/reports/0123456789abcdef", status=404)


def test_a_report_is_withdrawn_with_a_reason_and_restored(browse: Browse, site: Site) -> None:
    id = report_id(site, "half.pdf")
    page = browse(f"/reports/{id}", site=site.client)
    page.get_by_label("Reason").fill("Printed by mistake")
    page.get_by_role("button", name="Withdraw").click()
    page.wait_for_url("**/reports#withdrawn")
    expect(page.locator("#withdrawn")).to_contain_text("Printed by mistake")
    assert site.client.get(f"/v1/documents/{id}").status_code == 404
    page.get_by_role("button", name="Restore").click()
    page.wait_for_url(f"**/reports/{id}")
    assert site.client.get(f"/v1/documents/{id}").status_code == 200


def test_a_report_is_labelled_and_linked_as_an_edition(site: Site) -> None:
    ids = [one["id"] for one in site.client.get("/v1/documents").json()["documents"]]
    for form in ({"act": "label", "label": "internal"}, {"act": "link", "edition_of": ids[1]}):
        assert site.client.post(f"/reports/{ids[0]}", data=form).status_code == 303
    page = site.client.get(f"/reports/{ids[0]}", headers={"Accept": "text/html"}).text
    assert "Label: internal" in page
    assert f'href="/reports/{ids[1]}"' in page
    for form in ({"act": "label", "label": "public"}, {"act": "unlink"}):
        site.client.post(f"/reports/{ids[0]}", data=form)
    assert site.store.library.rulings()[ids[0]].report == ""


def test_files_are_handed_in_without_scripts_and_each_is_told_what_became_of_it(browse: Browse, site: Site) -> None:
    page = browse("/reports", site=site.client, java_script_enabled=False)
    page.locator("summary", has_text="Upload reports").click()
    page.get_by_label("Files").set_input_files(
        [_file("fen.txt", b"A fen holds water, and the crane nests in it.\n"), _file("song.mp3", b"ID3\x03\x00")]
    )
    page.get_by_role("button", name="Upload").click()
    expect(page.locator("li", has_text="fen.txt")).to_contain_text("Received")
    expect(page.locator("li", has_text="song.mp3")).to_contain_text("Not accepted")
    page.get_by_role("link", name="See how far the indexing is").click()
    page.wait_for_url("**/jobs/*")


def test_files_that_are_dropped_are_handed_in_one_by_one(browse: Browse, site: Site) -> None:
    page = browse("/reports", site=site.client)
    page.get_by_role("link", name="Year").click()  # what is swapped in takes files as well
    page.wait_for_url("**sort=year*")
    page.locator("summary", has_text="Upload reports").click()
    page.evaluate(
        """() => {
          const carried = new DataTransfer();
          carried.items.add(new File(["A mire is wet all year, and nobody mows it."], "mire.txt"));
          const options = { dataTransfer: carried, bubbles: true, cancelable: true };
          document.querySelector("[data-drop]").dispatchEvent(new DragEvent("drop", options));
        }"""
    )
    expect(page.locator("[data-sent] li")).to_contain_text("mire.txtReceived")
    expect(page.locator("[data-sent] a")).to_have_attribute("href", re.compile("/jobs/.+"))


def test_nothing_is_handed_in_where_no_file_is_chosen(site: Site) -> None:
    answer = site.client.post("/reports", files={"file": ("", b"")}, headers={"Accept": "text/html"})
    assert answer.status_code == 422


def test_an_unread_file_is_tried_again_and_one_that_was_handed_in_can_be_forgotten(
    site: Site, library: Library
) -> None:
    torn = hashlib.sha256((library.folder / "torn.pdf").read_bytes()).hexdigest()
    for _ in range(MOST_TRIES):
        site.store.set_aside.failed(b"torn", torn, "torn.pdf", "it is cut off")
    page = site.client.get("/reports", headers={"Accept": "text/html"}).text
    assert "set aside: not tried any more" in page
    assert site.client.post(f"/reports/unread/{torn}", data={"act": "retry"}).headers["location"] == "/reports#silent"
    assert site.store.set_aside.all() == []
    site.store.set_aside.failed(b"sunk", "ab" * 32, "sunk.pdf", "it is empty")
    site.store.library.add("ab" * 32, "sunk.pdf", "me")
    assert site.client.post(f"/reports/unread/{'ab' * 32}", data={"act": "forget"}).status_code == 303
    assert all(upload.name != "sunk.pdf" for upload in site.store.library.uploads())
    assert site.client.post(f"/reports/unread/{'cd' * 32}", data={"act": "retry"}).status_code == 404


def test_readers_are_shown_no_way_to_change_anything(gated: Site, look: Look) -> None:
    page = look("/reports", site=gated.client)
    assert 'enctype="multipart/form-data"' not in page
    assert "Uploading takes a key with the role curator" in page
    assert gated.client.post("/reports", files={"file": ("a.txt", b"peat")}).status_code == 403
    assert gated.client.post(f"/reports/{'0' * 16}", data={"act": "restore"}).status_code == 403


@pytest.mark.parametrize("width", [390, 820, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_reports_are_accessible_at_every_width_and_theme(browse: Browse, site: Site, width: int, scheme: str) -> None:
    page = browse("/reports", site=site.client, width=width, color_scheme=scheme)
    for address in ("/reports", f"/reports/{report_id(site, 'half.pdf')}"):
        page.goto(address)
        assert violations(page) == [], address
        assert not overflows(page), address


@pytest.mark.parametrize("language", ["zh", "mn"])
def test_reports_speak_the_language_of_the_browser(browse: Browse, site: Site, language: str) -> None:
    page = browse("/reports", site=site.client, locale=language, width=390)
    assert violations(page) == []
    assert not overflows(page)


def _file(name: str, content: bytes) -> dict[str, object]:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}
