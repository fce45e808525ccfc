"""The operations room: a snapshot of what the service is doing."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from ariadne import ObjectType, QueryType, SchemaBindable

from meter_reads.api.context import Info
from meter_reads.domain.activity import MinuteCount
from meter_reads.domain.running_cost import cost_of
from meter_reads.journey.operations import Snapshot, snapshot

query = QueryType()
operations = ObjectType("OperationsSnapshot")


@query.field("operations")
def resolve_operations(_: Any, info: Info) -> Snapshot:
    service = info.context.service
    return snapshot(service.stores, service.live_connections, info.context.now)


@operations.field("readingsToday")
def resolve_today(source: Snapshot, _: Info) -> int:
    return source.activity.readings


@operations.field("readingsLastMinute")
def resolve_last_minute(source: Snapshot, _: Info) -> int:
    return source.activity.last_minute


@operations.field("readingsByMinute")
def resolve_by_minute(source: Snapshot, _: Info) -> tuple[MinuteCount, ...]:
    return source.activity.by_minute


@operations.field("byOutcome")
def resolve_by_outcome(source: Snapshot, _: Info) -> list[dict[str, Any]]:
    return _counts("status", source.activity.by_outcome)


@operations.field("bySource")
def resolve_by_source(source: Snapshot, _: Info) -> list[dict[str, Any]]:
    return _counts("source", source.activity.by_source)


@operations.field("byFuel")
def resolve_by_fuel(source: Snapshot, _: Info) -> list[dict[str, Any]]:
    return _counts("fuel", source.activity.by_fuel)


@operations.field("deliveriesToday")
def resolve_deliveries(source: Snapshot, _: Info) -> int:
    return source.delivered.messages


@operations.field("fanOutDelayMilliseconds")
def resolve_delay(source: Snapshot, _: Info) -> int | None:
    return source.delivered.delay_milliseconds


@operations.field("costTodayDollars")
def resolve_cost(source: Snapshot, _: Info) -> Decimal:
    return cost_of(source.activity.readings, source.delivered.messages)


@operations.field("oldestReviewAt")
def resolve_oldest(source: Snapshot, _: Info) -> datetime | None:
    return source.oldest_review_at


def _counts(name: str, counts: Mapping[Any, int]) -> list[dict[str, Any]]:
    """Every value, also those that nothing has."""
    return [{name: str(value), "count": count} for value, count in counts.items()]


BINDABLES: list[SchemaBindable] = [query, operations]
