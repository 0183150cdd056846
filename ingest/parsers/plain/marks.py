"""The signs by which a reader tells what a line is, in the languages of the region: one table of patterns."""

from __future__ import annotations

import re

_CLOSING = r"[\"'”’»›)\]}）】〉》」』*_]"
_NOTE_SIGNS = r"(?:[¹²³⁰⁴-⁹]+|\[\d{1,3}\]|[①-⑳])"

TERMINATED = re.compile(
    rf"(?:[.!?…;:。！？；：｡︒]{_CLOSING}*{_NOTE_SIGNS}?|(?<!\d)[.!?。！？]{_CLOSING}*\s?\d{{1,3}})$"
)
"""The end of a sentence or clause, closing quotes and a footnote's mark behind it allowed."""

FUNCTION_WORD = re.compile(
    r"(?:[,，、(（\[“‘«/&]|[^\W\d_]-|[–—]|"
    r"(?<!\w)(?:a|an|the|of|in|on|at|to|by|for|from|with|and|or|as|than|that|which|its|their|into|between|among|"
    r"towards?|under|through|is|are|was|were|be|been|has|have|had|и|в|на|с|по|для|от|из|к|о|за|при|или|что|"
    r"болон|ба|及び|および|的|和|与|及))$",
    re.IGNORECASE,
)
"""An end after which a sentence must go on."""

CAPTION = re.compile(
    r"(?:Table|Figure|Fig\.|Box|Chart|Map|Exhibit|Graph|Diagram|Таблица|Рисунок|Рис\.|График|Хүснэгт|Зураг)"
    r"\s*(?:[A-Z]{0,2}\d+|[IVX]+\b)(?:[.\-–]\d+)*(?:\s*[.:：|–—-]\s*\S|\s{2,}\S|\t|\s+[*_(A-ZА-ЯЁ“\"]|\s*$)"
    r"|(?:表格?|图|圖|図|附表|표|그림)\s*\d+(?:[.\-–－]\d+)*(?:\s*[.:：、]|\s+|$)(?!.*[。])",
)
"""A caption's beginning; `Table 1 presents …` is a sentence, not a caption."""

TABLE_CAPTION = re.compile(r"(?:Table|Таблица|Хүснэгт|表格?|附表|표)\s*[A-Z]{0,2}[\dIVX]", re.IGNORECASE)

TABLE_NOTE = re.compile(
    r"(?:Notes?|Sources?|注|註|备注|備考|资料来源|資料來源|来源|數據來源|数据来源|出典|出所|자료|출처|주|"
    r"Источники?|Примечани[ея]|Эх сурвалж|Тайлбар)\s*[:：]",
    re.IGNORECASE,
)

CONTENTS = re.compile(
    r"(?:table of contents?|contents?|目\s*录|目\s*錄|目\s*次|차\s*례|목\s*차|содержание|оглавление|гарчиг)\s*[:：]?$",
    re.IGNORECASE,
)
CONTENTS_ENTRY = re.compile(r"\S.*?(?:\t|\s*(?:\.\s?|…|·\s?){3,}\s*|\s{3,})(?:\d{1,4}|[ivxlc]+)$", re.IGNORECASE)

REFERENCES = re.compile(
    r"(?:[\dIVX]+\.?\s+)?(?:references?|bibliography|works cited|literature(?: cited)?|endnotes|"
    r"参考文献|參考文獻|引用文献|引用文獻|参考资料|주요\s*참고\s*문헌|참고\s*문헌|"
    r"(?:список )?(?:использованн(?:ых источников|ой литературы)|литературы)|литература|библиография|"
    r"ном зүй|ашигласан (?:материал|ном зүй|эх сурвалж))\s*[:：]?$",
    re.IGNORECASE,
)

KNOWN_SECTION = re.compile(
    r"(?:abstract|summary|executive summary|overview|introduction|foreword|preface|background|context|conclusions?|"
    r"acknowledge?ments?|annex(?:es)?|appendix|appendices|recommendations?|discussion|results|methods|abbreviations|"
    r"摘\s*要|要\s*旨|前\s*言|序\s*言|引\s*言|绪\s*论|結\s*論|结\s*论|结\s*语|附\s*录|附\s*則|附\s*则|はじめに|おわりに|まとめ|"
    r"概要|요\s*약|초\s*록|서\s*론|결\s*론|부\s*록|부\s*칙|머리말|введение|заключение|аннотация|резюме|выводы|"
    r"приложени[ея]|оршил|удиртгал|дүгнэлт|хавсралт|товч агуулга)\s*[:：]?$",
    re.IGNORECASE,
)
"""Headings known by their words, which stand at the top level wherever they come; `title` is never one of them."""

FOOTNOTE = re.compile(r"([¹²³⁰⁴-⁹]{1,3}|\[\^[^\]]+\]:|※)\s*(?=\S)")
"""A note by its mark alone; notes with ordinary digits are told by their sequence."""

BRACKETED_NOTE = re.compile(r"(\[\d{1,3}\]|[①-⑳])\s*(?=\S)")
NUMBERED_NOTE = re.compile(r"(\d{1,3})\s+(?=[^\W\d_]|[“\"«‘『「《<]|https?:)")

BULLET = re.compile(r"([•●○◦▪▫■□◆◇‣➢➤✓✔·∙*–—\-]|o|[\uf000-\uf0ff])\s+(?=\S)|([•●○▪■□◆➢➤‣\uf000-\uf0ff])(?=\S)")
BARE_MARK = re.compile(r"[(（]?(?:\d{1,2}|[a-zA-Zа-я]|[ivxIVX]{1,5})[.)）]$|[•●○◦▪■□◆➢‣o\uf000-\uf0ff]$")
"""A list mark alone on its line, its text on the next."""

PAGE_NUMBER = re.compile(
    r"(?:[-–—|\[(~]\s*)?(?P<number>\d{1,4}|[ivxlc]{1,7})(?:\s*[-–—|\])~])?$"
    r"|(?:page|стр\.?|с\.|p\.)\s*(?P<said>\d{1,4})(?:\s*(?:of|из|/)\s*\d{1,4})?$"
    r"|(?P<share>\d{1,4})\s*(?:/|of)\s*\d{1,4}$"
    r"|第\s*(?P<east>\d{1,4})\s*[页頁ページ]+$",
    re.IGNORECASE,
)

RULER = re.compile(r"(?:=+|-{3,})$")
"""A line drawn under a heading."""

URL_ONLY = re.compile(r"<?(?:https?://|www\.)\S+>?$", re.IGNORECASE)

NUMERIC = re.compile(r"[(<~≈±+−–-]?[$€¥₩]?\d[\d.,  ]*(?:%|[a-z]{0,2})?\)?\*?|[-–—…]|n/?a\.?|\.\.\.?", re.IGNORECASE)

_CJK_NUMBER = "〇一二三四五六七八九十百零两廿"
HEADING_NUMBERS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("hash", re.compile(r"(?P<n>#{1,6})\s+")),
    (
        "part",
        re.compile(rf"第\s*[{_CJK_NUMBER}\d]+\s*[编編部篇]\s*|제\s*\d+\s*[편부]\s*|part\s+[\divx]+\b[.:]?\s*", re.I),
    ),
    (
        "chapter",
        re.compile(
            rf"第\s*[{_CJK_NUMBER}\d]+\s*章\s*|제\s*\d+\s*장\s*|(?:chapter|глава|бүлэг)\s+[\divx]+\b[.:]?\s*", re.I
        ),
    ),
    (
        "section",
        re.compile(
            rf"第\s*[{_CJK_NUMBER}\d]+\s*[节節]\s*|제\s*\d+\s*절\s*|(?:section|раздел)\s+[\divx]+\b[.:]?\s*", re.I
        ),
    ),
    (
        "article",
        re.compile(
            rf"第\s*[{_CJK_NUMBER}\d]+\s*[条條](?:の[{_CJK_NUMBER}\d]+)?\s*|제\s*\d+\s*조(?:의\s*\d+)?\s*"
            r"|(?:article|статья)\s+\d+\b[.:]?\s*",
            re.I,
        ),
    ),
    ("annex", re.compile(r"(?:annex|appendix|приложение|хавсралт|附件|附录)\s*(?:[\divx]+|[a-z])\b[.:：]?\s*", re.I)),
    (
        "outcome",
        re.compile(r"(?:outcome|component|goal|objective|pillar|phase|stage)\s+[\divx]+\b(?!\.\d)[.:]?\s*", re.I),
    ),
    ("output", re.compile(r"(?:output|activity|target|action)\s+\d+(?:\.\d+)+[.:]?\s*", re.I)),
    ("decimal", re.compile(r"(?P<n>\d{1,2}(?:\.\d{1,2}){1,4})\.?\s+(?=\S)")),
    ("clause", re.compile(r"(?P<n>[０-９]{1,2})[．、\s]\s*(?=\S)")),
    ("number", re.compile(r"(?P<n>\d{1,2})\.\s*(?=[^\W\d_]|[“\"«])")),
    ("roman", re.compile(r"(?P<n>[IVX]{1,6})[.．、]\s*(?=\S)")),
    ("cjk", re.compile(rf"[{_CJK_NUMBER}]{{1,3}}[、．.]\s*(?=\S)")),
    ("cjk-paren", re.compile(rf"[（(][{_CJK_NUMBER}]{{1,3}}[）)]\s*(?=\S)")),
    ("letter", re.compile(r"(?P<n>[A-Z])\.\s+(?=\S)|(?P<k>[가나다라마바사아자차])\.\s*(?=\S)")),
    ("paren", re.compile(r"(?P<n>\d{1,2})[)）]\s*(?=\S)")),
    ("parens", re.compile(r"[(（](?P<n>\d{1,2}|[a-zа-я]|[ivx]{1,5})[)）]\s*(?=\S)")),
    ("letter-paren", re.compile(r"(?P<n>[a-zа-я])[)）]\s+(?=\S)")),
    ("circled", re.compile(r"[①-⑳]\s*(?=\S)")),
    ("dash", re.compile(r"-(?=[A-ZА-ЯЁ])")),
)
"""How headings and list items are numbered; the first that fits names the style, which gives the level."""

ITEM_STYLES = frozenset({"clause", "number", "cjk-paren", "letter", "paren", "parens", "letter-paren", "circled"})
"""Styles that number list items as well as headings."""


def numbering(text: str) -> tuple[str, str, str]:
    """The style of the number that `text` begins with, that number, and the words behind it."""
    for style, pattern in HEADING_NUMBERS:
        if match := pattern.match(text):
            depth = match["n"].count(".") + 1 if style == "decimal" else 0
            return (f"decimal{depth}" if depth else style), match[0].strip(), text[match.end() :]
    return "", "", text
