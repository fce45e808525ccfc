"""The subscriptions: what each follows, and what an entry of it comes to."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ariadne import SchemaBindable, SubscriptionType

from meter_reads.api.context import Info
from meter_reads.channel.topics import OPERATIONS, REVIEWS, meter_topic
from meter_reads.domain.meter_log import LogEntry
from meter_reads.journey.access import may_act_on_meter
from meter_reads.journey.callers import Staff, signed_in
from meter_reads.journey.refusals import BadInput, Forbidden

if TYPE_CHECKING:
    from meter_reads.journey.operations import Snapshot
    from meter_reads.store.review_queue import QueueEntry

subscription = SubscriptionType()


@dataclass(frozen=True, slots=True)
class TopicSource:
    """Where the events of a subscription come from: a topic's log above a number, or above its newest.

    GraphQL asks for an async iterable; the channel reads the description instead, because its events
    come from a stream that may wake another process than the one that was subscribed in.
    """

    topic: str
    after: int | None

    def __aiter__(self) -> AsyncIterator[Any]:
        raise TypeError("the channel delivers these events")


@subscription.source("meterChanged")  # type: ignore[arg-type]  # typed for generators only
def follow_meter(_: Any, info: Info, *, meter_id: str, after: int | None = None) -> TopicSource:
    caller = signed_in(info.context.caller)
    if not may_act_on_meter(caller, meter_id):
        raise _no_such_meter()
    if isinstance(caller, Staff):
        # Whoever may act on every meter may name one that is not there.
        newest = info.context.service.stores.meter_log.newest(meter_id)
        if newest is None:
            raise _no_such_meter()
        info.context.audit.note_account_viewed(newest.meter.account_number, meter_id=meter_id)
    if after is not None and after < 0:
        raise BadInput("after", "Begin at 0, or at the last sequence that you have.")
    return TopicSource(meter_topic(meter_id), after)


def _no_such_meter() -> Forbidden:
    return Forbidden(
        "There is no such meter for you. Prove the account that it belongs to, or sign in for it."
    )


@subscription.field("meterChanged")
def resolve_meter_changed(entry: LogEntry, _: Info, **_arguments: Any) -> LogEntry:
    return entry


@subscription.source("reviewQueueChanged")  # type: ignore[arg-type]
def follow_review_queue(_: Any, _info: Info) -> TopicSource:
    return TopicSource(REVIEWS, None)


@subscription.field("reviewQueueChanged")
def resolve_review_queue_changed(entry: "QueueEntry", _: Info) -> "QueueEntry":
    return entry


@subscription.source("operationsChanged")  # type: ignore[arg-type]
def follow_operations(_: Any, _info: Info) -> TopicSource:
    # Below every snapshot, so that one comes at once.
    return TopicSource(OPERATIONS, 0)


@subscription.field("operationsChanged")
def resolve_operations_changed(entry: Any, _: Info) -> "Snapshot":
    snapshot: Snapshot = entry.snapshot
    return snapshot


BINDABLES: list[SchemaBindable] = [subscription]
