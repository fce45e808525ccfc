"""The rules of the protocol, without any I/O; rules.py says which test holds which."""

import json
from typing import Any

import pytest

from meter_reads.channel import protocol
from meter_reads.channel.messages import Request
from meter_reads.channel.protocol import (
    MAX_MESSAGE_BYTES,
    MAX_OPERATIONS,
    Close,
    Connection,
    Initialise,
    Phase,
    Send,
    Start,
    Step,
    Stop,
)

OPEN = Connection()
INITIALISING = Connection(Phase.INITIALISING)
ACKNOWLEDGED = Connection(Phase.ACKNOWLEDGED)
CLOSED = Connection(Phase.CLOSED)
LIVING = [OPEN, INITIALISING, ACKNOWLEDGED]
REQUEST = Request("{ a }")


def with_operations(*ids: str) -> Connection:
    return Connection(Phase.ACKNOWLEDGED, frozenset(ids))


def came(connection: Connection, message: Any) -> Step:
    return protocol.frame_came(connection, json.dumps(message))


def subscribe(operation_id: str) -> dict[str, Any]:
    return {"type": "subscribe", "id": operation_id, "payload": {"query": "{ a }"}}


def ended_with(step: Step) -> int:
    """The code that a step ends the socket with; nothing else comes of it but stops."""
    connection, (*stops, close) = step
    assert connection == CLOSED
    assert all(isinstance(stop, Stop) for stop in stops)
    assert isinstance(close, Close)
    assert close.reason
    assert len(close.reason.encode()) <= 123
    return close.code


@pytest.mark.parametrize(
    ("offered", "chosen"),
    [
        (["graphql-transport-ws"], "graphql-transport-ws"),
        (["graphql-ws", "graphql-transport-ws"], "graphql-transport-ws"),
        (["graphql-ws"], None),
        (["GraphQL-transport-ws"], None),
        ([], None),
    ],
)
def test_the_subprotocol_is_chosen_wherever_it_stands_in_the_offer(offered, chosen):
    assert protocol.chosen_subprotocol(offered) == chosen


def test_another_subprotocol_ends_the_socket_with_4406():
    assert ended_with(protocol.not_acceptable(OPEN)) == 4406


def test_connection_init_is_acknowledged_once():
    connection, effects = came(OPEN, {"type": "connection_init", "payload": {"a": 1}})
    assert (connection, effects) == (INITIALISING, (Initialise({"a": 1}),))

    connection, effects = protocol.initialised(connection)
    assert (connection, effects) == (ACKNOWLEDGED, (Send({"type": "connection_ack"}),))

    assert protocol.initialised(connection) == (ACKNOWLEDGED, ())


def test_the_acknowledgement_may_bring_a_payload():
    _, effects = protocol.initialised(INITIALISING, {"a": 1})

    assert effects == (Send({"type": "connection_ack", "payload": {"a": 1}}),)


@pytest.mark.parametrize("connection", [INITIALISING, ACKNOWLEDGED])
def test_a_second_connection_init_ends_the_socket_with_4429(connection):
    assert ended_with(came(connection, {"type": "connection_init"})) == 4429


def test_a_connection_that_is_not_initialised_in_time_is_ended_with_4408():
    assert ended_with(protocol.init_timed_out(OPEN)) == 4408


@pytest.mark.parametrize("connection", [INITIALISING, ACKNOWLEDGED, with_operations("1")])
def test_a_connection_that_was_initialised_is_not_ended_by_the_time_limit(connection):
    assert protocol.init_timed_out(connection) == (connection, ())


@pytest.mark.parametrize("connection", LIVING)
def test_a_client_that_is_not_let_in_is_ended_with_4403(connection):
    assert ended_with(protocol.forbidden(connection)) == 4403


@pytest.mark.parametrize("payload", [None, {}, {"a": {"b": [1, 2.5, None, "é"]}}])
def test_a_ping_is_answered_with_its_payload(payload):
    ping = {"type": "ping"} if payload is None else {"type": "ping", "payload": payload}

    assert came(ACKNOWLEDGED, ping) == (ACKNOWLEDGED, (Send({**ping, "type": "pong"}),))


@pytest.mark.parametrize("connection", [*LIVING, with_operations("1")])
def test_a_ping_is_answered_in_every_phase(connection):
    assert came(connection, {"type": "ping"}) == (connection, (Send({"type": "pong"}),))


@pytest.mark.parametrize("connection", LIVING)
def test_a_pong_is_taken_without_an_answer(connection):
    assert came(connection, {"type": "pong", "payload": {"a": 1}}) == (connection, ())


@pytest.mark.parametrize("connection", [OPEN, INITIALISING])
def test_an_operation_before_the_acknowledgement_ends_the_socket_with_4401(connection):
    assert ended_with(came(connection, subscribe("1"))) == 4401


def test_operations_are_interleaved():
    connection, effects = came(ACKNOWLEDGED, subscribe("a"))
    assert effects == (Start("a", REQUEST),)
    connection, effects = came(connection, subscribe("b"))
    assert effects == (Start("b", REQUEST),)
    sent = []
    for operation_id in "abba":
        connection, effects = protocol.result_came(connection, operation_id, {"data": operation_id})
        sent += effects

    assert [effect.message["id"] for effect in sent] == list("abba")
    assert connection == with_operations("a", "b")


@pytest.mark.parametrize("operation_id", ["a", "b"])
def test_an_id_in_use_ends_the_socket_with_4409(operation_id):
    step = came(with_operations("a", "b"), subscribe(operation_id))

    assert ended_with(step) == 4409
    assert step[1][-1].reason == f"Subscriber for {operation_id} already exists"


@pytest.mark.parametrize("operation_id", ["x" * 10_000, "é" * 10_000, "😀" * 5_000, "\ud800", "\n\x00"])
def test_a_reason_fits_in_a_close_frame(operation_id):
    assert ended_with(came(with_operations(operation_id), subscribe(operation_id))) in (4409, 4400)


@pytest.mark.parametrize(
    "end",
    [
        lambda connection: came(connection, {"type": "complete", "id": "1"}),
        lambda connection: protocol.completed(connection, "1"),
        lambda connection: protocol.failed(connection, "1", [{"message": "no"}]),
    ],
    ids=["the client's complete", "the server's complete", "error"],
)
def test_an_id_is_free_again_after_its_operation(end):
    connection, _ = end(with_operations("1", "2"))

    connection, effects = came(connection, subscribe("1"))

    assert effects == (Start("1", REQUEST),)
    assert connection == with_operations("1", "2")


def test_results_come_in_order_and_then_the_completion():
    connection, sent = with_operations("1"), []
    for number in range(3):
        connection, effects = protocol.result_came(connection, "1", {"data": number})
        sent += effects
    connection, effects = protocol.completed(connection, "1")

    assert [effect.message["payload"]["data"] for effect in sent] == [0, 1, 2]
    assert effects == (Send({"id": "1", "type": "complete"}),)
    assert connection == ACKNOWLEDGED


def test_an_error_ends_an_operation_without_a_completion():
    connection, effects = protocol.failed(with_operations("1"), "1", [{"message": "no"}])

    assert effects == (Send({"id": "1", "type": "error", "payload": [{"message": "no"}]}),)
    assert connection == ACKNOWLEDGED
    assert protocol.completed(connection, "1") == (ACKNOWLEDGED, ())
    assert protocol.result_came(connection, "1", {}) == (ACKNOWLEDGED, ())
    assert protocol.failed(connection, "1", []) == (ACKNOWLEDGED, ())


def test_after_the_clients_complete_nothing_is_sent_for_the_operation():
    connection, effects = came(with_operations("1", "2"), {"type": "complete", "id": "1"})

    assert effects == (Stop("1"),)
    assert connection == with_operations("2")
    for step in (
        protocol.result_came(connection, "1", {"data": 1}),
        protocol.completed(connection, "1"),
        protocol.failed(connection, "1", []),
    ):
        assert step == (connection, ())


@pytest.mark.parametrize("connection", [*LIVING, with_operations("2")])
def test_completing_what_is_unknown_or_complete_does_nothing(connection):
    assert came(connection, {"type": "complete", "id": "1"}) == (connection, ())


@pytest.mark.parametrize("connection", [*LIVING, with_operations("1")])
@pytest.mark.parametrize(
    "frame", ["", "nonsense", "[]", '{"type":"next","id":"1"}', '{"type":"complete"}', b"{}"]
)
def test_an_invalid_message_ends_the_socket_with_4400_in_every_phase(connection, frame):
    assert ended_with(protocol.frame_came(connection, frame)) == 4400


def a_ping_of(size: int, character: str) -> str:
    frame = '{"type":"ping","payload":{"a":"%s"}}'
    count, rest = divmod(size - len(frame % ""), len(character.encode()))
    return frame % (character * count + "x" * rest)


@pytest.mark.parametrize("character", ["x", "é", "😀"])
def test_the_greatest_message_is_taken(character):
    _, effects = protocol.frame_came(OPEN, a_ping_of(MAX_MESSAGE_BYTES, character))

    assert isinstance(effects[0], Send)


@pytest.mark.parametrize("character", ["x", "é", "😀"])
def test_a_message_that_is_too_large_ends_the_socket_with_1009(character):
    assert ended_with(protocol.frame_came(OPEN, a_ping_of(MAX_MESSAGE_BYTES + 1, character))) == 1009
    assert ended_with(protocol.frame_came(OPEN, bytes(MAX_MESSAGE_BYTES + 1))) == 1009


@pytest.mark.parametrize("connection", [*LIVING, with_operations("1")])
def test_a_client_that_oversteps_is_ended_with_1008(connection):
    assert ended_with(protocol.overstepped(connection, "Too many messages")) == 1008


def test_a_connection_has_so_many_operations_at_once():
    ids = [str(number) for number in range(MAX_OPERATIONS)]
    connection = with_operations(*ids[1:])

    connection, effects = came(connection, subscribe(ids[0]))

    assert effects == (Start(ids[0], REQUEST),)
    assert ended_with(came(connection, subscribe("one more"))) == 1008


def test_all_operations_are_stopped_before_the_socket_is_ended():
    _, effects = protocol.frame_came(with_operations("b", "a"), "nonsense")

    assert effects[:-1] == (Stop("a"), Stop("b"))
    assert isinstance(effects[-1], Close)


def test_the_end_of_the_socket_stops_all_its_operations():
    assert protocol.closed(with_operations("b", "a")) == (CLOSED, (Stop("a"), Stop("b")))
    assert protocol.closed(CLOSED) == (CLOSED, ())


def test_a_closed_connection_takes_nothing_any_more():
    for step in (
        came(CLOSED, {"type": "ping"}),
        came(CLOSED, {"type": "connection_init"}),
        protocol.frame_came(CLOSED, "nonsense"),
        protocol.frame_came(CLOSED, "x" * (MAX_MESSAGE_BYTES + 1)),
        protocol.initialised(CLOSED),
        protocol.forbidden(CLOSED),
        protocol.not_acceptable(CLOSED),
        protocol.init_timed_out(CLOSED),
        protocol.overstepped(CLOSED, "Too many"),
        protocol.result_came(CLOSED, "1", {}),
        protocol.failed(CLOSED, "1", []),
        protocol.completed(CLOSED, "1"),
    ):
        assert step == (CLOSED, ())
