"""Names as they are compared with what a person types: without case, width, accents and points."""

from __future__ import annotations

import re
import unicodedata


def bare(text: str) -> str:
    """`text` in small letters, compatibility forms made plain, accents taken off and Hangul taken apart.

    Hangul syllables become the letters that they are typed with (Unicode Standard, 3.12), hiragana becomes katakana.
    """
    if text.isascii():
        return text.casefold()
    return _MARKS.sub("", unicodedata.normalize("NFKD", text)).casefold().translate(_KATAKANA)


_MARKS = re.compile("[\u0300-\u036f\u20d0-\u20ff\u3099\u309a]+")
_KATAKANA = {code: code + 0x60 for code in range(0x3041, 0x3097)}
