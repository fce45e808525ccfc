"""The append-only log of a meter: each entry is one change and the state of the meter after it.

Everyone reads this log: the request, the history, the socket, the catch-up, the dashboards. The newest
entry alone says all that the next ordinary reading is judged by, so one read suffices (design.md 1).
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from meter_reads.domain.annual_consumption import (
    AnnualConsumption,
    Basis,
    Milestone,
    from_history,
    smoothed,
)
from meter_reads.domain.readings import Meter, Reading, ReadingStatus, kwh_since
from meter_reads.domain.registers import rounded_kwh

# As many as keep an entry of a two-register meter under 1 KB, so that it costs one write unit.
_KEYS_KEPT = 6
_MILESTONES_KEPT = 5
_MILESTONE_EVERY_DAYS = 90


class ChangeKind(StrEnum):
    READING_ACCEPTED = "READING_ACCEPTED"
    READING_HELD = "READING_HELD"
    REVIEW_ACCEPTED = "REVIEW_ACCEPTED"
    REVIEW_REJECTED = "REVIEW_REJECTED"
    READING_SUPERSEDED = "READING_SUPERSEDED"
    READING_WITHDRAWN = "READING_WITHDRAWN"
    READING_ESTIMATED = "READING_ESTIMATED"
    METER_EXCHANGED = "METER_EXCHANGED"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened to a reading, with the reading as it is after it.

    `was` is the reading's status before; None where the change is what stored it.
    """

    kind: ChangeKind
    occurred_at: datetime
    reading: Reading
    was: ReadingStatus | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """The values of a stored reading that others are compared with."""

    sequence: int
    read_date: date
    values: dict[str, int]

    @classmethod
    def of(cls, reading: Reading) -> "Known":
        return cls(reading.sequence, reading.read_date, dict(reading.values))


@dataclass(frozen=True, slots=True)
class MeterState:
    """What is known of a meter after a change.

    `latest_read_date` is that of any live reading; `last_estimate` is set only where it is newer than
    the last actual reading; `held` are the sequences of readings that wait for a person; `annual` is
    None while typical use applies; `total_kwh` counts from the first actual reading.
    `recent_keys` pairs digests of idempotency keys with the sequence of the reading each one stored.
    `stored_on` and `stored_by_source` count the readings stored on the newest London day.
    """

    latest_read_date: date | None = None
    last_actual: Known | None = None
    last_estimate: Known | None = None
    held: tuple[int, ...] = ()
    annual: AnnualConsumption | None = None
    total_kwh: Decimal = Decimal(0)
    milestones: tuple[Milestone, ...] = ()
    recent_keys: tuple[tuple[str, int], ...] = ()
    stored_on: date | None = None
    stored_by_source: tuple[tuple[str, int], ...] = ()

    def sequence_stored_with(self, key_digest: str) -> int | None:
        return dict(self.recent_keys).get(key_digest)

    def stored_count(self, source: str, on: date) -> int:
        """How many readings of a source were stored on a London date."""
        return dict(self.stored_by_source).get(source, 0) if self.stored_on == on else 0


@dataclass(frozen=True, slots=True)
class LogEntry:
    """An entry of the log. Entry 0 opens it and carries no change; changes are 1, 2, 3 … without a gap."""

    meter: Meter
    sequence: int
    state: MeterState
    change: Change | None = None


def opening_entry(meter: Meter) -> LogEntry:
    """The entry that a log begins with, before anything has happened to the meter."""
    annual = meter.registry_annual_kwh
    known = None if annual is None else AnnualConsumption(annual, Basis.REGISTRY)
    return LogEntry(meter=meter, sequence=0, state=MeterState(annual=known))


def with_reading(state: MeterState, meter: Meter, reading: Reading) -> MeterState:
    """The state after one more live reading that is not older than any live reading before it."""
    state = replace(state, latest_read_date=reading.read_date)
    if reading.held:
        return replace(state, held=tuple(sorted({*state.held, reading.sequence})))
    if reading.estimate:
        return replace(state, last_estimate=Known.of(reading))
    if not reading.actual:
        raise ValueError(f"a reading that is {reading.status} says nothing about the meter")
    total = state.total_kwh
    annual = state.annual
    previous = state.last_actual
    if previous is not None and previous.read_date < reading.read_date:
        kwh = kwh_since(meter, previous.values, reading)
        total = rounded_kwh(total + kwh)
        newest = Milestone(reading.read_date, total)
        annual = from_history(meter.fuel, newest, state.milestones)
        if annual is None and state.annual is not None:
            old = state.annual.kwh
            annual = AnnualConsumption(
                smoothed(meter.fuel, old, kwh, previous.read_date, reading.read_date), Basis.REGISTRY
            )
    milestones = state.milestones
    if not milestones or (reading.read_date - milestones[-1].on).days >= _MILESTONE_EVERY_DAYS:
        milestones = (*milestones, Milestone(reading.read_date, total))[-_MILESTONES_KEPT:]
    return replace(
        state,
        last_actual=Known.of(reading),
        last_estimate=None,
        annual=annual,
        total_kwh=total,
        milestones=milestones,
    )


def state_of(meter: Meter, readings: Iterable[Reading]) -> MeterState:
    """What a meter's live readings say, from the beginning: the record that incremental states must equal."""
    state = opening_entry(meter).state
    for reading in sorted(readings, key=lambda reading: (reading.read_date, reading.sequence)):
        if reading.accepted or reading.held:
            state = with_reading(state, meter, reading)
    return state


def readings_of(changes: Iterable[Change]) -> tuple[Reading, ...]:
    """The readings of a log as they are after all its changes, oldest read date first."""
    newest = {change.reading.sequence: change.reading for change in changes}
    return tuple(sorted(newest.values(), key=lambda reading: (reading.read_date, reading.sequence)))


def next_entry(
    newest: LogEntry,
    change: Change,
    *,
    london_date: date,
    key_digest: str | None = None,
    history: tuple[Reading, ...] | None = None,
    removed: date | None = None,
) -> LogEntry:
    """The entry that records `change` after `newest`.

    `history` (all readings before the change) is needed wherever the change is not simply a newer
    live reading; without it the new state follows from the newest state alone.
    `removed` is the date on which the change took the meter away.
    """
    sequence = newest.sequence + 1
    reading = change.reading
    stores = reading.sequence == sequence
    if history is None:
        if not stores or not is_newest(newest.state, reading.read_date):
            raise ValueError("this change needs the meter's history")
        base = with_reading(newest.state, newest.meter, reading)
    else:
        others = tuple(other for other in history if other.sequence != reading.sequence)
        before = next((other for other in history if other.sequence == reading.sequence), None)
        change = replace(change, was=before.status if before else None)
        base = state_of(newest.meter, (*others, reading))
    keys, counts, stored_on = newest.state.recent_keys, newest.state.stored_by_source, newest.state.stored_on
    if stores:
        today = dict(counts) if stored_on == london_date else {}
        today[reading.source] = today.get(reading.source, 0) + 1
        counts, stored_on = tuple(today.items()), london_date
    if stores and key_digest is not None:
        keys = (*keys, (key_digest, sequence))[-_KEYS_KEPT:]
    state = replace(base, recent_keys=keys, stored_by_source=counts, stored_on=stored_on)
    meter = newest.meter if removed is None else replace(newest.meter, removed=removed)
    return LogEntry(meter=meter, sequence=sequence, state=state, change=change)


def is_newest(state: MeterState, read_date: date) -> bool:
    """Whether a read date lies after every live reading, so that the state alone is enough to judge it."""
    return state.latest_read_date is None or read_date > state.latest_read_date
