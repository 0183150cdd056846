"""Names offered while a question is typed."""

from browsing import Browse, violations
from playwright.sync_api import expect

ANSWERED = 60_000
"""Milliseconds: the first question of all waits for the model."""


def test_a_name_is_chosen_with_the_keyboard_and_becomes_a_filter(browse: Browse) -> None:
    page = browse("/?q=haze&language=en")
    box = page.get_by_role("combobox")
    box.fill("")
    box.press_sequentially("dust neasp")
    options = page.get_by_role("option")
    expect(options.first).to_contain_text("NEASPEC")
    expect(box).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    assert box.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    assert violations(page) == []
    page.keyboard.press("Enter")
    page.wait_for_url("**entity=mechanism:neaspec*", timeout=ANSWERED)
    assert "q=dust&" in page.url
    assert "language=en" in page.url
    expect(page.locator(".chosen")).to_contain_text("NEASPEC")


def test_a_name_in_another_language_is_chosen_with_the_mouse(browse: Browse) -> None:
    page = browse()
    page.get_by_role("combobox").press_sequentially("沙尘")
    page.get_by_role("option").first.click()
    page.wait_for_url("**entity=topic:*", timeout=ANSWERED)
    expect(page.locator(".result").first).to_be_visible()


def test_escape_closes_the_list_and_enter_without_a_choice_asks_the_question(browse: Browse) -> None:
    page = browse()
    page.get_by_role("combobox").press_sequentially("neaspec")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.get_by_role("combobox")).to_have_value("neaspec")
    page.keyboard.press("Enter")
    page.wait_for_url("**/?q=neaspec", timeout=ANSWERED)
