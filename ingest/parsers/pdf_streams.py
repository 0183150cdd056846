"""What a PDF's compressed streams may unpack to: a few kilobytes can be made to hold gigabytes."""

from __future__ import annotations

import zlib

from pdfminer import pdftypes

MOST_UNPACKED = 256 * 2**20
"""Bytes of one unpacked stream; the largest page description in 1,000 pages of policy reports has 11 MiB."""


class TooLarge(Exception):
    """A stream unpacks to more than `MOST_UNPACKED` bytes."""

    def __init__(self) -> None:
        super().__init__(f"a compressed part of it unpacks to more than {MOST_UNPACKED // 2**20} MiB")


def bound() -> None:
    """From here on pdfminer unpacks no stream further than that, and raises `TooLarge` instead."""
    vars(pdftypes)["zlib"] = _Bounded


def torn() -> int:
    """How many streams, of all that were unpacked in this process, had lost a part."""
    return _Bounded.torn


class _Bounded:
    """Stands for the module `zlib` where pdfminer unpacks a stream: it offers no limit of its own."""

    torn = 0
    """How many streams were torn so far."""
    error = zlib.error
    decompressobj = staticmethod(zlib.decompressobj)

    @classmethod
    def decompress(cls, data: bytes) -> bytes:
        """What `zlib.decompress` gives, up to the limit."""
        unpacking = zlib.decompressobj()
        try:
            found = unpacking.decompress(data, MOST_UNPACKED)
        except zlib.error:
            cls.torn += _is_torn(data)
            raise
        if unpacking.unconsumed_tail:
            raise TooLarge
        if not unpacking.eof:
            cls.torn += _is_torn(data)
            raise zlib.error("incomplete or truncated stream")
        return found


def _is_torn(data: bytes) -> bool:
    """Whether some of the content is lost; where its checksum alone is missing or wrong, or it is empty, none is."""
    if not data.strip():
        return False
    unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        unpacking.decompress(data[_HEAD:], MOST_UNPACKED)
    except zlib.error:
        return True
    return not unpacking.eof


_HEAD = 2
"""Bytes before the compressed data, RFC 1950."""
