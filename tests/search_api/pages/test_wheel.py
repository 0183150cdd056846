import re
from itertools import pairwise
from math import hypot

from hypothesis import given
from hypothesis import strategies as st

from corpus.vocabulary import load_vocabulary
from search_api.pages.addresses import Address
from search_api.pages.wheel import GOALS, Sector, wheel

ENTITIES = {one.id: one for one in load_vocabulary()}


def drawn(counts: dict[str, int]) -> list[Sector]:
    return [*wheel(counts, ENTITIES, "en", lambda goal: Address("/", (("entity", goal),)))]


def reach(sector: Sector) -> float:
    """The farthest point of its path from the middle."""
    points = re.findall(r"(-?\d+\.\d) (-?\d+\.\d)(?=[A-Z])", sector.path)
    return max((hypot(float(x), float(y)) for x, y in points), default=0)


@given(st.dictionaries(st.sampled_from(GOALS), st.integers(0, 10**6)))
def test_a_goal_with_more_passages_never_has_a_shorter_sector(counts: dict[str, int]) -> None:
    by_count = sorted(drawn(counts), key=lambda one: one.count)
    reaches = [reach(one) for one in by_count]
    assert len(by_count) == 17
    assert all(first <= second + 0.2 for first, second in pairwise(reaches))


def test_a_goal_without_passages_has_an_empty_sector_that_is_a_link_all_the_same() -> None:
    goal = drawn({"sdg:13": 4})[0]
    assert (goal.path, goal.count, str(goal.link)) == ("", 0, "/?entity=sdg:1")


def test_targets_are_not_counted_beside_their_goals() -> None:
    assert sum(one.count for one in drawn({"sdg:13": 4, "sdg:13.2": 3})) == 4
