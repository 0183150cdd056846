"""Cover, imprint, acknowledgements, addresses: what a report says of itself and not of its subject."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from itertools import takewhile

from ingest.apparatus.items import Item
from ingest.document import Kind

_IMPRINT = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"©|\(c\) ?(?:19|20)\d\d|copyright|著作権|版权所有|版權所有|저작권|авторск(?:ие|ое) прав|зохиогчийн эрх",
        r"\be?-?isbn\b|\be?issn\b|ＩＳＢＮ",
        r"all rights reserved|no part of this|may be reproduced|reproduction (?:is|and)|creative commons"
        r"|licen[cs]ed under"
        r"|无断|無断|転載|未经.{0,10}许可|무단|все права защищены|перепечатк",
        r"(?:designed|printed|published|cover (?:photo|image|design|picture)s?|photo credits?|layout|typeset|edited)"
        r"\s*(?:by|in|:|©)|出版(?:者|社|年)?\s*[:：]|发行\s*[:：]|發行\s*[:：]|発行(?:者|所|日)?\s*[:：]?|印刷\s*[:：]"
        r"|발행(?:처|인|일)|편집|인쇄|подписано в печать|тираж|издател|отпечатано|хэвлэлийн газар|хэвлүүлсэн",
        r"suggested citation|please cite|citation:|cite this|(?:to|should) be cited as|cite as\b"
        r"|引用(?:格式|方法)|인용 ?방법|для цитирования",
        r"\b(?:authors|contributors|editors|reviewers)\s*[:：]|(?:作者|编者|執筆者?|編集者?|著者)\s*[:：]"
        r"|(?:저자|집필진?)\s*[:：]|\b(?:авторы|редакторы|рецензенты|зохиогчид|редактор)\s*:",
        r"(?:designations|views|opinions) (?:employed|expressed)|do(?:es)? not (?:imply|necessarily)|disclaimer"
        r"|sales no|job no|\bУДК\b|\bББК\b|symbols of united nations documents",
    )
)
_CONTACT = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"[\w.+-]+@[\w-]+\.\w",
        r"(?:tel(?:ephone)?|phone|mobile|电话|電話|전화|тел(?:ефон)?|утас)\s*[.:：]?\s*[+(]?\d",
        r"(?:fax|facsimile|传真|傳真|팩스|факс)\s*[.:：]?\s*[+(]?\d",
        r"https?://|www\.|website|web:|homepage|网址|网站|ホームページ|홈페이지",
        r"\b(?:street|avenue|ave\.|road|building|floor|suite|p\.?\s?o\.? box|drive)\b"
        r"|邮编|邮政编码|〒\s?\d|주소|住所|地址|ул\.|гудамж|дүүрэг",
    )
)
_THANKS = re.compile(
    r"acknowledge?ments?(?: and .*)?|about the authors?|contacts?(?: (?:us|information|details))?|imprint|"
    r"colophon|disclaimer|legal notice|致谢|致謝|鸣谢|謝辞|감사의 ?(?:글|말)|사사|благодарност[ьи]|"
    r"контакты|контактная информация|об авторах|талархал|холбоо барих|"
    r"联系方式|联系我们|問い合わせ先|お問い合わせ|連絡先|奥付|연락처|문의처?"
)
_TEXT = frozenset({Kind.TABLE, Kind.CAPTION, Kind.FIGURE, Kind.CONTENTS, Kind.INDEX, Kind.REFERENCE})
_FIRST_PAGES = 6
_LAST_PAGES = 2
"""Pages at a report's start and end among which its imprint stands."""
_IMPRINT_WEIGHT = 3000
"""Latin letters of the longest imprint page."""
_ADDRESS = 500
"""Latin letters of the longest block of addresses."""
_PER_SIGN = 70
"""Latin letters to a sign of an address, at most."""
_ITEM = 40
"""Latin letters of a list's item that is no line of a cover."""
_OPENING = 30
"""Blocks of the longest opening before the first words of text."""
_THANKED = 12
"""Blocks of the longest acknowledgements."""


def find_covers(items: Sequence[Item]) -> dict[int, Kind]:
    """The numbers of the blocks of covers, imprints, acknowledgements and addresses; the title stays one."""
    found = [*_opening(items), *_imprint(items), *_thanks(items), *filter(_is_address, items)]
    return {item.number: Kind.COVER for item in found if item.kind not in (Kind.TITLE, Kind.CONTENTS)}


def _opening(items: Sequence[Item]) -> list[Item]:
    """What stands before the first text of a paged report, but for the heading right above that text."""
    if not items or not items[0].paged:
        return []
    opening = list(takewhile(lambda item: not _begins_text(item), items[: _OPENING + 1]))
    if len(opening) > _OPENING or len(opening) == len(items):
        return []
    last = items[len(opening)]
    while opening and opening[-1].is_heading and opening[-1].page == last.page:
        last = opening.pop()
    return opening


def _begins_text(item: Item) -> bool:
    listed = item.kind is Kind.LIST_ITEM and item.weight >= _ITEM
    return item.is_prose or listed or item.kind in _TEXT or item.page > _FIRST_PAGES


def _imprint(items: Sequence[Item]) -> list[Item]:
    """All of a page that bears two signs of an imprint, among the first or the last pages."""
    pages: dict[int, list[Item]] = defaultdict(list)
    for item in items:
        if item.paged and (item.page <= _FIRST_PAGES or item.page > item.pages - _LAST_PAGES):
            pages[item.page].append(item)
    return [item for page in pages.values() if _is_imprint(page) for item in page]


def _is_imprint(page: Sequence[Item]) -> bool:
    words = " ".join(item.text for item in page)
    light = sum(item.weight for item in page) <= _IMPRINT_WEIGHT
    return light and sum(sign.search(words) is not None for sign in _IMPRINT) >= 2


def _thanks(items: Sequence[Item]) -> list[Item]:
    """What stands under a heading such as Acknowledgements or Contact."""
    found: list[Item] = []
    for index, item in enumerate(items):
        if item.is_heading and len(item.text) < 60 and _THANKS.fullmatch(item.bare):
            below = list(takewhile(lambda item: not item.is_heading, items[index + 1 :]))
            found += below if len(below) <= _THANKED else []
    return found


def _is_address(item: Item) -> bool:
    """Whether a block gives addresses and little else."""
    if item.kind in _TEXT or item.kind is Kind.FOOTNOTE or item.is_heading or item.weight > _ADDRESS:
        return False
    signs = [len(sign.findall(item.text)) for sign in _CONTACT]
    kinds, dense = sum(map(bool, signs)), item.weight <= _PER_SIGN * sum(signs)
    return any(signs[:3]) and dense and (kinds > 2 or (kinds == 2 and item.kind is not Kind.LIST_ITEM))
