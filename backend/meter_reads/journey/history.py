"""A meter's whole history, read once for a request that asks for much of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from meter_reads.domain.meter_log import ChangeKind, LogEntry, readings_of
from meter_reads.domain.readings import Meter, Reading
from meter_reads.domain.use import Use, uses
from meter_reads.store.meter_log import MeterLog


@dataclass(frozen=True, slots=True)
class History:
    """All readings as they are after the newest entry, oldest read date first.

    `uses` is the use up to each accepted actual reading, `stored_by` the kind of change that stored each
    reading, both by the reading's sequence.
    """

    newest: LogEntry
    readings: tuple[Reading, ...]
    uses: Mapping[int, Use]
    stored_by: Mapping[int, ChangeKind]

    @property
    def meter(self) -> Meter:
        return self.newest.meter

    def reading(self, sequence: int) -> Reading | None:
        return next((reading for reading in self.readings if reading.sequence == sequence), None)


def read_history(log: MeterLog, meter_id: str) -> History | None:
    """The history up to now, consistently; None if there is no such meter."""
    entries = list(log.entries(meter_id))
    newest = entries[-1] if entries else log.newest(meter_id)
    return _history(newest, entries) if newest is not None else None


def history_until(log: MeterLog, newest: LogEntry) -> History:
    """The history up to an entry. What was appended since would make a write after that entry fail anyway."""
    entries = [entry for entry in log.entries(newest.meter.id) if entry.sequence <= newest.sequence]
    return _history(newest, entries)


def _history(newest: LogEntry, entries: list[LogEntry]) -> History:
    changes = [(entry.sequence, entry.change) for entry in entries if entry.change]
    readings = readings_of(change for _, change in changes)
    return History(
        newest=newest,
        readings=readings,
        uses=uses(newest.meter, readings),
        stored_by={
            sequence: change.kind for sequence, change in changes if change.reading.sequence == sequence
        },
    )


class Histories:
    """The histories that one request has read; one that lacks what the request has seen is read anew."""

    def __init__(self) -> None:
        self._read: dict[str, History] = {}

    def of(self, log: MeterLog, meter_id: str, *, at_least: int) -> History | None:
        """The history with at least the change of a sequence in it."""
        known = self._read.get(meter_id)
        if known is None or known.newest.sequence < at_least:
            known = read_history(log, meter_id)
            if known is not None:
                self._read[meter_id] = known
        return known
