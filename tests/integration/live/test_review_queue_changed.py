"""reviewQueueChanged: each reading that joins or leaves the queue, once and in order, for agents."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from meter_reads.domain.london_time import london_date
from meter_reads.domain.meter_log import Change, ChangeKind, next_entry
from meter_reads.domain.readings import Reading, ReadingSource, ReadingStatus

from ..houses import days_ago
from ..issuer import TokenIssuer
from .changes import Followed
from .transport import Ability, Message, Socket, Transport

QUEUE = "subscription { reviewQueueChanged { added { id status meter { serial } } removedId length at } }"


def a_held_reading(followed: Followed) -> str:
    """A reading that is held, in the log; its id."""
    newest = followed.stores.meter_log.newest(followed.meter_id)
    assert newest is not None
    now = datetime.now(UTC)
    reading = Reading(
        sequence=newest.sequence + 1,
        read_date=days_ago(0),
        values={"1": 99_000},
        source=ReadingSource.GUEST,
        status=ReadingStatus.UNDER_REVIEW,
        submitted_at=now,
    )
    change = Change(ChangeKind.READING_HELD, now, reading)
    followed.stores.meter_log.append([next_entry(newest, change, london_date=london_date(now), history=())])
    return f"{followed.meter_id}-{reading.sequence}"


def decide(followed: Followed, reading_id: str) -> None:
    stored = followed.stores.meter_log.entry(followed.meter_id, int(reading_id.rpartition("-")[2]))
    newest = followed.stores.meter_log.newest(followed.meter_id)
    assert stored is not None
    assert stored.change is not None
    assert newest is not None
    now = datetime.now(UTC)
    decided = replace(stored.change.reading, status=ReadingStatus.ACCEPTED)
    change = Change(ChangeKind.REVIEW_ACCEPTED, now, decided)
    history = (stored.change.reading,)
    followed.stores.meter_log.append(
        [next_entry(newest, change, london_date=london_date(now), history=history)]
    )


@pytest.fixture
def agent(issuer: TokenIssuer) -> str:
    return issuer.token(uuid.uuid4().hex, ["agents"])


def change_of(message: Message) -> Message:
    assert message["type"] == "next", message
    assert "errors" not in message["payload"], message
    change: Message = message["payload"]["data"]["reviewQueueChanged"]
    return change


def following(transport: Transport, token: str) -> Socket:
    """A socket that follows the queue from now on."""
    socket = transport.open().acknowledged(token)
    socket.subscribe(QUEUE)
    # What is asked for behind it is answered when the subscription has begun.
    socket.subscribe("{ reviewQueue(first: 1) { edges { cursor } } }", id="begun")
    while socket.receive() != {"type": "complete", "id": "begun"}:
        pass
    return socket


@pytest.mark.needs(Ability.ORDER)
def test_a_reading_that_is_held_joins_and_one_that_is_decided_leaves(
    transport: Transport, followed: Followed, agent: str
):
    with following(transport, agent) as socket:
        reading_id = a_held_reading(followed)
        joined = change_of(socket.receive())
        decide(followed, reading_id)
        left = change_of(socket.receive())

        assert socket.received_until_probe() == []

    assert joined["added"]["id"] == reading_id
    assert joined["added"]["status"] == "UNDER_REVIEW"
    assert joined["added"]["meter"]["serial"] == followed.house.meter.serial
    assert (joined["removedId"], left["added"]) == (None, None)
    assert left["removedId"] == reading_id
    assert left["length"] == joined["length"] - 1


def test_every_agent_hears_of_each_change_once_and_in_the_same_order(
    transport: Transport, followed: Followed, another_followed: Followed, issuer: TokenIssuer
):
    sockets = []
    for _ in range(4):
        socket = transport.open().acknowledged(issuer.token(uuid.uuid4().hex, ["agents"]))
        socket.subscribe(QUEUE)
        sockets.append(socket)
    # Each has begun once it hears of this one.
    marker = a_held_reading(followed)
    for socket in sockets:
        heard = []
        deadline = time.monotonic() + 10
        while marker not in heard:
            try:
                change = change_of(socket.receive(1))
            except TimeoutError:
                assert time.monotonic() < deadline
                marker = a_held_reading(followed)
                continue
            heard.append(change["added"] and change["added"]["id"])
    houses = [followed, another_followed]
    with ThreadPoolExecutor(2) as pool:
        held = list(pool.map(lambda house: [a_held_reading(house) for _ in range(3)], houses))
    expected = {reading_id for each in held for reading_id in each}

    heard_by = []
    for socket in sockets:
        heard = []
        while not expected <= set(heard):
            heard.append(change_of(socket.receive())["added"]["id"])
        heard_by.append([each for each in heard if each in expected])
        assert socket.received_until_probe() == []
        socket.cut()

    assert all(heard == heard_by[0] for heard in heard_by)
    assert sorted(heard_by[0]) == sorted(expected)


@pytest.mark.parametrize("groups", [None, [], ["operators"]])
@pytest.mark.parametrize("query", [QUEUE, "subscription { operationsChanged { at } }"])
def test_only_those_whose_it_is_follow(
    query: str, groups: list[str] | None, transport: Transport, issuer: TokenIssuer, followed: Followed
):
    token = followed.token() if groups is None else issuer.token("someone", groups)
    with transport.open() as socket:
        socket.acknowledged(token).subscribe(query)
        message = socket.receive()

    if groups == ["operators"] and "operations" in query:
        assert message["type"] == "next"
    else:
        assert (message["type"], message["payload"][0]["extensions"]["code"]) == ("error", "FORBIDDEN")
