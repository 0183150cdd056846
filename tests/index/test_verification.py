"""Quotes of the embedded reports, verified in an index of these reports and in one of edited ones."""

import json
import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from rapidfuzz import fuzz

from corpus.vocabulary import Vocabulary
from index.blank import blank
from index.build import complete, go_live
from index.centring import ALL, Centres
from index.generation import Generation
from index.store import Store
from index.verification import Edit, Quote, Verdict, verify
from index.writer import GenerationWriter
from ingest.assembly import Draft, Piece, assemble
from ingest.document import Division, Document, Kind, Metadata, Page, Passage, Span
from ingest.outcomes import Ingested
from ingest.settings import IngestSettings

TRUTH = Path(__file__).resolve().parents[2] / "corpus" / "reports" / "truth.json"
DIMENSION = 4
SHORTEST = 30
"""Characters of a quote; fewer may stand anywhere."""

Reports = dict[str, list[str]]


class Model:
    """What a generation asks of its model; nothing is embedded here."""

    identity = "none"
    dimension = DIMENSION


def written(store: Store, reports: Reports) -> Generation:
    """A generation in which each paragraph of each report is a passage."""
    centres = {ALL: np.zeros(DIMENSION, dtype=np.float32)}
    vocabulary = Vocabulary([])
    with store.building() as draft:
        writer = GenerationWriter(draft, blank(vocabulary), Centres(centres, centres))
        for name, paragraphs in reports.items():
            writer.add(ingested(name, paragraphs))
        go_live(store, draft, complete(writer, Model(), IngestSettings(), vocabulary, datetime.now(UTC)))
    return store.open()


def ingested(name: str, paragraphs: Sequence[str]) -> Ingested:
    document = assemble(
        [Draft(Kind.PARAGRAPH, [Piece(text)]) for text in paragraphs],
        format="text",
        pages=[Page(1, "")],
        metadata=Metadata(title=name),
        divided=Division.WHOLE,
    )
    passages = [passage(name, document, block.span) for block in document.blocks]
    vectors = np.eye(DIMENSION, dtype=np.float32)[np.arange(len(passages)) % DIMENSION]
    return Ingested(name, name, document, passages, [[] for _ in passages], vectors, vectors[:0])


def passage(name: str, document: Document, block: Span) -> Passage:
    text = block.of(document.text).rstrip()
    return Passage(name, Span(block.start, block.start + len(text)), text, Kind.PARAGRAPH, "en", (), 1, 1)


@dataclass(frozen=True)
class Reissue:
    """The reports as a later index has them, and what has to become of each sentence of the earlier one."""

    generation: Generation
    fates: Sequence[tuple[Quote, str]]


def sentences(paragraph: str) -> list[str]:
    return [sentence for sentence in re.split(r"(?<=[.!?])\s+|(?<=[。！？])", paragraph) if sentence]


def edited(sentence: str, dice: random.Random) -> str:
    """The sentence with a word or two taken out, put in, or said otherwise."""
    parted = sentence.count(" ") > 3
    words = sentence.split() if parted else list(sentence)
    for _ in range(1 if len(words) < 16 else 2):
        place = dice.randrange(1, len(words) - 1)
        words[place : place + dice.choice((0, 1))] = dice.choice(
            (["2099"], ["often", "enough"] if parted else ["常", "々"], [])
        )
    return (" " if parted else "").join(words)


def fate_of(sentence: str, number: int, dice: random.Random) -> tuple[str, str]:
    """What a new edition makes of a sentence, and the verdict on it."""
    if len(sentence) < SHORTEST or number % 3 == 0:
        return sentence, "moved"
    if number % 3 == 1:
        return "", "gone"
    changed = edited(sentence, dice)
    return changed, "moved" if changed == sentence else "changed"


@pytest.fixture(scope="module")
def paragraphs() -> Reports:
    reports = json.loads(TRUTH.read_text(encoding="utf-8"))
    return {name: [paragraph["text"] for paragraph in report["paragraphs"]] for name, report in reports.items()}


@pytest.fixture(scope="module")
def before(paragraphs: Reports, tmp_path_factory: pytest.TempPathFactory) -> Generation:
    return written(Store(tmp_path_factory.mktemp("before")), paragraphs)


@pytest.fixture(scope="module")
def reissue(paragraphs: Reports, before: Generation, tmp_path_factory: pytest.TempPathFactory) -> Reissue:
    """Every third report stays as it was, one of six is withdrawn, of the others there is a new edition."""
    dice = random.Random(17)
    later: Reports = {}
    fates: list[tuple[Quote, str]] = []
    for turn, (name, texts) in enumerate(paragraphs.items()):
        start = 0
        for paragraph in texts:
            kept = []
            for number, sentence in enumerate(sentences(paragraph)):
                start = before.text(name, Span(0, 10**7)).index(sentence, start)
                now, fate = fate_of(sentence, number, dice)
                kept.append(now)
                if len(sentence) >= SHORTEST:
                    quote = Quote(sentence, name, Span(start, start + len(sentence)))
                    fates.append((quote, {0: "exact", 1: "gone"}.get(turn % 6 if turn % 3 else 0, fate)))
            if turn % 3 == 0:
                later.setdefault(name, []).append(paragraph)
            elif turn % 6 != 1 and any(kept):
                later.setdefault(f"{name}-2", []).append(" ".join(filter(None, kept)))
    return Reissue(written(Store(tmp_path_factory.mktemp("after")), later), fates)


@pytest.fixture(scope="module")
def verdicts(reissue: Reissue) -> Sequence[tuple[Quote, str, Verdict]]:
    return [(quote, fate, verify(reissue.generation, quote)) for quote, fate in reissue.fates]


def test_more_than_a_thousand_quotes_are_verified(verdicts: Sequence[tuple[Quote, str, Verdict]]) -> None:
    assert len(verdicts) > 1000


@pytest.mark.parametrize("fate", ["exact", "moved", "changed"])
def test_a_quote_that_is_still_there_is_told_rightly(fate: str, verdicts: Sequence[tuple[Quote, str, Verdict]]) -> None:
    assert {found.state for _, expected, found in verdicts if expected == fate} == {fate}


def test_a_quote_that_was_taken_out_is_gone_unless_another_sentence_says_nearly_the_same(
    verdicts: Sequence[tuple[Quote, str, Verdict]],
) -> None:
    still_there = [(quote, found) for quote, fate, found in verdicts if fate == "gone" and found.state != "gone"]
    assert all(fuzz.partial_ratio(quote.text, found.text) > 70 for quote, found in still_there)
    assert len(still_there) < 30


def test_where_it_is_known_what_stood_beside_a_quote_hardly_any_of_that_passes_for_it(
    reissue: Reissue, before: Generation
) -> None:
    asked = [(quote, fate) for quote, fate in reissue.fates if fate in ("changed", "gone")][::3]
    told = [(fate, verify(reissue.generation, quote, (f"{quote.document}-2",), before)) for quote, fate in asked]
    assert len(asked) > 200
    assert len([found for fate, found in told if found.state != fate]) <= 1  # a work that many lists of references name


def test_the_place_told_holds_the_words_told(reissue: Reissue, verdicts: Sequence[tuple[Quote, str, Verdict]]) -> None:
    for _, _, found in verdicts:
        assert found.span is None or reissue.generation.text(found.document, found.span) == found.text


def test_what_did_not_change_is_the_quote_letter_for_letter(verdicts: Sequence[tuple[Quote, str, Verdict]]) -> None:
    for quote, _, found in verdicts:
        if found.state in ("exact", "moved"):
            assert found.text.split() == quote.text.split()


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    report = ["Protected areas cover 17 per cent of the land.", "山地的保护区覆盖了百分之十七的土地面积。", "The end."]
    return written(Store(tmp_path_factory.mktemp("small")), {"report": report})


@pytest.mark.parametrize(
    ("quote", "edits"),
    [
        ("Protected areas cover 12 per cent of the land.", (Edit("12", "17"),)),
        ("Protected areas now cover 17 per cent of the land.", (Edit("now", ""),)),
        ("Protected areas 17 per cent of the land.", (Edit("", "cover"),)),
        ("山地的保护区覆盖了百分之十九的土地面积。", (Edit("九", "七"),)),
    ],
)
def test_the_difference_names_the_words(small: Generation, quote: str, edits: tuple[Edit, ...]) -> None:
    assert verify(small, Quote(quote, "report", Span(0, len(quote)))).difference == edits


@pytest.mark.parametrize(
    "quote",
    [
        "Protected  areas cover\n17 per cent of the land.",
        "Protected areas co\u00adver 17 per cent of the land.",
        "Ｐrotected areas cover １７ per cent of the land.",
    ],
)
def test_what_copying_changes_makes_no_difference(small: Generation, quote: str) -> None:
    assert verify(small, Quote(quote, "report", Span(0, 46))).state == "exact"


def test_a_quote_without_a_place_is_exact_where_it_stands(small: Generation) -> None:
    assert verify(small, Quote("cover 17 per cent")) == Verdict("exact", "report", Span(16, 33), "cover 17 per cent")


def test_a_quote_over_two_paragraphs_is_found(small: Generation) -> None:
    assert verify(small, Quote("of the land. 山地的保护区", "report", Span(0, 9))).state == "moved"


def test_an_edited_neighbour_of_a_quote_that_was_taken_out_is_no_changed_form_of_it(tmp_path: Path) -> None:
    quote, beside = "The network meets in Ulaanbaatar in May.", "The network meets in Vladivostok in June."
    before = written(Store(tmp_path), {"report": [quote, beside]})
    after = written(Store(tmp_path), {"report-2": [beside.replace("June", "July")]})
    assert verify(after, Quote(quote, "report", Span(0, len(quote))), ("report-2",), before).state == "gone"


def test_a_quote_copied_with_a_slip_is_changed_although_its_report_has_a_new_edition(tmp_path: Path) -> None:
    copied = Quote("The network meets in Ulanbator in May.", "report", Span(0, 40))
    before = written(Store(tmp_path), {"report": ["The network meets in Ulaanbaatar in May."]})
    after = written(Store(tmp_path), {"report-2": ["The network meets in Ulaanbaatar in May."]})
    assert verify(after, copied, ("report-2",), before).state == "changed"


@pytest.mark.parametrize("text", ["", " \n", "."])
def test_a_quote_without_words_is_gone(small: Generation, text: str) -> None:
    assert verify(small, Quote(text)).state == "gone"
