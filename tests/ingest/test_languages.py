"""The language of questions and texts: six languages, their mixtures, and signs that mislead."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.languages import detect_language, languages_of_script


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "marine litter"),
        ("en", "Which countries joined the clean air partnership?"),
        ("en", "CLIMATE ACTION IN NORTHEAST ASIA"),
        ("en", "Amur tiger habitat monitoring"),
        ("zh", "东北亚的沙尘暴"),
        ("zh", "候鸟保护有哪些项目？"),
        ("zh", "低碳城市"),
        ("ja", "黄砂はどこから来るのか"),
        ("ja", "海洋ごみ対策"),
        ("ko", "미세먼지 저감 협력"),
        ("ko", "두루미 월동지는 어디인가요?"),
        ("ru", "загрязнение воздуха в городах"),
        ("ru", "Кто охраняет амурского тигра?"),
        ("mn", "агаарын бохирдол"),
        ("mn", "Шороон шуурга хаанаас эхэлдэг вэ?"),
        ("fr", "changement climatique et biodiversité"),
        ("es", "cambio climático en las ciudades"),
        ("de", "Luftverschmutzung in den Städten"),
        ("it", "cambiamenti climatici e città sostenibili"),
        ("pt", "alterações climáticas e cidades sustentáveis"),
        ("vi", "biến đổi khí hậu ở Việt Nam"),
        ("uk", "Якість повітря у містах погіршилася"),
        ("ar", "حماية البيئة البحرية"),
    ],
)
def test_a_short_question_is_told_from_few_words(language, text):
    assert detect_language(text) == language


@pytest.mark.parametrize(
    "text", ["環境基本計画", "気候変動枠組条約", "大気汚染防止法", "生物多様性国家戦略", "持続可能"]
)
def test_japanese_without_kana_is_told_by_its_forms(text):
    assert detect_language(text) == "ja"


@pytest.mark.parametrize("text", ["環境保護與氣候變遷", "臺灣空氣污染防制", "永續發展目標", "海洋廢棄物監測"])
def test_traditional_chinese_is_not_taken_for_japanese(text):
    assert detect_language(text) == "zh"


@pytest.mark.parametrize("text", ["酸性雨", "森林保全", "社会政策"])
def test_characters_that_both_write_alike_count_as_chinese(text):
    assert detect_language(text) == "zh"


@pytest.mark.parametrize("text", ["Монгол орны говь", "Цэвэр агаарын түншлэл", "Нийслэлийн агаар", "хөрсний доройтол"])
def test_mongolian_is_not_taken_for_russian(text):
    assert detect_language(text) == "mn"


@pytest.mark.parametrize("text", ["пустыня Гоби", "Цели устойчивого развития", "МОРСКОЙ МУСОР", "Байкал и Селенга"])
def test_russian_is_not_taken_for_mongolian(text):
    assert detect_language(text) == "ru"


def test_mongolian_in_the_traditional_script_is_mongolian():
    assert detect_language("ᠮᠣᠩᠭᠣᠯ ᠤᠯᠤᠰ") == "mn"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("zh", "NEASPEC 成员国有哪些？"),
        ("zh", "PM2.5 问题"),
        ("zh", "UNFCCC COP28 NDC 目标"),
        ("ja", "SDG 14に関する取組"),
        ("ko", "DLDD-NEAN이란?"),
        ("ru", "Что такое NOWPAP?"),
        ("mn", "NEAMPAN гэж юу вэ?"),
    ],
)
def test_an_acronym_does_not_make_a_question_english(language, text):
    assert detect_language(text) == language


@pytest.mark.parametrize(
    "text",
    [
        "What is 气候变化 in English?",
        "The plan (东北亚环境合作) was adopted in Seoul; the Chinese text in 《环境报告》 differs in one article.",
        "Kim and Park (김·박, 2019) counted litter on twelve beaches of the West Sea and found mostly foam.",
    ],
)
def test_english_with_a_few_foreign_references_stays_english(text):
    assert detect_language(text) == "en"


def test_korean_with_characters_in_brackets_stays_korean():
    assert detect_language("환경(環境) 협력의 역사(歷史)와 과제") == "ko"


def test_chinese_that_quotes_a_japanese_title_stays_chinese():
    assert (
        detect_language("该报告引用了《きれいな海》一书，认为在这一地区各国应当加强对海洋塑料垃圾的监测与治理") == "zh"
    )


@pytest.mark.parametrize("text", ["", " \n", "2030", "14.1 – 37 %", "§ ¶ → ✓", "…"])
def test_nothing_to_tell_from_gives_no_language(text):
    assert detect_language(text) == ""


@given(st.text(max_size=80))
def test_any_text_has_a_code_of_two_letters_or_none(text):
    language = detect_language(text)
    assert language == "" or (len(language) == 2 and language.isalpha() and language.islower())


@given(st.text(alphabet="0123456789 .,;:-–()%/\n", max_size=40))
def test_digits_and_signs_do_not_change_the_language(signs):
    assert detect_language(signs + "候鸟保护项目" + signs) == "zh"


@pytest.mark.parametrize(("text", "loaded"), [("候鸟保护", "False"), ("clean air", "True")])
def test_the_statistics_are_loaded_only_where_the_script_does_not_decide(text, loaded):
    script = (
        "import sys; from ingest.languages import detect_language;"
        f"detect_language({text!r}); print('py3langid' in sys.modules)"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", script], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == loaded


@pytest.mark.shared
@pytest.mark.parametrize("language", ["en", "zh", "ja", "ko", "ru", "mn"])
def test_nearly_all_headlines_and_questions_of_public_sets_are_told(shared, language):
    files = sorted((shared / "eval/retrieval").glob(f"*-xling/queries.{language}.jsonl"))
    rows = [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]
    right = sum(detect_language(row["text"]) == language for row in rows)
    assert right / len(rows) > 0.99


@pytest.mark.parametrize(
    ("text", "language"), [("clean air", "en"), ("охрана природы", "mn"), ("生态", "ja"), ("NEASPEC", "en")]
)
def test_a_script_tells_which_languages_a_text_may_be_in(text, language):
    assert language in languages_of_script(text)


def test_what_has_no_letters_has_no_script():
    assert languages_of_script("14.5 %") == ()
