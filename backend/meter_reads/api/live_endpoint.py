"""The WebSocket endpoint of a process that keeps its sockets open: a laptop's, or any server's."""

from collections import Counter

from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket

from meter_reads.api.edge import Edge
from meter_reads.channel.feed import Feed
from meter_reads.channel.limits import Limits
from meter_reads.channel.operations import Operations
from meter_reads.channel.websocket import LiveSocket


class LiveEndpoint:
    """Takes sockets from our own pages and from clients that are no browsers, so many of each address.

    `open_sockets` counts those that are open, by address.
    """

    def __init__(
        self, operations: Operations, feed: Feed, edge: Edge, limits: Limits, open_sockets: Counter[str]
    ) -> None:
        self._operations = operations
        self._feed = feed
        self._edge = edge
        self._limits = limits
        self._open = open_sockets

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        websocket = WebSocket(scope, receive, send)
        address = self._edge.client_address(websocket.scope, websocket.headers)
        too_many = self._open[address] >= self._limits.sockets_of_an_address
        if too_many or not self._edge.same_origin(websocket.headers):
            # Before the handshake is done this answers it with 403.
            await websocket.close()
            return
        self._open[address] += 1
        try:
            await LiveSocket(websocket, self._operations, self._feed, address, self._limits).run()
        finally:
            self._open[address] -= 1
            if not self._open[address]:
                del self._open[address]
