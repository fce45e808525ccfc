"""Tariffs: what a kWh and a day of supply cost, for each fuel, set of registers and day.

Rates are kept as published, with VAT, and derived without VAT: a bill adds VAT on its subtotal.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from types import MappingProxyType

from meter_reads.domain.reference_data import reference_data
from meter_reads.domain.registers import Fuel, RegisterRole

_RATE_STEP = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Rates:
    """Pence without VAT, to four decimals, from `start` (included) to `end` (excluded)."""

    name: str
    fuel: Fuel
    start: date
    end: date
    unit_pence: Mapping[RegisterRole, Decimal]
    standing_pence: Decimal


@dataclass(frozen=True, slots=True)
class Tariff:
    """One tariff as published: pence that include `vat_percent`, from `start` up to `end` (excluded).

    `unit_pence` is for a kWh of each register, `standing_pence` for a day of supply.
    """

    name: str
    fuel: Fuel
    start: date
    end: date
    unit_pence: Mapping[RegisterRole, Decimal]
    standing_pence: Decimal
    vat_percent: Decimal

    @property
    def roles(self) -> frozenset[RegisterRole]:
        return frozenset(self.unit_pence)

    @property
    def rates(self) -> Rates:
        """The same tariff without the VAT that it was published with, four decimals, half up."""
        return Rates(
            name=self.name,
            fuel=self.fuel,
            start=self.start,
            end=self.end,
            unit_pence=MappingProxyType(
                {role: self._without_vat(pence) for role, pence in self.unit_pence.items()}
            ),
            standing_pence=self._without_vat(self.standing_pence),
        )

    def _without_vat(self, pence: Decimal) -> Decimal:
        # At 0 % the published figure stays as it is, so that a bill says 26.32 and not 26.3200.
        if not self.vat_percent:
            return pence
        return (pence / (1 + self.vat_percent / 100)).quantize(_RATE_STEP, ROUND_HALF_UP)


class NoTariff(LookupError):
    """No tariff on record prices these registers on that day.

    `periods` holds the first and the last day of each tariff that exists for the same registers.
    """

    def __init__(self, fuel: Fuel, roles: frozenset[RegisterRole], on: date) -> None:
        self.fuel = fuel
        self.roles = roles
        self.on = on
        self.periods = tuple(
            (tariff.start, date.fromordinal(tariff.end.toordinal() - 1))
            for tariff in tariffs()
            if tariff.fuel is fuel and tariff.roles == roles
        )
        meter = " and ".join(sorted(role.lower() for role in roles)) or "no"
        known = ", ".join(f"{first} to {last}" for first, last in self.periods) or "none"
        super().__init__(
            f"No {fuel.lower()} tariff for {meter} registers on {on}; periods on record: {known}"
        )


def rates_on(fuel: Fuel, roles: frozenset[RegisterRole], on: date) -> Rates:
    """Pence without VAT on that day for a meter with exactly these registers. Raises NoTariff.

    Source: Ofgem default-tariff cap, Great Britain average, direct debit, Apr 2024 to Dec 2026;
    the day and night rates are ours, for the demo accounts, in one fixed relation to the single rate.
    """
    for tariff in tariffs():
        if tariff.fuel is fuel and tariff.roles == roles and tariff.start <= on < tariff.end:
            return tariff.rates
    raise NoTariff(fuel, roles, on)


@cache
def tariffs() -> tuple[Tariff, ...]:
    """Every tariff on record as published, with VAT, by fuel and then by date."""
    return tuple(
        Tariff(
            name=entry["name"],
            fuel=Fuel(entry["fuel"]),
            start=date.fromisoformat(entry["valid_from"]),
            end=date.fromisoformat(entry["valid_to"]),
            unit_pence=MappingProxyType(
                {RegisterRole(role): Decimal(pence) for role, pence in entry["unit_pence"].items()}
            ),
            standing_pence=Decimal(entry["standing_pence"]),
            vat_percent=Decimal(entry["vat_percent"]),
        )
        for entry in reference_data("tariffs")["tariffs"]
    )
