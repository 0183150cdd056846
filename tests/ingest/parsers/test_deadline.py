"""What never ends by itself is ended, and nothing else is disturbed."""

import contextlib
import signal
import threading
import time

import pytest

from ingest.parsers.deadline import OutOfTime, deadline


def test_what_takes_too_long_is_ended_even_if_it_swallows_every_exception() -> None:
    def stubborn() -> None:
        with deadline(0.1):
            while True:
                with contextlib.suppress(Exception):
                    time.sleep(30)

    began = time.monotonic()
    with pytest.raises(OutOfTime, match=r"took longer than 0\.1 seconds"):
        stubborn()
    assert time.monotonic() - began < 5


def test_what_is_quick_is_let_be_and_the_former_handler_stands_again() -> None:
    before = signal.getsignal(signal.SIGALRM)
    with deadline(30):
        pass
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
    assert signal.getsignal(signal.SIGALRM) is before


def test_in_another_thread_there_is_no_limit_and_no_harm() -> None:
    done: list[bool] = []

    def work() -> None:
        with deadline(0.05):
            time.sleep(0.2)
        done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done
