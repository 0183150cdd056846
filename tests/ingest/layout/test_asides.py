"""Boxes beside running text, on lines placed by hand."""

from ingest.layout.asides import asides, framed
from ingest.layout.columns import columns
from tests.ingest.layout.test_layout import column, line

BOX = (250.0, 120.0, 450.0, 165.0)
QUOTE = column(260, ["The dust has no passport", "and asks for no visa."], 135)
WIDE = "The six countries of the subregion agreed to share what their stations see."
WRAPPED = [line(WIDE, 50, 112), *column(50, ["measure every hour of the", "day and every night of", "the year."], 126)]


def test_a_box_around_which_text_wraps_stands_apart() -> None:
    assert asides([BOX], [*WRAPPED, *QUOTE], 800) == [QUOTE]


def test_a_box_in_its_own_column_is_no_aside() -> None:
    left = column(50, ["measure every hour of the"] * 6, 112)
    right = [line("The next column goes on", 260, 112), *QUOTE]
    assert asides([BOX], [*left, *right], 800) == []


def test_the_ground_of_a_page_is_no_box() -> None:
    assert asides([(0, 0, 600, 800)], [*WRAPPED, *QUOTE], 800) == []


def test_a_box_whose_edge_a_line_crosses_holds_no_text_of_its_own() -> None:
    assert asides([BOX], [*WRAPPED, *QUOTE, line(WIDE, 50, 154)], 800) == []


def test_a_large_heading_in_the_margin_comes_before_the_text_beside_it() -> None:
    heading = [line("Green", 50, 112, 16), line("Space", 50, 130, 16)]
    text = column(160, ["Keep what is green and", "let the rivers have their", "banks, and the dunes", "grass."], 106)
    assert columns([*heading, *text]) == [heading, text]


def test_an_initial_set_large_is_no_heading_in_the_margin() -> None:
    initial = line("K", 50, 130, 30)
    text = column(80, ["eep what is green and", "let the rivers have their", "banks, and the dunes"], 106)
    more = column(50, ["The grass of the dunes is kept."] * 4, 150)
    assert len(columns([initial, *text, *more])) == 1


SIDES = [(250.0, 120.0, 450.0, 120.0), (250.0, 165.0, 450.0, 165.0), (250.0, 120.0, 250.0, 165.0)]


def test_four_rules_frame_a_box() -> None:
    assert framed([*SIDES, (450.5, 119.5, 451.0, 165.5)]) == [BOX]


def test_three_rules_frame_no_box() -> None:
    assert framed([*SIDES, (450.0, 120.0, 450.0, 140.0)]) == []
