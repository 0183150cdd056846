"""`sdgsearch fetch`: what became of each report, and an exit code that says whether any failed."""

from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from faces import Ran

Run = Callable[..., Ran]
PDF = b"%PDF-1.7\n" + bytes(range(256)) * 40


class Handler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A server of this machine with one report; it may be asked as if it were of the internet."""
    monkeypatch.setattr("corpus.public_addresses.is_public", lambda _: True)
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "rain.pdf").write_bytes(PDF)
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def catalogue(path: Path, *addresses: str) -> Path:
    """A catalogue of the reports at these addresses."""
    entries = [
        f'[[source]]\ntitle = "Report {number}"\npublisher = "Rain Office"\nyear = 2021\nlanguage = "en"\n'
        f'url = "{address}"\nlicence = "CC0-1.0"\nformat = "pdf"\nfile = "{number}.pdf"\n'
        for number, address in enumerate(addresses, 1)
    ]
    path.write_text("\n".join(entries), encoding="utf-8")
    return path


def test_a_report_is_fetched_once_and_kept_the_next_time(run: Run, site: str, tmp_path: Path) -> None:
    known = catalogue(tmp_path / "known.toml", f"{site}/rain.pdf")
    first, second = (run("fetch", tmp_path / "reports", "--catalogue", known) for _ in range(2))
    assert (first.code, second.code) == (0, 0)
    assert first.out.splitlines()[0].split() == ["fetched", "1.pdf"]
    assert second.out.splitlines()[0].split()[:2] == ["kept", "1.pdf"]
    assert (tmp_path / "reports" / "1.pdf").read_bytes() == PDF


def test_a_report_that_can_not_be_had_is_named_with_its_reason_and_the_others_are_fetched(
    run: Run, site: str, tmp_path: Path
) -> None:
    known = catalogue(tmp_path / "known.toml", f"{site}/none.pdf", f"{site}/rain.pdf")
    ran = run("fetch", tmp_path / "reports", "--catalogue", known)
    assert ran.code == 1
    assert "failed   1.pdf: The server answered 404" in ran.out
    assert "fetched  2.pdf" in ran.out


def test_a_catalogue_that_is_wrong_is_refused(run: Run, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.toml"
    wrong.write_text('[[source]]\ncolour = "green"\n')
    ran = run("fetch", tmp_path / "reports", "--catalogue", wrong)
    assert ran.code == 1
    assert "colour" in ran.err
