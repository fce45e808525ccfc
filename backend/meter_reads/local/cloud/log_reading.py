"""All logs of a deployed stack, and what their stream remembers of them, read by an operator's credentials.

No function may read a whole table; this is what a person starts.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import boto3

from meter_reads.domain.activity import Tally, tally_of
from meter_reads.domain.meter_log import LogEntry
from meter_reads.local.cannot_serve import CannotServe
from meter_reads.local.rebuilding import pages
from meter_reads.local.stream_reader import is_change
from meter_reads.settings import Settings
from meter_reads.store.counters import KEPT
from meter_reads.store.log_items import from_item

# A stream remembers 24 hours, to the minute or so.
_SURELY_REMEMBERED = timedelta(hours=23)
_LOOK_AGAIN_SECONDS = 0.3
_TOLD_WITHIN_SECONDS = 60

# A change by its meter and its sequence.
Name = tuple[str, int]
# Shard, place in it, the change, and what it adds to the counts.
Streamed = list[tuple[str, str, Name, Tally]]


@dataclass
class Logs:
    """`tallies` of the hours that are counted; `of_late` are those that the stream has to know."""

    tallies: dict[Name, Tally] = field(default_factory=dict)
    of_late: set[Name] = field(default_factory=set)
    meters_with_held: set[str] = field(default_factory=set)
    unreadable: int = 0


def read_logs(settings: Settings, now: datetime) -> Logs:
    """Reads the whole table of logs, consistently: half a read unit for each 4 KB of it."""
    client = boto3.client("dynamodb", region_name=settings.region)
    scan = partial(client.scan, TableName=settings.meter_log_table, ConsistentRead=True)
    logs, remembered = Logs(), max(now - _SURELY_REMEMBERED, _stream(settings)[1])
    for item in (item for page in pages(scan) for item in page if "kind" in item):
        entry = _entry(item)
        if entry is None or entry.change is None:
            logs.unreadable += 1
            continue
        name, tally = (entry.meter.id, entry.sequence), tally_of(entry)
        if entry.change.reading.held:
            logs.meters_with_held.add(entry.meter.id)
        if tally is not None and tally.hour > now - KEPT:
            logs.tallies[name] = tally
            if entry.change.occurred_at > remembered:
                logs.of_late.add(name)
    return logs


def read_stream(settings: Settings, known: set[Name]) -> Streamed:
    """All that the stream remembers, until all that is `known` to be in it has come.

    Raises CannotServe where it does not come.
    """
    found: Streamed = []
    missing, latest = set(known), time.monotonic() + _TOLD_WITHIN_SECONDS
    client = boto3.client("dynamodbstreams", region_name=settings.region)
    iterators = dict(_beginnings(settings, client))
    while iterators:
        quiet = True
        for shard, iterator in list(iterators.items()):
            answer: dict[str, Any] = dict(client.get_records(ShardIterator=iterator))
            for name, tally, position in _changes(answer["Records"]):
                missing.discard(name)
                if tally is not None:
                    found.append((shard, position, name, tally))
            quiet = quiet and not answer["Records"]
            iterators[shard] = answer.get("NextShardIterator")
            if iterators[shard] is None:
                del iterators[shard]
        if quiet and not missing:
            break
        if time.monotonic() > latest:
            raise CannotServe(f"The stream does not tell of {len(missing)} changes that the logs hold.")
        if quiet:
            time.sleep(_LOOK_AGAIN_SECONDS)
    return found


def _beginnings(settings: Settings, client: Any) -> Iterator[tuple[str, Any]]:
    arn, _ = _stream(settings)
    start: dict[str, Any] = {}
    while True:
        stream = client.describe_stream(StreamArn=arn, **start)["StreamDescription"]
        for shard in stream["Shards"]:
            which = {"StreamArn": arn, "ShardId": shard["ShardId"], "ShardIteratorType": "TRIM_HORIZON"}
            yield shard["ShardId"], client.get_shard_iterator(**which)["ShardIterator"]
        if "LastEvaluatedShardId" not in stream:
            return
        start = {"ExclusiveStartShardId": stream["LastEvaluatedShardId"]}


def _stream(settings: Settings) -> tuple[str, datetime]:
    """The stream's ARN, and when it began: that of a restored table knows nothing of what was restored."""
    tables = boto3.client("dynamodb", region_name=settings.region)
    table = tables.describe_table(TableName=settings.meter_log_table)["Table"]
    return table["LatestStreamArn"], datetime.fromisoformat(table["LatestStreamLabel"]).replace(tzinfo=UTC)


def _changes(records: list[dict[str, Any]]) -> Iterator[tuple[Name, Tally | None, str]]:
    for record in filter(is_change, records):
        change = record["dynamodb"]
        entry = _entry(change["NewImage"])
        if entry is not None:
            yield (entry.meter.id, entry.sequence), tally_of(entry), change["SequenceNumber"]


def _entry(item: dict[str, Any]) -> LogEntry | None:
    """None for what nobody can read, of which the stream's dead letters tell."""
    try:
        return from_item(item)
    except (LookupError, TypeError, ValueError, AttributeError):
        return None
