"""A permalink stays good when a report has a new edition, and says so when there is nothing left."""

from faces import Shelf

from index.passages import passage_by_id
from search_api.citations import permalink

SENTENCE = "The ministry counts nineteen bogs on both banks of the river."


def _address(shelf: Shelf, generation: str, words: str) -> str:
    answer = shelf.client.get("/v1/search", params={"q": f'"{words}"', "generation": generation}).json()
    id: str = answer["results"][0]["passage_id"]
    return id


def test_a_report_that_is_only_in_a_kept_generation_is_read_from_there(shelf: Shelf) -> None:
    id = _address(shelf, shelf.old, SENTENCE)
    answer = shelf.client.get(permalink(id)).json()
    assert (answer["generation"], answer["live"]) == (shelf.old, False)
    assert SENTENCE in answer["passage"]["text"]


def test_it_names_the_report_that_came_in_its_place(shelf: Shelf) -> None:
    id = _address(shelf, shelf.old, SENTENCE)
    [place] = shelf.client.get(permalink(id)).json()["replaced_by"]
    assert place == _address(shelf, shelf.new, "The ministry counts forty bogs").partition("-")[0]


def test_a_report_of_the_live_generation_is_read_there(shelf: Shelf) -> None:
    id = _address(shelf, shelf.new, "Smoke of dry fields")
    answer = shelf.client.get(permalink(id)).json()
    assert (answer["generation"], answer["live"], answer["replaced_by"]) == (shelf.new, True, [])


def test_a_generation_that_is_named_is_the_only_one_that_is_looked_at(shelf: Shelf) -> None:
    id = _address(shelf, shelf.old, SENTENCE)
    assert shelf.client.get(permalink(id), params={"generation": shelf.new}).status_code == 404


def test_a_report_that_no_kept_generation_has_is_gone_and_one_that_never_was_is_not_found(shelf: Shelf) -> None:
    from ingest.originals import Originals

    forgotten = shelf.store.folder / "forgotten.txt"
    forgotten.write_text("Indexed once, long ago.")
    digest, _ = Originals(shelf.store.files).keep(forgotten)
    gone = shelf.client.get(permalink(f"{digest[:16]}-0-7"))
    assert (gone.status_code, "indexed once" in gone.json()["detail"]) == (410, True)
    assert shelf.client.get(permalink("0123456789abcdef-0-7")).status_code == 404


def test_the_command_line_follows_a_permalink_as_well(shelf: Shelf) -> None:
    from index.live import LiveIndex
    from search_api.permalinks import addressed
    from search_api.sight import Sight

    id = _address(shelf, shelf.old, SENTENCE)
    found = addressed(Sight(LiveIndex(shelf.store)), id)
    assert found.found.text == passage_by_id(shelf.store.open(shelf.old), id).text
