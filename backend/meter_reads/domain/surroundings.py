"""What is already stored around a read date: all that a new reading for that date is judged against."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from meter_reads.domain.annual_consumption import AnnualConsumption, Basis, typical
from meter_reads.domain.meter_log import Known, MeterState, is_newest
from meter_reads.domain.readings import Meter, Reading


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

    def contradicted_estimates(self, values: Mapping[str, int], read_date: date) -> tuple[Known, ...]:
        """The estimates that an actual reading shows to be wrong: the dial cannot have been there."""

        def contradicted(estimate: Known) -> bool:
            if estimate.read_date == read_date:
                return True
            pairs = [(estimate.values[register], value) for register, value in values.items()]
            if estimate.read_date < read_date:
                return any(guessed > value for guessed, value in pairs)
            return any(guessed < value for guessed, value in pairs)

        return tuple(estimate for estimate in self.estimates if contradicted(estimate))


def _annual(meter: Meter, state: MeterState, on: date) -> AnnualConsumption:
    return state.annual or typical(meter.fuel, on, multi_rate=meter.multi_rate)


def surroundings_from_state(meter: Meter, state: MeterState, read_date: date) -> Surroundings | None:
    """What the newest log entry alone says; None where the whole history is needed."""
    if not is_newest(state, read_date):
        return None
    return Surroundings(
        annual=_annual(meter, state, read_date),
        before=state.last_actual,
        estimates=(state.last_estimate,) if state.last_estimate else (),
    )


def surroundings_from_history(
    meter: Meter, state: MeterState, readings: Iterable[Reading], read_date: date
) -> Surroundings:
    """What the whole history says; `readings` in any order, with every status."""
    live = sorted((r for r in readings if r.accepted or r.held), key=lambda r: (r.read_date, r.sequence))
    same_date = next((r for r in live if r.read_date == read_date and not r.estimate), None)
    actual = [r for r in live if r.actual and r.read_date != read_date]
    before = next((r for r in reversed(actual) if r.read_date < read_date), None)
    after = next((r for r in actual if r.read_date > read_date), None)
    return Surroundings(
        annual=_annual(meter, state, read_date),
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
