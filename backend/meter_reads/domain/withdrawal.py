"""Taking a reading back: until when, and what the log says then.

The reading before it counts again by itself, since every state is a fold of the live readings. An
estimate that the reading had replaced counts again too, unless another actual reading still shows it
to be wrong: without an actual reading it is the best that is known. A reading that its sender corrected
stays replaced; the sender said that it was wrong, and can send it again.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, datetime

from meter_reads.domain.london_time import end_of_london_day, london_date
from meter_reads.domain.meter_log import Change, ChangeKind, Known, LogEntry, next_entry
from meter_reads.domain.readings import Decision, Meter, Reading, ReadingSource, ReadingStatus
from meter_reads.domain.surroundings import Actual, surroundings_from_history


def end_of_withdrawal(reading: Reading) -> datetime:
    """The end of the London day on which the reading reached us. Nothing is billed before that."""
    return end_of_london_day(reading.submitted_at)


def withdrawn(
    newest: LogEntry, history: tuple[Reading, ...], reading: Reading, *, at: datetime, by: Decision | None
) -> list[LogEntry]:
    """The entries that take a live reading back, and let estimates count again that it had replaced.

    `by` is the agent who took back a reading of somebody else's, and why.
    """
    gone = replace(reading, status=ReadingStatus.WITHDRAWN, decision=by or reading.decision)
    today = london_date(at)
    taken_back = Change(ChangeKind.READING_WITHDRAWN, at, gone)
    entries = [next_entry(newest, taken_back, london_date=today, history=history)]
    history = _with(history, gone)
    for estimate in tuple(_estimates_that_count_again(newest.meter, history, reading.read_date)):
        again = replace(estimate, status=ReadingStatus.ACCEPTED)
        change = Change(ChangeKind.READING_ESTIMATED, at, again)
        entries.append(next_entry(entries[-1], change, london_date=today, history=history))
        history = _with(history, again)
    return entries


def _estimates_that_count_again(
    meter: Meter, history: tuple[Reading, ...], read_date: date
) -> Iterator[Reading]:
    """The replaced estimates around a date that no actual reading contradicts any more, one for a date."""
    around = surroundings_from_history(meter, history, read_date)
    live_dates = {reading.read_date for reading in history if reading.accepted}
    for estimate in reversed(history):
        replaced = estimate.source is ReadingSource.ESTIMATE and estimate.status is ReadingStatus.SUPERSEDED
        if not replaced or estimate.read_date in live_dates:
            continue
        after_before = around.before is None or estimate.read_date > around.before.read_date
        before_after = around.after is None or estimate.read_date < around.after.read_date
        if not (after_before and before_after):
            continue
        live_dates.add(estimate.read_date)
        following = around.after
        if following is not None:
            actual = Actual(following.read_date, following.values, _rolled_over(history, following))
            guessed = Known.of(estimate)
            if any(around.contradicts(guessed, register, actual) for register in meter.registers):
                continue
        yield estimate


def _rolled_over(history: Iterable[Reading], known: Known) -> frozenset[str]:
    reading = next(each for each in history if each.sequence == known.sequence)
    return frozenset(register_id for register_id in reading.values if reading.rolled_over(register_id))


def _with(history: tuple[Reading, ...], changed: Reading) -> tuple[Reading, ...]:
    return tuple(changed if each.sequence == changed.sequence else each for each in history)
