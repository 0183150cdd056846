"""Fetching, against a real server on this machine that breaks off, lies, and asks for patience."""

import gzip
import hashlib
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from email.utils import formatdate
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from filelock import FileLock

from corpus.catalogue import Source
from corpus.fetching import RECORD, FetchError, FetchOutcome, FetchProgress, FetchSettings, State, fetch

PDF = b"%PDF-1.7\n" + bytes(range(256)) * 1200  # some 300 KB: several pieces
ETAG = '"v1"'
IMPATIENT = FetchSettings(delay_s=0, timeout_s=5, private=True)


@dataclass(frozen=True)
class Answer:
    """What the server says; `breaks_at` closes the connection after so many bytes of the body."""

    body: bytes = PDF
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/pdf", "ETag": ETAG})
    breaks_at: int | None = None
    resumable: bool = True


@dataclass
class Site:
    """The server's side: answers by path (the last one is repeated), and the requests that came."""

    url: str
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def paths(self) -> list[str]:
        return [path for path, _ in self.requests]

    def next_answer(self, path: str) -> Answer:
        queue = self.answers.get(path, [Answer(b"", 404)])
        return queue.pop(0) if len(queue) > 1 else queue[0]


class Handler(BaseHTTPRequestHandler):
    site: Site

    def do_GET(self) -> None:
        self.site.requests.append((self.path, dict(self.headers)))
        answer = self.site.next_answer(self.path)
        start = self._start(answer)
        body = answer.body[start:]
        self.send_response(206 if start else answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if start:
            self.send_header("Content-Range", f"bytes {start}-{len(answer.body) - 1}/{len(answer.body)}")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: answer.breaks_at])

    def _start(self, answer: Answer) -> int:
        same = self.headers.get("If-Range") == answer.headers.get("ETag")
        wanted = self.headers.get("Range", "") if same and answer.resumable else ""
        return int(wanted.removeprefix("bytes=").rstrip("-") or 0)

    def log_message(self, format: str, *args: Any) -> None:
        """Says nothing."""


@pytest.fixture
def site() -> Iterator[Site]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Handler.site = Site(f"http://127.0.0.1:{server.server_port}")
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield Handler.site
    server.shutdown()
    server.server_close()


@pytest.fixture
def report(site: Site) -> Source:
    site.answers["/report.pdf"] = [Answer()]
    return Source("A report", "UN", 2020, "en", f"{site.url}/report.pdf", "free", "pdf", "report.pdf")


quick = partial(fetch, settings=IMPATIENT, sleep=lambda seconds: None)


def only(outcomes: list[FetchOutcome]) -> FetchOutcome:
    [outcome] = outcomes
    return outcome


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()} - {".fetch.lock"}


def test_a_report_is_fetched_whole(report: Source, tmp_path: Path) -> None:
    outcome = only(quick([report], tmp_path / "new" / "folder"))
    assert (outcome.state, outcome.reason) == (State.FETCHED, "")
    assert outcome.path.read_bytes() == PDF


def test_its_address_size_and_digest_are_recorded_and_nothing_else_is_left(report: Source, tmp_path: Path) -> None:
    quick([report], tmp_path)
    entry = json.loads((tmp_path / RECORD).read_text())["files"]["report.pdf"]
    assert entry["url"] == report.url
    assert entry["bytes"] == len(PDF)
    assert entry["sha256"] == hashlib.sha256(PDF).hexdigest()
    assert names(tmp_path) == {"report.pdf", RECORD}


def test_a_report_that_is_there_is_not_asked_for_again(report: Source, site: Site, tmp_path: Path) -> None:
    quick([report], tmp_path)
    site.requests.clear()
    assert only(quick([report], tmp_path)).state is State.KEPT
    assert site.requests == []


def test_a_report_that_was_damaged_since_is_fetched_again(report: Source, tmp_path: Path) -> None:
    path = only(quick([report], tmp_path)).path
    path.write_bytes(PDF[:1000])
    assert only(quick([report], tmp_path)).state is State.FETCHED
    assert path.read_bytes() == PDF


def test_a_report_that_a_person_put_there_is_taken_in(report: Source, site: Site, tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(PDF)
    assert only(quick([report], tmp_path)).state is State.KEPT
    assert "report.pdf" in json.loads((tmp_path / RECORD).read_text())["files"]
    assert site.requests == []


def test_a_file_in_the_way_that_is_no_report_is_not_overwritten(report: Source, tmp_path: Path) -> None:
    (tmp_path / "report.pdf").write_bytes(b"my notes")
    outcome = only(quick([report], tmp_path))
    assert outcome.state is State.FAILED
    assert "remove it" in outcome.reason
    assert (tmp_path / "report.pdf").read_bytes() == b"my notes"


def test_a_transfer_that_breaks_off_goes_on_where_it_stopped(report: Source, site: Site, tmp_path: Path) -> None:
    site.answers["/report.pdf"] = [Answer(breaks_at=150_000), Answer()]
    assert only(quick([report], tmp_path)).path.read_bytes() == PDF
    second = site.requests[-1][1]
    assert second["If-Range"] == ETAG
    assert int(second["Range"].removeprefix("bytes=").rstrip("-")) > 100_000


def test_the_next_run_goes_on_where_this_one_stopped(report: Source, site: Site, tmp_path: Path) -> None:
    site.answers["/report.pdf"] = [Answer(breaks_at=150_000)]
    settings = replace(IMPATIENT, attempts=1)
    outcome = only(fetch([report], tmp_path, settings=settings))
    assert outcome.state is State.FAILED
    assert "Fetch again later" in outcome.reason
    site.answers["/report.pdf"] = [Answer()]
    assert only(fetch([report], tmp_path, settings=settings)).path.read_bytes() == PDF
    assert "Range" in site.requests[-1][1]


def test_a_report_that_changed_meanwhile_is_fetched_afresh(report: Source, site: Site, tmp_path: Path) -> None:
    headers = {"Content-Type": "application/pdf", "ETag": '"v2"'}
    newer = Answer(b"%PDF-2.0 another edition" + PDF, headers=headers)
    site.answers["/report.pdf"] = [Answer(breaks_at=150_000), newer]
    assert only(quick([report], tmp_path)).path.read_bytes() == newer.body


def test_a_server_that_cannot_resume_sends_the_whole_again(report: Source, site: Site, tmp_path: Path) -> None:
    site.answers["/report.pdf"] = [Answer(breaks_at=150_000), Answer(resumable=False)]
    assert only(quick([report], tmp_path)).path.read_bytes() == PDF


def test_a_weak_tag_is_no_proof_so_the_whole_is_asked_for(report: Source, site: Site, tmp_path: Path) -> None:
    weak = {"Content-Type": "application/pdf", "ETag": 'W/"v1"'}
    site.answers["/report.pdf"] = [Answer(breaks_at=150_000, headers=weak), Answer(headers=weak)]
    assert only(quick([report], tmp_path)).path.read_bytes() == PDF
    assert "Range" not in site.requests[-1][1]


def test_a_range_that_the_server_refuses_is_followed_by_a_request_for_the_whole(
    report: Source, site: Site, tmp_path: Path
) -> None:
    site.answers["/report.pdf"] = [Answer(breaks_at=150_000), Answer(b"", 416, resumable=False), Answer()]
    assert only(quick([report], tmp_path)).path.read_bytes() == PDF


def test_another_piece_than_asked_for_is_not_joined_on(report: Source, site: Site, tmp_path: Path) -> None:
    wrong = {"Content-Type": "application/pdf", "Content-Range": "bytes 7-99/100"}  # not where it stopped
    site.answers["/report.pdf"] = [
        Answer(breaks_at=150_000),
        Answer(b"x" * 93, 206, wrong, resumable=False),
        Answer(),
    ]
    assert only(quick([report], tmp_path)).path.read_bytes() == PDF


def test_a_piece_shorter_than_the_rest_is_followed_by_the_next(report: Source, site: Site, tmp_path: Path) -> None:
    piece = PDF[131_072:200_000]
    headers = {"Content-Type": "application/pdf", "Content-Range": f"bytes 131072-199999/{len(PDF)}"}
    site.answers["/report.pdf"] = [
        Answer(breaks_at=150_000),
        Answer(piece, 206, headers, resumable=False),
        Answer(),
    ]
    assert only(quick([report], tmp_path)).path.read_bytes() == PDF
    assert site.requests[-1][1]["Range"] == "bytes=200000-"


@pytest.mark.parametrize("status", [429, 503])
def test_a_busy_server_is_waited_for_as_long_as_it_asks(
    report: Source, site: Site, tmp_path: Path, status: int
) -> None:
    site.answers["/report.pdf"] = [Answer(b"", status, {"Retry-After": "7"}), Answer()]
    waits: list[float] = []
    assert only(fetch([report], tmp_path, settings=IMPATIENT, sleep=waits.append)).state is State.FETCHED
    assert waits == [7.0]


def test_a_busy_server_may_give_a_date(report: Source, site: Site, tmp_path: Path) -> None:
    later = formatdate(time.time() + 60, usegmt=True)
    site.answers["/report.pdf"] = [Answer(b"", 503, {"Retry-After": later}), Answer()]
    waits: list[float] = []
    fetch([report], tmp_path, settings=IMPATIENT, sleep=waits.append)
    assert 50 < waits[0] <= 60


def test_a_busy_server_that_names_no_time_is_given_more_and_more(report: Source, site: Site, tmp_path: Path) -> None:
    site.answers["/report.pdf"] = [Answer(b"", 500), Answer(b"", 500), Answer(b"", 500), Answer()]
    waits: list[float] = []
    settings = replace(IMPATIENT, delay_s=0.001)
    assert only(fetch([report], tmp_path, settings=settings, sleep=waits.append)).state is State.FETCHED
    assert [wait for wait in waits if wait > settings.delay_s] == [0.002, 0.004, 0.008]


def test_a_server_that_asks_to_wait_very_long_is_left_for_another_run(
    report: Source, site: Site, tmp_path: Path
) -> None:
    site.answers["/report.pdf"] = [Answer(b"", 429, {"Retry-After": "86400"})]
    waits: list[float] = []
    outcome = only(fetch([report], tmp_path, settings=IMPATIENT, sleep=waits.append))
    assert outcome.state is State.FAILED
    assert "429" in outcome.reason
    assert waits == []


def test_patience_ends_after_the_attempts_that_are_set(report: Source, site: Site, tmp_path: Path) -> None:
    site.answers["/report.pdf"] = [Answer(b"", 503)]
    assert only(quick([report], tmp_path)).state is State.FAILED
    assert site.paths().count("/report.pdf") == IMPATIENT.attempts


def test_an_answer_compressed_on_the_way_is_unpacked_and_never_resumed(
    report: Source, site: Site, tmp_path: Path
) -> None:
    headers = {"Content-Type": "application/pdf", "ETag": ETAG, "Content-Encoding": "gzip"}
    packed = Answer(gzip.compress(PDF, compresslevel=0), headers=headers)
    site.answers["/report.pdf"] = [replace(packed, breaks_at=150_000), packed]
    assert only(quick([report], tmp_path)).path.read_bytes() == PDF
    assert "Range" not in site.requests[-1][1]


def test_a_page_where_a_pdf_was_expected_is_refused(report: Source, site: Site, tmp_path: Path) -> None:
    site.answers["/report.pdf"] = [Answer(b"<html>sign in</html>", headers={"Content-Type": "text/html"})]
    outcome = only(quick([report], tmp_path))
    assert outcome.state is State.FAILED
    assert "text/html where pdf was expected" in outcome.reason
    assert names(tmp_path) == set()


def test_a_page_that_calls_itself_pdf_is_refused(report: Source, site: Site, tmp_path: Path) -> None:
    site.answers["/report.pdf"] = [Answer(b"<html>sign in</html>")]
    assert "is no pdf" in only(quick([report], tmp_path)).reason
    assert names(tmp_path) == set()


def test_an_unnamed_type_is_judged_by_its_content(report: Source, site: Site, tmp_path: Path) -> None:
    site.answers["/report.pdf"] = [Answer(headers={"Content-Type": "application/octet-stream"})]
    assert only(quick([report], tmp_path)).state is State.FETCHED


def test_an_empty_answer_is_refused(report: Source, site: Site, tmp_path: Path) -> None:
    site.answers["/report.pdf"] = [Answer(b"")]
    assert "sent nothing" in only(quick([report], tmp_path)).reason


def test_a_missing_report_is_reported_with_the_status(report: Source, site: Site, tmp_path: Path) -> None:
    site.answers["/report.pdf"] = [Answer(b"", 404)]
    assert "404 Not Found" in only(quick([report], tmp_path)).reason
    assert site.paths().count("/report.pdf") == 1


def test_a_report_that_announces_to_be_too_large_is_not_downloaded(report: Source, tmp_path: Path) -> None:
    outcome = only(fetch([report], tmp_path, settings=replace(IMPATIENT, max_bytes=1000)))
    assert "larger than" in outcome.reason
    assert names(tmp_path) == set()


def test_a_report_that_turns_out_too_large_is_stopped(report: Source, site: Site, tmp_path: Path) -> None:
    chunked = {"Content-Type": "application/pdf", "Transfer-Encoding": "chunked"}
    body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(PDF), PDF)
    site.answers["/report.pdf"] = [Answer(body, headers=chunked)]
    outcome = only(fetch([report], tmp_path, settings=replace(IMPATIENT, max_bytes=100_000)))
    assert "larger than" in outcome.reason
    assert names(tmp_path) == set()


def test_another_file_than_the_catalogue_describes_is_refused(report: Source, tmp_path: Path) -> None:
    outcome = only(quick([replace(report, sha256="0" * 64)], tmp_path))
    assert hashlib.sha256(PDF).hexdigest() in outcome.reason
    assert names(tmp_path) == set()


def test_a_redirect_is_followed(report: Source, site: Site, tmp_path: Path) -> None:
    site.answers["/old"] = [Answer(b"", 301, {"Location": "/report.pdf"})]
    assert only(quick([replace(report, url=f"{site.url}/old")], tmp_path)).path.read_bytes() == PDF


def test_a_circle_of_redirects_ends(report: Source, site: Site, tmp_path: Path) -> None:
    site.answers["/report.pdf"] = [Answer(b"", 302, {"Location": "/report.pdf"})]
    assert "redirects" in only(quick([report], tmp_path)).reason


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://example.org/report.pdf"])
def test_a_redirect_out_of_the_web_is_refused(report: Source, site: Site, tmp_path: Path, target: str) -> None:
    site.answers["/report.pdf"] = [Answer(b"", 302, {"Location": target})]
    assert "not an http or https address" in only(quick([report], tmp_path)).reason


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.org/a.pdf", "report.pdf", "http://"])
def test_an_address_that_is_not_of_the_web_is_refused(report: Source, tmp_path: Path, url: str) -> None:
    assert "mend it in the catalogue" in only(quick([replace(report, url=url)], tmp_path)).reason


def test_what_robots_txt_forbids_is_not_asked_for(report: Source, site: Site, tmp_path: Path) -> None:
    site.answers["/robots.txt"] = [Answer(b"User-agent: *\nDisallow: /report", headers={})]
    assert "robots.txt" in only(quick([report], tmp_path)).reason
    assert site.paths() == ["/robots.txt"]


def test_robots_txt_may_address_this_program_by_name(report: Source, site: Site, tmp_path: Path) -> None:
    rules = b"User-agent: sdgsearch\nDisallow:\n\nUser-agent: *\nDisallow: /"
    site.answers["/robots.txt"] = [Answer(rules, headers={})]
    assert only(quick([report], tmp_path)).state is State.FETCHED


def test_a_redirect_does_not_lead_around_robots_txt(report: Source, site: Site, tmp_path: Path) -> None:
    site.answers["/robots.txt"] = [Answer(b"User-agent: *\nDisallow: /report", headers={})]
    site.answers["/open"] = [Answer(b"", 302, {"Location": "/report.pdf"})]
    assert "robots.txt" in only(quick([replace(report, url=f"{site.url}/open")], tmp_path)).reason


def test_nothing_is_fetched_while_robots_txt_cannot_be_read(report: Source, site: Site, tmp_path: Path) -> None:
    site.answers["/robots.txt"] = [Answer(b"", 500)]
    assert "robots.txt cannot be read" in only(quick([report], tmp_path)).reason
    assert "/report.pdf" not in site.paths()


def test_robots_txt_is_read_once_for_a_host(report: Source, site: Site, tmp_path: Path) -> None:
    quick([report, replace(report, file="again.pdf")], tmp_path)
    assert site.paths() == ["/robots.txt", "/report.pdf", "/report.pdf"]


def test_there_is_a_pause_between_two_requests_to_a_host(report: Source, tmp_path: Path) -> None:
    waits: list[float] = []
    fetch([report], tmp_path, settings=replace(IMPATIENT, delay_s=30), sleep=waits.append)
    assert len(waits) == 1
    assert 29 < waits[0] <= 30


def test_a_longer_pause_that_robots_txt_asks_for_is_kept(report: Source, site: Site, tmp_path: Path) -> None:
    site.answers["/robots.txt"] = [Answer(b"User-agent: *\nCrawl-delay: 20", headers={})]
    waits: list[float] = []
    fetch([report], tmp_path, settings=IMPATIENT, sleep=waits.append)
    assert 19 < waits[0] <= 20


def test_the_program_says_who_it_is(report: Source, site: Site, tmp_path: Path) -> None:
    quick([report], tmp_path)
    assert {headers["User-Agent"].split()[0] for _, headers in site.requests} == {"sdgsearch"}


def test_a_report_behind_a_page_is_left_to_a_person_who_is_told_what_to_do(
    report: Source, site: Site, tmp_path: Path
) -> None:
    outcome = only(quick([replace(report, format="page")], tmp_path))
    assert outcome.state is State.BY_HAND
    assert report.url in outcome.reason
    assert str(tmp_path / "report.pdf") in outcome.reason
    assert site.requests == []


def test_one_failure_does_not_stop_the_others(report: Source, site: Site, tmp_path: Path) -> None:
    gone = replace(report, url=f"{site.url}/gone.pdf", file="gone.pdf")
    states = [outcome.state for outcome in quick([gone, report], tmp_path)]
    assert states == [State.FAILED, State.FETCHED]


def test_a_host_that_does_not_answer_is_a_failure_with_its_reason(report: Source, tmp_path: Path) -> None:
    outcome = only(quick([replace(report, url="http://127.0.0.1:9/report.pdf")], tmp_path))
    assert outcome.state is State.FAILED
    assert "cannot be reached" in outcome.reason


def test_a_machine_without_a_network_is_not_kept_waiting(report: Source, tmp_path: Path) -> None:
    waits: list[float] = []
    offline = replace(report, url="http://nowhere.invalid/report.pdf")
    outcome = only(fetch([offline], tmp_path, settings=IMPATIENT, sleep=waits.append))
    assert outcome.state is State.FAILED
    assert waits == []


def test_a_report_that_cannot_be_written_is_a_failure_with_its_reason(report: Source, tmp_path: Path) -> None:
    (tmp_path / ".report.pdf.part").mkdir()
    outcome = only(quick([report], tmp_path))
    assert outcome.state is State.FAILED
    assert "cannot be written" in outcome.reason


def test_progress_is_told_up_to_the_last_byte(report: Source, tmp_path: Path) -> None:
    told: list[FetchProgress] = []
    quick([report], tmp_path, on_progress=told.append)
    assert told[0] == FetchProgress(report, 1, 1)
    assert told[-1] == FetchProgress(report, 1, 1, len(PDF), len(PDF))
    assert sorted(one.received for one in told) == [one.received for one in told]


def test_two_fetches_into_one_folder_are_one_too_many(report: Source, tmp_path: Path) -> None:
    with FileLock(tmp_path / ".fetch.lock"), pytest.raises(FetchError, match="Another fetch"):
        quick([report], tmp_path)


def test_a_file_where_the_folder_should_be_is_reported(report: Source, tmp_path: Path) -> None:
    (tmp_path / "reports").write_bytes(b"")
    with pytest.raises(FetchError, match="cannot be written"):
        quick([report], tmp_path / "reports")


@pytest.mark.parametrize("content", ["{", "[]", "{}"])
def test_a_damaged_record_is_reported(report: Source, tmp_path: Path, content: str) -> None:
    (tmp_path / RECORD).write_text(content)
    with pytest.raises(FetchError, match="cannot be read; remove it"):
        quick([report], tmp_path)
