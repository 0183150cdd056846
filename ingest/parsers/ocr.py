"""Reads pictures of pages with Tesseract, an optional program that its users install beside this package."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import groupby, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from lxml import etree
from PIL import Image

from ingest.layout.glyphs import Direction, Frame, Glyph
from ingest.layout.lines import SPACED_PART_GAP

PAGES_WORTH = 3.0
"""Seconds that recognising one page may take, in those that reading a page may: 60 by default. A dense page of
Chinese takes 12 on one loaded core."""
FILES_WORTH = 30.0
"""The same for all pages of one file: 600 seconds by default, which leaves the file time for its other pages. A fax of
22 pages takes 150 of one core."""
SURE_OF_TURN = 3.0
"""Tesseract's confidence in a page's rotation from which on that is tried first: over 50 pages and rotations of reports
in four scripts it was wrong up to 2.5 and right from 12 on; of 22 pages of a worn fax it was wrong on one, at 4."""
LEAST_WORD, LEAST_LINE = 0.3, 0.6
"""Confidence of a word, and mean of a line, below which they are taken for a stain, a picture or a rule.

On six pages with photographs and charts 2 of 9 words below 0.3 were right, 6 of 26 from there to 0.7, 1,201 of 1,213
from 0.8. One that is hardly readable in the middle of a sentence is kept for the sake of its place."""
LEAST_PAGE = 0.65
"""Mean confidence below which what was found on a page is no text: 16 pages in English, Chinese and Korean had 0.83 to
0.96, two of vertical Japanese, of which nothing was right, 0.52 and 0.53."""
FEWEST = 8
"""Letters and figures that a page must hold to count as read."""


def engine() -> str:
    """The program that recognises characters, its version and its languages; "" where there is none."""
    found = _installed()
    return f"{found.name} ({', '.join(found.languages)})" if found else ""


def missing_hint() -> str:
    """What to install so that scans in all languages of the region are read; "" where nothing is missing."""
    found = _installed()
    missing = [data for data in _PACKAGED if not found or data not in found.languages]
    if not missing:
        return ""
    packages = [*([] if found else ["tesseract-ocr"]), *(f"tesseract-ocr-{data.replace('_', '-')}" for data in missing)]
    lack = f"Tesseract has no data for {', '.join(missing)}" if found else "Tesseract is not installed"
    return (
        f"{lack}: to read scans, install on Debian or Ubuntu {' '.join(packages)} (apt-get install), "
        "on macOS tesseract and tesseract-lang (brew install)"
    )


@dataclass(frozen=True, slots=True)
class Recognised:
    """What was found on a picture: glyphs in the coordinates of `frame`, in points; how sure, and read by what.

    Where there are no glyphs, `reason` says why.
    """

    frame: Frame
    glyphs: Sequence[Glyph] = ()
    confidence: float = 0.0
    reason: str = ""


class Recogniser:
    """Reads the pictures of one file's pages; what it learns of the file's languages holds for the pages that follow.

    `languages` are ISO 639 codes (or Tesseract's own names), empty to go by the script; `seconds` is what reading a
    page with text may take, see `PAGES_WORTH` and `FILES_WORTH`.
    """

    def __init__(self, languages: Sequence[str] = (), seconds: float = 20.0) -> None:
        self._wished = languages
        self._seconds = seconds
        self._left = FILES_WORTH * seconds
        self._chosen: dict[str, _Languages] = {}
        self._script = ""

    def read(self, picture: Image.Image, width: float, height: float) -> Recognised:
        """The words on `picture`, which shows a page of so many points."""
        upright = Frame(Direction.RIGHT, width, height)
        installed = _installed()
        if not installed:
            return Recognised(upright, reason=missing_hint())
        if self._left <= 0:
            return Recognised(upright, reason=f"reading pictures may take {FILES_WORTH * self._seconds:g} s a file")
        allowed = min(self._left, PAGES_WORTH * self._seconds)
        begun = monotonic()
        try:
            return self._read(picture, upright, installed, begun + allowed)
        except subprocess.TimeoutExpired:
            return Recognised(upright, reason=f"recognising its characters took longer than {allowed:g} seconds")
        except (OSError, subprocess.SubprocessError, etree.XMLSyntaxError) as error:
            return Recognised(upright, reason=f"{installed.name} failed ({type(error).__name__})")
        finally:
            self._left -= monotonic() - begun

    def _read(self, picture: Image.Image, page: Frame, installed: _Installation, until: float) -> Recognised:
        turns, script = _seen(picture, until) if "osd" in installed.languages else ((0,), "")
        candidates = self._candidates(script, installed)
        if not candidates:
            lacking = ", ".join(self._wished) or "its languages"
            return Recognised(page, reason=f"{installed.name} has no data for {lacking}. {missing_hint()}".strip())
        best: _Attempt | None = None
        for attempt in _attempts(picture, turns, candidates, until):
            best = attempt if best is None or attempt.sure > best.sure else best
        if best is None:
            raise subprocess.TimeoutExpired("tesseract", 0.0)
        if script in _BY_SCRIPT and best.sure >= LEAST_PAGE:
            self._script = script
            self._chosen[script] = best.languages
        frame = Frame(_TURNS[best.turn][0], page.width, page.height)
        points = (page.height if frame.down else page.width) / best.width
        return _recognised(best.words, frame, points, f"{installed.name}, {'+'.join(best.languages)}")

    def _candidates(self, script: str, installed: _Installation) -> Sequence[_Languages]:
        """The sets of languages to try, of which the one that is surest holds for this script from then on."""
        if self._wished:
            wished = [name for code in self._wished for name in _TESSERACTS.get(code.lower(), (code,))]
            return _present([tuple(wished)], installed)
        known = script if script in _BY_SCRIPT else self._script
        if known in self._chosen:
            return [self._chosen[known]]
        return _present(_BY_SCRIPT.get(known) or [first for first, *_ in _BY_SCRIPT.values()], installed)


_Languages = tuple[str, ...]
_BY_SCRIPT: dict[str, Sequence[_Languages]] = {
    "Latin": (("eng",),),
    "Cyrillic": (("rus", "mon", "eng"),),
    "Han": (("chi_sim",), ("chi_tra",), ("jpn",)),
    "Japanese": (("jpn",), ("chi_sim",), ("chi_tra",)),
    "Korean": (("kor",),),
    "Hangul": (("kor",),),
}
"""The scripts that Tesseract tells apart, and the languages that may be written in them.

F1 of characters on pages of the embedded reports: Russian rus 0.927, rus+mon 0.926, rus+mon+eng 0.981; Mongolian rus
0.937, rus+mon+eng 0.994; Chinese chi_sim 0.994, with eng 0.991, jpn 0.760. eng gains nothing in Japanese and Korean.
"""
_LAYOUT: dict[str, tuple[str, ...]] = {"kor": ("--psm", "4")}
"""How a page is taken, by its first language, where Tesseract does badly by itself: as one column.

F1 of characters on two pages of Korean, in columns and with tables: by itself 0.78 and 0.95, so 0.93 and 0.96, as one
block 0.93 and 0.86; on pages in English, Chinese, Japanese and Russian they differ by less than 0.01.
"""
_TESSERACTS: dict[str, _Languages] = {
    "en": ("eng",),
    "zh": ("chi_sim", "chi_tra"),
    "zh-hans": ("chi_sim",),
    "zh-hant": ("chi_tra",),
    "ja": ("jpn",),
    "ko": ("kor",),
    "ru": ("rus",),
    "mn": ("mon",),
    "de": ("deu",),
    "es": ("spa",),
    "fr": ("fra",),
    "pt": ("por",),
}
"""Tesseract's names of languages by their ISO 639 codes; a code that is not here is its own name."""
_TURNS: dict[int, tuple[Direction, Image.Transpose | None]] = {
    0: (Direction.RIGHT, None),
    90: (Direction.UP, Image.Transpose.ROTATE_270),
    180: (Direction.LEFT, Image.Transpose.ROTATE_180),
    270: (Direction.DOWN, Image.Transpose.ROTATE_90),
}
"""By how much a picture must be turned clockwise to be read: where its text runs to, and Pillow's name of the turn."""


def _present(sets: Sequence[_Languages], installed: _Installation) -> list[_Languages]:
    found = [tuple(name for name in names if name in installed.languages) for names in sets]
    return list(dict.fromkeys(names for names in found if names))


@dataclass(frozen=True, slots=True)
class _Word:
    """Characters with their left and right edges, and the line that they stand on; in pixels.

    A word that `touches` the one before has no space before it.
    """

    characters: Sequence[tuple[str, float, float]]
    confidence: float
    base: float
    ascent: float
    descent: float
    line: int
    touches: bool = False

    @property
    def text(self) -> str:
        return "".join(text for text, *_ in self.characters)


@dataclass(frozen=True, slots=True)
class _Attempt:
    """What was read on a picture turned clockwise by `turn`, in dots of which it is `width` wide."""

    turn: int
    width: int
    languages: _Languages
    words: Sequence[_Word]

    @property
    def sure(self) -> float:
        return _weight(self.words)


def _attempts(
    picture: Image.Image, turns: Sequence[int], candidates: Sequence[_Languages], until: float
) -> Iterator[_Attempt]:
    """All languages at the first turn; at the next one only where nothing was read, while there is time."""
    for turn in turns:
        transposed = _TURNS[turn][1]
        upright = picture.transpose(transposed) if transposed is not None else picture
        read = False
        for languages in candidates:
            try:
                attempt = _Attempt(turn, upright.width, languages, list(_words(upright, languages, until)))
            except subprocess.TimeoutExpired:
                return
            read = read or attempt.sure >= LEAST_PAGE
            yield attempt
        if read:
            return


def _seen(picture: Image.Image, until: float) -> tuple[Sequence[int], str]:
    """By how much the picture may have to be turned clockwise, the likeliest first, and its script ("" if unknown)."""
    try:
        told = _tesseract(picture, until, "--psm", "0").decode()
    except subprocess.CalledProcessError:  # too few characters
        return (0,), ""
    answers = dict(line.split(": ", 1) for line in told.splitlines() if ": " in line)
    sure = float(answers.get("Orientation confidence", 0)) >= SURE_OF_TURN
    turn = int(answers.get("Rotate", 0))
    turns = [turn, 0] if sure else [0, turn]
    return [one for one in dict.fromkeys(turns) if one in _TURNS], answers.get("Script", "")


def _tesseract(picture: Image.Image, until: float, *options: str, output: str = "stdout") -> bytes:
    """What Tesseract answers, unless it goes to files. It works on one core: others are given to the other workers."""
    file = io.BytesIO()
    picture.save(file, "PPM")
    return subprocess.run(
        ["tesseract", "stdin", output, "--dpi", "300", *options],
        input=file.getvalue(),
        capture_output=True,
        check=True,
        timeout=max(0.1, until - monotonic()),
        env={**os.environ, "OMP_THREAD_LIMIT": "1"},
    ).stdout


def _words(picture: Image.Image, languages: _Languages, until: float) -> Iterator[_Word]:
    """The words of the hOCR that Tesseract gives (kba.github.io/hocr-spec/1.2), line by line.

    It parts what stands without spaces too (each syllable of Korean); only the plain text tells where spaces are.
    """
    with TemporaryDirectory() as folder:
        layout = _LAYOUT.get(languages[0], ())
        options = ("-l", "+".join(languages), *layout, "-c", "hocr_char_boxes=1", "hocr", "txt")
        _tesseract(picture, until, *options, output=f"{folder}/page")
        page = etree.fromstring(Path(folder, "page.hocr").read_bytes(), _PARSER)
        text = Path(folder, "page.txt").read_text(encoding="utf-8")
    place = 0
    for number, line in enumerate(page.iterfind(f".//{_SPAN}[@id]")):
        for word in _of_line(line, number) if "x_size" in line.get("title", "") else ():
            start = _place_of(word.text, text, place)
            touches = start == place
            place = start + len(word.text) if start >= 0 else place
            yield replace(word, touches=touches)


def _place_of(word: str, text: str, place: int) -> int:
    """Where a word stands in the plain text, behind any white space or else a little further on; -1 if it doesn't."""
    while text[place : place + 1].isspace():
        place += 1
    return text.find(word, place, place + len(word) + _NEAR)


_PARSER = etree.XMLParser(load_dtd=False, no_network=True, resolve_entities=False, huge_tree=True)
_NEAR = 80
"""Characters of the plain text, at most, that may be none of the words."""
_SPAN = "{http://www.w3.org/1999/xhtml}span"


def _of_line(line: etree._Element, number: int) -> Iterator[_Word]:
    """The base line is a straight one, given by its rise and by its height over the line's bottom left corner."""
    x0, _, x1, bottom = _numbers(line, "bbox")
    slope, rise = _numbers(line, "baseline") or (0.0, 0.0)
    [size], [descent] = _numbers(line, "x_size"), _numbers(line, "x_descenders") or [0.0]
    base = bottom + rise + slope * (x1 - x0) / 2
    for word in line.iterfind(f"{_SPAN}[@class='ocrx_word']"):
        boxes = [(child.text or "", _numbers(child, "x_bboxes")) for child in word.iter(_SPAN) if child is not word]
        characters = [(text, box[0], box[2]) for text, box in boxes if text.strip() and box]
        if characters:
            [sure] = _numbers(word, "x_wconf")
            yield _Word(characters, sure / 100, base, size - descent, descent, number)


def _numbers(element: etree._Element, key: str) -> list[float]:
    found = re.search(rf"\b{key}((?: -?[\d.]+)+)", element.get("title", ""))
    return [float(number) for number in found[1].split()] if found else []


def _letters(word: _Word) -> int:
    return sum(character.isalnum() for text, *_ in word.characters for character in text)


def _weight(words: Sequence[_Word]) -> float:
    """The mean confidence of the words' letters."""
    letters = sum(map(_letters, words))
    return sum(word.confidence * _letters(word) for word in words) / letters if letters else 0.0


def _recognised(words: Sequence[_Word], frame: Frame, points: float, engine: str) -> Recognised:
    lines = [list(line) for _, line in groupby(words, key=lambda word: word.line)]
    sound = [word for line in lines if _weight(line) >= LEAST_LINE for word in line]
    kept = [word for word in sound if word.confidence >= LEAST_WORD]
    sure = _weight(kept)
    if sure < LEAST_PAGE or sum(map(_letters, kept)) < FEWEST:
        return Recognised(frame, reason=f"{engine} finds no words in its picture")
    return Recognised(frame, _glyphs(kept, points), round(sure, 3), f"read from a picture by {engine}")


def _glyphs(words: Sequence[_Word], points: float) -> list[Glyph]:
    """Glyphs as a PDF draws them: those of a word touch, and between two words stands a space, but not a gutter."""
    found: list[Glyph] = []
    last: _Word | None = None
    end = 0.0
    for word in words:
        same = last is not None and last.line == word.line
        edges = _edges(word.characters, end if same else 0.0)
        wide = edges[0] - end > SPACED_PART_GAP * (word.ascent + word.descent)
        if last and same and not wide and not word.touches and not _runs_on(last, word):
            found.append(_glyph(" ", end, edges[0], word, points, len(found)))
        for (text, *_), (start, end) in zip(word.characters, pairwise(edges), strict=True):
            found.append(_glyph(text, start, end, word, points, len(found)))
        last = word
    return found


def _runs_on(word: _Word, following: _Word) -> bool:
    """Whether no space stands between two words, though Tesseract's text has one: in Chinese and Japanese."""
    return bool(_SPACELESS.match(word.text[-1]) or _SPACELESS.match(following.text[0]))


_SPACELESS = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef]")


def _edges(characters: Sequence[tuple[str, float, float]], least: float) -> list[float]:
    """Where each character begins and the last one ends; one that begins before its neighbour begins behind it.

    None begins before `least`.

    Tesseract gives some characters, mostly underlined ones, the box of their whole word.
    """
    edges = [max(least, characters[0][1])]
    for (_, before, reach), (_, start, _) in pairwise(characters):
        edges.append(max(edges[-1], start if start > before else reach))
    return [*edges, max(edges[-1], characters[-1][2])]


def _glyph(text: str, x0: float, x1: float, word: _Word, points: float, place: int) -> Glyph:
    base, size = word.base * points, (word.ascent + word.descent) * points
    top, bottom = base - word.ascent * points, base + word.descent * points
    return Glyph(text, x0 * points, top, max(x0, x1) * points, bottom, base, size, "", place, word.confidence)


_PACKAGED = ("osd", "eng", "chi_sim", "chi_tra", "jpn", "kor", "rus", "mon")
"""Tesseract's names of the data that this region's reports need; `osd` finds script and rotation."""
_PATIENCE = 30.0
"""Seconds that asking for a version may take."""


@dataclass(frozen=True, slots=True)
class _Installation:
    name: str
    languages: tuple[str, ...]


@lru_cache(maxsize=1)
def _installed() -> _Installation | None:
    if not shutil.which("tesseract"):
        return None
    try:
        version, languages = _told("--version"), _told("--list-langs")
    except (OSError, subprocess.SubprocessError):
        return None
    first = version.split("\n", 1)[0].split()
    return _Installation(f"Tesseract {first[1] if len(first) > 1 else ''}".strip(), tuple(languages.split("\n")[1:]))


def _told(question: str) -> str:
    """Versions before 5 answer on the error stream."""
    answer = subprocess.run(["tesseract", question], capture_output=True, text=True, timeout=_PATIENCE, check=True)
    return (answer.stdout or answer.stderr).strip()
