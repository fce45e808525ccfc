"""The results of entries, executed once for all subscriptions that are to get the same."""

from collections.abc import Callable, Iterator
from threading import Lock
from typing import Any

from meter_reads.channel.follow_text import follow_of_text
from meter_reads.channel.operations import Entry, Follow, Operations, Result


class Results:
    """Remembers results by the text of the subscription and the sequence. For several threads."""

    def __init__(self, operations: Operations, caller_with: Callable[[Any], Any]) -> None:
        self._operations = operations
        self._caller_with = caller_with
        self._follows: dict[str, Follow] = {}
        self._results: dict[tuple[str, int], Result | None] = {}
        # Executing is Python's work, of which there is one at a time anyway.
        self._lock = Lock()

    def follow(self, text: str) -> Follow:
        if text not in self._follows:
            self._follows[text] = follow_of_text(text, self._caller_with)
        return self._follows[text]

    def result(self, text: str, entry: Entry) -> Result | None:
        """The result of an entry; None where this audience may not see it."""
        at = (text, entry.sequence)
        with self._lock:
            if at not in self._results:
                self._results[at] = self._operations.result(self.follow(text), entry)
            return self._results[at]

    def entries(self, text: str, after: int) -> Iterator[Entry]:
        """What the log of the subscription's topic holds above a number."""
        return self._operations.entries(self.follow(text).topic, after)

    def expired(self, text: str) -> list[dict[str, Any]]:
        """The errors that end a subscription whose token has ended."""
        return self._operations.expired(self.follow(text))
