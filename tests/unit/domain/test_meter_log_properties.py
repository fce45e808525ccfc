"""For any sequence of changes: the newest entry says what the whole history says, and nobody's actual
reading is lost (domain.md section 10, design.md section 1).
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from builders.logs import STORING, ALog
from builders.meters import DAY, EXPORT, NIGHT, a_gas_meter, a_meter, an_economy_7_meter, an_export_register
from builders.readings import AGENT, AGENT_WITH_REASON, CUSTOMER, GUEST, noon
from meter_reads.domain.assessment import Outcome, Submitter
from meter_reads.domain.meter_log import ChangeKind, MeterState, is_newest, next_entry, state_of
from meter_reads.domain.readings import Meter, Reading, ReadingSource, ReadingStatus, kwh_since
from meter_reads.domain.review import CannotBeAccepted, ReviewDecision

Events = list[tuple[str, int, Submitter, int, int]]

FIRST = date(2024, 1, 1)
METERS = st.sampled_from(
    [
        a_meter(),
        a_meter(annual_kwh=None),
        a_gas_meter(),
        a_gas_meter(imperial=True, annual_kwh=None),
        an_economy_7_meter(),
        an_economy_7_meter(an_export_register(), annual_kwh=None),
    ]
)
DAYS = st.one_of(st.integers(0, 12), st.integers(0, 800))
SUBMITTERS = st.sampled_from([GUEST, CUSTOMER, AGENT, AGENT_WITH_REASON])
ESTIMATE = Submitter(ReadingSource.ESTIMATE)

# What may happen to a meter, by day: near an even pace of use, near the end of the dial, or anything at all.
PACES = st.one_of(st.integers(0, 12), st.integers(0, 99_999))


def events_of(*kinds: str) -> st.SearchStrategy[Events]:
    # The last figure is the days between reading and sending.
    return st.lists(
        st.tuples(st.sampled_from(kinds), DAYS, SUBMITTERS, PACES, st.integers(0, 30)), max_size=16
    )


EVENTS = events_of("send", "send", "send", "estimate", "withdraw", "decide")
# Taking an actual reading back leaves the estimates that were made from it.
NOTHING_TAKEN_BACK = events_of("send", "send", "send", "estimate")
STARTS = st.sampled_from([0, 2000, 9_700, 45_000, 99_700])


def compared(state: MeterState) -> MeterState:
    """What a state says of the meter, without the keys and counts of what was stored."""
    return replace(state, recent_keys=(), stored_on=None, stored_by_source=())


def values_of(meter: Meter, start: int, day: int, pace: int) -> dict[str, int]:
    moved = pace * day if pace <= 12 else pace
    return {register.id: (start + moved) % register.capacity for register in meter.registers}


def happen(log: ALog, event: tuple[str, int, Submitter, int, int], start: int) -> None:
    """Lets one thing happen to the meter, if it can."""
    kind, day, by, pace, late = event
    on = FIRST + timedelta(days=day)
    at = noon(on + timedelta(days=late))
    values = values_of(log.meter, start, day, pace)
    if kind == "send":
        log.submit(values, on, by=by, at=at)
    elif kind == "estimate":
        estimate(log, pace, on)
    elif kind == "withdraw":
        withdraw(log, pace, at)
    else:
        decide(log, pace, at)


def estimate(log: ALog, pace: int, on: date) -> None:
    """An estimate for the newest date adds to whatever was known or estimated before."""
    live = [r.values for r in log.readings if r.accepted]
    if live and is_newest(log.state, on):
        moved = {r.id: (live[-1][r.id] + pace % 300) % r.capacity for r in log.meter.registers}
        log.estimate(moved, on)


def withdraw(log: ALog, which: int, at: datetime) -> None:
    own = [r for r in log.readings if r.actual or r.held]
    if own:
        reading = own[which % len(own)]
        log.withdraw(reading.sequence, at)


def decide(log: ALog, which: int, at: datetime) -> None:
    held = [r for r in log.readings if r.held]
    if held:
        accepted = which % 2 == 0
        choice = ReviewDecision.ACCEPT if accepted else ReviewDecision.REJECT
        with suppress(CannotBeAccepted):
            log.decide(held[which % len(held)].sequence, choice, at)


def a_log_of(meter: Meter, start: int, events: Events) -> ALog:
    log = ALog(meter)
    for event in events:
        happen(log, event, start)
    return log


LOGS = st.builds(a_log_of, METERS, STARTS, EVENTS)
LOGS_WITH_NOTHING_TAKEN_BACK = st.builds(a_log_of, METERS, STARTS, NOTHING_TAKEN_BACK)
SENT = st.tuples(STARTS, DAYS, PACES, SUBMITTERS)


def on_meter(meter: Meter, sent: tuple[int, int, int, Submitter]) -> tuple[dict[str, int], date, Submitter]:
    start, day, pace, by = sent
    return values_of(meter, start, day, pace), FIRST + timedelta(days=day), by


def each_state_of(
    meter: Meter, start: int, events: Events, check: Callable[[ALog, int, tuple[Reading, ...]], None]
) -> None:
    """Lets the events happen one by one; `check` gets the log, its length before, and its readings then."""
    log = ALog(meter)
    for event in events:
        length, before = len(log.entries), log.readings
        happen(log, event, start)
        check(log, length, before)


@given(METERS, STARTS, EVENTS)
def test_every_state_equals_the_one_recomputed_from_the_history(
    meter: Meter, start: int, events: Events
) -> None:
    def check(log: ALog, _length: int, _before: tuple[Reading, ...]) -> None:
        assert compared(log.state) == compared(state_of(meter, log.readings))

    each_state_of(meter, start, events, check)


@given(METERS, STARTS, EVENTS)
def test_a_newest_reading_gives_the_same_state_with_and_without_the_history(
    meter: Meter, start: int, events: Events
) -> None:
    def check(log: ALog, length: int, before: tuple[Reading, ...]) -> None:
        added = log.entries[length:]
        if len(added) != 1 or added[0].change is None:
            return
        newest, change = log.entries[length - 1], added[0].change
        if change.reading.sequence != added[0].sequence:
            return
        if not is_newest(newest.state, change.reading.read_date):
            return
        short = next_entry(newest, change, london_date=FIRST)
        long = next_entry(newest, change, london_date=FIRST, history=before)
        assert short == long

    each_state_of(meter, start, events, check)


@given(LOGS)
def test_sequences_are_gap_free_and_each_reading_bears_that_of_the_entry_that_stored_it(log: ALog) -> None:
    assert [entry.sequence for entry in log.entries] == list(range(len(log.entries)))
    seen: set[int] = set()
    for entry in log.entries[1:]:
        assert entry.change is not None
        sequence = entry.change.reading.sequence
        assert sequence == entry.sequence or sequence in seen
        seen.add(sequence)


@given(LOGS_WITH_NOTHING_TAKEN_BACK, SENT, st.booleans())
def test_the_newest_entry_and_the_whole_history_give_the_same_verdict(
    log: ALog,
    sent: tuple[int, int, int, Submitter],
    confirmed: bool,  # drawn
) -> None:
    values, on, by = on_meter(log.meter, sent)

    short, long = (
        log.judged(values, on, by=by, today=on, confirmed=confirmed, from_state=from_state)
        for from_state in (True, False)
    )

    assert short is None or short == long


@given(METERS, STARTS, EVENTS)
def test_only_ones_own_date_and_estimates_are_superseded_and_never_an_actual_of_another_date(
    meter: Meter, start: int, events: Events
) -> None:
    def check(log: ALog, length: int, before: tuple[Reading, ...]) -> None:
        added = [entry.change for entry in log.entries[length:] if entry.change]
        if not added:
            return
        read_date = added[-1].reading.read_date
        # A reading that was taken back has its own entry, before those of the estimates that count again.
        told = {change.reading.sequence for change in added}
        after = {reading.sequence: reading for reading in log.readings}
        for reading in before:
            changed = reading != after[reading.sequence]
            # What had replaced an estimate was taken back.
            counts_again = reading.source is ReadingSource.ESTIMATE and after[reading.sequence].accepted
            if counts_again and added[0].kind is ChangeKind.READING_WITHDRAWN:
                continue
            if changed and reading.sequence not in told:
                assert reading.estimate or reading.read_date == read_date
                assert after[reading.sequence] == replace(reading, status=ReadingStatus.SUPERSEDED)

    each_state_of(meter, start, events, check)


@given(LOGS)
def test_one_date_has_at_most_one_live_reading(log: ALog) -> None:
    live = [reading.read_date for reading in log.readings if reading.actual or reading.held]
    assert len(live) == len(set(live))


@given(LOGS, SENT)
def test_the_same_reading_twice_is_one_reading(log: ALog, sent: tuple[int, int, int, Submitter]) -> None:
    values, on, by = on_meter(log.meter, sent)

    first = log.submit(values, on, by=by)
    length = len(log.entries)
    second = log.submit(values, on, by=by)

    assert len(log.entries) == length
    if first.outcome in STORING:
        assert second.outcome is Outcome.REPEAT
        assert second.repeats == log.newest.sequence
    else:
        assert second.outcome is first.outcome


@given(LOGS)
def test_every_stored_value_is_one_that_the_dial_can_show(log: ALog) -> None:
    for reading in log.readings:
        assert reading.values.keys() == {register.id for register in log.meter.registers}
        assert all(0 <= reading.values[register.id] < register.capacity for register in log.meter.registers)


@given(LOGS)
def test_no_meter_ever_counts_less_than_nothing(log: ALog) -> None:
    actual = [reading for reading in log.readings if reading.actual]

    for previous, reading in pairwise(actual):
        assert kwh_since(log.meter, previous.values, reading) >= 0
    assert log.state.total_kwh >= 0
    assert log.state.annual is None or log.state.annual.kwh >= 0


@given(METERS, STARTS, NOTHING_TAKEN_BACK)
def test_no_live_estimate_exceeds_the_actual_reading_that_follows_it(
    meter: Meter, start: int, events: Events
) -> None:
    def check(log: ALog, length: int, _before: tuple[Reading, ...]) -> None:
        newest = log.newest.change
        if len(log.entries) == length or newest is None or newest.kind is not ChangeKind.READING_ACCEPTED:
            return
        reading = newest.reading
        earlier = [other for other in log.readings if other.read_date < reading.read_date]
        previous = max((r for r in earlier if r.actual), key=lambda r: r.read_date, default=None)
        since = previous.read_date if previous else date.min
        for estimate in (r for r in earlier if r.estimate and r.read_date > since):
            for register in meter.registers:
                base = previous.values[register.id] if previous else 0
                assert estimate.values[register.id] <= reading.values[register.id] or (
                    reading.rolled_over(register.id) and estimate.values[register.id] >= base
                )

    each_state_of(meter, start, events, check)


@pytest.mark.parametrize("meter", [a_meter(), an_economy_7_meter(an_export_register())])
def test_the_events_above_reach_every_status(meter: Meter) -> None:
    log = ALog(meter)
    keys = {DAY, NIGHT, EXPORT} if len(meter.registers) > 1 else {"1"}
    start, later = (FIRST + timedelta(days=day) for day in (0, 31))

    log.submit(dict.fromkeys(keys, 45_000), start)
    log.estimate(dict.fromkeys(keys, 45_300), later)
    log.submit(dict.fromkeys(keys, 45_100), later + timedelta(days=1))
    log.submit(dict.fromkeys(keys, 48_000), later + timedelta(days=33))
    decide(log, 1, noon(later))
    withdraw(log, 0, noon(later))

    assert {reading.status for reading in log.readings} >= {
        ReadingStatus.ACCEPTED,
        ReadingStatus.SUPERSEDED,
        ReadingStatus.REJECTED,
        ReadingStatus.WITHDRAWN,
    }
