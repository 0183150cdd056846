from importlib.resources import files

import numpy as np

from corpus.vocabulary import Vocabulary
from index.centring import Centres, centres_key, file_of, names_by_language
from ingest.embedding import Embedder

REMEDY = "run: python -m index.measure_centres"


def come_along(vocabulary: Vocabulary, embedder: Embedder) -> Centres:
    file = files("index") / file_of(centres_key(vocabulary, embedder))
    assert file.is_file(), REMEDY
    return Centres.from_bytes(file.read_bytes())


def test_the_centres_that_come_along_are_of_the_names_and_the_model_of_today(
    vocabulary: Vocabulary, embedder: Embedder
) -> None:
    assert set(come_along(vocabulary, embedder).questions) == {*names_by_language(vocabulary), ""}


def test_the_centres_that_come_along_are_what_would_be_measured(vocabulary: Vocabulary, embedder: Embedder) -> None:
    measured = embedder.embed_queries(names_by_language(vocabulary)["ko"]).mean(axis=0)
    assert np.allclose(come_along(vocabulary, embedder).questions["ko"], measured, atol=1e-4), REMEDY
