"""Requests that nobody foresaw: a short run of what `make fuzz` does at length, the same requests each time."""

from pathlib import Path

from faces import Library, Linked, Serve

from benchmarks.fuzz import SETTINGS, fuzz
from search_api.access import Role
from search_api.keys import Keys


def test_no_request_of_schemathesis_meets_a_fault_or_an_answer_that_is_not_documented(
    library: Library, serve: Serve, tmp_path: Path
) -> None:
    store = Linked(library, tmp_path / "data")
    _, key = Keys(store.keys).add("fuzz", Role.ADMIN)
    with serve(store, settings=SETTINGS) as client:
        address = str(client.base_url).rstrip("/")
        assert fuzz(address, key, examples=3, seed=1, phases="examples,fuzzing,stateful") == 0
