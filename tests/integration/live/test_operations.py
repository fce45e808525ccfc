"""Queries and mutations over the socket, and how many operations share it."""

import pytest

from meter_reads.channel.limits import Limits

from ..client import SUBMIT
from ..houses import House
from ..store_proxy import StoreProxy, lose_the_request
from .changes import CHANGES, Followed, sequence_of
from .slow_store import Held
from .transport import Ability, Transport

VIEWER = "{ viewer { role } }"
GUEST = {"data": {"viewer": {"role": "GUEST"}}}
SEQUENCE = "query Newest($id: ID!) { meter(id: $id) { sequence } }"


def test_a_query_gives_one_result_and_is_complete(transport: Transport, followed: Followed):
    with transport.open() as socket:
        socket.acknowledged(followed.token()).subscribe(VIEWER, id="q")

        assert socket.messages(2) == [
            {"id": "q", "type": "next", "payload": GUEST},
            {"id": "q", "type": "complete"},
        ]


def test_a_mutation_is_done_and_answered(transport: Transport, followed: Followed):
    with transport.open() as socket:
        socket.acknowledged(followed.token())
        socket.subscribe(SUBMIT, {"input": followed.house.reading(House.ORDINARY)})

        result, complete = socket.messages(2)

    assert result["payload"]["data"]["submitReading"]["__typename"] == "ReadingAccepted"
    assert complete == {"id": "1", "type": "complete"}
    assert followed.sequence == 2


def test_of_several_operations_the_named_one_is_executed(transport: Transport, followed: Followed):
    document = "query A { viewer { role } } query B { viewer { __typename } }"
    with transport.open() as socket:
        socket.acknowledged(followed.token())
        payload = {"query": document, "operationName": "B", "variables": None, "extensions": {"a": 1}}
        socket.send({"type": "subscribe", "id": "1", "payload": payload})

        assert socket.receive()["payload"] == {"data": {"viewer": {"__typename": "Viewer"}}}
        assert socket.receive()["type"] == "complete"


@pytest.mark.parametrize(
    ("query", "variables", "code"),
    [
        ("{", None, "GRAPHQL_PARSE_FAILED"),
        ("", None, "GRAPHQL_PARSE_FAILED"),
        ("{ nothing }", None, "GRAPHQL_VALIDATION_FAILED"),
        ("subscription { nothing }", None, "GRAPHQL_VALIDATION_FAILED"),
        ("{ __schema { types { name } } }", None, "GRAPHQL_VALIDATION_FAILED"),
        ("query A { viewer { role } } query B { viewer { role } }", None, "OPERATION_RESOLUTION_FAILURE"),
        (SEQUENCE, {}, "BAD_USER_INPUT"),
        (CHANGES, {}, "BAD_USER_INPUT"),
        (CHANGES, {"meterId": "x", "after": "one"}, "BAD_USER_INPUT"),
        (CHANGES, {"meterId": "someone else's"}, "FORBIDDEN"),
    ],
)
def test_what_cannot_be_executed_is_an_error_and_nothing_else(
    transport: Transport, followed: Followed, query, variables, code
):
    with transport.open() as socket:
        socket.acknowledged(followed.token()).subscribe(query, variables)
        error = socket.receive()

        assert (error["type"], error["id"]) == ("error", "1")
        assert {each["extensions"]["code"] for each in error["payload"]} == {code}
        assert socket.received_until_probe() == []


def test_an_operation_that_ended_in_an_error_leaves_its_id_free(transport: Transport, followed: Followed):
    with transport.open() as socket:
        socket.acknowledged(followed.token()).subscribe("{ nothing }")
        assert socket.receive()["type"] == "error"
        socket.subscribe(VIEWER)

        assert [message["type"] for message in socket.messages(2)] == ["next", "complete"]


def test_after_below_zero_is_refused(transport: Transport, followed: Followed):
    with transport.open() as socket:
        socket.acknowledged(followed.token()).subscribe(CHANGES, followed.variables(-1))

        assert socket.receive()["payload"][0]["extensions"] == {"code": "BAD_USER_INPUT", "field": "after"}


def test_an_id_in_use_ends_the_socket(transport: Transport, followed: Followed):
    with transport.open() as socket:
        socket.acknowledged(followed.token())
        socket.subscribe(CHANGES, followed.variables(0), id="twice")
        # A customer's change is not for guests; the subscription is active all the same.
        assert socket.received_until_probe() == []
        socket.subscribe(VIEWER, id="twice")

        ended = socket.end()

    assert ended == transport.ended(4409)
    assert ended.code is None or ended.reason == "Subscriber for twice already exists"


def test_a_long_id_fits_in_the_reason(transport: Transport, followed: Followed):
    with transport.open() as socket:
        socket.acknowledged(followed.token())
        for _ in range(2):
            socket.subscribe(CHANGES, followed.variables(), id="é" * 2_000)

        ended = socket.end()

    assert ended == transport.ended(4409)
    assert len(ended.reason.encode()) <= 123


def test_an_id_is_free_again_when_its_operation_is_complete(transport: Transport, followed: Followed):
    with transport.open() as socket:
        socket.acknowledged(followed.token())
        for _ in range(3):
            socket.subscribe(VIEWER, id="again")

            assert [message["type"] for message in socket.messages(2)] == ["next", "complete"]


@pytest.mark.needs(Ability.ORDER)
def test_an_id_is_free_again_when_the_client_completes_it(transport: Transport, followed: Followed):
    with transport.open() as socket:
        socket.acknowledged(followed.token())
        for _ in range(3):
            socket.subscribe(CHANGES, followed.variables(), id="again")
            socket.complete("again")
        socket.subscribe(VIEWER, id="again")

        assert [message["type"] for message in socket.messages(2)] == ["next", "complete"]


def test_completing_what_is_unknown_or_complete_does_nothing(transport: Transport, followed: Followed):
    with transport.open() as socket:
        socket.acknowledged(followed.token()).subscribe(VIEWER)
        socket.messages(2)
        socket.complete("1")
        socket.complete("never heard of")

        assert socket.received_until_probe() == []


def test_forty_operations_at_once_each_get_their_own_result(transport: Transport, followed: Followed):
    with transport.open() as socket:
        socket.acknowledged(followed.token())
        for number in range(40):
            socket.subscribe(f"{{ viewer {{ name{number}: role }} }}", id=f"operation {number}")

        messages = socket.messages(80)

    for number in range(40):
        mine = [message for message in messages if message["id"] == f"operation {number}"]
        assert [message["type"] for message in mine] == ["next", "complete"]
        assert mine[0]["payload"] == {"data": {"viewer": {f"name{number}": "GUEST"}}}


def test_one_meter_may_be_followed_by_several_operations_of_a_socket(
    transport: Transport, followed: Followed
):
    with transport.open() as socket:
        socket.acknowledged(followed.token())
        for operation_id in "ab":
            socket.subscribe(CHANGES, followed.variables(1), id=operation_id)
        followed.append()

        messages = socket.messages(2)

    assert sorted(message["id"] for message in messages) == ["a", "b"]
    assert {sequence_of(message) for message in messages} == {2}


@pytest.mark.parametrize("payload", [{}, {"a": 1.5, "b": [None, True, "é\n"]}, {"big": 2**70, "empty": {}}])
def test_a_pong_brings_back_the_payload_of_its_ping(transport: Transport, payload):
    with transport.open() as socket:
        socket.send({"type": "ping", "payload": payload})

        assert socket.receive() == {"type": "pong", "payload": payload}


def test_a_ping_without_a_payload_gets_a_pong_without_one(transport: Transport):
    with transport.open() as socket:
        socket.send({"type": "ping"}, {"type": "ping", "payload": None})

        assert socket.messages(2) == [{"type": "pong"}, {"type": "pong"}]


def test_a_pong_that_nobody_asked_for_gets_no_answer(transport: Transport):
    with transport.open() as socket:
        socket.send({"type": "pong"}, {"type": "pong", "payload": {"a": 1}})

        assert socket.received_until_probe() == []


@pytest.fixture
def slow(serve, proxy: StoreProxy) -> Transport:
    """A service whose store answers as the proxy lets it."""
    server = serve(Limits(calls_at_once=4))
    return Transport(server.url, server.settings)


def test_a_ping_is_answered_while_a_slow_query_runs(slow: Transport, proxy: StoreProxy, followed: Followed):
    held = Held()
    proxy.fail("Query", held.request)
    with slow.open() as socket:
        socket.acknowledged(followed.token()).subscribe(SEQUENCE, {"id": followed.meter_id})
        held.wait_for()
        for number in range(3):
            socket.send({"type": "ping", "payload": {"number": number}})
            assert socket.receive() == {"type": "pong", "payload": {"number": number}}
        held.release()

        assert socket.receive()["payload"] == {"data": {"meter": {"sequence": 1}}}
        assert socket.receive()["type"] == "complete"


def test_a_query_that_the_client_completed_while_it_ran_gives_nothing(
    slow: Transport, proxy: StoreProxy, followed: Followed
):
    held = Held()
    proxy.fail("Query", held.request)
    with slow.open() as socket:
        socket.acknowledged(followed.token()).subscribe(SEQUENCE, {"id": followed.meter_id})
        held.wait_for()
        socket.complete()
        assert socket.received_until_probe() == []
        socket.subscribe("query Other { viewer { role } }")
        held.release()

        # The id is another operation's by now, and gets only its own result.
        assert socket.messages(2) == [
            {"id": "1", "type": "next", "payload": GUEST},
            {"id": "1", "type": "complete"},
        ]
        assert socket.received_until_probe() == []


def test_slow_queries_of_one_socket_hold_up_no_other_socket(
    slow: Transport, proxy: StoreProxy, followed: Followed
):
    held = Held()
    proxy.fail("Query", *[held.request] * 50)
    with slow.open() as greedy, slow.open() as other:
        greedy.acknowledged(followed.token())
        other.acknowledged(followed.token())
        for number in range(48):
            # Started and dropped at once: the threads go on, and still count.
            greedy.subscribe(SEQUENCE, {"id": followed.meter_id}, id=str(number))
            if number % 2:
                greedy.complete(str(number))
        held.wait_for(4)
        greedy.received_until_probe()
        assert not held.came.acquire(blocking=False)
        other.subscribe(VIEWER)

        assert [message["type"] for message in other.messages(2)] == ["next", "complete"]
        held.release()


def test_a_store_that_does_not_answer_is_said_in_the_result_of_a_query(
    slow: Transport, proxy: StoreProxy, followed: Followed
):
    proxy.fail("Query", *[lose_the_request] * 3)
    with slow.open() as socket:
        socket.acknowledged(followed.token()).subscribe(SEQUENCE, {"id": followed.meter_id})
        result, complete = socket.messages(2)

    assert result["payload"]["errors"][0]["extensions"]["code"] == "UNAVAILABLE"
    assert complete["type"] == "complete"


@pytest.mark.parametrize("after", [None, 0])
def test_a_subscription_that_cannot_be_served_ends_in_an_error_and_can_be_asked_for_again(
    slow: Transport, proxy: StoreProxy, followed: Followed, after
):
    proxy.fail("Query", *[lose_the_request] * 3)
    with slow.open() as socket:
        socket.acknowledged(followed.token()).subscribe(CHANGES, followed.variables(after))
        error = socket.receive()
        followed.append()
        socket.subscribe(CHANGES, followed.variables(1))

        assert error["type"] == "error"
        assert error["payload"][0]["extensions"]["code"] == "UNAVAILABLE"
        assert sequence_of(socket.receive()) == 2
