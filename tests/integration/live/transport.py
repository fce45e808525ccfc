"""What the suite asks of a transport of the channel, so that one suite runs against each of them.

A transport joins by a fixture that yields a Transport, and by its name in TRANSPORTS (conftest.py).
"""

import json
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count
from typing import Any, Self

from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from meter_reads.channel.messages import SUBPROTOCOL
from meter_reads.settings import Settings

PATIENCE_SECONDS = 10
_PROBES = count(1)

Message = dict[str, Any]


class Ability(StrEnum):
    """What API Gateway cannot do; a test that needs one of these names it with `needs`."""

    CLOSE_CODES = "close codes"
    INIT_TIMEOUT = "a time limit for connection_init"
    ORDER = "frames are handled in the order in which they were sent"
    TIMERS = "news of the end of a token at its end; it comes with the next change instead"
    RATE = "a limit of the messages of one socket in a second"


@dataclass(frozen=True)
class Ended:
    """How the server ended a socket. `code` is None where the transport has no codes of its own."""

    code: int | None
    reason: str = field(default="", compare=False)


@dataclass(frozen=True)
class NotOpened(Exception):
    """The handshake was answered with an HTTP status instead."""

    status: int


@dataclass
class Socket:
    """A client's end of a socket; it knows nothing of the protocol but JSON."""

    connection: ClientConnection
    codes: bool

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.cut()

    @property
    def subprotocol(self) -> str | None:
        return self.connection.subprotocol

    def send(self, *messages: Message) -> None:
        for message in messages:
            self.send_frame(json.dumps(message))

    def send_frame(self, frame: str | bytes) -> None:
        self.connection.send(frame)

    def receive(self, within: float = PATIENCE_SECONDS) -> Message | Ended:
        """The next message, or the end; TimeoutError if neither comes."""
        try:
            frame = self.connection.recv(within)
        except ConnectionClosed as closed:
            received = closed.rcvd
            if not self.codes:
                return Ended(None)
            return Ended(received.code, received.reason) if received else Ended(1006)
        assert isinstance(frame, str), "messages are sent as text"
        return json.loads(frame)

    def messages(self, number: int) -> list[Message | Ended]:
        return [self.receive() for _ in range(number)]

    def end(self) -> Ended:
        """The end, which must be the next thing to come."""
        ended = self.receive()
        assert isinstance(ended, Ended), ended
        return ended

    def received_until_probe(self) -> list[Message | Ended]:
        """All that the server has sent up to the answer of a ping that is sent now."""
        probe = {"probe": next(_PROBES)}
        self.send({"type": "ping", "payload": probe})
        received = []
        while (message := self.receive()) != {"type": "pong", "payload": probe}:
            received.append(message)
            if isinstance(message, Ended):
                break
        return received

    def acknowledged(self, token: str | None = None) -> Self:
        """Goes through connection_init."""
        payload = {"payload": {"authorization": f"Bearer {token}"}} if token else {}
        self.send({"type": "connection_init", **payload})
        assert self.receive() == {"type": "connection_ack"}
        return self

    def subscribe(self, query: str, variables: Message | None = None, *, id: str = "1") -> None:  # noqa: A002
        self.send({"type": "subscribe", "id": id, "payload": {"query": query, "variables": variables}})

    def complete(self, operation_id: str = "1") -> None:
        self.send({"type": "complete", "id": operation_id})

    def cut(self) -> None:
        """Drops the connection without a word, as a lost network does; nothing if it is gone already."""
        self.connection.close_socket()


@dataclass(frozen=True)
class Transport:
    """A running service and the tables behind it. `lacks` says what this transport cannot do."""

    url: str
    settings: Settings
    lacks: frozenset[Ability] = frozenset()

    def open(
        self,
        *,
        subprotocols: tuple[str, ...] = (SUBPROTOCOL,),
        headers: Message | None = None,
        source: str = "127.0.0.1",
    ) -> Socket:
        """Opens a socket from an address of this machine. Raises NotOpened."""
        try:
            connection = connect(
                self.url,
                subprotocols=subprotocols or None,
                additional_headers=headers,
                open_timeout=PATIENCE_SECONDS,
                ping_interval=None,
                close_timeout=1,
                proxy=None,
                source_address=(source, 0),
                max_size=None,
            ).__enter__()
        except InvalidStatus as refused:
            raise NotOpened(refused.response.status_code) from None
        return Socket(connection, codes=Ability.CLOSE_CODES not in self.lacks)

    def ended(self, code: int) -> Ended:
        """How the end with this code looks here."""
        return Ended(None if Ability.CLOSE_CODES in self.lacks else code)
