"""Use by month: what lies between readings is spread over the days by season and adds up again."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from builders.meters import a_gas_meter, a_meter, an_economy_7_meter
from builders.readings import AGENT_WITH_REASON, a_reading, an_estimate
from meter_reads.domain.annual_consumption import AnnualConsumption, Basis
from meter_reads.domain.expected import expected_kwh
from meter_reads.domain.monthly_use import MonthOfUse, monthly_use
from meter_reads.domain.readings import Meter, Reading
from meter_reads.domain.registers import Fuel

JUL, AUG, SEP, OCT, NOV = (date(2026, month, 1) for month in (7, 8, 9, 10, 11))
ANNUAL = AnnualConsumption(Decimal(2500), Basis.HISTORY)


def months(
    *readings: Reading, meter: Meter | None = None, start: date = JUL, end: date = NOV
) -> tuple[MonthOfUse, ...]:
    return monthly_use(meter or a_meter(), readings, ANNUAL, start, end)


def test_a_month_between_two_readings_is_what_they_say() -> None:
    [month] = months(a_reading(45_980, OCT), a_reading(46_230, NOV, sequence=2))

    assert (month.month, month.start, month.end, month.kwh) == (OCT, OCT, NOV, 250)
    assert str(month.cost) == "82.80"
    assert (month.complete, month.estimated) == (True, False)
    assert month.expected.expected == expected_kwh(Fuel.ELECTRICITY, Decimal(2500), OCT, NOV)


def test_a_stretch_over_two_months_is_shared_by_season_and_not_by_days() -> None:
    """Gas from July to November: October alone has nearly half of it."""
    found = months(a_reading(1_000, JUL), a_reading(1_152, NOV, sequence=2), meter=a_gas_meter())

    assert [month.month for month in found] == [JUL, AUG, SEP, OCT]
    shares = [Decimal("2.33"), Decimal("2.29"), Decimal("3.43"), Decimal("7.13")]
    total = sum(month.kwh for month in found)
    for month, share in zip(found, shares, strict=True):
        assert abs(month.kwh - total * share / sum(shares)) <= Decimal("0.02")


def test_a_month_that_readings_cover_in_part_says_so() -> None:
    start, end = date(2026, 9, 10), date(2026, 10, 20)

    first, last = months(a_reading(45_000, start), a_reading(45_300, end, sequence=2))

    assert (first.start, first.end, first.complete) == (start, OCT, False)
    assert (last.start, last.end, last.complete) == (OCT, end, False)
    assert first.kwh + last.kwh == 300


def test_months_without_readings_are_left_out() -> None:
    assert months(a_reading(45_000, SEP)) == ()
    assert [month.month for month in months(a_reading(1, AUG), a_reading(2, SEP, sequence=2))] == [AUG]


def test_a_month_that_rests_on_an_estimate_says_so() -> None:
    found = months(
        a_reading(45_000, AUG), a_reading(45_200, SEP, sequence=2), an_estimate(45_400, OCT, sequence=3)
    )

    assert [month.estimated for month in found] == [False, True]


def test_a_dial_that_was_begun_anew_counts_nothing_and_as_a_guess() -> None:
    [month] = months(a_reading(45_000, SEP), a_reading(40_000, OCT, sequence=2, by=AGENT_WITH_REASON))

    assert (month.kwh, month.estimated) == (0, True)


def test_only_the_days_that_were_asked_for_count() -> None:
    readings = (a_reading(45_980, OCT), a_reading(46_290, NOV, sequence=2))

    [month] = months(*readings, start=date(2026, 10, 11), end=date(2026, 10, 21))

    assert (month.start, month.end, month.complete) == (date(2026, 10, 11), date(2026, 10, 21), False)
    assert month.kwh == 100


def test_a_month_without_a_tariff_has_no_cost() -> None:
    start, end = date(2027, 1, 1), date(2027, 2, 1)

    [month] = months(a_reading(1, start), a_reading(200, end, sequence=2), start=start, end=end)

    assert (month.kwh, month.cost) == (199, None)


def test_an_economy_7_month_is_priced_by_register() -> None:
    readings = (a_reading({"D": 100, "N": 200}, OCT), a_reading({"D": 245, "N": 305}, NOV, sequence=2))

    [month] = months(*readings, meter=an_economy_7_meter())

    assert str(month.cost) == "79.41"


@given(
    st.lists(st.tuples(st.integers(1, 90), st.integers(0, 900)), min_size=1, max_size=8),
    st.dates(date(2025, 1, 1), date(2025, 12, 31)),
)
def test_the_months_add_up_to_what_the_readings_say(steps: list[tuple[int, int]], first: date) -> None:
    readings, on, value = [a_reading(1_000, first)], first, 1_000
    for sequence, (days, units) in enumerate(steps, 2):
        on, value = on + timedelta(days=days), value + units
        readings.append(a_reading(value, on, sequence=sequence))

    found = monthly_use(a_meter(), readings, ANNUAL, first, on)

    assert abs(sum(month.kwh for month in found) - (value - 1_000)) <= Decimal("0.01") * len(found)
    assert found[0].start == first
    assert found[-1].end == on
    assert all(one.end == other.start for one, other in pairwise(found))
