"""The protocol over API Gateway: its WebSocket events, each an invocation of its own, state in a table.

What API Gateway cannot do has a nearest behaviour (docs/live-channel.md): it has no close codes, so a
socket that has to be closed is deleted; it refuses a subprotocol by an HTTP status before the handshake;
it times nobody out, but a connection_init that comes late ends the socket.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from meter_reads.channel import gateway_state, protocol
from meter_reads.channel.gateway_sockets import GatewaySockets
from meter_reads.channel.gateway_state import SocketState
from meter_reads.channel.messages import SUBPROTOCOL
from meter_reads.channel.posting import Gone, TooLarge
from meter_reads.channel.protocol import Close, Effect, Send, Start, Stop
from meter_reads.channel.rate import BURST, MESSAGES_A_SECOND
from meter_reads.store.connections import Change, Flooded, Paced
from meter_reads.store.subscriptions import Place

SOCKETS_OF_AN_ADDRESS = 100
# API Gateway ends every socket after two hours; what is left behind without a word goes a little later.
_LONGEST_LIFE_SECONDS = 2 * 60 * 60 + 10 * 60


@dataclass(frozen=True, slots=True)
class Accepted:
    """The handshake goes on, with this subprotocol."""

    subprotocol: str = SUBPROTOCOL


@dataclass(frozen=True, slots=True)
class Rejected:
    """The handshake is answered with an HTTP status."""

    status: int


@dataclass(frozen=True, slots=True)
class Frame:
    """A frame of a socket. `at` is when it came to the gateway, in milliseconds; `id` is its own name."""

    id: str
    connection_id: str
    at: int
    data: str | bytes


def forgotten_at(state: SocketState) -> int:
    """When the table may drop what is left of a socket, in Unix seconds."""
    return state.opened_at // 1000 + _LONGEST_LIFE_SECONDS


class StartOperation(Protocol):
    """Carries out an operation that is active by now. Loads GraphQL, which a ping has no need of."""

    def __call__(self, frame: Frame, state: SocketState, start: Start) -> None: ...


@dataclass(frozen=True, slots=True)
class ApiGateway:
    """`identify` says who is behind the payload of a connection_init, as plain values."""

    sockets: GatewaySockets
    identify: Callable[[dict[str, Any] | None], Any]
    start: StartOperation
    clock: Callable[[], float] = time.time

    def connect(
        self, connection_id: str, address: str, offered: Iterable[str], at: int
    ) -> Accepted | Rejected:
        """A client asks for a socket."""
        if protocol.chosen_subprotocol(offered) is None:
            return Rejected(406)
        connections, now = self.sockets.connections, self.clock()
        most = SOCKETS_OF_AN_ADDRESS
        if connections.open_sockets.count_of(address, now, most) >= most:
            return Rejected(429)
        state = SocketState(opened_at=at, address=address)
        connections.open(connection_id, address, state.text(), now, forgotten_at(state))
        return Accepted()

    def disconnected(self, connection_id: str) -> None:
        """A socket is gone. API Gateway says so if it can; where it does not, a message to it tells."""
        self.sockets.forget(connection_id)

    def frame_came(self, frame: Frame) -> None:
        """A client sent a frame."""
        state: SocketState | None = None
        effects: tuple[Effect, ...] = ()

        def decide(text: str) -> Change:
            nonlocal state, effects
            before = SocketState.of(text)
            state, effects = self._step(before, frame)
            if any(isinstance(effect, Close) for effect in effects):
                return Change(text)
            return Change(state.text(), tuple(self._removals(before, frame.connection_id, effects)))

        spacing = round(1000 / MESSAGES_A_SECOND)
        burst = round(BURST * spacing)

        def paced() -> Paced:
            return Paced(round(self.clock() * 1000), spacing, burst)

        try:
            known = self.sockets.connections.change(frame.connection_id, frame.id, decide, paced)
        except Flooded:
            known = False
        if not known or state is None:
            # Flooded, or closed already: a socket that is not known must not stay open.
            self.sockets.close(frame.connection_id)
            return
        self._carry_out(frame, state, effects)

    def _step(self, state: SocketState, frame: Frame) -> tuple[SocketState, tuple[Effect, ...]]:
        state, effects = gateway_state.frame_came(state, frame.data, frame.at)
        if asked := gateway_state.asks_who(effects):
            return gateway_state.initialised(state, self.identify(asked.payload))
        return state, effects

    def _removals(
        self, state: SocketState, connection_id: str, effects: tuple[Effect, ...]
    ) -> Iterable[dict[str, Any]]:
        for effect in effects:
            if isinstance(effect, Stop):
                key = gateway_state.operation_key(effect.operation_id)
                topic = state.operations[key].topic
                if topic is not None:
                    yield self.sockets.subscriptions.removal_request(Place(topic, connection_id, key))

    def _carry_out(self, frame: Frame, state: SocketState, effects: tuple[Effect, ...]) -> None:
        try:
            for effect in effects:
                match effect:
                    case Send(message):
                        self.sockets.posting.post_result(frame.connection_id, message)
                    case Close():
                        self.sockets.close(frame.connection_id)
                    case Start():
                        self.start(frame, state, effect)
        except Gone:
            self.sockets.forget(frame.connection_id)
        except TooLarge:
            # A pong, of a ping made for it.
            self.sockets.close(frame.connection_id)
