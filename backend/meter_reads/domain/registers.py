"""Registers of a meter: what their dials show, how far they advanced, and the energy that is.

Facts from domain.md section 2; the gas formula follows the Gas (Calculation of Thermal Energy)
Regulations 1996 (SI 1996/439) as suppliers print it on bills.
"""

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

KWH_STEP = Decimal("0.01")
CUBIC_METRES_PER_HUNDRED_CUBIC_FEET = Decimal("2.83")
VOLUME_CORRECTION = Decimal("1.02264")
MEGAJOULES_PER_KWH = Decimal("3.6")

# [0-9], not \d: \d also takes the digits of other scripts, which no dial shows.
_DIAL = re.compile(r"([0-9]+)(?:[.,]([0-9]+))?")
_THOUSANDS_DIGITS = 3
_SPACES = re.compile(r"\s+")


class Fuel(StrEnum):
    ELECTRICITY = "ELECTRICITY"
    GAS = "GAS"


class RegisterRole(StrEnum):
    """What a register counts. Stored for each register, never inferred from its number."""

    ANYTIME = "ANYTIME"
    DAY = "DAY"
    NIGHT = "NIGHT"
    EXPORT = "EXPORT"


class MeterUnit(StrEnum):
    KWH = "KWH"
    CUBIC_METRE = "CUBIC_METRE"
    HUNDRED_CUBIC_FEET = "HUNDRED_CUBIC_FEET"


@dataclass(frozen=True, slots=True)
class Register:
    """One dial or display of a meter. `digits` counts the billing digits only, not the red ones."""

    id: str
    role: RegisterRole
    digits: int
    unit: MeterUnit

    @property
    def capacity(self) -> int:
        """The number of values the dial can show; after `capacity - 1` it shows 0 again."""
        return 10**self.digits  # type: ignore[no-any-return]  # digits is never negative

    def shown(self, value: int) -> str:
        """The value as the dial shows it, leading zeros and all: `04618`."""
        return f"{value:0{self.digits}d}"


class NotANumber(ValueError):
    """The text is not what a dial shows."""


class TooManyDigits(ValueError):
    """The text has more digits than the register; its last ones are likely the red digits."""


@dataclass(frozen=True, slots=True)
class DialValue:
    """What was read off a dial: whole units, and whether a decimal part was left out.

    `thousands` says that the mark before that part may have been meant to separate thousands.
    """

    value: int
    decimals_dropped: bool
    thousands: bool = False


def read_dial(text: str, register: Register) -> DialValue:
    """Reads what someone typed off a dial; decimals are cut off, never rounded.

    Raises NotANumber or TooManyDigits. Spaces may stand anywhere; leading zeros beyond the
    width of the register do not count as digits.
    """
    match = _DIAL.fullmatch(_SPACES.sub("", text))
    if match is None:
        raise NotANumber
    digits = match[1].lstrip("0")
    if len(digits) > register.digits:
        raise TooManyDigits
    return DialValue(
        value=int(digits or "0"),
        decimals_dropped=match[2] is not None,
        thousands=_may_separate_thousands(match, register),
    )


def _may_separate_thousands(match: re.Match[str], register: Register) -> bool:
    """Whether `45,980` may mean what the whole dial shows: three digits after a comma, and room for all."""
    if match[2] is None or "," not in match[0] or len(match[2]) != _THOUSANDS_DIGITS:
        return False
    return len((match[1] + match[2]).lstrip("0")) <= register.digits and bool(match[1].strip("0"))


def advance(previous: int, current: int, register: Register, *, rolled_over: bool = False) -> int:
    """Units from one value to the next; with `rolled_over` the dial passed its highest value once."""
    return current - previous + (register.capacity if rolled_over else 0)


def energy(units: int, unit: MeterUnit, calorific_value: Decimal) -> Decimal:
    """Exact kWh of an advance. `calorific_value` in MJ/m3; it is not used for electricity."""
    if unit is MeterUnit.KWH:
        return Decimal(units)
    cubic_metres = Decimal(units)
    if unit is MeterUnit.HUNDRED_CUBIC_FEET:
        cubic_metres *= CUBIC_METRES_PER_HUNDRED_CUBIC_FEET
    return cubic_metres * VOLUME_CORRECTION * calorific_value / MEGAJOULES_PER_KWH


def rounded_kwh(kwh: Decimal) -> Decimal:
    """KWh as bills show it: two decimals, half up."""
    return kwh.quantize(KWH_STEP, ROUND_HALF_UP)
