"""The counters say what the logs say, however often and in whatever parts the stream delivers."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random

import pytest

from builders.logs import ALog
from meter_reads.domain.activity import activity
from meter_reads.domain.readings import ReadingSource, ReadingStatus
from meter_reads.domain.registers import Fuel
from meter_reads.store.counters import KEPT
from meter_reads.store.stream_record import StreamRecord

from .conftest import NOW, Table
from .histories import History, a_history, a_log, deliveries
from .kills import Fuse, Killed

GUEST, SMART = ReadingSource.GUEST, ReadingSource.SMART


def a_day(fuel: Fuel = Fuel.GAS) -> tuple[History, ALog]:
    log = a_log(fuel)
    return History([log]), log


def take(table: Table, history: History, now: datetime = NOW) -> None:
    for shard, records in history.shards.items():
        assert table.projecting().take(shard, records, now).failed == frozenset()


@pytest.mark.parametrize("seed", range(5))
def test_after_any_history_delivered_in_any_way_the_counters_are_a_recount_of_the_logs(
    seed: int, table: Table
):
    chance = Random(seed)
    history = a_history(chance, NOW)
    to_come = {shard: deliveries(chance, records) for shard, records in history.shards.items()}

    while batches := [shard for shard, left in to_come.items() if left]:
        shard = chance.choice(batches)
        assert table.projecting().take(shard, to_come[shard].pop(0), NOW).failed == frozenset()

    assert activity(table.counters.hours(NOW), NOW) == history.recount(NOW)
    waiting = [each.reading_id for each in table.queue.waiting(None, first=100)]
    assert waiting == [name for _, name in history.held]
    assert table.queue.length() == len(waiting)


def test_a_batch_that_comes_again_in_part_counts_only_what_is_new(table: Table):
    history, log = a_day()
    for _ in range(4):
        history.store(log, ReadingStatus.ACCEPTED, GUEST, NOW)
    [records] = [records for records in history.shards.values() if records]

    for batch in (records[:2], records[1:], records[1:3], records):
        table.projecting().take("shard", batch, NOW)

    assert activity(table.counters.hours(NOW), NOW).readings == 4


def test_two_shards_whose_numbers_overlap_are_counted_apart(table: Table):
    logs = [a_log(), a_log()]
    history = History(logs)
    for log in logs:
        history.store(log, ReadingStatus.ACCEPTED, GUEST, NOW)
    [one], [two] = history.shards.values()

    table.projecting().take("first shard", [StreamRecord("200", one.meter_id, one.entry)], NOW)
    table.projecting().take("second shard", [StreamRecord("100", two.meter_id, two.entry)], NOW)

    assert activity(table.counters.hours(NOW), NOW).readings == 2


def test_numbers_of_another_length_are_compared_as_numbers(table: Table):
    history, log = a_day()
    for _ in range(2):
        history.store(log, ReadingStatus.ACCEPTED, GUEST, NOW)
    [(first, second)] = [records for records in history.shards.values() if records]

    for number, record in (("99", first), ("100", second), ("99", first)):
        table.projecting().take("shard", [StreamRecord(number, record.meter_id, record.entry)], NOW)

    assert activity(table.counters.hours(NOW), NOW).readings == 2


def test_a_decision_moves_a_reading_from_one_outcome_to_another_on_the_day_it_was_stored(table: Table):
    history, log = a_day()
    yesterday = NOW - timedelta(days=1)
    old = history.store(log, ReadingStatus.UNDER_REVIEW, GUEST, yesterday)
    held = history.store(log, ReadingStatus.UNDER_REVIEW, GUEST, NOW)
    history.change(log, old, ReadingStatus.ACCEPTED, NOW)
    history.change(log, held, ReadingStatus.REJECTED, NOW)

    take(table, history)

    today = activity(table.counters.hours(NOW), NOW)
    before = activity(table.counters.hours(yesterday), yesterday)
    outcomes = {status: count for status, count in today.by_outcome.items() if count}
    assert (today.readings, outcomes) == (1, {ReadingStatus.REJECTED: 1})
    assert (before.readings, before.by_outcome[ReadingStatus.ACCEPTED]) == (1, 1)
    assert before.by_outcome[ReadingStatus.UNDER_REVIEW] == 0


def test_a_day_is_a_london_day_and_the_last_hour_reaches_over_midnight(table: Table):
    history, log = a_day()
    # In July midnight in London is 23:00 UTC.
    midnight = datetime(2026, 7, 1, 23, 0, tzinfo=UTC)
    history.store(log, ReadingStatus.ACCEPTED, GUEST, midnight - timedelta(seconds=1))
    history.store(log, ReadingStatus.ACCEPTED, SMART, midnight)
    now = midnight + timedelta(minutes=5)

    take(table, history, now)

    after = activity(table.counters.hours(now), now)
    assert (after.readings, after.by_source[SMART]) == (1, 1)
    assert [each.count for each in after.by_minute[-7:]] == [1, 1, 0, 0, 0, 0, 0]


def test_the_day_on_which_the_clocks_go_back_has_twenty_five_hours(table: Table):
    history, log = a_day()
    first = datetime(2026, 10, 24, 23, 0, tzinfo=UTC)
    for hour in range(25):
        history.store(log, ReadingStatus.ACCEPTED, GUEST, first + timedelta(hours=hour))
    now = first + timedelta(hours=24, minutes=59)

    take(table, history, now)

    assert activity(table.counters.hours(now), now).readings == 25


def test_an_hour_that_nobody_asks_for_any_more_is_left_alone(table: Table):
    history, log = a_day()
    history.store(log, ReadingStatus.ACCEPTED, GUEST, NOW - KEPT - timedelta(hours=2))

    take(table, history)

    assert table.counters.hours(NOW - KEPT - timedelta(hours=2)) == ()


@pytest.mark.parametrize("moment", ["before", "after"])
def test_killed_between_any_two_steps_and_delivered_again_the_counts_are_those_of_the_log(
    moment: str, table: Table
):
    """Each step in turn: what died is delivered again, whole, and then in part, as the stream would."""
    chance = Random(7)
    history = a_history(chance, NOW, changes=24, meters=2)
    batches = [
        (shard, records[start : start + 6])
        for shard, records in history.shards.items()
        for start in range(0, len(records), 6)
    ]
    killed = 0
    for shard, batch in batches:
        for step in count():
            fuse = Fuse(step, after=moment == "after")
            with suppress(Killed):
                table.projecting(fuse.around).take(shard, batch, NOW)
            if not fuse.burnt:
                break
            killed += 1
    for shard, batch in batches:
        table.projecting().take(shard, batch[3:], NOW)

    assert killed > len(batches)
    assert activity(table.counters.hours(NOW), NOW) == history.recount(NOW)
    assert [each.reading_id for each in table.queue.waiting(None, first=100)] == [
        name for _, name in history.held
    ]
    assert table.queue.length() == len(history.held)
    assert [each.sequence for each in table.queue.entries(after=0)] == list(
        range(1, table.queue.revision() + 1)
    )
