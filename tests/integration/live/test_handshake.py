"""How a socket begins: the subprotocol, the origin, and connection_init."""

import uuid

import pytest

from meter_reads.channel.limits import Limits

from ..issuer import TokenIssuer
from .transport import Ability, NotOpened, Transport

ACK = {"type": "connection_ack"}


@pytest.mark.parametrize(
    "offered",
    [("graphql-transport-ws",), ("graphql-transport-ws", "graphql-ws"), ("chat", "graphql-transport-ws")],
)
def test_the_protocol_is_chosen_from_whatever_else_is_offered(transport: Transport, offered):
    with transport.open(subprotocols=offered) as socket:
        assert socket.subprotocol == "graphql-transport-ws"
        assert socket.acknowledged()


@pytest.mark.parametrize(
    "offered", [(), ("graphql-ws",), ("Graphql-Transport-WS",), ("graphql-transport-ws2",)]
)
def test_a_client_of_another_protocol_is_told_so_and_served_nothing(transport: Transport, offered):
    if Ability.CLOSE_CODES in transport.lacks:
        # Where a socket cannot be ended with a code, it is not opened.
        with pytest.raises(NotOpened):
            transport.open(subprotocols=offered)
        return
    with transport.open(subprotocols=offered) as socket:
        assert socket.subprotocol is None
        assert socket.end() == transport.ended(4406)


def test_connection_init_is_acknowledged_with_and_without_a_payload(transport: Transport):
    for payload in ({}, {"payload": None}, {"payload": {}}, {"payload": {"anything": [1, {"else": None}]}}):
        with transport.open() as socket:
            socket.send({"type": "connection_init", **payload})

            assert socket.receive() == ACK


def test_a_second_connection_init_ends_the_socket(transport: Transport):
    with transport.open() as socket:
        socket.acknowledged()
        socket.send({"type": "connection_init"})

        assert socket.end() == transport.ended(4429)


@pytest.mark.needs(Ability.ORDER)
def test_two_connection_inits_at_once_end_the_socket_too(transport: Transport):
    with transport.open() as socket:
        socket.send({"type": "connection_init"}, {"type": "connection_init"})

        received = socket.receive()
        assert (socket.end() if received == ACK else received) == transport.ended(4429)


def test_a_socket_without_connection_init_is_ended_in_time(serve):
    server = serve(Limits(init_seconds=0.1))
    with Transport(server.url, server.settings).open() as socket:
        ended = socket.end()

    assert (ended.code, ended.reason) == (4408, "Connection initialisation timeout")


def test_pings_do_not_stand_for_connection_init(serve):
    server = serve(Limits(init_seconds=0.3))
    with Transport(server.url, server.settings).open() as socket:
        socket.send({"type": "ping"}, {"type": "pong"})

        assert socket.receive() == {"type": "pong"}
        assert socket.end().code == 4408


def test_an_acknowledged_socket_outlives_the_time_for_connection_init(serve):
    server = serve(Limits(init_seconds=0.3))
    transport = Transport(server.url, server.settings)
    with transport.open() as silent, transport.open() as acknowledged:
        acknowledged.acknowledged()

        assert silent.end().code == 4408
        assert acknowledged.received_until_probe() == []


def test_an_operation_before_connection_init_ends_the_socket(transport: Transport):
    with transport.open() as socket:
        socket.subscribe("{ viewer { role } }")

        assert socket.end() == transport.ended(4401)


def test_a_page_of_another_site_gets_no_socket(transport: Transport):
    for headers in (
        {"origin": "https://elsewhere.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ):
        with pytest.raises(NotOpened) as refused:
            transport.open(headers=headers)
        assert refused.value.status == 403


def test_our_own_page_gets_a_socket(transport: Transport):
    host = transport.url.split("/")[2]
    for headers in ({"origin": f"http://{host}"}, {"sec-fetch-site": "same-origin"}):
        with transport.open(headers=headers) as socket:
            assert socket.acknowledged()


def test_a_token_that_does_not_count_is_acknowledged_and_each_operation_that_needs_one_is_refused(
    transport: Transport, followed
):
    """A socket that is ended for its token is opened again at once, and again: clients read 1000 so."""
    with transport.open() as socket:
        socket.acknowledged("no token of ours")
        for operation_id in ("a", "b"):
            socket.subscribe(
                "subscription($id: ID!) { meterChanged(meterId: $id) { sequence } }",
                {"id": followed.meter_id},
                id=operation_id,
            )
            error = socket.receive()

            assert (error["type"], error["id"]) == ("error", operation_id)
            assert error["payload"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        assert socket.received_until_probe() == []


def test_an_authorization_that_is_no_text_counts_for_none(transport: Transport):
    with transport.open() as socket:
        socket.send({"type": "connection_init", "payload": {"authorization": {"bearer": 1}}})

        assert socket.receive() == ACK


def test_authorization_may_be_written_in_capitals_as_in_a_header(
    transport: Transport, followed, issuer: TokenIssuer
):
    """GraphiQL and others send their headers there as they are."""
    operator = issuer.token(uuid.uuid4().hex, ["operators"])
    for token, role in ((followed.token(), "GUEST"), (operator, "OPERATOR")):
        with transport.open() as socket:
            socket.send({"type": "connection_init", "payload": {"Authorization": f"Bearer {token}"}})
            assert socket.receive() == ACK
            socket.subscribe("{ viewer { role } }")

            assert socket.receive()["payload"] == {"data": {"viewer": {"role": role}}}
