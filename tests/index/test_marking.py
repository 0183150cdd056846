"""What is marked in a passage: the sentence that answers, in any language and mode."""

import pytest

from index.generation import Generation
from index.passages import Found
from index.question import Question
from index.searcher import Searcher


def sentence(found: Found) -> str:
    assert found.sentence is not None
    return found.sentence.of(found.text)


@pytest.mark.parametrize(
    ("question", "language", "words"),
    [
        ("What kind of litter is the most common?", "ja", "最も多いのはペットボトルと漁網である。"),
        ("Who makes the results public?", "ko", "동북아 청정대기 파트너십은 그 결과를 공개한다."),
    ],
)
def test_the_sentence_that_answers_is_marked_in_another_language(
    searcher: Searcher, question: str, language: str, words: str
) -> None:
    results = searcher.search(Question(text=question, languages=(language,), k=5)).results
    marked = {sentence(found): found for found in results}
    [found] = [found for text, found in marked.items() if words in text]
    assert found.highlights == [found.sentence]


def test_words_and_sentence_are_marked_in_the_question_s_own_language(searcher: Searcher) -> None:
    [found] = searcher.search(Question(text="漂着ごみで最も多いのは何か", k=1)).results
    assert "ペットボトルと漁網" in sentence(found)
    assert "漂着ごみ" in {span.of(found.text) for span in found.highlights}


def test_by_words_alone_the_sentence_that_holds_most_of_them_is_marked(generation: Generation) -> None:
    searcher = Searcher(generation, lambda: pytest.fail("the model was asked for"))
    [found] = searcher.search(Question(text="ペットボトルと漁網", mode="lexical", k=1)).results
    assert sentence(found) == "最も多いのはペットボトルと漁網である。"


@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
def test_a_marked_sentence_stands_inside_its_passage_and_ends_with_no_blank(searcher: Searcher, mode: str) -> None:
    for found in searcher.search(Question(text="marine litter", mode=mode, k=100)).results:
        if found.sentence:
            assert 0 <= found.sentence.start < found.sentence.end <= len(found.text)
            assert sentence(found) == sentence(found).rstrip()


def test_where_nothing_is_asked_nothing_is_marked(searcher: Searcher) -> None:
    assert all(not found.sentence and not found.highlights for found in searcher.search(Question(k=100)).results)


def test_the_next_slice_of_an_answer_costs_no_second_embedding(searcher: Searcher) -> None:
    embedder = searcher._embedder()
    asked: list[str] = []

    class Counting:
        identity = embedder.identity

        def embed_query(self, text: str) -> object:
            asked.append(text)
            return embedder.embed_query(text)

    counting = Searcher(searcher.generation, lambda: Counting())  # type: ignore[arg-type,return-value]
    for offset in (0, 10):
        counting.search(Question(text="peat", offset=offset))
    assert asked == ["peat"]
