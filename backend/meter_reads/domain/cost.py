"""What a consumption costs: kWh split at every change of tariff and VAT, priced line by line.

The rules are ours (domain.md section 6): rates without VAT to four decimals, kWh to two, each line
to the penny half up, VAT on the subtotal of each VAT rate. Amounts are pounds, rates are pence.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from meter_reads.domain.registers import Fuel, RegisterRole, rounded_kwh
from meter_reads.domain.tariffs import Rates, rates_on
from meter_reads.domain.vat import vat_period_on

ShareOf = Callable[[Fuel, date, date], Decimal]
"""The weight of the days from one date (included) to another (excluded); only ratios matter."""

_PENNY = Decimal("0.01")
_UNIT_LABELS = {
    (Fuel.ELECTRICITY, RegisterRole.ANYTIME): "Electricity used",
    (Fuel.GAS, RegisterRole.ANYTIME): "Gas used",
    (Fuel.ELECTRICITY, RegisterRole.DAY): "Day units",
    (Fuel.ELECTRICITY, RegisterRole.NIGHT): "Night units",
}
# Not strftime: its month names follow the locale of the machine.
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


@dataclass(frozen=True, slots=True)
class CostLine:
    """One line of a bill. `amount` in pounds is `quantity` x `rate_pence`, to the penny, half up.

    `unit` is "kWh", "days" or "%". On a VAT line the rate is one per cent of the subtotal in pence,
    so that the same product holds there.
    """

    label: str
    quantity: Decimal
    unit: str
    rate_pence: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Cost:
    """`subtotal` is the sum of `lines` (energy and standing charge), `total` adds `vat`. In pounds."""

    lines: tuple[CostLine, ...]
    vat: tuple[CostLine, ...]
    subtotal: Decimal
    total: Decimal

    @property
    def all_lines(self) -> tuple[CostLine, ...]:
        """Charges, then VAT; their amounts add up to `total`."""
        return self.lines + self.vat


@dataclass(frozen=True, slots=True)
class _Part:
    """Days, `end` excluded, through which neither the tariff nor VAT changes."""

    start: date
    end: date
    rates: Rates
    vat_percent: Decimal

    @property
    def days(self) -> Decimal:
        return Decimal((self.end - self.start).days)

    @property
    def label(self) -> str:
        return _period_label(self.start, self.end)


def cost_of(
    kwh: Mapping[RegisterRole, Decimal], fuel: Fuel, start: date, end: date, share_of: ShareOf
) -> Cost:
    """The cost of `kwh` of each register, used from `start` (included) to `end` (excluded).

    `share_of` is the share of a year's use, `by_days` to split by days alone. Where the two agree to
    the whole kWh in every part, days are used: the customer can check those by hand.
    Raises NoTariff, NoVatRate, and ValueError for no days at all or a kWh below zero.
    """
    if start >= end:
        raise ValueError("A consumption has at least one day")
    if not all(amount.is_finite() and amount >= 0 for amount in kwh.values()):
        raise ValueError("kWh are never below zero")
    parts = _parts(fuel, frozenset(kwh), start, end)
    used = _apportioned(kwh, fuel, parts, share_of)

    lines: list[CostLine] = []
    taxable: dict[Decimal, list[tuple[_Part, Decimal]]] = {}
    for index, part in enumerate(parts):
        charges = [
            _line(
                f"{_UNIT_LABELS[fuel, role]}, {part.label}",
                used[role][index],
                "kWh",
                part.rates.unit_pence[role],
            )
            for role in part.rates.unit_pence
        ]
        charges.append(_line(f"Standing charge, {part.label}", part.days, "days", part.rates.standing_pence))
        lines += charges
        taxable.setdefault(part.vat_percent, []).append((part, _sum(charges)))

    vat = tuple(_vat_line(percent, taxed) for percent, taxed in taxable.items())
    subtotal = _sum(lines)
    return Cost(lines=tuple(lines), vat=vat, subtotal=subtotal, total=subtotal + _sum(vat))


def by_days(_fuel: Fuel, start: date, end: date) -> Decimal:
    """Every day weighs the same, whatever the season."""
    return Decimal((end - start).days)


def _parts(fuel: Fuel, roles: frozenset[RegisterRole], start: date, end: date) -> list[_Part]:
    parts: list[_Part] = []
    while start < end:
        rates = rates_on(fuel, roles, start)
        vat = vat_period_on(fuel, start)
        stop = min(end, rates.end, vat.end or end)
        parts.append(_Part(start, stop, rates, vat.percent))
        start = stop
    return parts


def _apportioned(
    kwh: Mapping[RegisterRole, Decimal], fuel: Fuel, parts: Sequence[_Part], share_of: ShareOf
) -> dict[RegisterRole, list[Decimal]]:
    def split(weigh: ShareOf) -> dict[RegisterRole, list[Decimal]]:
        weights = [weigh(fuel, part.start, part.end) for part in parts]
        return {role: _split(rounded_kwh(amount), weights) for role, amount in kwh.items()}

    shares, days = split(share_of), split(by_days)
    agree = all(
        share.quantize(Decimal(1), ROUND_HALF_UP) == day.quantize(Decimal(1), ROUND_HALF_UP)
        for role in kwh
        for share, day in zip(shares[role], days[role], strict=True)
    )
    return days if agree else shares


def _split(amount: Decimal, weights: Sequence[Decimal]) -> list[Decimal]:
    whole = sum(weights)
    left = amount
    pieces: list[Decimal] = []
    for weight in weights[:-1]:
        # Half-up pieces of a very small amount can add up to more than there is.
        piece = min(rounded_kwh(amount * weight / whole), left)
        pieces.append(piece)
        left -= piece
    return [*pieces, left]


def _line(label: str, quantity: Decimal, unit: str, rate_pence: Decimal) -> CostLine:
    amount = (quantity * rate_pence / 100).quantize(_PENNY, ROUND_HALF_UP)
    return CostLine(label, quantity, unit, rate_pence, amount)


def _vat_line(percent: Decimal, taxed: Sequence[tuple[_Part, Decimal]]) -> CostLine:
    subtotal = sum((amount for _, amount in taxed), Decimal("0.00"))
    spans: list[tuple[date, date]] = []
    for part, _ in taxed:
        if spans and spans[-1][1] == part.start:
            spans[-1] = (spans[-1][0], part.end)
        else:
            spans.append((part.start, part.end))
    period = " and ".join(_period_label(start, end) for start, end in spans)
    return _line(f"VAT at {percent}% on £{subtotal}, {period}", percent, "%", subtotal)


def _sum(lines: Sequence[CostLine]) -> Decimal:
    return sum((line.amount for line in lines), Decimal("0.00"))


def _period_label(start: date, end: date) -> str:
    """The first and the last day in words: "16 Sep to 30 Sep 2026"."""
    last = end - timedelta(days=1)
    if start == last:
        return _day_label(last)
    first = _day_label(start)
    return f"{first.removesuffix(f' {last.year}')} to {_day_label(last)}"


def _day_label(day: date) -> str:
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
