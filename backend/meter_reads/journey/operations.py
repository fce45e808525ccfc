"""What the service is doing, as of one instant, for the operations room."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from meter_reads.domain.activity import Activity, activity
from meter_reads.store.counters import Delivered
from meter_reads.store.stores import Stores

# How many sockets are open at an instant (Unix seconds): of this process, or of API Gateway.
LiveConnections = Callable[[float], int]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`oldest_review_at` is when the reading was sent that has waited longest; None if none waits."""

    at: datetime
    activity: Activity
    delivered: Delivered
    review_queue_length: int
    oldest_review_at: datetime | None
    live_connections: int


def snapshot(stores: Stores, live_connections: LiveConnections, now: datetime) -> Snapshot:
    """Some queries, whatever has been counted: none of them reads a log."""
    oldest = next(iter(stores.review_queue.waiting(None, first=1)), None)
    return Snapshot(
        at=now,
        activity=activity(stores.counters.hours(now), now),
        delivered=stores.counters.delivered(now),
        review_queue_length=stores.review_queue.length(),
        oldest_review_at=oldest.submitted_at if oldest else None,
        live_connections=live_connections(now.timestamp()),
    )
