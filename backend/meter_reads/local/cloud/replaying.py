"""`make replay`: counters and review queue of a deployed stack made right from the logs, the record.

People go on sending readings. What brings the stream to its function is paused meanwhile, and loses nothing
by it: a stream remembers a day. What it remembers is counted with its place in the stream, so the function
knows as counted what it is brought when it goes on; what it has forgotten is counted from the logs.
Followers need no telling: they resume from the logs themselves.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import boto3

from meter_reads.domain.activity import Tally, summed
from meter_reads.domain.london_time import london_date
from meter_reads.local.cannot_serve import CannotServe
from meter_reads.local.cloud.deployment import Deployment
from meter_reads.local.cloud.log_reading import Logs, Streamed, read_logs, read_stream
from meter_reads.local.cloud.queue_mending import Mended, mend_queue
from meter_reads.settings import Settings
from meter_reads.store.counters import KEPT, Counted
from meter_reads.store.stores import Stores

_FROM_THE_LOGS = "from the logs"
_COUNTS = ("status_", "source_", "fuel_", "slot_")
_TRIES = 3
_LOOK_AGAIN_SECONDS = 1
_SWITCHED_WITHIN_SECONDS = 180  # an invocation that runs may take its whole timeout of two minutes


@dataclass(frozen=True, slots=True)
class Replayed:
    """`counted` changes of the last three days; `unreadable` entries, which stay as they are."""

    counted: int
    queue: Mended
    unreadable: int


@contextmanager
def paused(deployed: Deployment) -> Iterator[None]:
    """Has the stream wait. Raises CannotServe where that does not come about."""
    client = boto3.client("lambda", region_name=deployed.region)
    mapping = deployed.resources["StreamSource"]
    _switch(client, mapping, on=False)
    try:
        _until(lambda: client.get_event_source_mapping(UUID=mapping)["State"] == "Disabled")
        yield
    finally:
        _switch(client, mapping, on=True)


def _switch(client: Any, mapping: str, *, on: bool) -> None:
    def switched() -> bool:
        try:
            client.update_event_source_mapping(UUID=mapping, Enabled=on)
        except client.exceptions.ResourceInUseException:
            return False  # on its way to somewhere still
        return True

    _until(switched)


def _until(holds: Callable[[], bool]) -> None:
    latest = time.monotonic() + _SWITCHED_WITHIN_SECONDS
    while not holds():
        if time.monotonic() > latest:
            raise CannotServe("The stream's mapping does not change its state; docs/operations.md, Replay.")
        time.sleep(_LOOK_AGAIN_SECONDS)


def replay(settings: Settings, stores: Stores, now: datetime) -> Replayed:
    """Makes both anew, while the stream is paused. Raises CannotServe, StoreUnavailable."""
    logs = read_logs(settings, now)
    streamed = read_stream(settings, logs.of_late)
    _recount(settings, stores, logs, streamed, now)
    return Replayed(len(logs.tallies), mend_queue(stores, logs.meters_with_held, now), logs.unreadable)


def _recount(settings: Settings, stores: Stores, logs: Logs, streamed: Streamed, now: datetime) -> None:
    table = boto3.resource("dynamodb", region_name=settings.region).Table(settings.projections_table)
    tallies = {**logs.tallies, **{change: tally for _, _, change, tally in streamed}}
    kept = [tally for tally in tallies.values() if tally.hour > now - KEPT]
    expected = {hour: _not_zero(counts) for hour, counts in summed(kept).items()}
    brought = {change for _, _, change, _ in streamed}
    forgotten = [tally for change, tally in logs.tallies.items() if change not in brought]
    # Somebody who was in the middle of a batch may have written in between: then what stands is not this.
    for _ in range(_TRIES):
        _empty(table, now)
        for shard in {shard for shard, _, _, _ in streamed}:
            records = [Counted(at, tally) for of, at, _, tally in streamed if of == shard]
            stores.counters.add(shard, records, now)
        numbered = (Counted(str(number), tally) for number, tally in enumerate(forgotten))
        stores.counters.add(_FROM_THE_LOGS, numbered, now)
        if _standing(table, now) == expected:
            return
    raise CannotServe("The counters were written by somebody else meanwhile: run it once more.")


def _hours(table: Any, now: datetime) -> Iterator[dict[str, Any]]:
    """The items of the hours that are kept; what was sent leaves nothing in a log, and stays."""
    days = {london_date(now - KEPT + timedelta(days=day)) for day in range(KEPT.days + 1)}
    for day in sorted(days):
        request: dict[str, Any] = {
            "KeyConditionExpression": "#key = :day AND begins_with(#member, :hour)",
            "ExpressionAttributeNames": {"#key": "key", "#member": "member"},
            "ExpressionAttributeValues": {":day": f"day#{day}", ":hour": "hour#"},
            "ConsistentRead": True,
        }
        answer = table.query(**request)
        yield from answer["Items"]
        while "LastEvaluatedKey" in answer:
            answer = table.query(**request, ExclusiveStartKey=answer["LastEvaluatedKey"])
            yield from answer["Items"]


def _empty(table: Any, now: datetime) -> None:
    with table.batch_writer() as batch:
        for item in list(_hours(table, now)):
            batch.delete_item(Key={"key": item["key"], "member": item["member"]})


def _standing(table: Any, now: datetime) -> dict[datetime, dict[str, int]]:
    tallies = [
        Tally(
            datetime.fromisoformat(item["member"].split("#")[1]),
            {name: int(value) for name, value in item.items() if name.startswith(_COUNTS)},
        )
        for item in _hours(table, now)
    ]
    return {hour: _not_zero(counts) for hour, counts in summed(tallies).items()}


def _not_zero(counts: dict[str, int]) -> dict[str, int]:
    return {name: count for name, count in counts.items() if count}
