"""The batches of a DynamoDB stream, as Lambda words them, with answers for each record of its own.

https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-windows.html
"""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import cache, partial
from typing import Any

from meter_reads.channel.deliveries import Deliveries
from meter_reads.channel.results import Results
from meter_reads.channel.stream_batch import StreamBatch
from meter_reads.channel.topics import OPERATIONS, REVIEWS
from meter_reads.journey.projecting import Projecting
from meter_reads.journey.review_starts import heard_by_reviews
from meter_reads.lambdas.live_wiring import LiveWiring
from meter_reads.metrics import Metric
from meter_reads.store.log_items import from_item
from meter_reads.store.review_queue import QueueEntry
from meter_reads.store.stream_record import StreamRecord


class StreamEvents:
    """Takes batches; answers with the records that have to come again."""

    def __init__(self, wiring: LiveWiring, clock: Callable[[], float] = time.time) -> None:
        self._wiring = wiring
        self._clock = clock
        self._projecting = Projecting(wiring.counters, wiring.review_queue)

    def handle(self, event: dict[str, Any], _context: object) -> dict[str, Any]:
        records = [_record(each["dynamodb"]) for each in event["Records"]]
        shard = _shard(event)
        projected = self._projecting.take(shard, records, self._now())
        batch = StreamBatch(self._wiring.sockets.subscriptions, self._deliveries)
        failed = {*projected.failed, *batch.handle(records)}
        failed |= {each.id for each in records if not heard_by_reviews(each, lambda: self._wiring.reviews)}
        if projected.queue_moved and not batch.tell(REVIEWS, self._queue_above):
            failed.update(record.id for record in records)
        now = self._now()
        if batch.sent and projected.newest:
            delay = now - projected.newest
            self._wiring.counters.deliver(shard, batch.sent, delay, now)
            self._wiring.metrics.note(Metric.FAN_OUT_SIZE, batch.sent)
            self._wiring.metrics.note(Metric.FAN_OUT_TIME, round(delay.total_seconds() * 1000))
        if failed:
            self._wiring.metrics.note(Metric.BATCHES_FAILED)
        if records and any(self._wiring.sockets.subscriptions.of_topic(OPERATIONS)):
            self._wiring.ticks.changed(now)
        return {
            "batchItemFailures": [{"itemIdentifier": each.id} for each in records if each.id in failed],
            # A mapping with a window wants one back. Ours is in the table, where it outlives windows.
            "state": {},
        }

    def _queue_above(self, revision: int) -> Iterator[QueueEntry]:
        return self._wiring.review_queue.entries(after=revision)

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock(), UTC)

    def _deliveries(self) -> Deliveries:
        # Loads GraphQL, which a batch that nobody follows has no need of.
        from meter_reads.journey.caller_claims import caller_with

        return Deliveries(self._wiring.sockets, Results(self._wiring.operations, caller_with))


def _shard(event: dict[str, Any]) -> str:
    """The part of the stream that a batch is from.

    Lambda names it only to a mapping with a tumbling window, which is why ours has one. An emulator that
    names none has a single one.
    """
    return str(event.get("shardId", "only"))


def _record(change: dict[str, Any]) -> StreamRecord:
    read = cache(partial(from_item, change["NewImage"]))
    return StreamRecord(change["SequenceNumber"], change["Keys"]["meter_id"]["S"], read)
