"""What was stored stays stored once, whatever happens to the answer; what was not can be sent again."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from meter_reads.api.app import create_app
from meter_reads.settings import Settings
from meter_reads.store.stores import Stores

from .client import START, SUBMIT, Answer, Api
from .houses import House, Street, a_log, a_meter, a_reading, an_estimate, days_ago
from .store_proxy import (
    Fault,
    StoreProxy,
    an_html_error,
    deny,
    leave_keys_unread,
    lose_the_answer,
    lose_the_request,
    refuse,
    throttle,
)

# The first try and the two that the AWS library adds.
_TRIES = 3


def readings_stored(stores: Stores, house: House) -> int:
    before = stores.meter_log.newest(house.meter.id)
    assert before is not None
    return len(list(stores.meter_log.entries(house.meter.id, after=1)))


def assert_unavailable(answer: Answer) -> None:
    extensions = answer.error["extensions"]
    assert extensions["code"] == "UNAVAILABLE"
    wait = datetime.fromisoformat(extensions["retryAt"]) - datetime.now(UTC)
    assert wait < timedelta(minutes=1)
    assert "send the same again" in answer.error["message"]


def test_a_write_whose_answer_is_lost_is_answered_as_stored(
    house: House, proxied: Api, proxy: StoreProxy, stores: Stores
):
    proxied.start(**house.proof)
    proxy.fail("PutItem", lose_the_answer)

    result = proxied.submit(**house.reading(House.ORDINARY))

    assert result["__typename"] == "ReadingAccepted"
    assert readings_stored(stores, house) == 1


def test_a_transaction_whose_answer_is_lost_is_answered_as_stored(
    street: Street, proxied: Api, proxy: StoreProxy, stores: Stores
):
    house = street.house(a_log(a_meter(), a_reading(days_ago(60), 45_700), an_estimate(days_ago(10), 46_200)))
    proxied.start(**house.proof)
    proxy.fail("TransactWriteItems", lose_the_answer)

    result = proxied.submit(**house.reading("46100"))

    assert result["__typename"] == "ReadingAccepted"
    assert [each["code"] for each in result["findings"]] == ["BELOW_ESTIMATE"]
    assert len(list(stores.meter_log.entries(house.meter.id, after=2))) == 2


@pytest.mark.parametrize("broken", [lose_the_answer, lose_the_request], ids=lambda fault: fault.__name__)
def test_after_a_crash_around_the_write_the_same_key_gets_the_one_reading(
    broken: Fault, house: House, proxied: Api, proxy: StoreProxy, stores: Stores
):
    proxied.start(**house.proof)
    reading = house.reading(House.ORDINARY)
    proxy.fail("PutItem", *[broken] * _TRIES)

    assert_unavailable(proxied.send(SUBMIT, {"input": reading}))
    result = proxied.submit(**reading)

    assert result["__typename"] == "ReadingAccepted"
    assert readings_stored(stores, house) == 1
    assert proxied.submit(**reading) == result


@pytest.mark.parametrize("broken", [refuse, throttle, deny, an_html_error], ids=lambda fault: fault.__name__)
@pytest.mark.parametrize("operation", ["Query", "PutItem"])
def test_a_store_that_fails_is_unavailable_and_the_same_key_can_be_sent_again(
    *, operation: str, broken: Fault, house: House, proxied: Api, proxy: StoreProxy, stores: Stores
):
    proxied.start(**house.proof)
    reading = house.reading(House.ORDINARY)
    proxy.fail(operation, *[broken] * _TRIES)

    answer = proxied.send(SUBMIT, {"input": reading})
    proxy.faults.clear()
    result = proxied.submit(**reading)

    assert_unavailable(answer)
    assert b"arn:" not in answer.content
    assert result["__typename"] == "ReadingAccepted"
    assert readings_stored(stores, house) == 1


def test_a_store_that_hangs_is_unavailable_within_an_api_gateways_patience(
    house: House, proxied: Api, proxy: StoreProxy
):
    proxied.start(**house.proof)
    proxy.fail("Query", *[proxy.hang] * _TRIES)
    began = datetime.now(UTC)

    answer = proxied.send(SUBMIT, {"input": house.reading(House.ORDINARY)})

    assert_unavailable(answer)
    assert datetime.now(UTC) - began < timedelta(seconds=20)


def test_a_store_that_refuses_connections_is_unavailable_everywhere(
    *,
    house: House,
    service_settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
    an_address: Callable[[], str],
    api: Api,
    unused_port: int,
):
    api.start(**house.proof)
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{unused_port}")
    down = Api(create_app(service_settings), an_address(), api.token)

    started = down.send(START, {"input": house.proof})
    looked = down.send("{ meter(id: %s) { id } }" % json.dumps(house.meter.id))  # noqa: UP031

    assert_unavailable(started)
    assert_unavailable(looked)
    assert looked.json["data"] == {"meter": None}


def test_a_throttled_check_of_the_wait_lets_nobody_in(house: House, proxied: Api, proxy: StoreProxy):
    for _ in range(5):
        proxied.start(**(house.proof | {"postcode": "LS1 9ZY"}))
    proxy.fail("BatchGetItem", *[leave_keys_unread] * 10)

    answer = proxied.send(START, {"input": house.proof})

    assert_unavailable(answer)
