"""Pages that pdfminer can't read, files that are torn, traps and limits: what is there is read, and the rest named."""

import io
import re
import zlib
from collections.abc import Callable
from typing import Any

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingest.document import Document, PageState
from ingest.errors import Damaged
from ingest.parsers import pdf_pages, pdf_streams
from ingest.parsers.pdf import parse
from ingest.parsers.reading import Reading

WORDS = "Every station sends its figures within the hour."


def drawn(pages: int = 1, before: Callable[[Canvas], Any] = lambda canvas: None, compressed: int = 0) -> bytes:
    """A PDF whose pages each hold the same sentence and their number."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1, pageCompression=compressed)
    for number in range(1, pages + 1):
        before(canvas)
        canvas.setFont("Helvetica", 10)
        canvas.drawString(72, 300, f"{WORDS} It is hour {number}.")
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def states(document: Document) -> list[PageState]:
    return [page.state for page in document.pages]


class Hanging:
    """Stands for the first reader and never ends on the pages named."""

    def __init__(self, *numbers: int) -> None:
        self._numbers = numbers
        self._read = pdf_pages._with_pdfminer

    def __call__(self, pdf: Any, leaf: Any, number: int) -> Any:
        while number in self._numbers:
            pass
        return self._read(pdf, leaf, number)


class TestSecondReader:
    @pytest.mark.parametrize("rotation", [0, 90, 180, 270])
    def test_a_page_that_breaks_the_first_reader_is_read_at_the_same_place(
        self, rotation: int, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        data = drawn(before=lambda canvas: canvas.setPageRotation(rotation))
        whole = parse(data)
        monkeypatch.setattr(pdf_pages, "_with_pdfminer", lambda *_: 1 / 0)
        document = parse(data)
        assert document.text == whole.text
        assert (document.pages[0].width, document.pages[0].height) == pytest.approx(
            (whole.pages[0].width, whole.pages[0].height), abs=0.1
        )
        for line, other in zip(document.lines, whole.lines, strict=True):
            assert line.box
            assert other.box
            assert (line.box.x0, line.box.x1) == pytest.approx((other.box.x0, other.box.x1), abs=3)
            assert (line.box.top, line.box.bottom) == pytest.approx((other.box.top, other.box.bottom), abs=3)

    def test_the_page_says_so_and_is_less_certain(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pdf_pages, "_with_pdfminer", lambda *_: 1 / 0)
        [page] = parse(drawn()).pages
        assert page.state is PageState.TEXT
        assert "read with PDFium, because the page is broken: ZeroDivisionError" in page.reason
        assert page.certainty < 1

    def test_a_page_that_never_ends_is_given_up_and_read_by_the_other(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pdf_pages, "_with_pdfminer", Hanging(2))
        document = parse(drawn(3), Reading(seconds_per_page=0.5))
        assert states(document) == [PageState.TEXT] * 3
        assert [page.number for page in document.pages if "took longer than 0.5 seconds" in page.reason] == [2]
        assert "It is hour 2." in document.text

    def test_what_both_readers_fail_on_is_named_and_the_others_are_read(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pdf_pages, "_with_pdfminer", Hanging(1))
        monkeypatch.setattr(pdf_pages.SecondReader, "document", None)
        document = parse(drawn(2), Reading(seconds_per_page=0.5))
        assert states(document) == [PageState.FAILED, PageState.TEXT]
        assert "took longer" in document.pages[0].reason

    def test_a_file_that_the_first_reader_refuses_is_read_by_the_other(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def refused(*_: object, **__: object) -> None:
            raise ValueError("no such file has been seen")

        monkeypatch.setattr("pdfplumber.open", refused)
        document = parse(drawn(2))
        assert states(document) == [PageState.TEXT] * 2
        assert document.remarks == ("The file is damaged: 2 pages were rescued from it.",)


class TestDamage:
    def test_a_torn_page_is_read_as_far_as_it_goes_and_says_so(self) -> None:
        lines = [f"Line {number} of the report on dust and sandstorms." for number in range(40)]

        def many(canvas: Canvas) -> None:
            for number, line in enumerate(lines):
                canvas.drawString(72, 690 - 12 * number, line)

        [page] = parse(_plain_flate(drawn(before=many), torn=True)).pages
        assert page.state is PageState.TEXT
        assert "a part of its content is damaged" in page.reason

    def test_a_page_of_which_nothing_is_left_has_failed_and_is_not_called_empty(self) -> None:
        data = _plain_flate(drawn(2))
        first = data.index(b"stream\n") + 7
        document = parse(data[:first] + b"\xff" * 40 + data[first + 40 :])
        assert states(document) == [PageState.FAILED, PageState.TEXT]
        assert "damaged" in document.pages[0].reason

    def test_a_page_without_any_content_is_empty_and_not_damaged(self) -> None:
        content = b"<< /Filter /FlateDecode /Length 0 >>\nstream\n\nendstream"
        data = re.sub(rb"(?s)<<\s*/Length \d+\s*>>\s*stream\n.*?endstream", content, drawn(2), count=1)
        assert states(parse(data)) == [PageState.EMPTY, PageState.TEXT]

    def test_a_rescued_file_says_how_much_was_rescued(self) -> None:
        data = drawn(20)
        document = parse(data[: int(len(data) * 0.9)])
        [remark] = document.remarks
        assert re.search(r"damaged: \d+ pages were rescued", remark)


class TestLimits:
    def test_pages_beyond_the_limit_are_not_read_and_named(self) -> None:
        document = parse(drawn(5), Reading(most_pages=2))
        assert states(document) == [PageState.TEXT] * 2 + [PageState.FAILED] * 3
        assert document.remarks == ("3 of 5 pages were not read: only the first 2 pages of a file are.",)

    def test_pages_beyond_so_many_characters_are_not_read_and_named(self) -> None:
        document = parse(drawn(5), Reading(most_characters=100))
        assert states(document) == [PageState.TEXT] * 2 + [PageState.FAILED] * 3
        assert "first 100 characters" in document.remarks[0]

    def test_a_stream_that_unpacks_without_end_costs_its_page_only(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pdf_streams, "MOST_UNPACKED", 2**20)
        data = _plain_flate(drawn(2), bomb=b" " * 2**22)
        document = parse(data)
        assert states(document) == [PageState.FAILED, PageState.TEXT]
        assert "unpacks to more than 1 MiB" in document.pages[0].reason

    def test_a_file_of_nothing_but_a_trap_says_what_it_is(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(pdf_streams, "MOST_UNPACKED", 2**20)
        with pytest.raises(Damaged, match="unpacks to more than 1 MiB"):
            parse(_plain_flate(drawn(), bomb=b" " * 2**22))


def _plain_flate(data: bytes, bomb: bytes = b"", torn: bool = False) -> bytes:
    """The same PDF with each page's content packed with Flate alone; `bomb` stands before the first."""
    contents = re.compile(rb"(?s)<<\s*/Length \d+\s*>>\s*stream\n(.*?)endstream")
    packed = iter([bomb])

    def pack(match: re.Match[bytes]) -> bytes:
        content = zlib.compress(next(packed, b"") + match[1])
        content = content[: len(content) // 2] if torn else content
        return b"<< /Filter /FlateDecode /Length %d >>\nstream\n%sendstream" % (len(content), content)

    found, count = contents.subn(pack, data)
    assert count
    return found


def test_what_is_kept_of_pages_read_before_does_not_grow_with_their_number(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[int] = []
    let_go = pdf_pages._let_go

    def counted(pdf: Any) -> None:
        kept.append(len(pdf.doc._cached_objs))
        let_go(pdf)

    monkeypatch.setattr(pdf_pages, "_let_go", counted)
    document = parse(drawn(70))
    assert states(document) == [PageState.TEXT] * 70
    assert len(kept) == 4
    assert max(kept[1:]) <= kept[0]
