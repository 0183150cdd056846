"""Lists of references: runs of blocks that bear the signs of citations, under a heading that says so or without."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.apparatus.items import TEXTS, Item, weight
from ingest.document import Kind

_HEADING = re.compile(
    r"(?:selected |key |main |cited |list of |full |general )*"
    r"(?:references?(?: cited| list)?|bibliography|bibliographies|works cited|literature(?: cited)?|citations|"
    r"sources?(?: cited)?|references and (?:notes|further reading|sources)|notes and references|(?:end)?notes|"
    r"further reading|bibliographic references)"
    r"|(?:主要)?(?:参考|參考|引用|征引)(?:文献|文獻|资料|資料|书目|書目)|文献|资料来源|注释|注釋|尾注|参考・引用文献|引用・参考文献"
    r"|(?:주요 ?)?(?:참고|인용) ?(?:문헌|자료)|출처|미주"
    r"|(?:список )?(?:использованн(?:ых|ой|ая|ые) )?(?:литература|литературы|источники|источников)"
    r"(?: и (?:литература|литературы|источники|источников))?|библиография|библиографический список"
    r"|ссылки|примечания|сноски|использованн(?:ая литература|ые источники)"
    r"|(?:ашигласан )?(?:ном ?зүй|эх сурвалж|материал|хэвлэл|ном, хэвлэл)|ашигласан ном зүй"
)
_LEAST = 3
"""Citations in a run that make a list where no heading says so."""
_SHARE = 0.3
"""Share of citations among the blocks of a list that have so many Latin letters: a chapter on sources is none."""
_WORDS = 60
_GAP = 2
"""Blocks without signs that a list may hold in a row: a group that publishes, the rest of a broken entry."""

_YEAR = r"(?:1[89]|20)\d\d[a-z]?"
_SIGNS = tuple(
    re.compile(pattern, re.IGNORECASE if folded else 0)
    for pattern, folded in (
        (rf"[(（\[【]\s*(?:{_YEAR}|n\.d\.)\s*(?:[,，;].{{0,30}}?)?[)）\]】]", True),
        (rf"(?<![\d/.-]){_YEAR}(?:\.\d\d)?(?=\s*(?:[.,;:)，。](?!\d)|$|\())|{_YEAR}\s*(?:年|년|оны?|г\.)", False),
        (r"^\W*(?:\d{1,3}\W+)?[A-ZÀ-ÞА-ЯЁӨҮ][\w'’-]+,\s+(?:[A-ZА-ЯЁӨҮ]\.|[A-Z][a-z]+[.,]|[A-Z]{1,3}[.,;])", False),
        (r"^\W*(?:\d{1,3}\W+)?[A-ZА-ЯЁӨҮ][\w'’-]+\s+(?:[A-ZА-ЯЁӨҮ]\.\s?){1,2}", False),
        (r"(?:^|[\s,;])[A-ZА-ЯЁӨҮ]\.(?:[\s-]?[A-ZА-ЯЁӨҮ]\.)?(?:,|\s+[A-ZА-ЯЁӨҮ][a-zа-яёөү]+)", False),
        (r"\bet\.? al\b|\bи др\.|等[.,，。]|[가-힣] 외[,.]|\bнар\.|ほか", True),
        (r"\bdoi\b|\b10\.\d{4,9}/", True),
        (r"https?://|\bwww\.|\bftp://", True),
        (
            r"\b(?:vol|no|nos|issue|pp?|ch|chap|art|sec)\.?\s*\d|\d\s*\(\d+(?:[–-]\d+)?\)\s*[:,;：，]\s*[a-z]?\d"
            r"|\b\d+\s*[:：]\s*\d+\s*[–—-]\s*\d+|,\s*\d+\s*[–—-]\s*\d+\.?$|第\s*\d+\s*[卷巻期号]|\d+\s*권(?:\s*제?\d+\s*호)?"
            r"|№\s*\d|(?<![\w/])[СсC]\.\s*\d+|\bТ\.\s*\d|(?<![\w/.])\d+\s*с\.|\bpp?\s?\d|\d+\s*[-–~]\s*\d+\s*[頁页쪽]|\b\d+\s+pp?\b",
            True,
        ),
        (
            r"\b(?:press|publish(?:er|ers|ing)|journal|proceedings|proc\.|trans\.|conference|university|working paper|"
            r"thesis|dissertation|eds?\.|isbn|issn|arxiv|retrieved|accessed|available (?:at|from|online|in)|"
            r"last update|springer|elsevier|wiley|routledge|in press|forthcoming|mimeo)\b"
            r"|出版社|学报|學報|大学|大學|研究院|論文|论文|書店|書房|学会誌|期刊|雑誌"
            r"|출판|학회|논문|대학교|학술|издательств|изд-во|журнал|вестник|университет|сборник|режим доступа"
            r"|дата обращения|электронный ресурс|хэвлэл|их сургууль|сэтгүүл",
            True,
        ),
        (r"\[(?:[JMRCDNSPZAG]|EB|DB)(?:/OL)?\]|(?<!:)//", False),
        (r"[“\"«「『《‘][^“”\"«»「」『』《》]{4,250}[”\"»」』》’]", False),
        (r"\b(?:[A-Z]+/){1,3}[\w.()/-]*\d", False),
    )
)
_ANCHORS = (0, 6, 7, 8, 10)
"""The signs of which a citation bears one at least: a year in brackets, an address, a volume or page, its medium..."""
_YEAR_ALONE, _WITH_YEAR = 1, (2, 3, 4, 9)
"""... or a year without brackets, and then an author or a publisher."""
_IN_TEXT = re.compile(
    rf"[(（][^()（）]{{0,80}}[^\W\d_][^()（）]{{0,40}},?\s{_YEAR}(?:[;,][^()（）]*)?[)）]"
    r"|[\w.][\[(]\d{1,3}(?:[,–-]\s?\d{1,3})*[\])]"
)
_PREDICATE = re.compile(
    r"\b(?:was|were|is|are|has|have|had|been|will|shall|should|would|may|could|that|which|these|this|its|their|we)\b"
    r"|\b(?:был[аио]?|является|являются|котор(?:ый|ая|ые|ых)|что|также|может|должн[аоы]?)\b"
    r"|\b(?:байна|байгаа|болно|болон|юм|байв|хийнэ|нь)\b"
    r"|(?:した|する|ます|です|である|いる|れる)[。、]|[가-힣]다\.|[은는을를]\s|[了是在]",
    re.IGNORECASE,
)
"""What sentences have and citations mostly lack: each takes a sign away."""
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_LETTERS = 15
"""Latin letters of the shortest entry."""
_PER_SIGN = 75
"""Latin letters to a sign, at most: citations of the development files have 20 to 60, prose that cites has over 100."""


def find_references(items: Sequence[Item]) -> dict[int, Kind]:
    """The numbers of the blocks of reference lists."""
    found: dict[int, Kind] = {}
    cited = [_is_citation(item) for item in items]
    index = 0
    while index < len(items):
        headed = _opens(items, cited, index)
        start = index + 1 if headed else index
        end = _end(items, cited, start, level=items[index].level if headed else None)
        words = sum(item.weight >= _WORDS for item in items[start:end])
        if sum(cited[start:end]) >= max(1 if headed else _LEAST, _SHARE * words):
            kept = (n for n in range(start, end) if cited[n] or items[n].kind in TEXTS)
            found |= {items[n].number: Kind.REFERENCE for n in kept}
        index = max(end, index + 1)
    return found


def opens_references(item: Item) -> bool:
    """Whether a heading stands above a list of references."""
    return len(item.text) < 80 and _HEADING.fullmatch(item.bare) is not None


def _is_citation(item: Item) -> bool:
    """Whether a block is one or more entries of a list of references."""
    if item.kind not in TEXTS and not item.is_heading:
        return False
    text = item.text
    counts = [len(sign.findall(text)) for sign in _SIGNS]
    kinds = sum(map(bool, counts))
    dated = counts[_YEAR_ALONE] and any(counts[sign] for sign in _WITH_YEAR)
    anchored = dated or any(counts[anchor] for anchor in _ANCHORS)
    if kinds < 2 or not anchored or weight("".join(filter(str.isalpha, text))) < _LETTERS:
        return False
    signs = sum(counts) - 2 * len(_IN_TEXT.findall(text)) - len(_PREDICATE.findall(text))
    return weight(_ADDRESS.sub("", text)) <= _PER_SIGN * signs


def _is_site(item: Item) -> bool:
    """Whether a block names a web site and gives its address: an entry of a list that has a heading."""
    text = _ADDRESS.sub("", item.text)
    return item.kind in TEXTS and len(text) < len(item.text) and weight(text) < _WORDS


def _opens(items: Sequence[Item], cited: Sequence[bool], index: int) -> bool:
    """Whether a heading of references stands here, or a paragraph that is one but in its type, a citation below."""
    if not opens_references(items[index]) or items[index].kind is Kind.TABLE:
        return False
    return items[index].is_heading or (index + 1 < len(items) and cited[index + 1])


def _end(items: Sequence[Item], cited: Sequence[bool], start: int, *, level: int | None) -> int:
    """Where the list that begins at `start` ends: behind its last citation, or what belongs to it under its heading."""
    end = start
    gap = 0
    for index in range(start, len(items)):
        item = items[index]
        if cited[index] or (level is not None and _is_site(item)):
            end, gap = index + 1, 0
            continue
        inside = level is not None and (not item.is_heading or _divides(item, level))
        gap += 0 if inside and item.weight < _WORDS else 1
        if (item.is_heading and not inside) or item.kind is Kind.TABLE or gap > _GAP or (item.is_prose and not inside):
            break
    return end


def _divides(item: Item, level: int) -> bool:
    """Whether a heading parts a list of references and does not end it: a letter, a group of sources."""
    return len(item.text) < 4 or item.level > level > 0 or opens_references(item)
