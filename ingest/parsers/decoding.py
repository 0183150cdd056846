"""Bytes to text: which encoding the words of a file are written in, told from the bytes alone."""

from __future__ import annotations

import codecs
import re

from charset_normalizer import from_bytes

from ingest.errors import Unsupported

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)

_CYRILLIC = "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъёөү"
_KANA = "のにはをたがでてとしれさいるらなりすっこんもうくまよきあけせそ、。ーンスルトイ環境国日年人会"
_FAMILIAR = {
    "gb18030": "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出会可主发年动同工也能对成行经等部度家力水化"
    "高自理加体制合政事平相全表与关各重新内数利第条建区环境保护法规定，。、；：“”",
    "big5": "的一是在不了有和人這中大為上個國我以要他時來用們生到作地於出會可主發年動同工也能對成行經等部度家力水化"
    "高自理加體制合政事平相全表與關各重新內數利第條建區環境保護法規定，。、；：「」",
    "cp949": "이의는을에다가하고지사로한기도를은대인그시어나서있자해리정과수아보일제들부라것전동성관상비국공여원"
    "계경중주환법조",
    "cp932": _KANA,
    "euc_jp": _KANA,
    "cp1251": _CYRILLIC,
    "koi8_r": _CYRILLIC,
    "cp1252": "éèàçêîôûëïüöäßñáíóúøåæœÉÈÀÇÜÖÄ’‘“”–—…•«»°§ ",
}
"""For each legacy encoding the characters that make up much of any text written in it. Read in the wrong
encoding, a text shows hardly any of them: right readings score 0.3 to 1, wrong ones below 0.15."""

_SENSIBLE = 0.2
_SAMPLE = 200_000
_NONSENSE = re.compile(
    r"[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z]|[а-яё][А-ЯЁ]|[\u2500-\u259f]|[\u0080-\u00ff]{3}"
)
"""Signs of a wrong reading: two scripts or a capital inside a word, pieces of frames, accents in a row."""
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x7f]")


def decode(data: bytes) -> str:
    """The text that `data` holds, without a byte order mark.

    Raises `Unsupported` where no encoding makes sensible text of it.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return data.decode(encoding, errors="replace").removeprefix("\ufeff")
    encoding = _wide(data) or _utf8(data) or _legacy(data)
    text = data.decode(encoding, errors="replace")
    if len(_CONTROL.findall(text)) > len(text) / 20:
        raise Unsupported("the content is binary data, not text; give the report as PDF, DOCX, HTML or text")
    return text


def _wide(data: bytes) -> str:
    """UTF-16 without a mark: every second byte of its ASCII characters, spaces at least, is zero."""
    even, odd = data[:_SAMPLE:2].count(0), data[1:_SAMPLE:2].count(0)
    enough = len(data[:_SAMPLE]) / 50
    if even + odd < max(enough, 1) or len(data) % 2:
        return ""
    return "utf-16-le" if odd > 10 * even else "utf-16-be" if even > 10 * odd else ""


def _utf8(data: bytes) -> str:
    """UTF-8, also where a few bytes are broken: other encodings hardly ever form its sequences."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", errors="replace")
        right = sum(ord(character) > 127 for character in text)
        wrong = text.count("\ufffd")
        return "utf-8" if wrong * 20 < right else ""
    return "utf-8"


def _legacy(data: bytes) -> str:
    sample = data[:_SAMPLE]
    score, encoding = max((_familiarity(sample, encoding), encoding) for encoding in _FAMILIAR)
    if score >= _SENSIBLE:
        return encoding
    guess = from_bytes(sample).best()
    if guess is None:
        raise Unsupported("the content is not text in any known encoding; save it as UTF-8 and index it again")
    return guess.encoding


def _familiarity(data: bytes, encoding: str) -> float:
    """Share of the characters beyond ASCII that are everyday ones for texts in `encoding`."""
    text = data.decode(encoding, errors="replace")
    foreign = [character for character in text if ord(character) > 127]
    if not foreign:
        return 0.0
    familiar = set(_FAMILIAR[encoding])
    right = sum(character in familiar for character in foreign)
    wrong = 5 * text.count("\ufffd") + 2 * len(_NONSENSE.findall(text)) + len(_CONTROL.findall(text))
    return (right - wrong) / len(foreign)
