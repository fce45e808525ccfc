"""Meters."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from ariadne import ObjectType, SchemaBindable

from meter_reads.api.context import Info
from meter_reads.domain.readings import Meter


@dataclass(frozen=True, slots=True)
class MeterView:
    """A meter, and the sequence of its newest change as of the answer."""

    meter: Meter
    sequence: int


meter = ObjectType("Meter")


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


@meter.field("accountNumber")
def resolve_account_number(view: MeterView, _: Info) -> str:
    return view.meter.account_number


@meter.field("registers")
def resolve_registers(view: MeterView, _: Info) -> Any:
    return view.meter.registers


@meter.field("removedOn")
def resolve_removed_on(view: MeterView, _: Info) -> date | None:
    return view.meter.removed


@meter.field("installedOn")
def resolve_installed_on(view: MeterView, _: Info) -> date:
    return view.meter.installed


BINDABLES: list[SchemaBindable] = [meter]
