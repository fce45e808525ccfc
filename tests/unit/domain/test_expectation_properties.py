"""What is said to be expected and what is asked about are two sides of one rule: for any history, every
value from low to high is taken without a question, and the next one outside is not.
"""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from builders.meters import DAY, NIGHT, a_gas_meter, a_meter, an_economy_7_meter
from builders.readings import CUSTOMER, a_reading, surrounded, typed
from meter_reads.domain.assessment import Outcome, assess
from meter_reads.domain.expectation import ExpectedRegister, expected_reading
from meter_reads.domain.findings import ReadingCode
from meter_reads.domain.readings import Meter, Reading
from meter_reads.domain.surroundings import Surroundings

FIRST = date(2025, 1, 1)
SINGLE = st.sampled_from(
    [a_meter(), a_meter(annual_kwh=None), a_gas_meter(), a_gas_meter(imperial=True, annual_kwh=None)]
)
DAYS = st.integers(1, 35)
STARTS = st.sampled_from([0, 4_000, 45_000, 99_700, 99_990])
PACES = st.integers(0, 15)


def history(meter: Meter, start: int, pace: int, *days: int) -> tuple[Reading, ...]:
    """Readings of one pace, so long apart."""
    readings, on, moved = [], FIRST, 0
    for sequence, later in enumerate(days, 1):
        on, moved = on + timedelta(days=later), moved + pace * later
        values = {register.id: (start + moved) % register.capacity for register in meter.registers}
        readings.append(a_reading(values, on, sequence=sequence))
    return tuple(readings)


def outcome(meter: Meter, around: Surroundings, on: date, value: int) -> Outcome:
    return assess(meter, typed(value, on), around, CUSTOMER, today=on).outcome


def units(register: ExpectedRegister, value: int) -> int:
    """How far a value lies from the reading before, on a dial that may have gone round."""
    return (value - (register.previous or 0)) % register.register.capacity


@given(SINGLE, STARTS, PACES, DAYS, st.data())
def test_after_the_newest_reading_low_to_high_is_what_nobody_is_asked_about(
    meter: Meter, start: int, pace: int, days: int, data: st.DataObject
) -> None:
    readings = history(meter, start, pace, 0, 30, 30)
    on = readings[-1].read_date + timedelta(days=days)
    around = surrounded(meter, readings, on)
    [register] = expected_reading(meter, around, on).registers
    capacity = register.register.capacity
    low, high = units(register, register.low), units(register, register.high)
    assert low <= units(register, register.expected) <= high

    inside = data.draw(st.integers(low, high))

    value = ((register.previous or 0) + inside) % capacity
    went_round = (register.previous or 0) + inside >= capacity
    assert outcome(meter, around, on, value) is (Outcome.CONFIRM if went_round else Outcome.ACCEPT)
    for beside in (low - 1, high + 1):
        if 0 <= beside < capacity:
            outside = ((register.previous or 0) + beside) % capacity
            assert outcome(meter, around, on, outside) is not Outcome.ACCEPT


@given(SINGLE, STARTS, PACES, DAYS, DAYS, st.data())
def test_between_two_readings_both_stretches_limit_what_nobody_is_asked_about(
    meter: Meter, start: int, pace: int, earlier: int, later: int, data: st.DataObject
) -> None:
    readings = history(meter, start, pace, 0, 30, earlier + later)
    assert all(one.read_date < other.read_date for one, other in pairwise(readings))
    on = readings[1].read_date + timedelta(days=earlier)
    around = surrounded(meter, readings, on)
    [register] = expected_reading(meter, around, on).registers
    capacity = register.register.capacity

    def asks(value: int) -> bool:
        return outcome(meter, around, on, value) is not Outcome.ACCEPT

    low, high = units(register, register.low), units(register, register.high)
    value = ((register.previous or 0) + data.draw(st.integers(low, high))) % capacity
    if low < high and value >= (register.previous or 0):
        assert not asks(value)
    for beside in (low - 1, high + 1):
        assert asks(((register.previous or 0) + beside) % capacity)


@given(STARTS, PACES, st.integers(2, 35), st.data())
def test_of_an_economy_7_meter_no_register_outside_its_range_is_taken_without_a_question(
    start: int, pace: int, days: int, data: st.DataObject
) -> None:
    meter = an_economy_7_meter()
    readings = history(meter, start, pace, 0, 30, 30)
    on = readings[-1].read_date + timedelta(days=days)
    around = surrounded(meter, readings, on)
    day, night = expected_reading(meter, around, on).registers
    chosen = {
        each.register.id: (
            (each.previous or 0) + data.draw(st.integers(units(each, each.low), units(each, each.high)))
        )
        % each.register.capacity
        for each in (day, night)
    }

    def codes(values: dict[str, int]) -> set[ReadingCode]:
        verdict = assess(meter, typed(values, on), around, CUSTOMER, today=on)
        return {finding.code for finding in verdict.findings if finding.register is not None}

    assert codes(chosen) <= {ReadingCode.ROLLOVER}
    for register_id, register in ((DAY, day), (NIGHT, night)):
        beyond = (register.high + 1) % register.register.capacity
        assert codes({**chosen, register_id: beyond}) - {ReadingCode.ROLLOVER}
