"""The live application under a real uvicorn on the loopback, in a thread of its own."""

import asyncio
import logging
import socket
import time
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from threading import Thread
from typing import Any, Self

import uvicorn
from starlette.concurrency import run_in_threadpool
from starlette.routing import WebSocketRoute

from meter_reads.api.live_app import create_live_app
from meter_reads.channel.fan_out import fan_out
from meter_reads.channel.limits import Limits
from meter_reads.channel.operations import Operations
from meter_reads.channel.topics import meter_topic
from meter_reads.domain.meter_log import LogEntry
from meter_reads.local.live_updates import LiveUpdates
from meter_reads.local.stream_reader import StreamReader
from meter_reads.settings import Settings

_ENDS_WITHIN_SECONDS = 10
# Small, so that a client that does not read is noticed early.
_SEND_BUFFER_BYTES = 32_768


class Complaints(logging.Handler):
    """What went wrong inside without anyone being told."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.records: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(self.format(record))


@dataclass
class LiveServer:
    """`reads_stream`: whether entries come from the table's stream, or only from `fan_out` of a test."""

    settings: Settings
    limits: Limits = field(default_factory=Limits)
    reads_stream: bool = True
    # May replace the operations of the application, to count or to delay.
    around: Callable[[Operations], Operations] = lambda operations: operations

    def __enter__(self) -> Self:
        self.live = create_live_app(self.settings, run=run_in_threadpool, limits=self.limits)
        self.operations = self.around(self.live.operations)
        self._reader = (
            StreamReader(self.settings.meter_log_table, self.settings.region) if self.reads_stream else None
        )
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=200)
        self._listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _SEND_BUFFER_BYTES)
        self.port: int = self._listener.getsockname()[1]
        config = uvicorn.Config(
            self.live.app, log_config=None, lifespan="off", proxy_headers=False, timeout_graceful_shutdown=1
        )
        self.server = uvicorn.Server(config)
        self.complaints = Complaints()
        for logger in (logging.getLogger("uvicorn.error"), logging.getLogger("asyncio")):
            logger.addHandler(self.complaints)
        self.loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._serve)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.should_exit = True
        self._thread.join(_ENDS_WITHIN_SECONDS)
        assert not self._thread.is_alive()
        for logger in (logging.getLogger("uvicorn.error"), logging.getLogger("asyncio")):
            logger.removeHandler(self.complaints)
        assert self.complaints.records == [], "\n".join(self.complaints.records)

    @property
    def url(self) -> str:
        return f"ws://127.0.0.1:{self.port}/graphql"

    def run(self, work: Coroutine[Any, Any, Any]) -> Any:
        """Runs something in the server's event loop, as what the server does itself."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(_ENDS_WITHIN_SECONDS)

    def fan_out(self, *entries: LogEntry) -> int:
        """Delivers entries, one after the other, as the stream's reader does; how many executions it took."""

        async def deliver() -> int:
            done = [
                await fan_out(self.live.feed, self.operations, meter_topic(entry.meter.id), entry)
                for entry in entries
            ]
            return sum(each.executions for each in done)

        return self.run(deliver())

    def followers(self, meter_id: str) -> int:
        """How many subscriptions of this process follow a meter at this moment."""

        async def count() -> int:
            return sum(map(len, self.live.feed.groups(meter_topic(meter_id)).values()))

        return self.run(count())

    def open_sockets(self, address: str) -> int:
        """How many sockets of an address the endpoint counts."""
        (endpoint,) = {route.app for route in self.live.app.routes if isinstance(route, WebSocketRoute)}
        return endpoint._open[address]

    def until(self, happened: Callable[[], bool]) -> None:
        """Turns the server's loop until something has happened in it that no message tells of."""
        deadline = time.monotonic() + _ENDS_WITHIN_SECONDS
        while not happened():
            assert time.monotonic() < deadline, "it did not happen"
            self.run(asyncio.sleep(0))

    def unsent_bytes(self) -> int:
        """How much is kept for those who do not read it."""

        async def unsent() -> int:
            return sum(
                each.transport.get_write_buffer_size() for each in self.server.server_state.connections
            )

        return self.run(unsent())

    def _serve(self) -> None:
        with asyncio.Runner(loop_factory=lambda: self.loop) as runner:
            runner.run(self._serve_until_stopped())

    async def _serve_until_stopped(self) -> None:
        updates = LiveUpdates(self.live, self.operations)
        reading = asyncio.create_task(updates.run(self._reader)) if self._reader else None
        await self.server.serve(sockets=[self._listener])
        if reading:
            reading.cancel()
            with suppress(asyncio.CancelledError):
                await reading
