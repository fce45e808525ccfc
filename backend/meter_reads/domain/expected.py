"""What a household is expected to use between two dates, and how far from it a reading may lie.

Use is seasonal: a flat day rate would expect three and a half times too much gas in July. A reading
on a date is taken at the start of that day, so a period includes its first date and not its last.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from meter_reads.domain.limits import limits
from meter_reads.domain.reference_data import reference_data
from meter_reads.domain.registers import Fuel

_DAYS_A_YEAR = 365


@cache
def _monthly_shares(fuel: Fuel) -> tuple[Decimal, ...]:
    return tuple(Decimal(share) / 100 for share in reference_data("monthly_shares")[fuel])


def share_of_year(fuel: Fuel, start: date, end: date) -> Decimal:
    """The part of a year's use that falls in [start, end), 1 for a whole year; 0 if end <= start.

    Source: DESNZ Energy Trends, mean of 2023-25; each day takes an equal part of its month.
    """
    total = Decimal(0)
    shares = _monthly_shares(fuel)
    while start < end:
        if (start.month, start.day) == (1, 1) and start.year < end.year:
            # Whole years at once: a mistyped date may lie two thousand of them away.
            total += end.year - start.year
            start = start.replace(year=end.year)
            continue
        days_in_month = monthrange(start.year, start.month)[1]
        if (start.year, start.month) == (end.year, end.month):
            return total + shares[start.month - 1] * (end.day - start.day) / days_in_month
        total += shares[start.month - 1] * (days_in_month - start.day + 1) / days_in_month
        following = start.month % 12 + 1
        start = date(start.year + (following == 1), following, 1)
    return total


def expected_kwh(fuel: Fuel, annual_kwh: Decimal, start: date, end: date) -> Decimal:
    """KWh expected in [start, end) of a household that uses `annual_kwh` a year."""
    return annual_kwh * share_of_year(fuel, start, end)


@dataclass(frozen=True, slots=True)
class ExpectedRange:
    """The limits of one period, all in kWh. Outside low..high a confirmation is asked for; above
    `outer` a person looks at it; above `physical` the supply itself could not have carried it.
    """

    start: date
    end: date
    expected: Decimal
    low: Decimal
    high: Decimal
    outer: Decimal
    physical: Decimal


def expected_range(
    fuel: Fuel, annual_kwh: Decimal, start: date, end: date, *, typical: bool = False
) -> ExpectedRange:
    """The limits of domain.md 4.2 for [start, end). `typical` says that `annual_kwh` is only the
    national typical figure, which half of all homes lie outside of: then the range is wider.
    """
    limit = limits()
    slack = limit.slack_kwh[fuel]
    days = (end - start).days
    expected = expected_kwh(fuel, annual_kwh, start, end)
    flat = annual_kwh / _DAYS_A_YEAR * days
    return ExpectedRange(
        start=start,
        end=end,
        expected=expected,
        low=Decimal(0) if typical else max(Decimal(0), limit.inner_low_times * expected - slack),
        high=(limit.inner_high_times_typical if typical else limit.inner_high_times) * expected + slack,
        outer=max(limit.outer_times_expected * expected, limit.outer_times_flat * flat) + slack,
        physical=limit.physical_kwh_a_day[fuel] * days,
    )
