"""How long something will still take."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.pace import Pace


def paced(*steps: tuple[float, float]) -> float | None:
    """What remains after these times and shares."""
    now = 0.0
    pace = Pace(lambda: now)
    remaining = None
    for now, share in steps:  # noqa: B007
        remaining = pace.remaining(share)
    return remaining


def test_at_the_beginning_it_is_not_known() -> None:
    assert paced((1.0, 0.3)) is None
    assert paced((30.0, 0.001)) is None


@given(st.floats(5, 500), st.integers(2, 50))
def test_at_an_even_pace_it_is_exact(whole: float, steps: int) -> None:
    done = [n / steps for n in range(1, steps + 1)]
    if done[-2] * whole >= 2:
        assert paced(*((share * whole, share) for share in done[:-1])) == pytest.approx(whole * (1 - done[-2]))


def test_what_went_quickly_long_ago_promises_nothing() -> None:
    """Half of the files came from the cache within a second; since then a hundredth takes ten seconds."""
    slow = [(1.0 + 10 * n, 0.5 + 0.01 * n) for n in range(1, 13)]
    assert paced((1.0, 0.5), *slow) == pytest.approx(380, rel=0.01)
