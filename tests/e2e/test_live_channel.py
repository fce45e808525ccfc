"""A reading over HTTP is heard of on a socket: by the log, its stream and the fan-out."""

import pytest
from websockets.exceptions import InvalidStatus

from .service import FOLLOW, Service

ACCOUNT = ("8500742062", "DN55 9PT")


def test_a_reading_that_is_sent_by_http_is_told_to_who_follows_the_meter(service: Service):
    meter = next(each for each in service.as_guest(*ACCOUNT) if each["fuel"] == "GAS")

    with service.socket() as socket:
        socket.subscribe(FOLLOW, {"meterId": meter["id"]})
        # Behind the subscription, so that what is answered here comes after it began.
        socket.say({"id": "2", "type": "subscribe", "payload": {"query": "{ __typename }"}})
        assert [socket.hear()["type"] for _ in range(2)] == ["next", "complete"]
        service.submit(service.reading(meter, "00017"))
        change = socket.next("meterChanged")

    assert change["sequence"] >= 1
    assert change["kind"].startswith("READING_")


def test_the_socket_speaks_the_subprotocol_that_browsers_insist_on(service: Service):
    with service.socket() as socket:
        assert socket.connection.subprotocol == "graphql-transport-ws"


def test_a_socket_from_another_sites_page_is_refused(service: Service, base_url: str):
    stranger = Service(base_url)
    with pytest.raises(InvalidStatus) as refused:
        stranger.socket(origin="https://elsewhere.example")

    assert refused.value.response.status_code == 403
