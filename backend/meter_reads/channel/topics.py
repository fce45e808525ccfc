"""What a subscription can follow. A topic is a log: its entries are numbered upwards, and a subscriber
keeps its place there by the number of the last entry that it was sent.

- a meter: the entries of its log, 1, 2, 3 … without a gap;
- the review queue: its revisions, 1, 2, 3 … without a gap;
- operations: snapshots, numbered by the milliseconds of their instants. Only the newest matters, and a
  watcher is sent one a second at the most.
"""

from datetime import datetime, timedelta

REVIEWS = "reviews"
OPERATIONS = "operations"
SNAPSHOT_EVERY = timedelta(seconds=1)
# Some figures change as time goes by, without a reading: how many there were in the last minute.
SNAPSHOT_AT_THE_LATEST = timedelta(seconds=10)

_METER = "meter#"


def meter_topic(meter_id: str) -> str:
    """All that happens to a meter."""
    return f"{_METER}{meter_id}"


def meter_of(topic: str) -> str | None:
    """The id of the meter that a topic is about."""
    return topic.removeprefix(_METER) if topic.startswith(_METER) else None


def milliseconds(instant: datetime) -> int:
    """The number of a snapshot of this instant."""
    return int(instant.timestamp() * 1000)


def too_soon(cursor: int, sequence: int) -> bool:
    """Whether a snapshot comes less than a second after the one that a watcher was sent last."""
    return sequence - cursor < SNAPSHOT_EVERY / timedelta(milliseconds=1)
