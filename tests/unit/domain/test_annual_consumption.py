"""Which annual consumption expectations rest on: history, then the registry, then typical use."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from meter_reads.domain.annual_consumption import (
    AnnualConsumption,
    Basis,
    Milestone,
    annualised_advance,
    from_history,
    smoothed,
    typical,
)
from meter_reads.domain.registers import Fuel

ELECTRICITY, GAS = Fuel.ELECTRICITY, Fuel.GAS
OCTOBER = (date(2026, 10, 1), date(2026, 11, 1))


def a_milestone(on: date, total_kwh: int) -> Milestone:
    return Milestone(on, Decimal(total_kwh))


def test_an_advance_is_annualised_by_the_season() -> None:
    assert annualised_advance(ELECTRICITY, Decimal(200), *OCTOBER) == Decimal("2444.99")


def test_an_advance_over_no_days_has_no_annual_figure() -> None:
    with pytest.raises(ValueError, match="no days"):
        annualised_advance(ELECTRICITY, Decimal(200), OCTOBER[0], OCTOBER[0])


def test_an_annual_figure_is_never_negative() -> None:
    assert annualised_advance(ELECTRICITY, Decimal(-1), *OCTOBER) == 0
    assert smoothed(ELECTRICITY, Decimal(1), Decimal(-5000), *OCTOBER) >= 0


def test_a_month_moves_the_registry_figure_a_little() -> None:
    assert smoothed(ELECTRICITY, Decimal(2500), Decimal(200), *OCTOBER) == Decimal("2491.00")


def test_half_a_years_use_replaces_the_registry_figure() -> None:
    start, end = date(2026, 1, 1), date(2026, 8, 1)  # 57.70 % of a year

    figure = smoothed(ELECTRICITY, Decimal(9999), Decimal(1000), start, end)

    assert figure == annualised_advance(ELECTRICITY, Decimal(1000), start, end) == Decimal("1733.10")


def test_history_counts_from_180_days_on() -> None:
    newest = a_milestone(date(2026, 10, 1), 1000)
    too_young = a_milestone(newest.on - timedelta(days=179), 0)
    old_enough = a_milestone(newest.on - timedelta(days=180), 0)

    figure = from_history(ELECTRICITY, newest, (old_enough, too_young))

    assert from_history(ELECTRICITY, newest, (too_young,)) is None
    assert from_history(ELECTRICITY, newest, ()) is None
    assert figure is not None
    assert figure.basis is Basis.HISTORY
    assert figure.kwh == annualised_advance(ELECTRICITY, Decimal(1000), old_enough.on, newest.on)


def test_history_takes_the_milestone_nearest_to_a_year() -> None:
    newest = a_milestone(date(2026, 10, 1), 5000)
    two_years, a_year, half_a_year = (
        a_milestone(newest.on - timedelta(days=days), total)
        for days, total in ((730, 0), (360, 2500), (190, 4000))
    )

    figure = from_history(ELECTRICITY, newest, (two_years, a_year, half_a_year))

    assert figure == AnnualConsumption(
        annualised_advance(ELECTRICITY, Decimal(2500), a_year.on, newest.on), Basis.HISTORY
    )


def test_a_year_is_of_365_days() -> None:
    newest = a_milestone(date(2026, 10, 1), 5000)
    longer, shorter = (a_milestone(newest.on - timedelta(days=days), 0) for days in (367, 364))

    figure = from_history(ELECTRICITY, newest, (longer, shorter))

    assert figure is not None
    assert figure.kwh == annualised_advance(ELECTRICITY, Decimal(5000), shorter.on, newest.on)


@pytest.mark.parametrize(
    ("on", "gas", "single_rate", "multi_rate"),
    [
        (date(2020, 4, 1), 12000, 2900, 4200),
        (date(2023, 9, 30), 12000, 2900, 4200),
        (date(2023, 10, 1), 11500, 2700, 3900),
        (date(2026, 6, 30), 11500, 2700, 3900),
        (date(2026, 7, 1), 9500, 2500, 3400),
        (date(2030, 1, 1), 9500, 2500, 3400),
        (date(2020, 3, 31), 12000, 2900, 4200),  # before the first figure, the first figure
        (date(1, 1, 1), 12000, 2900, 4200),
    ],
)
def test_typical_use_is_that_in_force_on_the_date(
    on: date, gas: int, single_rate: int, multi_rate: int
) -> None:
    assert typical(GAS, on, multi_rate=False) == AnnualConsumption(Decimal(gas), Basis.TYPICAL)
    assert typical(ELECTRICITY, on, multi_rate=False).kwh == single_rate
    assert typical(ELECTRICITY, on, multi_rate=True).kwh == multi_rate
    assert typical(GAS, on, multi_rate=True).kwh == gas
