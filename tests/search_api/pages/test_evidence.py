"""The page of a report beside its passage, and the text around it."""

import re
import shutil
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pypdfium2 as pdfium
import pytest
from browsing import Browse, Look, violations
from faces import Serve
from playwright.sync_api import Browser, expect
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Paragraph, SimpleDocTemplate

from index.store import Store
from ingest.originals import Originals

LONG = " ".join(f"Sentence {number} of a paragraph that goes on over the end of its page." for number in range(90))


def first(client: httpx.Client, words: str, **filters: str) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/v1/search", params={"q": words, "k": 1, **filters}).json()["results"][0]
    return found


def written(path: Path, text: str) -> Path:
    """A PDF of one paragraph, over as many pages as it takes."""
    body = ParagraphStyle("body", fontSize=12, leading=18)
    SimpleDocTemplate(str(path), invariant=1).build([Paragraph(text, body)])
    return path


@pytest.fixture(scope="module")
def haze(client: httpx.Client) -> str:
    id: str = first(client, "pays for its own stations")["passage_id"]
    return id


def test_the_pages_before_and_after_are_turned_to_and_back(browse: Browse, haze: str) -> None:
    page = browse(f"/passages/{haze}")
    expect(page.locator("figcaption")).to_contain_text("Page 2 of 3")
    page.get_by_role("link", name="Page after").click()
    expect(page.locator("figcaption")).to_contain_text("Page 3 of 3")
    expect(page.get_by_role("link", name="Page after")).to_have_count(0)
    expect(page.locator(".box")).to_have_count(0)
    page.get_by_role("link", name="Back to the passage").click()
    expect(page.locator(".box").first).to_be_visible()


def test_the_words_under_the_boxes_that_are_drawn_are_the_quote_s(look: Look, client: httpx.Client, haze: str) -> None:
    page = look(f"/passages/{haze}")
    boxes = re.findall(r'class="box" x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"', page)
    pdf = pdfium.PdfDocument(client.get(f"/v1/documents/{haze[:16]}/file").content)
    text, height = pdf[1].get_textpage(), pdf[1].get_height()
    words = []
    for x, y, wide, high in (map(float, box) for box in boxes):
        left, bottom, right, top = x, height - y - high * 0.75, x + wide, height - y - high * 0.25
        words += text.get_text_bounded(left=left, bottom=bottom, right=right, top=top).split()
    pdf.close()
    assert len(boxes) > 1
    assert words == client.get(f"/v1/passages/{haze}").json()["passage"]["text"].split()


def test_a_picture_is_zoomed_by_buttons_and_keys_with_more_dots_and_the_box_in_view(browse: Browse, haze: str) -> None:
    page = browse(f"/passages/{haze}", width=820)
    frame, image = page.locator(".frame"), page.locator(".leaf img")
    expect(image).to_have_js_property("complete", True)
    width = image.bounding_box()["width"]  # type: ignore[index]
    page.get_by_role("button", name="Zoom in").click()
    page.keyboard.press("+")
    assert image.bounding_box()["width"] == pytest.approx(2 * width, abs=2)  # type: ignore[index]
    assert "width=2400" in (image.get_attribute("src") or "")
    box, view = page.locator(".box").first.bounding_box(), frame.bounding_box()
    assert box
    assert view
    assert view["y"] <= box["y"] <= view["y"] + view["height"]
    assert violations(page) == []
    page.keyboard.press("0")
    assert image.bounding_box()["width"] == pytest.approx(width, abs=2)  # type: ignore[index]


def test_more_of_the_text_around_is_shown_on_demand(browse: Browse, client: httpx.Client) -> None:
    shown = first(client, "Toyama cranes", language="en")["passage_id"]
    page = browse(f"/passages/{shown}", java_script_enabled=False)
    before = page.locator(".around > p").count()
    page.get_by_role("link", name="More before and after").click()
    assert page.locator(".around > p").count() > before
    expect(page.locator(".around blockquote")).to_have_text(first(client, "Toyama cranes", language="en")["text"])


@pytest.mark.parametrize(("words", "language"), [("漂着ごみ", "ja"), ("Амурский тигр", "ru"), ("沙尘暴", "zh")])
def test_reports_without_pages_show_their_text_with_the_passage_marked(
    look: Look, client: httpx.Client, words: str, language: str
) -> None:
    """An HTML page, a Word document, and plain text."""
    page = look(f"/passages/{first(client, words, language=language)['passage_id']}")
    assert "<figure" not in page
    assert 'id="quote"' in page
    assert "Open the report" in page
    assert re.search(r'class="around">.*?<p lang', page, re.DOTALL)


def test_a_quote_is_copied_with_its_citation_and_the_button_says_so(chromium: Browser, client: httpx.Client) -> None:
    found = first(client, "haze stations")
    context = chromium.new_context(base_url=str(client.base_url), locale="en")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(f"/passages/{found['passage_id']}")
    button = page.locator(".cite > button").first
    button.click()
    expect(button).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    context.close()
    assert copied.startswith(f"“{found['text']}” (Office of Small Reports, 2015, p. ")
    assert copied.endswith(found["citation"]["title"] + f" (p. {found['citation']['page_label_first']}).")


@pytest.mark.parametrize("address", ["/?q=haze&show=0123456789abcdef-1-2", "/passages/nonsense"])
def test_a_passage_that_is_not_there_is_told_on_a_page(look: Look, address: str) -> None:
    assert "There is nothing at this address" in look(address, status=404)


@pytest.mark.parametrize(
    "odd", ["page=0", "page=999", "page=-1", "page=x", "around=0", "around=9999999999999", "page=²"]
)
def test_a_page_that_is_not_there_leaves_the_passage_s_own(look: Look, haze: str, odd: str) -> None:
    assert "Page 2 of 3" in look(f"/passages/{haze}?{odd}")


@pytest.fixture(scope="module")
def odd_site(
    tmp_path_factory: pytest.TempPathFactory, built: Any, build_index: Callable[..., Any], serve: Serve
) -> Iterator[httpx.Client]:
    """With a paragraph over two pages, and two originals whose pages can't be drawn any more."""
    folder, data = tmp_path_factory.mktemp("odd"), tmp_path_factory.mktemp("odd-data")
    shutil.copy(built.store.cache, data)
    written(folder / "long.pdf", LONG)
    torn = written(folder / "torn.pdf", "This page was torn after the librarian of Dalian had read it.")
    lost = written(folder / "lost.pdf", "The only copy of this page was lost in a flood of the Tumen.")
    store = Store(data)
    build_index([folder], store)
    originals = Originals(store.files)
    originals.path(sha256(torn.read_bytes()).hexdigest()).write_bytes(b"%PDF-1.7 torn")
    originals.path(sha256(lost.read_bytes()).hexdigest()).unlink()
    with serve(store) as client:
        yield client


def test_a_passage_over_two_pages_shows_both(look: Look, odd_site: httpx.Client) -> None:
    results = odd_site.get("/v1/search", params={"q": "sentence", "k": 50}).json()["results"]
    over = [one for one in results if one["citation"]["page_first"] < one["citation"]["page_last"]]
    page = look(f"/passages/{over[0]['passage_id']}", site=odd_site)
    assert page.count("<figure") == 2
    assert "Page 1 of 2" in page
    assert "Page 2 of 2" in page


def test_a_page_that_can_not_be_drawn_is_told_in_words(chromium: Browser, odd_site: httpx.Client) -> None:
    page = chromium.new_page(base_url=str(odd_site.base_url), locale="en")
    page.goto(f"/passages/{first(odd_site, 'librarian of Dalian')['passage_id']}")
    expect(page.get_by_text("This page can’t be shown as a picture.")).to_be_visible()
    expect(page.locator(".leaf")).to_be_hidden()
    expect(page.locator("#quote")).to_contain_text("librarian of Dalian")
    assert violations(page) == []
    page.close()


def test_a_report_whose_original_is_gone_shows_its_text(look: Look, odd_site: httpx.Client) -> None:
    page = look(f"/passages/{first(odd_site, 'flood of the Tumen')['passage_id']}", site=odd_site)
    assert "The original file is not kept here any more" in page
    assert "<figure" not in page
    assert "flood of the Tumen" in page
