"""Blocking calls of one socket: so many at once, so that slow ones hold up nobody else's."""

import asyncio
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from starlette.concurrency import run_in_threadpool

P = ParamSpec("P")
T = TypeVar("T")


class BlockingCalls:
    """Runs calls in threads. A call that nobody waits for any more counts until its thread is done."""

    def __init__(self, at_once: int) -> None:
        self._free = asyncio.Semaphore(at_once)

    async def run(self, work: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        await self._free.acquire()
        running = asyncio.ensure_future(run_in_threadpool(work, *args, **kwargs))
        running.add_done_callback(lambda _: self._free.release())
        # A thread cannot be stopped. Cancelled with its waiter, the call would leave the count of threads
        # at once, and a client that starts and completes operations would have as many as it likes.
        return await asyncio.shield(running)
