"""The queue of readings that wait for a person, as the stream tells of them.

One item stands for each held reading, in the order of submission, under its fuel. Each time a reading
joins or leaves, one transaction writes all that goes with it: the reading's item, the lengths, the next
entry of the queue's own log, and up to where the meter's log has been taken. So the queue is a log of
changes as a meter is: revisions 1, 2, 3 … without a gap, and whoever follows it misses nothing. It is on
the condition that nobody else was first, and a record that comes twice, or late, changes nothing.
"""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Any

from meter_reads.domain.meter_log import LogEntry
from meter_reads.domain.readings import ReadingStatus, reading_id
from meter_reads.domain.registers import Fuel
from meter_reads.store.dynamodb import Call, Item, named
from meter_reads.store.failures import ConditionFailed, StoreUnavailable
from meter_reads.store.log_items import from_item, to_item

# Longer than a stream keeps its records, which is a day.
_CHANGES_KEPT = timedelta(days=3)
_TRIES = 40
_LONGEST_PAUSE_SECONDS = 0.3
_HEAD: Item = {"key": {"S": "reviews"}, "member": {"S": "head"}}
_LOG = "reviews#changes"


@dataclass(frozen=True, slots=True)
class QueueEntry:
    """One change of the queue: a reading that joined, or the id of one that left; `length` is after it.

    `sequence` is the queue's revision. `added` is the log entry that holds the reading.
    """

    sequence: int
    at: datetime
    length: int
    added: LogEntry | None = None
    removed: str | None = None


@dataclass(frozen=True, slots=True)
class Waiting:
    """A reading in the queue, and its place there."""

    place: str
    entry: LogEntry

    @property
    def reading_id(self) -> str:
        return _reading_id(self.entry)

    @property
    def submitted_at(self) -> datetime:
        assert self.entry.change is not None
        return self.entry.change.reading.submitted_at


@dataclass(frozen=True, slots=True)
class _Head:
    revision: int
    lengths: dict[Fuel, int]


class ReviewQueue:
    """The items `reviews…` of the projections' table. `call` makes a call of DynamoDB."""

    def __init__(self, call: Call, table: str) -> None:
        self._call = call
        self._table = table

    def take(self, entry: LogEntry, now: datetime) -> int | None:
        """Takes what an entry of a meter's log says of the queue, once; the queue's revision by then.

        None where the entry is none of the queue's business. Raises StoreUnavailable.
        """
        if not _joins(entry) and not _leaves(entry):
            return None
        for attempt in range(_TRIES):
            head, taken, waits = self._found(entry)
            if taken >= entry.sequence:
                return head.revision
            try:
                self._write(entry, head, waits=waits, now=now)
            except ConditionFailed:
                longest = min(_LONGEST_PAUSE_SECONDS, 0.01 * (attempt + 1))
                time.sleep(random.uniform(0, longest))  # noqa: S311  # only spreads
                continue
            return head.revision + (waits is not _joins(entry))
        raise StoreUnavailable("too many changes of the review queue at once")

    def take_again(self, entry: LogEntry, now: datetime) -> int | None:
        """Takes an entry also where it, or one behind it, was taken before: for those who mend the queue."""
        self._call("DeleteItem", {"TableName": self._table, "Key": _taken_key(entry)})
        return self.take(entry, now)

    def _found(self, entry: LogEntry) -> tuple[_Head, int, bool]:
        """The queue's head, up to where the meter's log has been taken, and whether the reading waits."""
        keys = (_HEAD, _taken_key(entry), _reading_key(entry))
        wanted = {self._table: {"Keys": list(keys), "ConsistentRead": True}}
        found: list[Item] = []
        while wanted:
            answer = self._call("BatchGetItem", {"RequestItems": wanted})
            found += answer["Responses"].get(self._table, ())
            wanted = answer.get("UnprocessedKeys") or {}
        items = {(item["key"]["S"], item["member"]["S"]): item for item in found}
        head, taken, reading = (items.get((key["key"]["S"], key["member"]["S"])) for key in keys)
        return _head(head), int(taken["sequence"]["N"]) if taken else 0, reading is not None

    def _write(self, entry: LogEntry, head: _Head, *, waits: bool, now: datetime) -> None:
        expires = {"N": str(int((now + _CHANGES_KEPT).timestamp()))}
        taken = {**_taken_key(entry), "sequence": {"N": str(entry.sequence)}, "expires_at": expires}
        writes = [{"Put": {"TableName": self._table, "Item": taken}}]
        joins = _joins(entry)
        revision, lengths = head.revision, dict(head.lengths)
        if joins is not waits:
            revision += 1
            lengths[entry.meter.fuel] += 1 if joins else -1
            change = QueueEntry(
                sequence=revision,
                at=_occurred_at(entry),
                length=sum(lengths.values()),
                added=entry if joins else None,
                removed=None if joins else _reading_id(entry),
            )
            writes += [self._reading_write(entry), self._log_write(change, expires)]
        # Every change of the queue moves the head or stands on it, so what was read still holds.
        moved = {
            "TableName": self._table,
            "Key": _HEAD,
            "UpdateExpression": "SET #revision = :next, #lengths = :lengths",
            "ConditionExpression": "#revision = :revision"
            if head.revision
            else "attribute_not_exists(#revision) OR #revision = :revision",
            "ExpressionAttributeValues": {
                ":revision": {"N": str(head.revision)},
                ":next": {"N": str(revision)},
                ":lengths": {"M": {fuel.value: {"N": str(length)} for fuel, length in lengths.items()}},
            },
        }
        self._call("TransactWriteItems", {"TransactItems": [{"Update": named(moved)}, *writes]})

    def _reading_write(self, entry: LogEntry) -> dict[str, Any]:
        key = _reading_key(entry)
        if not _joins(entry):
            return {"Delete": {"TableName": self._table, "Key": key}}
        return {"Put": {"TableName": self._table, "Item": {**key, "entry": _entry_value(entry)}}}

    def _log_write(self, change: QueueEntry, expires: dict[str, str]) -> dict[str, Any]:
        item: Item = {
            **_log_key(change.sequence),
            "at": {"S": change.at.isoformat()},
            "length": {"N": str(change.length)},
            "expires_at": expires,
        }
        if change.added is not None:
            item["added"] = _entry_value(change.added)
        if change.removed is not None:
            item["removed"] = {"S": change.removed}
        return {"Put": {"TableName": self._table, "Item": item}}

    def revision(self) -> int:
        """The number of the queue's newest change."""
        return self._newest_head().revision

    def length(self) -> int:
        """How many readings wait."""
        return sum(self._newest_head().lengths.values())

    def _newest_head(self) -> _Head:
        request = {"TableName": self._table, "Key": _HEAD, "ConsistentRead": True}
        return _head(self._call("GetItem", request).get("Item"))

    def entries(self, *, after: int) -> Iterator[QueueEntry]:
        """The changes above a revision, oldest first; those of the last days."""
        start = _log_key(after)["member"]
        return (_queue_entry(item) for item in self._items(_LOG, start))

    def waiting(self, fuel: Fuel | None, *, after: str = "", first: int) -> list[Waiting]:
        """At most `first` readings behind a place in the queue, those submitted first before others.

        One query, or one for each fuel.
        """
        found = [
            Waiting(item["member"]["S"], from_item(item["entry"]["M"]))
            for each in ([fuel] if fuel else Fuel)
            for item in islice(self._items(_queue_key(each), {"S": after or " "}, limit=first), first)
        ]
        return sorted(found, key=lambda waiting: waiting.place)[:first]

    def _items(self, key: str, after: dict[str, str], limit: int | None = None) -> Iterator[Item]:
        request: dict[str, Any] = {
            "TableName": self._table,
            "KeyConditionExpression": "#key = :key AND #member > :after",
            "ExpressionAttributeValues": {":key": {"S": key}, ":after": after},
            "ConsistentRead": True,
        }
        if limit is not None:
            request["Limit"] = limit
        while True:
            answer = self._call("Query", named(request))
            yield from answer["Items"]
            if "LastEvaluatedKey" not in answer:
                return
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def _joins(entry: LogEntry) -> bool:
    return entry.change is not None and entry.change.reading.held


def _leaves(entry: LogEntry) -> bool:
    return entry.change is not None and entry.change.was is ReadingStatus.UNDER_REVIEW and not _joins(entry)


def _occurred_at(entry: LogEntry) -> datetime:
    assert entry.change is not None  # what has no change neither joins nor leaves
    return entry.change.occurred_at


def _reading_id(entry: LogEntry) -> str:
    assert entry.change is not None
    return reading_id(entry.meter.id, entry.change.reading.sequence)


def _queue_key(fuel: Fuel) -> str:
    return f"reviews#{fuel}"


def _reading_key(entry: LogEntry) -> Item:
    assert entry.change is not None
    at = entry.change.reading.submitted_at.astimezone(UTC).isoformat(timespec="microseconds")
    return {
        "key": {"S": _queue_key(entry.meter.fuel)},
        "member": {"S": f"{at}#{_reading_id(entry)}"},
    }


def _taken_key(entry: LogEntry) -> Item:
    return {"key": {"S": f"meter#{entry.meter.id}"}, "member": {"S": "reviews"}}


def _log_key(revision: int) -> Item:
    return {"key": {"S": _LOG}, "member": {"S": f"{revision:012d}"}}


def _head(item: Item | None) -> _Head:
    if item is None:
        return _Head(0, dict.fromkeys(Fuel, 0))
    lengths = item["lengths"]["M"]
    return _Head(int(item["revision"]["N"]), {fuel: int(lengths[fuel.value]["N"]) for fuel in Fuel})


def _entry_value(entry: LogEntry) -> dict[str, Any]:
    return {"M": to_item(entry).serialize()}


def _queue_entry(item: Item) -> QueueEntry:
    return QueueEntry(
        sequence=int(item["member"]["S"]),
        at=datetime.fromisoformat(item["at"]["S"]),
        length=int(item["length"]["N"]),
        added=from_item(item["added"]["M"]) if "added" in item else None,
        removed=item["removed"]["S"] if "removed" in item else None,
    )
