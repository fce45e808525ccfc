"""The one who guesses waits, and longer each time (domain.md section 8)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meter_reads.domain.attempts import (
    ATTEMPT_LIMITS,
    AttemptLimit,
    AttemptRecord,
    AttemptScope,
    with_failure,
)

START = datetime(2026, 11, 23, 9, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
SECOND, INSTANT = timedelta(seconds=1), timedelta(microseconds=1)
LIMIT = ATTEMPT_LIMITS[AttemptScope.ADDRESS]


def failed(*instants: datetime, limit: AttemptLimit = LIMIT) -> AttemptRecord:
    record = AttemptRecord()
    for instant in instants:
        record = with_failure(record, limit, instant)
    return record


def blocked_at(record: AttemptRecord, now: datetime, limit: AttemptLimit = LIMIT) -> AttemptRecord:
    """The record after as many failures at once as bring a wait."""
    for _ in range(limit.failures):
        record = with_failure(record, limit, now)
    return record


LIMITS = [
    (AttemptScope.ADDRESS, 5, 15 * MINUTE),
    (AttemptScope.TARGET, 5, HOUR),
    (AttemptScope.NETWORK, 20, HOUR),
]


@pytest.mark.parametrize(("scope", "failures", "within"), LIMITS)
def test_so_many_failures_in_so_long_bring_a_wait(
    scope: AttemptScope, failures: int, within: timedelta
) -> None:
    limit = ATTEMPT_LIMITS[scope]
    step = (within - SECOND) / (failures - 1)
    instants = [START + i * step for i in range(failures)]

    all_but_one = failed(*instants[:-1], limit=limit)
    all_of_them = failed(*instants, limit=limit)

    assert all_but_one.retry_at(instants[-1]) is None
    assert all_of_them.retry_at(instants[-1]) == instants[-1] + 15 * MINUTE


@pytest.mark.parametrize(("scope", "failures", "within"), LIMITS)
def test_failures_that_are_longer_ago_do_not_count(
    scope: AttemptScope, failures: int, within: timedelta
) -> None:
    old = [START] * (failures - 1)

    just_outside = failed(*old, START + within, limit=ATTEMPT_LIMITS[scope])
    just_inside = failed(*old, START + within - INSTANT, limit=ATTEMPT_LIMITS[scope])

    assert just_outside.blocked_until is None
    assert just_outside.failed_at == (START + within,)
    assert just_inside.blocked_until is not None


def test_nobody_waits_before_the_first_failure() -> None:
    assert AttemptRecord().retry_at(START) is None
    assert AttemptRecord().forgotten_at() is None


def test_a_wait_ends_on_the_second_it_was_announced_for() -> None:
    record = blocked_at(AttemptRecord(), START)

    assert record.retry_at(START + 15 * MINUTE - INSTANT) == START + 15 * MINUTE
    assert record.retry_at(START + 15 * MINUTE) is None


def test_each_wait_is_twice_as_long_as_the_one_before_up_to_a_day() -> None:
    record, now, waits = AttemptRecord(), START, []

    for _ in range(10):
        record = blocked_at(record, now)
        until = record.retry_at(now)
        assert until is not None
        waits.append(until - now)
        now = until

    minutes = [15, 30, 60, 120, 240, 480, 960, 1440, 1440, 1440]
    assert waits == [wait * MINUTE for wait in minutes]


def test_an_attack_of_years_is_still_only_made_to_wait() -> None:
    record, now = AttemptRecord(), START

    for _ in range(1000):
        record = blocked_at(record, now)
        until = record.retry_at(now)
        assert until is not None
        now = until

    assert record.blocked_until == now
    assert record.waits == 1000


def test_after_a_wait_it_takes_as_many_failures_again() -> None:
    record = blocked_at(AttemptRecord(), START)
    later = START + 15 * MINUTE

    for _ in range(LIMIT.failures - 1):
        record = with_failure(record, LIMIT, later)

    assert record.retry_at(later) is None
    assert with_failure(record, LIMIT, later).retry_at(later) == later + 30 * MINUTE


def test_a_record_is_forgotten_a_day_after_its_last_failure() -> None:
    record = failed(START)

    assert record.forgotten_at() == START + DAY
    assert with_failure(record, LIMIT, START + DAY) == AttemptRecord(failed_at=(START + DAY,))


def test_a_record_is_forgotten_a_day_after_its_last_wait() -> None:
    record = blocked_at(AttemptRecord(), START)
    end = START + 15 * MINUTE + DAY

    remembered = blocked_at(record, end - INSTANT)
    forgotten = blocked_at(record, end)

    assert record.forgotten_at() == end
    assert remembered.waits == 2
    assert forgotten.waits == 1
    assert forgotten.blocked_until == end + 15 * MINUTE


@given(st.sampled_from(AttemptScope), st.lists(st.timedeltas(timedelta(0), 3 * HOUR), max_size=60))
def test_nobody_fails_more_often_than_the_limit_within_its_time(
    scope: AttemptScope, gaps: list[timedelta]
) -> None:
    limit, record, now = ATTEMPT_LIMITS[scope], AttemptRecord(), START
    tried: list[datetime] = []

    for gap in gaps:
        now += gap
        if record.retry_at(now) is None:
            record = with_failure(record, limit, now)
            tried.append(now)

    for i in range(len(tried) - limit.failures):
        assert tried[i + limit.failures] - tried[i] >= min(limit.within, 15 * MINUTE)
    assert len(record.failed_at) < limit.failures
