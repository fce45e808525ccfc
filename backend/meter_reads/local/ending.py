"""The end of a server on a laptop, which nothing may cut short: all data is saved in it."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


def end_at_a_signal() -> None:
    """Ctrl-C and `kill` raise KeyboardInterrupt, also in the background of a script."""
    for number in _SIGNALS:
        signal.signal(number, signal.default_int_handler)


@contextmanager
def ending_undisturbed() -> Iterator[None]:
    """A second Ctrl-C does not keep the emulator from saving; that takes seconds at most."""
    try:
        yield
    finally:
        for number in _SIGNALS:
            signal.signal(number, signal.SIG_IGN)
