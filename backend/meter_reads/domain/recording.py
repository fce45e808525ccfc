"""What a verdict adds to a meter's log."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from meter_reads.domain.assessment import Outcome, Submitter, Verdict
from meter_reads.domain.london_time import london_date
from meter_reads.domain.meter_log import Change, ChangeKind, LogEntry, next_entry
from meter_reads.domain.readings import Reading, ReadingStatus

_STATUS: Mapping[Outcome, ReadingStatus] = {
    Outcome.ACCEPT: ReadingStatus.ACCEPTED,
    Outcome.ACCEPT_FLAGGED: ReadingStatus.ACCEPTED_FLAGGED,
    Outcome.HOLD: ReadingStatus.UNDER_REVIEW,
}


@dataclass(frozen=True, slots=True)
class Received:
    """A reading on its way into the log: for which date, from whom, when, and under which key."""

    read_date: date
    submitter: Submitter
    at: datetime
    key_digest: str
    photo_id: str | None = None


def recorded(
    newest: LogEntry,
    history: tuple[Reading, ...] | None,
    verdict: Verdict,
    received: Received,
    *,
    removed: date | None = None,
) -> list[LogEntry]:
    """The entries that store a reading: first those for the readings it supersedes, its own last.

    `history` (all readings so far) may be None only where the state of the newest entry was enough to
    judge by. `removed` says that it is the closing reading of a meter that was taken away on that date.
    Raises KeyError for a verdict that stores nothing.
    """
    entry, entries = newest, []
    today = london_date(received.at)
    for sequence in verdict.supersedes:
        stored = next(reading for reading in history or () if reading.sequence == sequence)
        superseded = replace(stored, status=ReadingStatus.SUPERSEDED)
        change = Change(ChangeKind.READING_SUPERSEDED, received.at, superseded)
        entry = next_entry(entry, change, london_date=today, history=history)
        history = tuple(superseded if each is stored else each for each in history or ())
        entries.append(entry)
    reading = Reading(
        sequence=entry.sequence + 1,
        read_date=received.read_date,
        values=verdict.values,
        source=received.submitter.source,
        status=_STATUS[verdict.outcome],
        submitted_at=received.at,
        submitted_by=received.submitter.subject,
        findings=verdict.findings,
        reason=received.submitter.reason,
        photo_id=received.photo_id,
    )
    kind = ChangeKind.READING_HELD if reading.held else ChangeKind.READING_ACCEPTED
    if removed is not None:
        kind = ChangeKind.METER_EXCHANGED
    entries.append(
        next_entry(
            entry,
            Change(kind, received.at, reading),
            london_date=today,
            key_digest=received.key_digest,
            history=history,
            removed=removed,
        )
    )
    return entries
