"""Lines known by their form alone: entries of a table of contents, and captions."""

from __future__ import annotations

import re


def is_contents_entry(text: str) -> bool:
    """Whether a line is an entry of a table of contents: words, dot leaders and a page number."""
    return bool(_LEADERS.search(text))


def is_caption(text: str) -> bool:
    """Whether a paragraph names a table, a figure or a box by its number."""
    match = _CAPTION.match(text)
    return match is not None and len(text) < (1200 if match[0].rstrip()[-1] in ":|：" else 400)


_LEADERS = re.compile(r"(?:[.·…․‥_]\s?){4,}\s*[\divxlcIVXLC-]{1,9}(?:\s*[–-]\s*\d+)?\s*$")
_CAPTION = re.compile(
    r"(?:table|figure|fig\.|box|chart|map|graph|exhibit|example|diagram|photo|plate|infographic"
    r"|таблица|рисунок|рис\.|схема|диаграмма|график|карта|вставка|хүснэгт|зураг|диаграмм"
    r"|附?[表图圖図]|专栏|專欄|写真|グラフ|표|그림|사진|그래프)"
    r"\s*(?:[A-Z]{1,3}[.-]?)?\d{1,3}(?:[.-]\d{1,3})*\s*(?:[.:：|—–-]|\s+(?-i:[^a-zа-я])|$)",
    re.IGNORECASE,
)
