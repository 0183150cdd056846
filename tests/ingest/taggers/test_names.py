"""Names and acronyms, with a small vocabulary of the test's own."""

from dataclasses import replace

import pytest

from corpus.vocabulary import Entity, Vocabulary
from ingest.taggers.stated import StatedTagger

ENTITIES = (
    Entity(
        "mechanism:neaspec",
        "mechanism",
        "NEASPEC",
        names={
            "en": ("North-East Asian Subregional Programme for Environmental Cooperation",),
            "zh": ("东北亚次区域环境合作计划",),
            "ja": ("北東アジア準地域環境協力プログラム",),
            "ko": ("동북아 환경협력 프로그램",),
            "ru": ("Субрегиональная программа природоохранного сотрудничества",),
        },
        acronyms=("NEASPEC",),
    ),
    Entity(
        "mechanism:temm",
        "mechanism",
        "TEMM",
        names={"en": ("Tripartite Environment Ministers Meeting",)},
        acronyms=("TEMM",),
        misspellings=("TEEM",),
    ),
    Entity(
        "mechanism:som",
        "mechanism",
        "SOM",
        names={"en": ("Senior Officials Meeting",)},
        acronyms=("SOM",),
        negatives=("carbon content", "APEC"),
        parents=("mechanism:neaspec",),
    ),
    Entity("organization:c40", "organization", "C40", names={"en": ("C40 Cities",)}, acronyms=("C40",)),
    Entity("agreement:paris", "agreement", "Paris Agreement", names={"en": ("Paris Agreement",)}),
    Entity("forum:youth", "forum", "Youth Forum", names={"en": ("Youth Forum",)}),
    Entity("programme:belt", "programme", "BRI", names={"en": ("green Belt and Road",)}, acronyms=("BRI",)),
)


@pytest.fixture(scope="module")
def small() -> StatedTagger:
    return StatedTagger(Vocabulary(ENTITIES))


@pytest.mark.parametrize(
    "text",
    [
        "the North-East Asian Subregional Programme for Environmental Cooperation",
        "the Northeast Asian Subregional Programmes for Environmental Cooperation",
        "the North-East Asian\n\nSubregional Program  for Environmental\nCooperation",
        "the NORTH-EAST ASIAN SUBREGIONAL PROGRAMME FOR ENVIRONMENTAL COOPERATION",
        "在东北亚次区域环境合作计划下",
        "この北東アジア準地域環境協力プログラムは",
        "정부는 동북아환경협력프로그램에서",
        "в Субрегиональной программе природоохранного сотрудничества",
        "NEASPEC's work",
        "与NEASPEC合作",
        "NEASPEC는",
        "(NEASPEC)",
        "NEA\u00adSPEC",
        "ＮＥＡＳＰＥＣ",
        "NЕАSPEC",
        "この北東ｱｼﾞｱ準地域環境協力ﾌﾟﾛｸﾞﾗﾑは",
    ],
)
def test_a_name_is_found_in_every_form(small: StatedTagger, text: str) -> None:
    assert [one.entity for one in small.tag([text])[0]] == ["mechanism:neaspec"]


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("At TEMM20 they met.", "TEMM20"),
        ("They met at TEMM20.", "TEMM20"),
        ("At TEMM-20 they met.", "TEMM-20"),
        ("At TEMM 20, they met.", "TEMM 20"),
        ("During TEMM 20 years passed.", "TEMM"),
        ("The SOM-23 in 2019", "SOM-23"),
        ("The SOMs decided", "SOMs"),
        ("第20回TEMM20で", "TEMM20"),
        ("the 20th Tripartite Environment Ministers Meeting", "20th Tripartite Environment Ministers Meeting"),
        ("the third TEMM", "third TEMM"),
        ("The 22nd and 23rd SOMs reviewed", "22nd and 23rd SOMs"),
        ("the twenty-second to twenty-fourth SOMs", "twenty-second to twenty-fourth SOMs"),
        ("在第二十次TEMM上", "第二十次TEMM"),
        ("제20차 TEMM에서", "제20차 TEMM"),
        ("на 20-й TEMM", "20-й TEMM"),
        ("a second NEASPEC project", "NEASPEC"),
        ("20 SOMs were held", "SOMs"),
    ],
)
def test_the_number_of_a_session_belongs_to_the_mention(small: StatedTagger, text: str, surface: str) -> None:
    assert [one.surface for one in small.tag([text])[0]] == [surface]


def test_a_name_and_its_acronym_in_brackets_are_two_mentions_of_one_entity(small: StatedTagger) -> None:
    found = small.tag(["The Tripartite Environment Ministers' Meeting (TEMM) met."])[0]
    assert [(one.entity, one.surface, one.rule) for one in found] == [
        ("mechanism:temm", "Tripartite Environment Ministers' Meeting", "name"),
        ("mechanism:temm", "TEMM", "acronym"),
    ]


def test_a_known_misspelling_is_found_as_such(small: StatedTagger) -> None:
    assert [(one.entity, one.rule) for one in small.tag(["the ministers (TEEM)"])[0]] == [
        ("mechanism:temm", "misspelling")
    ]


def test_the_longest_name_wins(small: StatedTagger) -> None:
    assert [one.surface for one in small.tag(["Mayors joined C40 Cities."])[0]] == ["C40 Cities"]


def test_an_acronym_is_found_only_as_it_is_written(small: StatedTagger) -> None:
    assert small.tag(["Some temm and som, c40 or SOMETHING"]) == [[]]


@pytest.mark.parametrize("text", ["Every youth forum is loud.", "Youth forum after youth forum was held."])
def test_ordinary_words_are_not_a_name_with_capitals(small: StatedTagger, text: str) -> None:
    assert small.tag([text]) == [[]]


def test_one_capital_of_two_is_enough_within_a_sentence(small: StatedTagger) -> None:
    assert [one.surface for one in small.tag(["under the Paris agreement"])[0]] == ["Paris agreement"]


def test_a_negative_beside_an_acronym_denies_it(small: StatedTagger) -> None:
    assert small.tag(["Its SOM and carbon content rose."]) == [[]]


def test_a_negative_far_away_does_not_deny(small: StatedTagger) -> None:
    text = "The SOM met in Seoul for the first time since it had last met and spoke of soil and its carbon content."
    assert [one.surface for one in small.tag([text])[0]] == ["SOM"]


def test_the_passages_own_definition_outweighs_a_negative(small: StatedTagger) -> None:
    text = "The Senior Officials Meeting (SOM) heard a talk. On carbon content, SOM was silent, and APEC too."
    assert [one.surface for one in small.tag([text])[0] if one.rule == "acronym"] == ["SOM", "SOM"]


def test_an_acronym_that_the_passage_defines_as_something_else_is_not_the_entity(small: StatedTagger) -> None:
    assert small.tag(["Soil organic matter (SOM) fell. Where SOM falls, yields fall."]) == [[]]


def test_a_definition_in_other_words_of_the_same_name_is_the_entity(small: StatedTagger) -> None:
    text = "The Environment Ministers Tripartite Meeting (TEMM) met."
    assert [one.surface for one in small.tag([text])[0]] == ["TEMM"]


def test_quotation_marks_inside_a_name_are_kept_in_pairs(small: StatedTagger) -> None:
    assert [one.surface for one in small.tag(['a green "Belt and Road" for all'])[0]] == ['green "Belt and Road"']


def test_the_mark_of_a_footnote_is_no_part_of_a_name(small: StatedTagger) -> None:
    assert [one.surface for one in small.tag(["the Paris Agreement12 and"])[0]] == ["Paris Agreement"]


@pytest.mark.parametrize(
    ("text", "surfaces"),
    [
        ("The United Nations Office for Rivers met.", []),
        ("The United Nations system and the United Nations Secretary-General agreed.", ["United Nations"] * 2),
        ("The Climate Technology Centre and Network,2 was asked.", ["Climate Technology Centre and Network"]),
    ],
)
def test_an_organization_that_only_begins_another_bodys_name_is_not_named(
    tagger: StatedTagger, text: str, surfaces: list[str]
) -> None:
    assert [one.surface for one in tagger.tag([text])[0] if not one.entity.startswith("topic:")] == surfaces


def test_an_owner_before_a_name_is_no_part_of_it() -> None:
    centre = Entity("organization:centre", "organization", "Centre", names={"en": ("China Dust Centre", "Dust Centre")})
    [mentions] = StatedTagger(Vocabulary([centre])).tag(["China's Dust Centre and the China Dust Centre"])
    assert [one.surface for one in mentions] == ["Dust Centre", "China Dust Centre"]


@pytest.mark.parametrize(
    "text",
    [
        "https://example.org/NEASPEC/TEMM and NEASPEC@example.org",
        "See NEASPEC/12/L.3, TEMM/2019/4/Add.1, X/TEMM(8)/CST/8.",
    ],
)
def test_addresses_and_symbols_of_documents_name_nothing(small: StatedTagger, text: str) -> None:
    assert small.tag([text]) == [[]]


def test_names_with_a_stroke_between_them_are_found(small: StatedTagger) -> None:
    assert [one.surface for one in small.tag(["TEMM/NEASPEC/C40 and BRI/SOM 3"])[0]] == [
        "TEMM", "NEASPEC", "C40", "BRI", "SOM 3",
    ]  # fmt: skip


AMBIGUOUS = {
    "TEEN": ("The TEEN symposium was held beside the TEMM.", "Teenage readers of TEEN magazine, and TEEN pregnancy"),
    "LTP": ("Long-range transport was modelled by the LTP.", "Synapses show LTP, long-term potentiation."),
    "GDI": ("China put forward the GDI for all.", "The GDI, a gender development index, fell."),
    "SOM": ("NEASPEC was reviewed by its SOM.", "NEASPEC plots: SOM, soil organic matter, fell."),
    "KEI": ("KEI and IGES held a seminar in Seoul.", "The KEI is a key environmental indicator."),
    "ABS": ("Genetic resources are shared by rules of ABS.", "All cars with ABS brakes were counted."),
    "DSS": ("Stations along the desert watch DSS in spring.", "The DSS is a decision support system."),
}
"""Acronyms with a text in which the entity is meant, and one in which it is not."""


@pytest.mark.parametrize("acronym", AMBIGUOUS)
def test_negatives_tell_what_an_ambiguous_acronym_means(tagger: StatedTagger, acronym: str) -> None:
    meant, not_meant = AMBIGUOUS[acronym]
    assert acronym in {one.surface for one in tagger.tag([meant])[0]}
    assert acronym not in {one.surface for one in tagger.tag([not_meant])[0]}


def test_the_identity_follows_the_vocabulary() -> None:
    changed = (replace(ENTITIES[0], acronyms=("NEASPEC", "NEASPAC")), *ENTITIES[1:])
    identities = {StatedTagger(Vocabulary(one)).identity for one in (ENTITIES, ENTITIES, changed)}
    assert len(identities) == 2


@pytest.mark.parametrize(
    ("text", "found"), [("교통 계획을 세웠다", False), ("국가 통계를 낸다", True), ("국가통계를 낸다", True)]
)
def test_a_korean_name_is_not_found_across_the_end_of_another_word(text: str, found: bool) -> None:
    statistics = Entity("topic:statistics", "topic", "Statistics", names={"en": ("Statistics",), "ko": ("통계",)})
    [mentions] = StatedTagger(Vocabulary([statistics])).tag([text])
    assert bool(mentions) is found
