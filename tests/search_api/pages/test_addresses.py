from urllib.parse import parse_qsl, urlsplit

from hypothesis import given
from hypothesis import strategies as st

from search_api.pages.addresses import Address

NAMES = st.sampled_from(["q", "entity", "document", "language", "offset", "show"])
PAIRS = st.lists(st.tuples(NAMES, st.text(min_size=1, max_size=20)), max_size=8)


@given(PAIRS)
def test_an_address_says_its_parameters_and_no_others(pairs: list[tuple[str, str]]) -> None:
    written = urlsplit(str(Address.of("/", pairs)))
    assert written.path == "/"
    assert parse_qsl(written.query, keep_blank_values=True) == pairs


@given(PAIRS, st.text(min_size=1))
def test_what_is_added_and_taken_back_leaves_the_rest(pairs: list[tuple[str, str]], value: str) -> None:
    address = Address.of("/", [pair for pair in pairs if pair != ("entity", value)])
    assert address.plus("entity", value).minus("entity", value) == address.without("offset", "show")


def test_a_filter_begins_the_answer_anew() -> None:
    address = Address.of("/", [("q", "haze"), ("offset", "20"), ("show", "x")])
    assert str(address.plus("entity", "sdg:13")) == "/?q=haze&entity=sdg:13"


def test_the_passage_beside_the_results_leaves_the_slice_as_it_is() -> None:
    address = Address.of("/", [("q", "haze"), ("offset", "20")])
    assert str(address.having(show="x")) == "/?q=haze&offset=20&show=x"
