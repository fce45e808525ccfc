"""Readings and their receipts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from ariadne import ObjectType, SchemaBindable

from meter_reads.api.context import Info
from meter_reads.api.resolvers.finding import FindingView
from meter_reads.domain.meter_log import ChangeKind
from meter_reads.domain.readings import Meter, Reading, ReadingStatus, reading_id
from meter_reads.domain.receipts import Receipt
from meter_reads.domain.registers import Register, rounded_kwh
from meter_reads.domain.use import Use
from meter_reads.journey.own_readings import withdrawable_until


@dataclass(frozen=True, slots=True)
class ReadingView:
    """A reading of a meter; `sequence` is that of the meter's newest change as of the answer.

    `uses` is the use up to this reading, by its sequence, where that is known already.
    """

    meter: Meter
    reading: Reading
    sequence: int
    uses: Mapping[int, Use] | None = None


@dataclass(frozen=True, slots=True)
class RegisterReadingView:
    """What one register showed; the arithmetic is worked out only where it is asked for."""

    of: ReadingView
    register: Register
    value: str

    def advance(self, info: Info) -> int | None:
        use = use_up_to(self.of, info)
        return use.of(self.register).advance if use else None

    def kwh(self, info: Info) -> Decimal | None:
        use = use_up_to(self.of, info)
        exact = use.of(self.register).kwh if use else None
        return None if exact is None else rounded_kwh(exact)


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
    return [RegisterReadingView(view, each, each.shown(values[each.id])) for each in view.meter.registers]


@reading.field("sequence")
def resolve_sequence(view: ReadingView, _: Info) -> int:
    return view.reading.sequence


@reading.field("reason")
def resolve_reason(view: ReadingView, _: Info) -> str | None:
    return view.reading.reason


@reading.field("decidedBy")
def resolve_decided_by(view: ReadingView, _: Info) -> str | None:
    decision = view.reading.decision
    return (decision.name or decision.by) if decision else None


@reading.field("decidedAt")
def resolve_decided_at(view: ReadingView, _: Info) -> datetime | None:
    return view.reading.decision.at if view.reading.decision else None


@reading.field("decisionReason")
def resolve_decision_reason(view: ReadingView, _: Info) -> str | None:
    return view.reading.decision.reason if view.reading.decision else None


@reading.field("withdrawableUntil")
def resolve_withdrawable_until(view: ReadingView, info: Info) -> datetime | None:
    context = info.context

    def stored_by() -> ChangeKind | None:
        history = context.history_of(view.meter.id, at_least=view.sequence)
        return history.stored_by.get(view.reading.sequence) if history else None

    return withdrawable_until(context.caller, view.reading, stored_by, context.now)


def use_up_to(view: ReadingView, info: Info) -> Use | None:
    """The use up to a reading that counts, by the readings of today."""
    if not view.reading.actual:
        return None
    uses = view.uses
    if uses is None:
        history = info.context.history_of(view.meter.id, at_least=view.sequence)
        uses = history.uses if history else {}
    return uses.get(view.reading.sequence)


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
