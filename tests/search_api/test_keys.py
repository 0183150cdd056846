"""API keys: what opens, what no longer does, and what is kept of them."""

import re
import sqlite3
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from faces import Ran

from search_api.access import Role
from search_api.errors import NotFound
from search_api.keys import KeyRefused, Keys


@pytest.fixture
def keys(tmp_path: Path) -> Keys:
    return Keys(tmp_path / "keys.sqlite")


def test_a_key_opens_and_says_whose_it_is(keys: Keys) -> None:
    key, words = keys.add("press office", Role.CURATOR, ["internal"])
    found = keys.find(words)
    assert found is not None
    assert (found.caller.name, found.caller.role, found.caller.key) == ("press office", Role.CURATOR, key.id)
    assert found.caller.labels == {"public", "internal"}


def test_an_admin_and_whoever_has_all_labels_reads_all(keys: Keys) -> None:
    assert keys.add("admin", Role.ADMIN)[0].labels is None
    assert keys.add("reader", Role.READER, ["*"])[0].labels is None
    assert keys.add("reader", Role.READER)[0].labels == {"public"}


def test_what_is_kept_does_not_open_and_only_its_owner_may_read_it(keys: Keys, tmp_path: Path) -> None:
    _, words = keys.add("press office")
    file = tmp_path / "keys.sqlite"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert words.rpartition("_")[2].encode() not in file.read_bytes()


@pytest.mark.parametrize(
    "forge",
    [
        lambda words: words[:-1] + ("a" if words[-1] != "a" else "b"),
        lambda words: words[:18] + "A" * 43,
        lambda words: words + "\0",
        lambda words: words.upper(),
        lambda words: "sdgs_000000000000_" + words[18:],
        lambda words: "' OR 1=1 --",
        lambda words: "",
        lambda words: "\ud800",
        lambda words: "a" * 1_000_000,
    ],
)
def test_a_forged_key_opens_nothing(keys: Keys, forge: Callable[[str], str]) -> None:
    _, words = keys.add("press office")
    assert keys.find(forge(words)) is None


def test_a_revoked_key_and_one_past_its_day_open_nothing(keys: Keys) -> None:
    key, words = keys.add("leaver")
    assert keys.revoke(key.id).revoked == keys.revoke(key.id).revoked
    _, old = keys.add("intern", expires=datetime.now(UTC) - timedelta(seconds=1))
    assert keys.find(words) is keys.find(old) is None
    assert keys.exist()


def test_the_first_use_is_noted_and_the_next_within_the_hour_writes_nothing(keys: Keys, tmp_path: Path) -> None:
    _, words = keys.add("press office")
    assert keys.all()[0].used is None
    keys.find(words)
    before = (tmp_path / "keys.sqlite").read_bytes()
    keys.find(words)
    assert (tmp_path / "keys.sqlite").read_bytes() == before
    assert keys.all()[0].used is not None


def test_a_key_used_hours_ago_is_noted_anew(keys: Keys, tmp_path: Path) -> None:
    _, words = keys.add("press office")
    with sqlite3.connect(tmp_path / "keys.sqlite") as database:
        database.execute("UPDATE keys SET used = ?", (str(datetime.now(UTC) - timedelta(hours=2)),))
    keys.find(words)
    used = keys.all()[0].used
    assert used is not None
    assert datetime.now(UTC) - used < timedelta(minutes=1)


@pytest.mark.parametrize(("name", "labels"), [("", ()), ("a\nb", ()), ("x" * 101, ()), ("a", ("two words",))])
def test_a_nameless_key_and_an_odd_label_are_refused(keys: Keys, name: str, labels: tuple[str, ...]) -> None:
    with pytest.raises(KeyRefused):
        keys.add(name, Role.READER, labels)
    assert not keys.exist()


def test_an_unknown_key_can_not_be_revoked(keys: Keys) -> None:
    with pytest.raises(NotFound, match="sdgsearch keys list"):
        keys.revoke("0" * 12)


def test_the_command_line_makes_lists_and_revokes_a_key(run: Callable[..., Ran], tmp_path: Path) -> None:
    made = run(
        "keys", "add", "press office", "--role", "curator", "--label", "internal", "--days", 9, "--data", tmp_path
    )
    assert re.fullmatch(r"sdgs_[0-9a-f]{12}_[\w-]{43}\n", made.out)
    id = made.out.split("_")[1]
    listed = run("keys", "list", "--data", tmp_path).out
    assert all(word in listed for word in (id, "press office", "curator", "internal public", "expires", "never"))
    assert "revoked" in run("keys", "revoke", id, "--data", tmp_path).out
    assert Keys(tmp_path / "keys.sqlite").find(made.out.strip()) is None


def test_the_command_line_refuses_a_role_that_there_is_not(run: Callable[..., Ran], tmp_path: Path) -> None:
    ran = run("keys", "add", "press office", "--role", "king", "--data", tmp_path)
    assert ran.code == 2
    assert "reader, curator, admin" in " ".join(ran.err.split())


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "example.org"])
def test_to_listen_beyond_this_machine_without_a_key_is_refused_with_the_command_that_makes_one(
    run: Callable[..., Ran], tmp_path: Path, host: str
) -> None:
    ran = run("serve", "--host", host, "--data", tmp_path)
    assert ran.code == 1
    assert 'sdgsearch keys add "my name" --role admin' in ran.err
