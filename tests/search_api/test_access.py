"""Who may do what over HTTP: with a key, without one, through a proxy, and from another site's page."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from faces import Library, Linked, Serve
from test_problems import assert_problem

from search_api.access import Role
from search_api.keys import Keys
from search_api.service_settings import ServiceSettings


@pytest.fixture(scope="module")
def doors(library: Library, serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SimpleNamespace]:
    """A service beyond loopback with a key of each role; `ask` sends a request with one of them."""
    store = Linked(library, tmp_path_factory.mktemp("doors") / "data")
    keys = Keys(store.keys)
    words = {role.value: keys.add(f"a {role}", role)[1] for role in Role}
    with serve(store, settings=ServiceSettings(host="0.0.0.0")) as client:

        def ask(role: str, method: str = "GET", path: str = "/v1/documents", **more: object) -> httpx.Response:
            headers = {"Authorization": f"Bearer {words[role]}"} if role else {}
            return client.request(method, path, headers=headers, **more)

        yield SimpleNamespace(client=client, words=words, ask=ask, keys=keys)


@pytest.fixture(scope="module")
def open_doors(library: Library, serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A service on loopback, for which no key was made."""
    with serve(Linked(library, tmp_path_factory.mktemp("open") / "data")) as client:
        yield client


@pytest.mark.parametrize("path", ["/v1/search?q=peat", "/v1/documents", "/v1/entities", "/v1/matrix", "/v1/keys"])
def test_beyond_loopback_everything_takes_a_key(doors: SimpleNamespace, path: str) -> None:
    refused = doors.client.get(path)
    assert_problem(refused, 401, "Authorization: Bearer")
    assert refused.headers["www-authenticate"] == "Bearer"


def test_whether_the_service_lives_is_told_to_everyone(doors: SimpleNamespace) -> None:
    assert doors.client.get("/healthz").status_code == doors.client.get("/readyz").status_code == 200


def test_each_role_may_do_what_the_lower_ones_may(doors: SimpleNamespace) -> None:
    assert [doors.ask(role).status_code for role in ("reader", "curator", "admin")] == [200, 200, 200]
    assert [doors.ask(role, path="/v1/keys").status_code for role in ("reader", "curator", "admin")] == [403, 403, 200]


def test_a_role_that_is_too_low_is_told_which_one_it_takes(doors: SimpleNamespace) -> None:
    assert_problem(doors.ask("curator", "POST", "/v1/keys", json={"name": "me"}), 403, "the role admin", "a curator")


def test_a_key_may_also_come_in_a_header_of_its_own(doors: SimpleNamespace) -> None:
    assert doors.client.get("/v1/documents", headers={"X-API-Key": doors.words["reader"]}).status_code == 200


@pytest.mark.parametrize(
    "header", ["Bearer nonsense", "Bearer sdgs_000000000000_" + "A" * 43, "Basic YTpi", "Bearer \xff"]
)
def test_a_forged_key_is_refused(doors: SimpleNamespace, header: str) -> None:
    refused = doors.client.get("/v1/documents", headers=[(b"authorization", header.encode("latin-1"))])
    assert_problem(refused, 401, "opens nothing")


def test_an_admin_makes_a_key_sees_it_used_and_revokes_it(doors: SimpleNamespace) -> None:
    made = doors.ask("admin", "POST", "/v1/keys", json={"name": "intern", "labels": ["internal"]})
    assert made.status_code == 201
    assert made.json()["labels"] == ["internal", "public"]
    bearer = {"Authorization": f"Bearer {made.json()['key']}"}
    assert doors.client.get("/v1/documents", headers=bearer).status_code == 200
    [listed] = [key for key in doors.ask("admin", path="/v1/keys").json()["keys"] if key["id"] == made.json()["id"]]
    assert listed["used"] is not None
    assert "key" not in listed
    assert doors.ask("admin", "DELETE", f"/v1/keys/{listed['id']}").json()["revoked"] is not None
    assert_problem(doors.client.get("/v1/documents", headers=bearer), 401)


def test_nobody_revokes_the_key_it_comes_with(doors: SimpleNamespace) -> None:
    own = doors.words["admin"].split("_")[1]
    assert_problem(doors.ask("admin", "DELETE", f"/v1/keys/{own}"), 409, "another one")
    assert doors.ask("admin").status_code == 200


def test_on_loopback_without_keys_everything_is_open(open_doors: httpx.Client) -> None:
    assert open_doors.get("/v1/documents").status_code == open_doors.get("/v1/keys").status_code == 200


def test_a_key_that_opens_nothing_is_refused_even_where_none_is_needed(open_doors: httpx.Client) -> None:
    assert_problem(open_doors.get("/v1/documents", headers={"Authorization": "Bearer sdgs_old"}), 401)


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via"])
def test_guests_of_a_proxy_on_this_machine_are_not_the_person_at_it(open_doors: httpx.Client, header: str) -> None:
    assert_problem(open_doors.get("/v1/documents", headers={header: "for=192.0.2.7"}), 401, "sdgsearch keys add")


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1.evil.example", "["])
def test_a_name_that_is_not_this_machines_is_refused(open_doors: httpx.Client, host: str) -> None:
    assert_problem(open_doors.get("/v1/documents", headers={"Host": host}), 401, "rebinding")


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1", "[::1]:8000"])
def test_each_name_of_loopback_is_let_in(open_doors: httpx.Client, host: str) -> None:
    assert open_doors.get("/v1/documents", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_a_page_of_another_site_can_change_nothing(open_doors: httpx.Client, headers: dict[str, str]) -> None:
    assert_problem(open_doors.post("/v1/keys", json={"name": "me"}, headers=headers), 401, "another site")


def test_with_a_key_made_a_guest_on_loopback_reads_what_is_public_and_no_more(
    library: Library, serve: Serve, tmp_path: Path
) -> None:
    store = Linked(library, tmp_path / "data")
    key, _ = Keys(store.keys).add("owner", Role.ADMIN)
    Keys(store.keys).revoke(key.id)
    with serve(store) as client:
        assert client.get("/v1/documents").status_code == 200
        assert_problem(client.get("/v1/keys"), 403, "anonymous")
    with serve(store, settings=ServiceSettings(anonymous=False)) as client:
        assert_problem(client.get("/v1/documents"), 401)
