"""What holds for every mention, whatever the text."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.taggers.stated import StatedTagger

PIECES = (
    "SDG", "SDGs", "Goals", "targets", "13", "14.5", "6.3.2", "1-17", ",", "and", "-", " ", "\n", "\t", "(", ")",
    "“", "”", "NEASPEC", "TEMM", "20", "TEMM20", "Paris Agreement", "Life below water", "可持续发展目标", "目标", "、",
    "지속가능발전목표", "목표", "ЦУР", "задачи", "持続可能な開発目標", "ＳＤＧ", "１３", "https://example.org/SDG13",
    "ТХЗ-", "'s", "\u00ad", "😀", "İ",
)  # fmt: skip
texts = st.one_of(st.text(), st.lists(st.sampled_from(PIECES), max_size=30).map("".join))


@settings(deadline=None, max_examples=300)
@given(text=texts, context=texts)
def test_offsets_give_the_surface_and_mentions_are_equal_or_apart(
    tagger: StatedTagger, text: str, context: str
) -> None:
    mentions = tagger.tag([text], contexts=[context])[0]
    assert all(one.span.of(text) == one.surface != "" for one in mentions)
    spans = [one.span for one in mentions]
    assert spans == sorted(spans)
    assert all(one == other or not one.overlaps(other) for one in spans for other in spans)


def test_every_mention_is_stated_and_sure(tagger: StatedTagger) -> None:
    mentions = tagger.tag(["NEASPEC works on SDG 14."])[0]
    assert {(one.basis, one.confidence) for one in mentions} == {("stated", 1.0)}


def test_each_text_has_its_own_list(tagger: StatedTagger) -> None:
    assert [len(mentions) for mentions in tagger.tag(iter(["SDG 1", "", "SDG 1 and SDG 2"]))] == [1, 0, 2]


def test_a_text_longer_than_a_million_characters_is_tagged(tagger: StatedTagger) -> None:
    text = "no names here\n" * 75_000 + "SDG 13"
    assert [one.span.start for one in tagger.tag([text])[0]] == [len(text) - 6]
