"""Rules 8 to 15 of domain.md 4.2: a reading compared with the readings before and after it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from meter_reads.domain.expected import ExpectedRange, expected_range
from meter_reads.domain.findings import OVERRIDABLE, Figures, Finding, ReadingCode, Weight
from meter_reads.domain.limits import limits
from meter_reads.domain.readings import Meter
from meter_reads.domain.registers import Register, advance, energy, rounded_kwh
from meter_reads.domain.surroundings import Surroundings


@dataclass(frozen=True, slots=True)
class Candidate:
    """Values of all registers on a date; `overrules` says that an agent gave a reason."""

    read_date: date
    values: Mapping[str, int]
    overrules: bool = False


@dataclass(frozen=True, slots=True)
class _Interval:
    """The stretch between two neighbouring readings, with the registers that went round the clock."""

    start: date
    end: date
    opening: Mapping[str, int]
    closing: Mapping[str, int]
    rolled_over: frozenset[str]

    @property
    def days(self) -> int:
        return (self.end - self.start).days

    def kwh(self, register: Register) -> Decimal:
        units = advance(
            self.opening[register.id],
            self.closing[register.id],
            register,
            rolled_over=register.id in self.rolled_over,
        )
        return energy(units, register.unit, limits().calorific_value)


def overruled(findings: list[Finding], *, overrules: bool) -> list[Finding]:
    """The findings with those overruled that an agent's reason reaches."""
    if not overrules:
        return findings
    return [replace(f, overruled=True) if f.code in OVERRIDABLE else f for f in findings]


def rejects(findings: list[Finding]) -> bool:
    return any(finding.weight is Weight.REJECT for finding in findings)


def register_range(
    meter: Meter, register: Register, around: Surroundings, start: date, end: date
) -> ExpectedRange:
    """The expected range of one register: its share of the meter's annual consumption."""
    annual = around.annual.kwh * meter.share_of_use(register)
    return expected_range(meter.fuel, annual, start, end, typical=around.typical)


def compare(meter: Meter, candidate: Candidate, around: Surroundings) -> list[Finding]:
    """The findings of rules 8 to 15, up to the first rule that rejects."""
    backwards: set[str] = set()
    rolled_over: set[str] = set()
    found = [
        Finding(ReadingCode.GREATER_THAN_SUBSEQUENT, register.id)
        for register in meter.registers
        if _above_next(register, candidate, around)
    ]
    found = overruled(found, overrules=candidate.overrules)
    if rejects(found):
        return found
    for register in meter.registers:
        if around.before is None or candidate.values[register.id] >= around.before.values[register.id]:
            continue
        if _rolls_over(meter, register, candidate, around):
            rolled_over.add(register.id)
            found.append(Finding(ReadingCode.ROLLOVER, register.id))
        else:
            backwards.add(register.id)
            found.append(Finding(ReadingCode.LESS_THAN_PREVIOUS, register.id))
    found = overruled(found, overrules=candidate.overrules)
    if rejects(found):
        return [finding for finding in found if finding.weight is Weight.REJECT]
    found += _below_estimates(meter, candidate, around)
    for interval in _intervals(candidate, around, frozenset(rolled_over)):
        # Where an agent vouches for a value that runs backwards there is no advance to judge.
        if interval.end == candidate.read_date and backwards:
            continue
        found += _use_findings(meter, interval, around)
    impossible = [finding for finding in found if finding.weight is Weight.REJECT]
    return impossible or found


def _above_next(register: Register, candidate: Candidate, around: Surroundings) -> bool:
    if around.after is None:
        return False
    value, following = candidate.values[register.id], around.after.values[register.id]
    if value <= following:
        return False
    # Where the dial went round between the two neighbours, a value may lie on the far side of it.
    previous = around.before.values[register.id] if around.before else None
    return previous is None or not (following < previous <= value)


def _rolls_over(meter: Meter, register: Register, candidate: Candidate, around: Surroundings) -> bool:
    before = around.before
    if before is None:
        return False
    previous = before.values[register.id]
    if previous < limits().rollover_from * register.capacity:
        return False
    units = advance(previous, candidate.values[register.id], register, rolled_over=True)
    kwh = energy(units, register.unit, limits().calorific_value)
    return kwh <= register_range(meter, register, around, before.read_date, candidate.read_date).outer


def _below_estimates(meter: Meter, candidate: Candidate, around: Surroundings) -> list[Finding]:
    return [
        Finding(ReadingCode.BELOW_ESTIMATE, register.id)
        for register in meter.registers
        if any(
            estimate.read_date <= candidate.read_date
            and candidate.values[register.id] < estimate.values[register.id]
            for estimate in around.estimates
        )
    ]


def _intervals(candidate: Candidate, around: Surroundings, rolled_over: frozenset[str]) -> list[_Interval]:
    """The stretch before the reading and, where it lands between two others, the one after it."""
    intervals = []
    before, after = around.before, around.after
    if before is not None:
        intervals.append(
            _Interval(before.read_date, candidate.read_date, before.values, candidate.values, rolled_over)
        )
    if after is not None:
        rolled_later = frozenset(r for r, value in candidate.values.items() if after.values[r] < value)
        intervals.append(
            _Interval(candidate.read_date, after.read_date, candidate.values, after.values, rolled_later)
        )
    return intervals


def _use_findings(meter: Meter, interval: _Interval, around: Surroundings) -> list[Finding]:
    found = []
    total = Decimal(0)
    for register in meter.registers:
        kwh = interval.kwh(register)
        limit = register_range(meter, register, around, interval.start, interval.end)
        counts_use = register in meter.import_registers
        code = _use_code(kwh, limit, interval.days, counts_use=counts_use)
        total += kwh if counts_use else Decimal(0)
        if code is not None:
            found.append(Finding(code, register.id, figures=_figures(kwh, limit)))
    if meter.multi_rate:
        limit = expected_range(
            meter.fuel, around.annual.kwh, interval.start, interval.end, typical=around.typical
        )
        whole = _use_code(total, limit, interval.days, counts_use=True)
        worst = max((finding.weight for finding in found), default=Weight.NOTE)
        if whole is not None and Finding(whole).weight > worst:
            found.append(Finding(whole, figures=_figures(total, limit)))
    return found


def _use_code(kwh: Decimal, limit: ExpectedRange, days: int, *, counts_use: bool) -> ReadingCode | None:
    """Rules 11 to 15 in their order, of which the first that applies says it all."""
    rules = (
        (ReadingCode.IMPOSSIBLE_CONSUMPTION, kwh > limit.physical),
        (ReadingCode.ABOVE_OUTER, counts_use and kwh > limit.outer),
        (ReadingCode.ZERO_ADVANCE, counts_use and kwh == 0 and days >= limits().zero_advance_days),
        (ReadingCode.HIGHER_THAN_EXPECTED, counts_use and kwh > limit.high),
        (ReadingCode.LOWER_THAN_EXPECTED, counts_use and kwh < limit.low),
    )
    return next((code for code, applies in rules if applies), None)


def _figures(kwh: Decimal, limit: ExpectedRange) -> Figures:
    return Figures(
        start=limit.start,
        end=limit.end,
        kwh=rounded_kwh(kwh),
        expected=rounded_kwh(limit.expected),
        low=rounded_kwh(limit.low),
        high=rounded_kwh(limit.high),
        outer=rounded_kwh(limit.outer),
    )
