"""What is expected between two dates, and the limits around it (domain.md sections 4.2 and 5)."""

import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from meter_reads.domain.expected import expected_kwh, expected_range, share_of_year
from meter_reads.domain.reference_data import reference_data
from meter_reads.domain.registers import Fuel, rounded_kwh

VECTORS = json.loads(Path(__file__).with_name("vectors.json").read_text("utf-8"))
ELECTRICITY, GAS = Fuel.ELECTRICITY, Fuel.GAS
# The vectors show two decimals of figures that may have more.
SHOWN_TO = Decimal("0.005")


def close(figure: Decimal, shown: float) -> bool:
    return abs(figure - Decimal(str(shown))) <= SHOWN_TO


@pytest.mark.parametrize("vector", VECTORS["expected"], ids=lambda v: f"{v['fuel']} {v['start']}")
def test_a_range_is_the_worked_one(vector: dict[str, Any]) -> None:
    fuel = Fuel(vector["fuel"].upper())
    start, end = date.fromisoformat(vector["start"]), date.fromisoformat(vector["end"])

    limits = expected_range(fuel, Decimal(vector["annual"]), start, end)

    assert close(limits.expected, vector["expected"])
    assert close(limits.low, vector["inner_low"])
    assert close(limits.high, vector["inner_high"])
    assert close(limits.outer, vector["outer_high"])
    assert limits.physical == vector["physical_cap"]
    assert (limits.start, limits.end) == (start, end)


@pytest.mark.parametrize(
    ("fuel", "annual", "start", "end", "expected"),
    [
        (ELECTRICITY, 2500, date(2026, 10, 1), date(2026, 11, 1), "204.50"),
        (ELECTRICITY, 2500, date(2026, 9, 16), date(2026, 10, 16), "190.20"),
        (ELECTRICITY, 2500, date(2026, 11, 20), date(2026, 11, 23), "24.13"),  # 24.125, printed as 24.12
        (GAS, 9500, date(2026, 1, 1), date(2026, 2, 1), "1620.70"),
        (GAS, 9500, date(2026, 7, 1), date(2026, 8, 1), "221.35"),
        (GAS, 9500, date(2026, 10, 10), date(2026, 11, 23), "1333.42"),
    ],
)
def test_expected_use_follows_the_season(
    fuel: Fuel, annual: int, start: date, end: date, expected: str
) -> None:
    assert rounded_kwh(expected_kwh(fuel, Decimal(annual), start, end)) == Decimal(expected)


@pytest.mark.parametrize("fuel", Fuel)
def test_the_monthly_shares_are_the_published_ones_and_make_a_hundred(fuel: Fuel) -> None:
    shares = [Decimal(share) for share in reference_data("monthly_shares")[fuel]]

    assert shares == [Decimal(str(share)) for share in VECTORS["shares_pct"][fuel.lower()]]
    assert sum(shares) == 100


def test_a_period_includes_its_first_day_and_not_its_last() -> None:
    day = date(2026, 10, 31)

    one_day = share_of_year(ELECTRICITY, day, day + timedelta(days=1))

    assert one_day == Decimal("0.0818") / 31
    assert share_of_year(ELECTRICITY, day, day) == 0


def test_a_leap_day_takes_its_part_of_february() -> None:
    leap_day = share_of_year(GAS, date(2028, 2, 29), date(2028, 3, 1))

    assert leap_day == Decimal("0.1342") / 29
    assert share_of_year(GAS, date(2028, 2, 1), date(2028, 3, 1)) == Decimal("0.1342")


def test_december_and_january_are_counted_across_the_new_year() -> None:
    share = share_of_year(GAS, date(2026, 12, 31), date(2027, 1, 2))

    assert share == Decimal("0.1522") / 31 + Decimal("0.1706") / 31


@pytest.mark.parametrize("year", [1, 2026, 2028, 9998])
@pytest.mark.parametrize("fuel", Fuel)
def test_a_calendar_year_is_the_whole_of_it(fuel: Fuel, year: int) -> None:
    assert share_of_year(fuel, date(year, 1, 1), date(year + 1, 1, 1)) == 1


def test_a_period_that_runs_backwards_holds_nothing() -> None:
    assert share_of_year(GAS, date(2026, 2, 1), date(2026, 1, 1)) == 0
    assert share_of_year(GAS, date(9999, 12, 31), date(1, 1, 1)) == 0


def test_the_whole_calendar_is_summed_in_a_few_steps() -> None:
    share = share_of_year(ELECTRICITY, date(1, 1, 1), date(9999, 12, 31))

    assert share == 9999 - Decimal("0.1021") / 31


def test_a_range_by_typical_use_is_wider_and_has_no_lower_limit() -> None:
    october = (date(2026, 10, 1), date(2026, 11, 1))

    limits = expected_range(ELECTRICITY, Decimal(2500), *october, typical=True)

    assert limits.low == 0
    assert limits.high == Decimal("633.50")
    assert limits.outer == Decimal("1042.50")


def test_the_lower_limit_is_never_below_nothing() -> None:
    limits = expected_range(GAS, Decimal(9500), date(2026, 7, 1), date(2026, 8, 1))

    assert limits.low == 0
    assert limits.high == Decimal("502.70")
    assert rounded_kwh(limits.outer) == Decimal("3287.40")


def test_the_outer_limit_goes_by_the_season_or_the_calendar_whichever_allows_more() -> None:
    january = expected_range(GAS, Decimal(9500), date(2026, 1, 1), date(2026, 2, 1))
    july = expected_range(GAS, Decimal(9500), date(2026, 7, 1), date(2026, 8, 1))

    assert january.outer == 5 * january.expected + 60
    assert july.outer == 4 * (Decimal(9500) / 365 * 31) + 60
