"""A client whose connection is cut, at whatever step, and that resumes with `after`, has each change once."""

from dataclasses import dataclass, field

import pytest

from .changes import CHANGES, Followed, sequence_of
from .transport import Socket, Transport

STORED = 3
LIVE = 3
# Opening, init, ack, subscribe, and each change.
STEPS = 4 + STORED + LIVE


class Cut(Exception):
    """The network is gone."""


@dataclass
class Client:
    """A client that keeps the last sequence it has, which is all that it needs to resume."""

    transport: Transport
    token: str
    followed: Followed
    received: list[int] = field(default_factory=list)
    last: int = 1

    def session(self, *, until: int, steps: int | None = None) -> None:
        """Follows the meter until it has the sequence; the connection is cut after so many steps."""
        left = steps

        def step() -> None:
            nonlocal left
            if left == 0:
                raise Cut
            left = None if left is None else left - 1

        step()
        with self.transport.open() as socket:
            step()
            socket.send({"type": "connection_init", "payload": {"authorization": f"Bearer {self.token}"}})
            step()
            assert socket.receive() == {"type": "connection_ack"}
            step()
            socket.subscribe(CHANGES, self.followed.variables(self.last))
            self._receive(socket, until, step)

    def _receive(self, socket: Socket, until: int, step) -> None:
        while self.last < until:
            step()
            if self.last == 1 + STORED and until > 1 + STORED and self.followed.sequence < until:
                self.followed.append(until - self.followed.sequence)
            self.last = sequence_of(socket.receive())
            self.received.append(self.last)
        assert socket.received_until_probe() == []


@pytest.mark.parametrize("steps", range(STEPS + 1))
def test_a_connection_cut_at_any_step_loses_and_repeats_nothing(
    transport: Transport, followed: Followed, steps: int
):
    followed.append(STORED)
    client = Client(transport, followed.token(), followed)
    end = 1 + STORED + LIVE

    try:
        client.session(until=end, steps=steps)
    except Cut:
        followed.append(2)
    else:
        followed.append(2)
    end = followed.sequence
    client.session(until=end)

    assert client.received == list(range(2, end + 1))


def test_a_connection_cut_after_every_single_change_loses_and_repeats_nothing(
    transport: Transport, followed: Followed
):
    client = Client(transport, followed.token(), followed)
    followed.append(2)

    for _ in range(6):
        followed.append(1)
        with pytest.raises(Cut):
            client.session(until=followed.sequence + 1, steps=5)
    client.session(until=followed.sequence)

    assert client.received == list(range(2, followed.sequence + 1))


def test_what_was_on_its_way_when_the_connection_was_cut_comes_again(
    transport: Transport, followed: Followed
):
    """Nothing is acknowledged, so what a client has is what it says in `after`."""
    followed.append(4)
    with transport.open() as socket:
        socket.acknowledged(followed.token()).subscribe(CHANGES, followed.variables(1))
        assert sequence_of(socket.receive()) == 2
    with transport.open() as socket:
        socket.acknowledged(followed.token()).subscribe(CHANGES, followed.variables(2))

        assert [sequence_of(message) for message in socket.messages(3)] == [3, 4, 5]


def test_a_client_that_resumes_below_what_it_has_gets_those_changes_again(
    transport: Transport, followed: Followed
):
    followed.append(2)
    for _ in range(2):
        with transport.open() as socket:
            socket.acknowledged(followed.token()).subscribe(CHANGES, followed.variables(1))

            assert [sequence_of(message) for message in socket.messages(2)] == [2, 3]
