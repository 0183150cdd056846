"""Two evaluations of the same questions beside each other: what was won, what was lost, and whether that is chance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from index.evaluation.errors import EvaluationError
from index.evaluation.outcomes import ALL, Evaluation, Outcome


@dataclass(frozen=True, slots=True)
class Change:
    """A question that another generation answers better or worse, by its most telling measure."""

    id: str
    language: str
    question: str
    measure: str
    before: float
    after: float


@dataclass(frozen=True, slots=True)
class Difference:
    """The means of a measure before and after, over the questions in a language that both evaluations ask.

    `p` is the probability of a difference at least so large if it were chance alone which of the two results of a
    question came from which side (two-sided paired randomization test: Smucker, Allan and Carterette, "A Comparison of
    Statistical Significance Tests for Information Retrieval Evaluation", 2007).
    """

    language: str
    measure: str
    questions: int
    before: float
    after: float
    won: int
    lost: int
    p: float


@dataclass(frozen=True, slots=True)
class Comparison:
    """How an evaluation differs from the one that it is held against; `alone` questions stand in one of them only."""

    before: str
    after: str
    alone: int
    differences: Sequence[Difference]
    changes: Sequence[Change]


def compare(before: Evaluation, after: Evaluation) -> Comparison:
    """What `after` changes, by language. Raises `EvaluationError` where they share no question."""
    pairs = list(_pairs(before, after))
    if not pairs:
        raise EvaluationError(
            f"{before.questions} and {after.questions} share no question, so nothing can be compared."
        )
    changes = [_change(*pair) for pair in pairs]
    by_language: dict[tuple[str, str], list[Change]] = defaultdict(list)
    for change in changes:
        for language in dict.fromkeys((change.language, ALL)):
            by_language[language, change.measure].append(change)
    order = sorted(by_language, key=lambda key: (key[0] == ALL, key[0] != "en", key))
    return Comparison(
        before=before.generation,
        after=after.generation,
        alone=len(before.outcomes) + len(after.outcomes) - 2 * len(pairs),
        differences=[_difference(*key, by_language[key]) for key in order],
        changes=[change for change in changes if change.before != change.after],
    )


def _pairs(before: Evaluation, after: Evaluation) -> Iterator[tuple[Outcome, Outcome]]:
    """Outcomes of the same question by the same measure."""
    known = {(outcome.language, outcome.id, outcome.question): outcome for outcome in before.outcomes}
    for outcome in after.outcomes:
        earlier = known.get((outcome.language, outcome.id, outcome.question))
        if earlier and next(iter(earlier.measures)) == next(iter(outcome.measures)):
            yield earlier, outcome


def _change(before: Outcome, after: Outcome) -> Change:
    measure = next(iter(after.measures))
    values = (before.measures[measure], after.measures[measure])
    return Change(after.id, after.language, after.question, measure, *values)


def _difference(language: str, measure: str, changes: Sequence[Change]) -> Difference:
    gains = np.array([change.after - change.before for change in changes])
    return Difference(
        language=language,
        measure=measure,
        questions=len(changes),
        before=float(np.mean([change.before for change in changes])),
        after=float(np.mean([change.after for change in changes])),
        won=int((gains > 0).sum()),
        lost=int((gains < 0).sum()),
        p=_chance(gains),
    )


def _chance(gains: np.typing.NDArray[np.float64]) -> float:
    """The p of a paired randomization test on these differences; 1 where no more than one question differs."""
    from scipy.stats import permutation_test  # a second and more to load

    changed = gains[gains != 0]
    if len(changed) < 2:
        return 1.0
    nothing = np.zeros_like(changed)
    test = permutation_test(
        (changed, nothing), _gap, permutation_type="samples", vectorized=True, n_resamples=9999, rng=0
    )
    return float(test.pvalue)


def _gap(after: np.typing.NDArray[np.float64], before: np.typing.NDArray[np.float64], axis: int) -> object:
    return np.mean(after - before, axis=axis)
