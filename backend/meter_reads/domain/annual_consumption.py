"""The annual consumption that expectations rest on: own history first, then the registry, then typical use.

Supply licence condition 27.15 asks for "the best and most current information".
"""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from meter_reads.domain.expected import share_of_year
from meter_reads.domain.limits import limits
from meter_reads.domain.reference_data import reference_data
from meter_reads.domain.registers import KWH_STEP, Fuel

_DAYS_A_YEAR = 365


class Basis(StrEnum):
    """Where an annual consumption comes from."""

    HISTORY = "HISTORY"
    REGISTRY = "REGISTRY"
    TYPICAL = "TYPICAL"


@dataclass(frozen=True, slots=True)
class AnnualConsumption:
    """kWh a year and where the figure comes from."""

    kwh: Decimal
    basis: Basis


@dataclass(frozen=True, slots=True)
class Milestone:
    """The energy counted since the meter's first actual reading, as of a read date."""

    on: date
    total_kwh: Decimal


def annualised_advance(fuel: Fuel, kwh: Decimal, start: date, end: date) -> Decimal:
    """Elexon's annualised advance: kWh over the sum of the period's daily shares; kWh a year.

    Raises ValueError for an empty period.
    """
    share = share_of_year(fuel, start, end)
    if share == 0:
        raise ValueError("an advance over no days has no annual figure")
    return max(Decimal(0), kwh / share).quantize(KWH_STEP, ROUND_HALF_UP)


def smoothed(fuel: Fuel, old_annual_kwh: Decimal, kwh: Decimal, start: date, end: date) -> Decimal:
    """The registry figure after one more advance: the longer the period, the more it weighs (domain.md 5)."""
    weight = min(Decimal(1), 2 * share_of_year(fuel, start, end))
    mixed = weight * annualised_advance(fuel, kwh, start, end) + (1 - weight) * old_annual_kwh
    return max(Decimal(0), mixed).quantize(KWH_STEP, ROUND_HALF_UP)


def from_history(fuel: Fuel, newest: Milestone, older: tuple[Milestone, ...]) -> AnnualConsumption | None:
    """The figure of the meter's own history: since the milestone nearest to a year before the newest.

    None while the history spans less than 180 days.
    """
    span = limits().history_span_days
    usable = [milestone for milestone in older if (newest.on - milestone.on).days >= span]
    if not usable:
        return None
    base = min(usable, key=lambda milestone: abs((newest.on - milestone.on).days - _DAYS_A_YEAR))
    kwh = annualised_advance(fuel, newest.total_kwh - base.total_kwh, base.on, newest.on)
    return AnnualConsumption(kwh=kwh, basis=Basis.HISTORY)


def typical(fuel: Fuel, on: date, *, multi_rate: bool) -> AnnualConsumption:
    """Ofgem's typical domestic consumption value (medium) in force on a date."""
    kind = "ELECTRICITY_MULTI_RATE" if multi_rate and fuel is Fuel.ELECTRICITY else fuel.value
    values = reference_data("typical_use")["values"]
    in_force = [row for row in values if date.fromisoformat(row["valid_from"]) <= on] or values[:1]
    return AnnualConsumption(kwh=Decimal(in_force[-1][kind]["medium"]), basis=Basis.TYPICAL)
