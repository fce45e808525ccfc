"""A process that ends at one of its calls of the store: before it, or when it is done and the answer lost."""

from typing import Any

from meter_reads.store.dynamodb import Call


class Killed(BaseException):
    """The process ends here; nothing in it runs any more."""


class Fuse:
    """Burns at a call, counted from 0. `after`: whether the store has done it by then."""

    def __init__(self, at: int, *, after: bool) -> None:
        self._left = at
        self._after = after
        self.burnt = False

    def around(self, call: Call) -> Call:
        def called(operation: str, request: dict[str, Any]) -> dict[str, Any]:
            self._left -= 1
            if self._left >= 0:
                return call(operation, request)
            self.burnt = True
            if self._after:
                call(operation, request)
            raise Killed

        return called
