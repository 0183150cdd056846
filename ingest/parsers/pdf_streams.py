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


class _Bounded:
    """Stands for the module `zlib` where pdfminer unpacks a stream: it offers no limit of its own."""

    error = zlib.error
    decompressobj = staticmethod(zlib.decompressobj)

    @staticmethod
    def decompress(data: bytes) -> bytes:
        """What `zlib.decompress` gives, up to the limit."""
        unpacking = zlib.decompressobj()
        found = unpacking.decompress(data, MOST_UNPACKED)
        if unpacking.unconsumed_tail:
            raise TooLarge
        if not unpacking.eof:
            raise zlib.error("incomplete or truncated stream")
        return found
