"""The tagger with the vocabulary of the package, built once."""

import pytest

from corpus.vocabulary import load_vocabulary
from ingest.taggers.stated import StatedTagger


@pytest.fixture(scope="session")
def tagger() -> StatedTagger:
    return StatedTagger(load_vocabulary())
