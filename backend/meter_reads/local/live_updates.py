"""Hands what happens to meters to those who follow them, while the application runs."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from functools import partial

from starlette.applications import Starlette

from meter_reads.api.live_app import LiveApp
from meter_reads.channel.fan_out import fan_out
from meter_reads.local.stream_reader import StreamReader, read_stream
from meter_reads.settings import Settings

logger = logging.getLogger(__name__)

Lifespan = Callable[[Starlette], AbstractAsyncContextManager[None]]


def live_updates(live: LiveApp, settings: Settings) -> Lifespan:
    """The lifespan of an application that reads the log's stream, as the stream function does on AWS."""
    reader = StreamReader(settings.meter_log_table, settings.region)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        reading = asyncio.create_task(read_stream(reader, partial(fan_out, live.feed, live.operations)))
        reading.add_done_callback(_tell_of_an_end)
        yield
        reading.cancel()
        with suppress(asyncio.CancelledError):
            await reading

    return lifespan


def _tell_of_an_end(reading: "asyncio.Task[None]") -> None:
    if not reading.cancelled() and reading.exception():
        logger.error("nobody hears of changes any more", exc_info=reading.exception())
