"""The demo accounts, and the log that each of their meters begins with. All invented; see demo.json."""

import hashlib
import json
from base64 import b32encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from meter_reads.domain.assessment import Outcome, Submitter, assess
from meter_reads.domain.findings import Finding
from meter_reads.domain.households import Household
from meter_reads.domain.identifiers import (
    Mpan,
    normalise_account_number,
    normalise_postcode,
    normalise_serial,
    parse_supply_point,
)
from meter_reads.domain.meter_log import Change, ChangeKind, LogEntry, next_entry, opening_entry
from meter_reads.domain.readings import Meter, Reading, ReadingSource, ReadingStatus
from meter_reads.domain.registers import Fuel, MeterUnit, Register, RegisterRole, read_dial
from meter_reads.domain.submission_rules import TypedReading
from meter_reads.domain.surroundings import surroundings_from_state

DEMO = Path(__file__).with_name("demo.json")

_SENT_AT = time(9, tzinfo=UTC)
_ID_LENGTH = 16

Json = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class DemoAccount(Household):
    """`note` says what is special about it."""

    note: str


def demo_accounts(file: Path = DEMO) -> tuple[DemoAccount, ...]:
    data = json.loads(file.read_text(encoding="utf-8"))
    return tuple(_account(each) for each in data["accounts"])


def _account(data: Json) -> DemoAccount:
    return DemoAccount(
        number=normalise_account_number(data["number"]),
        name=data["name"],
        address=data["address"],
        postcode=normalise_postcode(data["postcode"]),
        note=data["note"],
        logs=tuple(_log(_meter(meter, data), meter["readings"]) for meter in data["meters"]),
    )


def _meter(data: Json, account: Json) -> Meter:
    supply_point = parse_supply_point(data["supplyPoint"])
    number = supply_point.core if isinstance(supply_point, Mpan) else supply_point.number
    annual = data["annualKwh"]
    return Meter(
        id=_meter_id(data["supplyPoint"], data["serial"]),
        account_number=account["number"],
        fuel=Fuel(data["fuel"]),
        supply_point=number,
        serial=normalise_serial(data["serial"]),
        registers=tuple(
            Register(each["id"], RegisterRole(each["role"]), each["digits"], MeterUnit(each["unit"]))
            for each in data["registers"]
        ),
        installed=date.fromisoformat(data["installed"]),
        removed=date.fromisoformat(data["removed"]) if data["removed"] else None,
        supply_start=date.fromisoformat(account["supplyStart"]),
        registry_annual_kwh=None if annual is None else Decimal(annual),
    )


def _meter_id(supply_point: str, serial: str) -> str:
    """The same on every machine, so that loading twice writes the same items."""
    digest = hashlib.sha256(f"demo {supply_point} {serial}".encode()).digest()
    return b32encode(digest).decode()[:_ID_LENGTH].lower()


def _log(meter: Meter, readings: list[Json]) -> tuple[LogEntry, ...]:
    log = [opening_entry(meter)]
    for data in readings:
        change = _change(log[-1], data)
        log.append(next_entry(log[-1], change, london_date=change.reading.read_date))
    return tuple(log)


def _change(newest: LogEntry, data: Json) -> Change:
    """What the log says of a reading that was sent on the morning of its read date."""
    meter, read_date = newest.meter, date.fromisoformat(data["readDate"])
    sent_at = datetime.combine(read_date, _SENT_AT)
    reading = Reading(
        sequence=newest.sequence + 1,
        read_date=read_date,
        values={
            register.id: read_dial(data["values"][register.id], register).value
            for register in meter.registers
        },
        source=ReadingSource(data["source"]),
        status=ReadingStatus(data.get("status", ReadingStatus.ACCEPTED)),
        submitted_at=sent_at,
        findings=_findings(newest, data) if data.get("status") == ReadingStatus.UNDER_REVIEW else (),
    )
    return Change(_kind(reading, data), sent_at, reading)


def _kind(reading: Reading, data: Json) -> ChangeKind:
    if data.get("closing") or data.get("opening"):
        return ChangeKind.METER_EXCHANGED
    if reading.held:
        return ChangeKind.READING_HELD
    if reading.estimate:
        return ChangeKind.READING_ESTIMATED
    return ChangeKind.READING_ACCEPTED


def _findings(newest: LogEntry, data: Json) -> tuple[Finding, ...]:
    """What the rules found about a reading that they hold for a person."""
    read_date = date.fromisoformat(data["readDate"])
    around = surroundings_from_state(newest.meter, newest.state, read_date)
    if around is None:
        raise ValueError(f"the readings of {newest.meter.serial} are not in the order of their dates")
    typed = TypedReading(read_date, tuple(data["values"].items()))
    submitter = Submitter(ReadingSource(data["source"]))
    verdict = assess(newest.meter, typed, around, submitter, today=read_date, confirmed=True)
    if verdict.outcome is not Outcome.HOLD:
        raise ValueError(
            f"the reading of {newest.meter.serial} on {read_date} is {verdict.outcome}, not held"
        )
    return verdict.findings
