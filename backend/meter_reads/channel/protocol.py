"""Every rule of the graphql-transport-ws protocol for the server's side, without any I/O.

A transport hands in what happens (a frame came, an operation gave a result) and carries out the effects
that come back, in their order. No socket, no storage, no clock: a connection is a small frozen value, so
the same rules serve a live socket and one whose frames arrive as separate Lambda invocations.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from meter_reads.channel import messages
from meter_reads.channel.messages import (
    SUBPROTOCOL,
    ClientMessage,
    CloseCode,
    Complete,
    ConnectionInit,
    InvalidMessage,
    Message,
    Ping,
    Pong,
    Request,
    Subscribe,
    read_message,
)

MAX_MESSAGE_BYTES = 100_000
MAX_OPERATIONS = 50
# A close frame carries at most 123 bytes of reason.
_LONGEST_ID_IN_REASON = 80


class Phase(StrEnum):
    """How far a connection has come."""

    OPEN = "OPEN"
    INITIALISING = "INITIALISING"
    ACKNOWLEDGED = "ACKNOWLEDGED"
    CLOSED = "CLOSED"


@dataclass(frozen=True, slots=True)
class Connection:
    """The state of one connection: its phase, and the ids of the operations that are active."""

    phase: Phase = Phase.OPEN
    operations: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Send:
    """Send this message to the client."""

    message: Message


@dataclass(frozen=True, slots=True)
class Close:
    """End the socket; nothing is sent after it."""

    code: CloseCode
    reason: str


@dataclass(frozen=True, slots=True)
class Initialise:
    """Decide who this is by the payload of connection_init; answer with `initialised` or `forbidden`."""

    payload: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Start:
    """Start an operation; answer with `result_came`, `failed` and `completed`."""

    operation_id: str
    request: Request


@dataclass(frozen=True, slots=True)
class Stop:
    """Stop an operation that the client no longer listens to."""

    operation_id: str


Effect = Send | Close | Initialise | Start | Stop
Step = tuple[Connection, tuple[Effect, ...]]


def chosen_subprotocol(offered: Iterable[str]) -> str | None:
    """The subprotocol to accept a socket with; None if the client offers none that is spoken here."""
    return SUBPROTOCOL if SUBPROTOCOL in offered else None


def not_acceptable(connection: Connection) -> Step:
    """The socket was opened with a subprotocol that is not spoken here."""
    return _close(connection, CloseCode.SUBPROTOCOL_NOT_ACCEPTABLE, "Subprotocol not acceptable")


def frame_came(connection: Connection, frame: str | bytes) -> Step:
    """A frame came from the client."""
    if connection.phase is Phase.CLOSED:
        return connection, ()
    size = len(frame.encode("utf-8", "surrogatepass")) if isinstance(frame, str) else len(frame)
    if size > MAX_MESSAGE_BYTES:
        reason = f"A message may have {MAX_MESSAGE_BYTES // 1000} KB"
        return _close(connection, CloseCode.MESSAGE_TOO_BIG, reason)
    try:
        message = read_message(frame)
    except InvalidMessage as invalid:
        return _close(connection, CloseCode.BAD_REQUEST, str(invalid))
    return _message_came(connection, message)


def initialised(connection: Connection, payload: dict[str, Any] | None = None) -> Step:
    """The client may go on; `payload` goes along with the acknowledgement."""
    if connection.phase is not Phase.INITIALISING:
        return connection, ()
    acknowledged = replace(connection, phase=Phase.ACKNOWLEDGED)
    return acknowledged, (Send(messages.connection_ack(payload)),)


def forbidden(connection: Connection, reason: str = "Forbidden") -> Step:
    """The client may not go on."""
    return _close(connection, CloseCode.FORBIDDEN, reason)


def init_timed_out(connection: Connection) -> Step:
    """The time in which connection_init had to come is over."""
    if connection.phase is not Phase.OPEN:
        return connection, ()
    return _close(connection, CloseCode.INITIALISATION_TIMEOUT, "Connection initialisation timeout")


def result_came(connection: Connection, operation_id: str, result: dict[str, Any]) -> Step:
    """An active operation has a result; one that the client completed is sent nothing more."""
    if operation_id not in connection.operations:
        return connection, ()
    return connection, (Send(messages.next_result(operation_id, result)),)


def failed(connection: Connection, operation_id: str, errors: list[dict[str, Any]]) -> Step:
    """An operation could not be executed, or not go on; this ends it, without a `complete`."""
    if operation_id not in connection.operations:
        return connection, ()
    return _without(connection, operation_id), (Send(messages.error(operation_id, errors)),)


def completed(connection: Connection, operation_id: str) -> Step:
    """An operation has no more results."""
    if operation_id not in connection.operations:
        return connection, ()
    return _without(connection, operation_id), (Send(messages.complete(operation_id)),)


def overstepped(connection: Connection, reason: str) -> Step:
    """The client does more of something than one client needs."""
    return _close(connection, CloseCode.POLICY_VIOLATION, reason)


def closed(connection: Connection) -> Step:
    """The socket is gone; what still runs for it is stopped."""
    stops = tuple(Stop(operation_id) for operation_id in sorted(connection.operations))
    return Connection(Phase.CLOSED), stops


def _message_came(connection: Connection, message: ClientMessage) -> Step:
    match message:
        case ConnectionInit(payload):
            return _init_came(connection, payload)
        case Subscribe(operation_id, request):
            return _subscribe_came(connection, operation_id, request)
        case Complete(operation_id):
            return _complete_came(connection, operation_id)
        case Ping(payload):
            return connection, (Send(messages.pong(payload)),)
        case Pong():
            return connection, ()


def _init_came(connection: Connection, payload: dict[str, Any] | None) -> Step:
    if connection.phase is not Phase.OPEN:
        return _close(connection, CloseCode.TOO_MANY_INITIALISATIONS, "Too many initialisation requests")
    return replace(connection, phase=Phase.INITIALISING), (Initialise(payload),)


def _subscribe_came(connection: Connection, operation_id: str, request: Request) -> Step:
    if connection.phase is not Phase.ACKNOWLEDGED:
        return _close(connection, CloseCode.UNAUTHORIZED, "Unauthorized")
    if operation_id in connection.operations:
        shown = operation_id.encode("ascii", "replace").decode()[:_LONGEST_ID_IN_REASON]
        reason = f"Subscriber for {shown} already exists"
        return _close(connection, CloseCode.SUBSCRIBER_ALREADY_EXISTS, reason)
    if len(connection.operations) >= MAX_OPERATIONS:
        return overstepped(connection, f"A connection may have {MAX_OPERATIONS} operations at once")
    started = replace(connection, operations=connection.operations | {operation_id})
    return started, (Start(operation_id, request),)


def _complete_came(connection: Connection, operation_id: str) -> Step:
    # Unknown ids are ignored: the server may have completed the operation in the same moment.
    if operation_id not in connection.operations:
        return connection, ()
    return _without(connection, operation_id), (Stop(operation_id),)


def _without(connection: Connection, operation_id: str) -> Connection:
    return replace(connection, operations=connection.operations - {operation_id})


def _close(connection: Connection, code: CloseCode, reason: str) -> Step:
    if connection.phase is Phase.CLOSED:
        return connection, ()
    gone, stops = closed(connection)
    return gone, (*stops, Close(code, reason))
