"""Texts in the encodings of the region are read as they were written."""

import pytest

from ingest.errors import Unsupported
from ingest.parsers.decoding import decode

CHINESE = "东北亚各国应当加强沙尘暴监测和预警方面的合作，并在每年的会议上报告进展情况。"
TRADITIONAL = "東北亞各國應當加強沙塵暴監測和預警方面的合作，並在每年的會議上報告進展情況。"
JAPANESE = "北東アジアの国々は、砂塵嵐の観測と早期警報についての協力を強めることになっている。"
KOREAN = "동북아시아 각국은 황사 관측과 조기 경보에 관한 협력을 강화하고 매년 회의에서 보고하기로 하였다."
RUSSIAN = "Страны Северо-Восточной Азии договорились расширить обмен данными о пыльных бурях."
FRENCH = "Les pays de l’Asie du Nord-Est ont décidé de coopérer à la protection des forêts – dès 2021."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "gb18030"),
        (CHINESE, "gbk"),
        (TRADITIONAL, "big5"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        (KOREAN, "cp949"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8_r"),
        (FRENCH, "cp1252"),
        (KOREAN, "utf-8"),
        (JAPANESE, "utf-8-sig"),
        (RUSSIAN, "utf-16"),
        (FRENCH, "utf-16-le"),
        (FRENCH, "utf-16-be"),
    ],
)
def test_a_text_is_read_in_its_encoding(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)) == text


def test_utf8_with_a_broken_byte_stays_utf8() -> None:
    assert decode((CHINESE * 5).encode() + b"\xe4\xb8").startswith(CHINESE)


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(Unsupported, match="not text"):
        decode(bytes(range(256)) * 20)
