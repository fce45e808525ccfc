"""How far a run is: a bar that stays in its line on a terminal, and a line each tenth in a log."""

import shutil
import time
from collections.abc import Callable
from typing import TextIO

_WIDTH = 30
_TO_THE_END_OF_THE_LINE = "\x1b[K"


class ProgressBar:
    """Shows how many of so many are done, how fast, and what is said beside it."""

    def __init__(
        self,
        out: TextIO,
        clock: Callable[[], float] = time.monotonic,
        columns: Callable[[], int] = lambda: shutil.get_terminal_size().columns,
    ) -> None:
        self._out, self._clock, self._columns = out, clock, columns
        self._started = clock()
        self._moves = out.isatty()
        self._shown = -1
        unicode = (out.encoding or "").lower().startswith("utf")
        self._full, self._empty = ("█", "░") if unicode else ("#", ".")

    def show(self, done: int, to_do: int, beside: str) -> None:
        if self._moves:
            # One column is left free: some terminals go to the next line when the last is written.
            line = self._line(done, to_do, beside)[: self._columns() - 1]
            print(f"\r{line}{_TO_THE_END_OF_THE_LINE}", end="", file=self._out, flush=True)
        elif done * 10 // to_do > self._shown:
            self._shown = done * 10 // to_do
            print(self._line(done, to_do, beside), file=self._out, flush=True)

    def end(self) -> None:
        """Leaves the line."""
        if self._moves:
            print(file=self._out, flush=True)

    def _line(self, done: int, to_do: int, beside: str) -> str:
        filled = _WIDTH * done // to_do
        bar = self._full * filled + self._empty * (_WIDTH - filled)
        rate = done / max(self._clock() - self._started, 0.001)
        return f"{bar} {done * 100 // to_do:3} %  {done}/{to_do}  {rate:.1f}/s  {beside}"
