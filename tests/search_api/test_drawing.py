"""`sdgsearch doctor --draw`: a picture of each page of a PDF, an outline of every other format."""

from collections.abc import Callable
from pathlib import Path

import pytest
from faces import Ran
from PIL import Image

Run = Callable[..., Ran]


@pytest.fixture
def draw(run: Run, tmp_path: Path) -> Callable[..., Ran]:
    """Draws a file into the folder `drawn`."""
    return lambda file, *options: run("doctor", "--draw", file, "--out", tmp_path / "drawn", *options)


def colours(picture: Path) -> set[tuple[int, ...]]:
    with Image.open(picture) as image:
        return {colour for _, colour in image.getcolors(1 << 24)}


def test_every_page_becomes_a_picture_and_a_row_of_the_table(
    draw: Callable[..., Ran], reports: Path, tmp_path: Path
) -> None:
    ran = draw(reports / "haze.pdf")
    assert ran.code == 0
    assert ran.out.splitlines()[0] == "page\tlabel\tstate\tgrade\tcertainty\tcharacters\treason"
    assert [line.split("\t")[:4] for line in ran.out.splitlines()[1:4]] == [[n, n, "text", "good"] for n in "123"]
    assert [file.name for file in sorted((tmp_path / "drawn").iterdir())] == [f"haze-000{n}.png" for n in "123"]


def test_blocks_have_the_colours_of_their_kinds_and_passages_a_ground(
    draw: Callable[..., Ran], reports: Path, tmp_path: Path
) -> None:
    draw(reports / "haze.pdf", "--pages", "2")
    [picture] = (tmp_path / "drawn").iterdir()
    heading, paragraph, ground = (0xD3, 0x2F, 0x2F), (0x15, 0x65, 0xC0), {(0xFF, 0xF1, 0x76), (0x80, 0xDE, 0xEA)}
    assert {heading, paragraph} <= colours(picture)
    assert ground & colours(picture)


def test_a_passage_is_drawn_on_its_page_alone(draw: Callable[..., Ran], reports: Path, tmp_path: Path) -> None:
    draw(reports / "haze.pdf", "--passage", 3)
    assert [file.name for file in (tmp_path / "drawn").iterdir()] == ["haze-0002.png"]


def test_a_file_that_is_a_picture_is_drawn_too(draw: Callable[..., Ran], tmp_path: Path) -> None:
    Image.new("L", (300, 400), 255).save(tmp_path / "scan.png")
    ran = draw(tmp_path / "scan.png")
    assert "Nothing is drawn on it" in ran.out
    assert [file.name for file in (tmp_path / "drawn").iterdir()] == ["scan-0001.png"]


def test_a_file_without_geometry_is_shown_as_an_outline(
    draw: Callable[..., Ran], reports: Path, tmp_path: Path
) -> None:
    ran = draw(reports / "nature.docx")
    assert ran.code == 0
    assert "   2  heading 1     Тигр" in ran.out
    assert not (tmp_path / "drawn").exists()


def test_a_locked_file_is_drawn_with_its_password(draw: Callable[..., Ran], locked_pdf: Path, tmp_path: Path) -> None:
    assert "password is needed" in draw(locked_pdf).err
    assert draw(locked_pdf, "--password", "secret", "--pages", "1").code == 0
    assert len(list((tmp_path / "drawn").iterdir())) == 1


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--pages", "9"], 1, "There is no such page: the file has 3"),
        (["--passage", "99"], 1, "There is no passage 99"),
        (["--pages", "one"], 2, "1,3-5"),
    ],
)
def test_what_is_not_in_the_file_can_not_be_drawn(
    draw: Callable[..., Ran], reports: Path, options: list[str], code: int, words: str
) -> None:
    ran = draw(reports / "haze.pdf", *options)
    assert ran.code == code
    assert words in " ".join(ran.err.split())
