"""A reading over HTTP is heard of on a socket: by the log, its stream and the fan-out."""

import pytest
from websockets.exceptions import InvalidStatus

from .accounts import demo_account
from .service import FOLLOW, Service
from .supplies import customers_meter

WITHDRAW = "mutation ($id: ID!) { withdrawReading(readingId: $id) { __typename } }"


def test_what_is_sent_and_taken_back_by_http_is_told_to_who_follows_the_meter(
    service: Service, agent: Service
):
    meter = customers_meter(service)
    value = demo_account(meter["accountNumber"]).ordinary()

    with service.socket() as socket:
        socket.subscribe(FOLLOW, {"meterId": meter["id"]})
        # Behind the subscription, so that what is answered here comes after it began.
        socket.say({"id": "2", "type": "subscribe", "payload": {"query": "{ __typename }"}})
        assert [socket.hear()["type"] for _ in range(2)] == ["next", "complete"]
        # An agent sends it, since an agent may as often as it takes.
        sent = agent.submit(agent.reading(meter, value))
        agent.ask(WITHDRAW, {"id": sent["reading"]["id"]})
        changes = [socket.next("meterChanged") for _ in range(2)]

    assert [each["kind"] for each in changes] == ["READING_ACCEPTED", "READING_WITHDRAWN"]
    assert changes[1]["sequence"] == changes[0]["sequence"] + 1


def test_the_socket_speaks_the_subprotocol_that_browsers_insist_on(service: Service):
    with service.socket() as socket:
        assert socket.connection.subprotocol == "graphql-transport-ws"


def test_a_socket_from_another_sites_page_is_refused(service: Service, base_url: str):
    stranger = Service(base_url)
    with pytest.raises(InvalidStatus) as refused:
        stranger.socket(origin="https://elsewhere.example")

    assert refused.value.response.status_code == 403
