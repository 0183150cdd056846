"""Drawing pages costs no more than is set: time, memory, room on the disk, and requests that wait."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest
from PIL import Image

from ingest.errors import Damaged, Encrypted, ParseError
from ingest.rendering import MOST_DOTS, Sheet, draw
from search_api.errors import Busy
from search_api.page_pictures import PagePictures
from search_api.service_settings import PictureSettings

Make = Callable[..., PagePictures]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    made: list[PagePictures] = []

    def pictures(**settings: float) -> PagePictures:
        made.append(PagePictures(tmp_path / "pictures", PictureSettings(**settings)))
        return made[-1]

    yield pictures
    for one in made:
        one.close()


@pytest.fixture
def scan(tmp_path: Path) -> Path:
    path = tmp_path / "scan.tiff"
    pages = [Image.new("L", (400, 600), shade) for shade in (255, 128)]
    pages[0].save(path, save_all=True, append_images=pages[1:])
    return path


def test_each_page_of_a_scan_is_drawn_as_wide_as_asked(scan: Path) -> None:
    from io import BytesIO

    first, second = (Image.open(BytesIO(draw(scan, "image", Sheet(page, 200)))) for page in (1, 2))
    assert first.size == second.size == (200, 300)
    assert (first.getpixel((5, 5)), second.getpixel((5, 5))) == ((255,) * 3, (128,) * 3)


def test_a_page_of_a_hundred_meters_is_drawn_smaller(tmp_path: Path) -> None:
    from io import BytesIO

    from reportlab.pdfgen.canvas import Canvas

    canvas = Canvas(str(tmp_path / "long.pdf"), pagesize=(20, 14000))
    canvas.showPage()
    canvas.save()
    drawn = Image.open(BytesIO(draw(tmp_path / "long.pdf", "pdf", Sheet(1, 3000))))
    assert drawn.width * drawn.height <= MOST_DOTS * 1.01


def test_an_encrypted_file_says_so(locked_pdf: Path) -> None:
    with pytest.raises(Encrypted, match="password is not kept"):
        draw(locked_pdf, "pdf", Sheet(1, 100))


def test_a_broken_file_costs_that_file_only(make: Make, tmp_path: Path, scan: Path) -> None:
    (tmp_path / "torn.pdf").write_bytes(b"%PDF-1.7\nnothing but a beginning")
    pictures = make()
    with pytest.raises(Damaged, match="can't be drawn"):
        pictures.picture(tmp_path / "torn.pdf", "pdf", Sheet(1, 100))
    assert pictures.picture(scan, "image", Sheet(1, 100)).startswith(b"\x89PNG")


def test_a_page_that_takes_too_long_is_given_up(make: Make, tmp_path: Path) -> None:
    endless = tmp_path / "endless.tiff"
    os.mkfifo(endless)  # nobody writes to it, so whoever reads it waits
    with pytest.raises(ParseError, match=r"longer than 0\.1 seconds"):
        make(seconds=0.1).picture(endless, "image", Sheet(1, 100))


def test_a_picture_is_drawn_once_and_those_used_last_are_kept_within_their_room(
    make: Make, scan: Path, tmp_path: Path
) -> None:
    pictures = make(room=1500)
    for width in (100, 200, 300):
        pictures.picture(scan, "image", Sheet(1, width))
    kept = [path.stat().st_size for path in (tmp_path / "pictures").iterdir()]
    assert len(kept) >= 1
    assert sum(kept) <= 1500
    scan.unlink()
    assert pictures.picture(scan, "image", Sheet(1, 300)).startswith(b"\x89PNG")


def test_more_requests_than_may_wait_are_sent_away(make: Make, scan: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from threading import Event

    started, go_on = Event(), Event()

    def slow(*_: object) -> bytes:
        started.set()
        go_on.wait(10)
        return b"\x89PNG"

    pictures = make(waiting=1)
    monkeypatch.setattr(pictures, "_drawn", slow)
    thread = Thread(target=pictures.picture, args=(scan, "image", Sheet(1, 100)))
    thread.start()
    started.wait(10)
    try:
        with pytest.raises(Busy):
            pictures.picture(scan, "image", Sheet(2, 100))
    finally:
        go_on.set()
        thread.join()
