"""The vocabulary: what comes with the package, how it answers, and how a faulty file is reported."""

import json
import pickle
import re
import shutil
from importlib.resources import files
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.compile_countries import iso_codes
from corpus.compile_sdgs import compile_sdgs
from corpus.errors import SdgSearchError
from corpus.vocabulary import DATA_FILES, LANGUAGES, Entity, Vocabulary, VocabularyError, load_vocabulary

PRINCIPAL = (
    "mechanism:neaspec", "mechanism:neacap", "mechanism:neampan", "mechanism:nea-lccp",
    "mechanism:temm", "mechanism:teen", "mechanism:nowpap", "mechanism:eanet", "mechanism:ltp",
    "mechanism:asean-plus-three", "forum:trilateral-summit", "programme:global-development-initiative",
    "programme:belt-and-road", "agreement:2030-agenda", "agreement:paris", "agreement:unfccc",
    "agreement:cbd", "agreement:kyoto", "agreement:basel", "organization:un", "organization:unep",
    "organization:gggi",
)  # fmt: skip
NO_ENTITY_OF_OURS = {
    "BAU": "business as usual, a scenario",
    "CJK": "China, Japan and Korea",
    "CO": "a gas",
    "FY": "fiscal year",
    "LEDS": "a type of strategy that each country writes",
    "MoU": "memorandum of understanding, a type of document",
    "N2O": "a gas",
    "PM": "particulate matter, a theme",
    "SDGs": "the goals together, each of which is an entity",
}
BRACKETED_ACRONYM = re.compile(r"\w\s*\(((?=\w*[A-Z]\w*[A-Z0-9])[\w+-]{2,12})\)")
ONE_OF_EACH = {
    "sdgs.json": '{"entities": {"sdg:13": {"label": "Climate action", "names": {"en": ["Climate action"]}}}}',
    "mechanisms.toml": '["mechanism:neaspec"]\nlabel = "NEASPEC"\nnames.en = ["A Programme"]\n',
    "agreements.toml": "",
    "forums.toml": "",
    "programmes.toml": "",
    "organizations.toml": "",
    "topics.toml": "",
    "countries.toml": "",
}


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A small vocabulary of the right form, for a test to spoil."""
    for name, text in ONE_OF_EACH.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def complaint(folder: Path) -> str:
    with pytest.raises(VocabularyError) as caught:
        load_vocabulary(folder)
    return str(caught.value)


def all_names(one: Entity) -> list[str]:
    return [name for names in one.names.values() for name in names]


def entity(id: str, *parents: str) -> Entity:
    return Entity(id=id, kind="mechanism", label=id, parents=parents)


# What comes with the package


def test_the_framework_has_17_goals_169_targets_and_251_indicator_codes(vocabulary: Vocabulary) -> None:
    depths = [len(vocabulary.ancestors(sdg.id)) for sdg in vocabulary.of_kind("sdg")]
    assert [depths.count(depth) for depth in (0, 1, 2)] == [17, 169, 251]


def test_a_target_and_an_indicator_stand_under_the_goal_of_their_number(vocabulary: Vocabulary) -> None:
    for sdg in vocabulary.of_kind("sdg"):
        assert sdg.parents == ((sdg.id.rpartition(".")[0],) if "." in sdg.id else ())


def test_every_sdg_has_its_official_colour_and_address(vocabulary: Vocabulary) -> None:
    assert vocabulary["sdg:13"].colour == vocabulary["sdg:13.2"].colour == "#3F7E44"
    assert vocabulary["sdg:13.2"].iri == "http://metadata.un.org/sdg/13.2"
    assert all(sdg.colour and sdg.iri for sdg in vocabulary.of_kind("sdg"))


def test_an_indicator_under_two_targets_has_both_codes_and_one_address(vocabulary: Vocabulary) -> None:
    assert vocabulary["sdg:1.5.1"].iri == vocabulary["sdg:13.1.1"].iri


def test_an_indicator_whose_address_changed_keeps_the_one_of_2019(vocabulary: Vocabulary) -> None:
    changed = [sdg for sdg in vocabulary.of_kind("sdg") if sdg.former_iris]
    assert len(changed) == 32
    assert all(sdg.iri not in sdg.former_iris for sdg in changed)
    assert vocabulary["sdg:15.b.1"].former_iris == ("http://metadata.un.org/sdg/C200207",)


@pytest.mark.parametrize(("dots", "translated"), [(1, {("ko",)}), (2, {("ja", "ko"), ("zh", "ja", "ko", "ru")})])
def test_wording_of_targets_and_indicators_that_is_not_published_is_marked_as_translated(
    vocabulary: Vocabulary, dots: int, translated: set[tuple[str, ...]]
) -> None:
    assert {sdg.translated for sdg in vocabulary.of_kind("sdg") if sdg.id.count(".") == dots} == translated


def test_the_programmes_of_neaspec_are_found_under_it(vocabulary: Vocabulary) -> None:
    assert {"mechanism:neacap", "mechanism:neampan", "mechanism:nea-lccp", "mechanism:dldd-nean"} <= set(
        vocabulary.descendants("mechanism:neaspec")
    )


def test_temm_stands_between_its_dialogues_and_the_trilateral_summit(vocabulary: Vocabulary) -> None:
    assert vocabulary.ancestors("mechanism:tpdap") == ("mechanism:temm", "forum:trilateral-summit")


@pytest.mark.parametrize("id", PRINCIPAL)
def test_a_principal_entity_has_a_name_in_every_language(vocabulary: Vocabulary, id: str) -> None:
    assert [language for language in LANGUAGES if not vocabulary[id].names.get(language)] == []


def test_every_entity_has_an_english_name_and_those_whose_name_does_not_explain_them_a_definition(
    vocabulary: Vocabulary,
) -> None:
    explained = {"sdg", "topic", "country"}
    assert [one.id for one in vocabulary if not one.names.get("en")] == []
    assert [one.id for one in vocabulary if one.kind not in explained and not one.definition] == []


def test_the_thesaurus_has_the_themes_of_the_field_with_wider_ones_above(vocabulary: Vocabulary) -> None:
    assert len(vocabulary.of_kind("topic")) >= 150
    assert "topic:dust-and-sandstorms" in vocabulary
    assert vocabulary.ancestors("topic:fine-particulate-matter") == ("topic:particulate-matter", "topic:air-pollution")


def test_every_country_of_iso_3166_is_there(vocabulary: Vocabulary) -> None:
    assert {country.id for country in vocabulary.of_kind("country")} == {f"country:{code}" for code in iso_codes()}


def test_a_country_whose_short_name_is_part_of_ordinary_words_goes_by_a_longer_one(vocabulary: Vocabulary) -> None:
    assert vocabulary["country:HT"].names["zh"] == ("海地共和国",)
    assert vocabulary["country:TG"].names["ru"] == ("Тоголезская Республика",)


def test_a_misspelling_of_a_seed_is_known(vocabulary: Vocabulary) -> None:
    assert "TEEM" in vocabulary["mechanism:temm"].misspellings


def test_every_theme_and_every_body_of_cooperation_is_linked_to_the_goals_it_serves(vocabulary: Vocabulary) -> None:
    linked = ("topic", "mechanism", "agreement", "forum")
    assert [one.id for kind in linked for one in vocabulary.of_kind(kind) if not one.sdgs] == []
    assert vocabulary["topic:dust-and-sandstorms"].sdgs == ("sdg:15.3", "sdg:13.1")


def test_a_series_says_how_its_meetings_are_numbered(vocabulary: Vocabulary) -> None:
    assert "TEMM#" in vocabulary["mechanism:temm"].series
    assert "SOM-#" in vocabulary["mechanism:neaspec-som"].series


@pytest.mark.parametrize("key", ["teen", "ltp", "temm", "neaspec-som"])
def test_an_ambiguous_acronym_has_words_that_tell_its_other_sense(vocabulary: Vocabulary, key: str) -> None:
    assert vocabulary[f"mechanism:{key}"].negatives


@pytest.mark.parametrize("file_name", [name for name in DATA_FILES.values() if name.endswith(".toml")])
def test_the_top_of_a_file_explains_every_field_that_a_curator_may_use(file_name: str) -> None:
    text = files("corpus").joinpath(file_name).read_text(encoding="utf-8")
    explained = re.findall(r"^#   (\w+)", text, re.M)
    fields = (
        "label names translated acronyms misspellings negatives shared parents series start members sdgs url definition"
    )
    assert explained == fields.split()


@pytest.mark.shared
def test_every_acronym_defined_in_the_seeds_is_known_or_excused(vocabulary: Vocabulary, shared: Path) -> None:
    known = {word for one in vocabulary for word in (*one.acronyms, *one.misspellings)}
    known |= {one.id.replace("sdg:", "SDG") for one in vocabulary.of_kind("sdg")} | NO_ENTITY_OF_OURS.keys()
    texts = [report.read_text(encoding="utf-8") for report in (shared / "seeds").glob("0*.txt")]
    defined = {word for text in texts for word in BRACKETED_ACRONYM.findall(text)}
    assert len(defined) > 40
    assert {word for word in defined if not known & {word, re.sub(r"-?\d+$", "", word)}} == set()


@pytest.mark.shared
def test_the_sdgs_are_those_that_their_source_compiles_to(shared: Path) -> None:
    goals = json.loads((shared / "eval/sdg/taxonomy.json").read_text(encoding="utf-8"))["goals"]
    japanese = shared / "eval/retrieval/sdg-targets-xling/queries.ja.jsonl"
    lines = [json.loads(line) for line in japanese.read_text(encoding="utf-8").splitlines()]
    packaged = json.loads(files("corpus").joinpath("sdgs.json").read_text(encoding="utf-8"))["entities"]
    assert compile_sdgs(goals, {line["_id"]: line["text"] for line in lines}) == packaged


# Looking things up


def test_a_name_falls_back_to_english_then_to_the_label() -> None:
    named = Entity(id="mechanism:a", kind="mechanism", label="A", names={"en": ("An Alliance",), "zh": ("联盟", "盟")})
    assert [named.name(language) for language in ("zh", "ko")] == ["联盟", "An Alliance"]
    assert entity("mechanism:b").name("ko") == "mechanism:b"


def test_an_unknown_id_is_answered_with_the_nearest_ones(vocabulary: Vocabulary) -> None:
    with pytest.raises(VocabularyError, match="did you mean mechanism:neaspec"):
        vocabulary["mechanism:neaspek"]


def test_an_acronym_in_place_of_an_id_is_answered_with_the_id(vocabulary: Vocabulary) -> None:
    with pytest.raises(VocabularyError, match="did you mean programme:global-development-initiative"):
        vocabulary["GDI"]


def test_an_id_like_no_other_is_answered_with_where_to_look(vocabulary: Vocabulary) -> None:
    with pytest.raises(VocabularyError, match="sdgsearch entities"):
        vocabulary["?"]


def test_membership_and_get_answer_without_an_error(vocabulary: Vocabulary) -> None:
    assert "sdg:13" in vocabulary
    assert "sdg:18" not in vocabulary
    assert 13 not in vocabulary
    assert vocabulary.get("sdg:18") is None


def test_the_kinds_come_in_the_order_of_the_files_and_hold_everything(vocabulary: Vocabulary) -> None:
    assert vocabulary.kinds == tuple(DATA_FILES)
    assert sum(len(vocabulary.of_kind(kind)) for kind in vocabulary.kinds) == len(vocabulary)
    assert vocabulary.of_kind("paragraph") == ()


def test_an_entity_under_two_parents_is_listed_once() -> None:
    diamond = Vocabulary([entity("top"), entity("left", "top"), entity("right", "top"), entity("low", "left", "right")])
    assert diamond.ancestors("low") == ("left", "right", "top")
    assert diamond.descendants("top") == ("left", "right", "low")


@given(st.lists(st.sets(st.integers(0, 11), max_size=3), min_size=1, max_size=12))
def test_ancestors_and_descendants_mirror_each_other(links: list[set[int]]) -> None:
    entities = [entity(f"e{n}", *(f"e{up}" for up in above if up < n)) for n, above in enumerate(links)]
    vocabulary = Vocabulary(entities)
    upwards = {(one.id, up) for one in entities for up in vocabulary.ancestors(one.id)}
    downwards = {(low, one.id) for one in entities for low in vocabulary.descendants(one.id)}
    assert upwards == downwards
    assert all(low != up for low, up in upwards)


def test_the_identity_is_of_the_content_not_of_its_order() -> None:
    a, b = entity("a"), entity("b")
    assert Vocabulary([a, b]).identity == Vocabulary([b, a]).identity
    assert Vocabulary([a, b]).identity != Vocabulary([a]).identity


def test_a_comment_in_a_file_leaves_the_identity_as_it_was(folder: Path) -> None:
    before = load_vocabulary(folder).identity
    (folder / "forums.toml").write_text("# none yet\n", encoding="utf-8")
    assert load_vocabulary(folder).identity == before


def test_a_copy_of_the_packaged_files_is_the_same_vocabulary(vocabulary: Vocabulary, tmp_path: Path) -> None:
    for name in DATA_FILES.values():
        shutil.copy(str(files("corpus").joinpath(name)), tmp_path)
    assert load_vocabulary(tmp_path).identity == vocabulary.identity


def test_a_vocabulary_survives_the_way_to_a_worker_process(vocabulary: Vocabulary) -> None:
    assert pickle.loads(pickle.dumps(vocabulary)).identity == vocabulary.identity


# Faulty files


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ('colur = "red"', "mechanism:x: colur = 'red': there is no such field"),
        ('start = "last May"', "mechanism:x: start = 'last May': it is not written as it should be"),
        ('members = ["China"]', "mechanism:x: members.0 = 'China'"),
        ('acronyms = "X"', "mechanism:x: acronyms = 'X'"),
        ('names.fr = ["X"]', "mechanism:x: names.fr"),
        ('parents = ["mechanism:gone"]', "mechanism:x: parents: there is no 'mechanism:gone'"),
        ('url = "www.example.org"', "mechanism:x: url = 'www.example.org'"),
    ],
)
def test_a_faulty_line_is_reported_with_its_file_and_entry(folder: Path, line: str, told: str) -> None:
    entry = f'["mechanism:x"]\nlabel = "X"\nnames.en = ["X"]\n{line}\n'
    (folder / "mechanisms.toml").write_text(entry, encoding="utf-8")
    assert f"mechanisms.toml: {told}" in complaint(folder)


def test_a_missing_label_is_reported_with_its_entry(folder: Path) -> None:
    (folder / "forums.toml").write_text('["forum:x"]\nnames.en = ["X"]\n', encoding="utf-8")
    assert "forums.toml: forum:x: label: this field must be there" in complaint(folder)


def test_an_id_of_a_country_that_is_not_of_two_capitals_is_reported(folder: Path) -> None:
    (folder / "countries.toml").write_text('["country:mongolia"]\nlabel = "X"\nnames.en = ["X"]\n', encoding="utf-8")
    assert "countries.toml: country:mongolia: an id here is `country:` and two capitals" in complaint(folder)


@pytest.mark.parametrize("id", ["mechanism:x", "forum:With Space", "forum", "forum:-x"])
def test_a_malformed_id_is_reported(folder: Path, id: str) -> None:
    (folder / "forums.toml").write_text(f'["{id}"]\nlabel = "X"\nnames.en = ["X"]\n', encoding="utf-8")
    assert f"forums.toml: {id}: an id here is `forum:`" in complaint(folder)


def test_entries_that_are_each_others_parents_are_reported(folder: Path) -> None:
    pair = "".join(
        f'["forum:{one}"]\nlabel = "X"\nnames.en = ["X"]\nparents = ["forum:{other}"]\n' for one, other in ("ab", "ba")
    )
    (folder / "forums.toml").write_text(pair, encoding="utf-8")
    assert "forums.toml: forum:a: parents: they lead back to forum:a itself" in complaint(folder)


def test_an_id_that_stands_twice_in_a_file_is_reported(folder: Path) -> None:
    twice = '["forum:x"]\nlabel = "X"\nnames.en = ["X"]\n' * 2
    (folder / "forums.toml").write_text(twice, encoding="utf-8")
    assert "forum:x" in complaint(folder)


def test_an_sdg_that_stands_twice_is_reported_where_json_would_keep_the_last(folder: Path) -> None:
    (folder / "sdgs.json").write_text('{"entities": {"sdg:1": {}, "sdg:1": {}}}', encoding="utf-8")
    assert "sdgs.json: sdg:1 stands there twice" in complaint(folder)


def test_an_id_that_is_given_twice_in_code_is_an_error() -> None:
    with pytest.raises(VocabularyError, match="a: this id is there 2 times"):
        Vocabulary([entity("a"), entity("a")])


@pytest.mark.parametrize("text", ["[forum:x]\n", "label = \n", '["forum:x"]\nlabel = "half'])
def test_a_file_that_is_no_toml_is_reported_with_the_line(folder: Path, text: str) -> None:
    (folder / "forums.toml").write_text(text, encoding="utf-8")
    assert re.search(r"forums\.toml: .*(line|end of document)", complaint(folder))


def test_a_file_in_another_encoding_is_reported(folder: Path) -> None:
    (folder / "forums.toml").write_bytes('["forum:x"]\nlabel = "회의"\n'.encode("cp949"))
    assert "forums.toml: it is not saved as UTF-8" in complaint(folder)


def test_a_line_outside_any_entry_is_reported(folder: Path) -> None:
    (folder / "forums.toml").write_text('label = "X"\n', encoding="utf-8")
    assert "forums.toml: label" in complaint(folder)


def test_an_sdg_file_without_entities_is_reported(folder: Path) -> None:
    (folder / "sdgs.json").write_text("[]", encoding="utf-8")
    assert "sdgs.json: " in complaint(folder)


def test_a_missing_file_is_reported(folder: Path) -> None:
    (folder / "forums.toml").unlink()
    assert "forums.toml: it cannot be read (No such file or directory)" in complaint(folder)


def test_one_error_lists_every_problem(folder: Path) -> None:
    (folder / "mechanisms.toml").write_text('["mechanism:x"]\nlabel = "X"\nnmaes = 1\n', encoding="utf-8")
    (folder / "forums.toml").write_text('["forum:x"]\nlabel = "X"\nnames.en = ["X"]\nparents = ["forum:y"]\n', "utf-8")
    (folder / "agreements.toml").unlink()
    told = complaint(folder)
    assert all(word in told for word in ("nmaes", "mechanism:x: names:", "forum:y", "agreements.toml"))


def test_a_caller_needs_one_clause_for_every_error(folder: Path) -> None:
    (folder / "forums.toml").unlink()
    with pytest.raises(SdgSearchError):
        load_vocabulary(folder)
