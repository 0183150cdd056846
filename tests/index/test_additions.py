from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.vocabulary import Entity, Vocabulary, VocabularyError, load_vocabulary
from index.additions import Additions

BSN = Entity("organization:bsn", "organization", "BSN", {"en": ("Blue Sky Network",)}, acronyms=("BSN",))


@pytest.fixture
def additions(tmp_path: Path) -> Additions:
    return Additions(tmp_path / "vocabulary.toml")


def test_what_is_added_stands_in_the_vocabulary_from_then_on(
    additions: Additions, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    additions.add(BSN, vocabulary)
    loaded = load_vocabulary(added=tmp_path / "vocabulary.toml")
    assert loaded["organization:bsn"] == BSN
    assert len(loaded) == len(vocabulary) + 1
    assert loaded.identity != vocabulary.identity


def test_an_entry_with_a_known_id_takes_its_place(additions: Additions, tmp_path: Path, vocabulary: Vocabulary) -> None:
    mine = Entity("mechanism:neaspec", "mechanism", "NEASPEC", {"en": ("My own programme",)})
    additions.add(mine, vocabulary)
    loaded = load_vocabulary(added=tmp_path / "vocabulary.toml")
    assert (loaded["mechanism:neaspec"].name("en"), len(loaded)) == ("My own programme", len(vocabulary))


def test_each_entity_of_the_package_can_be_written_and_read_back(additions: Additions, vocabulary: Vocabulary) -> None:
    kinds = {one.kind: one for one in vocabulary}
    for one in kinds.values():
        additions.add(one, vocabulary)
    assert additions.all() == list(kinds.values())


def test_nothing_is_written_that_the_vocabulary_could_not_be_used_with(
    additions: Additions, tmp_path: Path, vocabulary: Vocabulary
) -> None:
    lost = Entity("topic:peat", "topic", "Peat", {"en": ("peat",)}, parents=("topic:nonsense",))
    with pytest.raises(VocabularyError, match="topic:nonsense"):
        additions.add(lost, vocabulary)
    assert not (tmp_path / "vocabulary.toml").exists()


def test_a_file_that_a_person_spoilt_is_told_with_its_name_and_entry(tmp_path: Path) -> None:
    file = tmp_path / "vocabulary.toml"
    for text, told in (
        ('["river:amur"]\nlabel = "Amur"\nnames.en = ["Amur"]', "river:amur: an id begins with its kind"),
        ('["topic:peat"]\nlabel = "Peat"', "topic:peat"),
        ("label = ", "mend the file there"),
    ):
        file.write_text(text)
        with pytest.raises(VocabularyError, match=f"vocabulary.toml: .*{told}|vocabulary.toml: {told}"):
            load_vocabulary(added=file)


@given(st.text(max_size=20))
def test_whatever_is_typed_is_kept_as_it_is_or_refused(tmp_path_factory: pytest.TempPathFactory, typed: str) -> None:
    additions = Additions(tmp_path_factory.mktemp("typed") / "vocabulary.toml")
    entity = Entity("topic:typed", "topic", typed, {"en": (typed,)})
    try:
        additions.add(entity, Vocabulary([]))
    except VocabularyError:
        assert additions.all() == []
    else:
        assert additions.all() == [entity]
