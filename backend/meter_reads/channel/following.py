"""One subscription over a live socket: what its topic's log holds, then what comes, in order and once."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import NoReturn

from meter_reads.channel.blocking_calls import BlockingCalls
from meter_reads.channel.feed import Delivery, Feed, Subscriber
from meter_reads.channel.operations import Operations, Result, Subscribed
from meter_reads.channel.topics import OPERATIONS, SNAPSHOT_EVERY, too_soon


class TokenExpired(Exception):
    """The token that the subscription was made with has ended."""


class Following:
    """Keeps the subscription's place in the log. `send` takes each result to the client."""

    def __init__(
        self,
        subscribed: Subscribed,
        operations: Operations,
        calls: BlockingCalls,
        send: Callable[[Result], Awaitable[None]],
    ) -> None:
        self._subscribed = subscribed
        self._follow = subscribed.follow
        self._operations = operations
        self._calls = calls
        self._send = send
        self._sent_at = 0.0
        self._woken = asyncio.Event()
        self._subscriber = Subscriber(subscribed.follow, self._woken.set)

    async def run(self, feed: Feed) -> NoReturn:
        """Registers first, then reads the log, then goes live: no gap, and nothing twice.

        Raises TokenExpired when the subscription has to end.
        """
        seconds = (self._subscribed.expires_at - datetime.now(UTC)).total_seconds()
        with feed.subscribed(self._subscriber):
            try:
                async with asyncio.timeout(max(0, seconds)):
                    await self._deliver()
            except TimeoutError as over:
                raise TokenExpired from over

    async def _deliver(self) -> NoReturn:
        cursor = self._subscribed.after
        if cursor is None:
            newest = self._operations.newest_sequence
            cursor = await self._calls.run(newest, self._follow.topic)
        else:
            cursor = await self._catch_up(cursor)
        while True:
            await self._woken.wait()
            self._woken.clear()
            if self._follow.topic == OPERATIONS:
                cursor = await self._deliver_newest(cursor)
            while self._subscriber.deliveries:
                delivery = self._subscriber.deliveries.popleft()
                if delivery.sequence <= cursor:
                    continue
                if delivery.sequence == cursor + 1:
                    await self._deliver_one(delivery)
                    cursor = delivery.sequence
                else:
                    cursor = await self._catch_up(cursor)

    async def _deliver_newest(self, cursor: int) -> int:
        """Sends the newest of what has come, a second after the one before it at the earliest."""
        await asyncio.sleep(SNAPSHOT_EVERY.total_seconds() - (time.monotonic() - self._sent_at))
        newest = self._subscriber.deliveries[-1]
        self._subscriber.deliveries.clear()
        if too_soon(cursor, newest.sequence):
            # It was made for others who began earlier. By now another one can be made.
            return await self._catch_up(cursor)
        await self._deliver_one(newest)
        return newest.sequence

    async def _catch_up(self, cursor: int) -> int:
        """Sends what the log holds above the cursor; where it has come to."""
        entries = self._operations.entries(self._follow.topic, cursor)
        while (entry := await self._calls.run(next, entries, None)) is not None:
            result = await self._calls.run(self._operations.result, self._follow, entry)
            await self._deliver_one(Delivery(entry.sequence, result))
            cursor = entry.sequence
        return cursor

    async def _deliver_one(self, delivery: Delivery) -> None:
        # The timeout goes by a clock that stands still while a laptop sleeps; tokens do not.
        if datetime.now(UTC) >= self._subscribed.expires_at:
            raise TokenExpired
        if delivery.result is not None:
            await self._send(delivery.result)
            self._sent_at = time.monotonic()
