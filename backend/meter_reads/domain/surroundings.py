"""What is already stored around a read date: all that a new reading for that date is judged against."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from meter_reads.domain.annual_consumption import AnnualConsumption, Basis, typical
from meter_reads.domain.meter_log import Known, MeterState, is_newest, state_of
from meter_reads.domain.readings import Meter, Reading
from meter_reads.domain.registers import Register


@dataclass(frozen=True, slots=True)
class Actual:
    """Values of all registers on a date, and which of them went round since the reading before."""

    read_date: date
    values: Mapping[str, int]
    rolled_over: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Surroundings:
    """`before` and `after` are the accepted actual readings next to the date; `estimates` lie between
    them; `same_date` is a reading, not an estimate, that is accepted or held for that very date.
    """

    annual: AnnualConsumption
    before: Known | None = None
    after: Known | None = None
    estimates: tuple[Known, ...] = ()
    same_date: Reading | None = None

    @property
    def typical(self) -> bool:
        return self.annual.basis is Basis.TYPICAL

    def contradicts(self, estimate: Known, register: Register, actual: Actual) -> bool:
        """Whether an actual reading shows an estimate to be wrong: the dial cannot have been there."""
        guessed = estimate.values[register.id]
        # An estimate adds to the reading before it: one that is lower expects the dial to have gone round.
        if self.before is not None and guessed < self.before.values[register.id]:
            guessed += register.capacity
        shown = actual.values[register.id] + (register.capacity if register.id in actual.rolled_over else 0)
        return guessed > shown if estimate.read_date <= actual.read_date else guessed < shown

    def contradicted_estimates(self, registers: Iterable[Register], actual: Actual) -> tuple[Known, ...]:
        """The estimates that an actual reading replaces: that of its date, and those that it shows wrong."""
        return tuple(
            estimate
            for estimate in self.estimates
            if estimate.read_date == actual.read_date
            or any(self.contradicts(estimate, register, actual) for register in registers)
        )


def annual_on(meter: Meter, state: MeterState, on: date) -> AnnualConsumption:
    """The annual figure that a state knows, or the typical one of a date."""
    return state.annual or typical(meter.fuel, on, multi_rate=meter.multi_rate)


def surroundings_from_state(meter: Meter, state: MeterState, read_date: date) -> Surroundings | None:
    """What the newest log entry alone says; None where the whole history is needed."""
    if not is_newest(state, read_date):
        return None
    return Surroundings(
        annual=annual_on(meter, state, read_date),
        before=state.last_actual,
        estimates=(state.last_estimate,) if state.last_estimate else (),
    )


def surroundings_from_history(meter: Meter, readings: Iterable[Reading], read_date: date) -> Surroundings:
    """What the whole history says; `readings` in any order, with every status.

    The annual figure leaves out a reading of the same date, which the one to be judged may correct: a
    wrong reading must not vouch for itself.
    """
    live = sorted((r for r in readings if r.accepted or r.held), key=lambda r: (r.read_date, r.sequence))
    same_date = next((r for r in live if r.read_date == read_date and not r.estimate), None)
    others = state_of(meter, (r for r in live if r is not same_date))
    actual = [r for r in live if r.actual and r.read_date != read_date]
    before = next((r for r in reversed(actual) if r.read_date < read_date), None)
    after = next((r for r in actual if r.read_date > read_date), None)
    return Surroundings(
        annual=annual_on(meter, others, read_date),
        before=Known.of(before) if before else None,
        after=Known.of(after) if after else None,
        estimates=tuple(
            Known.of(r)
            for r in live
            if r.estimate
            and (before is None or r.read_date > before.read_date)
            and (after is None or r.read_date < after.read_date)
        ),
        same_date=same_date,
    )
