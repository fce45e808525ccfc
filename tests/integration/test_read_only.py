"""The kill switch: within seconds, and without a deployment, nothing can be changed and all can be read."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import botocore.session
import pytest

from meter_reads.api.app import create_app
from meter_reads.journey.service_switch import HEARD_WITHIN, ServiceSwitch
from meter_reads.settings import Settings
from meter_reads.store.stores import open_stores

from .client import SUBMIT, Api
from .houses import Street
from .store_proxy import deny

STATUS = "{ service { readOnly message retryAt } }"


class Switch:
    """Throws the switch as docs/operations.md says: by one item."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._client = botocore.session.get_session().create_client("dynamodb", region_name="eu-west-2")

    def throw(self, **attributes: dict[str, Any]) -> None:
        item = {"key": {"S": "service#status"}, "read_only": {"BOOL": True}, **attributes}
        self._client.put_item(TableName=self._table, Item=item)

    def back(self) -> None:
        self._client.delete_item(TableName=self._table, Key={"key": {"S": "service#status"}})


@pytest.fixture(scope="module")
def own_settings(fresh_settings: Callable[[], Settings]) -> Settings:
    """Tables of its own: others must not find the switch thrown."""
    return fresh_settings()


@pytest.fixture
def switch(own_settings: Settings):
    switch = Switch(own_settings.accounts_table)
    yield switch
    switch.back()


@pytest.fixture
def an_api(own_settings: Settings, an_address: Callable[[], str]) -> Callable[[], Api]:
    """A client of a process that has just started."""
    return lambda: Api(create_app(own_settings), an_address())


def test_while_it_is_thrown_every_change_is_refused_with_the_way_out(
    switch: Switch, own_settings: Settings, an_api: Callable[[], Api]
) -> None:
    stores = open_stores(own_settings)
    house = Street(stores).house()
    api = an_api()
    journey = api.start(**house.proof)
    switch.throw(message={"S": "We are moving house until noon."}, retry_at={"S": "2099-01-01T12:00:00Z"})

    restarted = an_api()
    restarted.token = journey["token"]
    answer = restarted.send(SUBMIT, {"input": house.reading(house.ORDINARY)})

    assert answer.code == "READ_ONLY"
    assert answer.error["extensions"]["retryAt"] == "2099-01-01T12:00:00Z"
    assert "until noon" in answer.error["message"]
    assert "send the same again later" in answer.error["message"]
    newest = stores.meter_log.newest(house.meter.id)
    assert newest
    assert newest.sequence == 1


def test_while_it_is_thrown_everything_can_be_read(switch: Switch, an_api: Callable[[], Api]) -> None:
    switch.throw(message={"S": "We are moving house."}, retry_at={"S": "2099-01-01T12:00:00Z"})
    api = an_api()

    assert api.send(STATUS).data["service"] == {
        "readOnly": True,
        "message": "We are moving house.",
        "retryAt": "2099-01-01T12:00:00Z",
    }
    receipt = api.send('{ receipt(reference: "none-1", signature: "NONE") { reference } }')
    assert receipt.data == {"receipt": None}


def test_when_it_is_back_changes_are_taken(switch: Switch, own_settings: Settings, an_api) -> None:
    switch.throw()
    switch.back()
    house = Street(open_stores(own_settings)).house()
    api = an_api()

    assert api.send(STATUS).data["service"] == {"readOnly": False, "message": None, "retryAt": None}
    assert api.start(**house.proof)["token"]


def test_a_running_process_hears_of_it_within_twenty_seconds(switch: Switch, own_settings: Settings) -> None:
    seen = ServiceSwitch(open_stores(own_settings).service_statuses)
    now = datetime.now(UTC)
    assert not seen.status(now).read_only

    switch.throw()

    assert not seen.status(now + timedelta(seconds=1)).read_only
    assert seen.status(now + HEARD_WITHIN).read_only
    assert timedelta(seconds=20) >= HEARD_WITHIN


def test_a_time_that_nobody_can_read_does_not_keep_it_from_working(
    switch: Switch, own_settings: Settings
) -> None:
    switch.throw(retry_at={"S": "tomorrow"})
    seen = ServiceSwitch(open_stores(own_settings).service_statuses)
    now = datetime.now(UTC)

    assert seen.status(now).read_only
    assert seen.retry_at(now) > now


def test_a_time_that_has_passed_is_not_told_to_people(switch: Switch, an_api: Callable[[], Api]) -> None:
    switch.throw(retry_at={"S": "2020-01-01T12:00:00Z"})
    api = an_api()

    assert api.send(STATUS).data["service"] == {"readOnly": True, "message": None, "retryAt": None}


def test_while_the_store_does_not_answer_the_last_word_holds(
    switch: Switch, proxy, own_settings: Settings
) -> None:
    switch.throw()
    seen = ServiceSwitch(open_stores(own_settings).service_statuses)
    now = datetime.now(UTC)
    assert seen.status(now).read_only

    proxy.fail("GetItem", deny)

    assert seen.status(now + HEARD_WITHIN).read_only
