"""The meter that is put in at an exchange, checked as far as anyone can without seeing it."""

import re
from dataclasses import dataclass

from meter_reads.domain.exchange import NewMeter
from meter_reads.domain.identifiers import InvalidIdentifier, normalise_serial
from meter_reads.domain.readings import Meter
from meter_reads.domain.registers import (
    Fuel,
    MeterUnit,
    NotANumber,
    Register,
    RegisterRole,
    TooManyDigits,
    read_dial,
)
from meter_reads.journey.refusals import BadInput

_REGISTER_ID = re.compile(r"[A-Za-z0-9]{1,4}")
_FEWEST_DIGITS, _MOST_DIGITS = 4, 8
_UNITS = {
    Fuel.ELECTRICITY: frozenset({MeterUnit.KWH}),
    Fuel.GAS: frozenset({MeterUnit.CUBIC_METRE, MeterUnit.HUNDRED_CUBIC_FEET}),
}
_ONE_RATE, _TWO_RATES = [RegisterRole.ANYTIME], [RegisterRole.DAY, RegisterRole.NIGHT]
_ROLES = {
    Fuel.ELECTRICITY: tuple(
        sorted(roles + export) for roles in (_ONE_RATE, _TWO_RATES) for export in ([], [RegisterRole.EXPORT])
    ),
    Fuel.GAS: (_ONE_RATE,),
}


@dataclass(frozen=True, slots=True)
class NewRegister:
    """A register of the new meter, and what was read off it on the day of the exchange, as typed."""

    register: Register
    opening: str


def checked_new_meter(old: Meter, serial: str, registers: tuple[NewRegister, ...]) -> NewMeter:
    """The new meter with its opening values. Raises BadInput, which names the field."""
    try:
        normal = normalise_serial(serial)
    except InvalidIdentifier as error:
        raise BadInput("input.newSerial", error.message) from error
    if normal == old.serial:
        raise BadInput("input.newSerial", "This is the old meter. Give the serial number of the new one.")
    values: dict[str, int] = {}
    for at, new in enumerate(registers):
        field, register = f"input.newRegisters[{at}]", new.register
        if not _REGISTER_ID.fullmatch(register.id) or register.id in values:
            raise BadInput(f"{field}.id", "Name each register once, with 1 to 4 letters or digits.")
        if not _FEWEST_DIGITS <= register.digits <= _MOST_DIGITS:
            raise BadInput(
                f"{field}.digits", f"A dial has {_FEWEST_DIGITS} to {_MOST_DIGITS} digits that count."
            )
        if register.unit not in _UNITS[old.fuel]:
            raise BadInput(f"{field}.unit", "This unit is not one of the meter's fuel.")
        values[register.id] = _opening_value(new, f"{field}.openingValue")
    if sorted(new.register.role for new in registers) not in _ROLES[old.fuel]:
        raise BadInput(
            "input.newRegisters", "Give one register for all use, or one for the day and one for the night."
        )
    return NewMeter(normal, tuple(new.register for new in registers), values)


def _opening_value(new: NewRegister, field: str) -> int:
    try:
        return read_dial(new.opening, new.register).value
    except NotANumber as error:
        raise BadInput(field, "This is not a number. Type only the digits on the dial.") from error
    except TooManyDigits as error:
        raise BadInput(field, "There are more digits than the register has. Leave out red digits.") from error
