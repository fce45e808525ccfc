"""Households that nobody lives in, as many as wanted: for traffic to look at, and for rehearsals.

They cannot be taken for real ones: their account numbers begin with 99, their postcode area ZY and their
MPANs' distributor 99 do not exist, and their names say what they are. All check digits are right.
"""

import hashlib
import random
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from meter_reads.domain.expected import expected_kwh
from meter_reads.domain.households import Household
from meter_reads.domain.identifiers import luhn_digit, mpan_check_digit
from meter_reads.domain.meter_log import Change, ChangeKind, LogEntry, next_entry, opening_entry
from meter_reads.domain.readings import Meter, Reading, ReadingSource, ReadingStatus
from meter_reads.domain.registers import Fuel, MeterUnit, Register, RegisterRole

POSTCODE = "ZY99 9ZZ"
NUMBERS = 10**8
# How long before today the readings were taken, and who sent them.
_READINGS = (
    (timedelta(days=217), ReadingSource.CUSTOMER),
    (timedelta(days=125), ReadingSource.ESTIMATE),
    (timedelta(days=124), ReadingSource.IMPORT),
    (timedelta(days=31), ReadingSource.CUSTOMER),
)
_REGISTERS = {
    Fuel.ELECTRICITY: Register("1", RegisterRole.ANYTIME, 5, MeterUnit.KWH),
    Fuel.GAS: Register("1", RegisterRole.ANYTIME, 5, MeterUnit.CUBIC_METRE),
}
_KWH_A_UNIT = {Fuel.ELECTRICITY: Decimal(1), Fuel.GAS: Decimal("11.1")}
_MEDIAN_KWH = {Fuel.ELECTRICITY: 2_700, Fuel.GAS: 11_500}
_DUAL_FUEL_SHARE = 0.6


def synthetic_household(number: int, today: date) -> Household:
    """The household of a number below NUMBERS: the same for the same number and day."""
    chance = random.Random(number)  # noqa: S311  # invents, and guards nothing
    body = f"99{number:08d}"
    account_number = body + luhn_digit(body)
    fuels = [Fuel.ELECTRICITY] + [Fuel.GAS] * (chance.random() < _DUAL_FUEL_SHARE)
    meters = [_meter(number, account_number, fuel, chance) for fuel in fuels]
    return Household(
        number=account_number,
        name=f"Synthetic Household {number:08d}",
        address=f"{number} Invented Street",
        postcode=POSTCODE,
        logs=tuple(_log(meter, today, chance.randrange(1_000, 60_000)) for meter in meters),
    )


def units_expected(meter: Meter, start: date, end: date) -> int:
    """How far the dial of a synthetic meter should go between two dates."""
    annual = meter.registry_annual_kwh or Decimal(0)
    return int(expected_kwh(meter.fuel, annual, start, end) / _KWH_A_UNIT[meter.fuel])


def _meter(number: int, account_number: str, fuel: Fuel, chance: random.Random) -> Meter:
    first12 = f"99{number:010d}"
    electricity = fuel is Fuel.ELECTRICITY
    supply_point = first12 + mpan_check_digit(first12) if electricity else f"99{number:08d}"
    digest = hashlib.sha256(f"synthetic {supply_point}".encode()).hexdigest()
    annual = Decimal(_MEDIAN_KWH[fuel] * chance.randrange(50, 200) // 100)
    return Meter(
        id=f"syn{digest[:13]}",
        account_number=account_number,
        fuel=fuel,
        supply_point=supply_point,
        serial=f"SYN{'E' if electricity else 'G'}{number:08d}",
        registers=(_REGISTERS[fuel],),
        installed=date(2019, 5, 14),
        removed=None,
        supply_start=date(2020, 4, 1),
        registry_annual_kwh=annual,
    )


def _log(meter: Meter, today: date, value: int) -> tuple[LogEntry, ...]:
    entry = opening_entry(meter)
    log = [entry]
    before = None
    for ago, source in _READINGS:
        on = today - ago
        if before is not None:
            value += units_expected(meter, before, on)
        before = on
        at = datetime.combine(on, time(9, tzinfo=UTC))
        reading = Reading(entry.sequence + 1, on, {"1": value}, source, ReadingStatus.ACCEPTED, at)
        estimated = source is ReadingSource.ESTIMATE
        kind = ChangeKind.READING_ESTIMATED if estimated else ChangeKind.READING_ACCEPTED
        entry = next_entry(entry, Change(kind, at, reading), london_date=on)
        log.append(entry)
    return tuple(log)
