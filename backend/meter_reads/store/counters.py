"""The counters of the operations room: exact however often the stream delivers a batch.

An item holds the counts of one hour from one shard of the stream, and the sequence number of the last
record of that shard that is counted in it. One conditional write adds a batch and moves that number, so
nothing is between the two that could be lost: a batch that comes twice counts once, and one that comes
again in part counts only what is above the number. No two invocations write the same item at a time, as a
shard has one reader. The hours of a London day stand under one key, so that a day is one query.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from meter_reads.domain.activity import HourCounts, Tally, days_shown, summed
from meter_reads.domain.london_time import london_date
from meter_reads.store.dynamodb import Call, Item, named
from meter_reads.store.failures import ConditionFailed

# A stream keeps its records for a day: what is counted must be known as counted for longer than that.
KEPT = timedelta(days=3)
# As long as a sequence number may be (AWS says 21 to 40 digits), so that texts compare as numbers do.
_LONGEST_NUMBER = 40


@dataclass(frozen=True, slots=True)
class Counted:
    """A tally with the sequence number of its record in the stream."""

    position: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class Delivered:
    """How many messages have gone out, and how long the newest change took to its last reader."""

    messages: int
    delay_milliseconds: int | None


class Counters:
    """The items `day#…` of the projections' table. `call` makes a call of DynamoDB."""

    def __init__(self, call: Call, table: str) -> None:
        self._call = call
        self._table = table

    def add(self, shard: str, batch: Iterable[Counted], now: datetime) -> None:
        """Counts what of a shard's batch is not counted yet: one write for each hour, mostly one in all.

        Hours that are over for longer than `KEPT` are nobody's business any more.
        """
        hours: dict[datetime, list[Counted]] = {}
        for each in batch:
            if each.tally.hour > now - KEPT:
                hours.setdefault(each.tally.hour, []).append(each)
        for hour, counted in hours.items():
            self._add(shard, hour, sorted(counted, key=lambda each: _number(each.position)))

    def _add(self, shard: str, hour: datetime, counted: Sequence[Counted]) -> None:
        key = _key(hour, shard)
        while counted:
            [counts] = summed(each.tally for each in counted).values()
            moved = {name: count for name, count in counts.items() if count}
            adding = ", ".join(f"#{name} :{name}" for name in moved)
            request = {
                "TableName": self._table,
                "Key": key,
                "UpdateExpression": "SET #position = :last, #expires_at = :expires"
                + (f" ADD {adding}" if adding else ""),
                "ConditionExpression": "attribute_not_exists(#position) OR #position < :first",
                "ExpressionAttributeValues": {
                    ":first": {"S": _number(counted[0].position)},
                    ":last": {"S": _number(counted[-1].position)},
                    ":expires": {"N": str(int((hour + KEPT).timestamp()))},
                    **{f":{name}": {"N": str(count)} for name, count in moved.items()},
                },
            }
            try:
                self._call("UpdateItem", named(request))
            except ConditionFailed:
                position = self._position(key)
                counted = [each for each in counted if _number(each.position) > position]
            else:
                return

    def _position(self, key: Item) -> str:
        request = {"TableName": self._table, "Key": key, "ConsistentRead": True}
        return str(self._call("GetItem", request)["Item"]["position"]["S"])

    def hours(self, now: datetime) -> tuple[HourCounts, ...]:
        """The hours of this London day and of the last sixty minutes: one query, two just after midnight."""
        return tuple(
            HourCounts(datetime.fromisoformat(item["member"]["S"].split("#")[1]), _counts(item))
            for day in days_shown(now)
            for item in self._items(day, "hour#")
        )

    def deliver(self, shard: str, messages: int, delay: timedelta, now: datetime) -> None:
        """Notes messages that went out, and how long the newest change took. Approximate: what is
        delivered twice, or by an invocation that dies, is counted so.
        """
        request = {
            "TableName": self._table,
            "Key": {
                "key": {"S": f"day#{london_date(now)}"},
                "member": {"S": f"sent#{shard}"},
            },
            "UpdateExpression": "SET #delay = :delay, #at = :at, #expires_at = :expires"
            " ADD #messages :messages",
            "ExpressionAttributeValues": {
                ":delay": {"N": str(int(delay.total_seconds() * 1000))},
                ":at": {"S": now.isoformat()},
                ":expires": {"N": str(int((now + KEPT).timestamp()))},
                ":messages": {"N": str(messages)},
            },
        }
        self._call("UpdateItem", named(request))

    def delivered(self, now: datetime) -> Delivered:
        """What has gone out on this London day."""
        items = list(self._items(london_date(now), "sent#"))
        newest = max(items, key=lambda item: str(item["at"]["S"]), default=None)
        return Delivered(
            messages=sum(int(item["messages"]["N"]) for item in items),
            delay_milliseconds=int(newest["delay"]["N"]) if newest else None,
        )

    def _items(self, day: date, beginning: str) -> Iterator[Item]:
        request = {
            "TableName": self._table,
            "KeyConditionExpression": "#key = :key AND begins_with(#member, :beginning)",
            "ExpressionAttributeValues": {":key": {"S": f"day#{day}"}, ":beginning": {"S": beginning}},
            "ConsistentRead": True,
        }
        while True:
            answer = self._call("Query", named(request))
            yield from answer["Items"]
            if "LastEvaluatedKey" not in answer:
                return
            request["ExclusiveStartKey"] = answer["LastEvaluatedKey"]


def _key(hour: datetime, shard: str) -> Item:
    return {
        "key": {"S": f"day#{london_date(hour)}"},
        "member": {"S": f"hour#{hour.isoformat()}#{shard}"},
    }


def _counts(item: Item) -> dict[str, int]:
    return {
        name: int(value["N"])
        for name, value in item.items()
        if name.startswith(("status_", "source_", "fuel_", "slot_"))
    }


def _number(position: str) -> str:
    return position.zfill(_LONGEST_NUMBER)
