"""Rules 1 to 6 of domain.md 4.2: what can be said of a reading before it is compared with others."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from meter_reads.domain.findings import Finding, ReadingCode
from meter_reads.domain.limits import limits
from meter_reads.domain.readings import Meter, ReadingSource
from meter_reads.domain.registers import NotANumber, TooManyDigits, read_dial


@dataclass(frozen=True, slots=True)
class TypedReading:
    """A reading as it was typed: register ids with the text read off each dial, in the sender's order."""

    read_date: date
    registers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Dials:
    """What the dials of a known register showed, and the findings about the others."""

    values: dict[str, int]
    findings: tuple[Finding, ...]


def read_dials(meter: Meter, typed: TypedReading) -> Dials:
    """Rules 1 and 2: every text is a number, and none is wider than its register."""
    values: dict[str, int] = {}
    not_numbers, too_long, notes = [], [], []
    for register_id, text in typed.registers:
        register = meter.register(register_id)
        if register is None:
            continue  # rule 3's to find
        try:
            dial = read_dial(text, register)
        except NotANumber:
            not_numbers.append(Finding(ReadingCode.NOT_A_NUMBER, register_id))
        except TooManyDigits:
            too_long.append(Finding(ReadingCode.TOO_MANY_DIGITS, register_id))
        else:
            values[register_id] = dial.value
            if dial.decimals_dropped:
                notes.append(Finding(ReadingCode.DECIMALS_DROPPED, register_id, doubtful=dial.thousands))
    return Dials(values, tuple(not_numbers or too_long or notes))


@dataclass(frozen=True, slots=True)
class Sent:
    """A typed reading of a meter, as sent from a source on the London date `today`."""

    meter: Meter
    typed: TypedReading
    source: ReadingSource
    today: date


def meter_fits(sent: Sent) -> tuple[Finding, ...]:
    """Rule 3: the meter was still in place, and its registers came all and once."""
    meter = sent.meter
    if meter.removed is not None and sent.typed.read_date > meter.removed:
        return (Finding(ReadingCode.METER_NOT_ACTIVE),)
    counts = Counter(register_id for register_id, _ in sent.typed.registers)
    unknown = [register_id for register_id in counts if meter.register(register_id) is None]
    if unknown:
        return tuple(Finding(ReadingCode.METER_MISMATCH, register_id) for register_id in unknown)
    wrong = [register.id for register in meter.registers if counts[register.id] != 1]
    return tuple(Finding(ReadingCode.REGISTERS_MISSING, register_id) for register_id in wrong)


def not_in_future(sent: Sent) -> tuple[Finding, ...]:
    """Rule 4, by the London date."""
    return (Finding(ReadingCode.DATE_IN_FUTURE),) if sent.typed.read_date > sent.today else ()


def not_too_old(sent: Sent) -> tuple[Finding, ...]:
    """Rule 5: about 25 working days for guests and customers, a year for agents."""
    oldest = sent.today - timedelta(days=limits().oldest_read_date_days[sent.source])
    return (Finding(ReadingCode.DATE_TOO_OLD),) if sent.typed.read_date < oldest else ()


def inside_supply(sent: Sent) -> tuple[Finding, ...]:
    """Rule 6: an opening reading may be up to five days older than the supply."""
    meter = sent.meter
    first_supplied = meter.supply_start - timedelta(days=limits().days_before_supply_start)
    earliest = max(meter.installed, first_supplied)
    return (Finding(ReadingCode.OUTSIDE_SUPPLY),) if sent.typed.read_date < earliest else ()


# In the order of domain.md 4.2; the first that rejects ends the trial.
SUBMISSION_RULES: tuple[Callable[[Sent], tuple[Finding, ...]], ...] = (
    meter_fits,
    not_in_future,
    not_too_old,
    inside_supply,
)
