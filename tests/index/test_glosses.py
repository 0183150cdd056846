"""What a question names is said in English, too, before it is embedded."""

from typing import cast

import numpy as np
import pytest
from numpy.typing import NDArray

from index.generation import Generation
from index.glosses import glossed
from index.question import Question
from index.searcher import Searcher
from ingest.embedding import Embedder


class Reading:
    """An embedding model that remembers what it read."""

    def __init__(self, generation: Generation) -> None:
        self.identity = generation.manifest.model
        self.width = generation.manifest.vectors.width
        self.read: list[str] = []

    def embed_query(self, text: str) -> NDArray[np.float32]:
        self.read.append(text)
        return np.ones(self.width, np.float32)


@pytest.mark.parametrize(
    ("language", "question", "read"),
    [
        ("ko", "동북아환경협력계획 사무국", "동북아환경협력계획 사무국 (NEASPEC Secretariat)"),
        ("zh", "沙尘暴从哪里来？", "沙尘暴从哪里来？ (Dust and sandstorms)"),
        ("ja", "日本の森林", "日本の森林 (Forests)"),
        ("en", "Who pays for NEASPEC in Japan?", "Who pays for NEASPEC in Japan? (NEASPEC)"),
        ("en", "Where do dust and sandstorms come from?", "Where do dust and sandstorms come from?"),
        ("mn", "Хэзээ болсон бэ?", "Хэзээ болсон бэ?"),
    ],
)
def test_a_question_is_read_with_the_english_labels_of_what_it_names(
    handmade: Generation, language: str, question: str, read: str
) -> None:
    assert glossed(handmade, question, language) == read


def test_nothing_is_added_where_expansion_is_switched_off(handmade: Generation) -> None:
    model = Reading(handmade)
    searcher = Searcher(handmade, lambda: cast(Embedder, model))
    searcher.search(Question(text="沙尘暴", expand=False))
    searcher.search(Question(text="沙尘暴"))
    assert model.read == ["沙尘暴", "沙尘暴 (Dust and sandstorms)"]
