"""What is remembered of a socket of API Gateway between its frames, and how the protocol runs on it.

Sans-I/O, as the protocol is: a text and a frame in, a text and the effects out. A step may be decided
more than once, from newer texts, until one is stored.
"""

import json
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any

from meter_reads.channel import protocol
from meter_reads.channel.messages import Complete, InvalidMessage, Subscribe, read_message
from meter_reads.channel.protocol import Connection, Effect, Initialise, Phase

# In milliseconds. API Gateway cannot time a client out, but one that comes late is turned away.
INIT_MILLISECONDS = 10_000
# Frames that were sent together arrive within seconds of each other, in whatever order.
_REORDERED_MILLISECONDS = 60_000
_LONGEST_KEY = 64


@dataclass(frozen=True, slots=True)
class Operation:
    """An active operation: when its `subscribe` came to the gateway, and the topic it follows by now."""

    at: int
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class SocketState:
    """`opened_at` and all other instants are the gateway's, in milliseconds. `claims` say who the caller
    is. `completed` holds operations whose `complete` was faster than their `subscribe`.
    """

    opened_at: int
    address: str
    phase: Phase = Phase.OPEN
    claims: Any = None
    operations: dict[str, Operation] = field(default_factory=dict)
    completed: dict[str, int] = field(default_factory=dict)

    def text(self) -> str:
        return json.dumps(
            {
                "opened": self.opened_at,
                "address": self.address,
                "phase": self.phase.value,
                "claims": self.claims,
                "operations": {key: [each.at, each.topic] for key, each in self.operations.items()},
                "completed": self.completed,
            },
            separators=(",", ":"),
        )

    @classmethod
    def of(cls, text: str) -> "SocketState":
        data = json.loads(text)
        return cls(
            opened_at=data["opened"],
            address=data["address"],
            phase=Phase(data["phase"]),
            claims=data["claims"],
            operations={key: Operation(at, topic) for key, (at, topic) in data["operations"].items()},
            completed=data["completed"],
        )

    def without(self, key: str) -> "SocketState":
        operations = {other: each for other, each in self.operations.items() if other != key}
        return replace(self, operations=operations)

    def with_topic(self, key: str, topic: str) -> "SocketState":
        operation = replace(self.operations[key], topic=topic)
        return replace(self, operations={**self.operations, key: operation})


def operation_key(operation_id: str) -> str:
    """A short name for an operation's id, which may be as long as a message."""
    if operation_id.isascii() and len(operation_id) <= _LONGEST_KEY:
        return operation_id
    return f"sha256:{sha256(operation_id.encode('utf-8', 'surrogatepass')).hexdigest()}"


def frame_came(state: SocketState, frame: str | bytes, at: int) -> tuple[SocketState, tuple[Effect, ...]]:
    """A frame came to the gateway at an instant; what is handled later may have come earlier."""
    if state.phase is Phase.OPEN and at - state.opened_at > INIT_MILLISECONDS:
        return _stepped(state, protocol.init_timed_out(Connection()), {}, at)
    own = ""
    try:
        message = read_message(frame)
    except InvalidMessage:
        message = None
    match message:
        case Subscribe(own):
            if state.completed.get(operation_key(own), 0) >= at:
                return state, ()
        case Complete(own):
            active = state.operations.get(operation_key(own))
            if active is None and state.phase is Phase.ACKNOWLEDGED:
                # Its `subscribe` may be on the way yet.
                recent = {k: t for k, t in state.completed.items() if at - t < _REORDERED_MILLISECONDS}
                newest = dict(list(recent.items())[-protocol.MAX_OPERATIONS :])
                return replace(state, completed={**newest, operation_key(own): at}), ()
            if active is not None and active.at > at:
                # Meant for an operation that had the same id before.
                return state, ()
    # The protocol knows operations by their ids; of the others the keys do as well.
    ids = {own if key == operation_key(own) else key: key for key in state.operations}
    connection = Connection(state.phase, frozenset(ids))
    return _stepped(state, protocol.frame_came(connection, frame), ids, at)


def initialised(state: SocketState, claims: Any) -> tuple[SocketState, tuple[Effect, ...]]:
    """The caller is known, whoever it is."""
    connection, effects = protocol.initialised(Connection(state.phase))
    return replace(state, phase=connection.phase, claims=claims), effects


def asks_who(effects: tuple[Effect, ...]) -> Initialise | None:
    """The effect that asks who the caller is, which is the only one of its step."""
    return next((effect for effect in effects if isinstance(effect, Initialise)), None)


def _stepped(
    state: SocketState, step: protocol.Step, ids: dict[str, str], at: int
) -> tuple[SocketState, tuple[Effect, ...]]:
    connection, effects = step
    operations = {}
    for operation_id in connection.operations:
        key = ids.get(operation_id) or operation_key(operation_id)
        operations[key] = state.operations.get(key) or Operation(at)
    return replace(state, phase=connection.phase, operations=operations), effects
