"""Rules 8 to 15 of domain.md 4.2: a reading compared with the readings before and after it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from meter_reads.domain.expected import ExpectedRange, expected_range
from meter_reads.domain.findings import OVERRIDABLE, Figures, Finding, ReadingCode, Weight
from meter_reads.domain.limits import limits
from meter_reads.domain.readings import Meter, may_roll_over
from meter_reads.domain.registers import Register, advance, energy, rounded_kwh
from meter_reads.domain.surroundings import Actual, Surroundings


@dataclass(frozen=True, slots=True)
class Candidate:
    """Values of all registers on a date; `overrules` says that an agent gave a reason."""

    read_date: date
    values: Mapping[str, int]
    overrules: bool = False


@dataclass(frozen=True, slots=True)
class _Interval:
    """The stretch between two neighbouring readings, with the registers that went round the clock and
    those that ran backwards, of which nothing can be said.
    """

    start: date
    end: date
    opening: Mapping[str, int]
    closing: Mapping[str, int]
    rolled_over: frozenset[str]
    backwards: frozenset[str]

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
    found = every_finding(meter, candidate, around)
    rejecting = next((finding.code for finding in found if finding.weight is Weight.REJECT), None)
    return [finding for finding in found if rejecting in (None, finding.code)]


def every_finding(meter: Meter, candidate: Candidate, around: Surroundings) -> list[Finding]:
    """The findings of rules 8 to 15 in their order, also of registers beside one that rejects.

    Where a register runs backwards, an agent's reason or not, there is no advance to judge.
    """
    above = [register.id for register in meter.registers if _above_next(register, candidate, around)]
    lower, rolled_over = _below_previous(meter, candidate, around)
    found = [Finding(ReadingCode.GREATER_THAN_SUBSEQUENT, register_id) for register_id in above]
    for register in lower:
        rolled = register.id in rolled_over
        found.append(Finding(ReadingCode.ROLLOVER if rolled else ReadingCode.LESS_THAN_PREVIOUS, register.id))
    actual = Actual(candidate.read_date, candidate.values, rolled_over)
    found += _below_estimates(meter, actual, around)
    backwards = frozenset(register.id for register in lower) - rolled_over
    for interval in _intervals(actual, around, backwards, frozenset(above)):
        found += _use_findings(meter, interval, around)
    return overruled(found, overrules=candidate.overrules)


def _above_next(register: Register, candidate: Candidate, around: Surroundings) -> bool:
    if around.after is None:
        return False
    value, following = candidate.values[register.id], around.after.values[register.id]
    if value <= following:
        return False
    # Where the dial went round between the two neighbours, a value may lie on the far side of it.
    previous = around.before.values[register.id] if around.before else None
    went_round = previous is not None and following < previous and may_roll_over(register, previous)
    return previous is None or not went_round or value < previous


def _below_previous(
    meter: Meter, candidate: Candidate, around: Surroundings
) -> tuple[list[Register], frozenset[str]]:
    """The registers that show less than before, and which of them went round since rather than backwards."""
    before = around.before
    if before is None:
        return [], frozenset()

    def went_round(register: Register) -> bool:
        previous = before.values[register.id]
        units = advance(previous, candidate.values[register.id], register, rolled_over=True)
        kwh = energy(units, register.unit, limits().calorific_value)
        limit = register_range(meter, register, around, before.read_date, candidate.read_date)
        return may_roll_over(register, previous) and kwh <= limit.outer

    lower = [each for each in meter.registers if candidate.values[each.id] < before.values[each.id]]
    return lower, frozenset(each.id for each in lower if went_round(each))


def _below_estimates(meter: Meter, actual: Actual, around: Surroundings) -> list[Finding]:
    earlier = [estimate for estimate in around.estimates if estimate.read_date <= actual.read_date]
    return [
        Finding(ReadingCode.BELOW_ESTIMATE, register.id)
        for register in meter.registers
        if any(around.contradicts(estimate, register, actual) for estimate in earlier)
    ]


def _intervals(
    actual: Actual, around: Surroundings, backwards: frozenset[str], above: frozenset[str]
) -> list[_Interval]:
    """The stretch before the reading and, where it lands between two others, the one after it."""
    intervals = []
    before, after, values, on = around.before, around.after, actual.values, actual.read_date
    if before is not None:
        stretch = _Interval(before.read_date, on, before.values, values, actual.rolled_over, backwards)
        intervals.append(stretch)
    if after is not None:
        rolled_later = frozenset(r for r, value in values.items() if after.values[r] < value) - above
        intervals.append(_Interval(on, after.read_date, values, after.values, rolled_later, above))
    return intervals


def _use_findings(meter: Meter, interval: _Interval, around: Surroundings) -> list[Finding]:
    found = []
    total = Decimal(0)
    for register in meter.registers:
        if register.id in interval.backwards:
            continue
        kwh = interval.kwh(register)
        limit = register_range(meter, register, around, interval.start, interval.end)
        counts_use = register in meter.import_registers
        code = _use_code(kwh, limit, interval.days, counts_use=counts_use)
        total += kwh if counts_use else Decimal(0)
        if code is not None:
            found.append(Finding(code, register.id, figures=_figures(kwh, limit)))
    if meter.multi_rate and not interval.backwards:
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
