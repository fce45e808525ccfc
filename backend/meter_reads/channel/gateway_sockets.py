"""The sockets of API Gateway and what runs on them: ended together, whoever finds that they are over."""

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from meter_reads.channel.gateway_state import SocketState
from meter_reads.channel.posting import Posting
from meter_reads.store.connections import Change, Connections
from meter_reads.store.subscriptions import Place, Subscriptions


@dataclass(frozen=True, slots=True)
class GatewaySockets:
    connections: Connections
    subscriptions: Subscriptions
    posting: Posting

    def finished(self, connection_id: str, key: str, at: int | None = None) -> bool:
        """Takes an operation off its socket; False if it was off already.

        `at` tells it from an operation that has the same id by now.
        """
        active = False

        def decide(text: str) -> Change:
            nonlocal active
            state = SocketState.of(text)
            operation = state.operations.get(key)
            if operation is None or at not in (None, operation.at):
                return Change(text)
            active = True
            removals: tuple[dict[str, Any], ...] = ()
            if operation.topic is not None:
                place = Place(operation.topic, connection_id, key)
                removals = (self.subscriptions.removal_request(place),)
            return Change(state.without(key).text(), removals)

        known = self.connections.change(connection_id, uuid4().hex, decide)
        return known and active

    def forget(self, connection_id: str) -> None:
        """Forgets a socket that is gone, with all that ran on it."""
        text = self.connections.forget(connection_id)
        if text is None:
            return
        state = SocketState.of(text)
        for key, operation in state.operations.items():
            if operation.topic is not None:
                self.subscriptions.remove(Place(operation.topic, connection_id, key))
        self.connections.open_sockets.remove(connection_id, state.address)

    def close(self, connection_id: str) -> None:
        """Ends a socket. API Gateway has no close codes: this is the nearest that there is to them."""
        self.forget(connection_id)
        self.posting.end(connection_id)
