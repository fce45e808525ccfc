"""Whatever a client and a service do, in whatever order, the protocol holds."""

import json
from collections.abc import Callable
from typing import Any, NoReturn

from hypothesis import given
from hypothesis import strategies as st

from meter_reads.channel import protocol
from meter_reads.channel.messages import SUBPROTOCOL, InvalidMessage, read_message, text_of
from meter_reads.channel.protocol import (
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

Event = Callable[[Connection], Step]

ids = st.sampled_from(["1", "2", "é", "x" * 200])
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(), children, max_size=3),
    max_leaves=8,
)
payloads = st.dictionaries(st.text(), json_values, max_size=3)
requests = st.fixed_dictionaries(
    {"query": st.just("{ a }")},
    optional={"variables": payloads | st.none(), "operationName": st.none() | st.text()},
)
messages = st.one_of(
    st.fixed_dictionaries(
        {"type": st.sampled_from(["connection_init", "ping", "pong"])},
        optional={"payload": payloads | st.none()},
    ),
    st.fixed_dictionaries({"type": st.just("subscribe"), "id": ids, "payload": requests}),
    st.fixed_dictionaries({"type": st.just("complete"), "id": ids}),
)
odd_messages = st.fixed_dictionaries(
    {},
    optional={
        "type": st.sampled_from(["connection_init", "ping", "pong", "subscribe", "complete", "next"])
        | json_values,
        "id": ids | json_values,
        "payload": requests | json_values,
    },
)
frames = st.one_of(
    messages.map(json.dumps),
    messages.map(lambda message: json.dumps(message, ensure_ascii=False)),
    odd_messages.map(json.dumps),
    json_values.map(json.dumps),
    st.text(st.characters()),
    st.text(alphabet='{}[]":,\\ud8eE9.-typeingNa'),
    st.binary(),
)


def _came(frame: str | bytes) -> Event:
    return lambda connection: protocol.frame_came(connection, frame)


served = st.one_of(
    st.sampled_from(
        [
            protocol.initialised,
            protocol.forbidden,
            protocol.init_timed_out,
            protocol.not_acceptable,
            lambda connection: protocol.overstepped(connection, "Too many"),
            protocol.closed,
        ]
    ),
    ids.map(lambda each: lambda connection: protocol.result_came(connection, each, {"data": None})),
    ids.map(lambda each: lambda connection: protocol.failed(connection, each, [{"message": "no"}])),
    ids.map(lambda each: lambda connection: protocol.completed(connection, each)),
)
# Mostly what keeps a connection alive, or nothing would be seen of its later life.
lively = st.one_of(
    messages.filter(lambda message: message["type"] != "connection_init").map(json.dumps).map(_came),
    ids.map(lambda each: lambda connection: protocol.result_came(connection, each, {"data": None})),
    ids.map(lambda each: lambda connection: protocol.completed(connection, each)),
)
beginnings = st.sampled_from([[], [_came('{"type":"connection_init"}'), protocol.initialised]])


@given(beginnings, st.lists(lively | lively | lively | served | frames.map(_came), max_size=30))
def test_in_any_sequence_of_events_the_protocol_holds(beginning: list[Event], events: list[Event]):
    connection = Connection()
    active: set[str] = set()
    acknowledged, initialising, over = 0, 0, False
    for event in [*beginning, *events]:
        connection, effects = event(connection)
        for effect in effects:
            assert not over or isinstance(effect, Stop), "nothing is sent after the end"
            match effect:
                case Initialise():
                    initialising += 1
                case Start(operation_id):
                    assert acknowledged == 1
                    assert operation_id not in active
                    active.add(operation_id)
                case Stop(operation_id):
                    active.remove(operation_id)
                case Close(code, reason):
                    assert not active, "what runs is stopped before the end"
                    assert len(reason.encode()) <= 123
                    assert 1000 <= code < 5000
                    over = True
                case Send(message):
                    assert json.loads(text_of(message), parse_constant=_no_json) == message
                    kind, operation_id = message["type"], message.get("id")
                    assert (operation_id is None) == (kind in ("connection_ack", "pong"))
                    acknowledged += kind == "connection_ack"
                    if operation_id is not None:
                        assert operation_id in active, "nothing comes for an operation that is over"
                    if kind in ("error", "complete"):
                        active.remove(operation_id)
        over = over or connection.phase is Phase.CLOSED
        assert initialising <= 1
        assert acknowledged <= initialising
        assert connection.operations == active
        assert len(active) <= MAX_OPERATIONS


@given(payloads | st.none(), st.booleans())
def test_every_ping_is_answered_by_an_equal_pong(payload: dict[str, Any] | None, ascii_only: bool):
    ping = {"type": "ping"} if payload is None else {"type": "ping", "payload": payload}

    _, (answer,) = protocol.frame_came(Connection(), json.dumps(ping, ensure_ascii=ascii_only))

    assert isinstance(answer, Send)
    assert json.loads(text_of(answer.message)) == {**ping, "type": "pong"}


@given(frames)
def test_a_frame_is_a_message_or_is_refused_with_a_reason_and_nothing_else_happens(frame: str | bytes):
    reason = "none"
    try:
        read_message(frame)
    except InvalidMessage as refused:
        reason = str(refused)

    assert 0 < len(reason.encode()) <= 123


@given(st.lists(st.text()))
def test_the_subprotocol_is_chosen_exactly_where_it_is_offered(offered: list[str]):
    assert protocol.chosen_subprotocol(offered) is None
    assert protocol.chosen_subprotocol([*offered, SUBPROTOCOL]) == SUBPROTOCOL


def _no_json(constant: str) -> NoReturn:
    raise AssertionError(f"{constant} is not JSON")
