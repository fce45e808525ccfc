"""VAT on domestic fuel: a rate for each fuel and each day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from meter_reads.domain.reference_data import reference_data
from meter_reads.domain.registers import Fuel


class NoVatRate(LookupError):
    """The day is before the first VAT period on record. Its text names the fuel and the day."""


@dataclass(frozen=True, slots=True)
class VatPeriod:
    """One rate from `start` (included) to `end` (excluded); `end` is None until further notice."""

    fuel: Fuel
    start: date
    end: date | None
    percent: Decimal

    def covers(self, on: date) -> bool:
        return self.start <= on and (self.end is None or on < self.end)


def vat_rate(fuel: Fuel, on: date) -> Decimal:
    """Per cent of VAT on domestic fuel used on that day, such as Decimal("5"). Raises NoVatRate.

    Source: VAT Notice 701/19 (5 %); electricity is at 0 % from 1 Oct 2026 to 31 Mar 2027, gas is not.
    """
    return vat_period_on(fuel, on).percent


def vat_period_on(fuel: Fuel, on: date) -> VatPeriod:
    """The VAT period that holds on that day. Raises NoVatRate. Source as for `vat_rate`."""
    for period in vat_periods():
        if period.fuel is fuel and period.covers(on):
            return period
    raise NoVatRate(f"No VAT rate for {fuel.lower()} on {on.isoformat()}")


@cache
def vat_periods() -> tuple[VatPeriod, ...]:
    """Every VAT period on record, by fuel and then by date."""
    return tuple(
        VatPeriod(
            fuel=Fuel(entry["fuel"]),
            start=date.fromisoformat(entry["valid_from"]),
            end=date.fromisoformat(entry["valid_to"]) if entry["valid_to"] else None,
            percent=Decimal(entry["percent"]),
        )
        for entry in reference_data("vat")["periods"]
    )
