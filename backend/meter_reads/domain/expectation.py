"""What each dial should show on a date, and between which values nobody is asked to confirm.

The limits are those of rules 8 to 15 (comparison_rules.py) the other way round: from kWh to the digits
of the dial. tests/unit/domain/test_expectation_properties.py holds the two together.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from meter_reads.domain.annual_consumption import AnnualConsumption
from meter_reads.domain.comparison_rules import register_range
from meter_reads.domain.expected import ExpectedRange, expected_range
from meter_reads.domain.limits import limits
from meter_reads.domain.meter_log import Known
from meter_reads.domain.readings import Meter, may_roll_over
from meter_reads.domain.registers import Register, energy, rounded_kwh
from meter_reads.domain.surroundings import Surroundings


@dataclass(frozen=True, slots=True)
class ExpectedRegister:
    """What one dial should show. Outside `low` .. `high` a confirmation is asked for, or more.

    All values are as the dial shows them: `goes_round` says that it may pass its highest value, so
    that `high`, and perhaps `low`, are small numbers. `kwh` is the expected use since `previous`, or,
    before the first reading, until the reading after; both ranges are in kWh.
    """

    register: Register
    previous: int | None
    expected: int
    low: int
    high: int
    kwh: Decimal
    goes_round: bool
    since: ExpectedRange | None
    until: ExpectedRange | None


@dataclass(frozen=True, slots=True)
class ExpectedReading:
    """What a reading on a date would be compared with; `whole` is the range of all registers together."""

    read_date: date
    annual: AnnualConsumption
    before: Known | None
    after: Known | None
    registers: tuple[ExpectedRegister, ...]
    whole: ExpectedRange | None
    already_read: bool


def expected_reading(meter: Meter, around: Surroundings, read_date: date) -> ExpectedReading:
    """What the surroundings of a date lead one to expect of a reading on it."""
    whole = None
    if meter.multi_rate and around.before is not None:
        whole = expected_range(
            meter.fuel, around.annual.kwh, around.before.read_date, read_date, typical=around.typical
        )
    return ExpectedReading(
        read_date=read_date,
        annual=around.annual,
        before=around.before,
        after=around.after,
        registers=tuple(_expected(meter, register, around, read_date) for register in meter.registers),
        whole=whole,
        already_read=around.same_date is not None,
    )


def _expected(meter: Meter, register: Register, around: Surroundings, on: date) -> ExpectedRegister:
    before, after = around.before, around.after
    since = register_range(meter, register, around, before.read_date, on) if before else None
    until = register_range(meter, register, around, on, after.read_date) if after else None
    base = before.values[register.id] if before else 0
    # Counted from the reading before: a dial that goes round then still shows more and more.
    top = _top(register, base if before else None)
    gap = None
    if after is not None:
        gap = after.values[register.id] - base
        if gap < 0 and before is not None and may_roll_over(register, base):
            gap += register.capacity
        top = min(top, gap)

    counts_use = register in meter.import_registers
    low, high = 0, top
    if since is not None:
        least, most = _units(register, since, counts_use=counts_use)
        low, high = max(low, least), min(high, most)
    if until is not None and gap is not None:
        least, most = _units(register, until, counts_use=counts_use)
        low, high = max(low, gap - most), min(high, gap - least)

    expected = 0
    if since is not None:
        expected = _most_units(register, since.expected)
    elif until is not None and gap is not None:
        expected = gap - _most_units(register, until.expected)
    if low > high:
        # No value is free of questions: the neighbours themselves are out of the ordinary.
        low = high = max(0, min(expected, top))
    expected = max(low, min(expected, high))
    first = since or until
    return ExpectedRegister(
        register=register,
        previous=base if before else None,
        expected=(base + expected) % register.capacity,
        low=(base + low) % register.capacity,
        high=(base + high) % register.capacity,
        kwh=rounded_kwh(first.expected) if first else Decimal("0.00"),
        goes_round=base + high >= register.capacity,
        since=since,
        until=until,
    )


def _top(register: Register, previous: int | None) -> int:
    """The most units that the dial can show, counted from `previous`."""
    if previous is None:
        return register.capacity - 1
    # Only a dial near its end is believed to have gone round.
    return register.capacity - 1 - (0 if may_roll_over(register, previous) else previous)


def _units(register: Register, limit: ExpectedRange, *, counts_use: bool) -> tuple[int, int]:
    """The least and the most units of a period that no rule asks about."""
    if not counts_use:
        return 0, _most_units(register, limit.physical)
    days = (limit.end - limit.start).days
    least = _least_units(register, limit.low)
    if days >= limits().zero_advance_days:
        least = max(least, 1)
    return least, _most_units(register, min(limit.high, limit.outer, limit.physical))


def _most_units(register: Register, kwh: Decimal) -> int:
    """The most whole units that are no more than `kwh`; at least none."""
    return max((units for units in _near(register, kwh) if _kwh(register, units) <= kwh), default=0)


def _least_units(register: Register, kwh: Decimal) -> int:
    """The least whole units that are no less than `kwh`."""
    return min(units for units in _near(register, kwh) if _kwh(register, units) >= kwh)


def _near(register: Register, kwh: Decimal) -> Iterator[int]:
    # The quotient is rounded, so it may be one off: its neighbours are tried as well.
    units = int(kwh / _kwh(register, 1))
    yield from range(max(0, units - 1), units + 3)


def _kwh(register: Register, units: int) -> Decimal:
    return energy(units, register.unit, limits().calorific_value)
