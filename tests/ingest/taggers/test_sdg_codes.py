"""Codes of the SDGs: every form that is read, every trap that is not."""

import csv
from pathlib import Path

import pytest

from ingest.taggers.stated import StatedTagger

CASES = Path(__file__).with_name("sdg_cases.tsv")
"""Texts with the codes that they state, most of them hard; where there is none, something else looks like a code."""
READ = {
    "A new levy supports SDG 13 in three provinces.": "13",
    "The levy (SDG13) is new.": "13",
    "Wetlands serve SDGs 6, 13, 14 and 15 at once.": "6 13 14 15",
    "Wetlands serve SDGs 6,13,15": "6 13 15",
    "It touches SDG 7 & 13 and SDGs 11/12.": "7 13 11 12",
    "Cities report on SDG 11-13.": "11 12 13",
    "Cities report on SDGs 6, 7, 12–15 and 17.": "6 7 12 13 14 15 17",
    "Cities report on SDG targets 14.1 to 14.3": "14.1 14.2 14.3",
    "Goals 7, 6, and 12": "7 6 12",
    "Goal 3.": "3",
    "target 14.5": "14.5",
    "Marine parks answer SDG Target 14.5 first.": "14.5",
    "Targets 3.9, 11.6 and 12.4 deal with pollution.": "3.9 11.6 12.4",
    "Lakes are measured by indicator 6.3.2 every year.": "6.3.2",
    "Lakes: SDG 6, Target 6.3, Indicator 6.3.2": "6 6.3 6.3.2",
    "Toilets count in SDG indicators 6.2.1a and 6.2.1b": "6.2.1",
    "Ships matter for Target 14.a of the agenda": "14.a",
    "The SDG3 targets on air are shared.": "3",
    "Sustainable Development Goal 15 is on land, target 15.3 on its quality": "15 15.3",
    "Sustainable Development Goals 6 (water), 13 (climate) and 14 (oceans)": "6 13 14",
    "Reports on SDG-13, SDG_14 and SDG #15": "13 14 15",
    "This is the 13th SDG.": "13",
    "Under the 2030 Agenda, Goal 6 and Goal 14 were reviewed.": "6 14",
    "ＳＤＧ　１３ is written wide": "13",
    "The line breaks at SDG\n13 on climate": "13",
    "sdg 14": "14",
    "落实可持续发展目标13需要资金": "13",
    "落实可持续发展目标6、7和13": "6 7 13",
    "支持可持续发展目标6（清洁饮水）、13（气候行动）和15（陆地生物）": "6 13 15",
    "海洋保护区与目标14.5有关": "14.5",
    "可持续发展目标的具体目标14.5和14.7": "14.5 14.7",
    "第13项可持续发展目标": "13",
    "可持續發展目標7的進度": "7",
    "湖泊水质见指标6.3.2": "6.3.2",
    "SDGsの目標13に取り組む": "13",
    "持続可能な開発目標14と15": "14 15",
    "SDGsのゴール6と、ターゲット6.3": "6 6.3",
    "SDGs目標7番を学ぶ": "7",
    "지속가능발전목표 13의 이행": "13",
    "지속가능발전목표(SDGs) 6번과 14번": "6 14",
    "해양은 목표 14.5, 대기는 세부목표 11.6": "14.5 11.6",
    "목표 13": "13",
    "Регион вносит вклад в ЦУР 13 и 14": "13 14",
    "достижение ЦУР №6 и №7": "6 7",
    "в рамках Целей устойчивого развития 13 и 15": "13 15",
    "Морские парки: задача 14.5, показатель 14.5.1": "14.5 14.5.1",
    "ТХЗ-13 хэрэгжиж байна": "13",
    "Тогтвортой хөгжлийн 13 дугаар зорилго": "13",
    "Wells matter for the SDG 6.1. and 6.2. agenda": "6.1 6.2",
    "SDGs addressed: 7, 11 and 13": "7 11 13",
    "可持续发展目标第6、13项": "6 13",
    "Тогтвортой хөгжлийн зорилго 6": "6",
}
NOT_READ = [
    "Aichi Biodiversity Target 11 was missed.",
    "Millennium Development Goal (MDG) 7 (target 7c) was met.",
    "Goal 7.10.2 of the roads programme",
    "The NDP Goals 2, 5 and 7 name farms.",
    "Korea revised K-SDGs 11-6 last year.",
    "A book on CSDG 17.",
    "All 17 SDGs and 169 targets count.",
    "Sustainable Development Goals (17)",
    "The 2030 SDGs guide us.",
    "How we reach the SDGs 12",
    "Delegates met at COP 15.",
    "See section 14.5, table 6.3.2 and figure 13.",
    "SDG 18 and SDG 13.9 do not exist.",
    "SDG 2030 and SDG index 74.5",
    "The winger scored goal 3 and goal 4 in one match.",
    "Strategic Goal 3 is training.",
    "Goal 13 of the National Water Plan",
    "Goal 4: Strengthen regional laboratories. The SDGs are named elsewhere.",
    "Indicator 5: number of trained officers",
    "The target 2.5 million hectares of forest",
    "Target 5.5% of output",
    "Keep the target 1.5 within reach.",
    "Sendai Framework Target 3.2",
    "/dev/sdg1 is mounted, sdg 8:96 is not.",
    "See https://example.org/SDG13/goal-14 for more.",
    "千年发展目标7已经实现",
    "爱知目标11没有实现",
    "17个可持续发展目标",
    "温升目标1.5℃",
    "SDGsの17の目標",
    "愛知目標11",
    "지속가능발전목표 17개",
    "국가 지속가능발전목표 11-6",
    "Цели развития тысячелетия, задача 7.1",
    "ЕЦУР 13",
]
BESIDE_TRAPS = {
    "The NDP Goals 2, 5 and 7 are close to SDG3.": "3",
    "SDGs 2, 3 and GHSA work together.": "2 3",
    "Neither Aichi Target 11 nor SDG Target 14.5 was met.": "14.5",
    "SDG 4.2 in 2015 was new.": "4.2",
    "SDGs 6 and 15, are named 232 times": "6 15",
    "Under SDG 13, 12 pilot cities took part.": "13",
    "SDG 13 and 15 countries beside it": "13",
    "Of SDG 5; 12 SDGs have no money.": "5",
}


@pytest.mark.parametrize("text", READ)
def test_a_form_of_code_is_read(tagger: StatedTagger, text: str) -> None:
    assert _codes(tagger, text) == set(READ[text].split())


@pytest.mark.parametrize("text", NOT_READ)
def test_what_only_looks_like_a_code_is_not_read(tagger: StatedTagger, text: str) -> None:
    assert _codes(tagger, text) == set()


@pytest.mark.parametrize("text", BESIDE_TRAPS)
def test_a_code_is_read_beside_a_trap(tagger: StatedTagger, text: str) -> None:
    assert _codes(tagger, text) == set(BESIDE_TRAPS[text].split())


def test_each_item_of_a_list_is_a_mention_and_the_first_has_the_head(tagger: StatedTagger) -> None:
    mentions = tagger.tag(["On Targets 3.9, 11.6 and 12.4 we agree."])[0]
    assert [mention.surface for mention in mentions] == ["Targets 3.9", "11.6", "12.4"]


def test_a_range_gives_its_goals_on_the_same_words(tagger: StatedTagger) -> None:
    mentions = tagger.tag(["See SDG 11-13."])[0]
    assert [(one.entity, one.surface) for one in mentions] == [(f"sdg:{goal}", "SDG 11-13") for goal in (11, 12, 13)]


def test_codes_stand_alone_in_a_column_headed_as_sdgs(tagger: StatedTagger) -> None:
    table = "Province\tTrees\tSDG Goal Top 3\nKhovd\t7\t7-8-10\nChiba\t9\t12-7-8\nElsewhere:\nMen\t1\t2-3"
    mentions = tagger.tag([table])[0]
    assert [mention.surface for mention in mentions] == ["7", "8", "10", "12", "7", "8"]
    assert {mention.rule for mention in mentions} == {"column"}


def test_the_head_of_a_column_may_stand_in_the_context(tagger: StatedTagger) -> None:
    row = "Khovd\t7\t7-8-10"
    assert tagger.tag([row]) == [[]]
    found = tagger.tag([row], contexts=["Province\tTrees\tRelated SDGs"])[0]
    assert [(one.entity, one.span.of(row)) for one in found] == [("sdg:7", "7"), ("sdg:8", "8"), ("sdg:10", "10")]


def test_a_bare_goal_counts_where_the_context_speaks_of_the_sdgs(tagger: StatedTagger) -> None:
    text = "Ministers put weight on Goal 7 this year."
    assert tagger.tag([text]) == [[]]
    assert [one.entity for one in tagger.tag([text], contexts=["3.1 The SDGs in the region"])[0]] == ["sdg:7"]


def test_a_bare_goal_counts_where_its_title_follows(tagger: StatedTagger) -> None:
    assert "6" in _codes(tagger, "Goal 6. Clean water and sanitation: protect lakes and rivers")


def test_cases_in_six_languages_are_read_as_the_table_says(tagger: StatedTagger) -> None:
    with CASES.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    assert [row for row in rows if _codes(tagger, row["text"]) != set(row["codes"].split())] == []


@pytest.mark.shared
def test_cases_from_real_text_are_read_as_labelled(tagger: StatedTagger, shared: Path) -> None:
    with (shared / "eval/sdg/mention-cases-dev.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["expected_ids"] != "?"]
    wrong = [
        (row["text"], row["expected_ids"])
        for row in rows
        if _codes(tagger, row["text"]) != set(filter(None, row["expected_ids"].split(";")))
    ]
    assert wrong == []


def _codes(tagger: StatedTagger, text: str) -> set[str]:
    mentions = tagger.tag([text])[0]
    return {one.entity.removeprefix("sdg:") for one in mentions if one.entity.startswith("sdg:")}
