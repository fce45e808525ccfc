"""Histories of several meters by chance, as the stream delivers them: records of shards, in their order."""

import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from random import Random

from builders.logs import ALog
from builders.meters import a_meter
from meter_reads.domain.activity import Activity, HourCounts, activity, hour_of
from meter_reads.domain.meter_log import ChangeKind, LogEntry
from meter_reads.domain.readings import Reading, ReadingSource, ReadingStatus
from meter_reads.domain.registers import Fuel
from meter_reads.store.stream_record import StreamRecord

_STORED = {
    ReadingStatus.ACCEPTED: ChangeKind.READING_ACCEPTED,
    ReadingStatus.ACCEPTED_FLAGGED: ChangeKind.READING_ACCEPTED,
    ReadingStatus.UNDER_REVIEW: ChangeKind.READING_HELD,
}
_DECIDED = {
    ReadingStatus.ACCEPTED: ChangeKind.REVIEW_ACCEPTED,
    ReadingStatus.REJECTED: ChangeKind.REVIEW_REJECTED,
    ReadingStatus.WITHDRAWN: ChangeKind.READING_WITHDRAWN,
    ReadingStatus.SUPERSEDED: ChangeKind.READING_SUPERSEDED,
}
_TAKEN_BACK = (ReadingStatus.WITHDRAWN, ReadingStatus.SUPERSEDED)


@dataclass
class History:
    """The logs of some meters, and their entries as the records of two shards of a stream."""

    logs: list[ALog]
    shards: dict[str, list[StreamRecord]] = field(default_factory=lambda: {"one": [], "two": []})

    def store(self, log: ALog, status: ReadingStatus, source: ReadingSource, at: datetime) -> Reading:
        reading = Reading(
            sequence=log.newest.sequence + 1,
            read_date=at.date() - timedelta(days=log.newest.sequence),
            values={register.id: 46_000 for register in log.meter.registers},
            source=source,
            status=status,
            submitted_at=at,
        )
        log.append(_STORED[status], reading, at)
        self._publish(log)
        return reading

    def change(self, log: ALog, reading: Reading, status: ReadingStatus, at: datetime) -> None:
        log.append(_DECIDED[status], replace(reading, status=status), at)
        self._publish(log)

    def _publish(self, log: ALog) -> None:
        name = "one" if self.logs.index(log) % 2 else "two"
        records = self.shards[name]
        # Of two shards the numbers overlap, and are not of one length.
        number = (9 if name == "one" else 90_000_000_000_000_000_000) + len(records)
        entry = log.newest
        records.append(StreamRecord(str(number), entry.meter.id, partial(_itself, entry)))

    @property
    def readings(self) -> list[tuple[Fuel, Reading]]:
        return [(log.meter.fuel, reading) for log in self.logs for reading in log.readings]

    def recount(self, now: datetime) -> Activity:
        """What the counters should say, from the readings as they are at the end of the logs."""
        hours = [
            HourCounts(
                hour_of(reading.submitted_at),
                {
                    f"status_{reading.status}": 1,
                    f"source_{reading.source}": 1,
                    f"fuel_{fuel}": 1,
                    f"slot_{(reading.submitted_at - hour_of(reading.submitted_at)).seconds // 10}": 1,
                },
            )
            for fuel, reading in self.readings
        ]
        return activity(hours, now)

    @property
    def held(self) -> list[tuple[datetime, str]]:
        """The readings that wait, in the order in which they should."""
        waiting = [
            (reading.submitted_at, f"{log.meter.id}-{reading.sequence}")
            for log in self.logs
            for reading in log.readings
            if reading.held
        ]
        return sorted(waiting)


def a_log(fuel: Fuel = Fuel.ELECTRICITY) -> ALog:
    return ALog(replace(a_meter(fuel=fuel), id=uuid.uuid4().hex[:16]))


def a_history(chance: Random, now: datetime, changes: int = 60, meters: int = 5) -> History:
    """Readings that are stored, decided, withdrawn and superseded within the hours before `now`."""
    history = History([a_log(chance.choice(list(Fuel))) for _ in range(meters)])
    moments = sorted(now - timedelta(seconds=chance.uniform(0, 14 * 3600)) for _ in range(changes))
    for at in moments:
        log = chance.choice(history.logs)
        live = [reading for reading in log.readings if reading.held or reading.accepted]
        if live and chance.random() < 0.4:
            reading = chance.choice(live)
            status = chance.choice(list(_DECIDED) if reading.held else _TAKEN_BACK)
            history.change(log, reading, status, at)
        else:
            status = chance.choice(list(_STORED))
            history.store(log, status, chance.choice(list(ReadingSource)), at)
    return history


def deliveries(chance: Random, records: list[StreamRecord]) -> list[list[StreamRecord]]:
    """Batches of one shard as a stream may bring them: in order the first time, then parts of them again,
    at any later moment, and in any order.
    """
    batches, start = [], 0
    while start < len(records):
        end = start + chance.randint(1, 9)
        batches.append(records[start:end])
        start = end
    delivered: list[list[StreamRecord]] = []
    for batch in batches:
        delivered.append(batch)
        while chance.random() < 0.5:
            again = chance.choice(delivered)
            first = chance.randrange(len(again))
            delivered.append(again[first : chance.randint(first + 1, len(again))])
    return delivered


def _itself(entry: LogEntry) -> LogEntry:
    return entry
