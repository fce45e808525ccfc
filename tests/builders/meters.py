"""Meters to test with: ordinary ones, of which a test names only what it is about."""

from datetime import date
from decimal import Decimal

from meter_reads.domain.readings import Meter
from meter_reads.domain.registers import Fuel, MeterUnit, Register, RegisterRole

DAY = "D"
NIGHT = "N"
EXPORT = "E"


def a_register(
    register_id: str = "1",
    *,
    role: RegisterRole = RegisterRole.ANYTIME,
    digits: int = 5,
    unit: MeterUnit = MeterUnit.KWH,
) -> Register:
    return Register(register_id, role, digits, unit)


def an_export_register() -> Register:
    return a_register(EXPORT, role=RegisterRole.EXPORT)


def a_meter(
    *registers: Register,
    fuel: Fuel = Fuel.ELECTRICITY,
    annual_kwh: int | None = 2500,
    installed: date = date(2015, 6, 1),
    removed: date | None = None,
    supply_start: date = date(2018, 4, 1),
) -> Meter:
    """A single-rate electricity meter with a registry figure, unless said otherwise."""
    return Meter(
        id="7k3q9x0m2r5t8w1b",
        account_number="8500417731",
        fuel=fuel,
        supply_point="2012345678385",
        serial="S19DM104512",
        registers=registers or (a_register(),),
        installed=installed,
        removed=removed,
        supply_start=supply_start,
        registry_annual_kwh=None if annual_kwh is None else Decimal(annual_kwh),
    )


def a_gas_meter(*, imperial: bool = False, annual_kwh: int | None = 9500) -> Meter:
    unit = MeterUnit.HUNDRED_CUBIC_FEET if imperial else MeterUnit.CUBIC_METRE
    register = a_register(digits=4 if imperial else 5, unit=unit)
    return a_meter(register, fuel=Fuel.GAS, annual_kwh=annual_kwh)


def an_economy_7_meter(*more: Register, annual_kwh: int | None = 2500) -> Meter:
    """A meter of a day and a night register, in that order, and whatever else it has."""
    return a_meter(
        a_register(DAY, role=RegisterRole.DAY),
        a_register(NIGHT, role=RegisterRole.NIGHT),
        *more,
        annual_kwh=annual_kwh,
    )
