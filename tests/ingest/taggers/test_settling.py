"""What only a whole document says: the meaning of its acronyms, its own short forms, and whose a shared name is."""

import pytest

from corpus.vocabulary import Entity, Vocabulary
from ingest.taggers.stated import StatedTagger

ENTITIES = (
    Entity("mechanism:neaspec", "mechanism", "NEASPEC", acronyms=("NEASPEC",)),
    Entity(
        "mechanism:som",
        "mechanism",
        "SOM",
        names={"en": ("Senior Officials Meeting",)},
        acronyms=("SOM",),
        shared=("Senior Officials Meeting", "SOM"),
        parents=("mechanism:neaspec",),
    ),
    Entity(
        "mechanism:ltp",
        "mechanism",
        "LTP",
        names={"en": ("Long-range Transboundary Air Pollutants in Northeast Asia",)},
        acronyms=("LTP",),
        negatives=("potentiation",),
    ),
    Entity("agreement:cbd", "agreement", "CBD", names={"en": ("Convention on Biological Diversity",)}),
    Entity("agreement:unccd", "agreement", "UNCCD", acronyms=("UNCCD",)),
    Entity("forum:cop", "forum", "COP", names={"en": ("Conference of the Parties",)}, acronyms=("COP",)),
    *(
        Entity(
            f"forum:{convention}-cop",
            "forum",
            f"{convention.upper()} COP",
            acronyms=("COP",),
            shared=("COP",),
            parents=("forum:cop", f"agreement:{convention}"),
        )
        for convention in ("cbd", "unccd")
    ),
    Entity("mechanism:dust", "mechanism", "Dust", names={"en": ("DSS Group I", "Group I")}, shared=("Group I",)),
    Entity("mechanism:air", "mechanism", "Air", names={"en": ("TPDAP Group I", "Group I")}, shared=("Group I",)),
    Entity(
        "agreement:statement",
        "agreement",
        "Joint Statement",
        names={
            "en": ("Joint Statement on Clean Straits",),
            "zh": ("关于洁净海峡的联合声明",),
            "ja": ("清き海峡に関する共同声明",),
            "ko": ("맑은 해협에 관한 공동선언",),
            "ru": ("Совместное заявление о чистых проливах",),
        },
    ),
    Entity("programme:plan", "programme", "Crane Plan", names={"en": ("Action Plan for Cranes and their Lakes",)}),
)


@pytest.fixture(scope="module")
def small() -> StatedTagger:
    return StatedTagger(Vocabulary(ENTITIES))


def found(tagger: StatedTagger, *passages: str) -> list[list[str]]:
    """The entities in each passage of a document."""
    settled = tagger.settle(passages, tagger.read(passages))
    return [[mention.entity for mention in mentions] for mentions in settled]


def test_a_definition_holds_in_the_other_passages_of_its_document(small: StatedTagger) -> None:
    assert found(small, "Long-term potentiation (LTP) is studied.", "Rats show LTP.") == [[], []]


def test_the_last_definition_before_an_acronym_wins(small: StatedTagger) -> None:
    passages = (
        "Long-range Transboundary Air Pollutants in Northeast Asia (LTP) began.",
        "LTP has three models.",
        "A long-term plan (LTP) was drawn up.",
        "The LTP costs more.",
    )
    assert found(small, *passages) == [["mechanism:ltp", "mechanism:ltp"], ["mechanism:ltp"], [], []]


def test_an_acronym_before_its_first_definition_has_that_meaning(small: StatedTagger) -> None:
    assert found(small, "Rats show LTP.", "Long-term potentiation (LTP) is studied.") == [[], []]


def test_a_definition_outweighs_a_negative_in_another_passage(small: StatedTagger) -> None:
    passages = ("Long-range Transboundary Air Pollutants in Northeast Asia (LTP)", "No potentiation: LTP is on air.")
    assert found(small, *passages)[1] == ["mechanism:ltp"]


@pytest.mark.parametrize(
    "definition",
    ["LTP (long-term potentiation) is studied.", "LTP\tLong-term potentiation", "Abbreviations\nLTP: Long-term plan"],
)
def test_an_acronym_is_defined_before_brackets_and_in_a_list_too(small: StatedTagger, definition: str) -> None:
    assert found(small, definition, "Rats show LTP.") == [[], []]


def test_a_shared_name_needs_kin_in_its_document(small: StatedTagger) -> None:
    assert found(small, "The SOM met.", "It was asked by the Senior Officials Meeting.") == [[], []]
    assert found(small, "The SOM met.", "NEASPEC grows.") == [["mechanism:som"], ["mechanism:neaspec"]]


def test_a_heading_above_a_passage_names_kin(small: StatedTagger) -> None:
    [findings] = small.read(["The SOM met."], ["Bodies of NEASPEC"])
    assert [one.entity for one in small.settle(["The SOM met."], [findings])[0]] == ["mechanism:som"]


def test_a_name_that_two_share_is_that_of_the_nearest_kin(small: StatedTagger) -> None:
    passages = ("The Convention on Biological Diversity and its COP.", "The UNCCD; later the COP.", "A COP it was.")
    cbd, unccd = "forum:cbd-cop", "forum:unccd-cop"
    assert found(small, *passages) == [["agreement:cbd", cbd], ["agreement:unccd", unccd], [unccd]]


def test_kin_in_the_same_passage_is_nearer_than_kin_in_the_passage_before(small: StatedTagger) -> None:
    assert found(small, "The UNCCD.", "The COP of the Convention on Biological Diversity")[1][0] == "forum:cbd-cop"


def test_kin_that_adjoins_behind_is_nearest(small: StatedTagger) -> None:
    assert found(small, "Beside the Convention on Biological Diversity, the COP of UNCCD")[0][1] == "forum:unccd-cop"


def test_a_shared_name_without_kin_stays_with_the_entity_that_does_not_share_it(small: StatedTagger) -> None:
    assert found(small, "The COP met.") == [["forum:cop"]]


def test_words_in_capitals_of_other_names_tell_two_entities_apart(small: StatedTagger) -> None:
    passages = ("For TPDAP, Group I met.", "On DSS, Group I met.")
    assert found(small, *passages) == [["mechanism:air"], ["mechanism:dust"]]


@pytest.mark.parametrize(
    ("introduced", "used"),
    [
        ("the Joint Statement on Clean Straits (hereinafter referred to as Joint Statement)", "In the Joint Statement"),
        ("the Joint Statement on Clean Straits of Ulsan in 2015 (hereinafter “the Statement”)", "In the Statement"),
        ("the Joint Statement on Clean Straits (the “Statement”)", "In the Statement"),
        ("the Joint Statement on Clean Straits (JSCS)", "In the JSCS"),
        ("通过《关于洁净海峡的联合声明》（以下简称“联合声明”）。", "联合声明指出"),
        ("「清き海峡に関する共同声明」（以下「共同声明」という。）", "共同声明では"),
        ("맑은 해협에 관한 공동선언(이하 ‘공동선언’이라 한다)", "공동선언은"),
        ("Совместное заявление о чистых проливах (далее — Заявление)", "Это Заявление важно"),
    ],
)
def test_a_short_form_that_a_document_gives_to_a_name_is_found(small: StatedTagger, introduced: str, used: str) -> None:
    assert found(small, introduced, used)[1] == ["agreement:statement"]


def test_a_short_form_is_found_only_from_its_introduction_on(small: StatedTagger) -> None:
    passages = ("The Statement of others.", "the Joint Statement on Clean Straits (the “Statement”)")
    assert found(small, *passages)[0] == []


@pytest.mark.parametrize(
    "introduced",
    [
        "The secretariat of the Joint Statement on Clean Straits (the “Secretariat”) met.",
        "Signatories of the Joint Statement on Clean Straits (SJSCS) met.",
        "The Joint Statement on Clean Straits (Ulsan) was read.",
    ],
)
def test_brackets_behind_a_name_are_not_always_its_short_form(small: StatedTagger, introduced: str) -> None:
    assert found(small, introduced, "The Secretariat of Ulsan keeps the SJSCS.")[1] == []


@pytest.mark.parametrize(
    ("introduced", "used"),
    [
        ("맑은 해협에 관한 공동선언(이하 ‘공동선언’이라 한다)", "지방공동선언"),
        ("「清き海峡に関する共同声明」（以下「共同声明」という。）", "日米共同声明"),
        ("《关于洁净海峡的联合声明》（以下简称“联合声明”）", "中俄联合声明"),
    ],
)
def test_a_short_form_is_not_found_inside_a_longer_word(small: StatedTagger, introduced: str, used: str) -> None:
    assert found(small, introduced, used)[1] == []


@pytest.mark.parametrize(
    ("passages", "entity"),
    [
        (["Japan rose early. The Ministry of the Environment spoke."], "organization:moej"),
        (["Korea's Ministry of Environment spoke, Japan heard it."], "organization:moek"),
        (["The Ministry of Environment of the Republic of Korea met Japan."], "organization:moek"),
        (["Korea rose early.", "Its rivers are clean.", "The Ministry of Environment spoke."], "organization:moek"),
        (["Viet Nam rose early. Its Ministry of Environment spoke. So did Korea."], ""),
        (["The Ministry of Environment spoke."], ""),
        (["Korea rose early.", *["Rivers ran."] * 9, "The Ministry of Environment spoke."], ""),
    ],
)
def test_a_ministry_is_that_of_the_country_named_nearest(
    tagger: StatedTagger, passages: list[str], entity: str
) -> None:
    settled = tagger.settle(passages, tagger.read(passages))
    assert {one.entity for found in settled for one in found if "ministr" in one.surface.lower()} <= {entity}
    assert any(one.entity == entity for found in settled for one in found) == bool(entity)
