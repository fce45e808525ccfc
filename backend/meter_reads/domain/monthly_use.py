"""Use by calendar month: each stretch between two readings spread over its days by season (domain.md 5)."""

from calendar import monthrange
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

from meter_reads.domain.annual_consumption import AnnualConsumption, Basis
from meter_reads.domain.cost import cost_of
from meter_reads.domain.expected import ExpectedRange, expected_range, share_of_year
from meter_reads.domain.meter_log import Known
from meter_reads.domain.readings import Meter, Reading
from meter_reads.domain.registers import RegisterRole, rounded_kwh
from meter_reads.domain.tariffs import NoTariff
from meter_reads.domain.use import Use, use_since
from meter_reads.domain.vat import NoVatRate


@dataclass(frozen=True, slots=True)
class MonthOfUse:
    """The use on the days of a month that readings tell of, from `start` up to `end` (excluded).

    `expected` is for the same days. `estimated` says that some of it rests on an estimate, `complete`
    that no day of the month is missing. `cost` in pounds with VAT; None where a day has no tariff.
    """

    month: date
    start: date
    end: date
    kwh: Decimal
    cost: Decimal | None
    expected: ExpectedRange
    estimated: bool
    complete: bool


@dataclass(frozen=True, slots=True)
class _Stretch:
    use: Use
    estimated: bool


def monthly_use(
    meter: Meter, readings: Iterable[Reading], annual: AnnualConsumption, start: date, end: date
) -> tuple[MonthOfUse, ...]:
    """The months from `start` (included) to `end` (excluded), oldest first, without those of which no
    reading tells anything. Live estimates count until an actual reading replaces them.
    """
    stretches = tuple(_stretches(meter, readings))
    months = (_month(meter, stretches, annual, span) for span in _spans(start, end))
    return tuple(month for month in months if month is not None)


def _stretches(meter: Meter, readings: Iterable[Reading]) -> Iterator[_Stretch]:
    live = sorted((r for r in readings if r.accepted), key=lambda r: (r.read_date, r.sequence))
    for before, reading in pairwise(live):
        if before.read_date < reading.read_date:
            use = use_since(meter, Known.of(before), reading)
            # A dial that was begun anew says nothing of the use before: it counts as none, and as a guess.
            yield _Stretch(use, before.estimate or reading.estimate or not use.known)


@dataclass(frozen=True, slots=True)
class _Span:
    """The days of a month that were asked for, `day_after` excluded; `month` is its first day."""

    month: date
    first_day: date
    day_after: date


def _spans(start: date, end: date) -> Iterator[_Span]:
    """The months that the period touches."""
    while start < end:
        first = start.replace(day=1)
        if (start.year, start.month) == (end.year, end.month):
            # Also so that the last month that a date can name needs none after it.
            yield _Span(first, start, end)
            return
        following = first + timedelta(days=monthrange(first.year, first.month)[1])
        yield _Span(first, start, min(end, following))
        start = following


def _month(
    meter: Meter, stretches: tuple[_Stretch, ...], annual: AnnualConsumption, span: _Span
) -> MonthOfUse | None:
    inside = [s for s in stretches if s.use.start < span.day_after and s.use.end > span.first_day]
    if not inside:
        return None
    start, end = max(span.first_day, inside[0].use.start), min(span.day_after, inside[-1].use.end)
    by_role: dict[RegisterRole, Decimal] = {}
    for stretch in inside:
        use = stretch.use
        days = (max(use.start, start), min(use.end, end))
        part = share_of_year(meter.fuel, *days) / share_of_year(meter.fuel, use.start, use.end)
        for role, kwh in use.kwh_by_role.items():
            by_role[role] = by_role.get(role, Decimal(0)) + kwh * part
    days_in_month = monthrange(span.month.year, span.month.month)[1]
    return MonthOfUse(
        month=span.month,
        start=start,
        end=end,
        kwh=rounded_kwh(sum(by_role.values(), Decimal(0))),
        cost=_cost(meter, by_role, start, end),
        expected=expected_range(meter.fuel, annual.kwh, start, end, typical=annual.basis is Basis.TYPICAL),
        estimated=any(stretch.estimated for stretch in inside),
        complete=(end - start).days == days_in_month,
    )


def _cost(meter: Meter, kwh: dict[RegisterRole, Decimal], start: date, end: date) -> Decimal | None:
    try:
        return cost_of(kwh, meter.fuel, start, end, share_of_year).total
    except (NoTariff, NoVatRate):
        return None
