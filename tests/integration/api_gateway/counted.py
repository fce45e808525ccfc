"""The real operations, how often they were asked to execute, and what happens between two of their steps."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from meter_reads.channel.messages import Request
from meter_reads.channel.operations import Answered, Entry, Follow, Operations, Refused, Result, Subscribed


@dataclass
class CountedOperations:
    real: Operations
    executions: list[int] = field(default_factory=list)
    # What happens in the moment in which the log has just been read to its end, the first time.
    after_reading: list[Callable[[], object]] = field(default_factory=list)

    def identify(self, payload: dict[str, Any] | None) -> Any:
        return self.real.identify(payload)

    def start(self, request: Request, caller: Any, address: str) -> Answered | Refused | Subscribed:
        return self.real.start(request, caller, address)

    def result(self, follow: Follow, entry: Entry) -> Result | None:
        self.executions.append(entry.sequence)
        return self.real.result(follow, entry)

    def entries(self, topic: str, after: int) -> Iterator[Entry]:
        yield from self.real.entries(topic, after)
        if self.after_reading:
            self.after_reading.pop()()

    def newest_sequence(self, topic: str) -> int:
        return self.real.newest_sequence(topic)

    def expired(self, follow: Follow) -> list[dict[str, Any]]:
        return self.real.expired(follow)

    def failure(self, cause: Exception) -> list[dict[str, Any]]:
        return self.real.failure(cause)
