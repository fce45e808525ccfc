"""A meter's log as a caller may see it."""

from dataclasses import dataclass

from meter_reads.domain.meter_log import LogEntry
from meter_reads.domain.readings import ReadingSource
from meter_reads.journey.access import may_act_on_meter
from meter_reads.journey.callers import Guest, SignedIn
from meter_reads.store.stores import Stores


@dataclass(frozen=True, slots=True)
class ChangePage:
    """Changes in the order of their sequence; `last_sequence` is where to go on from."""

    entries: tuple[LogEntry, ...]
    last_sequence: int
    has_more: bool


def changes_after(stores: Stores, caller: SignedIn, meter_id: str, *, after: int, first: int) -> ChangePage:
    """At most `first` changes above a sequence."""
    page: list[LogEntry] = []
    last_sequence = after
    for entry in stores.meter_log.entries(meter_id, after=after):
        if may_see(caller, entry):
            if len(page) == first:
                return ChangePage(tuple(page), last_sequence, has_more=True)
            page.append(entry)
        last_sequence = entry.sequence
    return ChangePage(tuple(page), last_sequence, has_more=False)


def may_see(caller: SignedIn, entry: LogEntry) -> bool:
    """Whoever may act on the meter sees its log; a guest only what becomes of this journey's readings."""
    if entry.change is None or not may_act_on_meter(caller, entry.meter.id):
        return False
    if not isinstance(caller, Guest):
        return True
    reading = entry.change.reading
    return reading.source is ReadingSource.GUEST and reading.submitted_at >= caller.started_at
