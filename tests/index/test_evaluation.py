"""Questions are asked and judged, means are by language, and each answer that is not first says why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from index.evaluation.asking import ask
from index.evaluation.diagnosis import Cause, Diagnosis, why_not_first
from index.evaluation.errors import EvaluationError
from index.evaluation.location import answers
from index.evaluation.outcomes import AUROC, REFUSED, Outcome, scores
from index.evaluation.questions import RelevanceQuestion
from index.fusion import Signals
from index.generation import Generation
from index.question import Question
from index.searcher import Answer, Searcher


def asked(question: str, *holds: str, language: str = "en", **more: Any) -> RelevanceQuestion:
    return RelevanceQuestion(id="q", language=language, question=question, holds=holds, **more)


def outcome(language: str, mrr: float, confidence: float | None = None) -> Outcome:
    return Outcome("q", language, "?", None, {"MRR@10": mrr}, confidence)


class Sure(Searcher):
    """A search that is as sure of every answer as it was told to be."""

    def __init__(self, searcher: Searcher, confidence: float | None) -> None:
        super().__init__(searcher.generation, searcher._embedder)
        self._sure = confidence

    def search(self, question: Question) -> Answer:
        return replace(super().search(question), confidence=self._sure)


def diagnosis(searcher: Searcher, question: RelevanceQuestion, mode: str = "hybrid") -> Diagnosis:
    [found] = ask(searcher, [question], mode=mode)
    assert found.diagnosis
    return found.diagnosis


def test_means_are_by_language_with_english_first_and_all_last() -> None:
    found = scores([outcome("zh", 1), outcome("en", 0.5), outcome("en", 0), outcome("zh", 0.1)])
    assert [(score.language, score.measure, score.questions, score.mean) for score in found] == [
        ("en", "MRR@10", 2, 0.25),
        ("zh", "MRR@10", 2, 0.55),
        ("all", "MRR@10", 4, pytest.approx(0.4)),
    ]


def test_the_confidence_tells_questions_with_an_answer_from_those_without() -> None:
    without = [Outcome("u", "en", "?", None, {REFUSED: 1.0}, confidence) for confidence in (0.2, 0.6, None)]
    found = scores([outcome("en", 1, 0.6), outcome("en", 1, 0.9), outcome("en", 1), *without])
    assert [(score.language, score.questions, score.mean) for score in found if score.measure == AUROC] == [
        ("en", 4, 0.875),
        ("all", 4, 0.875),
    ]


def test_what_nothing_answers_is_to_be_refused(searcher: Searcher) -> None:
    [found] = ask(Sure(searcher, 0.1), [asked("Who won the Tour of Mongolia?", unanswerable=True)])
    assert (found.measures, found.confidence, found.diagnosis) == ({REFUSED: 1.0}, 0.1, None)


def test_a_confident_answer_to_what_nothing_answers_is_the_failure(searcher: Searcher) -> None:
    [found] = ask(Sure(searcher, 0.9), [asked("Who won the Tour of Mongolia?", unanswerable=True)])
    assert found.measures == {REFUSED: 0.0}
    assert found.diagnosis
    assert found.diagnosis.cause == Cause.CONFIDENT
    assert found.diagnosis.words.startswith("Nothing answers, but the confidence is 0.90. Rank 1: ")


def test_what_nothing_answers_can_not_be_judged_without_a_calibrated_confidence(searcher: Searcher) -> None:
    with pytest.raises(EvaluationError, match=r"q: unanswerable: .*not calibrated"):
        list(ask(Sure(searcher, None), [asked("Who won?", unanswerable=True)]))


def test_a_result_that_stands_for_the_answer_counts(searcher: Searcher) -> None:
    found = searcher.search(Question(text="asian development bank", mode="lexical", k=1))
    [first] = found.results
    copy = replace(first, source="copy.pdf")

    class Folded(Searcher):
        def search(self, question: Question) -> Answer:
            return replace(found, results=[replace(first, duplicates=[copy])])

    [judged] = ask(Folded(searcher.generation, searcher._embedder), [asked("?", "incheon", document="copy.pdf")])
    assert judged.rank == 1


def test_an_answer_holds_all_the_words_whatever_their_case_width_and_blanks(searcher: Searcher) -> None:
    found = searcher.search(Question(text="asian development bank", mode="lexical", k=1)).results[0]
    assert answers(asked("?", "ＡＳＩＡＮ  development", "incheon"), found)
    assert not answers(asked("?", "asian development", "no such words"), found)


def test_an_answer_of_another_document_does_not_count(searcher: Searcher) -> None:
    found = searcher.search(Question(text="asian development bank", mode="lexical", k=1)).results[0]
    assert answers(asked("?", "incheon", document="haze.pdf"), found)
    assert not answers(asked("?", "incheon", document="other.pdf"), found)


def test_a_question_that_is_answered_first_has_rank_1_and_needs_no_diagnosis(searcher: Searcher) -> None:
    [found] = ask(searcher, [asked("Who pays for the yearly meeting?", "secretariat of NEASPEC")])
    assert (found.rank, found.diagnosis) == (1, None)
    assert set(found.measures.values()) == {1.0}


def test_a_filter_narrows_the_search_to_the_documents_that_it_names(searcher: Searcher) -> None:
    question = asked("Who pays for the yearly meeting?", "Wet peat", filters={"document": "peat.txt"})
    [found] = ask(searcher, [question])
    assert found.rank == 1


@pytest.mark.parametrize(
    ("filters", "words"),
    [
        ({"document": "gone.pdf"}, "q: filters.document: no report in the index has .* 'gone.pdf'"),
        ({"entity": "sdg:99"}, "q: .*sdg:99"),
    ],
)
def test_a_filter_that_the_index_does_not_know_is_named(searcher: Searcher, filters: Any, words: str) -> None:
    with pytest.raises(EvaluationError, match=words):
        list(ask(searcher, [asked("?", "x", filters=filters)]))


def test_a_report_that_is_not_there_is_diagnosed(searcher: Searcher) -> None:
    found = diagnosis(searcher, asked("Who pays?", "words", document="gone.pdf"))
    assert found == Diagnosis(Cause.NOT_INDEXED, "No report in the index has the file name gone.pdf.")


def test_words_that_the_report_lacks_are_diagnosed_and_looked_for_elsewhere(searcher: Searcher) -> None:
    found = diagnosis(searcher, asked("Who pays?", "haze", "Wet peat", document="haze.pdf"))
    assert found.cause == Cause.NOT_PARSED
    assert found.words == 'The text of haze.pdf lacks "Wet peat"; that of peat.txt has it.'


def test_words_that_are_cut_apart_are_told_with_their_passages(searcher: Searcher) -> None:
    found = diagnosis(searcher, asked("Who pays?", "Yellow Sea", "Asian Development Bank", document="haze.pdf"))
    assert found.cause == Cause.CUT_APART
    assert '(p. 1) holds "Yellow Sea"; "Asian Development Bank" stands 1 passages further on' in found.words


def test_a_filter_that_leaves_the_answer_out_is_named(searcher: Searcher) -> None:
    filters = {"year_to": 2014, "language": "en", "document": ["haze.pdf", "peat.txt"]}
    found = diagnosis(searcher, asked("Who pays?", "secretariat of NEASPEC", filters=filters))
    assert found.cause == Cause.FILTERED_OUT
    assert found.words.endswith("the filters leave it out: year_to.")


def test_an_answer_that_no_signal_finds_is_no_candidate(searcher: Searcher) -> None:
    found = diagnosis(searcher, asked("Who pays?", "Wet peat"), mode="lexical")
    assert found.cause == Cause.NO_CANDIDATE


@pytest.mark.parametrize(
    ("answer", "cause", "signal"),
    [
        (Signals(dense=0.7, lexical=0.4, demotion=0.3), Cause.DEMOTED, "demotion"),
        (Signals(dense=0.5, lexical=0.1), Cause.OUTRANKED, "words"),
        (Signals(dense=0.1, lexical=0.4), Cause.OUTRANKED, "meaning"),
        (Signals(dense=0.4, lexical=0.4, entities=0.0, neighbour=0.9), Cause.OUTRANKED, "entities"),
        (Signals(dense=0.4, lexical=0.4, entities=1.0), Cause.OUTRANKED, "neighbour"),
        (Signals(dense=0.44, lexical=0.4, entities=1.0, neighbour=0.4), Cause.OUTRANKED, "neighbour"),
    ],
)
def test_what_lifts_another_passage_over_the_answer_is_named(
    generation: Generation, answer: Signals, cause: Cause, signal: str
) -> None:
    first = Signals(dense=0.45, lexical=0.4, entities=1.0, neighbour=0.9)
    found = why_not_first(generation, Question(text="?"), [(3, first), (1, answer)], {1, 6})
    assert (found.cause, found.signal) == (cause, signal)
    assert found.answer
    assert (found.answer.rank, found.answer.parts) == (2, answer.parts)
    assert found.words.startswith("Rank 2: haze.pdf, p. ")
