"""What a laptop makes of the logs at each start: the same, whatever was there before."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from random import Random

from meter_reads.domain.activity import activity
from meter_reads.domain.readings import ReadingSource, ReadingStatus
from meter_reads.journey.projecting import Projecting
from meter_reads.local.demo_accounts import demo_accounts
from meter_reads.local.demo_loading import load_demo
from meter_reads.local.rebuilding import rebuild
from meter_reads.settings import Settings
from meter_reads.store.stores import open_stores

from .histories import a_history


def test_the_demo_reading_that_is_held_waits_in_the_queue(fresh_settings: Callable[[], Settings]):
    settings = fresh_settings()
    stores = open_stores(settings)
    load_demo(stores, demo_accounts())
    held = {
        f"{log[0].meter.id}-{sequence}"
        for account in demo_accounts()
        for log in account.logs
        for sequence in log[-1].state.held
    }

    for _ in range(2):
        rebuild(settings, stores, datetime.now(UTC))

        assert {each.reading_id for each in stores.review_queue.waiting(None, first=100)} == held
        assert stores.review_queue.length() == len(held) == 1


def test_counters_and_queue_are_those_of_the_logs_whatever_was_missed_or_counted_before(
    fresh_settings: Callable[[], Settings],
):
    settings, now = fresh_settings(), datetime.now(UTC)
    stores = open_stores(settings)
    history = a_history(Random(3), now, changes=40, meters=3)
    for log in history.logs:
        stores.meter_log.write_imported(log.entries)
    # Of one shard half was followed up before the kill, of the other nothing.
    records = history.shards["one"]
    Projecting(stores.counters, stores.review_queue).take("one", records[: len(records) // 2], now)

    rebuild(settings, stores, now)

    assert activity(stores.counters.hours(now), now) == history.recount(now)
    assert [each.reading_id for each in stores.review_queue.waiting(None, first=100)] == [
        name for _, name in history.held
    ]


def test_after_a_start_what_comes_is_counted_on_top(fresh_settings: Callable[[], Settings]):
    settings, now = fresh_settings(), datetime.now(UTC)
    stores = open_stores(settings)
    history = a_history(Random(4), now, changes=10, meters=1)
    [log] = history.logs
    stores.meter_log.write_imported(log.entries)
    rebuild(settings, stores, now)
    history.store(log, ReadingStatus.UNDER_REVIEW, ReadingSource.GUEST, now + timedelta(seconds=1))
    newest = history.shards["two"][-1:]

    Projecting(stores.counters, stores.review_queue).take("a shard of the new stream", newest, now)

    later = now + timedelta(seconds=2)
    assert activity(stores.counters.hours(later), later) == history.recount(later)
    assert stores.review_queue.length() == len(history.held)
