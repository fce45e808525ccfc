"""Invariants of every bill, over all days that have a tariff."""

from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from hypothesis import given
from hypothesis import strategies as st

from meter_reads.domain.cost import Cost, ShareOf, by_days, cost_of
from meter_reads.domain.expected import share_of_year
from meter_reads.domain.registers import Fuel, RegisterRole
from meter_reads.domain.vat import vat_rate

PENNY = Decimal("0.01")
FIRST_DAY, DAY_AFTER_LAST = date(2024, 4, 1), date(2027, 1, 1)

KWH = st.decimals(0, 60_000, places=2)
FUELS = st.sampled_from(Fuel)
WAYS_TO_SPLIT = st.sampled_from([share_of_year, by_days])
DATES = st.dates(FIRST_DAY, DAY_AFTER_LAST)
PERIODS = st.tuples(DATES, DATES).filter(lambda period: period[0] < period[1])
CUT_PERIODS = st.lists(DATES, min_size=3, max_size=3, unique=True).map(sorted)


def anytime_cost(fuel: Fuel, kwh: Decimal, start: date, end: date, share_of: ShareOf) -> Cost:
    return cost_of({RegisterRole.ANYTIME: kwh}, fuel, start, end, share_of)


def kwh_of(cost: Cost) -> Decimal:
    return sum((line.quantity for line in cost.lines if line.unit == "kWh"), Decimal(0))


def days_of(cost: Cost) -> Decimal:
    return sum((line.quantity for line in cost.lines if line.unit == "days"), Decimal(0))


@given(FUELS, KWH, PERIODS, WAYS_TO_SPLIT)
def test_the_total_is_the_sum_of_the_lines_and_the_vat(
    fuel: Fuel, kwh: Decimal, period: tuple[date, date], share_of: ShareOf
) -> None:
    cost = anytime_cost(fuel, kwh, *period, share_of)

    assert cost.subtotal == sum(line.amount for line in cost.lines)
    assert cost.total == cost.subtotal + sum(line.amount for line in cost.vat)
    assert cost.total == sum(line.amount for line in cost.all_lines)


@given(FUELS, KWH, PERIODS, WAYS_TO_SPLIT)
def test_every_line_is_its_quantity_at_its_rate_to_the_penny(
    fuel: Fuel, kwh: Decimal, period: tuple[date, date], share_of: ShareOf
) -> None:
    cost = anytime_cost(fuel, kwh, *period, share_of)

    for line in cost.all_lines:
        exact = line.quantity * line.rate_pence / 100
        assert line.amount == exact.quantize(PENNY, ROUND_HALF_UP)
        assert line.quantity >= 0


@given(FUELS, KWH, PERIODS, WAYS_TO_SPLIT)
def test_no_kwh_and_no_day_is_lost_or_charged_twice(
    fuel: Fuel, kwh: Decimal, period: tuple[date, date], share_of: ShareOf
) -> None:
    start, end = period

    cost = anytime_cost(fuel, kwh, start, end, share_of)

    assert kwh_of(cost) == kwh
    assert days_of(cost) == (end - start).days


@given(FUELS, KWH, CUT_PERIODS, st.integers(0, 100), WAYS_TO_SPLIT)
def test_a_reading_in_between_changes_neither_the_kwh_nor_the_days(
    fuel: Fuel, kwh: Decimal, dates: list[date], percent: int, share_of: ShareOf
) -> None:
    start, cut, end = dates
    before_cut = (kwh * percent / 100).quantize(PENNY)

    whole = anytime_cost(fuel, kwh, start, end, share_of)
    before = anytime_cost(fuel, before_cut, start, cut, share_of)
    after = anytime_cost(fuel, kwh - before_cut, cut, end, share_of)

    assert kwh_of(before) + kwh_of(after) == kwh_of(whole)
    assert days_of(before) + days_of(after) == days_of(whole)


@given(FUELS, KWH, PERIODS, WAYS_TO_SPLIT)
def test_vat_is_charged_once_for_each_rate_on_all_that_fell_under_it(
    fuel: Fuel, kwh: Decimal, period: tuple[date, date], share_of: ShareOf
) -> None:
    start, end = period
    rates = {vat_rate(fuel, start + timedelta(days=day)) for day in range((end - start).days)}

    cost = anytime_cost(fuel, kwh, start, end, share_of)

    assert {line.quantity for line in cost.vat} == rates
    assert len(cost.vat) == len(rates)
    assert sum(line.rate_pence for line in cost.vat) == cost.subtotal


@given(KWH, KWH, st.integers(1, 92))
def test_day_and_night_units_each_keep_their_own_kwh(day: Decimal, night: Decimal, days: int) -> None:
    start = date(2026, 10, 1)
    kwh = {RegisterRole.DAY: day, RegisterRole.NIGHT: night}

    cost = cost_of(kwh, Fuel.ELECTRICITY, start, start + timedelta(days=days), share_of_year)

    assert [line.quantity for line in cost.lines] == [day, night, days]


@given(FUELS, KWH, PERIODS)
def test_splitting_by_season_and_by_days_charge_the_same_energy_and_days(
    fuel: Fuel, kwh: Decimal, period: tuple[date, date]
) -> None:
    by_season = anytime_cost(fuel, kwh, *period, share_of_year)
    flat = anytime_cost(fuel, kwh, *period, by_days)

    assert [line.label for line in by_season.lines] == [line.label for line in flat.lines]
    assert kwh_of(by_season) == kwh_of(flat)
