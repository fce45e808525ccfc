"""What a reading costs in calls, write units and items read (design.md section 1)."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from meter_reads.domain.meter_log import LogEntry
from meter_reads.domain.readings import Meter, ReadingStatus
from meter_reads.domain.registers import Fuel, MeterUnit, Register, RegisterRole

from .calls import Calls
from .client import Api
from .houses import ANYTIME, ECONOMY_SEVEN, House, Street, a_log, a_meter, a_reading, an_estimate, days_ago

_GAS = (Register("1", RegisterRole.ANYTIME, 5, MeterUnit.CUBIC_METRE),)
_HALF_A_YEAR_OF_QUARTERS = range(14, 0, -1)


def a_full_log(meter: Meter, first: tuple[int, ...], monthly: tuple[int, ...]) -> list[LogEntry]:
    """Years of readings, then a held one and an estimate: nothing that a state can hold is missing."""
    readings, values = [], first
    for quarter in _HALF_A_YEAR_OF_QUARTERS:
        readings.append(a_reading(days_ago(30 + 91 * quarter), *values))
        values = tuple(value + 3 * step for value, step in zip(values, monthly, strict=True))
    readings.append(a_reading(days_ago(30), *values))
    readings.append(an_estimate(days_ago(20), *values))
    readings.append(a_reading(days_ago(19), *values, status=ReadingStatus.UNDER_REVIEW))
    log = a_log(meter, *readings)
    keys = tuple((f"digest-{at:05d}", log[-1].sequence - at) for at in range(6))
    state = replace(
        log[-1].state,
        recent_keys=keys,
        stored_on=days_ago(19),
        stored_by_source=(("CUSTOMER", 9), ("AGENT", 4), ("GUEST", 2)),
    )
    log[-1] = replace(log[-1], state=state)
    assert state.held
    assert state.last_estimate
    assert len(state.milestones) == 5
    return log


FULL = {
    "single": lambda: a_full_log(a_meter(registers=(ANYTIME,)), (41234,), (205,)),
    "Economy 7": lambda: a_full_log(
        a_meter(registers=ECONOMY_SEVEN, registry_annual_kwh=Decimal(3400)), (41234, 51234), (118, 163)
    ),
    "gas": lambda: a_full_log(
        a_meter(fuel=Fuel.GAS, registers=_GAS, supply_point="3938424403", registry_annual_kwh=Decimal(9500)),
        (41234,),
        (60,),
    ),
}


def ordinary(log: list[LogEntry], house: House) -> dict[str, object]:
    actual = log[-1].state.last_actual
    annual = log[-1].state.annual
    assert actual is not None
    assert annual is not None
    meter = house.meter
    units = 1 if meter.fuel is Fuel.ELECTRICITY else 11
    values = [
        meter.registers[at].shown(
            actual.values[register.id] + int(annual.kwh * meter.share_of_use(register) / 12 / units)
        )
        for at, register in enumerate(meter.registers)
    ]
    return house.reading(*values)


@pytest.mark.parametrize("kind", FULL)
def test_an_ordinary_reading_costs_one_read_and_one_write_unit_however_full_the_meters_state_is(
    kind: str, street: Street, api: Api, calls: Calls
):
    log = FULL[kind]()
    house = street.house(log)
    api.start(**house.proof)
    calls.clear()

    result = api.submit(**ordinary(log, house))

    assert result["__typename"] == "ReadingAccepted", result
    assert calls.operations == ["Query", "PutItem"]
    assert calls.items_read == 1
    assert calls.write_units <= 1.1
    assert calls.sent[0][1]["ConsistentRead"] is True
    assert calls.sent[0][1]["Limit"] == 1


def test_a_repeat_costs_one_read_and_no_write(house: House, api: Api, calls: Calls):
    api.start(**house.proof)
    reading = house.reading(House.ORDINARY)
    first = api.submit(**reading)
    calls.clear()

    again = api.submit(**reading)

    assert again == first
    assert calls.operations == ["Query"]
    assert calls.items_read == 1


def test_a_repeat_of_an_older_reading_costs_one_read_more_for_its_first_answer(
    house: House, api: Api, calls: Calls
):
    api.start(**house.proof)
    older = house.reading("46160", on=days_ago(3))
    first = api.submit(**older)
    api.submit(**house.reading(House.ORDINARY))
    calls.clear()

    again = api.submit(**older)

    assert again == first
    assert calls.operations == ["Query", "GetItem"]


@pytest.mark.parametrize(
    ("value", "outcome"),
    [(House.LOWER_THAN_BEFORE, "ReadingRejected"), (House.HIGHER, "ConfirmationNeeded")],
)
def test_a_reading_that_is_not_stored_costs_one_read_and_one_write_of_the_slip_count(
    value: str, outcome: str, house: House, api: Api, calls: Calls
):
    api.start(**house.proof)
    calls.clear()

    result = api.submit(**house.reading(value))

    assert result["__typename"] == outcome
    assert calls.operations == ["Query", "UpdateItem"]
    assert calls.write_units == 1


def test_a_held_reading_costs_what_an_ordinary_one_does(house: House, api: Api, calls: Calls):
    api.start(**house.proof)
    reading = house.reading(House.HIGHER)
    token = api.submit(**reading)["confirmationToken"]
    calls.clear()

    result = api.submit(**reading, confirmationToken=token)

    assert result["__typename"] == "ReadingUnderReview"
    assert calls.operations == ["Query", "PutItem"]
    assert calls.write_units <= 1.1


def test_a_reading_of_the_past_costs_one_more_read_for_the_history(house: House, api: Api, calls: Calls):
    api.start(**house.proof)
    api.submit(**house.reading(House.ORDINARY))
    calls.clear()

    result = api.submit(**house.reading("46080", on=days_ago(15)))

    assert result["__typename"] == "ReadingAccepted", result
    assert calls.operations == ["Query", "Query", "PutItem"]


def test_a_years_old_meter_has_the_same_cost_as_a_new_one(street: Street, api: Api, calls: Calls):
    readings = [a_reading(days_ago(30 + 10 * at), 45980 - 70 * at) for at in range(40, 0, -1)]
    house = street.house(a_log(a_meter(), *readings, a_reading(days_ago(30), 45980)))
    api.start(**house.proof)
    calls.clear()

    api.submit(**house.reading(House.ORDINARY))

    assert calls.operations == ["Query", "PutItem"]
    assert calls.items_read == 1


def test_a_journey_is_checked_counted_matched_taken_back_and_reads_each_meter_once(
    street: Street, api: Api, calls: Calls
):
    logs = [a_log(a_meter(), a_reading(days_ago(30) - timedelta(days=at), 45980)) for at in range(2)]
    house = street.house(*logs)
    calls.clear()

    api.start(**house.proof)

    assert calls.operations == ["BatchGetItem", "PutItem", "GetItem", "PutItem", "Query", "Query"]
