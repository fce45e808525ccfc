"""What a reading says was used since the actual one before it, and what that costs."""

from datetime import date
from decimal import Decimal

import pytest

from builders.meters import DAY, EXPORT, NIGHT, a_gas_meter, a_meter, an_economy_7_meter, an_export_register
from builders.readings import AGENT_WITH_REASON, Values, a_reading, an_estimate
from meter_reads.domain.consumption import Consumption, consumption_of
from meter_reads.domain.findings import Finding, ReadingCode
from meter_reads.domain.readings import Meter, Reading, ReadingStatus
from meter_reads.domain.use import uses

OCT, MID, NOV, DEC = date(2026, 10, 1), date(2026, 10, 15), date(2026, 11, 1), date(2026, 12, 1)


def consumption(meter: Meter, opening: Values, closing: Values, start: date, end: date) -> Consumption:
    readings = (a_reading(opening, start), a_reading(closing, end, sequence=2))
    found = consumption_of(uses(meter, readings)[2])
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("meter", "opening", "closing", "kwh", "cost"),
    [
        (a_meter(), 45_980, 46_230, "250.00", "82.80"),
        (a_gas_meter(), 8_214, 8_301, "976.20", "87.00"),
        (a_gas_meter(imperial=True), 2_310, 2_341, "984.39", "87.65"),
        (an_economy_7_meter(), {DAY: 100, NIGHT: 200}, {DAY: 245, NIGHT: 305}, "250.00", "79.41"),
    ],
)
def test_a_month_costs_what_the_worked_bills_say(
    meter: Meter, opening: Values, closing: Values, kwh: str, cost: str
) -> None:
    """domain.md section 6."""
    found = consumption(meter, opening, closing, OCT, NOV)

    assert (str(found.kwh), str(found.cost.total)) == (kwh, cost)
    assert (found.start, found.end) == (OCT, NOV)


def test_export_is_never_netted_against_use() -> None:
    meter = an_economy_7_meter(an_export_register())
    opening = {DAY: 100, NIGHT: 200, EXPORT: 50}

    found = consumption(meter, opening, {DAY: 245, NIGHT: 305, EXPORT: 90}, OCT, NOV)

    assert str(found.cost.total) == "79.41"


def test_a_first_reading_and_an_estimate_have_no_use_and_estimates_end_none() -> None:
    readings = (
        a_reading(45_980, OCT),
        an_estimate(46_080, MID, sequence=2),
        a_reading(46_230, NOV, sequence=3),
    )

    found = uses(a_meter(), readings)

    assert found.keys() == {3}
    assert found[3].start == OCT


@pytest.mark.parametrize(
    "status",
    [ReadingStatus.UNDER_REVIEW, ReadingStatus.REJECTED, ReadingStatus.WITHDRAWN, ReadingStatus.SUPERSEDED],
)
def test_a_reading_that_does_not_count_has_no_use_and_ends_none(status: ReadingStatus) -> None:
    readings = (
        a_reading(45_980, OCT),
        a_reading(47_000, MID, sequence=2, status=status),
        a_reading(46_230, NOV, sequence=3),
    )

    found = uses(a_meter(), readings)

    assert found.keys() == {3}
    assert found[3].kwh == 250


def test_a_dial_that_went_round_counts_on() -> None:
    rolled = (Finding(ReadingCode.ROLLOVER, "1"),)
    readings: tuple[Reading, ...] = (a_reading(99_850, OCT), a_reading(120, NOV, sequence=2, findings=rolled))

    found = uses(a_meter(), readings)

    assert found[2].registers[0].advance == 270


def test_what_an_agent_vouched_for_below_the_last_value_is_a_new_beginning() -> None:
    readings = (
        a_reading(45_980, OCT),
        a_reading(40_000, NOV, sequence=2, by=AGENT_WITH_REASON),
        a_reading(40_200, DEC, sequence=3),
    )

    found = uses(a_meter(), readings)

    assert (found[2].registers[0].advance, found[2].registers[0].kwh) == (None, None)
    assert consumption_of(found[2]) is None
    assert found[3].kwh == 200


@pytest.mark.parametrize(
    ("start", "end"), [(date(2024, 3, 1), date(2024, 5, 1)), (date(2026, 12, 1), date(2027, 1, 2))]
)
def test_use_on_a_day_without_a_tariff_is_not_priced_in_part(start: date, end: date) -> None:
    readings = (a_reading(100, start), a_reading(300, end, sequence=2))

    use = uses(a_meter(), readings)[2]

    assert use.kwh == Decimal(200)
    assert consumption_of(use) is None


def test_a_first_reading_costs_nothing_that_could_be_told() -> None:
    assert consumption_of(None) is None
