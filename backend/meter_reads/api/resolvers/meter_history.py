"""What a meter's log tells: its readings, use by month, what would be expected, and its changes."""

from datetime import date
from typing import Any

from ariadne import ObjectType, SchemaBindable

from meter_reads.api.context import Info
from meter_reads.api.document_limits import MAX_PAGE
from meter_reads.api.resolvers.meter import MeterView
from meter_reads.api.resolvers.reading import ReadingView
from meter_reads.api.resolvers.reading_connection import ReadingConnectionView, connection_of
from meter_reads.domain.expectation import ExpectedReading
from meter_reads.domain.london_time import london_date
from meter_reads.domain.meter_log import LogEntry
from meter_reads.domain.monthly_use import MonthOfUse
from meter_reads.journey.callers import signed_in
from meter_reads.journey.changes import ChangePage, changes_after
from meter_reads.journey.expecting import expected_on, used_by_month
from meter_reads.journey.history import History
from meter_reads.journey.refusals import BadInput
from meter_reads.store.database import StoreUnavailable

meter = ObjectType("Meter")
change = ObjectType("MeterChange")
page = ObjectType("MeterChangePage")


@meter.field("expected")
def resolve_expected(view: MeterView, info: Info, *, read_date: date) -> ExpectedReading:
    return expected_on(_history(view, info), read_date, today=london_date(info.context.now))


@meter.field("readings")
def resolve_readings(
    view: MeterView, info: Info, *, first: int, after: str | None = None
) -> ReadingConnectionView:
    _check_page(first)
    return connection_of(_history(view, info), first=first, after=after)


# `from` is a word of Python's, so the arguments are taken as they come.
@meter.field("monthlyUse")
def resolve_monthly_use(view: MeterView, info: Info, **period: date) -> tuple[MonthOfUse, ...]:
    return used_by_month(_history(view, info), period["from"], period["to"])


@meter.field("changes")
def resolve_changes(view: MeterView, info: Info, *, after: int, first: int) -> ChangePage:
    if after < 0:
        raise BadInput("after", "Begin at 0, or at the last sequence that you have.")
    _check_page(first)
    context = info.context
    caller = signed_in(context.caller)
    return changes_after(context.service.stores, caller, view.meter.id, after=after, first=first)


def _check_page(first: int) -> None:
    if not 1 <= first <= MAX_PAGE:
        raise BadInput("first", f"Ask for 1 to {MAX_PAGE} at a time.")


def _history(view: MeterView, info: Info) -> History:
    history = info.context.history_of(view.meter.id, at_least=view.sequence)
    if history is None:
        raise StoreUnavailable("a meter that was read cannot be read again")
    return history


@page.field("changes")
def resolve_page_changes(source: ChangePage, _: Info) -> tuple[LogEntry, ...]:
    return source.entries


@change.field("meterId")
def resolve_meter_id(entry: LogEntry, _: Info) -> str:
    return entry.meter.id


@change.field("occurredAt")
def resolve_occurred_at(entry: LogEntry, _: Info) -> Any:
    return entry.change and entry.change.occurred_at


@change.field("kind")
def resolve_kind(entry: LogEntry, _: Info) -> Any:
    return entry.change and entry.change.kind


@change.field("reading")
def resolve_reading(entry: LogEntry, _: Info) -> ReadingView | None:
    return ReadingView(entry.meter, entry.change.reading, entry.sequence) if entry.change else None


BINDABLES: list[SchemaBindable] = [meter, change, page]
