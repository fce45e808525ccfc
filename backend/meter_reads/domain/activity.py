"""What the service is doing, in numbers: what each change of a log adds, and what the sums say.

A reading counts on the London day, in the hour and in the ten seconds in which it was stored. When its
status changes later, its count moves from the old status to the new, on the day it was stored: so the
outcomes of a day say what has become of that day's readings by now, and always add up to them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from meter_reads.domain.london_time import london_date
from meter_reads.domain.meter_log import LogEntry
from meter_reads.domain.readings import ReadingSource, ReadingStatus
from meter_reads.domain.registers import Fuel

MINUTES_SHOWN = 60
_SLOT_SECONDS = 10
_SLOTS_OF_A_MINUTE = 60 // _SLOT_SECONDS
_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Tally:
    """What one change adds to the counts of an hour: names of counts, with 1 or -1 for each."""

    hour: datetime
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class HourCounts:
    """The sums of tallies of one hour, from the whole stream or from a part of it."""

    hour: datetime
    counts: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class MinuteCount:
    minute: datetime
    count: int


@dataclass(frozen=True, slots=True)
class Activity:
    """The readings of a London day so far, and how fast they come."""

    readings: int
    last_minute: int
    by_minute: tuple[MinuteCount, ...]
    by_outcome: Mapping[ReadingStatus, int]
    by_source: Mapping[ReadingSource, int]
    by_fuel: Mapping[Fuel, int]


def hour_of(instant: datetime) -> datetime:
    return instant.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def tally_of(entry: LogEntry) -> Tally | None:
    """What an entry adds; None if it moves no count."""
    change = entry.change
    if change is None:
        return None
    reading = change.reading
    if reading.sequence == entry.sequence:
        at = reading.submitted_at
        names = (f"status_{reading.status}", f"source_{reading.source}", f"fuel_{entry.meter.fuel}")
        return Tally(hour_of(at), dict.fromkeys((*names, _slot(at)), 1))
    if change.was is None or change.was is reading.status:
        return None
    return Tally(hour_of(reading.submitted_at), {f"status_{change.was}": -1, f"status_{reading.status}": 1})


def summed(tallies: Iterable[Tally]) -> dict[datetime, dict[str, int]]:
    """The counts of tallies by hour."""
    hours: dict[datetime, Counter[str]] = {}
    for tally in tallies:
        hours.setdefault(tally.hour, Counter()).update(tally.counts)
    return {hour: dict(counts) for hour, counts in hours.items()}


def activity(hours: Iterable[HourCounts], now: datetime) -> Activity:
    """What the hours of this London day and of the last sixty minutes say; others may be among them."""
    hours = tuple(hours)
    day: Counter[str] = Counter()
    for each in hours:
        if london_date(each.hour) == london_date(now):
            day.update(each.counts)
    slots = _by_slot(hours)
    this_slot = _slot_start(now)
    this_minute = now.astimezone(UTC).replace(second=0, microsecond=0)
    minutes = [this_minute - _MINUTE * back for back in reversed(range(MINUTES_SHOWN))]
    return Activity(
        readings=sum(day[f"source_{source}"] for source in ReadingSource),
        last_minute=_in_slots(slots, this_slot, 1 - _SLOTS_OF_A_MINUTE, 1),
        by_minute=tuple(
            MinuteCount(minute, _in_slots(slots, minute, 0, _SLOTS_OF_A_MINUTE)) for minute in minutes
        ),
        by_outcome={status: day[f"status_{status}"] for status in ReadingStatus},
        by_source={source: day[f"source_{source}"] for source in ReadingSource},
        by_fuel={fuel: day[f"fuel_{fuel}"] for fuel in Fuel},
    )


def days_shown(now: datetime) -> tuple[date, ...]:
    """The London days that `activity` needs the hours of: two, in the first hour of a day."""
    return tuple(dict.fromkeys((london_date(now - _MINUTE * MINUTES_SHOWN), london_date(now))))


def _slot(instant: datetime) -> str:
    """The ten seconds of an instant, counted in its hour: `slot_0` to `slot_359`."""
    return f"slot_{int((instant - hour_of(instant)).total_seconds()) // _SLOT_SECONDS}"


def _slot_start(instant: datetime) -> datetime:
    instant = instant.astimezone(UTC)
    return instant.replace(second=instant.second // _SLOT_SECONDS * _SLOT_SECONDS, microsecond=0)


def _by_slot(hours: Iterable[HourCounts]) -> Counter[datetime]:
    slots: Counter[datetime] = Counter()
    for each in hours:
        for name, count in each.counts.items():
            if name.startswith("slot_"):
                start = each.hour + timedelta(seconds=int(name.removeprefix("slot_")) * _SLOT_SECONDS)
                slots[start] += count
    return slots


def _in_slots(slots: Mapping[datetime, int], start: datetime, first: int, end: int) -> int:
    step = timedelta(seconds=_SLOT_SECONDS)
    return sum(slots.get(start + step * number, 0) for number in range(first, end))
