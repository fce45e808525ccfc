"""What is no message of the protocol ends the socket at once, and says why."""

import json

import pytest

from .transport import Transport

DEEP = '{"type":"ping","payload":' + '{"a":' * 2_000 + "1" + "}" * 2_001

NOT_JSON = [
    "",
    " ",
    "{",
    "nonsense",
    "{'type':'ping'}",
    '{"type":"ping"',
    '{"type":"ping"}x',
    "\x00",
    "NaN",
    DEEP,
]
NOT_JSON += ['{"type":"ping","payload":{"a":NaN}}', '{"type":"ping","payload":{"a":1e999}}']
NOT_JSON += ['{"type":"ping","payload":{"a":"\\ud800"}}']
NO_OBJECT = ["null", "1", '"ping"', "[]", '[{"type":"ping"}]', "true"]
NO_TYPE = [
    {},
    {"type": None},
    {"type": 1},
    {"type": ["ping"]},
    {"type": ""},
    {"type": "Ping"},
    {"type": "ping "},
]
NOT_FOR_CLIENTS = [
    {"type": kind, "id": "1"} for kind in ("next", "error", "connection_ack", "start", "stop", "ka")
]
PAYLOADS = [
    {"type": kind, "payload": payload}
    for kind in ("connection_init", "ping", "pong")
    for payload in (1, "text", [], True, [{}])
]
IDS = [
    {"type": kind, "payload": {"query": "{ viewer { role } }"}, **operation_id}
    for kind in ("subscribe", "complete")
    for operation_id in ({}, {"id": None}, {"id": ""}, {"id": 1}, {"id": ["1"]}, {"id": {}})
]
REQUESTS = [
    {"type": "subscribe", "id": "1", **payload}
    for payload in (
        {},
        {"payload": None},
        {"payload": "{ viewer { role } }"},
        {"payload": []},
        *(
            {"payload": request}
            for request in (
                {},
                {"query": None},
                {"query": 1},
                {"query": {}},
                {"query": "{ a }", "operationName": 1},
                {"query": "{ a }", "operationName": {}},
                {"query": "{ a }", "variables": "{}"},
                {"query": "{ a }", "variables": []},
                {"query": "{ a }", "extensions": []},
                {"query": "{ a }", "extensions": 1},
            )
        ),
    )
]
MESSAGES = [*NO_TYPE, *NOT_FOR_CLIENTS, *PAYLOADS, *IDS, *REQUESTS]
FRAMES = [*NOT_JSON, *NO_OBJECT, *map(json.dumps, MESSAGES)]


@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame[:60] or "nothing")
def test_a_frame_that_is_no_message_ends_the_socket(transport: Transport, frame: str):
    with transport.open() as socket:
        socket.acknowledged()
        socket.send_frame(frame)

        ended = socket.end()

    assert ended == transport.ended(4400)
    assert ended.code is None or ended.reason
    assert len(ended.reason.encode()) <= 123


@pytest.mark.parametrize("frame", [b'{"type":"ping"}', b"", b"\xff\xfe"], ids=["json", "nothing", "no text"])
def test_a_binary_frame_ends_the_socket(transport: Transport, frame: bytes):
    with transport.open() as socket:
        socket.send_frame(frame)

        assert socket.end() == transport.ended(4400)


def test_a_broken_frame_before_connection_init_ends_the_socket_too(transport: Transport):
    with transport.open() as socket:
        socket.send_frame("nonsense")

        assert socket.end() == transport.ended(4400)


def test_fields_that_the_protocol_does_not_know_are_no_harm(transport: Transport):
    with transport.open() as socket:
        socket.send({"type": "connection_init", "id": 7, "more": [1]})
        assert socket.receive() == {"type": "connection_ack"}
        socket.send({"type": "ping", "id": "x"})

        assert socket.receive() == {"type": "pong"}


def test_a_message_may_come_in_several_frames(transport: Transport):
    with transport.open() as socket:
        socket.connection.send(iter(['{"type":"pi', 'ng","payload":{"a":', '"é"}}']))

        assert socket.receive() == {"type": "pong", "payload": {"a": "é"}}


def test_the_end_of_one_socket_leaves_the_others_alone(transport: Transport):
    with transport.open() as broken, transport.open() as other:
        other.acknowledged()
        broken.send_frame("nonsense")

        assert broken.end() == transport.ended(4400)
        assert other.received_until_probe() == []
