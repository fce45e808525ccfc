"""operationsChanged: a snapshot at once, then at most one a second, and the last state always."""

import time
import uuid
from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from ..issuer import TokenIssuer
from .changes import Followed
from .transport import Message, Socket, Transport

OPERATIONS = "subscription { operationsChanged { at readingsToday liveConnections byFuel { fuel count } } }"


@pytest.fixture
def operator(issuer: TokenIssuer) -> str:
    return issuer.token(uuid.uuid4().hex, ["operators"])


def snapshot_of(message: Message) -> Message:
    assert message["type"] == "next", message
    assert "errors" not in message["payload"], message
    snapshot: Message = message["payload"]["data"]["operationsChanged"]
    return snapshot


def snapshots_until(socket: Socket, readings: int) -> list[Message]:
    """What comes up to the snapshot that says that so many readings were stored today."""
    snapshots = [snapshot_of(socket.receive())]
    while snapshots[-1]["readingsToday"] < readings:
        snapshots.append(snapshot_of(socket.receive(15)))
    return snapshots


def test_a_snapshot_comes_at_once(transport: Transport, operator: str):
    with transport.open() as socket:
        socket.acknowledged(operator).subscribe(OPERATIONS)

        snapshot = snapshot_of(socket.receive())

    assert snapshot["liveConnections"] >= 1
    assert {each["fuel"] for each in snapshot["byFuel"]} == {"ELECTRICITY", "GAS"}


def test_however_many_readings_come_at_most_one_a_second_is_sent_and_the_last_says_all(
    transport: Transport, operator: str, followed: Followed
):
    started = time.monotonic()
    with transport.open() as socket:
        socket.acknowledged(operator).subscribe(OPERATIONS)
        before = snapshot_of(socket.receive())
        for _ in range(4):
            followed.append(10)

        after = snapshots_until(socket, before["readingsToday"] + 40)

    seconds = time.monotonic() - started
    assert after[-1]["readingsToday"] == before["readingsToday"] + 40
    # Of as many as that many seconds allow, however slow all of it was.
    assert len(after) <= seconds
    made = [datetime.fromisoformat(each["at"]) for each in (before, *after)]
    assert all(later - earlier >= timedelta(seconds=1) for earlier, later in pairwise(made))


def test_every_watcher_is_told_of_the_last_state(
    transport: Transport, followed: Followed, issuer: TokenIssuer
):
    sockets = [
        transport.open().acknowledged(issuer.token(uuid.uuid4().hex, [group]))
        for group in ("operators", "agents") * 3
    ]
    for socket in sockets:
        socket.subscribe(OPERATIONS)
    before = [snapshot_of(socket.receive())["readingsToday"] for socket in sockets]
    followed.append(5)

    for socket in sockets:
        assert snapshots_until(socket, max(before) + 5)[-1]["readingsToday"] == max(before) + 5
        socket.cut()
