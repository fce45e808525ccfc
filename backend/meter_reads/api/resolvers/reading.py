"""Readings and their receipts."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from ariadne import ObjectType, SchemaBindable

from meter_reads.api.context import Info
from meter_reads.api.resolvers.finding import FindingView
from meter_reads.domain.readings import Meter, Reading, ReadingStatus, reading_id
from meter_reads.domain.receipts import Receipt
from meter_reads.domain.registers import Register


@dataclass(frozen=True, slots=True)
class ReadingView:
    """A reading of a meter; `sequence` is that of the meter's newest change as of the answer."""

    meter: Meter
    reading: Reading
    sequence: int


@dataclass(frozen=True, slots=True)
class RegisterReadingView:
    """What one register showed. The arithmetic since the reading before is not worked out yet."""

    register: Register
    value: str
    advance: None = None
    kwh: None = None


@dataclass(frozen=True, slots=True)
class ReceiptView:
    receipt: Receipt
    signature: str
    status: ReadingStatus


reading = ObjectType("Reading")
receipt = ObjectType("Receipt")


@reading.field("id")
def resolve_id(view: ReadingView, _: Info) -> str:
    return reading_id(view.meter.id, view.reading.sequence)


@reading.field("meter")
def resolve_meter(view: ReadingView, _: Info) -> Any:
    # A reading view has all that a meter's resolvers use: the meter and its newest sequence.
    return view


@reading.field("readDate")
def resolve_read_date(view: ReadingView, _: Info) -> date:
    return view.reading.read_date


@reading.field("submittedAt")
def resolve_submitted_at(view: ReadingView, _: Info) -> datetime:
    return view.reading.submitted_at


@reading.field("source")
def resolve_source(view: ReadingView, _: Info) -> str:
    return view.reading.source


@reading.field("status")
def resolve_status(view: ReadingView, _: Info) -> str:
    return view.reading.status


@reading.field("registers")
def resolve_registers(view: ReadingView, _: Info) -> list[RegisterReadingView]:
    values = view.reading.values
    return [RegisterReadingView(each, each.shown(values[each.id])) for each in view.meter.registers]


@reading.field("consumption")
def resolve_consumption(_view: ReadingView, _: Info) -> None:
    """Not worked out yet for customers and agents."""


@reading.field("findings")
def resolve_findings(view: ReadingView, _: Info) -> list[FindingView]:
    return [FindingView(finding, view.meter) for finding in view.reading.findings]


@receipt.field("reference")
def resolve_reference(view: ReceiptView, _: Info) -> str:
    return view.receipt.reference


@receipt.field("meterEnding")
def resolve_meter_ending(view: ReceiptView, _: Info) -> str:
    return view.receipt.meter_ending


@receipt.field("readDate")
def resolve_receipt_date(view: ReceiptView, _: Info) -> date:
    return view.receipt.read_date


@receipt.field("values")
def resolve_values(view: ReceiptView, _: Info) -> tuple[str, ...]:
    return view.receipt.values


@receipt.field("receivedAt")
def resolve_received_at(view: ReceiptView, _: Info) -> datetime:
    return view.receipt.received_at


BINDABLES: list[SchemaBindable] = [reading, receipt]
