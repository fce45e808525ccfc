"""A log in memory, written as the journey writes it: judge by the newest entry where that is enough."""

from dataclasses import dataclass, field
from datetime import date, datetime

from builders.readings import CUSTOMER, Typed, an_estimate, codes, noon, typed
from meter_reads.domain.assessment import Outcome, Submitter, Verdict, assess
from meter_reads.domain.findings import ReadingCode
from meter_reads.domain.london_time import london_date
from meter_reads.domain.meter_log import (
    Change,
    ChangeKind,
    LogEntry,
    MeterState,
    next_entry,
    opening_entry,
    readings_of,
)
from meter_reads.domain.readings import Decision, Meter, Reading
from meter_reads.domain.recording import Received, recorded
from meter_reads.domain.review import ReviewDecision, decided
from meter_reads.domain.surroundings import surroundings_from_history, surroundings_from_state
from meter_reads.domain.withdrawal import withdrawn

STORING = (Outcome.ACCEPT, Outcome.ACCEPT_FLAGGED, Outcome.HOLD)


@dataclass
class ALog:
    meter: Meter
    entries: list[LogEntry] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.entries = [opening_entry(self.meter)]

    @property
    def newest(self) -> LogEntry:
        return self.entries[-1]

    @property
    def state(self) -> MeterState:
        return self.newest.state

    @property
    def readings(self) -> tuple[Reading, ...]:
        return readings_of(entry.change for entry in self.entries if entry.change)

    def reading(self, sequence: int) -> Reading:
        return next(reading for reading in self.readings if reading.sequence == sequence)

    def judged(
        self, values: Typed, on: date, *, by: Submitter, today: date, confirmed: bool, from_state: bool
    ) -> Verdict | None:
        """The verdict by the newest entry or by the whole history; None where the former says too little."""
        if from_state:
            around = surroundings_from_state(self.meter, self.state, on)
            if around is None:
                return None
        else:
            around = surroundings_from_history(self.meter, self.readings, on)
        verdict = assess(self.meter, typed(values, on), around, by, today=today, confirmed=confirmed)
        return None if from_state and ReadingCode.BELOW_ESTIMATE in codes(verdict) else verdict

    def submit(
        self,
        values: Typed,
        on: date,
        *,
        by: Submitter = CUSTOMER,
        at: datetime | None = None,
        confirmed: bool = True,
        key: str = "key",
    ) -> Verdict:
        """Judges a confirmed reading, sent at noon of its own date, and stores it if it may be."""
        at = at or noon(on)
        ask = {"by": by, "today": london_date(at), "confirmed": confirmed}
        verdict = self.judged(values, on, from_state=True, **ask)
        history = None
        if verdict is None:
            history = self.readings
            verdict = self.judged(values, on, from_state=False, **ask)
        assert verdict is not None
        if verdict.outcome in STORING:
            self.entries += recorded(self.newest, history, verdict, Received(on, by, at, key))
        return verdict

    def append(self, kind: ChangeKind, reading: Reading, at: datetime) -> None:
        """Stores an estimate, or a change to a stored reading."""
        change = Change(kind, at, reading)
        entry = next_entry(self.newest, change, london_date=london_date(at), history=self.readings)
        self.entries.append(entry)

    def estimate(self, values: dict[str, int], on: date) -> None:
        reading = an_estimate(values, on, sequence=self.newest.sequence + 1)
        self.append(ChangeKind.READING_ESTIMATED, reading, noon(on))

    def withdraw(self, sequence: int, at: datetime, by: Decision | None = None) -> None:
        """Takes a live reading back, as the journey does."""
        self.entries += withdrawn(self.newest, self.readings, self.reading(sequence), at=at, by=by)

    def decide(self, sequence: int, choice: ReviewDecision, at: datetime) -> None:
        """Ends the review of a held reading, as the journey does. Raises CannotBeAccepted."""
        decision = Decision("agent@example.com", "An agent", at, "Seen on a photo")
        self.entries += decided(self.newest, self.readings, self.reading(sequence), choice, decision)
