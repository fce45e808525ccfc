"""The energy between two actual readings, and what it costs by the tariff and the VAT of each day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from meter_reads.domain.cost import Cost, cost_of
from meter_reads.domain.expected import share_of_year
from meter_reads.domain.tariffs import NoTariff
from meter_reads.domain.use import Use
from meter_reads.domain.vat import NoVatRate


@dataclass(frozen=True, slots=True)
class Consumption:
    """kWh used from `start` (included) to `end` (excluded), and their cost in pounds."""

    start: date
    end: date
    kwh: Decimal
    cost: Cost


def consumption_of(use: Use | None) -> Consumption | None:
    """The priced use. None where there was no reading before, where a register was begun anew, and
    where some day has no tariff on record: a cost of a part of the days would look like one of all.
    """
    if use is None or not use.known:
        return None
    try:
        cost = cost_of(use.kwh_by_role, use.meter.fuel, use.start, use.end, share_of_year)
    except (NoTariff, NoVatRate):
        return None
    return Consumption(use.start, use.end, use.kwh, cost)
