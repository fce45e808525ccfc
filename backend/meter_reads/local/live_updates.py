"""What follows from changes on a laptop: counters, the review queue, and those who hear of it live."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import UTC, datetime
from functools import partial

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool

from meter_reads.api.live_app import LiveApp
from meter_reads.channel.fan_out import fan_out
from meter_reads.channel.operations import Operations
from meter_reads.channel.topics import (
    OPERATIONS,
    REVIEWS,
    SNAPSHOT_AT_THE_LATEST,
    SNAPSHOT_EVERY,
    meter_topic,
)
from meter_reads.journey.projecting import Projecting
from meter_reads.journey.review_care import ReviewCare
from meter_reads.journey.review_starts import ReviewStarts, heard_by_reviews
from meter_reads.local.stream_reader import StreamBatch, StreamReader, read_stream
from meter_reads.settings import Settings
from meter_reads.store.failures import StoreUnavailable

logger = logging.getLogger(__name__)

_CARE_EVERY_SECONDS = 3600

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


def live_updates(live: LiveApp, settings: Settings, care: ReviewCare) -> Lifespan:
    """The lifespan of an application that reads the log's stream, as the stream function does on AWS, and
    looks after the reviews.
    """
    reader = StreamReader(settings.meter_log_table, settings.region)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        running = asyncio.create_task(LiveUpdates(live, live.operations, care.starts).run(reader))
        running.add_done_callback(_tell_of_an_end)
        caring = asyncio.create_task(_look_after_reviews(care))
        yield
        for task in (running, caring):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        care.starts.close()

    return lifespan


async def _look_after_reviews(care: ReviewCare) -> None:
    """A round at once, since the emulator's end lost all that ran, and then as often as on AWS."""
    while True:
        try:
            await run_in_threadpool(care.look_after_all)
        except StoreUnavailable as error:
            logger.warning("reviews were not looked after", extra={"cause": str(error)})
        await asyncio.sleep(_CARE_EVERY_SECONDS)


class LiveUpdates:
    """What is done with each batch, in the order of the stream function; and snapshots, once a second.

    Without `reviews`, held readings are projected and told of, and no review of theirs is started.
    """

    def __init__(self, live: LiveApp, operations: Operations, reviews: ReviewStarts | None = None) -> None:
        self._feed = live.feed
        self._operations = operations
        self._hear = partial(heard_by_reviews, reviews=lambda: reviews) if reviews else None
        self._counters = live.stores.counters
        self._projecting = Projecting(live.stores.counters, live.stores.review_queue)
        self._changed = asyncio.Event()
        self._queue_told = live.stores.review_queue.revision()

    async def run(self, reader: StreamReader) -> None:
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(read_stream(reader, self._handle))
            tasks.create_task(self._tell_watchers())

    async def _handle(self, batch: StreamBatch) -> None:
        # What fails here is made good by the next start, which makes all of it from the logs.
        take = self._projecting.take
        projected = await run_in_threadpool(take, batch.shard, batch.records, datetime.now(UTC))
        messages = 0
        for record in batch.records:
            if record.id in projected.failed:
                continue
            if self._hear is not None:
                await run_in_threadpool(self._hear, record)
            entry = record.entry()
            topic = meter_topic(entry.meter.id)
            messages += (await fan_out(self._feed, self._operations, topic, entry)).subscribers
        if projected.queue_moved:
            messages += await self._tell_queue()
        if messages and projected.newest:
            now = datetime.now(UTC)
            delay = now - projected.newest
            await run_in_threadpool(self._counters.deliver, batch.shard, messages, delay, now)
        self._changed.set()

    async def _tell_queue(self) -> int:
        """Tells those who follow the review queue of what has changed; how many messages that were."""
        entries = self._operations.entries(REVIEWS, self._queue_told)
        messages = 0
        for entry in await run_in_threadpool(list, entries):
            messages += (await fan_out(self._feed, self._operations, REVIEWS, entry)).subscribers
            self._queue_told = entry.sequence
        return messages

    async def _tell_watchers(self) -> None:
        """Sends snapshots to those who watch operations: soon after a change, and now and then without."""
        while True:
            with suppress(TimeoutError):
                async with asyncio.timeout(SNAPSHOT_AT_THE_LATEST.total_seconds()):
                    await self._changed.wait()
            self._changed.clear()
            if self._feed.groups(OPERATIONS):
                try:
                    for entry in await run_in_threadpool(list, self._operations.entries(OPERATIONS, 0)):
                        await fan_out(self._feed, self._operations, OPERATIONS, entry)
                except StoreUnavailable as error:
                    logger.warning("no snapshot", extra={"cause": str(error)})
            await asyncio.sleep(SNAPSHOT_EVERY.total_seconds())


def _tell_of_an_end(running: "asyncio.Task[None]") -> None:
    if not running.cancelled() and running.exception():
        logger.error("nobody hears of changes any more", exc_info=running.exception())
