"""Finds the entities that the words of a passage name: `Passage -> list[Mention]`, with the words as evidence.

What a passage is about without naming it is inferred elsewhere.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import repeat
from typing import TYPE_CHECKING

from corpus.vocabulary import Vocabulary
from ingest.code_version import code_version
from ingest.document import Mention
from ingest.taggers.candidates import Findings, proposed
from ingest.taggers.definitions import introductions
from ingest.taggers.settling import Settler
from ingest.taggers.tokenizer import flat_text

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc


class StatedTagger:
    """Finds the entities that the words of a passage name.

    A full name followed by its acronym in brackets gives two mentions of the same entity, so that each can be shown
    and cited by itself; so does a goal's code beside its title. Mentions never overlap: the longest stays. Only a
    range (`SDG 11-13`) gives several mentions on the same words, one for each goal that it spans.

    `identity` changes with the `vocabulary` and with the code of the taggers: what was tagged under another identity
    must be tagged anew.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Cheap; the first text that is read costs two or three seconds, for spaCy and the vocabulary's patterns."""
        code = code_version(__name__)
        self.identity: str = hashlib.sha256(f"{vocabulary.identity} {code}".encode()).hexdigest()
        self.vocabulary = vocabulary
        self._settler = Settler(vocabulary)

    def tag(self, texts: Iterable[str], contexts: Iterable[str] | None = None) -> list[list[Mention]]:
        """The mentions in each text, in the order of their start, each text by itself; offsets are into the text.

        `contexts`, one a text, are words that stand before it (section path, caption, a table's header): they
        help to understand the text (is `Goal 3` an SDG?), but what they name is not given.
        """
        texts = list(texts)
        findings = self.read(texts, contexts)
        return [found for text, one in zip(texts, findings, strict=True) for found in self.settle([text], [one])]

    def read(self, texts: Iterable[str], contexts: Iterable[str] | None = None) -> list[Findings]:
        """What each text says by itself; `settle` makes mentions of it. This takes nearly all of the time."""
        prefixes = (f"{context}\n" if context else "" for context in (repeat("") if contexts is None else contexts))
        pairs = ((prefix + text, len(prefix)) for text, prefix in zip(texts, prefixes, strict=contexts is not None))
        with self._nlp.memory_zone():
            return [_findings(doc, skipped) for doc, skipped in self._nlp.pipe(pairs, as_tuples=True)]

    def settle(self, texts: Sequence[str], findings: Sequence[Findings]) -> list[list[Mention]]:
        """The mentions in the passages of one document, given in their order: what it defines holds in all of them."""
        return [
            [
                Mention(entity, one.span, one.span.of(text), rule=one.rule)
                for one in kept
                if one.span.start >= 0
                for entity in one.entities
            ]
            for text, kept in zip(texts, self._settler.settle(findings, texts), strict=True)
        ]

    @cached_property
    def _nlp(self) -> Language:
        from ingest.taggers.patterns import pipeline  # and with it spaCy, which takes as long as a search by words

        return pipeline(self.vocabulary)


def _findings(doc: Doc, skipped: int) -> Findings:
    """What has been proposed for `doc`, with offsets from behind its first `skipped` characters."""
    defined = [*doc.user_data.get("definitions", ()), *introductions(flat_text(doc))]
    return Findings(
        tuple(
            replace(one, span=one.span.moved(-skipped))
            for one in proposed(doc)
            if not one.span.start < skipped < one.span.end
        ),
        tuple(
            replace(one, short=one.short.moved(-skipped), long_form=one.long_form.moved(-skipped)) for one in defined
        ),
    )
