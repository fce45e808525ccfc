"""The subscribers in this process, and the fan-out of entries to them."""

from collections import defaultdict, deque
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from meter_reads.channel.operations import Entry, Follow, Result

# A subscriber that is further behind reads the log instead, so memory for each is bounded.
_KEPT = 16


@dataclass(frozen=True, slots=True)
class Delivery:
    """An entry's sequence and its result for one audience; None where it may not see the entry."""

    sequence: int
    result: Result | None


@dataclass(eq=False, slots=True)
class Subscriber:
    """One active subscription: what it follows, and what has come for it since it last looked."""

    follow: Follow
    wake: Callable[[], None]
    deliveries: deque[Delivery] = field(default_factory=lambda: deque(maxlen=_KEPT))

    def offer(self, delivery: Delivery) -> None:
        # The oldest falls out where there is no room; the gap it leaves is read from the log.
        self.deliveries.append(delivery)
        self.wake()


class Feed:
    """Who follows which topic. To be used from one thread, that of the event loop."""

    def __init__(self) -> None:
        self._subscribers: defaultdict[str, set[Subscriber]] = defaultdict(set)

    @contextmanager
    def subscribed(self, subscriber: Subscriber) -> Iterator[None]:
        """Registers a subscriber for as long as the context lasts."""
        topic = subscriber.follow.topic
        self._subscribers[topic].add(subscriber)
        try:
            yield
        finally:
            self._subscribers[topic].discard(subscriber)
            if not self._subscribers[topic]:
                del self._subscribers[topic]

    def groups(self, topic: str) -> dict[Hashable, list[Subscriber]]:
        """The subscribers of a topic, by what their results depend on."""
        groups: dict[Hashable, list[Subscriber]] = {}
        for subscriber in self._subscribers.get(topic, ()):
            groups.setdefault(subscriber.follow.group(), []).append(subscriber)
        return groups


def results_by_group(
    groups: dict[Hashable, list[Subscriber]],
    entry: Entry,
    execute: Callable[[Follow, Entry], Result | None],
) -> dict[Hashable, Delivery]:
    """Executes one entry once for each group of subscribers."""
    return {
        group: Delivery(entry.sequence, execute(subscribers[0].follow, entry))
        for group, subscribers in groups.items()
    }
