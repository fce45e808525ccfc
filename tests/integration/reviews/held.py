"""Held readings of each test's own, and what becomes of them: appended to the log, as the journeys do."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from meter_reads.domain.london_time import london_date
from meter_reads.domain.meter_log import Change, ChangeKind, LogEntry, next_entry, readings_of
from meter_reads.domain.readings import ReadingStatus, reading_id
from meter_reads.store.stores import Stores

from ..houses import Street, a_log, a_meter, a_reading, days_ago

STATUS_AFTER = {
    ChangeKind.REVIEW_ACCEPTED: ReadingStatus.ACCEPTED,
    ChangeKind.REVIEW_REJECTED: ReadingStatus.REJECTED,
    ChangeKind.READING_WITHDRAWN: ReadingStatus.WITHDRAWN,
    ChangeKind.READING_SUPERSEDED: ReadingStatus.SUPERSEDED,
}


class HeldReading:
    """A reading that waits for a person since some days ago."""

    def __init__(self, stores: Stores, submitted_days_ago: int = 0) -> None:
        self._stores = stores
        at = datetime.now(UTC) - timedelta(days=submitted_days_ago)
        held = a_reading(
            days_ago(submitted_days_ago), 99_000, status=ReadingStatus.UNDER_REVIEW, submitted_at=at
        )
        log = a_log(a_meter(), a_reading(days_ago(60), 45_980), held)
        Street(stores).house(log)
        self.entry = log[-1]

    @property
    def id(self) -> str:
        return reading_id(self.entry.meter.id, self.entry.sequence)

    @property
    def input(self) -> str:
        return json.dumps({"readingId": self.id})

    def append(self, kind: ChangeKind) -> LogEntry:
        """Ends the review in the log."""
        entries = list(self._stores.meter_log.entries(self.entry.meter.id))
        assert self.entry.change is not None
        now = datetime.now(UTC)
        changed = replace(self.entry.change.reading, status=STATUS_AFTER[kind])
        entry = next_entry(
            entries[-1],
            Change(kind, now, changed),
            london_date=london_date(now),
            history=readings_of(each.change for each in entries if each.change),
        )
        self._stores.meter_log.append([entry])
        return entry
