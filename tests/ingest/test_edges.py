"""Places along a line are kept to a tenth of a point in little room, however large the page."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingest.document import Box, Line, Span
from ingest.edges import Edges

POINTS = st.lists(st.floats(-20, 15_000) | st.floats(-1e9, 1e9))


@given(POINTS)
@example([3276.7, -3276.7])
@example([3276.8])
@example([214_748_364.8, -1e17])
def test_each_place_is_kept_to_a_tenth_of_a_point(points: list[float]) -> None:
    assert list(Edges.of(points)) == [round(point * 10) / 10 for point in points]


@given(POINTS)
def test_edges_come_back_from_messagepack_as_they_were(points: list[float]) -> None:
    line = Line(Span(0, max(0, len(points) - 1)), 1, Box(1, 0, 0, 1, 1), Edges.of(points))
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(line), type=Line) == line


@given(POINTS, st.slices(12))
def test_a_slice_is_that_of_the_places(points: list[float], part: slice) -> None:
    assert list(Edges.of(points)[part]) == list(Edges.of(points))[part]


@given(POINTS)
def test_a_place_is_found_from_either_end_or_not_at_all(points: list[float]) -> None:
    edges, places = Edges.of(points), list(Edges.of(points))
    count = len(points)
    assert [edges[place] for place in range(-count, count)] == places + places
    for beyond in (count, -count - 1):
        with pytest.raises(IndexError):
            edges[beyond]


@given(POINTS.filter(bool))
def test_the_reach_is_from_the_lowest_to_the_highest(points: list[float]) -> None:
    edges = Edges.of(points)
    assert edges.reach == (min(edges), max(edges))


def test_a_place_takes_two_bytes_on_a_page_of_usual_size() -> None:
    assert len(Edges.of([72.04 + 5.3 * number for number in range(81)]).packed) == 1 + 2 * 81
