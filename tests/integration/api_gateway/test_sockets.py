"""Handshakes and frames as API Gateway's events, in whatever order they come."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from meter_reads.channel.api_gateway import SOCKETS_OF_AN_ADDRESS
from meter_reads.channel.gateway_state import INIT_MILLISECONDS
from meter_reads.channel.rate import BURST, MESSAGES_A_SECOND
from meter_reads.lambdas.live_wiring import LiveWiring
from meter_reads.lambdas.socket_events import SocketEvents
from meter_reads.lambdas.stream_events import StreamEvents

from ..client import SUBMIT
from ..houses import House
from ..live.changes import CHANGES, Followed
from .connections_api import ConnectionsApi
from .events import EventSocket, event, now_ms, stream_batch

Sockets = Callable[[], EventSocket]
INIT = {"type": "connection_init"}


def followers(wiring: LiveWiring, followed: Followed) -> list[str]:
    topic = f"meter#{followed.meter_id}"
    return [each.place.connection_id for each in wiring.sockets.subscriptions.of_topic(topic)]


def test_a_handshake_is_answered_with_the_subprotocol(a_socket: Sockets):
    answer = a_socket().connect(sec_websocket_protocol="graphql-ws, graphql-transport-ws")

    assert answer == {"statusCode": 200, "headers": {"Sec-WebSocket-Protocol": "graphql-transport-ws"}}


@pytest.mark.parametrize("offered", ["", "graphql-ws", "GRAPHQL-TRANSPORT-WS"])
def test_another_subprotocol_is_refused_before_there_is_a_socket(offered: str, a_socket: Sockets, wiring):
    socket = a_socket()

    assert socket.connect(sec_websocket_protocol=offered) == {"statusCode": 406}
    assert wiring.sockets.connections.load(socket.id) is None


@pytest.mark.parametrize(
    "headers", [{"origin": "https://elsewhere.example"}, {"origin": "null"}, {"sec_fetch_site": "cross-site"}]
)
def test_a_foreign_page_gets_no_socket(headers: dict[str, str], a_socket: Sockets):
    assert a_socket().connect(**headers) == {"statusCode": 403}


def test_one_address_has_so_many_sockets_and_the_others_are_not_touched_by_it(a_socket: Sockets):
    mine = [a_socket() for _ in range(SOCKETS_OF_AN_ADDRESS)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda socket: socket.connect(source_ip="203.0.113.9"), mine))
    assert {answer["statusCode"] for answer in answers} == {200}

    assert a_socket().connect(source_ip="203.0.113.9") == {"statusCode": 429}
    assert a_socket().connect(source_ip="203.0.113.10")["statusCode"] == 200
    mine[0].disconnect()
    assert a_socket().connect(source_ip="203.0.113.9")["statusCode"] == 200


def test_a_connection_init_that_comes_late_ends_the_socket(a_socket: Sockets, api: ConnectionsApi):
    socket, opened = a_socket(), now_ms()
    socket.connect(at=opened)
    socket.frame(INIT, at=opened + INIT_MILLISECONDS + 1)

    assert socket.posts == []
    assert socket.id in api.ended


def test_one_that_came_in_time_and_was_handled_late_does_not(a_socket: Sockets):
    socket, opened = a_socket(), now_ms() - 60_000
    socket.connect(at=opened)
    socket.frame(INIT, at=opened + INIT_MILLISECONDS)

    assert socket.posts == [{"type": "connection_ack"}]


def test_of_two_connection_inits_at_once_one_is_acknowledged_and_the_socket_ends(
    a_socket: Sockets, api: ConnectionsApi
):
    socket = a_socket()
    socket.connect()
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(socket.frame, [INIT, INIT]))

    assert socket.posts in ([], [{"type": "connection_ack"}])
    assert socket.id in api.ended


def test_of_two_operations_of_one_id_at_once_one_is_started_and_the_socket_ends(
    a_socket: Sockets, followed: Followed, api: ConnectionsApi, wiring: LiveWiring
):
    socket = a_socket().acknowledged(followed.token())
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda _: socket.subscribe(CHANGES, followed.variables()), range(2)))

    assert socket.id in api.ended
    assert followers(wiring, followed) == []


def test_a_complete_that_overtakes_its_subscribe_stops_it_before_it_starts(
    a_socket: Sockets, followed: Followed, stream: StreamEvents, wiring: LiveWiring
):
    socket, sent = a_socket().acknowledged(followed.token()), now_ms()
    socket.complete(at=sent + 1)
    socket.subscribe(CHANGES, followed.variables(), at=sent)
    stream.handle(stream_batch(*followed.append()), None)

    assert socket.posts == []
    assert followers(wiring, followed) == []


def test_an_id_that_was_completed_can_be_used_again_later(a_socket: Sockets, followed: Followed):
    socket, sent = a_socket().acknowledged(followed.token()), now_ms()
    socket.complete(at=sent + 1)
    socket.subscribe("{ viewer { role } }", at=sent + 2)

    assert [message["type"] for message in socket.posts] == ["next", "complete"]


def test_a_complete_of_an_earlier_use_of_an_id_does_not_end_a_later_one(
    a_socket: Sockets, followed: Followed, stream: StreamEvents
):
    socket, sent = a_socket().acknowledged(followed.token()), now_ms()
    socket.subscribe(CHANGES, followed.variables(), at=sent + 2)
    socket.complete(at=sent + 1)
    stream.handle(stream_batch(*followed.append()), None)

    assert socket.sequences == [2]


def test_a_completed_subscription_gets_nothing_more(
    a_socket: Sockets, followed: Followed, stream: StreamEvents, wiring: LiveWiring
):
    socket = a_socket().acknowledged(followed.token())
    socket.subscribe(CHANGES, followed.variables())
    socket.complete()
    stream.handle(stream_batch(*followed.append()), None)

    assert socket.posts == []
    assert followers(wiring, followed) == []


def test_a_mutation_is_done_once_and_answered(a_socket: Sockets, followed: Followed):
    socket = a_socket().acknowledged(followed.token())
    socket.subscribe(SUBMIT, {"input": followed.house.reading(House.ORDINARY)})

    result, complete = socket.posts
    assert result["payload"]["data"]["submitReading"]["__typename"] == "ReadingAccepted"
    assert complete == {"id": "1", "type": "complete"}
    assert followed.sequence == 2


def test_a_bad_token_ends_no_socket(a_socket: Sockets, followed: Followed, api: ConnectionsApi):
    socket = a_socket().acknowledged("no token of ours")
    socket.subscribe(CHANGES, followed.variables())

    assert socket.posts[0]["payload"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert socket.id not in api.ended


def test_a_disconnect_leaves_nothing_behind(a_socket: Sockets, followed: Followed, wiring: LiveWiring):
    socket = a_socket().acknowledged(followed.token())
    for operation_id in "ab":
        socket.subscribe(CHANGES, followed.variables(), id=operation_id)
    socket.disconnect()
    socket.disconnect()

    assert wiring.sockets.connections.load(socket.id) is None
    assert followers(wiring, followed) == []


def test_a_frame_of_a_socket_that_was_closed_is_not_answered(a_socket: Sockets, api: ConnectionsApi):
    socket = a_socket()
    socket.connect()
    socket.frame("nonsense")
    socket.frame({"type": "ping"})

    assert socket.posts == []
    assert api.ended.count(socket.id) == 2


def test_a_subscribe_of_a_socket_that_goes_meanwhile_leaves_nothing_behind(
    a_socket: Sockets, followed: Followed, wiring: LiveWiring
):
    sockets = [a_socket().acknowledged(followed.token()) for _ in range(8)]
    with ThreadPoolExecutor(16) as pool:
        begun = [pool.submit(each.subscribe, CHANGES, followed.variables()) for each in sockets]
        gone = [pool.submit(each.disconnect) for each in sockets]
        for each in (*begun, *gone):
            each.result()

    assert followers(wiring, followed) == []


def test_a_binary_frame_ends_the_socket(a_socket: Sockets, api: ConnectionsApi, events: SocketEvents):
    socket = a_socket()
    socket.connect()
    events.handle(event("MESSAGE", socket.id, body="eyJ0eXBlIjoicGluZyJ9") | {"isBase64Encoded": True}, None)

    assert socket.posts == []
    assert socket.id in api.ended


def test_a_flood_of_frames_ends_its_own_socket_and_no_other(a_socket: Sockets, api: ConnectionsApi):
    flood, other = a_socket(), a_socket()
    flood.connect()
    other.connect()
    began = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(flood.frame, [{"type": "ping"}] * 3 * int(BURST)))
    seconds = time.monotonic() - began
    other.frame({"type": "ping"})

    assert flood.id in api.ended
    # Those that were on their way when the socket ended go with it.
    assert 0 < len(flood.posts) <= BURST + MESSAGES_A_SECOND * seconds + 1
    assert other.posts == [{"type": "pong"}]
    assert other.id not in api.ended
