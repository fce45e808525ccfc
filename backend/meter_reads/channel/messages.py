"""The vocabulary of the graphql-transport-ws protocol: its messages, read strictly, and its close codes.

https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

import json
import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, NoReturn

SUBPROTOCOL = "graphql-transport-ws"

Message = dict[str, Any]

# As deep as no request needs; deeper ones would be too deep for the JSON library when they are sent back.
_DEEPEST = 100


class CloseCode(IntEnum):
    """Why a socket is ended. The 4xxx are the protocol's, the 1xxx those of WebSocket itself."""

    POLICY_VIOLATION = 1008
    MESSAGE_TOO_BIG = 1009
    BAD_REQUEST = 4400
    UNAUTHORIZED = 4401
    FORBIDDEN = 4403
    SUBPROTOCOL_NOT_ACCEPTABLE = 4406
    INITIALISATION_TIMEOUT = 4408
    SUBSCRIBER_ALREADY_EXISTS = 4409
    TOO_MANY_INITIALISATIONS = 4429


@dataclass(frozen=True, slots=True)
class Request:
    """The operation that a `subscribe` message asks for: a subscription, a query or a mutation."""

    query: str
    operation_name: str | None = None
    variables: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class ConnectionInit:
    payload: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Ping:
    payload: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Pong:
    payload: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Subscribe:
    id: str
    request: Request


@dataclass(frozen=True, slots=True)
class Complete:
    id: str


ClientMessage = ConnectionInit | Ping | Pong | Subscribe | Complete


class InvalidMessage(ValueError):
    """A frame that is no message of the protocol; the text says what is wrong with it."""


def read_message(frame: str | bytes) -> ClientMessage:
    """Reads one frame from a client. Raises InvalidMessage."""
    if isinstance(frame, bytes):
        raise InvalidMessage("Messages are sent as text, not as binary")
    message = _object(_json(frame), "The message")
    match message.get("type"):
        case "connection_init":
            return ConnectionInit(_payload(message))
        case "ping":
            return Ping(_payload(message))
        case "pong":
            return Pong(_payload(message))
        case "subscribe":
            return Subscribe(_id(message), _request(_object(message.get("payload"), "The payload")))
        case "complete":
            return Complete(_id(message))
        case _:
            raise InvalidMessage("The message has no type that a client may send")


def text_of(message: Message) -> str:
    """A message as it goes over the wire; plain ASCII, so that half a character cannot break it."""
    return json.dumps(message, separators=(",", ":"))


def connection_ack(payload: dict[str, Any] | None = None) -> Message:
    return _with_payload({"type": "connection_ack"}, payload)


def pong(payload: dict[str, Any] | None = None) -> Message:
    return _with_payload({"type": "pong"}, payload)


def next_result(operation_id: str, result: dict[str, Any]) -> Message:
    return {"id": operation_id, "type": "next", "payload": result}


def error(operation_id: str, errors: list[dict[str, Any]]) -> Message:
    return {"id": operation_id, "type": "error", "payload": errors}


def complete(operation_id: str) -> Message:
    return {"id": operation_id, "type": "complete"}


def _with_payload(message: Message, payload: dict[str, Any] | None) -> Message:
    return message if payload is None else {**message, "payload": payload}


def _json(frame: str) -> Any:
    try:
        value = json.loads(frame, parse_constant=_no_constant, parse_float=_finite)
        if "\\u" in frame:
            # JSON can escape half a character, which nothing behind this could store or answer.
            json.dumps(value, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as broken:
        raise InvalidMessage("The message is not valid JSON") from broken
    if frame.count("[") + frame.count("{") > _DEEPEST:
        _check_depth(value)
    return value


def _check_depth(value: Any) -> None:
    level = [value]
    for _ in range(_DEEPEST):
        level = [child for parent in level for child in _children(parent)]
        if not level:
            return
    raise InvalidMessage(f"The message is nested deeper than {_DEEPEST} levels")


def _children(value: Any) -> Iterable[Any]:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _finite(text: str) -> float:
    # JSON allows 1e999; it becomes an infinity, which could not be sent back as JSON.
    value = float(text)
    if math.isinf(value):
        raise ValueError(f"{text} is too large")
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def _object(value: Any, what: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise InvalidMessage(f"{what} must be a JSON object")
    return value


def _payload(message: Message) -> dict[str, Any] | None:
    payload = message.get("payload")
    return None if payload is None else _object(payload, "The payload")


def _id(message: Message) -> str:
    operation_id = message.get("id")
    if not isinstance(operation_id, str) or not operation_id:
        raise InvalidMessage("The id must be a text and not empty")
    return operation_id


def _request(payload: dict[str, Any]) -> Request:
    query, name = payload.get("query"), payload.get("operationName")
    if not isinstance(query, str):
        raise InvalidMessage("The payload's query must be a text")
    if name is not None and not isinstance(name, str):
        raise InvalidMessage("The payload's operationName must be a text")
    for part in ("variables", "extensions"):
        if payload.get(part) is not None:
            _object(payload[part], f"The payload's {part}")
    return Request(query, name or None, payload.get("variables"))
