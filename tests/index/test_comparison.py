"""Two evaluations are compared question by question, and a limit that is not kept is told."""

from __future__ import annotations

import pytest

from index.evaluation.comparison import compare
from index.evaluation.errors import EvaluationError
from index.evaluation.gate import Limit, Shortfall, read_limit, shortfalls
from index.evaluation.outcomes import Evaluation, Outcome, scores


def evaluation(generation: str, **values: float) -> Evaluation:
    """Questions called after their language and a number: `en1=0.5`."""
    outcomes = [Outcome(id, id[:2], f"{id}?", None, {"MRR@10": value}) for id, value in values.items()]
    return Evaluation("questions.yaml", generation, "model", "hybrid", scores(outcomes), outcomes)


def test_differences_are_by_language_with_the_questions_won_and_lost() -> None:
    found = compare(evaluation("a", en1=1, en2=0, zh1=0.5), evaluation("b", en1=1, en2=0.5, zh1=0.2))
    assert [(one.language, one.before, one.after, one.won, one.lost) for one in found.differences] == [
        ("en", 0.5, 0.75, 1, 0),
        ("zh", 0.5, 0.2, 0, 1),
        ("all", 0.5, pytest.approx(1.7 / 3), 1, 1),
    ]
    assert [(one.id, one.before, one.after) for one in found.changes] == [("en2", 0, 0.5), ("zh1", 0.5, 0.2)]


def test_the_test_is_exact_where_few_questions_differ() -> None:
    before = evaluation("a", **{f"en{n}": 0.0 for n in range(8)})
    after = evaluation("b", **{f"en{n}": 1.0 if n < 5 else 0.0 for n in range(8)})
    assert compare(before, after).differences[0].p == pytest.approx(2 / 2**5)


def test_nothing_that_differs_is_no_evidence() -> None:
    same = evaluation("a", en1=1, en2=0)
    assert {one.p for one in compare(same, same).differences} == {1.0}


def test_questions_that_only_one_side_asks_are_counted_and_left_out() -> None:
    found = compare(evaluation("a", en1=1, en2=0), evaluation("b", en2=1, en3=1))
    assert (found.alone, found.differences[0].questions) == (2, 1)


def test_evaluations_that_share_no_question_can_not_be_compared() -> None:
    with pytest.raises(EvaluationError, match="share no question"):
        compare(evaluation("a", en1=1), evaluation("b", en2=1))


def test_a_limit_is_held_against_its_language_or_all() -> None:
    measured = evaluation("a", en1=1, zh1=0.5).scores
    limits = [Limit("mrr@10", 0.75), Limit("MRR@10", 0.6, "zh"), Limit("MRR@10", 1, "en")]
    assert shortfalls(measured, limits) == [Shortfall(limits[1], 0.5)]


def test_a_limit_on_what_is_not_measured_is_an_error_and_never_passes() -> None:
    with pytest.raises(EvaluationError, match=r"all:ndcg@10 is on nothing measured here: .*en:MRR@10"):
        shortfalls(evaluation("a", en1=1).scores, [Limit("ndcg@10", 0.1)])


@pytest.mark.parametrize(
    ("text", "limit"), [("mrr@10=0.85", Limit("mrr@10", 0.85)), ("zh:nDCG@10=1", Limit("nDCG@10", 1.0, "zh"))]
)
def test_a_limit_is_read_as_a_person_writes_it(text: str, limit: Limit) -> None:
    assert read_limit(text) == limit


@pytest.mark.parametrize("text", ["mrr@10", "mrr@10=85", "=0.5", "mrr@10=much", "Chinese:mrr@10=0.5"])
def test_what_is_no_limit_is_refused(text: str) -> None:
    with pytest.raises(EvaluationError, match="is no limit"):
        read_limit(text)
