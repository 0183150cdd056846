"""Makes `sdgs.json` from a taxonomy of the SDGs: `python -m corpus.compile_sdgs TAXONOMY JAPANESE_TARGETS`.

TAXONOMY is JSON with the ids, IRIs, colours and wording of goals, targets and indicators as the United
Nations Statistics Division publishes them; JAPANESE_TARGETS has the official Japanese wording of the targets,
one JSON object a line with `_id` and `text`. What neither has in a language that readers ask in was translated for
this vocabulary and stands in `sdg_translations.tsv`; a few names of goals are corrected in the tables below.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Fields = dict[str, Any]

ABOUT = (
    "The 17 goals, 169 targets and indicators of the global framework for the 2030 Agenda: wording, colours "
    "and IRIs of the United Nations (UNStats LOD4Stats; Joshi, Gonzalez Morales, Klarman, Helton 2019), by "
    "way of open-sdg/sdg-translations (MIT) and Esri/sdg-api (Apache-2.0). Made by corpus/compile_sdgs.py."
)
FROM_TAXONOMY = {"en": "en", "zh": "zh-Hans", "ja": "ja", "ko": "ko", "ru": "ru"}
"""Our language code, and the taxonomy's."""

CORRECTED_NAMES = {
    ("8", "ru"): "Достойная работа и экономический рост",
    ("9", "zh"): "产业、创新和基础设施",
    ("17", "zh"): "促进目标实现的伙伴关系",
}
MONGOLIAN_NAMES = {
    "1": "Ядуурлыг устгах",
    "2": "Өлсгөлөнг зогсоох",
    "3": "Эрүүл мэндийг дэмжих",
    "4": "Чанартай боловсролыг дэмжих",
    "5": "Жендэрийн эрх тэгш байдлыг хангах",
    "6": "Баталгаат ундны ус, ариун цэврийн байгууламжаар хангах",
    "7": "Сэргээгдэх эрчим хүчийг нэвтрүүлэх",
    "8": "Зохистой хөдөлмөр ба эдийн засгийн өсөлтийг дэмжих",
    "9": "Инноваци болон дэд бүтцийг хөгжүүлэх",
    "10": "Тэгш бус байдлыг бууруулах",
    "11": "Ээлтэй хот, иргэдийн оролцоог дэмжих",
    "12": "Хариуцлагатай хэрэглээг дэмжих",
    "13": "Уур амьсгалын өөрчлөлтийн үр нөлөөг багасгах",
    "14": "Далай тэнгисийн нөөцийг хамгаалах",
    "15": "Хуурай газрын экосистемийг хамгаалах",
    "16": "Энх тайван, шударга ёсыг цогцлоох",
    "17": "Хөгжлийн төлөөх түншлэлийг бэхжүүлэх",
}
"""The short names that the government of Mongolia uses."""

CODES_OF_2019 = {
    "1.5.2": "C010502", "1.a.1": "C010a01", "1.b.1": "C010b01", "2.5.2": "C020502", "3.b.3": "C030b03",
    "4.6.1": "C040601", "4.7.1": "C040701", "6.3.1": "C060301", "7.b.1": "C070b01", "8.3.1": "C080301",
    "8.9.2": "C080902", "11.5.2": "C110502", "11.6.1": "C110601", "11.a.1": "C110a01", "11.c.1": "C110c01",
    "12.7.1": "C120701", "12.8.1": "C120801", "12.a.1": "C120a01", "12.b.1": "C120b01", "13.2.1": "C130201",
    "13.3.1": "C130301", "13.a.1": "C130a01", "13.b.1": "C130b01", "15.9.1": "C150901", "15.a.1": "C200207",
    "15.b.1": "C200207", "16.1.4": "C160104", "17.3.1": "C170301", "17.5.1": "C170501", "17.6.1": "C170601",
    "17.17.1": "C171701", "17.18.1": "C171801",
}  # fmt: skip
"""The codes in the IRIs of indicators whose code was another in the list of 2019 (UNStats/LOD4Stats,
`sdg-kos-goals-targets-indicators.ttl`): links that were made then lead there."""


def compile_sdgs(goals: list[Fields], japanese_targets: dict[str, str]) -> dict[str, Fields]:
    """Vocabulary entries by id: each goal before its targets, each target before its indicators."""
    return dict(_entries(goals, japanese_targets, _translations()))


def _translations() -> dict[str, dict[str, str]]:
    """The wording in `sdg_translations.tsv`, by code of the target or indicator and by language."""
    found: dict[str, dict[str, str]] = defaultdict(dict)
    with Path(__file__).with_name("sdg_translations.tsv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            found[line["id"]][line["language"]] = line["text"]
    return dict(found)


def _entries(
    goals: list[Fields], japanese_targets: dict[str, str], translations: dict[str, dict[str, str]]
) -> Iterator[tuple[str, Fields]]:
    for goal in goals:
        yield _goal(goal)
        for target in goal["targets"]:
            published = target | {"text": target["text"] | {"ja": japanese_targets[target["id"]]}}
            yield _entry(published, translations, parent=goal["id"], colour=goal["color"])
            for indicator in target["indicators"]:
                id, fields = _entry(indicator, translations, parent=target["id"], colour=goal["color"])
                yield id, fields | _former_address(indicator)


def _goal(goal: Fields) -> tuple[str, Fields]:
    """A goal under its short names, the full title after each where there is one."""
    number = goal["id"]
    corrected = {language: name for (goal_id, language), name in CORRECTED_NAMES.items() if goal_id == number}
    names = _by_language(goal["short"], corrected | {"mn": MONGOLIAN_NAMES[number]})
    for language, titles in _by_language(goal["title"], {}).items():
        names[language] += titles
    fields = {"label": names["en"][0], "names": names, "definition": goal["title"]["en"]}
    return f"sdg:{number}", fields | {"colour": goal["color"].upper(), "iri": goal["iri"]}


def _entry(source: Fields, translations: dict[str, dict[str, str]], *, parent: str, colour: str) -> tuple[str, Fields]:
    """A target or indicator under its published wording and what was translated, which is marked so."""
    translated = translations.get(source["id"], {})
    names = _by_language(source["text"], translated)
    fields = {"label": names["en"][0], "names": names, "parents": [f"sdg:{parent}"]}
    fields |= {"colour": colour.upper(), "iri": source["iri"]}
    return f"sdg:{source['id']}", fields | ({"translated": list(translated)} if translated else {})


def _former_address(indicator: Fields) -> Fields:
    """The address of 2019 where that was another."""
    former = CODES_OF_2019.get(indicator["id"])
    return {"former_iris": [indicator["iri"].replace(indicator["unsd"], former)]} if former else {}


def _by_language(wording: dict[str, str], ours: dict[str, str]) -> dict[str, list[str]]:
    taken = {code: wording[theirs] for code, theirs in FROM_TAXONOMY.items() if wording.get(theirs)}
    return {language: [" ".join(name.split())] for language, name in (taken | ours).items()}


def main(taxonomy: Path, japanese_targets: Path) -> None:
    """Read both files and write `sdgs.json` beside this page."""
    goals = json.loads(taxonomy.read_text(encoding="utf-8"))["goals"]
    lines = map(json.loads, japanese_targets.read_text(encoding="utf-8").splitlines())
    content = {"about": ABOUT, "entities": compile_sdgs(goals, {line["_id"]: line["text"] for line in lines})}
    text = json.dumps(content, ensure_ascii=False, indent=1)
    Path(__file__).with_name("sdgs.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
