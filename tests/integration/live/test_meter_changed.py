"""meterChanged: what was stored above `after`, then what happens, each change once and in order."""

from datetime import timedelta

import pytest

from meter_reads.domain.readings import ReadingSource

from ..client import SUBMIT
from ..houses import House
from .changes import CHANGES, Followed, sequence_of
from .transport import Ability, Socket, Transport


def sequences(socket: Socket, number: int) -> list[int]:
    return [sequence_of(socket.receive()) for _ in range(number)]


def test_stored_changes_come_first_and_then_the_new_ones(transport: Transport, followed: Followed):
    followed.append(3)
    with transport.open() as socket:
        socket.acknowledged(followed.token()).subscribe(CHANGES, followed.variables(0))
        assert sequences(socket, 3) == [2, 3, 4]
        followed.append(2)
        assert sequences(socket, 2) == [5, 6]
        followed.append(1)
        assert sequences(socket, 1) == [7]

        assert socket.received_until_probe() == []


def test_only_what_is_above_after_is_sent(transport: Transport, followed: Followed):
    followed.append(4)
    with transport.open() as socket:
        socket.acknowledged(followed.token()).subscribe(CHANGES, followed.variables(3))

        assert sequences(socket, 2) == [4, 5]
        assert socket.received_until_probe() == []


@pytest.mark.needs(Ability.ORDER)
def test_without_after_a_client_hears_what_happens_from_now_on(transport: Transport, followed: Followed):
    followed.append(2)
    with transport.open() as socket:
        socket.acknowledged(followed.token())
        socket.subscribe(CHANGES, followed.variables(), id="from now on")
        # Once this one has its first change, the one before it is at its place in the log.
        socket.subscribe(CHANGES, followed.variables(2), id="marker")
        assert socket.receive()["id"] == "marker"
        followed.append()

        received = [(message["id"], sequence_of(message)) for message in socket.messages(2)]

    assert sorted(received) == [("from now on", 4), ("marker", 4)]


def test_a_reading_sent_over_one_socket_is_heard_on_another(transport: Transport, followed: Followed):
    with transport.open() as sender, transport.open() as listener:
        listener.acknowledged(followed.token()).subscribe(CHANGES, followed.variables(1))
        sender.acknowledged(followed.token()).subscribe(
            SUBMIT, {"input": followed.house.reading(House.ORDINARY)}
        )
        answer = sender.receive()["payload"]["data"]["submitReading"]
        change = listener.receive()["payload"]["data"]["meterChanged"]

    assert change["kind"] == "READING_ACCEPTED"
    assert change["reading"] == {"id": answer["reading"]["id"], "source": "GUEST", "status": "ACCEPTED"}


def test_a_guest_hears_of_the_readings_of_the_own_journey_and_of_no_others(
    transport: Transport, followed: Followed
):
    """Stored before and happening now: of other people, and of a guest's journey of an hour ago."""
    an_hour = timedelta(hours=1)
    others = (ReadingSource.CUSTOMER, ReadingSource.AGENT, ReadingSource.ESTIMATE)
    token = followed.token(lasts=timedelta(minutes=30))
    for source in others:
        followed.append(source=source)
    followed.append(ago=an_hour)
    followed.append()
    with transport.open() as socket:
        socket.acknowledged(token).subscribe(CHANGES, followed.variables(0))
        assert sequences(socket, 1) == [6]
        for source in others:
            followed.append(source=source)
        followed.append(ago=an_hour)
        followed.append()

        assert sequences(socket, 1) == [11]
        assert socket.received_until_probe() == []


def test_changes_of_another_meter_are_not_sent(
    transport: Transport, followed: Followed, another_followed: Followed
):
    with transport.open() as socket:
        socket.acknowledged(followed.token()).subscribe(CHANGES, followed.variables(1))
        another_followed.append()
        followed.append()

        assert sequences(socket, 1) == [2]
        assert socket.received_until_probe() == []


def test_after_the_clients_complete_nothing_comes_any_more(transport: Transport, followed: Followed):
    with transport.open() as socket:
        socket.acknowledged(followed.token())
        socket.subscribe(CHANGES, followed.variables(0), id="dropped")
        followed.append()
        assert sequences(socket, 1) == [2]
        socket.complete("dropped")
        assert socket.received_until_probe() == []
        socket.subscribe(CHANGES, followed.variables(2), id="kept")
        followed.append(2)

        messages = socket.messages(2)

    assert [(message["id"], sequence_of(message)) for message in messages] == [("kept", 3), ("kept", 4)]


def test_twenty_sockets_each_get_every_change_once_and_in_order(transport: Transport, followed: Followed):
    sockets = [transport.open() for _ in range(20)]
    token = followed.token()
    for socket in sockets:
        socket.acknowledged(token).subscribe(CHANGES, followed.variables(1))
    followed.append(10)

    for socket in sockets:
        assert sequences(socket, 10) == list(range(2, 12))
        assert socket.received_until_probe() == []
        socket.cut()


def test_each_subscription_gets_what_its_own_document_asks_for(transport: Transport, followed: Followed):
    aliased = "subscription($id: ID!) { change: meterChanged(meterId: $id, after: 1) { number: sequence } }"
    with transport.open() as socket:
        socket.acknowledged(followed.token())
        socket.subscribe(CHANGES, followed.variables(1), id="a")
        socket.subscribe(aliased, {"id": followed.meter_id}, id="b")
        followed.append()

        by_id = {message["id"]: message["payload"] for message in socket.messages(2)}

    assert by_id["a"]["data"]["meterChanged"]["sequence"] == 2
    assert by_id["b"] == {"data": {"change": {"number": 2}}}


def test_a_guest_is_not_shown_what_it_used(transport: Transport, followed: Followed):
    query = """subscription($id: ID!) {
      meterChanged(meterId: $id, after: 1) { meterId reading { consumption { kwh } findings { code } } }
    }"""
    with transport.open() as socket:
        socket.acknowledged(followed.token()).subscribe(query, {"id": followed.meter_id})
        followed.append()

        change = socket.receive()["payload"]["data"]["meterChanged"]

    assert change == {"meterId": followed.meter_id, "reading": {"consumption": None, "findings": []}}
