"""The protocol over a live WebSocket: Starlette's, with its state in memory."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from starlette.websockets import WebSocket, WebSocketDisconnect

from meter_reads.channel import protocol
from meter_reads.channel.blocking_calls import BlockingCalls
from meter_reads.channel.feed import Feed
from meter_reads.channel.following import Following, TokenExpired
from meter_reads.channel.limits import Limits
from meter_reads.channel.messages import Request, text_of
from meter_reads.channel.operations import Answered, Operations, Refused, Result, Subscribed
from meter_reads.channel.protocol import Close, Connection, Effect, Initialise, Send, Start, Step, Stop
from meter_reads.channel.rate import Allowance


class LiveSocket:
    """One socket from its handshake to its end. Whatever finds it gone raises WebSocketDisconnect, which
    ends all that still runs for it.
    """

    def __init__(
        self, websocket: WebSocket, operations: Operations, feed: Feed, address: str, limits: Limits
    ) -> None:
        self._websocket = websocket
        self._operations = operations
        self._feed = feed
        self._address = address
        self._limits = limits
        self._caller: Any = None
        self._connection = Connection()
        self._calls = BlockingCalls(limits.calls_at_once)
        self._tasks = asyncio.TaskGroup()
        self._active: dict[str, asyncio.Task[None]] = {}
        # Effects are carried out one step at a time, so that messages leave in the protocol's order.
        self._sending = asyncio.Lock()

    async def run(self) -> None:
        """Serves the socket until either side ends it."""
        chosen = protocol.chosen_subprotocol(self._websocket.scope.get("subprotocols", []))
        await self._websocket.accept(subprotocol=chosen)
        try:
            if chosen is None:
                await self._take(protocol.not_acceptable)
            async with self._tasks:
                self._tasks.create_task(self._init_timeout())
                self._tasks.create_task(self._receive())
        except* WebSocketDisconnect:
            pass

    async def _receive(self) -> None:
        clock = asyncio.get_running_loop()
        allowance: Allowance | None = Allowance(clock.time())
        while True:
            event = await self._websocket.receive()
            if event["type"] == "websocket.disconnect":
                raise WebSocketDisconnect(event["code"])
            allowance = allowance and allowance.after_one(clock.time())
            if allowance is None:
                await self._take(lambda connection: protocol.overstepped(connection, "Too many messages"))
            text = event.get("text")
            frame = event.get("bytes", b"") if text is None else text
            await self._take(lambda connection, frame=frame: protocol.frame_came(connection, frame))  # type: ignore[misc]

    async def _take(self, event: Callable[[Connection], Step]) -> None:
        """Takes one step of the protocol and carries out its effects."""
        async with self._sending:
            self._connection, effects = event(self._connection)
            try:
                for effect in effects:
                    await self._carry_out(effect)
            except WebSocketDisconnect:
                # Those who wait for their turn to send have nothing more to send.
                self._connection, _ = protocol.closed(self._connection)
                raise

    async def _carry_out(self, effect: Effect) -> None:
        match effect:
            case Send(message):
                await self._in_time(self._websocket.send_text(text_of(message)))
            case Close(code, reason):
                await self._in_time(self._websocket.close(code, reason))
                raise WebSocketDisconnect(code, reason)
            case Initialise(payload):
                self._tasks.create_task(self._initialise(payload))
            case Start(operation_id, request):
                operation = self._tasks.create_task(self._operate(operation_id, request))
                self._active[operation_id] = operation
                operation.add_done_callback(lambda done: self._forget(operation_id, done))
            case Stop(operation_id):
                if task := self._active.pop(operation_id, None):
                    task.cancel()

    async def _in_time(self, sending: Awaitable[None]) -> None:
        try:
            async with asyncio.timeout(self._limits.slowest_send_seconds):
                await sending
        except TimeoutError as slow:
            # A client that does not read would hold everything for it in memory. It can resume.
            raise WebSocketDisconnect from slow

    def _forget(self, operation_id: str, task: asyncio.Task[None]) -> None:
        # The client may have used the id again by now.
        if self._active.get(operation_id) is task:
            del self._active[operation_id]

    async def _init_timeout(self) -> None:
        await asyncio.sleep(self._limits.init_seconds)
        await self._take(protocol.init_timed_out)

    async def _initialise(self, payload: dict[str, Any] | None) -> None:
        self._caller = await self._calls.run(self._operations.identify, payload)
        await self._take(protocol.initialised)

    async def _operate(self, operation_id: str, request: Request) -> None:
        try:
            errors = await self._outcome(operation_id, request)
        except WebSocketDisconnect:
            raise
        except Exception as failure:  # noqa: BLE001  # logged and told to the client; other operations go on
            errors = self._operations.failure(failure)
        if errors is None:
            await self._take(lambda connection: protocol.completed(connection, operation_id))
        else:
            await self._take(lambda connection: protocol.failed(connection, operation_id, errors))

    async def _outcome(self, operation_id: str, request: Request) -> list[dict[str, Any]] | None:
        """Sends an operation's results; the errors that end it, if it does not end well."""

        async def send(result: Result) -> None:
            await self._take(lambda connection: protocol.result_came(connection, operation_id, result))

        outcome = await self._calls.run(self._operations.start, request, self._caller, self._address)
        match outcome:
            case Answered(result):
                await send(result)
            case Refused(errors):
                return errors
            case Subscribed():
                try:
                    await Following(outcome, self._operations, self._calls, send).run(self._feed)
                except TokenExpired:
                    return self._operations.expired(outcome.follow)
        return None
