"""Builders: meters with their logs, and the accounts they belong to."""

import itertools
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from meter_reads.domain.account_search import terms_for
from meter_reads.domain.identifiers import luhn_digit, mpan_check_digit
from meter_reads.domain.london_time import london_date
from meter_reads.domain.meter_log import Change, ChangeKind, LogEntry, next_entry, opening_entry, readings_of
from meter_reads.domain.readings import Meter, Reading, ReadingSource, ReadingStatus
from meter_reads.domain.registers import Fuel, MeterUnit, Register, RegisterRole
from meter_reads.store.accounts import Account, Proven
from meter_reads.store.stores import Stores

_NUMBERS = itertools.count(int(uuid.uuid4().int % 10**8))
ANYTIME = Register("1", RegisterRole.ANYTIME, 5, MeterUnit.KWH)
ECONOMY_SEVEN = (
    Register("1", RegisterRole.NIGHT, 5, MeterUnit.KWH),
    Register("2", RegisterRole.DAY, 5, MeterUnit.KWH),
)
POSTCODE = "M1 7ZQ"


def today() -> date:
    return london_date(datetime.now(UTC))


def days_ago(days: int) -> date:
    return today() - timedelta(days=days)


def an_account_number() -> str:
    body = f"85{next(_NUMBERS) % 10**7:07d}"
    return body + luhn_digit(body)


def an_mpan() -> str:
    first12 = f"12{next(_NUMBERS) % 10**10:010d}"
    return first12 + mpan_check_digit(first12)


def a_meter(**changes: Any) -> Meter:
    """A single-rate electricity meter of 2,500 kWh a year."""
    meter = Meter(
        id=uuid.uuid4().hex[:16],
        account_number=an_account_number(),
        fuel=Fuel.ELECTRICITY,
        supply_point=an_mpan(),
        serial=f"S19DM{next(_NUMBERS) % 10**6:06d}",
        registers=(ANYTIME,),
        installed=date(2019, 5, 14),
        removed=None,
        supply_start=date(2020, 4, 1),
        registry_annual_kwh=Decimal(2500),
    )
    return replace(meter, **changes)


def a_log(meter: Meter, *readings: Reading) -> list[LogEntry]:
    """The log of a meter to which these readings happened in this order; their sequences are given here."""
    entries = [opening_entry(meter)]
    for reading in readings:
        stored = replace(reading, sequence=entries[-1].sequence + 1)
        kind = ChangeKind.READING_ACCEPTED
        if stored.estimate:
            kind = ChangeKind.READING_ESTIMATED
        if stored.held:
            kind = ChangeKind.READING_HELD
        entries.append(
            next_entry(
                entries[-1],
                Change(kind, stored.submitted_at, stored),
                london_date=london_date(stored.submitted_at),
                history=readings_of(entry.change for entry in entries if entry.change),
            )
        )
    return entries


def a_reading(read_date: date, *values: int, **changes: Any) -> Reading:
    """A customer's reading of registers 1, 2 …, sent on its date."""
    reading = Reading(
        sequence=0,
        read_date=read_date,
        values={str(number): value for number, value in enumerate(values, 1)},
        source=ReadingSource.CUSTOMER,
        status=ReadingStatus.ACCEPTED,
        submitted_at=datetime(read_date.year, read_date.month, read_date.day, 12, tzinfo=UTC),
    )
    return replace(reading, **changes)


def an_estimate(read_date: date, *values: int) -> Reading:
    return a_reading(read_date, *values, source=ReadingSource.ESTIMATE)


@dataclass(frozen=True)
class House:
    """An account as its customer knows it, and its meters."""

    account: Account
    meters: tuple[Meter, ...]

    @property
    def meter(self) -> Meter:
        return self.meters[0]

    @property
    def proof(self) -> dict[str, str]:
        return {"accountNumber": self.account.number, "postcode": self.account.postcode}

    @property
    def meter_proof(self) -> dict[str, str]:
        meter = self.meter
        return {
            "supplyPoint": meter.supply_point,
            "meterSerial": meter.serial,
            "postcode": self.account.postcode,
        }

    def reading(self, *values: str, on: date | None = None, key: str | None = None) -> dict[str, Any]:
        """The input of submitReading for registers 1, 2 … of the first meter."""
        return {
            "meterId": self.meter.id,
            "readDate": (on or today()).isoformat(),
            "registers": [{"register": str(at), "value": value} for at, value in enumerate(values, 1)],
            "idempotencyKey": key or uuid.uuid4().hex,
        }

    # One month of ordinary use after the reading of a month ago, and values that are odd in known ways.
    ORDINARY = "46180"
    HIGHER = "46700"
    FAR_HIGHER = "48000"
    LOWER_THAN_BEFORE = "45900"


@dataclass
class Street:
    """Where houses are put up: the tables of the session."""

    stores: Stores
    houses: list[House] = field(default_factory=list)

    def house(self, *logs: Sequence[LogEntry], postcode: str = POSTCODE) -> House:
        """An account with the meters of these logs; without any, a meter that showed 45980 a month ago."""
        number = logs[0][0].meter.account_number if logs else an_account_number()
        logs = logs or (a_log(a_meter(account_number=number), a_reading(days_ago(30), 45980)),)
        meters = tuple(log[0].meter for log in logs)
        account = Account(
            number, "Somebody Testname", "7 Nowhere Lane", postcode, tuple(meter.id for meter in meters)
        )
        self.stores.accounts.put_account(account)
        self.stores.accounts.put_search(number, terms_for(number, postcode, meters))
        for log in logs:
            meter = log[0].meter
            self.stores.accounts.put_proof(
                Proven(number, account.meter_ids), (meter.supply_point, meter.serial, postcode)
            )
            for entry in log:
                self.stores.meter_log.append([entry])
        house = House(account, meters)
        self.houses.append(house)
        return house
