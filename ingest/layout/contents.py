"""Contents pages and lists of references: kept, and known for what they are, so that a search can demote them."""

from __future__ import annotations

import re


def is_contents_entry(text: str) -> bool:
    """Whether a line is an entry of a table of contents: words, dot leaders and a page number."""
    return bool(_LEADERS.search(text))


def opens_contents(heading: str) -> bool:
    """Whether a heading stands above a table of contents."""
    return bool(_CONTENTS.fullmatch(_bare(heading)))


def opens_references(heading: str) -> bool:
    """Whether a heading stands above a list of references."""
    return bool(_REFERENCES.fullmatch(_bare(heading)))


def ends_with_page(text: str) -> bool:
    """Whether a line under a contents heading ends as an entry does: with a page number."""
    return bool(_PAGE.search(text))


def is_caption(text: str) -> bool:
    """Whether a paragraph names a table, a figure or a box by its number."""
    match = _CAPTION.match(text)
    return match is not None and len(text) < (1200 if match[0].rstrip()[-1] in ":|：" else 400)


_LEADERS = re.compile(r"(?:[.·…․‥_]\s?){4,}\s*[\divxlcIVXLC-]{1,9}(?:\s*[–-]\s*\d+)?\s*$")
_PAGE = re.compile(r"\S\s+(?:\d{1,4}|[ivxlc]{1,6})$")
_CONTENTS = re.compile(
    r"(?:table of )?contents(?: page)?|list of (?:tables|figures|boxes)"
    r"|目录|目錄|目次|もくじ|차례|목차|содержание|оглавление|агуулга|гарчиг",
    re.IGNORECASE,
)
_REFERENCES = re.compile(
    r"references?|bibliography|works cited|literature(?: cited)?|参考文献|參考文獻|参考资料|引用文献|참고 ?문헌"
    r"|литература|список литературы|библиография|источники|ном ?зүй|эх сурвалж",
    re.IGNORECASE,
)
_CAPTION = re.compile(
    r"(?:table|figure|fig\.|box|chart|map|graph|exhibit|example|diagram|photo|plate|infographic"
    r"|таблица|рисунок|рис\.|схема|диаграмма|график|карта|вставка|хүснэгт|зураг|диаграмм"
    r"|附?[表图圖図]|专栏|專欄|写真|グラフ|표|그림|사진|그래프)"
    r"\s*(?:[A-Z]{1,3}[.-]?)?\d{1,3}(?:[.-]\d{1,3})*\s*(?:[.:：|—–-]|\s+(?-i:[^a-zа-я])|$)",
    re.IGNORECASE,
)


def _bare(heading: str) -> str:
    return re.sub(r"^[\dIVX]{1,4}(?:\.\d+)*[.)]?\s+", "", heading).strip(" .:：").casefold()
