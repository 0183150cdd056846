"""Lines known by their form alone: entries of a table of contents, captions, and what stands above a table."""

from __future__ import annotations

import re


def is_contents_entry(text: str) -> bool:
    """Whether a line is an entry of a table of contents: words, dot leaders and a page number."""
    return bool(_LEADERS.search(text))


def is_caption(text: str) -> bool:
    """Whether a paragraph names a table, a figure or a box by its number."""
    match = _CAPTION.match(text)
    return match is not None and len(text) < (1200 if match[0].rstrip()[-1] in ":|：" else 400)


def is_unit(text: str) -> bool:
    """Whether a line tells no more than the unit of the numbers in the table below: "(in millions of euros)"."""
    whole = len(_OPENING.findall(text)) == len(_CLOSING.findall(text))
    return whole and len(text) <= LONGEST_UNIT and bool(_UNIT.fullmatch(text.strip()))


def is_continued(text: str) -> bool:
    """Whether a caption says that its table goes on from the page before."""
    return bool(_CONTINUED.search(text))


LONGEST_UNIT = 80
"""Characters."""

_LEADERS = re.compile(r"(?:[.·…․‥_]\s?){4,}\s*[\divxlcIVXLC-]{1,9}(?:\s*[–-]\s*\d+)?\s*$")
_CAPTION = re.compile(
    r"(?:table|figure|fig\.|box|chart|map|graph|exhibit|example|diagram|photo|plate|infographic"
    r"|таблица|рисунок|рис\.|схема|диаграмма|график|карта|вставка|хүснэгт|зураг|диаграмм"
    r"|附?[表图圖図]|专栏|專欄|写真|グラフ|표|그림|사진|그래프)"
    r"\s*(?:[A-Z]{1,3}[.-]?)?\d{1,3}(?:[.-]\d{1,3})*\s*(?:[.:：|—–-]|\s+(?-i:[^a-zа-я])|$)",
    re.IGNORECASE,
)
_OPENING, _CLOSING = re.compile(r"[(（\[【]"), re.compile(r"[)）\]】]")
"""A line with one of two brackets is the rest of a caption."""
_SCALE = r"(?:hundreds?|thousands?|millions?|billions?|trillions?|mn|bn|per\s?cent(?:age)?s?|percentages?|%)"
_OF = r"(?: of [\w$€£¥.’' -]{2,50})?"
_MONEY = r"(?:US|U\.S\.|USD|EUR|GBP|CNY|RMB|JPY|KRW|MNT|RUB)?\s?[$€£¥₩₮₽]?"
_UNIT = re.compile(
    r"[(（\[【]?\s*(?:"
    r"(?:计量|計量)?(?:单位|單位|単位|단위)\s*(?:[:：]|(?<=단위 )|(?<=単位 ))\s*\S.{0,40}?"
    r"|(?:measurement |reporting )?units?(?: of measure(?:ment)?)?\s*[:：]\s*\S.{0,50}?"
    r"|(?:единиц[аы] измерения|ед\. ?изм\.|хэмжих нэгж)\s*[:：,]?\s*\S.{0,40}?"
    rf"|(?:(?:all )?(?:figures|amounts|values|numbers|expressed)?\s*in )?{_MONEY}\s?{_SCALE}{_OF}"
    r"|(?:в )?(?:тыс|млн|млрд|тысяч(?:ах)?|миллион(?:ов|ах)|процент(?:ов|ах))\.?(?: [\w.]{2,15}){1,2}"
    r"|(?:мянган|сая|тэрбум|мянга)(?: [\w.]{2,15}){1,2}"
    r")\s*[)）\]】]?",
    re.IGNORECASE,
)
_CONTINUED = re.compile(
    r"[(（\[]\s*(?:continued|cont[’'.]?d?\.?|продолжение|окончание|үргэлжлэл|续表?|續表?|続き|계속)\s*[)）\]]"
    r"|^(?:续表|續表|продолжение таблицы)|[-–—,]\s*(?:continued|cont[’'.]d\.?)$",
    re.IGNORECASE,
)
