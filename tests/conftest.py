"""What every test may ask for."""

from pathlib import Path

import pytest

SHARED = Path(__file__).resolve().parents[2] / "shared"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with the reason, the tests that need the real reports where these are absent."""
    if SHARED.is_dir():
        return
    skip = pytest.mark.skip(reason="needs the real reports and evaluation data in ../shared, which are not here")
    for item in items:
        if item.get_closest_marker("shared"):
            item.add_marker(skip)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real reports and evaluation data beside the checkout."""
    return SHARED
