"""Which reports are editions of one another, and which edition is the latest."""

from index.editions import Edition, Listed, editions
from index.library import Ruling, Upload


def listed(
    id: str, *, source: str = "", title: str = "", url: str = "", language: str = "en", year: int | None = 2020
) -> Listed:
    return Listed(id, source or f"{id}.pdf", title or id, url, language, year)


def test_reports_that_nothing_links_are_reports_of_their_own() -> None:
    assert editions([listed("a"), listed("b")], {}, []) == {"a": Edition("a", True), "b": Edition("b", True)}


def test_of_two_editions_that_somebody_linked_the_later_year_is_the_latest() -> None:
    found = editions([listed("new", year=2024), listed("old", year=2019)], {"old": Ruling(report="new")}, [])
    assert found == {"new": Edition("new", True), "old": Edition("new", False)}


def test_a_chain_of_links_is_one_report() -> None:
    rulings = {"c": Ruling(report="b"), "b": Ruling(report="a")}
    found = editions([listed("c", year=2022), listed("a", year=2020), listed("b", year=2021)], rulings, [])
    assert {one.report for one in found.values()} == {"c"}
    assert [id for id, one in found.items() if one.latest] == ["c"]


def test_languages_of_a_report_are_each_the_latest() -> None:
    one = {"title": "Outlook", "url": "https://example.org/outlook"}
    found = editions([listed("en", **one), listed("zh", language="zh", **one)], {}, [])
    assert found == {"en": Edition("en", True), "zh": Edition("en", True)}


def test_two_files_of_a_catalogued_report_of_one_year_are_both_searched() -> None:
    one = {"title": "Outlook", "url": "https://example.org/outlook"}
    assert all(found.latest for found in editions([listed("pdf", **one), listed("txt", **one)], {}, []).values())


def test_an_upload_under_the_name_of_another_takes_its_place() -> None:
    documents = [listed("a" * 16, source="plan.pdf"), listed("b" * 16, source="plan.pdf")]
    uploads = [Upload("a" * 64, "plan.pdf", 1.0, "x"), Upload("b" * 64, "plan.pdf", 2.0, "x")]
    found = editions(documents, {}, uploads)
    assert (found["a" * 16].latest, found["b" * 16].latest) == (False, True)


def test_two_files_of_one_name_in_different_folders_have_nothing_to_do_with_each_other() -> None:
    found = editions([listed("a", source="2019/index.html"), listed("b", source="2020/index.html")], {}, [])
    assert all(one.latest for one in found.values())


def test_a_link_to_a_report_that_is_not_there_is_none() -> None:
    assert editions([listed("a")], {"a": Ruling(report="gone")}, []) == {"a": Edition("a", True)}
