"""Goals that a passage is about without naming them, from the real model's vectors."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from ingest.document import Kind, Mention, Passage, Span
from ingest.embedding import Embedder
from ingest.sentences import stretches
from ingest.taggers import goal_model
from ingest.taggers.goal_model import GOALS, GoalModel, load_goal_model
from ingest.taggers.inferred import LEAST_PROBABILITY, SILENT, InferredTagger, unstated

SEALS = (
    "The delegates had lunch at noon in the hotel where they stayed and went to see the town hall in the afternoon. "
    "Spotted seals and their breeding grounds are protected in twelve marine reserves, where no boat may fish."
)
ABOUT = [
    ("en", SEALS, "sdg:14"),
    ("zh", "该县新建了三座污水处理厂,河流水质明显改善,两万居民第一次喝上了安全的自来水。", "sdg:6"),
    ("ja", "女性の管理職は一割にとどまり、育児や介護の無償労働が女性に偏っている。", "sdg:5"),
    ("ko", "정부는 2050년까지 탄소중립을 이루기 위해 온실가스 배출권 거래제를 강화하기로 했다.", "sdg:13"),
    ("ru", "Чрезмерный выпас превращает степь в пустыню, и пыльные бури весной доходят до побережья.", "sdg:15"),
    ("mn", "Нарны болон салхины цахилгаан станцууд эрчим хүчний тавны нэгийг үйлдвэрлэж байна.", "sdg:7"),
]
ABOUT_NONE = [
    ("en", "The chair opened the session, and the agenda was adopted. The list of participants is in annex II."),
    ("zh", "会议通过了议程,与会者名单见附件。下届会议的时间另行通知。"),
    ("ru", "Секретариат представил проект повестки дня, который был принят без голосования."),
]

Infer = Callable[..., list[list[Mention]]]


@pytest.fixture(scope="module")
def tagger() -> InferredTagger:
    return InferredTagger()


@pytest.fixture(scope="module")
def infer(tagger: InferredTagger, embedder: Embedder) -> Infer:
    """The goals in passages of these texts and languages."""

    def over(texts: Sequence[tuple[str, str]], kind: Kind = Kind.PARAGRAPH) -> list[list[Mention]]:
        passages = [passage(text, language, kind) for language, text in texts]
        parts = [span.of(one.text) for one in passages for span in one.stretches]
        vectors = embedder.embed_passages([one.text for one in passages])
        return tagger.tag(passages, vectors, embedder.embed_passages(parts))

    return over


def passage(text: str, language: str, kind: Kind) -> Passage:
    spans = tuple(stretches(text, language))
    return Passage("0" * 16, Span(0, len(text)), text, kind, language, (), 1, 1, stretches=spans)


def test_a_passage_gets_the_goal_that_it_is_about_in_every_language(infer: Infer) -> None:
    found = infer([(language, text) for language, text, _ in ABOUT])
    entities = [{mention.entity for mention in mentions} for mentions in found]
    assert all(goal in own for (_, _, goal), own in zip(ABOUT, entities, strict=True))


def test_meeting_formalities_are_about_no_goal(infer: Infer) -> None:
    assert infer(ABOUT_NONE) == [[] for _ in ABOUT_NONE]


def test_a_mention_is_likely_and_shows_the_sentence_that_speaks_for_it(infer: Infer) -> None:
    [[mention, *_]] = infer([("en", SEALS)])
    assert mention.basis == "inferred"
    assert LEAST_PROBABILITY <= mention.confidence <= 1
    assert mention.surface == mention.span.of(SEALS)
    assert mention.surface.startswith("Spotted seals")


def test_targets_are_suggested_likeliest_first_and_are_no_mentions(infer: Infer) -> None:
    [mentions] = infer([("en", SEALS)])
    assert {mention.entity for mention in mentions} <= set(GOALS)
    assert mentions[0].suggestions[0] == "sdg:14.5"
    assert all(target.startswith("sdg:14.") for target in mentions[0].suggestions)


@pytest.mark.parametrize("kind", sorted(SILENT))
def test_headings_and_lists_of_what_stands_elsewhere_get_nothing(infer: Infer, kind: Kind) -> None:
    assert infer([("en", SEALS)], kind) == [[]]


@pytest.mark.parametrize(
    "text", ["Marine reserves", "⁷ Seals. https://example.org/marine/reserves-of-the-spotted-seal.html"]
)
def test_what_says_too_little_gets_nothing(infer: Infer, text: str) -> None:
    assert infer([("en", text)]) == [[]]


@pytest.mark.parametrize(
    "text",
    [
        "In favour: Albania, Andorra, Mongolia, Nepal, Norway, Palau, Poland, Samoa, Serbia, Tonga, Tuvalu.",
        "5 Report of the World Summit on Climate, Oceans and Sustainable Cities, Johannesburg, South Africa.",
    ],
)
def test_what_is_mostly_names_gets_nothing(infer: Infer, text: str) -> None:
    assert infer([("en", text)]) == [[]]


def test_what_stands_beside_a_passage_changes_nothing(infer: Infer) -> None:
    alone, among = infer([("en", SEALS)]), infer([*ABOUT_NONE, ("en", SEALS)])
    assert [one.entity for one in alone[0]] == [one.entity for one in among[-1]]
    assert alone[0][0].confidence == pytest.approx(among[-1][0].confidence, abs=0.01)


def test_no_passages_give_no_mentions(infer: Infer) -> None:
    assert infer([]) == []


def test_a_goal_that_is_stated_is_not_inferred_as_well() -> None:
    inferred = [Mention(goal, Span(0, 1), "x", "inferred", 0.9) for goal in ("sdg:13", "sdg:14", "sdg:1")]
    stated = [Mention("sdg:14.5", Span(0, 1), "x"), Mention("sdg:13", Span(0, 1), "x")]
    assert [mention.entity for mention in unstated(inferred, stated)] == ["sdg:1"]


def test_the_model_knows_the_vectors_of_the_embedded_model(tagger: InferredTagger, embedder: Embedder) -> None:
    assert tagger.embedder == embedder.identity


def test_the_model_card_names_the_file_that_is_shipped() -> None:
    file = Path(goal_model.__file__).with_name(goal_model.FILE)
    card = Path(__file__).parents[3] / "docs" / "goal-model.md"
    assert hashlib.sha256(file.read_bytes()).hexdigest() in card.read_text(encoding="utf-8")


def test_the_model_comes_back_from_its_file_as_it_was() -> None:
    model = load_goal_model()
    again = GoalModel.from_bytes(model.to_bytes())
    assert (again.targets, again.languages, again.terms) == (model.targets, model.languages, model.terms)
    assert all(np.array_equal(again.arrays[name], array) for name, array in model.arrays.items())
