"""What follows from changes on a laptop: counters, the review queue, and those who hear of it live."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from datetime import UTC, datetime

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool

from meter_reads.api.live_app import LiveApp
from meter_reads.channel.fan_out import fan_out
from meter_reads.channel.operations import Operations
from meter_reads.journey.projecting import Projecting
from meter_reads.local.stream_reader import StreamBatch, StreamReader, read_stream
from meter_reads.settings import Settings

logger = logging.getLogger(__name__)

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


def live_updates(live: LiveApp, settings: Settings) -> Lifespan:
    """The lifespan of an application that reads the log's stream, as the stream function does on AWS."""
    reader = StreamReader(settings.meter_log_table, settings.region)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        reading = asyncio.create_task(read_stream(reader, follow_up(live, live.operations)))
        reading.add_done_callback(_tell_of_an_end)
        yield
        reading.cancel()
        with suppress(asyncio.CancelledError):
            await reading

    return lifespan


def follow_up(live: LiveApp, operations: Operations) -> Callable[[StreamBatch], Awaitable[None]]:
    """What is done with each batch, in the order of the stream function."""
    counters = live.stores.counters
    projecting = Projecting(counters, live.stores.review_queue)

    async def handle(batch: StreamBatch) -> None:
        # What fails here is made good by the next start, which makes all of it from the logs.
        projected = await run_in_threadpool(projecting.take, batch.shard, batch.records, datetime.now(UTC))
        messages, newest = 0, datetime.min.replace(tzinfo=UTC)
        for record in batch.records:
            if record.id in projected.failed:
                continue
            entry = record.entry()
            reached = (await fan_out(live.feed, operations, entry)).subscribers
            messages += reached
            if reached and entry.change:
                newest = max(newest, entry.change.occurred_at)
        if messages:
            now = datetime.now(UTC)
            await run_in_threadpool(counters.deliver, batch.shard, messages, now - newest, now)

    return handle


def _tell_of_an_end(reading: "asyncio.Task[None]") -> None:
    if not reading.cancelled() and reading.exception():
        logger.error("nobody hears of changes any more", exc_info=reading.exception())
