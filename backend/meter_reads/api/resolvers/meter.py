"""Meters and their logs."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from ariadne import ObjectType, SchemaBindable

from meter_reads.api.context import Info
from meter_reads.api.document_limits import MAX_PAGE
from meter_reads.api.resolvers.reading import ReadingView
from meter_reads.domain.meter_log import LogEntry
from meter_reads.domain.readings import Meter
from meter_reads.journey.callers import signed_in
from meter_reads.journey.changes import ChangePage, changes_after
from meter_reads.journey.refusals import BadInput


@dataclass(frozen=True, slots=True)
class MeterView:
    """A meter, and the sequence of its newest change as of the answer."""

    meter: Meter
    sequence: int


meter = ObjectType("Meter")
change = ObjectType("MeterChange")
page = ObjectType("MeterChangePage")


@meter.field("id")
def resolve_id(view: MeterView, _: Info) -> str:
    return view.meter.id


@meter.field("fuel")
def resolve_fuel(view: MeterView, _: Info) -> str:
    return view.meter.fuel


@meter.field("supplyPoint")
def resolve_supply_point(view: MeterView, _: Info) -> str:
    return view.meter.supply_point


@meter.field("serial")
def resolve_serial(view: MeterView, _: Info) -> str:
    return view.meter.serial


@meter.field("registers")
def resolve_registers(view: MeterView, _: Info) -> Any:
    return view.meter.registers


@meter.field("removedOn")
def resolve_removed_on(view: MeterView, _: Info) -> date | None:
    return view.meter.removed


@meter.field("expected")
def resolve_expected(_view: MeterView, _: Info, *, read_date: date) -> None:
    """Not worked out yet for customers and agents."""


@meter.field("readings")
def resolve_readings(_view: MeterView, _: Info, *, first: int, after: str | None = None) -> None:
    """Not listed yet for customers and agents."""


@meter.field("changes")
def resolve_changes(view: MeterView, info: Info, *, after: int, first: int) -> ChangePage:
    if after < 0:
        raise BadInput("after", "Begin at 0, or at the last sequence that you have.")
    if not 1 <= first <= MAX_PAGE:
        raise BadInput("first", f"Ask for 1 to {MAX_PAGE} at a time.")
    context = info.context
    caller = signed_in(context.caller)
    return changes_after(context.service.stores, caller, view.meter.id, after=after, first=first)


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
