"""Titles of goals: found where they are meant as such, not where they are ordinary words."""

import pytest

from ingest.taggers.stated import StatedTagger

FOUND = {
    "Goal 14 (Life below water)": ["sdg:14", "sdg:14"],
    "CLIMATE\nACTION SDG 13": ["sdg:13", "sdg:13"],
    "Life on land": ["sdg:15"],
    "Among the SDGs, Zero Hunger and Climate Action lag most.": ["sdg:2", "sdg:13"],
    'Of the SDGs, pupils know "climate action" best.': ["sdg:13"],
    "SDGsのうち海の豊かさを守ろうが知られている": ["sdg:14"],
    "SDGs 중 ‘기후변화 대응’이 중요하다": ["sdg:13"],
    "They seek to ensure availability and sustainable management of water and sanitation for all.": ["sdg:6"],
}
NOT_FOUND = [
    "Climate action is urgent, and so is quality education.",
    "The SDGs need climate action now.",
    "The UN Climate Action Summit spoke of the SDGs.",
    "A report on the SDGs bears the title: Social Protection for Climate Action and a Just Transition.",
    "Climate Action Tracker rates it, says a report on the SDGs.",
    "没有气候行动就没有未来",
]


@pytest.mark.parametrize("text", FOUND)
def test_a_title_that_is_meant_is_found(tagger: StatedTagger, text: str) -> None:
    assert [one.entity for one in tagger.tag([text])[0]] == FOUND[text]


@pytest.mark.parametrize("text", NOT_FOUND)
def test_ordinary_words_are_no_title(tagger: StatedTagger, text: str) -> None:
    assert [one for one in tagger.tag([text])[0] if one.entity.startswith("sdg:")] == []
