"""The end of a server on a laptop, which nothing may cut short: all data is saved in it."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def ending_undisturbed() -> Iterator[None]:
    """A second Ctrl-C does not keep the emulator from saving; that takes seconds at most."""
    try:
        yield
    finally:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, signal.SIG_IGN)
