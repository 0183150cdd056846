"""A report with a label is not there for whoever has not the label, whichever way is asked."""

from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import httpx
import pytest
from faces import Library, Linked, Serve
from test_problems import assert_problem

from search_api.access import Role
from search_api.keys import Keys
from search_api.service_settings import ServiceSettings

WORDS = "EANET has collected acid rain there since 2001"
Ask = Callable[..., httpx.Response]


@pytest.fixture(scope="module")
def house(library: Library, serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """The library behind keys: `guest` reads what is public, `member` also what is internal, `curator` is a guest too.

    The report on haze is internal; `document` is its id, and `passage` one of its passages.
    """
    store = Linked(library, tmp_path_factory.mktemp("labels") / "data")
    keys = Keys(store.keys)
    words = {
        "guest": keys.add("guest", Role.READER)[1],
        "member": keys.add("member", Role.READER, ["internal"])[1],
        "curator": keys.add("curator", Role.CURATOR)[1],
        "owner": keys.add("owner", Role.ADMIN)[1],
    }
    database = store.open().database
    [(document,)] = database.execute("SELECT id FROM documents WHERE source = 'haze.pdf'")
    start, end = database.execute(
        "SELECT start, end FROM passages WHERE document = ? AND kind = 'paragraph'", (document,)
    ).fetchone()
    store.library.rule(document, label="internal")
    with serve(store, settings=ServiceSettings(host="0.0.0.0")) as client:

        def ask(who: str, path: str, method: str = "GET", **more: Any) -> httpx.Response:
            return client.request(method, path, headers={"Authorization": f"Bearer {words[who]}"}, **more)

        yield SimpleNamespace(ask=ask, document=document, passage=f"{document}-{start}-{end}")


@pytest.mark.parametrize(
    "path",
    [
        "/v1/search?q=which+stations+measure+haze&k=100&explain=true",
        "/v1/search?k=100&fold=false&editions=all",
        "/v1/search?q=haze&format=csv",
        "/v1/search?q=haze&format=bibtex&mode=lexical",
        "/v1/documents",
        "/v1/entities/mechanism:eanet/passages",
        "/v1/entities/mechanism:eanet",
    ],
)
def test_only_a_member_finds_it(house: SimpleNamespace, path: str) -> None:
    answers = {who: house.ask(who, path) for who in ("guest", "curator", "member", "owner")}
    assert {answer.status_code for answer in answers.values()} == {200}
    marks = (house.document, "Haze over three borders", "weigh the haze")
    found = {who: any(mark in answer.text for mark in marks) for who, answer in answers.items()}
    assert found == {"guest": False, "curator": False, "member": True, "owner": True}


@pytest.mark.parametrize(
    "path",
    [
        "/v1/documents/{document}",
        "/v1/documents/{document}/file",
        "/v1/documents/{document}/pages/1.png",
        "/v1/passages/{passage}",
        "/v1/passages/{passage}/citation",
    ],
)
def test_its_addresses_are_there_only_for_a_member(house: SimpleNamespace, path: str) -> None:
    path = path.format(document=house.document, passage=house.passage)
    assert house.ask("member", path).status_code == 200
    assert_problem(house.ask("guest", path), 404)


def test_totals_facets_coverage_and_the_matrix_do_not_count_it(house: SimpleNamespace) -> None:
    def counted(who: str) -> tuple[int, int, dict[str, int], int, int]:
        answer = house.ask(who, "/v1/search?facets=mechanism").json()
        facet = {one["id"]: one["count"] for one in answer["facets"]["mechanism"]}
        table = house.ask(who, "/v1/matrix?rows=mechanism&cols=sdg").json()
        entity = house.ask(who, "/v1/entities?q=eanet").json()["entities"][0]
        suggested = house.ask(who, "/v1/entities/suggest?q=eanet").json()["suggestions"][0]
        assert suggested["passages"] == entity["passages"]
        return (
            answer["total"] + answer["folded"],
            answer["coverage"]["documents"],
            facet,
            table["coverage"]["documents"],
            entity["passages"],
        )

    guest, member = counted("guest"), counted("member")
    assert (guest[0] < member[0], guest[1], guest[3]) == (True, member[1] - 1, member[3] - 1)
    assert ("mechanism:eanet" in guest[2], "mechanism:eanet" in member[2]) == (False, True)
    assert (guest[4], member[4]) == (0, 1)


def test_a_quote_from_it_is_verified_for_a_member_alone(house: SimpleNamespace) -> None:
    quote = {"document": house.document, "quote": WORDS}
    states = {
        who: house.ask(who, "/v1/citations/verify", "POST", json=quote).json()["state"] for who in ("guest", "member")
    }
    assert states == {"guest": "gone", "member": "exact"}


def test_what_was_answered_to_a_member_is_not_handed_to_a_guest_as_unchanged(house: SimpleNamespace) -> None:
    tag = house.ask("member", "/v1/documents").headers["etag"]
    assert house.ask("guest", "/v1/documents").headers["etag"] != tag


def test_a_curator_can_neither_see_nor_lift_a_label_that_is_not_its_own(house: SimpleNamespace) -> None:
    change = house.ask("curator", f"/v1/documents/{house.document}", "PATCH", json={"label": "public"})
    assert_problem(change, 404)
    assert house.ask("curator", "/v1/rulings").json() == {"rulings": []}
    file = {"file": ("plan.txt", b"Peat."), "label": (None, "internal")}
    assert_problem(
        house.ask("curator", "/v1/documents", "POST", files=file), 403, "may not read what is labelled internal"
    )


def test_a_withdrawn_report_is_gone_for_everyone_at_once_and_comes_back_when_restored(house: SimpleNamespace) -> None:
    path = f"/v1/documents/{house.document}"
    withdrawn = house.ask("owner", path, "PATCH", json={"withdrawn": "A page was wrong."})
    assert withdrawn.json()["withdrawn"] == "A page was wrong."
    assert_problem(house.ask("owner", path), 404)
    house.ask("owner", path, "PATCH", json={"withdrawn": ""})
    assert house.ask("owner", path).status_code == 200


def test_to_rule_on_a_report_that_there_is_not_is_refused(house: SimpleNamespace) -> None:
    assert_problem(house.ask("owner", "/v1/documents/0000000000000000", "PATCH", json={"label": "x"}), 404)
    assert_problem(house.ask("guest", f"/v1/documents/{house.document}", "PATCH", json={"label": "x"}), 403, "curator")
