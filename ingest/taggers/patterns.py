"""The spaCy pipeline that reads a text for stated mentions. Importing this file loads spaCy."""

from __future__ import annotations

from typing import Any, Final

import spacy
from spacy.attrs import NORM
from spacy.language import Language

from corpus.vocabulary import Vocabulary
from ingest.taggers.names import NameMatcher
from ingest.taggers.sdg_codes import CodeMatcher
from ingest.taggers.sdg_titles import TitleMatcher
from ingest.taggers.tokenizer import WordTokenizer, fold


def pipeline(vocabulary: Vocabulary) -> Language:
    """spaCy with our words, compared by `fold`, and our components in the order in which they need each other."""
    nlp = spacy.blank("xx")
    nlp.max_length = _NO_LIMIT
    nlp.tokenizer = WordTokenizer(nlp.vocab)
    vocab: Any = nlp.vocab
    vocab.lex_attr_getters = {NORM: fold}
    sdgs = vocabulary.of_kind("sdg")
    others = [entity for entity in vocabulary if entity.kind != "sdg"]
    for factory, entities in (("sdg_codes", sdgs), ("sdg_titles", sdgs), ("names", others)):
        component: Any = nlp.add_pipe(factory)
        component.add(entities)
    return nlp


_NO_LIMIT: Final = 1 << 40
"""spaCy guards its statistical components against long texts; there are none here."""

Language.factory("sdg_codes", func=lambda nlp, name: CodeMatcher(name))
Language.factory("sdg_titles", func=TitleMatcher)
Language.factory("names", func=NameMatcher)
