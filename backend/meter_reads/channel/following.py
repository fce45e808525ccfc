"""One subscription over a live socket: what its meter's log holds, then what comes, in order and once."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import NoReturn

from meter_reads.channel.blocking_calls import BlockingCalls
from meter_reads.channel.feed import Delivery, Feed, Subscriber
from meter_reads.channel.operations import Follow, Operations, Result


class TokenExpired(Exception):
    """The token that the subscription was made with has ended."""


class Following:
    """Keeps the subscription's place in the log. `send` takes each result to the client."""

    def __init__(
        self,
        follow: Follow,
        operations: Operations,
        calls: BlockingCalls,
        send: Callable[[Result], Awaitable[None]],
    ) -> None:
        self._follow = follow
        self._operations = operations
        self._calls = calls
        self._send = send
        self._woken = asyncio.Event()
        self._subscriber = Subscriber(follow, self._woken.set)

    async def run(self, feed: Feed) -> NoReturn:
        """Registers first, then reads the log, then goes live: no gap, and nothing twice.

        Raises TokenExpired when the subscription has to end.
        """
        seconds = (self._follow.expires_at - datetime.now(UTC)).total_seconds()
        with feed.subscribed(self._subscriber):
            try:
                async with asyncio.timeout(max(0, seconds)):
                    await self._deliver()
            except TimeoutError as over:
                raise TokenExpired from over

    async def _deliver(self) -> NoReturn:
        cursor = self._follow.after
        if cursor is None:
            newest = self._operations.newest_sequence
            cursor = await self._calls.run(newest, self._follow.meter_id)
        else:
            cursor = await self._catch_up(cursor)
        while True:
            await self._woken.wait()
            self._woken.clear()
            while self._subscriber.deliveries:
                delivery = self._subscriber.deliveries.popleft()
                if delivery.sequence <= cursor:
                    continue
                if delivery.sequence == cursor + 1:
                    await self._deliver_one(delivery)
                    cursor = delivery.sequence
                else:
                    cursor = await self._catch_up(cursor)

    async def _catch_up(self, cursor: int) -> int:
        """Sends what the log holds above the cursor; where it has come to."""
        entries = self._operations.entries(self._follow.meter_id, cursor)
        while (entry := await self._calls.run(next, entries, None)) is not None:
            result = await self._calls.run(self._operations.result, self._follow, entry)
            await self._deliver_one(Delivery(entry.sequence, result))
            cursor = entry.sequence
        return cursor

    async def _deliver_one(self, delivery: Delivery) -> None:
        # The timeout goes by a clock that stands still while a laptop sleeps; tokens do not.
        if datetime.now(UTC) >= self._follow.expires_at:
            raise TokenExpired
        if delivery.result is not None:
            await self._send(delivery.result)
