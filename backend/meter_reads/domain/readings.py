"""Meters, and the readings that are stored for them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from meter_reads.domain.findings import Finding, ReadingCode
from meter_reads.domain.limits import limits
from meter_reads.domain.registers import Fuel, Register, RegisterRole, advance, energy


class ReadingSource(StrEnum):
    """Who sent a reading, and by which road."""

    GUEST = "GUEST"
    CUSTOMER = "CUSTOMER"
    AGENT = "AGENT"
    SMART = "SMART"
    IMPORT = "IMPORT"
    ESTIMATE = "ESTIMATE"


class ReadingStatus(StrEnum):
    ACCEPTED = "ACCEPTED"
    ACCEPTED_FLAGGED = "ACCEPTED_FLAGGED"
    UNDER_REVIEW = "UNDER_REVIEW"
    REJECTED = "REJECTED"
    SUPERSEDED = "SUPERSEDED"
    WITHDRAWN = "WITHDRAWN"


@dataclass(frozen=True, slots=True)
class Meter:
    """What is fixed about a meter. A meter that is exchanged gets a successor with an id of its own,
    so readings are never compared across serials. `registry_annual_kwh` is the EAC or AQ, if known.
    """

    id: str
    account_number: str
    fuel: Fuel
    supply_point: str
    serial: str
    registers: tuple[Register, ...]
    installed: date
    removed: date | None
    supply_start: date
    registry_annual_kwh: Decimal | None

    def register(self, register_id: str) -> Register | None:
        return next((register for register in self.registers if register.id == register_id), None)

    @property
    def import_registers(self) -> tuple[Register, ...]:
        """The registers that count use; export is never netted against it."""
        return tuple(register for register in self.registers if register.role is not RegisterRole.EXPORT)

    @property
    def multi_rate(self) -> bool:
        return len(self.import_registers) > 1

    def share_of_use(self, register: Register) -> Decimal:
        """The part of the meter's use that this register is expected to count.

        The national split is one of day and night; registers that are another set count equal parts.
        An export register counts none of the use, so it is compared with all of it.
        """
        if register.role is RegisterRole.EXPORT:
            return Decimal(1)
        split = limits().multi_rate_split
        if sorted(each.role for each in self.import_registers) == sorted(split):
            return split[register.role]
        return Decimal(1) / len(self.import_registers)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person decided about a reading that somebody else had sent: who, when and why.

    `by` is the subject of the sign-in, `name` what colleagues know it by.
    """

    by: str
    name: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of all registers of a meter, at the start of `read_date`.

    `sequence` is that of the change which stored it: with the meter's id it names the reading.
    `values` maps register ids to whole units. `submitted_by` is the customer's or agent's subject,
    and empty for guests, whom the account stands for. `reason` is why an agent overruled a rule.
    `decision` is the last that a person made about it: the end of a review, or an agent taking it back.
    """

    sequence: int
    read_date: date
    values: Mapping[str, int]
    source: ReadingSource
    status: ReadingStatus
    submitted_at: datetime
    submitted_by: str = ""
    findings: tuple[Finding, ...] = ()
    reason: str | None = None
    decision: Decision | None = None
    photo_id: str | None = None

    @property
    def live(self) -> bool:
        """Whether it counts, or may yet."""
        return self.accepted or self.held

    @property
    def accepted(self) -> bool:
        return self.status in (ReadingStatus.ACCEPTED, ReadingStatus.ACCEPTED_FLAGGED)

    @property
    def actual(self) -> bool:
        return self.accepted and self.source is not ReadingSource.ESTIMATE

    @property
    def estimate(self) -> bool:
        return self.accepted and self.source is ReadingSource.ESTIMATE

    @property
    def held(self) -> bool:
        return self.status is ReadingStatus.UNDER_REVIEW

    def rolled_over(self, register_id: str) -> bool:
        return any(
            finding.code is ReadingCode.ROLLOVER and finding.register == register_id
            for finding in self.findings
        )


def reading_id(meter_id: str, sequence: int) -> str:
    """The public name of a reading, also its receipt's reference: `7k3q9x0m2r5t8w1b-34`."""
    return f"{meter_id}-{sequence}"


def parse_reading_id(text: str) -> tuple[str, int] | None:
    """The meter's id and the sequence that a reading is named by; None for what is no such name."""
    meter_id, _, sequence = text.rpartition("-")
    if not meter_id or not (sequence.isascii() and sequence.isdecimal()) or sequence.startswith("0"):
        return None
    return meter_id, int(sequence)


def may_roll_over(register: Register, previous: int) -> bool:
    """Whether a dial that last showed `previous` is near enough to its end to have gone round since."""
    return previous >= limits().rollover_from * register.capacity


def advanced(register: Register, previous: int, reading: Reading) -> int:
    """Units since the previous value. 0 where an agent vouched for a lower value: a new baseline."""
    current = reading.values[register.id]
    if current >= previous:
        return advance(previous, current, register)
    # Only a dial near its end can have gone round, whatever was found of the reading against another one.
    if reading.rolled_over(register.id) and may_roll_over(register, previous):
        return advance(previous, current, register, rolled_over=True)
    return 0


def kwh_since(meter: Meter, previous: Mapping[str, int], reading: Reading) -> Decimal:
    """Exact kWh that the meter's import registers counted since the previous values."""
    return sum(
        (
            energy(
                advanced(register, previous[register.id], reading), register.unit, limits().calorific_value
            )
            for register in meter.import_registers
        ),
        Decimal(0),
    )
