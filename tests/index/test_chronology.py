import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.errors import QueryError
from index.question import Question
from index.searcher import Searcher
from index.slices import SORTED

QUESTIONS = st.sampled_from(["", "cities and their schools", "沙尘暴"])
UNDATED = 10_000


@pytest.fixture(scope="module")
def searcher(searcher_of_each: Searcher) -> Searcher:
    return searcher_of_each


def years(searcher: Searcher, **asked: object) -> list[int]:
    found = searcher.search(Question(k=100, **asked)).results  # type: ignore[arg-type]
    return [one.metadata.year or UNDATED for one in found]


@pytest.mark.parametrize("text", ["", "cities and their schools"])
def test_results_are_sorted_by_year_with_the_undated_ones_last(searcher: Searcher, text: str) -> None:
    oldest = years(searcher, text=text, sort="oldest")
    newest = years(searcher, text=text, sort="newest")
    undated = oldest.count(UNDATED)
    assert oldest == sorted(oldest)
    assert len(set(oldest)) > 2
    assert newest == sorted(oldest[: len(oldest) - undated], reverse=True) + [UNDATED] * undated


def test_results_of_one_year_stay_in_the_order_of_their_ranks(searcher: Searcher) -> None:
    ranked, by_year = (
        [
            one.id
            for one in searcher.search(Question(text="schools", k=100, sort=sort)).results
            if one.metadata.year == 2019
        ]
        for sort in ("relevance", "newest")
    )
    assert len(ranked) > 10
    assert ranked == by_year


def test_only_the_first_results_are_sorted_and_the_others_follow_as_ranked(
    searcher: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.slices.SORTED", 5)
    ranked, by_year = (
        [one.id for one in searcher.search(Question(text="schools of cities", k=50, sort=sort)).results]
        for sort in ("relevance", "oldest")
    )
    assert SORTED == 100
    assert ranked[5:] == by_year[5:]
    assert sorted(ranked[:5]) == sorted(by_year[:5])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(QUESTIONS, st.sampled_from(["newest", "oldest"]), st.booleans(), st.integers(3, 40), st.integers(1, 40))
def test_slices_of_sorted_results_neither_overlap_nor_skip(
    searcher: Searcher, text: str, sort: str, fold: bool, k: int, first: int
) -> None:
    asked = {"text": text, "sort": sort, "fold": fold, "k": k}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.slices.SORTED", first)
        total = searcher.search(Question(**asked)).total  # type: ignore[arg-type]
        slices = [searcher.search(Question(**asked, offset=at)) for at in range(0, total, k)]  # type: ignore[arg-type]
    found = [one.id for answer in slices for one in answer.results]
    assert len(found) == len(set(found)) == total


def test_another_order_is_no_question(searcher: Searcher) -> None:
    with pytest.raises(QueryError, match="sort: 'loudest' is not one of relevance, newest, oldest"):
        Question(sort="loudest")
