"""What is too much ends the socket that does it, and nobody else's."""

import base64
import json
import socket as sockets
import threading
from contextlib import suppress
from typing import Self

import pytest
from websockets.exceptions import ConnectionClosed

from meter_reads.channel.limits import Limits
from meter_reads.channel.protocol import MAX_MESSAGE_BYTES, MAX_OPERATIONS
from meter_reads.channel.rate import BURST

from .changes import CHANGES, Followed, sequence_of
from .server import LiveServer
from .transport import Ability, Ended, NotOpened, Socket, Transport


def a_ping_of(size: int, character: str = "x") -> str:
    """A ping of so many bytes in UTF-8."""
    empty = len(json.dumps({"type": "ping", "payload": {"a": ""}}))
    count, rest = divmod(size - empty, len(character.encode()))
    text = character * count + "x" * rest
    return json.dumps({"type": "ping", "payload": {"a": text}}, ensure_ascii=False)


@pytest.mark.parametrize("character", ["x", "é", "😀"])
def test_a_message_of_the_greatest_size_is_answered_and_one_byte_more_ends_the_socket(
    transport: Transport, character: str
):
    with transport.open() as socket, transport.open() as other:
        socket.send_frame(a_ping_of(MAX_MESSAGE_BYTES, character))
        assert socket.receive()["type"] == "pong"
        socket.send_frame(a_ping_of(MAX_MESSAGE_BYTES + 1, character))

        assert socket.end() == transport.ended(1009)
        assert other.received_until_probe() == []


def test_a_message_far_too_large_is_not_even_read(server: LiveServer):
    transport = Transport(server.url, server.settings)
    with transport.open() as socket, transport.open() as other:
        threading.Thread(target=_send_all, args=(socket, a_ping_of(20_000_000))).start()

        assert socket.end().code == 1009
        assert other.received_until_probe() == []


def _send_all(socket: Socket, frame: str) -> None:
    with suppress(ConnectionClosed, OSError):  # the server ends it, at one place or another
        socket.send_frame(frame)


@pytest.mark.needs(Ability.RATE, Ability.ORDER)
def test_a_flood_of_messages_ends_that_socket_and_no_other(transport: Transport, followed: Followed):
    with transport.open() as flood, transport.open() as other:
        other.acknowledged(followed.token()).subscribe(CHANGES, followed.variables(1))
        with suppress(ConnectionClosed):  # it may be ended before all is sent
            for _ in range(int(BURST) * 3):
                flood.send({"type": "ping"})
        received = _until_the_end(flood)
        followed.append()

        assert received[-1] == transport.ended(1008)
        assert BURST <= len(received) - 1 <= BURST * 2
        assert sequence_of(other.receive()) == 2
        assert other.received_until_probe() == []


def test_a_burst_within_the_rate_is_answered(transport: Transport):
    with transport.open() as socket:
        for _ in range(90):
            socket.send({"type": "ping"})

        assert socket.messages(90) == [{"type": "pong"}] * 90


def test_as_many_subscriptions_as_a_connection_may_have_are_served(transport: Transport, followed: Followed):
    with transport.open() as socket:
        socket.acknowledged(followed.token())
        for number in range(MAX_OPERATIONS):
            socket.subscribe(CHANGES, followed.variables(1), id=str(number))
        followed.append()

        messages = socket.messages(MAX_OPERATIONS)

    assert {message["id"] for message in messages} == {str(number) for number in range(MAX_OPERATIONS)}


def test_a_flood_of_subscriptions_ends_that_socket_and_no_other(transport: Transport, followed: Followed):
    with transport.open() as flood, transport.open() as other:
        other.acknowledged(followed.token()).subscribe(CHANGES, followed.variables(1))
        flood.acknowledged(followed.token())
        for number in range(MAX_OPERATIONS + 1):
            flood.subscribe(CHANGES, followed.variables(1), id=str(number))
        ended = flood.end()
        followed.append()

        assert ended == transport.ended(1008)
        assert sequence_of(other.receive()) == 2


def test_a_flood_of_subscriptions_leaves_nothing_behind(server: LiveServer, followed: Followed):
    with Transport(server.url, server.settings).open() as flood:
        flood.acknowledged(followed.token())
        for number in range(MAX_OPERATIONS + 1):
            flood.subscribe(CHANGES, followed.variables(1), id=str(number))
        assert flood.end().code == 1008

    server.until(lambda: server.followers(followed.meter_id) == 0)


def test_one_address_has_so_many_sockets_and_other_addresses_have_theirs(serve):
    server = serve(Limits(sockets_of_an_address=3))
    transport = Transport(server.url, server.settings)
    opened = [transport.open() for _ in range(3)]
    with pytest.raises(NotOpened) as refused:
        transport.open()
    with transport.open(source="127.0.0.2") as other:
        assert other.acknowledged()
    for socket in opened:
        assert socket.acknowledged()

    opened[0].cut()
    server.until(lambda: server.open_sockets("127.0.0.1") == 2)
    opened[0] = transport.open()

    assert refused.value.status == 403
    assert opened[0].acknowledged()
    for socket in opened:
        socket.cut()


def test_sockets_that_were_refused_are_not_counted(serve):
    server = serve(Limits(sockets_of_an_address=2))
    transport = Transport(server.url, server.settings)
    for _ in range(5):
        with pytest.raises(NotOpened):
            transport.open(headers={"origin": "https://elsewhere.example"})

    with transport.open() as socket, transport.open() as another:
        assert socket.acknowledged()
        assert another.acknowledged()


class DeafClient:
    """A client that sends and never reads, with as small a window as the system allows."""

    def __init__(self, port: int) -> None:
        self._socket = sockets.socket()
        self._socket.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
        self._socket.setsockopt(sockets.SOL_SOCKET, sockets.SO_SNDBUF, 4096)
        self._socket.settimeout(0.5)
        self._socket.connect(("127.0.0.1", port))
        key = base64.b64encode(b"0123456789abcdef").decode()
        self._socket.sendall(
            f"GET /graphql HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\n"
            f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n".encode()
        )
        assert b" 101 " in self._read_until(b"\r\n\r\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def subscribe(self, token: str, query: str, variables: dict[str, object]) -> None:
        """The last of it that it reads is the acknowledgement."""
        self.send(json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}}))
        self._read_until(b'"connection_ack"}')
        request = {"query": query, "variables": variables}
        self.send(json.dumps({"type": "subscribe", "id": "1", "payload": request}))

    def _read_until(self, end: bytes) -> bytes:
        received = b""
        while not received.endswith(end):
            received += self._socket.recv(1)
        return received

    def send(self, text: str) -> None:
        """Sends a text frame, masked with zeros, which leave it as it is."""
        data = text.encode()
        small = len(data) < 65_536
        length = bytes([254 if small else 255]) + len(data).to_bytes(2 if small else 8)
        self._socket.sendall(bytes([129]) + length + bytes(4) + data)

    def send_until_stuck(self, most: int) -> int:
        """Sends large pings until nobody takes them any more; how many were taken."""
        for number in range(most):
            try:
                self.send(a_ping_of(90_000))
            except OSError:
                return number
        return most

    def read_to_the_end(self) -> int:
        """Reads all there is at last; how many bytes until the server's end of the connection."""
        self._socket.settimeout(10)
        total = 0
        with suppress(ConnectionResetError):  # it had not read all that was sent
            while data := self._socket.recv(65_536):
                total += len(data)
        return total


def test_for_a_client_that_does_not_read_little_is_kept_and_others_are_served(serve, followed: Followed):
    server = serve(Limits(slowest_send_seconds=2))
    with DeafClient(server.port) as deaf, Transport(server.url, server.settings).open() as other:
        other.acknowledged(followed.token()).subscribe(CHANGES, followed.variables(1))
        deaf.subscribe(followed.token(), CHANGES, followed.variables(1))
        server.until(lambda: server.followers(followed.meter_id) == 2)

        # The server stops reading from those who do not read.
        sent = deaf.send_until_stuck(90)
        server.fan_out(*followed.append(30))

        assert sent < 60
        assert server.unsent_bytes() < 400_000
        assert [sequence_of(message) for message in other.messages(30)] == list(range(2, 32))
        # It is ended for it: all that it followed is gone, and nothing more is kept.
        server.until(lambda: server.followers(followed.meter_id) == 1)
        assert deaf.read_to_the_end() < 5_000_000
        assert other.received_until_probe() == []


def test_a_subscriber_that_does_not_read_loses_its_socket_and_not_only_its_subscription(
    serve, followed: Followed
):
    """Else it would wait for ever, on a socket that looks alive, for what does not come any more."""
    server = serve(Limits(slowest_send_seconds=0.5))
    followed.append(20)
    large = CHANGES.replace("kind", f"{'x' * 60_000}: kind")
    with DeafClient(server.port) as deaf:
        deaf.subscribe(followed.token(), large, followed.variables(1))
        server.until(lambda: server.followers(followed.meter_id) == 1)

        server.until(lambda: server.open_sockets("127.0.0.1") == 0)
        assert server.followers(followed.meter_id) == 0
        assert deaf.read_to_the_end() < 20 * 60_000


def test_a_client_that_does_not_read_its_end_does_not_hold_anything_either(serve, followed: Followed):
    """The flood of a client that does not read: the close frame cannot be sent."""
    server = serve(Limits(slowest_send_seconds=0.5))
    with DeafClient(server.port) as deaf:
        assert deaf.send_until_stuck(90) < 60

        server.until(lambda: server.open_sockets("127.0.0.1") == 0)


def _until_the_end(socket: Socket) -> list[object]:
    received = [socket.receive()]
    while not isinstance(received[-1], Ended):
        received.append(socket.receive())
    return received
