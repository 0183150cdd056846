"""Finds the entities that the words of a passage name: `Passage -> list[Mention]`, with the words as evidence.

What a passage is about without naming it is inferred elsewhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from itertools import repeat
from typing import Any, Final

import spacy
from spacy.attrs import NORM
from spacy.language import Language
from spacy.tokens import Doc

from corpus.vocabulary import Vocabulary
from ingest.cache import code_version
from ingest.document import Mention, Span
from ingest.taggers.candidates import longest, proposed
from ingest.taggers.names import NameMatcher
from ingest.taggers.sdg_codes import CodeMatcher
from ingest.taggers.sdg_titles import TitleMatcher
from ingest.taggers.tokenizer import WordTokenizer, fold


class StatedTagger:
    """Finds the entities that the words of a passage name.

    A full name followed by its acronym in brackets gives two mentions of the same entity, so that each can be shown
    and cited by itself; so does a goal's code beside its title. Mentions never overlap: the longest stays. Only a
    range (`SDG 11-13`) gives several mentions on the same words, one for each goal that it spans.

    `identity` changes with the vocabulary and with the code of the taggers: what was tagged under another identity
    must be tagged anew.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Build the pipeline for this vocabulary: about half a second."""
        code = code_version("ingest.taggers", "ingest.folding")
        self.identity: str = hashlib.sha256(f"{vocabulary.identity} {code}".encode()).hexdigest()
        self._nlp = _pipeline(vocabulary)

    def tag(self, texts: Iterable[str], contexts: Iterable[str] | None = None) -> list[list[Mention]]:
        """The mentions in each text, in the order of their start; offsets are into the text.

        `contexts`, one a text, are words that stand before it (section path, caption, a table's header): they
        help to understand the text (is `Goal 3` an SDG?), but what they name is not given.
        """
        prefixes = (f"{context}\n" if context else "" for context in (repeat("") if contexts is None else contexts))
        pairs = ((prefix + text, len(prefix)) for text, prefix in zip(texts, prefixes, strict=contexts is not None))
        with self._nlp.memory_zone():
            return [list(_mentions(doc, skipped)) for doc, skipped in self._nlp.pipe(pairs, as_tuples=True)]


def _mentions(doc: Doc, skipped: int) -> Iterator[Mention]:
    """What stays of the proposals for `doc`, without the first `skipped` characters."""
    text = doc.user_data["text"]
    for candidate in longest(one for one in proposed(doc) if one.span.start >= skipped):
        for entity in candidate.entities:
            span = Span(candidate.span.start - skipped, candidate.span.end - skipped)
            yield Mention(entity, span, candidate.span.of(text), rule=candidate.rule)


def _pipeline(vocabulary: Vocabulary) -> Language:
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
