"""What a meter counted between two neighbouring actual readings: units and energy of each register."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from meter_reads.domain.limits import limits
from meter_reads.domain.meter_log import Known
from meter_reads.domain.readings import Meter, Reading, advanced, may_roll_over
from meter_reads.domain.registers import Register, RegisterRole, energy, rounded_kwh


@dataclass(frozen=True, slots=True)
class RegisterUse:
    """What one register counted: whole units and exact kWh.

    Both are None where an agent vouched for a lower value: that is a new beginning, and how much was
    used before it is not known.
    """

    register: Register
    advance: int | None
    kwh: Decimal | None


@dataclass(frozen=True, slots=True)
class Use:
    """The use from one read date (included) to another (excluded)."""

    meter: Meter
    start: date
    end: date
    registers: tuple[RegisterUse, ...]

    def of(self, register: Register) -> RegisterUse:
        return next(each for each in self.registers if each.register.id == register.id)

    @property
    def known(self) -> bool:
        """Whether every register that counts use says how much it was."""
        return all(self.of(register).kwh is not None for register in self.meter.import_registers)

    @property
    def kwh_by_role(self) -> Mapping[RegisterRole, Decimal]:
        """Exact kWh of the registers that count use, by what they count."""
        by_role: dict[RegisterRole, Decimal] = {}
        for register in self.meter.import_registers:
            by_role[register.role] = by_role.get(register.role, Decimal(0)) + (
                self.of(register).kwh or Decimal(0)
            )
        return by_role

    @property
    def kwh(self) -> Decimal:
        """All the energy used, as bills show it; export is never netted against it."""
        return rounded_kwh(sum(self.kwh_by_role.values(), Decimal(0)))


def use_since(meter: Meter, before: Known, reading: Reading) -> Use:
    """What was used between an earlier reading and this one."""
    return Use(
        meter,
        before.read_date,
        reading.read_date,
        tuple(_register_use(register, before, reading) for register in meter.registers),
    )


def uses(meter: Meter, readings: Iterable[Reading]) -> dict[int, Use]:
    """The use up to each accepted actual reading, by the reading's sequence; the first has none."""
    found: dict[int, Use] = {}
    before: Known | None = None
    for reading in sorted(readings, key=lambda reading: (reading.read_date, reading.sequence)):
        if not reading.actual:
            continue
        if before is not None and before.read_date < reading.read_date:
            found[reading.sequence] = use_since(meter, before, reading)
        before = Known.of(reading)
    return found


def _register_use(register: Register, before: Known, reading: Reading) -> RegisterUse:
    previous, current = before.values[register.id], reading.values[register.id]
    went_round = reading.rolled_over(register.id) and may_roll_over(register, previous)
    if current < previous and not went_round:
        return RegisterUse(register, None, None)
    units = advanced(register, previous, reading)
    return RegisterUse(register, units, energy(units, register.unit, limits().calorific_value))
