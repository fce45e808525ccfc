"""The protocol over a live WebSocket: Starlette's, with its state in memory."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from meter_reads.channel import protocol
from meter_reads.channel.feed import Delivery, Feed, Subscriber
from meter_reads.channel.messages import Request, text_of
from meter_reads.channel.operations import Answered, Follow, Operations, Refused
from meter_reads.channel.protocol import Close, Connection, Initialise, Send, Start, Step, Stop
from meter_reads.channel.rate import Allowance

INIT_TIMEOUT_SECONDS = 10
_SLOWEST_SEND_SECONDS = 20

T = TypeVar("T")


class LiveSocket:
    """One socket from its handshake to its end."""

    def __init__(self, websocket: WebSocket, operations: Operations, feed: Feed, address: str) -> None:
        self._websocket = websocket
        self._operations = operations
        self._feed = feed
        self._address = address
        self._caller: Any = None
        self._connection = Connection()
        self._tasks: dict[str, asyncio.Task[None]] = {}
        # Effects are carried out one step at a time, so that messages leave in the protocol's order.
        self._sending = asyncio.Lock()

    async def run(self) -> None:
        """Serves the socket until either side ends it."""
        offered = self._websocket.scope.get("subprotocols", [])
        chosen = protocol.chosen_subprotocol(offered)
        await self._websocket.accept(subprotocol=chosen)
        if chosen is None:
            await self._take(protocol.not_acceptable)
            return
        timeout = asyncio.create_task(self._init_timeout())
        try:
            await self._receive()
        except WebSocketDisconnect:
            pass
        finally:
            timeout.cancel()
            self._connection, _ = protocol.closed(self._connection)
            for task in self._tasks.values():
                task.cancel()
            await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _receive(self) -> None:
        clock = asyncio.get_running_loop()
        allowance = Allowance(clock.time())
        while self._websocket.client_state is WebSocketState.CONNECTED:
            event = await self._websocket.receive()
            if event["type"] == "websocket.disconnect":
                return
            left = allowance.after_one(clock.time())
            if left is None:
                await self._take(lambda connection: protocol.overstepped(connection, "Too many messages"))
                return
            allowance = left
            text = event.get("text")
            frame = event.get("bytes", b"") if text is None else text
            await self._take(lambda connection, frame=frame: protocol.frame_came(connection, frame))  # type: ignore[misc]
            if self._connection.phase is protocol.Phase.CLOSED:
                return

    async def _take(self, event: Callable[[Connection], Step]) -> None:
        """Takes one step of the protocol and carries out its effects."""
        async with self._sending:
            self._connection, effects = event(self._connection)
            for effect in effects:
                match effect:
                    case Send(message):
                        await self._send(text_of(message))
                    case Close(code, reason):
                        await self._websocket.close(code, reason)
                    case Initialise(payload):
                        self._spawn("", self._initialise(payload))
                    case Start(operation_id, request):
                        self._spawn(operation_id, self._operate(operation_id, request))
                    case Stop(operation_id):
                        self._stop(operation_id)

    async def _send(self, text: str) -> None:
        try:
            async with asyncio.timeout(_SLOWEST_SEND_SECONDS):
                await self._websocket.send_text(text)
        except TimeoutError as slow:
            # A client that does not read would hold everything for it in memory. It can resume.
            raise WebSocketDisconnect from slow

    def _spawn(self, name: str, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks[name] = task
        task.add_done_callback(lambda done: self._forget(name, done))

    def _forget(self, name: str, task: asyncio.Task[None]) -> None:
        if self._tasks.get(name) is task:
            del self._tasks[name]

    def _stop(self, operation_id: str) -> None:
        task = self._tasks.pop(operation_id, None)
        # An operation that ends its own socket must not cancel itself in the middle of it.
        if task is not None and task is not asyncio.current_task():
            task.cancel()

    async def _init_timeout(self) -> None:
        await asyncio.sleep(INIT_TIMEOUT_SECONDS)
        await self._take(protocol.init_timed_out)

    async def _initialise(self, payload: dict[str, Any] | None) -> None:
        self._caller = await run_in_threadpool(self._operations.identify, payload)
        await self._take(protocol.initialised)

    async def _operate(self, operation_id: str, request: Request) -> None:
        with suppress(WebSocketDisconnect):
            outcome = await run_in_threadpool(self._operations.start, request, self._caller, self._address)
            match outcome:
                case Answered(result):
                    await self._take(lambda c: protocol.result_came(c, operation_id, result))
                    await self._take(lambda c: protocol.completed(c, operation_id))
                case Refused(errors):
                    await self._take(lambda c: protocol.failed(c, operation_id, errors))
                case Follow():
                    await self._follow(operation_id, outcome)

    async def _follow(self, operation_id: str, follow: Follow) -> None:
        """Registers first, then reads the log, then goes live: no gap, and nothing twice."""
        woken = asyncio.Event()
        subscriber = Subscriber(follow, woken.set)
        seconds = (follow.expires_at - datetime.now(UTC)).total_seconds()
        with self._feed.subscribed(subscriber):
            try:
                async with asyncio.timeout(max(0, seconds)):
                    await self._deliver(operation_id, subscriber, woken)
            except TimeoutError:
                errors = self._operations.expired()
                await self._take(lambda c: protocol.failed(c, operation_id, errors))

    async def _deliver(self, operation_id: str, subscriber: Subscriber, woken: asyncio.Event) -> None:
        follow = subscriber.follow
        cursor = follow.after
        if cursor is None:
            cursor = await run_in_threadpool(self._operations.newest_sequence, follow.meter_id)
        else:
            cursor = await self._catch_up(operation_id, follow, cursor)
        while True:
            await woken.wait()
            woken.clear()
            while subscriber.deliveries:
                delivery = subscriber.deliveries.popleft()
                if delivery.sequence <= cursor:
                    continue
                if delivery.sequence == cursor + 1:
                    await self._deliver_one(operation_id, delivery)
                    cursor = delivery.sequence
                else:
                    cursor = await self._catch_up(operation_id, follow, cursor)

    async def _catch_up(self, operation_id: str, follow: Follow, cursor: int) -> int:
        """Sends what the log holds above the cursor; where it has come to."""
        entries = self._operations.entries(follow.meter_id, cursor)
        while (entry := await run_in_threadpool(next, entries, None)) is not None:
            result = await run_in_threadpool(self._operations.result, follow, entry)
            await self._deliver_one(operation_id, Delivery(entry.sequence, result))
            cursor = entry.sequence
        return cursor

    async def _deliver_one(self, operation_id: str, delivery: Delivery) -> None:
        result = delivery.result
        if result is not None:
            await self._take(lambda c: protocol.result_came(c, operation_id, result))
