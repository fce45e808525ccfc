"""Frames as they come, read strictly; messages as they go out."""

import json

import pytest

from meter_reads.channel.messages import (
    Complete,
    ConnectionInit,
    InvalidMessage,
    Ping,
    Pong,
    Request,
    Subscribe,
    complete,
    connection_ack,
    error,
    next_result,
    pong,
    read_message,
    text_of,
)


def refusal(frame: str | bytes) -> str:
    with pytest.raises(InvalidMessage) as refused:
        read_message(frame)
    return str(refused.value)


def nested(levels: int) -> str:
    return '{"type":"ping","payload":' + '{"a":' * (levels - 1) + "{}" + "}" * levels


@pytest.mark.parametrize(
    "frame",
    [
        "",
        "nonsense",
        "{",
        '{"type":"ping"}{"type":"ping"}',
        "{'type':'ping'}",
        '{"type":"ping","payload":{"a":NaN}}',
        '{"type":"ping","payload":{"a":-Infinity}}',
        '{"type":"ping","payload":{"a":1e999}}',
        '{"type":"ping","payload":{"a":-1e999}}',
        '{"type":"ping","payload":{"a":"\\ud800"}}',
        '{"type":"ping","payload":{"a":' + "9" * 10_000 + "}}",
        "[" * 90_000,
    ],
    ids=lambda frame: frame[:40],
)
def test_what_is_not_json_is_refused(frame):
    assert refusal(frame) == "The message is not valid JSON"


@pytest.mark.parametrize("frame", ["null", "1", '"ping"', "[]", "true"])
def test_what_is_no_object_is_refused(frame):
    assert refusal(frame) == "The message must be a JSON object"


@pytest.mark.parametrize("frame", [b'{"type":"ping"}', b"", b"\xff"])
def test_a_binary_frame_is_refused(frame):
    assert refusal(frame) == "Messages are sent as text, not as binary"


@pytest.mark.parametrize(
    "message",
    [{}, {"type": None}, {"type": 1}, {"type": []}, {"type": {}}, {"type": "PING"}, {"type": "ping\n"}]
    + [
        {"type": kind, "id": "1", "payload": {}}
        for kind in ("connection_ack", "next", "error", "start", "stop")
    ],
)
def test_a_message_without_a_type_of_the_protocol_is_refused(message):
    assert refusal(json.dumps(message)) == "The message has no type that a client may send"


@pytest.mark.parametrize(
    ("kind", "read"), [("connection_init", ConnectionInit), ("ping", Ping), ("pong", Pong)]
)
def test_a_payload_is_an_object_or_null_or_left_out(kind, read):
    payload = {"a": [1, 2.5, None, {"b": "é"}]}

    assert read_message(json.dumps({"type": kind})) == read(None)
    assert read_message(json.dumps({"type": kind, "payload": None})) == read(None)
    assert read_message(json.dumps({"type": kind, "payload": {}})) == read({})
    assert read_message(json.dumps({"type": kind, "payload": payload})) == read(payload)


@pytest.mark.parametrize("kind", ["connection_init", "ping", "pong"])
@pytest.mark.parametrize("payload", [0, False, "", "text", [], [{}], 1.5])
def test_a_payload_that_is_no_object_is_refused(kind, payload):
    assert refusal(json.dumps({"type": kind, "payload": payload})) == "The payload must be a JSON object"


def test_a_message_may_be_nested_as_deep_as_can_be_sent_back():
    deepest = read_message(nested(99))

    assert isinstance(deepest, Ping)
    assert json.loads(text_of(pong(deepest.payload))) == {"type": "pong", "payload": deepest.payload}
    assert refusal(nested(100)) == "The message is nested deeper than 100 levels"
    # Where the JSON library gives up by itself, which is not at the same depth everywhere.
    assert refusal(nested(15_000))


def test_many_brackets_that_are_not_nested_are_no_harm():
    payload = {"a": [[]] * 500, "b": "[" * 500}

    assert read_message(json.dumps({"type": "ping", "payload": payload})) == Ping(payload)


def test_a_request_is_read_with_all_its_parts():
    payload = {
        "query": "query A { a }",
        "operationName": "A",
        "variables": {"a": [1]},
        "extensions": {"b": 2},
        "more": 1,
    }

    read = read_message(json.dumps({"type": "subscribe", "id": "x", "payload": payload}))

    assert read == Subscribe("x", Request("query A { a }", "A", {"a": [1]}))


def test_what_a_request_may_leave_out_may_be_null():
    least = Subscribe("x", Request("{ a }", None, None))
    nulls = {"query": "{ a }", "operationName": None, "variables": None, "extensions": None}

    assert read_message(json.dumps({"type": "subscribe", "id": "x", "payload": {"query": "{ a }"}})) == least
    assert read_message(json.dumps({"type": "subscribe", "id": "x", "payload": nulls})) == least


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"id": None}, "The id must be a text and not empty"),
        ({"id": ""}, "The id must be a text and not empty"),
        ({"id": 1}, "The id must be a text and not empty"),
        ({"id": ["1"]}, "The id must be a text and not empty"),
        ({"payload": None}, "The payload must be a JSON object"),
        ({"payload": "{ a }"}, "The payload must be a JSON object"),
        ({"payload": {}}, "The payload's query must be a text"),
        ({"payload": {"query": {}}}, "The payload's query must be a text"),
        ({"payload": {"query": "{ a }", "operationName": 1}}, "The payload's operationName must be a text"),
        ({"payload": {"query": "{ a }", "variables": []}}, "The payload's variables must be a JSON object"),
        ({"payload": {"query": "{ a }", "variables": "{}"}}, "The payload's variables must be a JSON object"),
        ({"payload": {"query": "{ a }", "extensions": 0}}, "The payload's extensions must be a JSON object"),
    ],
)
def test_a_subscribe_of_another_form_is_refused(change, reason):
    whole = {"type": "subscribe", "id": "1", "payload": {"query": "{ a }"}}

    assert refusal(json.dumps({**whole, **change})) == reason


def test_a_complete_names_its_operation():
    assert read_message('{"type":"complete","id":"é\\n"}') == Complete("é\n")
    for operation_id in ("null", '""', "1", "[]"):
        assert refusal(f'{{"type":"complete","id":{operation_id}}}') == "The id must be a text and not empty"


def test_a_message_goes_out_as_json_in_ascii():
    messages = {
        '{"type":"connection_ack"}': connection_ack(),
        '{"type":"connection_ack","payload":{}}': connection_ack({}),
        '{"type":"pong"}': pong(),
        '{"type":"pong","payload":{"a":1}}': pong({"a": 1}),
        '{"id":"1","type":"next","payload":{"data":null}}': next_result("1", {"data": None}),
        '{"id":"\\u00e9","type":"error","payload":[{"message":"\\ud83d\\ude00"}]}': error(
            "é", [{"message": "😀"}]
        ),
        '{"id":"1","type":"complete"}': complete("1"),
    }

    assert {text_of(message): message for message in messages.values()} == messages
