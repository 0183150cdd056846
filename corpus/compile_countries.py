"""Prints entries for countries that `countries.toml` lacks, to be added there: `python -m corpus.compile_countries`.

The names are those of the Common Locale Data Repository (CLDR, Unicode licence), by way of Babel. What CLDR words
otherwise than the United Nations do, and names that are part of ordinary words, stand in the tables below.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from babel import Locale

from corpus.vocabulary import LANGUAGES, load_vocabulary

NO_COUNTRIES = frozenset({"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "XK", "ZZ"})
"""Codes that CLDR has and ISO 3166-1 lacks."""

ENGLISH_NAMES: dict[str, tuple[str, ...]] = {
    "BO": ("Bolivia", "Plurinational State of Bolivia"),
    "CD": ("Democratic Republic of the Congo", "DR Congo"),
    "CG": ("Republic of the Congo", "Congo"),
    "CI": ("Côte d'Ivoire", "Ivory Coast"),
    "CV": ("Cabo Verde", "Cape Verde"),
    "FK": ("Falkland Islands", "Falkland Islands (Malvinas)"),
    "FM": ("Micronesia", "Federated States of Micronesia"),
    "GR": ("Greece", "Greek"),
    "HK": ("Hong Kong", "Hong Kong SAR", "Hong Kong, China"),
    "HU": ("Hungary", "Hungarian"),
    "IE": ("Ireland", "Irish"),
    "IL": ("Israel", "Israeli"),
    "MD": ("Moldova", "Republic of Moldova"),
    "MO": ("Macao", "Macau", "Macao SAR", "Macao, China"),
    "PS": ("State of Palestine", "Palestine", "Palestinian"),
    "PT": ("Portugal", "Portuguese"),
    "SY": ("Syrian Arab Republic", "Syria", "Syrian"),
    "TW": ("Taiwan", "Taiwan Province of China", "Taiwan, Province of China", "Taiwan, China", "Chinese Taipei"),
    "TZ": ("United Republic of Tanzania", "Tanzania"),
    "VA": ("Holy See", "Vatican City", "Vatican"),
    "VE": ("Venezuela", "Bolivarian Republic of Venezuela"),
}
OTHER_NAMES: dict[tuple[str, str], tuple[str, ...]] = {
    ("AW", "ja"): ("アルバ島",),
    ("CD", "ja"): ("コンゴ民主共和国",),
    ("CD", "ko"): ("콩고민주공화국",),
    ("CD", "mn"): ("Бүгд Найрамдах Ардчилсан Конго Улс",),
    ("CD", "ru"): ("Демократическая Республика Конго",),
    ("CD", "zh"): ("刚果民主共和国", "刚果（金）"),
    ("CG", "ja"): ("コンゴ共和国",),
    ("CG", "ko"): ("콩고공화국",),
    ("CG", "mn"): ("Бүгд Найрамдах Конго Улс",),
    ("CG", "ru"): ("Республика Конго",),
    ("CG", "zh"): ("刚果共和国", "刚果（布）"),
    ("CU", "ja"): ("キューバ共和国",),
    ("GA", "ko"): ("가봉 공화국",),
    ("GG", "ko"): ("건지섬",),
    ("GH", "ko"): ("가나 공화국",),
    ("GH", "zh"): ("加纳共和国",),
    ("GN", "ko"): ("기니 공화국",),
    ("HK", "ja"): ("香港",),
    ("HK", "ko"): ("홍콩",),
    ("HK", "mn"): ("Хонконг",),
    ("HK", "ru"): ("Гонконг", "Сянган"),
    ("HK", "zh"): ("香港", "香港特别行政区"),
    ("HT", "ko"): ("아이티 공화국",),
    ("HT", "zh"): ("海地共和国",),
    ("JE", "ja"): ("ジャージー島",),
    ("JE", "ko"): ("저지섬",),
    ("LY", "ja"): ("リビア国",),
    ("ME", "zh"): ("黑山共和国",),
    ("ML", "ja"): ("マリ共和国",),
    ("ML", "ko"): ("말리 공화국",),
    ("ML", "zh"): ("马里共和国",),
    ("MO", "ja"): ("マカオ",),
    ("MO", "ko"): ("마카오",),
    ("MO", "mn"): ("Макао",),
    ("MO", "ru"): ("Макао", "Аомынь"),
    ("MO", "zh"): ("澳门", "澳门特别行政区"),
    ("MT", "ja"): ("マルタ共和国",),
    ("OM", "ko"): ("오만 왕국", "오만국"),
    ("PS", "ja"): ("パレスチナ",),
    ("PS", "ko"): ("팔레스타인",),
    ("PS", "mn"): ("Палестин",),
    ("PS", "ru"): ("Палестина", "Государство Палестина"),
    ("PS", "zh"): ("巴勒斯坦", "巴勒斯坦国"),
    ("SD", "ko"): ("수단 공화국",),
    ("SY", "ja"): ("シリア・アラブ共和国",),
    ("TD", "ja"): ("チャド共和国",),
    ("TD", "ko"): ("차드 공화국",),
    ("TG", "ja"): ("トーゴ共和国",),
    ("TG", "ko"): ("토고 공화국",),
    ("TG", "ru"): ("Тоголезская Республика",),
    ("TO", "ko"): ("통가 왕국",),
    ("TW", "ko"): ("타이완", "대만"),
}
"""In place of those of CLDR: for the short ones stand in other words, as 海地 (Haiti) does in 沿海地区 (the coast)."""

NEGATIVES: dict[str, tuple[str, ...]] = {
    "BH": ("巴林左旗", "巴林右旗"),
    "GE": ("Atlanta", "Savannah", "University of Georgia", "Georgia Tech", "Georgia Power", "South Georgia"),
    "GN": ("guinea pig", "guinea pigs", "guinea fowl", "Gulf of Guinea", "几内亚湾", "ギニア湾"),
    "GR": ("그리스도",),
    "JE": ("New Jersey", "Jersey City"),
    "JO": ("Michael Jordan", "Jordan River"),
    "NE": ("Niger Delta", "Niger River", "Aspergillus"),
    "TW": ("기대만", "최대만", "상대만", "확대만", "절대만", "세대만"),
}


def entries() -> Iterator[str]:
    """An entry, as TOML, for each country of ISO 3166-1 that the vocabulary lacks, in the order of the codes."""
    vocabulary = load_vocabulary()
    for code in sorted(iso_codes()):
        if f"country:{code}" not in vocabulary:
            yield _entry(code)


def iso_codes() -> frozenset[str]:
    """The two-letter codes of ISO 3166-1."""
    codes = frozenset(str(code) for code in Locale("en").territories)
    return frozenset(code for code in codes if code.isalpha()) - NO_COUNTRIES


def _entry(code: str) -> str:
    names = {language: _names(code, language) for language in LANGUAGES}
    lines = [f'["country:{code}"]', f"label = {_quoted(names['en'][0])}"]
    lines += [f"names.{language} = {_listed(names[language])}" for language in LANGUAGES]
    if code in NEGATIVES:
        lines.append(f"negatives = {_listed(NEGATIVES[code])}")
    return "\n".join([*lines, ""])


def _names(code: str, language: str) -> tuple[str, ...]:
    if language == "en" and code in ENGLISH_NAMES:
        return ENGLISH_NAMES[code]
    locale = Locale("zh", script="Hans") if language == "zh" else Locale(language)
    plain = locale.territories[code].replace("’", "'")
    for short, full in _RUSSIAN_SHORT.items():
        plain = plain.replace(short, full)
    if language == "en":
        plain = plain.replace("&", "and")
        return tuple(dict.fromkeys((plain.replace("St. ", "Saint "), plain)))
    return OTHER_NAMES.get((code, language), (plain,))


_RUSSIAN_SHORT = {"о-ва": "острова", "о-в": "остров", "Св. ": "Святой "}


def _listed(names: tuple[str, ...]) -> str:
    return f"[{', '.join(map(_quoted, names))}]"


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


if __name__ == "__main__":
    print("\n".join(entries()), end="")
