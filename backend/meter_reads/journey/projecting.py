"""What follows from the meters' logs for those who look at all meters at once: counters, and the queue."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from meter_reads.domain.activity import tally_of
from meter_reads.domain.meter_log import LogEntry
from meter_reads.store.counters import Counted, Counters
from meter_reads.store.failures import StoreUnavailable
from meter_reads.store.review_queue import ReviewQueue
from meter_reads.store.stream_record import StreamRecord

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Projected:
    """`failed` are the ids of the records that have to come again; `queue_moved` whether a reading joined or
    left the review queue by this batch, also if that was noted when it came before. `newest` is when the
    newest of its changes happened; None if there is none.
    """

    failed: frozenset[str]
    queue_moved: bool
    newest: datetime | None


@dataclass(frozen=True, slots=True)
class Projecting:
    """Takes batches of the stream into the counters and the review queue, each record once, whoever
    brings it and how often; a process that dies between any two steps has lost nothing.
    """

    counters: Counters
    review_queue: ReviewQueue

    def take(self, shard: str, records: Iterable[StreamRecord], now: datetime) -> Projected:
        """`shard` names the part of the stream that the records are from, in their order."""
        entries: dict[str, LogEntry] = {}
        failed = set()
        for record in records:
            try:
                entries[record.id] = record.entry()
            except Exception:
                # A record that nobody can read must not keep the others from being counted.
                logger.exception("a record could not be read", extra={"record": record.id})
                failed.add(record.id)
        queue_moved = False
        try:
            self.counters.add(shard, _counted(entries), now)
            for entry in entries.values():
                queue_moved |= self.review_queue.take(entry, now) is not None
        except StoreUnavailable:
            logger.exception("a batch could not be counted", extra={"records": len(entries)})
            failed.update(entries)
        moments = [entry.change.occurred_at for entry in entries.values() if entry.change]
        return Projected(frozenset(failed), queue_moved, max(moments, default=None))


def _counted(entries: dict[str, LogEntry]) -> Iterable[Counted]:
    for position, entry in entries.items():
        tally = tally_of(entry)
        if tally is not None:
            yield Counted(position, tally)
