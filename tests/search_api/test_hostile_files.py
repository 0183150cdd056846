"""Files that were made to do harm, handed in over HTTP: refused, or listed with a reason; the service goes on."""

from __future__ import annotations

import io
import struct
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from copy import copy

import pytest
from faces import Prepared, Serve
from test_job_service import Service, at_work
from test_problems import assert_problem

MIB = 2**20
LIMITS = {"workers": 1, "threads": 1, "pages_per_file": 20, "seconds_per_file": 60}


def _zip(**parts: str) -> bytes:
    """A container of parts, in whose names a slash stands as two underscores."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


def _listed_often(packed: bytes) -> bytes:
    """The container, with each part listed a thousand times."""
    buffer = io.BytesIO(packed)
    with zipfile.ZipFile(buffer, "a") as file:
        for number, part in [(number, part) for number in range(1000) for part in file.infolist()]:
            again = copy(part)
            again.filename = f"{number}"
            file.filelist.append(again)
        file.writestr("end", "")
    return buffer.getvalue()


def _lying(packed: bytes) -> bytes:
    """The container, whose part of 64 MiB is said to have a kilobyte."""
    return packed.replace(struct.pack("<L", 64 * MIB), struct.pack("<L", 1024))


def _directory(parts: int) -> bytes:
    """A container that is nothing but its directory."""
    part = b"PK\x01\x02" + bytes(24) + b"\x01" + bytes(17) + b"a"
    end = struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, parts * len(part), 4, 0)
    return b"PK\x03\x04" + parts * part + b"PK\x05\x06" + end


WORD = '<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>'
LAUGHS = "".join(f"<!ENTITY l{n + 1} '{f'&l{n};' * 10}'>" for n in range(9))


CATALOG = b"<</Type/Catalog/Pages 2 0 R>>"
PAGES = b"<</Type/Pages/Count 1/Kids[3 0 R]>>"
FONT = b"<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R/Resources %s>>" % FONT
WORDS = b"<</Length 52>>stream\nBT /F 12 Tf 20 200 Td (Moss covers the old harbour.) Tj ET\nendstream"


def _pdf(*objects: bytes) -> bytes:
    """A PDF of these objects, the first being its catalogue."""
    body, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(places) + 1, len(body))
    return body + table + end


def _packed_twice(size: int) -> bytes:
    """A stream of so many blanks, in some kilobytes."""
    packer = zlib.compressobj(1)
    twice = zlib.compress(b"".join(packer.compress(bytes(MIB)) for _ in range(size // MIB)) + packer.flush())
    return b"<</Length %d/Filter[/FlateDecode/FlateDecode]>>stream\n%s\nendstream" % (len(twice), twice)


Made = dict[str, tuple[Callable[[], bytes], str]]

REFUSED: Made = {
    "bomb.docx": (lambda: _listed_often(_zip(**{"word__document.xml": " " * MIB})), "unpacks to 1000 MiB more"),
    "bomb.epub": (lambda: _listed_often(_zip(mimetype="", **{"META-INF__container.xml": " " * MIB})), "MiB more"),
    "million.docx": (lambda: _directory(10**6), "container of 1000000 parts"),
}
UNREAD: Made = {
    "liar.docx": (lambda: _lying(_zip(**{"word__document.xml": " " * 64 * MIB})), "broken or cut off"),
    "liar.epub": (lambda: _lying(_zip(**{"META-INF__container.xml": " " * 64 * MIB})), "broken or cut off"),
    "laughs.docx": (
        lambda: _zip(**{"word__document.xml": f"<!DOCTYPE d [<!ENTITY l0 'ha'>{LAUGHS}]>{WORD}&l9;"}),
        "holds no words",
    ),
    "stream.pdf": (lambda: _pdf(CATALOG, PAGES, PAGE, _packed_twice(300 * MIB)), "unpacks to more than 256 MiB"),
    "deep.pdf": (
        lambda: _pdf(CATALOG, *(b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % number for number in range(3, 5000))),
        "list of pages is broken",
    ),
}
READ: Made = {
    "pages.pdf": (
        lambda: _pdf(CATALOG, b"<</Type/Pages/Count 2000/Kids[%s]>>" % (2000 * b"3 0 R "), PAGE, WORDS),
        "1980 of 2000 pages were not read",
    ),
    "blank.txt": (lambda: b"Peat." + 20_000 * b"\n" + b"Moss.", ""),
}


@pytest.fixture(scope="module")
def attacked(serve: Serve, prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """A service whose builder comes to work when all those files have been taken in."""
    settings = prepared(tmp_path_factory.mktemp("attacked"), limits=LIMITS)
    with serve(settings.store) as client:
        for name, (made, _) in (UNREAD | READ).items():
            started = time.monotonic()
            answer = client.post("/v1/documents", files={"file": (name, made())})
            assert answer.status_code == 202, answer.text
            assert time.monotonic() - started < 5
    with at_work(serve, settings) as service:
        [job] = service.client.get("/v1/jobs").json()["jobs"]
        assert service.ended(job["id"])["state"] == "succeeded"
        yield service


@pytest.mark.parametrize("name", REFUSED)
def test_a_trap_that_shows_from_outside_is_refused_at_the_door(attacked: Service, name: str) -> None:
    made, reason = REFUSED[name]
    data, started = made(), time.monotonic()
    assert_problem(attacked.client.post("/v1/documents", files={"file": (name, data)}), 422, reason)
    assert time.monotonic() - started < 5


@pytest.mark.parametrize("name", UNREAD)
def test_a_trap_that_shows_when_it_is_read_is_listed_with_a_reason(attacked: Service, name: str) -> None:
    for path, list in (("/v1/documents", "failed_files"), ("/v1/unread-files", "unread_files")):
        [listed] = [file for file in attacked.client.get(path).json()[list] if file["source"] == name]
        assert UNREAD[name][1] in listed["reason"]


@pytest.mark.parametrize("name", READ)
def test_what_only_looks_endless_is_read_as_far_as_the_limits_go(attacked: Service, name: str) -> None:
    [listed] = [file for file in attacked.client.get("/v1/documents").json()["documents"] if file["source"] == name]
    assert READ[name][1] in " ".join(listed["remarks"])


def test_beside_all_these_the_service_goes_on(attacked: Service) -> None:
    assert attacked.client.get("/readyz").json()["generation"] == attacked.live()
    assert attacked.total("carbon") == 1
